"""Whether little is to be read is seen by names and sizes."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.sizes import are_few_pages, bytes_of


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "page.html"
    path.write_bytes(b"<p>" + 1000 * b"a")
    return str(path)


def test_a_small_page_is_little_and_so_is_a_folder_with_it(page: str) -> None:
    assert are_few_pages([page])
    assert are_few_pages([page, page])
    assert are_few_pages([str(Path(page).parent)])


def test_many_files_and_large_ones_are_much(page: str, tmp_path: Path) -> None:
    assert not are_few_pages(65 * [page])
    (tmp_path / "large").mkdir()
    (tmp_path / "large/news.jsonl").write_bytes(bytes(600 * 1024))
    assert not are_few_pages([page, str(tmp_path / "large")])


def test_nobody_knows_how_much_stands_in_packed_files_and_in_streams(page: str, tmp_path: Path) -> None:
    packed = tmp_path / "page.html.xz"
    packed.write_bytes(b"")
    assert not are_few_pages([page, str(packed)])
    assert not are_few_pages(["-"])
    assert not are_few_pages([str(tmp_path / "missing.html")])


def test_how_much_is_to_be_read_is_known_of_plain_files_alone(page: str, tmp_path: Path) -> None:
    assert bytes_of([page, str(tmp_path)]) == 2 * 1003
    (tmp_path / "page.html.xz").write_bytes(b"")
    assert bytes_of([str(tmp_path)]) is None
    assert bytes_of(["-"]) is None
