"""Read a sitemap: index, url set, Google News tags, gzip, plain text. Pure: bytes in, links out. Runs in a
worker.

Entities are not resolved and nothing is loaded, so neither entity bombs nor external entities have an effect.
"""

from __future__ import annotations

import io
import re
import zlib
from datetime import datetime, timedelta

from lxml import etree

from crawler.feeds import parse_feed
from crawler.listing import MAX_LINKS, Child, Listing, absolute, moment, plain
from model import Hints, Link

FRESH_DAYS = 7
_MAX_ENTRIES = 100_000
_MAX_CHILDREN = 5000
_PREFERRED = re.compile(r"news|post|article|story|stories|latest|recent|akhbar|خبر|أخبار|مقال", re.I)
_UNLIKELY = re.compile(r"page|categor|tag|author|image|video|product|taxonom|archive|user|section", re.I)
_NUMBER = re.compile(r"\d{1,12}")


def parse_sitemap(body: bytes, url: str, content_type: str | None, now: datetime, max_bytes: int) -> Listing:
    """The links of a sitemap, newest first, or the sitemaps that an index names, most promising first.

    Dated entries older than seven days are left out and counted: a sitemap is read for news, not for
    archives. `max_bytes` bounds what a gzip may unfold to.
    """
    if body[:2] == b"\x1f\x8b":
        unfolded = _gunzip(body, max_bytes)
        if unfolded is None:
            return Listing(problem=f"the gzip is broken or unfolds to more than {max_bytes} bytes")
        body = unfolded
    head = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] != b"<" and b"\x00" not in head[:4]:
        return _plain_text(body, url)
    return _xml(body, url, content_type, now)


def choose_children(children: tuple[Child, ...], *, now: datetime, limit: int) -> tuple[Child, ...]:
    """The sitemaps of an index worth reading: dated ones newest first without those that are old, then likely
    names.
    """
    oldest = now - timedelta(days=FRESH_DAYS)
    fresh = [child for child in children if (when := moment(child.lastmod)) is None or when >= oldest]
    return tuple(sorted(fresh, key=_promise, reverse=True)[:limit])


def _promise(child: Child) -> tuple[bool, bool, float, int]:
    name = child.url.rpartition("/")[2]
    when = moment(child.lastmod)
    likely = bool(_PREFERRED.search(child.url)) and not _UNLIKELY.search(name)
    numbers = _NUMBER.findall(name)
    # Undated sitemaps that are numbered mostly grow at the end: the highest number holds the newest.
    return (
        not _UNLIKELY.search(name),
        likely,
        when.timestamp() if when else 0.0,
        int(numbers[-1]) if numbers else 0,
    )


def _xml(body: bytes, url: str, content_type: str | None, now: datetime) -> Listing:
    parser = etree.iterparse(
        io.BytesIO(body),
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    entries: list[tuple[datetime | None, Link]] = []
    children: list[Child] = []
    fields: dict[str, str] = {}
    root = ""
    unusable = seen = old = 0
    problem = None
    oldest = now - timedelta(days=FRESH_DAYS)
    try:
        for event, element in parser:
            name = _local(element.tag)
            if event == "start":
                root = root or name
                if root in ("rss", "feed", "rdf"):
                    return parse_feed(body, url, content_type)
                continue
            if name in ("url", "sitemap"):
                address = absolute(url, fields.get("loc", ""))
                seen += 1
                if address is None or "loc" not in fields:
                    unusable += 1
                elif name == "sitemap":
                    children.append(Child(url=address, lastmod=fields.get("lastmod")))
                else:
                    when = moment(fields.get("publication_date")) or moment(fields.get("lastmod"))
                    newest = max(filter(None, (when, moment(fields.get("lastmod")))), default=None)
                    if newest is not None and newest < oldest:
                        old += 1
                    else:
                        entries.append((when, Link(url=address, hints=_hints(fields))))
                fields = {}
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
                if seen >= _MAX_ENTRIES or len(children) >= _MAX_CHILDREN:
                    problem = f"only the first {seen} entries were read"
                    break
            elif element.text and name not in fields and _belongs(element, name):
                fields[name] = element.text.strip()
    except etree.XMLSyntaxError as error:
        problem = f"the XML is broken: {plain(error.msg, limit=200)}"
    if root not in ("urlset", "sitemapindex") and not entries and not children:
        return Listing(problem=problem or "this is not a sitemap")
    # A stable sort: undated entries keep their order, after the dated ones.
    entries.sort(key=lambda entry: -entry[0].timestamp() if entry[0] else 0.0)
    links = tuple(link for _, link in entries[:MAX_LINKS])
    return Listing(
        links=links,
        problem=problem,
        unusable=unusable,
        left_out=old + len(entries) - len(links),
        children=tuple(children),
    )


def _belongs(element: etree._Element, name: str) -> bool:
    """Whether a field is the entry's own: an image's or video's title is not the story's."""
    parent = element.getparent()
    above = _local(parent.tag) if parent is not None else ""
    if name in ("loc", "lastmod"):
        return above in ("url", "sitemap")
    return above in ("news", "publication") and name in ("title", "publication_date", "name", "language")


def _hints(fields: dict[str, str]) -> Hints:
    return Hints(
        title=plain(fields.get("title"), limit=500),
        published=plain(fields.get("publication_date"), limit=100),
        updated=plain(fields.get("lastmod"), limit=100),
        outlet=plain(fields.get("name"), limit=200),
        language=plain(fields.get("language"), limit=100),
    )


def _plain_text(body: bytes, url: str) -> Listing:
    """A sitemap may be a list of addresses, one a line."""
    lines = body.decode("utf-8-sig", "replace").splitlines()[:_MAX_ENTRIES]
    found = [absolute("", line) for line in lines if line.strip()]
    links = [Link(url=address) for address in found if address]
    if not links:
        return Listing(problem="this is not a sitemap")
    return Listing(links=tuple(links[:MAX_LINKS]), unusable=found.count(None), left_out=max(0, len(links) - MAX_LINKS))


def _gunzip(body: bytes, max_bytes: int) -> bytes | None:
    unfolder = zlib.decompressobj(wbits=31)
    try:
        unfolded = unfolder.decompress(body, max_bytes + 1)
    except zlib.error:
        return None
    return unfolded if len(unfolded) <= max_bytes else None


def _local(tag: object) -> str:
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
