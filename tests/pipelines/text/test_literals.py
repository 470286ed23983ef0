"""Finding several literals in one pass."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.folded import FoldedText
from pipelines.text.literals import Literals

_LITERALS = ("حسب", "نقل", "نقلت", "told", "iting", "abab")


@given(st.lists(st.sampled_from([*_LITERALS, "ح", "ab", "a", " ", "نق", "😀", "\uffff", "\ud800"])).map("".join))
def test_every_place_of_every_literal_is_found(text: str) -> None:
    expected = [
        (place, literal)
        for place in range(len(text))
        for literal in sorted(_LITERALS)
        if text.startswith(literal, place)
    ]
    assert Literals(_LITERALS).places(text, FoldedText(text).codes) == expected


@pytest.mark.parametrize("literal", ["ab", "", "ab😀"])
def test_a_literal_that_is_too_short_or_beyond_the_basic_plane_is_refused(literal: str) -> None:
    with pytest.raises(ValueError, match=f"got '{literal}'"):
        Literals([literal])
