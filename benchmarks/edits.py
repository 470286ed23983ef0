"""Made-up edits of a text: what an editor, a keyboard or a program does to it. Deterministic for a given `Random`.

Every edit takes a text, an unrelated text for the words that come in, and a `Random`. The groups are of one kind: of
`SPELLINGS` every text must be told as a copy, of `CONTROLS` none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, partial
from random import Random

from sample.spelling import respell

Edit = Callable[[str, str, Random], str]

_LETTERS = "\u0621-\u063a\u0641-\u064a"
_IN_A_WORD = re.compile(f"(?<=[{_LETTERS}])(?=[{_LETTERS}])")
_VOWELS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"
_SENTENCE_END = re.compile(r"(?<=[.!?؟؛])\s+|\n+")
# Only letters that join neither way, so that a word stays whole.
_HIDDEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_BIDI = "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069\u061c"


def changed(text: str, other: str, random: Random, *, share: float) -> str:
    """That share of the words, scattered, replaced by words of the other text."""
    words, others = text.split(), other.split()
    for place in random.sample(range(len(words)), round(share * len(words))):
        words[place] = random.choice(others)
    return " ".join(words)


def thinned(text: str, other: str, random: Random, *, share: float) -> str:
    """That share of the words, scattered, taken out."""
    words = text.split()
    gone = set(random.sample(range(len(words)), round(share * len(words))))
    return " ".join(word for place, word in enumerate(words) if place not in gone)


def padded(text: str, other: str, random: Random, *, share: float) -> str:
    """Words of the other text put in between, scattered: that share of the text's own number."""
    words, others = text.split(), other.split()
    for place in sorted(random.sample(range(len(words)), round(share * len(words))), reverse=True):
        words.insert(place, random.choice(others))
    return " ".join(words)


def cut(text: str, other: str, random: Random, *, share: float, anywhere: bool = False) -> str:
    """That share of the words, in a row: the first ones, or from `anywhere`."""
    words = text.split()
    length = round(share * len(words))
    start = random.randint(0, len(words) - length) if anywhere else 0
    return " ".join(words[start : start + length])


def embedded(text: str, other: str, random: Random, *, times: int) -> str:
    """The whole text inside one `times` as long, filled up with the other text before and after it."""
    words, others = text.split(), other.split()
    needed = (times - 1) * len(words)
    others = (others * (needed // len(others) + 1))[:needed]
    before = random.randint(0, needed)
    return " ".join([*others[:before], *words, *others[before:]])


def reordered(text: str, other: str, random: Random) -> str:
    """Its paragraphs, or where these are fewer than three its sentences, in another order."""
    blocks = [block for block in text.split("\n") if block.strip()]
    if len(blocks) < 3:
        blocks = [block for block in _SENTENCE_END.split(text) if block.strip()]
    turned = random.sample(blocks, len(blocks))
    return "\n".join(blocks[::-1] if turned == blocks else turned)


def framed(text: str, other: str, random: Random, *, share: float) -> str:
    """That share of the words at the beginning, and as many at the end, written anew."""
    words, others = text.split(), other.split()
    length = max(1, round(share * len(words)))
    others = (others * (2 * length // len(others) + 1))[: 2 * length]
    return " ".join([*others[:length], *words[length:-length], *others[length:]])


def unrelated(text: str, other: str, random: Random) -> str:
    return other


def _respelt(change: str) -> Edit:
    return lambda text, other, random: respell(text, [change])


def _exchanged(table: Mapping[str, str]) -> Edit:
    codes = str.maketrans(dict(table))
    return lambda text, other, random: text.translate(codes)


def _digits(zero: str) -> Edit:
    codes = {ord(known) + n: ord(zero) + n for known in "0٠۰" if known != zero for n in range(10)}
    return lambda text, other, random: text.translate(codes)


def _strewn(marks: str, *, share: float) -> Edit:
    """Marks put between the letters of words."""

    def strew(text: str, other: str, random: Random) -> str:
        return re.sub(r"(?<=\w)(?=\w)", lambda _: random.choice(marks) if random.random() < share else "", text)

    return strew


def _lengthened(text: str, other: str, random: Random) -> str:
    return _IN_A_WORD.sub(lambda _: "ـ" * random.choice((0, 0, 1, 3)), text)


def _vowelled(text: str, other: str, random: Random) -> str:
    return re.sub(f"(?<=[{_LETTERS}])", lambda _: random.choice(_VOWELS), text)


def _shaped(text: str, other: str, random: Random) -> str:
    """Letters as the code points of their shapes, as old typesetting and some PDFs have them."""
    text = re.sub("لا", "ﻻ", text)
    shapes = _shapes()
    return "".join(random.choice(shapes[letter]) if letter in shapes else letter for letter in text)


@cache
def _shapes() -> dict[str, str]:
    shapes: dict[str, str] = {}
    for code in range(0xFE80, 0xFEF5):
        whole = unicodedata.normalize("NFKC", chr(code))
        if len(whole) == 1:
            shapes[whole] = shapes.get(whole, "") + chr(code)
    return shapes


def _crowded(text: str, other: str, random: Random) -> str:
    """Marks set apart from words, other spaces, lines broken elsewhere."""
    text = re.sub(r"\s*([،,؛;:.؟?!])\s+", r" \1 ", text)
    return re.sub(r"\s+", lambda _: random.choice((" ", "  ", "\u00a0", "\r\n", "\u2009", "\t")), text)


def _decomposed(text: str, other: str, random: Random) -> str:
    return unicodedata.normalize("NFD", text)


def _full_width(text: str, other: str, random: Random) -> str:
    return text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


SPELLINGS: dict[str, Edit] = {
    "alef without hamza": _respelt("hamza"),
    "waw and ya without hamza": _exchanged({"ؤ": "و", "ئ": "ي"}),
    "final ya without dots": _respelt("yaa"),
    "alef maqsura with dots": _exchanged({"ى": "ي"}),
    "ta marbuta as ha": _respelt("taa"),
    "tatweel": _lengthened,
    "vowel signs": _vowelled,
    "Persian ya and kaf": _exchanged({"ي": "ی", "ى": "ی", "ك": "ک"}),
    "Arabic-Indic digits": _digits("٠"),
    "Persian digits": _digits("۰"),
    "Western digits": _digits("0"),
    "Western punctuation": _exchanged({"،": ",", "؛": ";", "؟": "?", "«": '"', "»": '"', "…": "...", "–": "-"}),
    "Arabic punctuation": _exchanged({",": "،", ";": "؛", "?": "؟", '"': "”", "'": "’", "-": "–", "%": "٪"}),
    "other spaces and lines": _crowded,
    "zero-width marks": _strewn(_HIDDEN, share=0.2),
    "bidi marks": _strewn(_BIDI, share=0.1),
    "presentation forms": _shaped,
    "decomposed (NFD)": _decomposed,
    "full width": _full_width,
    "capitals": lambda text, other, random: text.upper(),
    "small letters": lambda text, other, random: text.lower(),
}
EDITS: dict[str, Edit] = {
    **{f"{n} % of the words changed": partial(changed, share=n / 100) for n in (5, 10, 20, 30)},
    **{f"{n} % of the words taken out": partial(thinned, share=n / 100) for n in (5, 10, 20, 30)},
    **{f"{n} % more words put in": partial(padded, share=n / 100) for n in (5, 10, 20, 30)},
    **{f"cut to its first {n} %": partial(cut, share=n / 100) for n in (70, 50, 30, 20)},
    **{f"cut to {n} % from anywhere": partial(cut, share=n / 100, anywhere=True) for n in (70, 50, 30, 20)},
    **{
        f"one {word} of a longer text": partial(embedded, times=n)
        for n, word in ((2, "half"), (3, "third"), (5, "fifth"))
    },
    "paragraphs or sentences in another order": reordered,
    **{f"first and last {n} % written anew": partial(framed, share=n / 100) for n in (10, 20)},
}
CONTROLS: dict[str, Edit] = {"another article of the same outlet (no copy)": unrelated}
