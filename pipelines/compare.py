"""Find what a text was made from, or what was made from it: candidates, judged, ordered, clustered.

Reads and writes through the database's intents, inside the caller's transaction; decides with the pure `judge`
and `order` only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config import Duplicates
from db import Database
from db.store import Row
from db.times import from_text
from model import COPIES, Judgement, Rarity, Relation, Sketch
from pipelines.crediting import is_credited
from pipelines.judge import JUDGE, judge, turned
from pipelines.order import Order, Timing, order_of

# Of a cluster, the earliest and at most this many other members are matched with a new copy; so many partial
# matches are kept of an article. Membership says the rest.
_OTHER_MEMBERS = 20
_PARTIALS = 20
_CLOSE: tuple[Relation, ...] = ("identical", "near_duplicate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A stored article that stands in a relation to a text: `judgement.share_of_a` is the text's."""

    article_id: int
    sketch: Sketch
    judgement: Judgement

    @property
    def is_copy(self) -> bool:
        return self.judgement.relation in COPIES


def find_relatives(
    database: Database,
    sketch: Sketch,
    settings: Duplicates,
    rarity: Rarity | None,
    *,
    order_at: str,
    leave_out: Collection[int] = (),
) -> list[Found]:
    """Stored articles that share a passage with the text, copies first, most alike first.

    `order_at` is the text's place in time (see `order.order_at`), for `settings.window_days`.
    """
    candidates = [
        candidate
        for candidate in database.candidates(sketch)
        if candidate.article_id is not None and candidate.article_id not in leave_out
    ]
    if not candidates:
        return []
    stored = database.sketches([candidate.sketch_id for candidate in candidates])
    others = {
        candidate.article_id: stored[candidate.sketch_id]
        for candidate in candidates
        if candidate.article_id is not None
    }
    found = _judged(sketch, others, settings, rarity)
    found += _rest_of_clusters(database, sketch, found, settings, rarity, leave_out={*leave_out, *others})
    if settings.window_days:
        found = _within(timedelta(days=settings.window_days), database, found, order_at)
    found.sort(key=lambda f: (not f.is_copy, -f.judgement.overlap, -f.judgement.jaccard, f.article_id))
    return found


def record_relatives(
    database: Database,
    article_id: int,
    sketch: Sketch,
    found: Sequence[Found],
    settings: Duplicates,
    rarity: Rarity | None,
    *,
    run_id: int | None,
    now: datetime,
) -> list[int]:
    """Store the matches of a stored article, and place it in a cluster. Ids of the matches, best first.

    What a person said of the same two articles before goes with the new match.
    """
    if not found:
        return []
    rows = database.timing_rows([article_id, *(f.article_id for f in found)])
    credits = database.credits_of_articles([article_id, *(f.article_id for f in found if f.is_copy)])
    own = rows[article_id]
    ids = []
    for one in _worth_storing(found, rows):
        other = rows[one.article_id]
        order = order_of(timing_of(own), timing_of(other))
        came_later = order.first != article_id
        later, earlier = (own, other) if came_later else (other, own)
        credited = (
            is_credited(later, earlier, credits[later["id"]], credits[earlier["id"]], order_known=order.known)
            if one.is_copy
            else None
        )
        match_id = database.add_match(
            # A judgement is told from its first text's side, and a match from the later article's.
            one.judgement if came_later else turned(one.judgement, sketch, one.sketch),
            later_id=later["id"],
            earlier_id=earlier["id"],
            same_outlet=_same_outlet(own, other),
            order_known=order.known,
            order_reason=order.reason,
            credited=credited,
            judge=f"{JUDGE}-{rarity.version}" if rarity else JUDGE,
            run_id=run_id,
            now=now,
        )
        before = database.match_before(match_id)
        if before is not None:
            database.carry_verdicts(before, match_id)
        ids.append(match_id)
    _place(database, article_id, sketch, found, rows, now=now)
    return ids


def refresh_cluster(database: Database, cluster_id: int) -> None:
    """Say again which member of a cluster is the earliest and why; a cluster of one is undone."""
    members = database.cluster_members(cluster_id, limit=2)
    if len(members) < 2:
        database.drop_cluster(cluster_id)
        return
    rows = database.timing_rows(members)
    order: Order = order_of(timing_of(rows[members[0]]), timing_of(rows[members[1]]))
    reason = f"the next one was {order.reason}" if order.known else order.reason
    database.describe_cluster(cluster_id, earliest_id=members[0], order_known=order.known, reason=reason)


def timing_of(row: Row) -> Timing:
    """What `order` needs to know, from a row of `Database.timing_rows`."""
    return Timing(
        article_id=row["id"],
        position=row["position"],
        published_at=row["published_at"],
        first_seen_at=from_text(row["first_seen_at"]),
        time_zone=row["time_zone"],
        watched=row["source_id"] is not None,
    )


def _judged(sketch: Sketch, others: dict[int, Sketch], settings: Duplicates, rarity: Rarity | None) -> list[Found]:
    judged = (
        Found(article_id=key, sketch=other, judgement=judge(sketch, other, settings, rarity))
        for key, other in others.items()
    )
    return [found for found in judged if found.judgement.relation is not None]


def _rest_of_clusters(
    database: Database,
    sketch: Sketch,
    found: Sequence[Found],
    settings: Duplicates,
    rarity: Rarity | None,
    *,
    leave_out: Collection[int],
) -> list[Found]:
    """The other members of the clusters that were met: a text in a hundred outlets has more than candidates show."""
    rows = database.timing_rows([f.article_id for f in found if f.is_copy])
    clusters = {row["cluster_id"] for row in rows.values() if row["cluster_id"] is not None}
    missing = [
        member
        for cluster in sorted(clusters)
        for member in database.cluster_members(cluster, limit=_OTHER_MEMBERS + 1)
        if member not in leave_out
    ]
    return _judged(sketch, database.sketches_of_articles(missing), settings, rarity) if missing else []


def _within(window: timedelta, database: Database, found: Sequence[Found], order_at: str) -> list[Found]:
    rows = database.timing_rows([f.article_id for f in found])
    moment = from_text(order_at)
    return [f for f in found if abs(from_text(rows[f.article_id]["order_at"]) - moment) <= window]


def _worth_storing(found: Sequence[Found], rows: dict[int, Row]) -> list[Found]:
    """The earliest and some other members of each cluster, and the best partial matches; the earliest come first."""
    kept: list[Found] = []
    groups: dict[int, list[Found]] = {}
    for one in found:
        if one.is_copy:
            # Articles without a cluster stand for themselves: their negative id is no cluster's.
            groups.setdefault(rows[one.article_id]["cluster_id"] or -one.article_id, []).append(one)
    for members in groups.values():
        members.sort(key=lambda f: (rows[f.article_id]["order_at"], f.article_id))
        kept += members[: _OTHER_MEMBERS + 1]
    return kept + [one for one in found if not one.is_copy][:_PARTIALS]


def _place(
    database: Database, article_id: int, sketch: Sketch, found: Sequence[Found], rows: dict[int, Row], *, now: datetime
) -> None:
    """Join the cluster of the texts that it carries mostly whole; a text that carries several joins none of them."""
    refused = database.refused_with(article_id)
    found = [f for f in found if f.article_id not in refused]
    linked = [f for f in found if f.judgement.relation in _CLOSE]
    if not linked:
        excerpts = [f for f in found if f.judgement.relation == "excerpt"]
        roundups = _roundups(database, article_id, sketch, excerpts)
        for one in roundups:
            _take_out(database, one.article_id, rows[one.article_id]["cluster_id"])
        linked = [one for one in excerpts if one not in roundups]
        if len({rows[f.article_id]["cluster_id"] or -f.article_id for f in linked}) > 1:
            return
    if not linked:
        return
    clusters = sorted({rows[f.article_id]["cluster_id"] for f in linked} - {None})
    loners = [f.article_id for f in linked if rows[f.article_id]["cluster_id"] is None]
    kept = clusters[0] if clusters else database.new_cluster([], now=now)
    for merged in clusters[1:]:
        database.merge_clusters(kept, merged)
    database.join_cluster(kept, [article_id, *loners])
    refresh_cluster(database, kept)


def _roundups(database: Database, article_id: int, sketch: Sketch, excerpts: Sequence[Found]) -> list[Found]:
    """Those that carry the text whole, and beside it another one that is no copy of it."""
    own = {article_id, *(f.article_id for f in excerpts)}
    longer = [f for f in excerpts if f.sketch.words > sketch.words]
    return [f for f in longer if database.matched_with(f.article_id, relations=("excerpt",)) - own]


def _take_out(database: Database, article_id: int, cluster: int | None) -> None:
    """A round-up leaves the cluster that it joined while only one of its texts was known, but not its own copies."""
    if cluster is None or database.matched_with(article_id, relations=_CLOSE):
        return
    database.leave_cluster(article_id)
    refresh_cluster(database, cluster)


def _same_outlet(one: Row, other: Row) -> bool | None:
    if one["outlet_id"] is None or other["outlet_id"] is None:
        return None
    return bool(one["outlet_id"] == other["outlet_id"])
