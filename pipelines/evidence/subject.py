"""Which articles the evidence is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from db import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """`articles` are ascending. `asked` are the ids that name the file, `cluster` the text that all carry, and `pairs`
    what is shown side by side.
    """

    kind: Literal["pair", "cluster", "article"]
    asked: tuple[int, ...]
    articles: tuple[int, ...]
    cluster: int | None
    pairs: tuple[tuple[int, int], ...]


class NothingThere(Exception):
    """There is no article or match of an id. The message is one sentence that says where ids are listed."""


def subject_of(database: Database, one: int | None, other: int | None, *, match_id: int | None) -> Subject:
    """Two articles, those of a match, or one with all that carry its text. Raises NothingThere."""
    if match_id is not None:
        return pair_of_match(database, match_id)
    assert one is not None
    return text_of(database, one) if other is None else pair(database, one, other)


def pair(database: Database, one: int, other: int) -> Subject:
    """Two articles, in any order. Raises NothingThere."""
    for article_id in (one, other):
        _cluster_of(database, article_id)
    if one == other:
        raise NothingThere(f"{one} and {other} are one article; `naskh evidence {one}` packs it with its cluster")
    ids = (min(one, other), max(one, other))
    return Subject(kind="pair", asked=ids, articles=ids, cluster=None, pairs=(ids,))


def pair_of_match(database: Database, match_id: int) -> Subject:
    """The two articles of a match, also of one that was set aside since. Raises NothingThere."""
    match = database.match_row(match_id)
    if match is None:
        raise NothingThere(f"there is no match {match_id}; `naskh copies` lists them")
    return pair(database, match["later_id"], match["earlier_id"])


def text_of(database: Database, article_id: int) -> Subject:
    """An article with all that carry its text: those of its cluster. Raises NothingThere."""
    cluster = _cluster_of(database, article_id)
    if cluster is None:
        return Subject(kind="article", asked=(article_id,), articles=(article_id,), cluster=None, pairs=())
    members = tuple(sorted(database.cluster_members(cluster, limit=-1)))
    pairs = tuple((min(article_id, other), max(article_id, other)) for other in members if other != article_id)
    return Subject(kind="cluster", asked=(article_id,), articles=members, cluster=cluster, pairs=pairs)


def _cluster_of(database: Database, article_id: int) -> int | None:
    row = database.timing_rows([article_id]).get(article_id)
    if row is None:
        raise NothingThere(f"there is no article {article_id}; `naskh articles` lists them")
    cluster: int | None = row["cluster_id"]
    return cluster
