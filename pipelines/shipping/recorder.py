"""Records at a crawler: what became of a page is kept to be shipped, in the transaction that says it is done.

The crawler's state has the rows of pages, which say what is known and when it is looked at again, and no text. What is
new, off topic, a copy or another address of a page is found by who collects: only there is everything.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from config.tables import Config
from db import Database
from db.page_columns import hints_of
from db.store import Row
from db.times import from_text
from model import Extracted, Recorded
from pipelines.recording.aliases import Alias
from pipelines.recording.articles import Sighting
from pipelines.recording.pages import Recorder
from pipelines.shipping.records import Became, Named, NamedPage, Record, ShippedSource, Visited, packed


class ShippingRecorder(Recorder):
    """Takes the place of the recorder of a daemon."""

    def __init__(self, database: Database, config: Config, *, run_id: int | None) -> None:
        super().__init__(database, config, run_id=run_id, with_alerts=False, judge_later=True)

    def record(self, extracted: Extracted, *, now: datetime) -> Recorded:
        """Note what became of a page, and keep all of it to be shipped."""
        page, database = extracted.page, self.database
        assert page.page_id is not None, "a crawler reads pages that a source named"
        kept = extracted if page.keeps_raw else replace(extracted, raw=None)
        with database.transaction():
            before = database.shipped_page(page.page_id)
            recorded = super().record(replace(extracted, raw=None), now=now)
            self.tell_what_is_named(now=now)
            if _is_as_before(extracted, recorded, before):
                kept = Extracted(page=replace(page, outcome="unchanged", reason="the same bytes"))
            became = Became(
                at=now,
                page=NamedPage(
                    url=before["url"],
                    canonical_url=before["canonical_url"],
                    first_seen_at=from_text(before["first_seen_at"]),
                    source=_source(before),
                ),
                extracted=replace(kept, page=replace(kept.page, page_id=None, source_id=None, visit_id=None)),
                visit=page.visit_id,
            )
            self._keep(became, now=now)
        return recorded

    def tell_what_is_named(self, *, now: datetime) -> None:
        """Keep the pages to be shipped that were written down since: also those that are not followed."""
        with self.database.transaction():
            rows = self.database.newly_named()
            if rows:
                self._keep(Named(pages=tuple(map(_named, rows))), now=now)

    def tell_of_visit(self, visit_id: int, *, now: datetime) -> None:
        """Keep a visit that ended to be shipped."""
        with self.database.transaction():
            self.tell_what_is_named(now=now)
            self._keep(_visited(visit_id, self.database.shipped_visit(visit_id)), now=now)

    def _keep(self, record: Record, *, now: datetime) -> None:
        self.database.add_record(packed(record), now=now)

    def _alias(self, page_id: int, row: Row, sighting: Sighting, stored: list[Row]) -> Alias | None:
        return None

    def _with_articles(self, page_id: int, row: Row, sighting: Sighting, stored: list[Row]) -> Recorded:
        known = row["status"] == "stored"
        new = 0 if known else len(sighting.extracted.articles)
        return Recorded(status="stored", new_articles=new, changed=known, known=known)


def _is_as_before(extracted: Extracted, recorded: Recorded, before: Row) -> bool:
    """The same bytes as last time, of a page whose feed adds nothing: its text has been shipped."""
    is_same = before["body_hash"] is not None and before["body_hash"] == extracted.body_hash
    return is_same and recorded.known and not recorded.changed and before["status"] in ("stored", "no_text")


def _source(row: Row) -> ShippedSource | None:
    if row["source_url"] is None:
        return None
    return ShippedSource(url=row["source_url"], kind=row["source_kind"], outlet=row["source_outlet"])


def _named(row: Row) -> NamedPage:
    left = row["status"] == "skipped"
    return NamedPage(
        url=row["url"],
        canonical_url=row["canonical_url"],
        first_seen_at=from_text(row["first_seen_at"]),
        source=_source(row),
        # What became of the others, a record of its own says.
        status="skipped" if left else "wanted",
        reason=row["reason"] if left else None,
        # The text that a feed carried travels with what became of the page.
        hints=replace(hints_of(row["hints"]), content=None),
    )


def _visited(visit_id: int, row: Row) -> Visited:
    source = _source(row)
    assert source is not None
    return Visited(
        visit=visit_id,
        source=source,
        started_at=from_text(row["started_at"]),
        finished_at=from_text(row["finished_at"]),
        outcome=row["outcome"],
        grade=row["grade"],
        message=row["message"],
        links=row["links"],
        known=row["known"],
        failed=row["failed"],
        skipped=row["skipped"],
        every_seconds=row["every_seconds"],
        next_visit_at=from_text(row["next_visit_at"]) if row["next_visit_at"] else None,
        next_visit_reason=row["next_visit_reason"],
        found_kind=row["found_kind"],
        moved_to=row["moved_to"],
        listed=row["listed"],
        pages=tuple((canonical, url) for canonical, url in row["listed_pages"]),
    )
