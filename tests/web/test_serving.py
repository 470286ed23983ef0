"""`naskh serve` as a process: what it says, and how it ends."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from command_line import Folder, one_sentence
from patience import PATIENCE_SECONDS
from recording import Desk
from serving import address_of, served, start


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def refusal(database: Path, *options: str) -> str:
    """The one line with which `naskh serve` ends when it cannot begin. Nothing is served: it needs no process."""
    with contextlib.chdir(database.parent):
        done = Folder(database.parent).naskh("serve", "--db", str(database), *options)
    one_sentence(done, status=1, about="")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.strip()


def test_it_says_where_the_pages_are_and_ends_with_a_signal_in_silence_whatever_was_asked(news: Desk) -> None:
    process = start(news.path, "--port", "0", "--parent", str(os.getpid()))
    address = address_of(process)
    assert status_of(address) == 200 and status_of(f"{address}/naskh/articles.json") == 200
    for nowhere in ("/nothing", "/naskh/nothing", f"/article/{'9' * 30}", "/naskh/articles/999.json"):
        assert status_of(f"{address}{nowhere}") == 404
    process.send_signal(signal.SIGINT)
    shown, said = process.communicate()
    assert (process.returncode, shown, said.strip()) == (0, "", "")


def test_it_ends_with_its_parent_however_that_ends(news: Desk) -> None:
    parent = subprocess.Popen([sys.executable, "-c", (
        "import subprocess, sys, time, os\n"
        "child = subprocess.Popen([sys.executable, '-P', '-m', 'cli', 'serve', '--port', '0', '--db', sys.argv[1], "
        "'--parent', str(os.getpid())], stderr=subprocess.PIPE, text=True)\n"
        "print(child.pid, child.stderr.readline(), flush=True)\n"
        "time.sleep(60)"
    ), str(news.path)], stdout=subprocess.PIPE, text=True, cwd=Path.cwd())  # fmt: skip
    assert parent.stdout is not None
    child, said = parent.stdout.readline().split(" ", 1)
    assert "http://" in said
    parent.kill()
    parent.wait()
    parent.stdout.close()
    _wait_for_the_end(int(child))


def _wait_for_the_end(process_id: int) -> None:
    """Of a process that is no child of ours: its handle becomes readable."""
    import select

    handle = os.pidfd_open(process_id)
    try:
        ready, _, _ = select.select([handle], [], [], PATIENCE_SECONDS)
        assert ready
    finally:
        os.close(handle)


def test_a_port_that_is_taken_is_said_in_one_sentence(news: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refusal(news.path, "--port", str(port))
    assert (
        said
        == f"naskh: http://127.0.0.1:{port}/ cannot be used (Address already in use); name another port with --port"
    )


def test_other_machines_are_let_in_with_a_password_only(news: Desk, tmp_path: Path) -> None:
    said = refusal(news.path, "--host", "0.0.0.0", "--port", "0")
    assert "takes a password: set serve.password" in said
    config = tmp_path / "naskh.toml"
    config.write_text('[serve]\npassword = "env:NASKH_TEST_PASSWORD"\n', encoding="utf-8")
    options = ("--host", "0.0.0.0", "--port", "0", "--config", str(config))
    assert "there is no password in variable NASKH_TEST_PASSWORD" in refusal(news.path, *options)
    process = start(news.path, *options, "--parent", str(os.getpid()), NASKH_TEST_PASSWORD="s3cret")
    address = address_of(process).replace("0.0.0.0", "127.0.0.1")
    assert status_of(address) == 401
    process.terminate()
    _, said = process.communicate()
    assert "s3cret" not in said


@pytest.mark.parametrize("content", [None, b"", b"no database at all, but a text that is long enough to be looked at"])
def test_what_is_no_database_is_said_in_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "naskh.db"
    if content is not None:
        path.write_bytes(content)
    assert str(path) in refusal(path, "--port", "0")


@pytest.mark.parametrize(
    ("change", "said_of_it"),
    [
        ("insert into _sqlite_migrations (migration_set, name, applied_at) values ('naskh', 'z999_later', '2099')",
         "was written by a newer Naskh; upgrade this one"),
        ("delete from _sqlite_migrations where id = (select max(id) from _sqlite_migrations)", ""),
    ],
)  # fmt: skip
def test_a_database_of_another_version_is_said_in_one_sentence(copied: Any, change: str, said_of_it: str) -> None:
    with closing(sqlite3.connect(copied.path)) as connection, connection:
        connection.execute(change)
    said = refusal(copied.path, "--port", "0")
    assert str(copied.path) in said and said_of_it in said


def test_the_writer_goes_on_while_pages_are_read(tmp_path: Path) -> None:
    from served import make_news

    desk = make_news(tmp_path)
    with served(desk.path) as address:
        assert status_of(f"{address}/article/9") == 404
        desk.crawl("https://city.example/99", "a new text of some words that nobody has had before " * 9)
        assert status_of(f"{address}/article/7") == 200
