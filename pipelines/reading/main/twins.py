"""Cut further copies of a page's one article: for small screens, for printing, in a `<template>`. Pure.

Each copy has the headline in an `<h1>` of its own. Left in, they are read as stories beside the first, or twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from lxml.html import HtmlElement

from pipelines.reading.html.element_text import one_line
from pipelines.reading.main.main_text import WHOLE, share
from pipelines.text.lines import count_words

# A headline that is shown again in a bar has fewer words beside it.
_FEWEST_WORDS = 50
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def cut_twins(tree: HtmlElement) -> None:
    """Take out of the tree what holds a headline for a second time and has no text that the first does not have; of
    copies the one that is shown stays.
    """
    heads: dict[str, list[HtmlElement]] = {}
    for head in tree.iter("h1"):
        heads.setdefault(one_line(head), []).append(head)
    for title, same in heads.items():
        if title and len(same) > 1:
            _cut(same)


def _cut(heads: list[HtmlElement]) -> None:
    above = Counter(each for head in heads for each in head.iterancestors())
    holders = [_holder(head, above) for head in heads]
    kept = next((holder for holder in holders if not _is_hidden(holder)), holders[0])
    text = one_line(kept)
    for holder in holders:
        if holder is not kept and holder.getparent() is not None:
            copy = one_line(holder)
            if count_words(copy) >= _FEWEST_WORDS and share(copy, text) >= WHOLE:
                holder.drop_tree()


def _holder(head: HtmlElement, above: Mapping[HtmlElement, int]) -> HtmlElement:
    """The largest element that holds this headline and none of the others; `above` counts how many each holds."""
    holder = head
    while (parent := holder.getparent()) is not None and above[parent] == 1:
        holder = parent
    return holder


def _is_hidden(element: HtmlElement) -> bool:
    return any(
        each.tag == "template" or each.get("hidden") is not None or _HIDDEN.search(each.get("style") or "")
        for each in (element, *element.iterancestors())
    )
