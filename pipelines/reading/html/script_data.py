"""Read the data that a page's scripts carry for drawing it anew: JSON, and what scripts write like it.

Contains no business logic. Nothing is run: what is not plain data is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml.html import HtmlElement

_LEAST_CHARACTERS = 400
_MOST_CHARACTERS = 2_000_000
_MOST_ASSIGNMENTS = 40
_DEEPEST = 60
_MOST_VALUES = 200_000

_DATA_TYPE = re.compile(r"\bjson\b", re.IGNORECASE)
_CODE_TYPE = re.compile(r"^$|javascript|ecmascript|^module$", re.IGNORECASE)
_ASSIGNED = re.compile(r"[\w\])'\"]\s*=\s*(?:JSON\.parse\(\s*(?=[\"'])|(?=[{\[])|(?=\(?function\s*\())")
_CALLED = re.compile(r"\(?function\s*\(([\w$\s,]*)\)\s*\{\s*return\s*")
_PUSHED = re.compile(r"self\.__next_f\.push\(\s*(?=\[)")
_ROW = re.compile(r"([0-9a-f]+):(?:T([0-9a-f]+),)?")
_REFERENCE = re.compile(r"\$L?([0-9a-f]+)")
# How Angular writes the signs of markup in the state that it leaves on a page.
_ANGULAR = (("&q;", '"'), ("&l;", "<"), ("&g;", ">"), ("&s;", "'"), ("&a;", "&"))

# The parts of JavaScript literals.
_SPACE = re.compile(r"\s*")
_KEY = re.compile(r"[\w$]+")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_WORD = re.compile(r"!0|!1|void 0|[A-Za-z_$][\w$]*")
_QUOTED = {quote: re.compile(rf"{quote}((?:[^{quote}\\]|\\.)*){quote}", re.DOTALL) for quote in "\"'`"}
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_WORDS = {"!0": True, "!1": False, "true": True, "false": False}

_DECODER = json.JSONDecoder(strict=False)


def script_values(scripts: Iterable[HtmlElement], *, with_any_of: Iterable[str] = ("",)) -> Iterator[Any]:
    """The values found in `<script>` elements, in their order: dicts and lists as JSON gives them.

    JSON-LD is left to its own reader. Scripts with none of the given words are passed over; JSON's way to write letters
    outside ASCII is known.
    """
    signs = [sign for word in with_any_of for sign in {word, json.dumps(word)[1:-1]}]
    pushed: list[str] = []
    left = _MOST_CHARACTERS
    for script in scripts:
        text = (script.text or "").strip()
        left -= len(text)
        kind = (script.get("type") or "").lower()
        if len(text) < _LEAST_CHARACTERS and "__next_f" not in text:
            continue
        if left < 0:
            break
        if "ld+json" in kind or not ("__next_f" in text or any(sign in text for sign in signs)):
            continue
        if _DATA_TYPE.search(kind):
            yield from _of_json(text, is_flat="nuxt" in (script.get("id") or "").lower())
        elif _CODE_TYPE.search(kind):
            pushed += _pushes(text)
            yield from _of_code(text)
    if pushed:
        yield _of_rows("".join(pushed))


def _of_json(text: str, *, is_flat: bool) -> Iterator[Any]:
    if "&q;" in text[:200]:
        for sign, meant in _ANGULAR:
            text = text.replace(sign, meant)
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    yield _unfolded(value) if is_flat and isinstance(value, list) else value


def _of_code(text: str) -> Iterator[Any]:
    at = 0
    for _ in range(_MOST_ASSIGNMENTS):
        found = _ASSIGNED.search(text, at)
        if found is None:
            return
        at = found.end()
        value, end = _value_at(text, at)
        if end is None:
            continue
        at = end
        if isinstance(value, str) and len(value) >= _LEAST_CHARACTERS:
            try:
                value = json.loads(value, strict=False)
            except (ValueError, RecursionError):
                continue
        if isinstance(value, dict | list):
            yield value


def _value_at(text: str, at: int) -> tuple[Any, int | None]:
    try:
        return _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        pass
    try:
        return _Literals(text).read(at)
    except (ValueError, IndexError, RecursionError):
        return None, None


class _Literals:
    """What JavaScript writes beyond JSON: bare keys, single quotes, `void 0`, and a function that returns an object.

    Raises ValueError or IndexError where something else stands.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: dict[str, Any] = {}
        self.left = _MOST_VALUES

    def read(self, at: int) -> tuple[Any, int]:
        """The value that begins at `at`, and where it ends."""
        called = _CALLED.match(self.text, at)
        if called is None:
            return self._value(at, 0)
        names = [name.strip() for name in called[1].split(",") if name.strip()]
        # The arguments stand behind the body, which is needed to find them: once for its end, once with their values.
        _, end = self._value(called.end(), 0)
        behind = re.compile(r"\s*;?\s*\}\s*\)?\s*\(").match(self.text, end)
        if behind is None:
            return None, end
        given: list[Any] = []
        at = behind.end()
        while self.text[at] != ")":
            value, at = self._value(at, 0)
            given.append(value)
            at = self._skip(at)
            at += self.text[at] == ","
        self.names = dict(zip(names, given, strict=False))
        value, _ = self._value(called.end(), 0)
        return value, at

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def _value(self, at: int, depth: int) -> tuple[Any, int]:
        self.left -= 1
        if depth > _DEEPEST or self.left < 0:
            raise ValueError("too deep or too long")
        at = self._skip(at)
        sign = self.text[at]
        if sign == "{":
            return self._object(at + 1, depth)
        if sign == "[":
            return self._array(at + 1, depth)
        if sign in _QUOTED:
            return self._string(at)
        if number := _NUMBER.match(self.text, at):
            return number[0], number.end()
        word = _WORD.match(self.text, at)
        if word is None:
            raise ValueError(f"no value at {at}")
        end = word.end()
        if self.text[self._skip(end)] == "(" or word[0] in ("function", "new"):
            raise ValueError(f"code at {at}")
        return _WORDS.get(word[0], self.names.get(word[0])), end

    def _object(self, at: int, depth: int) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        while self.text[at := self._skip(at)] != "}":
            if self.text[at] in "\"'":
                key, at = self._string(at)
            else:
                name = _KEY.match(self.text, at)
                if name is None:
                    raise ValueError(f"no key at {at}")
                key, at = name[0], name.end()
            at = self._skip(at)
            if self.text[at] != ":":
                raise ValueError(f"no colon at {at}")
            found[key], at = self._value(at + 1, depth + 1)
            at = self._skip(at)
            at += self.text[at] == ","
        return found, at + 1

    def _array(self, at: int, depth: int) -> tuple[list[Any], int]:
        found: list[Any] = []
        while self.text[at := self._skip(at)] != "]":
            value, at = self._value(at, depth + 1)
            found.append(value)
            at = self._skip(at)
            at += self.text[at] == ","
        return found, at + 1

    def _string(self, at: int) -> tuple[str, int]:
        found = _QUOTED[self.text[at]].match(self.text, at)
        if found is None:
            raise ValueError(f"a string without end at {at}")
        return _ESCAPE.sub(self._unescape, found[1]) if "\\" in found[1] else found[1], found.end()

    def _unescape(self, found: re.Match[str]) -> str:
        code = found[1] or found[2] or found[3]
        if code is None:
            return _PLAIN.get(found[4], found[4])
        return chr(min(int(code, 16), 0x10FFFF))


def _unfolded(flat: list[Any]) -> Any:
    """Nuxt's list of values, whose containers name their items by place in it, as the value that it stands for."""
    left = _MOST_VALUES

    def at(place: Any, depth: int) -> Any:
        nonlocal left
        left -= 1
        if not isinstance(place, int) or not 0 <= place < len(flat) or depth > _DEEPEST or left < 0:
            return None
        value = flat[place]
        if isinstance(value, dict):
            return {key: at(item, depth + 1) for key, item in value.items()}
        if isinstance(value, list):
            if value and isinstance(value[0], str):
                # A mark of its kind comes first: the value it wraps is next.
                return at(value[1], depth + 1) if len(value) > 1 else None
            return [at(item, depth + 1) for item in value]
        return value

    return at(0, 0)


def _pushes(text: str) -> Iterator[str]:
    for found in _PUSHED.finditer(text):
        try:
            value, _ = _DECODER.raw_decode(text, found.end())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, list) and len(value) > 1 and isinstance(value[1], str):
            yield value[1]


def _of_rows(stream: str) -> list[Any]:
    """The rows of React's stream: `id:json` a line, or `id:Tlength,text`; the strings that name a row filled in."""
    rows: dict[str, Any] = {}
    data = stream.encode("utf-8", "replace")
    at = 0
    while at < len(data):
        line_end = data.find(b"\n", at)
        line_end = len(data) if line_end < 0 else line_end
        head = _ROW.match(data[at : at + 40].decode("latin-1"))
        if head is None:
            at = line_end + 1
            continue
        start = at + head.end()
        if head[2]:
            at = start + int(head[2], 16)
            rows[head[1]] = data[start:at].decode("utf-8", "replace")
            continue
        at = line_end + 1
        try:
            rows[head[1]] = json.loads(data[start:line_end])
        except (ValueError, RecursionError):
            continue
    texts = {name: row for name, row in rows.items() if isinstance(row, str)}
    return [_with_texts(row, texts, 0) for row in rows.values() if isinstance(row, dict | list)]


def _with_texts(value: Any, texts: dict[str, str], depth: int) -> Any:
    """The value with the texts that it names; what else it names is a value of its own and stays apart."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, str):
        named = _REFERENCE.fullmatch(value)
        return texts.get(named[1], "") if named else value
    if isinstance(value, list):
        return [_with_texts(item, texts, depth + 1) for item in value]
    if isinstance(value, dict):
        return {key: _with_texts(item, texts, depth + 1) for key, item in value.items()}
    return value
