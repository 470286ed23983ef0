"""The CSV files of Datasette's pages: a spreadsheet runs nothing in them, and all that was in them is there."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from served import Pages, pages_of

FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "\ufeff=1",
    '=HYPERLINK("https://a.example")',
)
FORMS = ("articles.csv", "articles.csv?_dl=1", "articles.csv?_stream=1&_size=max", "articles.csv?_trace=1&_dl=1",
         "articles.csv?%5Ftrace=1", "articles.csv?_labels=on", "copies.csv")  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula(copied: Any, formula: str) -> None:
    with closing(sqlite3.connect(copied.path)) as connection, connection:
        connection.execute("update articles set title = ?, text = ? || char(10) || text", [formula, f"one,{formula}"])
        connection.execute("update outlets set name = ? || id", [formula])
    with pages_of(copied) as pages:
        asked = [f"/naskh/{form}" for form in FORMS]
        asked += [
            "/naskh.csv?sql=select+id,title,text+from+articles",
            "/naskh.csv?sql=select+title+as+%22%3D1%22+from+articles",
        ]
        for path in asked:
            answer = pages.get(path)
            assert answer.status == 200 and answer.headers["content-type"].startswith(("text/csv", "text/plain"))
            for separator in (",", ";"):
                cells = [
                    cell
                    for row in csv.reader(io.StringIO(answer.text, newline=""), delimiter=separator)
                    for cell in row
                ]
                assert not [
                    cell for cell in cells if cell.lstrip("\ufeff\t\r\n ").startswith(tuple("=+@＝")) or cell == "-1+1"
                ]


def test_a_file_holds_what_its_table_holds(copied: Any) -> None:
    with closing(sqlite3.connect(copied.path)) as connection, connection:
        connection.execute(
            "update articles set title = '=1', text = '\"a\", \"b\"' || char(13, 10) || text where id < 3"
        )
        connection.execute("update articles set words = -5 where id = 4")
    with pages_of(copied) as pages:
        rows = pages.get("/naskh/articles.json?_shape=array&_size=max&_sort=id").json
        table = list(csv.DictReader(io.StringIO(pages.get("/naskh/articles.csv?_size=max&_sort=id").text, newline="")))
        for row, read in zip(rows, table, strict=True):
            assert read["text"].replace("'", "") == row["text"].replace("'", "")
            assert read["title"] == ("'=1" if row["id"] < 3 else row["title"])
            assert int(read["words"]) == row["words"]


def test_what_is_no_file_of_rows_stays(pages: Pages) -> None:
    refused = pages.get("/naskh.csv?sql=delete+from+articles")
    assert refused.status == 400
    assert pages.get("/naskh/nothing.csv").status == 404
    assert pages.get("/naskh.json?sql=select+'%3D1'+as+a&_shape=array").json == [{"a": "=1"}]
