"""A shipment: a gzipped file of JSON lines. The first line says who made it and with which versions, each other one is
a record. The name has the crawler, a number and a hash of the file, so that a part of one is known by its name.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import islice

from db.shipping import Waiting
from pipelines.shipping.records import Record, line_of, record_in
from pipelines.shipping.values import Malformed, from_plain, to_plain

FORMAT = 1
ENDING = ".jsonl.gz"
_NAME = re.compile(r"(?P<crawler>[a-z0-9][a-z0-9.-]{0,80})-(?P<sequence>\d{8,})-(?P<hash>[0-9a-f]{16})\.jsonl\.gz")
# Of the lines of a file together. A single record may be larger: of a page of 5 MiB.
_MOST_PACKED = 64_000_000
# No crawler makes one that is nearly as large, or has as many lines.
_MOST_BYTES = 500_000_000
_MOST_LINES = 100_000
_BLOCK = 1_000_000


class Broken(Exception):
    """The file is damaged, or no shipment. The message says in one sentence why."""


class TooNew(Exception):
    """The file was made by a newer Naskh. The message says in one sentence what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """By what texts were read, normalised and sketched; each a number."""

    extractor: str
    normaliser: str
    sketch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The first line of a shipment. Its records have the numbers `first` to `last`; some may be missing."""

    shipment: int
    crawler: str
    sequence: int
    made_at: datetime
    records: int
    first: int
    last: int
    versions: Versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """A shipment that is whole."""

    name: str
    head: Head
    lines: tuple[bytes, ...]

    def records(self) -> Iterator[tuple[int, Record]]:
        """The records with their numbers, in their order. Raises Broken."""
        for line in self.lines:
            try:
                yield record_in(line)
            except Malformed as error:
                raise Broken(f"a record cannot be read: {error}") from None


def own_versions() -> Versions:
    """Those of this program. For workers: what reads pages is loaded."""
    from pipelines.copies.sketch import SKETCH
    from pipelines.reading.extract import extractor_version
    from pipelines.text.normalize import NORMALIZER

    return Versions(extractor=extractor_version().partition("+")[0], normaliser=NORMALIZER, sketch=SKETCH)


def named_like_a_shipment(name: str) -> tuple[str, int] | None:
    """The crawler and the number that a file's name gives; None where it is no name of a shipment."""
    found = _NAME.fullmatch(name)
    return (found["crawler"], int(found["sequence"])) if found else None


def first_that_fit(waiting: Sequence[Waiting]) -> Sequence[Waiting]:
    """The first of these whose lines make no more than a collector reads at once; at least one. Where pages repeat
    themselves, a few kilobytes that wait are megabytes.
    """
    size = 0
    for place, each in enumerate(waiting):
        size += len(line_of(each.number, each.packed))
        if size > _MOST_PACKED:
            return waiting[: max(place, 1)]
    return waiting


def pack(
    waiting: Sequence[Waiting], *, crawler: str, sequence: int, versions: Versions, now: datetime
) -> tuple[str, bytes]:
    """Records that waited as a file: its name and its bytes."""
    head = Head(
        shipment=FORMAT,
        crawler=crawler,
        sequence=sequence,
        made_at=now,
        records=len(waiting),
        first=waiting[0].number,
        last=waiting[-1].number,
        versions=versions,
    )
    lines = [json.dumps(to_plain(head), ensure_ascii=False).encode() + b"\n"]
    lines += [line_of(each.number, each.packed) for each in waiting]
    body = gzip.compress(b"".join(lines), 6, mtime=0)
    return f"{crawler}-{sequence:08d}-{_hash(body)}{ENDING}", body


def unpack(name: str, body: bytes, *, versions: Versions) -> Shipment:
    """The shipment in a file, for a program of these versions. Raises Broken and TooNew."""
    named = _NAME.fullmatch(name)
    if named is None:
        raise Broken("its name is not that of a shipment")
    if _hash(body) != named["hash"]:
        raise Broken("its bytes are not those that its name was made of: it was cut off or changed on the way")
    try:
        with gzip.GzipFile(fileobj=BytesIO(body)) as file:
            # Asked for all at once, it takes room for all that may come.
            whole = b"".join(islice(iter(lambda: file.read(_BLOCK), b""), _MOST_BYTES // _BLOCK + 1))
    except (OSError, EOFError, zlib.error) as error:
        raise Broken(f"it cannot be unpacked ({error})") from None
    if len(whole) > _MOST_BYTES:
        raise Broken(f"it unpacks to more than {_MOST_BYTES // 1_000_000} MB")
    # Before a list is made of them: a megabyte may unpack to nothing but line ends.
    if whole.count(b"\n") + whole.count(b"\r") > _MOST_LINES:
        raise Broken(f"it has more than {_MOST_LINES:,} lines")
    first, *lines = whole.splitlines() or [b""]
    head = _head(first, versions=versions)
    if len(lines) != head.records:
        raise Broken(f"it has {len(lines)} records where its first line says {head.records}")
    return Shipment(name=name, head=head, lines=tuple(lines))


def _head(line: bytes, *, versions: Versions) -> Head:
    try:
        plain = json.loads(line)
        # Before all else: of a newer format no more than this is known.
        made_by = plain["shipment"]
        if type(made_by) is int and made_by > FORMAT:
            raise TooNew(f"it is of format {made_by}, and this Naskh reads up to {FORMAT}: upgrade the collector")
        head = from_plain(Head, plain)
        theirs = {name: int(getattr(head.versions, name)) for name in ("extractor", "normaliser", "sketch")}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Broken(f"its first line cannot be read ({type(error).__name__}: {error})") from None
    for name, number in theirs.items():
        if number > int(getattr(versions, name)):
            raise TooNew(
                f"its crawler has {name} {number}, and this Naskh {getattr(versions, name)}: upgrade the collector"
            )
    return head


def _hash(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=8).hexdigest()
