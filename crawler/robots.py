"""Obey robots.txt (RFC 9309): rules are remembered for a day across visits, refusals become reasons.

A robots.txt that is missing allows everything; one that cannot be had forbids for now (RFC 9309, 2.3.1.4).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.gate import SitePaused, site_of
from crawler.listing import absolute
from crawler.reasons import ROBOTS, Refused, Stopped, Unavailable, explain
from crawler.unpack import TooLarge
from model import Grade

KEEP_SECONDS = 24 * 3600.0
RETRY_SECONDS = 300.0
MAX_BYTES = 512 * 1024
# Half a megabyte of rules takes over a second to read and a tenth for each address: that must not hold the loop.
_LONG_BYTES = 16 * 1024
MAX_CRAWL_DELAY_SECONDS = 60.0
_REMEMBER = 4096
# By their byte order marks; and two letters as UTF-16 has them without one.
_ENCODINGS = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"U\0s\0": "utf-16-le",
    b"\0U\0s": "utf-16-be",
    b"#\0": "utf-16-le",
    b"\0#": "utf-16-be",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site's robots.txt says. Without a parser everything is allowed, unless `failure` says why
    nothing is, and `grade` the same in one word.
    """

    parser: Protego | None = None
    failure: str | None = None
    grade: Grade = "unreachable"
    is_long: bool = False

    def allows(self, url: str, agent: str) -> bool:
        return self.parser is None or self.parser.can_fetch(url, agent)

    def delay_seconds(self, agent: str) -> float:
        """The Crawl-delay, at most a minute."""
        return min(self.asked_seconds(agent), MAX_CRAWL_DELAY_SECONDS)

    def asked_seconds(self, agent: str) -> float:
        """The Crawl-delay as the site asks for it."""
        return (self.parser.crawl_delay(agent) if self.parser else None) or 0.0

    def sitemaps(self, origin: str) -> tuple[str, ...]:
        """The sitemaps that it names, made absolute."""
        named = (absolute(f"{origin}/", each) for each in (self.parser.sitemaps if self.parser else ()))
        return tuple(dict.fromkeys(each for each in named if each))


@dataclass(slots=True)
class Robots:
    """The rules of all sites, for all crawls of a process."""

    agent: str
    known: dict[str, tuple[float, Rules]] = field(default_factory=dict)
    locks: dict[str, asyncio.Lock] = field(default_factory=dict)

    def rules(self, origin: str) -> Rules | None:
        """The remembered rules, None when there are none or they are too old."""
        until, rules = self.known.get(origin, (0.0, None))
        return rules if until > asyncio.get_running_loop().time() else None

    def keep(self, origin: str, rules: Rules) -> Rules:
        """Remember rules for a day, failures for five minutes."""
        if len(self.known) >= _REMEMBER:
            self.known.clear()
        seconds = RETRY_SECONDS if rules.failure else KEEP_SECONDS
        self.known[origin] = (asyncio.get_running_loop().time() + seconds, rules)
        return rules

    def delay_seconds(self, url: str) -> float:
        """The Crawl-delay that holds for a URL, 0 when there is none or it is not known yet."""
        rules = self.rules(origin_of(url))
        return rules.delay_seconds(self.agent) if rules else 0.0

    def shortened_delay(self, url: str) -> str | None:
        """What to say where a site asks for longer pauses than are kept; None where it does not."""
        rules = self.rules(origin_of(url))
        asked = rules.asked_seconds(self.agent) if rules else 0.0
        if asked <= MAX_CRAWL_DELAY_SECONDS:
            return None
        kept = f"{MAX_CRAWL_DELAY_SECONDS:.0f} s are kept"
        return f"robots.txt asks for a pause of {asked:.0f} s between requests, {kept}: visit this source less often"


def origin_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


class RobotsMiddleware:
    """Lets only requests pass that the site's robots.txt allows."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> RobotsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        run = self.crawler.spider.run
        # A hub is an interface that a feed names, no page.
        if request.meta.get("is_robots") or request.meta.get("is_hub") or not run.config.obey_robots:
            return
        if refusal := run.guard.refusal(request.url):
            raise Refused(refusal)
        rules = await self._rules(request)
        if rules.failure:
            raise Unavailable(rules.failure, rules.grade)
        agent = run.robots.agent
        if rules.is_long:
            allowed = await asyncio.to_thread(rules.allows, request.url, agent)
        else:
            allowed = rules.allows(request.url, agent)
        if not allowed:
            raise Refused(ROBOTS, "robots")

    async def _rules(self, request: Request) -> Rules:
        robots: Robots = self.crawler.spider.run.robots
        origin = origin_of(request.url)
        if rules := robots.rules(origin):
            return rules
        async with robots.locks.setdefault(origin, asyncio.Lock()):
            try:
                if known := robots.rules(origin):
                    return known
                rules = robots.keep(origin, await self._fetch(origin))
                if not rules.failure:
                    await self.crawler.spider.run.gate.keep_delay(site_of(origin), rules.delay_seconds(robots.agent))
                return rules
            finally:
                robots.locks.pop(origin, None)

    async def _fetch(self, origin: str) -> Rules:
        request = Request(f"{origin}/robots.txt", meta={"is_robots": True}, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await self.crawler.engine.download_async(request)
        except (SitePaused, Stopped, Refused):
            raise
        except (IgnoreRequest, TooLarge):
            # Too many redirects, or too large once unpacked: treated as no file.
            return Rules()
        except Exception as error:  # each kind of download error, put into words
            why = explain(error, self.crawler.spider.run.config)
            return Rules(failure=why.reason, grade=why.grade)
        if len(response.body) > _LONG_BYTES:
            return await asyncio.to_thread(read_rules, response)
        return read_rules(response)


def read_rules(response: Response) -> Rules:
    """The rules in a site's answer."""
    if response.status >= 500:
        return Rules(failure=f"robots.txt: HTTP {response.status}", grade="server_error")
    if response.status >= 300:
        return Rules()
    return rules_in(response.body)


def rules_in(body: bytes) -> Rules:
    """The rules in the body of a robots.txt."""
    is_long = len(body) > _LONG_BYTES
    body = body[:MAX_BYTES]
    encoding = next((name for mark, name in _ENCODINGS.items() if body.startswith(mark)), "utf-8")
    text = body.decode(encoding, "replace").lstrip("\ufeff")
    return Rules(Protego.parse(text), is_long=is_long)
