"""Invented news of a newsroom: what is surely a copy is found, and a day's own reporting is left alone."""

from __future__ import annotations

import pytest

from benchmarks.newsroom.__main__ import is_judged_copy
from benchmarks.newsroom.texts import LANGUAGES, VARIANTS, load


@pytest.mark.parametrize("language", LANGUAGES)
def test_cut_and_extended_stories_are_copies_and_other_reports_are_not(language: str) -> None:
    sure = {VARIANTS[name][0] for name in "bcdef"}
    pairs = [pair for pair in load(language) if pair.kind in sure]
    assert len(pairs) >= 20
    wrong = [f"{pair.story}: {pair.kind}" for pair in pairs if is_judged_copy(pair) != (pair.label == "C")]
    assert not wrong
