"""Learn what outlets repeat and what is common, and sketch what is compared of each text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from likeness.common import common_shingles
from likeness.samples import FEWEST_EARLY_PIECES, FEWEST_PIECES, FEWEST_TEXTS, MOST_PIECES, MOST_TEXTS, TEXTS_ORDER
from model import Boilerplate, Rarity
from pipelines.copies.boilerplate import boilerplate_of, compared_text, learn, learn_early
from pipelines.copies.sketch import sketch
from pipelines.text.normalize import normalize
from spark.arrow import Batches, batches_of, packed_sketch, rows_of
from spark.columns import LINES, SKETCHED

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

VERSION = "r1"
Lines = dict[str, Boilerplate]


def repeated_lines(articles: DataFrame) -> DataFrame:
    """What each outlet repeats, learnt from the sample of its pieces."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    known = articles.where("carrier is not null").select("carrier", "place", "order_at", "text_hash")
    counted = known.withColumn("pieces", F.count("*").over(Window.partitionBy("carrier")))
    latest = Window.partitionBy("carrier").orderBy(F.col("order_at").desc(), "text_hash", "place")
    sample = (
        counted.where(F.col("pieces") >= FEWEST_EARLY_PIECES)
        .withColumn("rank", F.row_number().over(latest))
        .where(F.col("rank") <= MOST_PIECES)
        .select("place", "pieces")
    )
    texts = articles.select("place", "carrier", "order_at", "title", "text").join(sample, "place")
    return texts.groupBy("carrier").applyInArrow(_learnt, LINES)


def _learnt(table: Any) -> Any:
    import pyarrow as pa

    from spark.arrow import schema_of

    rows = table.to_pylist()
    if rows[0]["pieces"] >= FEWEST_PIECES:
        found = learn((row["order_at"][:10], row["text"]) for row in rows)
        made = {"is_early": False, "lines": [each.line for each in found], "hashes": []}
    else:
        early = learn_early((row["title"], row["text"]) for row in rows)
        hashes = [each.to_bytes(8, "big") for each in sorted(early.lines)] if early else []
        made = {"is_early": True, "lines": [], "hashes": hashes}
    return pa.Table.from_pylist([{"carrier": rows[0]["carrier"], **made}], schema=schema_of(LINES))


def lines_of(learnt: DataFrame) -> Lines:
    """What the outlets repeat that repeat anything, by name."""
    found: Lines = {}
    for row in learnt.where("size(lines) > 0 or size(hashes) > 0").collect():
        if row["is_early"]:
            hashes = frozenset(int.from_bytes(each, "big") for each in row["hashes"])
            found[row["carrier"]] = Boilerplate(version="early", lines=hashes, is_early=True)
        else:
            found[row["carrier"]] = boilerplate_of("b1", row["lines"])
    return found


def sketched(articles: DataFrame, lines: Lines) -> DataFrame:
    """Sketches of what is compared of each text: all but what its outlet repeats."""
    return articles.drop("facts", "key", "text_hash").mapInArrow(_sketcher(articles, lines), SKETCHED)


def _sketcher(articles: DataFrame, lines: Lines) -> Callable[[Batches], Batches]:
    shared = articles.sparkSession.sparkContext.broadcast(lines)

    def run(batches: Batches) -> Batches:
        yield from batches_of(_sketched(batches, shared.value), SKETCHED)

    return run


def _sketched(batches: Batches, lines: Lines) -> Iterator[dict[str, Any]]:
    for row in rows_of(batches):
        text, title = row.pop("text"), row.pop("title")
        compared = compared_text(text, lines.get(row.pop("carrier")))
        if row["shingles"] is None or compared is not text:
            row |= packed_sketch(sketch(normalize(compared), normalize(title or "")))
        yield row


def common_wording(sketches: DataFrame) -> DataFrame:
    """The snapshot of what is common: one row, or none where there are too few texts."""
    session = sketches.sparkSession
    if sketches.count() < FEWEST_TEXTS:
        return session.createDataFrame([], "common BINARY")
    order = ["sketch_hash" if name == "text_hash" else name for name in TEXTS_ORDER]
    sample = sketches.where("length(shingles) > 0").select("order_at", "shingles", *{*order} - {"order_at"})
    rows = sample.orderBy(*order).limit(MOST_TEXTS).select("order_at", "shingles").collect()
    common = common_shingles(
        (date.fromisoformat(row["order_at"][:10]).toordinal(), np.frombuffer(row["shingles"], dtype="<u4"))
        for row in rows
    )
    return session.createDataFrame([(bytearray(common.astype("<u4").tobytes()),)], "common BINARY")


def rarity_of(common: bytes | None) -> Rarity | None:
    """The snapshot as the judge takes it."""
    return None if common is None else Rarity(version=VERSION, common=np.frombuffer(common, dtype="<u4"))
