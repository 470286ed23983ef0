"""Titles that were escaped more than once, and those that speak about escapes."""

from __future__ import annotations

from html import escape

import pytest
from read_pages import story_of

from model import Hints

TEXT = """<p>The harbour board met in the old hall on Monday and agreed to deepen the western basin before winter.</p>
<p>Two dredgers will work at night, said its chairwoman, so that the ferries can leave on time each morning.</p>
<p>Fishermen asked for a new ice house; the board will hear them again when the accounts are closed in May.</p>"""
TITLE = 'Council of "Tyre" & its villages: “We want water”'


def title_of(head: str, body: str, *, hints: Hints | None = None) -> str | None:
    page = f"<html><head><meta charset=utf-8>{head}</head><body><article>{body}</article></body></html>"
    return story_of(page, url="https://post.example/a", hints=hints, min_words=20).title


def times(words: str, count: int) -> str:
    for _ in range(count):
        words = escape(words).replace("“", "&#8220;").replace("”", "&#8221;")
    return words


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_title_is_unescaped_as_often_as_it_was_escaped(count: int) -> None:
    said = times(TITLE, count)
    json_ld = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"%s"}</script>'
    assert title_of(f"<title>{said}</title>", f"<h1>{said}</h1>{TEXT}") == TITLE
    assert title_of(f"<title>{said}</title>", TEXT) == TITLE
    assert title_of(f'<meta property="og:title" content="{said}">', TEXT) == TITLE
    assert title_of(json_ld % times(TITLE, max(count, 1)), TEXT) == TITLE
    assert title_of("", f'<div itemscope><h2 itemprop="headline">{said}</h2>{TEXT}</div>') == TITLE
    assert title_of("", TEXT, hints=Hints(title=times(TITLE, count - 1))) == TITLE


def test_tags_that_come_to_light_are_no_words_of_a_title() -> None:
    assert (
        title_of("<title>A &amp;lt;em&amp;gt;new&amp;lt;/em&amp;gt; port for Tyre</title>", TEXT)
        == "A new port for Tyre"
    )


def test_a_title_that_speaks_about_escapes_keeps_them() -> None:
    said = "How to write &amp;amp; in HTML"
    assert title_of(f"<title>{said}</title>", f"<h1>{said}</h1>{TEXT}") == "How to write &amp; in HTML"


def test_an_escape_in_the_code_of_a_text_is_meant_in_its_title() -> None:
    said = "When does a page need &amp;nbsp; between words?"
    body = f"<h1>{said}</h1>{TEXT}<p>Write <code>&amp;nbsp;</code> there.</p>"
    assert title_of(f"<title>{said}</title>", body) == "When does a page need &nbsp; between words?"


def test_the_same_title_without_escapes_elsewhere_decides() -> None:
    head = "<title>Fish &amp;amp; chips in HTML - Post</title>"
    assert title_of(head, f"<h1>Fish &amp; chips in HTML</h1>{TEXT}") == "Fish & chips in HTML"


def test_an_ampersand_that_is_no_escape_stays() -> None:
    said = "AT&amp;T buys R&amp;D; a deal &amp;c"
    assert title_of(f"<title>{said}</title>", f"<h1>{said}</h1>{TEXT}") == "AT&T buys R&D; a deal &c"
