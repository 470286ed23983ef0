"""Invented news in twelve languages, each labelled whether it is news about AI. Knows nothing of how a topic is told.

`LANGUAGE.toml` holds `[[text]]` with `title`, `text`, `kind` and `label`: `yes` where a reader of AI news would want
it, `no`, or `passing` where it names AI among other things, and either answer is right. The texts and labels were
written before the rules and words were read. Half of them, by the hash of their titles, are `aside`.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent
LANGUAGES = ("ar", "en", "de", "es", "fa", "fr", "hi", "id", "ru", "tr", "ur", "zh")
Label = Literal["yes", "no", "passing"]
Half = Literal["seen", "aside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledText:
    """A piece of news; `kind` says what it is about, or why it might be taken for AI news."""

    language: str
    title: str
    text: str
    kind: str
    label: Label

    @property
    def half(self) -> Half:
        return "aside" if hashlib.sha256(self.title.encode()).digest()[0] % 2 else "seen"


def labelled_texts() -> list[LabelledText]:
    """All texts, language by language."""
    return [
        LabelledText(language=language, **each)
        for language in LANGUAGES
        for each in tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))["text"]
    ]
