"""A folder's manifest.jsonl: which of its files are pages, where they came from and when. Reads no page."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.findings import FileProblem
from crawler.unpack import UNREADABLE, read_lines, unpacked

MANIFEST = "manifest.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A file that a manifest names. `fetched_at` is when it was crawled, UTC.

    Titles and dates are not taken over: in a manifest they are what extraction is measured against.
    """

    path: Path
    url: str | None = None
    fetched_at: datetime | None = None
    outlet: str | None = None


def is_manifest(path: Path) -> bool:
    """Whether the first object of a manifest.jsonl names a file: else its lines are articles."""
    if path.name != MANIFEST or not path.is_file():
        return False
    try:
        with path.open("rb") as stream:
            for line in read_lines(unpacked(stream)):
                if isinstance(line, bytes) and line.strip():
                    first = json.loads(line.decode("utf-8-sig"))
                    return isinstance(first, dict) and "file" in first
    except (*UNREADABLE, ValueError, RecursionError):
        pass
    return False


def listed_files(manifest: Path, *, name: str) -> Iterator[Listed | FileProblem]:
    """The files of a manifest in its order; a FileProblem in the place of a line that cannot be used, and where the
    manifest itself breaks off.
    """
    try:
        yield from _listed(manifest, name=name)
    except UNREADABLE as error:
        yield FileProblem(path=name, reason=str(error))


def _listed(manifest: Path, *, name: str) -> Iterator[Listed | FileProblem]:
    folder = manifest.parent
    with manifest.open("rb") as stream:
        for number, line in enumerate(read_lines(unpacked(stream)), start=1):
            if isinstance(line, bytes) and not line.strip():
                continue
            try:
                entry = _object(line)
                listed = Listed(
                    path=_inside(folder, entry.get("file")),
                    url=_words(entry, "url"),
                    outlet=_words(entry, "outlet"),
                )
                crawl = _words(entry, "crawl")
            except ValueError as error:
                yield FileProblem(path=name, line=number, reason=str(error))
                continue
            fetched_at = _time(crawl)
            if crawl and fetched_at is None:
                reason = f'"crawl" is no time such as "2024-04-28 15:58:36": {crawl[:40]!r}; taken as unknown'
                yield FileProblem(path=name, line=number, reason=reason)
            yield Listed(path=listed.path, url=listed.url, outlet=listed.outlet, fetched_at=fetched_at)


def _object(line: bytes | Exception) -> dict[str, Any]:
    if isinstance(line, Exception):
        raise ValueError(str(line))
    try:
        entry = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"is not JSON, one object a line ({error})") from None
    if not isinstance(entry, dict):
        raise ValueError("is not a JSON object")
    return entry


def _inside(folder: Path, file: object) -> Path:
    if not isinstance(file, str) or not file.strip():
        raise ValueError('has no "file"')
    try:
        path = folder / file
        # `Path.resolve` raises RuntimeError, which is no OSError, for links that lead in circles.
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
            raise ValueError(f"names a file outside of its folder: {file[:200]!r}")
        if not path.is_file():
            raise ValueError(f"names a file that is not there: {file[:200]!r}")
    except OSError as error:
        raise ValueError(f"names a file that cannot be read ({error.strerror}): {file[:200]!r}") from None
    return path


def _words(entry: dict[str, Any], key: str) -> str | None:
    value = entry.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError(f'has something else than text for "{key}"')
    return value.encode("utf-8", "replace").decode().strip() or None


def _time(words: str | None) -> datetime | None:
    if not words:
        return None
    try:
        when = datetime.fromisoformat(words)
        return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
