"""Titles, authors, outlets and texts are words, whatever stands in them."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from lxml.html import fromstring
from places import SHARED
from served import PATHS, Pages, make_news, pages_of

BLNS = SHARED / "hostile/blns/blns.json"
OWN = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{ 7*7 }}{% raw %}", "javascript:alert(1)",
    "</title><svg onload=alert(1)>", "<a href='javascript:alert(1)'>", "&lt;b&gt;", "'; drop table articles; --", "\u202eabc",
)  # fmt: skip


def tags(text: str) -> Counter[str]:
    return Counter(str(element.tag) for element in fromstring(text).iter())


@pytest.mark.parametrize("hostile", OWN)
def test_hostile_words_add_no_element(tmp_path: Path, pages: Pages, hostile: str) -> None:
    known = {tag for path in PATHS for tag in tags(pages.get(path).text)}
    desk = make_news(tmp_path, title=f"{hostile} title of some words", marked=f" {hostile}")
    with pages_of(desk) as hostile_pages:
        for path in PATHS:
            found = hostile_pages.get(path)
            assert found.status == 200
            assert not set(tags(found.text)) - known, path
        searched = hostile_pages.get(f"/search?q={'%22%3E%3Cscript%3E' + 'x'}")
        assert not [*fromstring(searched.text).iter("script")]


def plant(database: Path, word: str) -> None:
    """A word wherever a page may name an outlet, an author, a credit, a channel or a reason."""
    listed = json.dumps([word])
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("update outlets set name = name || ?, country = ?", [word, word])
        connection.execute(
            "update articles set authors = ?, tags = ?, section = ?, topic_reason = ?, origins_of = ?",
            [listed, listed, word, word, json.dumps({"section": word})],
        )
        connection.execute("update matches set reason = ?", [word])
        connection.execute("update clusters set reason = ?", [word])
        connection.execute("update alerts set title = ?, text = ?, rule = 'copies'", [word, word])
        connection.execute("update deliveries set error = ?, channel = ?", [word, word])
        connection.execute("update sources set failures = 3")
        connection.executemany(
            "insert into credits (article_id, name, url, kind, words) values (?, ?, 'javascript:alert(1)', ?, ?)",
            [(1, word, "text_origin", word), (1, None, "unclear", word), (2, word, "cited_fact", None)],
        )
        connection.execute(
            "insert into mutes (kind, name, note, created_at) values ('outlet', ?, ?, '2025-03-20T20:30:00Z')",
            [word, word],
        )


@pytest.mark.parametrize("hostile", OWN)
def test_names_and_facts_change_no_element_of_any_page(copied: Any, hostile: str) -> None:
    found = []
    plain = copied.path.read_bytes()
    for word in ("harmless", hostile):
        copied.path.write_bytes(plain)
        plant(copied.path, word)
        with pages_of(copied) as pages:
            answers = [pages.get(place) for place in PATHS]
        assert {answer.status for answer in answers} == {200}
        read = [fromstring(answer.text) for answer in answers]
        found.append([Counter(str(element.tag) for element in page.iter()) for page in read])
        for page in read:
            assert all(link.get("href").startswith(("/", "#", "https://")) for link in page.iter("a"))
            names = {name for element in page.iter() for name in element.attrib}
            assert not [name for name in names if name.startswith("on") or name == "style"]
    assert found[0] == found[1]


@pytest.mark.skipif(not BLNS.exists(), reason="the shared naughty strings are not here")
def test_naughty_strings_add_no_element(tmp_path: Path) -> None:
    naughty = [line for line in json.loads(BLNS.read_text("utf-8")) if line]
    with pages_of(make_news(tmp_path, title=" ".join(naughty[::9])[:280], marked=" ".join(naughty))) as pages:
        for path in PATHS:
            page = fromstring(pages.get(path).text)
            assert all(script.get("src", "").startswith("/assets/") for script in page.iter("script"))
            assert not [*page.iter("img", "iframe", "object", "embed", "style", "marquee", "video", "audio")], path
            assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]
