"""Find the authors whom a page names only in the short lines around its headline and at the end of its text. Pure.

A label says who wrote, or a name stands beside the date, beside the site's own name, or in an element that is named
after authors. Without any of these nobody is taken for an author. What is a name: `author_names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from pipelines.reading.boilerplate.lines import is_boilerplate
from pipelines.reading.dates.read import find_date
from pipelines.reading.facts.author_names import (
    CASED,
    CJK,
    EDGES,
    LONGEST_LINE,
    MOST_NAMES,
    OF_OTHERS_IN_BRACKETS,
    PART_MARK,
    IsSite,
    is_author,
    names_behind_labels,
)
from pipelines.reading.facts.author_words import LABEL
from pipelines.reading.facts.person_names import each_name
from pipelines.reading.html.element_text import read_lines
from pipelines.reading.html.head_lines import HeadLine, HeadLines
from pipelines.text.lines import count_words
from pipelines.text.normalize import normalize

_DATELINE = 110
# Lines farther from the headline than this are no byline of its own without a label.
_NEAR = 12
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:by|byl|byline|auth|author|authors|aut|au|writer|writers|writeby|reporter|auteur|autor|autore|"
    r"yazar|muhabir|signature|columnist)(?:$|[\s_-])|(?:Author|Byline|Writer)",
)
_CREDIT_NAMED = re.compile(
    r"(?:^|[\s_-])(?:credits?|photo\w*|foto\w*|image|caption|copyright)(?:$|[\s_-])", re.IGNORECASE
)
_LINK_OF_AUTHOR = re.compile(
    r"/(?:authors?|writers?|profiles?|staff|people|reporters?|journalists?|columnists?|auteurs?|autor(?:es)?|autore|autori|"
    r"redakteur|yazar(?:lar)?|contributors?|editors?|katib|u|user|users|by|kuttab|@[\w.]+)(?:/|$|\?|=|\s)|/@\w",
    re.IGNORECASE,
)
# Forms and the foot of a page stand below texts too; tables part by a slash what names part by "and".
_NO_SIGNATURE = re.compile(r"footer|form|modal|subscri|follow|share|widget", re.IGNORECASE)
_LEAST_HEADLINE_WORDS = 4
# Whom a quotation among the paragraphs is from.
_QUOTED = ("—", "–")
_LABELLED = re.compile(r"[^\W\d]\s*[:：](?:\s|$)")
_ASIAN_DATELINE = re.compile(
    r"[(（]\s*(?P<said>(?:本报|特约|见习|实习)?(?:记者|記者|通讯员|通訊員)[^()（）]{2,40})[)）]"
)


def visible_authors(lines: HeadLines, title: str | None, is_site: IsSite, *, is_of_event: bool) -> tuple[str, ...]:
    """The authors as the page shows them; `is_site` tells the names of the site. `is_of_event`: the date is that of an
    event, and beside it stands its place.
    """
    titles = {normalize(title or "")}
    around = [*lines.below, *lines.above]
    for group in (around, lines.late):
        for line in group:
            if names := _labelled(line, is_site):
                return names
    # Above it stand kickers and logos: there only a name in the date's own line is one.
    late = [line for line in lines.late[:_NEAR] if not line.text.startswith(_QUOTED)]
    for group, is_above in ((lines.below[:_NEAR], False), (lines.above, True), (late, False)):
        if names := _beside(group, titles, is_site, only_dated=is_above, is_of_event=is_of_event):
            return names
    if lines.opening and (names := _in_dateline(lines.opening, is_site)):
        return names
    return _at_the_end(lines, is_site)


def _labelled(line: HeadLine, is_site: IsSite) -> tuple[str, ...]:
    """The names behind a writer's label, up to the next label."""
    if len(line.text) > LONGEST_LINE or _CREDIT_NAMED.search(line.named):
        return ()
    return names_behind_labels(line.text, line.pieces, is_site)


def _beside(
    group: Sequence[HeadLine], titles: set[str], is_site: IsSite, *, only_dated: bool, is_of_event: bool
) -> tuple[str, ...]:
    """Names without a label, beside the date or the site's name, or in an element named after authors."""
    dated = {
        place
        for place, line in enumerate(group)
        if not is_of_event and len(line.text) <= LONGEST_LINE and any(map(_has_date, (line.text, *line.pieces)))
    }
    for place, line in enumerate(group):
        if (
            len(line.text) > LONGEST_LINE
            or line.is_label
            or normalize(line.text) in titles
            or line.text.endswith((".", "!", "؟", "?", "؛", ":"))
            or _CREDIT_NAMED.search(line.named)
        ):
            continue
        # Above the headline a link to a profile is one to the reader's own account.
        is_profile = not only_dated and bool(_LINK_OF_AUTHOR.search(line.link))
        is_named = is_profile or bool(_NAMED.search(line.named))
        is_near = place in dated or place - 1 in dated or place + 1 in dated
        parts = list(_parts(line))
        has_site = any(is_site(part) for part in parts)
        is_apart = only_dated or line.is_heading
        if not (is_named or is_near or has_site) or (is_apart and not is_named and place not in dated):
            continue
        people = []
        for part in parts:
            label = LABEL.match(f"{part}: ")
            if (label and label["other"]) or (not is_named and _LABELLED.search(part)):
                # No label of a writer's, which are read first: "Birthplace: Seoul, South Korea".
                break
            found = [name.strip(EDGES) for name in each_name(part)]
            if not is_named and any(_is_slug_of(line.link, name) for name in found):
                # The name of a section, which its link ends in; that of a writer leads to a profile.
                continue
            if found and all(is_author(name) and not is_site(name) for name in found) and not is_boilerplate(part):
                people += found
        if not people:
            continue
        if CJK.search(people[0]) and not is_named:
            continue
        if place not in dated and not is_named and not CASED.search(people[0]) and len(people[0].split()) > 3:
            # Without capitals a name beside the date line looks like a kicker there.
            continue
        rest = [part for part in parts if part not in people and not _has_date(part)]
        if place not in dated and not is_named and len(rest) > 2 * len(people):
            continue
        if line.is_linked and not is_named and not is_near:
            continue
        return tuple(dict.fromkeys(people))[:MOST_NAMES]
    return ()


def _parts(line: HeadLine) -> Iterator[str]:
    """What stands between marks and elements, without dates."""
    for piece in line.pieces:
        for part in PART_MARK.split(OF_OTHERS_IN_BRACKETS.sub(" ", piece)):
            part = part.strip()
            if _LABELLED.search(part):
                yield part
                continue
            if any(map(str.isdigit, part)):
                found = find_date(part)
                part = found.rest if found and found.is_date else ""
            if part := part.strip(EDGES):
                yield part


def _is_slug_of(link: str, name: str) -> bool:
    """Whether an address ends in the name: "/blog/project-management"."""
    last = link.partition("?")[0].rstrip("/").rpartition("/")[2]
    return bool(last) and normalize(last.replace("-", " ").replace("_", " ")) == normalize(name)


def _has_date(text: str) -> bool:
    if not any(map(str.isdigit, text)) and not re.search(r"منذ|قبل|ago|gestern|hier|вчера", text):
        return False
    found = find_date(text)
    if found is None:
        return any((part := find_date(piece)) and part.is_date for piece in re.split(r"\s*[|•·]\s*|\s+-\s+", text)[:4])
    return found.is_date


def _in_dateline(paragraph: str, is_site: IsSite) -> tuple[str, ...]:
    """ "Hebron - Valley Post - Nora Vale - ...": the person beside the site's name; "(记者 ...)"; "كتب - ...:"."""
    head = paragraph[:_DATELINE]
    if found := _ASIAN_DATELINE.search(head):
        line = HeadLine(text=found["said"], pieces=(found["said"],), named="")
        return _labelled(line, is_site)
    parts = [part.strip(EDGES) for part in re.split(r"\s*[-–—ـ/|:：]\s+|\s+[-–—ـ/|:：]\s*", head)[:-1]][:4]
    if not parts:
        return ()
    if (label := LABEL.match(f"{parts[0]} - ")) and label["writer"] and label.end() >= len(parts[0]):
        names = [name for name in each_name(parts[1]) if is_author(name)] if len(parts) > 1 else []
        return tuple(names)
    if any(is_site(part) for part in parts):
        return tuple(name for part in parts for name in each_name(part) if is_author(name) and not is_site(name))[:2]
    return ()


def _at_the_end(lines: HeadLines, is_site: IsSite) -> tuple[str, ...]:
    """A label below the text, or a line that is a name and nothing else, right below it."""
    for line in lines.closing:
        if line.is_linked or _has_date(line.text):
            continue
        if labelled := _labelled(line, is_site):
            return labelled
    for line in lines.closing[:1]:
        text = line.text.strip(EDGES)
        if line.is_linked or line.text.endswith((":", "؟", "?", "!", "…")) or is_boilerplate(text) or CJK.search(text):
            continue
        if (
            line.is_heading
            or line.is_quoted
            or "/" in text
            or _NO_SIGNATURE.search(line.named)
            or _is_of_links(line.box)
        ):
            continue
        names = [name.strip(EDGES) for name in each_name(text)]
        if names and all(is_author(name) and len(name.split()) <= 3 and not is_site(name) for name in names):
            return tuple(names)
    return ()


def _is_of_links(box: HtmlElement | None) -> bool:
    """Whether an element is a list of links to other pages: the line that stands alone above them is its heading."""
    if box is None:
        return False
    lines = read_lines([box])
    headlines = sum(line.is_link and count_words(line.text) >= _LEAST_HEADLINE_WORDS for line in lines)
    return headlines > 1 and 2 * sum(line.linked for line in lines) > sum(len(line.text) for line in lines)
