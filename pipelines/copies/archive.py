"""What comparing needs from the place where articles are kept. Each place answers in its own way: the database
with SQL, a cluster of machines with what it has of one group of articles. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from model import Match, Sketch, StoredCopy

Row = dict[str, Any]


class Clusters(Protocol):
    """Which articles carry one text."""

    def timing_rows(self, article_ids: Sequence[int], /) -> dict[int, Row]:
        """What decides the order of articles, and who carries them, by article id."""

    def sketches_of_articles(self, article_ids: Collection[int], /) -> dict[int, Sketch]:
        """The sketches of articles, by article id."""

    def copies_of(self, article_id: int, /) -> list[StoredCopy]:
        """The present copies of an article, as seen from it."""

    def refused_with(self, article_id: int, /) -> set[int]:
        """The articles of which a person said, last, that this one is no copy."""

    def cluster_members(self, cluster_id: int, /, *, limit: int) -> list[int]:
        """The members of a cluster, earliest first."""

    def earliest_texts(self, cluster_id: int, /, *, limit: int) -> list[int]:
        """The members by whom a cluster is known, the same in any order of arrival."""

    def new_cluster(self, article_ids: Sequence[int], /, *, now: datetime) -> int:
        """Make a cluster: its id."""

    def join_cluster(self, cluster_id: int, article_ids: Sequence[int], /) -> None:
        """Articles carry the text of a cluster."""

    def leave_cluster(self, article_id: int, /) -> None:
        """An article is in no cluster."""

    def describe_cluster(self, cluster_id: int, /, *, earliest_id: int, order_known: bool, reason: str) -> None:
        """Say which member is the earliest, and why."""

    def drop_cluster(self, cluster_id: int, /) -> None:
        """Undo a cluster that has one member left."""


class Archive(Clusters, Protocol):
    """The same, with the matches of its articles."""

    def places_in_time(self, article_ids: Iterable[int], /) -> dict[int, str]:
        """What articles are ordered by (see `order.order_at`), by article id."""

    def credits_of_articles(self, article_ids: Sequence[int], /) -> dict[int, list[Row]]:
        """What each article says of its origin; an empty list where it says nothing."""

    def add_match(self, match: Match, /, *, run_id: int | None, now: datetime) -> int:
        """Keep a judged pair. Its id."""

    def match_before(self, match_id: int, /) -> int | None:
        """The newest match, set aside since, of the same two articles."""

    def carry_verdicts(self, old_match: int, new_match: int, /) -> None:
        """A person's words on a pair stay with the pair."""

    def keep_found_at(self, old_match: int, new_match: int, /) -> None:
        """What is judged again was found when it was found first."""
