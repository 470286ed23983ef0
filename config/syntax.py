"""Where a naskh.toml is no TOML, and what to write instead. Never repeats a line of it: one may hold a secret."""

from __future__ import annotations

import re

_PLACE = re.compile(r" \(at (line (?P<line>\d+), column \d+|end of document)\)$")
_CURLY = re.compile("[“”„‟«»‘’]")
_OTHER_COMMAS = re.compile("[،٬、，]")
_OTHER_DIGITS = re.compile("[٠-٩۰-۹]")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
# The beginning of what tomllib says, and the way out.
_WAYS_OUT = {
    "Invalid value": 'text stands in quotes, as in topic = "ai"; numbers, true and false stand without',
    "Illegal character '\\n'": "the closing quote is missing",
    "Unterminated string": "the closing quote is missing",
    "Expected '=' after a key": 'write a setting as a name, =, and its value, as in topic = "ai"',
    "Expected newline or end of document": "write one setting a line, nothing behind it; numbers have a point, as 1.5",
    "Cannot overwrite a value": "this setting is there twice; keep one of them",
    "Cannot declare": "this table is there twice; keep one of them",
    "Expected ']": "brackets are closed as they were opened: [crawl], [[source]]",
    "Unclosed array": 'a list is closed by ], and commas stand between, as in ["one", "two"]',
    "Unescaped '\\'": "write \\ twice, or the text in 'single quotes'",
    "Invalid statement": 'a line is a table, as [crawl] or [[source]], or a setting, as topic = "ai"',
}


def syntax_words(error: ValueError, text: str) -> str:
    """`is not valid TOML (line 2, column 7): text stands in quotes, ...`."""
    said = str(error)
    if not (place := _PLACE.search(said)):
        return f"is not valid TOML: {said}"
    what, where = said[: place.start()], place[1].replace("document", "the file")
    lines = text.split("\n")
    line = lines[int(place["line"]) - 1] if place["line"] else lines[-1]
    return f"is not valid TOML ({where}): {_way_out(what, _QUOTED.sub('', line))}"


def _way_out(what: str, unquoted: str) -> str:
    code = unquoted.partition("#")[0]
    if _CURLY.search(code):
        return 'write straight quotes, as in topic = "ai"'
    if _OTHER_COMMAS.search(code):
        return 'write a plain comma between the items of a list, as in ["one", "two"]'
    if _OTHER_DIGITS.search(code):
        return "write numbers with the digits 0 to 9"
    return next((way for begin, way in _WAYS_OUT.items() if what.startswith(begin)), what[0].lower() + what[1:])
