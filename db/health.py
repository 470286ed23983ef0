"""What was read on an outlet's latest pages, and what was found to have changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from db.store import Row, Store
from db.times import to_text


class HealthStore(Store):
    def latest_readings(self, outlet_id: int, *, limit: int) -> list[Row]:
        """The pages that an outlet's sources named last and that were read, newest first.

        `words` (0: no text) and `signature` are of its longest text, `article_id`, `title` and `published_at` of the
        first article; None where none is stored.
        """
        pages: list[Row] = []
        for source in self._rows("select id from sources where outlet_id = ?", [outlet_id]):
            pages += self._rows(
                "select id, url from pages where source_id = ? and status in ('stored', 'off_topic', 'no_text') "
                "order by id desc limit ?",
                [source["id"], limit],
            )
        pages = sorted(pages, key=lambda row: -row["id"])[:limit]
        ids = json.dumps([row["id"] for row in pages])
        texts = self._by_page(
            "select page_id, words, signature from index_sketches "
            "where page_id in (select value from json_each(?)) order by words",
            ids,
        )
        articles = self._by_page(
            "select page_id, id as article_id, title, published_at, words from articles "
            "where page_id in (select value from json_each(?)) order by position desc",
            ids,
        )
        nothing = dict.fromkeys(("article_id", "title", "published_at", "signature")) | {"words": 0}
        return [{**nothing, **articles.get(row["id"], {}), **texts.get(row["id"], {}), **row} for row in pages]

    def findings_of(self, outlet_id: int, *, ended_since: datetime) -> list[Row]:
        """What is not as it was at an outlet, and what was found and ended since, oldest first."""
        return self._rows(
            "select * from outlet_findings where outlet_id = ? and source_id is null "
            "and (ended_at is null or ended_at >= ?) order by id",
            [outlet_id, to_text(ended_since)],
        )

    def was_found(self, outlet_id: int, kind: str) -> bool:
        """Whether this was ever noticed at an outlet."""
        sql = "select exists (select 1 from outlet_findings where outlet_id = ? and kind = ?)"
        return bool(self._value(sql, [outlet_id, kind]))

    def answered_visits(self, source_id: int, *, limit: int) -> list[Row]:
        """The latest visits at which a source answered, newest first, back to the last one that failed."""
        rows = self._rows(
            "select started_at, outcome, links from visits where source_id = ? and outcome != 'running' "
            "order by started_at desc limit ?",
            [source_id, limit],
        )
        answered = [row["outcome"] in ("done", "unchanged") for row in rows]
        return rows[: answered.index(False)] if False in answered else rows

    def arrivals(self, source_id: int, *, limit: int) -> list[str]:
        """The latest moments at which a source named something new, newest first."""
        rows = self._rows(
            "select first_seen_at from (select first_seen_at from pages where source_id = ? order by id desc limit ?) "
            "group by first_seen_at order by first_seen_at desc limit ?",
            [source_id, limit * 20, limit],
        )
        return [row["first_seen_at"] for row in rows]

    def finding_of_source(self, source_id: int) -> Row | None:
        """What was noticed of one source and is not over."""
        return self._row("select * from outlet_findings where source_id = ? and ended_at is null", [source_id])

    def add_finding(
        self,
        outlet_id: int,
        *,
        source_id: int | None = None,
        kind: str,
        words: str,
        examples: Sequence[Row],
        habit: Row,
        now: datetime,
    ) -> None:
        """Keep something that was noticed at an outlet or at one source of it, with pages that show it and the habit
        that it was held against.
        """
        self._insert(
            "outlet_findings",
            {
                "outlet_id": outlet_id,
                "source_id": source_id,
                "kind": kind,
                "words": words,
                "examples": json.dumps(list(examples), ensure_ascii=False),
                "habit": json.dumps(habit),
                "noticed_at": to_text(now),
            },
        )

    def tell_finding(self, finding_id: int, *, words: str, examples: Sequence[Row]) -> None:
        """Say how something that was noticed stands now; it goes on, or goes on again."""
        row = {"words": words, "examples": json.dumps(list(examples), ensure_ascii=False), "ended_at": None}
        self._update("outlet_findings", finding_id, row)

    def end_finding(self, finding_id: int, *, now: datetime) -> None:
        """It is as it was again, or has become the habit."""
        self._update("outlet_findings", finding_id, {"ended_at": to_text(now)})

    def open_findings(self) -> list[Row]:
        """What is not as it was at any outlet that is visited, newest first; `examples` are rows with page, article,
        url.
        """
        rows = self._rows(
            "select outlet_findings.*, outlets.name as outlet from outlet_findings "
            "join outlets on outlets.id = outlet_findings.outlet_id where ended_at is null "
            "and outlet_id in (select outlet_id from sources where enabled) "
            "and (source_id is null or source_id in (select id from sources where enabled)) "
            "order by outlet_findings.id desc"
        )
        return [{**row, "examples": json.loads(row["examples"])} for row in rows]

    def _by_page(self, sql: str, page_ids: str) -> dict[int, Row]:
        """The last row of each page."""
        return {row["page_id"]: row for row in self._rows(sql, [page_ids])}
