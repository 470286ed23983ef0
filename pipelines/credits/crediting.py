"""Decide whether a copy credits the outlet of the earlier article. Pure; never says who took a text from whom.

A missing credit proves nothing: it may be in a place that is not read, and both texts may come from a third source.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from model import Credited
from pipelines.credits.agencies import load_names
from pipelines.credits.spellings import joined, name_keys
from pipelines.outlets.addresses import shape_of
from pipelines.text.domains import host_of, in_letters, is_ip_address, registrable

Row = Mapping[str, Any]


def is_credited(
    later: Row, earlier: Row, later_credits: Sequence[Row], earlier_credits: Sequence[Row], *, order_known: bool
) -> Credited:
    """Whether the later one of two copies names the other's outlet as its origin, or an agency that both name, or links
    to the other itself.

    The articles are rows with `outlet`, `domains` and `aliases` (JSON text or None), with `url` where it is known, and
    with `outlet_id` and `carrier_id` where an aggregator may carry them; their credits are rows with `name`, `url` and
    `kind`. Names are compared whole, without the words that say what kind of outlet it is. Where the order is not known
    either may name the other. `unclear`: an origin that cannot be related to the other, or words that may be a credit;
    and two articles of one outlet, which has nobody to name. An aggregator's page names the outlet.
    """
    return credited_by(later, earlier, later_credits, earlier_credits, order_known=order_known)[0]


def credited_by(
    later: Row, earlier: Row, later_credits: Sequence[Row], earlier_credits: Sequence[Row], *, order_known: bool
) -> tuple[Credited, list[Row]]:
    """What `is_credited` says, and the credits that it says so by: for `unclear` those that may be one."""
    if later["outlet"] is not None and later["outlet"] == earlier["outlet"]:
        return "credited" if later.get("carrier_id") not in (None, later.get("outlet_id")) else "unclear", []
    if not later_credits and not earlier_credits:
        return "none_found", []
    linked = _linking(later_credits, earlier) or ([] if order_known else _linking(earlier_credits, later))
    if linked:
        return "credited", linked
    own, other = (
        _keys_of_outlet(article["outlet"], article["domains"], article["aliases"]) for article in (later, earlier)
    )
    named = [(credit, keys) for credit, keys in _named_as(later_credits, "text_origin") if not keys & own]
    named_by_other = _named_as(earlier_credits, "text_origin")
    meant = other.union(*(keys for _, keys in named_by_other))
    if naming := [credit for credit, keys in named if keys & meant]:
        return "credited", naming
    if not order_known and (naming := [credit for credit, keys in named_by_other if keys & own]):
        return "credited", naming
    # Who names the other for a statement may mean all of the text.
    cited = [credit for credit, keys in _named_as(later_credits, "cited_fact") if keys & other]
    vague = [credit for credit in later_credits if credit["kind"] == "unclear"]
    unclear = [*(credit for credit, _ in named), *cited, *vague]
    return ("unclear", unclear) if unclear else ("none_found", [])


def _linking(credits: Sequence[Row], article: Row) -> list[Row]:
    """Those whose link leads to an article itself, however the sentence calls it."""
    links = [credit for credit in credits if credit["url"]]
    if not links or not (address := article.get("url")) or not (shape := shape_of(address)):
        return []
    return [credit for credit in links if shape_of(credit["url"]) == shape]


def _named_as(credits: Sequence[Row], kind: str) -> list[tuple[Row, frozenset[str]]]:
    """Each credit of a kind with what is named by it: a name in one spelling, and a registrable domain."""
    some = [credit for credit in credits if credit["kind"] == kind]
    return [(credit, _keys(credit["name"]) | _keys_of_url(credit["url"])) for credit in some]


@lru_cache(maxsize=4096)
def _keys_of_outlet(name: str | None, domains: str | None, aliases: str | None) -> frozenset[str]:
    keys = _keys(name).union(*map(_keys, json.loads(aliases or "[]")))
    for domain in json.loads(domains or "[]"):
        keys |= _keys(domain) | _keys(in_letters(domain)) | _keys_of_url(f"https://{domain}/")
    return keys


def _keys_of_url(url: str | None) -> frozenset[str]:
    host = host_of(url) if url else None
    if not url or not host:
        return frozenset()
    return _keys(load_names().of_url(url)) | {registrable(host)}


@lru_cache(maxsize=4096)
def _keys(name: str | None) -> frozenset[str]:
    if not name:
        return frozenset()
    known = load_names()
    if "." in name and " " not in name:
        # An outlet without a configured name is called by its domain, and by others by what stands before the dot.
        owner = known.of_url(f"https://{name}/") or name
        domain = registrable(name.lower())
        # Of an IP address the first number says nothing.
        before_dot = frozenset() if is_ip_address(domain) else name_keys(domain.split(".")[0])
        return before_dot | {name.lower(), joined(owner)}
    return name_keys(name) | {joined(known.known(name) or name)}
