"""The listings of an archive that is walked: which are to be read, and what came of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from db.store import Row, Store

ListingKind = Literal["site", "sitemap", "feed", "guess"]
ListingStatus = Literal["read", "partly", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveListing:
    """A listing that is to be read: a site's robots.txt ("site"), a sitemap, or a page of a feed. "guess" is a usual
    place, which may not exist.

    `number` is its depth: 1 of what is watched, one more of what an index or an older page of a feed is. `first` and
    `last` are the days that its index gives it. With `why_not` it is kept and not read. `tries` are those that failed.
    """

    url: str
    kind: ListingKind
    source_id: int
    number: int = 1
    first: date | None = None
    last: date | None = None
    why_not: str | None = None
    id: int = 0
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingCounts:
    """What one listing named: `links` in all, and of them those that are not wanted: `out` of the days, `later` than
    them, `undated`. `mark` tells one page of a feed from another.
    """

    links: int = 0
    out: int = 0
    later: int = 0
    undated: int = 0
    mark: str | None = None


class ArchiveListingStore(Store):
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
        status: ListingStatus,
        reason: str | None,
        counts: ListingCounts,
        further: Sequence[ArchiveListing],
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

    def failed_listings(self, backfill_id: int, *, limit: int) -> list[Row]:
        """Listings that could not be read: `url, reason`."""
        return self._rows(
            "select url, reason from backfill_listings where backfill_id = ? and status in ('failed', 'partly') "
            "and kind != 'guess' order by id limit ?",
            [backfill_id, limit],
        )

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
