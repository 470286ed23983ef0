"""Split the text of a saved web page into its stories. For `.txt` files: lines are all there is to go by.

A story is a head (a headline, mostly printed twice, with an outlet or a time) and at least 80 words under it. Most
pages hold one story; an article is never split at its subheadings, and teasers between stories are dropped, not
glued on.
Pure. What a head is: `reading.text_pages.heads`; what is no text: `reading.boilerplate.strip`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from model import Published, Story
from pipelines.reading.boilerplate.strip import strip_boilerplate
from pipelines.reading.dates.read import read_date
from pipelines.reading.text_pages.captions import without_repeated_captions
from pipelines.reading.text_pages.comments import without_comments
from pipelines.reading.text_pages.ends import author_box, end_of_text, late_byline, late_times
from pipelines.reading.text_pages.heads import ENOUGH, Head, read_card, read_first
from pipelines.reading.text_pages.lines import Line, mark_doubled, mark_long_headline
from pipelines.reading.text_pages.wrapped import unwrapped, with_whole_capitals
from pipelines.text.lines import count_words, is_sentence, same_words
from pipelines.text.normalize import normalize

WHOLE_STORY_WORDS = 80
_BRIEF_WORDS = 40
_OPENING_WORDS = 60
_RELATED_HINT = 2
_SAME_SHAPE_HINT = 2
_AGGREGATOR_HINT = 2
_FEWEST_VERSES = 4
# Spaces and the marks of writing direction.
_EDGES = " \t\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """A head and the lines under it, up to `end`."""

    head: Head
    end: int


def read_text_page(text: str, *, fetched_at: datetime | None) -> list[Story]:
    """The stories of a text page in their order, boilerplate removed, `position` 0, 1, 2 ...

    Relative and yearless dates are placed by `fetched_at` (aware). Empty only for a text without words.
    The paragraphs of a story's `text` are parted by an empty line; its headline, byline and time are not in it.
    """
    parts = (part.strip(_EDGES) for part in unwrapped(with_whole_capitals(text.splitlines())))
    lines = [Line(part) for part in parts if part]
    mark_doubled(lines)
    mark_long_headline(lines)
    lines = without_comments(lines)
    if not any(line.is_text for line in lines):
        return _verses(lines, fetched_at)
    cards = _accepted(lines, _cards(lines))
    blocks = _blocks(lines, cards)
    stories = [_story(lines, block, fetched_at) for block in blocks]
    return _numbered(_kept(stories)) or _whole(lines)


def _verses(lines: Sequence[Line], fetched_at: datetime | None) -> list[Story]:
    """The one story of a page of short lines only: verses, a list, a brief. Refrains are no captions, so all stay."""
    first = next((n for n, line in enumerate(lines) if line.is_plain), None)
    if first is None or len(lines) - first < _FEWEST_VERSES:
        return _whole(lines)
    body = first + 1
    while body < len(lines) and (
        lines[body].time or lines[body].byline or lines[body].is_boilerplate or lines[body].is_edge_boilerplate
    ):
        body += 1
    head = lines[first:body]
    text = strip_boilerplate([line.text for line in lines[body:]])
    if not text:
        return _whole(lines)
    times = [n for n in range(body) if lines[n].time]
    authors = tuple(name for line in head for name in line.byline)
    return [
        Story(
            position=0,
            text="\n\n".join(text),
            title=lines[first].bare,
            authors=authors,
            published=_published(lines, times, fetched_at),
        )
    ]


def _cards(lines: Sequence[Line]) -> list[Head]:
    """The heads before every paragraph that may begin another story; none yet believed."""
    heads = []
    begin = 0
    for n, line in enumerate(lines):
        if not line.is_text:
            continue
        if n > begin and (head := read_card(lines, begin, n)):
            heads.append(head)
        begin = n + 1
    return heads


def _accepted(lines: Sequence[Line], heads: list[Head]) -> list[Head]:
    """Those heads for which enough speaks, the page's own habits counted."""
    first_body = next((n for n, line in enumerate(lines) if line.is_text), len(lines))
    label = next((n for n, line in enumerate(lines) if n > first_body and line.is_related_label), None)
    first = read_first(lines, first_body, among_others=True)
    shapes = Counter(head.shape for head in heads if head.start > first_body)
    shapes[first.shape] += 1
    whole = Counter(
        head.shape for head, end in zip(heads, _ends(lines, heads), strict=True) if _is_whole(lines, head, end)
    )
    outlets = Counter(normalize(head.outlet) for head in heads if head.outlet)
    weighed = []
    for head in heads:
        sureness = head.sureness
        if not sureness:
            continue
        if label is not None and label < head.body:
            sureness += _RELATED_HINT
        if shapes[head.shape] > 1 and (head.times or head.shape == first.shape or _is_habit(head, whole)):
            sureness += _SAME_SHAPE_HINT
        if head.outlet and outlets[normalize(head.outlet)] > 1:
            sureness += 1
        weighed.append(replace(head, sureness=sureness))
    is_aggregator = any(head.sureness >= ENOUGH and head.start > first_body for head in weighed)
    enough = ENOUGH - _AGGREGATOR_HINT if is_aggregator else ENOUGH
    accepted = [head for head in weighed if head.sureness >= (enough if head.times and head.outlet else ENOUGH)]
    return [] if label is None and _is_lone_teaser(lines, accepted, first_body) else accepted


def _ends(lines: Sequence[Line], heads: list[Head]) -> list[int]:
    return [*(head.start for head in heads[1:]), len(lines)] if heads else []


def _is_whole(lines: Sequence[Line], head: Head, end: int) -> bool:
    return sum(line.words for line in lines[head.body : end]) >= WHOLE_STORY_WORDS


def _is_lone_teaser(lines: Sequence[Line], heads: list[Head], first_body: int) -> bool:
    """One card printed once, with little under it and nothing that announces it: rather lines of the text itself."""
    later = [(head, end) for head, end in zip(heads, _ends(lines, heads), strict=True) if head.body > first_body]
    return len(later) == 1 and not later[0][0].is_doubled and not _is_whole(lines, *later[0])


def _is_habit(head: Head, whole: Counter[str]) -> bool:
    """Timeless heads of one shape over several whole texts: a long headline printed twice and a short name.

    A caption printed twice above a subheading looks alike, but captions and subheadings have other lengths.
    """
    return (
        whole[head.shape] > 1
        and head.is_doubled
        and count_words(head.title or "") >= 5
        and 0 < count_words(head.outlet or "") <= 3
    )


def _blocks(lines: Sequence[Line], cards: list[Head]) -> list[_Block]:
    first_body = next((n for n, line in enumerate(lines) if line.is_text), len(lines))
    later = [head for head in cards if head.body > first_body]
    first = read_first(lines, first_body, among_others=bool(later))
    first = _like_the_others(lines, first, later)
    later = _without_own_head(lines, first, later)
    heads = _with_names_above(lines, _with_footers(lines, [first, *later]))
    ends = [head.start for head in heads[1:]] + [len(lines)]
    return [_Block(head=head, end=end) for head, end in zip(heads, ends, strict=True)]


def _like_the_others(lines: Sequence[Line], first: Head, later: list[Head]) -> Head:
    """Where every later card begins with its time, what stands above the first one's time is the page's."""
    if len(later) < 2 or not all(head.times and head.start == min(head.times) for head in later):
        return first
    begin = max((n for n in range(first.body) if lines[n].time), default=first.body)
    if not any(lines[n].is_plain and lines[n].words >= 2 for n in range(begin + 1, first.body)):
        return first
    if {_is_past(lines[n]) for n in (begin, *(head.times[0] for head in later))} != {True}:
        return first
    return read_card(lines, begin, first.body) or first


def _is_past(line: Line) -> bool:
    return line.time is not None and line.time.ago is not None


def _without_own_head(lines: Sequence[Line], first: Head, later: list[Head]) -> list[Head]:
    """A lead, then the headline or a caption and the dateline: the first story's head goes on, no new story begins."""
    if not later or first.times or first.title is None:
        return later
    opening = sum(line.words for line in lines[first.body : later[0].start] if line.is_text)
    if opening >= _OPENING_WORDS:
        return later
    next_title = later[0].title or ""
    goes_on = same_words(next_title, first.title) or (later[0].is_doubled and count_words(next_title) < 5)
    return later[1:] if goes_on else later


def _with_names_above(lines: Sequence[Line], heads: list[Head]) -> list[Head]:
    """Where every card begins with its outlet above the headline, and its time stands below, take the outlet in."""
    later = heads[1:]
    if len(later) < 2 or not all(head.times and not head.outlet for head in later):
        return heads
    above = [lines[head.start - 1] for head in later]
    if not all(line.is_name and line.words <= 4 for line in above):
        return heads
    taken = [replace(head, start=head.start - 1, outlet=line.bare) for head, line in zip(later, above, strict=True)]
    return [heads[0], *taken]


def _with_footers(lines: Sequence[Line], heads: list[Head]) -> list[Head]:
    """Where outlet and time stand under each story instead of above it, give them to the story they follow."""
    last_text = max((n for n, line in enumerate(lines) if line.is_text), default=-1)
    closing = [n for n in range(last_text + 1, len(lines)) if lines[n].time]
    if len(heads) < 2 or heads[0].times or not closing or not all(head.times for head in heads[1:]):
        return heads
    if any(head.times[0] != head.start for head in heads[1:]):
        return heads
    moved = []
    for n, head in enumerate(heads):
        place = heads[n + 1].times[0] if n + 1 < len(heads) else closing[0]
        time = lines[place].time
        outlet = time.rest if time and time.rest else None
        moved.append(replace(head, times=(place,), outlet=outlet))
    return moved


def _story(lines: Sequence[Line], block: _Block, fetched_at: datetime | None) -> Story:
    head = block.head
    body = list(range(head.body, end_of_text(lines, head.body, block.end)))
    published = _published(lines, head.times, fetched_at)
    if published is None:
        late = late_times(lines, head.body, block.end)
        published = _published(lines, late, fetched_at)
        body = [n for n in body if n not in late]
    title = head.title
    authors = head.authors or late_byline(lines, head.body, block.end)
    box = author_box(lines, body, authors)
    body = [n for n in body if box is None or n < box]
    last = max((n for n in body if lines[n].is_text), default=-1)
    body = [n for n in body if n < last or not (lines[n].byline and set(lines[n].byline) <= set(authors))]
    paragraphs = [lines[n].text for n in head.kept]
    paragraphs += [
        lines[n].text for n in body if not (title and not lines[n].is_text and same_words(lines[n].text, title))
    ]
    return Story(
        position=0,
        text="\n\n".join(without_repeated_captions(strip_boilerplate(paragraphs))),
        title=title,
        outlet=head.outlet,
        authors=authors,
        published=published,
    )


def _published(lines: Sequence[Line], places: Sequence[int], fetched_at: datetime | None) -> Published | None:
    best: Published | None = None
    for n in places:
        words = lines[n].text
        time = lines[n].time
        if time and time.hour is None and time.ago is None and n + 1 < len(lines) and lines[n + 1].is_clock:
            words = f"{words} {lines[n + 1].text}"
        found = read_date(words, fetched_at=fetched_at, source="text")
        if found and (best is None or (best.when is None and found.when is not None)):
            best = found
    return best


def _kept(stories: list[Story]) -> list[Story]:
    """Whole stories; the first one also when it is a brief; if none is whole, the first that says anything."""
    words = [count_words(story.text) for story in stories]
    kept = [story for n, story in enumerate(stories) if words[n] >= (_BRIEF_WORDS if n == 0 else WHOLE_STORY_WORDS)]
    return kept or [story for story in stories if story.text.strip()][:1]


def _numbered(stories: list[Story]) -> list[Story]:
    return [replace(story, position=n) for n, story in enumerate(stories)]


def _whole(lines: Sequence[Line]) -> list[Story]:
    """For a page of short lines only: all of them, boilerplate removed where something else is left."""
    plain = [line.text for line in lines]
    text = "\n\n".join(strip_boilerplate(plain) or plain)
    return [Story(position=0, text=text)] if any(is_sentence(part) or count_words(part) for part in plain) else []
