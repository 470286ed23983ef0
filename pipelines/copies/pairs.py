"""Judge stored texts against their candidates, here or in a worker process: the costly part of comparing.

Does not depend on how a pair was judged before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from db import Database
from model import Judgement, Rarity
from pipelines.copies.against import judge_others

if TYPE_CHECKING:
    from config import Duplicates


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stored text that another one is to be judged against; `order_at` is its place in time."""

    article_id: int
    sketch_id: int
    order_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A stored text and the candidates that it is to be judged against; ids alone, which travel cheaply."""

    article_id: int
    sketch_id: int
    order_at: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeTask:
    """Comparisons for a worker, and the database where the sketches and the snapshot `rarity` are."""

    path: Path
    rarity: str | None
    settings: Duplicates
    comparisons: tuple[Comparison, ...]


Judged = list[list[tuple[int, Judgement]]]


def judge_task(task: JudgeTask) -> Judged:
    """For each comparison the ids of the related articles with how they are; in a worker."""
    database = _database(task.path)
    rarity = _rarity(task.path, task.rarity) if task.rarity else None
    return judge_comparisons(database, task.comparisons, task.settings, rarity)


def judge_comparisons(
    database: Database, comparisons: Sequence[Comparison], settings: Duplicates, rarity: Rarity | None
) -> Judged:
    """For each comparison the ids of the related articles with how they are."""
    wanted = {each.sketch_id for comparison in comparisons for each in comparison.candidates}
    sketches = database.sketches(wanted | {comparison.sketch_id for comparison in comparisons})
    judged = []
    for comparison in comparisons:
        others = {each.article_id: sketches[each.sketch_id] for each in comparison.candidates}
        places = {each.article_id: each.order_at for each in comparison.candidates}
        own = sketches[comparison.sketch_id]
        judged.append(judge_others(own, comparison.order_at, others, places, settings, rarity))
    return judged


@lru_cache(maxsize=1)
def _database(path: Path) -> Database:
    return Database(path, read_only=True)


@lru_cache(maxsize=1)
def _rarity(path: Path, version: str) -> Rarity:
    rarity = _database(path).rarity()
    assert rarity is not None and rarity.version == version, "a snapshot is taken before what it judges is"
    return rarity
