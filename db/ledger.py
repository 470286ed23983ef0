"""The matches and clusters of some articles while they are settled: read once, written once at the end.

Without it, each article of an import would ask the tables a dozen small questions about the same rows. It belongs to
one transaction, in which nothing else changes what it holds. Contains no business logic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from db.clusters import Description
from db.matches import match_row, stored_copy
from db.store import Row
from db.times import to_text
from model import COPIES, Match, Sketch, StoredCopy

if TYPE_CHECKING:
    from db.database import Database


class Ledger:
    """Has methods of the database and answers as they do, including what is not written yet."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._rows: dict[int, Row] = {}
        self._credits: dict[int, list[Row]] = {}
        self._clusters: dict[int, _Members] = {}
        # For each article that moved: its cluster in the tables, and the one that is to be written.
        self._before: dict[int, int | None] = {}
        self._after: dict[int, int | None] = {}
        self._created: dict[int, str] = {}
        self._dropped: set[int] = set()
        self._described: dict[int, tuple[int, int, str]] = {}
        self._matches: dict[int, Row] = {}
        self._matches_of: defaultdict[int, list[Row]] = defaultdict(list)
        self._stored_copies: dict[int, list[StoredCopy]] = {}
        self._carried: list[tuple[int, int]] = []
        self._found_at_kept: list[tuple[int, int]] = []
        self._superseded: dict[int, dict[int, int]] = {}
        self._next_match = self._next_cluster = 0
        self._has_verdicts: bool | None = None
        self._now: datetime | None = None
        self._found_at = ""

    def load(self, article_ids: Collection[int], *, settled: Collection[int]) -> None:
        """Read at once what will be asked: the rows of these articles, their credits and their clusters, and what was
        judged before of those that are `settled`.
        """
        rows = self.timing_rows(list(article_ids))
        self.credits_of_articles(list(article_ids))
        self._load_clusters({row["cluster_id"] for row in rows.values()} - {None})
        self._load_superseded(list(settled))

    def timing_rows(self, article_ids: Sequence[int]) -> dict[int, Row]:
        missing = [article_id for article_id in article_ids if article_id not in self._rows]
        if missing:
            for article_id, row in self.database.timing_rows(missing).items():
                self._rows[article_id] = row
        return {article_id: self._rows[article_id] for article_id in article_ids if article_id in self._rows}

    def places_in_time(self, article_ids: Iterable[int]) -> dict[int, str]:
        return {article_id: row["order_at"] for article_id, row in self.timing_rows(list(article_ids)).items()}

    def sketches_of_articles(self, article_ids: Iterable[int]) -> dict[int, Sketch]:
        return self.database.sketches_of_articles(article_ids)

    def credits_of_articles(self, article_ids: Sequence[int]) -> dict[int, list[Row]]:
        if missing := [article_id for article_id in article_ids if article_id not in self._credits]:
            self._credits |= self.database.credits_of_articles(missing)
        return {article_id: self._credits[article_id] for article_id in article_ids}

    def add_match(self, match: Match, *, run_id: int | None, now: datetime) -> int:
        self._next_match = (self._next_match or self.database.newest_match()) + 1
        if now != self._now:
            self._now, self._found_at = now, to_text(now)
        row = {"id": self._next_match, **match_row(match, run_id=run_id, found_at=self._found_at)}
        self._matches[self._next_match] = row
        for article_id in (match.later_id, match.earlier_id):
            self._matches_of[article_id].append(row)
        return self._next_match

    def match_before(self, match_id: int) -> int | None:
        article_id, other_id = (self._matches[match_id][side] for side in ("later_id", "earlier_id"))
        if article_id not in self._superseded and other_id not in self._superseded:
            self._load_superseded([article_id])
        own, other = (article_id, other_id) if article_id in self._superseded else (other_id, article_id)
        return self._superseded[own].get(other)

    def carry_verdicts(self, old_match: int, new_match: int) -> None:
        self._carried.append((old_match, new_match))

    def keep_found_at(self, old_match: int, new_match: int) -> None:
        self._found_at_kept.append((old_match, new_match))

    def refused_with(self, article_id: int) -> set[int]:
        if self._has_verdicts is None:
            self._has_verdicts = self.database.has_verdicts()
        return self.database.refused_with(article_id) if self._has_verdicts else set()

    def copies_of(self, article_id: int) -> list[StoredCopy]:
        if article_id not in self._stored_copies:
            self._stored_copies[article_id] = self.database.copies_of(article_id)
        noted = (row for row in self._matches_of[article_id] if row["relation"] in COPIES)
        return [*self._stored_copies[article_id], *(stored_copy(row, of=article_id) for row in noted)]

    def copies_of_article(self, article_id: int, found: Sequence[int]) -> int:
        rows = self.timing_rows([article_id, *found])
        if rows[article_id]["cluster_id"] is not None:
            return 1
        return len({-rows[each]["cluster_id"] if rows[each]["cluster_id"] is not None else each for each in found})

    def new_cluster(self, article_ids: Sequence[int], *, now: datetime) -> int:
        self._next_cluster = (self._next_cluster or self.database.newest_cluster()) + 1
        self._created[self._next_cluster] = to_text(now)
        self._clusters[self._next_cluster] = _Members()
        self.join_cluster(self._next_cluster, article_ids)
        return self._next_cluster

    def join_cluster(self, cluster_id: int, article_ids: Sequence[int]) -> None:
        for article_id in article_ids:
            self.leave_cluster(article_id)
            self._move(article_id, cluster_id)
            self._members(cluster_id).add(self._rows[article_id])

    def leave_cluster(self, article_id: int) -> None:
        former = self.timing_rows([article_id])[article_id]["cluster_id"]
        if former is not None:
            self._members(former).remove(article_id)
            self._move(article_id, None)

    def cluster_members(self, cluster_id: int, *, limit: int | None = None) -> list[int]:
        return self._members(cluster_id).by_time(limit)

    def earliest_texts(self, cluster_id: int, *, limit: int) -> list[int]:
        return self._members(cluster_id).by_text(limit)

    def describe_cluster(self, cluster_id: int, *, earliest_id: int, order_known: bool, reason: str) -> None:
        self._described[cluster_id] = earliest_id, int(order_known), reason

    def drop_cluster(self, cluster_id: int) -> None:
        for article_id in self.cluster_members(cluster_id):
            self.leave_cluster(article_id)
        self._dropped.add(cluster_id)

    def write(self) -> None:
        """Write everything that was noted; the ledger is used up."""
        self.database.add_matches([*self._matches.values()])
        for old, new in self._carried:
            self.database.carry_verdicts(old, new)
        for old, new in self._found_at_kept:
            self.database.keep_found_at(old, new)
        self.database.write_clusters(
            created={key: created for key, created in self._created.items() if key not in self._dropped},
            described=[
                Description(
                    cluster_id=key,
                    earliest_id=earliest_id,
                    order_known=order_known,
                    reason=reason,
                    size=len(self._members(key)),
                )
                for key, (earliest_id, order_known, reason) in self._described.items()
                if key not in self._dropped
            ],
            moved={key: after for key, after in self._after.items() if after != self._before[key]},
            dropped=self._dropped - self._created.keys(),
        )

    def _move(self, article_id: int, cluster_id: int | None) -> None:
        row = self._rows[article_id]
        self._before.setdefault(article_id, row["cluster_id"])
        self._after[article_id] = cluster_id
        # A new row: whoever holds the former one keeps seeing the former cluster.
        self._rows[article_id] = {**row, "cluster_id": cluster_id}

    def _members(self, cluster_id: int) -> _Members:
        if cluster_id not in self._clusters:
            self._load_clusters([cluster_id])
        return self._clusters[cluster_id]

    def _load_clusters(self, cluster_ids: Iterable[int]) -> None:
        missing = set(cluster_ids) - self._clusters.keys()
        if not missing:
            return
        self._clusters |= {cluster_id: _Members() for cluster_id in missing}
        for row in self.database.members_of(missing):
            # An article that moved meanwhile is among the members of its new cluster.
            if row["id"] not in self._after:
                self._clusters[row["cluster_id"]].add(row)

    def _load_superseded(self, article_ids: Sequence[int]) -> None:
        self._superseded |= {article_id: {} for article_id in article_ids}
        for one, other, match_id in self.database.superseded_pairs(article_ids):
            for own, facing in ((one, other), (other, one)):
                if own in self._superseded:
                    newest = self._superseded[own].get(facing, 0)
                    self._superseded[own][facing] = max(newest, match_id)


@dataclass(slots=True)
class _Members:
    """The members of one cluster in two orders, each sorted when it is asked for."""

    _rows: dict[int, Row] = field(default_factory=dict)
    _by_time: list[int] | None = None
    _by_text: list[int] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: Row) -> None:
        self._rows[row["id"]] = row
        self._by_time = self._by_text = None

    def remove(self, article_id: int) -> None:
        self._rows.pop(article_id, None)
        self._by_time = self._by_text = None

    def by_time(self, limit: int | None) -> list[int]:
        if self._by_time is None:
            self._by_time = sorted(self._rows, key=self._time)
        return self._by_time[:limit]

    def by_text(self, limit: int | None) -> list[int]:
        if self._by_text is None:
            self._by_text = sorted(self._rows, key=self._text)
        return self._by_text[:limit]

    def _time(self, article_id: int) -> tuple[str, str, int, str, int]:
        row = self._rows[article_id]
        return row["order_at"] or "", row["first_seen_at"], row["position"], row["url"], article_id

    def _text(self, article_id: int) -> tuple[str, bytes, str, int, int]:
        row = self._rows[article_id]
        return row["order_at"] or "", row["text_hash"] or b"", row["url"], row["position"], article_id
