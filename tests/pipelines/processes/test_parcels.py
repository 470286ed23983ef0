"""What a worker sends arrives as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import numpy as np
import pytest

from config.tables import Config
from model import Credit, Extracted, Hints, Page, Published, Sketch, Story
from pipelines.preloading.names import MANY_PAGES
from pipelines.preparing.prepare import prepare
from pipelines.preparing.settings import PrepareSettings
from pipelines.processes.workers import Workers

_ARABIC = "أعلنت وكالة رويترز أن الشركة ستطلق نموذجا جديدا للذكاء الاصطناعي في الخريف، حسب رويترز."


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pool = Workers(count=1, timeout_seconds=20, memory_mb=1024, preload=MANY_PAGES)
    yield pool
    pool.stop()


def _and_back(value: object) -> object:
    return value


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return str(value.dtype), value.tolist()
    if is_dataclass(value) and not isinstance(value, type):
        return type(value), {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize(
    "text",
    [_ARABIC, "Plain ASCII words of an article.", "😀 pictures beyond the plane " + _ARABIC, "half a \ud83d\ude00"],
)
def test_an_article_comes_from_a_worker_as_it_was(workers: Workers, text: str) -> None:
    body = json.dumps(
        {"url": "https://a.example/1", "title": "عنوان من ثلاث كلمات", "text": text, "date": "2025-03-20"}
    )
    page = Page(url="https://a.example/1", kind="record", body=body.encode(), hints=Hints(outlet="A"))
    sent = prepare(page, PrepareSettings.of(Config()))
    [(_, received)] = workers.map(_and_back, [sent])
    assert isinstance(received, Extracted)
    assert _plain(received) == _plain(sent)


@pytest.mark.parametrize(
    "value",
    [
        Sketch(
            text_hash=b"h" * 16,
            words=0,
            shingles=np.zeros(0, dtype=np.uint32),
            signature=np.full(128, 2**32 - 1, dtype=np.uint32),
            tokens_a_word=1.67,
        ),
        Story(position=0, text="half a \ud83d\ude00", origins=("https://b.example",)),
        Story(position=2, text="", published=Published(when=None, precision=None, source="text", words="أمس")),
        Credit(name=None, url=None, kind="unclear", words="وكالات"),
        Page(url="https://a.example", body=b"\0\xff"),
    ],
)
def test_each_part_comes_from_a_worker_as_it_was(workers: Workers, value: object) -> None:
    [(_, received)] = workers.map(_and_back, [value])
    assert _plain(received) == _plain(value)
