"""Pages from files: what `naskh import` is given, read lazily. Goes by names and first bytes."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Literal

from crawler.findings import FileProblem, Skipped
from crawler.manifest import MANIFEST, Listed, is_manifest, listed_files
from crawler.parquet import is_parquet, parquet_pages
from crawler.record_pages import record_page
from crawler.tables import many_articles_in
from crawler.unpack import UNREADABLE, read_document, read_lines, unpacked
from model import Hints, Page

__all__ = ["FileProblem", "Found", "Skipped", "read_paths"]

Found = Page | FileProblem | Skipped
_Kind = Literal["text", "html", "records", "feed", "warc"]

_KINDS: dict[str, _Kind] = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "records",
    ".xml": "feed",
    ".warc": "warc",
}
_PACKED = (".gz", ".xz")
_TABLES = (".csv", ".tsv", ".json", ".xlsx")
_MAKE_RECORDS = "docs/importing.md says how to make a .jsonl of it"
_FEED = re.compile(rb"<(rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_MARKUP = re.compile(rb"<(!doctype|!--|\?xml|[a-z])", re.IGNORECASE)
_PEEK = 4096


def read_paths(paths: Sequence[str], *, stdin: BinaryIO | None = None) -> Iterator[Found]:
    """Pages out of files, folders (all below them, in order of name) and "-", which is `stdin`.

    .txt .html .htm .jsonl .xml (feeds) .warc, each also .gz or .xz. A folder with a manifest.jsonl that names files
    gives those only. Parquet is read where it is named itself. What cannot be read comes as a FileProblem in its place;
    so does a file of another kind that is named itself. Files of other kinds in a folder come as Skipped. Nothing is
    raised. No more than one document or line is held at a time.
    """
    for given in paths:
        try:
            if given == "-" and stdin is not None:
                yield from _nameless(stdin, "-")
            elif given == "-":
                yield FileProblem(path="-", reason="nothing comes in on stdin")
            else:
                yield from _path(Path(given))
        except OSError as error:
            yield replace(_problem(given, error), is_missing=isinstance(error, FileNotFoundError))


def _path(path: Path) -> Iterator[Found]:
    mode = path.stat().st_mode
    if is_parquet(path):
        yield from parquet_pages(path, name=_name(path))
    elif stat.S_ISDIR(mode):
        yield from _folder(path)
    elif stat.S_ISREG(mode) and _kind(path) is None:
        yield FileProblem(path=_name(path), reason=f"is {_no_kind(path.suffix.lower())}")
    elif stat.S_ISREG(mode):
        yield from _file(path)
    else:
        with path.open("rb") as stream:
            yield from _nameless(stream, _name(path))


def _folder(folder: Path, named: Path | None = None) -> Iterator[Found]:
    """Everything in a folder and below it. `named` is the folder that was asked for. No link leads out of it: a folder
    that others packed may link to any file of this machine.
    """
    named = named or Path(os.path.realpath(folder))
    if is_manifest(folder / MANIFEST) and _leads_inside(folder / MANIFEST, named):
        yield from _manifest(folder / MANIFEST)
        return
    for path in sorted(folder.iterdir()):
        try:
            if path.name.startswith("."):
                yield Skipped(path=_name(path), reason="hidden")
            elif is_parquet(path):
                yield Skipped(path=_name(path), reason="Parquet is imported when it is named itself")
            elif path.is_dir() and path.is_symlink():
                yield Skipped(path=_name(path), reason="link to a folder")
            elif not _leads_inside(path, named):
                yield Skipped(path=_name(path), reason="link out of the folder; name the file itself")
            elif path.is_dir():
                yield from _folder(path, named)
            elif path.is_file() or not path.exists():
                yield from _file(path)
            else:
                yield Skipped(path=_name(path), reason="not a file")
        except OSError as error:
            yield _problem(_name(path), error)


def _leads_inside(path: Path, folder: Path) -> bool:
    # `Path.resolve` raises RuntimeError, which is no OSError, for links that lead in circles.
    return not path.is_symlink() or Path(os.path.realpath(path)).is_relative_to(folder)


def _file(path: Path) -> Iterator[Found]:
    kind = _kind(path)
    if kind is None:
        yield Skipped(path=_name(path), reason=_no_kind(path.suffix.lower()))
    elif is_manifest(path):
        yield from _manifest(path)
    else:
        with path.open("rb") as stream:
            yield from _read(kind, stream, _name(path), _address(path))


def _no_kind(suffix: str) -> str:
    reason = f"not a kind that is imported ({suffix or 'no suffix'})"
    return f"{reason}; {_MAKE_RECORDS}" if suffix in _TABLES else reason


def _manifest(manifest: Path) -> Iterator[Found]:
    for listed in listed_files(manifest, name=_name(manifest)):
        if isinstance(listed, FileProblem):
            yield listed
            continue
        kind, name = _kind(listed.path), _name(listed.path)
        if kind not in ("html", "text"):
            yield FileProblem(path=name, reason="stands in a manifest, but is neither .html nor .txt")
            continue
        try:
            with listed.path.open("rb") as stream:
                yield _document(kind, read_document(unpacked(stream)), name, _address(listed.path), listed)
        except UNREADABLE as error:
            yield _problem(name, error)


def _nameless(stream: BinaryIO, name: str) -> Iterator[Found]:
    """Bytes without a suffix: their beginning shows what they are."""
    try:
        plain = unpacked(stream)
        start = plain.peek(_PEEK)[:_PEEK]
    except UNREADABLE as error:
        yield _problem(name, error)
        return
    kind = _looks_like(start)
    if kind == "text" and (form := many_articles_in(start)):
        yield FileProblem(path=name, reason=f"{form}; {_MAKE_RECORDS}")
        return
    yield from _read(kind, plain, name, None)


def _read(kind: _Kind, stream: BinaryIO, name: str, address: str | None) -> Iterator[Found]:
    """All that one stream holds. Without an `address` a document is called by its hash."""
    try:
        plain = unpacked(stream)
        if kind == "records":
            yield from _records(plain, name)
        elif kind == "warc":
            from crawler.archives import warc_pages

            yield from warc_pages(plain, path=name)
        elif kind == "feed":
            from crawler.archives import feed_pages

            body = read_document(plain)
            yield from feed_pages(body, path=name, address=address or _by_hash(body))
        else:
            yield _document(kind, read_document(plain), name, address)
    except UNREADABLE as error:
        yield _problem(name, error)


def _document(
    kind: Literal["text", "html"], body: bytes, name: str, address: str | None, listed: Listed | None = None
) -> Found:
    if not body.strip():
        return FileProblem(path=name, reason="is empty")
    url = listed.url if listed else None
    outlet = listed.outlet if listed else None
    fetched_at: datetime | None = listed.fetched_at if listed else None
    # One body at two addresses is two pages; a file without an address is known by its bytes, wherever it lies.
    known_by = f"page:{_sha256(url.encode() + b' ' + body)}" if url else f"file:{_sha256(body)}"
    return Page(
        url=url or address or _by_hash(body),
        kind=kind,
        body=body,
        import_key=known_by,
        fetched_at=fetched_at,
        hints=Hints(outlet=outlet),
    )


def _records(stream: BinaryIO, name: str) -> Iterator[Found]:
    for number, line in enumerate(read_lines(stream), start=1):
        if not isinstance(line, bytes):
            yield FileProblem(path=name, line=number, reason=str(line))
            continue
        if not line or line.isspace():
            continue
        yield record_page(line, path=name, line=number)


def _looks_like(start: bytes) -> _Kind:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return "records"
    if text.startswith(b"WARC/"):
        return "warc"
    if _MARKUP.match(text):
        return "feed" if _FEED.search(text) else "html"
    return "text"


def _kind(path: Path) -> _Kind | None:
    suffix = path.suffix.lower()
    if suffix in _PACKED:
        suffix = Path(path.stem).suffix.lower()
    return _KINDS.get(suffix)


def _address(path: Path) -> str:
    return path.resolve().as_uri()


def _by_hash(body: bytes) -> str:
    return f"stdin:{_sha256(body)[:16]}"


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _name(path: Path) -> str:
    """A path as text that can be stored and shown: file names may hold any bytes."""
    return os.fsencode(path).decode("utf-8", "replace")


def _problem(name: str, error: Exception) -> FileProblem:
    if isinstance(error, OSError) and error.strerror:
        says = f"cannot be read: {error.strerror[0].lower()}{error.strerror[1:]}"
    else:
        says = str(error) if str(error).startswith("is ") else f"cannot be read: {error}"
    return FileProblem(path=os.fsencode(name).decode("utf-8", "replace"), reason=says)
