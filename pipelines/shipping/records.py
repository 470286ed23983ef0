"""What a crawler ships: pages that were named, what became of a page, and a visit that ended. Frozen values.

Ids are the crawler's own and mean nothing elsewhere: sources are known by their address, pages by their canonical one.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from model import Extracted, Grade, Hints, PageStatus, SourceKind
from pipelines.shipping.values import Malformed, from_plain, to_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedSource:
    """A source, and the name of its outlet."""

    url: str
    kind: SourceKind
    outlet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPage:
    """An address that a source named; `reason` where it is not followed."""

    url: str
    canonical_url: str
    first_seen_at: datetime
    source: ShippedSource | None = None
    status: PageStatus = "wanted"
    reason: str | None = None
    hints: Hints = field(default_factory=Hints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Pages that were written down since the last record."""

    pages: tuple[NamedPage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """What became of a page `at` a moment, as the crawler read it. Ids in `extracted` have no meaning here."""

    at: datetime
    page: NamedPage
    extracted: Extracted
    visit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """A visit that ended, and its source after it. `pages` are those that the source was first seen to list, each by
    its canonical address and the one given. What the visit brought is counted by who records it.
    """

    visit: int
    source: ShippedSource
    started_at: datetime
    finished_at: datetime
    outcome: Literal["done", "unchanged", "failed", "refused"]
    grade: Grade | None = None
    message: str | None = None
    links: int = 0
    known: int = 0
    failed: int = 0
    skipped: int = 0
    every_seconds: int = 0
    next_visit_at: datetime | None = None
    next_visit_reason: str | None = None
    found_kind: SourceKind | None = None
    moved_to: str | None = None
    listed: int | None = None
    pages: tuple[tuple[str, str], ...] = ()


Record = Named | Became | Visited
_KINDS: dict[str, type[Any]] = {"named": Named, "became": Became, "visited": Visited}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def packed(record: Record) -> bytes:
    """A record as it is stored until it is shipped: one line of JSON, compressed."""
    plain = {_NAMES[type(record)]: to_plain(record)}
    line = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(line.encode("utf-8", "surrogatepass"), 1)


def line_of(number: int, waiting: bytes) -> bytes:
    """The line of a shipped file, from a `packed` record."""
    return b'{"number":%d,%s\n' % (number, zlib.decompress(waiting)[1:])


def record_in(line: bytes) -> tuple[int, Record]:
    """The number and the record of a line. Raises Malformed."""
    try:
        plain = json.loads(line.decode("utf-8", "surrogatepass"))
        number = plain.pop("number")
        ((name, told),) = plain.items()
        kind = _KINDS[name]
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise Malformed(f"a line is no record ({type(error).__name__}: {error})") from None
    if type(number) is not int:
        raise Malformed("a line has no number")
    return number, from_plain(kind, told)
