"""`forget` as a person calls it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import RECORDS, naskh, one_sentence, write_records
from places import ROOT
from recording import Desk, news, words

from db import Database
from db.lock import DaemonLock
from db.soundness import problems_of


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk = Desk(tmp_path)
    for n in range(3):
        desk.crawl(f"https://wire.example/{n}", {"text": news(n, 200), "title": f"Wirepiece {n}"})
    desk.crawl("https://other.example/copy", {"text": news(0, 200), "title": "Carrier"})
    desk.database.close()
    monkeypatch.chdir(tmp_path)
    return desk.path


def held(word: str) -> list[str]:
    """The files here that have a word."""
    return sorted(path.name for path in Path().rglob("*") if path.is_file() and word.encode() in path.read_bytes())


def test_it_says_what_goes_and_what_stays_before_anything_is_changed(database: Path) -> None:
    body = database.read_bytes()
    dry = naskh("forget", "1", "https://wire.example/1", "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert dry.stdout.splitlines()[0] == "2 articles of 2 pages would be forgotten:"
    assert "wire.example: Wirepiece 0" in dry.stdout and "other.example: Carrier" in dry.stdout
    assert "with 0 older texts, 1 match, 0 verdicts, 0 alerts, 0 messages" in dry.stdout
    assert dry.stderr == "Nothing was changed.\n"
    asked = naskh("forget", "1")
    assert asked.exit_code == 2 and "--yes" in asked.stderr
    assert database.read_bytes() == body and not Path("backups").exists()


def test_a_backup_is_made_and_named_and_the_rest_has_no_word_of_it(database: Path) -> None:
    older = naskh("backup").stdout.strip()
    # The records of the desk are of 2025.
    word = words(0, 200).split()[0]
    done = naskh("forget", "1", "4", "--yes", "--reason", "they asked")
    assert done.exit_code == 0, done.output
    assert "Forgotten: 2 texts." in done.stdout
    [kept] = [path for path in Path("backups").iterdir() if "before-forget" in path.name]
    assert f"Backed up to {kept} first. It holds what is forgotten" in done.stderr
    assert f"  {older}\n" in done.stderr and "Not reached:" in done.stderr
    assert held(word) == []
    listed = naskh("pages", "--status", "skipped", "--format", "jsonl").stdout
    assert listed.count("they asked") == 2
    assert "sound" in naskh("doctor").stdout and "forgotten" not in naskh("doctor").stdout
    restored = naskh("restore", kept)
    assert restored.exit_code == 0
    assert (
        "What was forgotten since is in it again" in restored.stderr and "  https://wire.example/0\n" in restored.stderr
    )
    assert "Wirepiece 0" in naskh("articles").stdout


def test_without_a_backup_none_is_made(database: Path) -> None:
    assert naskh("forget", "2", "--yes", "--no-backup").exit_code == 0
    assert not Path("backups").exists()


def test_what_is_not_there_or_no_more_is_said(database: Path) -> None:
    one_sentence(naskh("forget", "99", "--yes"), status=1, about="there is no article 99")
    one_sentence(naskh("forget", "https://none.example/", "--yes"), status=1, about="no page has the address")
    one_sentence(naskh("forget", "--outlet", "nobody", "--yes"), status=2, about="there is no outlet 'nobody'")
    assert naskh("forget", "1", "99", "--yes").exit_code == 1
    assert naskh("articles", "--format", "jsonl").stdout.count("\n") == 4, "with a wrong name nothing goes"
    assert naskh("forget", "--yes").exit_code == 2
    assert naskh("forget", "1", "--yes").exit_code == 0
    again = naskh("forget", "1", "https://wire.example/0", "--yes")
    assert again.exit_code == 0, again.output
    assert "Article 1 was forgotten already" in again.stderr and "forgotten already." in again.stderr
    assert naskh("articles", "--format", "jsonl").stdout.count("\n") == 3


def test_an_outlet_goes_whole(database: Path) -> None:
    done = naskh("forget", "--outlet", "wire.example", "--yes", "--no-backup")
    assert done.exit_code == 0 and "Forgotten: 3 texts." in done.stdout
    assert held("Wirepiece") == []


def test_beside_a_daemon_the_rest_is_left_for_later_and_said(database: Path) -> None:
    with DaemonLock(database):
        # A lock of our own process counts as none: another one holds it.
        code = "import sys; from cli import main; main(sys.argv[1:])"
        done = subprocess.run(
            [sys.executable, "-c", code, "forget", "1", "4", "--yes", "--no-backup"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert "Run `naskh forget` once more, without a name" in done.stderr
    assert "Nothing of what" not in done.stderr
    assert held(words(0, 200).split()[0]) == []
    assert "unused parts of the file" in naskh("doctor").stdout
    rest = naskh("forget")
    assert rest.exit_code == 0 and rest.stderr == "Nothing of what is forgotten is left in naskh.db.\n"
    assert "unused parts" not in naskh("doctor").stdout
    assert naskh("forget").exit_code == 2


def test_an_import_says_that_it_was_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_records(tmp_path / "news.jsonl", RECORDS)
    assert naskh("import", "news.jsonl").exit_code == 0
    assert naskh("forget", "2", "--yes", "--no-backup").exit_code == 0
    again = naskh("import", "news.jsonl")
    assert again.exit_code == 0 and "2 already known; 1 forgotten, not stored" in again.stderr
    changed = [{**RECORDS[1], "title": "Another title"}]
    write_records(tmp_path / "more.jsonl", changed)
    more = naskh("import", "more.jsonl")
    assert "0 articles from 1 page" in more.stderr and "1 forgotten" in more.stderr
    assert naskh("articles", "--format", "jsonl").stdout.count("\n") == 2


def test_a_kill_leaves_what_the_next_call_finishes(database: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "from db.forgetting import ForgetStore\n"
        "note = ForgetStore.note_removed\n"
        "def die(*args, **more):\n"
        "    note(*args, **more)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "ForgetStore.note_removed = die\n"
        "from cli import main; main(sys.argv[1:])"
    )
    killed = subprocess.run(
        [sys.executable, "-c", code, "forget", "1", "2", "--yes", "--no-backup"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert list(problems_of(database)) == []
    said = naskh("doctor").stdout
    assert "2 texts to be forgotten still there" in said
    done = naskh("forget")
    assert done.exit_code == 0 and "Finishing what an earlier call began: 2 texts." in done.stderr
    assert "Forgotten: 2 texts." in done.stdout and held("Wirepiece 0") == []


def test_another_reader_of_the_log_is_said(database: Path) -> None:
    with Database(database, read_only=True) as reader:
        reader.connection.execute("begin")
        reader.connection.execute("select count(*) from articles").fetchone()
        done = naskh("forget", "1", "--yes", "--no-backup")
        assert done.exit_code == 1 and "another program reads" in done.stderr
    assert naskh("forget").exit_code == 0
