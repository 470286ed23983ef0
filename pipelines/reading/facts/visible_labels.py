"""Read how a page files its main story where only its readers are told: trail, kicker, lists of tags, first picture.

Pure. What is said for machines comes before it: that is `facts.labels`' part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.reading.facts.section_words import SECTIONS, TRAIL_ENDS
from pipelines.reading.html.element_text import is_longer, one_line
from pipelines.reading.html.head_lines import HeadLine, HeadLines
from pipelines.text.normalize import normalize

_LONGEST_TRAIL = 300
_LONGEST_NAME = 40
_MOST_NAME_WORDS = 4
_LONGEST_TAGS = 600
_MOST_TAGS = 20
_MOST_TAG_WORDS = 6
_MOST_PICTURES = 12
_LEAST_WIDTH = 150
_LEVELS = 7

_TRAILS = XPath(
    """preceding::*[contains(@class, 'rumb') or contains(@id, 'rumb') or contains(@aria-label, 'rumb')
    or contains(@class, 'readcumb') or contains(@class, 'pathway') or contains(@class, 'pankuzu')
    or contains(@id, 'hierarchie') or @class='path' or @id='path'][not(self::li or self::a or self::body)]"""
)
_TAG_LISTS = XPath(
    """following::*[self::div or self::ul or self::section or self::p or self::span or self::footer or self::dl]
    [contains(@class, 'tag') or contains(@class, 'Tag') or contains(@class, 'keyword') or contains(@class, 'label')
    or contains(@class, 'topic') or contains(@id, 'tags') or contains(@id, 'keywords')][position() <= 40]"""
)
_TAG_LINKS = XPath("following::a[contains(@rel, 'tag')][position() <= 60]")
_PICTURES = XPath(f"following::img[position() <= {_MOST_PICTURES}]")
_TRAIL_MARK = re.compile(r"\s*(?:[>»›→←⟩\\|•·]|&gt;|::|/)+\s*|\s+[-–—]\s+")
_TRAIL_LABEL = re.compile(
    r"^(?:you are here|vous êtes ici|sie sind hier|estás en|أنت هنا|انت هنا|当前位置|您的位置|現在位置|شما اینجا هستید|"
    r"вы здесь|buradasınız)\s*[:：]?\s*",
    re.IGNORECASE,
)
_ENDS = frozenset(map(normalize, TRAIL_ENDS))
_NAMES = frozenset(map(normalize, SECTIONS))
_KICKER_NAMED = re.compile(
    r"(?:^|[\s_-])(?:kicker|kick|section|sections|sec|category|categories|cat|cats|rubri[ckq]\w*|rub|genre|eyebrow|overline|"
    r"channel|label|secname|post-cats|entry-categories|chips|volanta|dachzeile|tsnif|taxonomy)(?:$|[\s_-])|"
    r"(?:section|category)(?:Name|-name|_name)",
    re.IGNORECASE,
)
_CATEGORY_NAMED = re.compile(
    r"categor|(?:^|[\s_-])(?:cat|cats|section|rubrique|rubrik|taxonomy)(?:$|[\s_-])", re.IGNORECASE
)
_SECTION_LINK = re.compile(
    r"/(?:category|categories|cat|section|sections|sec|rubri[ckq]\w*|channel|ressort|categoria|seccion|kategori|c|topics?)"
    r"(?:[/.?]|$)|[?&](?:cat|catid|section|sec)=",
    re.IGNORECASE,
)
_CATEGORY_LABEL = re.compile(
    r"(?:^|[|•·\s])(?:نشر(?:ت)?\s+بتصنيف|(?:ال)?تصنيف|(?:ال)?قسم|filed under|category|section|rubrique|rubrik|kategori|"
    r"categoría|рубрика|栏目)\s*[:：]\s*(?P<name>[^|•·:：\d,،;؛]{2,40})",
    re.IGNORECASE,
)
_TAGS_NAMED = re.compile(
    r"(?:^|[\s_-])(?:tags?|tag-?list|tags-?line|tag-?cloud|post-?tags?|article-?tags?|keywords?|labels|post-labels|topics|"
    r"etiquetas|schlagworte|mots-?cles|hashtags?)(?:$|[\s_-])|(?:Tags|Keywords|Topics)(?=$|[\s_A-Z-])",
)
_NOT_OF_STORY = re.compile(
    r"related|recommend|comment|sidebar|widget|most-?read|trending|popular|teaser|avatar|author|(?:^|[\s_-])(?:more|next|ads?|"
    r"banner|rel)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NO_PICTURE = re.compile(
    r"logo|avatar|icon|sprite|pixel|spacer|blank|thumb|emoji|gravatar|button|badge|(?:^|[/_.-])(?:ads?|banner|print|author|"
    r"flag|share|a|av)(?:[/_.-]|$)|^data:|\.(?:gif|svg)(?:$|\?)|[-_](?:\d{2}|1\d{2})x\d{2,3}\.",
    re.IGNORECASE,
)
_ASIDE = frozenset(("nav", "aside", "footer"))


def visible_section(headline: HtmlElement, lines: HeadLines, title: str | None) -> tuple[str, str] | None:
    """Where it was read, and the name of the section."""
    for element in cast("list[HtmlElement]", _TRAILS(headline))[:5]:
        if names := list(_trail(element, title)):
            return "the trail above the headline", names[-1]
    for line in (*lines.above[:3], *lines.below[:8], *lines.late[:4]):
        if labelled := _CATEGORY_LABEL.search(line.text):
            return "the category beside the headline", labelled["name"].strip()
    for line in lines.above[:2]:
        if _KICKER_NAMED.search(line.named) or normalize(line.text) in _NAMES:
            for piece in line.pieces[:1]:
                if _may_name(piece, title):
                    return "the line above the headline", piece
    for line in (*lines.below[:6], *lines.late[:4]):
        is_named = bool(_CATEGORY_NAMED.search(line.named))
        for piece, link in () if line.is_long else _linked(line):
            is_section = normalize(piece) in _NAMES or (link is not None and (is_named or _SECTION_LINK.search(link)))
            if is_section and _may_name(piece, title):
                return "the line below the headline", piece
    return None


def visible_tags(headline: HtmlElement) -> tuple[str, ...]:
    """The tags below the headline: links that say so, or the links of the first list that is named so."""
    links = [
        link for link in cast("list[HtmlElement]", _TAG_LINKS(headline))
        if "category" not in (link.get("rel") or "") and not _is_filed(link) and _is_of_story(link, headline)
    ]  # fmt: skip
    if links:
        holder = _holder(links[0])
        return _names_of([link for link in links if _holder(link) is holder])
    for element in cast("list[HtmlElement]", _TAG_LISTS(headline)):
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not _TAGS_NAMED.search(named) or is_longer(element, _LONGEST_TAGS) or not _is_of_story(element, headline):
            continue
        links = list(element.iter("a"))
        text, linked = one_line(element), " ".join(map(one_line, links))
        if 0 < len(links) <= _MOST_TAGS and len(linked) * 3 > len(text) and (tags := _names_of(links)):
            return tags
    return ()


def visible_picture(headline: HtmlElement) -> str | None:
    """The address of the first picture of some size beside or below the headline."""
    around = list(headline.iterancestors())[:_LEVELS]
    before = [
        picture
        for place in (headline, *around[:1])
        for sibling in place.itersiblings(preceding=True)
        if sibling.tag in ("figure", "img", "picture")
        for picture in sibling.iter("img")
    ]
    for picture in (*before[:1], *cast("list[HtmlElement]", _PICTURES(headline))):
        above = list(picture.iterancestors())
        shared = next((place for place in above if place in around), None)
        if shared is None or (shared.tag in ("body", "html") and headline.getparent() is not shared):
            continue
        if not _is_of_story(picture, headline) or any(place.tag == "li" for place in above[: above.index(shared)]):
            continue
        address = (picture.get("data-src") or picture.get("src") or "").strip()
        named = " ".join(
            f"{place.get('class') or ''} {place.get('id') or ''}"
            for place in (picture, *above[:2])
            if place not in around
        )
        width = (picture.get("width") or "").rstrip("px")
        is_small = width.isdigit() and int(width) < _LEAST_WIDTH
        if address and not is_small and not _NO_PICTURE.search(address) and not _NO_PICTURE.search(named):
            return address
    return None


def _trail(element: HtmlElement, title: str | None) -> Iterator[str]:
    if is_longer(element, _LONGEST_TRAIL):
        return
    given = normalize(title or "")
    pieces = [" ".join(piece.split()) for piece in element.itertext()]
    for piece in pieces:
        for name in _TRAIL_MARK.split(_TRAIL_LABEL.sub("", piece)):
            folded = normalize(name)
            is_title = given.startswith(folded) or folded.startswith(given[:30] or "\0")
            is_title = is_title or (" " in folded and folded in given)
            if (
                folded
                and folded not in _ENDS
                and not is_title
                and len(name) <= _LONGEST_NAME
                and _may_name(name, title)
            ):
                yield name.strip(" :،,")


def _may_name(name: str, title: str | None) -> bool:
    """Whether words may be a section's name: few, without digits, no sentence, not the title."""
    folded = normalize(name)
    return (
        1 < len(name) <= _LONGEST_NAME
        and 0 < len(folded.split()) <= _MOST_NAME_WORDS
        and not any(map(str.isdigit, name))
        and not name.endswith((".", "!", "?", "؟", "؛", ":", "…"))
        and folded not in _ENDS
        and folded != normalize(title or "")
    )


def _linked(line: HeadLine) -> Iterator[tuple[str, str | None]]:
    """The pieces of a line, and for the last ones where they lead, as far as there are links."""
    links = line.link.split()
    for place, piece in enumerate(line.pieces):
        at = place - (len(line.pieces) - len(links))
        yield piece.strip(" |-–—،,:"), links[at] if 0 <= at < len(links) else None


def _is_filed(link: HtmlElement) -> bool:
    """Whether a link of tags stands for a category."""
    return any(_CATEGORY_NAMED.search(place.get("class") or "") for place in (link, *list(link.iterancestors())[:2]))


def _is_of_story(element: HtmlElement, headline: HtmlElement) -> bool:
    """Whether what is around the element and not around the headline is no other story's and no boilerplate."""
    around = set(headline.iterancestors())
    in_article = any(above.tag == "article" for above in around)
    for place in element.iterancestors():
        if place in around:
            return True
        names = f"{place.get('class') or ''} {place.get('id') or ''}"
        if place.tag in _ASIDE and not _TAGS_NAMED.search(names):
            return False
        if _NOT_OF_STORY.search(names):
            return False
        if place.tag == "article" and (in_article or next(place.iter("p"), None) is None):
            return False
    return True


def _holder(link: HtmlElement) -> HtmlElement | None:
    """What holds the list that a link is an item of."""
    place = link.getparent()
    while place is not None and (place.tag == "li" or len(place.findall(".//a")) == 1):
        place = place.getparent()
    return place


def _names_of(links: list[HtmlElement]) -> tuple[str, ...]:
    names = [" ".join(one_line(link).split()).strip(" #,،") for link in links]
    if any(len(name.split()) > _MOST_TAG_WORDS for name in names):
        return ()
    return tuple(dict.fromkeys(name for name in names if len(name) > 1))[:_MOST_TAGS]
