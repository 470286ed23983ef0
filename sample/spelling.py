"""Writing the same words another way, as papers do when they reprint. Changes no word, no order of words."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ARABIC = "\u0621-\u064a"
_VOWELLED = {
    "أن": "أنّ",
    "إن": "إنّ",
    "ثم": "ثمّ",
    "كل": "كلّ",
    "على": "عَلى",
    "التي": "الّتي",
    "الذي": "الّذي",
    "قانونا": "قانونًا",
    "يوما": "يومًا",
    "نائبا": "نائبًا",
    "إداريا": "إداريًّا",
    "علني": "علنيّ",
    "حق": "حقّ",
    "نظام": "نِظام",
    "جهة": "جِهَة",
    "العلم": "العِلْم",
    "مما": "ممّا",
    "عبئا": "عبئًا",
    "تاما": "تامًّا",
    "حظرا": "حظرًا",
    "سنتين": "سَنَتين",
}


def respell(text: str, changes: Iterable[str]) -> str:
    """The text with each of the named changes made. Raises KeyError for a change that does not exist.

    hamza: أ إ آ become ا. yaa: a final ي becomes ى. taa: a final ة becomes ه. tashkeel: common words get
    vowel signs. digits: 0-9 become Arabic-Indic. guillemets: "x" becomes «x». curly: straight quotes
    become curly.
    """
    for change in changes:
        text = _CHANGES[change](text)
    return text


def _hamza(text: str) -> str:
    return re.sub("[أإآ]", "ا", text)


def _yaa(text: str) -> str:
    return re.sub(f"ي(?![{_ARABIC}])", "ى", text)


def _taa(text: str) -> str:
    return re.sub(f"ة(?![{_ARABIC}])", "ه", text)


def _tashkeel(text: str) -> str:
    return re.sub(f"[{_ARABIC}]+", lambda word: _VOWELLED.get(word[0], word[0]), text)


def arabic_digits(text: str) -> str:
    return text.translate({ord("0") + n: chr(0x660 + n) for n in range(10)})


def _guillemets(text: str) -> str:
    return re.sub(r'"([^"]*)"', r"«\1»", text)


def _curly(text: str) -> str:
    return re.sub(r'"([^"]*)"', r"“\1”", text).replace("'", "’")


_CHANGES = {
    "hamza": _hamza,
    "yaa": _yaa,
    "taa": _taa,
    "tashkeel": _tashkeel,
    "digits": arabic_digits,
    "guillemets": _guillemets,
    "curly": _curly,
}
