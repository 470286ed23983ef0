"""Decide which cluster an article joins. A cluster is one text, and one weak link must not connect two texts.

An article joins when it is a copy of most of the earliest members. Reads and writes an archive of articles
(`archive.Clusters`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from model import COPIES, Judgement, Relation, Run, Sketch
from pipelines.copies.archive import Clusters, Row
from pipelines.copies.order import Order, Timing, order_of

# How many of a cluster's earliest members are compared, beside the earliest.
OTHER_MEMBERS = 20
# Among how many of a cluster's earliest members an outlet's own page is looked for.
_EARLIEST_ASKED = 5
_CLOSE: tuple[Relation, ...] = ("identical", "near_duplicate")
# A text stands whole in another when so much of it does; two texts stand in different places when at most this part
# of the shorter one's passages is in the other's.
_WHOLE = 0.8
_SAME_PLACE = 0.2

# Place in time, address, position on its page, id.
Place = tuple[str, str, int, int]
JudgePair = Callable[[Sketch, Sketch], Judgement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A stored article that stands in a relation to a text: `judgement.share_of_a` is the text's."""

    article_id: int
    sketch: Sketch
    judgement: Judgement

    @property
    def is_copy(self) -> bool:
        return self.judgement.relation in COPIES


def place(
    archive: Clusters,
    article_id: int,
    found: Sequence[Found],
    rows: dict[int, Row],
    judge_pair: JudgePair,
    *,
    now: datetime,
) -> None:
    """Let an article join the cluster of the text that it carries, if most of that cluster agree.

    `found` are its relatives, `rows` their `timing_rows`. What a person called no copy does not count.
    """
    copies = [f for f in found if f.is_copy]
    if not copies:
        return
    refused = archive.refused_with(article_id)
    copies = [f for f in copies if f.article_id not in refused]
    roundups = [f for f in copies if _carries_another(archive, f, article_id)]
    for one in roundups:
        _take_out(archive, one.article_id, rows[one.article_id]["cluster_id"])
    copies = [f for f in copies if f not in roundups]
    if roundups:
        rows = archive.timing_rows([f.article_id for f in copies])
    linked = [f for f in copies if f.judgement.relation in _CLOSE] or copies
    if _is_roundup(copies):
        linked = [f for f in copies if f.judgement.share_of_a >= _WHOLE]
    home = _home(archive, linked, {f.article_id: f.judgement.overlap for f in copies}, rows)
    loners = [f for f in linked if rows[f.article_id]["cluster_id"] is None]
    if home is None:
        if not loners:
            return
        home = archive.new_cluster([], now=now)
    archive.join_cluster(home, [article_id])
    for loner in sorted(loners, key=lambda f: (-f.judgement.overlap, f.sketch.text_hash, place_of(rows[f.article_id]))):
        if _belongs(archive, loner, home, alike=article_id, judge_pair=judge_pair):
            archive.join_cluster(home, [loner.article_id])
    refresh_cluster(archive, home)


def refresh_cluster(archive: Clusters, cluster_id: int) -> None:
    """Say again which member of a cluster is the earliest and why; a cluster of one is undone."""
    members = archive.cluster_members(cluster_id, limit=_EARLIEST_ASKED)
    if len(members) < 2:
        archive.drop_cluster(cluster_id)
        return
    rows = archive.timing_rows(members)
    first = _own_page(members, rows)
    order = _order_among(rows[first], [rows[member] for member in members if member != first])
    reason = f"the next one was {order.reason}" if order.known else order.reason
    archive.describe_cluster(cluster_id, earliest_id=first, order_known=order.known, reason=reason)


def _order_among(first: Row, others: Sequence[Row]) -> Order:
    """Whether the outlet of the earliest is known to be first: its text on a page of an aggregator, in its own name,
    asks nothing where other outlets carry it.
    """
    strangers = [row for row in others if row["outlet_id"] is None or row["outlet_id"] != first["outlet_id"]]
    timing = timing_of(first)
    orders = [order_of(timing, timing_of(row)) for row in strangers or others]
    return next((order for order in orders if not order.known), orders[0])


def _own_page(members: Sequence[int], rows: dict[int, Row]) -> int:
    """The earliest member. Where an aggregator's may be, the outlet's own page of the text that it carries: it was
    there before, unless the times say otherwise.
    """
    earliest = rows[members[0]]
    if not _is_aggregated(earliest):
        return members[0]
    for member in members[1:]:
        row = rows[member]
        is_own = row["outlet_id"] == earliest["outlet_id"] and not _is_aggregated(row)
        if is_own and not order_of(timing_of(earliest), timing_of(row)).known:
            return member
    return members[0]


def _is_aggregated(row: Row) -> bool:
    return row["carrier_id"] not in (None, row["outlet_id"])


def place_of(row: Row) -> Place:
    """Tells articles of one and the same text apart: whatever order they arrived in, the order is the same."""
    return (row["order_at"], row["url"], row["position"], row["id"])


def timing_of(row: Row) -> Timing:
    """What `order` needs to know, from a row of `timing_rows`."""
    return Timing(
        article_id=row["id"],
        url=row["url"],
        position=row["position"],
        published_at=row["published_at"],
        first_seen_at=datetime.fromisoformat(row["first_seen_at"]),
        time_zone=row["time_zone"],
        watched=row["source_id"] is not None,
        precision=row["date_precision"],
    )


def _home(archive: Clusters, linked: Sequence[Found], alike: dict[int, float], rows: dict[int, Row]) -> int | None:
    """The cluster of which the article is a copy of more than half of the earliest members; the best of several.

    Two clusters that stand side by side are two texts: one that is a copy of both does not make them one.
    """
    ranked: list[tuple[float, float, Place, int]] = []
    for cluster in {rows[f.article_id]["cluster_id"] for f in linked} - {None}:
        members = archive.earliest_texts(cluster, limit=OTHER_MEMBERS + 1)
        agreeing = [member for member in members if member in alike]
        if 2 * len(agreeing) > len(members):
            likeness = sum(alike[member] for member in agreeing) / len(agreeing)
            earliest = min(place_of(rows[member]) for member in agreeing)
            ranked.append((-len(agreeing) / len(members), -likeness, earliest, cluster))
    return min(ranked)[3] if ranked else None


def _belongs(archive: Clusters, loner: Found, home: int, *, alike: int, judge_pair: JudgePair) -> bool:
    """A text without a cluster is a copy of more than half of the earliest members; of `alike` it is one."""
    members = [member for member in archive.earliest_texts(home, limit=OTHER_MEMBERS + 1) if member != alike]
    sketches = archive.sketches_of_articles(members)
    said = [judge_pair(loner.sketch, other).relation in COPIES for other in sketches.values()]
    return 2 * (1 + sum(said)) > 1 + len(said)


def _is_roundup(copies: Sequence[Found]) -> bool:
    """The article carries, in different places, two texts whole."""
    carried = [f.judgement.runs for f in copies if f.judgement.share_of_b >= _WHOLE > f.judgement.share_of_a]
    return any(_apart(runs, other) for n, runs in enumerate(carried) for other in carried[:n])


def _carries_another(archive: Clusters, one: Found, article_id: int) -> bool:
    """It carries the article whole, and in another place another text whole."""
    if not one.judgement.share_of_a >= _WHOLE > one.judgement.share_of_b:
        return False
    own = [Run(first=run.second, second=run.first, length=run.length) for run in one.judgement.runs]
    return any(
        carried.share_of_other >= _WHOLE > carried.share_of_own and _apart(own, carried.runs)
        for carried in archive.copies_of(one.article_id)
        if carried.other_id != article_id
    )


def _apart(runs: Sequence[Run], others: Sequence[Run]) -> bool:
    """Hardly any of the places of the shorter passages are places of the other ones, too."""
    places, other_places = (
        {place for run in some for place in range(run.first, run.first + run.length)} for some in (runs, others)
    )
    return len(places & other_places) <= _SAME_PLACE * min(len(places), len(other_places))


def _take_out(archive: Clusters, article_id: int, cluster: int | None) -> None:
    """A round-up leaves the cluster that it joined while only one of its texts was known, but not its own copies."""
    if cluster is None or any(copy.share_of_own >= _WHOLE for copy in archive.copies_of(article_id)):
        return
    archive.leave_cluster(article_id)
    refresh_cluster(archive, cluster)
