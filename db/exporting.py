"""Everything of chosen articles, read in one transaction: one state of the database, whatever is written meanwhile.

Beside the chosen articles their counterparts are read: those that they are matched with, the members of their clusters,
and the earliest of all clusters that are named. So no row names another that is not there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from db.migrations import SCHEMA
from db.soundness import verify_texts
from db.store import Row, Store
from db.times import to_text

_AT_ONCE = 500


class ExportStore(Store):
    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Until the end everything is read as it is now. Nothing is written but the list of what is chosen."""
        with self.one_moment():
            self.connection.execute("create temp table exported (id integer primary key, chosen integer not null)")
            yield

    def choose_for_export(
        self, *, since: datetime | None, until: datetime | None, whose: Sequence[int] | None
    ) -> tuple[int, int]:
        """Choose the articles that were first seen from `since` on and before `until`, and that one of the outlets
        `whose` published or carries; None is any. How many these are, and how many counterparts they have.
        """
        run = self.connection.execute
        run(
            "insert into exported select id, 1 from articles where (:since is null or first_seen_at >= :since) "
            "and (:until is null or first_seen_at < :until) "
            "and (:whose is null or outlet_id in (select value from json_each(:whose)) "
            "or carrier_id in (select value from json_each(:whose)))",
            {
                "since": to_text(since),
                "until": to_text(until),
                "whose": None if whose is None else json.dumps([*whose]),
            },
        )
        chosen = int(self._value("select count(*) from exported"))
        if chosen < self._value("select count(*) from articles"):
            for sql in _COUNTERPARTS:
                run(f"insert or ignore into exported select id, 0 from ({sql}) where id is not null")
        return chosen, int(self._value("select count(*) from exported")) - chosen

    def rows_for_export(self, table: str) -> Iterator[Row]:
        """The rows of one of `EXPORTED`, by their ids."""
        rows = self.connection.execute(EXPORTED[table])
        while block := [dict(row) for row in rows.fetchmany(_AT_ONCE)]:
            if table == "articles":
                verify_texts(self.path, block)
            yield from block

    def versions_for_export(self) -> Row:
        """With which versions what is exported was read, compared and judged: lists, by `schema`, `extractors`,
        `normalisers` and `judges`.
        """
        articles = "select distinct {0} from articles where id in (select id from exported) and {0} is not null"
        found: Row = {"schema": SCHEMA.applied(self.connection)[-1]}
        for name, sql in (
            ("extractors", articles.format("extractor")),
            ("normalisers", articles.format("normaliser")),
            ("judges", f"select distinct judge from ({EXPORTED['matches']})"),
        ):
            found[name] = sorted(row[0] for row in self.connection.execute(sql))
        return found


_COUNTERPARTS = (
    "select earlier_id as id from matches join exported on exported.id = later_id where superseded_at is null "
    "union select later_id from matches join exported on exported.id = earlier_id where superseded_at is null",
    "select id from articles where cluster_id in ("
    "select cluster_id from articles where id in (select id from exported where chosen))",
    "select earlier_id as id from carriers where later_id in (select id from exported where chosen) "
    "union select later_id from carriers where earlier_id in (select id from exported where chosen)",
    # Whose own cluster is the same one.
    "select earliest_id as id from clusters where id in ("
    "select cluster_id from articles where id in (select id from exported))",
)
# Not as two lists: SQLite would look for each pair of their members.
_BOTH = (
    "exists (select 1 from exported where exported.id = later_id) "
    "and exists (select 1 from exported where exported.id = earlier_id)"
)
EXPORTED = {
    "articles": """
        select articles.id, exported.chosen, articles.url, articles.canonical_url, outlets.name as outlet,
          carriers.name as carrier, sources.url as source, position, title, authors, language, published_at,
          published_offset, published_day, date_precision, date_source, modified_at, articles.first_seen_at, words,
          cluster_id as cluster, topic, topic_score, section, tags, image_url, extractor, normaliser, text_hash, text
        from exported join articles on articles.id = exported.id
        left join outlets on outlets.id = articles.outlet_id
        left join outlets carriers on carriers.id = coalesce(articles.carrier_id, articles.outlet_id)
        left join sources on sources.id = articles.source_id order by articles.id
    """,
    "revisions": """
        select id, article_id as article, seen_from, seen_until, made_by, title, published_at, words, extractor, text
        from revisions where article_id in (select id from exported) order by id
    """,
    "credits": """
        select id, article_id as article, name, url, kind, words from credits
        where article_id in (select id from exported) order by id
    """,
    "outlets": """
        select name, domains, aliases, country, time_zone, groups, first_seen_at from outlets
        where id in (select outlet_id from articles where id in (select id from exported)
          union select carrier_id from articles where id in (select id from exported)) order by name
    """,
    "clusters": """
        select id, earliest_id as earliest, size, order_known, reason, created_at from clusters
        where id in (select cluster_id from articles where id in (select id from exported)) order by id
    """,
    "matches": f"""
        select id, later_id as later, earlier_id as earlier, relation, jaccard, overlap, share_of_later,
          share_of_earlier, longest_run, runs, same_outlet, order_known, order_reason, minutes_later, credited, reason,
          judge, found_at
        from matches where superseded_at is null and {_BOTH} order by id
    """,
    "carriers": f"""
        select later_id as later, earlier_id as earlier, cluster, match_id as match, through_id as through, order_known,
          minutes_later, credited, share_of_later, share_of_earlier, found_at
        from carriers where {_BOTH} and (exists (select 1 from exported where exported.id = later_id and chosen)
          or exists (select 1 from exported where exported.id = earlier_id and chosen)
          or cluster in (select cluster_id from articles where id in (select id from exported where chosen)))
        order by later_id, earlier_id
    """,
    "verdicts": f"""
        select verdicts.id, match_id as match, verdict, note, given_at from verdicts
        where match_id in (select id from matches where superseded_at is null and {_BOTH}) order by verdicts.id
    """,
}
