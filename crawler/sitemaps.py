"""Read a sitemap: index, url set, Google News tags, gzip, plain text. Pure: bytes in, links out. Runs in a
worker.

Entities are not resolved and nothing is loaded, so neither entity bombs nor external entities have an effect.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import datetime, timedelta

from lxml import etree

from crawler.feeds import parse_feed
from crawler.link_rules import Rules
from crawler.listing import FRESH_DAYS, MAX_LINKS, Child, Listing, absolute, moment, plain
from crawler.markup import repaired
from crawler.sitemap_entries import BEGINS, MAX_CHILDREN, MAX_ENTRIES, Entries, Entry, both_ends
from crawler.unpack import UNREADABLE, unpacked
from model import Link, LinkRules

# What the protocol allows a sitemap, unfolded (https://www.sitemaps.org/protocol.html): more than a page may have.
MAX_BYTES = 50 * 1024 * 1024
_STALE_ALONE = 2
_TURN_SECONDS = 6 * 3600
_PREFERRED = re.compile(r"news|post|article|story|stories|latest|recent|akhbar|خبر|أخبار|مقال", re.IGNORECASE)
_UNLIKELY = re.compile(r"page|categor|tag|author|image|video|product|taxonom|archive|user|section", re.IGNORECASE)
_ROOT = re.compile(rb"<((?:[\w.-]+:)?)([A-Za-z][\w.-]*)[\s>/]")
_END = re.compile(rb"</\s*(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>", re.IGNORECASE)
_WEB = re.compile(r"\s*\ufeff?https?://", re.IGNORECASE)
_CHUNK = 256 * 1024
_NUMBER = re.compile(r"\d{1,12}")


def parse_sitemap(
    body: bytes,
    url: str,
    content_type: str | None,
    now: datetime,
    max_bytes: int = MAX_BYTES,
    rules: LinkRules | None = None,
    most: int = MAX_LINKS,
) -> Listing:
    """The links of a sitemap, newest first, or the sitemaps that an index names, most promising first.

    Dated entries older than seven days are left out and counted: a sitemap is read for news, not for
    archives. `max_bytes` bounds what is read of it, unfolded; of more, and of what breaks off, the readable
    part is used, and `problem` says so. What the user's `rules` leave out does not count. At most `most` links are
    given.
    """
    rule = Rules(rules)
    body, problem = _unfolded(body, max_bytes)
    head = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return Listing(problem=problem or "the answer is empty")
    if head[:1] != b"<" and b"\x00" not in head[:4]:
        return _plain_text(body, problem, rule, most)
    body = repaired(body, content_type)
    root = _ROOT.search(body[:100_000])
    if root is not None and root[2].lower() in (b"rss", b"feed", b"rdf"):
        return replace(parse_feed(body, url, content_type, rules), kind="feed")
    prefix = root[1] if root else b""
    ends = [b"</" + prefix + name + b">" for name in (b"url", b"sitemap")]
    end = max(body.rfind(each) + len(each) if each in body else 0 for each in ends)
    if not _END.search(body, end):
        # The address in which a sitemap breaks off leads to a page that the sitemap does not name.
        body = body[:end] if BEGINS.search(body, end) else body
        problem = problem or "the sitemap breaks off before its end: what was readable is used"
    entries = Entries(url, now, rule, most)
    try:
        entries.read(body)
    except (etree.XMLSyntaxError, UnicodeDecodeError) as error:
        problem = problem or f"the XML is broken: {plain(str(error), limit=200)}"
    begun = sum(1 for _ in BEGINS.finditer(body))
    if root is not None and entries.seen < min(begun, MAX_ENTRIES) and len(entries.children) < MAX_CHILDREN:
        # An end tag too many ends the whole document for lxml.
        single = Entries(url, now, rule, most)
        single.read_one_by_one(body)
        entries = max(entries, single, key=lambda each: each.seen - each.unusable)
    if not entries.seen and (root is None or root[2].lower() not in (b"urlset", b"sitemapindex")):
        return Listing(problem="this is not a sitemap")
    return entries.listing(problem)


def choose_children(
    children: tuple[Child, ...], *, now: datetime, limit: int, every: timedelta = timedelta(0)
) -> tuple[Child, ...]:
    """The sitemaps of an index worth reading: dated ones newest first without those that are old, then likely
    names.

    Some servers never renew the dates of an index. So the likeliest of the old ones are read where there are no
    others; else one of them four times a day, in turn, by a source that is visited `every` so often.
    """
    oldest = now - timedelta(days=FRESH_DAYS)
    ranked = sorted(children, key=_promise, reverse=True)
    fresh = [child for child in ranked if (when := moment(child.lastmod)) is None or when >= oldest]
    news = set(fresh)
    stale = [child for child in ranked if child not in news]
    if not fresh:
        return tuple(stale[: min(limit, _STALE_ALONE)])
    turn = _turn(now)
    if stale and turn != _turn(now - every):
        return (*fresh[: limit - 1], stale[turn % len(stale)])
    return tuple(fresh[:limit])


def _turn(now: datetime) -> int:
    return int((now.timestamp() + _TURN_SECONDS / 2) // _TURN_SECONDS)


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


def _plain_text(body: bytes, problem: str | None, rule: Rules, most: int) -> Listing:
    """A sitemap may be a list of addresses, one a line."""
    lines = [line for line in body.decode("utf-8-sig", "replace").splitlines()[:MAX_ENTRIES] if line.strip()]
    if not any(_WEB.match(line) for line in lines[:100]):
        return Listing(problem=problem or "this is not a sitemap")
    lines = [line for line in lines if rule.why_not(line) is None]
    entries = [Entry(line, None, {}, None) for line in lines]
    found = [absolute("", entry.address) for entry in both_ends(entries, most)]
    links = [Link(url=address) for address in dict.fromkeys(found) if address]
    return Listing(
        links=tuple(links),
        problem=problem,
        unusable=found.count(None),
        left_out=len(lines) - len(found),
    )


def _unfolded(body: bytes, max_bytes: int) -> tuple[bytes, str | None]:
    """The plain bytes of what may be gzip, in one member or several, once or twice; with what was wrong."""
    plain_bytes = bytearray()
    problem = None
    try:
        stream = unpacked(io.BytesIO(body))
        while (chunk := stream.read1(_CHUNK)) and len(plain_bytes) <= max_bytes:
            plain_bytes += chunk
    except UNREADABLE:
        problem = "the gzip is broken or breaks off"
    if len(plain_bytes) > max_bytes:
        problem = f"it unfolds to more than {max_bytes} bytes"
    if problem and plain_bytes:
        problem += ": what was readable is used"
    return bytes(plain_bytes[:max_bytes]), problem
