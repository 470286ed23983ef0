"""A Naskh database is an archive like any other: its articles, their outlets and people's verdicts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from recording import NOW, Desk, words

pytest.importorskip("pyarrow", reason="Spark's extra is not installed: see `make test-spark`")

from spark.columns import READ
from spark.databases import stored_articles
from spark.memory import MemoryArchive


def test_stored_articles_come_as_rows_with_what_a_person_said_of_them(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    desk.crawl("https://a.example/1", words(1))
    desk.crawl("https://b.example/1", words(1))
    [match] = desk.matches()
    desk.database.add_verdict(match["id"], "not-a-copy", None, now=NOW)
    [rows] = stored_articles(desk.database.path)
    assert [list(row) for row in rows] == [[column.split(" ")[0] for column in READ.split(", ")]] * 2
    assert [json.loads(row["facts"])["outlet"] for row in rows] == ["a.example", "b.example"]
    archive = MemoryArchive()
    for place, row in enumerate(rows, start=1):
        stored = desk.database.sketches_of_articles([place])[place]
        archive.add(place, json.loads(row["facts"]), stored)
    assert archive.refused_with(1) == {2}
    assert archive.timing_rows([1])[1]["source_id"] is not None
    assert archive.timing_rows([1])[1]["outlet"] == "a.example"
