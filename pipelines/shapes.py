"""Rows of the database in the shapes of `--format json`. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pipelines.reading.facts.origins import pages_joined

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
        "source": row["source"],
        "title": row["title"],
        "authors": json.loads(row["authors"] or "[]"),
        "language": row["language"],
        "published_at": row["published_at"],
        "first_seen_at": row["first_seen_at"],
        "words": row["words"],
        "position": row["position"],
        "cluster": row["cluster_id"],
        "credits": [{key: credit[key] for key in ("name", "url", "kind")} for credit in row.get("credits", [])],
        "topic": topic,
    }


def shown_article(row: Row) -> dict[str, Any]:
    """An article as `naskh show --format json` gives it: the same, what else is known of it, the other addresses of its
    page, and its text."""
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


def match(row: Row) -> dict[str, Any]:
    """A match as `naskh copies --format json` gives it, from a row of `verdicts.with_verdicts`. Shares are 0 to 1;
    unknown is None."""
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
        "later": _side(row, "later"),
        "earlier": _side(row, "earlier"),
        "share_of_later": row["share_of_later"],
        "share_of_earlier": row["share_of_earlier"],
    }


def _side(row: Row, side: str) -> dict[str, Any]:
    names = ("id", "url", "position", "outlet", "title", "published_at", "first_seen_at")
    return {name: row[f"{side}_{name}"] for name in names}
