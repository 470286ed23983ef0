"""An entry's content is a whole text, or it is cut off and none."""

from __future__ import annotations

import pytest

from pipelines.reading.feed_content import MOST_CHARACTERS, content_page, entry_content, is_cut_off

WHOLE = "<p>The ferry sails at nine.</p><p>It comes back at noon, and the harbour master rings his bell.</p>"
LONG_SUMMARY = "The harbour master rings his bell. " * 14


@pytest.mark.parametrize(
    "end",
    [
        "…",
        " [&#8230;]",
        "...</p>",
        '<a href="/a">Read more</a>',
        '<p><a class="more" href="/a">Continue reading <span>The ferry sails</span> &rarr;</a></p>',
        "<p>Read more</p>",
        '<br/><a href="/a">اقرأ المزيد</a>',
        '<p><a href="/a">Lire la suite</a>.</p>',
        '<p><a href="/a">Weiterlesen</a></p>',
        '<p><a href="/a">Leer más</a></p>',
        '<p><a href="/a">ادامه مطلب</a></p>',
        '<p><a href="/a">Devamını oku</a></p>',
    ],
)
def test_a_text_that_ends_in_dots_or_leads_to_its_rest_is_cut_off(end: str) -> None:
    assert is_cut_off(WHOLE.removesuffix("</p>") + end)
    assert entry_content([(WHOLE + end, "text/html")], "") is None


@pytest.mark.parametrize(
    "end",
    [
        "",
        '<p>Source: <a href="https://wire.example">The Wire</a></p>',
        "<p>The master said: “More is to come.”</p>",
        '<p>Read also: <a href="/b">The bell is cracked</a></p>',
    ],
)
def test_a_whole_text_is_taken(end: str) -> None:
    assert entry_content([(WHOLE + end, "text/html")], "The ferry …") == WHOLE + end


def test_a_summary_is_taken_only_where_it_is_as_long_as_a_piece() -> None:
    assert entry_content([], "The ferry sails at nine and comes back at noon.") is None
    assert entry_content([], LONG_SUMMARY) == LONG_SUMMARY
    assert entry_content([], LONG_SUMMARY + "…") is None


def test_the_line_that_wordpress_puts_below_is_cut_and_hides_no_dots() -> None:
    footer = '<p>The post <a href="/a">The ferry</a> appeared first on <a href="/">Harbour News</a>.</p>'
    assert entry_content([(WHOLE + footer, "text/html")], "") == WHOLE
    assert entry_content([("<p>The ferry sails […]</p>" + footer, "text/html")], "") is None
    arabic = '<p>ظهرت المقالة <a href="/a">العبارة</a> أولاً على <a href="/">أخبار الميناء</a>.</p>'
    assert entry_content([(WHOLE + arabic, "text/html")], "") == WHOLE


def test_plain_text_becomes_paragraphs_and_other_media_nothing() -> None:
    assert entry_content([("One < two.\n\nThree.", "text/plain")], "") == "<p>One &lt; two.</p><p>Three.</p>"
    assert entry_content([("iVBORw0KGgo", "image/png")], "") is None


def test_what_is_longer_than_any_piece_is_left() -> None:
    assert entry_content([("<p>word</p>" * (MOST_CHARACTERS // 10), "text/html")], "") is None


def test_a_page_of_an_entry_carries_its_title_as_heading() -> None:
    assert b"<h1>A &amp; B</h1><p>x</p>" in content_page("A & B", "<p>x</p>")
