"""Recent activity: articles and copies by the hour, the newest copies, the texts that spread, a search. Queries are
bounded by time or number, so that the size of the database does not matter.
"""

from __future__ import annotations

import json
from datetime import datetime

from db.matches import side_columns, side_joins
from db.store import Row, Store
from db.times import to_text
from model import COPIES

# Ranking this many articles takes 40 ms.
_WORTH_RANKING = 20_000
# A match of these two articles that counts, whichever of the two is the later one in it.
MATCH_OF_PAIR = """coalesce(
  (select max(id) from matches where later_id = {0} and earlier_id = {1} and superseded_at is null
    and relation in (select value from json_each(:copies))),
  (select max(id) from matches where later_id = {1} and earlier_id = {0} and superseded_at is null
    and relation in (select value from json_each(:copies))))"""


class ActivityStore(Store):
    def hours(self, *, since: datetime) -> list[Row]:
        """The articles first seen in each hour since then, and how many of them carry a text that another had first."""
        return self._rows(
            "select substr(first_seen_at, 1, 13) as hour, count(*) as articles, count(copy.later_id) as copies "
            "from articles left join (select distinct later_id from carriers where seen_at >= :since) copy "
            "on copy.later_id = articles.id "
            "where first_seen_at >= :since group by hour order by hour",
            {"since": to_text(since)},
        )

    def newest_copies(self, *, since: datetime, limit: int) -> list[Row]:
        """The copies that came in since, newest first, as the table `carriers` has them: `later_*` and `earlier_*`
        columns. `match` and its figures are null where the two were not compared.
        """
        return self._rows(
            f"""
            select member.cluster, matches.id as match, matches.relation, matches.credited,
              coalesce(member.order_known, 0) as order_known, member.minutes_later,
              matches.later_id as match_later_id,
              case when matches.later_id = member.later_id then matches.share_of_earlier
                else matches.share_of_later end as share_of_first,
              case when matches.later_id = member.later_id then matches.share_of_later
                else matches.share_of_earlier end as share_of_copy,
              (select verdict from verdicts where match_id = matches.id order by verdicts.id desc limit 1) as verdict,
              {side_columns("later")}, {side_columns("earlier")}
            from (
              select * from carriers where seen_at >= :since order by seen_at desc, later_id desc limit :limit
            ) member
            left join matches on matches.id = {MATCH_OF_PAIR.format("member.later_id", "member.earlier_id")}
            {side_joins("member")}
            order by member.seen_at desc, member.later_id desc
            """,
            {"since": to_text(since), "limit": limit, "copies": json.dumps(COPIES)},
        )

    def spreading_texts(self, *, since: datetime, limit: int) -> list[Row]:
        """The texts that gained a carrier since, those that most carry first: how many carry them, how many of these
        are `new` since, from when to when, and the earliest article as `title`, `outlet`, `carrier`.
        """
        who = "coalesce(member.carrier_id, member.outlet_id, -member.id)"
        return self._rows(
            f"""
            select clusters.id as cluster, clusters.order_known, first.id as article, first.title, first.language,
              outlets.name as outlet, carriers.name as carrier,
              coalesce(instr(outlets.groups, '"mine"') > 0, 0) as is_mine,
              count(distinct {who}) as spread,
              count(distinct {who}) - count(distinct case when member.first_seen_at < :since then {who} end) as new,
              min(member.first_seen_at) as seen_from, max(member.first_seen_at) as seen_until,
              first.published_at as published_at
            from clusters
            join articles first on first.id = clusters.earliest_id
            join articles member on member.cluster_id = clusters.id
            left join outlets on outlets.id = first.outlet_id
            left join outlets carriers on carriers.id = coalesce(first.carrier_id, first.outlet_id)
            where clusters.id in (
              select cluster_id from articles where first_seen_at >= :since and cluster_id is not null)
            group by clusters.id having spread > 1 and new > 0
            order by spread desc, seen_until desc, clusters.id desc limit :limit
            """,
            {"since": to_text(since), "limit": limit},
        )

    def counts_since(self, *, since: datetime) -> Row:
        """Articles and copies that came in since, and alerts that were raised."""
        return (
            self._row(
                "select (select count(*) from articles where first_seen_at >= :since) as articles, "
                "(select count(*) from carriers where seen_at >= :since) as copies, "
                "(select count(*) from alerts where created_at >= :since) as alerts",
                {"since": to_text(since)},
            )
            or {}
        )

    def cluster_row(self, cluster_id: int) -> Row | None:
        """A cluster: its earliest article, whether and why that is known to be the first, its size."""
        return self._row("select * from clusters where id = ?", [cluster_id])

    def carriers_of_text(self, cluster_id: int) -> list[Row]:
        """The articles of a cluster with their texts, the earliest first; `share_of_first` is how much of the earliest
        stands in each, `share_of_copy` how much of each in the earliest, null where the two were not compared.
        """
        return self._rows(
            f"""
            select member.id, member.title, member.language, member.url, member.words, member.text,
              json_extract(member.origins_of, '$.text') as text_from,
              member.published_at, member.published_offset, member.published_day, member.date_precision,
              member.first_seen_at,
              outlets.name as outlet, outlets.time_zone as time_zone, carriers.name as carrier,
              coalesce(instr(outlets.groups, '"mine"') > 0, 0) as is_mine,
              coalesce(instr(outlets.groups, '"agency"') > 0, 0) as is_agency,
              matches.id as match, matches.relation, matches.credited, carriers_of.minutes_later,
              coalesce(carriers_of.order_known, 0) as order_known,
              case when matches.later_id = member.id then matches.share_of_earlier else matches.share_of_later end
                as share_of_first,
              case when matches.later_id = member.id then matches.share_of_later else matches.share_of_earlier end
                as share_of_copy,
              (select verdict from verdicts where match_id = matches.id order by verdicts.id desc limit 1) as verdict
            from articles member
            join clusters on clusters.id = member.cluster_id
            left join matches on matches.id = {MATCH_OF_PAIR.format("member.id", "clusters.earliest_id")}
            left join carriers carriers_of
              on carriers_of.later_id = member.id and carriers_of.earlier_id = clusters.earliest_id
            left join outlets on outlets.id = member.outlet_id
            left join outlets carriers on carriers.id = coalesce(member.carrier_id, member.outlet_id)
            where member.cluster_id = :cluster
            order by member.id != clusters.earliest_id, member.order_at, member.first_seen_at, member.position,
              member.id
            """,
            {"cluster": cluster_id, "copies": json.dumps(COPIES)},
        )

    def finds_very_many(self, expression: str) -> bool:
        """Whether an FTS5 expression finds more articles than are worth ranking."""
        counted = "select count(*) from (select 1 from articles_fts where articles_fts match ? limit ?)"
        return int(self._value(counted, [expression, _WORTH_RANKING + 1])) > _WORTH_RANKING

    def search_page(self, expression: str, *, since: datetime | None, skip: int, limit: int) -> list[Row]:
        """One page of the articles that an FTS5 expression over the normalised text finds, with their texts: best
        first, or newest first (by id) where so many are found that ranking takes too long.
        """
        moment = to_text(since)
        ranked = "bm25(articles_fts, 5.0, 1.0), articles.id desc"
        order = "articles_fts.rowid desc" if self.finds_very_many(expression) else ranked
        return self._rows(
            "select articles.id, articles.title, articles.language, articles.text, articles.published_at, "
            "articles.published_offset, articles.published_day, articles.date_precision, articles.first_seen_at, "
            "articles.cluster_id as cluster, "
            "outlets.name as outlet, outlets.time_zone as time_zone, carriers.name as carrier from articles_fts "
            "cross join articles on articles.id = articles_fts.rowid "
            "left join outlets on outlets.id = articles.outlet_id "
            "left join outlets carriers on carriers.id = coalesce(articles.carrier_id, articles.outlet_id) "
            "where articles_fts match ? and (? is null or articles.first_seen_at >= ?) "
            f"order by {order} limit ? offset ?",
            [expression, moment, moment, limit, skip],
        )
