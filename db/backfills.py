"""Backfills: archives that are walked on request, with the listings that were read and the pages that were found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db.pages import PageStore
from db.sources import SourceStore
from db.store import Row
from db.times import to_text
from model import KnownPage, Link, Source

# What a visit did not fetch because the source was new: see crawler/first_visit.py.
LEFT_OUT = "left out at the first visit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """An order. `first` and `last` are days, both included."""

    id: int
    outlet_id: int
    outlet: str
    first: date
    last: date
    with_alerts: bool
    with_undated: bool
    is_dry: bool
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveListing:
    """A site's robots.txt ("site"), a sitemap, or a page of a feed, that is to be read. "guess" is a usual place, of
    which nobody said that there is something.
    """

    url: str
    kind: str
    source_id: int
    number: int = 1
    first: date | None = None
    last: date | None = None
    why_not: str | None = None
    id: int = 0
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingCounts:
    """What one listing named: how many links, and how many of them are not wanted, for which reason."""

    links: int = 0
    out: int = 0
    later: int = 0
    undated: int = 0
    mark: str | None = None


class BackfillStore(SourceStore, PageStore):
    def order_backfill(
        self,
        outlet_id: int,
        *,
        first: date,
        last: date | None,
        with_alerts: bool,
        with_undated: bool,
        is_dry: bool,
        now: datetime,
    ) -> tuple[int, bool]:
        """The id of a new order, or of the same one that did not come to its end (then True): it goes on where it
        stopped. What failed is tried again.
        """
        with self.transaction():
            same = self._row(
                "select id, state from backfills where outlet_id = ? and first_day = ? and is_dry = ? "
                "and with_undated = ? and state != 'done' and iif(is_open_ended, '', last_day) = ? "
                "order by id desc limit 1",
                [outlet_id, str(first), int(is_dry), int(with_undated), str(last) if last else ""],
            )
            if same is not None:
                row: Row = {"with_alerts": int(with_alerts)}
                if same["state"] == "stopped":
                    row |= {"state": "waiting", "message": None, "finished_at": None}
                    self._try_failed_again(same["id"])
                self._update("backfills", same["id"], row)
                return same["id"], True
            return self._insert(
                "backfills",
                {
                    "outlet_id": outlet_id,
                    "first_day": str(first),
                    "last_day": str(last or now.date()),
                    "is_open_ended": int(last is None),
                    "with_alerts": int(with_alerts),
                    "with_undated": int(with_undated),
                    "is_dry": int(is_dry),
                    "state": "waiting",
                    "requested_at": to_text(now),
                },
            ), False

    def next_backfill(self) -> Backfill | None:
        """The order that is to be worked now: the oldest that has not ended."""
        row = self._row(f"{_BACKFILL} where state in ('waiting', 'running') order by backfills.id limit 1")
        return None if row is None else _backfill(row)

    def open_backfills(self, outlet_id: int | None = None) -> list[Backfill]:
        """The orders that have not ended, of one outlet or of all."""
        rows = self._rows(
            f"{_BACKFILL} where state in ('waiting', 'running') and (? is null or outlet_id = ?) order by backfills.id",
            [outlet_id, outlet_id],
        )
        return [_backfill(row) for row in rows]

    def backfill_is_open(self, backfill_id: int) -> bool:
        """Whether nobody has stopped it, and its outlet is still visited."""
        return bool(
            self._value(
                "select state in ('waiting', 'running') and exists (select 1 from sources where enabled "
                "and paused_at is null and outlet_id = backfills.outlet_id) from backfills where id = ?",
                [backfill_id],
            )
        )

    def begin_backfill(self, backfill_id: int, seeds: Sequence[ArchiveListing], *, now: datetime) -> None:
        """Begin, or go on: the first listings are written once; pages that a kill left half noted are rested."""
        with self.transaction():
            self.connection.execute(
                "update backfills set state = 'running', started_at = coalesce(started_at, ?) where id = ?",
                [to_text(now), backfill_id],
            )
            self._add_listings(backfill_id, seeds)
            self.connection.execute(
                "update pages set next_check_at = null where next_check_at is not null and id in "
                "(select page_id from backfill_pages where backfill_id = ? and not was_known)",
                [backfill_id],
            )

    def end_backfill(self, backfill_id: int, *, state: str, message: str | None, now: datetime) -> None:
        """Write down that an order is done, or that it was stopped and why."""
        with self.transaction():
            row: Row = {"state": state, "message": message, "finished_at": to_text(now)}
            self._update("backfills", backfill_id, row)

    def next_listing(self, backfill_id: int) -> ArchiveListing | None:
        """The next listing to be read; those that failed come last."""
        row = self._row(
            "select * from backfill_listings where backfill_id = ? and status = 'waiting' order by tries, id limit 1",
            [backfill_id],
        )
        if row is None:
            return None
        return ArchiveListing(
            id=row["id"],
            url=row["url"],
            kind=row["kind"],
            source_id=row["source_id"],
            number=row["number"],
            first=date.fromisoformat(row["first_day"]) if row["first_day"] else None,
            last=date.fromisoformat(row["last_day"]) if row["last_day"] else None,
            tries=row["tries"],
        )

    def repeats_listing(self, backfill_id: int, mark: str) -> bool:
        """Whether a feed page with the same entries was read already."""
        return (
            self._value("select 1 from backfill_listings where backfill_id = ? and mark = ?", [backfill_id, mark])
            is not None
        )

    def finish_listing(
        self,
        backfill_id: int,
        listing_id: int,
        *,
        status: str,
        reason: str | None,
        counts: ListingCounts,
        further: Sequence[ArchiveListing] = (),
    ) -> None:
        """Write down what a listing gave, and which others it names. Its links are written before."""
        with self.transaction():
            row: Row = {
                "status": status,
                "reason": reason,
                "links": counts.links,
                "out": counts.out,
                "later": counts.later,
                "undated": counts.undated,
                "mark": counts.mark,
            }
            self._update("backfill_listings", listing_id, row)
            self._add_listings(backfill_id, further)

    def retry_listing(self, listing_id: int, reason: str) -> None:
        """Leave a listing that failed for later."""
        with self.transaction():
            self.connection.execute(
                "update backfill_listings set tries = tries + 1, reason = ? where id = ?", [reason, listing_id]
            )

    def note_archived(
        self,
        backfill: Backfill,
        source_id: int,
        links: Sequence[tuple[str, Link]],
        known: dict[str, KnownPage],
        *,
        now: datetime,
    ) -> None:
        """Write down pages of an archive: those that are to be fetched become wanted, though not by a visit."""
        with self.transaction():
            for canonical, link in links:
                page = known.get(canonical)
                is_wanted = page is None or self._is_open(page.id)
                page_id = None if page is None else page.id
                if is_wanted and not backfill.is_dry:
                    page_id = self._want(source_id, canonical, link, page_id, now=now)
                self.connection.execute(
                    "insert into backfill_pages values (?, ?, ?, ?) on conflict do nothing",
                    [backfill.id, canonical, page_id, int(not is_wanted)],
                )

    def archived_pages(self, backfill_id: int, *, limit: int) -> list[tuple[int, int]]:
        """The ids of pages that are to be fetched next, each with that of its source."""
        rows = self._rows(
            "select pages.id, pages.source_id from backfill_pages join pages on pages.id = page_id "
            "where backfill_id = ? and not was_known and pages.status = 'wanted' "
            "order by pages.source_id, pages.id limit ?",
            [backfill_id, limit],
        )
        return [(row["id"], row["source_id"]) for row in rows]

    def rest_pages(self, page_ids: Sequence[int]) -> dict[int, str]:
        """Let no visit look at pages of an archive again; their statuses by id."""
        ids = json.dumps(list(page_ids))
        with self.transaction():
            self.connection.execute(
                "update pages set next_check_at = null where id in (select value from json_each(?))", [ids]
            )
            rows = self._rows("select id, status from pages where id in (select value from json_each(?))", [ids])
        return {row["id"]: row["status"] for row in rows}

    def note_pace(self, backfill_id: int, seconds_a_page: float) -> None:
        """Write down how long one page takes."""
        with self.transaction():
            self._update("backfills", backfill_id, {"seconds_a_page": seconds_a_page})

    def backfill_progress(self, backfill_id: int) -> Row:
        """How far an order is: listings by status, pages by status, what was not wanted, the pace."""
        row = self._row(
            """
            select backfills.*, outlets.name as outlet,
              (select count(*) from backfill_pages where backfill_id = backfills.id and was_known) as known,
              (select count(*) from backfill_pages where backfill_id = backfills.id and not was_known) as pages
            from backfills join outlets on outlets.id = outlet_id where backfills.id = ?
            """,
            [backfill_id],
        )
        assert row is not None
        sums = self._row(
            "select total(out) as out, total(later) as later, total(undated) as undated "
            "from backfill_listings where backfill_id = ?",
            [backfill_id],
        )
        assert sums is not None
        row |= {name: int(number) for name, number in sums.items()}
        row["listings"] = self._counts(
            "select status as name, count(*) as n from backfill_listings where backfill_id = ? "
            "and not (kind = 'guess' and status = 'failed') group by 1",
            backfill_id,
        )
        row["statuses"] = self._counts(
            "select pages.status as name, count(*) as n from backfill_pages join pages on pages.id = page_id "
            "where backfill_id = ? and not was_known group by 1",
            backfill_id,
        )
        row["articles"] = self._value(
            "select count(*) from backfill_pages join articles on articles.page_id = backfill_pages.page_id "
            "where backfill_id = ? and not was_known",
            [backfill_id],
        )
        return row

    def failed_listings(self, backfill_id: int, *, limit: int) -> list[Row]:
        """Listings that could not be read: `url, reason`."""
        return self._rows(
            "select url, reason from backfill_listings where backfill_id = ? and status in ('failed', 'partly') "
            "and kind != 'guess' order by id limit ?",
            [backfill_id, limit],
        )

    def walked_sources(self, outlet: str) -> list[Source]:
        """The sources of an outlet that are visited."""
        return [source for source in self.enabled_sources() if source.outlet == outlet]

    def _counts(self, statement: str, backfill_id: int) -> dict[str, int]:
        return {row["name"]: row["n"] for row in self._rows(statement, [backfill_id])}

    def _add_listings(self, backfill_id: int, listings: Sequence[ArchiveListing]) -> None:
        for each in listings:
            self.connection.execute(
                "insert into backfill_listings (backfill_id, url, kind, source_id, number, first_day, last_day, "
                "status, reason) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                [
                    backfill_id,
                    each.url,
                    each.kind,
                    each.source_id,
                    each.number,
                    str(each.first) if each.first else None,
                    str(each.last) if each.last else None,
                    "skipped" if each.why_not else "waiting",
                    each.why_not,
                ],
            )

    def _is_open(self, page_id: int) -> bool:
        """Whether a page was named, and neither read nor is it tried by visits."""
        found = self._value(
            "select next_check_at is null and (status in ('wanted', 'failed', 'refused') "
            "or (status = 'skipped' and reason like ?)) from pages where id = ?",
            [f"{LEFT_OUT}%", page_id],
        )
        return bool(found)

    def _want(self, source_id: int, canonical: str, link: Link, page_id: int | None, *, now: datetime) -> int:
        if page_id is not None:
            self._update("pages", page_id, {"status": "wanted", "reason": None})
            return page_id
        found = self.want_pages(source_id, [(canonical, link)], now=now)[canonical]
        self._update("pages", found, {"next_check_at": None})
        return found

    def _try_failed_again(self, backfill_id: int) -> None:
        self.connection.execute(
            "update pages set status = 'wanted' where status = 'failed' and next_check_at is null and id in "
            "(select page_id from backfill_pages where backfill_id = ? and not was_known)",
            [backfill_id],
        )
        self.connection.execute(
            "update backfill_listings set status = 'waiting', tries = 0 where status = 'failed' and backfill_id = ?",
            [backfill_id],
        )


_BACKFILL = "select backfills.*, outlets.name as outlet from backfills join outlets on outlets.id = outlet_id"


def _backfill(row: Row) -> Backfill:
    return Backfill(
        id=row["id"],
        outlet_id=row["outlet_id"],
        outlet=row["outlet"],
        first=date.fromisoformat(row["first_day"]),
        last=date.fromisoformat(row["last_day"]),
        with_alerts=bool(row["with_alerts"]),
        with_undated=bool(row["with_undated"]),
        is_dry=bool(row["is_dry"]),
        state=row["state"],
    )
