"""Tell whether a text was corrected after a copy of it was seen. Pure.

A fact for people: which notice its outlet added, and when that was noticed. It says nothing of who was wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.text.corrections import gained_corrections

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A notice that a text gained: its words, and when the text was first seen with it, as text in UTC."""

    words: str
    seen_at: str


def corrections_of(text: str, revisions: Sequence[Row]) -> list[Corrected]:
    """The notices that an article's text gained. `revisions` are its older texts, oldest first."""
    older = [row for row in revisions if row["made_by"] == "outlet"]
    newer = [*(row["text"] for row in older[1:]), text]
    return [
        Corrected(words=words, seen_at=row["seen_until"])
        for row, after in zip(older, newer, strict=False)
        for words in gained_corrections(row["text"], after)
    ]


def corrected_after(text: str, revisions: Sequence[Row], copy_seen_at: str) -> Corrected | None:
    """The first notice that a text gained after a copy of it was seen."""
    return next((found for found in corrections_of(text, revisions) if found.seen_at >= copy_seen_at), None)
