"""Repair what writers of XML listings get wrong most often, before a parser sees it. Pure.

One bad character must cost at most its own entry: feedparser gives up a whole feed over half an emoji, and
lxml's recovery turns the address `?a=1&id=7` into `?a=1=7`, which is in no file.
"""

from __future__ import annotations

import codecs
import re
from html.entities import html5

from pipelines.reading.html.charset import decode_html

_REFERENCES = re.compile(rb"(?:&#(?:[xX][0-9a-fA-F]{1,8}|[0-9]{1,10});?)+")
_ONE_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
# What stands in CDATA and comments is taken as it is. A bare `&` or `<` is text that was not escaped.
_BARE = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    rb"|&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,10}|#[xX][0-9a-fA-F]{1,8});)(?:([A-Za-z][A-Za-z0-9]{1,31});)?"
    rb"|<(?![A-Za-z_:/!?])|<(?!!)(?=[^<>]*(?:<|\Z))",
    re.DOTALL,
)
# A tag from its beginning, as far as it goes on. Without the end: it may have none.
_TAG = re.compile(rb"<(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9_.-]{1,40})")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,400}\?>")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.-]+)", re.IGNORECASE)
_UTF_16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
# The share of characters that may be broken in a text that is UTF-8 all the same.
_FEW = 0.1


def repaired(body: bytes, content_type: str | None = None) -> bytes:
    """An XML document with half emojis joined or dropped, characters that XML forbids dropped, and bare `&` and
    `<` escaped. UTF-16 becomes UTF-8 with a byte order mark; other encodings that are declared stay.
    """
    if (encoding := _UTF_16.get(body[:2])) is not None:
        text = _DECLARATION.sub("", body.decode(encoding, "ignore").lstrip("\ufeff"))
        body = codecs.BOM_UTF8 + text.encode("utf-8")
    return _escaped(_with_whole_characters(_as_utf_8(body, content_type)))


def has_huge_tag(body: bytes, most: int) -> bool:
    """Whether a tag is longer than so many bytes. Parsing takes a time that grows with the square of its attributes. A
    `<` or `>` in quotes does not end a tag.
    """
    return any(found.end() - found.start() > most for found in _TAG.finditer(body))


def with_whole_characters(text: str) -> str:
    """The same for the numeric references of one text: `&#55357;&#56832;` becomes `&#128512;`."""
    if "&#" not in text:
        return text
    return _with_whole_characters(text.encode("utf-8", "ignore")).decode("utf-8")


def _with_whole_characters(body: bytes) -> bytes:
    return _REFERENCES.sub(_rewritten, body) if b"&#" in body else body


def _rewritten(found: re.Match[bytes]) -> bytes:
    kept = []
    before = 0
    for one in _ONE_REFERENCE.finditer(found[0].decode("ascii")):
        code = int(one[1], 16) if one[1] else int(one[2])
        if 0xDC00 <= code < 0xE000 and before:
            kept.append(f"&#{0x10000 + ((before - 0xD800) << 10) + (code - 0xDC00)};")
        elif _is_allowed(code):
            kept.append(one[0])
        before = code if 0xD800 <= code < 0xDC00 else 0
    return "".join(kept).encode("ascii")


def _is_allowed(code: int) -> bool:
    """Whether XML 1.0 allows this character (section 2.2)."""
    return code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000


def _escaped(body: bytes) -> bytes:
    has_own_entities = b"<!ENTITY" in body[:100_000]

    def escape(found: re.Match[bytes]) -> bytes:
        whole: bytes = found[0]
        if whole.startswith(b"<!"):
            return whole
        if whole == b"<":
            return b"&lt;"
        if found[1] is None:
            return b"&amp;"
        if has_own_entities:
            return whole
        character = html5.get(found[1].decode("ascii") + ";")
        if character is None:
            return b"&amp;" + whole[1:]
        return "".join(f"&#{ord(each)};" for each in character).encode("ascii")

    return _BARE.sub(escape, body)


def _as_utf_8(body: bytes, content_type: str | None) -> bytes:
    """A document in UTF-8 without its invalid bytes. One in another encoding that it does not declare becomes UTF-8
    with a byte order mark; one that declares it stays unchanged.
    """
    declared = _DECLARED.search(body[:400])
    charset = _CHARSET.search(content_type or "")
    names = {name.lower() for name in (declared and declared[1].decode("ascii"), charset and charset[1]) if name}
    if body.isascii() or names - {"utf-8", "utf8", "us-ascii"}:
        return body
    try:
        body.decode("utf-8")
        return body
    except UnicodeDecodeError:
        pass
    try:
        # Emojis written as two characters of three bytes each (CESU-8).
        halves = body.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
        return halves.decode("utf-16-le", "ignore").encode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    bad, beyond_ascii = text.count("\ufffd"), len(text) - sum(map(str.isascii, text))
    if bad <= beyond_ascii * _FEW:
        return text.encode("utf-8")
    return codecs.BOM_UTF8 + _DECLARATION.sub("", decode_html(body, content_type)).encode("utf-8")
