"""Decode a text file whose encoding is not given. HTML has rules of its own, elsewhere."""

from __future__ import annotations

import codecs
import re

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_RUNS = re.compile(rb"[\x80-\xff]{3,}")
_SAMPLE = 64 * 1024


def decode_text(body: bytes) -> str:
    """The text of a .txt file: by its byte order mark, else UTF-8, else UTF-16, else the likeliest code page.

    Never raises; what cannot be read becomes U+FFFD.
    """
    for mark, encoding in MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    if wide := wide_encoding(body[:_SAMPLE]):
        return body.decode(wide, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    high = len(_HIGH.findall(body))
    # A few broken bytes in a UTF-8 file must not turn all of it into another alphabet.
    if text.count("\ufffd") * 10 < high:
        return text
    return body.decode(_code_page(body[:_SAMPLE]), "replace")


def wide_encoding(sample: bytes) -> str | None:
    """UTF-16 without a mark: in every alphabet, spaces and line ends have a zero byte beside them."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    spaces = sample.count(b" \0") + sample.count(b"\0 ")
    if spaces * 40 < len(sample) and (even + odd) * 10 < len(sample):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _code_page(sample: bytes) -> str:
    """Arabic, Cyrillic or Latin by how the high bytes stand: alef and lam are a quarter of Arabic letters."""
    high = len(_HIGH.findall(sample))
    in_words = sum(len(run) for run in _HIGH_RUNS.findall(sample))
    if in_words * 2 < high:
        return "cp1252"
    alef, lam, lam_of_iso = sample.count(b"\xc7"), sample.count(b"\xe1"), sample.count(b"\xe4")
    if (alef + max(lam, lam_of_iso)) * 100 >= high * 12 and alef * 100 >= high * 5:
        return "cp1256" if lam >= lam_of_iso else "iso8859-6"
    return "cp1251"
