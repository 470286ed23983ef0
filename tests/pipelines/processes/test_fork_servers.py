"""What workers fork from outlives whatever is killed, costs little memory, and ends with the program."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from patience import wait_until
from places import ROOT

from pipelines.processes.fork_servers import ForkServers, Next, fork_servers, what_next
from pipelines.processes.workers import Workers, worker_process_ids

needs_proc = pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="looks into /proc, as Linux has it"
)


def double(number: int) -> int:
    return 2 * number


def process_id(_: object) -> int:
    return os.getpid()


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pool = Workers(count=2, timeout_seconds=20, memory_mb=1024)
    assert list(pool.map(double, [1, 2])) == [(1, 2), (2, 4)]
    yield pool
    pool.stop()


@pytest.fixture
def servers(workers: Workers) -> ForkServers:
    servers = fork_servers()
    # Pools of other tests may be there, too: all fork from these servers.
    wait_until(lambda: len(servers.process_ids) == 2 and len(servers.worker_ids) >= 2)
    return servers


def kill(*process_ids: int) -> None:
    for pid in process_ids:
        # A worker that another test is done with may have ended by itself since it was listed.
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def is_there(pid: int) -> bool:
    """A zombie is: nobody has taken note of its end."""
    return Path(f"/proc/{pid}").exists()


def works(workers: Workers) -> bool:
    return [result for _, result in workers.map(double, range(8))] == [2 * n for n in range(8)]


# What is to be done.


@pytest.mark.parametrize(
    ("ready", "pending", "has_served", "expected"),
    [
        ([], [], False, Next.LOAD),
        ([], [6], False, Next.NOTHING),
        ([6], [], True, Next.FORK),
        ([6], [6], True, Next.NOTHING),
        ([6, 6], [], True, Next.NOTHING),
        ([], [], True, Next.LOAD),
        ([], [6], True, Next.BRIDGE),
        ([], [6, 3, 4], True, Next.NOTHING),
        # What serves meanwhile has a standby, too.
        ([4], [6], True, Next.FORK),
        ([3, 4], [6], True, Next.FORK),
        ([3, 4], [6, 4], True, Next.NOTHING),
        ([4, 4], [6], True, Next.NOTHING),
        # What loaded was killed, too, while another served for it.
        ([4, 4], [], True, Next.LOAD),
    ],
)
def test_there_is_to_be_a_server_and_a_standby_that_read_no_pages(
    ready: list[int], pending: list[int], has_served: bool, expected: Next
) -> None:
    assert what_next(ready=ready, pending=pending, newest=6, has_served=has_served) is expected


# What is killed.


def test_the_standby_takes_over_from_a_killed_server_without_a_new_load(workers: Workers, servers: ForkServers) -> None:
    lineage = servers.lineage
    for _ in range(3):
        wait_until(lambda: len(servers.process_ids) == 2)
        server, standby = servers.process_ids
        before = {*servers.worker_ids}
        kill(server, *before)
        assert works(workers)
        assert not {pid for _, pid in workers.map(process_id, range(20))} & before
        assert servers.process_ids[0] == standby
        assert servers.lineage == lineage


def test_a_killed_standby_is_replaced(workers: Workers, servers: ForkServers) -> None:
    server, standby = servers.process_ids
    kill(standby)
    wait_until(lambda: len(servers.process_ids) == 2 and standby not in servers.process_ids)
    assert servers.process_ids[0] == server


@pytest.mark.slow
def test_when_server_and_standby_are_killed_workers_fork_what_others_fork_from(
    workers: Workers, servers: ForkServers
) -> None:
    lineage, count = servers.lineage, len(servers.worker_ids)
    kill(*servers.process_ids)
    # One worker dies at a time: each is replaced while the new program loads.
    for _ in range(3):
        victim, *_ = servers.worker_ids
        kill(victim)
        wait_until(lambda victim=victim: victim not in servers.worker_ids and len(servers.worker_ids) == count)  # type: ignore[misc]
        assert works(workers)
    wait_until(lambda: servers.lineage > lineage and len(servers.process_ids) == 2)
    assert works(workers)


@pytest.mark.slow
def test_workers_that_share_no_memory_with_the_new_server_are_replaced(workers: Workers, servers: ForkServers) -> None:
    before = {*servers.worker_ids}
    kill(*servers.process_ids)
    wait_until(lambda: len(servers.process_ids) == 2 and not before & servers.worker_ids)
    assert works(workers)


@pytest.mark.slow
def test_calls_are_answered_though_everything_was_killed_at_once(workers: Workers, servers: ForkServers) -> None:
    lineage = servers.lineage
    kill(*worker_process_ids())
    assert works(workers)
    # By what the new program forked before it had loaded everything; that may have ended by now.
    assert servers.lineage != lineage
    wait_until(lambda: servers.lineage > lineage and len(servers.process_ids) == 2)
    assert works(workers)


@pytest.mark.slow
def test_a_server_that_is_killed_while_it_forks_costs_no_call(workers: Workers, servers: ForkServers) -> None:
    for _ in range(20):
        wait_until(lambda: len(servers.process_ids) == 2)
        # The workers' keepers order new ones from the server at this very moment.
        kill(*servers.worker_ids, servers.process_ids[0])
        assert works(workers)


# What they cost, and what they leave.


@needs_proc
def test_the_standby_shares_its_memory(servers: ForkServers) -> None:
    _, standby = servers.process_ids
    rollup = Path(f"/proc/{standby}/smaps_rollup").read_text()
    own = sum(int(kb) for kb in re.findall(r"^Private_\w+:\s+(\d+) kB", rollup, re.MULTILINE))
    assert own < 12_000


@needs_proc
@pytest.mark.slow
def test_no_process_holds_what_is_another_s(workers: Workers, servers: ForkServers) -> None:
    for _ in range(3):
        kill(*servers.worker_ids, servers.process_ids[0])
        assert works(workers)
        wait_until(lambda: len(servers.process_ids) == 2)
    # A server closes what it passed on a moment after the new process is ready.
    wait_until(lambda: not shared_sockets(worker_process_ids()))
    # One that was killed may be listed for a moment more.
    wait_until(lambda: {len([*sockets(pid)]) for pid in servers.worker_ids} == {1})


def shared_sockets(process_ids: Iterable[int]) -> list[str]:
    counted = Counter(name for pid in process_ids for name in sockets(pid))
    return [name for name, count in counted.items() if count > 1]


def sockets(pid: int) -> Iterator[str]:
    """Those that a process holds: none where it ends while it is looked at, as those do that were killed."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for handle in Path(f"/proc/{pid}/fd").iterdir():
            if (name := str(handle.readlink())).startswith("socket:"):
                yield name


@pytest.mark.slow
@needs_proc
def test_killed_processes_leave_no_zombies_and_no_open_files(workers: Workers, servers: ForkServers) -> None:
    killed: set[int] = set()
    open_before = 0
    for round_ in range(6):
        wait_until(lambda: len(servers.process_ids) == 2)
        kill(*servers.worker_ids, servers.process_ids[0])
        killed |= {*servers.worker_ids, servers.process_ids[0]}
        assert works(workers)
        wait_until(lambda: len(servers.process_ids) == 2)
        if not round_:
            open_before = len([*Path("/proc/self/fd").iterdir()])
    wait_until(lambda: not any(map(is_there, killed)))
    assert len([*Path("/proc/self/fd").iterdir()]) <= open_before


PROGRAM = """
import sys, threading, time
from pipelines.processes.workers import Workers, worker_process_ids
from pipelines.processes.fork_servers import fork_servers

def main():
    workers = Workers(count=3, timeout_seconds=1, wall_seconds=1, memory_mb=1024)
    list(workers.map(abs, range(20)))
    while len(fork_servers().process_ids) < 2 or len(fork_servers().worker_ids) < 3:
        time.sleep(.01)
    for call in (time.sleep, 60), (eval, "[0 for _ in iter(int, 1)]"):
        threading.Thread(target=lambda call=call: list(workers.map(call[0], [call[1]])), daemon=True).start()
    print(*worker_process_ids(), flush=True)
    if sys.argv[1:]:
        return
    time.sleep(600)

main()
"""


@pytest.mark.slow
@needs_proc
@pytest.mark.parametrize("way", ["killed", "orphaned first", "ended"])
def test_no_process_outlives_the_program(way: str) -> None:
    """Idle ones end at once, busy and sleeping ones at their limits."""
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *["end"] * (way == "ended")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert program.stdout is not None
    pids = [*map(int, program.stdout.readline().split())]
    assert len(pids) == 5
    if way == "orphaned first":
        # Workers whose server is gone, and their standby, are no children of anybody's.
        kill(pids[3])
    if way != "ended":
        program.kill()
    program.wait()
    wait_until(lambda: not any(map(is_alive, pids)))
    program.stdout.close()


def is_alive(pid: int) -> bool:
    """Where nobody reaps, a zombie stays; it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@needs_proc
def test_people_can_tell_the_processes_apart(servers: ForkServers) -> None:
    # A process takes its name a moment after it is listed.
    wait_until(lambda: names(servers.process_ids) == {"naskh-forks"})
    wait_until(lambda: names(servers.worker_ids) == {"naskh-worker"})


def names(process_ids: Iterable[int]) -> set[str]:
    found = set()
    for pid in process_ids:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found.add(Path(f"/proc/{pid}/comm").read_text().strip())
    return found
