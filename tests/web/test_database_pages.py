"""Datasette's own pages: with our menu, in the reader's language where we say something, and readable on a phone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml.html import fromstring
from served import Pages, pages_of

from web.metadata import in_language, tables_metadata


@pytest.mark.parametrize(
    "path", ["/naskh", "/naskh/copies", "/naskh/articles/1", "/naskh/who_is_first", "/naskh?sql=select+1"]
)
def test_the_menu_is_ours_in_the_readers_language(pages: Pages, path: str) -> None:
    for language, name in (("en", "Who carries whom"), ("ar", "من ينشر نصوص من")):
        page = fromstring(pages.get(path, accept_language=language).text)
        assert page.get("lang") == language and page.get("dir") == {"en": "ltr", "ar": "rtl"}[language]
        assert [link.text for link in page.cssselect('header nav a[href="/whom"]')] == [name]
        assert page.cssselect("header nav a[aria-current]")[0].get("href") == "/naskh"
        assert [link.get("href") for link in page.cssselect('link[rel="stylesheet"]')][1:3] == [
            "/assets/naskh.css",
            "/assets/database.css",
        ]


def test_tables_columns_and_questions_are_described_in_arabic(pages: Pages) -> None:
    tables = pages.get("/naskh", accept_language="ar").text
    assert "مادة منشورة واحدة بنصها الخالص" in tables and "من ينشر أولًا؟" in tables
    assert not fromstring(tables).cssselect(".crumbs")
    assert "One published piece" in pages.get("/naskh").text
    copies = fromstring(pages.get("/naskh/copies", accept_language="ar").text)
    assert copies.cssselect(".metadata-description [lang=ar][dir=rtl]")
    assert all(each.cssselect("[lang=ar]") for each in copies.cssselect(".column-descriptions dd"))
    assert "من ينشر أولًا؟" in pages.get("/naskh/who_is_first", accept_language="ar").text


def test_both_languages_describe_the_same_and_every_table_that_is_shown(copied: Any) -> None:
    english, arabic = in_language("en"), in_language("ar")
    assert english["tables"].keys() == arabic["tables"].keys() and english["queries"].keys() == arabic["queries"].keys()
    assert {name: columns.keys() for name, columns in english["columns"].items()} == {
        name: columns.keys() for name, columns in arabic["columns"].items()
    }
    hidden = {name for name, table in tables_metadata(with_facets=True)["databases"]["naskh"]["tables"].items()
              if table.get("hidden")}  # fmt: skip
    with closing(sqlite3.connect(copied.path)) as connection:
        there = {name for (name,) in connection.execute(
            "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%'")}  # fmt: skip
    assert there - hidden == english["tables"].keys()


def test_a_language_is_chosen_there_too_and_is_no_filter(pages: Pages) -> None:
    chosen = pages.get("/naskh/copies?lang=ar&_size=5")
    assert 'lang="ar"' in chosen.text[:200] and "3 rows" in chosen.text
    assert "naskh_language=ar; Path=/; Max-Age=31536000" in chosen.headers["set-cookie"]
    kept = pages.get("/naskh/copies?lang=en", cookie="naskh_language=ar; other=1")
    assert 'lang="en"' in kept.text[:200]
    # What is no language is Datasette's matter.
    assert "set-cookie" not in pages.get("/naskh/copies?lang=xx").headers
    assert 'href="/naskh/copies?_size=5&amp;lang=ar"' in pages.get("/naskh/copies?_size=5").text


def test_the_form_by_which_an_address_is_known_is_no_link(pages: Pages) -> None:
    page = fromstring(pages.get("/naskh/articles").text)
    assert page.cssselect("td.col-url a") and not page.cssselect("td.col-canonical_url a")
    assert page.cssselect("td.col-canonical_url")[0].text_content().startswith("https://")
    for path in ("/article/1", "/diff/1/2", "/text/1"):
        assert "canonical" not in "".join(
            link.get("href") or "" for link in fromstring(pages.get(path).text).cssselect("a")
        )


def test_the_questions_say_who_ran_it_when_and_from_how_many_outlets_on(copied: Any) -> None:
    with pages_of(copied) as pages:
        [first, *_] = pages.get("/naskh/who_copied_us.json?_shape=array").json
        assert first["our_title"] and first["ours"] == "بريد الوادي"
        assert datetime.fromisoformat(first["at"]).astimezone(UTC) and first["later_carrier"] in (
            "City Wire",
            "Hill Post",
        )
        missed = pages.get("/naskh/everyone_but_us.json?_shape=array").json
        assert [set(row["who"].split(",")) for row in missed] == [{"City Wire", "Hill Post"}]
        # Three outlets or more, as in the brief.
        assert pages.get("/naskh/many_but_us.json?_shape=array").json == []
    words = in_language("en")["queries"]
    assert (
        "two outlets" in words["everyone_but_us"]["title"] and "many_but_us" in words["everyone_but_us"]["description"]
    )
    assert "three outlets" in words["many_but_us"]["title"] and "everyone_but_us" in words["many_but_us"]["description"]
