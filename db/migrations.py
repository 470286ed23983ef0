"""The schema, as append-only migrations. A released migration is never edited; a new one follows it."""

from __future__ import annotations

from sqlite_utils import Database as Tables
from sqlite_utils.migrations import Migrations

SCHEMA = Migrations("naskh")


@SCHEMA()
def m001_sources_and_runs(db: Tables) -> None:
    db.table("runs").create(
        {
            "id": int,
            "command": str,
            "version": str,
            "config_hash": str,
            "pid": int,
            "started_at": str,
            "finished_at": str,
            "outcome": str,
        },
        pk="id",
    )
    db.table("outlets").create(
        {
            "id": int,
            "name": str,
            "domains": str,
            "country": str,
            "time_zone": str,
            "groups": str,
            "first_seen_at": str,
        },
        pk="id",
        not_null={"name", "first_seen_at"},
        defaults={"domains": "[]", "groups": "[]"},
    )
    db.table("outlets").create_index(["name"], unique=True)
    db.table("sources").create(
        {
            "id": int,
            "url": str,
            "kind": str,
            "outlet_id": int,
            "every_seconds": int,
            "link_pattern": str,
            "enabled": int,
            "next_visit_at": str,
            "last_visit_at": str,
            "last_success_at": str,
            "failures": int,
            "etag": str,
            "last_modified": str,
            "body_hash": str,
            "added_at": str,
        },
        pk="id",
        not_null={"url", "kind", "outlet_id", "every_seconds"},
        defaults={"enabled": 1, "failures": 0},
        foreign_keys=[("outlet_id", "outlets", "id")],
    )
    db.table("sources").create_index(["url"], unique=True)
    db.table("visits").create(
        {
            "id": int,
            "run_id": int,
            "source_id": int,
            "started_at": str,
            "finished_at": str,
            "outcome": str,
            "links": int,
            "known": int,
            "new": int,
            "changed": int,
            "copies": int,
            "off_topic": int,
            "failed": int,
            "skipped": int,
            "message": str,
        },
        pk="id",
        not_null={"source_id", "started_at", "outcome"},
        defaults={name: 0 for name in ("links", "known", "new", "changed", "copies", "off_topic", "failed", "skipped")},
        foreign_keys=[("run_id", "runs", "id"), ("source_id", "sources", "id")],
    )
    db.table("visits").create_index(["source_id", "started_at"])


@SCHEMA()
def m002_pages_and_articles(db: Tables) -> None:
    db.table("pages").create(
        {
            "id": int,
            "key": str,
            "url": str,
            "canonical_url": str,
            "final_url": str,
            "status": str,
            "reason": str,
            "kind": str,
            "source_id": int,
            "visit_id": int,
            "run_id": int,
            "attempts": int,
            "http_status": int,
            "content_type": str,
            "etag": str,
            "last_modified": str,
            "first_seen_at": str,
            "fetched_at": str,
            "next_check_at": str,
            "updated_words": str,
            "hints": str,
            "body_hash": bytes,
            "raw_until": str,
            "raw": bytes,
        },
        pk="id",
        not_null={"key", "url", "status", "first_seen_at"},
        defaults={"attempts": 0},
        foreign_keys=[("source_id", "sources", "id"), ("run_id", "runs", "id")],
    )
    db.table("pages").create_index(["key"], unique=True)
    db.table("pages").create_index(["source_id", "next_check_at"])
    db.table("pages").create_index(["status"])
    db.execute("create index idx_pages_raw_until on pages (raw_until) where raw_until is not null")
    db.table("clusters").create(
        {
            "id": int,
            "earliest_id": int,
            "size": int,
            "order_known": int,
            "reason": str,
            "created_at": str,
        },
        pk="id",
    )
    db.table("articles").create(
        {
            "id": int,
            "page_id": int,
            "position": int,
            "outlet_id": int,
            "carrier_id": int,
            "source_id": int,
            "cluster_id": int,
            "url": str,
            "canonical_url": str,
            "title": str,
            "authors": str,
            "language": str,
            "published_at": str,
            "date_source": str,
            "date_precision": str,
            "date_words": str,
            "order_at": str,
            "first_seen_at": str,
            "words": int,
            "topic": str,
            "topic_score": float,
            "topic_reason": str,
            "several_stories_suspected": int,
            "extractor": str,
            "normaliser": str,
            "run_id": int,
            "text_hash": bytes,
            "text": str,
        },
        pk="id",
        not_null={"page_id", "position", "url", "first_seen_at", "text"},
        defaults={"several_stories_suspected": 0},
        foreign_keys=[
            ("page_id", "pages", "id"),
            ("outlet_id", "outlets", "id"),
            ("carrier_id", "outlets", "id"),
            ("source_id", "sources", "id"),
            ("cluster_id", "clusters", "id"),
        ],
    )
    db.table("articles").create_index(["page_id", "position"], unique=True)
    db.table("articles").create_index(["first_seen_at"])
    db.table("articles").create_index(["cluster_id", "order_at"])
    db.table("revisions").create(
        {
            "id": int,
            "article_id": int,
            "title": str,
            "published_at": str,
            "seen_from": str,
            "seen_until": str,
            "extractor": str,
            "words": int,
            "text_hash": bytes,
            "text": str,
        },
        pk="id",
        not_null={"article_id", "seen_until", "text"},
        foreign_keys=[("article_id", "articles", "id")],
    )
    db.table("revisions").create_index(["article_id"])
    db.table("credits").create(
        {"id": int, "article_id": int, "name": str, "url": str, "kind": str, "words": str},
        pk="id",
        not_null={"article_id", "kind"},
        foreign_keys=[("article_id", "articles", "id")],
    )
    db.table("credits").create_index(["article_id"])


@SCHEMA()
def m003_matches_and_alerts(db: Tables) -> None:
    db.table("matches").create(
        {
            "id": int,
            "later_id": int,
            "earlier_id": int,
            "relation": str,
            "jaccard": float,
            "overlap": float,
            "share_of_later": float,
            "share_of_earlier": float,
            "longest_run": int,
            "runs": str,
            "same_outlet": int,
            "order_known": int,
            "order_reason": str,
            "credited": str,
            "reason": str,
            "judge": str,
            "found_at": str,
            "run_id": int,
            "superseded_at": str,
        },
        pk="id",
        not_null={"later_id", "earlier_id", "relation", "reason", "judge", "found_at"},
        foreign_keys=[("later_id", "articles", "id"), ("earlier_id", "articles", "id")],
    )
    db.table("matches").create_index(["later_id", "earlier_id"])
    db.table("matches").create_index(["earlier_id"])
    db.table("matches").create_index(["found_at"])
    db.table("verdicts").create(
        {"id": int, "match_id": int, "verdict": str, "note": str, "given_at": str},
        pk="id",
        not_null={"match_id", "verdict", "given_at"},
        foreign_keys=[("match_id", "matches", "id")],
    )
    db.table("verdicts").create_index(["match_id"])
    db.table("alerts").create(
        {"id": int, "rule": str, "match_id": int, "title": str, "text": str, "created_at": str},
        pk="id",
        not_null={"rule", "match_id", "title", "text", "created_at"},
        foreign_keys=[("match_id", "matches", "id")],
    )
    db.table("alerts").create_index(["created_at"])
    db.table("deliveries").create(
        {
            "id": int,
            "alert_id": int,
            "channel": str,
            "status": str,
            "attempts": int,
            "next_attempt_at": str,
            "sent_at": str,
            "error": str,
        },
        pk="id",
        not_null={"alert_id", "channel", "status"},
        defaults={"attempts": 0},
        foreign_keys=[("alert_id", "alerts", "id")],
    )
    db.table("deliveries").create_index(["status", "next_attempt_at"])
    db.table("deliveries").create_index(["alert_id", "channel"], unique=True)


@SCHEMA()
def m004_index(db: Tables) -> None:
    db.table("index_sketches").create(
        {
            "id": int,
            "page_id": int,
            "position": int,
            "article_id": int,
            "text_hash": bytes,
            "title_hash": int,
            "words": int,
            "shingles": bytes,
            "signature": bytes,
        },
        pk="id",
    )
    db.table("index_sketches").create_index(["article_id"])
    db.table("index_sketches").create_index(["page_id"])
    db.table("index_sketches").create_index(["text_hash"])
    db.execute(
        "create table index_keys (key integer not null, sketch_id integer not null, "
        "primary key (key, sketch_id)) without rowid"
    )
    # What is given to it is folded already, its words parted by spaces: the plainest tokenizer finds them soonest.
    db.execute("create virtual table articles_fts using fts5(title, text, content='', tokenize='ascii')")
    # What a transaction of a thousand articles adds fits into the buffer and is written as one piece; pieces are
    # merged by the eight. Both together cost 0.23 ms an article where the defaults cost 0.35.
    for setting, value in (("hashsize", 16 << 20), ("automerge", 8)):
        db.execute("insert into articles_fts (articles_fts, rank) values (?, ?)", [setting, value])


@SCHEMA()
def m005_views(db: Tables) -> None:
    db.create_view(
        "copies",
        """
        select matches.id, matches.relation, round(matches.share_of_later, 3) as share_of_later,
          later_outlet.name as later_outlet, later.title as later_title,
          earlier_outlet.name as earlier_outlet, earlier.title as earlier_title,
          coalesce(later.published_at, later.first_seen_at) as later_at,
          coalesce(earlier.published_at, earlier.first_seen_at) as earlier_at,
          matches.order_known, matches.credited, matches.reason, matches.found_at,
          (select verdict from verdicts where verdicts.match_id = matches.id order by verdicts.id desc limit 1)
            as verdict,
          later.cluster_id as cluster, later.url as later_url, earlier.url as earlier_url,
          matches.later_id, matches.earlier_id
        from matches
        join articles later on later.id = matches.later_id
        join articles earlier on earlier.id = matches.earlier_id
        left join outlets later_outlet on later_outlet.id = later.outlet_id
        left join outlets earlier_outlet on earlier_outlet.id = earlier.outlet_id
        where matches.superseded_at is null
          and matches.relation in ('identical', 'near_duplicate', 'excerpt')
        """,
    )
    db.create_view(
        "cluster_articles",
        """
        select clusters.id as cluster, articles.id as article, articles.id = clusters.earliest_id as earliest,
          outlets.name as outlet, articles.title, articles.published_at, articles.first_seen_at, articles.words,
          articles.url
        from clusters
        join articles on articles.cluster_id = clusters.id
        left join outlets on outlets.id = articles.outlet_id
        order by clusters.id, articles.order_at, articles.id
        """,
    )
    db.create_view(
        "source_health",
        """
        select sources.id, outlets.name as outlet, sources.kind, sources.url, sources.enabled,
          sources.last_visit_at, sources.last_success_at, sources.failures, sources.next_visit_at,
          (select message from visits where visits.source_id = sources.id order by visits.id desc limit 1)
            as last_message,
          (select count(*) from visits where visits.source_id = sources.id) as visits,
          (select count(*) from articles where articles.source_id = sources.id) as articles,
          (select max(first_seen_at) from articles where articles.source_id = sources.id) as last_article_at
        from sources
        join outlets on outlets.id = sources.outlet_id
        """,
    )


def known_migrations() -> set[str]:
    """The names of all migrations that this version has."""
    return {migration.name for migration in SCHEMA.pending(Tables(memory=True))}


@SCHEMA()
def m006_rarities(db: Tables) -> None:
    db.table("rarities").create(
        {"id": int, "made_at": str, "texts": int, "shingles": int, "common": bytes},
        pk="id",
        not_null={"made_at", "texts", "common"},
    )


@SCHEMA()
def m007_judging(db: Tables) -> None:
    db.execute("create table unjudged (article_id integer primary key)")
    db.table("rejudgings").create(
        {
            "id": int,
            "run_id": int,
            "started_at": str,
            "finished_at": str,
            "judged": int,
            "copies": int,
            "last_match_id": int,
        },
        pk="id",
        not_null={"started_at", "judged", "copies", "last_match_id"},
    )
    db.table("matches").add_column("rejudging_id", int)
    db.execute("create table rejudge_queue (place integer primary key, article_id integer not null)")
    db.table("rejudge_queue").create_index(["article_id"], unique=True)


@SCHEMA()
def m008_article_facts(db: Tables) -> None:
    for name in ("section", "tags", "image_url", "modified_at", "origins_of"):
        db.table("articles").add_column(name, str)
    db.table("revisions").add_column("made_by", str, not_null_default="outlet")
    db.table("revisions").add_column("facts", str)


@SCHEMA()
def m009_boilerplate(db: Tables) -> None:
    db.table("boilerplates").create(
        {
            "id": int,
            "outlet_id": int,
            "made_at": str,
            "checked_at": str,
            "articles": int,
            "outlet_articles": int,
            "lines": str,
        },
        pk="id",
        not_null={"outlet_id", "made_at", "articles", "outlet_articles", "lines"},
        foreign_keys=[("outlet_id", "outlets", "id")],
    )
    db.table("boilerplates").create_index(["outlet_id"])
    db.table("outlet_findings").create(
        {
            "id": int,
            "outlet_id": int,
            "kind": str,
            "words": str,
            "examples": str,
            "habit": str,
            "noticed_at": str,
            "ended_at": str,
        },
        pk="id",
        not_null={"outlet_id", "kind", "words", "examples", "habit", "noticed_at"},
        foreign_keys=[("outlet_id", "outlets", "id")],
    )
    db.table("outlet_findings").create_index(["outlet_id", "ended_at"])
    db.execute("create index idx_articles_carrier on articles (carrier_id, order_at)")
    # What is imported has no source, and costs nothing here.
    db.execute("create index idx_articles_source on articles (source_id, first_seen_at) where source_id is not null")
    db.execute("create index idx_pages_source on pages (source_id) where source_id is not null")
    db.create_view(
        "source_health",
        """
        select sources.id, outlets.name as outlet, sources.kind, sources.url, sources.enabled,
          sources.last_visit_at, sources.last_success_at, sources.failures, sources.next_visit_at,
          (select message from visits where visits.source_id = sources.id order by visits.id desc limit 1)
            as last_message,
          (select count(*) from visits where visits.source_id = sources.id) as visits,
          (select count(*) from articles where articles.source_id = sources.id) as articles,
          (select max(first_seen_at) from articles where articles.source_id = sources.id) as last_article_at,
          (select group_concat(words, '; ') from outlet_findings
            where outlet_findings.outlet_id = sources.outlet_id and ended_at is null) as health
        from sources
        join outlets on outlets.id = sources.outlet_id
        """,
        replace=True,
    )


@SCHEMA()
def m010_aliases(db: Tables) -> None:
    db.execute("alter table pages add column alias_of integer references pages (id)")
    db.table("pages").add_column("guid", str)
    db.table("pages").add_column("shape", str)
    for column in ("alias_of", "guid", "shape"):
        db.execute(f"create index idx_pages_{column} on pages ({column}) where {column} is not null")
    # What is imported is never another address of anything.
    db.execute("create index idx_articles_canonical on articles (canonical_url) where source_id is not null")


@SCHEMA()
def m011_aliases_of_outlets(db: Tables) -> None:
    db.table("outlets").add_column("aliases", str, not_null_default="[]")


@SCHEMA()
def m012_numbers_of_sketches(db: Tables) -> None:
    db.table("index_sketches").add_column("numbers", bytes)
    # Matches that were judged before there was a snapshot of what is common: few, and none once they are judged again.
    db.execute(
        "create index idx_matches_early on matches (later_id) where superseded_at is null and instr(judge, '-') = 0"
    )


@SCHEMA()
def m013_failed_pages_no_longer_listed(db: Tables) -> None:
    db.table("pages").add_column("unlisted_at", str)


@SCHEMA()
def m014_findings_of_one_source(db: Tables) -> None:
    db.table("outlet_findings").add_column("source_id", int)


@SCHEMA()
def m015_paused_sources(db: Tables) -> None:
    db.table("sources").add_column("paused_at", str)


@SCHEMA()
def m016_one_alert_for_a_text(db: Tables) -> None:
    """An alert gathers the matches of one text; what is to be told waits in a queue; a delivery is one message."""
    alerts = db.table("alerts")
    alerts.add_column("kind", str, not_null_default="copy")
    alerts.add_column("subject", str)
    alerts.add_column("updated_at", str)
    alerts.add_column("acknowledged_at", str)
    alerts.transform(not_null={"match_id": False})
    db.execute("create index idx_alerts_subject on alerts (kind, subject) where subject is not null")
    db.table("alert_matches").create(
        {"alert_id": int, "match_id": int, "noticed_at": str},
        pk=("alert_id", "match_id"),
        not_null={"noticed_at"},
        foreign_keys=[("alert_id", "alerts", "id"), ("match_id", "matches", "id")],
    )
    db.table("alert_matches").create_index(["match_id"])
    db.execute("insert into alert_matches select id, match_id, created_at from alerts where match_id is not null")
    db.table("alert_queue").create(
        {"alert_id": int, "channel": str, "due_at": str, "waits_for": str},
        pk=("alert_id", "channel"),
        not_null={"due_at"},
        foreign_keys=[("alert_id", "alerts", "id")],
    )
    db.table("alert_queue").create_index(["due_at"])
    db.table("delivery_alerts").create(
        {"delivery_id": int, "alert_id": int, "copies": int},
        pk=("delivery_id", "alert_id"),
        foreign_keys=[("delivery_id", "deliveries", "id"), ("alert_id", "alerts", "id")],
    )
    db.table("delivery_alerts").create_index(["alert_id"])
    db.execute("insert into delivery_alerts select id, alert_id, 1 from deliveries")
    deliveries = db.table("deliveries")
    deliveries.add_column("kind", str, not_null_default="alert")
    for column in ("message_id", "title", "text", "created_at"):
        deliveries.add_column(column, str)
    db.execute(
        "update deliveries set message_id = 'delivery-' || deliveries.id, title = alerts.title, text = alerts.text, "
        "created_at = alerts.created_at from alerts where alerts.id = deliveries.alert_id"
    )
    db.execute("drop index idx_deliveries_alert_id_channel")
    deliveries.transform(drop={"alert_id"})
    deliveries.create_index(["channel", "sent_at"])
    db.table("mutes").create(
        {"id": int, "kind": str, "name": str, "note": str, "created_at": str, "until": str, "ended_at": str},
        pk="id",
        not_null={"kind", "name", "created_at"},
    )


@SCHEMA()
def m017_matches_that_a_message_told(db: Tables) -> None:
    db.table("delivery_alerts").add_column("matches", str)


@SCHEMA()
def m018_alerts_that_are_not_about_copies(db: Tables) -> None:
    alerts = db.table("alerts")
    alerts.add_column("outlet", str)
    alerts.add_column("ended_at", str)
    # An outlet's latest texts, for how fast they usually spread: without it, a second in an archive of 200,000.
    db.table("articles").create_index(["outlet_id", "first_seen_at"])
