"""Find where a story on a text page ends, and read the lines under its text: a date, a byline, its author. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reading.text_pages.lines import Line
from pipelines.text.normalize import normalize

_LEAST_WORDS = 80
_BRIEF_WORDS = 40
_OPENING_WORDS = 60
_MOST_CLOSING_LINES = 6
_MOST_WORDS_ON_AUTHOR = 50


def author_box(lines: Sequence[Line], body: Sequence[int], authors: Sequence[str]) -> int | None:
    """The place of an author's name that stands again under the text, alone or with a few words on that person."""
    names = {normalize(author) for author in authors}
    read = 0
    for n in body:
        is_author = lines[n].normal in names and not lines[n].text.endswith(":")
        if is_author and not lines[n].is_text and read >= _LEAST_WORDS:
            left = sum(lines[m].words for m in body if m > n)
            return n if left <= _MOST_WORDS_ON_AUTHOR else None
        read += lines[n].words
    return None


def end_of_text(lines: Sequence[Line], body: int, end: int) -> int:
    """Where the story's own text ends: before links to other stories, with or without a label over them."""
    last = max((n for n in range(body, end) if lines[n].is_text), default=end - 1)
    label = _listing_label(lines, body, end)
    if label is not None:
        return label
    for n in range(last + 1, end):
        time = lines[n].time
        if lines[n].is_related_label:
            return n
        # At the end of the page a date and many short lines may be a table of the text; a link list tells hours.
        is_listing = end < len(lines) or end - n <= _MOST_CLOSING_LINES
        if time and (time.ago is not None or (is_listing and not time.rest)):
            while n - 1 > last and (lines[n - 1].is_heading or lines[n - 1].is_name):
                n -= 1
            return n
        twice = n + 1 < end < len(lines) and lines[n].is_doubled and lines[n].normal == lines[n + 1].normal
        if twice and lines[n].is_plain and lines[n].words >= 4:
            return n
    return end


def late_times(lines: Sequence[Line], body: int, end: int) -> list[int]:
    """Datelines that stand after the lead, or at the very end under "Published"."""
    found = []
    words = 0
    for n in range(body, end):
        if lines[n].is_text:
            words += lines[n].words
            if words > _OPENING_WORDS:
                break
        elif (time := lines[n].time) and time.ago is None and not time.rest:
            found.append(n)
    last = max((n for n in range(body, end) if lines[n].is_text), default=end)
    found += [
        n
        for n in range(last + 1, end)
        if (time := lines[n].time) and time.ago is None and not time.rest and n not in found
    ][:1]
    return found


def late_byline(lines: Sequence[Line], body: int, end: int) -> tuple[str, ...]:
    """An author who is named after the lead or under the text."""
    texts = [n for n in range(body, end) if lines[n].is_text]
    places = [n for n in range(body, end) if lines[n].byline and not lines[n].is_text]
    if not texts:
        return ()
    return next((lines[n].byline for n in places if n < texts[0] + 3 or n > texts[-1]), ())


def _listing_label(lines: Sequence[Line], body: int, end: int) -> int | None:
    """A label such as "Related news" after which only headlines with teasers follow."""
    labels = [n for n in range(body, end) if lines[n].is_related_label]
    for label in labels:
        texts = [n for n in range(label + 1, end) if lines[n].is_text]
        told = sum(lines[n].words for n in texts)
        under_headings = all(
            lines[n].words < _LEAST_WORDS and not lines[n - 1].is_text and lines[n - 1].words >= 3 for n in texts
        )
        read = sum(lines[n].words for n in range(body, label) if lines[n].is_text)
        if read >= _BRIEF_WORDS and len(texts) != 1 and under_headings and (not texts or told):
            return label
    return None
