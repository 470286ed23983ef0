"""What is known of articles, for people who have to show it to others: pages, visits, runs, all judgements of a pair.

What other commands ask too (texts, revisions, credits, aliases) is in the modules of its noun.
"""

from __future__ import annotations

import json
from collections.abc import Collection

from db.matches import MATCH
from db.store import Row, Store


class EvidenceStore(Store):
    def last_written_at(self) -> str | None:
        """The newest moment that the database speaks of: of an article, a visit, a verdict or a run."""
        # By their ids: to look through a million rows, with the bytes of pages between them, takes minutes.
        newest = (
            f"select (select {moment} from {table} order by id desc limit 1) as at"
            for table, moment in (
                ("articles", "first_seen_at"),
                ("visits", "coalesce(finished_at, started_at)"),
                ("verdicts", "given_at"),
                ("runs", "max(started_at, coalesce(alive_at, ''), coalesce(finished_at, ''))"),
            )
        )
        moment: str | None = self._value(f"select max(at) from ({' union all '.join(newest)})")
        return moment

    def cluster_row(self, cluster_id: int) -> Row | None:
        """What a cluster says of itself."""
        return self._row("select * from clusters where id = ?", [cluster_id])

    def outlets_by_name_of(self, article_ids: Collection[int]) -> list[Row]:
        """The outlets of these articles, and those whose pages carry them, by name."""
        return self._rows(
            "select name, domains, country, time_zone from outlets where id in "
            "(select outlet_id from articles where id in (select value from json_each(:ids)) union "
            "select carrier_id from articles where id in (select value from json_each(:ids))) order by name, id",
            {"ids": _ids(article_ids)},
        )

    def pages_as_known(self, page_ids: Collection[int]) -> list[Row]:
        """Pages with all that is known of their fetching, without their bytes; `articles` is how many they carry."""
        return self._rows(
            "select id, url, canonical_url, final_url, kind, status, reason, source_id, visit_id, http_status, "
            "content_type, etag, last_modified, first_seen_at, fetched_at, hints, body_hash, raw_until, "
            "key not like 'url:%' as is_imported, rights, tdm_policy, "
            "(select count(*) from articles where page_id = pages.id) as articles, "
            "(select max(at) from (select first_seen_at as at from articles where page_id = pages.id union all "
            "select seen_until from revisions where made_by = 'outlet' and article_id in "
            "(select id from articles where page_id = pages.id))) as text_read_at "
            "from pages where id in (select value from json_each(?)) order by id",
            [_ids(page_ids)],
        )

    def listings_of_pages(self, page_ids: Collection[int]) -> list[Row]:
        """Which sources named these pages, since when, in which visit, and which whole visit was the last before."""
        return self._rows(
            "select page_id, source_id, first_listed_at, "
            "(select id from visits where visits.source_id = named.source_id and started_at <= first_listed_at "
            "and coalesce(finished_at, first_listed_at) >= first_listed_at "
            "order by started_at desc, id desc limit 1) as visit_id, "
            "(select id from visits where visits.source_id = named.source_id and outcome in ('done', 'unchanged') "
            "and started_at < first_listed_at and finished_at < first_listed_at "
            "order by started_at desc, id desc limit 1) as visit_before_id "
            "from page_sources named where page_id in (select value from json_each(?)) "
            "order by page_id, first_listed_at, source_id",
            [_ids(page_ids)],
        )

    def visits_by_id(self, visit_ids: Collection[int]) -> list[Row]:
        """Visits, by id."""
        return self._rows(
            "select id, source_id, run_id, started_at, finished_at, outcome, links, known, new, message, shipped_as "
            "from visits where id in (select value from json_each(?)) order by id",
            [_ids(visit_ids)],
        )

    def sources_by_id(self, source_ids: Collection[int]) -> list[Row]:
        """Sources, by id, with the names of their outlets."""
        return self._rows(
            "select sources.id, sources.url, kind, found_kind, added_at, outlets.name as outlet from sources "
            "left join outlets on outlets.id = outlet_id where sources.id in (select value from json_each(?)) "
            "order by sources.id",
            [_ids(source_ids)],
        )

    def runs_by_id(self, run_ids: Collection[int]) -> list[Row]:
        """Runs, by id."""
        return self._rows(
            "select id, command, version, config_hash, started_at, alive_at, finished_at, outcome from runs "
            "where id in (select value from json_each(?)) order by id",
            [_ids(run_ids)],
        )

    def settings_of_runs(self, run_ids: Collection[int]) -> list[Row]:
        """The settings that these runs went on with, and since when."""
        return self._rows(
            "select run_id, since, config_hash, file_hash from run_settings "
            "where run_id in (select value from json_each(?)) order by id",
            [_ids(run_ids)],
        )

    def gaps_of_runs(self, run_ids: Collection[int]) -> list[Row]:
        """The times in which these runs were not alive."""
        return self._rows(
            "select run_id, began_at, ended_at from run_gaps "
            "where run_id in (select value from json_each(?)) order by id",
            [_ids(run_ids)],
        )

    def matches_among(self, article_ids: Collection[int]) -> list[Row]:
        """All judgements of two of these articles, those set aside since too, oldest first."""
        return self._rows(
            f"{MATCH} where matches.later_id in (select value from json_each(:ids)) "
            "and matches.earlier_id in (select value from json_each(:ids)) order by matches.id",
            {"ids": _ids(article_ids)},
        )

    def verdicts_of_matches(self, match_ids: Collection[int]) -> list[Row]:
        """What people said about these matches, oldest first."""
        return self._rows(
            "select match_id, verdict, note, given_at from verdicts "
            "where match_id in (select value from json_each(?)) order by id",
            [_ids(match_ids)],
        )


def _ids(ids: Collection[int]) -> str:
    return json.dumps(sorted(ids))
