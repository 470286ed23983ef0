"""The politeness gate, on its own: one at a time to a site, starts apart, whoever asks."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from crawler.gate import MAX_PAUSE_SECONDS, Gate, SitePaused, site_of


def test_starts_are_apart_and_one_is_in_flight() -> None:
    async def scenario() -> tuple[list[float], int]:
        gate, starts, inside, most = Gate(), [], 0, 0

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

    starts, most = asyncio.run(scenario())
    assert most == 1
    assert min(b - a for a, b in pairwise(starts)) >= 0.05


def test_sites_do_not_wait_for_each_other() -> None:
    async def scenario() -> float:
        gate = Gate()
        begin = asyncio.get_running_loop().time()

        async def request(site: str) -> None:
            async with gate.turn(site, delay_seconds=60):
                await asyncio.sleep(0)

        await asyncio.gather(*(request(f"{n}.example") for n in range(50)))
        return asyncio.get_running_loop().time() - begin

    assert asyncio.run(scenario()) < 5


def test_a_turn_is_given_back_after_errors_and_cancellations() -> None:
    async def scenario() -> None:
        gate = Gate()
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
        results = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)
        assert isinstance(results[0], asyncio.CancelledError) and results[1:] == [None, None]

    asyncio.run(scenario())


def test_a_paused_site_gets_no_turn_and_others_do() -> None:
    async def scenario() -> None:
        gate = Gate()
        assert gate.pause("a.example", 120) == 120
        with pytest.raises(SitePaused) as caught:
            async with gate.turn("a.example", delay_seconds=0):
                pass
        assert 119 < caught.value.seconds <= 120
        async with gate.turn("b.example", delay_seconds=0):
            pass
        assert gate.pause("b.example", 1e12) == MAX_PAUSE_SECONDS

    asyncio.run(scenario())


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
