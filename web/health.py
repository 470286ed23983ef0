"""`/-/health` and `/-/metrics`: for what watches over the machine, not for readers. Read-only, as all pages are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from db import Database, DatabaseError, SqliteError
from db.backup_schedule import BackupSchedule
from db.condition import Condition, warnings_of, why_not_ready
from web.metrics import CONTENT_TYPE, exposition
from web.site import Site

HEALTH, LIVE, METRICS = "/-/health", "/-/health/live", "/-/metrics"
_HEADERS = {"x-naskh": "1", "cache-control": "no-store"}

T = TypeVar("T")
Ask = Callable[[Callable[[Database], T]], Awaitable[T]]
Handler = Callable[[Datasette, Request], Awaitable[Response]]


def health_routes(site: Site, ask: Ask[Condition]) -> list[tuple[str, Handler]]:
    """The routes, for a site whose database `ask` asks in a thread."""

    async def health(datasette: Datasette, request: Request) -> Response:
        found = await _condition(site, ask)
        if isinstance(found, str):
            reasons, warnings = [found], []
        else:
            reasons, warnings = why_not_ready(found), warnings_of(found)
        said = {"live": True, "ready": not reasons, "reasons": reasons, "warnings": warnings}
        if not isinstance(found, str):
            said |= {
                "process": found.process,
                "version": found.version,
                "lag_seconds": round(found.lag_seconds, 1),
                "last_visit_at": found.last_visit_at and f"{found.last_visit_at:%Y-%m-%dT%H:%M:%SZ}",
            }
        if site.password is not None and not request.headers.get("authorization"):
            # Without a password a caller learns whether it works, and no more.
            said = {name: said[name] for name in ("live", "ready")}
        return Response.json(said, status=503 if reasons else 200, headers=_HEADERS)

    async def live(datasette: Datasette, request: Request) -> Response:
        return Response.json({"live": True}, headers=_HEADERS)

    async def metrics(datasette: Datasette, request: Request) -> Response:
        found = await _condition(site, ask)
        if isinstance(found, str):
            # The scrape fails as a whole: half of the figures would pass for all of them.
            return Response.text(f"{found}\n", status=503, headers=_HEADERS)
        return Response(exposition(found), content_type=CONTENT_TYPE, headers=_HEADERS)

    return [(rf"^{LIVE}$", live), (rf"^{HEALTH}$", health), (rf"^{METRICS}$", metrics)]


async def _condition(site: Site, ask: Ask[Condition]) -> Condition | str:
    """The state of the daemon and its database, or why it cannot be read, in words."""
    backups = BackupSchedule.of(site.config.backup, site.database)
    try:
        return await ask(lambda database: database.condition(backups, now=datetime.now(UTC)))
    except (DatabaseError, SqliteError, OSError) as error:
        return f"the database cannot be read: {site.without_folder(str(error))}"
