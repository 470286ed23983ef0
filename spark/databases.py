"""The articles of a Naskh database, read by the driver and handed over some at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from db import Database
from likeness.texts import text_hash
from spark.columns import READ

_AT_ONCE = 5000
_COLUMNS = [column.split(" ")[0] for column in READ.split(", ")]
_TIMING = ("outlet_id", "carrier_id", "domains", "aliases", "time_zone", "source_id")


def stored_articles(path: Path) -> Iterator[list[dict[str, Any]]]:
    """Rows in the columns of `columns.READ`, without sketches: these are made of the texts."""
    with Database(path, read_only=True) as database:
        names = {row["id"]: row["name"] for row in database.outlet_names()}
        after = 0
        while rows := database.articles_after(after, limit=_AT_ONCE):
            after = rows[-1]["id"]
            timing = database.timing_rows([row["id"] for row in rows])
            refused = {row["id"]: sorted(database.refused_with(row["id"])) for row in rows}
            yield [_row(row, timing[row["id"]], names, refused[row["id"]]) for row in rows if row["text"]]


def _row(article: dict[str, Any], timing: dict[str, Any], names: dict[int, str], refused: list[int]) -> dict[str, Any]:
    facts = {name: article[name] for name in _FACTS}
    facts |= {name: timing[name] for name in _TIMING}
    facts["outlet_id"], facts["carrier_id"] = (names.get(timing[name]) for name in ("outlet_id", "carrier_id"))
    facts["credits"] = [{key: credit[key] for key in ("name", "url", "kind")} for credit in article["credits"]]
    # A person's word on a pair counts here, too.
    facts["key"], facts["refused"] = _key(article["id"]), [_key(other) for other in refused]
    return {
        **dict.fromkeys(_COLUMNS),
        "key": facts["key"],
        "position": article["position"],
        "order_at": article["order_at"],
        "text_hash": article["text_hash"] or text_hash(article["title"], article["text"]),
        "url": article["url"],
        "carrier": facts["carrier_id"],
        "title": article["title"],
        "text": article["text"],
        "facts": json.dumps(facts, ensure_ascii=False),
    }


def _key(article_id: int) -> str:
    return f"article:{article_id}"


_FACTS = (
    "url", "canonical_url", "outlet", "carrier", "source", "title", "authors", "language", "position", "published_at",
    "published_offset", "published_day", "date_precision", "date_source", "date_words", "first_seen_at", "order_at",
    "topic", "topic_score", "topic_reason",
)  # fmt: skip
