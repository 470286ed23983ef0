"""The table `carriers`: who carries whose text, one row for each copy, with its figures. The writer keeps it current.

Triggers put into `carriers_stale` the articles whose rows may have changed, whatever changed them: a new match, a
verdict, another judging, a revision, an article removed by hand. At the end of the transaction these rows are made
again from the tables that hold the facts, so that readers need not count.
"""

from __future__ import annotations

import sqlite3

_COUNTED = """
  matches.superseded_at is null and matches.relation in ('identical', 'near_duplicate', 'excerpt')
  and coalesce(
    (select verdict from verdicts where verdicts.match_id = matches.id order by verdicts.id desc limit 1), ''
  ) != 'not-a-copy'
"""
_CLUSTERED = (
    "(select cluster_id from articles where id = {0} and exists (select 1 from clusters where id = cluster_id))"
)
# First the articles of a cluster with its earliest: by their own match, else by that with the earliest other member
# that has one. Then what belongs to no cluster, or is the earliest of one, and is a copy of another text all the same:
# with the earliest article of that text that it is a copy of.
_PAIRS = f"""
  select member.id as later_id, clusters.earliest_id as earlier_id, clusters.id as cluster, coalesce(
    (select max(id) from matches where later_id = member.id and earlier_id = clusters.earliest_id and {_COUNTED}),
    (select max(id) from matches where later_id = clusters.earliest_id and earlier_id = member.id and {_COUNTED}),
    (select matches.id from matches
      join articles other on other.id = matches.later_id + matches.earlier_id - member.id
      where matches.id in (select id from matches where later_id = member.id
        union all select id from matches where earlier_id = member.id)
        and {_COUNTED} and other.cluster_id = clusters.id
      order by other.order_at, other.id limit 1)
  ) as match_id
  from carriers_stale cross join articles member on member.id = carriers_stale.article_id
  join clusters on clusters.id = member.cluster_id and clusters.earliest_id != member.id
  union all
  select later_id, earlier_id, cluster, match_id from (
    select matches.later_id, matches.earlier_id, matches.id as match_id, {_CLUSTERED.format("matches.earlier_id")}
        as cluster,
      min(coalesce((select order_at from articles where id = matches.earlier_id), '')
        || substr('000000000000000000' || matches.earlier_id, -18) || (1000000000000000000 - matches.id)) as place
    from carriers_stale cross join matches on matches.later_id = carriers_stale.article_id
    left join articles own on own.id = matches.later_id
    left join clusters on clusters.id = own.cluster_id
    where {_COUNTED} and (clusters.id is null or clusters.earliest_id = own.id)
      and (clusters.id is null or {_CLUSTERED.format("matches.earlier_id")} is not clusters.id)
    group by matches.later_id,
      coalesce(-{_CLUSTERED.format("matches.earlier_id")}, matches.earlier_id)
  )
"""
# The figures are those of a match of the same two articles; of a match with a third one, the order follows from that
# of the third and the earliest.
_IS_DIRECT = "matches.later_id = pairs.later_id and matches.earlier_id = pairs.earlier_id"
_IS_SWAPPED = "matches.later_id = pairs.earlier_id and matches.earlier_id = pairs.later_id"
_BOTH = """
  (select {0} from matches before where matches.later_id = pairs.later_id and matches.order_known
    and before.later_id = matches.earlier_id and before.earlier_id = pairs.earlier_id
    and before.superseded_at is null and before.order_known)
"""
_MADE = f"""
insert into carriers (later_id, earlier_id, cluster, match_id, through_id, seen_at, found_at, later_outlet_id,
  later_carrier_id, earlier_outlet_id, earlier_carrier_id, order_known, minutes_later, credited, share_of_later,
  share_of_earlier)
select pairs.later_id, pairs.earlier_id, pairs.cluster, pairs.match_id,
  case when {_IS_DIRECT} or {_IS_SWAPPED} then null else matches.later_id + matches.earlier_id - pairs.later_id end,
  later.first_seen_at, matches.found_at, later.outlet_id, coalesce(later.carrier_id, later.outlet_id),
  earlier.outlet_id, coalesce(earlier.carrier_id, earlier.outlet_id),
  case when {_IS_DIRECT} then matches.order_known when {_IS_SWAPPED} then 0 else {_BOTH.format("count(*) > 0")} end,
  case when {_IS_DIRECT} then matches.minutes_later when {_IS_SWAPPED} then null
    else {_BOTH.format("matches.minutes_later + before.minutes_later")} end,
  case when later.outlet_id = earlier.outlet_id and later.carrier_id != later.outlet_id then 'credited'
    when {_IS_DIRECT} then matches.credited end,
  case when {_IS_DIRECT} then matches.share_of_later when {_IS_SWAPPED} then matches.share_of_earlier end,
  case when {_IS_DIRECT} then matches.share_of_earlier when {_IS_SWAPPED} then matches.share_of_later end
from ({_PAIRS}) pairs
join articles later on later.id = pairs.later_id
join articles earlier on earlier.id = pairs.earlier_id
left join matches on matches.id = pairs.match_id
"""


# What `outlet_firsts` counts of each text that others carry. A page of an aggregator with an outlet's text in its own
# name does not count where other outlets' copies decide.
COUNTED_OF_TEXTS = """
select earlier_id, earlier_outlet_id as outlet_id,
  coalesce(min(iif(later_outlet_id is not earlier_outlet_id, order_known, null)), min(order_known)) as is_known,
  sum(later_carrier_id is not earlier_outlet_id) as copies,
  sum(later_carrier_id is not earlier_outlet_id and credited = 'credited') as credited,
  min(iif(later_carrier_id is not earlier_outlet_id, minutes_later, null)) as minutes
from {0} where later_carrier_id is not earlier_outlet_id or later_outlet_id is not earlier_outlet_id
group by earlier_id
"""
# And of each outlet that carries one. One that has a text twice, once perhaps before the earliest, is not known to be
# later.
COUNTED_OF_LATER = """
select coalesce(later_outlet_id, 0) as outlet_id, earlier_id, min(order_known) as is_known
from {0} where later_outlet_id is not earlier_outlet_id
group by later_outlet_id, earlier_id
"""
_CHANGED = "select earlier_id from carriers where later_id in (select article_id from carriers_stale)"
_OF_CHANGED = "(select * from carriers where earlier_id in (select id from changed_texts))"
_KEPT = {
    "carried_texts (earlier_id, outlet_id, is_known, copies, credited, minutes)": COUNTED_OF_TEXTS,
    "later_texts (outlet_id, earlier_id, is_known)": COUNTED_OF_LATER,
}


def refresh_carriers(connection: sqlite3.Connection) -> None:
    """Make again the rows that this transaction may have changed."""
    if connection.execute("select 1 from carriers_stale limit 1").fetchone() is None:
        return
    connection.execute("create temp table if not exists changed_texts (id integer primary key)")
    connection.execute("delete from changed_texts")
    connection.execute(f"insert or ignore into changed_texts {_CHANGED}")
    connection.execute("delete from carriers where later_id in (select article_id from carriers_stale)")
    connection.execute(_MADE)
    connection.execute(f"insert or ignore into changed_texts {_CHANGED}")
    for table, counted in _KEPT.items():
        connection.execute(f"delete from {table.split()[0]} where earlier_id in (select id from changed_texts)")
        connection.execute(f"insert into {table} {counted.format(_OF_CHANGED)}")
    connection.execute("delete from carriers_stale")
