"""When a naskh.toml is read again. Clocks are numbers here."""

from __future__ import annotations

import os
import time
from pathlib import Path

from config.watch import WatchedFile, file_hash


def watched(path: Path) -> WatchedFile:
    return WatchedFile(path, known=file_hash(path.read_bytes()))


def settled(path: Path, *, at: float) -> None:
    os.utime(path, (at, at))


def test_a_file_that_did_not_change_is_nothing_new(tmp_path: Path) -> None:
    path = tmp_path / "naskh.toml"
    path.write_text("a = 1")
    file = watched(path)
    assert [file.look(seconds=n, now_seconds=time.time()) for n in range(5)] == [None] * 5


def test_a_change_counts_once_the_file_is_quiet(tmp_path: Path) -> None:
    path = tmp_path / "naskh.toml"
    path.write_text("a = 1")
    file = watched(path)
    path.write_text("")
    assert file.look(seconds=0, now_seconds=time.time()) is None
    path.write_text("a = 2")
    assert file.look(seconds=0.9, now_seconds=time.time()) is None
    found = file.look(seconds=2, now_seconds=time.time())
    assert found is not None and found.raw == b"a = 2"
    file.know(found)
    assert file.look(seconds=9, now_seconds=time.time()) is None


def test_what_came_and_went_between_two_looks_is_nothing_new(tmp_path: Path) -> None:
    path = tmp_path / "naskh.toml"
    path.write_text("a = 1")
    file = watched(path)
    path.write_text("a = 2")
    assert file.look(seconds=0, now_seconds=time.time()) is None
    path.write_text("a = 1")
    assert file.look(seconds=5, now_seconds=time.time()) is None
    assert file.look(seconds=9, now_seconds=time.time()) is None


def test_a_second_change_of_the_same_moment_and_size_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "naskh.toml"
    path.write_text("a = 1")
    settled(path, at=1000)
    file = watched(path)
    assert file.look(seconds=0, now_seconds=1000.5) is None
    path.write_text("a = 2")
    settled(path, at=1000)
    assert file.look(seconds=1, now_seconds=1001) is None
    found = file.look(seconds=3, now_seconds=1003)
    assert found is not None and found.raw == b"a = 2"


def test_a_file_that_is_gone_is_reported_once(tmp_path: Path) -> None:
    path = tmp_path / "naskh.toml"
    path.write_text("a = 1")
    file = watched(path)
    path.unlink()
    assert file.look(seconds=0, now_seconds=time.time()) is None
    found = file.look(seconds=2, now_seconds=time.time())
    assert found is not None and found.raw is None and "cannot be read" in (found.trouble or "")
    file.know(found)
    assert file.look(seconds=4, now_seconds=time.time()) is None


def test_a_file_that_is_replaced_while_an_editor_saves_it_is_not_gone(tmp_path: Path) -> None:
    path = tmp_path / "naskh.toml"
    path.write_text("a = 1")
    file = watched(path)
    path.unlink()
    assert file.look(seconds=0, now_seconds=time.time()) is None
    path.write_text("a = 3")
    assert file.look(seconds=2, now_seconds=time.time()) is None
    found = file.look(seconds=4, now_seconds=time.time())
    assert found is not None and found.raw == b"a = 3"
