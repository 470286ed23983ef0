"""Say in words for people where a fact of an article was read, and what was passed over for it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from model import DateSource, Published

Origins = tuple[tuple[str, str], ...]

_PLACES: dict[DateSource, str] = {
    "json_ld": "JSON-LD",
    "meta": "a meta tag",
    "time_tag": "a <time> tag",
    "feed": "the feed",
    "text": "the page's own words",
    "url": "the address",
    "sitemap": "the sitemap",
    "record": "the record",
    "script": "the data in the page's scripts",
}
_LONGEST_QUOTE = 80
_PAGES = re.compile(r"; (?:joined from|the first) (\d+) pages")
_FEED = "the feed"
_ABOVE_PAYWALL = "; the rest stands behind a paywall or login"

OF_RECORD: Origins = (
    ("text", "the record"),
    ("title", "the record"),
    ("published_at", "the record"),
    ("language", "the detector, from the text"),
)
OF_TEXT_FILE: Origins = (
    ("text", "the file's own words"),
    ("title", "the heading above the text"),
    ("authors", "the lines around the heading"),
    ("published_at", "the lines around the heading"),
    ("language", "the detector, from the text"),
)


def chosen(where: str, passed: Iterable[tuple[str, str]] = ()) -> str:
    """`og:title; passed over: <title> "Ploughs | Valley Post"`. `passed` has places and what they say."""
    return _over(where, [f"{place} {quoted(words)}" for place, words in passed])


def from_feed(why: str) -> str:
    """How the origin of a text reads that is the feed's: `the feed (the page: HTTP 403)`."""
    return f"{_FEED} ({why})"


def is_from_feed(text_origin: str | None) -> bool:
    """Whether a text's origin says that it is the feed's."""
    return text_origin is not None and text_origin.startswith(_FEED)


def above_paywall(text_origin: str) -> str:
    """How the origin of a text reads of which the rest is not shown."""
    return f"{text_origin}{_ABOVE_PAYWALL}"


def is_above_paywall(text_origin: str | None) -> bool:
    """Whether a text's origin says that the rest is not shown."""
    return text_origin is not None and text_origin.endswith(_ABOVE_PAYWALL)


def from_pages(text_origin: str, pages: int, missing: str | None) -> str:
    """How the origin of a text reads that stands on several pages; `missing` says why the next could not be had."""
    if missing is not None:
        first = "the first page" if pages == 1 else f"the first {pages} pages"
        return f"{text_origin}; {first} of several, the next is missing: {missing}"
    return f"{text_origin}; joined from {pages} pages"


def is_from_pages(text_origin: str | None) -> bool:
    """Whether a text's origin says that it stands on several pages."""
    return _PAGES.search(text_origin or "") is not None or " of several, the next " in (text_origin or "")


def pages_joined(text_origin: str | None) -> int:
    """Of how many pages a text is made by its origin."""
    found = _PAGES.search(text_origin or "")
    return int(found[1]) if found else 1


def date_origin(found: Published | None, others: Iterable[Published]) -> str | None:
    """Where a date was read, how exactly, from which words, and the other dates that the page carries."""
    passed = [
        f"{_PLACES[each.source]} {quoted(each.words)}{'' if each.when else ' (not placed)'}"
        for each in others
        if found is None or each.source != found.source
    ]
    if found is None:
        return _over("none could be read", passed) if passed else None
    how = f"to the {found.precision}" if found.when else "not placed"
    return _over(f"{_PLACES[found.source]} {quoted(found.words)}, {how}", passed)


def _over(where: str, passed: list[str]) -> str:
    return f"{where}; passed over: {', '.join(passed)}" if passed else where


def quoted(words: str) -> str:
    """Words in quotes, cut where they are long."""
    words = " ".join(words.split())
    return f'"{words if len(words) <= _LONGEST_QUOTE else words[: _LONGEST_QUOTE - 1] + "…"}"'


def with_origins(origins: Origins, more: Iterable[tuple[str, str | None]]) -> Origins:
    """`origins` with those of some fields put in the place of theirs; None leaves what was."""
    told = dict(origins)
    told.update((name, words) for name, words in more if words)
    return tuple(told.items())
