"""What a reader makes of a page, whichever reader it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader makes of a page. `text` is all of it; `when` is ISO 8601 in full or a day, `day` the
    outlet's; None is not told.
    """

    text: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    when: str | None = None
    day: str | None = None
    language: str | None = None
    stories: int = 1
    suspected: bool = False
