"""Take off what a reading took along: boxes, links to other stories, the title, credits around the text. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from pipelines.reading.boilerplate.lines import is_boilerplate
from pipelines.reading.dates.read import find_date
from pipelines.reading.facts.bylines import read_byline
from pipelines.reading.facts.naming_lines import is_dated, is_dated_credit, names_writer
from pipelines.reading.html.placed_lines import PlacedLine, common_holder
from pipelines.reading.main.text_lines import TextLines, around
from pipelines.text.lines import is_sentence

_MOST_LAST_CREDITS = 3
_MOST_LINKS = 10
# No rule but one takes more of what trafilatura found.
_MOST_TAKEN = 1 / 3
# This one, where a label stands over cards of other stories that end the page: short news has as many words.
_MOST_TAKEN_BELOW = 0.45
_MOST_LABEL_WORDS = 6
_FEWEST_SENTENCES = 3
_FEWEST_CARDS = 2
_MOST_CARD_LINES = 60
_LONGEST_HEADLINE = 160
_DOTS = ("…", "...", "[…]", "[...]")
# So much of the text must be sentences to tell by them where it begins and ends.
_LEAST_TOLD = 0.5


def take_off(page: TextLines) -> None:
    """Leave out the lines that stand in boxes, and what stands around the text and is none."""
    boxed = {n for n in page.found if page.is_boxed(page.lines[n], page.root)}
    _leave_out(page, boxed - set(_repeated(page, boxed)))
    links = set(_links_to_others(page))
    # More of them are a list, which is what the page has to tell.
    is_list = sum(page.lines[n].is_link for n in links) > _MOST_LINKS
    is_last = max(page.kept, default=-1) in links
    _leave_out(page, set() if is_list else links, _MOST_TAKEN_BELOW if is_last else _MOST_TAKEN)
    _leave_out(page, _cards_at_the_end(page), _MOST_TAKEN_BELOW)
    told = [n for n in sorted(page.kept) if is_sentence(page.lines[n].text) and not page.lines[n].is_link]
    words = sum(page.lines[n].words for n in told)
    if len(told) < _FEWEST_SENTENCES or words < _LEAST_TOLD * sum(page.lines[n].words for n in page.kept):
        return
    core = common_holder([page.lines[n] for n in told])
    _leave_out(page, {n for n in page.kept if not told[0] <= n <= told[-1] and core not in around(page.lines[n])})
    headline = page.headline_before(told[0])
    if headline is not None:
        _leave_out(page, {n for n in page.kept if n <= headline})
    _leave_out(page, {n for n in page.kept if n < told[0] and _is_credit(page, n)})
    _leave_out(page, {n for n in page.kept if n > told[-1] and page.is_title(page.lines[n])})
    last = {n for n in page.kept if n > told[-1] and _is_credit(page, n)}
    # More of them are a list with days.
    _leave_out(page, last if len(last) <= _MOST_LAST_CREDITS else set())


def _repeated(page: TextLines, boxed: set[int]) -> Iterator[int]:
    """The sentences in boxes that stand outside as well, as what a box quotes of the text does, and were found once."""
    keys = {page.lines[n].key: n for n in boxed if is_sentence(page.lines[n].text)}
    outside = {
        line.key: n
        for n, line in enumerate(page.lines)
        if line.key in keys and n not in boxed and not page.is_boxed(line, page.root)
    }
    yield from (keys[key] for key, n in outside.items() if n not in page.found)


def _leave_out(page: TextLines, lines: set[int], most: float = _MOST_TAKEN) -> None:
    """Without these lines, unless they are so much of what was found that they are the text, however they look."""
    words = sum(page.lines[n].words for n in lines & page.kept)
    if words <= most * sum(page.lines[n].words for n in page.found):
        page.kept -= lines


def _links_to_others(page: TextLines) -> Iterator[int]:
    """The labels over links to other stories, these links, and what the cards they stand in say of each story."""
    label: PlacedLine | None = None
    link: PlacedLine | None = None
    for n in range(min(page.found), max(page.found) + 1):
        line = page.lines[n]
        if not line.is_link and line.words <= _MOST_LABEL_WORDS and is_boilerplate(line.text):
            label, link = line, None
        elif label is None:
            continue
        elif _is_headline(line):
            link = line
        elif link is None or not _is_on_card(line, link, label):
            label = link = None
            continue
        if n in page.found:
            yield n


def _cards_at_the_end(page: TextLines) -> set[int]:
    """What ends the text on cards of other stories below a short line of any words: each card has a linked headline,
    and a date or a beginning that ends in dots.
    """
    last = max(page.kept, default=0)
    for start in range(max(min(page.kept, default=0), last - _MOST_CARD_LINES) + 1, last):
        label = page.lines[start]
        if label.is_link or label.words > _MOST_LABEL_WORDS or not page.lines[start + 1].is_link:
            continue
        lines = range(start + 1, last + 1)
        links = [n for n in lines if page.lines[n].is_link]
        cards = [range(n, end) for n, end in zip(links, [*links[1:], last + 1], strict=True)]
        if len(cards) >= _FEWEST_CARDS and all(_is_card(page, card, label) for card in cards):
            return {*lines} if is_sentence(label.text) else {start, *lines}
    return set()


def _is_headline(line: PlacedLine) -> bool:
    return line.linked * 10 >= len(line.text) * 9


def _is_card(page: TextLines, card: range, label: PlacedLine) -> bool:
    """Whether lines, the first of them a link, are those of a card that shows the beginning or the day of a story."""
    link, *others = (page.lines[n] for n in card)
    # The day may stand in the headline's own line.
    is_dated_link = not _is_headline(link) and _has_day(link.text)
    is_teaser = is_dated_link or any(is_dated(line.text) or line.text.endswith(_DOTS) for line in others)
    return is_teaser and all(_is_on_card(line, link, label) for line in others)


def _has_day(text: str) -> bool:
    found = find_date(text) if len(text) <= _LONGEST_HEADLINE else None
    return found is not None and found.is_date


def _is_on_card(line: PlacedLine, link: PlacedLine, label: PlacedLine) -> bool:
    """Whether a line stands on the card of a link: one of several elements alike, below what holds the label."""
    card = common_holder([line, link])
    beside = chain(card.itersiblings(card.tag), card.itersiblings(card.tag, preceding=True))
    return card not in around(label) and any(each.get("class") == card.get("class") for each in beside)


def _is_credit(page: TextLines, n: int) -> bool:
    """Whether a line around the text names its writer or its day."""
    line = page.lines[n]
    if line.key in page.names or read_byline(line.text):
        return True
    # A chronology has days for its headings.
    return not line.is_heading and (names_writer(line.text) or is_dated_credit(line.text))
