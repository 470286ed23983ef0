"""Find the stored articles that share text with an article, and store their matches, order and cluster.

Reads and writes through the methods of the database, inside the caller's transaction. The pure `judge` and `order`
decide.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from db import Database
from db.ledger import Ledger
from db.store import Row
from model import COPIES, Rarity, Sketch
from pipelines.copies.clusters import OTHER_MEMBERS, Found, place, timing_of
from pipelines.copies.judge import JUDGE, judge, turned
from pipelines.copies.order import order_of
from pipelines.copies.pairs import judge_others
from pipelines.credits.crediting import is_credited

if TYPE_CHECKING:
    from config import Duplicates

# So many partial matches are kept of an article; of a cluster it is matched with the earliest members only.
_PARTIALS = 20
# What a text of an outlet shares with another state of itself. Formulas share less than `_CLOSE`.
_CLOSE, _RELATED = 0.6, 0.3


def likeness(a: Sketch, b: Sketch, settings: Duplicates) -> Literal["same", "close", "related", "other"]:
    """How alike two texts of one outlet are, whatever is rare: the same words; mostly the same; they share a good part;
    neither."""
    if a.text_hash == b.text_hash:
        return "same"
    judgement = judge(a, b, settings)
    if judgement.relation in ("identical", "near_duplicate") and judgement.jaccard >= _CLOSE:
        return "close"
    return "related" if judgement.relation in COPIES or judgement.overlap >= _RELATED else "other"


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

    `order_at` is the text's place in time (see `order.order_at`).
    """
    candidates = [
        candidate
        for candidate in database.candidates(sketch)
        if candidate.article_id is not None and candidate.article_id not in leave_out
    ]
    if not candidates:
        return []
    sketches = database.sketches([candidate.sketch_id for candidate in candidates])
    others = {
        candidate.article_id: sketches[candidate.sketch_id]
        for candidate in candidates
        if candidate.article_id is not None
    }
    judged = judge_others(sketch, order_at, others, database.places_in_time(others), settings, rarity)
    found = [Found(article_id=key, sketch=others[key], judgement=judgement) for key, judgement in judged]
    return with_clusters(
        Ledger(database), sketch, found, settings, rarity, order_at=order_at, known={*leave_out, *others}
    )


def with_clusters(
    ledger: Ledger,
    sketch: Sketch,
    found: Sequence[Found],
    settings: Duplicates,
    rarity: Rarity | None,
    *,
    order_at: str,
    known: Collection[int],
) -> list[Found]:
    """The same with the other members of the clusters that were met, judged too; `known` are not looked at again.

    A text that a hundred outlets carry has more copies than candidates show.
    """
    every = list(found)
    missing = _rest_of_clusters(ledger, found, known=known)
    if missing:
        rest = ledger.sketches_of_articles(missing)
        judged = judge_others(sketch, order_at, rest, ledger.places_in_time(missing), settings, rarity)
        every += [Found(article_id=key, sketch=rest[key], judgement=judgement) for key, judgement in judged]
    every.sort(key=_alike)
    return every


def _alike(one: Found) -> tuple[bool, float, float, bytes]:
    """Copies come first, and most alike first."""
    return (not one.is_copy, -one.judgement.overlap, -one.judgement.jaccard, one.sketch.text_hash)


def _place(row: Row) -> tuple[str, str, int, int]:
    """Tells articles of one and the same text apart: whatever order they arrived in, the order is the same."""
    return (row["order_at"], row["url"], row["position"], row["id"])


def record_relatives(
    ledger: Ledger,
    article_id: int,
    sketch: Sketch,
    found: Sequence[Found],
    settings: Duplicates,
    rarity: Rarity | None,
    *,
    run_id: int | None,
    now: datetime,
    keep_found_at: bool = False,
) -> list[int]:
    """Note the matches of a stored article, and its place in a cluster. Ids of the matches, best first.

    What a person said of the same two articles before goes with the new match; with `keep_found_at`, so does when
    they were found.
    """
    if not found:
        return []
    rows = ledger.timing_rows([article_id, *(f.article_id for f in found)])
    credits = ledger.credits_of_articles([article_id, *(f.article_id for f in found if f.is_copy)])
    own = rows[article_id]
    found = sorted(found, key=lambda f: (*_alike(f), *_place(rows[f.article_id])))
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
        match_id = ledger.add_match(
            # A judgement is told from its first text's side, and a match from the later article's.
            one.judgement if came_later else turned(one.judgement, sketch, one.sketch),
            later_id=later["id"],
            earlier_id=earlier["id"],
            same_outlet=_same_outlet(own, other),
            order_known=order.known,
            order_reason=order.reason,
            minutes_later=order.minutes,
            credited=credited,
            judge=f"{JUDGE}-{rarity.version}" if rarity else JUDGE,
            run_id=run_id,
            now=now,
        )
        before = ledger.match_before(article_id, one.article_id)
        if before is not None:
            ledger.carry_verdicts(before, match_id)
            if keep_found_at:
                ledger.keep_found_at(before, match_id)
        ids.append(match_id)
    place(
        ledger,
        article_id,
        found,
        rows,
        lambda one, other: judge(one, other, settings, rarity),
        now=now,
    )
    return ids


def _rest_of_clusters(ledger: Ledger, found: Sequence[Found], *, known: Collection[int]) -> list[int]:
    copies = [f.article_id for f in found if f.is_copy]
    if not copies:
        return []
    rows = ledger.timing_rows(copies)
    clusters = {row["cluster_id"] for row in rows.values() if row["cluster_id"] is not None}
    return [
        member
        for cluster in sorted(clusters)
        for member in ledger.earliest_texts(cluster, limit=OTHER_MEMBERS + 1)
        if member not in known
    ]


def _worth_storing(found: Sequence[Found], rows: dict[int, Row]) -> list[Found]:
    """The earliest and some other members of each cluster, and the best partial matches; the earliest come first."""
    kept: list[Found] = []
    groups: dict[int, list[Found]] = {}
    for one in found:
        if one.is_copy:
            # Articles without a cluster stand for themselves: their negative id is no cluster's.
            groups.setdefault(rows[one.article_id]["cluster_id"] or -one.article_id, []).append(one)
    for members in groups.values():
        members.sort(key=lambda f: _place(rows[f.article_id]))
        kept += members[: OTHER_MEMBERS + 1]
    return kept + [one for one in found if not one.is_copy][:_PARTIALS]


def _same_outlet(one: Row, other: Row) -> bool | None:
    """Whether one outlet carries a text twice. What an aggregator carries of it is carried by another."""
    if one["outlet_id"] is None or other["outlet_id"] is None:
        return None
    carriers = {row["carrier_id"] or row["outlet_id"] for row in (one, other)}
    return bool(one["outlet_id"] == other["outlet_id"] and len(carriers) == 1)
