"""The schema, as append-only migrations. A released migration is never edited; a new one follows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from db.schema import Schema
from db.times import outlet_day

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

SCHEMA = Schema("naskh")
_OFFSET = re.compile(r":\d{2}(?:[.,]\d+)?\s*([+-]\d{2}):?(\d{2})?$")
_UNIVERSAL = re.compile(r"\d\s*(?:Z|GMT|UTC?)$|^1\d{9}(?:\d{3})?$")


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
def m015_published_offset_and_day(db: Tables) -> None:
    """The offset of stored articles is known where their date was written for machines; other zones are found when the
    page is read again.
    """
    db.table("articles").add_column("published_offset", str)
    db.table("articles").add_column("published_day", str)
    db.register_function(_offset_in, name="offset_in", deterministic=True)
    db.register_function(_day_of, name="outlet_day", deterministic=True)
    db.execute("update articles set published_offset = offset_in(date_words) where published_at like '%Z'")
    db.execute(
        """
        update articles set published_day = outlet_day(
          published_at, published_offset, (select time_zone from outlets where outlets.id = articles.outlet_id)
        ) where published_at is not null
        """
    )


def _day_of(published_at: str, offset: str | None, time_zone: str | None) -> str | None:
    return outlet_day(published_at, offset, time_zone)


def _offset_in(words: str | None) -> str | None:
    """The offset at the end of a date that was written for machines."""
    if found := _OFFSET.search(words or ""):
        return f"{found[1]}:{found[2] or '00'}"
    return "+00:00" if _UNIVERSAL.search(words or "") else None


@SCHEMA()
def m016_minutes_and_views_of_carriers(db: Tables) -> None:
    """How much later in minutes, and views that count each carrier of a text once, with times that sort."""
    db.table("matches").add_column("minutes_later", int)
    moments = {
        side: f"""
        case when {side}.published_at like '%Z' then
            case when {side}.published_at <= strftime('%Y-%m-%dT%H:%M:%SZ', {side}.first_seen_at, '+10 minutes')
            then {side}.published_at end
          when length({side}.published_at) = 19 and {side}.order_at < {side}.first_seen_at
            and (select time_zone from outlets where outlets.id = {side}.outlet_id) is not null
          then {side}.order_at end
        """
        for side in ("later", "earlier")
    }
    db.execute(
        f"""
        update matches set minutes_later = (
          select (strftime('%s', {moments["later"]}) - strftime('%s', {moments["earlier"]})) / 60
          from articles later join articles earlier on earlier.id = matches.earlier_id
          where later.id = matches.later_id and {moments["later"]} >= {moments["earlier"]}
        ) where order_known = 1
        """
    )
    # The domain of a record's address was taken for the outlet that carries it, though nobody configured it.
    mistaken = """
        carrier_id != outlet_id and page_id in (select id from pages where kind = 'record')
          and carrier_id in (select id from outlets where domains = '[]')
    """
    found = list(db.query(f"select carrier_id, outlet_id from articles where {mistaken} group by 1 order by count(*)"))
    for row in found:
        db.execute("update boilerplates set outlet_id = ? where outlet_id = ?", [row["outlet_id"], row["carrier_id"]])
    db.execute(f"update articles set carrier_id = outlet_id where {mistaken}")
    for row in found:
        db.execute(
            "delete from outlets where id = :id and not exists (select 1 from sources where outlet_id = :id) "
            "and not exists (select 1 from articles where outlet_id = :id or carrier_id = :id) "
            "and not exists (select 1 from outlet_findings where outlet_id = :id)",
            {"id": row["carrier_id"]},
        )
    # An aggregator's copy of an outlet's text is no text that the outlet carries twice.
    db.execute(
        """
        update matches set same_outlet = 0 where same_outlet = 1 and exists (
          select 1 from articles later join articles earlier on earlier.id = matches.earlier_id
          where later.id = matches.later_id and coalesce(later.carrier_id, later.outlet_id)
            != coalesce(earlier.carrier_id, earlier.outlet_id))
        """
    )
    counted = (
        "matches.superseded_at is null and matches.relation in ('identical', 'near_duplicate', 'excerpt') "
        "and coalesce((select verdict from verdicts where verdicts.match_id = matches.id order by verdicts.id desc "
        "limit 1), '') != 'not-a-copy'"
    )
    members = (
        "select articles.id, articles.order_at, clusters.id as cluster, clusters.earliest_id "
        "from clusters join articles on articles.cluster_id = clusters.id"
    )
    # First the articles of a cluster with its earliest: by their own match, else by that with the earliest other member
    # that has one. Then what belongs to no cluster, or is the earliest of one, and is a copy of another text all the
    # same: with the earliest article of that text that it is a copy of.
    db.create_view(
        "carriers",
        f"""
        select member.id as later_id, member.earliest_id as earlier_id, member.cluster as cluster,
          coalesce(
            (select max(id) from matches
              where later_id = member.id and earlier_id = member.earliest_id and {counted}),
            (select max(id) from matches
              where later_id = member.earliest_id and earlier_id = member.id and {counted}),
            (select matches.id from matches
              join articles other on other.id = matches.later_id + matches.earlier_id - member.id
              where matches.id in (select id from matches where later_id = member.id
                union all select id from matches where earlier_id = member.id)
                and {counted} and other.cluster_id = member.cluster
              order by other.order_at, other.id limit 1)
          ) as match_id
        from ({members} where articles.id != clusters.earliest_id) member
        union all
        select later_id, earlier_id, cluster, match_id from (
          select matches.later_id, matches.earlier_id, other.cluster, matches.id as match_id,
            min(coalesce(other.order_at, ''))
          from matches
          left join ({members}) own on own.id = matches.later_id
          left join ({members}) other on other.id = matches.earlier_id
          where {counted} and (own.id is null or own.earliest_id = own.id)
            and (own.cluster is null or other.cluster is null or own.cluster != other.cluster)
          group by matches.later_id, coalesce(-other.cluster, matches.earlier_id)
        )
        """,
    )
    articles = ", ".join(
        f"{side}_outlet.name as {side}_outlet, {side}_carrier.name as {side}_carrier, {side}.title as {side}_title, "
        f"{side}.order_at as {side}_at, {side}.published_at as {side}_published_at, "
        f"{side}.published_day as {side}_published_day, {side}.url as {side}_url, {side}.id as {side}_id"
        for side in ("later", "earlier")
    )
    rest = f"""
      matches.found_at,
      (select verdict from verdicts where verdicts.match_id = matches.id order by verdicts.id desc limit 1) as verdict,
      {articles}
    """
    mine = {
        name: f"coalesce(instr({name}.groups, '\"mine\"') > 0, 0)"
        for name in ("later_outlet", "later_carrier", "earlier_outlet", "earlier_carrier")
    }
    # What others carry of mine, and what mine carry of others. Where the order is not known either was first.
    whose = f"""
      not {mine["later_carrier"]} and ({mine["earlier_outlet"]} or {mine["later_outlet"]})
        or not {{known}} and {mine["later_outlet"]} and not {mine["earlier_carrier"]} as of_mine,
      {mine["later_carrier"]} and not {mine["earlier_outlet"]}
        or not {{known}} and {mine["earlier_carrier"]} and not {mine["later_outlet"]} as by_mine
    """
    names = " ".join(
        f"left join outlets {side}_outlet on {side}_outlet.id = {side}.outlet_id "
        f"left join outlets {side}_carrier on {side}_carrier.id = coalesce({side}.carrier_id, {side}.outlet_id)"
        for side in ("later", "earlier")
    )
    db.create_view(
        "pairs",
        f"""
        select matches.id, matches.relation, matches.share_of_later, matches.share_of_earlier, matches.minutes_later,
          matches.order_known, matches.order_reason, matches.credited, matches.same_outlet, matches.jaccard,
          matches.overlap, matches.reason, later.cluster_id as later_cluster, earlier.cluster_id as earlier_cluster,
          {whose.format(known="matches.order_known")}, {rest}
        from matches
        join articles later on later.id = matches.later_id
        join articles earlier on earlier.id = matches.earlier_id
        {names}
        where matches.superseded_at is null
        """,
    )
    # A match of the same two says it all; one of a third article says what the third article says of the earliest.
    other = "matches.later_id + matches.earlier_id - carriers.later_id"
    is_direct = "matches.later_id = carriers.later_id and matches.earlier_id = carriers.earlier_id"
    is_swapped = "matches.later_id = carriers.earlier_id and matches.earlier_id = carriers.later_id"
    both = """
      (select {} from matches before where matches.later_id = carriers.later_id and matches.order_known
        and before.later_id = matches.earlier_id and before.earlier_id = carriers.earlier_id
        and before.superseded_at is null and before.order_known)
    """
    order_known = f"""
      case when {is_direct} then matches.order_known when {is_swapped} then 0 else {both.format("count(*) > 0")} end
    """
    db.create_view(
        "copies",
        f"""
        select matches.id, matches.relation,
          case when {is_direct} then matches.share_of_later when {is_swapped} then matches.share_of_earlier end
            as share_of_later,
          case when {is_direct} then matches.share_of_earlier when {is_swapped} then matches.share_of_later end
            as share_of_earlier,
          case when {is_direct} then matches.minutes_later when {is_swapped} then null
            else {both.format("matches.minutes_later + before.minutes_later")} end as minutes_later,
          {order_known} as order_known,
          case when {is_direct} then matches.order_reason end as order_reason,
          case when later.outlet_id = earlier.outlet_id and later_carrier.id != later.outlet_id then 'credited'
            when {is_direct} then matches.credited end as credited,
          later.outlet_id = earlier.outlet_id and later_carrier.id = earlier_carrier.id as same_outlet,
          case when {is_direct} or {is_swapped} then matches.jaccard end as jaccard,
          case when {is_direct} or {is_swapped} then matches.overlap end as overlap,
          case when {is_direct} or {is_swapped} then null else {other} end as through_id,
          case when {is_direct} or {is_swapped} then matches.reason
            else coalesce('not compared with the earliest; with article ' || ({other}) || ': ' || matches.reason,
              'in this cluster by an article whose text changed since') end as reason,
          carriers.cluster, {whose.format(known=f"({order_known})")}, {rest}
        from carriers
        join articles later on later.id = carriers.later_id
        join articles earlier on earlier.id = carriers.earlier_id
        left join matches on matches.id = carriers.match_id
        {names}
        """,
        replace=True,
    )
    db.create_view(
        "cluster_articles",
        """
        select clusters.id as cluster, articles.id as article, articles.id = clusters.earliest_id as earliest,
          outlets.name as outlet, carriers.name as carrier, articles.title, articles.order_at as at,
          articles.published_at, articles.published_day, articles.first_seen_at, articles.words,
          coalesce(instr(outlets.groups, '"mine"') > 0, 0) or coalesce(instr(carriers.groups, '"mine"') > 0, 0)
            as is_mine,
          articles.url
        from clusters
        join articles on articles.cluster_id = clusters.id
        left join outlets on outlets.id = articles.outlet_id
        left join outlets carriers on carriers.id = coalesce(articles.carrier_id, articles.outlet_id)
        order by clusters.id, articles.order_at, articles.first_seen_at, articles.position, articles.id
        """,
        replace=True,
    )
    db.create_view(
        "outlet_firsts",
        """
        with carried as (
          select earlier_id, earlier_outlet, later_outlet, later_carrier, order_known, credited, minutes_later
          from copies
        ), texts as (
          select earlier_id, earlier_outlet as outlet, min(order_known) as is_known, count(*) as copies,
            sum(credited = 'credited') as credited, min(minutes_later) as minutes
          from carried where later_carrier is not earlier_outlet group by earlier_id
        ), firsts as (
          select outlet, sum(is_known) as first, sum(not is_known) as unknown, sum(copies) as copies,
            sum(credited) as credited from texts group by outlet
        ), laters as (
          select later_outlet as outlet, sum(is_known) as later, sum(not is_known) as unknown from (
            select later_outlet, earlier_id, max(order_known) as is_known from carried
            where later_outlet is not earlier_outlet group by later_outlet, earlier_id
          ) group by later_outlet
        ), waits as (
          select outlet, minutes, row_number() over (partition by outlet order by minutes) as place,
            count(*) over (partition by outlet) as number
          from texts where is_known and minutes is not null
        )
        select outlets.name as outlet, coalesce(instr(outlets.groups, '"mine"') > 0, 0) as is_mine,
          coalesce(firsts.first, 0) + coalesce(firsts.unknown, 0) + coalesce(laters.later, 0)
            + coalesce(laters.unknown, 0) as shared_texts,
          coalesce(firsts.first, 0) as first, coalesce(laters.later, 0) as later,
          coalesce(firsts.unknown, 0) + coalesce(laters.unknown, 0) as order_not_known,
          coalesce(firsts.copies, 0) as copies_by_others, coalesce(firsts.credited, 0) as credited_copies,
          (select cast(avg(minutes) as integer) from waits
            where waits.outlet = outlets.name and place in ((number + 1) / 2, (number + 2) / 2))
            as median_minutes_to_first_copy
        from outlets
        left join firsts on firsts.outlet = outlets.name
        left join laters on laters.outlet = outlets.name
        where firsts.outlet is not null or laters.outlet is not null
        order by first desc, shared_texts desc, outlets.name
        """,
    )


@SCHEMA()
def m017_new_pages_of_visits(db: Tables) -> None:
    # Null of visits that were made before it was counted.
    db.table("visits").add_column("new_pages", int)


@SCHEMA()
def m018_paused_sources(db: Tables) -> None:
    db.table("sources").add_column("paused_at", str)


@SCHEMA()
def m019_one_alert_for_a_text(db: Tables) -> None:
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
def m020_matches_that_a_message_told(db: Tables) -> None:
    db.table("delivery_alerts").add_column("matches", str)


@SCHEMA()
def m021_alerts_that_are_not_about_copies(db: Tables) -> None:
    alerts = db.table("alerts")
    alerts.add_column("outlet", str)
    alerts.add_column("ended_at", str)
    # An outlet's latest texts, for how fast they usually spread: without it, a second in an archive of 200,000.
    db.table("articles").create_index(["outlet_id", "first_seen_at"])


@SCHEMA()
def m022_what_a_brief_gathers_and_sends(db: Tables) -> None:
    """A brief reads what came in a day or a week, out of an archive of years; the same brief is sent once."""
    db.table("deliveries").add_column("brief", str)
    db.execute("create unique index idx_deliveries_brief on deliveries (message_id) where kind = 'brief'")
    # It holds all that is counted, so that no text is read: a row with its text may fill a page of its own. What the
    # older index of the first column was for it does as well.
    db.execute(
        "create index idx_articles_seen on articles (first_seen_at, cluster_id, order_at, outlet_id, carrier_id)"
    )
    db.execute("drop index idx_articles_first_seen_at")
    db.execute(
        "create index idx_visits_failed on visits (started_at, source_id) where outcome in ('failed', 'refused')"
    )


@SCHEMA()
def m023_firsts_with_texts_on_an_outlet_s_own_pages(db: Tables) -> None:
    """Who carries another's text on a page of its own shares it with that one: one side alone was counted."""
    db.create_view(
        "outlet_firsts",
        """
        with carried as (
          select earlier_id, earlier_outlet, later_outlet, later_carrier, order_known, credited, minutes_later
          from copies
        ), texts as (
          select earlier_id, earlier_outlet as outlet, min(order_known) as is_known,
            sum(later_carrier is not earlier_outlet) as copies,
            sum(later_carrier is not earlier_outlet and credited = 'credited') as credited,
            min(iif(later_carrier is not earlier_outlet, minutes_later, null)) as minutes
          from carried where later_carrier is not earlier_outlet or later_outlet is not earlier_outlet
          group by earlier_id
        ), firsts as (
          select outlet, sum(is_known) as first, sum(not is_known) as unknown, sum(copies) as copies,
            sum(credited) as credited from texts group by outlet
        ), laters as (
          select later_outlet as outlet, sum(is_known) as later, sum(not is_known) as unknown from (
            select later_outlet, earlier_id, max(order_known) as is_known from carried
            where later_outlet is not earlier_outlet group by later_outlet, earlier_id
          ) group by later_outlet
        ), waits as (
          select outlet, minutes, row_number() over (partition by outlet order by minutes) as place,
            count(*) over (partition by outlet) as number
          from texts where is_known and minutes is not null
        )
        select outlets.name as outlet, coalesce(instr(outlets.groups, '"mine"') > 0, 0) as is_mine,
          coalesce(firsts.first, 0) + coalesce(firsts.unknown, 0) + coalesce(laters.later, 0)
            + coalesce(laters.unknown, 0) as shared_texts,
          coalesce(firsts.first, 0) as first, coalesce(laters.later, 0) as later,
          coalesce(firsts.unknown, 0) + coalesce(laters.unknown, 0) as order_not_known,
          coalesce(firsts.copies, 0) as copies_by_others, coalesce(firsts.credited, 0) as credited_copies,
          (select cast(avg(minutes) as integer) from waits
            where waits.outlet = outlets.name and place in ((number + 1) / 2, (number + 2) / 2))
            as median_minutes_to_first_copy
        from outlets
        left join firsts on firsts.outlet = outlets.name
        left join laters on laters.outlet = outlets.name
        where firsts.outlet is not null or laters.outlet is not null
        order by first desc, shared_texts desc, outlets.name
        """,
        replace=True,
    )


@SCHEMA()
def m024_links_that_are_not_followed(db: Tables) -> None:
    """Of a front page most links are no articles: each that is left out has its reason."""
    sources = db.table("sources")
    sources.add_column("link_include", str, not_null_default="[]")
    sources.add_column("link_exclude", str, not_null_default="[]")
    db.table("left_out_links").create(
        {
            "source_id": int,
            "url": str,
            "words": str,
            "form": str,
            "reason": str,
            "first_seen_at": str,
            "last_seen_at": str,
        },
        pk=("source_id", "url"),
        not_null={"reason", "first_seen_at", "last_seen_at"},
        foreign_keys=[("source_id", "sources", "id")],
    )


@SCHEMA()
def m025_settings_that_a_run_went_on_with(db: Tables) -> None:
    """A daemon takes up a changed naskh.toml: which settings it ran with from when on."""
    db.table("run_settings").create(
        {
            "id": int,
            "run_id": int,
            "since": str,
            "read_at": str,
            "path": str,
            "file_hash": str,
            "config_hash": str,
            "changes": str,
            "needs_restart": str,
        },
        pk="id",
        not_null={"run_id", "since", "read_at", "path", "file_hash", "config_hash"},
        foreign_keys=[("run_id", "runs", "id")],
    )
    db.table("run_settings").create_index(["run_id"])


@SCHEMA()
def m026_backfills(db: Tables) -> None:
    """An archive that is walked on request: the order, the listings it reads, the pages it found."""
    db.table("backfills").create(
        {
            "id": int,
            "outlet_id": int,
            "first_day": str,
            "last_day": str,
            "is_open_ended": int,
            "with_alerts": int,
            "with_undated": int,
            "is_dry": int,
            "state": str,
            "message": str,
            "requested_at": str,
            "started_at": str,
            "finished_at": str,
            "seconds_a_page": float,
        },
        pk="id",
        not_null={"outlet_id", "first_day", "last_day", "state", "requested_at"},
        defaults={"is_open_ended": 0, "with_alerts": 0, "with_undated": 0, "is_dry": 0},
        foreign_keys=[("outlet_id", "outlets", "id")],
    )
    db.table("backfill_listings").create(
        {
            "id": int,
            "backfill_id": int,
            "url": str,
            "kind": str,
            "source_id": int,
            "number": int,
            "first_day": str,
            "last_day": str,
            "status": str,
            "reason": str,
            "tries": int,
            "links": int,
            "out": int,
            "later": int,
            "undated": int,
            "mark": str,
        },
        pk="id",
        not_null={"backfill_id", "url", "kind", "source_id", "status"},
        defaults={"number": 1, "tries": 0, "links": 0, "out": 0, "later": 0, "undated": 0},
        foreign_keys=[("backfill_id", "backfills", "id"), ("source_id", "sources", "id")],
    )
    db.table("backfill_listings").create_index(["backfill_id", "url"], unique=True)
    db.execute(
        "create table backfill_pages (backfill_id integer not null references backfills(id), "
        "canonical_url text not null, page_id integer references pages(id), was_known integer not null, "
        "primary key (backfill_id, canonical_url)) without rowid"
    )


@SCHEMA()
def m027_carriers_kept_by_the_writer(db: Tables) -> None:
    """The view `carriers` becomes a table that the writer keeps (db/carriers.py), and the views above it read it: to
    count who carries whom anew took a second of 100,000 copies.
    """
    for view in ("copies", "outlet_firsts", "carriers"):
        db.execute(f"drop view {view}")
    db.execute("create table carriers_stale (article_id integer primary key)")
    db.execute(
        """
        create table carriers (
          later_id integer not null, earlier_id integer not null, cluster integer, match_id integer, through_id integer,
          seen_at text not null, found_at text, later_outlet_id integer, later_carrier_id integer,
          earlier_outlet_id integer, earlier_carrier_id integer, order_known integer, minutes_later integer,
          credited text, share_of_later real, share_of_earlier real,
          primary key (later_id, earlier_id)
        ) without rowid
        """
    )
    # Each holds all that its pages count, so that the rows of a month are read in one piece.
    db.execute(
        "create index idx_carriers_seen on carriers (seen_at, earlier_outlet_id, later_carrier_id, cluster, "
        "order_known, minutes_later, credited, share_of_earlier)"
    )
    db.execute(
        "create index idx_carriers_earlier on carriers (earlier_id, later_outlet_id, later_carrier_id, "
        "earlier_outlet_id, order_known, minutes_later, credited)"
    )
    db.execute("create index idx_carriers_found on carriers (found_at)")
    db.execute("create index idx_carriers_through on carriers (through_id) where through_id is not null")
    # Who carries a text, and since when, without a look at any text; most articles are in no cluster.
    db.execute(
        "create index idx_articles_of_cluster on articles (cluster_id, order_at, first_seen_at, outlet_id, carrier_id) "
        "where cluster_id is not null"
    )
    db.execute("drop index idx_articles_cluster_id_order_at")
    for trigger, event, condition, ids in _CARRIERS_CHANGE:
        marks = " ".join(f"insert or ignore into carriers_stale {each};" for each in ids)
        db.execute(
            f"create trigger carriers_after_{trigger} after {event} {f'when {condition}' if condition else ''} "
            f"begin {marks} end"
        )
    db.execute("insert into carriers_stale select id from articles where cluster_id is not null")
    db.execute("insert or ignore into carriers_stale select later_id from matches where superseded_at is null")
    _create_views_of_carriers(db)


_NEIGHBOURS = (
    "select earlier_id from matches where later_id = {0}.id and superseded_at is null",
    "select later_id from matches where earlier_id = {0}.id and superseded_at is null",
    "select later_id from carriers where earlier_id = {0}.id",
)
_OF_A_MATCH = (
    "values ({0}.later_id), ({0}.earlier_id)",
    "select later_id from carriers where through_id in ({0}.later_id, {0}.earlier_id)",
)
_OF_A_VERDICT = ("select later_id from matches where id = {0}.match_id union "
                 "select earlier_id from matches where id = {0}.match_id",)  # fmt: skip
_MEMBERS = ("select id from articles where cluster_id = {0}.id",)


def _of(templates: tuple[str, ...], *rows: str) -> tuple[str, ...]:
    return tuple(each.format(row) for row in rows for each in templates)


def _differ(*columns: str) -> str:
    return " or ".join(f"new.{column} is not old.{column}" for column in columns)


_IS_COPY = "{0}.superseded_at is null and {0}.relation in ('identical', 'near_duplicate', 'excerpt')"
# What changes the rows of `carriers`: a name, the event, its condition, and whose rows it changes.
_CARRIERS_CHANGE = (
    ("new_article", "insert on articles", "new.cluster_id is not null", ("values (new.id)",)),
    (
        "changed_article",
        "update of cluster_id, outlet_id, carrier_id, first_seen_at, order_at on articles",
        _differ("cluster_id", "outlet_id", "carrier_id", "first_seen_at", "order_at"),
        ("values (new.id)", *_of(_NEIGHBOURS, "new")),
    ),
    ("removed_article", "delete on articles", "", ("values (old.id)", *_of(_NEIGHBOURS, "old"))),
    ("new_cluster", "insert on clusters", "", _of(_MEMBERS, "new")),
    ("changed_cluster", "update of earliest_id on clusters", _differ("earliest_id"), _of(_MEMBERS, "new")),
    ("removed_cluster", "delete on clusters", "", _of(_MEMBERS, "old")),
    ("new_match", "insert on matches", _IS_COPY.format("new"), _of(_OF_A_MATCH, "new")),
    (
        "changed_match",
        "update on matches",
        _differ("later_id", "earlier_id", "relation", "superseded_at", "found_at", "order_known", "minutes_later",
                "credited", "share_of_later", "share_of_earlier"),
        _of(_OF_A_MATCH, "old", "new"),
    ),
    ("removed_match", "delete on matches", "", _of(_OF_A_MATCH, "old")),
    ("new_verdict", "insert on verdicts", "", _of(_OF_A_VERDICT, "new")),
    ("changed_verdict", "update on verdicts", "", _of(_OF_A_VERDICT, "old", "new")),
    ("removed_verdict", "delete on verdicts", "", _of(_OF_A_VERDICT, "old")),
)  # fmt: skip


_SAME_WAY = "matches.later_id = carriers.later_id and matches.earlier_id = carriers.earlier_id"
# Where times do not decide, the pair may call the other one the earlier; the reason is the same.
_EITHER_WAY = f"{_SAME_WAY} or carriers.through_id is null and not matches.order_known"


def _create_views_of_carriers(db: Tables, *, reason_where: str = _SAME_WAY) -> None:
    # What is looked up in the list of columns costs nothing where rows are only counted; a join does.
    def name(place: str) -> str:
        return f"(select name from outlets where id = carriers.{place}_id)"

    def is_mine(place: str) -> str:
        return f"exists (select 1 from outlets where id = carriers.{place}_id and instr(groups, '\"mine\"') > 0)"

    facts = {"title": "title", "at": "order_at", "published_at": "published_at", "published_day": "published_day",
             "url": "url"}  # fmt: skip
    articles = ", ".join(
        f"{name(f'{side}_outlet')} as {side}_outlet, {name(f'{side}_carrier')} as {side}_carrier, "
        + "".join(
            f"(select {column} from articles where id = carriers.{side}_id) as {side}_{shown}, "
            for shown, column in facts.items()
        )
        + f"carriers.{side}_id"
        for side in ("later", "earlier")
    )
    db.create_view(
        "copies",
        f"""
        select carriers.match_id as id, matches.relation, carriers.share_of_later, carriers.share_of_earlier,
          carriers.minutes_later, carriers.order_known,
          case when {reason_where} then matches.order_reason end as order_reason,
          carriers.credited,
          carriers.later_outlet_id = carriers.earlier_outlet_id
            and carriers.later_carrier_id = carriers.earlier_carrier_id as same_outlet,
          case when carriers.through_id is null then matches.jaccard end as jaccard,
          case when carriers.through_id is null then matches.overlap end as overlap,
          carriers.through_id,
          case when carriers.match_id is null then 'in this cluster by an article whose text changed since'
            when carriers.through_id is null then matches.reason
            else 'not compared with the earliest; with article ' || carriers.through_id || ': ' || matches.reason
            end as reason,
          carriers.cluster,
          not {is_mine("later_carrier")} and ({is_mine("earlier_outlet")} or {is_mine("later_outlet")})
            or not carriers.order_known and {is_mine("later_outlet")} and not {is_mine("earlier_carrier")} as of_mine,
          {is_mine("later_carrier")} and not {is_mine("earlier_outlet")}
            or not carriers.order_known and {is_mine("earlier_carrier")} and not {is_mine("later_outlet")} as by_mine,
          carriers.found_at,
          (select verdict from verdicts where verdicts.match_id = carriers.match_id order by verdicts.id desc limit 1)
            as verdict,
          {articles}
        from carriers
        left join matches on matches.id = carriers.match_id
        """,
    )
    db.create_view(
        "outlet_firsts",
        """
        with texts as (
          select earlier_outlet_id as outlet_id, min(order_known) as is_known,
            sum(later_carrier_id is not earlier_outlet_id) as copies,
            sum(later_carrier_id is not earlier_outlet_id and credited = 'credited') as credited,
            min(iif(later_carrier_id is not earlier_outlet_id, minutes_later, null)) as minutes
          from carriers where later_carrier_id is not earlier_outlet_id or later_outlet_id is not earlier_outlet_id
          group by earlier_id
        ), firsts as (
          select outlet_id, sum(is_known) as first, sum(not is_known) as unknown, sum(copies) as copies,
            sum(credited) as credited from texts group by outlet_id
        ), laters as (
          select outlet_id, sum(is_known) as later, sum(not is_known) as unknown from (
            select later_outlet_id as outlet_id, max(order_known) as is_known from carriers
            where later_outlet_id is not earlier_outlet_id group by earlier_id, later_outlet_id
          ) group by outlet_id
        ), waits as (
          select outlet_id, minutes, row_number() over (partition by outlet_id order by minutes) as place,
            count(*) over (partition by outlet_id) as number
          from texts where is_known and minutes is not null
        ), middles as (
          select outlet_id, cast(avg(minutes) as integer) as minutes from waits
          where place in ((number + 1) / 2, (number + 2) / 2) group by outlet_id
        )
        select outlets.name as outlet, coalesce(instr(outlets.groups, '"mine"') > 0, 0) as is_mine,
          coalesce(firsts.first, 0) + coalesce(firsts.unknown, 0) + coalesce(laters.later, 0)
            + coalesce(laters.unknown, 0) as shared_texts,
          coalesce(firsts.first, 0) as first, coalesce(laters.later, 0) as later,
          coalesce(firsts.unknown, 0) + coalesce(laters.unknown, 0) as order_not_known,
          coalesce(firsts.copies, 0) as copies_by_others, coalesce(firsts.credited, 0) as credited_copies,
          middles.minutes as median_minutes_to_first_copy
        from outlets
        left join firsts on firsts.outlet_id = outlets.id
        left join laters on laters.outlet_id = outlets.id
        left join middles on middles.outlet_id = outlets.id
        where firsts.outlet_id is not null or laters.outlet_id is not null
        order by first desc, shared_texts desc, outlets.name
        """,
    )


@SCHEMA()
def m028_grades_of_sources_visits_and_pages(db: Tables) -> None:
    """How a source fares in one word, since when it does not work, and what a day brings beside what it usually brings.

    Null of what was visited before there were grades, until the next visit.
    """
    for table in ("sources", "visits", "pages"):
        db.table(table).add_column("grade", str)
    db.table("sources").add_column("grade_since", str)
    # It holds all that is counted of a source by days.
    db.execute(
        "create index idx_pages_named on pages (source_id, first_seen_at, status, grade) where source_id is not null"
    )
    db.execute("drop index idx_visits_failed")
    db.execute(
        "create index idx_visits_bad on visits (started_at, source_id) "
        "where outcome in ('failed', 'refused') or grade not in ('working', 'silent', 'empty')"
    )
    named = "select count(*) from pages where source_id = sources.id and status != 'alias' and first_seen_at "
    ago = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-{} days')"
    # What it listed on the day when it was added came over many days before. A habit takes three days to be one.
    watched = "julianday('now') - julianday(coalesce(sources.added_at, 'now'))"
    begin = f"max({ago.format(29)}, strftime('%Y-%m-%dT%H:%M:%SZ', sources.added_at, '+1 days'))"
    db.create_view(
        "source_health",
        f"""
        select sources.id, outlets.name as outlet, sources.kind, sources.url, sources.enabled, sources.paused_at,
          case when grade = 'working' and exists (
            select 1 from outlet_findings where source_id = sources.id and kind = 'silent' and ended_at is null)
            then 'silent' else grade end as grade,
          sources.grade_since, sources.last_visit_at, sources.last_success_at, sources.failures, sources.next_visit_at,
          (select message from visits where visits.source_id = sources.id
            order by visits.started_at desc, visits.id desc limit 1) as last_message,
          (select count(*) from visits where visits.source_id = sources.id) as visits,
          (select count(*) from articles where articles.source_id = sources.id) as articles,
          (select max(first_seen_at) from articles where articles.source_id = sources.id) as last_article_at,
          ({named} >= {ago.format(1)}) as pieces_in_a_day,
          case when {watched} >= 5 then
            round(({named} >= {begin} and first_seen_at < {ago.format(1)}) / min(28, {watched} - 2), 1)
          end as usual_in_a_day,
          (select group_concat(words, '; ') from outlet_findings
            where outlet_findings.outlet_id = sources.outlet_id and ended_at is null) as health
        from sources
        join outlets on outlets.id = sources.outlet_id
        """,
        replace=True,
    )


@SCHEMA()
def m029_uptime_and_coverage(db: Tables) -> None:
    """When a daemon was alive, which days outlets have by their own clocks, and what came of what they named on each.

    Of a run that was killed before its heartbeat was kept, its last visit tells until when it was alive.
    """
    db.table("runs").add_column("alive_at", str)
    db.execute(
        "update runs set alive_at = (select max(finished_at) from visits where run_id = runs.id) "
        "where finished_at is null and command = 'run'"
    )
    alive_until = "coalesce(finished_at, alive_at, started_at)"
    db.execute(f"create index idx_runs_alive on runs ({alive_until}) where command = 'run'")
    db.table("run_gaps").create(
        {"id": int, "run_id": int, "began_at": str, "ended_at": str},
        pk="id",
        not_null={"run_id", "began_at", "ended_at"},
        foreign_keys=[("run_id", "runs", "id")],
    )
    db.table("run_gaps").create_index(["ended_at"])
    db.table("sources").create_index(["outlet_id"])
    # SQLite knows no time zones: where each day begins and ends is written down beforehand.
    db.execute(
        "create table zone_days (zone text not null, day text not null, starts_at text not null, "
        "ends_at text not null, primary key (zone, day)) without rowid"
    )
    now = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
    added = "(select min(added_at) from sources where sources.outlet_id = outlets.id)"
    minutes = "cast(round((julianday({1}) - julianday({0})) * 1440) as integer)"
    refusals = "'unauthorized', 'forbidden', 'challenge', 'paywall', 'robots', 'reserved'"
    visits = (
        "from visits where source_id in (select id from sources where sources.outlet_id = days.outlet_id) "
        "and started_at >= days.begin and started_at < days.until"
    )
    good = f"{visits} and outcome in ('done', 'unchanged')"
    overlap = "sum(julianday(min(days.until, {1})) - julianday(max(days.begin, {0}))) * 1440"
    up = (
        f"(select {overlap.format('started_at', alive_until)} from runs where command = 'run' "
        f"and {alive_until} > days.begin and started_at < days.until)"
    )
    gaps = (
        f"(select {overlap.format('began_at', 'ended_at')} from run_gaps "
        "where ended_at > days.begin and began_at < days.until)"
    )
    db.create_view(
        "coverage",
        f"""
        select outlet, day, case
            when visits = 0 and minutes_down * 2 > minutes then 'down'
            when visits = 0 then 'not_visited'
            when good_visits = 0 then 'unreadable'
            when missed > 0 or waiting > 0 or minutes_unseen > max(360, every_seconds / 30) then 'partly'
            when named = 0 then 'silent'
            when stored + off_topic = 0 then 'refused'
            else 'whole' end as state,
          named, stored, off_topic, refused, missed, waiting, skipped, visits, good_visits, minutes_unseen,
          minutes_down, starts_at, ends_at, outlet_id
        from (
          select days.*, {minutes.format("days.begin", "days.until")} as minutes,
            (select count(*) {visits}) as visits, (select count(*) {good}) as good_visits,
            (select cast(round(max(pause) * 1440) as integer) from (
              select julianday(at) - julianday(lag(at, 1, days.begin) over (order by at)) as pause from (
                select started_at as at {good} union all select days.until))) as minutes_unseen,
            max(0, {minutes.format("days.begin", "days.until")}
              - cast(round(coalesce({up}, 0) - coalesce({gaps}, 0)) as integer)) as minutes_down
          from (
            select outlets.id as outlet_id, outlets.name as outlet, zone_days.day, starts_at, ends_at,
              max(starts_at, {added}) as begin, min(ends_at, {now}) as until, min(sources.every_seconds)
                as every_seconds,
              coalesce(sum(status != 'alias'), 0) as named, coalesce(sum(status = 'stored'), 0) as stored,
              coalesce(sum(status = 'off_topic'), 0) as off_topic,
              coalesce(sum(status = 'refused' or status in ('failed', 'no_text') and coalesce(pages.grade, '')
                in ({refusals})), 0) as refused,
              coalesce(sum(status in ('failed', 'no_text') and coalesce(pages.grade, '') not in ({refusals})), 0)
                as missed,
              coalesce(sum(status = 'wanted'), 0) as waiting, coalesce(sum(status = 'skipped'), 0) as skipped
            from outlets
            join zone_days on zone_days.zone = coalesce(outlets.time_zone, 'UTC')
            join sources on sources.outlet_id = outlets.id
            left join pages on pages.source_id = sources.id and pages.source_id is not null
              and pages.first_seen_at >= starts_at and pages.first_seen_at < ends_at
            where starts_at <= {now} and ends_at > {added}
            group by outlets.id, outlets.name, zone_days.day, starts_at, ends_at
          ) days
        )
        """,
    )


@SCHEMA()
def m030_rights_of_pages(db: Tables) -> None:
    """What pages declare of mining and keeping their texts, and what of that a run did not obey."""
    db.table("pages").add_column("rights", str)
    db.table("pages").add_column("tdm_policy", str)
    db.execute("create index idx_pages_rights on pages (rights) where rights is not null")
    db.table("runs").add_column("ignored_rights", str)


@SCHEMA()
def m031_when_and_where_sources_are_visited(db: Tables) -> None:
    """Bounds and reason of the next visit, what a source turned out to be and where it moved; every source that names a
    page; subscriptions at hubs; the pauses that sites ask for.
    """
    sources = db.table("sources")
    # Null of sources that were made before, until the next start: visited every `every_seconds`.
    sources.add_column("min_every_seconds", int)
    sources.add_column("max_every_seconds", int)
    sources.add_column("next_visit_reason", str)
    sources.add_column("announced_at", str)
    sources.add_column("listed", int)
    sources.add_column("found_kind", str)
    sources.add_column("moved_to", str)
    sources.add_column("moved_at", str)
    sources.add_column("update_seconds", float)
    sources.add_column("rush_seconds", float)
    sources.add_column("whole_at", str)
    db.execute(
        "create table page_sources (page_id integer not null references pages(id), "
        "source_id integer not null references sources(id), first_listed_at text not null, "
        "primary key (page_id, source_id)) without rowid"
    )
    db.execute("create index idx_page_sources_source_id on page_sources (source_id)")
    db.execute(
        "insert into page_sources select id, source_id, first_seen_at from pages where source_id is not null "
        "and source_id in (select id from sources)"
    )
    db.table("hub_subscriptions").create(
        {
            "id": int,
            "source_id": int,
            "hub": str,
            "topic": str,
            "path": str,
            "state": str,
            "asked_at": str,
            "next_try_at": str,
            "attempts": int,
            "lease_until": str,
            "pushed_at": str,
            "message": str,
        },
        pk="id",
        not_null={"source_id", "hub", "topic", "path", "state"},
        defaults={"attempts": 0},
        foreign_keys=[("source_id", "sources", "id")],
    )
    db.table("hub_subscriptions").create_index(["path"], unique=True)
    db.table("hub_subscriptions").create_index(["source_id"])
    db.table("site_pauses").create(
        {"site": str, "delay_seconds": float, "paused_until": str},
        pk="site",
        not_null={"delay_seconds"},
        defaults={"delay_seconds": 0},
    )


@SCHEMA()
def m032_reasons_of_an_unknown_order(db: Tables) -> None:
    """The view `copies` says why an order is not known wherever two articles were compared."""
    for view in ("copies", "outlet_firsts"):
        db.execute(f"drop view {view}")
    _create_views_of_carriers(db, reason_where=_EITHER_WAY)


@SCHEMA()
def m033_texts_counted_by_the_writer(db: Tables) -> None:
    """What the view `outlet_firsts` counts of each text that others carry is kept (db/carriers.py): to count it anew
    took 100 ms of 45,000 copies.
    """
    db.execute(
        "create table carried_texts (earlier_id integer primary key, outlet_id integer, is_known integer, "
        "copies integer, credited integer, minutes integer)"
    )
    db.execute(
        "create index idx_carried_texts_outlet_id on carried_texts (outlet_id, minutes, is_known, copies, credited)"
    )
    db.execute(
        "create table later_texts (outlet_id integer not null, earlier_id integer not null, is_known integer, "
        "primary key (outlet_id, earlier_id)) without rowid"
    )
    db.execute("create index idx_later_texts_earlier_id on later_texts (earlier_id)")
    # Made anew at the end of the next transaction that writes.
    db.execute("insert or ignore into carriers_stale select later_id from carriers")
    db.execute("drop view outlet_firsts")
    db.create_view(
        "outlet_firsts",
        """
        with firsts as (
          select outlet_id, sum(is_known) as first, sum(not is_known) as unknown, sum(copies) as copies,
            sum(credited) as credited from carried_texts group by outlet_id
        ), laters as (
          select outlet_id, sum(is_known) as later, sum(not is_known) as unknown from later_texts group by outlet_id
        ), waits as (
          select outlet_id, minutes, row_number() over (partition by outlet_id order by minutes) as place,
            count(*) over (partition by outlet_id) as number
          from carried_texts where is_known and minutes is not null
        ), middles as (
          select outlet_id, cast(avg(minutes) as integer) as minutes from waits
          where place in ((number + 1) / 2, (number + 2) / 2) group by outlet_id
        )
        select outlets.name as outlet, coalesce(instr(outlets.groups, '"mine"') > 0, 0) as is_mine,
          coalesce(firsts.first, 0) + coalesce(firsts.unknown, 0) + coalesce(laters.later, 0)
            + coalesce(laters.unknown, 0) as shared_texts,
          coalesce(firsts.first, 0) as first, coalesce(laters.later, 0) as later,
          coalesce(firsts.unknown, 0) + coalesce(laters.unknown, 0) as order_not_known,
          coalesce(firsts.copies, 0) as copies_by_others, coalesce(firsts.credited, 0) as credited_copies,
          middles.minutes as median_minutes_to_first_copy
        from outlets
        left join firsts on firsts.outlet_id = outlets.id
        left join laters on laters.outlet_id = outlets.id
        left join middles on middles.outlet_id = outlets.id
        where firsts.outlet_id is not null or laters.outlet_id is not null
        order by first desc, shared_texts desc, outlets.name
        """,
    )


@SCHEMA()
def m034_names_without_values_in_addresses(db: Tables) -> None:
    """Addresses are known with their names as they are: `?68015` was written `?68015=`, which many sites answer 404."""
    written = "{0} like '%?%=' or {0} like '%?%=&%'"
    pages = f"select id, key, url, canonical_url from pages where {written.format('canonical_url')}"
    for page_id, key, url, known in list(db.execute(pages).fetchall()):
        mended = _with_bare_names(known, url)
        if mended != known:
            new_key = f"url:{mended}" if key == f"url:{known}" else key
            db.execute("update pages set canonical_url = ?, key = ? where id = ?", [mended, new_key, page_id])
            named = [mended, page_id, known]
            db.execute("update backfill_pages set canonical_url = ? where page_id = ? and canonical_url = ?", named)
    articles = f"select id, url, canonical_url from articles where {written.format('canonical_url')}"
    for article_id, url, known in list(db.execute(articles).fetchall()):
        mended = _with_bare_names(known, url)
        if mended != known:
            db.execute("update articles set canonical_url = ? where id = ?", [mended, article_id])


def _with_bare_names(known: str, url: str) -> str:
    """A canonical address in which a name has no value where it has none in the address that was given."""
    head, mark, query = known.partition("?")
    given = url.partition("#")[0].partition("?")[2]
    bare = {unquote_plus(part) for part in given.split("&") if part and "=" not in part}
    parts = [part[:-1] if part.endswith("=") and unquote_plus(part[:-1]) in bare else part for part in query.split("&")]
    return f"{head}{mark}{'&'.join(parts)}"


@SCHEMA()
def m035_shipments_of_crawlers(db: Tables) -> None:
    """What a crawler has yet to ship, what a collector has collected, and which sources others visit."""
    db.table("crawler").create(
        {"id": str, "sequence": int, "named_until": int, "made_at": str},
        pk="id",
        not_null={"sequence", "named_until", "made_at"},
        defaults={"sequence": 0, "named_until": 0},
    )
    # A number is never used twice: by it a collector tells what it has recorded.
    db.execute(
        "create table shipping_records (number integer primary key autoincrement, made_at text not null, "
        "packed blob not null)"
    )
    db.table("shipments").create(
        {
            "id": int,
            "name": str,
            "crawler": str,
            "sequence": int,
            "first_record": int,
            "last_record": int,
            "recorded_until": int,
            "made_at": str,
            "seen_at": str,
            "collected_at": str,
            "status": str,
            "reason": str,
        },
        pk="id",
        not_null={"name", "seen_at", "status"},
    )
    db.table("shipments").create_index(["name"], unique=True)
    db.table("shipments").create_index(["crawler", "first_record"])
    db.table("visits").add_column("shipped_as", str)
    db.execute("create unique index idx_visits_shipped_as on visits (shipped_as) where shipped_as is not null")
    db.table("sources").add_column("elsewhere", int, not_null_default=0)


@SCHEMA()
def m036_tokens_a_word_of_sketches(db: Tables) -> None:
    db.table("index_sketches").add_column("tokens_a_word", float, not_null_default=1.0)


@SCHEMA()
def m037_first_as_other_outlets_decide(db: Tables) -> None:
    """What `outlet_firsts` counts is counted anew: what an outlet's text in its own name leaves open does not count."""
    db.execute("insert or ignore into carriers_stale select later_id from carriers")


@SCHEMA()
def m038_sketches_without_keys_yet(db: Tables) -> None:
    """From which sketch on an import has yet to write keys, which by the ten thousand cost a third."""
    db.execute("create table index_keyless (first_id integer primary key)")


@SCHEMA()
def m039_findings_of_one_source(db: Tables) -> None:
    """In `source_health` a finding about one source, as of its silence, is not told of all sources of its outlet."""
    of_outlet = "outlet_findings.outlet_id = sources.outlet_id and ended_at is null"
    [(view,)] = db.execute("select sql from sqlite_master where type = 'view' and name = 'source_health'").fetchall()
    assert of_outlet in view
    db.execute("drop view source_health")
    db.execute(view.replace(of_outlet, f"{of_outlet} and coalesce(outlet_findings.source_id, sources.id) = sources.id"))


@SCHEMA()
def m040_servers_that_lie_about_listings(db: Tables) -> None:
    """For how long the server of a listing is believed that nothing changed."""
    db.table("sources").add_column("believed_seconds", int, not_null_default=1800)


@SCHEMA()
def m041_forgotten_texts(db: Tables) -> None:
    """What a person had forgotten: orders to forget, and by which page, id and hash each text is known again."""
    db.table("forgettings").create(
        {"id": int, "requested_at": str, "reason": str, "finished_at": str},
        pk="id",
        not_null={"requested_at"},
    )
    db.table("forgotten").create(
        {
            "id": int,
            "forgetting_id": int,
            "page_id": int,
            "article_id": int,
            "outlet_id": int,
            "text_hash": bytes,
            "removed_at": str,
        },
        pk="id",
        not_null={"forgetting_id", "page_id"},
        foreign_keys=[("forgetting_id", "forgettings", "id"), ("page_id", "pages", "id")],
    )
    db.table("forgotten").create_index(["page_id"])
    db.table("forgotten").create_index(["article_id"])
    db.table("forgotten").create_index(["text_hash"])
    db.execute("create index idx_forgotten_waiting on forgotten (id) where removed_at is null")


@SCHEMA()
def m042_ids_that_were_given(db: Tables) -> None:
    """The highest ids that matches and alerts had when texts were forgotten: SQLite gives such a one again."""
    for name in ("last_match_id", "last_alert_id"):
        db.table("forgettings").add_column(name, int)
