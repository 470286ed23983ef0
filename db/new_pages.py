"""The rows of pages that an import brings: made where pages are read, written by the hundred with `executemany`.

Written one by one, each row costs 5 microseconds more, and its text is decoded and encoded twice on its way. Contains
no business logic.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from db.article_columns import article_row, credit_columns
from db.forgotten import ForgottenStore
from db.page_columns import PageOutcome, new_page_row
from db.store import clean
from model import Article, Extracted, Story, Topic

if TYPE_CHECKING:
    from db.sketches import SketchColumns, SketchRow


class NewArticle(NamedTuple):
    """An article of a new page as its rows: `columns` of `articles` that its reading decides, `search` its title and
    text in UTF-8 as they are searched. `story` is what decides whose it is. `order_at` and `published_day` are those of
    an outlet whose time zone is not known.
    """

    story: Story
    topics: tuple[Topic, ...]
    order_at: str
    published_day: str | None
    columns: tuple[object, ...]
    credits: tuple[tuple[object, ...], ...]
    sketch: SketchColumns
    search: tuple[bytes, bytes]


class NewPage(NamedTuple):
    """A page as its row: `columns` of `pages` that its reading decides; `reason` is why it has no article."""

    columns: tuple[object, ...]
    reason: str | None
    articles: tuple[NewArticle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What is decided where an article is stored: whose it is, when it came, and its topic."""

    outlet_id: int | None
    carrier_id: int | None
    published_day: str | None
    order_at: str
    topic: str | None
    topic_score: float | None
    topic_reason: str | None


class NewPageStore(ForgottenStore):
    def statuses_of_keys(self, keys: Sequence[str]) -> dict[str, str]:
        """The status of the page under each of these keys that has one."""
        rows = self.connection.execute(
            "select key, status from pages where key in (select value from json_each(?))", [json.dumps(keys)]
        )
        return {row[0]: row[1] for row in rows}

    def add_new_pages(
        self,
        pages: Sequence[tuple[NewPage, str | None, Sequence[Placed]]],
        *,
        run_id: int | None,
        with_keys: bool,
    ) -> None:
        """Store pages, each with the reason that it is to have and where its articles are placed, with all that goes
        with them; the articles are noted as unjudged. `with_keys`: see `Index.add_rows`.
        """
        page_id = self._highest_id("pages")
        article_id = first_id = self.next_article_id() or self._highest_id("articles") + 1
        page_rows: list[tuple[object, ...]] = []
        article_rows: list[tuple[object, ...]] = []
        credit_rows: list[tuple[object, ...]] = []
        sketch_rows: list[SketchRow] = []
        for page, reason, placed in pages:
            page_id += 1
            page_rows.append((page_id, run_id, reason, *page.columns))
            for article, place in zip(page.articles, placed, strict=True):
                article_rows.append(
                    (
                        article_id,
                        page_id,
                        run_id,
                        place.outlet_id,
                        place.carrier_id,
                        place.published_day,
                        place.order_at,
                        place.topic,
                        place.topic_score,
                        place.topic_reason,
                        *article.columns,
                    )
                )
                credit_rows += [(article_id, *credit) for credit in article.credits]
                sketch_rows.append((page_id, article.story.position, article_id, *article.sketch))
                self._before_commit(_SEARCHED, (article_id, *article.search))
                article_id += 1
        many = self.connection.executemany
        many(_insertion("pages", ("id", "run_id", "reason", *_PAGE)), page_rows)
        many(_insertion("articles", (*_PLACED, *_ARTICLE), as_text=_TEXTS), article_rows)
        many(_insertion("credits", ("article_id", *_CREDIT)), credit_rows)
        self.index.add_rows(sketch_rows, with_keys=with_keys)
        self.connection.execute("insert into unjudged (article_id) select id from articles where id >= ?", [first_id])

    def _highest_id(self, table: str) -> int:
        return int(self._value(f"select coalesce(max(id), 0) from {table}"))


def new_page(
    extracted: Extracted,
    *,
    text_hashes: Sequence[bytes],
    places: Sequence[str],
    now: datetime,
    raw_until: datetime | None,
) -> NewPage:
    """The rows of what was read of a page of which nothing is known. Pure. `text_hashes` and `places` are its
    articles'.
    """
    page, articles = extracted.page, extracted.articles
    assert page.import_key is not None and page.outcome == "fetched"
    raw = extracted.raw if page.keeps_raw else None
    outcome = PageOutcome(
        status="stored" if articles else "no_text",
        reason=None,
        body_hash=extracted.body_hash,
        raw=raw,
        raw_until=None if raw is None else raw_until,
    )
    row = new_page_row(page, outcome, key=page.import_key, run_id=None, now=now)
    return NewPage(
        columns=_cleaned(row.get(name) for name in _PAGE),
        reason=None if articles else extracted.reason and clean(extracted.reason),
        articles=tuple(
            _new_article(article, extracted, text_hash=text_hash, order_at=place, now=now)
            for article, text_hash, place in zip(articles, text_hashes, places, strict=True)
        ),
    )


def _new_article(
    article: Article, extracted: Extracted, *, text_hash: bytes, order_at: str, now: datetime
) -> NewArticle:
    # Imported here: lists do not need what it loads.
    from db.sketches import sketch_columns

    page, story = extracted.page, article.story
    row = article_row(
        article,
        page_id=None,
        position=story.position,
        outlet_id=None,
        carrier_id=None,
        source_id=page.source_id,
        run_id=None,
        url=story.url or page.final_url or page.url,
        topic_name=None,
        order_at=order_at,
        time_zone=None,
        text_hash=text_hash,
        extractor=extracted.extractor,
        normaliser=extracted.normaliser,
        now=now,
    )
    row["text"] = _utf8(story.text)
    return NewArticle(
        story=Story(
            position=story.position,
            text="",
            title=story.title,
            canonical_url=story.canonical_url,
            outlet=story.outlet,
            site_name=story.site_name,
            published=story.published,
        ),
        topics=article.topics,
        order_at=order_at,
        published_day=row["published_day"],
        columns=_cleaned(row[name] for name in _ARTICLE),
        credits=tuple(_cleaned(credit_columns(credit).values()) for credit in article.credits),
        sketch=sketch_columns(article.sketch),
        search=(_utf8(article.normal_title), _utf8(article.normal_text)),
    )


def _utf8(text: str) -> bytes:
    """The text in UTF-8, as SQLite keeps it: storing it is only a copy."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return clean(text).encode()


def _cleaned(values: Iterable[object]) -> tuple[object, ...]:
    """The values without halves of surrogate pairs, which `executemany` stumbles over."""
    row = tuple(values)
    try:
        "".join([value for value in row if isinstance(value, str)]).encode()
    except UnicodeEncodeError:
        return tuple(clean(value) if isinstance(value, str) else value for value in row)
    return row


@cache
def _insertion(table: str, names: Sequence[str], *, as_text: Sequence[str] = ()) -> str:
    """`as_text`: of these columns UTF-8 is given."""
    marks = ("cast(? as text)" if name in as_text else "?" for name in names)
    return f"insert into {table} ({', '.join(names)}) values ({', '.join(marks)})"


_PAGE = (
    "key", "url", "kind", "source_id", "status", "attempts", "first_seen_at", "hints", "visit_id", "http_status",
    "fetched_at", "etag", "last_modified", "updated_words", "final_url", "content_type", "body_hash", "grade", "rights",
    "tdm_policy", "raw", "raw_until",
)  # fmt: skip
_PLACED = (
    "id", "page_id", "run_id", "outlet_id", "carrier_id", "published_day", "order_at", "topic", "topic_score",
    "topic_reason",
)  # fmt: skip
_ARTICLE = (
    "position", "source_id", "url", "canonical_url", "title", "authors", "language", "published_at", "published_offset",
    "date_source", "date_precision", "date_words", "first_seen_at", "words", "several_stories_suspected", "extractor",
    "normaliser", "text_hash", "section", "tags", "image_url", "modified_at", "origins_of", "text",
)  # fmt: skip
_CREDIT = ("name", "url", "kind", "words")
_TEXTS = ("text",)
_SEARCHED = "insert into articles_fts (rowid, title, text) values (?, cast(? as text), cast(? as text))"
