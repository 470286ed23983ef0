"""The way of one page through its stages."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from recording import NOW, Desk, news

from db.writer import Writer
from model import Page
from pipelines.processes.workers import Workers
from pipelines.stages import Services, extract_page


@pytest.mark.parametrize(("load", "is_the_page_s"), [(0.2, True), (1.5, True), (1.6, False), (9.0, False)])
def test_a_limit_that_a_page_reached_on_a_busy_machine_is_not_held_against_it(
    tmp_path: Path, load: float, is_the_page_s: bool
) -> None:
    desk = Desk(tmp_path)
    # Less than reading any page takes.
    workers = Workers(count=1, timeout_seconds=0.001, memory_mb=512)
    writer = Writer(desk.path)
    services = Services(
        database=desk.database,
        writer=writer,
        workers=workers,
        config=desk.config,
        recorder=desk.recorder,
        clock=lambda: NOW,
        load=lambda: load,
    )
    page = Page(url="https://a.example/1", body=f"<html><body><article>{news(1, 20_000)}".encode())
    try:
        extracted = asyncio.run(extract_page(page, services))
    finally:
        workers.stop()
        writer.close()
    assert (extracted.page.outcome, extracted.page.at_limit) == ("failed", is_the_page_s)
    assert extracted.page.reason == "parsing took longer than 0.001 s of processor time"
