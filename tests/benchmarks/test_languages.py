"""The invented news in several languages: that each variant is what its label says, before anything judges it."""

from __future__ import annotations

import tomllib
from difflib import SequenceMatcher

import pytest

from benchmarks.languages.texts import FOLDER, LANGUAGES, are_unrelated, articles_of, language_pairs
from pipelines.text.normalize import normalize
from pipelines.text.spaceless import spaced


def words(text: str) -> list[str]:
    return spaced(normalize(text)).split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_edit_is_found_once_in_what_the_editor_kept(language: str) -> None:
    for story in tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))["story"]:
        kept = "\n".join(story["text"][place] for place in story["edited_order"])
        assert [old for old, _ in story["edits"] if kept.count(old) != 1] == [], story["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edited_text_keeps_half_of_its_words_and_changes_a_tenth(language: str) -> None:
    edited = [pair for pair in language_pairs(language) if pair.kind == "edited"]
    assert edited
    for pair in edited:
        first, later = set(words(pair.earlier.text)), words(pair.later.text)
        known = sum(word in first for word in later) / len(later)
        assert 0.5 < known < 0.95, pair.later.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_in_other_words_shares_no_long_passage(language: str) -> None:
    most = 12 if language == "zh" else 6
    retold = [pair for pair in language_pairs(language) if pair.kind == "retold"]
    assert retold
    for pair in retold:
        one, other = words(pair.earlier.text), words(pair.later.text)
        longest = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
        assert longest.size < most, (pair.later.name, one[longest.a : longest.a + longest.size])


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_unique_and_every_label_is_there(language: str) -> None:
    pairs = language_pairs(language)
    assert len({pair.later.name for pair in pairs}) == len(pairs)
    assert {pair.label for pair in pairs} == set("CPTN")


def test_a_third_of_the_stories_is_aside() -> None:
    stories = {pair.earlier.story: pair.earlier.set for language in LANGUAGES for pair in language_pairs(language)}
    assert 0.25 < list(stories.values()).count("aside") / len(stories) < 0.42


def test_round_ups_with_a_filler_in_common_are_not_called_unrelated() -> None:
    articles = {article.name: article for article in articles_of(language_pairs("fr"))}
    assert are_unrelated(articles["fr-school/embedded"], articles["fr-hospital/embedded"])
    assert not are_unrelated(articles["fr-school/embedded"], articles["fr-flood/embedded"])
    assert not are_unrelated(articles["fr-school/embedded"], articles["fr-school/retold"])
