"""The names of agencies and outlets in all their spellings: find them in a text, and tell which one is meant.

The names are data (agencies.toml). Where a name stands as a credit is decided in `credits`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.domains import host_of, registrable
from pipelines.normalize import code_points, normalize

_DATA = Path(__file__).with_name("agencies.toml")

# Vowel signs and marks that nothing shows; they come and go with the writer, as does tatweel inside of words.
_DROPPED = "\u0610-\u061a\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad"
_TATWEEL = re.compile(r"(?<=\w)ـ+")
_EXCHANGED: dict[int, str] = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىئیېے", "ي"),
        **dict.fromkeys("ةۃە", "ه"),
        **dict.fromkeys("کڪ", "ك"),
        **dict.fromkeys("‐‑‒–—―−ـ", "-"),
        **dict.fromkeys("“”„«»‹›״＂{}", '"'),
        "ؤ": "و",
        "’": "'",
        "（": "(",
        "）": ")",
        "：": ":",
        "\u00a0": " ",
        "\u202f": " ",
        "\t": " ",
        "\r": " ",
    }
)
_BMP = 0x10000
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_UTF32 = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_KINDS = re.compile(
    r"^(?:(?:ال)?(?:صحيفه|صحفيه|جريده|وكاله|موقع|مجله|قناه|شبكه|اذاعه|منصه|بوابه)"
    r"|the|newspaper|news agency|agency|website)\s+",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"\w(?: \w){1,3}")


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """What is known of names. The patterns hold for folded texts (see `fold`).

    `sure` finds names that are nothing else, `any` those that are ordinary words too; `outlets` are the names of
    outlets that are no agencies; `starts` and `sure_starts` say fast, and of texts as
    written too, where none begins.
    """

    by_spelling: dict[str, str]
    by_domain: dict[str, str]
    outlets: frozenset[str]
    places: frozenset[str]
    sure: str
    any: str
    starts: re.Pattern[str]
    sure_starts: re.Pattern[str]

    def known(self, words: str) -> str | None:
        """The name that a spelling stands for, if it is known."""
        folded = fold(words)[1].strip(" .\"'()[]:,،-/|*")
        return self.by_spelling.get(_key(folded)) or self.by_spelling.get(_key(_KINDS.sub("", folded)))

    def is_place(self, words: str) -> bool:
        """Whether a spelling is the name of a place as well."""
        return _key(fold(words)[1]) in self.places

    def of_url(self, url: str) -> str | None:
        """Whose address it is: a known name, else the registrable domain; None where it is no web address."""
        host = host_of(url)
        if not host or "." not in host:
            return None
        domain = registrable(host)
        return self.by_domain.get(host) or self.by_domain.get(domain) or domain


@cache
def names() -> Names:
    """Everything in agencies.toml, ready for looking up."""
    entries = tomllib.loads(_DATA.read_text("utf-8"))["agency"]
    sure = [spelling for entry in entries for spelling in entry["spellings"]]
    unsure = [spelling for entry in entries for spelling in entry.get("unsure", ())]
    return Names(
        by_spelling={
            _key(fold(spelling)[1]): entry["name"]
            for entry in entries
            for spelling in (entry["name"], *entry["spellings"], *entry.get("unsure", ()))
        },
        by_domain={domain: entry["name"] for entry in entries for domain in entry["domains"]},
        outlets=frozenset(entry["name"] for entry in entries if entry.get("outlet")),
        places=frozenset(_key(fold(place)[1]) for entry in entries for place in entry.get("places", ())),
        sure=_pattern(sure),
        any=_pattern([*sure, *unsure]),
        starts=_starts([*sure, *unsure]),
        sure_starts=_starts(sure),
    )


def fold(text: str) -> tuple[str, str]:
    """The text as written without vowel signs, and the same with one orthography and one kind of quotes and dashes.

    Both have the same length, so that what is found in the second can be shown as it stands in the first.
    """
    if "ـ" in text:
        text = _TATWEEL.sub("", text)
    codes = code_points(text)
    if codes.size and int(codes.max()) >= _BMP:
        # Pictures and the like, which no name has.
        text = _BEYOND.sub("\ufffd", text)
        codes = code_points(text)
    table = _table()
    folded = table[codes]
    kept = folded != 0
    if not kept.all():
        codes, folded = codes[kept], folded[kept]
        text = codes.tobytes().decode(_UTF32, "surrogatepass")
    return text, folded.tobytes().decode(_UTF32, "surrogatepass")


@cache
def _table() -> NDArray[np.uint32]:
    """For each code point of the BMP what it becomes; 0 where it is dropped."""
    table = np.arange(_BMP, dtype=np.uint32)
    for code, other in _EXCHANGED.items():
        table[code] = ord(other)
    table[[code for code in range(_BMP) if re.match(f"[{_DROPPED}]", chr(code))]] = 0
    return table


def without_kind(name: str) -> str:
    """`صحيفة الوادي` -> `الوادي`: the name without the word that says what it is."""
    plain, folded = fold(name)
    found = _KINDS.match(folded)
    return plain[found.end() :] if found else plain


def _key(folded: str) -> str:
    return normalize(folded).replace(" ", "")


def _pattern(spellings: Iterable[str]) -> str:
    longest_first = sorted({fold(spelling)[1] for spelling in spellings}, key=lambda s: (-len(s), s))
    return f"(?<!\\w)(?:{'|'.join(map(_one, longest_first))})(?!\\w)"


def _starts(spellings: Iterable[str]) -> re.Pattern[str]:
    # Literals only, with nothing before them: the search then skips by first letters.
    texts = {text for spelling in spellings for text in (spelling, fold(spelling)[1])}
    starts = {text[: 2 if _INITIALS.fullmatch(text.replace(".", " ")) or len(text) < 4 else 4] for text in texts}
    return re.compile("|".join(sorted({re.escape(s) for start in starts for s in (start, start.upper())})))


def _one(folded: str) -> str:
    if _INITIALS.fullmatch(folded):
        # With dots or spaces between them: letters that touch are another word.
        return r"[\s.]{1,3}".join(folded.split()) + r"\.?"
    if folded.isascii() and folded.isupper() and len(folded) <= 5:
        return r"\.?".join(folded) + r"\.?"
    first, *rest = map(re.escape, folded.split())
    words = r"\s+".join([first, *rest])
    if not folded[0].isascii():
        return words
    # Told by its first letter, an alternative that does not fit costs next to nothing.
    return f"[{folded[0].upper()}{folded[0].lower()}](?i:{words[1:]})"
