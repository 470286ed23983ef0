"""Keep the notices of corrections that a page sets apart from its text: in a box, below a rule, in a footer. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from pipelines.reading.html.element_text import BLOCKS, is_longer, one_line
from pipelines.text.corrections import is_notice, may_be_notice
from pipelines.text.normalize import normalize

_LONGEST = 1000
_MOST, _MOST_ELEMENTS = 40, 400
_TAGS = ("aside", "footer", "div", "p", "section")
_NAMED = re.compile(
    r"[Cc]orrection|[Cc]larification|[Ee]ditor|[Ee]rratum|[Kk]orrektur|amend|[Uu]pdate|[Nn]otice|footnote"
)
# Of each of these names what is written in one way alone: to look for these takes a tenth of the time.
_PARTS_OF_NAMES = ("orrection", "larification", "ditor", "rratum", "orrektur", "amend", "pdate", "otice", "footnote")
_OF_OTHERS = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|respond|repl(?:y|ies)|related|recommend\w*|sidebar|widget|teasers?|cards?|"
    r"most-?(?:read|popular)|trending|latest)(?:$|[\s_-])",
    re.IGNORECASE,
)


def with_corrections(text: str, tree: HtmlElement) -> str:
    """The text, and below it the notices that are not in it."""
    missing: list[str] = []
    known: str | None = None
    for element in islice(filter(_is_set_apart, tree.iter(*_TAGS)), _MOST_ELEMENTS):
        for line in _notices(element):
            known = normalize(text) if known is None else known
            if normalize(line) not in known and line not in missing:
                missing.append(line)
        if len(missing) >= _MOST:
            break
    return "\n".join([text, *missing]) if missing else text


def _is_set_apart(element: HtmlElement) -> bool:
    # An XPath over all classes takes five times as long.
    named = element.get("class")
    if named and _is_named(named):
        return True
    return element.tag == "aside" or (
        element.tag == "footer" and next(element.iterancestors("article"), None) is not None
    )


@lru_cache(maxsize=4096)
def _is_named(names: str) -> bool:
    # The elements of a page share few names.
    return any(part in names for part in _PARTS_OF_NAMES) and _NAMED.search(names) is not None


def _notices(element: HtmlElement) -> list[str]:
    """The element's own words where it opens with a notice: what stands over other stories is longer."""
    if is_longer(element, _LONGEST):
        return []
    text = one_line(element)
    if not may_be_notice(text):
        return []
    # A label may be a heading of its own, without a mark.
    first = next((one_line(child) for child in element.iter() if child.tag in BLOCKS and not len(child)), "")
    is_headed = bool(first) and text.startswith(first) and text != first and is_notice(f"{first}:")
    if not (is_notice(text) or is_headed) or element.find(".//a[h3]") is not None:
        return []
    if any(
        above.tag in ("nav", "form") or _OF_OTHERS.search(f"{above.get('class') or ''} {above.get('id') or ''}")
        for above in (element, *element.iterancestors())
    ):
        return []
    return [f"{first}: {text[len(first) :].strip()}" if is_headed and not is_notice(text) else text]
