"""Judge the pairs, and connect what is a copy of what."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from model import Judgement, Rarity, Run
from pipelines.copies.against import judge_others
from spark.arrow import Batches, batches_of, rows_of, sketch_columns, sketch_of
from spark.columns import JUDGED
from spark.sketching import rarity_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from config.tables import Duplicates

# The most pairs that are connected in the driver's memory: some 10 GB of it.
MOST_EDGES = 10**8
_COPIES = ("identical", "near_duplicate", "excerpt")


class NeedsGraphFrames(RuntimeError):
    """More copies than the driver connects by itself."""


def judged(pairs: DataFrame, sketches: DataFrame, settings: Duplicates, common: bytes | None) -> DataFrame:
    """The pairs that are related, each with its judgement as seen from the later place."""
    from pyspark.sql import functions as F

    columns = ["place", "order_at", *sketch_columns()]
    own = sketches.select(*columns)
    others = sketches.select(*(F.col(name).alias("holder" if name == "place" else f"other_{name}") for name in columns))
    joined = pairs.join(others, "holder").join(own, "place")
    return joined.mapInArrow(_judge(joined, settings, common), JUDGED)


def _judge(frame: DataFrame, settings: Duplicates, common: bytes | None) -> Callable[[Batches], Batches]:
    shared = frame.sparkSession.sparkContext.broadcast(common)

    def run(batches: Batches) -> Batches:
        yield from batches_of(_related(batches, settings, rarity_of(shared.value)), JUDGED)

    return run


def _related(batches: Batches, settings: Duplicates, rarity: Rarity | None) -> Iterator[dict[str, Any]]:
    for row in rows_of(batches):
        holder = row["holder"]
        found = judge_others(
            sketch_of(row),
            row["order_at"],
            {holder: sketch_of(row, "other_")},
            {holder: row["other_order_at"]},
            settings,
            rarity,
        )
        for _, judgement in found:
            yield {
                "place": row["place"],
                "holder": holder,
                "is_copy": judgement.relation in _COPIES,
                "judgement": as_text(judgement),
            }


def as_text(judgement: Judgement) -> str:
    """A judgement as JSON; `judgement_of` reads it."""
    runs = [(run.first, run.second, run.length) for run in judgement.runs]
    return json.dumps({**judgement._asdict(), "runs": runs}, ensure_ascii=False)


def judgement_of(text: str) -> Judgement:
    said = json.loads(text)
    runs = tuple(Run(first=first, second=second, length=length) for first, second, length in said.pop("runs"))
    return Judgement(**said, runs=runs)


def components(judged: DataFrame) -> DataFrame:
    """What copies connect: each place with the first place of its component; places without a copy are left out."""
    edges = judged.where("is_copy").select("place", "holder")
    if edges.count() > MOST_EDGES:
        return _by_graphframes(edges)
    table = edges.toArrow()
    ends = np.stack([table.column(name).to_numpy() for name in ("place", "holder")])
    places, numbers = np.unique(ends, return_inverse=True)
    return judged.sparkSession.createDataFrame(_connected(places, numbers.reshape(ends.shape)))


def _connected(places: Any, numbers: Any) -> Any:
    import pyarrow as pa
    from scipy.sparse import coo_array  # type: ignore[import-untyped]
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

    ones = np.ones(numbers.shape[1], dtype=np.int8)
    graph = coo_array((ones, (numbers[0], numbers[1])), shape=(places.size, places.size))
    count, labels = connected_components(graph, directed=False)
    first = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(first, labels, places)
    return pa.table({"place": places.astype(np.int64), "component": first[labels].astype(np.int64)})


def _by_graphframes(edges: DataFrame) -> DataFrame:
    try:
        from graphframes import GraphFrame
    except ImportError:
        raise NeedsGraphFrames(
            f"more than {MOST_EDGES:,} copies are connected by GraphFrames: submit with --packages "
            "io.graphframes:graphframes-spark4_2.13 (its version for your Spark) and install graphframes-py"
        ) from None
    from pyspark.sql import functions as F

    session = edges.sparkSession
    if session.sparkContext.getCheckpointDir() is None:  # pragma: no branch
        raise NeedsGraphFrames("GraphFrames needs a checkpoint folder: set spark.checkpoint.dir")
    vertices = edges.select(F.col("place").alias("id")).union(edges.select(F.col("holder").alias("id"))).distinct()
    graph = GraphFrame(vertices, edges.select(F.col("place").alias("src"), F.col("holder").alias("dst")))
    found: DataFrame = graph.connectedComponents()
    first = found.groupBy("component").agg(F.min("id").alias("first"))
    return found.join(first, "component").select(F.col("id").alias("place"), F.col("first").alias("component"))
