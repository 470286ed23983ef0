"""A small disk runs full under the daemon while a reader is stuck, and gets room again. Needs root, and Linux."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.kills import Sites
from benchmarks.promises.place import Place, wait_until
from benchmarks.promises.trial import Result

_SIZE_MB = 96
_LEFT_BYTES = 1_000_000
# The daemon tries every 15 s whether it can write: it has tried twice by then.
_FULL_SECONDS = 35.0
_BACK_SECONDS = 60.0
_FULL, _BACK = "the disk is full", "can be written again"


def measure(folder: Path) -> Result:
    if os.geteuid() or shutil.which("mount") is None:
        return Result.not_run("needs root: a small disk is mounted")
    with _small_disk(folder / "disk") as disk:
        if disk is None:
            return Result.not_run("no small disk can be mounted here")
        return _run_full(disk)


def _run_full(disk: Path) -> Result:
    place, sites = Place(disk), Sites()
    with sites.served():
        (disk / "naskh.toml").write_text(sites.config_text(), "utf-8")
        daemon = place.start("run")
        reader = None
        try:
            wait_until(lambda: place.value("select count(*) from articles") >= 20, seconds=90, why="nothing is stored")
            reader = sqlite3.connect(f"file:{place.database}?mode=ro", uri=True)
            reader.execute("begin")
            reader.execute("select count(*) from articles").fetchone()
            before = place.value("select count(*) from articles")
            wait_until(
                lambda: place.value("select count(*) from articles") > before, seconds=60, why="a reader holds it"
            )
            filler = disk / "filler"
            with filler.open("wb") as file, contextlib.suppress(OSError):
                while shutil.disk_usage(disk).free > _LEFT_BYTES:
                    file.write(bytes(100_000))
                    file.flush()
            wait_until(lambda: place.said(_FULL), seconds=120, why="a full disk is not spoken of")
            time.sleep(_FULL_SECONDS)
            said, stored = place.said(_FULL), place.value("select count(*) from articles")
            wal_mb = place.database.with_name("news.db-wal").stat().st_size / 1e6
            was_running = daemon.poll() is None
            reader.close()
            filler.unlink()
            began = time.monotonic()
            wait_until(lambda: place.said(_BACK), seconds=_BACK_SECONDS + 60, why="it does not go on")
            wait_until(
                lambda: place.value("select count(*) from articles") > stored, seconds=90, why="nothing is stored"
            )
            seconds = time.monotonic() - began
        finally:
            if reader is not None:
                reader.close()
            if daemon.poll() is None:
                daemon.send_signal(signal.SIGTERM)
                daemon.wait(60)
    is_sound = place.is_sound()
    figure = (
        f"said {said} time{'' if said == 1 else 's'} in {_FULL_SECONDS:.0f} s, on with new articles {seconds:.0f} s "
        f"after there was room; the log was {wal_mb:.0f} MB under a stuck reader; "
        f"{'no half rows' if is_sound else 'half rows'}"
    )
    return Result.of(was_running and said == 1 and seconds <= _BACK_SECONDS and is_sound, figure)


@contextlib.contextmanager
def _small_disk(folder: Path) -> Iterator[Path | None]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE_MB}m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)
