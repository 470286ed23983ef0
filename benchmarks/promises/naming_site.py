"""A site that names addresses in every way that a page has: links of a feed, redirects, sitemaps, hubs ..."""

from __future__ import annotations

import html
import random
from typing import ClassVar
from urllib.parse import quote

from benchmarks.promises.spellings import ADDRESSES_OF_NAMES


class NamingSite:
    """What the site answers, by path. `listings` are those to watch, each at a host of its own, with their kinds."""

    listings: ClassVar = {
        "feed.xml": "feed",
        "redirects.xml": "feed",
        "metas.xml": "feed",
        "canonicals.xml": "feed",
        "sitemap.xml": "sitemap",
        "index.xml": "sitemap",
        "hub.xml": "feed",
    }

    def __init__(self, targets: list[str], *, domain: str) -> None:
        self.targets = targets
        self.domain = domain

    def answer(self, path: str) -> tuple[int, dict[str, str], str]:
        numbers = range(len(self.targets))
        if path == "/robots.txt":
            return 200, {}, "User-agent: *\nAllow: /\n" + "".join(f"Sitemap: {_flat(t)}\n" for t in self.targets)
        if path == "/feed.xml":
            return 200, {}, _rss(self.targets)
        if path == "/redirects.xml":
            return 200, {}, _rss([self._on_site("redirects", "r", number) for number in numbers])
        if path == "/metas.xml":
            return 200, {}, _rss([self._on_site("metas", "m", number) for number in numbers])
        if path == "/canonicals.xml":
            return 200, {}, _rss([self._on_site("canonicals", "c", number) for number in numbers])
        if path == "/hub.xml":
            hubs = "".join(f'<atom:link rel="hub" href="{html.escape(_flat(t))}"/>' for t in self.targets)
            return 200, {"Link": f'<http://{ADDRESSES_OF_NAMES[5]}/>; rel="hub"'}, _rss([], more=hubs)
        if path in ("/sitemap.xml", "/index.xml"):
            outer, inner = ("urlset", "url") if path == "/sitemap.xml" else ("sitemapindex", "sitemap")
            rows = "".join(f"<{inner}><loc>{html.escape(_flat(t))}</loc></{inner}>" for t in self.targets)
            return 200, {}, f'<{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{outer}>'
        kind, number = path[1:2], path.rpartition("-")[2]
        if not number.isdigit() or int(number) >= len(self.targets):
            return 404, {}, "no such page"
        target = self.targets[int(number)]
        if kind == "r":
            return 302, {"Location": quote(_flat(target), safe="/:@[]%#?\\")}, ""
        quoted = html.escape(target)
        if kind == "m":
            return 200, {}, f'<html><head><meta http-equiv="refresh" content="0;url={quoted}"></head></html>'
        chance = random.Random(number)
        words = " ".join("".join(chance.choices("abdefgiklmnoprstu", k=6)) for _ in range(120))
        text = f"<p>The town bought an artificial intelligence system. {words}.</p>"
        link = f'<link rel="canonical" href="{quoted}"><link rel="amphtml" href="{quoted}">'
        return (
            200,
            {},
            f"<html><head><title>Page {number}</title>{link}</head><body><article>{text}</article></body></html>",
        )

    def _on_site(self, host: str, kind: str, number: int) -> str:
        return f"http://{host}.{self.domain}/{kind}/2025/03/20/a-story-of-many-words-{number}"


def _flat(target: str) -> str:
    return target.replace("\t", "").replace("\n", "")


def _rss(links: list[str], more: str = "") -> str:
    items = "".join(
        f"<item><title>Item {n}</title><link>{html.escape(each)}</link></item>" for n, each in enumerate(links)
    )
    head = '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>News</title>'
    return f"{head}{more}{items}</channel></rss>"
