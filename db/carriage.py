"""Who carries whose texts, in a span of time. Bounded by time, so that the size of the database does not matter."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

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
    """What a span of time is shown by: `pairs` in the order that was asked for, `strongest` those with most copies,
    `givers` and `takers` the outlets whose texts others carry most and those that carry most, with their copies."""

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
        """Whose copies came in most since. Pairs are ordered by the highest figure, but of delays by the shortest;
        those without one come last. A month has thirty thousand copies of twenty thousand pairs: only what is shown
        leaves the database.
        """
        figure = _MEDIANS.get(by)
        medians = _median_of_pairs(figure) if figure else ""
        order = "figure is null, figure" if by == "median_minutes" else "figure is null, -figure"
        found: dict[str, list[tuple[int, int]]] = {}
        rows = self.connection.execute(
            f"""
            with pairs as materialized (
              select earlier_outlet_id as first, later_carrier_id as carrier, count(*) as copies
                {f", count({figure}) as known, (min({figure}) + max({figure})) / 2.0 as middle" if figure else ""}
                {f", sum(credited is '{by}') as figure" if by in ("credited", "none_found") else ""}
              from {_SINCE} group by first, carrier
            ){medians}
            select 'pair', first, carrier from (
              select first, carrier from {"ordered" if figure else "pairs"}
              order by {f"{order}, " if by != "copies" else ""} copies desc, first, carrier limit :pairs)
            union all select 'strongest', first, carrier from (
              select first, carrier from pairs order by copies desc, first, carrier limit :strongest)
            union all select 'giver', first, copies from (
              select first, sum(copies) as copies from pairs group by first order by 2 desc, 1 limit :outlets)
            union all select 'taker', carrier, copies from (
              select carrier, sum(copies) as copies from pairs group by carrier order by 2 desc, 1 limit :outlets)
            union all select 'counted', count(*), max(copies) from pairs
            union all select 'outlets', count(*), null from (
              select first from pairs union select carrier from pairs)
            union all select 'in all', count(distinct first), count(distinct carrier) from pairs
            """,
            {"since": to_text(since), "pairs": pairs, "strongest": strongest, "outlets": outlets},
        )
        for kind, one, other in rows:
            found.setdefault(kind, []).append((one, other))
        [(number, highest)], [(givers, takers)] = found["counted"], found["in all"]
        return MostCarried(
            pairs=tuple(found.get("pair", ())),
            strongest=tuple(found.get("strongest", ())),
            givers=tuple(found.get("giver", ())),
            takers=tuple(found.get("taker", ())),
            pairs_in_all=number,
            givers_in_all=givers,
            takers_in_all=takers,
            outlets_in_all=found["outlets"][0][0],
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
        earliest of it."""
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
            "select source_health.* from source_health where id in (select id from sources where outlet_id = ?)",
            [outlet_id],
        )

    def visits_of_outlet(self, outlet_id: int, *, limit: int) -> list[Row]:
        """The newest visits of an outlet's sources."""
        return self._rows(
            "select visits.*, sources.url as source from visits join sources on sources.id = visits.source_id "
            "where visits.source_id in (select id from sources where outlet_id = ?) order by visits.id desc limit ?",
            [outlet_id, limit],
        )

    def visits_of_source(self, source_id: int, *, limit: int) -> list[Row]:
        """The newest visits of a source."""
        return self._rows(
            "select * from visits where source_id = ? order by started_at desc, id desc limit ?", [source_id, limit]
        )


# What an outlet carries of its own is left out.
_SINCE = """
  carriers indexed by idx_carriers_seen where seen_at >= :since and earlier_outlet_id != later_carrier_id
"""
_MEDIANS = {"median_minutes": "iif(order_known, minutes_later, null)", "median_share": "share_of_earlier"}


def _median_of_pairs(figure: str) -> str:
    """`ordered`: the pairs with their median. That of one or two values is known from the lowest and the highest; most
    pairs have no more, and only the others are sorted."""
    return f"""
      , many as materialized (select first, carrier from pairs where known > 2),
      placed as (
        select earlier_outlet_id as first, later_carrier_id as carrier, {figure} as value,
          row_number() over (partition by earlier_outlet_id, later_carrier_id order by {figure}) as place,
          count(*) over (partition by earlier_outlet_id, later_carrier_id) as number
        from {_SINCE} and {figure} is not null and (earlier_outlet_id, later_carrier_id) in many
      ),
      ordered as (
        select pairs.first, pairs.carrier, pairs.copies, coalesce(medians.value, pairs.middle) as figure
        from pairs left join (
          select first, carrier, avg(value) as value from placed where place in ((number + 1) / 2, (number + 2) / 2)
          group by first, carrier
        ) medians on medians.first = pairs.first and medians.carrier = pairs.carrier
      )
    """
