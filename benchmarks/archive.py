"""An archive of the articles of copies-ar, made by the `naskh` command, and what it says of pairs of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.labelled import Pair
from db import Database
from model import COPIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Of each pair: is it stored as copies, in one cluster, brought up by the index. Shape (pairs,) each."""

    matched: NDArray[np.bool_]
    clustered: NDArray[np.bool_]
    candidates: NDArray[np.bool_]


def naskh(*arguments: str) -> None:
    """Run a command; ends the program with its words if it fails."""
    command = [sys.executable, "-P", "-m", "cli", *arguments]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")


def write_records(path: Path, records: Sequence[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def article_ids(database: Database) -> dict[str, int]:
    """The id of each article by its address."""
    return {row["url"]: row["id"] for row in database.connection.execute("select id, url from articles")}


def find(path: Path, pairs: Sequence[Pair], records: Sequence[dict[str, str]]) -> Found:
    """What the archive at `path` says of labelled pairs now."""
    with Database(path, read_only=True) as database:
        ids = article_ids(database)
        wanted = [(ids[records[pair.a]["url"]], ids[records[pair.b]["url"]]) for pair in pairs]
        copies, clusters = stored_copies(database), clusters_of(database)
        return Found(
            matched=np.array([frozenset(pair) in copies for pair in wanted]),
            clustered=np.array([a in clusters and clusters[a] == clusters.get(b) for a, b in wanted]),
            candidates=np.array([_is_candidate(database, *pair) for pair in wanted]),
        )


def stored_copies(database: Database) -> set[frozenset[int]]:
    """The pairs of articles, by id, that are stored as copies now."""
    marks = ",".join("?" * len(COPIES))
    rows = database.connection.execute(
        "select later_id, earlier_id from matches where superseded_at is null "  # noqa: S608
        f"and relation in ({marks})",
        COPIES,
    )
    return {frozenset(row) for row in rows}


def clusters_of(database: Database) -> dict[int, int]:
    """The cluster of each article that is in one, by id."""
    return dict(
        map(tuple, database.connection.execute("select id, cluster_id from articles where cluster_id is not null"))
    )


def without_copies(path: Path) -> set[str]:
    """Addresses of the articles that are in no match of any kind."""
    with Database(path, read_only=True) as database:
        rows = database.connection.execute(
            "select url from articles where id not in (select later_id from matches where superseded_at is null) "
            "and id not in (select earlier_id from matches where superseded_at is null)"
        )
        return {row["url"] for row in rows}


def _is_candidate(database: Database, a: int, b: int) -> bool:
    """Whether the index brings up the earlier article when the later one is asked about."""
    rows = database.timing_rows([a, b])
    later, earlier = sorted((a, b), key=lambda number: (rows[number]["order_at"], number), reverse=True)
    sketch = database.sketches_of_articles([later])[later]
    return earlier in {candidate.article_id for candidate in database.candidates(sketch)}
