"""Decide whose a story is: the outlet named on its card, the configured outlet of its domain, the domain, or
what a page without a web address calls itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from model import Page, Story
from pipelines.text.domains import domain_of, host_of, registrable

if TYPE_CHECKING:
    from config.tables import SourceEntry

# What a record calls its outlet may be the outlet's domain.
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")


class Outlets(Protocol):
    """Where outlets are known: the database, or a configuration alone."""

    def known_outlet(self, name: str, /) -> int | None:
        """The id of the outlet of that name."""

    def outlet_named(self, name: str, /, *, now: datetime) -> int:
        """The same; a new outlet is made for a new name."""

    def outlet_of_domain(self, domains: Iterable[str], /) -> int | None:
        """The id of the outlet that owns one of these domains, the most specific first."""

    def outlet(self, outlet_id: int, /) -> dict[str, Any]:
        """What is known of an outlet, with its `name`."""

    def source_owner(self, source_id: int, /) -> tuple[int, str] | None:
        """Whose a source is, and its address."""

    def source_owners(self) -> list[tuple[int, str]]:
        """The same of all sources."""


class OutletNames:
    """Outlet ids, with what was looked up before remembered for the life of one run."""

    def __init__(self, outlets: Outlets) -> None:
        self._known = outlets
        self._by_host: dict[tuple[str, int | None], int] = {}
        self._by_name: dict[str, int] = {}
        self._by_domain: dict[str, int | None] = {}

    def forget(self) -> None:
        """Look everything up again: outlets that a rolled back transaction made are not there."""
        self._by_host.clear()
        self._by_name.clear()
        self._by_domain.clear()

    def of(self, page: Page, story: Story, *, now: datetime) -> tuple[int | None, int | None]:
        """Ids of the page's outlet (the carrier) and of the story's. None where neither name nor domain is known.

        A record names the outlet of its page, unless its address is on a domain that is configured for another one.
        """
        own = story.outlet
        if page.kind == "record" and own and not page.hints.outlet:
            outlet, owner = self._named(own, now=now), self._owner_of_domain(page)
            return outlet if owner is None else owner, outlet
        carrier = self._carrier(page, story, now=now)
        return carrier, self._named(own, now=now) if own else carrier

    def known(self, page: Page) -> int | None:
        """The id of a page's outlet as far as it is known before the page is read, or None. Makes none."""
        if page.hints.outlet:
            return _known_as(self._known, page.hints.outlet)
        if page.kind == "record" and (own := _outlet_in_record(page.body)):
            owner = self._owner_of_domain(page)
            return _known_as(self._known, own) if owner is None else owner
        host = host_of(page.final_url or page.url)
        if host is None:
            return None
        key = (host, page.source_id)
        if key not in self._by_host:
            found = self._known_owner(host, page.source_id)
            if found is None:
                return None
            self._by_host[key] = found
        return self._by_host[key]

    def name(self, outlet_id: int | None) -> str | None:
        """The name of an outlet."""
        return None if outlet_id is None else str(self._known.outlet(outlet_id)["name"])

    def _carrier(self, page: Page, story: Story, *, now: datetime) -> int | None:
        if page.hints.outlet:
            return self._named(page.hints.outlet, now=now)
        host = host_of(page.final_url or page.url) or host_of(story.canonical_url or "")
        if host is None:
            return self._named(story.site_name, now=now) if story.site_name else None
        key = (host, page.source_id)
        if key not in self._by_host:
            self._by_host[key] = self._owner(host, page.source_id, now=now)
        return self._by_host[key]

    def _owner(self, host: str, source_id: int | None, *, now: datetime) -> int:
        known = self._known_owner(host, source_id)
        return self._known.outlet_named(registrable(host), now=now) if known is None else known

    def _known_owner(self, host: str, source_id: int | None) -> int | None:
        """Whose host it is: by the outlets' domains, else by sources on the same domain (its own) or host (others)."""
        known = _owner_of_domain(self._known, host)
        if known is not None:
            return known
        source = self._known.source_owner(source_id) if source_id is not None else None
        if source is not None and domain_of(source[1]) == registrable(host):
            return source[0]
        # However a page was reached, it has one outlet: an aggregator names what the outlet's own feed names too.
        same_host = (owner for owner, url in self._known.source_owners() if host_of(url) == host)
        return next(same_host, None) or self._known.known_outlet(registrable(host))

    def _owner_of_domain(self, page: Page) -> int | None:
        """The outlet for whose domains a page's host is configured."""
        host = host_of(page.url)
        if host is None:
            return None
        if host not in self._by_domain:
            self._by_domain[host] = _owner_of_domain(self._known, host)
        return self._by_domain[host]

    def _named(self, name: str, *, now: datetime) -> int:
        if name not in self._by_name:
            self._by_name[name] = _called(self._known, name, now=now)
        return self._by_name[name]


def _outlet_in_record(body: bytes) -> str | None:
    """What a record calls its outlet, before it is read."""
    try:
        record = json.loads(body)
    except ValueError:
        return None
    names = (record.get("outlet"), record.get("source")) if isinstance(record, dict) else ()
    return next((name for name in names if isinstance(name, str) and name.strip()), None)


def outlet_of_source(outlets: Outlets, entry: SourceEntry, *, now: datetime) -> int:
    """The outlet of a configured source: the one it names, else the one of its domain."""
    if entry.outlet is not None:
        return _called(outlets, entry.outlet, now=now)
    host = host_of(entry.url)
    assert host is not None, "the configuration was checked"
    known = _owner_of_domain(outlets, host)
    return known if known is not None else outlets.outlet_named(registrable(host), now=now)


def _called(outlets: Outlets, name: str, *, now: datetime) -> int:
    """The outlet that goes by a name; a new one is made for a new name."""
    known = _known_as(outlets, name)
    return outlets.outlet_named(name, now=now) if known is None else known


def _known_as(outlets: Outlets, name: str) -> int | None:
    """The outlet for which a name is configured as its domain, else the one that is called so."""
    host = host_of(f"https://{name.strip()}/") if _DOMAIN.fullmatch(name.strip()) else None
    owner = _owner_of_domain(outlets, host) if host else None
    return outlets.known_outlet(name) if owner is None else owner


def _owner_of_domain(outlets: Outlets, host: str) -> int | None:
    """The outlet that has `host` among its domains, or the nearest domain above it."""
    # `a.b.example.com` -> itself, `b.example.com`, `example.com`.
    parts, shortest = host.split("."), registrable(host)
    longer = [".".join(parts[n:]) for n in range(len(parts))]
    return outlets.outlet_of_domain([domain for domain in longer if len(domain) >= len(shortest)])
