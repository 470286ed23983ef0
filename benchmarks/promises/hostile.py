"""What hostile answers do to the daemon that reads them: to its loop, its memory, its workers, a site beside them."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
import tomllib
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks import lag as lag_bench
from benchmarks.promises.hostile_site import DEEP_WORDS, GOOD_HOST, GOOD_PAGES
from benchmarks.promises.trial import ROOT, Result
from db import Database
from pipelines.processes.workers import worker_process_ids

DATA = ROOT.parent / "shared" / "data" / "hostile" / "generated"
_SECONDS = 900.0
_LAG_MS = 100.0
_WORKER_MB = 512.0
_MAIN_MB = 300.0


@dataclass(slots=True)
class Outcome:
    """`lag_ms` is the longest delay of the loop, `lag_doing` what it did; `cpu_ms` is the longest share of one that the
    loop's own thread computed: what remains is a machine that others use.
    """

    answers: int = 0
    good: int = 0
    lag_ms: float = 0.0
    cpu_ms: float = 0.0
    lag_doing: str = ""
    worker_mb: float = 0.0
    main_mb: float = 0.0
    missing: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    deep_texts: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)


def measure(folder: Path) -> Result:
    outcome = watch(folder)
    parts = (
        f"{outcome.answers} answers, {len(outcome.missing)} without a row, {len(outcome.unexplained)} without a reason",
        f"{outcome.good} of {GOOD_PAGES} good pages beside them stored",
        f"longest delay of the loop {outcome.lag_ms:.0f} ms ({outcome.cpu_ms:.0f} ms of the processor)",
        f"largest worker {outcome.worker_mb:.0f} MB, daemon {outcome.main_mb:.0f} MB",
        f"text below 10,000 levels {'found' if outcome.deep_texts else 'lost'}",
    )
    is_whole = not outcome.missing and not outcome.unexplained and outcome.good == GOOD_PAGES
    is_bounded = outcome.cpu_ms <= _LAG_MS and outcome.worker_mb <= _WORKER_MB and outcome.main_mb <= _MAIN_MB
    return Result.of(is_whole and is_bounded and outcome.deep_texts > 0, "; ".join(parts))


def watch(folder: Path) -> Outcome:
    """Have the daemon read all hostile answers, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    data = ["--data", str(DATA)] if DATA.is_dir() else []
    site = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.promises.hostile_site", *data],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert site.stdout
        served = json.loads(site.stdout.readline())
        (folder / "site.json").write_text(json.dumps(served), "utf-8")
        with (folder / "log").open("wb") as log:
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.promises.hostile", str(folder)],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=log,
                check=True,
            )
    finally:
        site.kill()
        site.wait()
    return Outcome(**json.loads(done.stdout.splitlines()[-1]))


def _in_this_process(folder: Path) -> Outcome:
    served = json.loads((folder / "site.json").read_text("utf-8"))
    database, outcome = folder / "news.db", Outcome(answers=len(served["hostile"]))
    sources = len(tomllib.loads(served["toml"])["source"])

    def is_over() -> bool:
        with contextlib.suppress(Exception), Database(database, read_only=True) as stored:
            visits = [row for row in stored.list_visits(since=None, limit=None) if row["outcome"] != "running"]
            return len(visits) >= sources and not stored.page_counts().get("wanted")
        return False

    threading.Thread(target=_weigh, args=(outcome,), daemon=True).start()
    lag = lag_bench.watch(served["toml"], database, seconds=_SECONDS, killed=0, is_over=is_over)
    for seconds, cpu, _, doing in lag.late:
        if 1000 * seconds > outcome.lag_ms:
            outcome.lag_ms, outcome.lag_doing = 1000 * seconds, doing
        outcome.cpu_ms = max(outcome.cpu_ms, 1000 * cpu)
    with Database(database, read_only=True) as stored:
        pages = stored.list_pages(since=None, status=None, limit=None)
        visited = stored.connection.execute(
            "select url, outcome, message from visits join sources on sources.id = source_id where outcome <> 'running'"
        )
        visits = {row["url"]: row for row in visited.fetchall()}
        texts = stored.connection.execute("select text from articles where text like ?", [f"%{DEEP_WORDS}%"])
        outcome.deep_texts = len(texts.fetchall())
    outcome.good = sum(page["status"] == "stored" and GOOD_HOST in page["url"] for page in pages)
    named = {page["url"].partition("?")[2]: page for page in pages}
    for name in served["hostile"]:
        visit = next((row for url, row in visits.items() if url.endswith(f"/{name}")), None)
        row = named.get(name)
        if row is None and visit is None:
            outcome.missing.append(name)
            continue
        is_bad_visit = visit is not None and visit["outcome"] in ("failed", "refused")
        is_bad_page = row is not None and row["status"] not in ("stored", "off_topic")
        if (is_bad_visit and not visit["message"]) or (is_bad_page and not row["reason"]):
            outcome.unexplained.append(name)
    outcome.outcomes = dict(
        Counter(f"{page['status']}: {page['reason']}" for page in pages if GOOD_HOST not in page["url"]).most_common()
    )
    return outcome


def _weigh(outcome: Outcome) -> None:
    """Look at the memory of this process and of the workers again and again."""
    while True:
        time.sleep(0.05)
        outcome.main_mb = max(outcome.main_mb, _resident_mb(os.getpid()))
        for pid in worker_process_ids():
            outcome.worker_mb = max(outcome.worker_mb, _resident_mb(pid))


def _resident_mb(pid: int) -> float:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    print(json.dumps(asdict(_in_this_process(parser.parse_args().folder))))


if __name__ == "__main__":
    main()
