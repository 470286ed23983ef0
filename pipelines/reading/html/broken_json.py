"""Read JSON that is not quite JSON: wrapped for old browsers, escaped as markup, with a quote too many. Pure.

For what a strict parser refused. Of a value that cannot be read whole there is what can. A library (json5, demjson3)
reads what JavaScript allows and no stray quote; one made for the output of language models (json-repair) looks for the
likeliest meaning at a cost that grows with the square of a long text. This reads each character once.
"""

from __future__ import annotations

import html
import re
from typing import Any

_MOST_CHARACTERS = 500_000
_MOST_VALUES = 20_000
_DEEPEST = 60
_MOST_ESCAPES = 4

# "//<![CDATA[", "/*<![CDATA[*/", "<!--", "<!--//--><![CDATA[//><!--", and what closes them.
_OPENING = re.compile(r"(?:\s|\ufeff|<!\[CDATA\[|[/*<>!;-])+")
_CLOSING = re.compile(r"(?:\s|\]\]>|[/*<>!;-])+$")
# The first key's quote is escaped: so is all of it.
_ESCAPED = re.compile(r"[\[{\s]*&(?:amp;)*(?:quot|#0*34|#[xX]0*22);")
_CURLY = str.maketrans("“”„‟", '""""')
_SKIPPED = re.compile(r"(?:[\s,;\ufeff]|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)+")
_BARE_KEY = re.compile(r"[\w@$.-]{1,60}(?=\s{0,60}:)")
_COLON = re.compile(r"\s*:\s*")
_BARE = re.compile(r"[^\s,}\]]+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_PAIR = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
_MEANT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
# Up to the next quote that no backslash stands before.
_UP_TO = {quote: re.compile(rf"[^{quote}\\]*(?:\\.[^{quote}\\]*)*", re.DOTALL) for quote in "\"'"}
# What follows the quote that ends a key, a value of an object, an item of a list: elsewhere it is one of the text.
_AFTER_KEY = re.compile(r"\s*:")
_KEY = r"""["'][\w@$:.-]{1,60}["']\s*:"""
_END = r"[}\]]|$|//|/\*|,\s*(?:[}\],]|//|/\*|$)"
_AFTER_VALUE = re.compile(rf"\s*(?:{_END}|,?\s*{_KEY})")
_AFTER_BARE_VALUE = re.compile(rf"\s*(?:{_END}|,?\s*{_KEY}|,\s*[\w$]{{1,40}}\s*:)")
_AFTER_ITEM = re.compile(r"""\s*(?:\]|$|,\s*(?:["'{\[\]]|-?\d|true|false|null|$))""")
# A script's own way of writing, without quotes around keys.
_HAS_BARE_KEYS = re.compile(r"[\[\s]*\{\s*[\w$]+\s*:")


def unwrapped(text: str) -> str:
    """The text without comments and CDATA marks around it, and without the escapes of markup where all of it has
    them.
    """
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
    text = text[: len(text) - len(_closing(text))]
    for _ in range(_MOST_ESCAPES):
        if not _ESCAPED.match(text):
            break
        text = html.unescape(text)
    return text


def read_broken(text: str) -> object:
    """What can be read of it: a value, several as a list, None where there is none."""
    if len(text) > _MOST_CHARACTERS:
        return None
    if '"' not in text:
        text = text.translate(_CURLY)
    reader = _Reader(text)
    values = reader.all()
    return values[0] if len(values) == 1 else values or None


def _closing(text: str) -> str:
    # Only the end is looked at: a search from the start would try each run of spaces.
    tail = text[-200:]
    found = _CLOSING.search(tail)
    return found[0] if found else ""


class _Reader:
    """Goes through the text once; what it cannot make sense of it passes over."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.left = _MOST_VALUES
        self.after_value = _AFTER_BARE_VALUE if _HAS_BARE_KEYS.match(text) else _AFTER_VALUE

    def all(self) -> list[Any]:
        found = []
        while self.skip() and self.left > 0:
            if self.text[self.at] in "{[":
                found.append(self.value(self.after_value, 0))
            else:
                self.at += 1
        return found

    def skip(self) -> bool:
        """Pass over spaces, commas and comments; whether anything follows."""
        if found := _SKIPPED.match(self.text, self.at):
            self.at = found.end()
        return self.at < len(self.text)

    def value(self, after: re.Pattern[str], depth: int) -> Any:
        self.left -= 1
        if depth > _DEEPEST or self.left < 0:
            self.at = len(self.text)
            return None
        sign = self.text[self.at]
        if sign == "{":
            return self.object(depth)
        if sign == "[":
            return self.array(depth)
        if sign in _UP_TO:
            return self.string(after)
        found = _BARE.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        word = found[0]
        if _NUMBER.fullmatch(word):
            return float(word) if set(".eE") & set(word) else int(word[:40])
        return _WORDS.get(word, word)

    def object(self, depth: int) -> dict[str, Any]:
        self.at += 1
        found: dict[str, Any] = {}
        while self.skip():
            sign = self.text[self.at]
            if sign in "}]":
                self.at += 1
                break
            if sign in _UP_TO:
                key = self.string(_AFTER_KEY)
            elif bare := _BARE_KEY.match(self.text, self.at):
                key, self.at = bare[0], bare.end()
            else:
                self.at += 1
                continue
            if colon := _COLON.match(self.text, self.at):
                self.at = colon.end()
                if self.at < len(self.text) and self.text[self.at] not in ",}]":
                    found[key] = self.value(self.after_value, depth + 1)
        return found

    def array(self, depth: int) -> list[Any]:
        self.at += 1
        found: list[Any] = []
        while self.skip():
            if self.text[self.at] in "}]":
                self.at += 1
                break
            found.append(self.value(_AFTER_ITEM, depth + 1))
        return found

    def string(self, after: re.Pattern[str]) -> str:
        quote = self.text[self.at]
        start = self.at + 1
        place = start
        while True:
            found = _UP_TO[quote].match(self.text, place)
            place = found.end() if found else len(self.text)
            if place >= len(self.text):
                # Nothing ends it: it is cut off, or the quote stood for nothing.
                self.at = len(self.text)
                break
            if self.text[place] == quote:
                if after.match(self.text, place + 1):
                    self.at = place + 1
                    break
                self.left -= 1
                if self.left < 0:
                    self.at = len(self.text)
                    break
            place += 1
        said = self.text[start:place]
        if "\\" in said:
            said = _PAIR.sub(_joined, _ESCAPE.sub(_meant, said))
        return said


def _meant(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _MEANT.get(found[2], found[2])


def _joined(found: re.Match[str]) -> str:
    return (found[1] + found[2]).encode("utf-16", "surrogatepass").decode("utf-16")
