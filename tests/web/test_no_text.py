"""Excerpts only: no answer holds a word from deep inside a text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from recording import Desk, words
from served import DEEP, PATHS, Pages, pages_of

THEIRS = (
    "/naskh/articles", "/naskh/articles.json?_shape=array", "/naskh/articles.csv?_stream=on", "/naskh/articles/1",
    "/naskh/articles/1.json", "/naskh/revisions.json", "/naskh/revisions/1", "/naskh/alerts.json", "/naskh/deliveries.json",
    "/naskh/pages.json", "/naskh/copies.json", "/naskh/matches.json", "/naskh/credits.json", "/naskh/outlet_findings.json",
    "/naskh/boilerplates.json", "/naskh/cluster_articles.json", "/naskh/articles_fts.json", "/naskh/index_sketches.json",
    "/naskh/articles.json?_col=text", "/naskh/articles.json?_search=" + DEEP, "/naskh/articles.json?text__contains=" + DEEP,
    "/naskh/articles.json?_facet=text", "/naskh/articles.json?_sort=text",
    "/naskh.json?sql=select+text+from+articles", "/naskh/who_is_first.json",
)  # fmt: skip


@pytest.mark.parametrize(
    "path", [*PATHS, *(f"{path.partition('?')[0]}.json" for path in PATHS[1:]), "/now.json", *THEIRS]
)
def test_no_answer_shows_what_stands_deep_in_a_text(veiled: Pages, path: str) -> None:
    answer = veiled.get(path)
    asked = DEEP if f"={DEEP}" not in path else "محراث يعرض عليه ما رآه"
    assert asked not in answer.text, answer.text[:300]
    if path in PATHS:
        assert answer.status == 200 and "excerpts only" in answer.text


def test_with_texts_the_same_word_is_shown(pages: Pages) -> None:
    assert DEEP in pages.get("/article/1").text and DEEP in pages.get("/naskh/articles.csv").text


def test_questions_of_their_own_are_refused_where_texts_are_not_shown(veiled: Pages) -> None:
    assert veiled.get("/naskh.json?sql=select+1").status == 403


def test_a_search_for_words_deep_in_a_text_shows_its_beginning_only(pages: Pages, veiled: Pages) -> None:
    # The words around it would give a text away, one search after the other.
    neighbours = words(3).split()[-8:]
    for place in ("/search", "/search.json"):
        answer = veiled.get(f"{place}?q={DEEP}")
        assert "محاريث ثلج" in answer.text
        assert not [word for word in neighbours if word in answer.text]
    assert neighbours[-1] in pages.get(f"/search?q={DEEP}").text


def test_no_table_or_view_shows_it_whatever_is_added_to_the_schema(pages: Pages, veiled: Pages) -> None:
    listed = pages.get("/naskh.json").json
    names = [each["name"] for each in (*listed["tables"], *listed["views"])]
    assert any(DEEP in pages.get(f"/naskh/{name}.json?_shape=array&_size=max").text for name in names)
    for name in names:
        for form in (".json?_shape=array&_size=max", ".csv?_size=max", "?_size=max"):
            answer = veiled.get(f"/naskh/{name}{form}")
            assert DEEP not in answer.text, f"{name}{form}"
            assert answer.status in (200, 403), f"{name}{form}"


@pytest.mark.parametrize(
    "name", ["articles_fts", "articles_fts_data", "articles_fts_idx", "index_keys", "boilerplates"]
)
def test_what_holds_the_words_of_all_texts_is_closed(veiled: Pages, name: str) -> None:
    for form in ("", ".json", ".csv", f".json?_search={DEEP}"):
        assert veiled.get(f"/naskh/{name}{form}").status == 403


def test_a_filter_on_a_text_reveals_nothing(veiled: Pages) -> None:
    for asked in (f"text__contains={DEEP}", f"text__like=%25{DEEP}%25", "text__notblank=1"):
        assert veiled.get(f"/naskh/articles.json?_shape=array&{asked}").json == []
    assert veiled.get("/naskh/articles.json?_where=text+is+not+null").status in (400, 403)
    blob = veiled.get("/naskh/pages/1.blob?_blob_column=raw")
    assert DEEP not in blob.text


# Stands behind the length of an excerpt.
PLANTED = "قرنبيط"
LONG = "كلمات كثيرة قبل ذلك " * 20 + PLANTED + " وبعده"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A database with a long text in every column that may hold one, of every table of its schema and of one that
    nobody knows yet. `columns`: table and column; `numbered`: the tables whose key is one column.
    """

    path: Path
    config: Any
    columns: list[tuple[str, str]]
    numbered: set[str]


@pytest.fixture(scope="module")
def planted(news: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    path = tmp_path_factory.mktemp("planted") / "naskh.db"
    news.database.backup(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table later (id integer primary key, summary text, bytes blob, anything)")
        connection.execute("alter table articles add column translation text")
        columns = connection.execute(
            "select tables.name, columns.name, columns.type from sqlite_master tables, pragma_table_info(tables.name) "
            "columns where tables.type = 'table' and tables.name not like 'articles_fts%' and tables.name not like "
            "'sqlite_%' and tables.name != '_sqlite_migrations' and columns.type in ('TEXT', 'BLOB', '')"
        ).fetchall()
        for table in {table for table, *_ in columns}:
            if connection.execute(f"select count(*) from {table}").fetchone() == (0,):  # noqa: S608
                needed = connection.execute(f"pragma table_info({table})").fetchall()
                marks = ", ".join("?" * len(needed))
                connection.execute(
                    f"insert into {table} values ({marks})",  # noqa: S608
                    [1 if kind == "INTEGER" else "" for _, _, kind, *_ in needed],
                )
        keys = connection.execute(
            "select tables.name from sqlite_master tables, pragma_table_info(tables.name) columns "
            "where tables.type = 'table' and columns.pk > 0 group by 1 having count(*) = 1"
        ).fetchall()
        for table, column, kind in columns:
            value = f"coalesce({column}, '') || ?" if kind == "TEXT" else "cast(? as blob)"
            connection.execute(f'update "{table}" set "{column}" = {value}', [LONG])  # noqa: S608
    yield Planted(
        path=path,
        config=news.config,
        columns=[(table, column) for table, column, _ in columns],
        numbered={table for (table,) in keys},
    )


@pytest.mark.slow
def test_no_column_of_any_table_shows_a_whole_text_whoever_added_it(planted: Planted) -> None:
    assert {("later", "summary"), ("articles", "translation"), ("articles", "title")} <= set(planted.columns)
    desk: Any = planted
    with pages_of(desk) as open_pages, pages_of(desk, no_text=True) as pages:
        listed = pages.get("/naskh.json").json
        tables = {table for table, _ in planted.columns}
        assert tables <= {each["name"] for each in listed["tables"]} | {
            "index_sketches",
            "rarities",
            "boilerplates",
        } | {each["name"] for each in open_pages.get("/naskh.json").json["tables"] if each["hidden"]}
        for name in sorted(tables | {each["name"] for each in listed["views"]}):
            assert PLANTED in open_pages.get(f"/naskh/{name}.json?_shape=array").text or name not in tables, name
            # A row of a table with a key of several columns is not called 1.
            row = ("/1", "/1.json") if name in planted.numbered else ()
            for form in (".json?_shape=array&_size=max", ".csv?_size=max", "?_size=max", *row):
                answer = pages.get(f"/naskh/{name}{form}")
                assert PLANTED not in answer.text, f"{name}{form}"
                assert answer.status in (200, 403, 404), f"{name}{form}"
        for table, column in planted.columns:
            blob = (f"/1.blob?_blob_column={column}",) if table in planted.numbered else ()
            for form in (f".json?_facet={column}", f".json?_sort={column}", *blob):
                answer = pages.get(f"/naskh/{table}{form}")
                assert PLANTED not in answer.text and answer.status in (200, 400, 403, 404), f"{table}{form}"
