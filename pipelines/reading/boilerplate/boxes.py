"""Tell an element that is a box beside a story's text: by its tag, its names, a picture or a field to fill in. Pure."""

from __future__ import annotations

from lxml.html import HtmlElement

from pipelines.reading.html.element_text import is_longer, one_line
from pipelines.reading.html.placed_lines import names_of
from pipelines.text.lines import count_words

_MOST_FORM_WORDS = 80
_LONGEST_BOX = 1000
_MOST_CAPTION_WORDS = 40
# With one of them an element that is named after a picture is a part of the text, laid out around one.
_LONG_PARAGRAPH_WORDS = 60
_PARAGRAPH_WORDS = 20
_PICTURE_NAMES = frozenset(("image", "images", "img", "photo", "photos", "picture", "pic", "foto", "bild", "thumbnail"))
_PICTURE_HOLDERS = frozenset(("div", "dl", "table", "tr", "td", "center", "span", "a"))

_BOXES = frozenset(("aside", "nav", "footer", "form", "figure", "figcaption", "label", "dialog", "menu"))
_BOX_NAMES = frozenset(
    """auteur author authors autor bildunterschrift bio breadcrumb breadcrumbs byline bylines caption captions carousel
    comment comments consent cookie cookies copyright credit credits donate donation epigrafe footer footnote footnotes
    forum gallery latest legende leyenda menu meta modal navigation newsletter outbrain pie player poll popular popup
    promo promos rating readmore recommend recommendations recommended related replies reply share sharing signature
    slideshow social sponsored subscribe subscription taboola tags teasers toolbar trending""".split()
)
# A part of the text may be named after the advertisement that it has in it as well.
_AD_NAMES = frozenset("ad ads adv advert advertisement advertising anzeige publicidad publicite werbung".split())
# Only as a whole name: as a part of one ("elementor-widget", "with-sidebar") page builders give them to the text, too.
_WHOLE_NAMES = frozenset(
    """sidebar widget widgets wp-embedded-content
    screen-reader-only screen-reader-text sr-only visually-hidden visuallyhidden""".split()
)


def is_box(element: HtmlElement) -> bool:
    """Whether an element looks like a box. What holds a large part of the text is none, whatever it looks like."""
    names = names_of(element)
    if element.tag in _BOXES or names & _BOX_NAMES:
        # A table stands in a figure as a picture does, and is text.
        return element.tag != "figure" or element.find(".//table") is None
    if not _WHOLE_NAMES.isdisjoint((element.get("class") or "").lower().split()):
        return True
    if names & _AD_NAMES and not _has_long_paragraph(element):
        return True
    return _holds_field(element) or _is_pictured(element)


def _holds_field(element: HtmlElement) -> bool:
    """Whether it is a form in effect: a few words around a field to fill in."""
    if next(element.iter("input", "textarea"), None) is None or is_longer(element, _LONGEST_BOX):
        return False
    return count_words(one_line(element)) <= _MOST_FORM_WORDS


def _is_pictured(element: HtmlElement) -> bool:
    """Whether it is a picture with its caption."""
    if element.tag not in _PICTURE_HOLDERS or next(element.iter("img", "picture", "video", "amp-img"), None) is None:
        return False
    # A heading, or a paragraph of some length, is text beside a picture.
    if next(element.iter("h2", "h3", "h4"), None) is not None:
        return False
    if names_of(element) & _PICTURE_NAMES:
        return not _has_long_paragraph(element)
    if is_longer(element, _LONGEST_BOX) or count_words(one_line(element)) > _MOST_CAPTION_WORDS:
        return False
    return not _has_long_paragraph(element, words=_PARAGRAPH_WORDS)


def _has_long_paragraph(element: HtmlElement, *, words: int = _LONG_PARAGRAPH_WORDS) -> bool:
    return any(count_words(one_line(paragraph)) >= words for paragraph in element.iter("p"))
