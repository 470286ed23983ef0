"""Words and letters that are found many at once are those that patterns find one by one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.letters import count_joined_words, plain_words, small_letters, words_in_small_letters

# What texts are made of, joiners, marks and characters beyond the BMP among it, and as much of it as makes a paragraph.
_PIECES = st.sampled_from(
    [
        "a",
        "B",
        "é",
        "İ",
        "ß",
        "منذ",
        "ساعة",
        "ٌ",
        "\u200c",
        "ꟺ",
        "が",
        "한",
        "7",
        "٣",
        "_",
        "'",
        "’",
        "-",
        "—",
        " ",
        "\n",
        "𝒜",
        "😀",
        "\x1c",
        ".",
    ]
)
_TEXTS = st.text() | st.lists(_PIECES, max_size=200).map("".join) | st.text(alphabet="ab_'- .7")


@given(_TEXTS)
def test_words_are_those_of_a_pattern(text: str) -> None:
    assert words_in_small_letters(text) == re.findall(r"\w+", text.casefold())


@given(_TEXTS)
def test_words_of_plain_text_are_those_of_a_pattern(text: str) -> None:
    assert plain_words(text) == (re.findall(r"\w+", text) if text.isascii() else None)


@given(_TEXTS)
def test_joined_words_are_counted_as_a_pattern_finds_them(text: str) -> None:
    assert count_joined_words(text) == len(re.findall(r"\w+(?:['’\-]\w+)*", text))


@given(_TEXTS)
def test_letters_are_those_of_a_pattern(text: str) -> None:
    assert small_letters(text) == "".join(re.findall(r"[^\W_\u200c\u200d\ua7fa\ua7fb]+", text.casefold()))


@pytest.mark.parametrize(
    ("text", "words"),
    [("a-b-c-d", 1), ("a--b", 2), ("- a -", 1), ("don't", 1), ("'quoted'", 1), ("it’s " * 60, 60), ("", 0)],
)
def test_one_mark_joins_two_words_and_two_do_not(text: str, words: int) -> None:
    assert count_joined_words(text) == words
