"""Rows of the database in the shapes of `--format json`. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipelines.outlets.suggested import Suggestion
from pipelines.reading.facts.origins import pages_joined

if TYPE_CHECKING:
    from pipelines.text.diff import Piece

Row = Mapping[str, Any]


def article(row: Row) -> dict[str, Any]:
    """An article as `naskh articles --format json` gives it. Unknown is None."""
    topic = None
    if row["topic"]:
        topic = {"name": row["topic"], "score": row["topic_score"], "reason": row["topic_reason"]}
    return {
        "id": row["id"],
        "url": row["url"],
        "canonical_url": row["canonical_url"],
        "outlet": row["outlet"],
        "carrier": row["carrier"],
        "source": row["source"],
        "title": row["title"],
        "authors": json.loads(row["authors"] or "[]"),
        "language": row["language"],
        "published_at": row["published_at"],
        "published_offset": row["published_offset"],
        "published_day": row["published_day"],
        "first_seen_at": row["first_seen_at"],
        "words": row["words"],
        "position": row["position"],
        "cluster": row["cluster_id"],
        "credits": [{key: credit[key] for key in ("name", "url", "kind")} for credit in row.get("credits", [])],
        "topic": topic,
    }


def shown_article(row: Row) -> dict[str, Any]:
    """An article as `naskh show --format json` gives it: the same, what else is known of it, the other addresses of its
    page, and its text.
    """
    text_from = json.loads(row["origins_of"] or "{}").get("text")
    return {
        **article(row),
        "section": row["section"],
        "tags": json.loads(row["tags"] or "[]"),
        "image_url": row["image_url"],
        "modified_at": row["modified_at"],
        "aliases": [alias["url"] for alias in row["aliases"]],
        "text_from": text_from,
        "pages": pages_joined(text_from),
        "text": row["text"],
    }


def cluster(row: Row) -> dict[str, Any]:
    """A cluster as `naskh clusters --format json` gives it. `copies` are its articles after the earliest."""
    names = (
        "id", "size", "copies", "order_known", "reason", "created_at", "earliest", "title", "url", "earliest_outlet",
        "earliest_carrier", "earliest_at", "outlets", "carriers",
    )  # fmt: skip
    return {name: row[name] for name in names} | {"order_known": bool(row["order_known"])}


def first(row: Row) -> dict[str, Any]:
    """How often an outlet was first, as `naskh firsts --format json` gives it."""
    return {**row, "is_mine": bool(row["is_mine"])}


def match(row: Row) -> dict[str, Any]:
    """A match as `naskh copies --format json` gives it, from a row of `verdicts.with_verdicts` and
    `matched.with_credits`. Shares are 0 to 1; unknown is None.
    """
    return {
        "id": row["id"],
        "relation": row["relation"],
        "jaccard": row["jaccard"],
        "overlap": row["overlap"],
        "found_at": row["found_at"],
        "cluster": row["cluster"],
        "same_outlet": None if row["same_outlet"] is None else bool(row["same_outlet"]),
        "credited": row["credited"],
        "order_known": bool(row["order_known"]),
        "reason": row["reason"],
        "verdict": row["verdict"],
        "minutes_later": row["minutes_later"],
        "later": _side(row, "later"),
        "earlier": _side(row, "earlier"),
        "share_of_later": row["share_of_later"],
        "share_of_earlier": row["share_of_earlier"],
        "credits": row["credits"]
        and [{key: credit[key] for key in ("name", "url", "kind", "words")} for credit in row["credits"]],
    }


_COMPARED = ("id", "url", "position", "outlet", "carrier", "title", "published_at", "first_seen_at", "words")


def _side(row: Row, side: str) -> dict[str, Any]:
    names = ("id", "url", "position", "outlet", "carrier", "title", "published_at", "first_seen_at")
    return {name: row[f"{side}_{name}"] for name in names}


def comparison(match_row: Row | None, sides: Iterable[tuple[Row, Sequence[Piece]]]) -> dict[str, Any]:
    """Two articles side by side as `naskh diff --format json` gives them, in the order asked for, each as pieces that
    stand in the other too or do not; joined, they are its text. `match_row` is a row as `match` takes it.
    """
    return {
        "match": None if match_row is None else match(match_row),
        "articles": [
            {
                **{name: row[name] for name in _COMPARED},
                "pieces": [{"text": piece.text, "shared": piece.shared} for piece in pieces],
            }
            for row, pieces in sides
        ],
    }


def suggestion(each: Suggestion) -> dict[str, Any]:
    """A domain that is not watched, as `naskh outlets --suggested --format json` gives it. `article` is the example."""
    return {
        "domain": each.domain,
        "times": each.times,
        "credits": each.credits,
        "canonical": each.canonical,
        "copies": each.copies,
        "article": each.example.article_id,
        "kind": each.example.kind,
        "url": each.example.url,
        "title": each.example.title,
    }
