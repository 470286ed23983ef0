"""Serve a database until stopped: Datasette with our plugin, read-only, in a process of its own beside the writer."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.database import Database as DatasetteDatabase
from datasette.database import QueryInterrupted, Results
from datasette.plugins import pm
from datasette.utils.sqlite import sqlite3

from db import Database, DatabaseError
from web.guard import is_loopback
from web.metadata import is_machinery, metadata
from web.plugin import DATABASE, Plugin
from web.rendering import MOST_RETURNED, Rendering
from web.site import Site

_HERE = Path(__file__).parent
# Counting a column of this many articles takes 10 ms.
_FEW_ARTICLES = 10_000
# How often a child looks whether its parent still lives.
_LOOK_SECONDS = 1.0


class CannotServe(Exception):
    """The pages cannot be served. The message is one sentence that says what to do."""


class Opened(DatasetteDatabase):  # type: ignore[misc]
    """The database as Datasette reads it."""

    def __init__(self, *given: Any, rendering: Rendering, **named: Any) -> None:
        super().__init__(*given, **named)
        self.rendering = rendering

    async def execute(
        self, sql: str, params: Any = None, truncate: bool = False, page_size: int | None = None, **named: Any
    ) -> Results:
        """Only the answer to a reader's own question is cut: it has no further pages."""
        results = await super().execute(sql, params, truncate=truncate, page_size=page_size, **named)
        return self.rendering.cut(results) if truncate and page_size is None else results

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        """The numbers of rows of the tables that are listed. The machinery is not listed, and counting it would take
        half of the time.
        """
        counts: dict[str, int | None] = {}
        for name in await self.table_names():
            counts[name] = None
            if not is_machinery(name):
                with contextlib.suppress(QueryInterrupted, sqlite3.DatabaseError):
                    sql = f"select count(*) from [{name}]"  # noqa: S608 -- names of our own tables
                    counted = await self.execute(sql, custom_time_limit=limit)
                    counts[name] = counted.rows[0][0]
        return counts


def application(site: Site) -> Datasette:
    """Datasette over the database of a site, with our pages. `close` ends it."""
    rendering = Rendering()
    plugin = Plugin(site, rendering, with_facets=_is_small(site))
    pm.register(plugin, name=f"naskh {id(plugin)}")
    datasette = Datasette(
        files=[],
        metadata=metadata(allow_sql=not site.no_text),
        template_dir=str(_HERE / "templates"),
        static_mounts=[("assets", str(_HERE / "assets"))],
        settings={
            # The whole of a longer one is on the page of its row.
            "truncate_cells_html": 80,
            "allow_download": False,
            "default_page_size": 50,
            "max_returned_rows": MOST_RETURNED,
            "num_sql_threads": 2,
            "sql_time_limit_ms": 2000,
            # Of facets that a reader asks for.
            "facet_time_limit_ms": 1000,
            "suggest_facets": False,
            "base_url": "/",
        },
        secret=secrets.token_hex(32),
    )
    datasette.add_database(
        Opened(datasette, path=str(site.database), is_mutable=True, rendering=rendering), name=DATABASE
    )
    # Datasette adds one in memory where it is given no file.
    datasette.remove_database("_memory")
    datasette._naskh_plugin = plugin
    return datasette


def _is_small(site: Site) -> bool:
    """Whether its tables are counted in no time. A file that is no database is reported when a page is asked for."""
    try:
        with Database(site.database, read_only=True) as database:
            return database.count_articles() <= _FEW_ARTICLES
    except DatabaseError:
        return True


def close(datasette: Datasette) -> None:
    """Take the plugin of an application out of Datasette again."""
    pm.unregister(datasette._naskh_plugin)


def serve(site: Site, port: int, *, parent: int | None = None, when_ready: Callable[[str], None] = print) -> None:
    """Serve until a signal comes, or until the `parent` process is gone. Raises CannotServe."""
    if site.password is None and not is_loopback(site.host):
        raise CannotServe(
            f"{site.host} is reached from other machines, which takes a password: set serve.password in naskh.toml, "
            'such as "env:NASKH_PASSWORD"'
        )
    listening = _listen(site.host, port)
    datasette = application(site)
    server = uvicorn.Server(
        uvicorn.Config(datasette.app(), log_level="warning", lifespan="on", server_header=False, access_log=False)
    )
    when_ready(_address(site.host, listening.getsockname()[1]))
    try:
        # Once all is closed, Uvicorn raises the signal that stopped it again.
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(server, listening, parent))
    finally:
        close(datasette)


async def _serve(server: uvicorn.Server, listening: socket.socket, parent: int | None) -> None:
    watcher = asyncio.create_task(_end_with(server, parent)) if parent is not None else None
    try:
        await server.serve(sockets=[listening])
    finally:
        if watcher is not None:
            watcher.cancel()


async def _end_with(server: uvicorn.Server, parent: int) -> None:
    while os.getppid() == parent:
        await asyncio.sleep(_LOOK_SECONDS)
    server.should_exit = True


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host.strip("[]"), port))
        # A program that reads the address may ask at once.
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise CannotServe(
            f"{_address(host, port)} cannot be used ({error.strerror}); name another port with --port"
        ) from None
    return listening


def _address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{port}/"
