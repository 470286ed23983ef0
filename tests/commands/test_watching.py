"""The first steps, and how the daemon fares. How it lives and ends: test_run.py."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlite_utils
from command_line import Folder, one_sentence
from databases import new_database


def test_status_is_one_screen(folder: Folder) -> None:
    words = folder.said("status")
    assert words.startswith("Not watching")
    assert "Articles   3, all in the last 24 h" in words and "Copies     1," in words
    assert len(words.splitlines()) <= 24


def test_there_is_nothing_to_watch_without_a_source(empty: Folder) -> None:
    (empty.path / "naskh.toml").write_text('topic = "ai"\n')
    one_sentence(empty.naskh("run"), status=2, about="nothing to watch")


def test_doctor_names_what_a_person_must_do(empty: Folder) -> None:
    (empty.path / "naskh.toml").write_text(
        '[[source]]\nurl = "http://127.0.9.77:9/feed"\n[[source]]\nurl = "http://no-such-host.invalid/feed"\n'
    )
    # In a process of its own: it fetches, and a reactor belongs to the first loop of a process.
    done = empty.process("doctor")
    words = done.stdout.decode()
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert sum("/feed: " in line for line in words.splitlines()) == 2
    assert "FIX crawl.contact" in words
    assert not any(line.startswith("ok") and "/feed" in line for line in words.splitlines())


def test_doctor_names_damage_beside_the_mistakes_of_a_configuration(empty: Folder) -> None:
    (empty.path / "naskh.toml").write_text("crawl = 1\n")
    (empty.path / "naskh.db").write_bytes(b"no database" * 100)
    said = empty.naskh("doctor")
    assert said.exit_code == 2 and "naskh.toml, line 1: crawl: " in said.stderr
    assert said.stdout.startswith("FIX ") and "naskh.db" in said.stdout and "ok " not in said.stdout


def test_doctor_tells_programs_what_it_found(empty: Folder) -> None:
    said = empty.naskh("doctor", "--format", "json")
    told = json.loads(said.stdout)
    assert said.exit_code == 1 and told["ok"] is False
    assert {"ok": False, "message": "there is no naskh.toml; `naskh init` writes one"} in told["checks"]
    assert any(check["ok"] and check["message"].startswith("clock: ") for check in told["checks"])
    (empty.path / "naskh.toml").write_text("crawl = 1\n")
    said = empty.naskh("doctor", "--format", "json")
    [mistake] = json.loads(said.stdout)["checks"]
    assert said.exit_code == 2 and mistake["message"].startswith("naskh.toml, line 1: crawl: ")


def test_status_names_the_mistakes_of_a_configuration_beside_damage(empty: Folder) -> None:
    (empty.path / "naskh.toml").write_text("crawl = 1\n")
    (empty.path / "naskh.db").write_bytes(b"no database" * 100)
    said = empty.naskh("status")
    assert said.exit_code == 1 and said.stdout == ""
    mistakes, damage = said.stderr.splitlines()
    assert mistakes.startswith("naskh.toml, line 1: crawl: ") and damage.startswith("naskh: naskh.db")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder that takes no files, not even root's")
def test_doctor_knows_folders_in_which_nobody_can_make_a_file(empty: Folder) -> None:
    (empty.path / "naskh.toml").write_text(
        '[backup]\nevery = "1d"\nfolder = "/proc/none/backups"\n[[channel]]\nname = "feed"\nkind = "feed"\npath = "/proc/none.xml"\n'
    )
    said = empty.naskh("doctor", "--db", "/proc/naskh.db").stdout
    assert "FIX backups: /proc/none/backups cannot be written" in said
    assert "FIX channel feed: /proc/none.xml cannot be written" in said
    assert "FIX /proc/naskh.db cannot be written" in said


def test_doctor_finds_no_fault_with_a_database_that_is_to_be_upgraded(empty: Folder) -> None:
    from db.migrations import SCHEMA

    tables = sqlite_utils.Database(empty.path / "naskh.db")
    SCHEMA.apply(tables, stop_before="m040_servers_that_lie_about_listings")
    tables.close()
    said = empty.naskh("doctor").stdout
    assert "ok  naskh.db: was written by an older Naskh; `naskh run` or `naskh import` upgrades it" in said


def test_the_file_that_the_options_name_is_named_in_turn(empty: Folder) -> None:
    (empty.path / "other.toml").write_text('[crawl]\ncontact = "desk@waraq.example"\n')
    named = ("--config", "other.toml")
    assert "ok  other.toml is well formed" in empty.naskh("doctor", *named).stdout
    assert "other.toml has no [[channel]]" in empty.naskh("alerts", "test", *named).stderr
    assert "other.toml has no [[channel]] of this name" in empty.naskh("alerts", "test", "desk", *named).stderr
    (empty.path / "other.toml").write_text("crawl = 1\n")
    new_database(empty.path / "naskh.db").close()
    assert "Settings   have mistakes: other.toml, line 1: " in empty.naskh("status", *named).stdout


def test_init_writes_a_configuration_that_is_good_and_never_overwrites(empty: Folder) -> None:
    result = empty.naskh("init", "--my-site", "https://waraq.example")
    assert result.exit_code == 0 and result.stdout == ""
    assert "https://waraq.example could not be tried: the host waraq.example cannot be found" in result.stderr
    written = (empty.path / "naskh.toml").read_bytes()
    assert b"waraq.example" in written
    one_sentence(empty.naskh("init"), status=1, about="already exists")
    assert (empty.path / "naskh.toml").read_bytes() == written
    one_sentence(empty.naskh("articles"), status=1, about="there is no such database")


def test_init_says_what_is_wrong(empty: Folder) -> None:
    for address, about in {"not a site": "expected", "ftp://a.example": "http", "http://10.0.0.7": "private"}.items():
        result = empty.naskh("init", "--my-site", address)
        one_sentence(result, status=2, about="--my-site")
        assert about in result.stderr
    one_sentence(empty.naskh("init", "--config", "gone/naskh.toml"), status=1, about="gone/naskh.toml")
    assert list(empty.path.iterdir()) == []


def test_status_for_programs_says_whether_news_comes_in(folder: Folder) -> None:
    import json

    said = json.loads(folder.said("status", "--format", "json"))
    assert said["ready"] is False and said["reasons"] and said["process"] is None
    assert (said["articles"], said["articles_day"], said["copies"]) == (3, 3, 1)
    assert said["pages"] == {"stored": 3}


def test_a_backfill_of_days_to_come_names_both_days(empty: Folder) -> None:
    said = empty.naskh("backfill", "City", "--from", "2026-05", "--to", "2026-04")
    assert said.exit_code == 2 and "the first day, 2026-05-01, is after the last day, 2026-04-30" in said.stderr
    assert "the first day, 2999-01-01, is after today, " in empty.naskh("backfill", "City", "--from", "2999").stderr
