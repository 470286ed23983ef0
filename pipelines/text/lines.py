"""What a line looks like: how many words, whether a sentence, whether it repeats another line. Pure."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache

from pipelines.text.letters import count_joined_words, plain_words
from pipelines.text.normalize import normalize

# Scripts that put no spaces between words, and how many characters make a word there, at a mean.
_HAN_KANA = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_THAI_KHMER = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_SHORT_WORDS, _SHORT = re.compile(f"[{_HAN_KANA}]"), 2
_LONG_WORDS, _LONG = re.compile(f"[{_THAI_KHMER}]"), 4
_UNSPACED = re.compile(f"[{_HAN_KANA}{_THAI_KHMER}]")
_PIECE = re.compile(rf"[{_HAN_KANA}{_THAI_KHMER}]|[^\W{_HAN_KANA}{_THAI_KHMER}]+")
# What ends a sentence: of Latin and Arabic letters, Urdu, Chinese and Japanese, Hindi and its neighbours.
SENTENCE_ENDS = ".!?؟۔。！？।…"
_CLOSERS = " \t\u00a0\"'”’»)]*"
_SENTENCE_INSIDE = re.compile(r"[^\W\d_]{2,}[»\"”')]*[.؟!?。][»\"”')]*\s+[^\W\d_a-z]")
_ALPHABETS = (
    ("arabic", re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")),
    ("latin", re.compile(r"[A-Za-zÀ-ɏ]")),
    ("cyrillic", re.compile(r"[\u0400-\u04ff]")),
    ("unspaced", _UNSPACED),
)
_PARAGRAPH_WORDS = 25
_ALIKE = 0.88


@lru_cache(maxsize=256)
def count_words(text: str) -> int:
    """Words of `text`; where a script has no spaces, one for two characters of Han and Kana, for four of others."""
    if text.isascii() or not _UNSPACED.search(text):
        return count_joined_words(text)
    short, long = len(_SHORT_WORDS.findall(text)), len(_LONG_WORDS.findall(text))
    return count_joined_words(_UNSPACED.sub(" ", text)) + -(-short // _SHORT) + -(-long // _LONG)


def words_in(text: str) -> list[str]:
    """The words of `text` for comparing texts; where a script has no spaces, each character is one."""
    words = plain_words(text)
    return _PIECE.findall(text) if words is None else words


def is_sentence(line: str) -> bool:
    """Whether a line is running text rather than a heading, a name, a label or a time."""
    words = count_words(line)
    if words >= _PARAGRAPH_WORDS:
        return True
    bare = line.rstrip(_CLOSERS)
    if bare.endswith(("...", "…")):
        return words >= 12
    if bare.endswith((".", "。", "।", "۔")) and not bare.endswith(".."):
        return words >= 6
    return words >= 8 and len(_SENTENCE_INSIDE.findall(line)) >= 1


def same_words(one: str, other: str) -> bool:
    """Whether two headings are the same but for a small difference: a mark, a word, the outlet's name at the end."""
    return are_alike(normalize(one), normalize(other))


def are_alike(first: str, second: str) -> bool:
    """The same for headings that are normalised already."""
    if first == second:
        return bool(first)
    if not first or not second or abs(len(first) - len(second)) > max(len(first), len(second)) * 0.5:
        return False
    short, long = sorted((first, second), key=len)
    if short.count(" ") < 3:
        return False
    if long.startswith(f"{short} "):
        # Cut short, or with the site's name behind it.
        return True
    common = len(set(short.split()) & set(long.split()))
    if common * 2 < short.count(" ") + 1:
        return False
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def main_alphabet(text: str) -> str | None:
    """The alphabet of most letters in `text`: "arabic", "latin", "cyrillic", "unspaced", or None."""
    counts = Counter({name: len(letters.findall(text)) for name, letters in _ALPHABETS})
    name, most = counts.most_common(1)[0]
    return name if most else None
