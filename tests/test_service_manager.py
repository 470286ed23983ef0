"""What started the daemon learns that it is ready, alive and stopping: on a socket of our own in the place of systemd's."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from daemons import Naskh, stop
from patience import PATIENCE_SECONDS

from service_manager import ServiceManager


@pytest.fixture
def folder() -> Iterator[Path]:
    """Of a short name, wherever temporary files are: the path of a socket has room for some hundred letters."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        yield Path(name)


@contextmanager
def manager(address: str) -> Iterator[socket.socket]:
    """A socket as a service manager has it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(f"\0{address[1:]}" if address.startswith("@") else address)
        receiver.settimeout(PATIENCE_SECONDS)
        yield receiver


def waiting(receiver: socket.socket) -> list[str]:
    """What was sent and not read."""
    said = []
    receiver.setblocking(False)
    try:
        while True:
            said.append(receiver.recv(4096).decode())
    except BlockingIOError:
        receiver.settimeout(PATIENCE_SECONDS)
        return said


only_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such names")


@pytest.mark.parametrize("kind", ["path", pytest.param("abstract", marks=only_linux)])
def test_what_is_reported_goes_to_the_socket_of_the_environment(folder: Path, kind: str) -> None:
    address = str(folder / "notify") if kind == "path" else f"@naskh-test-{folder.name}"
    with manager(address) as receiver:
        told = ServiceManager.of({"NOTIFY_SOCKET": address})
        told.ready("watching naskh.db")
        told.alive()
        told.stopping()
        assert waiting(receiver) == ["READY=1\nSTATUS=watching naskh.db", "WATCHDOG=1", "STOPPING=1"]


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "vsock:2:3"}])
def test_without_a_socket_nothing_is_reported(environment: dict[str, str]) -> None:
    assert ServiceManager.of(environment).address is None
    ServiceManager.of(environment).ready()


def test_a_socket_that_is_gone_or_full_keeps_nobody_from_working(folder: Path) -> None:
    ServiceManager.of({"NOTIFY_SOCKET": str(folder / "gone")}).ready()
    with manager(str(folder / "full")) as receiver:
        told = ServiceManager.of({"NOTIFY_SOCKET": str(folder / "full")})
        for _ in range(2000):
            told.alive()
        assert waiting(receiver)


@pytest.mark.parametrize(
    ("more", "seconds"),
    [
        ({"WATCHDOG_USEC": "3000000"}, 3.0),
        ({"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "77"}, 3.0),
        ({"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "78"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_a_watchdog_is_ours_where_it_names_us(more: dict[str, str], seconds: float | None) -> None:
    told = ServiceManager.of({"NOTIFY_SOCKET": "/run/notify", **more}, process_id=77)
    assert told.watchdog_seconds == seconds


def test_signs_of_life_come_several_times_in_the_time_of_the_watchdog(folder: Path) -> None:
    async def live() -> None:
        told = ServiceManager.of({"NOTIFY_SOCKET": str(folder / "notify"), "WATCHDOG_USEC": "30000"})
        task = asyncio.create_task(told.stay_alive())
        while len(said) < 4:
            said.extend(waiting(receiver))
            await asyncio.sleep(0.005)
        task.cancel()

    said: list[str] = []
    with manager(str(folder / "notify")) as receiver:
        began = time.monotonic()
        asyncio.run(live())
        assert set(said) == {"WATCHDOG=1"} and time.monotonic() - began > 0.03
    asyncio.run(ServiceManager.of({}).stay_alive())


@pytest.mark.slow
def test_a_daemon_says_that_it_is_ready_lives_and_stops(
    naskh: Naskh, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    (naskh.folder / "naskh.toml").write_text(
        'database = "news.db"\n[crawl]\nallow_private = ["127.0.9.78"]\n[[source]]\nurl = "http://127.0.9.78:9/feed"\n'
    )
    monkeypatch.setenv("NOTIFY_SOCKET", str(folder / "notify"))
    monkeypatch.setenv("WATCHDOG_USEC", "600000")
    with manager(str(folder / "notify")) as receiver:
        process = naskh.start("run")
        assert receiver.recv(4096).decode().startswith("READY=1\nSTATUS=watching ")
        assert naskh.count("select count(*) from runs") == 1, "what it needs is there by then"
        assert [receiver.recv(4096) for _ in range(4)] == [b"WATCHDOG=1"] * 4
        stop(process, signal.SIGTERM)
        said = waiting(receiver)
        assert "STOPPING=1" in said and set(said) <= {"STOPPING=1", "WATCHDOG=1"}
    assert process.returncode == 0
