"""What workers load beforehand follows from the files that are to be read."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from crawler.getting_ready import preload_of
from pipelines.preloading.names import FEW_PAGES, MANY_PAGES, MANY_TEXTS

_MUCH = b"\n" + 600 * 1024 * b" "


def _records(path: Path, **fields: str) -> str:
    line = json.dumps({"url": "https://valley.example/1", **fields}).encode()
    path.write_bytes(gzip.compress(line) if path.suffix == ".gz" else b"\n" + line + _MUCH)
    return str(path)


@pytest.mark.parametrize("name", ["news.jsonl", "news.jsonl.gz", "NEWS.JSONL"])
def test_many_records_with_texts_need_nothing_that_reads_pages(tmp_path: Path, name: str) -> None:
    assert preload_of([_records(tmp_path / name, text="Snow ploughs learn.")]) == MANY_TEXTS


def test_records_of_markup_and_pages_among_records_need_it(tmp_path: Path) -> None:
    texts = _records(tmp_path / "texts.jsonl", text="Snow ploughs learn.")
    assert preload_of([texts, _records(tmp_path / "pages.jsonl", html="<p>Snow ploughs learn.</p>")]) == MANY_PAGES
    assert preload_of([texts, "-"]) == MANY_PAGES
    assert preload_of([texts, str(tmp_path)]) == MANY_PAGES


def test_what_is_no_record_or_not_there_needs_what_any_page_does(tmp_path: Path) -> None:
    (tmp_path / "manifest.jsonl").write_bytes(b'{"file": "a.html"}' + _MUCH)
    (tmp_path / "empty.jsonl").write_bytes(_MUCH)
    (tmp_path / "broken.jsonl.xz").write_bytes(b"\xfd7zXZ\x00" + _MUCH)
    os.mkfifo(tmp_path / "pipe.jsonl")
    for name in ("manifest.jsonl", "empty.jsonl", "broken.jsonl.xz", "missing.jsonl", "pipe.jsonl"):
        assert preload_of([str(tmp_path / name)]) == MANY_PAGES


def test_a_few_pages_need_little(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"<p>Snow ploughs learn.</p>")
    assert preload_of([str(tmp_path / "page.html")]) == FEW_PAGES
