"""The tables of a data set: their fields, each with its type and meaning, and how a stored row becomes one. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

Row = Mapping[str, Any]
# Those of Table Schema that are needed: https://datapackage.org/standard/table-schema/
FieldType = Literal["integer", "number", "boolean", "string", "datetime", "array"]
_BOTH = ("later", "earlier")


@dataclass(frozen=True, slots=True)
class Field:
    """A column. `is_text`: it holds words of a text, and is left out of a data set without texts."""

    name: str
    type: FieldType
    meaning: str
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its key, and which of its fields name rows of other tables."""

    name: str
    meaning: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ("id",)
    refers: tuple[tuple[str, str, str], ...] = ()


def tables(*, with_texts: bool) -> list[Table]:
    """All tables, in the order in which they are written."""
    if with_texts:
        return list(_TABLES)
    return [
        Table(
            table.name,
            table.meaning,
            tuple(field for field in table.fields if not field.is_text),
            table.key,
            table.refers,
        )
        for table in _TABLES
    ]


def exported(table: Table, row: Row) -> dict[str, Any]:
    """A stored row with the fields of its table, in their order."""
    values = dict(row)
    if table.name == "articles":
        values["date"] = date_of(row)
        text = row["text"]
        values["text_sha256"] = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() if text else None
        values["text"] = text or None
    return {field.name: _value(field, values[field.name]) for field in table.fields}


def date_of(row: Row) -> str | None:
    """When an article was published, as a record of an import has it: by the clock that it was written by."""
    when, offset = row["published_at"], row["published_offset"]
    if when is None or "T" not in when:
        return None if when is None else str(when)
    moment = datetime.fromisoformat(when)
    if offset is not None and moment.tzinfo is not None:
        sign, hours, minutes = (-1 if offset[0] == "-" else 1), int(offset[1:3]), int(offset[4:6])
        moment = moment.astimezone(timezone(sign * timedelta(hours=hours, minutes=minutes)))
    return moment.isoformat(timespec="seconds" if row["date_precision"] == "second" else "minutes")


def _value(field: Field, value: Any) -> Any:
    if field.type == "boolean":
        return None if value is None else bool(value)
    if field.type == "array":
        return json.loads(value or "[]")
    return value


_ARTICLES = Table(
    "articles",
    "One published piece. `naskh import` reads this table again: url, title, text, outlet, date",
    (
        Field("id", "integer", "id in the database"),
        Field("url", "string", "address, as it was named or fetched"),
        Field("title", "string", "title"),
        Field("text", "string", "the text; null where it was pruned", is_text=True),
        Field("outlet", "string", "who published it; null where that is not known"),
        Field("date", "string", "when it was published, by the clock that it was written by; null where unknown"),
        Field("chosen", "boolean", "false of a counterpart: another article that is matched with a chosen one"),
        Field("carrier", "string", "on whose page it stands: the outlet itself, or an aggregator"),
        Field("canonical_url", "string", "the canonical form of its address"),
        Field("source", "string", "the feed, sitemap or front page that named it; null of an import"),
        Field("position", "integer", "place among the stories of its page, from 0"),
        Field("authors", "array", "who wrote it"),
        Field("language", "string", "language of the text (ISO 639-1)"),
        Field(
            "published_at",
            "string",
            "when it was published: UTC (2025-03-20T20:30:00Z), without a zone as written (2025-03-20T20:30:00), or a "
            "day (2025-03-20)",
        ),
        Field("published_offset", "string", "the offset from UTC that stood beside the time"),
        Field("published_day", "string", "the day by the outlet's own clock"),
        Field("date_precision", "string", "how exact the time is: second, minute, hour or day"),
        Field("date_source", "string", "where the time was read"),
        Field("modified_at", "string", "when the page says that it was changed, as published_at"),
        Field("first_seen_at", "datetime", "when it was seen first"),
        Field("words", "integer", "words that are compared"),
        Field("cluster", "integer", "the cluster of the articles that carry this text"),
        Field("topic", "string", "the topic that it is on"),
        Field("topic_score", "number", "how surely"),
        Field("section", "string", "section of the outlet"),
        Field("tags", "array", "tags of the outlet"),
        Field("image_url", "string", "address of its picture"),
        Field("extractor", "string", "version of what read the page"),
        Field("normaliser", "string", "version of the normal form, and snapshot of the outlet's repeated lines"),
        Field("text_sha256", "string", "SHA-256 of the text in UTF-8: shows whether another copy of it is the same"),
    ),
    refers=(("outlet", "outlets", "name"), ("carrier", "outlets", "name"), ("cluster", "clusters", "id")),
)
_ORDER = (
    Field("order_known", "boolean", "whether times decide which came first"),
    Field("minutes_later", "integer", "minutes between the two; null where a time is not exact"),
    Field("credited", "string", "credited, none_found or unclear; null of what is no copy"),
    Field("share_of_later", "number", "how much of the later one stands in the earlier, 0 to 1"),
    Field("share_of_earlier", "number", "how much of the earlier one stands in the later, 0 to 1"),
)
_TABLES = (
    _ARTICLES,
    Table(
        "revisions",
        "An older text of an article",
        (
            Field("id", "integer", "id in the database"),
            Field("article", "integer", "of which article"),
            Field("seen_from", "datetime", "from when it stood there"),
            Field("seen_until", "datetime", "until when"),
            Field("made_by", "string", "outlet: it changed the text; naskh: the same page was read differently"),
            Field("title", "string", "title then"),
            Field("published_at", "string", "as in articles"),
            Field("words", "integer", "words that were compared"),
            Field("extractor", "string", "version of what read the page"),
            Field("text", "string", "the text then; empty where it was pruned", is_text=True),
        ),
        refers=(("article", "articles", "id"),),
    ),
    Table(
        "outlets",
        "A publisher",
        (
            Field("name", "string", "its name"),
            Field("domains", "array", "its domains"),
            Field("aliases", "array", "its other names"),
            Field("country", "string", "its country"),
            Field("time_zone", "string", "its time zone"),
            Field("groups", "array", "the groups that the user put it into"),
            Field("first_seen_at", "datetime", "since when it is known"),
        ),
        key=("name",),
    ),
    Table(
        "clusters",
        "One text: the articles that carry it, connected by copies",
        (
            Field("id", "integer", "id in the database"),
            Field("earliest", "integer", "the article that was published or seen first"),
            Field("size", "integer", "how many articles carry it"),
            Field("order_known", "boolean", "whether times decide which came first"),
            Field("reason", "string", "why"),
            Field("created_at", "datetime", "when it was found"),
        ),
        refers=(("earliest", "articles", "id"),),
    ),
    Table(
        "carriers",
        "Who carries whose text: a row for each article after the earliest of its text, as `naskh copies` lists them",
        (
            Field("later", "integer", "the article that carries the text"),
            Field("earlier", "integer", "the earliest that has it"),
            Field("cluster", "integer", "the cluster of the text; null of a round-up"),
            Field("match", "integer", "the match by which that is known"),
            Field("through", "integer", "the third article that this match is with"),
            *_ORDER,
            Field("found_at", "datetime", "when it was found"),
        ),
        key=_BOTH,
        refers=(
            *((name, "articles", "id") for name in _BOTH),
            ("through", "articles", "id"),
            ("match", "matches", "id"),
            ("cluster", "clusters", "id"),
        ),
    ),
    Table(
        "matches",
        "A pair of articles that was judged: copies, and texts that share a passage",
        (
            Field("id", "integer", "id in the database"),
            Field("later", "integer", "the later article"),
            Field("earlier", "integer", "the earlier article"),
            Field("relation", "string", "identical, near_duplicate, excerpt (these are copies) or partial"),
            Field("jaccard", "number", "shared word 3-grams over all of both, 0 to 1"),
            Field("overlap", "number", "shared word 3-grams over those of the smaller, 0 to 1"),
            *_ORDER,
            Field("longest_run", "integer", "the longest shared passage, in words"),
            Field("runs", "array", "shared passages: place in the later text, place in the earlier, length"),
            Field("same_outlet", "boolean", "whether one outlet published both"),
            Field("order_reason", "string", "why the order is as it is, or not known"),
            Field("reason", "string", "why they are related so"),
            Field("judge", "string", "version of the judge, and snapshot of common wording"),
            Field("found_at", "datetime", "when it was found"),
        ),
        refers=tuple((name, "articles", "id") for name in _BOTH),
    ),
    Table(
        "credits",
        "What an article says of its origin",
        (
            Field("id", "integer", "id in the database"),
            Field("article", "integer", "of which article"),
            Field("name", "string", "who is named"),
            Field("url", "string", "what is linked"),
            Field("kind", "string", "text_origin, cited_fact or unclear"),
            Field("words", "string", "the words that say so", is_text=True),
        ),
        refers=(("article", "articles", "id"),),
    ),
    Table(
        "verdicts",
        "What a person decided about a match; the last one counts",
        (
            Field("id", "integer", "id in the database"),
            Field("match", "integer", "of which match"),
            Field("verdict", "string", "not-a-copy, licensed or settled"),
            Field("note", "string", "in the person's words"),
            Field("given_at", "datetime", "when"),
        ),
        refers=(("match", "matches", "id"),),
    ),
)
