"""Look for what stored texts are to be compared with, and judge them, here or in a worker: the costly part.

Does not depend on how a pair was judged before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from db import Database
from db.index import Candidate as Stored
from model import Judgement, Rarity
from pipelines.copies.against import Facing, judge_several
from pipelines.processes.memory import give_back

if TYPE_CHECKING:
    from config.tables import Duplicates


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
    """Stored articles for a worker, and the database where the sketches and the snapshot `rarity` are. Where there are
    no `comparisons`, it looks for candidates itself: among what was stored before each article.
    """

    path: Path
    rarity: str | None
    settings: Duplicates
    article_ids: tuple[int, ...]
    comparisons: tuple[Comparison, ...] | None


class Related(NamedTuple):
    """A stored text that another one is related to, and how."""

    article_id: int
    sketch_id: int
    judgement: Judgement


class Compared(NamedTuple):
    """What came of one comparison: `known` are the ids of the articles that were looked at."""

    article_id: int
    sketch_id: int
    order_at: str
    known: tuple[int, ...]
    related: tuple[Related, ...]


def judge_task(task: JudgeTask) -> list[Compared]:
    """Judge in a worker."""
    database = _database(task.path)
    rarity = _rarity(task.path, task.rarity) if task.rarity else None
    return judge_articles(database, task.article_ids, task.comparisons, task.settings, rarity)


def common_wording(path: Path) -> bytes:
    """What is common in a database, see `RarityStore.common_wording`, in a worker."""
    packed = _database(path).common_wording()
    give_back()
    return packed


def judge_articles(
    database: Database,
    article_ids: Sequence[int],
    comparisons: Sequence[Comparison] | None,
    settings: Duplicates,
    rarity: Rarity | None,
) -> list[Compared]:
    """What is related to each of these articles, as in `JudgeTask`; what has no sketch is left out."""
    if comparisons is None:
        comparisons = _with_those_before(database, article_ids)
    wanted = {each.sketch_id for comparison in comparisons for each in comparison.candidates}
    sketches = database.sketches(wanted | {comparison.sketch_id for comparison in comparisons})
    facing = [
        Facing(
            sketches[comparison.sketch_id],
            comparison.order_at,
            {each.article_id: sketches[each.sketch_id] for each in comparison.candidates},
            {each.article_id: each.order_at for each in comparison.candidates},
        )
        for comparison in comparisons
    ]
    judged = []
    for comparison, found in zip(comparisons, judge_several(facing, settings, rarity), strict=True):
        ids = {each.article_id: each.sketch_id for each in comparison.candidates}
        judged.append(
            Compared(
                article_id=comparison.article_id,
                sketch_id=comparison.sketch_id,
                order_at=comparison.order_at,
                known=tuple(ids),
                related=tuple(Related(article_id, ids[article_id], judgement) for article_id, judgement in found),
            )
        )
    return judged


def _with_those_before(database: Database, article_ids: Sequence[int]) -> tuple[Comparison, ...]:
    """Each article with those that were stored before it."""
    ids = database.sketch_ids(article_ids)
    stored = database.sketches(ids.values())
    sketches = {article_id: stored[sketch_id] for article_id, sketch_id in ids.items()}
    candidates = database.candidates_of(list(sketches.values()), ids=list(ids.values()))
    return comparisons_of(database, ids, candidates)


def comparisons_of(
    database: Database, ids: Mapping[int, int], candidates: Iterable[Sequence[Stored]]
) -> tuple[Comparison, ...]:
    """What is to be compared of some articles. `ids` are those of their sketches, in the order of `candidates`."""
    others = dict(zip(ids, candidates, strict=True))
    known = {each.article_id for several in others.values() for each in several if each.article_id is not None}
    places = database.places_in_time({*ids, *known})
    return tuple(
        Comparison(
            article_id=article_id,
            sketch_id=ids[article_id],
            order_at=places[article_id],
            candidates=tuple(
                Candidate(article_id=each.article_id, sketch_id=each.sketch_id, order_at=places[each.article_id])
                for each in several
                if each.article_id is not None and each.article_id != article_id
            ),
        )
        for article_id, several in others.items()
    )


@lru_cache(maxsize=1)
def _database(path: Path) -> Database:
    # Until now it read pages.
    give_back()
    return Database(path, read_only=True)


@lru_cache(maxsize=1)
def _rarity(path: Path, version: str) -> Rarity:
    rarity = _database(path).rarity()
    assert rarity is not None and rarity.version == version, "a snapshot is taken before what it judges is"
    return rarity
