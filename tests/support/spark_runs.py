"""Runs of `naskh-spark` beside an import of the same files, and what each found, by addresses."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import psutil
from places import ROOT
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from config.tables import Config
from crawler.files import read_paths
from db import Database
from pipelines.copies.rejudge import rejudge
from pipelines.importing.pages import import_pages
from pipelines.processes.workers import Workers
from sample.edition import Edition, read_archive
from sample.pages import article_page, path_of, roundup_page

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ALL = ("identical", "near_duplicate", "excerpt", "partial")
Copies = dict[tuple[Any, ...], tuple[Any, ...]]


@dataclass(frozen=True)
class Outcome:
    """What was found: pairs with all that is known about them, clusters as sets of articles, and each one's earliest."""

    copies: Copies
    clusters: set[frozenset[tuple[str, int]]]
    earliest: set[tuple[str, str, bool, int]]


def write_newswire(path: Path) -> None:
    """All pages of the sample newswire as a WARC file."""
    archive = read_archive()
    bases = {key: f"https://{key}.example" for key in archive.presses}
    edition = Edition(
        archive=archive,
        bases=bases,
        started=NOW - timedelta(days=2),
        elapsed_seconds=3600,
        all_published=True,
    )
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=path.suffix == ".gz")

        def write(url: str, page: str) -> None:
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    url,
                    "response",
                    payload=BytesIO(page.encode()),
                    http_headers=headers,
                    warc_headers_dict={"WARC-Date": "2025-12-31T00:00:00Z"},
                )
            )

        for press in archive.presses.values():
            for piece in edition.pieces_of(press):
                write(bases[press.key] + path_of(edition, piece), article_page(edition, press, piece))
            if press.links:
                for roundup in archive.roundups:
                    write(bases[press.key] + roundup.path, roundup_page(edition, press, roundup))


def imported(paths: list[Path], database: Path) -> Outcome:
    """What `naskh import` and `naskh rejudge` find, all of it first seen at one time."""
    config = Config()
    workers = Workers.of(config.extraction)
    with Database(database) as stored:
        run = stored.start_run("import", version="0", config_hash="", now=NOW)
        import_pages(
            read_paths([str(path) for path in paths]),
            database=stored,
            workers=workers,
            config=config,
            run_id=run,
            with_alerts=False,
            now=NOW,
        )
        rejudge(stored, config, run_id=run, now=NOW, workers=workers)
        workers.stop()
        return stored_outcome(stored)


def stored_outcome(stored: Database) -> Outcome:
    """What a database says of its articles."""
    copies = {
        _pair({side: {"url": row[f"{side}_url"], "position": row[f"{side}_position"]} for side in ("later", "earlier")}):
        _said(row)
        for row in stored.list_matches(relations=ALL, since=None, limit=None)
    }  # fmt: skip
    members: dict[int, set[tuple[str, int]]] = {}
    for row in stored.each_article(since=None, limit=None):
        if row["cluster_id"] is not None:
            members.setdefault(row["cluster_id"], set()).add((row["url"], row["position"]))
    clusters = stored.list_clusters(since=None, limit=None)
    return Outcome(copies, set(map(frozenset, members.values())), set(map(_first, clusters)))


def result(folder: Path) -> Outcome:
    """What a run of Spark wrote."""
    import pyarrow.dataset as parquet

    def rows(name: str, columns: list[str] | None = None) -> list[dict[str, Any]]:
        return parquet.dataset(folder / f"{name}.parquet").to_table(columns=columns).to_pylist()

    members: dict[int, set[tuple[str, int]]] = {}
    for row in rows("articles", ["url", "position", "cluster"]):
        if row["cluster"] is not None:
            members.setdefault(row["cluster"], set()).add((row["url"], row["position"]))
    return Outcome(
        {_pair(row): _said(row) for row in rows("copies")},
        set(map(frozenset, members.values())),
        set(map(_first, rows("clusters"))),
    )


def run_spark(paths: list[Path], folder: Path, *, meanwhile: Callable[[int, str], None] | None = None) -> str:
    """Run the command to its end: what it said. `meanwhile` is called with its process id and each line."""
    command = [
        sys.executable, "-P", "-m", "spark.command", *map(str, paths), "--out", str(folder), "--master", "local[2]",
        "--parts", "4", "--now", NOW.isoformat(),
    ]  # fmt: skip
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=_environment())
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if meanwhile:
            meanwhile(process.pid, line)
    assert process.wait() == 0, "".join(said)[-5000:]
    return "".join(said)


def java_version() -> int:
    """Of the Java that Spark begins; 0 where there is none."""
    home = os.environ.get("JAVA_HOME")
    try:
        told = subprocess.run([f"{home}/bin/java" if home else "java", "-version"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(rb'version "(?:1\.)?(\d+)', told.stderr)
    return int(found[1]) if found else 0


def run_import(path: str, database: Path) -> None:
    """Run `naskh import`."""
    command = [sys.executable, "-P", "-m", "cli", "import", path, "--db", str(database)]
    subprocess.run(command, check=True, env=_environment(), cwd=database.parent)


def _environment() -> dict[str, str]:
    kept = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *([kept] if kept else [])])}


def kill_a_worker_at_work(process_id: int) -> bool:
    """Kill a Python worker of a run in the midst of its work: whether there was one."""
    for worker in _workers(process_id):
        # Spark's JVM starts processes that live for milliseconds: each may be gone between two looks at it.
        with suppress(psutil.Error):
            if _is_at_work(worker):
                worker.kill()
                return True
    return False


def _workers(process_id: int) -> list[psutil.Process]:
    """The Python workers of a run: the children of Spark's Python daemons."""
    with suppress(psutil.Error):
        found = psutil.Process(process_id).children(recursive=True)
        return [worker for each in found for worker in _children_of_daemon(each)]
    return []


def _children_of_daemon(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.Error):
        if "pyspark.daemon" in process.cmdline():
            return process.children()
    return []


def _is_at_work(worker: psutil.Process) -> bool:
    """Whether it was sent its task whole, as it loads what it reads with, and has not ended the task, as it computes.

    Of one that has ended Spark loses nothing.
    """
    return worker.cpu_times().user > 0.3 and worker.status() == psutil.STATUS_RUNNING


def _pair(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[side][name] for side in ("later", "earlier") for name in ("url", "position"))


def _said(row: dict[str, Any]) -> tuple[Any, ...]:
    same = row["same_outlet"]
    return (
        *(row[name] for name in ("relation", "jaccard", "overlap", "share_of_later", "share_of_earlier", "reason")),
        *(row[name] for name in ("credited", "order_reason", "minutes_later", "longest_run")),
        bool(row["order_known"]),
        None if same is None else bool(same),
    )


def _first(row: dict[str, Any]) -> tuple[str, str, bool, int]:
    return row["url"], row["reason"], bool(row["order_known"]), row["size"]
