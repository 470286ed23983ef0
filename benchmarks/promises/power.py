"""Cut the power at each moment at which the disk may hold something else, and look what is left.

A process stores articles under strace, which writes down each write, truncation and sync of its files with all bytes,
and each acknowledgement in its place between them. From that record the disk is built again as a power cut may have
left it: what was synced is there; of what was written since, nothing, all, or any part, a write torn in sectors too.
Emulated is a disk that keeps what fdatasync(2) returned for; a disk that lies about that loses more.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.promises.trial import ROOT, Result
from config.tables import Config
from db import Database
from db.connection import connect
from model import Page
from pipelines.preparing.prepare import prepare
from pipelines.preparing.settings import PrepareSettings
from pipelines.recording.pages import Recorder

_NOW = datetime(2025, 3, 21, 12, tzinfo=UTC)
_ARTICLES = 150
_SECTOR = 512
# Now and then the log is written back into the database and begins anew.
_CHECKPOINT_EVERY = 23
_CALLS = "pwrite64,write,fdatasync,fsync,ftruncate,unlink"
_CALL = re.compile(r'^(?:\d+ +)?(\w+)\((?:(\d+)<([^>]*)>|"([^"]*)")(?:, (.*))?\) += (-?\d+)')
_WRITTEN = re.compile(r'^"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?, (\d+)(?:, (\d+))?$')


@dataclass(slots=True)
class Cuts:
    """`images` disks were looked at, `acknowledged` articles at the end; `lost` and `broken` count images."""

    acknowledged: int = 0
    images: int = 0
    lost: int = 0
    broken: int = 0


@dataclass(slots=True)
class _File:
    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        for offset, data in self.pending:
            _write(self.durable, offset, data)
        self.pending.clear()


def measure(folder: Path) -> Result:
    if shutil.which("strace") is None:
        return Result.not_run("needs strace")
    cuts = cut(folder, articles=_ARTICLES)
    figure = (
        f"{cuts.images:,} disks after a cut, {cuts.acknowledged} acknowledged articles: "
        f"{cuts.lost} disks lack one, {cuts.broken} are damaged"
    )
    return Result.of(cuts.acknowledged == _ARTICLES and not cuts.lost and not cuts.broken, figure)


def cut(folder: Path, *, articles: int, synchronous: str = "full") -> Cuts:
    """Store articles in a database in the folder, and look at the disks that a power cut may leave of it."""
    path, log = folder / "news.db", folder / "strace"
    Database(path).close()
    disk = {path.name: _File(durable=bytearray(path.read_bytes()))}
    subprocess.run(
        [
            *("strace", "-y", "-xx", "-s", str(2**26), "-e", f"trace={_CALLS}", "-e", "signal=none", "-o", str(log)),
            *(sys.executable, "-m", "benchmarks.promises.power", str(path), str(articles), synchronous),
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    cuts, chance = Cuts(), random.Random(1)
    for name, arguments, target in _calls(log):
        if name == "ack":
            cuts.acknowledged = int(arguments)
            _look(disk, cuts, chance, folder)
        elif Path(target).name.startswith(path.name) and not target.endswith(("-shm", ".lock")):
            _replay(disk, name, arguments, Path(target).name, cuts, chance, folder)
    return cuts


def _replay(
    disk: dict[str, _File], name: str, arguments: str, target: str, cuts: Cuts, chance: random.Random, folder: Path
) -> None:
    file = disk.setdefault(target, _File())
    if name in ("fdatasync", "fsync"):
        _look(disk, cuts, chance, folder)
        file.sync()
        _look(disk, cuts, chance, folder)
    elif name == "ftruncate":
        file.pending.append((int(arguments), None))
    elif name == "unlink":
        _look(disk, cuts, chance, folder)
        del disk[target]
        _look(disk, cuts, chance, folder)
    elif written := _WRITTEN.match(arguments):
        assert not written[2] and written[4] is not None, "strace cut a write short, or it has no place"
        file.pending.append((int(written[4]), bytes.fromhex(written[1].replace("\\x", ""))))
    else:
        raise ValueError(f"a call that is not understood: {name} {arguments[:80]}")


def _calls(log: Path) -> Iterator[tuple[str, str, str]]:
    with log.open(encoding="ascii") as lines:
        for line in lines:
            found = _CALL.match(line)
            if found is None or found[6].startswith("-"):
                continue
            name, number, path, gone, arguments = found[1], found[2], found[3] or "", found[4] or "", found[5] or ""
            if name == "write" and number == "1":
                said = bytes.fromhex(arguments.split('"')[1].replace("\\x", "")).decode()
                for word in said.split():
                    yield "ack", word, ""
            elif name != "write":
                yield name, arguments, _plain(gone or path)
            elif "news.db" in _plain(path):
                raise ValueError(f"a write without a place: {line[:80]}")


def _plain(path: str) -> str:
    return bytes.fromhex(path.replace("\\x", "")).decode() if "\\x" in path else path


def _look(disk: dict[str, _File], cuts: Cuts, chance: random.Random, folder: Path) -> None:
    """Build the disks that a cut at this moment may leave, and open each."""
    kept: tuple[float, ...] = (0.0, 1.0, 0.5) if any(file.pending for file in disk.values()) else (0.0,)
    for share in kept:
        image = folder / "image"
        shutil.rmtree(image, ignore_errors=True)
        image.mkdir()
        for name, file in disk.items():
            content = bytearray(file.durable)
            for offset, data in file.pending:
                for start, part in _torn(offset, data) if 0 < share < 1 else [(offset, data)]:
                    if chance.random() < share or share == 1:
                        _write(content, start, part)
            (image / name).write_bytes(content)
        cuts.images += 1
        try:
            with closing(connect(image / "news.db", mode="rw")) as connection:
                [[words]] = connection.execute("pragma integrity_check").fetchall()
                [stored] = connection.execute("select count(*) from articles").fetchone()
        except Exception:
            cuts.broken += 1
        else:
            cuts.broken += words != "ok"
            cuts.lost += stored < cuts.acknowledged


def _torn(offset: int, data: bytes | None) -> Iterator[tuple[int, bytes | None]]:
    if data is None:
        yield offset, None
        return
    start = 0
    while start < len(data):
        end = start + _SECTOR - (offset + start) % _SECTOR
        yield offset + start, data[start:end]
        start = end


def _write(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
        content.extend(bytes(max(0, offset - len(content))))
        return
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data


def _store(path: Path, articles: int, synchronous: str) -> None:
    """What runs under strace: one transaction for each article, acknowledged when it is over."""
    config = Config()
    settings = PrepareSettings.of(config)
    with Database(path) as database:
        database.connection.execute(f"pragma synchronous = {synchronous}")
        recorder = Recorder(database, config, run_id=None, with_alerts=False)
        for number in range(articles):
            chance = random.Random(number)
            words = " ".join("".join(chance.choices("abdefgiklmnoprstu", k=6)) for _ in range(200))
            record = {"url": f"https://wire.example/{number}", "text": f"Artificial intelligence. {words}"}
            page = Page(
                url=record["url"],
                import_key=str(number),
                kind="record",
                body=json.dumps(record).encode(),
                fetched_at=_NOW,
            )
            recorder.record(prepare(page, settings), now=_NOW)
            os.write(1, f"{number + 1}\n".encode())
            if number % _CHECKPOINT_EVERY == 0:
                database.checkpoint()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("articles", type=int)
    parser.add_argument("synchronous")
    options = parser.parse_args()
    _store(options.database, options.articles, options.synchronous)


if __name__ == "__main__":
    main()
