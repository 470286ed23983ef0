"""The entries of a sitemap: read in a stream, the old ones dropped before anything expensive is done with them. Pure.

Entities are not resolved and nothing is loaded, so neither entity bombs nor external entities have an effect.
"""

from __future__ import annotations

import io
import itertools
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from crawler.link_rules import Rules
from crawler.listing import FRESH_DAYS, MAX_LINKS, Child, Listing, absolute, moment, plain
from model import Hints, Link

MAX_ENTRIES = 100_000
MAX_CHILDREN = 5000
_TAGS = ("{*}url", "{*}sitemap", "{*}URL", "{*}Url", "{*}Sitemap", "{*}SITEMAP")
BEGINS = re.compile(rb"<(?:[\w.-]+:)?(?:url|sitemap)[\s>]", re.IGNORECASE)
_ENDS = re.compile(rb"</(?:[\w.-]+:)?(?:url|sitemap)\s*>", re.IGNORECASE)
_NEWS = frozenset(("title", "publication_date", "name", "language"))
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(slots=True)
class Entry:
    """One entry as it is written. Most are dropped for their age before anything expensive is done with them."""

    address: str
    lastmod: str | None
    news: dict[str, str]
    when: datetime | None


class Entries:
    """What is read of a sitemap, entry by entry, in little memory."""

    def __init__(self, url: str, now: datetime, rule: Rules, most: int = MAX_LINKS) -> None:
        self.url = url
        self.rule = rule
        self.most = most
        self.oldest = now - timedelta(days=FRESH_DAYS)
        # Sure to be too old, whatever the zone.
        self.oldest_day = (self.oldest - timedelta(days=2)).date().isoformat()
        self.dated: list[Entry] = []
        self.undated: list[Entry] = []
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
            if self.seen >= MAX_ENTRIES or len(self.children) >= MAX_CHILDREN:
                break

    def read_one_by_one(self, body: bytes) -> None:
        """Each entry by itself, between the beginning of the document and its own end."""
        starts = [found.start() for found in itertools.islice(BEGINS.finditer(body), MAX_ENTRIES)]
        head = body[: starts[0]] if starts else b""
        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
        for start, following in zip(starts, [*starts[1:], len(body)], strict=True):
            end = _ENDS.search(body, start, following)
            try:
                root = etree.fromstring(head + body[start : end.end() if end else following], parser)
            except (etree.XMLSyntaxError, UnicodeDecodeError):
                # libxml2 takes a document for an empty one that begins with what no XML may hold.
                continue
            for element in root.iter(*_TAGS) if root is not None else ():
                self.take(element)
                break
            if len(self.children) >= MAX_CHILDREN:
                break

    def take(self, element: etree._Element) -> None:
        self.seen += 1
        address = lastmod = None
        news: dict[str, str] = {}
        for child in element:
            name = self.local(child.tag)
            if name == "loc":
                # With an element inside, it is not known where the address ends.
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
        if self.rule.why_not(address):
            self.others += 1
            return
        (self.dated if when else self.undated).append(Entry(address, lastmod, news, when))

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
        for entry in [*self.dated, *both_ends(self.undated, self.most)]:
            if len(links) == self.most:
                break
            if (address := absolute(self.url, entry.address)) is None:
                self.unusable += 1
            else:
                links.setdefault(address, Link(url=address, hints=_hints(entry)))
        if self.seen >= MAX_ENTRIES or len(self.children) >= MAX_CHILDREN:
            problem = problem or f"only the first {self.seen} entries were read"
        named = self.seen - self.others - self.unusable - len(self.children)
        return Listing(
            links=tuple(links.values()),
            problem=problem,
            unusable=self.unusable,
            left_out=named - len(links),
            children=tuple(self.children),
        )


def both_ends(entries: list[Entry], most: int) -> list[Entry]:
    """Entries without a date: new ones may be added at either end, so both are looked at."""
    if len(entries) <= most:
        return entries
    ends = zip(entries[: most // 2], reversed(entries[-(most // 2) :]), strict=True)
    return [entry for pair in ends for entry in pair]


def _hints(entry: Entry) -> Hints:
    news = entry.news
    return Hints(
        title=plain(news.get("title"), limit=500),
        published=plain(news.get("publication_date"), limit=100),
        updated=plain(entry.lastmod, limit=100),
        outlet=plain(news.get("name"), limit=200),
        language=plain(news.get("language"), limit=100),
    )
