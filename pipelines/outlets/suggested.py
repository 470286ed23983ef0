"""Suggest outlets to watch: domains that stored articles name, and that no source covers. Pure.

An article names a domain as the origin that it credits, as its canonical address elsewhere, or by being carried: what
an archive or an aggregator brought from a site that is not watched, and that shares its text with others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.text.domains import host_of, registrable

Kind = Literal["credit", "canonical", "copy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One article that names an address."""

    kind: Kind
    url: str
    article_id: int
    title: str | None = None
    own_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A domain that is not watched: how many articles name it, how many in each way, and the latest of them."""

    domain: str
    times: int
    credits: int
    canonical: int
    copies: int
    example: Mention


def suggestions(mentions: Iterable[Mention], watched: Iterable[str]) -> list[Suggestion]:
    """The domains that are named and not among the `watched` hosts, the most often named first.

    `mentions` come newest first. An article counts once for each way in which it names a domain.
    """
    known = {registrable(host) for host in watched}
    found: dict[str, dict[tuple[str, int], Mention]] = {}
    for mention in mentions:
        host = host_of(mention.url)
        if host is None or "." not in host or (domain := registrable(host)) in known:
            continue
        if mention.kind == "canonical" and domain == registrable(host_of(mention.own_url or "") or ""):
            continue
        found.setdefault(domain, {}).setdefault((mention.kind, mention.article_id), mention)
    made = [_suggestion(domain, [*named.values()]) for domain, named in found.items()]
    return sorted(made, key=lambda each: (-each.times, each.domain))


def _suggestion(domain: str, named: Sequence[Mention]) -> Suggestion:
    kinds = [mention.kind for mention in named]
    return Suggestion(
        domain=domain,
        times=len({mention.article_id for mention in named}),
        credits=kinds.count("credit"),
        canonical=kinds.count("canonical"),
        copies=kinds.count("copy"),
        example=named[0],
    )
