"""A person's verdict on a match, and licences from the configuration: which one counts, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from config.tables import Licence
from db import Database
from db.store import Row
from model import COPIES, VerdictWord
from pipelines.copies.clusters import refresh_cluster

VerdictSource = Literal["person", "config"]


def verdict_of(match: Row, licences: Sequence[Licence]) -> tuple[VerdictWord | None, VerdictSource | None]:
    """What counts for a match, and who says so: a person's last word, else a licence, else nothing."""
    if match["verdict"]:
        return match["verdict"], "person"
    return ("licensed", "config") if is_licensed(match, licences) else (None, None)


def is_licensed(match: Row, licences: Sequence[Licence]) -> bool:
    """The later outlet may run the earlier one's texts; where the order is not known, either the other's."""
    sides = [(match["earlier_outlet"], match["later_outlet"])]
    if not match["order_known"]:
        sides.append((match["later_outlet"], match["earlier_outlet"]))
    return any((licence.of, licence.to) in sides for licence in licences)


def with_verdicts(matches: Sequence[Row], licences: Sequence[Licence]) -> list[Row]:
    """The rows with `verdict` and `verdict_source` as `verdict_of` has them."""
    told = []
    for match in matches:
        word, source = verdict_of(match, licences)
        told.append({**match, "verdict": word, "verdict_source": source})
    return told


def give_verdict(
    database: Database, match_id: int, word: VerdictWord, note: str | None, *, now: datetime
) -> Row | None:
    """Store a person's word on the pair of a match, also of one that was set aside since: the match that counts for
    the pair now. None where there is no such match.

    What is no copy leaves the cluster at once, where nothing else holds it there. Messages about the pair that
    wait for their channel are withdrawn.
    """
    with database.transaction():
        match = database.latest_of_pair(match_id)
        if match is None:
            return None
        database.add_verdict(match["id"], word, note, now=now)
        database.withdraw_deliveries(match["id"], now=now)
        if word == "not-a-copy" and match["cluster"] is not None:
            _part(database, match["cluster"], now=now)
        return database.match_row(match["id"])


def take_back_verdict(database: Database, match_id: int) -> tuple[Row, VerdictWord | None] | None:
    """Forget a person's words on the pair of a match: the match that counts for it, and the last word. None where there
    is no such match.

    What left a cluster as no copy joins it again when it is compared again; a message that was withdrawn stays so.
    """
    with database.transaction():
        match = database.latest_of_pair(match_id)
        if match is None:
            return None
        database.remove_verdicts(match["id"])
    return match, match["verdict"]


def _part(database: Database, cluster: int, *, now: datetime) -> None:
    """Leave the articles together that copies still connect: the largest part stays the cluster."""
    parts = _connected(database, database.cluster_members(cluster, limit=-1))
    for part in parts[1:]:
        for article_id in part:
            database.leave_cluster(article_id)
        if len(part) > 1:
            refresh_cluster(database, database.new_cluster(part, now=now))
    if len(parts) > 1:
        refresh_cluster(database, cluster)


def _connected(database: Database, members: Sequence[int]) -> list[list[int]]:
    """The members in parts that copies connect, largest first, else the one with the earliest member."""
    left, parts = dict.fromkeys(members), []
    while left:
        part = [next(iter(left))]
        del left[part[0]]
        for article_id in part:
            linked = database.matched_with(article_id, relations=COPIES) - database.refused_with(article_id)
            reached = [other for other in left if other in linked]
            part += reached
            for other in reached:
                del left[other]
        parts.append(part)
    return sorted(parts, key=len, reverse=True)
