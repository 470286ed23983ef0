"""The language model, walked from all places of a text at once."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from pipelines.text.language_model import LanguageModel

TEXTS = (
    "أعلنت الوزارة اليوم أن المشروع الجديد سيبدأ في الربيع، وأن مئات الشباب سيعملون فيه طوال العام المقبل.",
    "The ministry said today that the new project will begin in spring and employ hundreds of young people.",
    "Le ministère a annoncé aujourd'hui que le nouveau projet commencera au printemps.",
    "政府今天宣布，新项目将于春季启动，并将雇用数百名年轻人。",
    "",
    "a",
    "été",
    "\ud800",
)


@pytest.mark.parametrize("text", TEXTS)
def test_it_ranks_languages_as_py3langid_does(text: str) -> None:
    assert models()[0].rank(text) == models()[1].rank(text)


@settings(max_examples=100)
@given(text=st.text(max_size=300))
def test_it_ranks_the_languages_of_any_text_as_py3langid_does(text: str) -> None:
    assert models()[0].rank(text) == models()[1].rank(text)


def test_it_is_loaded_without_a_folder_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not there"))
    assert LanguageModel.load().rank(TEXTS[1])[0][0] == "en"


@cache
def models() -> tuple[LanguageModel, LanguageIdentifier]:
    theirs = LanguageIdentifier.from_model_file(MODEL_FILE)
    theirs.set_languages([code for code in theirs.labels if len(code) == 2])
    return LanguageModel.load(), theirs
