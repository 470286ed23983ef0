"""Copies as people count them: each carrier of a text once, with the earliest; the clusters; who publishes first.

The table `carriers` says what counts (docs/copies.md, db/carriers.py). Pairs of articles, as they were judged, are in
`matches`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from db.carriers import COUNTED_OF_LATER, COUNTED_OF_TEXTS, refresh_carriers
from db.matches import MatchStore, side_columns, side_joins, whose_pair
from db.store import Row
from db.times import to_text


class CopyStore(MatchStore):
    def count_copies(self, *, since: datetime | None = None) -> int:
        """How many copies there are, or were found since: one for each carrier of a text after the earliest."""
        self._refresh_carriers()
        if since is None:
            return int(self._value("select count(*) from carriers"))
        return int(
            self._value(
                "select count(*) from carriers where found_at >= ?",
                [to_text(since)],
            )
        )

    def copies_of_article(self, article_id: int, found: Sequence[int]) -> int:
        """How many copies an article that was just stored adds: one where it joined a cluster, else one for each text
        among the articles `found` that it is a copy of.
        """
        return int(
            self._value(
                "select case when (select cluster_id from articles where id = ?) is not null then 1 else "
                "(select count(distinct coalesce(-cluster_id, id)) from articles "
                "where id in (select value from json_each(?))) end",
                [article_id, json.dumps(list(found))],
            )
        )

    def list_copies(
        self,
        *,
        since: datetime | None,
        limit: int | None,
        unsettled: bool = False,
        whose: Sequence[int] | None = None,
        by: Sequence[int] | None = None,
    ) -> list[Row]:
        """Each carrier of a text with the earliest, newest first, in the columns of `list_matches`.

        Figures are null where the two were not compared with each other: `through_id` is the article that connects
        them. Pairs that a person called no copy are listed too, with that verdict; they do not count. `unsettled`
        leaves out what has a verdict, `whose` and `by` are as in `list_matches`.
        """
        self._refresh_carriers()
        rows = self._rows(
            f"select found.*, {side_columns('later')}, {side_columns('earlier')}, "
            "(select note from verdicts where verdicts.match_id = found.id order by verdicts.id desc limit 1) "
            f"as verdict_note from (select {', '.join(_SHOWN)}, through_id, cluster from copies "
            f"union all select {', '.join(_SHOWN)}, null, later_cluster from pairs where id in "
            "(select match_id from verdicts where verdict = 'not-a-copy') and verdict = 'not-a-copy' "
            f"and relation != 'partial') found {side_joins('found')} "
            "where (:since is null or found.found_at >= :since) and (not :unsettled or found.verdict is null) "
            f"and {whose_pair(order_known='found.order_known')} order by found.id desc limit :limit",
            {
                "since": to_text(since),
                "unsettled": unsettled,
                "whose": _ids(whose),
                "by": _ids(by),
                "limit": -1 if limit is None else limit,
            },
        )
        self.verify_sides(rows)
        return rows

    def list_clusters(
        self,
        *,
        since: datetime | None,
        limit: int | None,
        only: Sequence[int] | None = None,
        whose: Sequence[int] | None = None,
        missing: Sequence[int] | None = None,
    ) -> list[Row]:
        """Clusters, newest first, with their earliest article and who carries the text; `since` keeps those in which a
        copy was found since.

        `only` names those that are wanted. `whose` keeps the texts that one of these outlets carries; `missing` those
        that none of them carries and several others do, the widest spread first.
        """
        carried = (
            "(select 1 from articles where cluster_id = clusters.id and (outlet_id in (select value from "
            "json_each({0})) or carrier_id in (select value from json_each({0}))))"
        )
        self._refresh_carriers()
        rows = self._rows(
            f"""
            select clusters.id, clusters.size, clusters.size - 1 as copies, clusters.order_known, clusters.reason,
              clusters.created_at, earliest.id as earliest, earliest.title, earliest.url,
              outlets.name as earliest_outlet,
              (select name from outlets where id = coalesce(earliest.carrier_id, earliest.outlet_id))
                as earliest_carrier,
              coalesce(earliest.published_at, earliest.first_seen_at) as earliest_at,
              earliest.published_at as earliest_published_at, earliest.published_day as earliest_published_day,
              earliest.date_precision as earliest_date_precision,
              earliest.published_offset as earliest_published_offset, outlets.time_zone as earliest_time_zone,
              (select json_group_array(json_array(outlet, carrier)) from (
                select o.name as outlet, c.name as carrier, min(a.order_at) as at from articles a
                left join outlets o on o.id = a.outlet_id
                left join outlets c on c.id = coalesce(a.carrier_id, a.outlet_id)
                where a.cluster_id = clusters.id group by o.id, c.id order by at, a.id)) as who,
              (select count(distinct coalesce(a.carrier_id, a.outlet_id)) from articles a
                where a.cluster_id = clusters.id) as spread
            from clusters
            join articles earliest on earliest.id = clusters.earliest_id
            left join outlets on outlets.id = earliest.outlet_id
            where (:only is null or clusters.id in (select value from json_each(:only)))
              and (:since is null or clusters.id in (select cluster from carriers where found_at >= :since))
              and (:whose is null or exists {carried.format(":whose")})
              and (:missing is null or (spread > 1 and not exists {carried.format(":missing")}))
            order by case when :missing is not null then -spread end, clusters.id desc limit :limit
            """,
            {
                "since": to_text(since),
                "only": _ids(only),
                "whose": _ids(whose),
                "missing": _ids(missing),
                "limit": -1 if limit is None else limit,
            },
        )
        return [_with_names(row) for row in rows]

    def first_of_text(self, match_id: int) -> Row:
        """The earliest article of the text that both articles of a match carry, in `first_*` columns, where it is a
        third one; else nothing.
        """
        return (
            self._row(
                """
                select first.id as first_id, first.title as first_title, first.url as first_url,
                  first.published_at as first_published_at, first.published_offset as first_published_offset,
                  first.published_day as first_published_day, first.date_precision as first_date_precision,
                  first.first_seen_at as first_first_seen_at, outlets.name as first_outlet,
                  outlets.time_zone as first_time_zone, clusters.order_known as first_order_known,
                  (select name from outlets where id = coalesce(first.carrier_id, first.outlet_id)) as first_carrier
                from matches
                join articles later on later.id = matches.later_id
                join articles earlier on earlier.id = matches.earlier_id and earlier.cluster_id = later.cluster_id
                join clusters on clusters.id = later.cluster_id
                join articles first on first.id = clusters.earliest_id and first.id not in (later.id, earlier.id)
                left join outlets on outlets.id = first.outlet_id
                where matches.id = ?
                """,
                [match_id],
            )
            or {}
        )

    def members_of_cluster(self, cluster_id: int) -> list[Row]:
        """The articles of a cluster, earliest first, each with its outlet and its carrier."""
        return self._rows(
            "select articles.id, articles.title, articles.url, outlets.name as outlet, carriers.name as carrier "
            "from articles left join outlets on outlets.id = articles.outlet_id "
            "left join outlets carriers on carriers.id = coalesce(articles.carrier_id, articles.outlet_id) "
            "where cluster_id = ? order by order_at, articles.first_seen_at, position, articles.url, articles.id",
            [cluster_id],
        )

    def list_firsts(
        self, *, since: datetime | None, limit: int | None, whose: Sequence[int] | None = None
    ) -> list[Row]:
        """Who publishes first: the view `outlet_firsts`, of the copies that were found since."""
        self._refresh_carriers()
        return self._rows(
            f"{_FIRSTS} limit :limit",
            {"since": to_text(since), "whose": _ids(whose), "limit": -1 if limit is None else limit},
        )

    def _refresh_carriers(self) -> None:
        """Within a transaction, count with what it has changed so far."""
        if self.connection.in_transaction:
            refresh_carriers(self.connection)


_SHOWN = (
    "id", "relation", "share_of_later", "share_of_earlier", "minutes_later", "order_known", "order_reason", "credited",
    "same_outlet", "jaccard", "overlap", "reason", "found_at", "verdict", "later_id", "earlier_id",
)  # fmt: skip

# The view of that name, for copies that were found since.
_FIRSTS = f"""
with found as materialized (
  select earlier_id, later_outlet_id, later_carrier_id, earlier_outlet_id, order_known, credited, minutes_later
  from carriers where :since is null or found_at >= :since
), texts as (
  {COUNTED_OF_TEXTS.format("found")}
), firsts as (
  select outlet_id, sum(is_known) as first, sum(not is_known) as unknown, sum(copies) as copies,
    sum(credited) as credited from texts group by outlet_id
), laters as (
  select outlet_id, sum(is_known) as later, sum(not is_known) as unknown
  from ({COUNTED_OF_LATER.format("found")}) group by outlet_id
), waits as (
  select outlet_id, minutes, row_number() over (partition by outlet_id order by minutes) as place,
    count(*) over (partition by outlet_id) as number
  from texts where is_known and minutes is not null
), middles as (
  select outlet_id, cast(avg(minutes) as integer) as minutes from waits
  where place in ((number + 1) / 2, (number + 2) / 2) group by outlet_id
)
select outlets.name as outlet, coalesce(instr(outlets.groups, '"mine"') > 0, 0) as is_mine,
  coalesce(firsts.first, 0) + coalesce(firsts.unknown, 0) + coalesce(laters.later, 0)
    + coalesce(laters.unknown, 0) as shared_texts,
  coalesce(firsts.first, 0) as first, coalesce(laters.later, 0) as later,
  coalesce(firsts.unknown, 0) + coalesce(laters.unknown, 0) as order_not_known,
  coalesce(firsts.copies, 0) as copies_by_others, coalesce(firsts.credited, 0) as credited_copies,
  middles.minutes as median_minutes_to_first_copy
from outlets
left join firsts on firsts.outlet_id = outlets.id
left join laters on laters.outlet_id = outlets.id
left join middles on middles.outlet_id = outlets.id
where (firsts.outlet_id is not null or laters.outlet_id is not null)
  and (:whose is null or outlets.id in (select value from json_each(:whose)))
order by first desc, shared_texts desc, outlets.name
"""


def _ids(chosen: Sequence[int] | None) -> str | None:
    return None if chosen is None else json.dumps(list(chosen))


def _with_names(row: Row) -> Row:
    who = [tuple(pair) for pair in json.loads(row["who"])]
    outlets, carriers = (list(dict.fromkeys(pair[n] for pair in who)) for n in (0, 1))
    return {**row, "who": who, "outlets": outlets, "carriers": carriers}
