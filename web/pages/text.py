"""A text and all who carry it: the time line, the earliest with the reason, and what each copy changed."""

from __future__ import annotations

from typing import Any

from pipelines.text.diff import shared_pieces
from web.site import NotThere, View

# How many carriers a text is compared with word by word, of hundreds.
_MOST_COMPARED = 40
_MOST_CHANGES = 12


def data(view: View) -> dict[str, Any]:
    database, number = view.database, view.number("id")
    cluster = database.cluster_row(number)
    if cluster is None:
        raise NotThere(view.words("text.missing", id=str(number)))
    members = database.carriers_of_text(number)
    first = next((row for row in members if row["id"] == cluster["earliest_id"]), members[0])
    whole = first["text"]
    shown = view.excerpt(whole)
    carriers = [
        {
            **{key: value for key, value in row.items() if key != "text"},
            "is_first": row["id"] == first["id"],
            **(
                _changes(whole, row["text"])
                if not view.site.no_text and n < _MOST_COMPARED and row is not first and whole and row["text"]
                else {}
            ),
        }
        for n, row in enumerate(members)
    ]
    return {
        "cluster": number,
        "order_known": bool(cluster["order_known"]),
        "reason": cluster["reason"],
        "title": first["title"],
        "language": first["language"],
        "first": {key: value for key, value in first.items() if key != "text"},
        "credits": [{key: each[key] for key in ("name", "kind")} for each in database.credits_of(first["id"])],
        "text": shown,
        "paragraphs": [part for part in shown.split("\n") if part.strip()],
        "is_excerpt": shown != whole,
        "spread": len({row["carrier"] or row["id"] for row in members}),
        "carriers": carriers,
    }


def _changes(first: str, copy: str) -> dict[str, Any]:
    """What a copy left out of the first text, and what it added: the longest passages, in words."""
    ours, theirs = shared_pieces(first, copy)
    cut = [" ".join(piece.text.split()) for piece in ours if not piece.shared]
    added = [" ".join(piece.text.split()) for piece in theirs if not piece.shared]
    return {"cut": _longest(cut), "added": _longest(added), "cut_in_all": _words(cut), "added_in_all": _words(added)}


def _longest(passages: list[str]) -> list[str]:
    worth = [passage for passage in passages if any(letter.isalnum() for letter in passage)]
    return sorted(worth, key=len, reverse=True)[:_MOST_CHANGES]


def _words(passages: list[str]) -> int:
    return sum(len(passage.split()) for passage in passages)
