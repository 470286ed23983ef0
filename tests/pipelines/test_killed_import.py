"""An import that is killed, wherever it is, goes on when it is begun again, and ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from places import ROOT

from benchmarks.canonical import canonical_lines

_ARTICLES = 2_500
_MOMENTS = 12
# Imports at a fixed moment, without what only makes many pages quick.
_PROGRAM = """
import sys
from io import BytesIO
from pathlib import Path

from benchmarks.canonical import NOW
from config import Config
from crawler.files import read_paths
from db import Database
from pipelines.importing import import_pages
from pipelines.preloads import FEW_PAGES
from pipelines.workers import Workers

config = Config()
workers = Workers.of(config.extraction, preload=FEW_PAGES)
with Database(Path(sys.argv[2])) as database:
    run_id = database.start_run("import", version="0", config_hash="", now=NOW)
    pages = read_paths([sys.argv[1]], stdin=BytesIO())
    import_pages(
        pages, database=database, workers=workers, config=config, run_id=run_id, with_alerts=False, now=NOW,
    )
workers.stop()
"""


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_an_import_killed_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    source = tmp_path / "news.jsonl"
    source.write_text("".join(json.dumps(record) + "\n" for record in _records()), encoding="utf-8")
    whole, killed = tmp_path / "whole.db", tmp_path / "killed.db"
    _run(source, whole)
    chance = random.Random(18)
    for _ in range(_MOMENTS):
        with _begun(source, killed) as process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=chance.uniform(1, 8))
            process.kill()
    _run(source, killed)
    assert list(canonical_lines(killed)) == list(canonical_lines(whole))


def _run(source: Path, database: Path) -> None:
    with _begun(source, database) as process:
        assert process.wait() == 0


def _begun(source: Path, database: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-c", _PROGRAM, str(source), str(database)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(ROOT)})


def _records() -> list[dict[str, str]]:
    """Texts of their own words, every third with copies of it that are cut or changed a little."""
    chance = random.Random(4)
    words = ["".join(chance.choices("abdefgiklmnoprstu", k=chance.randint(3, 8))) for _ in range(4000)]
    texts: list[list[str]] = []
    for number in range(_ARTICLES):
        if number % 3 == 2:
            text = list(chance.choice(texts[-300:]))
            text[chance.randrange(len(text))] = chance.choice(words)
            texts.append(text[: chance.randint(60, len(text))])
        else:
            texts.append(chance.choices(words, k=chance.randint(70, 200)))
    return [
        {
            "url": f"https://outlet{number % 7}.example/news/{number}",
            "title": f"{text[0]} {text[1]} {text[2]}",
            "text": " ".join(text),
            "outlet": f"Outlet {number % 7}",
            "date": f"2025-03-{1 + number % 28:02d}T10:{number % 60:02d}:00Z",
        }
        for number, text in enumerate(texts)
    ]
