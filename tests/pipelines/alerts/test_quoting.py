"""The longest passage that two texts share, as one of them writes it."""

from __future__ import annotations

import json
from typing import Any

from recording import words

from config.tables import Duplicates
from model import Judgement
from pipelines.alerts.quoting import MOST_WORDS, shared_passage
from pipelines.copies.judge import judge
from pipelines.copies.sketch import sketch
from pipelines.text.normalize import normalize


def match_of(later: str, earlier: str) -> dict[str, Any]:
    """The passages of two texts as a match keeps them."""
    judged: Judgement = judge(sketch(normalize(later)), sketch(normalize(earlier)), Duplicates(), None)
    return {"runs": json.dumps([[run.first, run.second, run.length] for run in judged.runs])}


def quoted(later: str, earlier: str, side: str = "earlier") -> str | None:
    return shared_passage(match_of(later, earlier), later_text=later, earlier_text=earlier, quoted=side)


def test_a_passage_is_quoted_as_it_is_written() -> None:
    passage = "«أعلنت البلديّة، أمس الأوّل، شراء محاريثَ ثلجٍ ذكيّة»"
    plain = "اعلنت البلديه امس الاول شراء محاريث ثلج ذكيه"
    earlier = f"{words(1, 40)} {passage} {words(2, 40)}"
    later = f"{words(3, 30)} {plain} {words(4, 30)}"
    assert quoted(later, earlier) == "أعلنت البلديّة، أمس الأوّل، شراء محاريثَ ثلجٍ ذكيّة"
    assert quoted(later, earlier, "later") == plain


def test_words_with_hyphens_and_dashes_do_not_shift_it() -> None:
    passage = "the snow-plough crew cleared four roads before dawn on Tuesday"
    earlier = f"{'state-of-the-art — yes — ' * 20} {words(1, 40)} {passage}, {words(2, 20)}"
    later = f"{words(3, 25)}: {passage}. {words(4, 25)}"
    assert quoted(later, earlier) == passage


def test_no_more_than_25_words_are_quoted() -> None:
    same = words(5, 200)
    quote = quoted(f"{words(6, 20)} {same}", f"{same} {words(7, 20)}")
    assert quote is not None and quote.endswith(" …")
    assert quote.removesuffix(" …") == " ".join(same.split()[:MOST_WORDS])


def test_a_passage_that_differs_in_a_word_is_quoted_up_to_there() -> None:
    same = words(8, 40).split()
    other = [*same[:12], "zzzzzz", *same[13:]]
    assert quoted(" ".join(other), " ".join(same)) == " ".join(same[13 : 13 + MOST_WORDS]) + " …"


def test_texts_without_spaces_are_quoted_too() -> None:
    passage = "昨天市政府宣布购买人工智能扫雪车"
    earlier, later = f"{words(1, 30)} {passage * 2} {words(2, 30)}", f"{words(3, 30)} {passage * 2} {words(4, 30)}"
    quote = quoted(later, earlier)
    assert quote is not None and quote.startswith(passage) and len(quote) < 40


def test_where_no_passage_is_kept_nothing_is_quoted() -> None:
    assert shared_passage({"runs": "[]"}, later_text="a", earlier_text="a", quoted="earlier") is None
    # A text that changed since: the places lead to other words.
    stale = {"runs": "[[0, 0, 30]]"}
    assert shared_passage(stale, later_text=words(1), earlier_text=words(2), quoted="earlier") is None


def test_a_long_passage_is_compared_in_its_first_words_only() -> None:
    same = words(9, 20_000)
    assert quoted(same, same) == " ".join(same.split()[:MOST_WORDS]) + " …"
