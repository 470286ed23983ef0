"""Worker processes: what goes wrong in one ends that one call, and is told in a sentence; nothing ends them all."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from daemons import alive
from lags import lag_of_this_loop
from patience import wait_until

from pipelines.processes.fork_servers import fork_servers
from pipelines.processes.workers import WorkerFailed, Workers, worker_process_ids


def double(number: int) -> int:
    return 2 * number


def spin(_: object) -> None:
    while True:
        pass


def crash(_: object) -> None:
    os.abort()


def leave(_: object) -> None:
    os._exit(3)


def kill_itself(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fill_memory(_: object) -> int:
    return len(bytearray(2_000_000_000))


def break_rules(_: object) -> None:
    raise KeyError("a bug of ours")


def do(task: tuple[str, int]) -> int:
    name, number = task
    calls = {
        "double": double,
        "spin": spin,
        "crash": crash,
        "exit": leave,
        "kill": kill_itself,
        "fill": fill_memory,
        "bug": break_rules,
    }
    return calls[name](number) or 0


def process_id(_: object) -> int:
    return os.getpid()


def niceness(_: object) -> int:
    return os.getpriority(os.PRIO_PROCESS, 0)


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def steer_the_terminal(words: str) -> None:
    raise ValueError(words)


def give_what_cannot_travel(_: object) -> object:
    return lambda: None


def stay_the_first_time(mark: str) -> str:
    """Never ends when it is called for the first time."""
    with contextlib.suppress(FileExistsError), Path(mark).open("x") as file:
        file.write(str(os.getpid()))
        file.flush()
        time.sleep(600)
    return "answered"


def work(milliseconds: int) -> int:
    until = time.process_time() + milliseconds / 1000
    while time.process_time() < until:
        pass
    return milliseconds


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pool = Workers(count=2, timeout_seconds=20, memory_mb=1024)
    # The server that workers fork from loads its libraries once; what is timed below comes after.
    assert list(pool.map(double, [1, 2])) == [(1, 2), (2, 4)]
    yield pool
    pool.stop()


def end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def test_results_come_in_the_order_of_the_items(workers: Workers) -> None:
    assert [result for _, result in workers.map(double, range(50))] == [2 * n for n in range(50)]


def test_workers_give_way_to_whoever_waits_for_their_results(workers: Workers) -> None:
    assert all(theirs > niceness(None) for _, theirs in workers.map(niceness, range(4)))


# Limits.


def test_a_call_is_begun_before_anybody_waits_for_it(workers: Workers) -> None:
    first, second = workers.begin(double, 2), workers.begin(do, ("bug", 0))
    with pytest.raises(WorkerFailed):
        second()
    assert first() == 4


def test_a_call_that_takes_too_long_is_ended_and_the_others_go_on(workers: Workers) -> None:
    tasks = [("double", 1), ("spin", 0), ("double", 2), ("double", 3)]
    results = [result for _, result in workers.map(do, tasks, timeout_seconds=1)]
    assert [results[n] for n in (0, 2, 3)] == [2, 4, 6]
    assert str(results[1]) == "parsing took longer than 1 s of processor time"
    assert isinstance(results[1], WorkerFailed) and results[1].at_limit


def test_a_call_that_sleeps_is_ended_by_the_clock() -> None:
    pool = Workers(count=1, timeout_seconds=20, memory_mb=1024, wall_seconds=1.0)
    [(_, result)] = pool.map(sleep, [600])
    # A busy machine may take a second to begin the next one in a new process.
    pool.wall_seconds = 60.0
    [(_, after)] = pool.map(sleep, [0])
    pool.stop()
    assert (str(result), after) == ("parsing took longer than 1 s", None)


@pytest.mark.slow
def test_on_a_busy_machine_a_call_has_its_time_of_the_processor() -> None:
    pool = Workers(count=2, timeout_seconds=1.0, memory_mb=1024)
    assert [result for _, result in pool.map(double, [1])] == [2]
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(8)]
    try:
        assert [result for _, result in pool.map(work, [300] * 2)] == [300] * 2
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()
        pool.stop()


def test_a_call_that_wants_too_much_memory_fails_alone(workers: Workers) -> None:
    results = [result for _, result in workers.map(do, [("fill", 0), ("double", 2)])]
    assert [str(result) for result in results] == ["parsing needed more than 1024 MB", "4"]
    assert isinstance(results[0], WorkerFailed) and results[0].at_limit


# Processes that end.


@pytest.mark.parametrize("way", ["crash", "exit"])
def test_a_crash_takes_one_call_with_it(workers: Workers, way: str) -> None:
    results = [result for _, result in workers.map(do, [(way, 0), ("double", 2), (way, 0), ("double", 4)])]
    assert [str(result) for result in results] == ["the parser crashed", "4", "the parser crashed", "8"]


def test_a_call_that_kills_its_process_fails_and_the_others_go_on(workers: Workers) -> None:
    results = [result for _, result in workers.map(do, [("kill", 0), *[("double", n) for n in range(6)]])]
    assert str(results[0]) == "the parser was killed 6 times"
    assert results[1:] == [0, 2, 4, 6, 8, 10]


def test_an_idle_process_that_was_killed_is_replaced(workers: Workers) -> None:
    killed = {pid for _, pid in workers.map(process_id, range(20))}
    for pid in killed:
        end(pid)
    found = {pid for _, pid in workers.map(process_id, range(20))}
    assert not found & killed


def test_a_call_whose_process_is_killed_from_outside_is_made_again(workers: Workers, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    calls = workers.map(stay_the_first_time, [str(mark)])
    killer = threading.Thread(target=lambda: end(int(wait_until(lambda: mark.exists() and mark.read_text()))))
    killer.start()
    assert [result for _, result in calls] == ["answered"]
    killer.join()


@pytest.mark.slow
def test_processes_killed_at_random_lose_no_call(workers: Workers) -> None:
    done = threading.Event()
    chance = random.Random(7)

    def kill() -> None:
        for _ in range(60):
            servers = fork_servers()
            if pids := servers.process_ids if chance.random() < 0.2 else [*servers.worker_ids]:
                end(chance.choice(pids))
            done.wait(chance.uniform(0.05, 0.4))
        done.set()

    def stream() -> Iterator[int]:
        number = 0
        while not done.is_set():
            yield (number := number + 1) % 40

    killer = threading.Thread(target=kill)
    killer.start()
    failed = [result for item, result in workers.map(work, stream()) if result != item]
    killer.join()
    assert failed == []


# What a call raises.


def test_a_mistake_of_ours_fails_one_call_and_is_logged(workers: Workers, caplog: pytest.LogCaptureFixture) -> None:
    results = [result for _, result in workers.map(do, [("bug", 0), ("double", 2)])]
    assert str(results[0]) == "parsing failed: KeyError: 'a bug of ours'"
    assert results[1] == 4
    assert caplog.text.count("in break_rules") == 1


def test_what_a_page_put_into_an_error_steers_no_terminal(workers: Workers, caplog: pytest.LogCaptureFixture) -> None:
    [(_, result)] = workers.map(steer_the_terminal, ["\x1b[2J\u202etxt.exe \ud800 \x9b خبر"])
    assert str(result) == r"parsing failed: ValueError: \x1b[2J\u202etxt.exe \ud800 \x9b خبر"
    assert r"ValueError: \x1b[2J\u202etxt.exe \ud800 \x9b خبر" in caplog.text
    assert not {"\x1b", "\u202e", "\x9b"} & set(caplog.text)


def test_a_result_or_an_item_that_cannot_travel_fails_alone(workers: Workers) -> None:
    [(_, result)] = workers.map(give_what_cannot_travel, [0])
    assert str(result).startswith("parsing failed:")
    results = [result for _, result in workers.map(double, [lambda: None, 2])]  # type: ignore[list-item]
    assert str(results[0]).startswith("parsing failed:")
    assert results[1] == 4


def test_calls_of_the_event_loop_fail_with_a_sentence(workers: Workers) -> None:
    async def both() -> tuple[str, int]:
        with pytest.raises(WorkerFailed) as failure:
            await workers.run(spin, 0, timeout_seconds=0.5)
        with pytest.raises(WorkerFailed, match="parsing failed: KeyError"):
            await workers.run(break_rules, 0)
        return str(failure.value), await workers.run(double, 21)

    assert asyncio.run(both()) == ("parsing took longer than 0.5 s of processor time", 42)


# Beginning, cancelling, stopping.


def test_the_event_loop_goes_on_while_workers_start_and_a_bad_page_is_read() -> None:
    async def longest_pause() -> float:
        # Without their server, so that all of it begins anew.
        for pid in worker_process_ids():
            end(pid)
        async with lag_of_this_loop() as lag:
            pool = Workers(count=2, timeout_seconds=1, memory_mb=1024)
            try:
                assert await pool.ready()
                spinning = [asyncio.create_task(pool.run(spin, n)) for n in range(2)]
                await asyncio.gather(*spinning, return_exceptions=True)
                assert await pool.run(double, 2) == 4
            finally:
                await asyncio.to_thread(pool.stop)
        return lag.longest

    # A server takes 2 s and more to load what workers need, and each bad page a second.
    assert asyncio.run(longest_pause()) < 0.8


def test_a_cancelled_call_gives_its_worker_back(workers: Workers) -> None:
    async def cancelled() -> int:
        calls = [asyncio.create_task(workers.run(spin, 0)) for _ in range(2)]
        await asyncio.sleep(0)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        return await workers.run(double, 4)

    assert asyncio.run(cancelled()) == 8


def test_the_processes_are_known_and_gone_after_a_stop() -> None:
    pool = Workers(count=1, timeout_seconds=5, memory_mb=1024)
    [(_, pid)] = pool.map(process_id, [0])
    assert pid in worker_process_ids()
    pool.stop()
    # At once where its fork server lives and takes note of it; an earlier test may have killed that one.
    wait_until(lambda: not alive(pid))


def test_a_stop_ends_what_runs_and_what_waits() -> None:
    async def stopped() -> list[object]:
        pool = Workers(count=1, timeout_seconds=5, memory_mb=1024)
        assert await pool.ready()
        calls = [asyncio.ensure_future(pool.run(sleep, 600)) for _ in range(3)]
        await asyncio.sleep(0)
        await asyncio.to_thread(pool.stop)
        return await asyncio.gather(*calls, return_exceptions=True)

    assert [type(result) for result in asyncio.run(stopped())] == [asyncio.CancelledError] * 3
