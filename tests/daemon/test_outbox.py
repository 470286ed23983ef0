"""What waits is sent to each channel by itself: one that hangs keeps no other waiting, nor the end of the daemon."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from receivers import Answer, Receiver
from recording import NOW, Desk, words

from daemon.outbox import Outbox
from db.writer import Writer

CHANNELS = """
topic = "all"
[[channel]]
name = "slow"
kind = "webhook"
url = "env:NASKH_TEST_HOOK"
[[channel]]
name = "lines"
kind = "jsonl"
path = "{}"
[[alert]]
name = "copies"
channels = ["slow", "lines"]
"""


def test_a_channel_that_hangs_keeps_no_other_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = tmp_path / "lines.jsonl"
    desk = Desk(tmp_path, CHANNELS.format(lines))

    def told() -> int:
        return len(lines.read_text("utf-8").splitlines()) if lines.exists() else 0

    async def scenario(outbox: Outbox) -> None:
        for number in range(1, 4):
            for outlet in ("city", "hill"):
                desk.crawl(f"https://{outlet}.example/{number}", words(number))
            await outbox.deliver()
            while told() < number:
                await asyncio.sleep(0.01)
        # Its other messages wait until it has taken or refused the first.
        assert len(receiver.received) == 1
        await outbox.deliver_the_rest()
        assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []

    with Receiver(lambda number: Answer(hangs=True)) as receiver, Writer(desk.path) as writer:
        monkeypatch.setenv("NASKH_TEST_HOOK", receiver.url)
        outbox = Outbox(desk.database, writer, desk.config, clock=lambda: NOW)
        asyncio.run(scenario(outbox))
    waiting = desk.database.due_deliveries(now=NOW, limit=9)
    assert [row["channel"] for row in waiting] == ["slow"] * 3
