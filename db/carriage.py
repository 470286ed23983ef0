"""Who carried whose texts, in a span of time. Bounded by time, so that the size of the database does not matter."""

from __future__ import annotations

import json
from datetime import datetime

from db.activity import MATCH_OF_PAIR
from db.store import Row, Store
from db.times import to_text
from model import COPIES


class CarriageStore(Store):
    def carried(self, *, since: datetime, outlet_id: int | None = None) -> list[Row]:
        """Each article that came in since and carries a text that another had first: `first` and `carrier` are the ids
        of the outlet that had it and of whose page carries it, with the figures of their match, null where they were
        not compared. `outlet_id` keeps those in which this outlet is either.
        """
        return self._rows(
            f"""
            select member.id as article, member.cluster_id as cluster, first.outlet_id as first,
              coalesce(member.carrier_id, member.outlet_id) as carrier, member.outlet_id as outlet,
              clusters.order_known, matches.credited, matches.minutes_later,
              case when matches.later_id = member.id then matches.share_of_earlier else matches.share_of_later end
                as share
            from articles member
            join clusters on clusters.id = member.cluster_id and clusters.earliest_id != member.id
            join articles first on first.id = clusters.earliest_id
            left join matches on matches.id = {MATCH_OF_PAIR.format("member.id", "clusters.earliest_id")}
            where member.first_seen_at >= :since
              and (:outlet is null or first.outlet_id = :outlet
                or coalesce(member.carrier_id, member.outlet_id) = :outlet)
            """,
            {"since": to_text(since), "outlet": outlet_id, "copies": json.dumps(COPIES)},
        )

    def carried_by_pair(self, *, since: datetime) -> list[Row]:
        """The same, counted for each two outlets: `copies`, `texts`, `credited`, `none_found`, `order_unknown`, and as
        JSON lists the `minutes` of those whose order is known and the `shares`. What an outlet carries of its own is
        left out.
        """
        return self._rows(
            f"""
            with carried as materialized (
              select first.outlet_id as first, coalesce(member.carrier_id, member.outlet_id) as carrier,
                member.cluster_id as cluster, clusters.order_known, matches.credited, matches.minutes_later as minutes,
                iif(matches.later_id = member.id, matches.share_of_earlier, matches.share_of_later) as share
              from articles member
              join clusters on clusters.id = member.cluster_id and clusters.earliest_id != member.id
              join articles first on first.id = clusters.earliest_id
              left join matches on matches.id = {MATCH_OF_PAIR.format("member.id", "clusters.earliest_id")}
              where member.first_seen_at >= :since and first.outlet_id is not null
            )
            select first, carrier, count(*) as copies, count(distinct cluster) as texts,
              sum(credited is 'credited') as credited, sum(credited is 'none_found') as none_found,
              sum(not order_known) as order_unknown,
              '[' || coalesce(group_concat(iif(order_known, minutes, null)), '') || ']' as minutes,
              '[' || coalesce(group_concat(share), '') || ']' as shares
            from carried where carrier is not first group by first, carrier
            """,
            {"since": to_text(since), "copies": json.dumps(COPIES)},
        )

    def articles_of_outlet(self, outlet_id: int, *, limit: int) -> list[Row]:
        """The newest articles that stand on an outlet's pages, each with the size of its cluster and whether it is the
        earliest of it."""
        return self._rows(
            "select articles.id, articles.title, articles.language, articles.published_at, articles.published_offset, "
            "articles.published_day, articles.date_precision, articles.first_seen_at, "
            "articles.cluster_id as cluster, clusters.size, "
            "clusters.order_known, clusters.earliest_id = articles.id as is_first, outlets.name as outlet, "
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
