"""Finding the sources of sites that hide them in odd places."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import odd_sites
import pytest
import sites_aside
from crawling import Newsroom, Site, run, workers
from made_sites import NOW, Pages

from crawler.finding import Finder, Found


@pytest.mark.parametrize("make", [*odd_sites.BEST, *sites_aside.BEST], ids=lambda make: make.__name__)
def test_the_best_source_is_found(tmp_path: Path, make: Callable[[Site], Pages]) -> None:
    async def search() -> Found:
        async with Site("127.0.9.26") as site:
            site.pages = make(site)
            finder = Finder(crawler=Newsroom(tmp_path).crawler, workers=workers(), now=lambda: NOW)
            return await finder.find(site.url("/"))

    found = run(search())
    best = found.choice.best
    assert best is not None, [(each.url, each.note) for each in found.choice.tried]
    parts = urlsplit(best.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    assert (best.kind, path) == (odd_sites.BEST | sites_aside.BEST)[make]
    assert all(each.note for each in found.choice.tried)
