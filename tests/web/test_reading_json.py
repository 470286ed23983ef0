"""The pages' JSON and CSV are read by the tools that people have: sqlite-utils and pandas."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest
import sqlite_utils
from served import Pages

TABLES = ("articles", "copies", "outlets", "clusters", "cluster_articles", "matches", "pages")
# Our pages whose data is a list, with the key under which it stands.
LISTS = (("/whom.json?days=30", "pairs"), ("/search.json?q=مديرة", "found"), ("/alerts.json", "alerts"),
         ("/sources.json", "sources"), ("/now.json", "hours"), ("/text/1.json", "carriers"))  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_sqlite_utils_reads_a_table(pages: Pages, table: str) -> None:
    rows = pages.get(f"/naskh/{table}.json?_shape=array&_size=max").json
    read = sqlite_utils.Database(memory=True)
    read.table(table).insert_all(rows)
    assert list(read.table(table).rows) and read.table(table).count == len(rows)
    by_comma = list(csv.DictReader(io.StringIO(pages.get(f"/naskh/{table}.csv?_size=max").text)))
    assert len(by_comma) == len(rows) and by_comma[0].keys() == rows[0].keys()


@pytest.mark.parametrize(("path", "key"), LISTS)
def test_sqlite_utils_reads_our_lists(pages: Pages, path: str, key: str) -> None:
    rows = pages.get(path).json[key]
    assert rows
    read = sqlite_utils.Database(memory=True)
    read.table("rows").insert_all(rows)
    assert read.table("rows").count == len(rows)


def test_the_command_of_sqlite_utils_asks_questions_of_json(pages: Pages) -> None:
    rows = pages.get("/naskh/articles.json?_shape=array").json
    asked = [sys.executable, "-m", "sqlite_utils", "memory", "stdin:json", "select count(*) as articles from stdin"]
    done = subprocess.run(asked, input=json.dumps(rows), capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [{"articles": len(rows)}]


@pytest.mark.parametrize("table", TABLES)
def test_pandas_reads_a_table(pages: Pages, table: str) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    rows = pages.get(f"/naskh/{table}.json?_shape=array&_size=max").json
    assert len(pandas.read_json(io.StringIO(json.dumps(rows)))) == len(rows)
    assert len(pandas.read_csv(io.StringIO(pages.get(f"/naskh/{table}.csv?_size=max").text))) == len(rows)


@pytest.mark.parametrize(("path", "key"), LISTS)
def test_pandas_reads_our_lists(pages: Pages, path: str, key: str) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    rows = pages.get(path).json[key]
    assert len(pandas.json_normalize(rows)) == len(rows)
