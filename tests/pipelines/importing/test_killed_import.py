"""An import that is killed, wherever it is, goes on when it is begun again, and ends as if nothing had happened.

`NASKH_IMPORT_KILLS=50` kills it more often; `-s` shows what it was doing.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

import pytest
from places import ROOT

from benchmarks.canonical import canonical_lines

_ARTICLES = 2_500
_KILLS = int(os.environ.get("NASKH_IMPORT_KILLS", "12"))
# So many in one import: the first while it stores, one while it writes keys, the last while it compares.
_IN_ONE = 4
# Imports at a fixed moment, without what only makes many pages quick.
_PROGRAM = """
import sys
from io import BytesIO
from pathlib import Path

from benchmarks.canonical import NOW
from config.tables import Config
from crawler.files import read_paths
from db import Database
from pipelines.importing.pages import import_pages
from pipelines.preloading.names import FEW_PAGES
from pipelines.processes.workers import Workers

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
@pytest.mark.timeout(1800 + 120 * _KILLS)
def test_an_import_killed_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    source = tmp_path / "news.jsonl"
    source.write_text("".join(json.dumps(record) + "\n" for record in _records()), encoding="utf-8")
    _run(source, tmp_path / "whole.db")
    wanted = list(canonical_lines(tmp_path / "whole.db"))
    chance, doing = random.Random(18), Counter[str]()
    while (left := _KILLS - doing.total()) > 0:
        killed = tmp_path / f"killed{left}.db"
        for number in range(min(_IN_ONE, left)):
            with _begun(source, killed) as process:
                _wait(process, killed, chance, for_keys=number == _IN_ONE // 2)
                process.kill()
            doing[_doing(killed)] += 1
        _run(source, killed)
        assert list(canonical_lines(killed)) == wanted
    print(f"killed while it was {doing}")


def _wait(process: subprocess.Popen[bytes], database: Path, chance: random.Random, *, for_keys: bool) -> None:
    """Until some moment of the import, or its end. What one transaction writes takes some tenths of a second."""
    began = _doing(database)
    more, at_first = chance.randrange(_ARTICLES // 2), _done(database)
    while process.poll() is None:
        doing = _doing(database)
        if doing == "writing keys" if for_keys and began == "storing" else _done(database) - at_first >= more:
            break
        time.sleep(0.01)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=chance.uniform(0, 0.1 if for_keys else 0.6))


def _doing(database: Path) -> str:
    """What an import of this database does next."""
    stored, keyless, unjudged = _counts(database)
    if stored < _ARTICLES:
        return "storing"
    return "writing keys" if keyless else "comparing" if unjudged else "done"


def _done(database: Path) -> int:
    """How many articles are stored, and are compared."""
    stored, _, unjudged = _counts(database)
    return 2 * stored - unjudged


def _counts(database: Path) -> tuple[int, int, int]:
    """Articles, sketches from which on keys are missing, and what is not compared yet."""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            stored, keyless, unjudged = connection.execute(
                "select (select count(*) from articles), (select count(*) from index_keyless),"
                " (select count(*) from unjudged)"
            ).fetchone()
    except sqlite3.Error:
        # It is not there yet.
        return 0, 0, 0
    return stored, keyless, unjudged


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
