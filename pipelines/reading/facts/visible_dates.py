"""Find the dates that a page shows around its headline, as its readers see them. Pure.

Which of them is taken, and what is said for machines, is `facts.dates`' part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from model import DateSource
from pipelines.reading.dates.months import UPDATE_LABELS
from pipelines.reading.dates.parts import find_parts
from pipelines.reading.dates.read import find_date
from pipelines.reading.facts.page_clock import is_page_clock, says_page_clock
from pipelines.reading.html.element_text import line_up_to, one_line
from pipelines.reading.html.head_lines import HeadLines
from pipelines.text.lines import count_words

_LONGEST_LINE = 120
_MOST_LINES = 40
_MOST_OTHER_WORDS = 6
_MOST_WORDS_AGO = 6
_PARAGRAPH_WORDS = 25
_PARAGRAPH_LETTERS = 60
_NO_TEXT = ("script", "style", "noscript", "template", "textarea")
_LEVELS = 6
_MOST_BARE = 3
# Above the headline only what stands this close to it is its own; farther up stands the page's clock.
_LEVELS_ABOVE = 2
_LONGEST_PIECES = 200
_LONGEST_LABEL = 40
_DATE_NAMED = re.compile(
    r"(?:^|[\s_-]|(?<=[a-z])(?=[A-Z]))(?:date|dates|time|timestamp|datetime|published|pubdate|publish(?:ed)?[_-]?"
    r"(?:date|time|on)?|posted(?:[_-]?on)?|tarikh|datum)",
    re.IGNORECASE,
)
# Reading every short line of a page for a date costs more than finding the text.
_SAYS_AGO = re.compile(r"منذ|قبل|[أا]مس|اليوم|البارحة|مضت|الآن|للتو|\bago\b|yesterday|today|just now", re.IGNORECASE)
SAYS_UPDATED = re.compile("|".join(map(re.escape, UPDATE_LABELS)), re.IGNORECASE)
# "This entry was posted on ...", as the templates of blogs have it below the text.
_THIS_PIECE = (
    r"(?:(?:this\s+|dieser\s+|cet(?:te)?\s+|est[ea]\s+)?(?:entry|post|article|story|artikel|beitrag|eintrag|entrée|"
    r"entrada|artículo)\s+(?:was\s+|wurde\s+|a\s+été\s+|fue\s+)?|هذ[اه]\s+(?:المقالة?|الخبر|التدوينة|المادة)\s+)?"
)
_BEGINS_WITH_THIS = re.compile(r"^\W*(?:this|dieser|cet(?:te)?|est[ea]|هذ[اه])\s", re.IGNORECASE)
SAYS_PUBLISHED = re.compile(
    rf"^\W*{_THIS_PIECE}(?:published|posted|first published|veröffentlicht|erschienen|publiée?|publicad[ao]|pubblicato|"
    r"gepubliceerd|опубликовано|yayın(?:lanma)?|diterbitkan|date de publication|fecha de publicación|"
    r"(?:تاريخ\s+)?(?:ال)?نشر|نُشرت?|نشرت|dieser\s+(?:artikel|beitrag|eintrag)\s+wurde\s+am\b|تاریخ\s+انتشار|"
    r"بڵاوکرا|hat weşandin|شائع|发布(?:时间|日期|于)|发表(?:时间|于)|公開)",
    re.IGNORECASE,
)
_SAID_OTHER = re.compile(r"طباعة الصفحة|last\s+login|تاريخ\s+التسجيل|joined\b|member since", re.IGNORECASE)
_PIECES = re.compile(r"\s*[|•·●]\s*|\s+[–—-]\s+(?=\D)|[,،]\s+(?=[^\W\d])")
_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DATA_NAMED = re.compile(r"-(?:u?time(?:stamp)?|date(?:-?time)?|publish\w*|unix\w*|epoch|ts|timeago)(?:$|-)")
_DATA_STAMP = re.compile(r"1\d{9}(?:\d{3})?$|\d{4}-\d\d-\d\d(?:[T ]|$)")
_STAMP = re.compile(r"\d{4}-\d\d-\d\d")
_MICRODATA = XPath(
    "//*[contains(@itemprop, 'datePublished') or (self::abbr and contains(@class, 'published'))]"
    "[@datetime or @content or @title][not(ancestor::head)]"
)
_OTHERS = frozenset(("aside", "nav", "footer", "form"))
_COMMENTS = re.compile(
    r"(?:^|\s)(?:comments?(?:[_-]?(?:area|list|section|wrap\w*))?|disqus_thread)(?:\s|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a date, where they come from, whether above the headline, whether they tell of a change."""

    words: str
    source: DateSource
    is_above: bool = False
    is_update: bool = False


Near = list[tuple[HtmlElement, bool]]


def stamps(near: Near) -> Iterator[Said]:
    """The dates that `<time>` and its like give for machines beside the headline."""
    for element, is_above in near:
        if (stamp := stamp_of(element)) and not is_page_clock(element, one_line(element)):
            yield Said(stamp, "time_tag", is_above, _is_of_update(element))


def microdata(headline: HtmlElement) -> Iterator[Said]:
    """The same anywhere in the piece that the headline heads, such as below its text."""
    around = [None, *(above for above in headline.iterancestors() if above.get("itemscope") is not None)]
    for element in cast("list[HtmlElement]", _MICRODATA(headline))[:20]:
        scope = next((above for above in element.iterancestors() if above.get("itemscope") is not None), None)
        is_aside = any(above.tag in _OTHERS - {"form"} for above in element.iterancestors())
        if scope in around and not is_aside and (stamp := stamp_of(element)):
            yield Said(stamp, "time_tag")


def visible(near: Near, around: HeadLines, *, only_named: bool) -> Iterator[Said]:
    """The dates among the visible words: of elements that are named so, of others, of the pieces of lines."""
    lines = [
        (element, text, is_above)
        for element, is_above in near
        if (not only_named or is_named_date(element))
        and (text := line_up_to(element, _LONGEST_LINE)) is not None
        and _may_be_date(element, text)
        and not is_page_clock(element, text)
    ]
    left = _MOST_BARE
    for element, text, is_above in lines:
        if is_named_date(element):
            yield _said(text, is_above)
        elif left and not is_above and not only_named:
            # A date and nothing else is one without a name too, where it stands before those that have one.
            left -= 1
            found = find_date(text)
            if found and found.is_date:
                left = 0
                if not (found.rest or found.updated or found.vague):
                    yield Said(text, "text", is_above)
    if only_named:
        return
    for _, text, is_above in lines[:_MOST_LINES]:
        found = find_date(text)
        if found and found.is_date and _has_few_words(found.rest):
            yield Said(text, "text", is_above, found.updated)
    for text, is_above in _in_lines(around):
        yield _said(text, is_above)


def near_headline(headline: HtmlElement | None) -> Near:
    """The elements of the headline's date line, likely before unlikely, each with whether it stands above."""
    return list(_near(headline)) if headline is not None else []


def _has_few_words(rest: str) -> bool:
    return min(len(rest.split()), len(_WORD.findall(rest))) <= _MOST_OTHER_WORDS


def _said(text: str, is_above: bool) -> Said:
    parts = find_date(text) if SAYS_UPDATED.search(text) else None
    return Said(text, "text", is_above, parts is not None and parts.updated)


def stamp_of(element: HtmlElement) -> str | None:
    """What an element gives for machines: seconds since 1970 or a date."""
    if element.tag not in ("time", "abbr") and "datePublished" not in (element.get("itemprop") or ""):
        if element.tag in ("ins", "del"):
            return None
        # Elements that scripts turn into "2 hours ago".
        return element.get("datetime") or (_stamp_in_data(element) if is_named_date(element) else None)
    return element.get("datetime") or element.get("content") or _stamp_in_title(element) or _stamp_in_data(element)


def _is_of_update(element: HtmlElement) -> bool:
    """Whether a stamp says when the page was changed: by its markup, or by the words right before it."""
    if "dateModified" in (element.get("itemprop") or ""):
        return True
    before, parent = element.getprevious(), element.getparent()
    words = (before.tail if before is not None else parent.text if parent is not None else None) or ""
    if before is not None and not words.strip():
        words = one_line(before)
    return len(words) <= _LONGEST_LABEL and SAYS_UPDATED.search(words) is not None


def _stamp_in_data(element: HtmlElement) -> str | None:
    stamps = (
        str(value)
        for name, value in element.attrib.items()
        if name.startswith("data-") and _DATA_NAMED.search(name) and _DATA_STAMP.match(value)
    )
    return next(stamps, None)


def _stamp_in_title(element: HtmlElement) -> str | None:
    title = (element.get("title") or "").strip()
    return title if element.tag in ("abbr", "time") and _STAMP.match(title) else None


def _in_lines(lines: HeadLines) -> Iterator[tuple[str, bool]]:
    """The pieces of the lines around the headline that are dates; below the text only what a label calls published."""
    groups = ((lines.below, False), (lines.late, False), (lines.above, True))
    for group, is_above in groups:
        for line in group[:_MOST_LINES]:
            if line.is_linked or len(line.text) > _LONGEST_PIECES or _SAID_OTHER.search(line.text):
                continue
            if says_page_clock(line.text, line.named):
                continue
            for piece in dict.fromkeys((line.text, *line.pieces, *_PIECES.split(line.text))):
                found = find_date(piece) if any(map(str.isdigit, piece)) else None
                if found and found.is_date and _has_few_words(found.rest):
                    yield piece, is_above
    for line in lines.closing:
        if SAYS_PUBLISHED.match(line.text) and len(line.text) <= _LONGEST_LINE:
            whole = find_date(line.text)
            if whole and whole.is_date and not whole.rest:
                yield line.text, False
        for piece in _PIECES.split(line.text):
            if SAYS_PUBLISHED.match(piece) and any(map(str.isdigit, piece)):
                yield from ((words, False) for words in (piece, _up_to_year(piece)))
    # With what follows in it, the line may be as long as a paragraph.
    if lines.ending and _BEGINS_WITH_THIS.match(lines.ending) and SAYS_PUBLISHED.match(lines.ending):
        yield _up_to_year(lines.ending), False


def _up_to_year(words: str) -> str:
    """What follows the label up to the year: "on 3 June 2019", where it goes on "by Nora Vale"."""
    label, year = SAYS_PUBLISHED.match(words), _YEAR.search(words)
    return words[label.end() if label else 0 : year.end() if year else None]


def is_named_date(element: HtmlElement) -> bool:
    if element.tag == "time":
        return True
    return _is_named(f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}")


@lru_cache(maxsize=4096)
def _is_named(names: str) -> bool:
    # An element is asked more than once, and those of a page share few names.
    return _DATE_NAMED.search(names) is not None


def _may_be_date(element: HtmlElement, text: str) -> bool:
    """Whether a number stands in the line, or only how long ago: "منذ يومين", "أمس"."""
    if any(map(str.isdigit, text)):
        return True
    if not text or len(text.split()) > _MOST_WORDS_AGO:
        return False
    is_named = is_named_date(element)
    if not is_named and not _SAYS_AGO.search(text):
        return False
    found = find_date(text) if is_named else find_parts(text)
    return found is not None and found.ago is not None and (not found.rest or is_named)


@lru_cache(maxsize=4096)
def _holds_comments(classes: str | None, identity: str | None) -> bool:
    return bool(_COMMENTS.search(f"{classes or ''} {identity or ''}"))


def _near(headline: HtmlElement) -> Iterator[tuple[HtmlElement, bool]]:
    """Around it, then below it up to the text."""
    seen: set[HtmlElement] = {headline}
    inner: HtmlElement = headline
    for level in range(_LEVELS):
        place = inner.getparent()
        if place is None or (place.tag in ("body", "html") and level):
            return
        before = list(inner.itersiblings(preceding=True)) if level < _LEVELS_ABOVE else []
        around = [(sibling, True) for sibling in reversed(before)]
        for sibling, is_above in [*around, *((sibling, False) for sibling in inner.itersiblings())]:
            if not isinstance(sibling.tag, str) or sibling.tag in _OTHERS:
                continue
            for element in sibling.iter():
                if not isinstance(element.tag, str) or element in seen:
                    continue
                if _holds_comments(element.get("class"), element.get("id")):
                    # Where all paragraphs are short, none of them ends the way down to what readers wrote.
                    seen.update(element.iter())
                    continue
                if _is_paragraph(element):
                    if is_above:
                        break
                    return
                seen.add(element)
                yield element, is_above
        inner = place


def _is_paragraph(element: HtmlElement) -> bool:
    """Whether an element is running text, in whatever element that stands."""
    if element.tag in ("p", "h2", "h3"):
        return count_words(one_line(element)) >= _PARAGRAPH_WORDS
    own = () if element.tag in _NO_TEXT else (element.text, *(child.tail for child in element))
    return any(
        piece is not None and len(piece) >= _PARAGRAPH_LETTERS and count_words(piece) >= _PARAGRAPH_WORDS
        for piece in own
    )
