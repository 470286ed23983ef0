"""Settle a judged article: which matches of it are stored, which article of each came first, which cluster it joins.

Reads and writes an `Archive`, whatever keeps it. The pure `judge` and `order` decide.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from model import Judgement, Match, Rarity, Sketch
from pipelines.copies.against import judge_others
from pipelines.copies.archive import Archive, Row
from pipelines.copies.clusters import OTHER_MEMBERS, Found, place, place_of, timing_of
from pipelines.copies.judge import JUDGE, judge, turned
from pipelines.copies.order import order_of
from pipelines.credits.crediting import is_credited

if TYPE_CHECKING:
    from config.tables import Duplicates

# The partial matches of an article that are stored, at most. Of a cluster, its earliest members are matched.
_PARTIALS = 20


def with_clusters(
    archive: Archive,
    sketch: Sketch,
    found: Sequence[Found],
    settings: Duplicates,
    rarity: Rarity | None,
    *,
    order_at: str,
    known: Collection[int],
) -> list[Found]:
    """`found`, and the other members of the clusters that it meets, judged too, except `known` ones.

    A text that a hundred outlets carry has more copies than candidates show.
    """
    every = list(found)
    missing = _rest_of_clusters(archive, found, known=known)
    if missing:
        rest = archive.sketches_of_articles(missing)
        judged = judge_others(sketch, order_at, rest, archive.places_in_time(missing), settings, rarity)
        every += [Found(article_id=key, sketch=rest[key], judgement=judgement) for key, judgement in judged]
    every.sort(key=_alike)
    return every


def alike_first(one: Found) -> tuple[bool, float, float]:
    """A key to sort by: copies come first, and most alike first."""
    return (not one.is_copy, -one.judgement.overlap, -one.judgement.jaccard)


def _alike(one: Found) -> tuple[bool, float, float, bytes]:
    return (*alike_first(one), one.sketch.text_hash)


def record_relatives(
    archive: Archive,
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
    """Store the matches of a stored article, and place it in a cluster. Ids of the matches, best first.

    What a person said about the same two articles before goes with the new match; with `keep_found_at`, so does when
    they were found.
    """
    if not found:
        return []
    rows = archive.timing_rows([article_id, *(f.article_id for f in found)])
    credits = archive.credits_of_articles([article_id, *(f.article_id for f in found if f.is_copy)])
    found = sorted(found, key=lambda f: (*_alike(f), *place_of(rows[f.article_id])))
    judge_version = f"{JUDGE}-{rarity.version}" if rarity else JUDGE
    ids = []
    for one in _worth_storing(found, rows):
        match = _match(sketch, one, rows[article_id], rows[one.article_id], credits, judge_version)
        match_id = archive.add_match(match, run_id=run_id, now=now)
        before = archive.match_before(match_id)
        if before is not None:
            archive.carry_verdicts(before, match_id)
            if keep_found_at:
                archive.keep_found_at(before, match_id)
        ids.append(match_id)
    place(archive, article_id, found, rows, lambda a, b: judge(a, b, settings, rarity), now=now)
    return ids


def _match(
    sketch: Sketch, one: Found, own: Row, other: Row, credits: Mapping[int, Sequence[Row]], judge_version: str
) -> Match:
    """The match of the article `own`, which has `sketch`, with the one that was found."""
    order = order_of(timing_of(own), timing_of(other))
    came_later = order.first != own["id"]
    later, earlier = (own, other) if came_later else (other, own)
    credited = None
    if one.is_copy:
        credited = is_credited(later, earlier, credits[later["id"]], credits[earlier["id"]], order_known=order.known)
    return Match(
        # The judgement has the shares of `own` first, a match those of the later article.
        judgement=_rounded(one.judgement if came_later else turned(one.judgement, sketch, one.sketch)),
        later_id=later["id"],
        earlier_id=earlier["id"],
        same_outlet=_same_outlet(own, other),
        order_known=order.known,
        order_reason=order.reason,
        minutes_later=order.minutes,
        credited=credited,
        judge=judge_version,
    )


def _rounded(judgement: Judgement) -> Judgement:
    """With shares as they are stored, and read again when clusters are decided."""
    return judgement._replace(
        jaccard=round(judgement.jaccard, 4),
        overlap=round(judgement.overlap, 4),
        share_of_a=round(judgement.share_of_a, 4),
        share_of_b=round(judgement.share_of_b, 4),
    )


def _rest_of_clusters(archive: Archive, found: Sequence[Found], *, known: Collection[int]) -> list[int]:
    copies = [f.article_id for f in found if f.is_copy]
    if not copies:
        return []
    rows = archive.timing_rows(copies)
    clusters = {row["cluster_id"] for row in rows.values() if row["cluster_id"] is not None}
    return [
        member
        for cluster in sorted(clusters)
        for member in archive.earliest_texts(cluster, limit=OTHER_MEMBERS + 1)
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
        members.sort(key=lambda f: place_of(rows[f.article_id]))
        kept += members[: OTHER_MEMBERS + 1]
    return kept + [one for one in found if not one.is_copy][:_PARTIALS]


def _same_outlet(one: Row, other: Row) -> bool | None:
    """Whether one outlet carries a text twice. What an aggregator carries of it is carried by another."""
    if one["outlet_id"] is None or other["outlet_id"] is None:
        return None
    carriers = {row["carrier_id"] or row["outlet_id"] for row in (one, other)}
    return bool(one["outlet_id"] == other["outlet_id"] and len(carriers) == 1)
