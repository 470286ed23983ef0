"""Who carries whose texts, in a span of time. Bounded by time, so that the size of the database does not matter."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any, Literal, NamedTuple

from db.store import Row, Store
from db.times import to_text

# Ids of two outlets: who had the text first, who carries it.
Pair = tuple[int, int]
PairOrder = Literal["copies", "credited", "none_found", "median_minutes", "median_share"]


class Carried(NamedTuple):
    """One copy, with what is known of the two articles; `share` is how much of the first stands in the copy."""

    first: int
    carrier: int
    text: int
    order_known: int
    minutes_later: int | None
    credited: str | None
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MostCarried:
    """What is shown of a span of time: `pairs` in the order that was asked for, `strongest` those with most copies,
    `givers` and `takers` the outlets whose texts others carry most and those that carry most, with their copies.
    """

    pairs: tuple[Pair, ...]
    strongest: tuple[Pair, ...]
    givers: tuple[tuple[int, int], ...]
    takers: tuple[tuple[int, int], ...]
    pairs_in_all: int
    givers_in_all: int
    takers_in_all: int
    outlets_in_all: int
    highest: int


class CarriageStore(Store):
    def most_carried(self, *, since: datetime, by: PairOrder, pairs: int, strongest: int, outlets: int) -> MostCarried:
        """Which outlets had the most copies since. Pairs are ordered by the highest figure, but of delays by the
        shortest; those without one come last. A month has thirty thousand copies of twenty thousand pairs: only what is
        shown leaves the database.
        """
        value = _MEDIANS.get(by)
        known, values, figure = (
            "0",
            "null",
            f"sum(credited is '{by}')" if by in ("credited", "none_found") else "null",
        )
        if value:
            known, values = f"count({value})", f"group_concat({value})"
            figure = f"(min({value}) + max({value})) / 2.0"
        found: dict[str, list[tuple[Any, ...]]] = {}
        rows = self.connection.execute(
            f"""
            with pairs as materialized (
              select earlier_outlet_id as first, later_carrier_id as carrier, count(*) as copies, {known} as known,
                {figure} as figure, {values} as figures
              from {_SINCE} group by first, carrier
            )
            select 'counted', count(*), max(copies), null, null from pairs
            union all select * from (
              select 'pair', first, carrier, copies, figure from pairs where known <= 2
              order by figure is null, figure * :sign, copies desc, first, carrier limit :pairs)
            union all select * from (
              select 'strongest', first, carrier, null, null from pairs
              order by copies desc, first, carrier limit :strongest)
            union all select 'giver', first, sum(copies), null, null from pairs group by first
            union all select 'taker', carrier, sum(copies), null, null from pairs group by carrier
            union all select 'many', first, carrier, copies, figures from pairs where known > 2
            """,
            {"since": to_text(since), "sign": _SIGNS.get(by, -1), "pairs": pairs, "strongest": strongest},
        )
        for kind, *values in rows:
            found.setdefault(kind, []).append(tuple(values))
        number, highest, *_ = found["counted"][0]
        givers, takers = ([(one, copies) for one, copies, *_ in found.get(kind, ())] for kind in ("giver", "taker"))
        ordered = [*found.get("pair", ()), *_with_medians(found.get("many", ()))]
        ordered.sort(key=lambda row: (row[3] is None, _SIGNS.get(by, -1) * (row[3] or 0), -row[2], *row[:2]))
        return MostCarried(
            pairs=tuple((first, carrier) for first, carrier, *_ in ordered[:pairs]),
            strongest=tuple((first, carrier) for first, carrier, *_ in found.get("strongest", ())),
            givers=_most(givers, outlets),
            takers=_most(takers, outlets),
            pairs_in_all=number,
            givers_in_all=len(givers),
            takers_in_all=len(takers),
            outlets_in_all=len({one for one, _ in givers + takers}),
            highest=highest or 0,
        )

    def carried_of_pairs(self, pairs: Collection[Pair], *, since: datetime) -> list[Carried]:
        """The copies of these pairs of outlets that came in since."""
        return self._carried(
            "and (earlier_outlet_id, later_carrier_id) in "
            "(select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(:pairs))",
            since=since,
            pairs=json.dumps([*pairs]),
        )

    def carried_of_outlet(self, outlet_id: int, *, since: datetime) -> list[Carried]:
        """The copies that came in since, of texts that this outlet had first, or that it carries of another."""
        either = "and (earlier_outlet_id = :outlet or later_carrier_id = :outlet)"
        return self._carried(either, since=since, outlet=outlet_id)

    def _carried(self, condition: str, *, since: datetime, **values: object) -> list[Carried]:
        rows = self.connection.execute(
            "select earlier_outlet_id, later_carrier_id, coalesce(cluster, -earlier_id), order_known, minutes_later, "
            f"credited, share_of_earlier from {_SINCE} {condition}",
            {"since": to_text(since), **values},
        )
        return [Carried(*row) for row in rows]

    def articles_of_outlet(self, outlet_id: int, *, limit: int) -> list[Row]:
        """The newest articles that stand on an outlet's pages, each with the size of its cluster and whether it is the
        earliest of it.
        """
        return self._rows(
            "select articles.id, articles.title, articles.language, articles.published_at, articles.published_offset, "
            "articles.published_day, articles.date_precision, articles.first_seen_at, "
            "articles.cluster_id as cluster, clusters.size, "
            "case when clusters.earliest_id = articles.id then clusters.order_known else (select carriers.order_known "
            "from carriers where later_id = articles.id and earlier_id = clusters.earliest_id) end as order_known, "
            "clusters.earliest_id = articles.id as is_first, outlets.name as outlet, "
            "outlets.time_zone, carriers.name as carrier from articles "
            "left join clusters on clusters.id = articles.cluster_id "
            "left join outlets on outlets.id = articles.outlet_id "
            "left join outlets carriers on carriers.id = articles.carrier_id "
            "where articles.carrier_id = ? order by articles.order_at desc, articles.id desc limit ?",
            [outlet_id, limit],
        )

    def sources_of_outlet(self, outlet_id: int) -> list[Row]:
        """The sources of an outlet with their health."""
        return self._rows(
            "select source_health.*, sources.paused_at from source_health "
            "join sources on sources.id = source_health.id where sources.outlet_id = ?",
            [outlet_id],
        )

    def visits_of_outlet(self, outlet_id: int, *, limit: int) -> list[Row]:
        """The newest visits of an outlet's sources."""
        return self._rows(
            "select visits.*, sources.url as source from visits join sources on sources.id = visits.source_id "
            "where visits.source_id in (select id from sources where outlet_id = ?) order by visits.id desc limit ?",
            [outlet_id, limit],
        )


# What an outlet carries of its own is left out.
_SINCE = """
  carriers indexed by idx_carriers_seen where seen_at >= :since and earlier_outlet_id != later_carrier_id
"""
_MEDIANS = {"median_minutes": "iif(order_known, minutes_later, null)", "median_share": "share_of_earlier"}
_SIGNS = {"median_minutes": 1}


def _with_medians(many: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Each pair of more than two values with their median. That of one or two is known from the lowest and the highest;
    to sort the others' values, or to number them, in SQL takes longer than to have them named in one pass.
    """
    for first, carrier, copies, figures in many:
        yield first, carrier, copies, median(map(float, figures.split(",")))


def _most(counted: Sequence[tuple[int, int]], number: int) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(counted, key=lambda each: (-each[1], each[0]))[:number])
