"""The articles of one group that copies connect, in main memory: an archive as `pipelines.copies` asks it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from model import COPIES, Match, Run, Sketch, StoredCopy

Row = dict[str, Any]


class MemoryArchive:
    """Articles by their places. Matches and clusters are numbered in the order in which they are made."""

    def __init__(self) -> None:
        self.facts: dict[int, Row] = {}
        self.sketches: dict[int, Sketch] = {}
        self.matches: list[Match] = []
        self.clusters: dict[int, Row] = {}
        self.members: dict[int, set[int]] = {}
        self._copies: dict[int, list[StoredCopy]] = {}
        self._places: dict[str, int] = {}
        self._last_cluster = 0

    def add(self, place: int, facts: Row, sketch: Sketch) -> None:
        """Take an article in. It is in no cluster yet."""
        self.facts[place] = {**facts, "id": place, "cluster_id": None}
        self.sketches[place] = sketch
        if key := facts.get("key"):
            self._places[key] = place

    def timing_rows(self, article_ids: Sequence[int], /) -> dict[int, Row]:
        return {place: self.facts[place].copy() for place in article_ids}

    def places_in_time(self, article_ids: Iterable[int], /) -> dict[int, str]:
        return {place: self.facts[place]["order_at"] for place in article_ids}

    def sketches_of_articles(self, article_ids: Collection[int], /) -> dict[int, Sketch]:
        return {place: self.sketches[place] for place in sorted(article_ids)}

    def credits_of_articles(self, article_ids: Sequence[int], /) -> dict[int, list[Row]]:
        return {place: self.facts[place]["credits"] for place in article_ids}

    def copies_of(self, article_id: int, /) -> list[StoredCopy]:
        return self._copies.get(article_id, [])

    def refused_with(self, article_id: int, /) -> set[int]:
        refused = self.facts[article_id].get("refused") or ()
        return {self._places[key] for key in refused if key in self._places}

    def cluster_members(self, cluster_id: int, /, *, limit: int) -> list[int]:
        return self._first(cluster_id, ("order_at", "first_seen_at", "position", "url", "id"), limit)

    def earliest_texts(self, cluster_id: int, /, *, limit: int) -> list[int]:
        # Places are numbered by place in time, hash, address and position.
        return self._first(cluster_id, ("id",), limit)

    def new_cluster(self, article_ids: Sequence[int], /, *, now: datetime) -> int:
        self._last_cluster += 1
        self.members[self._last_cluster] = set()
        self.join_cluster(self._last_cluster, article_ids)
        return self._last_cluster

    def join_cluster(self, cluster_id: int, article_ids: Sequence[int], /) -> None:
        for place in article_ids:
            self.leave_cluster(place)
            self.members[cluster_id].add(place)
            self.facts[place]["cluster_id"] = cluster_id

    def leave_cluster(self, article_id: int, /) -> None:
        cluster = self.facts[article_id]["cluster_id"]
        if cluster is not None:
            self.members[cluster].discard(article_id)
            self.facts[article_id]["cluster_id"] = None

    def describe_cluster(self, cluster_id: int, /, *, earliest_id: int, order_known: bool, reason: str) -> None:
        self.clusters[cluster_id] = {"earliest": earliest_id, "order_known": order_known, "reason": reason}

    def drop_cluster(self, cluster_id: int, /) -> None:
        for place in list(self.members.get(cluster_id, ())):
            self.leave_cluster(place)
        self.members.pop(cluster_id, None)
        self.clusters.pop(cluster_id, None)

    def add_match(self, match: Match, /, *, run_id: int | None, now: datetime) -> int:
        self.matches.append(match)
        judgement, later_id, earlier_id = match.judgement, match.later_id, match.earlier_id
        if judgement.relation in COPIES:
            self._note_copy(later_id, earlier_id, judgement.share_of_a, judgement.share_of_b, judgement.runs)
            other_way = tuple(Run(first=run.second, second=run.first, length=run.length) for run in judgement.runs)
            self._note_copy(earlier_id, later_id, judgement.share_of_b, judgement.share_of_a, other_way)
        return len(self.matches)

    def match_before(self, match_id: int, /) -> int | None:
        return None

    def carry_verdicts(self, old_match: int, new_match: int, /) -> None:
        raise AssertionError("there are no matches of before")

    def keep_found_at(self, old_match: int, new_match: int, /) -> None:
        raise AssertionError("there are no matches of before")

    def _note_copy(self, own: int, other: int, share: float, other_share: float, runs: tuple[Run, ...]) -> None:
        copy = StoredCopy(other_id=other, share_of_own=share, share_of_other=other_share, read_runs=lambda: runs)
        self._copies.setdefault(own, []).append(copy)

    def _first(self, cluster_id: int, order: Sequence[str], limit: int) -> list[int]:
        rows = [self.facts[place] for place in self.members[cluster_id]]
        rows.sort(key=lambda row: tuple(row[name] for name in order))
        return [row["id"] for row in rows[:limit]]
