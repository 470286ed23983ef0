"""The words of a text as numbers, and which of them are among others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.normalize import normalize
from pipelines.text.tokens import Among, tokens_of

_TEXTS = st.lists(st.sampled_from(["نموذج", "لغوي", "model", "15", "été", "東京", "は", "ไทย", "x", "ab"])).map(
    " ".join
)


@given(_TEXTS)
def test_a_word_has_the_same_number_in_every_text(text: str) -> None:
    tokens = tokens_of(text)
    if tokens.are_words:
        words = text.split()
        assert tokens.hashes.tolist() == [int(tokens_of(word).hashes[0]) for word in words]
        assert [text[start:].split(" ", 1)[0] for start in tokens.starts.tolist()] == words


@given(_TEXTS)
def test_what_follows_changes_no_number_of_a_word_of_letters(text: str) -> None:
    alone, followed = tokens_of("قال هو"), tokens_of(normalize(f"قال هو {text}"))
    assert followed.hashes[:2].tolist() == alone.hashes.tolist()


def test_characters_of_a_script_without_spaces_are_no_words() -> None:
    tokens = tokens_of("東京都 tokyo")
    assert not tokens.are_words
    assert tokens.starts.tolist() == [0, 1, 2, 4]


@given(_TEXTS, st.lists(st.sampled_from(["نموذج", "model", "x", "غير"])))
def test_the_words_among_others_are_found_where_they_stand(text: str, words: list[str]) -> None:
    tokens = tokens_of(text)
    if tokens.are_words:
        expected = [place for place, word in enumerate(text.split()) if word in words]
        assert Among.of(words).places(tokens) == expected


def test_characters_are_counted_in_words() -> None:
    # Three characters stand in a token of Han, six in one of Thai, and three tokens in a shingle of three words.
    assert tokens_of("昨天下雨").a_word == 1.67
    assert tokens_of("วันนี้ฝนตก").a_word == 2.67
    assert tokens_of("it rained").a_word == 1.0
    assert 1.0 < tokens_of("今天 gpt released a new model").a_word < 1.67


def test_an_empty_text_has_no_words() -> None:
    assert tokens_of("").hashes.size == tokens_of("").starts.size == 0
