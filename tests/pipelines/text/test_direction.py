"""Arabic and Latin in one line keep their order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.direction import directed, direction_of, isolated
from pipelines.text.harmless import cut


@pytest.mark.parametrize(
    ("words", "in_arabic", "in_english"),
    [
        ("City Wire", "\u2068City Wire\u2069", "City Wire"),
        ("صدى الميناء", "صدى الميناء", "\u2068صدى الميناء\u2069"),
        ("نظام AI", "\u2068نظام AI\u2069", "\u2068نظام AI\u2069"),
        ("ידיעות", "ידיעות", "\u2068ידיעות\u2069"),
        ("24", "24", "24"),
        # An Arabic headline that begins with a Latin name would fall apart as a Latin one.
        ("Heron 2 يصل بأوزان مفتوحة", "\u2067Heron 2 يصل بأوزان مفتوحة\u2069", "\u2067Heron 2 يصل بأوزان مفتوحة\u2069"),
        ("", "", ""),
    ],
)
def test_what_runs_the_other_way_is_isolated(words: str, in_arabic: str, in_english: str) -> None:
    assert (isolated(words, "rtl"), isolated(words, "ltr")) == (in_arabic, in_english)


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("٨٢٪ من نصنا في \u2068City Wire\u2069", False),
        ("\u2068City Wire\u2069: ٨٢٪", True),
        ("«\u2068Ploughs\u2069»", True),
        ("https://a.example/1", False),
        ("naskh diff 1 2", False),
        ("١٢:٠٩", False),
        ("", False),
    ],
)
def test_an_arabic_line_that_begins_otherwise_is_marked(line: str, marked: bool) -> None:
    mark = "\u200f" if marked else ""
    assert directed(f"سطر\n{line}", "rtl") == f"سطر\n{mark}{line}"


@given(st.text(max_size=60))
def test_whatever_a_page_says_its_isolate_ends_where_it_ends(words: str) -> None:
    shown = isolated(cut(words, 40), "rtl")
    assert shown.count("\u2068") == shown.count("\u2069") <= 1
    assert "\u2068" not in shown[1:] and "\u2069" not in shown[:-1]


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("\u2068وكالة\u2069 carries it", True),
        ("«\u2068محاريث\u2069», Wire", True),
        ("82 % of our text", False),
        ("https://a.example/1", False),
        ("12:09", False),
    ],
)
def test_an_english_line_that_begins_otherwise_is_marked(line: str, marked: bool) -> None:
    mark = "\u200e" if marked else ""
    assert directed(f"line\n{line}", "ltr") == f"line\n{mark}{line}"


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("«\u2068محاريث\u2069», Wire", "ltr"),
        ("\u200f«\u2068Ploughs\u2069»، الوكالة", "rtl"),
        ("https://a.example/1\nسطر", "rtl"),
        ("naskh show 1\nسطر", "rtl"),
        ("\u2068محاريث\u2069", "rtl"),
        ("١٢:٠٩ 12", "ltr"),
        ("", "ltr"),
    ],
)
def test_a_message_runs_as_what_it_says_itself_and_not_as_what_it_quotes(text: str, direction: str) -> None:
    assert direction_of(text) == direction
