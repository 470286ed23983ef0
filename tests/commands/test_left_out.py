"""`naskh sources left-out`: the links that are not followed, with the reasons."""

from __future__ import annotations

from datetime import UTC, datetime

from command_line import Folder
from databases import new_database

from config.tables import SourceEntry
from model import LeftOut

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
FRONTS = ("https://quay.example/", "https://ledger.example/")


def fill(folder: Folder) -> None:
    database = new_database(folder.path / "naskh.db")
    outlets = [database.outlet_named(name, now=NOW) for name in ("Quay", "Ledger")]
    with database.transaction():
        entries = [
            (SourceEntry(url=url, kind="front_page"), outlet) for url, outlet in zip(FRONTS, outlets, strict=True)
        ]
        database.save_sources(entries, now=NOW)
    for number, url in enumerate(FRONTS, 1):
        link = LeftOut(
            url=f"{url}وسم/ذكاء", words="ذكاء", form="/…", reason="a section: 3 other addresses begin with it"
        )
        database.note_left_out(number, [link], [], now=NOW)
    database.close()


def test_links_are_listed_with_their_words_and_reasons(empty: Folder) -> None:
    fill(empty)
    shown = " ".join(empty.said("sources", "left-out", columns=120).split())
    assert "https://quay.example/وسم/ذكاء" in shown
    assert "ذكاء (a section: 3 other addresses begin with it)" in shown


def test_the_list_can_be_that_of_one_source(empty: Folder) -> None:
    fill(empty)
    for name in ("2", "ledger", FRONTS[1]):
        (row,) = empty.rows("sources", "left-out", "--source", name)
        assert row == {
            "source_id": 2,
            "outlet": "Ledger",
            "source": FRONTS[1],
            "url": f"{FRONTS[1]}وسم/ذكاء",
            "words": "ذكاء",
            "form": "/…",
            "reason": "a section: 3 other addresses begin with it",
            "first_seen_at": "2026-03-20T12:00:00Z",
            "last_seen_at": "2026-03-20T12:00:00Z",
        }


def test_an_empty_list_says_so(empty: Folder) -> None:
    new_database(empty.path / "naskh.db").close()
    assert "No link was left out." in empty.naskh("sources", "left-out").stderr
