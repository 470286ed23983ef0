"""Feeds and sitemaps of every kind, written from entries. Pure: knows no site and no clock."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A piece as a feed lists it. Times are aware; `html` is the whole text as markup."""

    url: str
    title: str
    author: str
    summary: str
    html: str
    section: str
    language: str
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Who publishes the feed: `url` is the site's address, `feed_url` the feed's own."""

    title: str
    url: str
    feed_url: str
    language: str


def rss20(channel: Channel, entries: Sequence[Entry], *, full: bool) -> bytes:
    """RSS 2.0; `full` adds content:encoded with the whole text. A changed entry has an atom:updated."""
    items = ""
    for entry in entries:
        items += f"<item><title>{escape(entry.title)}</title><link>{escape(entry.url)}</link>"
        items += f'<guid isPermaLink="true">{escape(entry.url)}</guid>'
        items += f"<pubDate>{format_datetime(entry.published)}</pubDate>"
        items += f"<dc:creator>{escape(entry.author)}</dc:creator>"
        items += f"<category>{escape(entry.section)}</category><description>{escape(entry.summary)}</description>"
        if entry.updated != entry.published:
            items += f"<atom:updated>{entry.updated.isoformat()}</atom:updated>"
        if full:
            items += f"<content:encoded><![CDATA[{entry.html}]]></content:encoded>"
        items += "</item>\n"
    return _xml(
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>{escape(channel.title)}</title><link>{escape(channel.url)}</link>"
        f"<description>{escape(channel.title)}</description><language>{channel.language}</language>"
        f'<atom:link rel="self" type="application/rss+xml" href={quoteattr(channel.feed_url)}/>\n'
        f"{items}</channel></rss>\n"
    )


def rss091(channel: Channel, entries: Sequence[Entry], *, charset: str) -> bytes:
    """RSS 0.91: title, link and description, no dates; in the encoding given."""
    items = "".join(
        f"<item><title>{escape(entry.title)}</title><link>{escape(entry.url)}</link>"
        f"<description>{escape(entry.summary)}</description></item>\n"
        for entry in entries
    )
    return _xml(
        f'<rss version="0.91"><channel><title>{escape(channel.title)}</title>'
        f"<link>{escape(channel.url)}</link>"
        f"<description>{escape(channel.title)}</description><language>{channel.language}</language>\n"
        f"{items}</channel></rss>\n",
        charset,
    )


def rdf(channel: Channel, entries: Sequence[Entry]) -> bytes:
    """RSS 1.0 (RDF) with Dublin Core dates and authors."""
    order = "".join(f"<rdf:li rdf:resource={quoteattr(entry.url)}/>" for entry in entries)
    items = "".join(
        f"<item rdf:about={quoteattr(entry.url)}><title>{escape(entry.title)}</title>"
        f"<link>{escape(entry.url)}</link>"
        f"<description>{escape(entry.summary)}</description><dc:creator>{escape(entry.author)}</dc:creator>"
        f"<dc:date>{entry.published.isoformat()}</dc:date></item>\n"
        for entry in entries
    )
    return _xml(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about={quoteattr(channel.feed_url)}>'
        f"<title>{escape(channel.title)}</title><link>{escape(channel.url)}</link>"
        f"<description>{escape(channel.title)}</description><items><rdf:Seq>{order}</rdf:Seq></items></channel>\n"
        f"{items}</rdf:RDF>\n"
    )


def atom(channel: Channel, entries: Sequence[Entry]) -> bytes:
    newest = max((entry.updated for entry in entries), default=datetime.fromtimestamp(0, UTC))
    items = "".join(
        f"<entry><title>{escape(entry.title)}</title><id>{escape(entry.url)}</id>"
        f'<link rel="alternate" type="text/html" href={quoteattr(entry.url)}/>'
        f"<published>{entry.published.isoformat()}</published><updated>{entry.updated.isoformat()}</updated>"
        f"<author><name>{escape(entry.author)}</name></author><category term={quoteattr(entry.section)}/>"
        f'<summary type="text">{escape(entry.summary)}</summary></entry>\n'
        for entry in entries
    )
    return _xml(
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{channel.language}">'
        f"<title>{escape(channel.title)}</title>"
        f"<id>{escape(channel.feed_url)}</id><link href={quoteattr(channel.url)}/>"
        f'<link rel="self" href={quoteattr(channel.feed_url)}/><updated>{newest.isoformat()}</updated>\n'
        f"{items}</feed>\n"
    )


def json_feed(channel: Channel, entries: Sequence[Entry]) -> bytes:
    """JSON Feed 1.1."""
    items = [
        {
            "id": entry.url,
            "url": entry.url,
            "title": entry.title,
            "summary": entry.summary,
            "content_html": entry.html,
            "date_published": entry.published.isoformat(),
            "date_modified": entry.updated.isoformat(),
            "authors": [{"name": entry.author}],
            "tags": [entry.section],
            "language": entry.language,
        }
        for entry in entries
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.url,
        "feed_url": channel.feed_url,
        "language": channel.language,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def news_sitemap(channel: Channel, entries: Sequence[Entry]) -> bytes:
    """A Google News sitemap, with lastmod."""
    urls = "".join(
        f"<url><loc>{escape(entry.url)}</loc><lastmod>{entry.updated.isoformat()}</lastmod><news:news>"
        f"<news:publication><news:name>{escape(channel.title)}</news:name>"
        f"<news:language>{entry.language}</news:language></news:publication>"
        f"<news:publication_date>{entry.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(entry.title)}</news:title></news:news></url>\n"
        for entry in entries
    )
    return _xml(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{urls}</urlset>\n'
    )


def gzip_sitemap(entries: Sequence[Entry]) -> bytes:
    """A plain sitemap, gzipped as a file."""
    urls = "".join(
        f"<url><loc>{escape(entry.url)}</loc><lastmod>{entry.updated.isoformat()}</lastmod></url>\n"
        for entry in entries
    )
    return gzip.compress(
        _xml(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'), mtime=0
    )


def sitemap_index(sitemaps: Sequence[tuple[str, datetime]]) -> bytes:
    """A sitemap index of (address, lastmod)."""
    rows = "".join(
        f"<sitemap><loc>{escape(url)}</loc><lastmod>{when.isoformat()}</lastmod></sitemap>\n" for url, when in sitemaps
    )
    return _xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</sitemapindex>\n')


def _xml(body: str, charset: str = "utf-8") -> bytes:
    return f'<?xml version="1.0" encoding="{charset}"?>\n{body}'.encode(charset, errors="xmlcharrefreplace")
