"""Read what stands beside a headline: the date, the outlet, the authors. Pure; decides nothing about stories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from pipelines.reading.dates.read import is_dateline
from pipelines.reading.facts.bylines import is_name, is_person, is_surely_outlet, read_byline
from pipelines.reading.facts.facts import words_of
from pipelines.reading.html.element_text import HEADINGS, is_longer, line_up_to, one_line

_LONGEST = 120
_LONGEST_OUTLET = 60
_MOST_OTHER_WORDS = 6
_MOST_OUTLET_WORDS = 7
_SHORT_WORDS = 4
_MOST_FIRST_LINES = 3
_MOST_PLACES_AFTER = 2

_DATE_NAMED = re.compile(r"(?:^|[\s_-])(?:date|time|datetime|timestamp|pubdate|posted)(?:$|[\s_-])", re.IGNORECASE)
_OUTLET_NAMED = re.compile(
    r"(?:^|[\s_-])(?:source|source-?name|outlet|publisher|provider|site-?name|agency|newspaper|media-?name|origin)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_OUTLET_LABEL = re.compile(
    r"^(?:source|via|published by|quelle|fuente|المصدر|مصدر|نقلا عن|نقلاً عن|منبع)\s*[:/|-]\s*", re.IGNORECASE
)
_PARTS = re.compile(r"\s+[|–—·•/-]\s+|\s*[|•·]\s*|[\n\t]+|[,،]\s+(?=[^\d\s])|(?<=[^\d\s])[,،]\s+(?=\d)")
# Without one of these a line has no parts, which takes a tenth of the time to see.
_PART_MARK = re.compile(r"[|–—·•/\n\t,،-]")
# "France 24", "24 ساعة": numbers belong to some names.
_AUTHOR_NAMED = re.compile(r"(?:^|[\s_-])(?:author|byline|writer)(?:$|[\s_-])", re.IGNORECASE)
_SAYS_AGO = re.compile(r"(?:منذ|قبل|[أا]مس|اليوم|البارحة)(?:$|\s)|yesterday$|today$", re.IGNORECASE)
_MOST_WORDS_AGO = 4
_MOST_WRAPPERS = 3
_BY_AND_HANDLE = re.compile(r"^(?:(?:مرسلة\s+)?بواسطة|posted by|by)\s+|\s*@\w+$", re.IGNORECASE)
_CLOCK = re.compile(r"\s*\d{1,2}[:.]\d{2}\s*")
_NUMBER = re.compile(r"\b\d{1,2}\b")
_SENTENCE_END = (".", "!", "?", "؟", "…")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLines:
    """`date_words` as they stand, `date_is_stamp` when a `<time>` or microdata gives them for machines.

    `names` are those that stand beside the date, whether said to be an outlet's or a person's or not.
    """

    date_words: str | None = None
    date_is_stamp: bool = False
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def has_said(self, paragraph: str) -> bool:
        """Whether a short paragraph only repeats what was read here."""
        if len(paragraph) > _LONGEST:
            return False
        if read_byline(paragraph) or (self.date_words and _is_date(paragraph)):
            return True
        left = words_of(_OUTLET_LABEL.sub("", paragraph))
        said = words_of(" ".join(filter(None, (self.outlet, self.date_words, *self.authors, *self.names))))
        return bool(said) and not set(left) - set(said)


def beside(heading: HtmlElement) -> list[HtmlElement]:
    """What holds the lines of a heading: the widest element with little else in it, and the short siblings after it.

    A sibling before it belongs to it where its names say that it is an outlet or a date.
    """
    group, most = heading, len(one_line(heading)) + 2 * _LONGEST
    while (parent := group.getparent()) is not None and parent.tag not in ("body", "html", "article", "main"):
        if is_longer(parent, most):
            break
        group = parent
    places = [group]
    before = group.getprevious()
    if before is not None and isinstance(before.tag, str) and _is_kicker(before):
        places.insert(0, before)
    most_places = len(places) + _MOST_PLACES_AFTER
    after = group.getnext()
    while after is not None and len(places) < most_places:
        if not isinstance(after.tag, str) or after.tag in HEADINGS or is_longer(after, _LONGEST):
            break
        places.append(after)
        after = after.getnext()
    return places


def read_card(heading: HtmlElement, places: list[HtmlElement], *, links_elsewhere: bool = False) -> CardLines:
    """The date, outlet and authors in the places beside a heading.

    `links_elsewhere`: the heading links to another site, so that a name beside the date is rather that site's.
    """
    elements = list(_elements(heading, places))
    date_words, is_stamp = _stamp(elements)
    return _card(_said(elements), date_words, is_stamp=is_stamp, links_elsewhere=links_elsewhere)


def tells_date_or_outlet(heading: HtmlElement, places: list[HtmlElement]) -> bool:
    """Whether `read_card` would give either; reads no farther than that, for most headings of a page have neither."""
    elements = list(_elements(heading, places))
    if _stamp(elements)[0] is not None:
        return True
    said = _said(elements)
    if _date_in(said) is not None or _labelled_outlet(said) is not None:
        return True
    return _has_clock(said) and _outlet_of(_names(said), links_elsewhere=False) is not None


def read_first_lines(text: tuple[str, ...], card: CardLines, *, links_elsewhere: bool) -> CardLines:
    """What the first lines of a block's own text say, up to its first sentence, where nothing stood beside its heading.

    A name without a date is an outlet only where it says so itself, or the heading links to another site.
    """
    lines: list[str] = []
    for line in text[:_MOST_FIRST_LINES]:
        if len(line) > _LONGEST or _is_sentence(line):
            break
        lines.append(line)
    said = [_Said(line, "", _parts(line)) for line in lines]
    found = _card(said, None, is_stamp=False, links_elsewhere=links_elsewhere)
    if found.date_words is None and found.outlet is None and links_elsewhere:
        # "12 Quay Street · Open daily": an address has two parts and a number.
        names = [line for line in lines if len(_parts(line)) == 1 and not line[0].isdigit()]
        name = next((line for line in names if is_surely_outlet(line) or is_name(line)), None)
        return replace(card, outlet=name) if name else card
    if found.date_words is None and found.outlet is None:
        return card
    return replace(found, authors=card.authors or found.authors)


def date_before(heading: HtmlElement, holder: HtmlElement) -> str | None:
    """The words of a line that is a date and nothing else, and stands right before the heading or its block."""
    left = _MOST_WRAPPERS
    for inner in (heading, *heading.iterancestors()):
        if inner.tag in ("body", "html") or left == 0:
            return None
        before = inner.getprevious()
        while before is not None and (before.tag in ("hr", "br") or not isinstance(before.tag, str)):
            before = before.getprevious()
        if before is not None:
            text = "" if is_longer(before, _LONGEST_OUTLET) else one_line(before)
            return text if any(map(str.isdigit, text)) and is_dateline(text) else None
        # The block may be all that stands in its wrapper.
        left -= holder is inner or left < _MOST_WRAPPERS
    return None


def _is_kicker(element: HtmlElement) -> bool:
    named = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    is_named = element.tag == "time" or _OUTLET_NAMED.search(named) or _DATE_NAMED.search(named)
    return bool(is_named) and not is_longer(element, _LONGEST_OUTLET)


def _is_sentence(text: str) -> bool:
    return text.endswith(_SENTENCE_END) and len(text.split()) > _SHORT_WORDS


@dataclass(frozen=True, slots=True)
class _Said:
    """A line, the names that its element bears, and its parts between marks."""

    text: str
    named: str
    parts: list[str]


def _said(elements: list[tuple[HtmlElement, str]]) -> list[_Said]:
    return [
        _Said(text, f"{element.get('class') or ''} {element.get('itemprop') or ''}", _parts(text))
        for element, text in elements
        # A sentence may name a day or a source, and is none.
        if element.tag != "time" and not _is_sentence(text)
    ]


def _parts(text: str) -> list[str]:
    pieces = _PARTS.split(text) if _PART_MARK.search(text) else [text]
    return [part for piece in pieces if (part := piece.strip())]


def _card(said: list[_Said], date_words: str | None, *, is_stamp: bool, links_elsewhere: bool) -> CardLines:
    """The card from its lines, each with the names that its element bears."""
    date_words = _date_in(said) if date_words is None else date_words
    names = _names(said) if date_words is not None or _has_clock(said) else []
    outlet = _labelled_outlet(said) or _outlet_of(names, links_elsewhere=links_elsewhere)
    authors = _authors(said)
    if not authors and date_words is not None:
        # Who stands beside a date and is no outlet wrote the story.
        people = [name for name in names if name != outlet and is_person(name) and not is_surely_outlet(name)]
        authors = tuple(people[:1])
    authors = tuple(filter(None, (_BY_AND_HANDLE.sub("", name).strip() for name in authors)))
    return CardLines(date_words=date_words, date_is_stamp=is_stamp, outlet=outlet, authors=authors, names=tuple(names))


def _date_in(said: list[_Said]) -> str | None:
    parts = (part for line in said for part in line.parts if _may_be_date(part, line.named))
    return next((part for part in parts if _is_date(part)), None)


def _has_clock(said: list[_Said]) -> bool:
    return any(_CLOCK.fullmatch(part) for line in said for part in line.parts)


def _labelled_outlet(said: list[_Said]) -> str | None:
    """What a label, or the names of its element, say to be an outlet."""
    labelled = (line for line in said if _OUTLET_NAMED.search(line.named) or _OUTLET_LABEL.match(line.text))
    return next((name for line in labelled for part in line.parts if (name := _outlet(part))), None)


def _names(said: list[_Said]) -> list[str]:
    """The parts that may be somebody's name; only beside a date or a clock time they are told from headings."""
    found = dict.fromkeys(
        part
        for line in said
        for part in line.parts
        if not read_byline(part) and (is_name(_NUMBER.sub("", part)) or is_surely_outlet(part))
    )
    return [name for name in found if not _is_date(name)]


def _outlet_of(names: list[str], *, links_elsewhere: bool) -> str | None:
    return next((name for name in names if is_surely_outlet(name)), None) or next(
        (name for name in names if links_elsewhere or not is_person(name)), None
    )


def _authors(said: list[_Said]) -> tuple[str, ...]:
    """The first that are named. Of a line and a part of it the part: a weekday may follow the name without a mark."""
    found = [names for line in said if (names := _authors_in(line))]
    return min(
        (names for names in found if found[0][0].startswith(names[0])), key=lambda names: len(names[0]), default=()
    )


def _authors_in(line: _Said) -> tuple[str, ...]:
    if found := read_byline(line.text) or next(filter(None, map(_byline_in, line.parts)), ()):
        return found
    return (line.text,) if _AUTHOR_NAMED.search(line.named) and is_person(line.text) else ()


def _byline_in(part: str) -> tuple[str, ...]:
    """Of a part of a line: "Le Quai, par Solène Moreau"."""
    return read_byline(f"{part[:1].upper()}{part[1:]}")


def _may_be_date(part: str, named: str) -> bool:
    """Whether a number stands there, or only how long ago: "أمس", "yesterday"."""
    if any(map(str.isdigit, part)) or _DATE_NAMED.search(named):
        return True
    return len(part.split()) <= _MOST_WORDS_AGO and bool(_SAYS_AGO.match(part))


def _elements(heading: HtmlElement, places: list[HtmlElement]) -> Iterator[tuple[HtmlElement, str]]:
    """The elements beside the heading with a short line of their own each."""
    around_and_inside = {*heading.iterancestors(), *heading.iter()}
    title = words_of(one_line(heading))
    for place in places:
        for element in place.iter():
            if isinstance(element.tag, str) and element not in around_and_inside:
                text = line_up_to(element, _LONGEST)
                if text is not None and words_of(text) != title:
                    yield element, text


def _stamp(elements: list[tuple[HtmlElement, str]]) -> tuple[str | None, bool]:
    for element, text in elements:
        if element.tag == "time" or "datePublished" in (element.get("itemprop") or ""):
            stamp = element.get("datetime") or element.get("content")
            if stamp or text:
                return stamp or text, bool(stamp)
    return None, False


def _is_date(part: str) -> bool:
    """Whether the part is a date and little else."""
    return is_dateline(part, most_other_words=_MOST_OTHER_WORDS)


def _outlet(part: str) -> str | None:
    name = _OUTLET_LABEL.sub("", part).strip(" :|-–—·•")
    if not 1 < len(name) <= _LONGEST_OUTLET or len(name.split()) > _MOST_OUTLET_WORDS or ":" in name:
        return None
    return None if _is_date(name) else name
