"""A backup is whole though others write meanwhile, and what is put back is what was stored."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from patience import PATIENCE_SECONDS
from recording import NOW, Desk, news

from db import Database, DatabaseError
from db.backup import BackupFailed, Interrupted, back_up, backups_in, drop_older
from db.backup_schedule import BackupSchedule
from db.lock import DaemonLock, LockHeld
from db.restoring import restore
from db.unpacking import unpack


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    for n in range(6):
        desk.crawl(f"https://wire.example/{n}", {"text": news(n, 200), "title": f"Piece {n}"})
    return desk


def unpacked(backup: Path, folder: Path) -> Path:
    path = folder / "unpacked.db"
    path.touch()
    unpack(backup, path)
    return path


_RESTORED = re.compile(r"INSERT INTO \"runs\" VALUES\(\d+,'restore',")


def dump(path: Path) -> list[str]:
    """All rows of all tables, as statements, but those that say that it was restored."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return [line for line in connection.iterdump() if not _RESTORED.match(line)]


def test_a_backup_holds_what_is_stored_and_only_its_owner_can_read_it(desk: Desk, tmp_path: Path) -> None:
    made = back_up(desk.path, tmp_path / "backups", now=NOW)
    assert made.name == "naskh-20250321T120000Z.db.gz"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    assert dump(unpacked(made, tmp_path)) == dump(desk.path)


def test_two_backups_of_one_state_are_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    one, other = (back_up(desk.path, tmp_path / name, now=NOW) for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()


def test_a_backup_is_one_state_though_another_program_writes_all_the_time(desk: Desk, tmp_path: Path) -> None:
    """Each transaction adds to two tables: a state between two of them has as many in both."""
    with closing(sqlite3.connect(desk.path)) as connection, connection:
        connection.execute("create table one (n integer, filler blob)")
        connection.execute("create table other (n integer)")
        connection.executemany("insert into one select ?, zeroblob(9000)", [(n,) for n in range(3000)])
        connection.executemany("insert into other values (?)", [(n,) for n in range(3000)])
    done, written = threading.Event(), []

    def write() -> None:
        with closing(sqlite3.connect(desk.path, timeout=PATIENCE_SECONDS, isolation_level=None)) as connection:
            while not done.is_set():
                connection.execute("begin immediate")
                connection.execute("insert into one values (1, zeroblob(9000))")
                connection.execute("insert into other values (1)")
                connection.execute("commit")
                written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [back_up(desk.path, tmp_path / f"{n}", now=NOW) for n in range(3)]
    finally:
        done.set()
        writer.join()
    assert written
    for copy in copies:
        with closing(sqlite3.connect(unpacked(copy, copy.parent))) as connection:
            one, other = connection.execute(
                "select (select count(*) from one), (select count(*) from other)"
            ).fetchone()
        assert one == other >= 3000


def test_a_file_that_is_named_is_never_overwritten(desk: Desk, tmp_path: Path) -> None:
    packed, plain = back_up(desk.path, tmp_path / "b.db.gz", now=NOW), back_up(desk.path, tmp_path / "b.db", now=NOW)
    assert plain.read_bytes()[:15] == b"SQLite format 3"
    assert dump(plain) == dump(unpacked(packed, tmp_path))
    before = packed.read_bytes()
    with pytest.raises(BackupFailed, match="exists already"):
        back_up(desk.path, packed, now=NOW)
    assert packed.read_bytes() == before
    twice = [back_up(desk.path, tmp_path / "folder", now=NOW).name for _ in range(2)]
    assert twice == ["naskh-20250321T120000Z.db.gz", "naskh-20250321T120000Z-2.db.gz"]


def test_a_damaged_database_gives_no_backup(desk: Desk, tmp_path: Path) -> None:
    with desk.database.transaction():
        desk.database.connection.execute("update articles set text = text || ' changed' where id = 3")
    with pytest.raises(BackupFailed, match=r"damaged \(the text of article 3 is not what was stored\)"):
        back_up(desk.path, tmp_path / "backups", now=NOW)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_reported_in_words(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(BackupFailed, match="name another folder"):
        back_up(desk.path, tmp_path / "file" / "backups", now=NOW)


def test_a_backup_that_is_to_stop_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    for calls in range(4):
        answers = iter([False] * calls)
        with pytest.raises(Interrupted):
            back_up(desk.path, tmp_path / "backups", now=NOW, is_stopped=lambda answers=answers: next(answers, True))
        assert list((tmp_path / "backups").iterdir()) == []


def test_what_a_killed_backup_left_is_removed_by_the_next(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (folder / f".naskh-20250301T000000Z.db.gz.copy-{gone.pid}").write_text("left")
    (folder / f".naskh-20250301T000000Z.db.gz.part-{os.getpid()}").write_text("of a process that lives")
    (folder / "notes.txt").write_text("somebody's")
    back_up(desk.path, folder, now=NOW)
    assert sorted(path.name for path in folder.iterdir()) == [
        f".naskh-20250301T000000Z.db.gz.part-{os.getpid()}",
        "naskh-20250321T120000Z.db.gz",
        "notes.txt",
    ]


def test_only_the_oldest_of_its_kind_are_dropped(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    for day in range(4):
        back_up(desk.path, folder, now=NOW + timedelta(days=day))
    back_up(desk.path, folder, now=NOW, reason="before-prune")
    for name in ("naskh-20250101T000000Z.db", "other-20250101T000000Z.db.gz", "naskh-notes.db.gz"):
        (folder / name).write_text("not ours to remove")
    gone = drop_older(folder, desk.path, keep=2)
    assert [path.name for path in gone] == ["naskh-20250322T120000Z.db.gz", "naskh-20250321T120000Z.db.gz"]
    assert [each.reason for each in backups_in(folder, desk.path)] == ["scheduled", "scheduled", "before-prune"]
    assert (folder / "other-20250101T000000Z.db.gz").exists()


def test_a_backup_is_due_when_the_newest_is_too_old_whatever_the_clock_does(desk: Desk, tmp_path: Path) -> None:
    schedule = BackupSchedule(database=desk.path, folder=tmp_path / "b", every=timedelta(days=1), keep=2)
    assert schedule.is_due(now=NOW)
    for since, is_late in ((None, False), (NOW - timedelta(hours=47), False), (NOW - timedelta(hours=49), True)):
        assert schedule.is_late(since=since, now=NOW) == is_late
    schedule.make(now=NOW)
    assert not schedule.is_due(now=NOW + timedelta(hours=23)) and schedule.is_due(now=NOW + timedelta(hours=24))
    assert not schedule.is_late(since=None, now=NOW + timedelta(hours=47))
    assert schedule.is_late(since=None, now=NOW + timedelta(hours=49))
    assert schedule.is_due(now=NOW - timedelta(days=30)), "a backup of the future does not stop all others"
    never = BackupSchedule(database=desk.path, folder=tmp_path / "b", every=None, keep=2)
    assert not never.is_due(now=NOW + timedelta(days=99)) and not never.is_late(since=NOW, now=NOW + timedelta(days=99))


def test_a_restored_database_is_what_it_was_and_what_was_there_is_kept(desk: Desk, tmp_path: Path) -> None:
    made, before = back_up(desk.path, tmp_path / "backups", now=NOW), dump(desk.path)
    desk.crawl("https://wire.example/later", {"text": news(99), "title": "Later"})
    later = dump(desk.path)
    desk.database.close()
    desk.path.chmod(0o640)
    done = restore(made, desk.path, keep_in=tmp_path / "backups", now=NOW)
    assert dump(desk.path) == before and done.articles == 6 and done.was_sound
    assert stat.S_IMODE(desk.path.stat().st_mode) == 0o640
    assert done.kept is not None and done.kept.name == "naskh-20250321T120000Z.before-restore.db.gz"
    assert dump(unpacked(done.kept, tmp_path)) == later
    with Database(desk.path) as database:
        assert database.is_sound() and database.count_articles() == 6
    # And back again: what is kept can be restored like any other.
    restore(done.kept, desk.path, keep_in=tmp_path / "backups", now=NOW)
    assert dump(desk.path) == later


def test_a_log_that_was_left_is_not_read_as_one_of_the_restored_file(desk: Desk, tmp_path: Path) -> None:
    made, before = back_up(desk.path, tmp_path / "backups", now=NOW), dump(desk.path)
    desk.crawl("https://wire.example/later", {"text": news(99), "title": "Later"})
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for end in ("", "-wal"):
        shutil.copy(f"{desk.path}{end}", crashed / f"naskh.db{end}")
    body = bytearray((crashed / "naskh.db").read_bytes())
    body[8192:16384] = bytes(8192)
    (crashed / "naskh.db").write_bytes(body)
    done = restore(made, crashed / "naskh.db", keep_in=tmp_path / "backups", now=NOW)
    assert dump(crashed / "naskh.db") == before
    assert not done.was_sound and done.kept is not None and done.kept.read_bytes() == bytes(body)
    assert done.kept.with_name(f"{done.kept.name}-wal").exists()


@pytest.mark.parametrize("kind", ["cut", "turned", "text", "foreign", "newer", "missing", "folder"])
def test_what_cannot_be_restored_changes_nothing(desk: Desk, tmp_path: Path, kind: str) -> None:
    made = back_up(desk.path, tmp_path / "backups", now=NOW)
    bad = tmp_path / "bad.db.gz"
    body = made.read_bytes()
    match kind:
        case "cut":
            bad.write_bytes(body[: len(body) // 2])
        case "turned":
            bad.write_bytes(body[: len(body) // 2] + bytes([body[len(body) // 2] ^ 255]) + body[len(body) // 2 + 1 :])
        case "text":
            bad.write_text("no database")
        case "foreign" | "newer":
            path = tmp_path / "other.db"
            if kind == "newer":
                path = unpacked(made, tmp_path)
            with closing(sqlite3.connect(path)) as connection, connection:
                connection.execute("create table mine (n)")
                if kind == "newer":
                    connection.execute(
                        "insert into _sqlite_migrations (migration_set, name, applied_at) values ('naskh', 'm999_later', '')"
                    )
            bad.write_bytes(gzip.compress(path.read_bytes()))
        case "folder":
            bad.mkdir()
    before, names = dump(desk.path), sorted(path.name for path in (tmp_path / "backups").iterdir())
    with pytest.raises(BackupFailed, match=r"newer Naskh" if kind == "newer" else r"bad\.db\.gz"):
        restore(bad, desk.path, keep_in=tmp_path / "backups", now=NOW)
    assert dump(desk.path) == before
    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == names
    assert not [path.name for path in tmp_path.iterdir() if "restored" in path.name]


def test_a_backup_that_unpacks_to_more_than_a_database_costs_neither_disk_nor_time(desk: Desk, tmp_path: Path) -> None:
    header = desk.path.read_bytes()[:100]
    pages = int.from_bytes(header[28:32], "big")
    # Zeros without end behind a small database, and a header that asks for 16 TB.
    zeros = gzip.compress(bytes(1 << 26))
    endless = tmp_path / "endless.db.gz"
    endless.write_bytes(gzip.compress(header + bytes(pages * 4096 - 100)) + zeros * 400)
    huge = tmp_path / "huge.db.gz"
    huge.write_bytes(gzip.compress(header[:28] + (2**32 - 2).to_bytes(4, "big") + header[32:]) + zeros)
    before = dump(desk.path)
    with pytest.raises(BackupFailed, match="more than the"):
        restore(endless, desk.path, keep_in=tmp_path / "backups", now=NOW)
    with pytest.raises(BackupFailed, match="not enough room"):
        restore(huge, desk.path, keep_in=tmp_path / "backups", now=NOW)
    target = tmp_path / "target"
    target.touch()
    for bad in (endless, huge):
        with pytest.raises(BackupFailed):
            unpack(bad, target)
        assert target.stat().st_size < (pages + 1024) * 4096
    assert dump(desk.path) == before


def test_nothing_is_restored_under_a_daemon_or_another_program(desk: Desk, tmp_path: Path) -> None:
    made = back_up(desk.path, tmp_path / "backups", now=NOW)
    with DaemonLock(desk.path), pytest.raises(LockHeld):
        restore(made, desk.path, keep_in=tmp_path / "backups", now=NOW)
    # The desk itself has it open.
    desk.articles()
    with pytest.raises(BackupFailed, match="another program has it open"):
        restore(made, desk.path, keep_in=tmp_path / "backups", now=NOW)
    assert len(desk.articles()) == 6
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [made.name], "what is refused leaves nothing"
    desk.database.close()
    restore(made, desk.path, keep_in=tmp_path / "backups", now=NOW)


def test_a_backup_is_restored_where_no_database_is(desk: Desk, tmp_path: Path) -> None:
    made = back_up(desk.path, tmp_path / "backups", now=NOW)
    (tmp_path / "new").mkdir()
    done = restore(made, tmp_path / "new" / "naskh.db", keep_in=tmp_path / "backups", now=NOW)
    assert done.kept is None
    assert dump(tmp_path / "new" / "naskh.db") == dump(desk.path)


def test_a_database_that_is_not_there_gives_no_backup(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="no such database"):
        back_up(tmp_path / "none.db", tmp_path / "backups", now=NOW)
    assert not (tmp_path / "backups").exists()


def test_a_backup_of_an_older_version_is_restored_and_upgraded_by_the_next_that_writes(tmp_path: Path) -> None:
    from sqlite_utils import Database as Tables

    from db.migrations import SCHEMA

    path = tmp_path / "naskh.db"
    with closing(sqlite3.connect(path)) as connection:
        SCHEMA.apply(Tables(connection), stop_before=SCHEMA.names[-2])
        connection.commit()
    made = back_up(path, tmp_path / "backups", now=NOW)
    path.unlink()
    restore(made, path, keep_in=tmp_path / "backups", now=NOW)
    with pytest.raises(DatabaseError, match="older Naskh"):
        Database(path, read_only=True)
    with Database(path) as database:
        assert SCHEMA.pending(database.connection) == []


def test_the_copy_that_an_upgrade_leaves_can_be_put_back(desk: Desk, tmp_path: Path) -> None:
    before, copy = dump(desk.path), tmp_path / "naskh.db.before-20250321T120000Z"
    desk.database.backup(copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    desk.crawl("https://wire.example/later", {"text": news(99), "title": "Later"})
    desk.database.close()
    restore(copy, desk.path, keep_in=tmp_path / "backups", now=NOW)
    assert dump(desk.path) == before
    assert not [path.name for path in tmp_path.iterdir() if "restored" in path.name]
