"""Fixtures of more than one file. What they need is imported when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from command_line import Folder
    from daemons import Naskh, Wire


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of three articles, one a copy of another. No test changes what is stored in it."""
    from command_line import RECORDS, Folder, write_records

    folder = tmp_path_factory.mktemp("imported")
    write_records(folder / "news.jsonl", RECORDS)
    done = Folder(folder).process("import", "news.jsonl")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b""
    assert "3 articles from 3 pages, 1 copy" in done.stderr.decode()
    return folder


@pytest.fixture
def folder(imported: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Where the three articles are."""
    from command_line import Folder

    monkeypatch.chdir(imported)
    return Folder(imported)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    from command_line import Folder

    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path)


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    from daemons import served_newswire

    with served_newswire() as wire:
        yield wire


@pytest.fixture
def naskh(tmp_path: Path) -> Iterator[Naskh]:
    from daemons import Naskh

    made = Naskh(tmp_path)
    yield made
    made.end()
