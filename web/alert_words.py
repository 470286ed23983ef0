"""The words of alerts in the language of the page: the stored ones where they are in it, else new ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from db.store import Row
from pipelines.alerting.rewording import Rewording
from web.markup import way_of
from web.site import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`language` is that of the words, where it differs from that of the page."""

    title: str
    text: str
    language: str | None = None


class AlertWords:
    """The alerts of one page."""

    def __init__(self, view: View) -> None:
        self.view = view

    def of(self, alert: Row) -> Said:
        """The words of an alert (a row of `alerts`)."""
        # It may have been stored for a reader of another language.
        stored_in = "ar" if way_of(alert["title"]) == "rtl" else "en"
        if self.view.words.language == stored_in:
            return Said(title=alert["title"], text=alert["text"])
        told = self._rewording.words(alert, now=self.view.now)
        if told is None:
            return Said(title=alert["title"], text=alert["text"], language=stored_in)
        return Said(title=told.title, text=told.text)

    def titles(self, alert_ids: set[int]) -> dict[int, Said]:
        """The titles of several alerts."""
        rows = [(alert, self.view.database.alert_row(alert)) for alert in alert_ids]
        return {alert: self.of(row) for alert, row in rows if row is not None}

    @cached_property
    def _rewording(self) -> Rewording:
        return Rewording(self.view.database, self.view.site.config, self.view.words.language)
