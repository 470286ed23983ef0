"""Words of strangers as cells of a table that a spreadsheet may open: none of them is run as a formula. Pure.

OWASP, "CSV Injection". A spreadsheet cuts a file of commas at semicolons, tabs and line ends too, where its country's
lists have them; quotes that stand in the middle of such a cell keep nothing together.
"""

from __future__ import annotations

import re

# What a formula begins with, in both widths. Spreadsheets skip what cannot be seen before it.
_UNSEEN = "\\s\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
_BEGINNING = "[=+@＝＋＠－-]"
_FORMULA = re.compile(f"[\t\r]|[{_UNSEEN}]*+{_BEGINNING}")
# All that parts two cells, taken at once, with what the second begins with. An empty pair of quotes is not seen either.
_LATER = re.compile(f'([;\t\n\r][;"{_UNSEEN}]*+)({_BEGINNING})?+')
_UNSIGNED = r"\d+(?:\.\d+)?(?:e[+-]?\d+)?"
_NUMBER = re.compile(f"[+-]?{_UNSIGNED}", re.ASCII | re.IGNORECASE)
# What makes one number of two fields where a comma parts decimals or thousands, and a formula of what goes on after it.
_GOES_ON = re.compile(rf"(?:,\d++(?=,))*+,(?=\d)(?!{_UNSIGNED}(?:[,\r\n]|$))", re.ASCII | re.IGNORECASE)
# One field as the csv module writes it: in quotes where it must be.
_FIELD = re.compile(r'"((?:[^"]++|"")*+)"|[^",\r\n]++')


def harmless_cell(text: str) -> str:
    """A text with a quote before it where a spreadsheet would run it as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def harmless_field(text: str) -> str:
    """The same for a file of commas: also with a quote wherever another cell could begin inside of it."""
    return _LATER.sub(lambda found: f"{found[1]}'{found[2]}" if found[2] else found[0], harmless_cell(text))


def harmless_rows(rows: str) -> str:
    """Whole rows of a file of commas, as the csv module writes them, with fields made harmless. Numbers stay, unless a
    sign and the words of the next fields would make a formula ("-1" and "5+A1": -1,5+A1).
    """
    return _FIELD.sub(_harmless_match, rows)


def _harmless_match(found: re.Match[str]) -> str:
    if found[1] is not None:
        return f'"{harmless_field(found[1])}"'
    if _NUMBER.fullmatch(found[0]) and not _GOES_ON.match(found.string, found.end()):
        return found[0]
    return harmless_field(found[0])
