"""The big list of naughty strings in a real browser: as titles, authors, outlets, names of credits and texts."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from browsing import needs_chromium, new_context
from lxml.html import fromstring
from places import SHARED
from recording import Desk
from served import PATHS, Pages, pages_of
from serving import served

from db import Database

BLNS = SHARED / "hostile/blns/blns.json"
pytestmark = [
    pytest.mark.slow,
    # Some seven hundred pages are opened.
    pytest.mark.skipif(not BLNS.exists(), reason="the shared naughty strings are not here"),
    needs_chromium,
]
COUNT = """() => {
  const found = {};
  for (const element of document.querySelectorAll("*")) found[element.localName] = (found[element.localName] || 0) + 1;
  return found;
}"""
# Datasette's pages, whose own scripts add elements: of the larger tables all rows, which are not on one page.
THEIRS = (
    "/naskh/copies?_size=max",
    *(
        f"/naskh/{table}?_size=max&_sort=id&id__gt={before}"
        for table in ("articles", "outlets", "credits")
        for before in (0, 1200, 1400)
    ),
)


def strings() -> list[str]:
    return [line for line in json.loads(BLNS.read_text("utf-8")) if line]


@pytest.fixture(scope="module")
def naughty(news: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One database with all of them: an outlet, a title, an author and a text for each, with a copy of every third, so
    that texts, pairs and alerts are made of them, too.
    """
    path = tmp_path_factory.mktemp("naughty") / "naskh.db"
    news.database.backup(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        planted = [word.encode("utf-8", "replace").decode("utf-8") for word in strings()]
        for n, word in enumerate(planted, 1000):
            run = connection.execute
            run(
                "insert into outlets (id, name, first_seen_at, country) values (?, ?, '2025-01-01', ?)",
                [n, f"{word} {n}", word],
            )
            run(
                "insert into pages (id, key, url, status, reason, first_seen_at) values (?, ?, ?, 'stored', ?, '2025-01-01')",
                [n, f"k{n}", word, word],
            )
            run(
                "insert into articles (id, page_id, position, outlet_id, carrier_id, url, title, authors, tags, section, "
                "language, topic_reason, origins_of, first_seen_at, order_at, words, text) values (?, ?, 0, ?, ?, ?, ?, ?, "
                "?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '2025-01-01T00:00:00Z', 9, ?)",
                [n, n, n, n, word, word, json.dumps([word]), json.dumps([word]), word, "en", word,
                 json.dumps({"section": word}), f"{word}\n{word}"],
            )  # fmt: skip
            run(
                "insert into credits (article_id, name, url, kind, words) values (?, ?, ?, 'text_origin', ?)",
                [n, word, word, word],
            )
            run(
                "insert into alerts (rule, title, text, created_at, kind, outlet) values (?, ?, ?, '2025-01-01T00:00:00Z', "
                "'copy', ?)",
                [word, word, word, word],
            )
            if n % 3 == 2:
                earlier = n - 1
                run(
                    "insert into clusters (id, earliest_id, size, order_known, reason, created_at) "
                    "values (?, ?, 2, 1, ?, '2025-01-01T00:00:00Z')",
                    [n, earlier, word],
                )
                run("update articles set cluster_id = ? where id in (?, ?)", [n, n, earlier])
                run(
                    "insert into matches (later_id, earlier_id, relation, reason, judge, found_at, order_known, credited, "
                    "minutes_later, share_of_later, share_of_earlier, runs) values (?, ?, 'near_duplicate', ?, '1', "
                    "strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 1, 'none_found', 5, 0.9, 0.9, '[]')",
                    [n, earlier, word],
                )
    # Who carries whom is counted by the writer, at the end of its next transaction.
    with Database(path) as database, database.transaction():
        pass
    return path


@pytest.fixture(scope="module")
def paths(naughty: Path) -> list[str]:
    """Every page of the table of pages, with every string on one of its own at least."""
    with closing(sqlite3.connect(naughty)) as connection:
        articles = [number for (number,) in connection.execute("select id from articles where id >= 1000")]
        clusters = [number for (number,) in connection.execute("select id from clusters where id >= 1000")]
    return [
        *PATHS,
        *(f"/article/{number}" for number in articles),
        *(f"/outlet/{number}" for number in articles[::16]),
        *(f"/text/{number}" for number in clusters[::2]),
        *(f"/diff/{number - 1}/{number}" for number in clusters[::8]),
        *THEIRS,
    ]


@pytest.fixture(scope="module")
def address(naughty: Path) -> Iterator[str]:
    with served(naughty) as where:
        yield where


def test_no_naughty_string_runs_opens_or_asks_for_anything(address: str, browser: Any, paths: list[str]) -> None:
    wrong: list[str] = []
    context = new_context(browser)
    page = context.new_page()
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: None if request.url.startswith(address) else wrong.append(request.url))
    page.on("download", lambda download: wrong.append(download.url))
    context.on("page", lambda other: wrong.append(other.url))
    allowed = {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "style",
        "marquee",
        "video",
        "audio",
        "form",
        "base",
        "link",
    }
    for path in paths:
        answer = page.goto(f"{address}{path}", wait_until="domcontentloaded")
        assert answer.status == 200, path
        found = Counter(page.evaluate(COUNT))
        if path not in THEIRS:
            assert found.keys() & allowed <= {"script", "link", "form"} and found["link"] == 1, (path, found)
            assert found["script"] == (path == "/") and found["form"] == path.startswith("/search"), path
            marks = page.evaluate("[...document.querySelectorAll('*')].filter(e => e.getAttributeNames()"
                                  ".some(name => name.startsWith('on') || name === 'style')).length")  # fmt: skip
            assert marks == 0, path
        assert wrong == [], path
    context.close()


def test_a_page_has_the_same_elements_whatever_the_string_is(naughty: Path, news: Desk, paths: list[str]) -> None:
    with ThreadPoolExecutor(1) as threads:
        # The browser of the other test has a loop of its own in this thread.
        threads.submit(_compare, type("Place", (), {"path": naughty, "config": news.config}), paths).result()


def _compare(desk: Any, paths: list[str]) -> None:
    with pages_of(desk) as pages:
        kinds = {"/article/": _kinds(pages, "/article/1001"), "/outlet/": _kinds(pages, "/outlet/1"),
                 "/text/": _kinds(pages, "/text/1"), "/diff/": _kinds(pages, "/diff/1/2")}  # fmt: skip
        kinds["/article/"] |= _kinds(pages, "/article/1")
        for path in paths:
            for place, known in kinds.items():
                if path.startswith(place) and not path.endswith("/raw"):
                    assert _kinds(pages, path) <= known | {"a", "q", "bdi", "span", "br"}, path


def _kinds(pages: Pages, path: str) -> set[str]:
    return {str(element.tag) for element in fromstring(pages.get(path).text).iter()}
