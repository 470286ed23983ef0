"""Backfills: archives that are walked on request, and how far each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from db.archive_listings import ArchiveListing, ArchiveListingStore
from db.archived_pages import ArchivedPageStore
from db.sources import SourceStore
from db.store import Row
from db.times import to_text
from model import Source

BackfillState = Literal["waiting", "running", "done", "stopped"]


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
    state: BackfillState


class BackfillStore(SourceStore, ArchiveListingStore, ArchivedPageStore):
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
        """The order that is to be carried out now: the oldest that has not ended."""
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
        """Begin an order, or go on with it. Its first listings are written once; pages that a kill left half noted are
        kept from visits.
        """
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

    def end_backfill(
        self, backfill_id: int, *, state: Literal["done", "stopped"], message: str | None, now: datetime
    ) -> None:
        """Write down that an order is done, or that it was stopped and why."""
        with self.transaction():
            row: Row = {"state": state, "message": message, "finished_at": to_text(now)}
            self._update("backfills", backfill_id, row)

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

    def walked_sources(self, outlet: str) -> list[Source]:
        """The sources of an outlet that are visited."""
        return [source for source in self.enabled_sources() if source.outlet == outlet]

    def _counts(self, statement: str, backfill_id: int) -> dict[str, int]:
        return {row["name"]: row["n"] for row in self._rows(statement, [backfill_id])}

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
