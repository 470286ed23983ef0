"""What is kept about sites from one run to the next: the pauses that they ask for."""

from __future__ import annotations

from datetime import datetime

from db.store import Row, Store
from db.times import to_text


class SiteStore(Store):
    def site_pauses(self, *, now: datetime) -> list[Row]:
        """The sites that ask for a pause between requests, or for one that is not over: `site, delay_seconds,
        paused_until`. Others are forgotten.
        """
        with self.transaction():
            self.connection.execute(
                "delete from site_pauses where delay_seconds = 0 and coalesce(paused_until, '') <= ?", [to_text(now)]
            )
        return self._rows("select site, delay_seconds, paused_until from site_pauses order by site")

    def keep_site_delay(self, site: str, delay_seconds: float) -> None:
        """Keep the pause between two requests that a site asks for; 0 where it asks for none any more."""
        if self._value("select delay_seconds from site_pauses where site = ?", [site]) == delay_seconds:
            return
        with self.transaction():
            self.connection.execute(
                "insert into site_pauses (site, delay_seconds) values (?, ?) "
                "on conflict (site) do update set delay_seconds = excluded.delay_seconds",
                [site, delay_seconds],
            )

    def keep_site_pause(self, site: str, until: datetime) -> None:
        """Keep until when a site asked to be left alone."""
        with self.transaction():
            self.connection.execute(
                "insert into site_pauses (site, paused_until) values (?, ?) "
                "on conflict (site) do update set paused_until = excluded.paused_until",
                [site, to_text(until)],
            )
