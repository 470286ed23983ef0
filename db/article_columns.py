"""The columns of an article and of its credits, from the values that were read. Contains no SQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from db.store import Row
from db.times import outlet_day, to_text
from model import Article, Credit, Published, Story, Topic

PUBLISHED = ("published_at", "published_offset", "published_day", "date_source", "date_precision", "date_words")
# What is known of an article beside its text and title, by column; lists are JSON.
FACTS = ("authors", "language", "canonical_url", *PUBLISHED, "section", "tags", "image_url", "modified_at")
# What stays when a text changes, its authors and its time of publication: the columns, and their facts.
OF_FIRST = ("authors", "canonical_url", *PUBLISHED)
_LASTING = ("authors", "published_at", "canonical_url")


def article_row(
    article: Article,
    *,
    page_id: int | None,
    position: int,
    outlet_id: int | None,
    carrier_id: int | None,
    source_id: int | None,
    run_id: int | None,
    url: str,
    topic_name: str | None,
    order_at: str | None,
    time_zone: str | None,
    text_hash: bytes,
    extractor: str,
    normaliser: str,
    now: datetime,
) -> Row:
    """The columns of a new article. `time_zone` is its outlet's."""
    story = article.story
    return {
        "page_id": page_id,
        "position": position,
        "outlet_id": outlet_id,
        "carrier_id": carrier_id,
        "source_id": source_id,
        "url": url,
        "canonical_url": story.canonical_url,
        "title": story.title,
        "authors": json.dumps(story.authors, ensure_ascii=False) if story.authors else "[]",
        "language": story.language,
        **published_columns(story.published, time_zone),
        "order_at": order_at,
        "first_seen_at": to_text(now),
        "words": article.sketch.words,
        **topic_columns(article.topics, topic_name),
        "several_stories_suspected": int(story.several_stories_suspected),
        "extractor": extractor,
        "normaliser": normaliser,
        "run_id": run_id,
        "text_hash": text_hash,
        **labels_of(story),
        "text": story.text,
    }


def facts_of(story: Story, time_zone: str | None) -> Row:
    """The columns of `FACTS` of a story; `time_zone` is its outlet's."""
    return {
        "authors": json.dumps(story.authors, ensure_ascii=False),
        "language": story.language,
        "canonical_url": story.canonical_url,
        **published_columns(story.published, time_zone),
        **_filed(story),
    }


def labels_of(story: Story, *, before: dict[str, str] | None = None) -> Row:
    """The section and tags of a story, and where each fact was read; `before`: where those were read that stay."""
    return {
        **_filed(story),
        "origins_of": _told_origins(story.origins_of)
        if before is None
        else origins_with_first(dict(story.origins_of), before),
    }


def origins_with_first(origins: dict[str, str], first: dict[str, str]) -> str | None:
    """Where the facts of a changed text were read. Those that stay were read in its first version."""
    changed = {name: words for name, words in origins.items() if name not in _LASTING}
    return _origins_text(changed | {name: first[name] for name in _LASTING if name in first})


def credit_columns(credit: Credit) -> Row:
    """What an article says of one origin."""
    return {"name": credit.name, "url": credit.url, "kind": credit.kind, "words": credit.words}


def topic_columns(topics: Sequence[Topic], name: str | None) -> Row:
    """The columns of a topic, where an article is about it."""
    topic = next((topic for topic in topics if topic.name == name), None)
    return {
        "topic": topic.name if topic else None,
        "topic_score": topic.score if topic else None,
        "topic_reason": topic.reason if topic else None,
    }


def published_columns(published: Published | None, time_zone: str | None) -> Row:
    """The columns of `PUBLISHED`; `time_zone` is the outlet's."""
    if published is None:
        return dict.fromkeys(PUBLISHED)
    day = outlet_day(published.when, published.offset, time_zone, published.day)
    values = (published.when, published.offset, day, published.source, published.precision, published.words)
    return dict(zip(PUBLISHED, values, strict=True))


def _filed(story: Story) -> Row:
    return {
        "section": story.section,
        "tags": json.dumps(story.tags, ensure_ascii=False) if story.tags else None,
        "image_url": story.image_url,
        "modified_at": story.modified_at,
    }


@lru_cache(maxsize=256)
def _told_origins(origins: tuple[tuple[str, str], ...]) -> str | None:
    """Most pages of an outlet give the same, and so do all records."""
    return _origins_text(dict(origins))


def _origins_text(origins: dict[str, str]) -> str | None:
    return json.dumps(origins, ensure_ascii=False) if origins else None
