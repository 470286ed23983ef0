"""What comes in by `import`, and what is judged again."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import ENGLISH, ORIGINAL, RECORDS, Folder, one_sentence, write_records
from databases import new_database
from patience import wait_until
from places import ROOT
from recording import words

from db.lock import DaemonLock


def test_two_that_judge_again_at_once_are_kept_apart(folder: Folder) -> None:
    with DaemonLock(Path("naskh.db")):
        one_sentence(folder.naskh("rejudge"), status=1, about=f"process {os.getpid()}")
    result = folder.naskh("rejudge")
    assert result.exit_code == 0 and "3 articles judged: 1 copy now" in result.stderr


def test_what_cannot_be_read_is_reported_and_the_rest_is_stored(empty: Folder) -> None:
    write_records(empty.path / "in" / "good.jsonl", RECORDS[:1])
    with (empty.path / "in" / "good.jsonl").open("a") as lines:
        lines.write("{broken\n")
    (empty.path / "in" / "garbage.html").write_bytes(bytes(range(256)) * 40)
    (empty.path / "in" / "zeros.txt").write_bytes(b"\0" * 5000)
    (empty.path / "in" / "packed.txt.gz").write_bytes(b"\x1f\x8b broken off")
    (empty.path / "in" / "picture.png").write_bytes(b"\x89PNG")
    result = empty.naskh("import", "in", "missing.txt")
    assert result.exit_code == 1
    assert "1 article from 5 pages, 0 copies" in result.stderr
    assert "missing.txt" in result.stderr and "good.jsonl" in result.stderr and "packed.txt.gz" in result.stderr
    assert "; 1 skipped" in result.stderr
    assert "Traceback" not in result.stderr
    assert len(empty.rows("articles")) == 1


def test_a_path_that_is_not_there_is_reported(empty: Folder) -> None:
    result = empty.naskh("import", "gone.jsonl")
    assert result.exit_code == 1 and "not read: gone.jsonl: cannot be read: no such file" in result.stderr


def test_a_mistyped_path_is_reported_once_and_is_no_page(empty: Folder) -> None:
    (empty.path / "empty.txt").touch()
    new_database(empty.path / "naskh.db").close()
    said = empty.naskh("import", "gone.jsonl", "empty.txt").stderr
    assert said.count("no such file") == 1 and said.count("is empty") == 1, said
    assert [row["reason"] for row in empty.rows("pages")] == ["is empty"]


def test_where_nothing_is_to_be_imported_no_database_is_made(empty: Folder) -> None:
    (empty.path / "nothing").mkdir()
    for given, status in (("gone.jsonl", 1), ("nothing", 0)):
        result = empty.naskh("import", given)
        assert result.exit_code == status and "nothing to store; naskh.db was not made" in result.stderr
        assert sorted(path.name for path in empty.path.iterdir()) == ["nothing"]
    write_records(empty.path / "n.jsonl", RECORDS)
    assert empty.naskh("import", "n.jsonl").exit_code == 0
    assert "stored in naskh.db" in empty.naskh("import", "gone.jsonl").stderr


@pytest.mark.parametrize("name", ["news.csv", "news.xlsx", "news.json", "news.pdf", "news"])
def test_a_file_of_a_kind_that_is_not_imported_is_refused_and_makes_no_database(empty: Folder, name: str) -> None:
    (empty.path / name).write_text("url,title,text\nhttps://valley.example/1,Snow,The ploughs learn\n")
    result = empty.naskh("import", name)
    assert result.exit_code == 1 and f"not read: {name}: is not a kind that is imported" in result.stderr
    assert "nothing to store; naskh.db was not made" in result.stderr
    assert [path.name for path in empty.path.iterdir()] == [name]


def test_a_table_on_stdin_is_refused_and_makes_no_database(empty: Folder) -> None:
    result = empty.naskh("import", "-", stdin=b"url,title,text\nhttps://valley.example/1,Snow,The ploughs learn\n")
    assert result.exit_code == 1 and "not read: -: is a table of one article a row" in result.stderr
    assert not list(empty.path.iterdir())


def test_a_folder_of_other_files_says_what_was_passed_over_and_makes_no_database(empty: Folder) -> None:
    (empty.path / "in").mkdir()
    (empty.path / "in" / "news.csv").write_text("url,title,text\nhttps://valley.example/1,Snow,The ploughs learn\n")
    result = empty.naskh("import", "in")
    assert result.exit_code == 0 and "1 x not a kind that is imported (.csv); docs/importing.md" in result.stderr
    assert [path.name for path in empty.path.iterdir()] == ["in"]


def test_importing_again_adds_nothing(empty: Folder) -> None:
    write_records(empty.path / "n.jsonl", RECORDS)
    assert empty.naskh("import", "n.jsonl").exit_code == 0
    before = empty.rows("articles"), empty.rows("copies"), empty.rows("pages")
    result = empty.naskh("import", "n.jsonl")
    assert result.exit_code == 0 and "3 already known" in result.stderr
    assert (empty.rows("articles"), empty.rows("copies"), empty.rows("pages")) == before


def test_entries_of_one_file_that_are_passed_over_are_not_said_to_be_known(empty: Folder) -> None:
    entry = "<item><title>Snow</title><link>https://valley.example/{}</link></item>"
    items = "".join(entry.format(n) for n in range(3))
    (empty.path / "f.xml").write_text(f'<rss version="2.0"><channel><title>Valley</title>{items}</channel></rss>')
    said = empty.naskh("import", "f.xml").stderr
    assert "3 skipped" in said and "already known" not in said


def test_paths_may_be_arabic(empty: Folder) -> None:
    write_records(empty.path / "أخبار" / "اليوم الأول.jsonl", RECORDS[:1])
    (empty.path / "أخبار" / "نص.txt").write_text(f"عنوان قصير\n\n{ORIGINAL}", "utf-8")
    assert empty.naskh("import", "أخبار", "--db", "أرشيف.db").exit_code == 0
    rows = empty.rows("articles", "--db", "أرشيف.db")
    assert len(rows) == 2 and any(row["url"].startswith("file://") for row in rows)


@pytest.mark.parametrize("command", ["import", "check"])
def test_one_page_is_read_under_the_limits_too(empty: Folder, command: str) -> None:
    (empty.path / "page.html").write_text(f"<article><p>{ENGLISH}</p></article>", "utf-8")
    (empty.path / "naskh.toml").write_text("[extraction]\ntimeout_seconds = 0.01\n", "utf-8")
    new_database(empty.path / "naskh.db").close()
    done = empty.process(command, "page.html")
    assert done.returncode == 1
    assert "parsing took longer than 0.01 s of processor time" in done.stderr.decode()


def test_stdin_is_imported(empty: Folder) -> None:
    lines = "".join(json.dumps(record) + "\n" for record in RECORDS).encode()
    done = empty.naskh("import", "-", stdin=lines)
    assert done.exit_code == 0 and done.stdout == "", done.stderr
    assert len(empty.rows("articles")) == 3


def test_alerts_are_made_of_imports_only_when_wanted(empty: Folder) -> None:
    write_records(empty.path / "n.jsonl", RECORDS)
    (empty.path / "naskh.toml").write_text('[[alert]]\nname = "all"\n')
    assert empty.naskh("import", "n.jsonl", "--db", "quiet.db").exit_code == 0
    assert empty.rows("alerts", "--db", "quiet.db") == []
    assert empty.naskh("import", "n.jsonl", "--alerts", "--db", "loud.db").exit_code == 0
    assert [row["rule"] for row in empty.rows("alerts", "--db", "loud.db")] == ["all"]


def test_an_import_that_is_interrupted_keeps_what_it_has(empty: Folder) -> None:
    records = [{"url": f"https://x.example/{n}", "title": f"{n}", "text": f"{ENGLISH} {n}"} for n in range(4000)]
    write_records(empty.path / "n.jsonl", records)
    # A shell has what it begins in the background ignore this signal, and whatever that begins.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "import", "n.jsonl"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    wait_until(lambda: list(empty.path.glob("naskh.db-wal")))
    os.killpg(process.pid, signal.SIGINT)
    _, words = process.communicate()
    assert process.returncode == 1 and b"Traceback" not in words, words.decode()
    assert words.decode().splitlines()[-1] == (
        "naskh: interrupted; what was stored stays, and `naskh import` goes on from there when run again"
    )
    with sqlite3.connect("naskh.db") as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    connection.close()


def test_what_came_without_a_publication_time_is_counted_and_the_key_that_may_have_it_is_named_once(
    empty: Folder,
) -> None:
    undated = [{"url": f"https://a.example/{n}", "title": f"N {n}", "text": words(n)} for n in range(10)]
    write_records(empty.path / "n.jsonl", [{**each, "publishedAt": "2025-03-20T08:00:00Z"} for each in undated])
    said = empty.naskh("import", "n.jsonl", columns=200).stderr
    assert "  10 without a publication time" in said
    assert said.count('"publishedAt" of a record is not read; its publication time is "date"') == 1
    again = empty.naskh("import", "n.jsonl", columns=200).stderr
    assert "without a publication time" not in again
    write_records(empty.path / "dated.jsonl", [{**undated[0], "text": words(99), "date": "2025-03-20T08:00:00Z"}])
    said = empty.naskh("import", "dated.jsonl", columns=200).stderr
    assert "without a publication time" not in said and "is not read" not in said
