"""Sites with archives of years: sitemaps by month, packed, in indexes of indexes; feeds in pages; broken parts."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from crawling import Answer, Site, response
from recording import news


def story(n: int, day: date | None = None, *, more: str = "") -> str:
    """A page with an article of its own; with `more` it is nearly the same as without."""
    dated = f'<time datetime="{day}T08:00:00Z">{day}</time>' if day else ""
    title = f"Story {n} of the archive{', with more' if more else ''}"
    return f"<html><body><article><h1>{title}</h1>{dated}<p>{news(n)} {more}</p></article></body></html>"


def urlset(entries: Iterable[tuple[str, str | None]]) -> str:
    """A sitemap of these addresses, each with its `lastmod` or none."""
    listed = "".join(
        f"<url><loc>{url}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</url>" for url, changed in entries
    )
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'


def index(entries: Iterable[tuple[str, str | None]]) -> str:
    """An index of these sitemaps."""
    listed = "".join(
        f"<sitemap><loc>{url}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</sitemap>"
        for url, changed in entries
    )
    return f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'


def xml(text: str) -> Callable[[Any], Any]:
    return response(text, kind="application/xml")


def packed(text: str) -> Callable[[Any], Any]:
    return response(gzip.compress(text.encode()), kind="application/gzip")


def feed(entries: Iterable[tuple[str, date]], *, head: str = "") -> Callable[[Any], Any]:
    """A page of a feed; `head` stands beside its title."""
    listed = "".join(
        f"<item><title>Story</title><link>{url}</link>"
        f"<pubDate>{datetime(day.year, day.month, day.day, 8, tzinfo=UTC):%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for url, day in entries
    )
    return response(
        f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Paper</title>{head}{listed}'
        "</channel></rss>",
        kind="application/rss+xml",
    )


def monthly_site(site: Site, *, months: int, a_month: int, robots: str = "", newest: date) -> dict[str, Answer]:
    """`a_month` pieces in each of the months up to `newest`: an index of years, each of packed sitemaps by month. The
    feed has the newest ten.
    """
    pages: dict[str, Answer] = {}
    dated: list[tuple[str, date]] = []
    years: dict[int, list[tuple[str, str | None]]] = {}
    first, n = newest.replace(day=1), 0
    for _ in range(months):
        entries = []
        for number in range(a_month):
            day = first + timedelta(days=number)
            path = f"/story-{n}"
            pages[path] = story(n, day)
            entries.append((site.url(path), f"{day}T08:00:00Z"))
            dated.append((site.url(path), day))
            n += 1
        name = f"/sitemap-{first:%Y-%m}.xml.gz"
        pages[name] = packed(urlset(entries))
        years.setdefault(first.year, []).append((site.url(name), None))
        first = (first - timedelta(days=1)).replace(day=1)
    for year, listed in years.items():
        pages[f"/sitemap-{year}.xml"] = xml(index(listed))
    pages["/sitemaps.xml"] = xml(index((site.url(f"/sitemap-{year}.xml"), None) for year in years))
    pages["/feed"] = feed(sorted(dated, key=lambda each: each[1], reverse=True)[:10])
    pages["/robots.txt"] = response(
        f"User-agent: *\n{robots}\nSitemap: {site.url('/sitemaps.xml')}\n", kind="text/plain"
    )
    return pages


def wordpress_feed(site: Site, entries: list[tuple[str, date]], *, size: int, path: str = "/feed") -> dict[str, Answer]:
    """A feed in pages of `size`, as WordPress numbers them: a page too many is a 404."""
    pages: dict[str, Answer] = {}
    for number in range(0, len(entries), size):
        name = path if number == 0 else f"{path}?paged={number // size + 1}"
        pages[name] = feed(entries[number : number + size], head="<generator>https://wordpress.org/?v=6.5</generator>")
    return pages


def linked_feed(entries: list[tuple[str, date]], *, size: int, rel: str, path: str = "/feed") -> dict[str, Answer]:
    """A feed whose pages name the next older one (RFC 5005)."""
    pages: dict[str, Answer] = {}
    count = -(-len(entries) // size)
    for number in range(count):
        older = f'<atom:link rel="{rel}" href="{path}/{number + 1}"/>' if number + 1 < count else ""
        name = path if number == 0 else f"{path}/{number}"
        pages[name] = feed(entries[number * size : (number + 1) * size], head=older)
    return pages
