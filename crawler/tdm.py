"""Read a site's file of the TDM Reservation Protocol, `/.well-known/tdmrep.json`, and keep the files of all sites.

The pattern of a rule is matched as in robots.txt, and the first rule that matches holds (final report of 10 May 2024,
"TDM File on the Origin Server"). A site without such a file reserves nothing by it.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawler.gate import SitePaused
from crawler.reasons import Stopped
from crawler.robots import origin_of

PLACE = "/.well-known/tdmrep.json"
KEEP_SECONDS = 24 * 3600.0
RETRY_SECONDS = 3600.0
MAX_BYTES = 512 * 1024
_MOST_RULES = 2000
_REMEMBER, _MOST_RULES_IN_ALL = 4096, 50_000
# RFC 3986, section 2.3: encoded or not, these are the same.
_ENCODED = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """Whether mining is reserved, and where a licence can be had."""

    is_reserved: bool
    policy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TdmRule:
    """One rule of a site's file."""

    location: str
    reservation: Reservation


@dataclass(slots=True)
class TdmFiles:
    """The rules of all sites, for all crawls of a process."""

    known: dict[str, tuple[float, tuple[TdmRule, ...]]] = field(default_factory=dict)
    locks: dict[str, asyncio.Lock] = field(default_factory=dict)

    def rules(self, origin: str) -> tuple[TdmRule, ...] | None:
        """The remembered rules; None when there are none or they are too old."""
        until, rules = self.known.get(origin, (0.0, ()))
        return rules if until > asyncio.get_running_loop().time() else None

    def keep(self, origin: str, rules: tuple[TdmRule, ...], *, seconds: float) -> None:
        if len(self.known) >= _REMEMBER or sum(len(each) for _, each in self.known.values()) > _MOST_RULES_IN_ALL:
            self.known.clear()
        self.known[origin] = (asyncio.get_running_loop().time() + seconds, rules)

    def of(self, url: str) -> Reservation | None:
        """What the file of an address's site says of it, as far as it is known."""
        return reservation_of(url, self.rules(origin_of(url)) or ())


class TdmMiddleware:
    """Has a site's file fetched before the first page of it, once a day, under the same guard, gate and limits."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> TdmMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if not request.meta.get("is_page"):
            return
        files: TdmFiles = self.crawler.spider.run.tdm
        origin = origin_of(request.url)
        if files.rules(origin) is not None:
            return
        async with files.locks.setdefault(origin, asyncio.Lock()):
            try:
                if files.rules(origin) is None:
                    rules, seconds = await self._fetch(origin)
                    files.keep(origin, rules, seconds=seconds)
            finally:
                files.locks.pop(origin, None)

    async def _fetch(self, origin: str) -> tuple[tuple[TdmRule, ...], float]:
        meta = {"download_maxsize": MAX_BYTES}
        request = Request(f"{origin}{PLACE}", meta=meta, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await self.crawler.engine.download_async(request)
        except (SitePaused, Stopped):
            # The page that is asked for waits as well.
            raise
        except IgnoreRequest:
            return (), KEEP_SECONDS
        except Exception:  # whatever keeps a site from answering: it is asked again
            return (), RETRY_SECONDS
        if response.status >= 500:
            return (), RETRY_SECONDS
        if response.status >= 300:
            return (), KEEP_SECONDS
        return await asyncio.to_thread(rules_in, response.body), KEEP_SECONDS


def rules_in(body: bytes) -> tuple[TdmRule, ...]:
    """The rules of a file. Invalid ones are left out; an invalid file has none."""
    try:
        said = json.loads(body[: MAX_BYTES + 1].decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ()
    entries = said if isinstance(said, list) else [said]
    return tuple(rule for entry in entries[:_MOST_RULES] if (rule := _rule(entry)) is not None)


def reservation_of(url: str, rules: tuple[TdmRule, ...]) -> Reservation | None:
    """What the first rule that matches an address says; None where none does."""
    parts = urlsplit(url)
    path = _alike(f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}")
    return next((rule.reservation for rule in rules if _matches(rule.location, path)), None)


def _rule(entry: object) -> TdmRule | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("location"), str):
        return None
    value = entry.get("tdm-reservation")
    # The protocol wants a number; many sites write a string.
    if isinstance(value, bool) or str(value).strip() not in ("0", "1"):
        return None
    policy = entry.get("tdm-policy")
    location = entry["location"].strip()
    try:
        if location.startswith(("http://", "https://")):
            location = urlsplit(location).path or "/"
        location = _alike(location if location.startswith(("/", "*")) else f"/{location}")
    except ValueError:
        # No address, or halves of characters.
        return None
    return TdmRule(
        location=location,
        reservation=Reservation(
            is_reserved=str(value).strip() == "1", policy=policy[:1000] if isinstance(policy, str) and policy else None
        ),
    )


def _matches(pattern: str, path: str) -> bool:
    """Whether a path begins as a pattern says: `*` is anything, `$` at the end the end. In one pass, whatever the
    pattern.
    """
    is_anchored = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    if not others:
        return not is_anchored or place == len(path)
    for part in others[:-1] if is_anchored else others:
        found = path.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return not is_anchored or (path.endswith(others[-1]) and len(path) - len(others[-1]) >= place)


def _alike(path: str) -> str:
    """A path in one form: everything is encoded that must be, and nothing else."""
    return _ENCODED.sub(_unreserved, quote(path, safe="%/?:@!$&'()*+,;=[]~-._"))


def _unreserved(found: re.Match[str]) -> str:
    letter = unquote(found[0], "latin-1")
    return letter if letter in _UNRESERVED else found[0].upper()
