"""What sites asked for holds in the next process too."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from databases import new_database

from crawler.gate import Gate, SitePaused
from crawler.kept_gate import kept_gate
from db.writer import Writer

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
SITE = "paper.example"


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    new_database(tmp_path / "news.db").close()
    with Writer(tmp_path / "news.db") as writer:
        yield writer


def gate(writer: Writer, *, later: timedelta = timedelta(), obey_robots: bool = True) -> Gate:
    return kept_gate(writer, clock=lambda: NOW + later, obey_robots=obey_robots)


def has_to_wait(gate: Gate) -> bool:
    async def take_turn() -> None:
        async with gate.turn(SITE, delay_seconds=0):
            pass

    async def scenario() -> bool:
        task = asyncio.create_task(take_turn())
        for _ in range(10):
            await asyncio.sleep(0)
        if waits := not task.done():
            task.cancel()
        await asyncio.gather(task, return_exceptions=waits)
        return waits

    return asyncio.run(scenario())


def test_a_crawl_delay_is_kept_until_the_site_asks_for_none(writer: Writer) -> None:
    asyncio.run(gate(writer).keep_delay(SITE, 3600))
    assert has_to_wait(gate(writer))
    assert not has_to_wait(gate(writer, obey_robots=False))
    asyncio.run(gate(writer).keep_delay(SITE, 0))
    assert not has_to_wait(gate(writer))


def test_a_pause_is_kept_until_it_is_over(writer: Writer) -> None:
    asyncio.run(gate(writer).pause(SITE, 60))
    with pytest.raises(SitePaused):
        has_to_wait(gate(writer, later=timedelta(seconds=59), obey_robots=False))
    assert not has_to_wait(gate(writer, later=timedelta(seconds=61)))
