"""Pages on their trip to a worker and back: read there, and made into the rows that storing them takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.new_pages import NewPage, new_page
from likeness.texts import text_hash
from model import Article, Extracted, Page
from pipelines.copies.order import order_at
from pipelines.preparing.settings import PrepareSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """Pages, how they are read, and when it is. With `as_rows` those that gave anything come back as rows: what is not
    known yet is stored so.
    """

    pages: Sequence[Page]
    settings: PrepareSettings
    now: datetime
    raw_days: int
    as_rows: bool = True


def read_pages(trip: Trip) -> list[NewPage | Extracted]:
    """Read all pages of a trip, in their order."""
    # Who sends the pages has no need of what reads them.
    from pipelines.preparing.prepare import prepare, read_each

    read: dict[int, NewPage | Extracted] = {}
    as_rows: list[int] = []
    for n, page in enumerate(trip.pages):
        if page.outcome != "fetched":
            read[n] = Extracted(page=page)
        elif not trip.as_rows or page.import_key is None:
            read[n] = prepare(page, trip.settings)
        else:
            as_rows.append(n)
    extracted = read_each([trip.pages[n] for n in as_rows], trip.settings, with_keys=False)
    read.update(zip(as_rows, rows_of_each(extracted, now=trip.now, raw_days=trip.raw_days), strict=True))
    return [read[n] for n in range(len(trip.pages))]


def rows_of_each(several: Sequence[Extracted], *, now: datetime, raw_days: int) -> list[NewPage]:
    """What was read of pages that nothing is known of, as rows. Their bytes are kept for `raw_days`, if they are."""
    hashes = [[text_hash(each.story.title, each.story.text) for each in extracted.articles] for extracted in several]
    places = [[_place(each, now=now) for each in extracted.articles] for extracted in several]
    raw_until = now + timedelta(days=raw_days)
    return [
        new_page(extracted, text_hashes=hashes[n], places=places[n], now=now, raw_until=raw_until)
        for n, extracted in enumerate(several)
    ]


def _place(article: Article, *, now: datetime) -> str:
    """What it is ordered by where the time zone of its outlet is not known."""
    published = article.story.published
    return order_at(published.when if published else None, first_seen_at=now, time_zone=None)
