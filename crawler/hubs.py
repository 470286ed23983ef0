"""Subscribe at the hubs that feeds name, and take their pushes as a notice to visit at once: W3C WebSub.

Lives in the daemon's loop. Only the signature of a push is checked; what it carries is not used. The source is visited
instead, through the usual gate, so that a hub cannot make us read anything that the source itself does not give.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from aiohttp import web

from crawler import websub
from db import CannotWrite, Database
from db.store import Row
from db.times import from_text
from db.writer import Writer
from model import Page, Source, Visit

if TYPE_CHECKING:
    from config.tables import WebSub
    from crawler.run import Crawler

log = logging.getLogger("naskh")

# Pushes that come closer together lead to one visit.
_APART = timedelta(seconds=60)
_AT_ONCE = 4
_MOST_PUSHED_BYTES = 5 * 1024 * 1024
_READ_SECONDS = 30.0
_REFUSED_FOR = timedelta(days=1)


class Hubs:
    """The subscriptions of a daemon that has a public address. `stop` ends the listening, not the subscriptions."""

    def __init__(
        self,
        settings: WebSub,
        database: Database,
        writer: Writer,
        crawler: Crawler,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self.settings = settings
        self.database = database
        self.writer = writer
        self.crawler = crawler
        self.clock = clock
        self._key = secrets.token_bytes(32)
        self._runner: web.AppRunner | None = None
        self._tending = asyncio.Lock()
        self.port: int | None = None

    @property
    def is_listening(self) -> bool:
        return self._runner is not None

    async def start(self) -> None:
        """Listen for hubs. Where that fails, log it, and visit sources as if there were no hubs."""
        host, _, port = self.settings.listen.rpartition(":")
        app = web.Application(client_max_size=_MOST_PUSHED_BYTES)
        app.router.add_get("/{tail:.*}", self._verify)
        app.router.add_post("/{tail:.*}", self._push)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        except OSError as error:
            await runner.cleanup()
            log.error(f"websub.listen: {self.settings.listen} cannot be listened on ({error.strerror}); no hub is used")
            return
        self._runner, self.port = runner, runner.addresses[0][1]
        await self.writer.write(Database.renew_all_subscriptions)

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def look_at(self, source: Source, visit: Visit) -> None:
        """After a visit: subscribe the source where its feed names a hub, and leave one that it does not name now."""
        found = visit.found
        if not self.is_listening or found is None or visit.outcome != "done":
            return
        await self.writer.write(
            Database.want_subscription, source.id, hub=found.hub, topic=found.topic, path=websub.new_path()
        )

    async def tend(self) -> None:
        """Ask hubs for what is due: new subscriptions, renewals, farewells."""
        if not self.is_listening or self._tending.locked() or self.writer.trouble is not None:
            return
        async with self._tending:
            with contextlib.suppress(CannotWrite):
                await self.writer.write(Database.follow_sources)
                due = self.database.due_subscriptions(now=self.clock(), limit=_AT_ONCE)
                await asyncio.gather(*map(self._ask, due))

    async def _ask(self, row: Row) -> None:
        mode: websub.Mode = "unsubscribe" if row["state"] == "leaving" else "subscribe"
        callback = f"{self.settings.public_url.rstrip('/')}/{row['path']}"
        secret = websub.secret_for(self._key, row["path"])
        fields = websub.form(mode, topic=row["topic"], callback=callback, secret=secret)
        # Before it is sent: a hub may verify before it answers.
        now, attempts = self.clock(), row["attempts"] + 1
        is_held = bool(row["state"] == "active" and row["lease_until"] and from_text(row["lease_until"]) > now)
        state = row["state"] if mode == "unsubscribe" or is_held else "asked"
        await self._note(
            row,
            state=state,
            attempts=attempts,
            message=row["message"],
            asked_at=now,
            next_try_at=websub.next_try(attempts, now=now),
        )
        answer = await self.crawler.post(row["hub"], urlencode(fields).encode())
        if mode == "unsubscribe" and (answer.outcome != "fetched" or attempts >= websub.MOST_FAREWELLS):
            # The hub forgets us when the lease ends.
            if attempts >= websub.MOST_FAREWELLS or answer.outcome == "refused":
                await self._end(row)
        elif answer.outcome != "fetched":
            await self._note_refusal(row, answer, attempts=attempts, is_held=is_held)

    async def _note(self, row: Row, **known: Any) -> None:
        await self.writer.write(Database.note_subscription, row["id"], **known)

    async def _end(self, row: Row) -> None:
        await self.writer.write(Database.end_subscription, row["id"])

    async def _note_refusal(self, row: Row, answer: Page, *, attempts: int, is_held: bool) -> None:
        now, reason = self.clock(), answer.reason or "no answer"
        log.warning("hub refused", extra={"fields": {"hub": row["hub"], "topic": row["topic"], "reason": reason}})
        await self._note(
            row,
            state="active" if is_held else "refused",
            message=reason,
            attempts=attempts,
            next_try_at=now + _REFUSED_FOR if answer.outcome == "refused" else websub.next_try(attempts, now=now),
        )

    async def _verify(self, request: web.Request) -> web.Response:
        row = self.database.subscription_at(_path(request))
        reply, now = websub.reply_to(row, request.query), self.clock()
        try:
            if row is not None and reply.denial is not None:
                log.warning(
                    "hub refused", extra={"fields": {"hub": row["hub"], "topic": row["topic"], "reason": reply.denial}}
                )
                await self._note(
                    row, state="refused", message=f"denied: {reply.denial}", next_try_at=now + _REFUSED_FOR
                )
            elif row is not None and reply.is_over:
                await self._end(row)
            elif row is not None and reply.lease is not None:
                await self._note(
                    row,
                    state="active",
                    next_try_at=websub.renewal_at(reply.lease, now=now),
                    lease_until=now + reply.lease,
                )
                if row["state"] != "active":
                    log.info("hub subscribed", extra={"fields": {"hub": row["hub"], "topic": row["topic"]}})
        except CannotWrite:
            return web.Response(status=503)
        return web.Response(status=reply.status, text=reply.body, content_type="text/plain")

    async def _push(self, request: web.Request) -> web.Response:
        row = self.database.subscription_at(_path(request))
        if row is None or not row["is_visited"] or row["state"] not in ("asked", "active"):
            # Section 7: this ends the subscription at the hub.
            return web.Response(status=410)
        try:
            async with asyncio.timeout(_READ_SECONDS):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        secret = websub.secret_for(self._key, row["path"])
        if not websub.is_signed(body, request.headers.get("X-Hub-Signature"), secret):
            log.warning("push ignored", extra={"fields": {"topic": row["topic"], "reason": "its signature is wrong"}})
            return web.Response(status=202)
        now = self.clock()
        last = from_text(row["last_visit_at"]) if row["last_visit_at"] else now - _APART
        try:
            await self.writer.write(_take_notice, row, now=now, at=max(now, min(last, now) + _APART))
        except CannotWrite:
            return web.Response(status=503)
        return web.Response(status=202)


def _take_notice(database: Database, row: Row, *, now: datetime, at: datetime) -> None:
    database.note_push(row["id"], now=now)
    database.announce(row["source_id"], now=now, at=at)


def _path(request: web.Request) -> str:
    """What identifies a subscription: the last part of the address, whatever a proxy put before it."""
    return request.match_info["tail"].rpartition("/")[2]
