"""The lines of a text page, and what each looks like: a headline, a name, a time, boilerplate, running text. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from pipelines.reading.boilerplate.edges import is_edge_boilerplate
from pipelines.reading.boilerplate.lines import is_boilerplate, is_reading_time, is_related_label
from pipelines.reading.dates.found import Parts
from pipelines.reading.dates.read import find_date
from pipelines.reading.facts.bylines import is_name, is_surely_outlet, read_byline, without_bullet
from pipelines.text.lines import are_alike, count_words, is_sentence
from pipelines.text.normalize import normalize

NEAR = 8
_LONGEST_TIME_LINE = 120
_MOST_HEADING_WORDS = 30
_LONG_HEADING_WORDS = 20
_SPEAKER_MARKS = (":", "：")
_BREADCRUMB = re.compile(r"[^«>›]*\S\s*[>»›]\s*[^«>»›]*\S\s*[>»›][^«]*")
_MOST_BREADCRUMB_WORDS = 20
_SEPARATOR = re.compile(r"[|•·●,،:\-–—/]")
_MOST_CARD_WORDS = 12
_BETWEEN_PARTS = re.compile(r"\s*[|•·●∙⋅‧]\s*|\s+[-–—]\s+")
_PREPOSITION_END = re.compile(
    r"(?:^|\s)(?:في|من|عن|إلى|on|in|at|of|since|until|by|am|vom|le|du|del|pada)\s*$", re.IGNORECASE
)


class Line:
    """One line of the page with what it looks like, found out when asked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.is_doubled = False
        self.is_long_headline = False

    @cached_property
    def bare(self) -> str:
        """The line without its bullet."""
        return without_bullet(self.text)

    @cached_property
    def normal(self) -> str:
        return normalize(self.bare)

    def is_like(self, other: Line) -> bool:
        """Whether both print the same words, bullets and small differences aside."""
        return are_alike(self.normal, other.normal)

    @cached_property
    def words(self) -> int:
        return count_words(self.text)

    @cached_property
    def is_boilerplate(self) -> bool:
        return is_boilerplate(self.text) or is_reading_time(self.text)

    @cached_property
    def is_edge_boilerplate(self) -> bool:
        if self.is_boilerplate or is_edge_boilerplate(self.text):
            return True
        return self.words <= _MOST_BREADCRUMB_WORDS and bool(_BREADCRUMB.fullmatch(self.text))

    @cached_property
    def is_related_label(self) -> bool:
        return is_related_label(self.text)

    @cached_property
    def _is_sentence(self) -> bool:
        return is_sentence(self.text)

    @property
    def is_text(self) -> bool:
        """Running text: a sentence that is neither boilerplate nor a headline printed twice."""
        if self.is_doubled or self.is_long_headline:
            return False
        return self._is_sentence and not self.is_edge_boilerplate and not self._is_card_line

    @cached_property
    def _parts(self) -> Parts | None:
        return find_date(self.text) if len(self.text) <= _LONGEST_TIME_LINE else None

    @cached_property
    def _is_card_line(self) -> bool:
        """ "Ledger · vor 5 Std.": a name and a time past, however it ends."""
        if self.words > _MOST_CARD_WORDS or not _BETWEEN_PARTS.search(self.text):
            return False
        return self._parts is not None and self._parts.ago is not None and is_name(self._parts.rest)

    @cached_property
    def time(self) -> Parts | None:
        """The date when the line is a date, alone or with one name."""
        parts = self._parts
        if parts is None or (parts.day is None and parts.ago is None) or self.is_text:
            return None
        if not parts.rest or _is_label(self.text, parts.rest):
            return replace(parts, rest="")
        if _is_beside_a_name(self.text, parts):
            return parts
        name = _only_name(parts.rest)
        return replace(parts, rest=name) if name is not None else None

    @cached_property
    def is_clock(self) -> bool:
        return self._parts is not None and self._parts.is_clock_only and not self._parts.rest

    @cached_property
    def byline(self) -> tuple[str, ...]:
        return read_byline(self.text)

    @property
    def is_heading(self) -> bool:
        return self.words >= 3 and self.is_plain

    @property
    def is_name(self) -> bool:
        return self.is_plain and is_name(self.text)

    @property
    def is_plain(self) -> bool:
        """A short line that is no boilerplate, time or byline: a heading, a name or a caption."""
        return not (
            self.is_edge_boilerplate
            or self.is_text
            or self.time
            or self.is_clock
            or self.byline
            or self.words == 0
            or self.words > _MOST_HEADING_WORDS
        )


def mark_doubled(lines: Sequence[Line]) -> None:
    """Note which lines are printed again close by: headlines, often; never sentences of a text."""
    for n, line in enumerate(lines):
        if not 1 <= line.words <= _MOST_HEADING_WORDS or line.text.endswith(_SPEAKER_MARKS):
            continue
        # The same teaser may stand on two cards; a headline that ends like a sentence is printed twice in a row.
        reach = 2 if line.text.endswith(".") and not line.text.endswith("..") else NEAR
        for other in lines[n + 1 : n + 1 + reach]:
            # Two sentences of one report may differ in a name only; so long a headline is printed alike.
            is_like = line.is_like(other) if line.words < _LONG_HEADING_WORDS else line.normal == other.normal
            if is_like and other.words <= _MOST_HEADING_WORDS and not line.is_boilerplate:
                line.is_doubled = other.is_doubled = True


def mark_long_headline(lines: Sequence[Line]) -> None:
    """A headline that reads like a sentence: the page's first one, with nothing above it, dated or signed below."""
    first = next((n for n, line in enumerate(lines) if line.is_text), None)
    if first is None or lines[first].words > _MOST_HEADING_WORDS:
        return
    is_only = not any(line.is_heading and line.words >= 4 for line in lines[:first])
    below = next((line for line in lines[first + 1 :] if not line.is_boilerplate), None)
    if is_only and below is not None and (below.time or below.byline):
        lines[first].is_long_headline = True


def _is_label(text: str, rest: str) -> bool:
    """Whether what stands before the time ends with a colon ("Giriş: 08.11.2025"): what it is the time of, no name."""
    is_led = bool(re.match(rf"\W*{re.escape(rest)}\s*[:：]\s", text))
    return is_led and count_words(rest) <= 3 and not is_surely_outlet(rest)


def _only_name(rest: str) -> str | None:
    """The one name among sections, counters and reading times: "Technology • Coast Ledger • 3 min read"."""
    parts = [part.strip() for part in _BETWEEN_PARTS.split(rest) if part.strip()]
    names = [part for part in parts if not (is_edge_boilerplate(part) or is_reading_time(part) or read_byline(part))]
    if len(parts) < 2 or len(names) > 2 or not all(is_name(name) for name in names):
        return None
    return next((name for name in names if is_surely_outlet(name)), names[0] if names else "")


def _is_beside_a_name(text: str, parts: Parts) -> bool:
    rest = parts.rest
    if read_byline(rest) or is_reading_time(rest):
        return True
    if _BETWEEN_PARTS.search(rest):
        return False
    if not is_name(rest):
        return False
    if parts.ago is not None and not parts.ago and not _SEPARATOR.search(text):
        # "Just now" is an everyday word of sentences and verses as well.
        return False
    before, found, after = text.partition(rest)
    if not found:
        # A name on both sides of the time, or letters folded away: too odd to be one name.
        return len(rest.split()) <= 2
    gap = after if not before.strip(" \t•·●-–—*") else before
    if not gap.strip() or _SEPARATOR.search(gap[:3] if gap is after else gap[-3:]):
        return True
    if re.match(r"\s{2}|\t", gap) if gap is after else re.search(r"\s{2}$|\t$", gap):
        return True
    if _PREPOSITION_END.search(before) or re.match(r"\s*(?:في|من|on|in|at|of)\s", gap):
        return False
    is_glued = not gap[0].isspace() if gap is after else not gap[-1].isspace()
    return is_glued or len(rest.split()) <= (3 if parts.ago is not None and gap is after else 2)
