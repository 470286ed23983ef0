"""Counters on the server's side: one request in flight and the pauses a site asks for, over all visits and restarts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from crawling import Site, response, rss, run, starts_are_apart, visit_what_is_due, workers

from config.loading import parse_config
from config.tables import Config
from daemon.settings import save_settings
from daemon.watching import Daemon
from db import Database

HTML = "<html><body><h1>A headline</h1><p>Some words.</p></body></html>"
Clock = Callable[[], datetime]


def config_of(*sources: str, delay: float = 0.0) -> Config:
    listed = "".join(f'[[source]]\nurl = "{url}"\n' for url in sources)
    return parse_config(f'topic = "all"\n[crawl]\ndelay_seconds = {delay}\nallow_private = ["127.0.9.0/24"]\n{listed}')


async def one_round(folder: Path, config: Config, clock: Clock = lambda: datetime.now(UTC)) -> list[str]:
    """A daemon that starts, visits all sources once at the same time, and ends: what its visits say."""
    with Database(folder / "news.db") as database:
        save_settings(database, config, now=clock())
        run_id = database.start_run("run", version="0", config_hash="", now=clock())
        with Daemon(config, database.path, workers(), run_id=run_id, clock=clock) as daemon:
            await daemon.run_once()
        return [row["message"] or row["outcome"] for row in database.list_visits(since=None, limit=None)]


async def test_one_request_is_in_flight_and_the_pause_holds_over_all_visits_and_a_restart(tmp_path: Path) -> None:
    """Five sources of one site, visited at the same time, with answers that take longer than the pause; twice."""

    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.12)
        return web.Response(text=HTML, content_type="text/html")

    async with Site("127.0.9.131") as site, Site("127.0.9.132", {"/1": HTML}) as other:
        for name in "abcde":
            site.pages[f"/{name}"] = rss(*(f"/{name}{n}" for n in range(2)))
            site.pages |= {f"/{name}{n}": slow for n in range(2)}
        other.pages["/feed"] = rss("/1", site.url("/shared"))
        site.pages["/shared"] = slow
        config = config_of(*(site.url(f"/{name}") for name in "abcde"), other.url("/feed"), delay=0.1)
        await one_round(tmp_path, config)
        first = len(site.hits)
        assert (
            first == 2 + 5 + 10 + 1
        )  # robots.txt and tdmrep.json once, the feeds, their pages, and what another source names
        await one_round(tmp_path, config)
        assert len(site.hits) > first
        assert site.hits[first].at - site.hits[first - 1].answered >= 0.1
        assert site.most_in_flight == 1 and other.most_in_flight == 1
        assert starts_are_apart(site.hits, 0.1)


@pytest.mark.slow
async def test_a_crawl_delay_holds_over_a_restart(tmp_path: Path) -> None:
    async with Site("127.0.9.133", {"/1": HTML}) as site:
        site.pages |= {
            "/feed": rss("/1"),
            "/robots.txt": response("User-agent: *\nCrawl-delay: 0.8\n", kind="text/plain"),
        }
        config = config_of(site.url("/feed"))
        await one_round(tmp_path, config)
        first = len(site.hits)
        await one_round(tmp_path, config)
        assert len(site.hits) > first
        # In the first round nobody knew of it before robots.txt came.
        assert starts_are_apart(site.hits[1:], 0.8)
        assert site.hits[first].at - site.hits[first - 1].answered >= 0.8


async def test_a_retry_after_holds_over_a_restart_until_it_is_over(tmp_path: Path) -> None:
    now = [datetime(2026, 3, 20, 12, tzinfo=UTC)]

    async with Site("127.0.9.134", {"/1": HTML}) as site:
        site.pages["/feed"] = response("", status=503, Retry_After="7200")
        config = config_of(site.url("/feed"))

        def clock() -> datetime:
            return now[0]

        await one_round(tmp_path, config, clock)
        asked = len(site.fetches_of("/feed"))
        now[0] += timedelta(minutes=30)
        messages = await one_round(tmp_path, config, clock)
        assert len(site.fetches_of("/feed")) == asked == 1
        assert "asked for a pause" in messages[0]
        with Database(tmp_path / "news.db") as database:
            [row] = database.list_sources(since=None, limit=None)
            assert row["next_visit_reason"] == "the site asks for a pause of 1 h 30 min (Retry-After)"
            assert row["next_visit_at"] >= "2026-03-20T14:00:00Z"
        now[0] += timedelta(hours=1, minutes=31)
        site.pages["/feed"] = rss("/1")
        await one_round(tmp_path, config, clock)
        assert len(site.fetches_of("/feed")) == 2


def test_the_next_visit_is_kept_with_its_reason(tmp_path: Path) -> None:
    now = [datetime(2026, 3, 20, 12, tzinfo=UTC)]

    async def scenario() -> list[str]:
        reasons = []
        async with Site("127.0.9.135", {f"/{n}": HTML for n in range(9)}) as site:
            config = config_of(site.url("/feed"))
            for known in (4, 5, 5, 9):
                site.pages["/feed"] = rss(*(f"/{n}" for n in range(known)))
                await one_round(tmp_path, config, lambda: now[0])
                with Database(tmp_path / "news.db", read_only=True) as database:
                    [row] = database.list_sources(since=None, limit=None)
                reasons.append(row["next_visit_reason"])
                now[0] += timedelta(minutes=15)
        return reasons

    assert run(scenario()) == [
        "every 15 min until its habit is known",
        "1 of 5 links new after 15 min, so every 15 min",
        "nothing new after 15 min, so every 19 min",
        "4 of 9 links new after 15 min, so every 11 min",
    ]


async def test_the_other_sources_of_a_site_that_asks_for_a_pause_are_put_off_and_do_not_fail(tmp_path: Path) -> None:
    now = datetime(2026, 3, 20, 12, tzinfo=UTC)

    async with Site("127.0.9.136", {"/busy": response("", status=429, Retry_After="3600")}) as site:
        config = config_of(site.url("/busy"), site.url("/feed"))
        config = config.model_copy(update={"crawl": config.crawl.model_copy(update={"max_visits_at_once": 1})})
        with Database(tmp_path / "news.db") as database:
            save_settings(database, config, now=now)
            run_id = database.start_run("run", version="0", config_hash="", now=now)
            with Daemon(config, database.path, workers(), run_id=run_id, clock=lambda: now) as daemon:
                for _ in range(2):
                    await visit_what_is_due(daemon)
            busy, other = database.list_sources(since=None, limit=None)
            assert (busy["failures"], other["failures"], other["last_visit_at"]) == (1, 0, None)
            assert "asks for a pause of 60 min" in other["next_visit_reason"]
            assert other["next_visit_at"] >= "2026-03-20T12:59:50Z"
            assert site.paths() == ["/busy"]
