"""The politeness gate, on its own: one at a time to a site, starts apart, whoever asks. Nobody waits for its clock."""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stepped_loop import run_stepped

from crawler.gate import MAX_PAUSE_SECONDS, Gate, Kept, SitePaused, site_of

# Of sums of moments.
_ROUNDING = 1e-6


def stepped_gate(**options: Any) -> Gate:
    return Gate(clock=asyncio.get_running_loop().time, **options)


def test_starts_are_apart_and_one_is_in_flight() -> None:
    async def scenario() -> tuple[list[float], int]:
        gate, starts, inside, most = stepped_gate(), [], 0, 0

        async def request() -> None:
            nonlocal inside, most
            async with gate.turn("paper.example", delay_seconds=0.05):
                inside += 1
                most = max(most, inside)
                starts.append(asyncio.get_running_loop().time())
                await asyncio.sleep(0.01)
                inside -= 1

        await asyncio.gather(*(request() for _ in range(6)))
        return starts, most

    starts, most = run_stepped(scenario())
    assert most == 1
    assert min(b - a for a, b in pairwise(starts)) >= 0.05 - _ROUNDING


def test_sites_do_not_wait_for_each_other() -> None:
    async def scenario() -> float:
        gate = stepped_gate()
        begin = asyncio.get_running_loop().time()

        async def request(site: str) -> None:
            async with gate.turn(site, delay_seconds=60):
                await asyncio.sleep(0)

        await asyncio.gather(*(request(f"{n}.example") for n in range(50)))
        return asyncio.get_running_loop().time() - begin

    assert run_stepped(scenario()) < 5


def test_a_turn_is_given_back_after_errors_and_cancellations() -> None:
    async def scenario() -> None:
        gate = stepped_gate()
        with pytest.raises(ZeroDivisionError):
            async with gate.turn("a.example", delay_seconds=0):
                _ = 1 / 0
        holder_is_in, let_go = asyncio.Event(), asyncio.Event()

        async def hold() -> None:
            async with gate.turn("a.example", delay_seconds=0):
                holder_is_in.set()
                await let_go.wait()

        async def take() -> None:
            async with gate.turn("a.example", delay_seconds=0):
                pass

        holder = asyncio.create_task(hold())
        await holder_is_in.wait()
        waiting = [asyncio.create_task(take()) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        holder.cancel()
        results = await asyncio.gather(*waiting, return_exceptions=True)
        assert isinstance(results[0], asyncio.CancelledError) and results[1:] == [None, None]

    run_stepped(scenario())


def test_a_paused_site_gets_no_turn_and_others_do() -> None:
    async def scenario() -> None:
        gate = stepped_gate()
        assert await gate.pause("a.example", 120) == 120
        with pytest.raises(SitePaused) as caught:
            async with gate.turn("a.example", delay_seconds=0):
                pass
        assert caught.value.seconds == pytest.approx(120)
        async with gate.turn("b.example", delay_seconds=0):
            pass
        assert await gate.pause("b.example", 1e12) == MAX_PAUSE_SECONDS

    run_stepped(scenario())


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("http://www.paper.example/a", "paper.example"),
        ("https://paper.example:443/a", "paper.example"),
        ("http://PAPER.example:80", "paper.example"),
        ("http://paper.example:8080/", "paper.example:8080"),
        ("https://www.paper.example:80/", "paper.example:80"),
        ("http://m.paper.example./", "m.paper.example"),
    ],
)
def test_a_site_is_its_host_without_www_and_its_port(url: str, site: str) -> None:
    assert site_of(url) == site


def test_after_a_restart_each_site_waits_one_pause_before_its_first_turn() -> None:
    """Nobody knows when the process before sent its last request."""

    async def scenario() -> list[float]:
        gate = stepped_gate(kept={"slow.example": Kept(delay_seconds=0.3)})
        begin, starts = asyncio.get_running_loop().time(), []
        for site in ("paper.example", "slow.example"):
            async with gate.turn(site, delay_seconds=0.1):
                starts.append(asyncio.get_running_loop().time() - begin)
        return starts

    first, slow = run_stepped(scenario())
    assert first >= 0.1 - _ROUNDING and slow >= 0.3 - _ROUNDING


def test_a_pause_outlives_the_process_and_what_sites_ask_for_is_reported() -> None:
    async def scenario() -> None:
        heard: list[tuple[str, float]] = []

        async def hear(site: str, seconds: float) -> None:
            heard.append((site, seconds))

        gate = stepped_gate(on_pause=hear)
        await gate.pause("a.example", 120)
        assert heard == [("a.example", 120)]
        again = stepped_gate(kept={"a.example": Kept(pause_seconds=100)})
        with pytest.raises(SitePaused) as caught:
            async with again.turn("a.example", delay_seconds=0):
                pass
        assert caught.value.seconds == pytest.approx(100)

    run_stepped(scenario())


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 0.004)), min_size=1, max_size=12),
    st.floats(0, 0.003),
)
def test_whoever_asks_a_site_is_asked_one_at_a_time_and_the_starts_are_apart(
    requests: list[tuple[str, float]], delay: float
) -> None:
    async def scenario() -> None:
        gate, starts = stepped_gate(), dict[str, list[float]]()
        inside: Counter[str] = Counter()

        async def request(site: str, seconds: float) -> None:
            async with gate.turn(site, delay_seconds=delay):
                inside[site] += 1
                assert inside[site] == 1
                starts.setdefault(site, []).append(asyncio.get_running_loop().time())
                await asyncio.sleep(seconds)
                inside[site] -= 1

        await asyncio.gather(*(request(*each) for each in requests))
        for times in starts.values():
            assert all(b - a >= delay - _ROUNDING for a, b in pairwise(times))

    run_stepped(scenario())
