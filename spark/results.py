"""The result: articles, copies and clusters as Parquet, in the columns of `naskh articles`, `copies` and `clusters`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipelines import shapes
from spark.arrow import Batches, batches_of, rows_of
from spark.columns import ARTICLE, ARTICLE_MORE, CLUSTER, COPY, COPY_MORE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_SHAPED = "data STRING, order_at STRING, text STRING"
_FACTS = ("order_at", "date_precision", "date_source", "date_words")


def articles(articles: DataFrame, sketches: DataFrame, settled: DataFrame) -> DataFrame:
    """All articles, with the cluster that each is in, their texts last."""
    from pyspark.sql import functions as F

    members = settled.where("kind = 'member'").select("place", "cluster")
    joined = (
        articles.select("place", "order_at", "facts", "text")
        .join(sketches.select("place", "words"), "place")
        .join(members, "place", "left")
    )
    shaped = joined.mapInArrow(_shaped, _SHAPED).withColumn(
        "data", F.from_json("data", f"{ARTICLE}, {ARTICLE_MORE.removesuffix(', text STRING')}")
    )
    return shaped.select("data.*", "text")


def copies(settled: DataFrame) -> DataFrame:
    """All pairs that were kept, as `naskh copies --pairs --relation all` has them."""
    from pyspark.sql import functions as F

    rows = settled.where("kind = 'copy'").select(F.from_json("data", f"{COPY}, {COPY_MORE}").alias("data"))
    found = rows.select("data.*")
    # Numbered by parts: not one after the other, and the same each time that the kept step is read.
    return found.withColumn("id", F.monotonically_increasing_id() + 1)


def clusters(settled: DataFrame) -> DataFrame:
    """All clusters."""
    from pyspark.sql import functions as F

    rows = settled.where("kind = 'cluster'").select(F.from_json("data", CLUSTER).alias("data"))
    return rows.select("data.*")


def _shaped(batches: Batches) -> Batches:
    yield from batches_of(_rows(batches), _SHAPED)


def _rows(batches: Batches) -> Iterator[dict[str, Any]]:
    for row in rows_of(batches):
        facts = json.loads(row["facts"])
        known = {**facts, "id": row["place"], "cluster_id": row["cluster"], "words": row["words"]}
        shape = {**shapes.article(known), **{name: facts[name] for name in _FACTS}}
        yield {
            "data": json.dumps(shape, ensure_ascii=False),
            "order_at": row["order_at"],
            "text": row["text"],
        }
