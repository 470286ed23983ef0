"""What is served: which database, for which readers. And one request's view of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from config.alerts import Language
from config.tables import Config
from db import Database
from web.words import Words

LANGUAGES: tuple[Language, ...] = ("en", "ar")
# How much of a text is shown where whole texts are not.
EXCERPT_CHARACTERS = 280
# SQLite's numbers end at 2 ** 63.
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """`no_text`: no page shows more of a text than an excerpt. `password` is asked for where it is not None."""

    database: Path
    config: Config
    host: str = "127.0.0.1"
    no_text: bool = False
    password: str | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.config.reader.time_zone)

    def without_folder(self, words: str) -> str:
        """Words about the database without the folder in which it lies: readers may be strangers to the machine."""
        return words.replace(str(self.database), self.database.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What one page is made of. `values` are the parts of its path, `query` what stands behind the question mark."""

    site: Site
    database: Database
    words: Words
    now: datetime
    values: Mapping[str, str]
    query: Mapping[str, str]

    def number(self, name: str) -> int:
        """A number of the path. Raises NotThere on one that no row can have."""
        number = number_in(self.values[name])
        if number is None:
            raise NotThere(self.words("missing.nowhere"))
        return number

    def excerpt(self, text: str) -> str:
        """The text, or its beginning where whole texts are not shown."""
        if not self.site.no_text or len(text) <= EXCERPT_CHARACTERS:
            return text
        return f"{text[:EXCERPT_CHARACTERS].rsplit(' ', 1)[0]} …"


def number_in(said: str) -> int | None:
    """A number of an address, which a stranger may have written: None where it is no number, or is too large for
    SQLite.
    """
    return int(said) if said.isdecimal() and len(said) <= _MOST_DIGITS else None


class NotThere(Exception):
    """What a page is asked for does not exist. The message is one sentence."""
