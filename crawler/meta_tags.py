"""The meta tags at the beginning of a page, fast enough for the loop whatever the page holds: the time grows with the
length alone. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BEGIN = re.compile(r"<(meta|base)\b", re.IGNORECASE)
_MOST_CHARACTERS = 4000
# No name begins inside another, so that a long one is looked at only once.
_ATTRIBUTE = re.compile(r"(?<![a-zA-Z-])([a-zA-Z-]{1,40})(?![a-zA-Z-])\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def tags(markup: str) -> Iterator[tuple[str, str]]:
    """The name of each `meta` and `base`, in small letters, and its attributes as text."""
    after, end = 0, -1
    for begin in _BEGIN.finditer(markup):
        if begin.start() < after:
            continue
        # Looked for once, and not again for each of a thousand tags that nothing ends.
        if end < begin.end() and (end := markup.find(">", begin.end())) < 0:
            return
        if end - begin.end() <= _MOST_CHARACTERS:
            yield begin[1].lower(), markup[begin.end() : end]
            after = end


def attributes(words: str) -> Iterator[tuple[str, str]]:
    """The attributes of a tag by their names in small letters, the values as they are written."""
    for each in _ATTRIBUTE.finditer(words):
        yield each[1].lower(), each[2] or each[3] or each[4] or ""
