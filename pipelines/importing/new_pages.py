"""Store pages that nothing is known of, by the hundred: whose they are is decided here, the rest in workers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.article_columns import topic_columns
from db.new_pages import NewArticle, NewPage, Placed
from db.times import outlet_day
from model import Page, PageStatus, Recorded, Story
from pipelines.copies.order import order_at
from pipelines.recording.articles import ArticleRecorder
from pipelines.recording.pages import what_is_missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of a page; None of one whose reading failed before, or that has what was forgotten: it is to be
    recorded with what is known.
    """

    recorded: Recorded | None
    undated: int = 0


def store_new_pages(
    recorder: ArticleRecorder, pages: Sequence[tuple[Page, NewPage]], *, with_keys: bool, now: datetime
) -> list[Stored]:
    """Store pages with all that was read of them, in the transaction that is open. Those known already change nothing.

    `with_keys`: what is stored is to be found among candidates at once, at little cost for whoever looks.
    """
    database = recorder.database
    keys = [page.import_key for page, _ in pages if page.import_key is not None]
    known = database.statuses_of_keys(keys)
    stored: list[Stored] = []
    rows: list[tuple[NewPage, str | None, list[Placed]]] = []
    for page, new in pages:
        assert page.import_key is not None
        if (status := known.get(page.import_key)) is not None:
            is_settled = status != "failed"
            stored.append(Stored(recorded=Recorded(status="stored", known=True) if is_settled else None))
            continue
        if recorder.forgotten.look(page, _hashed(new), is_new=True, now=now) is not None:
            stored.append(Stored(recorded=None))
            continue
        status_now: PageStatus = "stored" if new.articles else "no_text"
        known[page.import_key] = status_now
        placed = [_placed(recorder, page, article, now=now) for article in new.articles]
        stories = [article.story for article in new.articles]
        lacks = what_is_missing(stories, has_outlets=all(each.outlet_id is not None for each in placed))
        reason = lacks or new.reason
        rows.append((new, reason, placed))
        recorded = Recorded(status=status_now, new_articles=len(new.articles), reason=reason)
        stored.append(
            Stored(recorded=recorded, undated=sum(article.story.published is None for article in new.articles))
        )
    database.add_new_pages(rows, run_id=recorder.run_id, with_keys=with_keys)
    return stored


def _hashed(new: NewPage) -> list[tuple[Story, bytes]]:
    """The stories of a page, each with the hash of its normal form."""
    return [(article.story, article.sketch[0]) for article in new.articles]


def _placed(recorder: ArticleRecorder, page: Page, article: NewArticle, *, now: datetime) -> Placed:
    carrier, outlet = recorder.outlets.of(page, article.story, now=now)
    publisher = recorder.outlet(outlet)
    topic = recorder.config.topic_of(publisher["name"] if publisher else None)
    day, place = article.published_day, article.order_at
    published = article.story.published
    if published is not None and published.when is not None and (time_zone := recorder.time_zone_of(outlet)):
        day = outlet_day(published.when, published.offset, time_zone, published.day)
        place = order_at(published.when, first_seen_at=now, time_zone=time_zone)
    return Placed(
        outlet_id=outlet,
        carrier_id=carrier,
        published_day=day,
        order_at=place,
        **topic_columns(article.topics, recorder.topic_name(topic)),
    )
