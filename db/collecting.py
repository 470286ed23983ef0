"""What a collector keeps of shipments, and what crawlers say of sources, pages and visits, in whatever order it comes.

A page's first row of all is the earliest that any crawler wrote; a source and a visit are as the latest record says.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from db.article_columns import FACTS, OF_FIRST, facts_of, labels_of, origins_with_first
from db.page_columns import hints_text
from db.pages import PageStore
from db.sources import SOURCE, SourceStore, source_in
from db.store import Row
from db.times import to_text
from model import FIRST_EVERY_SECONDS, Article, Hints, Link, Recorded, Source, SourceKind

# "newer" waits for an upgrade of the collector.
ShipmentStatus = Literal["collected", "failed", "newer"]


class CollectingStore(SourceStore, PageStore):
    # Shipments.

    def shipment(self, name: str) -> Row | None:
        """What is known of a file."""
        return self._row("select * from shipments where name = ?", [name])

    def see_shipment(
        self,
        name: str,
        *,
        crawler: str | None,
        sequence: int | None,
        numbers: tuple[int, int] | None = None,
        made_at: datetime | None = None,
        now: datetime,
    ) -> None:
        """Write a file down before any of it is recorded. `numbers` are those of its first and last record, where it
        can be read. One that was seen before keeps what is recorded of it.
        """
        row: Row = {"crawler": crawler, "sequence": sequence, "status": "coming", "reason": None}
        if numbers is not None and made_at is not None:
            row |= {"first_record": numbers[0], "last_record": numbers[1], "made_at": to_text(made_at)}
        with self.transaction():
            known = self.shipment(name)
            if known is None:
                self._insert("shipments", {"name": name, "seen_at": to_text(now), **row})
            else:
                self._update("shipments", known["id"], row)
            if numbers is not None:
                self.connection.execute(
                    "update shipments set recorded_until = coalesce(recorded_until, ?) where name = ?",
                    [numbers[0] - 1, name],
                )

    def note_collected(self, name: str, *, until: int) -> None:
        """The records of a file are recorded up to this number; in the transaction that records them."""
        self.connection.execute("update shipments set recorded_until = ? where name = ?", [until, name])

    def end_shipment(self, name: str, *, status: ShipmentStatus, reason: str | None = None, now: datetime) -> None:
        """How a file ended: "collected", "failed" or, of one that waits for an upgrade, "newer"."""
        with self.transaction():
            self.connection.execute(
                "update shipments set status = ?, reason = ?, collected_at = ? where name = ?",
                [status, reason, to_text(now) if status == "collected" else None, name],
            )

    def records_of(self, crawler: str, *, first: int, last: int) -> list[tuple[int, int]]:
        """Which numbers of a crawler's records between two are recorded: first and last of each run of them."""
        rows = self.connection.execute(
            "select first_record, recorded_until from shipments where crawler = ? and first_record <= ? "
            "and recorded_until >= ? and recorded_until >= first_record",
            [crawler, last, first],
        )
        return [(row[0], row[1]) for row in rows]

    def crawlers(self) -> list[Row]:
        """Each crawler with how many of its files were collected and failed, when the last was made, and how many
        records are missing: numbers below the highest that no file brought.
        """
        rows = self._rows(
            "select crawler, sum(status = 'collected') as collected, sum(status = 'failed') as failed, "
            "sum(status = 'newer') as newer, max(made_at) as last_made_at, max(collected_at) as last_collected_at "
            "from shipments where crawler is not null group by crawler order by crawler"
        )
        for row in rows:
            row["missing"] = _missing(self.records_of(row["crawler"], first=0, last=2**62))
        return rows

    def list_shipments(self, *, status: str | None, limit: int | None) -> list[Row]:
        """Files, the last seen first."""
        return self._rows(
            "select name, crawler, sequence, status, reason, made_at, seen_at, collected_at, "
            "last_record - first_record + 1 as records from shipments where ? is null or status = ? "
            "order by id desc limit ?",
            [status, status, -1 if limit is None else limit],
        )

    # Sources.

    def source_at(self, url: str) -> int | None:
        """The source of this address."""
        found = self._value("select id from sources where url = ?", [url])
        return None if found is None else int(found)

    def add_shipped_source(self, url: str, *, kind: SourceKind, outlet_id: int, now: datetime) -> int:
        """Write down a source that is not in this configuration, and that others visit."""
        row: Row = {"url": url, "kind": kind, "outlet_id": outlet_id, "every_seconds": FIRST_EVERY_SECONDS}
        return self._insert("sources", {**row, "enabled": 0, "elsewhere": 1, "added_at": to_text(now)})

    def source_of(self, source_id: int) -> Source:
        """A source as the crawler sees it."""
        row = self._row(f"{SOURCE} where sources.id = ?", [source_id])
        assert row is not None
        return source_in(row)

    # Pages.

    def name_page(
        self,
        link: Link,
        *,
        canonical: str,
        shape: str | None,
        source_id: int | None,
        seen_at: datetime,
        left: str | None = None,
    ) -> int:
        """Write down an address that a source named at some time: its page. `shape` is the address's (see
        `want_pages`), `left` why it is not followed. The source that named it first counts, whichever record arrives
        first.
        """
        known = self._row("select id, first_seen_at, status, alias_of from pages where key = ?", [f"url:{canonical}"])
        if known is None:
            named = self.want_pages(
                source_id,  # type: ignore[arg-type]
                [(canonical, link)],
                now=seen_at,
                shapes={canonical: shape},
            )
            page_id = named[canonical]
            if left is not None:
                self._update("pages", page_id, {"status": "skipped", "reason": left, "next_check_at": None})
        else:
            page_id = int(known["id"])
            if to_text(seen_at) < known["first_seen_at"]:
                self._update(
                    "pages", page_id, {"first_seen_at": to_text(seen_at), "url": link.url, "source_id": source_id}
                )
            if known["status"] == "wanted" and left is not None:
                self._update("pages", page_id, {"status": "skipped", "reason": left, "next_check_at": None})
        if source_id is not None:
            self._list(page_id, source_id, at=seen_at)
        return page_id

    def hint_page(self, page_id: int, hints: Hints, *, seen_at: datetime) -> None:
        """Keep what a source said about a page when it named it, where nobody named it earlier."""
        text = hints_text(hints)
        self._execute(
            "update pages set guid = coalesce(?, guid), "
            "hints = case when json_extract(hints, '$.content') is null then ? "
            "else json_set(?, '$.content', json_extract(hints, '$.content')) end where id = ? and first_seen_at >= ? "
            "and coalesce(alias_of, id) not in (select page_id from forgotten)",
            [hints.guid, text, text, page_id, to_text(seen_at)],
        )

    def _list(self, page_id: int, source_id: int, *, at: datetime) -> None:
        self.connection.execute(
            "insert into page_sources values (?, ?, ?) on conflict do update "
            "set first_listed_at = min(first_listed_at, excluded.first_listed_at)",
            [page_id, source_id, to_text(at)],
        )

    def fetched_last(self, page_id: int) -> str | None:
        """When a page was fetched last, of all that is recorded."""
        found = self._value("select fetched_at from pages where id = ?", [page_id])
        return None if found is None else str(found)

    def keep_fetched(self, page_id: int, at: str) -> None:
        """Set when a page was fetched last, unless a later moment is known already."""
        self._execute("update pages set fetched_at = max(fetched_at, ?) where id = ?", [at, page_id])

    # Visits.

    def shipped_visit_id(self, shipped_as: str, *, source_id: int, started_at: datetime) -> int:
        """The row of a crawler's visit; made when it is heard of first."""
        found = self._value("select id from visits where shipped_as = ?", [shipped_as])
        if found is not None:
            return int(found)
        row: Row = {"source_id": source_id, "started_at": to_text(started_at), "outcome": "running"}
        return self._insert("visits", {**row, "new_pages": 0, "shipped_as": shipped_as})

    def count_in_visit(self, visit_id: int, recorded: Recorded) -> None:
        """Add what one of its pages brought to the counts of a visit."""
        self.connection.execute(
            "update visits set new = new + ?, new_pages = coalesce(new_pages, 0) + ?, "
            "changed = changed + ?, copies = copies + ?, off_topic = off_topic + ? where id = ?",
            [
                recorded.new_articles,
                int(recorded.new_articles > 0 and not recorded.known),
                int(recorded.changed),
                recorded.copies,
                int(recorded.status == "off_topic" and not recorded.known),
                visit_id,
            ],
        )

    def end_shipped_visit(self, visit_id: int, visit: Row, source: Row) -> bool:
        """Write down how a crawler's visit ended; of its source what the visit found, where no later one is known:
        whether that is so. `visit` and `source` are columns of their rows.
        """
        source_id = self._value("select source_id from visits where id = ?", [visit_id])
        self._update("visits", visit_id, visit)
        last = self._value("select last_visit_at from sources where id = ?", [source_id])
        if last is not None and last > visit["started_at"]:
            return False
        row: Row = {**source, "last_visit_at": visit["started_at"], "grade": visit["grade"]}
        if visit["outcome"] in ("done", "unchanged"):
            row |= {"failures": 0, "last_success_at": visit["finished_at"], "grade_since": None}
        else:
            self.connection.execute("update sources set failures = failures + 1 where id = ?", [source_id])
        if visit["grade"] not in (None, "working"):
            row["grade_since"] = self._value(
                "select coalesce(grade_since, ?) from sources where id = ?", [visit["started_at"], source_id]
            )
        self._update("sources", source_id, row)
        return True

    def visit_as_counted(self, visit_id: int) -> Row:
        """All counts of a visit."""
        row = self._row("select * from visits where id = ?", [visit_id])
        assert row is not None
        return row

    # Texts that come late.

    def rewrite_versions(self, article_id: int, versions: Sequence[Row]) -> None:
        """Make these the older texts of an article, the oldest first: rows of `revisions` without ids."""
        self.connection.execute("delete from revisions where article_id = ?", [article_id])
        for version in versions:
            self._insert("revisions", {**version, "article_id": article_id})

    def version_of(self, article: Article, *, text_hash: bytes, extractor: str, time_zone: str | None) -> Row:
        """A text as a row of `revisions`, without its times."""
        story = article.story
        facts = facts_of(story, time_zone)
        told = {name: facts[name] for name in FACTS if facts[name] is not None}
        return {
            "title": story.title,
            "published_at": facts["published_at"],
            "extractor": extractor,
            "words": article.sketch.words,
            "text_hash": text_hash,
            "text": story.text,
            "made_by": "outlet",
            "facts": json.dumps(told, ensure_ascii=False),
        }

    def begin_earlier(
        self,
        article_id: int,
        article: Article,
        *,
        order_at: str,
        seen_at: datetime,
        source_id: int | None,
        time_zone: str | None,
        is_revised: bool,
    ) -> None:
        """An article was seen earlier than was known, as `article`: what its first version says stays, of one that is
        not revised all.
        """
        facts = facts_of(article.story, time_zone)
        if is_revised:
            now = self._value("select origins_of from articles where id = ?", [article_id])
            facts = {name: facts[name] for name in OF_FIRST}
            facts["origins_of"] = origins_with_first(json.loads(now or "{}"), dict(article.story.origins_of))
        else:
            facts |= labels_of(article.story)
        row: Row = {**facts, "order_at": order_at, "first_seen_at": to_text(seen_at), "source_id": source_id}
        self._update("articles", article_id, row)


def _missing(runs: Sequence[tuple[int, int]]) -> int:
    """How many numbers, from 1 to the highest, are in none of these runs."""
    missing, until = 0, 0
    for first, last in sorted(runs):
        missing += max(0, first - until - 1)
        until = max(until, last)
    return missing
