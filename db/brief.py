"""The content of a brief: the texts of a period with their carriers, and the sources that could not be seen."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime, timedelta

from db.store import Row, Store
from db.times import to_text
from model import NOT_BROKEN, Message

# An article that was published longer before the period comes from an archive: an import or a new source brought it.
_OLDEST = timedelta(days=3)
_MINE = "coalesce(instr({}.groups, '\"mine\"') > 0, 0)"
_AGENCY = "coalesce(instr({}.groups, '\"agency\"') > 0, 0)"
_IS_NEWS = """
  articles.first_seen_at >= :since and articles.first_seen_at < :until
    and coalesce(articles.order_at, articles.first_seen_at) >= :oldest
"""
# What visits say of a source: that it could not be read or gave no text, or that it works.
_GOOD_GRADES = ", ".join(f"'{grade}'" for grade in NOT_BROKEN)
_IS_BAD = f"({{0}}.outcome in ('failed', 'refused') or {{0}}.grade not in ({_GOOD_GRADES}))"
_IS_GOOD = f"({{0}}.outcome in ('done', 'unchanged') and coalesce({{0}}.grade, 'working') in ({_GOOD_GRADES}))"
# The articles that were first seen in the period.
_NEWS = f"""
  select cluster_id, id, coalesce(carrier_id, outlet_id) as carrier_id from articles
    indexed by idx_articles_seen
  where {_IS_NEWS}
"""


class BriefStore(Store):
    def count_articles_of_period(self, since: datetime, until: datetime) -> int:
        """How many articles were first seen in it."""
        return int(self._value(f"select count(*) from ({_NEWS})", _period(since, until)))

    def texts_of_period(self, since: datetime, until: datetime) -> list[Row]:
        """The texts that several carry, and that somebody began to carry in the period, those with most new carriers
        first: `cluster`, `new` carriers and `carriers` so far, `has_mine`, `order_known`, `is_new` (the earliest was
        seen in the period), and of the earliest article `id`, `title`, `language`, `url`, `outlet`, `is_mine`,
        `is_agency`.
        """
        return self._rows(
            f"""
            with mine as materialized (
              select id from outlets where {_MINE.format("outlets")}
            ), news as materialized (
              select cluster_id, count(distinct carrier_id) as new from ({_NEWS}) where cluster_id is not null
              group by cluster_id
            ), carried as materialized (
              select news.cluster_id, news.new, count(distinct coalesce(articles.carrier_id, articles.outlet_id))
                as carriers, max(coalesce(articles.outlet_id in mine or articles.carrier_id in mine, 0)) as has_mine
              from news join articles on articles.cluster_id = news.cluster_id and articles.first_seen_at < :until
              group by news.cluster_id having carriers > 1
            )
            select carried.cluster_id as cluster, new, carried.carriers, has_mine, clusters.order_known,
              first.first_seen_at >= :since as is_new, first.id, first.title, first.language, first.url,
              coalesce(outlets.name, first.url) as outlet,
              {_MINE.format("outlets")} as is_mine, {_AGENCY.format("outlets")} as is_agency
            from carried join clusters on clusters.id = carried.cluster_id
            join articles first on first.id = clusters.earliest_id
            left join outlets on outlets.id = first.outlet_id
            order by new desc, carried.carriers desc, carried.cluster_id
            """,
            _period(since, until),
        )

    def origins_of_period(self, since: datetime, until: datetime) -> list[Row]:
        """The names that articles of the period give as the origin of their text: `cluster`, `name`, and in how many
        `articles`, most often named first.
        """
        return self._rows(
            f"""
            select news.cluster_id as cluster, credits.name, count(distinct news.id) as articles
            from ({_NEWS}) news cross join credits on credits.article_id = news.id
            where news.cluster_id is not null and credits.kind = 'text_origin' and credits.name is not null
            group by 1, 2 order by articles desc, credits.name
            """,
            _period(since, until),
        )

    def carriers_of_ours(self, clusters: Collection[int], since: datetime, until: datetime) -> list[Row]:
        """Who began to carry a text of ours in the period, in each of these clusters: `text_*` is our article, the
        rest is of theirs: `id`, `title`, `url`, `outlet`, `carrier`, `text_first` (times say that ours was first),
        and of their match `match`, `credited`, `minutes`, `share` of ours that stands there. None: not known.
        """
        return self._rows(
            f"""
            with ours as (
              select cluster_id, id, is_earliest from (
                select articles.cluster_id, articles.id, articles.id = clusters.earliest_id as is_earliest,
                  row_number() over (partition by articles.cluster_id
                    order by articles.id = clusters.earliest_id desc, articles.order_at, articles.id) as place
                from json_each(:clusters) given join clusters on clusters.id = given.value
                join articles on articles.cluster_id = clusters.id
                join outlets on outlets.id = articles.outlet_id where {_MINE.format("outlets")}
              ) where place = 1
            ), pairs as (
              select ours.*, articles.id as there_id, outlets.id as there_carrier, coalesce(
                (select max(id) from matches where later_id = articles.id and earlier_id = ours.id
                  and superseded_at is null),
                (select max(id) from matches where later_id = ours.id and earlier_id = articles.id
                  and superseded_at is null)) as match_id
              from ours cross join articles on articles.cluster_id = ours.cluster_id and {_IS_NEWS}
              left join outlets on outlets.id = coalesce(articles.carrier_id, articles.outlet_id)
              where not {_MINE.format("outlets")}
            )
            select pairs.cluster_id as cluster, pairs.is_earliest and coalesce(matches.order_known, (
                select order_known from carriers where later_id = there.id and earlier_id = pairs.id), 0)
                and coalesce(matches.earlier_id = pairs.id, 1) as text_first,
              text.id as text_id, text.title as text_title, text.language as text_language, text.url as text_url,
              json_extract(text.origins_of, '$.text') as text_from,
              text_outlet.name as text_outlet,
              there.id, there.title, there.url, coalesce(outlets.name, there.url) as outlet,
              coalesce(carriers.name, outlets.name, there.url) as carrier, matches.id as match,
              case when there.outlet_id = text.outlet_id then 'credited' else matches.credited end as credited,
              matches.minutes_later as minutes,
              case when matches.earlier_id = pairs.id then matches.share_of_earlier else matches.share_of_later end
                as share
            from pairs join articles text on text.id = pairs.id join articles there on there.id = pairs.there_id
            left join outlets text_outlet on text_outlet.id = text.outlet_id
            left join outlets on outlets.id = there.outlet_id
            left join outlets carriers on carriers.id = pairs.there_carrier
            left join matches on matches.id = pairs.match_id
            order by there.order_at, there.id
            """,
            {**_period(since, until), "clusters": json.dumps(list(clusters))},
        )

    def failures_of_period(self, since: datetime, until: datetime) -> list[Row]:
        """The times in which a source that is visited could not be read, or gave no text, longest first: `outlet`,
        `groups`, `url`, `since` when and how many `failures`, also before the period, `over_at` (the first good visit;
        None while there is none), and of the last one the `reason`, if it has words, and the `grade`.
        """
        return self._rows(
            f"""
            with failed as (
              select visits.source_id, visits.started_at, visits.grade, visits.message, (
                -- All later visits of a source that still fails need no look.
                select min(started_at) from visits later where sources.last_success_at > visits.started_at
                  and later.source_id = visits.source_id
                  and later.started_at > visits.started_at and later.started_at < :until
                  and {_IS_GOOD.format("later")}) as over_at
              from visits indexed by idx_visits_bad join sources on sources.id = visits.source_id
              where {_IS_BAD.format("visits")} and visits.started_at >= :since and visits.started_at < :until
            ), last as (
              select source_id, over_at, max(started_at) as last_at, message, grade from failed
              group by source_id, over_at
            ), began as (
              select last.*, coalesce((
                select max(started_at) from visits good where good.source_id = last.source_id
                  and good.started_at < last_at and {_IS_GOOD.format("good")}), '') as good_at
              from last
            ), times as (
              select began.source_id, over_at, last_at, began.message, began.grade, count(*) as failures,
                min(bad.started_at) as since
              from began join visits bad on bad.source_id = began.source_id and {_IS_BAD.format("bad")}
                and bad.started_at > good_at and bad.started_at <= last_at
              group by began.source_id, over_at
            )
            select outlets.name as outlet, outlets.groups, sources.url, times.failures, since, over_at, last_at,
              times.message as reason, times.grade
            from times join sources on sources.id = times.source_id join outlets on outlets.id = sources.outlet_id
            where sources.enabled and sources.paused_at is null
            order by julianday(coalesce(over_at, :until)) - julianday(since) desc, sources.id
            """,
            _period(since, until),
        )

    def silences_of_period(self, since: datetime, until: datetime) -> list[Row]:
        """The visited sources that answered and named nothing new: `outlet`, `url`, `noticed_at`, `ended_at`."""
        return self._rows(
            """
            select outlets.name as outlet, sources.url, noticed_at,
              case when ended_at < :until then ended_at end as ended_at
            from outlet_findings join sources on sources.id = outlet_findings.source_id
            join outlets on outlets.id = sources.outlet_id
            where noticed_at < :until and (ended_at is null or ended_at >= :since)
              and sources.enabled and sources.paused_at is null
            order by noticed_at
            """,
            _period(since, until),
        )

    def has_outlets_of_ours(self) -> bool:
        """Whether any outlet is in the group "mine"."""
        return bool(self._value(f"select exists (select 1 from outlets where {_MINE.format('outlets')})"))

    def first_run(self) -> Row | None:
        """The first run of the daemon on this database: `id`, `pid`, `started_at`."""
        return self._row("select id, pid, started_at from runs where command = 'run' order by id limit 1")

    def brief_is_made(self, message_id: str) -> bool:
        """Whether the brief with this id was put into the outbox."""
        sql = "select exists (select 1 from deliveries where kind = 'brief' and message_id = ?)"
        return bool(self._value(sql, [message_id]))

    def add_brief(self, message: Message, *, brief: str, not_before: datetime, now: datetime) -> None:
        """Put a brief into the outbox, once for its id. `brief` is its content as JSON."""
        with self.transaction():
            if not self.brief_is_made(message.id):
                self._insert(
                    "deliveries",
                    {
                        "channel": message.channel,
                        "kind": "brief",
                        "message_id": message.id,
                        "title": message.title,
                        "text": message.text,
                        "brief": brief,
                        "status": "waiting",
                        "created_at": to_text(now),
                        "next_attempt_at": to_text(not_before),
                    },
                )


def _period(since: datetime, until: datetime) -> dict[str, object]:
    return {"since": to_text(since), "until": to_text(until), "oldest": to_text(since - _OLDEST)}
