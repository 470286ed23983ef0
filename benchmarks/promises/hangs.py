"""A daemon that stands still, under a service manager that does what the unit in deploy/ says."""

from __future__ import annotations

import configparser
import select
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.kills import Sites
from benchmarks.promises.place import Place
from benchmarks.promises.trial import ROOT, Result

_BOUND_SECONDS = 60.0
_START_SECONDS = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Seconds from the moment at which it stood still."""

    noticed: float
    ready: float
    is_sound: bool


def measure(folder: Path) -> Result:
    outcome = hang(folder, watchdog_seconds=unit_seconds("WatchdogSec"), restart_seconds=unit_seconds("RestartSec"))
    figure = f"noticed after {outcome.noticed:.0f} s, ready again after {outcome.ready:.0f} s"
    return Result.of(outcome.ready <= _BOUND_SECONDS and outcome.is_sound, figure)


def unit_seconds(name: str) -> float:
    """A time of the unit, in seconds."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[method-assign,assignment]
    unit.read(ROOT / "deploy" / "naskh.service", "utf-8")
    words = unit["Service"][name]
    return float(words.removesuffix("min")) * 60 if words.endswith("min") else float(words.removesuffix("s"))


def hang(folder: Path, *, watchdog_seconds: float, restart_seconds: float) -> Outcome:
    """Stop the process of a daemon with SIGSTOP, end it when its signs of life are missed, and start it again."""
    place, sites = Place(folder), Sites()
    # Of a short name: the path of a socket has room for some hundred letters.
    with (
        sites.served(),
        tempfile.TemporaryDirectory(dir="/tmp") as short,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver,
    ):
        address = f"{short}/notify"
        receiver.bind(address)
        (folder / "naskh.toml").write_text(sites.config_text(), "utf-8")
        environment = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": str(int(watchdog_seconds * 1e6))}
        daemon = place.start("run", **environment)
        try:
            _wait_for(receiver, b"READY=1", seconds=_START_SECONDS)
            last = _wait_for(receiver, b"WATCHDOG=1", seconds=_START_SECONDS)
            daemon.send_signal(signal.SIGSTOP)
            began = time.monotonic()
            while time.monotonic() - last < watchdog_seconds:
                if _heard(receiver, seconds=0.2) == b"WATCHDOG=1":
                    last = time.monotonic()
            daemon.kill()
            daemon.wait()
            noticed = time.monotonic() - began
            time.sleep(restart_seconds)
            daemon = place.start("run", **environment)
            _wait_for(receiver, b"READY=1", seconds=_START_SECONDS)
            ready = time.monotonic() - began
        finally:
            if daemon.poll() is None:
                daemon.send_signal(signal.SIGCONT)
                daemon.send_signal(signal.SIGTERM)
                try:
                    daemon.wait(60)
                except subprocess.TimeoutExpired:
                    daemon.kill()
                    daemon.wait()
    return Outcome(noticed=noticed, ready=ready, is_sound=place.is_sound())


def _wait_for(receiver: socket.socket, words: bytes, *, seconds: float) -> float:
    """When these words came."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if _heard(receiver, seconds=0.5).startswith(words):
            return time.monotonic()
    raise TimeoutError(f"{words!r} did not come within {seconds:.0f} s")


def _heard(receiver: socket.socket, *, seconds: float) -> bytes:
    ready, _, _ = select.select([receiver], [], [], seconds)
    return receiver.recv(4096) if ready else b""
