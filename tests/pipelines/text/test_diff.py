"""Two texts side by side."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.diff import Piece, shared_pieces


def shared(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.shared]


def test_what_stands_in_both_is_marked_in_each_as_written_there() -> None:
    first, second = shared_pieces(
        "Yesterday the council, of three villages, bought a plough.",
        "It is said that The Council of Three Villages — at last — bought a plough",
    )
    assert shared(first) == ["the council, of three villages,", "bought a plough."]
    assert shared(second) == ["The Council of Three Villages", "bought a plough"]
    assert [piece.text for piece in second if not piece.shared] == ["It is said that ", " — at last — "]


def test_spelling_and_vowel_signs_do_not_part_what_is_the_same() -> None:
    first, second = shared_pieces("أعلنت الوزارةُ اليوم إطلاق المدرسة", "اعلنت الوزاره اليوم اطلاق المدرسه")
    assert first == [Piece(text="أعلنت الوزارةُ اليوم إطلاق المدرسة", shared=True)]
    assert second == [Piece(text="اعلنت الوزاره اليوم اطلاق المدرسه", shared=True)]


def test_two_words_in_common_are_chance() -> None:
    first, _ = shared_pieces("in the valley of snow", "in the city of rain")
    assert shared(first) == []


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    first, second = shared_pieces("昨天市政府宣布人工智能系统", "据报道，市政府宣布人工智能计划")
    assert (shared(first), shared(second)) == (["市政府宣布人工智能"], ["市政府宣布人工智能"])


def test_empty_texts_share_nothing() -> None:
    assert shared_pieces("", "a few words here") == ([], [Piece(text="a few words here", shared=False)])


@given(st.text(alphabet="ab ،ة人\n-", max_size=60), st.text(alphabet="ab ،ة人\n-", max_size=60))
def test_the_pieces_join_to_the_texts(one: str, other: str) -> None:
    first, second = shared_pieces(one, other)
    assert ("".join(p.text for p in first), "".join(p.text for p in second)) == (one, other)
