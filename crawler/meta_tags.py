"""The meta tags at the beginning of a page, read in the loop: in a time that its length bounds, whatever it holds.
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BEGIN = re.compile(r"<(meta|base)\b", re.IGNORECASE)
_MOST_CHARACTERS = 4000
# A name is looked at once: within a long one no other begins.
_ATTRIBUTE = re.compile(r"(?<![a-zA-Z-])([a-zA-Z-]{1,40})(?![a-zA-Z-])\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def tags(markup: str) -> Iterator[tuple[str, str]]:
    """The name of each `meta` and `base`, in small letters, and what stands in it."""
    after, end = 0, -1
    for begin in _BEGIN.finditer(markup):
        if begin.start() < after:
            continue
        # Asked for once, and not again by each of a thousand tags that none ends.
        if end < begin.end() and (end := markup.find(">", begin.end())) < 0:
            return
        if end - begin.end() <= _MOST_CHARACTERS:
            yield begin[1].lower(), markup[begin.end() : end]
            after = end


def attributes(words: str) -> Iterator[tuple[str, str]]:
    """The attributes of a tag by their names in small letters, the values as they are written."""
    for each in _ATTRIBUTE.finditer(words):
        yield each[1].lower(), each[2] or each[3] or each[4] or ""
