"""Number all articles in the order in which they are judged, whatever files they came from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from spark.arrow import Batches, batches_of, rows_of
from spark.columns import ORDERED

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# As `db.judging` queues them; equal ones are one record that was read twice.
_ORDER = ("order_at", "text_hash", "url", "position", "key")


class TooManyTexts(ValueError):
    """More than can be numbered."""


def ordered(articles: DataFrame, *, parts: int) -> DataFrame:
    """Articles in order, each known by its part and its number in it; the same record once."""
    stored = articles.where("text is not null")
    in_parts = stored.repartitionByRange(parts, *_ORDER).sortWithinPartitions(*_ORDER)
    return in_parts.mapInArrow(_numbered, ORDERED)


def placed(articles: DataFrame, sizes: DataFrame) -> DataFrame:
    """Articles with their `place`, from 1 on. `sizes` are those of `part_sizes`."""
    from pyspark.sql import functions as F

    joined = articles.join(F.broadcast(sizes), "part")
    return joined.withColumn("place", F.col("before") + F.col("local")).drop("part", "local", "before")


def part_sizes(articles: DataFrame) -> DataFrame:
    """How many articles are before each part. Raises TooManyTexts from 2**31 - 1 on."""
    session = articles.sparkSession
    before, rows = 0, []
    # Parts are numbered in their order; those without articles are left out.
    for part, count in sorted((row["part"], row["count"]) for row in articles.groupBy("part").count().collect()):
        rows.append((part, before))
        before += count
    if before >= 2**31 - 1:
        raise TooManyTexts(f"{before:,} texts: a place has 31 bits; split the archive by years, with some overlap")
    return session.createDataFrame(rows, "part INT, before BIGINT")


def _numbered(batches: Batches) -> Batches:
    from pyspark import TaskContext

    context = TaskContext.get()
    part = context.partitionId() if context else 0
    yield from batches_of(_once(batches, part), ORDERED)


def _once(batches: Batches, part: int) -> Iterator[dict[str, Any]]:
    last, local = None, 0
    for row in rows_of(batches):
        known_by = (row["key"], row["position"])
        if known_by == last:
            continue
        last = known_by
        local += 1
        yield {"part": part, "local": local, **row}
