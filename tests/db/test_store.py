"""The SQLite file itself: opened, brought up to date, backed up, refused, shared."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlite_utils

from db import Database, DatabaseError
from db.migrations import SCHEMA

NOW = datetime(2025, 3, 21, 12, tzinfo=UTC)
OLD = [
    "m027_carriers_kept_by_the_writer",
    "m002_pages_and_articles",
    "m003_matches_and_alerts",
    "m004_index",
    "m005_views",
]


def schema(path: Path) -> list[tuple[str, str, str]]:
    with sqlite3.connect(path) as connection:
        return connection.execute(
            "select type, name, sql from sqlite_master where name not like 'sqlite_%' order by type, name"
        ).fetchall()


def outlets(path: Path) -> list[str]:
    with Database(path, read_only=True) as database:
        return [row["name"] for row in database.list_outlets(since=None, limit=None)]


@pytest.mark.parametrize("stop_before", OLD)
def test_a_migrated_database_equals_a_fresh_one(tmp_path: Path, stop_before: str) -> None:
    SCHEMA.apply(sqlite_utils.Database(tmp_path / "old.db"), stop_before=stop_before)
    Database(tmp_path / "old.db").close()
    Database(tmp_path / "fresh.db").close()
    assert schema(tmp_path / "old.db") == schema(tmp_path / "fresh.db")


def test_before_the_schema_changes_a_copy_is_made(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    SCHEMA.apply(sqlite_utils.Database(path), stop_before=OLD[-1])
    before = schema(path)
    Database(path).close()
    [backup] = tmp_path.glob("old.db.before-*")
    assert schema(backup) == before != schema(path)


def test_an_upgrade_that_fails_leaves_the_file_as_it_was_and_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    tables = sqlite_utils.Database(path)
    SCHEMA.apply(tables, stop_before="m040_servers_that_lie_about_listings")
    tables.execute("alter table sources rename to renamed")
    tables.close()
    for _ in range(2):
        with pytest.raises(DatabaseError, match=r"cannot be upgraded \(no such table: sources\) and stays as it was"):
            Database(path)
    assert not [*tmp_path.glob("*.before-*")]
    with pytest.raises(DatabaseError, match="older Naskh"):
        Database(path, read_only=True)


def test_what_a_killed_upgrade_left_does_not_spoil_the_copy(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    SCHEMA.apply(sqlite_utils.Database(path), stop_before=OLD[-1])
    before = schema(path)
    (tmp_path / ".old.db.before.part").write_bytes(b"half a copy")
    Database(path).close()
    [backup] = tmp_path.glob("old.db.before-*")
    assert schema(backup) == before
    assert not (tmp_path / ".old.db.before.part").exists()


DATED = {
    "2025-03-20T23:30:00+02:00": ("2025-03-20T21:30:00Z", None, "+02:00", "2025-03-20"),
    "Fri, 21 Mar 2025 00:30:00 +0300": ("2025-03-20T21:30:00Z", None, "+03:00", "2025-03-21"),
    "2025-03-20T21:30:00.000Z": ("2025-03-20T21:30:00Z", None, "+00:00", "2025-03-20"),
    "Thu, 20 Mar 2025 22:30:00 GMT": ("2025-03-20T22:30:00Z", "Asia/Beirut", "+00:00", "2025-03-21"),
    "1742509800": ("2025-03-20T22:30:00Z", "Asia/Beirut", "+00:00", "2025-03-21"),
    "2 hours ago": ("2025-03-20T22:30:00Z", None, None, "2025-03-20"),
    "20.03.2025 23:30": ("2025-03-20T23:30:00", "Asia/Beirut", None, "2025-03-20"),
    "20 March 2025": ("2025-03-20", None, None, "2025-03-20"),
    "March 2025": (None, None, None, None),
}


def test_stored_articles_are_given_their_outlets_day(tmp_path: Path) -> None:
    tables = sqlite_utils.Database(tmp_path / "old.db")
    SCHEMA.apply(tables, stop_before="m015_published_offset_and_day")
    for words, (published_at, time_zone, _, _) in DATED.items():
        outlet_id = tables.table("outlets").insert({"name": words, "first_seen_at": "", "time_zone": time_zone}).last_pk
        page_id = tables.table("pages").insert({"key": words, "url": "", "status": "", "first_seen_at": ""}).last_pk
        article = {
            "page_id": page_id,
            "position": 0,
            "outlet_id": outlet_id,
            "url": "",
            "first_seen_at": "",
            "text": "",
        }
        tables.table("articles").insert({**article, "published_at": published_at, "date_words": words})
    Database(tmp_path / "old.db").close()
    rows = tables.query("select date_words, published_offset, published_day from articles")
    assert {row["date_words"]: (row["published_offset"], row["published_day"]) for row in rows} == {
        words: (offset, day) for words, (_, _, offset, day) in DATED.items()
    }


def test_a_fresh_database_needs_no_backup(tmp_path: Path) -> None:
    Database(tmp_path / "new.db").close()
    Database(tmp_path / "new.db").close()
    assert [path.name for path in tmp_path.iterdir()] == ["new.db"]


def test_a_database_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table songs (title text)")
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(DatabaseError, match=r"other\.db: contains tables that are not Naskh's; name another"):
            Database(path, read_only=read_only)
    assert path.read_bytes() == before


def test_an_upgrade_knows_addresses_with_their_names_as_they_are(tmp_path: Path) -> None:
    tables = sqlite_utils.Database(tmp_path / "old.db")
    SCHEMA.apply(tables, stop_before="m034_names_without_values_in_addresses")
    known = {
        "http://a.example/i.php?68015": ("http://a.example/i.php?68015=", "http://a.example/i.php?68015"),
        "http://a.example/i.php?7=": ("http://a.example/i.php?7=", "http://a.example/i.php?7="),
        "http://a.example/?b&a=1#x": ("http://a.example/?a=1&b=", "http://a.example/?a=1&b"),
        "http://a.example/?\u062e": ("http://a.example/?%D8%AE=", "http://a.example/?%D8%AE"),
    }
    for url, (before, _) in known.items():
        row = {"key": f"url:{before}", "url": url, "canonical_url": before, "status": "stored", "first_seen_at": "x"}
        page_id = tables.table("pages").insert(row).last_pk
        article = {"page_id": page_id, "url": url, "canonical_url": before, "position": 0, "title": "", "text": ""}
        tables.table("articles").insert({**article, "order_at": "x", "first_seen_at": "x"})
    SCHEMA.apply(tables)
    for url, (_, after) in known.items():
        assert next(tables.query("select key, canonical_url from pages where url = ?", [url])) == {
            "key": f"url:{after}",
            "canonical_url": after,
        }
        assert next(tables.query("select canonical_url from articles where url = ?", [url])) == {"canonical_url": after}


def test_a_database_migrated_by_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    tables = sqlite_utils.Database(path)
    other = sqlite_utils.migrations.Migrations("songs")
    other()(lambda db: db["songs"].create({"title": str}))
    other.apply(tables)
    tables.close()
    with pytest.raises(DatabaseError, match="not Naskh's"):
        Database(path)


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    Database(tmp_path / "x.db").close()
    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('naskh', 'm999_ahead', '')"
        )
    with pytest.raises(DatabaseError, match="newer Naskh"):
        Database(tmp_path / "x.db")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("these are words, and no database at all " * 100, encoding="utf-8")
    with pytest.raises(DatabaseError, match="not a usable SQLite database"):
        Database(tmp_path / "x.db")


def test_a_folder_that_is_missing_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="cannot be opened"):
        Database(tmp_path / "nowhere" / "x.db")


def test_reading_makes_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="no such database"):
        Database(tmp_path / "x.db", read_only=True)
    with pytest.raises(DatabaseError, match="no such database"):
        Database(tmp_path / "x.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_database_cannot_be_written_and_that_is_no_trouble_of_the_disk(tmp_path: Path) -> None:
    """Else a write at the wrong place would pass for something that goes by."""
    Database(tmp_path / "x.db").close()
    with (
        Database(tmp_path / "x.db", read_only=True) as database,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
        database.transaction(),
    ):
        database.outlet_named("Valley Post", now=NOW)


def test_an_older_database_is_not_read_before_it_is_brought_up_to_date(tmp_path: Path) -> None:
    SCHEMA.apply(sqlite_utils.Database(tmp_path / "x.db"), stop_before=OLD[-1])
    with pytest.raises(DatabaseError, match="older Naskh"):
        Database(tmp_path / "x.db", read_only=True)


def test_a_new_database_can_be_read_by_its_owner_only_and_an_old_one_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "x.db"

    def rights() -> set[int]:
        return {each.stat().st_mode & 0o777 for each in tmp_path.glob("x.db*")}

    with Database(path) as database, database.transaction():
        database.outlet_named("Valley Post", now=NOW)
        assert len(list(tmp_path.glob("x.db*"))) == 3 and rights() == {0o600}
    path.chmod(0o640)
    with Database(path) as database, database.transaction():
        database.outlet_named("City Post", now=NOW)
        assert rights() == {0o640}


@pytest.mark.parametrize("name", ["with space.db", "نسخ ٢.db", "100%25 #1?.db", "-x'\".db"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    with Database(tmp_path / name) as database, database.transaction():
        database.outlet_named("Valley Post", now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert outlets(tmp_path / name) == ["Valley Post"]


def test_a_transaction_is_all_or_nothing_with_those_inside_it(tmp_path: Path) -> None:
    with Database(tmp_path / "x.db") as database:
        with pytest.raises(ZeroDivisionError), database.transaction():
            database.outlet_named("Outer", now=NOW)
            with database.transaction():
                database.outlet_named("Inner", now=NOW)
            raise ZeroDivisionError
        with database.transaction():
            database.outlet_named("Later", now=NOW)
    assert outlets(tmp_path / "x.db") == ["Later"]


def test_lone_surrogates_are_replaced_wherever_they_come_in(tmp_path: Path) -> None:
    with Database(tmp_path / "x.db") as database, database.transaction():
        made = database.outlet_named("Half \ud83d", now=NOW)
        assert database.outlet_named("Half \ud83d", now=NOW) == made
        assert database.page_with_key("url:\udfff") is None
    assert outlets(tmp_path / "x.db") == ["Half \ufffd"]


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    Database(path).close()
    begun = threading.Event()

    def second() -> None:
        with Database(path) as database:
            begun.set()
            with database.transaction():
                database.outlet_named("Second", now=NOW)

    with Database(path) as database:
        thread = threading.Thread(target=second)
        with database.transaction():
            database.outlet_named("First", now=NOW)
            thread.start()
            assert begun.wait()
            assert outlets(path) == []
        thread.join()
    assert sorted(outlets(path)) == ["First", "Second"]


def test_two_that_open_a_new_database_at_once_both_can(tmp_path: Path) -> None:
    together = threading.Barrier(3)
    problems: list[Exception] = []

    def go() -> None:
        together.wait()
        try:
            Database(tmp_path / "x.db").close()
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    # Of those that close at the same moment none may be the last one, which takes the log away: the next one is.
    Database(tmp_path / "x.db").close()
    assert [path.name for path in tmp_path.iterdir()] == ["x.db"]


def test_a_backup_holds_what_the_log_still_holds(tmp_path: Path) -> None:
    with Database(tmp_path / "x.db") as database:
        with database.transaction():
            database.outlet_named("Valley Post", now=NOW)
        database.backup(tmp_path / "copy.db")
        assert database.is_sound()
    assert outlets(tmp_path / "copy.db") == ["Valley Post"]


def test_what_is_committed_survives_a_power_cut(tmp_path: Path) -> None:
    with Database(tmp_path / "x.db") as database:
        assert database.connection.execute("pragma journal_mode").fetchone()[0] == "wal"
        assert database.connection.execute("pragma synchronous").fetchone()[0] == 2
        assert database.connection.execute("pragma foreign_keys").fetchone()[0] == 1
