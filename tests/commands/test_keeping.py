"""`backup` and `restore` as a person calls them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import naskh, one_sentence
from recording import Desk, news

from db import Database
from db.lock import DaemonLock


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk = Desk(tmp_path)
    for n in range(3):
        desk.crawl(f"https://wire.example/{n}", {"text": news(n, 200), "title": f"Piece {n}"})
    desk.database.close()
    monkeypatch.chdir(tmp_path)
    return desk.path


def test_a_backup_is_named_on_stdout_and_put_back_by_its_name(database: Path) -> None:
    made = naskh("backup")
    assert made.exit_code == 0, made.output
    name = Path(made.stdout.strip())
    assert name.parent == Path("backups") and name.is_file()
    body = database.read_bytes()
    database.write_bytes(body[: len(body) // 2])
    one_sentence(naskh("articles"), status=1, about="`naskh restore`")
    back = naskh("restore", name)
    assert back.exit_code == 0, back.output
    assert "3 articles" in back.stderr and "It is damaged." in back.stderr
    assert naskh("articles", "--format", "jsonl").stdout.count("\n") == 3


def test_backups_go_where_the_settings_say(database: Path, tmp_path: Path) -> None:
    settings = tmp_path / "conf" / "naskh.toml"
    settings.parent.mkdir()
    settings.write_text('database = "../naskh.db"\n[backup]\nfolder = "kept"\n')
    assert naskh("backup", "--config", settings).exit_code == 0
    assert len(list((tmp_path / "conf" / "kept").iterdir())) == 1


def test_what_cannot_be_done_is_one_sentence(database: Path) -> None:
    one_sentence(naskh("backup", "--db", "none.db"), status=1, about="no such database")
    one_sentence(naskh("restore", "none.db.gz"), status=1, about="there is no such file")
    one_sentence(naskh("restore", database), status=1, about="is the database itself")
    made = naskh("backup", "b.db.gz")
    assert made.stdout == "b.db.gz\n"
    with DaemonLock(database):
        one_sentence(naskh("restore", "b.db.gz"), status=1, about="`naskh stop` stops it")


def test_a_daemon_does_not_start_on_a_damaged_database_and_says_how_to_restore(database: Path, tmp_path: Path) -> None:
    (tmp_path / "naskh.toml").write_text('[[source]]\nurl = "https://wire.example/feed"\n')
    body = bytearray(database.read_bytes())
    body[8192:32768] = bytes(24576)
    database.write_bytes(body)
    one_sentence(naskh("run", "--once"), status=1, about="`naskh restore`")


def test_a_daemon_does_not_start_on_the_database_of_a_newer_version(database: Path, tmp_path: Path) -> None:
    import sqlite3

    (tmp_path / "naskh.toml").write_text('[[source]]\nurl = "https://wire.example/feed"\n')
    with sqlite3.connect(database) as connection:
        connection.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('naskh', 'm999_later', '')"
        )
    connection.close()
    one_sentence(naskh("run", "--once"), status=1, about="was written by a newer Naskh; upgrade this one")


def test_pruning_says_what_goes_and_backs_up_first(database: Path) -> None:
    # The records of the desk are of 2025.
    dry = naskh("prune", "--older-than", "90d", "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert re.fullmatch(
        r"Nothing was changed\. All of this is older than \d{4}-\d\d-\d\d \d\d:\d\d UTC\.\n", dry.stderr
    )
    assert [line.split(" (")[0] for line in dry.stdout.splitlines()] == ["3 raw pages", "3 texts", "3 sketches"]
    assert all(line.endswith("would be pruned") for line in dry.stdout.splitlines())
    assert not Path("backups").exists()
    done = naskh("prune", "--older-than", "90d", "--texts", "--shrink")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("3 texts (")
    [kept] = Path("backups").iterdir()
    assert kept.name.endswith(".before-prune.db.gz")
    assert "removed by `naskh prune`" in naskh("show", "1").stdout
    assert naskh("prune", "--older-than", "90d", "--texts").stdout == "0 texts (0.0 MB) pruned\n"
    assert len(list(Path("backups").iterdir())) == 1, "where nothing goes, nothing is backed up"
    assert naskh("restore", kept).exit_code == 0
    assert "removed by" not in naskh("show", "1").stdout


def test_a_running_daemon_s_file_is_not_shrunk(database: Path) -> None:
    with DaemonLock(database):
        one_sentence(naskh("prune", "--older-than", "1d", "--shrink"), status=1, about="`naskh stop` stops it")
        assert naskh("prune", "--older-than", "1d", "--raw").exit_code == 0


def test_status_and_doctor_say_when_the_last_backup_was_made(database: Path, tmp_path: Path) -> None:
    assert "Backup" not in naskh("status").stdout
    (tmp_path / "naskh.toml").write_text('[backup]\nevery = "1d"\nfolder = "kept"\n')
    assert "Backup     none yet" in naskh("status").stdout
    assert "kept can be written, none yet" in naskh("doctor").stdout
    name = Path(naskh("backup").stdout.strip()).name
    assert name in naskh("status").stdout and "can be written, the last of 20" in naskh("doctor").stdout
    assert "late" not in naskh("status").stdout
    (tmp_path / "kept" / name).rename(tmp_path / "kept" / "naskh-20260101T000000Z.db.gz")
    assert "naskh-20260101T000000Z.db.gz) (late: the log says why)" in naskh("status").stdout
    (tmp_path / "naskh.toml").write_text('[backup]\nevery = "1d"\nfolder = "naskh.db"\n')
    assert "FIX backups: " in naskh("doctor").stdout


def test_a_restored_database_does_not_hide_the_sample_that_is_watched(database: Path, tmp_path: Path) -> None:
    assert naskh("backup", "b.db.gz").exit_code == 0
    sample = database.rename(tmp_path / "naskh-sample.db")
    with DaemonLock(sample):
        one_sentence(naskh("restore", "b.db.gz"), status=1, about="the sample newswire is being watched")
        assert not (tmp_path / "naskh.db").exists()
        named = naskh("restore", "b.db.gz", "--db", "other.db")
        assert named.exit_code == 0 and "Restored other.db from b.db.gz" in named.stderr
    back = naskh("restore", "b.db.gz")
    assert back.exit_code == 0 and "Restored naskh.db from b.db.gz: 3 articles." in back.stderr
    assert "Commands in this folder use naskh.db from now on; --db naskh-sample.db names the sample's." in back.stderr
    assert "from now on" not in naskh("restore", "b.db.gz").stderr


def test_a_daemon_that_watched_while_its_backup_was_made_is_not_said_to_have_crashed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    at = datetime(2025, 3, 21, 12, tzinfo=UTC)
    with Database(tmp_path / "naskh.db") as stored:
        run = stored.start_run("run", version="1", config_hash="", now=at)
    assert naskh("backup", "b.db.gz").exit_code == 0
    assert "last stopped by a crash or a kill" in naskh("status").stdout
    assert naskh("restore", "b.db.gz").exit_code == 0
    said = naskh("status").stdout
    assert "Not watching; restored from a backup 20" in said and "crash" not in said
    # What ended is said, and what runs afterwards counts alone.
    with Database(tmp_path / "naskh.db") as stored:
        stored.finish_run(run, outcome="done", now=at)
    assert "last stopped 2025-03-21 12:00 UTC; restored from a backup 20" in naskh("status").stdout
    with Database(tmp_path / "naskh.db") as stored:
        stored.start_run("run", version="1", config_hash="", now=at)
    said = naskh("status").stdout
    assert "by a crash or a kill" in said and "restored" not in said
