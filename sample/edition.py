"""What stands in the sites at one moment: the pieces that have appeared, their times, their addresses. Pure."""

from __future__ import annotations

import re
import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sample.pieces import Piece, read_pieces
from sample.sites import PRESSES, Press

ROUNDUPS = Path(__file__).parent / "roundups.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Roundup:
    """A page of the aggregator that carries whole stories, the main story first."""

    path: str
    after_seconds: int
    stories: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Everything that will ever be published: it never changes."""

    pieces: Mapping[str, Piece]
    roundups: tuple[Roundup, ...]
    presses: Mapping[str, Press]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The newswire at one moment.

    `elapsed_seconds` are those of the plot since the start; `speed` of them pass in one real second.
    `bases` are the sites' addresses without a trailing slash, by key.
    """

    archive: Archive
    bases: Mapping[str, str]
    started: datetime
    elapsed_seconds: float
    speed: float = 1.0
    all_published: bool = False
    all_revised: bool = False

    @property
    def now(self) -> datetime:
        return self.started + timedelta(seconds=self.elapsed_seconds / self.speed)

    def has_appeared(self, after_seconds: int) -> bool:
        return self.all_published or self.elapsed_seconds >= after_seconds

    def is_revised(self, piece: Piece) -> bool:
        if piece.revised_after_seconds is None:
            return False
        return self.all_revised or self.elapsed_seconds >= piece.after_seconds + piece.revised_after_seconds

    def published(self, piece: Piece) -> datetime:
        """When it says it was published, in its site's zone, to the second."""
        appears = self.started + timedelta(seconds=piece.after_seconds / self.speed)
        return self._local(piece, appears - timedelta(seconds=piece.ago_seconds))

    def updated(self, piece: Piece) -> datetime:
        """When it says it was last changed: the published time until it is revised."""
        if piece.revised_after_seconds is None or not self.is_revised(piece):
            return self.published(piece)
        after = piece.after_seconds + piece.revised_after_seconds
        return self._local(piece, self.started + timedelta(seconds=after / self.speed))

    def paragraphs(self, piece: Piece) -> tuple[str, ...]:
        return piece.revision if self.is_revised(piece) else piece.paragraphs

    def pieces_of(self, press: Press, language: str | None = None) -> tuple[Piece, ...]:
        """What the site shows now, newest first."""
        shown = [
            piece
            for piece in self.archive.pieces.values()
            if piece.site == press.key
            and not piece.only_on_aggregator
            and self.has_appeared(piece.after_seconds)
            and language in (None, piece.language)
        ]
        return tuple(sorted(shown, key=lambda piece: (-piece.after_seconds, piece.ago_seconds)))

    def address(self, piece: Piece) -> str:
        """The path of a piece on its site, with its query; not percent-encoded."""
        published = self.published(piece)
        return self.archive.presses[piece.site].address.format(
            id=number(piece.name),
            slug=piece.slug,
            words=_words(piece.title),
            language=piece.language,
            section=piece.section.lower(),
            year=f"{published.year:04}",
            month=f"{published.month:02}",
            day=f"{published.day:02}",
        )

    def _local(self, piece: Piece, when: datetime) -> datetime:
        return when.astimezone(ZoneInfo(self.archive.presses[piece.site].zone)).replace(microsecond=0)


def read_archive() -> Archive:
    """Read all that is published. Raises ValueError when a round-up names a piece that does not exist."""
    pieces = read_pieces()
    tables = tomllib.loads(ROUNDUPS.read_text(encoding="utf-8"))["page"]
    roundups = tuple(
        Roundup(path=page["path"], after_seconds=page["after_seconds"], stories=tuple(page["stories"]))
        for page in tables
    )
    unknown = {story for roundup in roundups for story in roundup.stories} - set(pieces)
    if unknown:
        raise ValueError(f"roundups.toml: there are no pieces {sorted(unknown)}")
    return Archive(pieces=pieces, roundups=roundups, presses={press.key: press for press in PRESSES})


def number(name: str) -> int:
    """A number of five digits for a piece, the same in every run."""
    return 10_000 + zlib.crc32(name.encode()) % 89_000


def _words(title: str) -> str:
    return "-".join(re.findall(r"\w+", title.lower())[:9])
