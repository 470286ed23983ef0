"""Fetch the pages that an archive's listings named, a few at a time, as fast as the site allows."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from crawler.discovery import Fetch
from crawler.textless import textless_links
from daemon.walk import Walk
from db import Database
from model import KnownPage, Link, Source
from pipelines.stages import Services

# Pages of one batch. Between batches, visits to the same site have their turn, and the daemon can stop.
_PAGES_AT_ONCE = 8
# Pages of one look-up, which takes longer the larger the order is.
_PAGES_LOOKED_UP = 200
# After this many failed pages in a row the site is taken for one that does not answer, or does not want to.
_FAILURES_IN_A_ROW = 25
_NOTHING = "it was fetched, and nothing came of it; the log says why"


async def fetch_pages(walk: Walk, sources: Sequence[Source], services: Callable[[], Services]) -> str | None:
    """Fetch what is wanted: None at its end, or why it was given up. `services` is called before every few pages."""
    by_id = {source.id: source for source in sources}
    failures = fetched = 0
    began = time.monotonic()
    wanted: list[tuple[int, int]] = []
    while walk.goes_on:
        wanted = wanted or walk.database.archived_pages(walk.order.id, limit=_PAGES_LOOKED_UP)
        if not wanted:
            return None
        # Pages of one source at a time: the source says whose they are.
        source_id = wanted[0][1]
        chosen = [page_id for page_id, owner in wanted[:_PAGES_AT_ONCE] if owner == source_id]
        wanted = wanted[len(chosen) :]
        found = (walk.database.known_page(page_id) for page_id in chosen)
        pages = [page for page in found if page is not None and page.status == "wanted"]
        if not (pages := await _with_text(walk, source_id, pages)):
            continue
        source = by_id.get(source_id) or replace(sources[0], id=source_id)
        waiting, statuses = await _fetch(walk, source, pages, services())
        if walk.stopping.is_set():
            return None
        pause = max(walk.crawler.pause_left_at(page.url) for page in pages)
        left = [page_id for page_id, status in statuses.items() if status == "wanted"]
        if left and not waiting:
            await walk.writer.write(_note_nothing, left)
        done = [status for status in statuses.values() if status != "wanted"]
        failures = failures + len(done) if set(done) == {"failed"} else 0 if done else failures
        if failures >= _FAILURES_IN_A_ROW:
            return f"{failures} pages in a row failed; the same command goes on later"
        fetched += len(done)
        if waiting:
            await walk.wait(pause)
            # Those that waited come first.
            began, fetched, wanted = time.monotonic(), 0, []
        elif fetched:
            await walk.writer.write(Database.note_pace, walk.order.id, (time.monotonic() - began) / fetched)
    return None


async def _with_text(walk: Walk, source_id: int, pages: Sequence[KnownPage]) -> list[KnownPage]:
    """These pages without those of forms that give no text, which are written down as left out."""
    tried = walk.database.tried_lately(source_id, of_archive=True) if pages else []
    links = [(page.canonical_url, Link(url=page.url, hints=page.hints)) for page in pages]
    textless = textless_links(links, tried, now=walk.clock())
    left = {page.id: textless[page.canonical_url].reason for page in pages if page.canonical_url in textless}
    if left:
        await walk.writer.write(Database.leave_archived, left)
    return [page for page in pages if page.id not in left]


async def _fetch(
    walk: Walk, source: Source, pages: Sequence[KnownPage], services: Services
) -> tuple[int, dict[int, str]]:
    """Fetch a few pages: how many wait for a pause of their site, and the status of each by its id."""
    fetches = [
        Fetch(url=page.url, canonical_url=page.canonical_url, why="wanted", page_id=page.id, hints=page.hints)
        for page in pages
    ]
    try:
        waiting = await walk.crawler.fetch_archived(source, fetches, services)
    finally:
        statuses = await _rest(walk, [page.id for page in pages])
    return waiting, statuses


async def _rest(walk: Walk, page_ids: list[int]) -> dict[int, str]:
    """Keep visits from fetching these pages again; the status of each."""
    return {} if walk.writer.trouble is not None else await walk.writer.write(Database.rest_pages, page_ids)


def _note_nothing(database: Database, page_ids: Sequence[int]) -> None:
    with database.transaction():
        for page_id in page_ids:
            database.mark_page(page_id, "failed", _NOTHING)
