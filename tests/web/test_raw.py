"""The page of an article as it came is shown as source, and is never run."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing

import pytest
from lxml.html import fromstring
from recording import Desk
from served import DEEP, Pages, make_news, pages_of

SOURCE = (
    '<!doctype html><meta charset="windows-1256"><title>قرقعان</title><script>alert(1)</script>'
    "<img src=https://evil.example/x onerror=alert(2)><iframe src='javascript:alert(3)'></iframe>"
    "</code></pre></main><svg onload=alert(4)>\0<textarea><!-- <p>{{ 7*7 }}"
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Article 1 has its page in another encoding, 2 none any more, 4 was imported, 5 is damaged, 6 is very long."""
    desk = make_news(tmp_path_factory.mktemp("raw"))
    kept = {1: SOURCE.encode("cp1256"), 2: None, 4: None, 6: b"<p>" + b"long " * 600_000}
    with closing(sqlite3.connect(desk.path)) as connection, connection:
        for article, body in kept.items():
            connection.execute(
                "update pages set raw = ?, kind = ?, content_type = 'text/html', raw_until = '2099-01-01T00:00:00Z' "
                "where id = (select page_id from articles where id = ?)",
                [None if body is None else zlib.compress(body), "record" if article == 4 else "html", article],
            )
        connection.execute(
            "update pages set raw = x'00', kind = 'html' where id = (select page_id from articles where id = 5)"
        )
    return desk


def test_the_source_is_shown_letter_for_letter_in_the_encoding_of_the_page(desk: Desk) -> None:
    with pages_of(desk) as pages:
        shown = fromstring(pages.get("/article/1/raw").text).findtext(".//pre/code")
        assert shown == SOURCE.replace("\0", "\ufffd") == pages.get("/article/1/raw.json").json["source"]
        assert 'href="/article/1/raw"' in pages.get("/article/1").text


def test_nothing_of_a_source_becomes_a_part_of_the_page(desk: Desk, pages: Pages) -> None:
    with pages_of(desk) as hostile:
        answer = hostile.get("/article/1/raw")
    page, plain = fromstring(answer.text), fromstring(pages.get("/article/1/raw").text)
    assert [element.tag for element in page.iter()] == [element.tag for element in plain.iter()]
    policy = answer.headers["content-security-policy"]
    assert "script-src 'none'" in policy and "default-src 'none'" in policy
    assert "img-src" not in policy and "connect-src" not in policy


@pytest.mark.parametrize(
    ("article", "state", "said"),
    [(2, "gone", "is not kept"), (4, "record", "There was no page"), (5, "damaged", "damaged")],
)
def test_where_no_page_is_kept_it_says_so(desk: Desk, article: int, state: str, said: str) -> None:
    with pages_of(desk) as pages:
        answer, data = pages.get(f"/article/{article}/raw"), pages.get(f"/article/{article}/raw.json").json
        assert answer.status == 200 and said in answer.text and "<pre" not in answer.text
        assert (data["state"], data["source"]) == (state, None)
        assert ("/raw" in pages.get(f"/article/{article}").text) is (state == "damaged")


def test_a_very_long_page_is_cut_and_says_so(desk: Desk) -> None:
    with pages_of(desk) as pages:
        data = pages.get("/article/6/raw.json").json
        assert data["is_cut"] and len(data["source"]) == 2_000_000
        assert "this is its beginning" in pages.get("/article/6/raw").text


def test_where_texts_are_not_shown_the_page_is_not_either(desk: Desk) -> None:
    with pages_of(desk, no_text=True) as pages:
        for form in ("", ".json"):
            assert DEEP not in pages.get(f"/article/1/raw{form}").text
        assert pages.get("/article/1/raw.json").json["state"] == "hidden"
        assert "/raw" not in pages.get("/article/1").text


def test_an_article_that_is_not_there_has_no_page(pages: Pages) -> None:
    assert pages.get("/article/999/raw").status == 404
