"""The answer to a question of one's own is shown as far as it is rendered in no time; its data are all there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any
from urllib.parse import quote

import pytest
from lxml.html import fromstring
from served import Pages, pages_of

from web.rendering import MOST_CELLS, MOST_ROWS

NUMBERS = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)"
EIGHT = " join ".join(f"articles a{n}" for n in range(8))


def asked(columns: int, rows: int = 1000) -> str:
    names = ", ".join(f"i as c{n}" for n in range(columns))
    return quote(f"{NUMBERS} select {names} from n limit {rows}")  # noqa: S608


def test_many_cells_are_shown_in_part_and_given_whole_as_data(pages: Pages) -> None:
    for columns in (20, 100, 999):
        answer = pages.get(f"/naskh?sql={asked(columns)}")
        rows = fromstring(answer.text).cssselect("table.rows-and-columns tbody tr")
        assert len(rows) >= 1 and len(rows) * columns <= MOST_CELLS
        assert f"returning more than {len(rows)} row" in answer.text
    whole = pages.get(f"/naskh.json?sql={asked(100)}&_shape=array").json
    assert len(whole) == 1000
    assert pages.get(f"/naskh.csv?sql={asked(100)}").text.count("\n") == 1001


def test_few_cells_are_all_shown(pages: Pages) -> None:
    answer = pages.get(f"/naskh?sql={asked(2)}")
    assert len(fromstring(answer.text).cssselect("table.rows-and-columns tbody tr")) == 1000
    assert "more than" not in answer.text


def test_a_question_over_eight_joined_tables_holds_nobody_up(pages: Pages) -> None:
    answer = pages.get(f"/naskh?sql={quote(f'select * from {EIGHT} limit 1000')}")  # noqa: S608
    cells = fromstring(answer.text).cssselect("table.rows-and-columns tbody td")
    assert answer.status == 200 and 0 < len(cells) <= MOST_CELLS
    assert "returning more than" in answer.text


def test_a_table_is_paged_as_it_was(pages: Pages) -> None:
    first = pages.get("/naskh/articles?_size=2")
    assert len(fromstring(first.text).cssselect("table.rows-and-columns tbody tr")) == 2 and "_next=" in first.text


@pytest.mark.parametrize("size", ["max", "%31_000"])
def test_a_page_of_a_table_has_no_more_rows_than_are_rendered_in_no_time(copied: Any, size: str) -> None:
    with closing(sqlite3.connect(copied.path)) as connection, connection:
        widest = max(
            connection.execute("select count(*) from pragma_table_info(?)", [name]).fetchone()[0]
            for (name,) in connection.execute(
                "select name from sqlite_master where type in ('table', 'view')"
            ).fetchall()
        )
        connection.execute(
            f"{NUMBERS} insert into left_out_links (source_id, url, reason, form, first_seen_at, last_seen_at) "  # noqa: S608
            "select 1, 'https://valley.example/' || i, 'no article', '', '', '' from n"
        )
    assert widest * MOST_ROWS <= MOST_CELLS
    with pages_of(copied) as pages:
        seen, address = [], f"/naskh/left_out_links?_size={size}"
        while address and len(seen) < 10:
            page = fromstring(pages.get(address).text)
            seen.append(len(page.cssselect("table.rows-and-columns tbody tr")))
            further = [link.get("href") for link in page.cssselect("a") if link.text == "Next page"]
            address = further[0].removeprefix("http://localhost") if further else None
        assert sum(seen) == 1000 and max(seen) == MOST_ROWS
        for language, words in (("en", "A page shows 250 rows at most"), ("ar", "لا تعرض الصفحة أكثر من ٢٥٠ صفًا")):
            many, few = (
                pages.get(f"/naskh/left_out_links?_size={asked}&lang={language}").text for asked in (size, 250)
            )
            assert words in many and words not in few
        assert len(pages.get("/naskh/left_out_links.json?_shape=array&_size=max").json) == 1000
        assert pages.get("/naskh/left_out_links.csv?_size=max").text.count("\n") == 1001


def test_a_page_of_a_table_refuses_what_json_refuses(pages: Pages) -> None:
    for form in ("", ".json"):
        answer = pages.get(f"/naskh/articles{form}?_size=2000")
        assert answer.status == 400 and "_size must be &lt;= 1000" in answer.text.replace("<=", "&lt;=")
