"""What `naskh-spark` costs on two cores as an archive is doubled twice: CPU, memory, pairs, the largest group.

The texts are variations of real ones (`variations`): they have no words, so the step that reads is left out, and
measured by itself on the real ones.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.archive import naskh
from benchmarks.labelled import DATA
from benchmarks.processes import Cost, cost_of
from benchmarks.variations import Originals, all_varied, families_first, originals_of
from config.tables import Config
from model import Sketch
from pipelines.copies.judge import JUDGE
from pipelines.copies.sketch import SKETCH
from pipelines.text.normalize import NORMALIZER
from spark.arrow import packed_sketch, schema_of
from spark.columns import READ

TIMES = (1, 2, 4)
PARTS = 8
_APART = timedelta(days=18)
_NOW = "2026-01-01T00:00:00Z"
_AT_ONCE = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What a run over so many texts cost, and what its report says."""

    cost: Cost
    report: dict[str, Any]


def measure(originals: Originals, numbers: Sequence[int], folder: Path, times: Sequence[int]) -> Iterator[Point]:
    """Runs over the originals with these numbers, over them and a variation of each, and so on."""
    for factor in times:
        out = folder / f"times-{factor}"
        _begin(out)
        _write(originals, numbers, factor, out / "steps" / "read")
        cost, _ = cost_of(
            "spark.command", "none.jsonl", "--out", str(out), "--master", "local[2]", "--parts", str(PARTS),
            "--now", _NOW,
        )  # fmt: skip
        yield Point(cost=cost, report=json.loads((out / "report.json").read_text("utf-8")))


def _begin(out: Path) -> None:
    """The folder as a run leaves it that has read everything."""
    (out / "steps" / "read").mkdir(parents=True)
    identity = {
        "paths": ["none.jsonl"],
        "parts": PARTS,
        "config": Config().fingerprint(),
        "versions": {"judge": JUDGE, "sketch": SKETCH, "normaliser": NORMALIZER},
        "now": datetime.fromisoformat(_NOW).isoformat(),
    }
    (out / "run.json").write_text(json.dumps(identity), "utf-8")


def _write(originals: Originals, numbers: Sequence[int], factor: int, folder: Path) -> None:
    wanted = [(number, variation) for variation in range(factor) for number in numbers]
    made = all_varied(originals, wanted)
    for start in range(0, len(wanted), _AT_ONCE):
        rows = [_row(originals, *one, next(made)) for one in wanted[start : start + _AT_ONCE]]
        pq.write_table(pa.Table.from_pylist(rows, schema=schema_of(READ)), folder / f"{start:09}.parquet")
    (folder / "_SUCCESS").touch()


def _row(originals: Originals, number: int, variation: int, sketch: Sketch) -> dict[str, Any]:
    article = originals.articles[number]
    order_at = (datetime.fromisoformat(article.order_at) + _APART * variation).strftime("%Y-%m-%dT%H:%M:%SZ")
    outlet = f"outlet {article.outlet_id}"
    url = f"https://outlet-{article.outlet_id}.example/{variation}/{number}"
    facts = {
        "url": url, "canonical_url": url, "outlet": outlet, "carrier": outlet, "outlet_id": outlet,
        "carrier_id": outlet, "domains": None, "aliases": None, "time_zone": None, "source": None, "source_id": None,
        "title": None, "authors": "[]", "language": None, "position": 0, "published_at": order_at,
        "published_offset": None, "published_day": None, "date_precision": "second", "date_source": "record",
        "date_words": None, "first_seen_at": _NOW, "order_at": order_at, "topic": None, "topic_score": None,
        "topic_reason": None, "credits": [],
    }  # fmt: skip
    return {
        "key": url,
        "position": 0,
        "order_at": order_at,
        "text_hash": sketch.text_hash,
        "url": url,
        "carrier": None,
        "title": None,
        "text": "-",
        "facts": json.dumps(facts),
        **packed_sketch(sketch),
    }


def table(points: Sequence[Point]) -> str:
    """In Markdown."""
    lines = [
        "| articles | CPU | wall | CPU an article | memory | pairs judged | copies | clusters | largest group |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for point in points:
        cost, report = point.cost, point.report
        count = report["articles"]
        peak = f"{cost.peak / 1e9:.1f} GB" if cost.peak else "-"
        lines.append(
            f"| {count:,} | {cost.cpu:.0f} s | {cost.seconds:.0f} s | {1000 * cost.cpu / count:.1f} ms | {peak} | "
            f"{report['pairs']:,} | {report['copies']:,} | {report['clusters']:,} | {report['largest_component']:,} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path, help="a database of the real articles; without, one is imported")
    parser.add_argument("--of", type=int, metavar="N", help="how many of the real articles; default: all")
    parser.add_argument("--times", type=int, nargs="*", default=TIMES)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        archive = chosen.archive
        if archive is None:
            articles = DATA / "articles.jsonl.xz"
            if not articles.exists():
                sys.exit(f"{articles} is not there: this needs the real articles, or --archive")
            archive = Path(name) / "real.db"
            naskh("import", str(articles), "--db", str(archive))
        points: list[Point] = []
        originals = originals_of(archive)
        numbers = families_first(originals, chosen.of)[: chosen.of] if chosen.of else range(len(originals.articles))
        for point in measure(originals, numbers, Path(name), chosen.times):
            points.append(point)
            print(table(points), json.dumps(point.report["steps"]), sep="\n", flush=True)


if __name__ == "__main__":
    main()
