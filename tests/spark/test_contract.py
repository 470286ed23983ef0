"""One judge, two hosts: what an import finds, Spark finds, too, whatever happens to its workers."""

from __future__ import annotations

import gzip
import importlib.util
import lzma
import shutil
from itertools import islice
from pathlib import Path

import pytest
from patience import wait_until
from places import SHARED
from spark_runs import (
    Outcome,
    imported,
    java_version,
    kill_a_worker_at_work,
    result,
    run_import,
    run_spark,
    stored_outcome,
    write_newswire,
)

from db import Database

_LACKING = [name for name in ("pyspark", "pyarrow", "pandas") if importlib.util.find_spec(name) is None]
if java_version() < 17:
    _LACKING.append("Java 17")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(_LACKING), reason=f"Spark needs {', '.join(_LACKING)}: see `make test-spark`"),
]
ARTICLES = SHARED / "copies-ar" / "articles.jsonl.xz"


@pytest.fixture(scope="module")
def newswire(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """The pages of the sample newswire, and what an import of them finds."""
    folder = tmp_path_factory.mktemp("newswire")
    write_newswire(folder / "newswire.warc.gz")
    return folder, imported([folder / "newswire.warc.gz"], folder / "naskh.db")


@pytest.fixture(scope="module")
def with_a_worker_killed(newswire: tuple[Path, Outcome]) -> tuple[Path, str]:
    """The folder of a run that lost a worker in the midst of its work, and what the run said."""
    folder, _ = newswire
    killed = []

    def kill(process_id: int, line: str) -> None:
        if line.startswith("read: begins"):
            killed.append(wait_until(lambda: kill_a_worker_at_work(process_id), why="no worker was at work"))

    said = run_spark([folder / "newswire.warc.gz"], folder / "out", meanwhile=kill)
    assert killed
    return folder / "out", said


def test_spark_finds_what_an_import_finds_although_a_worker_is_killed(
    newswire: tuple[Path, Outcome], with_a_worker_killed: tuple[Path, str]
) -> None:
    _, expected = newswire
    out, said = with_a_worker_killed
    # In the words of the moment: a worker may still be given its task, or have begun to answer.
    assert "Lost task" in said
    assert len(expected.copies) > 10
    assert len(expected.clusters) > 3
    assert result(out) == expected


def test_a_result_comes_into_a_new_database_judged_already(
    newswire: tuple[Path, Outcome], with_a_worker_killed: tuple[Path, str], tmp_path: Path
) -> None:
    _, expected = newswire
    out, _ = with_a_worker_killed
    run_import(str(out / "articles.parquet"), tmp_path / "few.db")
    with Database(tmp_path / "few.db", read_only=True) as stored:
        assert stored_outcome(stored) == expected
        assert stored.count_unjudged() == 0
    # Where there is something to compare it with, it is compared.
    run_import(str(out / "articles.parquet"), tmp_path / "few.db")
    with Database(tmp_path / "few.db", read_only=True) as stored:
        assert stored_outcome(stored) == expected


def test_what_is_interrupted_goes_on_with_the_step_where_it_stopped(newswire: tuple[Path, Outcome]) -> None:
    folder, expected = newswire
    out = folder / "interrupted"
    run_spark([folder / "newswire.warc.gz"], out)
    # As a run leaves them that is ended in the middle of a step: files, and no sign that they are whole.
    (out / "steps" / "judged" / "_SUCCESS").unlink()
    for name in ("components", "settled"):
        shutil.rmtree(out / "steps" / name)
    for name in ("articles", "copies", "clusters"):
        shutil.rmtree(out / f"{name}.parquet")
    said = run_spark([folder / "newswire.warc.gz"], out)
    assert "read: begins" not in said and "judged: begins" in said
    assert result(out) == expected


def test_a_folder_takes_one_runs_inputs_only(newswire: tuple[Path, Outcome]) -> None:
    folder, _ = newswire
    out = folder / "other"
    out.mkdir()
    (out / "run.json").write_text('{"paths": ["others.jsonl"], "now": "2026-01-01T00:00:00+00:00"}')
    with pytest.raises(AssertionError, match="has steps of other inputs, settings or versions"):
        run_spark([folder / "newswire.warc.gz"], out)


def test_spark_finds_what_an_import_finds_in_five_thousand_articles(tmp_path: Path) -> None:
    if not ARTICLES.exists():
        pytest.skip(f"{ARTICLES} is not there")
    records, pages = tmp_path / "articles.jsonl.gz", tmp_path / "newswire.warc"
    with lzma.open(ARTICLES, "rb") as file, gzip.open(records, "wb") as written:
        written.writelines(islice(file, 5000))
    write_newswire(pages)
    expected = imported([records, pages], tmp_path / "naskh.db")
    run_spark([records, pages], tmp_path / "out")
    assert len(expected.copies) > 3000
    assert result(tmp_path / "out") == expected
