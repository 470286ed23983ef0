"""Worker processes: what goes wrong in one ends that one call, and is told in a sentence."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.workers import WorkerFailed, Workers, worker_process_ids


def double(number: int) -> int:
    return 2 * number


def spin(_: object) -> None:
    while True:
        pass


def crash(_: object) -> None:
    os.abort()


def fill_memory(_: object) -> int:
    return len(bytearray(2_000_000_000))


def break_rules(_: object) -> None:
    raise KeyError("a bug of ours")


def do(task: tuple[str, int]) -> int:
    name, number = task
    return {"double": double, "spin": spin, "crash": crash, "fill": fill_memory, "bug": break_rules}[name](number) or 0


def process_id(_: object) -> int:
    return os.getpid()


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pool = Workers(count=2, timeout_seconds=20, memory_mb=1024)
    # The server that workers fork from loads its libraries once; what is timed below comes after.
    assert list(pool.map(double, [1, 2])) == [(1, 2), (2, 4)]
    yield pool
    pool.stop()


def test_results_come_in_the_order_of_the_items(workers: Workers) -> None:
    assert [result for _, result in workers.map(double, range(50))] == [2 * n for n in range(50)]


def test_a_call_that_takes_too_long_is_ended_and_the_others_go_on(workers: Workers) -> None:
    tasks = [("double", 1), ("spin", 0), ("double", 2), ("double", 3)]
    results = [result for _, result in workers.map(do, tasks, timeout_seconds=1)]
    assert [results[n] for n in (0, 2, 3)] == [2, 4, 6]
    assert str(results[1]) == "parsing took longer than 1 s"


def test_a_crash_takes_one_call_with_it(workers: Workers) -> None:
    results = [result for _, result in workers.map(do, [("crash", 0), ("double", 2), ("crash", 0), ("double", 4)])]
    assert [str(result) for result in results] == ["the parser crashed", "4", "the parser crashed", "8"]


def test_a_call_that_wants_too_much_memory_fails_alone(workers: Workers) -> None:
    results = [result for _, result in workers.map(do, [("fill", 0), ("double", 2)])]
    assert [str(result) for result in results] == ["parsing needed more than 1024 MB", "4"]


def test_a_mistake_of_ours_fails_one_call_and_is_logged(workers: Workers, caplog: pytest.LogCaptureFixture) -> None:
    results = [result for _, result in workers.map(do, [("bug", 0), ("double", 2)])]
    assert str(results[0]) == "parsing failed: KeyError: 'a bug of ours'"
    assert results[1] == 4
    assert "break_rules" in caplog.text


def test_a_replacement_is_there_within_a_second(workers: Workers) -> None:
    list(workers.map(do, [("crash", 0), ("crash", 0)]))
    started = time.monotonic()
    assert [result for _, result in workers.map(double, [3, 4])] == [6, 8]
    assert time.monotonic() - started < 1.0


def test_calls_of_the_event_loop_fail_with_a_sentence(workers: Workers) -> None:
    async def both() -> tuple[str, int]:
        with pytest.raises(WorkerFailed) as failure:
            await workers.run(spin, 0, timeout_seconds=0.5)
        with pytest.raises(WorkerFailed, match="parsing failed: KeyError"):
            await workers.run(break_rules, 0)
        return str(failure.value), await workers.run(double, 21)

    assert asyncio.run(both()) == ("parsing took longer than 0.5 s", 42)


def test_a_cancelled_call_gives_its_worker_back(workers: Workers) -> None:
    async def cancelled() -> int:
        calls = [asyncio.create_task(workers.run(spin, 0)) for _ in range(2)]
        await asyncio.sleep(0)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        return await workers.run(double, 4)

    assert asyncio.run(asyncio.wait_for(cancelled(), 10)) == 8


def test_the_processes_are_known_and_gone_after_a_stop() -> None:
    pool = Workers(count=1, timeout_seconds=5, memory_mb=1024)
    [(_, pid)] = pool.map(process_id, [0])
    assert pid in worker_process_ids()
    pool.stop()
    assert not Path(f"/proc/{pid}").exists()
