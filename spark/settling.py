"""Settle what was judged: the matches that are kept, and clusters, each connected group in the order of its places.

Articles of different groups share no copy, so that no group has to know of another.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from db.times import to_text
from model import Match, Rarity
from pipelines import shapes
from pipelines.copies.clusters import Found
from pipelines.copies.settling import record_relatives, with_clusters
from spark.arrow import Batches, batches_of, rows_of, sketch_columns, sketch_of
from spark.columns import SETTLED
from spark.judged import judgement_of
from spark.memory import MemoryArchive
from spark.sketching import rarity_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from config.tables import Duplicates

Row = dict[str, Any]
# Rows of a group: its articles, those outside of which a part stands in one of them, and what was judged.
_MEMBER, _GUEST, _JUDGED = 0, 1, 2
_SIDE = ("id", "url", "position", "outlet", "carrier", "title", "published_at", "first_seen_at")


def settled(
    articles: DataFrame,
    sketches: DataFrame,
    judged: DataFrame,
    components: DataFrame,
    settings: Duplicates,
    common: bytes | None,
    *,
    now: datetime,
    parts: int,
) -> DataFrame:
    """Matches, clusters and their members: `kind`, `place` and `cluster`, and the rest as JSON."""
    groups = _groups(articles, sketches, judged, components)
    in_order = groups.repartition(parts, "component").sortWithinPartitions("component", "kind", "place", "holder")
    shared = articles.sparkSession.sparkContext.broadcast(common)

    def run(batches: Batches) -> Batches:
        yield from batches_of(_settled(batches, settings, rarity_of(shared.value), now), SETTLED)

    return in_order.mapInArrow(run, SETTLED)


def _groups(articles: DataFrame, sketches: DataFrame, judged: DataFrame, components: DataFrame) -> DataFrame:
    from pyspark.sql import functions as F

    # What has no copy, and shares a part with others, is a group of its own.
    own = judged.select("place").distinct().join(components, "place", "left")
    lone = own.where("component is null").select("place", F.col("place").alias("component"))
    member_of = components.select("place", "component").unionByName(lone)
    facts = articles.select("place", "facts")
    sketch = sketches.select("place", *sketch_columns())
    edges = judged.join(member_of, "place")
    guests = (
        edges.where("not is_copy")
        .select("component", F.col("holder").alias("place"))
        .distinct()
        .join(member_of.select("place", F.col("component").alias("own")), "place", "left")
        .where("own is null or own <> component")
        .select("place", "component")
    )
    none = F.lit(None)
    members = member_of.withColumn("kind", F.lit(_MEMBER)).unionByName(guests.withColumn("kind", F.lit(_GUEST)))
    known = members.join(facts, "place").join(sketch, "place")
    found = edges.select("component", F.lit(_JUDGED).alias("kind"), "place", "holder", "judgement")
    return known.withColumn("holder", none.cast("long")).unionByName(found, allowMissingColumns=True)


def _settled(batches: Batches, settings: Duplicates, rarity: Rarity | None, now: datetime) -> Iterator[Row]:
    for _, rows in groupby(rows_of(batches), key=itemgetter("component")):
        archive, members = MemoryArchive(), []
        for kind, several in groupby(rows, key=itemgetter("kind")):
            if kind != _JUDGED:
                for row in several:
                    archive.add(row["place"], json.loads(row["facts"]), sketch_of(row))
                    if kind == _MEMBER:
                        members.append(row["place"])
                continue
            for place, found in groupby(several, key=itemgetter("place")):
                judged = [(row["holder"], row["judgement"]) for row in found]
                _settle(archive, place, judged, settings, rarity, now)
        yield from _told(archive, now)


def _settle(
    archive: MemoryArchive,
    place: int,
    judged: Iterable[tuple[int, str]],
    settings: Duplicates,
    rarity: Rarity | None,
    now: datetime,
) -> None:
    own = archive.sketches[place]
    found = [
        Found(article_id=holder, sketch=archive.sketches[holder], judgement=judgement_of(judgement))
        for holder, judgement in judged
    ]
    order_at = archive.facts[place]["order_at"]
    known = {place, *(one.article_id for one in found)}
    found = with_clusters(archive, own, found, settings, rarity, order_at=order_at, known=known)
    record_relatives(archive, place, own, found, settings, rarity, run_id=None, now=now)


def _told(archive: MemoryArchive, now: datetime) -> Iterator[Row]:
    """The clusters are known by their first places, which no other cluster has."""
    numbers = {cluster: min(places) for cluster, places in archive.members.items() if places}
    for cluster, places in archive.members.items():
        for place in sorted(places):
            yield _row("member", place, numbers[cluster], {})
        if places:
            yield _row("cluster", min(places), numbers[cluster], _cluster(archive, cluster, numbers[cluster], now))
    for match in archive.matches:
        later, earlier = (archive.facts[place] for place in (match.later_id, match.earlier_id))
        common = numbers.get(later["cluster_id"])
        yield _row("copy", later["id"], common, _copy(match, later, earlier, common, now))


def _row(kind: str, place: int, cluster: int | None, data: Row) -> Row:
    return {"kind": kind, "place": place, "cluster": cluster, "data": json.dumps(data, ensure_ascii=False)}


def _copy(match: Match, later: Row, earlier: Row, cluster: int | None, now: datetime) -> Row:
    judgement = match.judgement
    sides = {f"{side}_{name}": row[name] for side, row in (("later", later), ("earlier", earlier)) for name in _SIDE}
    shape = shapes.match(
        {
            **sides,
            "id": 0,
            "relation": judgement.relation,
            "jaccard": judgement.jaccard,
            "overlap": judgement.overlap,
            "share_of_later": judgement.share_of_a,
            "share_of_earlier": judgement.share_of_b,
            "reason": judgement.reason,
            "found_at": to_text(now),
            "cluster": cluster,
            "same_outlet": match.same_outlet,
            "credited": match.credited,
            "credits": None,
            "order_known": match.order_known,
            "minutes_later": match.minutes_later,
            "verdict": None,
        }
    )
    more = {
        "order_reason": match.order_reason,
        "longest_run": judgement.longest_run,
        "runs": [(run.first, run.second, run.length) for run in judgement.runs],
        "judge": match.judge,
    }
    return {**shape, **more}


def _cluster(archive: MemoryArchive, cluster: int, number: int, now: datetime) -> Row:
    said, rows = archive.clusters[cluster], [archive.facts[place] for place in archive.members[cluster]]
    first = archive.facts[said["earliest"]]
    rows.sort(key=lambda row: (row["order_at"], row["id"]))
    return shapes.cluster(
        {
            "id": number,
            "size": len(rows),
            "copies": len(rows) - 1,
            "order_known": said["order_known"],
            "reason": said["reason"],
            "created_at": to_text(now),
            "earliest": first["id"],
            "title": first["title"],
            "url": first["url"],
            "earliest_outlet": first["outlet"],
            "earliest_carrier": first["carrier"],
            "earliest_at": first["published_at"] or first["first_seen_at"],
            "outlets": list(dict.fromkeys(row["outlet"] for row in rows)),
            "carriers": list(dict.fromkeys(row["carrier"] for row in rows)),
        }
    )
