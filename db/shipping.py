"""What a crawler has yet to ship: records in its own state file, written in the transaction of what they record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.connection import DatabaseError
from db.store import Row, Store
from db.times import to_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A record that waits to be shipped. `packed` is one line of JSON, compressed (zlib)."""

    number: int
    packed: bytes


class ShippingStore(Store):
    def crawler_id(self) -> str | None:
        """The id of the crawler whose state this is; None where it is the database of a daemon."""
        found = self._value("select id from crawler")
        return None if found is None else str(found)

    def refuse_crawler(self) -> None:
        """Raise DatabaseError where this is the state of a crawler: its pages have no texts, and a copy of it would use
        its numbers twice.
        """
        if (crawler := self.crawler_id()) is not None:
            raise DatabaseError(
                f"{self.path}: is the state of the crawler {crawler} (`naskh crawl`), not a database of articles; name "
                "another with --db"
            )

    def become_crawler(self, crawler_id: str, *, now: datetime) -> None:
        """Make an empty database the state of a crawler."""
        with self.transaction():
            self._insert("crawler", {"id": crawler_id, "made_at": to_text(now)})

    def holds_articles(self) -> bool:
        """Whether any article is stored here."""
        return bool(self._value("select exists (select 1 from articles)"))

    def add_record(self, packed: bytes, *, now: datetime) -> None:
        """Keep a record until it is shipped. Joins the transaction that is open."""
        with self.transaction():
            self._insert("shipping_records", {"made_at": to_text(now), "packed": packed})

    def waiting_records(self, *, most: int, most_bytes: int) -> list[Waiting]:
        """The oldest records that wait, at least one where there is one."""
        found: list[Waiting] = []
        size = 0
        for row in self.connection.execute(
            "select number, packed from shipping_records order by number limit ?", [most]
        ):
            size += len(row["packed"])
            if found and size > most_bytes:
                break
            found.append(Waiting(number=row["number"], packed=bytes(row["packed"])))
        return found

    def waiting_since(self) -> tuple[int, str | None]:
        """How many records wait, and since when the oldest does."""
        row = self._row("select count(*) as n, min(made_at) as since from shipping_records")
        assert row is not None
        return row["n"], row["since"]

    def next_sequence(self) -> int:
        """The number of the next file."""
        return int(self._value("select sequence + 1 from crawler"))

    def note_shipped(self, *, sequence: int, until: int) -> None:
        """Write down that a file is complete at its place: its records wait no more."""
        with self.transaction():
            self.connection.execute("update crawler set sequence = ?", [sequence])
            self.connection.execute("delete from shipping_records where number <= ?", [until])

    def newly_named(self) -> list[Row]:
        """The pages that were written down since the last call in a transaction that was committed, with their sources.
        The collector finds aliases.
        """
        until = self._value("select named_until from crawler")
        rows = self._rows(
            "select pages.id, pages.url, pages.canonical_url, pages.status, pages.reason, pages.first_seen_at, "
            f"pages.hints, {_SOURCE} from pages left join sources on sources.id = pages.source_id "
            "left join outlets on outlets.id = sources.outlet_id where pages.id > ? order by pages.id",
            [until],
        )
        if rows:
            self.connection.execute("update crawler set named_until = ?", [rows[-1]["id"]])
        return [row for row in rows if row["status"] != "alias"]

    def shipped_page(self, page_id: int) -> Row:
        """What is reported about a page with what became of it."""
        row = self._row(
            f"select pages.url, pages.canonical_url, pages.first_seen_at, pages.body_hash, pages.status, {_SOURCE} "
            "from pages left join sources on sources.id = pages.source_id "
            "left join outlets on outlets.id = sources.outlet_id where pages.id = ?",
            [page_id],
        )
        assert row is not None
        return row

    def shipped_visit(self, visit_id: int) -> Row:
        """What is reported about a visit and its source after it, with the addresses that it was first to list."""
        row = self._row(
            f"select visits.*, sources.every_seconds, sources.next_visit_at, sources.next_visit_reason, "
            f"sources.found_kind, sources.moved_to, sources.listed, {_SOURCE} from visits "
            "join sources on sources.id = visits.source_id join outlets on outlets.id = sources.outlet_id "
            "where visits.id = ?",
            [visit_id],
        )
        assert row is not None
        listed = self._rows(
            "select pages.canonical_url, pages.url from page_sources join pages on pages.id = page_sources.page_id "
            "where page_sources.source_id = ? and first_listed_at >= ? order by pages.id",
            [row["source_id"], row["started_at"]],
        )
        return {**row, "listed_pages": [[each["canonical_url"], each["url"]] for each in listed]}

    def running_visits(self) -> list[int]:
        """The visits that have not ended: those of a process that was killed."""
        return [row["id"] for row in self._rows("select id from visits where outcome = 'running' order by id")]

    def assign_sources(self, elsewhere: Sequence[str] | None) -> None:
        """Say which sources others visit, by their addresses; None: every one is visited here."""
        others = "[]" if elsewhere is None else json.dumps(list(elsewhere))
        with self.transaction():
            self.connection.execute(
                "update sources set elsewhere = (url in (select value from json_each(:others))) "
                "where elsewhere != (url in (select value from json_each(:others)))",
                {"others": others},
            )


_SOURCE = "sources.url as source_url, sources.kind as source_kind, outlets.name as source_outlet"
