"""The outlets of a configuration, for workers that have no database. An id is valid in one process only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOutlet:
    """An outlet of the configuration, as plain values that travel to workers."""

    name: str
    domains: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    time_zone: str | None = None
    topic: str | None = None


class ConfiguredOutlets:
    """The outlets of a configuration, and those that articles name besides."""

    def __init__(self, outlets: Sequence[KnownOutlet]) -> None:
        self._outlets = list(outlets)
        self._ids = {outlet.name: number for number, outlet in enumerate(self._outlets)}
        self._domains: dict[str, int] = {}
        for number, outlet in enumerate(self._outlets):
            for domain in outlet.domains:
                self._domains.setdefault(domain, number)

    def known_outlet(self, name: str, /) -> int | None:
        return self._ids.get(name)

    def outlet_named(self, name: str, /, *, now: datetime) -> int:
        if name not in self._ids:
            self._ids[name] = len(self._outlets)
            self._outlets.append(KnownOutlet(name=name))
        return self._ids[name]

    def outlet_of_domain(self, domains: Iterable[str], /) -> int | None:
        return next((self._domains[domain] for domain in domains if domain in self._domains), None)

    def outlet(self, outlet_id: int, /) -> dict[str, Any]:
        """The columns of an outlet that decide the order and credits of its articles; lists are JSON."""
        outlet = self._outlets[outlet_id]
        return {
            "name": outlet.name,
            "domains": json.dumps(outlet.domains),
            "aliases": json.dumps(outlet.aliases, ensure_ascii=False),
            "time_zone": outlet.time_zone,
            "topic": outlet.topic,
        }

    def source_owner(self, source_id: int, /) -> tuple[int, str] | None:
        return None

    def source_owners(self) -> list[tuple[int, str]]:
        return []
