"""Outlets: who publishes. Found by name or by domain, and created when first met."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from db.store import Row, Store
from db.times import to_text

if TYPE_CHECKING:
    from config.tables import Outlet


class OutletStore(Store):
    def save_outlets(self, outlets: Iterable[Outlet], *, now: datetime) -> None:
        """Store the outlets of the configuration, as they are written there."""
        for outlet in outlets:
            row: Row = {
                "domains": json.dumps(outlet.domains),
                "aliases": json.dumps(outlet.aliases, ensure_ascii=False),
                "country": outlet.country,
                "time_zone": outlet.time_zone,
                "groups": json.dumps(outlet.groups, ensure_ascii=False),
            }
            self._update("outlets", self.outlet_named(outlet.name, now=now), row)

    def outlet_named(self, name: str, *, now: datetime) -> int:
        """The id of the outlet of that name; a new outlet is made for a new name."""
        found = self.known_outlet(name)
        return self._insert("outlets", {"name": name, "first_seen_at": to_text(now)}) if found is None else found

    def known_outlet(self, name: str) -> int | None:
        """The id of the outlet of that name, or None."""
        found = self._value("select id from outlets where name = ?", [name])
        return None if found is None else int(found)

    def outlet_of_domain(self, domains: Iterable[str]) -> int | None:
        """The id of the outlet that owns one of `domains` (most specific first), or None."""
        for domain in domains:
            found = self._value(
                "select outlets.id from outlets, json_each(outlets.domains) where json_each.value = ? "
                "order by outlets.id limit 1",
                [domain],
            )
            if found is not None:
                return int(found)
        return None

    def outlet(self, outlet_id: int) -> Row:
        """Name, time zone and groups of an outlet."""
        row = self._row("select id, name, domains, country, time_zone, groups from outlets where id = ?", [outlet_id])
        assert row is not None
        return {**row, "domains": json.loads(row["domains"]), "groups": json.loads(row["groups"])}

    def outlet_names(self) -> list[Row]:
        """Every outlet with all that it is called by: `id, name, aliases, domains, groups`, the last three lists."""
        rows = self._rows("select id, name, aliases, domains, groups from outlets order by name")
        return [{**row, **{key: json.loads(row[key]) for key in ("aliases", "domains", "groups")}} for row in rows]

    def outlets_by_name(self) -> dict[str, tuple[int, bool]]:
        """The id of every outlet, and whether it is ours, by its name."""
        rows = self._rows("select id, name, coalesce(instr(groups, '\"mine\"') > 0, 0) as is_mine from outlets")
        return {row["name"]: (row["id"], bool(row["is_mine"])) for row in rows}

    def list_outlets(self, *, since: datetime | None, limit: int | None) -> list[Row]:
        """Outlets with how many articles they have, most articles first."""
        moment = to_text(since)
        rows = self._rows(
            """
            select outlets.id, outlets.name, outlets.country, outlets.time_zone, outlets.domains, outlets.groups,
              (select count(*) from sources where sources.outlet_id = outlets.id) as sources,
              (select count(*) from articles where articles.outlet_id = outlets.id) as articles,
              outlets.first_seen_at
            from outlets where ? is null or outlets.first_seen_at >= ?
            order by articles desc, outlets.name limit ?
            """,
            [moment, moment, -1 if limit is None else limit],
        )
        return [{**row, "domains": json.loads(row["domains"]), "groups": json.loads(row["groups"])} for row in rows]

    def watched_hosts(self) -> list[str]:
        """The hosts of the sources that are visited, and the domains of their outlets."""
        rows = self._rows(
            "select sources.url, outlets.domains from sources join outlets on outlets.id = sources.outlet_id "
            "where sources.enabled"
        )
        hosts = {urlsplit(row["url"]).hostname or "" for row in rows}
        return sorted(hosts | {domain for row in rows for domain in json.loads(row["domains"])})

    def addresses_named(self, *, since: datetime | None) -> list[Row]:
        """The addresses that stored articles name: `kind, url, article_id, title, own_url`, the newest first.

        `kind` is "credit" for an origin, "canonical" for the canonical address, "copy" for the article's own address
        where others carry its text.
        """
        moment = to_text(since)
        return self._rows(
            """
            with fresh as (
              select id, url, canonical_url, title, cluster_id, first_seen_at from articles
              where ? is null or first_seen_at >= ?
            )
            select 'credit' as kind, credits.url, fresh.id as article_id, title, fresh.url as own_url, first_seen_at
              from fresh join credits on credits.article_id = fresh.id where credits.url is not null
            union all
            select 'canonical', canonical_url, id, title, url, first_seen_at from fresh where canonical_url is not null
            union all
            select 'copy', url, id, title, url, first_seen_at from fresh where cluster_id is not null
            order by first_seen_at desc, article_id desc
            """,
            [moment, moment],
        )
