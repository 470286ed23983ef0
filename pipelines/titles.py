"""Take the name of the site off a title. Pure; which of a page's titles is meant is `page_facts`' part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from pipelines.bylines import is_surely_outlet

_LONGEST_NAME = 80
_MOST_NAME_WORDS = 4
_LEAST_TITLE_WORDS = 3

_WORD = re.compile(r"\w+")
# A dash needs a space on one side at least, and so does the tatweel that stands for one: "عنوان ـ موقع".
_SEPARATOR = re.compile(r"\s+[|–—·•»«:⁄~<>‹›/ـ-]+\s+|\s*[|»«]\s*|\s+::\s+|\s*[–—-]+\s+|\s+(?:[–—-]|ـ(?=\s))+\s*")
_PREFIX = re.compile(r"^(?P<name>[^:：]{2,60})[:：]\s+(?=\S)")


def words_of(text: str) -> list[str]:
    """The words of a headline in lower case, for comparing headlines."""
    return _WORD.findall(text.casefold())


def without_site(title: str, sites: set[str]) -> str:
    """The title without the parts at its ends that name the site. `sites` are names as `words_of` joins them."""
    title = " ".join(title.split())
    parts = list(_SEPARATOR.finditer(title))
    start, end = 0, len(title)
    while parts and names_site(title[parts[-1].end() : end], sites):
        end = parts.pop().start()
    while parts and names_site(title[start : parts[0].start()], sites):
        start = parts.pop(0).end()
    # A colon follows speakers and places too: the name must be just the site's.
    if (before := _PREFIX.match(title[start:end])) and "".join(words_of(before["name"])) in sites:
        start += before.end()
    return title[start:end].strip() or title


def title_without_outlet(claim: str, sites: set[str], others: Sequence[str]) -> str:
    """The same of a title made for machines, which may end or begin with a name that nothing else on the page tells.

    It goes where another title of the page stands without it, or where it says itself that it is an outlet.
    """
    title = without_site(claim, sites)
    parts = list(_SEPARATOR.finditer(title))
    if not parts:
        return title
    bare = {tuple(words_of(other)) for other in others}
    ends = ((title[: cut.start()], title[cut.end() :]) for cut in reversed(parts))
    starts = ((title[cut.end() :], title[: cut.start()]) for cut in parts)
    for rest, _ in chain(ends, starts):
        if len(words_of(rest)) >= _LEAST_TITLE_WORDS and tuple(words_of(rest)) in bare:
            return rest.strip()
    last, first = parts[-1], parts[0]
    for rest, part in ((title[: last.start()], title[last.end() :]), (title[first.end() :], title[: first.start()])):
        if len(words_of(rest)) >= _LEAST_TITLE_WORDS and _says_outlet(part):
            return rest.strip()
    return title


def names_site(part: str, sites: set[str]) -> bool:
    """Whether a part of a title, or a name, is the site's."""
    joined = "".join(words_of(part))
    return (
        bool(joined)
        and any(
            joined == site or (len(joined) > 3 and len(site) > 3 and (joined in site or site in joined))
            for site in sites
        )
        and len(part) <= _LONGEST_NAME
    )


def _says_outlet(part: str) -> bool:
    """Whether the first or last word is one of outlets: "جريدة ...", "... Times"."""
    words = words_of(part)
    if not words or len(words) > _MOST_NAME_WORDS:
        return False
    return is_surely_outlet(part) and any(is_surely_outlet(word.title()) for word in (words[0], words[-1]))
