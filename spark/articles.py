"""A page's articles as rows, by the same reading as in an import: read, sketched, whose they are, their place in time.

Pure: knows nothing of Spark.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from db.article_columns import published_columns
from db.times import to_text
from likeness.texts import text_hash
from model import Article, Page
from pipelines.copies.order import order_at
from pipelines.outlets.names import OutletNames
from pipelines.preparing.settings import PrepareSettings
from spark.arrow import packed_sketch
from spark.columns import READ
from spark.outlets import ConfiguredOutlets, KnownOutlet

Row = dict[str, Any]
_COLUMNS = [column.split(" ")[0] for column in READ.split(", ")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the workers need to read by: plain values that travel with the task. `topic` is the topic that is noted,
    `page_seconds` the processor time that a page may take.
    """

    settings: PrepareSettings
    outlets: tuple[KnownOutlet, ...]
    topic: str
    page_seconds: float
    now: datetime


def articles_of(page: Page, reading: Reading) -> Iterator[Row]:
    """The rows of a page's articles, in the columns of `columns.READ`."""
    from pipelines.preparing.prepare import prepare

    outlets, names = _outlets(reading.outlets)
    extracted = prepare(page, reading.settings)
    if not extracted.articles:
        yield failed(page.url, extracted.reason or "no article text")
    for article in extracted.articles:
        carrier, outlet = names.of(page, article.story, now=reading.now)
        yield _row(
            article,
            page,
            outlet=outlets.outlet(outlet) if outlet is not None else None,
            carrier=outlets.outlet(carrier)["name"] if carrier is not None else None,
            reading=reading,
        )


def failed(url: str, reason: str) -> Row:
    """A row that says why something gave no article."""
    return {
        **dict.fromkeys(_COLUMNS),
        "url": _whole(url),
        "facts": json.dumps({"reason": _whole(reason)}, ensure_ascii=False),
    }


def _whole(text: str) -> str:
    """Without halves of surrogate pairs, which no UTF-8 holds."""
    return text.encode("utf-8", "replace").decode()


@lru_cache(maxsize=1)
def _outlets(known: Sequence[KnownOutlet]) -> tuple[ConfiguredOutlets, OutletNames]:
    outlets = ConfiguredOutlets(known)
    return outlets, OutletNames(outlets)


def _row(article: Article, page: Page, *, outlet: Row | None, carrier: str | None, reading: Reading) -> Row:
    story = article.story
    zone = outlet["time_zone"] if outlet else None
    dated = published_columns(story.published, zone)
    wanted = (outlet and outlet["topic"]) or reading.topic
    topic = next((topic for topic in article.topics if topic.name in (wanted, reading.topic)), None)
    title, text = None if story.title is None else _whole(story.title), _whole(story.text)
    facts = {
        "url": story.url or page.final_url or page.url,
        "canonical_url": story.canonical_url,
        "outlet": outlet["name"] if outlet else None,
        "carrier": carrier or (outlet["name"] if outlet else None),
        "outlet_id": outlet["name"] if outlet else None,
        "carrier_id": carrier,
        "domains": outlet["domains"] if outlet else None,
        "aliases": outlet["aliases"] if outlet else None,
        "time_zone": zone,
        "source": None,
        "source_id": None,
        "title": title,
        "authors": json.dumps(story.authors, ensure_ascii=False),
        "language": story.language,
        "position": story.position,
        **dated,
        "first_seen_at": to_text(reading.now),
        "order_at": order_at(dated["published_at"], first_seen_at=reading.now, time_zone=zone),
        "topic": topic.name if topic else None,
        "topic_score": topic.score if topic else None,
        "topic_reason": topic.reason if topic else None,
        "credits": [{"name": each.name, "url": each.url, "kind": each.kind} for each in article.credits],
    }
    return {
        "key": page.import_key,
        "position": story.position,
        "order_at": facts["order_at"],
        "text_hash": text_hash(story.title, story.text),
        "url": facts["url"],
        "carrier": carrier,
        "title": title,
        "text": text,
        "facts": json.dumps(facts, ensure_ascii=False),
        **packed_sketch(article.sketch),
    }
