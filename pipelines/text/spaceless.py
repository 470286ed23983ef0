"""Scripts that put no spaces between words: Chinese, Japanese, Thai, Lao, Burmese, Khmer. Pure."""

from __future__ import annotations

import re

import numpy as np

from pipelines.text.normalize import basic_codes

# Inside brackets of a regular expression.
SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_FIRST = ord(SPACELESS[0])
_CHARACTER = re.compile(f"[{SPACELESS}]")


def spaced(normal_text: str) -> str:
    """A normalised text with each character of such scripts as a word of its own; others come back as they are.

    So a word inside a sentence is found as the phrase of its characters.
    """
    if normal_text.isascii():
        return normal_text
    codes = basic_codes(normal_text)
    if codes is not None and np.maximum.reduce(codes) < _FIRST:
        return normal_text
    if not _CHARACTER.search(normal_text):
        return normal_text
    return " ".join(_CHARACTER.sub(r" \g<0> ", normal_text).split())
