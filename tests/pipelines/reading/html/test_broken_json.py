"""JSON-LD as pages really carry it: in wrappers, escaped, with a quote too many."""

from __future__ import annotations

import json
import time
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from pipelines.reading.html.broken_json import read_broken
from pipelines.reading.html.structured import LinkedArticle, read_structured

WHOLE = (
    '{"@context":"https://schema.org","@type":"NewsArticle","headline":"Harbour [2] opens",'
    '"datePublished":"2026-03-20T10:00:00+03:00","author":{"@type":"Person","name":"سلمى حداد"}}'
)


def linked(text: str) -> LinkedArticle | None:
    page = f'<html><head><script type="application/ld+json">{text}</script></head><body><p>x</p></body></html>'
    return next(iter(read_structured(document_fromstring(page)).articles), None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("//<![CDATA[\n", "\n//]]>"),
        ("// <![CDATA[\n", "\n// ]]>"),
        ("/*<![CDATA[*/", "/*]]>*/"),
        ("/* <![CDATA[ */\n", "\n/* ]]> */"),
        ("<!--\n", "\n-->"),
        ("<!--\n", "\n//-->"),
        ("<!--//--><![CDATA[//><!--\n", "\n//--><!]]>"),
        ("<![CDATA[", "]]>;"),
        ("\ufeff ", " ; "),
    ],
)
def test_what_wraps_it_for_old_browsers_is_taken_off(before: str, after: str) -> None:
    assert linked(before + WHOLE + after) == linked(WHOLE)
    assert linked(f"{before}[{WHOLE}]{after}") == linked(WHOLE)


@pytest.mark.parametrize("times", [1, 2])
def test_markup_escapes_around_all_of_it_are_undone(times: int) -> None:
    text = WHOLE
    for _ in range(times):
        text = escape(text)
    assert linked(text) == linked(WHOLE)


BROKEN = {
    "a quote in a value": '{"@type":"NewsArticle","description":"He said "no", and left","datePublished":"2026-03-20"}',
    "a quote at its end": '{"@type":"NewsArticle","description":"They call it "the sea"","datePublished":"2026-03-20"}',
    "a quote before a colon": '{"@type":"Article","name":"Its "motto": none","datePublished":"2026-03-20"}',
    "a quote in a list": '{"@type":"Article","keywords":["the "old" port","sea"],"datePublished":"2026-03-20"}',
    "a missing comma": '{"@type":"Article","name":"Port"\n"datePublished":"2026-03-20"}',
    "a comma too many": '{"@type":"Article",,"name":"Port","datePublished":"2026-03-20",}',
    "no value": '{"@type":"Article","image":,"datePublished":"2026-03-20"}',
    "comments": '{"@type":"Article", /* of the page */ "datePublished":"2026-03-20" // the day\n}',
    "curly quotes": "{“@type”:“Article”,“datePublished”:“2026-03-20”}",
    "single quotes": "{'@type':'Article','datePublished':'2026-03-20'}",
    "bare keys": '{context: "https://schema.org", "@type": "Article", name: "Port", datePublished: "2026-03-20"}',
    "an escape that is none": r'{"@type":"Article","name":"l\'eau","datePublished":"2026-03-20"}',
    "cut off": '{"@type":"Article","datePublished":"2026-03-20","name":"The po',
    "two values": '{"@type":"WebSite","name":"Post"}\n{"@type":"Article","datePublished":"2026-03-20"}',
    "a brace too many": '{"@type":"Article","datePublished":"2026-03-20"}}',
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_the_readable_part_of_a_broken_entry_is_read(text: str) -> None:
    found = linked(text)
    assert found is not None and found.published == "2026-03-20"


def test_a_stray_quote_stays_in_its_value() -> None:
    found = linked('{"@type":"Article","headline":"Its "motto": none, "yes"","datePublished":"2026-03-20"}')
    assert found is not None and found.headline == 'Its "motto": none, "yes"'


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=20,
    ).filter(lambda value: isinstance(value, dict))
)
def test_anything_is_read_without_an_error(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    for cut in range(0, len(text), 7):
        read_broken(text[:cut] + text[cut + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        '{"a":' * 60_000,
        '{"a":"' + 'x" ' * 150_000,
        '{"a":"' + '", ' * 150_000,
        '{"a":"x"' + " " * 400_000 + "!",
        "{" + "/*" * 200_000,
        "{" + "a" * 400_000,
        '["' + "\\" * 400_000,
        "<!--" * 100_000 + '{"a":1}',
        "{" + '"k" ' * 100_000,
    ],
    ids=["deep", "quotes", "quotes and commas", "spaces", "comments", "a word", "backslashes", "wrappers", "keys"],
)
def test_no_text_takes_long(text: str) -> None:
    started = time.process_time()
    linked(text)
    assert time.process_time() - started < 2
