"""What was read of a date in visible words, before anything says which day of which year it was. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What stands in the words. `ago`, when given, counts back from the time of fetching; `whole_days` says in days.

    `vague` marks words that speak of a date and fix no day ("March 2025"; "a year ago", where `ago` is set but tells
    nothing). `zone` is an offset such as "+03:00", "UTC", an IANA name or one that means
    several (`months.ZONES_BY_COUNTRY`). `rest` is what of the words belongs to
    no date, in the original spelling.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int = 0
    second: int | None = None
    zone: str | None = None
    weekday: int | None = None
    ago: timedelta | None = None
    whole_days: bool = False
    vague: bool = False
    updated: bool = False
    swappable: bool = False
    rest: str = ""

    @property
    def is_clock_only(self) -> bool:
        """A time of day and nothing that says of which day."""
        return self.hour is not None and self.day is None and self.ago is None and not self.vague

    @property
    def is_date(self) -> bool:
        """Some day, or how long ago, is spoken of."""
        return self.day is not None or self.ago is not None or self.vague
