"""Fetch every configured source and the first page that it names, as the crawler would, and say what to mend."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from config.tables import Config, SourceEntry
from crawler.feeds import NO_ADDRESSES, parse_feed
from crawler.grades import is_test_for_browsers
from crawler.guard import PRIVATE, Guard, fold_host, literal_address
from crawler.links import NO_LINKS, find_links
from crawler.listing import FRESH_DAYS, Listing
from crawler.reasons import NO_HOST, ROBOTS, TEST_FOR_BROWSERS, is_unreached
from crawler.rights import Rights, ignored_at, refusal
from crawler.run import Crawler
from crawler.sitemaps import MAX_BYTES, parse_sitemap
from model import Extracted, Grade, Link, Page
from pipelines.preparing.settings import PrepareSettings
from pipelines.processes.workers import WorkerFailed, Workers
from terminal.readable import counted, readable_url
from terminal.trying import trying

_AT_ONCE = 8
_REFUSED = (
    "the site refuses this program: try another feed or sitemap of it, or ask the outlet for access; enabled = false "
    "pauses it meanwhile"
)
_NO_CONTACT = "fill in crawl.contact first, so that the outlet can see who asks; "
_BY_GRADE: dict[Grade, str] = {
    "timeout": "try again later; if it stays slow, give it longer (crawl.timeout_seconds)",
    "broken_answer": "try again later; if it stays so, look in a browser whether the site works",
    "unreachable": "look in a browser whether the site is up, and how its address is written",
    "bad_certificate": "only the outlet can mend that; try again later",
    "too_large": "try another feed or sitemap of the site, or allow more (crawl.max_body_bytes)",
    "elsewhere": "look on the site for where it is now, and change url",
}
_MANY = {"feed": "entries", "sitemap": "entries"}
_STATUS = re.compile(r"\bHTTP (\d{3})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What became of one source: `words` say it. `host` is where it is on the public internet, None where it is not."""

    fine: bool
    words: str
    host: str | None = None
    was_reached: bool = True


async def check_sources(config: Config) -> list[tuple[bool, str]]:
    """One finding a source, in the order of the configuration: is it there, and does it name anything.

    Where none on the public internet can be reached, one finding for all of these: the machine is to blame.
    """
    room = asyncio.Semaphore(_AT_ONCE)
    guard = Guard.allowing(config.crawl.allow_private)
    async with trying(config) as (crawler, workers):

        async def check(source: SourceEntry) -> Looked:
            async with room:
                page = await crawler.fetch(source.url, as_listing=source.kind == "sitemap")
                fine, words = await _look(page, crawler, workers, source, config)
            if not config.crawl.contact:
                words = words.replace(_REFUSED, _NO_CONTACT + _REFUSED)
            named = f"{source.kind.replace('_', ' ')} {readable_url(source.url)}: {words}"
            return Looked(fine=fine, words=named, host=_public_host(page, guard), was_reached=_was_reached(page))

        enabled = [source for source in config.source if source.enabled]
        return findings(list(await asyncio.gather(*map(check, enabled))))


def findings(looked: Sequence[Looked]) -> list[tuple[bool, str]]:
    """What to say of all sources."""
    public = [each for each in looked if each.host is not None]
    is_offline = len({each.host for each in public}) > 1 and not any(each.was_reached for each in public)
    said = [(each.fine, each.words) for each in looked if not is_offline or each.host is None]
    if is_offline:
        said.append(
            (
                False,
                f"this machine seems to be offline: none of its {len(public)} sources on the internet can be reached; "
                "check its network and DNS, then try again",
            )
        )
    return said


def advice(reason: str, host: str, grade: Grade | None = None) -> str | None:
    """What a person can do about a source that gives nothing, as the second half of a sentence."""
    named = _STATUS.search(reason)
    status = int(named[1]) if named else None
    if reason.startswith(PRIVATE):
        return f'if it is in your own network, add allow_private = ["{host}"] below [crawl]'
    if status in (401, 402, 403, 406, 451):
        return _REFUSED
    if status in (404, 410):
        return "look on the site for where it is now, and change url"
    if status in (420, 429, 503):
        return "the site asks for fewer requests: try again later, and visit it less often (every)"
    if status is not None and status >= 500:
        return "the site has a fault: try again later; the daemon does so by itself"
    if reason == ROBOTS:
        return "ask the outlet, or take the source out; crawl.obey_robots = false is for sites of your own"
    if reason == NO_HOST:
        return "check how the host is written, and the DNS of this machine"
    return _BY_GRADE.get(grade) if grade else None


async def _look(
    page: Page, crawler: Crawler, workers: Workers, source: SourceEntry, config: Config
) -> tuple[bool, str]:
    """Whether a source names anything, and text comes from what it names: an answer alone is no sign of life."""
    if page.outcome != "fetched":
        reason = page.reason or page.outcome
        todo = advice(reason, urlsplit(source.url).hostname or "", page.grade)
        return False, f"{reason}; {todo}" if todo else reason
    if is_test_for_browsers(page.body):
        return False, f"{TEST_FOR_BROWSERS}; {_REFUSED}"
    try:
        listing = await _listing(page, workers, source)
    except WorkerFailed as failure:
        return False, str(failure)
    if listing.problem and not listing.links and not listing.children:
        return False, f"{listing.problem}{_about_listing(listing.problem)}"
    if listing.children and not listing.links:
        return True, f"an index of {counted(len(listing.children), 'sitemap')}"
    if not listing.links and listing.left_out:
        return True, f"all {counted(listing.left_out, 'entry', 'entries')} are older than {FRESH_DAYS} days"
    if not listing.links:
        # A new feed has nothing to name yet; one that falls silent is found by its visits.
        return True, f"a {source.kind} without entries so far"
    number = _number(listing, "link" if source.kind == "front_page" else "entry", _MANY.get(source.kind))
    fine, words = await _try_page(listing.links[0], crawler, workers, source, config)
    return fine, f"{number}, {words}"


def _about_listing(problem: str) -> str:
    """What to do about an answer that lists nothing, to be added to what is wrong with it."""
    if problem.startswith(NO_LINKS):
        return ""
    if problem == NO_ADDRESSES:
        return "; `naskh add` with the site's address finds what else it has"
    return "; look on the site for where it is now, and change url"


def _number(listing: Listing, noun: str, nouns: str | None) -> str:
    """`30 entries`, `1,000 of 5,000 entries`: a visit takes the first ones of a long listing, and the fresh ones."""
    number, whole = len(listing.links), len(listing.links) + listing.left_out
    return f"{number:,} of {counted(whole, noun, nouns)}" if listing.left_out else counted(number, noun, nouns)


async def _try_page(
    link: Link, crawler: Crawler, workers: Workers, source: SourceEntry, config: Config
) -> tuple[bool, str]:
    """Whether there is a text on a page that a source names."""
    page = await crawler.fetch(link.url, as_page=True)
    page, named = replace(page, hints=link.hints), f"of which the first gives no text: {readable_url(link.url)}: "
    if page.outcome == "fetched":
        ignored = ignored_at(page.final_url or page.url, config.outlet, source.outlet or "", source.url)
        rights = Rights(words=page.rights, policy=page.tdm_policy)
        if why := refusal(rights, ignored):
            return False, f"{named}{why}; with the outlet's consent, set ignore_rights in its [[outlet]]"
        if is_test_for_browsers(page.body):
            return False, f"{named}{TEST_FOR_BROWSERS}; {_REFUSED}"
    elif not link.hints.content:
        reason = page.reason or page.outcome
        todo = advice(reason, urlsplit(link.url).hostname or "", page.grade)
        return False, f"{named}{f'{reason}; {todo}' if todo else reason}"
    try:
        read = await workers.run(_prepared, page, PrepareSettings.of(config))
    except WorkerFailed as failure:
        return False, f"{named}{failure}"
    if not read.articles:
        return False, f"{named}{read.reason}; `naskh check {readable_url(link.url)}` tells more"
    return True, f"the first has {counted(read.articles[0].sketch.words, 'word')}"


def _prepared(page: Page, settings: PrepareSettings) -> Extracted:
    # Imported in the worker: it loads what reads pages.
    from pipelines.preparing.prepare import prepare

    return prepare(page, settings)


async def _listing(page: Page, workers: Workers, source: SourceEntry) -> Listing:
    url = page.final_url or page.url
    found: Listing
    if source.kind == "feed":
        found = await workers.run(parse_feed, page.body, url, page.content_type)
    elif source.kind == "sitemap":
        now = datetime.now(UTC)
        found = await workers.run(
            parse_sitemap, page.body, url, page.content_type, now, MAX_BYTES, source.links, timeout_seconds=30.0
        )
    else:
        found = await workers.run(find_links, page.body, url, page.content_type, source.links)
    return found


def _was_reached(page: Page) -> bool:
    return page.outcome == "fetched" or page.http_status is not None or not is_unreached(page.reason)


def _public_host(page: Page, guard: Guard) -> str | None:
    host = urlsplit(page.url).hostname or ""
    is_private = guard.allows_name(host) or literal_address(host) is not None
    return None if is_private or page.outcome == "refused" else fold_host(host)
