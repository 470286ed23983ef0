"""Subscribing at a hub: a hub on loopback that verifies, pushes, forgets, lies; and the daemon that listens to it."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from crawling import HTML, Site, response, visit_what_is_due, workers

from config.loading import parse_config
from config.tables import Config
from crawler.hubs import Hubs
from crawler.websub import is_signed, reply_to
from daemon.settings import save_settings
from daemon.watching import Daemon
from db import Database

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


@dataclass(slots=True)
class Hub:
    """Keeps what it is asked for, and verifies it as the specification says."""

    site: Site
    asked: list[dict[str, str]] = field(default_factory=list)
    verified: list[int] = field(default_factory=list)
    lease_seconds: int = 86400
    answers: int = 202
    verifies: bool = True
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def take(self, request: web.Request) -> web.Response:
        form = {key: str(value) for key, value in (await request.post()).items()}
        self.asked.append(form)
        if self.answers == 202 and self.verifies:
            task = asyncio.create_task(self.verify(form))
            self._tasks.add(task)
        return web.Response(status=self.answers)

    async def verify(self, form: dict[str, str], **changed: str) -> int:
        query = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": "tell me"}
        query |= {"hub.lease_seconds": str(self.lease_seconds), **changed}
        async with aiohttp.ClientSession() as client, client.get(form["hub.callback"], params=query) as answer:
            good = answer.status == 200 and await answer.text() == "tell me"
            self.verified.append(answer.status if not good else 200)
            return answer.status

    async def push(self, *, secret: str | None = None, method: str = "sha256", signature: str | None = None) -> int:
        form = next(each for each in reversed(self.asked) if each["hub.mode"] == "subscribe")
        body = b"<rss>what is new</rss>"
        made = hmac.new((secret or form["hub.secret"]).encode(), body, method).hexdigest()
        headers = {"X-Hub-Signature": f"{method}={made}" if signature is None else signature}
        async with (
            aiohttp.ClientSession() as client,
            client.post(form["hub.callback"], data=body, headers=headers) as answer,
        ):
            return answer.status


@dataclass(slots=True)
class Desk:
    daemon: Daemon
    hub: Hub
    paper: Site
    now: list[datetime]

    def wait(self, **time: float) -> None:
        self.now[0] += timedelta(**time)

    async def visit(self) -> None:
        """Let the daemon visit what is due, to its end."""
        await visit_what_is_due(self.daemon)

    async def tend(self) -> None:
        """Let the daemon ask the hub for what is due, and the hub verify it."""
        await self.daemon.hubs.tend()
        await asyncio.gather(*self.hub._tasks)

    def row(self) -> dict[str, Any]:
        [row] = self.daemon.database.list_sources(since=None, limit=None)
        return row

    def visits(self) -> int:
        return len(self.daemon.database.list_visits(since=None, limit=None))


def feed_of(hub: str, topic: str) -> str:
    return (
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>P</title>'
        f'<atom:link rel="hub" href="{hub}"/><atom:link rel="self" href="{topic}"/>'
        "<item><title>One</title><link>/1</link></item></channel></rss>"
    )


def config_of(paper: Site, *, websub: str, allowed: str = '"127.0.9.120", "127.0.9.121"') -> Config:
    return parse_config(
        f'topic = "all"\n[crawl]\ndelay_seconds = 0\nallow_private = [{allowed}]\n'
        f'[[source]]\nurl = "{paper.url("/feed")}"\n{websub}'
    )


@contextlib.asynccontextmanager
async def desk_on(folder: Path, *, websub: str | None = None, **config: Any) -> AsyncIterator[Desk]:
    now = [NOW]
    async with Site("127.0.9.120") as paper, Site("127.0.9.121") as hub_site:
        hub = Hub(hub_site)
        hub_site.pages["/hub"] = hub.take
        paper.pages = {
            "/feed": response(feed_of(hub_site.url("/hub"), paper.url("/feed")), kind="text/xml"),
            "/1": HTML,
        }
        words = (
            '[websub]\npublic_url = "http://127.0.0.1:1/hub"\nlisten = "127.0.0.1:0"\n' if websub is None else websub
        )
        settings = config_of(paper, websub=words, **config)
        with Database(folder / "news.db") as database:
            save_settings(database, settings, now=now[0])
            run_id = database.start_run("run", version="0", config_hash="", now=now[0])
            async with daemon_on(database.path, settings, run_id, now) as daemon:
                yield Desk(daemon, hub, paper, now)


@contextlib.asynccontextmanager
async def daemon_on(path: Path, settings: Config, run_id: int, now: list[datetime]) -> AsyncIterator[Daemon]:
    with Daemon(settings, path, workers(), run_id=run_id, clock=lambda: now[0]) as daemon:
        if settings.websub.public_url:
            await daemon.hubs.start()
            # The port is known now: the hub is given the address that leads to it.
            public = settings.websub.model_copy(update={"public_url": f"http://127.0.0.1:{daemon.hubs.port}/some/path"})
            daemon.hubs.settings = public
        try:
            yield daemon
        finally:
            await daemon.hubs.stop()


async def test_a_feed_that_names_a_hub_is_subscribed_and_a_push_brings_a_visit_at_once(tmp_path: Path) -> None:
    async with desk_on(tmp_path) as desk:
        await desk.visit()
        assert desk.row()["hub"] == "wanted"
        await desk.tend()
        assert desk.hub.verified == [200] and desk.row()["hub"] == "active"
        [form] = desk.hub.asked
        assert form["hub.mode"] == "subscribe" and form["hub.topic"] == desk.paper.url("/feed")
        assert len(form["hub.secret"]) >= 32

        await desk.visit()
        assert desk.visits() == 1
        desk.wait(minutes=5)
        assert await desk.hub.push() == 202
        assert desk.row()["next_visit_reason"] == "its hub announced something new"
        await desk.visit()
        assert desk.visits() == 2


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
async def test_only_what_is_signed_counts(tmp_path: Path, method: str) -> None:
    async with desk_on(tmp_path) as desk:
        await desk.visit()
        await desk.tend()
        desk.wait(minutes=5)
        for signature in ("", "sha256=", f"{method}=00", "md5=d41d8cd98f00b204e9800998ecf8427e", "sha256=\u00e9"):
            assert await desk.hub.push(signature=signature) == 202
        assert await desk.hub.push(secret="another", method=method) == 202
        await desk.visit()
        assert desk.visits() == 1
        await desk.hub.push(method=method)
        await desk.visit()
        assert desk.visits() == 2


async def test_a_push_that_is_too_large_is_refused(tmp_path: Path) -> None:
    async with desk_on(tmp_path) as desk:
        await desk.visit()
        await desk.tend()
        desk.wait(minutes=5)
        async with aiohttp.ClientSession() as client:
            answer = await client.post(desk.hub.asked[0]["hub.callback"], data=bytes(6 * 2**20))
            assert answer.status == 413
        await desk.visit()
        assert desk.visits() == 1


async def test_pushes_within_a_minute_lead_to_one_visit_and_none_is_lost(tmp_path: Path) -> None:
    async with desk_on(tmp_path) as desk:
        await desk.visit()
        await desk.tend()
        desk.wait(minutes=5)
        for _ in range(5):
            await desk.hub.push()
            await desk.visit()
        assert desk.visits() == 2
        desk.wait(seconds=61)
        await desk.visit()
        assert desk.visits() == 3
        desk.wait(seconds=61)
        await desk.visit()
        assert desk.visits() == 3


async def test_a_push_during_a_visit_leads_to_another_one(tmp_path: Path) -> None:
    async with desk_on(tmp_path) as desk:
        await desk.visit()
        await desk.tend()
        desk.wait(minutes=20)
        feed, release, came = desk.paper.pages["/feed"], asyncio.Event(), asyncio.Event()

        async def slow(request: web.Request) -> Any:
            came.set()
            await release.wait()
            return feed(request)  # type: ignore[operator]

        desk.paper.pages["/feed"] = slow
        await desk.daemon.tick()
        await came.wait()
        assert await desk.hub.push() == 202
        release.set()
        await desk.visit()
        assert desk.row()["next_visit_at"] == "2026-03-20T12:21:00Z"


async def test_a_subscription_is_renewed_before_it_ends(tmp_path: Path) -> None:
    async with desk_on(tmp_path) as desk:
        await desk.visit()
        await desk.tend()
        await desk.tend()
        assert len(desk.hub.asked) == 1
        desk.wait(seconds=desk.hub.lease_seconds * 0.89)
        await desk.tend()
        assert len(desk.hub.asked) == 1
        desk.wait(seconds=desk.hub.lease_seconds * 0.02)
        await desk.tend()
        assert len(desk.hub.asked) == 2 and desk.hub.verified == [200, 200]
        assert desk.hub.asked[0]["hub.callback"] == desk.hub.asked[1]["hub.callback"]


@pytest.mark.parametrize("how", ["removed", "paused", "no hub any more"])
async def test_a_subscription_ends_when_its_source_does_or_names_no_hub(tmp_path: Path, how: str) -> None:
    async with desk_on(tmp_path) as desk:
        await desk.visit()
        await desk.tend()
        writer, source_id = desk.daemon.writer, desk.row()["id"]
        if how == "removed":
            await writer.write(Database.disable_source, source_id)
        elif how == "paused":
            await writer.write(Database.pause_source, source_id, now=NOW)
        else:
            desk.paper.pages["/feed"] = response("<rss><channel><item><link>/1</link></item></channel></rss>")
            desk.wait(hours=3)
            await desk.visit()
        await desk.tend()
        assert [form["hub.mode"] for form in desk.hub.asked] == ["subscribe", "unsubscribe"]
        assert desk.hub.verified == [200, 200]
        assert await desk.hub.push() == 410
        await desk.tend()
        assert len(desk.hub.asked) == 2
        if how == "paused":
            await writer.write(Database.resume_source, source_id)
            await desk.tend()
            assert desk.row()["hub"] == "active"


async def test_what_we_did_not_mean_is_not_confirmed(tmp_path: Path) -> None:
    async with desk_on(tmp_path) as desk:
        await desk.visit()
        await desk.tend()
        [form] = desk.hub.asked
        assert await desk.hub.verify(form, **{"hub.topic": "https://other.example/feed"}) == 404
        assert await desk.hub.verify(form, **{"hub.mode": "unsubscribe"}) == 404
        stranger = form | {"hub.callback": form["hub.callback"][:-4] + "abcd"}
        assert await desk.hub.verify(stranger) == 404
        assert desk.row()["hub"] == "active"


async def test_a_hub_that_denies_refuses_or_never_verifies_is_asked_again_later(tmp_path: Path) -> None:
    async with desk_on(tmp_path) as desk:
        await desk.visit()
        desk.hub.verifies = False
        await desk.tend()
        assert desk.row()["hub"] == "asked"
        await desk.tend()
        assert len(desk.hub.asked) == 1
        desk.wait(minutes=30)
        desk.hub.answers = 500
        await desk.tend()
        assert (desk.row()["hub"], desk.row()["hub_message"]) == ("refused", "HTTP 500")
        desk.hub.answers, desk.hub.verifies = 202, True
        desk.wait(hours=3)
        await desk.tend()
        assert desk.row()["hub"] == "active"
        await desk.hub.verify(desk.hub.asked[-1], **{"hub.mode": "denied", "hub.reason": "too many"})
        assert (desk.row()["hub"], desk.row()["hub_message"]) == ("refused", "denied: too many")


async def test_a_hub_in_a_private_network_is_refused(tmp_path: Path) -> None:
    async with desk_on(tmp_path, allowed='"127.0.9.120"') as desk:
        await desk.visit()
        await desk.tend()
        assert desk.hub.site.hits == []
        assert desk.row()["hub"] == "refused" and "private address refused" in desk.row()["hub_message"]


async def test_without_a_public_address_nothing_is_subscribed(tmp_path: Path) -> None:
    async with desk_on(tmp_path, websub="") as desk:
        await desk.visit()
        await desk.tend()
        assert desk.hub.site.hits == [] and desk.row()["hub"] is None


async def test_where_nothing_can_listen_it_is_said_and_no_hub_is_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with desk_on(tmp_path, websub="") as desk:
        taken = desk.paper.url("/").split("/")[2]
        settings = desk.daemon.config.websub.model_copy(
            update={"public_url": "https://naskh.example/hub", "listen": taken}
        )
        hubs = Hubs(settings, desk.daemon.database, desk.daemon.writer, desk.daemon.crawler, clock=lambda: NOW)
        desk.daemon.hubs = hubs
        await hubs.start()
        assert f"websub.listen: {taken} cannot be listened on" in caplog.text
        await desk.visit()
        await desk.tend()
        assert desk.hub.site.hits == [] and desk.visits() == 1


async def test_a_new_start_has_new_secrets_and_subscribes_again(tmp_path: Path) -> None:
    async with desk_on(tmp_path) as desk:
        await desk.visit()
        await desk.tend()
        old = desk.hub.asked[0]["hub.secret"]
        path, config = desk.daemon.database.path, desk.daemon.config
        await desk.daemon.hubs.stop()
        async with daemon_on(path, config, desk.daemon.run_id, desk.now) as again:
            desk.daemon = again
            await desk.tend()
            assert len(desk.hub.asked) == 2 and desk.hub.asked[1]["hub.secret"] != old
            desk.wait(minutes=5)
            await desk.hub.push(secret=old)
            await desk.visit()
            assert desk.visits() == 1
            await desk.hub.push()
            await desk.visit()
            assert desk.visits() == 2
        stored = (tmp_path / "news.db").read_bytes() + (tmp_path / "news.db-wal").read_bytes()
        assert not any(form.get("hub.secret", "-").encode() in stored for form in desk.hub.asked)


async def test_a_link_header_names_a_hub_too(tmp_path: Path) -> None:
    async with desk_on(tmp_path) as desk:
        plain = "<rss><channel><item><link>/1</link></item></channel></rss>"
        link = f'<{desk.hub.site.url("/hub")}>; rel="hub", </feed?self>; rel=self'
        desk.paper.pages["/feed"] = response(plain, kind="text/xml", Link=link)
        await desk.visit()
        await desk.tend()
        assert desk.hub.asked[0]["hub.topic"] == desk.paper.url("/feed?self")
        assert desk.row()["hub"] == "active"


def test_a_signature_is_checked_whatever_its_case_and_never_raises() -> None:
    made = hmac.new(b"key", b"body", "sha1").hexdigest()
    assert is_signed(b"body", f"SHA1={made.upper()}", "key")
    assert not is_signed(b"body2", f"sha1={made}", "key")
    for odd in (None, "", "=", "sha1", "sha999=00", "sha1=\x00", "sha1=é", "shake_256=00"):
        assert not is_signed(b"body", odd, "key")


def test_a_challenge_is_echoed_only_for_what_was_asked() -> None:
    row = {"topic": "t", "state": "asked", "is_visited": 1}
    asked = {"hub.mode": "subscribe", "hub.topic": "t", "hub.challenge": "c"}
    assert reply_to(row, asked).body == "c"
    assert reply_to(None, asked).status == 404
    assert reply_to(row | {"is_visited": 0}, asked).status == 404
    assert reply_to(row | {"state": "ended"}, asked).status == 404
    assert reply_to(row, asked | {"hub.challenge": "x" * 5000}).status == 404
    assert reply_to(row, asked | {"hub.lease_seconds": "soon"}).lease == timedelta(days=10)
    assert reply_to(row, asked | {"hub.lease_seconds": "1"}).lease == timedelta(minutes=5)
