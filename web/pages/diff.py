"""Two articles word by word: what both have, what each has alone, and how they differ in title, date and author."""

from __future__ import annotations

import json
from typing import Any

from pipelines.credits.matched import with_credits
from pipelines.text.diff import Piece, shared_pieces
from pipelines.text.normalize import normalize
from web.site import NotThere, View

_FACTS = ("title", "outlet", "carrier", "published_at", "authors", "words")


def data(view: View) -> dict[str, Any]:
    database = view.database
    rows = []
    for name in ("one", "other"):
        row = database.article_row(view.number(name))
        if row is None:
            raise NotThere(view.words("article.missing", id=str(view.number(name))))
        rows.append(row)
    one, other = rows
    found = database.match_of(one["id"], other["id"])
    match = with_credits(database, [found])[0] if found else None
    return compared(one, other, match, is_hidden=view.site.no_text)


def compared(
    one: dict[str, Any], other: dict[str, Any], match: dict[str, Any] | None, *, is_hidden: bool = False
) -> dict[str, Any]:
    """What the page shows of two articles (`article_row`) and their match, a row of `with_credits`; with `is_hidden`
    nothing of their texts.
    """
    ours, theirs = ([], []) if is_hidden else shared_pieces(one["text"], other["text"])
    return {
        "one": _article(one, ours, match, "later" if match and match["later_id"] == one["id"] else "earlier"),
        "other": _article(other, theirs, match, "later" if match and match["later_id"] == other["id"] else "earlier"),
        "is_hidden": is_hidden,
        "match": match["id"] if match else None,
        "relation": match["relation"] if match else None,
        "reason": match["reason"] if match else None,
        "credited": match["credited"] if match else None,
        "credits": match["credits"] if match else None,
        "order_known": bool(match["order_known"]) if match else None,
        "minutes_later": match["minutes_later"] if match else None,
        "longest": _longest(ours),
        "differs": [name for name in _FACTS if _differ(name, one, other)],
        "spelled": [name for name in ("title",) if _is_spelling_alone(one[name], other[name])],
        "same_but_for_spelling": _is_spelling_alone(one["text"], other["text"]),
        "as_one": _unified(ours, theirs),
    }


def _article(row: dict[str, Any], pieces: list[Piece], match: dict[str, Any] | None, side: str) -> dict[str, Any]:
    keys = ("id", "title", "outlet", "carrier", "url", "language", "published_at", "published_offset", "published_day",
            "date_precision", "first_seen_at", "words", "cluster_id")  # fmt: skip
    run = 0
    shown = []
    for piece in pieces:
        run += piece.shared
        shown.append({"text": piece.text, "shared": piece.shared, "run": run if piece.shared else None})
    return {
        **{key: row[key] for key in keys},
        "time_zone": row.get("time_zone"),
        "text_from": json.loads(row["origins_of"] or "{}").get("text"),
        "authors": json.loads(row["authors"] or "[]"),
        "share": match[f"share_of_{side}"] if match else None,
        "pieces": shown,
    }


def _differ(name: str, one: dict[str, Any], other: dict[str, Any]) -> bool:
    # Where both are on pages of their own outlets, the row of the outlets shows the difference.
    if name == "carrier" and all(row["carrier"] in (None, row["outlet"]) for row in (one, other)):
        return False
    return bool(one[name] != other[name])


def _is_spelling_alone(one: str | None, other: str | None) -> bool:
    """Whether two texts are written with the same words, and not with the same letters."""
    return bool(one and other) and one != other and normalize(one or "") == normalize(other or "")


def _longest(pieces: list[Piece]) -> int:
    return max((len(piece.text.split()) for piece in pieces if piece.shared), default=0)


def _unified(ours: list[Piece], theirs: list[Piece]) -> list[dict[str, str]]:
    """Both texts as one: what only the first has, what only the second has, and what both have, in order."""
    shown: list[dict[str, str]] = []
    left, right = list(ours), list(theirs)
    while left or right:
        if left and not left[0].shared:
            shown.append({"in": "one", "text": left.pop(0).text})
        elif right and not right[0].shared:
            shown.append({"in": "other", "text": right.pop(0).text})
        elif left and right:
            shown.append({"in": "both", "text": left.pop(0).text})
            right.pop(0)
        else:
            # One side has run out of shared pieces. This cannot happen, but no text may be lost if it does.
            rest = left or right
            shown.append({"in": "one" if left else "other", "text": rest.pop(0).text})
    return shown
