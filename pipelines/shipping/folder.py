"""Where shipments lie: a folder, or with fsspec whatever it knows. A file is there whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import time
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol


class CannotShip(Exception):
    """The place cannot be used. The message is one sentence that says what to do."""


class Place(Protocol):
    """Errors of it are OSErrors."""

    def write(self, name: str, body: bytes) -> None:
        """Put a file there; it is on the disk, under its name, when this returns."""

    def names(self) -> list[str]:
        """The files that wait there, not those in folders below."""

    def read(self, name: str) -> bytes:
        """A file's bytes."""

    def move(self, name: str, below: str) -> None:
        """Put a file into a folder below; one of the same name there is replaced."""

    def remove_older(self, below: str, *, seconds: float) -> int:
        """Remove the files of a folder below that were put there longer ago: how many."""


def place_at(where: str) -> Place:
    """The place that an argument names. Raises CannotShip."""
    if "://" not in where:
        return Folder(Path(where))
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise CannotShip(
            f"{where}: only a folder can be used without fsspec; install it with `pip install naskh[ship]` (and what "
            "it needs for this kind of address), or name a folder"
        ) from None
    try:
        system, path = url_to_fs(where)
    except (ImportError, ValueError) as error:
        raise CannotShip(f"{where}: cannot be used ({error})") from None
    return Remote(system, path.rstrip("/"))


class Folder:
    """A folder of this machine, or one that is mounted."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, body: bytes) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        part = self.path / f".{name}.part"
        with part.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.rename(self.path / name)
        _sync(self.path)

    def names(self) -> list[str]:
        if not self.path.is_dir():
            return []
        # What begins with a dot is being written, here or by rsync.
        return sorted(each.name for each in self.path.iterdir() if each.is_file() and not each.name.startswith("."))

    def read(self, name: str) -> bytes:
        return (self.path / name).read_bytes()

    def move(self, name: str, below: str) -> None:
        folder = self.path / below
        folder.mkdir(exist_ok=True)
        # From now on it counts how long it has been there.
        with contextlib.suppress(PermissionError):
            os.utime(self.path / name)
        (self.path / name).replace(folder / name)
        _sync(folder)
        _sync(self.path)

    def remove_older(self, below: str, *, seconds: float) -> int:
        folder, oldest = self.path / below, time.time() - seconds
        if not folder.is_dir():
            return 0
        old = [each for each in folder.iterdir() if each.is_file() and each.stat().st_mtime <= oldest]
        for each in old:
            each.unlink(missing_ok=True)
        return len(old)


class Remote:
    """A place that fsspec knows. What is put there at once is there whole: object stores have it so."""

    def __init__(self, system: Any, path: str) -> None:
        self.system = system
        self.path = path

    def write(self, name: str, body: bytes) -> None:
        self.system.makedirs(self.path, exist_ok=True)
        self.system.pipe_file(f"{self.path}/{name}", body)

    def names(self) -> list[str]:
        return sorted(name for name, _ in self._files(self.path) if not name.startswith("."))

    def read(self, name: str) -> bytes:
        return bytes(self.system.cat_file(f"{self.path}/{name}"))

    def move(self, name: str, below: str) -> None:
        self.system.makedirs(f"{self.path}/{below}", exist_ok=True)
        self.system.mv(f"{self.path}/{name}", f"{self.path}/{below}/{name}")

    def remove_older(self, below: str, *, seconds: float) -> int:
        oldest, removed = time.time() - seconds, 0
        for name, told in self._files(f"{self.path}/{below}"):
            at = told.get("created") or told.get("LastModified") or told.get("mtime") or told.get("updated")
            moment = at.timestamp() if isinstance(at, datetime) else at
            if isinstance(moment, int | float) and moment <= oldest:
                self.system.rm_file(f"{self.path}/{below}/{name}")
                removed += 1
        return removed

    def _files(self, path: str) -> list[tuple[str, dict[str, Any]]]:
        try:
            self.system.invalidate_cache()
            listed = self.system.ls(path, detail=True)
        except FileNotFoundError:
            return []
        return [(each["name"].rsplit("/", 1)[-1], each) for each in listed if each["type"] == "file"]


def _sync(folder: Path) -> None:
    """Write a folder's own entries to the disk, where its file system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
