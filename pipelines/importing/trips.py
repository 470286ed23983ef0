"""Pages on their trip to a worker and back: read there, and made into the rows that storing them takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.new_pages import NewPage, new_page
from likeness.texts import text_hash
from model import Article, Extracted, Page
from pipelines.copies.order import Timing, order_at
from pipelines.prepare_settings import PrepareSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """Pages, how they are read, and when it is. With `as_rows` those that gave anything come back as rows: what is not
    known yet is stored so."""

    pages: Sequence[Page]
    settings: PrepareSettings
    now: datetime
    raw_days: int
    as_rows: bool = True


def read_pages(trip: Trip) -> list[NewPage | Extracted]:
    """Read all pages of a trip, in their order."""
    return [_read(page, trip) for page in trip.pages]


def _read(page: Page, trip: Trip) -> NewPage | Extracted:
    # Who sends the pages has no need of what reads them.
    from pipelines.prepare import prepare, read_page

    if page.outcome != "fetched":
        return Extracted(page=page)
    if not trip.as_rows or page.import_key is None:
        return prepare(page, trip.settings)
    return rows_of(read_page(page, trip.settings, with_keys=False), now=trip.now, raw_days=trip.raw_days)


def rows_of(extracted: Extracted, *, now: datetime, raw_days: int) -> NewPage:
    """What was read of a page that nothing is known of, as rows. Its bytes are kept for `raw_days`, if they are."""
    stories = [article.story for article in extracted.articles]
    return new_page(
        extracted,
        text_hashes=[text_hash(story.title, story.text) for story in stories],
        places=[_place(article, extracted.page, now=now) for article in extracted.articles],
        now=now,
        raw_until=now + timedelta(days=raw_days),
    )


def _place(article: Article, page: Page, *, now: datetime) -> str:
    """What it is ordered by where the time zone of its outlet is not known."""
    story = article.story
    return order_at(
        Timing(
            article_id=0,
            position=story.position,
            published_at=story.published.when if story.published else None,
            first_seen_at=now,
            time_zone=None,
            watched=page.source_id is not None,
        )
    )
