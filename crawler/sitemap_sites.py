"""Which links of a sitemap are its to name: those of its own site and its outlet's. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from crawler.tally import counted
from model import Link
from pipelines.text.domains import domain_of, host_of

_SITES_TOLD = 3


def parted(links: Sequence[Link], *, own: AbstractSet[str]) -> tuple[tuple[Link, ...], Counter[str]]:
    """The links to registrable domains of its `own`, and how many there are to which other host."""
    kept = tuple(link for link in links if domain_of(link.url) in own)
    return kept, Counter(host_of(link.url) or "" for link in links if domain_of(link.url) not in own)


def others_words(others: Counter[str]) -> str:
    """That links to other hosts are refused, and why."""
    named = ", ".join(f"{host} {number}" for host, number in others.most_common(_SITES_TOLD))
    more = ", ..." if len(others) > _SITES_TOLD else ""
    return (
        f"{counted(others.total(), 'link')} to other sites refused ({named}{more}): "
        "a sitemap speaks for its own site and its outlet's `domains`"
    )
