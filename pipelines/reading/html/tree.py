"""Parse a page's text into an lxml tree, whatever its markup. Contains no business logic."""

from __future__ import annotations

import re

from lxml.etree import ElementDefaultClassLookup, ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pipelines.reading.html.element_text import is_longer

# libxml2 gives up at 256 levels; the readers of the tree recurse, so stay well below.
_DEEPEST = 120
# A tag of 100,000 attributes costs trafilatura 39 s; no tag that matters to an article is this long.
_LONGEST_TAG = 100_000
_LONGEST_FORM = 1_500
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_RAW = frozenset(("script", "style", "textarea", "title"))

# What XML forbids; and what only orders or breaks a line on a screen, which a stored text cannot carry soundly: cut
# anywhere, it turns what follows around. Bidi marks, embeddings, overrides and isolates, soft hyphens, inner marks of
# byte order. Joiners and harakat are letters' parts and stay.
_BAD_CHARACTERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff\xad\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
# The same in UTF-8; and the bytes of which none begins such a character.
_BAD_BYTES = re.compile(
    b"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xc2\xad|\xd8\x9c|\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\xef\xbb\xbf|\xef\xbf[\xbe\xbf]"
)
_SOUND_BYTES = bytes(
    byte
    for byte in range(256)
    if byte in b"\t\n\r" or 0x20 <= byte < 0x80 or (byte >= 0xC0 and byte not in b"\xc2\xd8\xe2\xef")
)
# Each begins with letters that are looked for fast, and only what follows them is read in either case.
_ESCAPED = re.compile(
    r"&(?i:rlm|lrm|shy|#0*(?:173|1564|820[67]|823[4-8]|829[4-7]|65279)|#x0*(?:ad|61c|200[ef]|202[a-e]|206[6-9]|feff));"
)
_ESCAPED_IN_SCRIPTS = re.compile(r"\\u(?<!\\\\u)(?i:00ad|061c|200[ef]|202[a-e]|206[6-9]|feff)")
_LONG_TAG = re.compile(rf"<([a-zA-Z][a-zA-Z0-9]*)[^<>]{{{_LONGEST_TAG},}}>")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
# lxml.html asks Python for the class of each element that is touched, a million times for a hundred pages; this asks C.
_CLASSES = ElementDefaultClassLookup(element=HtmlElement)
# An end tag of any level ends an open heading in a browser (HTML standard, "in body"); libxml2 leaves it open.
_HEADING_ENDED_AS_ANOTHER = re.compile(r"(<[hH]([1-6])\b[^<>]*>[^<]*(?:<(?!/?[hH][1-6]\b)[^<]*)*)</[hH](?!\2)[1-6]\s*>")
# The tags of headings and of the root, in bytes, which are searched in half the time of a text's wider characters.
_HEADING_TAG = re.compile(rb"<(/?)[hH]([1-6])(?![\w\x80-\xff])|<[hH][tT][mM][lL][^<>]*/>")
_ESCAPED_BYTES = re.compile(_ESCAPED.pattern.encode())
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>", re.IGNORECASE)
_SELF_CLOSED_ROOT = re.compile(r"(<(?i:html)[^<>]*?)\s*/>")


def parse(text: str) -> HtmlElement | None:
    """The tree of a page, comments and processing instructions left out; None where there is no markup at all."""
    text, data = _without_bad_characters(_DECLARATION.sub("", text))
    mended = text
    if b"&" in data and _ESCAPED_BYTES.search(data):
        mended = _ESCAPED.sub("", mended)
    if b"\\u" in data:
        mended = _ESCAPED_IN_SCRIPTS.sub("", mended)
    if mended is not text or _may_have_wrong_tags(data):
        mended = _SELF_CLOSED_ROOT.sub(r"\1>", mended, count=1)
        mended = _HEADING_ENDED_AS_ANOTHER.sub(r"\1</h\2>", mended)
    mended = _without_long_tags(mended)
    tree, too_deep = _parse(data if mended is text else mended.encode())
    if too_deep:
        tree, _ = _parse(_flatten(mended).encode())
    for form in [] if tree is None else list(tree.iter("form")):
        # Some servers put the whole page into one; what is left of forms is search, login and the like.
        if is_longer(form, _LONGEST_FORM):
            form.tag = "div"
    return tree


def take_scripts(tree: HtmlElement) -> list[HtmlElement]:
    """Take scripts, which are returned, styles and drawings out of the tree: without them it is walked faster."""
    scripts = list(tree.iter("script"))
    for element in [*scripts, *tree.iter("style", "svg")]:
        if element.getparent() is not None:
            element.drop_tree()
    return scripts


def _without_bad_characters(text: str) -> tuple[str, bytes]:
    """The text without them, and its bytes. That a page has none is found out in a quarter of the time that a look at
    each character takes: what cannot be part of one is taken out of its bytes at once.
    """
    try:
        data = text.encode()
    except UnicodeEncodeError:
        data = None
    if data is None or _BAD_BYTES.search(data.translate(None, _SOUND_BYTES)):
        text = _BAD_CHARACTERS.sub("", text)
        data = text.encode()
    return text, data


def _may_have_wrong_tags(data: bytes) -> bool:
    """Whether a root is closed at once, or an end tag of another level follows that of a heading."""
    opened = b""
    for found in _HEADING_TAG.finditer(data):
        closes, level = found.groups()
        if level is None or (closes and opened and opened != level):
            return True
        opened = b"" if closes else level
    return False


def _without_long_tags(text: str) -> str:
    """The text with no attributes in its longest tags; looked for only where no mark begins for so long."""
    kept: list[str] = []
    begin = at = 0
    while len(text) - at > _LONGEST_TAG:
        last = text.rfind("<", at, at + _LONGEST_TAG + 1)
        if last >= 0:
            at = last + 1
            continue
        if at and (found := _LONG_TAG.match(text, at - 1)):
            kept += text[begin : at - 1], f"<{found[1]}>"
            begin = found.end()
        at = text.find("<", at) + 1
        if not at:
            break
    return "".join((*kept, text[begin:]))


def _parse(data: bytes) -> tuple[HtmlElement | None, bool]:
    parser = HTMLParser(collect_ids=False, encoding="utf-8", remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = document_fromstring(data, parser=parser)
    except (ParserError, ValueError):
        tree = None
    too_deep = any("xcessive depth" in error.message for error in parser.error_log)
    return tree, too_deep


def _flatten(text: str) -> str:
    """Drop the tags that nest deeper than `_DEEPEST`, keep what stands in them."""
    pieces: list[str] = []
    open_tags: list[tuple[str, bool]] = []
    at = 0
    raw: str | None = None
    for found in _TAG.finditer(text):
        closes, name = found[1], found[2].lower()
        if raw and not (closes and name == raw):
            continue
        raw = None
        pieces.append(text[at : found.start()])
        at = found.end()
        if closes:
            kept = _close(open_tags, name)
        elif name in _VOID:
            kept = True
        elif name in _RAW:
            raw, kept = name, True
            open_tags.append((name, True))
        else:
            kept = len(open_tags) < _DEEPEST or name == "p"
            open_tags.append((name, kept))
        pieces.append(found[0] if kept else " ")
    pieces.append(text[at:])
    return "".join(pieces)


def _close(open_tags: list[tuple[str, bool]], name: str) -> bool:
    """Close the innermost open tag of this name; the tags left open inside it end with it."""
    for place in range(len(open_tags) - 1, max(-1, len(open_tags) - 64), -1):
        if open_tags[place][0] == name:
            kept = open_tags[place][1]
            del open_tags[place:]
            return kept
    return False
