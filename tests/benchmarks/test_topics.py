"""The labelled texts are what they say, and the built-in topic tells them as well as it did."""

from __future__ import annotations

import pytest

from benchmarks.topics.__main__ import answers
from benchmarks.topics.texts import LANGUAGES, Half, labelled_texts
from pipelines.text.language import detect


def test_every_text_has_its_own_title_and_the_language_of_its_file() -> None:
    texts = labelled_texts()
    assert len({text.title for text in texts}) == len(texts) > 240
    wrong = [text.title for text in texts if detect(f"{text.title}. {text.text}") != text.language]
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_news_about_ai_and_other_news(language: str) -> None:
    assert {"yes", "no"} <= {text.label for text in labelled_texts() if text.language == language}


@pytest.mark.parametrize(("half", "precision", "recall"), [("seen", 0.98, 0.88), ("aside", 0.92, 0.8)])
def test_most_news_about_ai_is_found_and_little_else(half: Half, precision: float, recall: float) -> None:
    counted = answers(text for text in labelled_texts() if text.half == half)
    assert counted.precision >= precision
    assert counted.recall >= recall
