"""A jsonl file has one whole line for each message, whatever broke off while it was written."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import resource
import signal
import stat
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import Desk, news

from pipelines.alerts.jsonl_channel import append_line

# Not forked: the process of a test may have other threads, and what they hold locked would stay locked.
_PROCESSES = multiprocessing.get_context("spawn")


def line(message_id: str, text: str = "ذكاء") -> bytes:
    return json.dumps({"id": message_id, "text": text}, ensure_ascii=False).encode()


def ids(path: Path) -> list[str]:
    content = path.read_bytes()
    assert content.endswith(b"\n")
    return [json.loads(each)["id"] for each in content.splitlines()]


def test_each_message_is_a_line_that_nobody_else_reads(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    config = f"""
[[channel]]
name = "file"
kind = "jsonl"
path = "{path}"
[[alert]]
name = "copies"
channels = ["file"]
"""
    desk = Desk(tmp_path, config)
    for n in range(3):
        for outlet in ("first", "second"):
            desk.crawl(f"https://{outlet}{n}.example/1", {"text": news(n), "title": "محاريث الثلج"})
    assert desk.deliver() == 3
    said = [json.loads(each) for each in path.read_text("utf-8").splitlines()]
    assert [each["alerts"][0]["id"] for each in said] == [alert["id"] for alert in desk.alerts()]
    assert said[0]["alerts"][0]["matches"][0]["id"] == desk.matches()[0]["id"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_line_steers_no_terminal_and_is_one_for_every_program(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    config = f'[[channel]]\nname = "file"\nkind = "jsonl"\npath = "{path}"\n[[alert]]\nname = "copies"\nchannels = ["file"]\n'
    desk = Desk(tmp_path, config)
    title = "\x1b[2J\x9b31m\u202e\u2028x\x85y\x7f\U000e0041 half"
    for outlet in ("first", "second"):
        desk.crawl(f"https://{outlet}.example/1", {"text": news(1), "title": title, "outlet": f"{outlet} {title}"})
    assert desk.deliver() == 1
    whole = path.read_text("utf-8")
    assert all(character.isprintable() or character == "\n" for character in whole)
    [line_] = whole.splitlines()
    assert json.loads(line_)["alerts"][0]["matches"][0]["later"]["title"] == title


def test_half_a_line_is_taken_back_before_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    append_line(path, line("a"))
    whole = path.read_bytes()
    for length in range(1, len(line("b"))):
        path.write_bytes(whole + line("b")[:length])
        append_line(path, line("b"))
        assert ids(path) == ["a", "b"], length


def test_a_line_that_only_lacks_its_end_is_not_written_twice(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(line("a"))
    append_line(path, line("a"))
    append_line(path, line("b"))
    assert ids(path) == ["a", "b"]


def test_a_message_that_was_written_before_a_crash_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    for message_id in ("a", "b", "b", "c"):
        append_line(path, line(message_id, "x" * 200_000))
    assert ids(path) == ["a", "b", "c"]


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(b"a note of mine")
    append_line(path, line("a"))
    assert path.read_bytes() == b"a note of mine\n" + line("a") + b"\n"


def test_a_file_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        append_line(tmp_path / "nowhere" / "alerts.jsonl", line("a"))


@given(st.lists(st.text(), max_size=5))
def test_every_text_is_one_line(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("lines") / "alerts.jsonl"
    for number, text in enumerate(texts):
        append_line(path, json.dumps({"id": number, "text": text}).encode())
    if texts:
        assert [json.loads(each)["text"] for each in path.read_bytes().splitlines()] == texts


def _append_many(path: Path, name: str, all_are_there: Barrier) -> None:
    all_are_there.wait()
    for number in range(50):
        append_line(path, line(f"{name}{number}", "x" * 5000))


def test_two_programs_can_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    all_are_there = _PROCESSES.Barrier(2)
    writers = [_PROCESSES.Process(target=_append_many, args=(path, name, all_are_there)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(ids(path)) == sorted(f"{name}{number}" for name in "ab" for number in range(50))


def _append_with_little_room(path: Path) -> None:
    # What a full disk does, for this process alone: some of the line is written, and no more.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 100, resource.RLIM_INFINITY))
    with contextlib.suppress(OSError):
        append_line(path, line("b", "x" * 5000))
        os._exit(1)


def test_a_full_disk_leaves_no_half_line(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    append_line(path, line("a"))
    writer = _PROCESSES.Process(target=_append_with_little_room, args=(path,))
    writer.start()
    writer.join()
    assert writer.exitcode == 0
    assert path.read_bytes() == line("a") + b"\n"
