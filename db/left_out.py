"""Links that a source names and that are not followed, each with the reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from db.store import Row, Store
from db.times import from_text, to_text
from model import LeftOut, ReadBefore, Tried

# A link that no listing names any more is forgotten after this time: front pages change their links every day.
_KEPT = timedelta(days=30)
# The forms of a source's addresses are learnt from this many of its latest pages.
_LATEST = 400
# How the reasons begin of links that are left out because pages of their form give no text: see crawler/textless.py.
TEXTLESS = "pages of the form "


class LeftOutStore(Store):
    def note_left_out(
        self, source_id: int, links: Sequence[LeftOut], taken: Iterable[str], *, now: datetime
    ) -> tuple[int, bool]:
        """Write down which links a visit left out: how many are new, and whether it is the first time for this source.

        Those of `taken`, addresses that are followed now, are no longer left out.
        """
        if not links and not self._has_left_out(source_id):
            return 0, False
        moment = to_text(now)
        with self.transaction():
            is_first = not self._has_left_out(source_id)
            before = self._count(source_id)
            self.connection.executemany(
                "insert into left_out_links (source_id, url, words, form, reason, first_seen_at, last_seen_at) "
                "values (:source_id, :url, :words, :form, :reason, :now, :now) on conflict (source_id, url) do update "
                "set words = excluded.words, form = excluded.form, reason = excluded.reason, last_seen_at = :now",
                [
                    {
                        "source_id": source_id,
                        "url": link.url,
                        "words": link.words,
                        "form": link.form,
                        "reason": link.reason,
                        "now": moment,
                    }
                    for link in links
                ],
            )
            new = self._count(source_id) - before
            self._execute(
                "delete from left_out_links where source_id = ? "
                "and (last_seen_at < ? or url in (select value from json_each(?)))",
                [source_id, to_text(now - _KEPT), json.dumps(list(taken))],
            )
        return new, is_first

    def list_left_out(self, *, source: str | None, since: datetime | None, limit: int | None) -> list[Row]:
        """Links that were left out, those that were named last first; of one source, by its id, address or outlet."""
        return self._rows(
            "select links.source_id, outlets.name as outlet, sources.url as source, links.url, links.words, "
            "links.form, links.reason, links.first_seen_at, links.last_seen_at from left_out_links as links "
            "join sources on sources.id = links.source_id join outlets on outlets.id = sources.outlet_id "
            "where (:source is null or cast(sources.id as text) = :source or sources.url = :source "
            "or lower(outlets.name) = lower(:source)) and (:since is null or links.last_seen_at >= :since) "
            "order by links.last_seen_at desc, links.source_id, links.form, links.url limit :limit",
            {
                "source": source,
                "since": to_text(since),
                "limit": -1 if limit is None else limit,
            },
        )

    def read_before(self, source_id: int) -> ReadBefore:
        """Addresses of a source that were read lately: those that gave a text, on the topic or not, and the others."""
        read = [page for page in self._tried(source_id) if page.was_read]
        return ReadBefore(
            with_text=tuple(page.url for page in read if page.gave_text),
            without=tuple(page.url for page in read if not page.gave_text),
        )

    def tried_lately(self, source_id: int, *, of_archive: bool = False) -> list[Tried]:
        """The latest pages of a source that its visits read or that are not there (404, 410), newest first; a text that
        is off the topic is one, too. `of_archive`: those that a walk through its archive fetched, instead.
        """
        # What an archive has lost says nothing about what is new. Its pages are many: those of visits are not looked
        # for behind them.
        tried = self._tried(source_id, "and visit_id is null" if of_archive else "")
        return [page for page in tried if page.of_archive == of_archive]

    def textless_waits(self, source_id: int, *, before: datetime) -> bool:
        """Whether the listing of a source, which was read `before` for the last time, names links that were left out
        because pages of their form give no text.
        """
        found = self._value(
            "select 1 from left_out_links where source_id = :source and reason like :reason and last_seen_at between "
            "(select max(started_at) from visits where source_id = :source and outcome = 'done') and :before limit 1",
            {"source": source_id, "reason": f"{TEXTLESS}%", "before": to_text(before)},
        )
        return found is not None

    def _tried(self, source_id: int, condition: str = "") -> list[Tried]:
        rows = self._rows(
            f"select url, status, first_seen_at, fetched_at, visit_id from pages where source_id = ? {condition} "
            "and (status in ('stored', 'off_topic', 'no_text') or (status = 'failed' and grade = 'gone')) "
            "order by id desc limit ?",
            [source_id, _LATEST],
        )
        return [_tried_page(row) for row in rows]

    def _has_left_out(self, source_id: int) -> bool:
        return self._value("select 1 from left_out_links where source_id = ? limit 1", [source_id]) is not None

    def _count(self, source_id: int) -> int:
        return int(self._value("select count(*) from left_out_links where source_id = ?", [source_id]))


def _tried_page(row: Row) -> Tried:
    # A page of an archive belongs to no visit, and is named long before it is fetched; others are fetched again.
    of_archive = row["visit_id"] is None
    return Tried(
        url=row["url"],
        gave_text=row["status"] in ("stored", "off_topic"),
        was_read=row["status"] != "failed",
        of_archive=of_archive,
        tried_at=from_text((row["fetched_at"] if of_archive else None) or row["first_seen_at"]),
    )
