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
from pipelines.text.domains import host_of, in_letters, is_ip_address, registrable

Row = Mapping[str, Any]


def is_credited(
    later: Row, earlier: Row, later_credits: Sequence[Row], earlier_credits: Sequence[Row], *, order_known: bool
) -> Credited:
    """Whether the later one of two copies names the other's outlet as its origin, or an agency that both name.

    The articles are rows with `outlet`, `domains` and `aliases` (JSON text or None), and with `outlet_id` and
    `carrier_id` where an aggregator may carry them; their credits are rows with `name`, `url` and `kind`. Names are
    compared whole, without the words that say what kind of outlet it is. Where the order is not known either may name
    the other. `unclear`: an origin that cannot be related to the other, or words that may be a credit; and two articles
    of one outlet, which has nobody to name. An aggregator's page names the outlet.
    """
    if later["outlet"] is not None and later["outlet"] == earlier["outlet"]:
        return "credited" if later.get("carrier_id") not in (None, later.get("outlet_id")) else "unclear"
    if not later_credits and not earlier_credits:
        return "none_found"
    own, other = (
        _keys_of_outlet(article["outlet"], article["domains"], article["aliases"]) for article in (later, earlier)
    )
    named = [keys for keys in _origins(later_credits) if not keys & own]
    named_by_other = frozenset[str]().union(*_origins(earlier_credits))
    if any(keys & (other | named_by_other) for keys in named):
        return "credited"
    if not order_known and named_by_other & own:
        return "credited"
    # Who names the other for a statement may mean all of the text.
    names_other = any(keys & other for keys in _named_as(later_credits, "cited_fact"))
    if named or names_other or any(credit["kind"] == "unclear" for credit in later_credits):
        return "unclear"
    return "none_found"


def _origins(credits: Sequence[Row]) -> list[frozenset[str]]:
    """What each of the texts' origins is known by: its name in one spelling, and its registrable domain."""
    return _named_as(credits, "text_origin")


def _named_as(credits: Sequence[Row], kind: str) -> list[frozenset[str]]:
    return [_keys(credit["name"]) | _keys_of_url(credit["url"]) for credit in credits if credit["kind"] == kind]


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
