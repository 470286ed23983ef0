"""One article: its clean text, every field with where it was read, who else carries it, and what it was before."""

from __future__ import annotations

import json
from typing import Any

from model import COPIES
from pipelines.credits.matched import with_credits
from pipelines.text.diff import shared_pieces
from web.site import NotThere, View

_MOST_MATCHES = 50
_FIELDS = (
    "id", "title", "outlet", "carrier", "source", "position", "url", "canonical_url", "image_url", "published_at",
    "published_offset", "published_day", "time_zone", "date_source", "date_precision", "date_words", "modified_at",
    "first_seen_at", "language", "section", "topic", "topic_reason", "words", "extractor", "normaliser",
)  # fmt: skip


def data(view: View) -> dict[str, Any]:
    database, number = view.database, view.number("id")
    row = database.article_row(number)
    if row is None:
        raise NotThere(view.words("article.missing", id=str(number)))
    origins = json.loads(row["origins_of"] or "{}")
    revisions = database.revisions_of(number)
    matches = database.list_matches(relations=(*COPIES, "partial"), since=None, limit=_MOST_MATCHES, article_id=number)
    aliases = database.aliases_of_pages([row["page_id"]])[row["page_id"]]
    text = view.excerpt(row["text"])
    known: dict[str, Any] = {key: row.get(key) for key in _FIELDS}
    article = {
        **known,
        "authors": json.loads(row["authors"] or "[]"),
        "tags": json.loads(row["tags"] or "[]"),
        "cluster": row["cluster_id"],
        "origins": origins,
        "credits": [
            {key: each[key] for key in ("name", "url", "kind", "words")} for each in database.credits_of(number)
        ],
        "aliases": [{"url": alias["url"], "reason": alias["reason"]} for alias in aliases],
        "text": text,
        "paragraphs": [part for part in text.split("\n") if part.strip()],
        "is_excerpt": text != row["text"],
        "matches": [_match(match, number) for match in with_credits(database, matches)],
        "has_raw": not view.site.no_text and database.has_raw_page(row["page_id"]),
        "revisions": [_revision(view, old, row["text"]) for old in revisions],
    }
    return {"article": article}


def _match(match: dict[str, Any], number: int) -> dict[str, Any]:
    """A match as seen from one of its articles: the other one, and how much of each stands in the other."""
    side = "earlier" if match["later_id"] == number else "later"
    own = "later" if side == "earlier" else "earlier"
    keys = ("id", "title", "language", "outlet", "carrier", "url", "published_at", "published_offset", "published_day",
            "date_precision", "first_seen_at", "time_zone", "text_from")  # fmt: skip
    return {
        "match": match["id"],
        "other": {key: match[f"{side}_{key}"] for key in keys},
        "relation": match["relation"],
        "share_of_this": match[f"share_of_{own}"],
        "share_of_other": match[f"share_of_{side}"],
        "other_is": side if match["order_known"] else None,
        "minutes_later": match["minutes_later"],
        "credited": match["credited"],
        "credits": match["credits"],
        "reason": match["reason"],
    }


def _revision(view: View, old: dict[str, Any], text: str) -> dict[str, Any]:
    pieces = [] if view.site.no_text else shared_pieces(old["text"], text)[0]
    return {
        "id": old["id"],
        "seen_from": old["seen_from"],
        "seen_until": old["seen_until"],
        "made_by": old["made_by"],
        "title": old["title"],
        "words": old["words"],
        "pieces": [{"text": piece.text, "shared": piece.shared} for piece in pieces],
    }
