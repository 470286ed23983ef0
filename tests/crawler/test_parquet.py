"""Parquet becomes pages where pyarrow is installed, and one clear sentence where it is not."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from crawler.files import read_paths
from crawler.findings import FileProblem, Skipped
from crawler.parquet import judged_beside
from model import Page

HAS_PYARROW = importlib.util.find_spec("pyarrow") is not None
ROWS = [
    {"url": "https://a.example/1", "title": "One", "text": "Words of one.", "outlet": "A", "date": "2025-03-20"},
    {"url": "https://a.example/2", "title": None, "text": "Words of two.", "outlet": None, "date": None},
    {"url": None, "title": None, "text": "Nobody's words.", "outlet": None, "date": None},
]


@pytest.mark.skipif(HAS_PYARROW, reason="pyarrow is installed")
def test_without_pyarrow_a_sentence_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    [problem] = read_paths([str(tmp_path / "a.parquet")])
    assert isinstance(problem, FileProblem)
    assert str(problem) == f"{tmp_path}/a.parquet: needs pyarrow to be read: install naskh[spark]"


@pytest.mark.skipif(not HAS_PYARROW, reason="pyarrow is not installed: see `make test-spark`")
def test_each_row_is_an_article_by_the_columns_of_a_record(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = tmp_path / "news.parquet"
    folder.mkdir()
    pq.write_table(pa.Table.from_pylist(ROWS), folder / "part-0.parquet")
    (folder / "_SUCCESS").touch()
    first, second, problem = read_paths([str(folder)])
    assert isinstance(first, Page) and (first.url, first.kind) == ("https://a.example/1", "record")
    assert isinstance(second, Page) and second.import_key != first.import_key
    assert isinstance(problem, FileProblem) and str(problem) == f'{folder}:3: has no "url"'
    assert not judged_beside(folder)


@pytest.mark.skipif(not HAS_PYARROW, reason="pyarrow is not installed: see `make test-spark`")
def test_what_is_no_parquet_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"not at all")
    [problem] = read_paths([str(tmp_path / "a.parquet")])
    assert isinstance(problem, FileProblem) and problem.reason.startswith("cannot be read as Parquet")


def test_a_folder_is_not_searched_for_parquet(tmp_path: Path) -> None:
    (tmp_path / "steps.parquet").mkdir()
    [skipped] = read_paths([str(tmp_path)])
    assert isinstance(skipped, Skipped) and "named itself" in skipped.reason
