"""What a database of an older version learns of its copies when it is brought up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import sqlite_utils

from db import Database
from db.migrations import SCHEMA

BEFORE = "m016_minutes_and_views_of_carriers"
SEEN = "2025-03-21T00:00:00Z"


class Old:
    """A database as it was before, row by row."""

    def __init__(self, path: Path) -> None:
        self.tables = sqlite_utils.Database(path)
        SCHEMA.apply(self.tables, stop_before=BEFORE)

    def outlet(self, name: str, **facts: Any) -> Any:
        return self.tables.table("outlets").insert({"name": name, "first_seen_at": SEEN, **facts}).last_pk

    def article(self, *, kind: str = "html", **facts: Any) -> Any:
        number = self.tables.table("pages").count
        page = {"key": f"k{number}", "url": "", "kind": kind, "status": "stored", "first_seen_at": SEEN}
        page_id = self.tables.table("pages").insert(page).last_pk
        article = {"page_id": page_id, "position": 0, "url": "", "first_seen_at": SEEN, "text": "", "order_at": SEEN}
        return self.tables.table("articles").insert({**article, **facts}).last_pk

    def match(self, later: Any, earlier: Any, **facts: Any) -> None:
        row = {"later_id": later, "earlier_id": earlier, "relation": "identical", "reason": "", "judge": "1"}
        self.tables.table("matches").insert({**row, "found_at": SEEN, "order_known": 1, **facts})


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    Database(path).close()
    with sqlite3.connect(path) as connection:
        return connection.execute(sql).fetchall()


def test_minutes_are_filled_in_where_both_times_are_exact(tmp_path: Path) -> None:
    old = Old(tmp_path / "old.db")
    beirut = old.outlet("Beirut Post", time_zone="Asia/Beirut")
    first = old.article(published_at="2025-03-20T08:00:00Z", order_at="2025-03-20T08:00:00Z")
    for facts in (
        {"published_at": "2025-03-20T09:30:59Z", "order_at": "2025-03-20T09:30:59Z"},
        {"published_at": "2025-03-20T12:00:00", "order_at": "2025-03-20T10:00:00Z", "outlet_id": beirut},
        {"published_at": "2025-03-20T12:00:00", "order_at": "2025-03-20T12:00:00Z"},
        {"published_at": "2025-03-20", "order_at": "2025-03-20T00:00:00Z"},
        {},
    ):
        old.match(old.article(**facts), first)
    old.match(old.article(published_at="2025-03-20T09:00:00Z"), first, order_known=0)
    sql = "select minutes_later from pairs order by id"
    assert [minutes for (minutes,) in rows(tmp_path / "old.db", sql)] == [90, 120, None, None, None, None]


def test_the_domain_of_a_record_is_no_aggregator_and_an_aggregator_is_no_outlet_of_its_texts(tmp_path: Path) -> None:
    old = Old(tmp_path / "old.db")
    named, domain, hub = old.outlet("Waraq"), old.outlet("waraq.example"), old.outlet("Hub", domains='["hub.example"]')
    record = old.article(kind="record", outlet_id=named, carrier_id=domain)
    own = old.article(outlet_id=named, carrier_id=named)
    on_hub = old.article(outlet_id=named, carrier_id=hub)
    board = {"outlet_id": domain, "made_at": SEEN, "articles": 1, "outlet_articles": 1, "lines": "[]"}
    old.tables.table("boilerplates").insert(board)
    old.match(own, record, same_outlet=1)
    old.match(on_hub, record, same_outlet=1)
    path = tmp_path / "old.db"
    assert rows(path, "select name from outlets order by name") == [("Hub",), ("Waraq",)]
    assert rows(path, "select outlet_id from boilerplates") == [(named,)]
    assert rows(path, "select later_carrier, earlier_carrier, same_outlet from pairs order by id") == [
        ("Waraq", "Waraq", 1),
        ("Hub", "Waraq", 0),
    ]
