"""All steps of one run, from what is read to the result. Each is kept, so that an interrupted run goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.tables import Config
from pipelines.copies.judge import JUDGE
from pipelines.copies.sketch import SKETCH
from pipelines.preparing.settings import PrepareSettings
from pipelines.text.normalize import NORMALIZER
from spark import results
from spark.articles import Reading
from spark.judged import components, judged
from spark.kept import Kept
from spark.order import ordered, part_sizes, placed
from spark.outlets import KnownOutlet
from spark.settling import settled
from spark.sharing import held, pairs, same_texts, shared
from spark.sketching import common_wording, lines_of, repeated_lines, sketched
from spark.sources import InputError, Inputs, read

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Rows in one Arrow batch: of texts, and of numbers alone.
_TEXTS, _NUMBERS = 2_000, 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a run is asked for. `parts`: into how many each step is divided. `now` counts as the time of first sight;
    None is the time of the first start.
    """

    paths: Sequence[str]
    folder: str
    parts: int
    now: datetime | None


def run(session: SparkSession, asked: Asked, config: Config, *, tell: Callable[[str], None]) -> dict[str, Any]:
    """Read, compare and write the result into the folder: the report. Raises what `spark.command` puts into words."""
    inputs = Inputs.of(asked.paths)
    kept = Kept(session, asked.folder, tell)
    now = kept.begin(_identity(asked, config), now=asked.now)
    reading, parts, settings = _reading(config, now), asked.parts, config.duplicates

    def read_all() -> None:
        _read_all(session, inputs, reading, f"{asked.folder}/steps/read", parts=parts)

    raw = kept.written("read", read_all, batch=_TEXTS)
    in_order = kept.step("ordered", lambda: ordered(raw, parts=parts), batch=_TEXTS)
    articles = placed(in_order, part_sizes(in_order))
    lines = lines_of(kept.step("lines", lambda: repeated_lines(articles)))
    sketches = kept.step("sketched", lambda: sketched(articles, lines), batch=_TEXTS)
    found = kept.step("common", lambda: common_wording(sketches)).collect()
    common = bytes(found[0]["common"]) if found else None
    keys = kept.step("held", lambda: held(sketches, parts=parts), batch=_NUMBERS)
    share = kept.step("shared", lambda: shared(keys, parts=parts), batch=_NUMBERS)
    chosen = kept.step(
        "pairs", lambda: pairs(share, same_texts(sketches, parts=parts), sketches, parts=parts), batch=_NUMBERS
    )
    related = kept.step("judged", lambda: judged(chosen, sketches, settings, common), batch=_TEXTS)
    groups = kept.step("components", lambda: components(related))
    settle = kept.step(
        "settled",
        lambda: settled(articles, sketches, related, groups, settings, common, now=now, parts=parts),
        batch=_TEXTS,
    )
    for name, make in (
        ("articles.parquet", lambda: results.articles(articles, sketches, settle)),
        ("copies.parquet", lambda: results.copies(settle)),
        ("clusters.parquet", lambda: results.clusters(settle)),
    ):
        path = f"{asked.folder}/{name}"
        kept.written(
            name,
            lambda make=make, path=path: make().write.mode("overwrite").parquet(path),  # type: ignore[misc]
            batch=_TEXTS,
            folder="",
        )
    return kept.report(
        articles=articles.count(),
        pairs=chosen.count(),
        copies=related.where("is_copy").count(),
        clusters=settle.where("kind = 'cluster'").count(),
        largest_component=_largest(groups),
        not_read=_not_read(raw),
    )


def _read_all(session: SparkSession, inputs: Inputs, reading: Reading, path: str, *, parts: int) -> None:
    for database in inputs.database:
        if "://" in database or not Path(database).is_file():
            raise InputError(f"{database}: a database is read by the driver, from a file on its machine")
    if inputs.records or inputs.parquet or inputs.files:
        read(session, inputs, reading, parts=parts).write.mode("append").parquet(path)
    if inputs.database:
        import pyarrow as pa

        from spark.arrow import schema_of
        from spark.columns import READ
        from spark.databases import stored_articles

        for database in inputs.database:
            for rows in stored_articles(Path(database)):
                table = pa.Table.from_pylist(rows, schema=schema_of(READ))
                session.createDataFrame(table).write.mode("append").parquet(path)


def _reading(config: Config, now: datetime) -> Reading:
    return Reading(
        settings=PrepareSettings.of(config),
        outlets=tuple(
            KnownOutlet(
                name=outlet.name,
                domains=outlet.domains,
                aliases=outlet.aliases,
                time_zone=outlet.time_zone,
                topic=outlet.topic,
            )
            for outlet in config.outlet
        ),
        topic=config.topic,
        page_seconds=config.extraction.timeout_seconds,
        now=now,
    )


def _identity(asked: Asked, config: Config) -> dict[str, Any]:
    """What the kept steps depend on."""
    return {
        "paths": list(asked.paths),
        "parts": asked.parts,
        "config": config.fingerprint(),
        "versions": {"judge": JUDGE, "sketch": SKETCH, "normaliser": NORMALIZER},
    }


def _largest(groups: Any) -> int:
    row = groups.groupBy("component").count().agg({"count": "max"}).collect()[0]
    return int(row[0] or 0)


def _not_read(raw: Any) -> dict[str, int]:
    rows = raw.where("text is null").select("facts").collect()
    counted: dict[str, int] = {}
    for row in rows:
        reason = json.loads(row["facts"])["reason"]
        counted[reason] = counted.get(reason, 0) + 1
    return counted
