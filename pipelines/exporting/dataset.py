"""Write a data set: into a folder beside its place, which gets its name once all of it is there."""

from __future__ import annotations

import glob
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from db import Database, DatabaseError
from db.backup import lives, settle, sync
from db.times import to_text
from pipelines.exporting.files import NEEDS_PYARROW, SUFFIXES, Style, write_table
from pipelines.exporting.package import Written, package
from pipelines.exporting.tables import exported, tables

PACKAGE, SUMS = "datapackage.json", "SHA256SUMS"
_TITLE = "Articles and who carries whose text"
_DESCRIPTION = (
    "Written by `naskh export`. An article is one published piece, a match a judged pair of articles, a cluster one "
    "text with the articles that carry it. A match says how much of a text is where and since when, not who took it "
    "from whom. Titles and texts are their publishers'."
)


class CannotExport(DatabaseError):
    """No data set was written, and nothing of one is left. The message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is exported: what was first seen in a period, of some outlets (ids; None: of all), with or without texts.
    `words` say the same for people, by the name of each option.
    """

    since: datetime | None
    until: datetime | None
    whose: Sequence[int] | None
    with_texts: bool
    words: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written: how many chosen articles, counterparts of theirs, and rows of each table."""

    chosen: int
    counterparts: int
    rows: Mapping[str, int]
    bytes: int


def write_dataset(
    database: Database,
    folder: Path,
    scope: Scope,
    style: Style,
    *,
    made_by: Mapping[str, Any],
    now: datetime,
    on_table: Callable[[str], None] = lambda name: None,
) -> Exported:
    """Write all tables, their description and their sums. `made_by` is the version and the settings that are written
    down. Raises CannotExport.
    """
    _refuse_taken(folder)
    part = folder.absolute().with_name(f".{folder.absolute().name}.part-{os.getpid()}")
    try:
        _sweep(folder)
        part.mkdir(parents=True)
        try:
            done = _write(database, part, scope, style, made_by=made_by, now=now, on_table=on_table)
            part.rename(folder)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        settle(folder.absolute().parent)
    except OSError as error:
        raise CannotExport(f"{folder}: cannot be written ({error.strerror or error}); nothing is left of it") from None
    except ImportError:
        raise CannotExport(NEEDS_PYARROW) from None
    return done


def _sweep(folder: Path) -> None:
    """Remove what was left by a process that was killed while it wrote this data set: it has texts."""
    start = f".{folder.absolute().name}.part-"
    for path in folder.absolute().parent.glob(f"{glob.escape(start)}*"):
        process_id = path.name.removeprefix(start)
        if process_id.isascii() and process_id.isdigit() and path.is_dir() and not lives(int(process_id)):
            shutil.rmtree(path, ignore_errors=True)


def _refuse_taken(folder: Path) -> None:
    if folder.is_symlink() or folder.absolute().resolve() == Path.cwd():
        # A link, or the folder that somebody is in, cannot be replaced by another.
        raise CannotExport(f"{folder}: cannot take the place of this; name a new folder")
    if folder.exists() and not folder.is_dir():
        raise CannotExport(f"{folder}: is a file; name a folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise CannotExport(
            f"{folder}: there is something in it already, and nothing is overwritten; name another folder"
        )


def _write(
    database: Database,
    part: Path,
    scope: Scope,
    style: Style,
    *,
    made_by: Mapping[str, Any],
    now: datetime,
    on_table: Callable[[str], None],
) -> Exported:
    written = []
    with database.one_state():
        chosen, counterparts = database.choose_for_export(since=scope.since, until=scope.until, whose=scope.whose)
        for table in tables(with_texts=scope.with_texts):
            on_table(table.name)
            path = part / f"{table.name}.{SUFFIXES[style]}"
            rows = (exported(table, row) for row in database.rows_for_export(table.name))
            count = write_table(table, rows, path, style)
            if not count and table.name != "articles":
                # A file without a line is no table to many programs.
                path.unlink()
                continue
            written.append(
                Written(table=table, path=path.name, size=path.stat().st_size, sha256=_sha256(path), rows=count)
            )
        versions = database.versions_for_export()
    naskh = {**made_by, **versions, "choice": {**scope.words, "texts": scope.with_texts}}
    naskh |= {"articles": chosen, "counterparts": counterparts}
    description = package(
        written, style, title=_TITLE, description=_DESCRIPTION, day=str(to_text(now))[:10], naskh=naskh
    )
    _write_text(part / PACKAGE, json.dumps(description, ensure_ascii=False, indent=2) + "\n")
    names = sorted([*(each.path for each in written), PACKAGE])
    _write_text(part / SUMS, "".join(f"{_sha256(part / name)}  {name}\n" for name in names))
    for path in part.iterdir():
        with path.open("rb") as file:
            sync(file)
    return Exported(
        chosen=chosen,
        counterparts=counterparts,
        rows={each.table.name: each.rows for each in written},
        bytes=sum(each.size for each in written),
    )


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
