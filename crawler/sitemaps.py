"""Read a sitemap: index, url set, Google News tags, gzip, plain text. Pure: bytes in, links out. Runs in a
worker.

Entities are not resolved and nothing is loaded, so neither entity bombs nor external entities have an effect.
"""

from __future__ import annotations

import io
import itertools
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from crawler.feeds import parse_feed
from crawler.listing import FRESH_DAYS, MAX_LINKS, Child, Listing, absolute, moment, plain
from crawler.markup import repaired
from crawler.unpack import UNREADABLE, unpacked
from model import Hints, Link

# What the protocol allows a sitemap, unfolded (https://www.sitemaps.org/protocol.html): more than a page may have.
MAX_BYTES = 50 * 1024 * 1024
_MAX_ENTRIES = 100_000
_MAX_CHILDREN = 5000
_STALE_ALONE = 2
_TURN_SECONDS = 6 * 3600
_PREFERRED = re.compile(r"news|post|article|story|stories|latest|recent|akhbar|خبر|أخبار|مقال", re.I)
_UNLIKELY = re.compile(r"page|categor|tag|author|image|video|product|taxonom|archive|user|section", re.I)
_ROOT = re.compile(rb"<((?:[\w.-]+:)?)([A-Za-z][\w.-]*)[\s>/]")
_TAGS = ("{*}url", "{*}sitemap", "{*}URL", "{*}Url", "{*}Sitemap", "{*}SITEMAP")
_ENTRY_BEGINS = re.compile(rb"<(?:[\w.-]+:)?(?:url|sitemap)[\s>]", re.I)
_ENTRY_ENDS = re.compile(rb"</(?:[\w.-]+:)?(?:url|sitemap)\s*>", re.I)
_END = re.compile(rb"</\s*(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>", re.I)
_NEWS = frozenset(("title", "publication_date", "name", "language"))
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WEB = re.compile(r"\s*\ufeff?https?://", re.I)
_CHUNK = 256 * 1024
_NUMBER = re.compile(r"\d{1,12}")


def parse_sitemap(
    body: bytes,
    url: str,
    content_type: str | None,
    now: datetime,
    max_bytes: int = MAX_BYTES,
    pattern: str | None = None,
) -> Listing:
    """The links of a sitemap, newest first, or the sitemaps that an index names, most promising first.

    Dated entries older than seven days are left out and counted: a sitemap is read for news, not for
    archives. `max_bytes` bounds what is read of it, unfolded; of more, and of what breaks off, the readable
    part is used, and `problem` says so. With `pattern` (a regular expression searched in the address) only
    what it finds counts.
    """
    rule = re.compile(pattern) if pattern else None
    body, problem = _unfolded(body, max_bytes)
    head = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return Listing(problem=problem or "the answer is empty")
    if head[:1] != b"<" and b"\x00" not in head[:4]:
        return _plain_text(body, problem, rule)
    body = repaired(body, content_type)
    root = _ROOT.search(body[:100_000])
    if root is not None and root[2].lower() in (b"rss", b"feed", b"rdf"):
        return parse_feed(body, url, content_type)
    prefix = root[1] if root else b""
    ends = [b"</" + prefix + name + b">" for name in (b"url", b"sitemap")]
    end = max(body.rfind(each) + len(each) if each in body else 0 for each in ends)
    if not _END.search(body, end):
        # The address in which a sitemap breaks off leads to a page that nobody named.
        body = body[:end] if _ENTRY_BEGINS.search(body, end) else body
        problem = problem or "the sitemap breaks off before its end: what was readable is used"
    entries = _Entries(url, now, rule)
    try:
        entries.read(body)
    except (etree.XMLSyntaxError, UnicodeDecodeError) as error:
        problem = problem or f"the XML is broken: {plain(str(error), limit=200)}"
    begun = sum(1 for _ in _ENTRY_BEGINS.finditer(body))
    if root is not None and entries.seen < min(begun, _MAX_ENTRIES) and len(entries.children) < _MAX_CHILDREN:
        # An end tag too many ends the whole document for lxml.
        single = _Entries(url, now, rule)
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
    stale = [child for child in ranked if child not in set(fresh)]
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


@dataclass(slots=True)
class _Entry:
    """One entry as it is written. Most are dropped for their age, before anything dear is done with them."""

    address: str
    lastmod: str | None
    news: dict[str, str]
    when: datetime | None


class _Entries:
    """What is read of a sitemap, entry by entry, in little memory."""

    def __init__(self, url: str, now: datetime, rule: re.Pattern[str] | None) -> None:
        self.url = url
        self.rule = rule
        self.oldest = now - timedelta(days=FRESH_DAYS)
        # Sure to be too old, whatever the zone.
        self.oldest_day = (self.oldest - timedelta(days=2)).date().isoformat()
        self.dated: list[_Entry] = []
        self.undated: list[_Entry] = []
        self.children: list[Child] = []
        self.seen = self.old = self.others = self.unusable = 0
        self.names: dict[str, str] = {}

    def read(self, body: bytes) -> None:
        parser = etree.iterparse(
            io.BytesIO(body),
            events=("end",),
            tag=_TAGS,
            recover=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            # Depth and the size of a text are bounded by the body's; without this libxml2 refuses long documents.
            huge_tree=True,
        )
        for _, element in parser:
            self.take(element)
            element.clear()
            parent = element.getparent()
            if parent is not None:
                while element.getprevious() is not None:
                    del parent[0]
            if self.seen >= _MAX_ENTRIES or len(self.children) >= _MAX_CHILDREN:
                break

    def read_one_by_one(self, body: bytes) -> None:
        """Each entry by itself, between the beginning of the document and its own end."""
        starts = [found.start() for found in itertools.islice(_ENTRY_BEGINS.finditer(body), _MAX_ENTRIES)]
        head = body[: starts[0]] if starts else b""
        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
        for start, following in zip(starts, [*starts[1:], len(body)], strict=True):
            end = _ENTRY_ENDS.search(body, start, following)
            root = etree.fromstring(head + body[start : end.end() if end else following], parser)
            for element in root.iter(*_TAGS) if root is not None else ():
                self.take(element)
                break
            if len(self.children) >= _MAX_CHILDREN:
                break

    def take(self, element: etree._Element) -> None:
        self.seen += 1
        address = lastmod = None
        news: dict[str, str] = {}
        for child in element:
            name = self.local(child.tag)
            if name == "loc":
                # With an element inside, nobody can tell where the address ends.
                address = address or (child.text if len(child) == 0 else None)
            elif name == "lastmod":
                lastmod = lastmod or (child.text or "").strip() or None
            elif name == "news":
                for each in child.iter():
                    if each.text and (field := self.local(each.tag)) in _NEWS:
                        news.setdefault(field, each.text.strip())
        if address is None or not address.strip():
            self.unusable += 1
        elif self.local(element.tag) == "sitemap":
            if (found := absolute(self.url, address)) is None:
                self.unusable += 1
            else:
                self.children.append(Child(url=found, lastmod=lastmod))
        else:
            self.take_page(address, lastmod, news)

    def take_page(self, address: str, lastmod: str | None, news: dict[str, str]) -> None:
        published = news.get("publication_date")
        if self.is_old(lastmod) and (published is None or self.is_old(published)):
            self.old += 1
            return
        changed = moment(lastmod)
        when = moment(published) or changed
        newest = max(filter(None, (when, changed)), default=None)
        if newest is not None and newest < self.oldest:
            self.old += 1
            return
        if self.rule and not self.rule.search(address):
            self.others += 1
            return
        (self.dated if when else self.undated).append(_Entry(address, lastmod, news, when))

    def is_old(self, words: str | None) -> bool:
        return words is not None and bool(_DAY.match(words)) and words[:10] < self.oldest_day

    def local(self, tag: object) -> str:
        """The name of a tag without its namespace, or the prefix of an undeclared one."""
        if not isinstance(tag, str):
            return ""
        if tag not in self.names:
            self.names[tag] = tag.rpartition("}")[2].rpartition(":")[2].lower()
        return self.names[tag]

    def listing(self, problem: str | None) -> Listing:
        # A stable sort: those of one moment keep their order.
        self.dated.sort(key=lambda entry: entry.when or self.oldest, reverse=True)
        links: dict[str, Link] = {}
        for entry in [*self.dated, *_both_ends(self.undated)]:
            if len(links) == MAX_LINKS:
                break
            if (address := absolute(self.url, entry.address)) is None:
                self.unusable += 1
            else:
                links.setdefault(address, Link(url=address, hints=_hints(entry)))
        if self.seen >= _MAX_ENTRIES or len(self.children) >= _MAX_CHILDREN:
            problem = problem or f"only the first {self.seen} entries were read"
        named = self.seen - self.others - self.unusable - len(self.children)
        return Listing(
            links=tuple(links.values()),
            problem=problem,
            unusable=self.unusable,
            left_out=named - len(links),
            children=tuple(self.children),
        )


def _both_ends(entries: list[_Entry]) -> list[_Entry]:
    """Entries without a date: nothing tells at which end the new ones are added, so both are looked at."""
    if len(entries) <= MAX_LINKS:
        return entries
    ends = zip(entries[: MAX_LINKS // 2], reversed(entries[-(MAX_LINKS // 2) :]), strict=True)
    return [entry for pair in ends for entry in pair]


def _hints(entry: _Entry) -> Hints:
    news = entry.news
    return Hints(
        title=plain(news.get("title"), limit=500),
        published=plain(news.get("publication_date"), limit=100),
        updated=plain(entry.lastmod, limit=100),
        outlet=plain(news.get("name"), limit=200),
        language=plain(news.get("language"), limit=100),
    )


def _plain_text(body: bytes, problem: str | None, rule: re.Pattern[str] | None) -> Listing:
    """A sitemap may be a list of addresses, one a line."""
    lines = [line for line in body.decode("utf-8-sig", "replace").splitlines()[:_MAX_ENTRIES] if line.strip()]
    if not any(_WEB.match(line) for line in lines[:100]):
        return Listing(problem=problem or "this is not a sitemap")
    lines = [line for line in lines if rule is None or rule.search(line)]
    entries = [_Entry(line, None, {}, None) for line in lines]
    found = [absolute("", entry.address) for entry in _both_ends(entries)]
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
