"""Write outlets and sources into a naskh.toml and leave every other byte of it as its owner wrote it.

tomlkit writes the new tables. It does not take the file apart: where [[outlet]] and [[source]] take turns, tomlkit 0.15
drops tables as it writes the file back. So new ones are put in as text, and the outcome is checked by what it says.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import category
from urllib.parse import urlsplit

import tomlkit

from config.loading import ConfigError, parse_config
from model import SourceKind

FIRST_TEXT = """\
# naskh.toml: what Naskh watches, compares and tells. Every setting is described in docs/config.md.
database = "naskh.db"
topic = "ai"

[crawl]
# Fill this in: an address or e-mail at which an outlet can reach you. It is sent with every request.
contact = ""

[[alert]]
name = "copies"
relations = ["identical", "near_duplicate", "excerpt"]
channels = ["log"]
"""
_HEADER = re.compile(r"\s*\[")
_OURS = re.compile(r"\s*\[\[\s*(?:outlet|source)\s*\]\]")
_MOST_ROUNDS = 20


class CannotAdd(ConfigError):
    """Nothing can be put into this file safely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOutlet:
    """An outlet as it is to be written, if the file has none of this name or domain."""

    name: str
    domains: tuple[str, ...] = ()
    country: str | None = None
    time_zone: str | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """A source to be written. `keeps_name`: the outlet is the one of this name, whoever has the domain."""

    url: str
    kind: SourceKind
    outlet: NewOutlet
    keeps_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of one source: the outlet that has it, whether the outlet and the source are new."""

    url: str
    outlet: str | None
    is_new: bool
    is_new_outlet: bool = False


def with_sources(text: str, sources: Sequence[NewSource], *, name: str = "naskh.toml") -> tuple[str, list[Added]]:
    """The text with these sources and their outlets in it, and what became of each. Raises ConfigError."""
    added = []
    for source in sources:
        text, done = _with_source(text, source, name)
        added.append(done)
    parse_config(text, name=name)
    return text, added


def add_sources(path: Path, sources: Sequence[NewSource]) -> list[Added]:
    """Write sources into a file, which is made where there is none. Raises ConfigError and OSError.

    The old file is left as `naskh.toml.bak`.
    """
    added: list[Added] = []

    def edit(text: str) -> str:
        nonlocal added
        text, added = with_sources(text, sources, name=str(path))
        return text

    rewrite(path, edit, first=FIRST_TEXT)
    return added


def rewrite(path: Path, edit: Callable[[str], str], *, first: str = "") -> None:
    """Replace a file by what `edit` makes of its text: all of it or nothing, the old one kept as .bak.

    Where another program writes the file meanwhile, `edit` is asked again with what that wrote. `first` is the text of
    a file that is not there yet.
    """
    real = path.resolve()
    with _alone(real.parent):
        for _ in range(_MOST_ROUNDS):
            before = real.read_bytes() if real.exists() else None
            after = _encoded(before, edit(_decoded(before, path) if before is not None else first))
            if before == after:
                return
            new = real.with_name(f"{real.name}.new")
            _write_whole(new, after)
            if before is not None:
                shutil.copymode(real, new)
            if (real.read_bytes() if real.exists() else None) != before:
                new.unlink()
                continue
            if before is not None:
                _write_whole(real.with_name(f"{real.name}.bak"), before)
                shutil.copymode(real, real.with_name(f"{real.name}.bak"))
            new.replace(real)
            return
    raise CannotAdd(f"{path}: another program keeps writing it; close that, then try again")


def _with_source(text: str, source: NewSource, name: str) -> tuple[str, Added]:
    data = parse_config(text, name=name)
    for known in data.source:
        if _same_place(known.url, source.url):
            return text, Added(url=source.url, outlet=known.outlet, is_new=False)
    owner = None if source.keeps_name else _owner(source.outlet.domains, {o.name: o.domains for o in data.outlet})
    names = {each.name.casefold(): each.name for each in data.outlet}
    wanted = _seen(source.outlet.name) or source.url
    if owner is None and wanted.casefold() in names and (source.keeps_name or not source.outlet.domains):
        owner = names[wanted.casefold()]
    if owner is None and wanted.casefold() in names:
        # Another paper of the same name.
        wanted = f"{wanted} ({source.outlet.domains[0]})"
        owner = names.get(wanted.casefold())
    is_new_outlet = owner is None
    tables: list[tuple[str, dict[str, Any]]] = []
    if is_new_outlet:
        taken = {domain for each in data.outlet for domain in each.domains}
        outlet = {
            "name": wanted,
            "domains": [domain for domain in source.outlet.domains if domain not in taken],
            "country": source.outlet.country,
            "time_zone": source.outlet.time_zone,
            "groups": list(source.outlet.groups),
        }
        tables.append(("outlet", {key: value for key, value in outlet.items() if value}))
    entry: dict[str, Any] = {"url": source.url, "outlet": owner or wanted}
    if source.kind != "feed":
        entry["kind"] = source.kind
    if source.kind == "front_page":
        entry["every"] = "1h"
    tables.append(("source", entry))
    return _put_in(text, tables, owner, name), Added(
        url=source.url, outlet=owner or wanted, is_new=True, is_new_outlet=is_new_outlet
    )


def _seen(name: str) -> str:
    """A name as a site gives it, with spaces for control characters: naskh.toml takes none."""
    if not any(category(each) == "Cc" for each in name):
        return name
    return "".join(" " if category(each) == "Cc" else each for each in name).strip()


def _put_in(text: str, tables: list[tuple[str, dict[str, Any]]], owner: str | None, name: str) -> str:
    """The text with tables after the last of their outlet, else after the last outlet or source, else at the end."""
    meant = tomllib.loads(text)
    for key, table in tables:
        meant[key] = [*meant.get(key, []), table]
    break_ = "\r\n" if "\r\n" in text else "\n"
    block = break_.join(_written(key, table, break_) for key, table in tables)
    for place in _places(text, owner):
        before, after = text[:place], text[place:]
        if before and not before.endswith("\n"):
            before += break_
        gap = break_ if before.strip() else ""
        end = break_ if after.strip() and not after.startswith(("\n", "\r\n")) else ""
        written = f"{before}{gap}{block}{end}{after}"
        if _says(written, meant):
            return written
    raise CannotAdd(f"{name}: its tables are written in a way that takes no new one; write this into it:\n{block}")


def _written(key: str, table: dict[str, Any], break_: str) -> str:
    items = tomlkit.aot()
    entry = tomlkit.table()
    for name, value in table.items():
        entry.add(name, value)
    items.append(entry)
    document = tomlkit.document()
    document.add(key, items)
    return tomlkit.dumps(document).strip().replace("\n", break_) + break_


def _says(text: str, meant: dict[str, Any]) -> bool:
    """Whether a text says what is meant, whatever the order of its sources and outlets."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return _sorted(data) == _sorted(meant)


def _sorted(data: dict[str, Any]) -> dict[str, Any]:
    return {
        key: sorted(value, key=repr) if key in ("outlet", "source") and isinstance(value, list) else value
        for key, value in data.items()
    }


def _places(text: str, owner: str | None) -> Iterator[int]:
    """Where new tables may go, the best place first, as offsets."""
    lines = text.splitlines(keepends=True)
    starts = [n for n, line in enumerate(lines) if _HEADER.match(line)]
    ours = [n for n in starts if _OURS.match(lines[n])]
    own = [] if owner is None else [n for n in ours if owner in _names_in("".join(lines[n : _end(lines, n, starts)]))]
    for start in [*own[-1:], *ours[-1:]]:
        yield sum(map(len, lines[: _end(lines, start, starts)]))
    yield len(text)


def _end(lines: list[str], start: int, starts: list[int]) -> int:
    """The line after a table's last one. Remarks straight above the next table are that one's."""
    following = next((n for n in starts if n > start), len(lines))
    end = following
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    # Settings that are switched off below the last one, down to an empty line.
    last = end
    while last < following and lines[last].lstrip().startswith("#"):
        last += 1
    return last if last == len(lines) or (last < following and not lines[last].strip()) else end


def _names_in(block: str) -> set[str]:
    with contextlib.suppress(tomllib.TOMLDecodeError):
        data = tomllib.loads(block)
        return {each.get("outlet", each.get("name")) for key in ("outlet", "source") for each in data.get(key, [])}
    return set()


def _owner(domains: Sequence[str], known: dict[str, tuple[str, ...]]) -> str | None:
    """The outlet that has one of these domains, or the nearest domain above it."""
    for domain in domains:
        labels = domain.split(".")
        above = [".".join(labels[n:]) for n in range(max(1, len(labels) - 1))]
        for each in above:
            for name, owned in known.items():
                if each in owned:
                    return name
    return None


def _same_place(one: str, other: str) -> bool:
    """Whether two addresses differ at most in scheme, `www.` and a final slash."""
    return _place(one) == _place(other)


def _place(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    host = parts.netloc.lower().rpartition("@")[2].removeprefix("www.").removesuffix(":80").removesuffix(":443")
    return host, parts.path.rstrip("/"), parts.query


def _decoded(body: bytes, path: Path) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text; save it as UTF-8") from None


def _encoded(before: bytes | None, text: str) -> bytes:
    mark = b"\xef\xbb\xbf" if before is not None and before.startswith(b"\xef\xbb\xbf") else b""
    return mark + text.encode("utf-8")


def _write_whole(path: Path, body: bytes) -> None:
    with path.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One of our commands at a time writes in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
