"""The pages of an archive that is walked: what its listings named, and which of them are to be fetched."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from db.left_out import TEXTLESS
from db.pages import PageStore
from model import KnownPage, Link

# Pages that a visit did not fetch because the source was new: see crawler/first_visit.py.
LEFT_OUT = "left out at the first visit"


class ArchivedPageStore(PageStore):
    def note_archived(
        self,
        backfill_id: int,
        source_id: int,
        links: Sequence[tuple[str, Link]],
        known: dict[str, KnownPage],
        *,
        is_dry: bool,
        now: datetime,
        shapes: Mapping[str, str | None],
    ) -> None:
        """Write down pages of an archive: those that are to be fetched become wanted, though not by a visit. `shapes`:
        see `want_pages`.
        """
        with self.transaction():
            for canonical, link in links:
                page = known.get(canonical)
                is_wanted = page is None or self._is_open(page.id)
                page_id = None if page is None else page.id
                if is_wanted and not is_dry:
                    page_id = self._want(source_id, canonical, link, page_id, now=now, shapes=shapes)
                self.connection.execute(
                    "insert into backfill_pages values (?, ?, ?, ?) on conflict do nothing",
                    [backfill_id, canonical, page_id, int(not is_wanted)],
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
        """Keep visits from checking pages of an archive again: their statuses by id, `gone` of those that are not there
        (404, 410).
        """
        ids = json.dumps(list(page_ids))
        with self.transaction():
            self.connection.execute(
                "update pages set next_check_at = null where id in (select value from json_each(?))", [ids]
            )
            rows = self._rows(
                "select id, iif(status = 'failed' and grade = 'gone', 'gone', status) as status from pages "
                "where id in (select value from json_each(?))",
                [ids],
            )
        return {row["id"]: row["status"] for row in rows}

    def leave_archived(self, reasons: Mapping[int, str]) -> None:
        """Write down why pages of an archive are not fetched, by page id."""
        with self.transaction():
            for page_id, reason in reasons.items():
                self._update("pages", page_id, {"status": "skipped", "reason": reason})

    def _is_open(self, page_id: int) -> bool:
        """Whether a page was named but not read, and visits do not try it."""
        found = self._value(
            "select next_check_at is null and (status in ('wanted', 'failed', 'refused') "
            "or (status = 'skipped' and (reason like ? or reason like ?))) from pages where id = ?",
            [f"{LEFT_OUT}%", f"{TEXTLESS}%", page_id],
        )
        return bool(found)

    def _want(
        self,
        source_id: int,
        canonical: str,
        link: Link,
        page_id: int | None,
        *,
        now: datetime,
        shapes: Mapping[str, str | None],
    ) -> int:
        if page_id is not None:
            self._update("pages", page_id, {"status": "wanted", "reason": None})
            return page_id
        found = self.want_pages(source_id, [(canonical, link)], now=now, shapes=shapes)[canonical]
        self._update("pages", found, {"next_check_at": None})
        return found
