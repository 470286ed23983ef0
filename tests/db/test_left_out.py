"""Links that are not followed: written down with the reason, listed, forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from databases import new_database

from config.tables import SourceEntry
from db import Database
from model import LeftOut, Link

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
FRONT = "https://paper.example/"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = new_database(tmp_path / "test.db")
    outlet = database.outlet_named("Paper", now=NOW)
    with database.transaction():
        database.save_sources([(SourceEntry(url=FRONT, kind="front_page"), outlet)], now=NOW)
    return database


def left(path: str, reason: str = "a section") -> LeftOut:
    return LeftOut(url=FRONT + path, words="Economy", form="/…", reason=reason)


def rows(database: Database, **choice: str | None) -> dict[str, str]:
    found = database.list_left_out(**{"source": None, "since": None, "limit": None, **choice})  # type: ignore[arg-type]
    return {row["url"].removeprefix(FRONT): row["reason"] for row in found}


def test_each_link_stands_once_with_its_latest_reason(database: Database) -> None:
    assert database.note_left_out(1, [left("economy"), left("sport")], [], now=NOW) == (2, True)
    later = NOW + timedelta(hours=1)
    assert database.note_left_out(1, [left("economy", "a tag"), left("culture")], [], now=later) == (1, False)
    assert rows(database) == {"economy": "a tag", "sport": "a section", "culture": "a section"}


def test_a_link_that_is_followed_now_is_no_longer_left_out(database: Database) -> None:
    database.note_left_out(1, [left("economy"), left("sport")], [], now=NOW)
    database.note_left_out(1, [left("economy")], [f"{FRONT}sport"], now=NOW)
    assert rows(database) == {"economy": "a section"}


def test_a_link_that_no_listing_named_for_a_month_is_forgotten(database: Database) -> None:
    database.note_left_out(1, [left("economy"), left("sport")], [], now=NOW)
    database.note_left_out(1, [left("economy")], [], now=NOW + timedelta(days=31))
    assert rows(database) == {"economy": "a section"}


def test_the_list_can_be_that_of_one_source(database: Database) -> None:
    database.note_left_out(1, [left("economy")], [], now=NOW)
    for name in ("1", FRONT, "paper"):
        assert rows(database, source=name) == {"economy": "a section"}
    assert rows(database, source="2") == {}


def test_what_was_read_before_is_known_with_what_it_gave(database: Database) -> None:
    links = [(f"{FRONT}{n}", Link(url=f"{FRONT}{n}")) for n in range(4)]
    ids = database.want_pages(1, links, now=NOW)
    with database.transaction():
        for number, status in enumerate(("stored", "off_topic", "no_text", "failed")):
            database.mark_page(ids[f"{FRONT}{number}"], status, None)  # type: ignore[arg-type]
    read = database.read_before(1)
    assert {*read.with_text} == {f"{FRONT}0", f"{FRONT}1"}
    assert read.without == (f"{FRONT}2",)
