"""Folding a text as a whole or in parts, and what its words say of the names that stand in it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipelines.credits.agencies import load_names
from pipelines.credits.places import compiled, patterns
from pipelines.text.folded import FoldedText, fold

_PIECES = st.sampled_from(
    [
        "ـ",
        "ــ",
        "َ",
        "ً",
        " ",
        "\n",
        "ا",
        "أ",
        "ة",
        "كـ",
        "AFP",
        "a",
        "_",
        "-",
        "\u200f",
        "😀",
        "Ｋ",
        "\u212a",
        "ſ",
        "",
        "9",
    ]
)
_NAMED = st.sampled_from(
    [
        *("رويترز", "أ ف ب", "أ.ف.ب", "Reuters", "REUTERS", "reuters", "A.F.P.", "AFP", "Al Jazeera", "الجزيرة نت"),
        *("وكالات", "Agencies", "news agencies", "Newswires", "متابعات", "واس", "dpa", "The New York Times"),
    ]
)
_AROUND = st.sampled_from(
    [
        *(
            "المصدر: ",
            "Source: ",
            "SOURCES - ",
            "نقلاً عن ",
            "via ",
            "Via ",
            "originally from: ",
            "\n",
            ". ",
            " - ",
            " / ",
        ),
        *("(", ")", "[", "]", "© ", "(c) 2024 ", "Copyright ", "COPYRIGHT ", "بالاتفاق مع ", "خدمة ", "courtesy of "),
        *("By arrangement with ", "ترجمة عن ", "with inputs from ", "Translated from ", "نشر هذا المقال في "),
        *(
            "This article was first published by ",
            "originally appeared in ",
            "القاهرة",
            ":",
            "،",
            "3 مارس 2025",
            "كلمة",
        ),
    ]
)
_TEXTS = st.lists(st.one_of(_NAMED, _AROUND, _PIECES), max_size=8).map("".join)


@given(st.lists(_PIECES, max_size=12).map("".join), st.integers(0, 14), st.integers(0, 14))
def test_a_part_is_what_folding_it_alone_gives(text: str, start: int, end: int) -> None:
    assert FoldedText(text).part(start, end) == FoldedText(text[start:end]).part()


@given(_TEXTS)
def test_the_three_forms_have_one_length_and_the_words_are_those_of_the_folded_text(text: str) -> None:
    plain, folded, words = FoldedText(text).part()
    assert len(plain) == len(folded) == len(words)
    assert len(words.split()) == len(re.findall(r"\w+", folded))


@given(_TEXTS)
def test_no_pattern_fits_a_text_that_has_none_of_its_words(text: str) -> None:
    places = patterns(load_names())
    folded, said = FoldedText(text).part()[1:]
    for place in (
        *(places.source_line, places.tag, places.licence),
        *(places.last_line, places.copyright, places.first_published),
    ):
        assert bool(list(place.all(folded, said.split()))) == bool(compiled(place.pattern).search(folded))
    if not places.may_name(said.split()):
        assert not compiled(places.each).search(folded)
        assert not any(compiled(pattern).match(folded) for _, pattern in places.heads)
        assert not compiled(places.tag.pattern).search(folded)


def test_every_spelling_of_a_name_begins_with_a_word_that_it_is_looked_up_by() -> None:
    known = load_names()
    for spelling in known.by_spelling:
        for written in (spelling, spelling.upper(), spelling.lower(), spelling.title()):
            folded, words = FoldedText(f"({written})").part()[1:]
            if re.search(known.any, folded):
                assert not known.first_words.isdisjoint(words.split())
                assert patterns(known).may_name(words.split())
            if re.search(known.sure, folded):
                assert not known.sure_first_words.isdisjoint(words.split())


def test_letters_that_patterns_take_for_one_another_are_one_in_the_words() -> None:
    everything = "".join(map(chr, range(0x10000)))
    for small in "abcdefghijklmnopqrstuvwxyz":
        for other in re.findall(small, everything, re.IGNORECASE):
            folded, words = FoldedText(other).part()[1:]
            if re.fullmatch(small, folded, re.IGNORECASE):
                assert words == small


def test_fold_gives_the_first_two_forms() -> None:
    assert fold("أَكـّد «أ ف ب»") == FoldedText("أَكـّد «أ ف ب»").part()[:2]
