"""Find the sources of a site from one address of it: fetch, measure, go on as long as something better may be there.

One request at a time, through the crawler's own guard, gate and robots. What decides is in `finding_choice`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from crawler.finding_candidates import (
    USUAL_FEEDS,
    USUAL_SITEMAPS,
    Candidate,
    SitePage,
    in_order_of_promise,
)
from crawler.finding_choice import Choice, Tried, choose, is_article, is_good
from crawler.finding_measures import measure
from crawler.guard import PRIVATE
from crawler.landing import front_of, place
from crawler.link_addresses import same_site
from crawler.reasons import ROBOTS, is_unreached
from crawler.run import Crawler
from crawler.sitemaps import choose_children
from model import OwnTopic, Page, SourceKind
from pipelines.outlets.addresses import is_front_page
from pipelines.processes.workers import WorkerFailed, Workers
from pipelines.text.addresses import canonical_form
from pipelines.text.domains import host_of

# How many are tried, at most: of the addresses that a page names, of the sitemaps in robots.txt, and of one index.
_MOST_NAMED, _MOST_SITEMAPS, _MOST_CHILDREN = 12, 4, 3
# After this many refusals in a row a site is left alone.
_REFUSALS = 4
_NO_ANSWER = ("TLS failed", "the certificate is not valid", "the connection broke off")
_IN_FOLDER = ("feed", "index.xml", "rss.xml")
_REFUSING = frozenset((401, 402, 403, 406, 429, 451, 503))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found from one address. `site` is what the site's pages say of its publisher, `front` the address of its
    front page; `stopped` why not everything was tried.
    """

    asked: str
    front: str
    choice: Choice
    site: SitePage
    stopped: str | None = None

    @property
    def host(self) -> str:
        """The domain of the site."""
        return host_of(self.front) or ""


@dataclass(slots=True)
class Finder:
    """Looks for the sources of sites. `say` receives each address before it is tried."""

    crawler: Crawler
    workers: Workers
    now: Callable[[], datetime]
    topic: str = "all"
    own_topics: Mapping[str, OwnTopic] = field(default_factory=dict)
    say: Callable[[str], None] = lambda url: None

    async def try_candidate(self, candidate: Candidate) -> Tried:
        """Fetch one address and measure what it answers. Never raises for what a site does."""
        self.say(candidate.url)
        page = await self.crawler.fetch(candidate.url, as_listing=True)
        return await self._tried(candidate, page)

    async def find(self, url: str, *, kind: SourceKind | None = None) -> Found:
        """All that can be watched of the site to which an address belongs, and the best of it."""
        return await _Search(self, url, kind).run()

    async def _tried(self, candidate: Candidate, page: Page) -> Tried:
        if page.outcome != "fetched":
            # A page without a status was refused by our own rules: no request was sent.
            was_asked = page.outcome != "refused"
            return Tried(
                candidate=candidate, url=candidate.url, problem=page.reason or page.outcome, was_asked=was_asked
            )
        reached = page.final_url or page.url
        try:
            measured = await self.workers.run(
                measure, page.body, reached, page.content_type, self.now(), self.topic, dict(self.own_topics)
            )
        except WorkerFailed as failure:
            return Tried(candidate=candidate, url=candidate.url, problem=str(failure))
        is_nothing = measured.content == "none" or (measured.content == "page" and measured.page is None)
        problem = measured.problem if is_nothing else None
        # A site that moved is where it is now.
        url = _whole(reached) if measured.content == "page" else _lasting(candidate.url, reached)
        return Tried(candidate=candidate, url=url, measured=measured, problem=problem)


class _Search:
    """One search: what was tried so far."""

    def __init__(self, finder: Finder, url: str, kind: SourceKind | None) -> None:
        self.finder = finder
        self.asked = url
        self.kind = kind
        self.front = front_of(url)
        self.pages: list[SitePage] = []
        self.tried: list[Tried] = []
        self.seen: set[str] = set()
        self.on_front: set[str] = set()
        self.front_title: str | None = None
        self.refusals = 0
        self.stopped: str | None = None

    async def run(self) -> Found:
        given = await self.attempt(Candidate(url=self.asked, how="given"))
        measured = given.measured if given else None
        if given and measured and measured.content in ("feed", "news_sitemap", "sitemap") and not given.problem:
            # The user has found the source; only its outlet is still to be known.
            self.front = front_of(measured.home or given.url)
            await self.try_children(given)
            await self.look_at_front(measured.home if measured.home and is_front_page(measured.home) else self.front)
        else:
            await self.search_site(given)
        choice = choose(
            self.tried,
            front=self.front,
            on_front=self.on_front,
            now=self.finder.now(),
            asked=self.asked,
            kind=self.kind,
            language=next((page.language for page in reversed(self.pages) if page.language), None),
        )
        return Found(asked=self.asked, front=self.front, choice=choice, site=self.site(choice), stopped=self.stopped)

    async def search_site(self, given: Tried | None) -> None:
        reached = given.url if given and given.measured else self.asked
        if given and given.measured:
            self.take_page(given)
        # Whatever the root of a site leads to is its front page.
        is_front = is_front_page(reached) or is_front_page(self.asked)
        self.front = reached if is_front else front_of(reached)
        if is_front:
            self.on_front = {item.place for item in given.measured.items} if given and given.measured else set()
        else:
            await self.look_at_front(self.front)
        await self.try_named()
        if not self.has_good() and self.wants("feed"):
            if not is_front and given and given.measured and not is_article(given):
                # Some sites live in a folder of another one.
                await self.try_usual(urljoin(f"{reached.partition('?')[0].rstrip('/')}/", each) for each in _IN_FOLDER)
            await self.try_usual(urljoin(self.front, each) for each in USUAL_FEEDS)
        if not self.has_good() and self.wants("sitemap"):
            await self.try_sitemaps()

    def wants(self, kind: SourceKind) -> bool:
        return self.kind in (None, kind)

    def has_good(self) -> bool:
        """Whether looking further is of no use: requests cost a site something."""
        if self.kind not in (None, "feed"):
            return False
        now = self.finder.now()
        return any(is_good(each, front=self.front, on_front=self.on_front, now=now) for each in self.tried)

    async def look_at_front(self, url: str) -> None:
        looked = await self.attempt(Candidate(url=url, how="front"))
        if looked and looked.measured and looked.measured.content == "page":
            self.take_page(looked)
            if same_site(self.front, looked.url) or same_site(looked.url, self.front):
                self.front = looked.url
            self.on_front = {item.place for item in looked.measured.items}

    async def try_named(self) -> None:
        """Try what the site's pages name; a page that lists feeds is read as well, once."""
        waiting = in_order_of_promise([each for page in self.pages for each in page.candidates])
        behind: list[Candidate] = []
        for candidate in waiting[:_MOST_NAMED]:
            tried = await self.attempt(candidate)
            if tried and tried.measured and tried.measured.page and same_site(self.front, tried.url):
                behind += tried.measured.page.candidates
        known = {canonical_form(each.url) for each in waiting}
        fresh = {canonical_form(each.url): each for each in behind if canonical_form(each.url) not in known}
        more = in_order_of_promise([*fresh.values()])
        for candidate in more[:_MOST_NAMED]:
            await self.attempt(candidate)
        for candidate in (*waiting[_MOST_NAMED:], *more[_MOST_NAMED:]):
            self.leave_out(candidate, "not tried: the site names too many")

    async def try_usual(self, urls: Iterable[str]) -> None:
        """Try the usual places of feeds until a good one is found; a page about feeds at such a place is read, too."""
        for url in urls:
            tried = await self.attempt(Candidate(url=url, how="usual"))
            page = tried.measured.page if tried and tried.measured else None
            for candidate in in_order_of_promise(page.candidates)[:_MOST_NAMED] if page else ():
                await self.attempt(candidate)
            if self.has_good():
                return

    async def try_sitemaps(self) -> None:
        """Try the sitemaps that are named, then the usual places, until one names articles."""
        listed = [each for page in self.pages for each in page.sitemaps]
        if not self.stopped:
            named = await self.finder.crawler.sitemaps_named(self.front)
            listed += [Candidate(url=url, how="robots") for url in named]
        likely = sorted(listed, key=lambda each: "news" not in each.url.lower())
        for candidate in likely[:_MOST_SITEMAPS]:
            tried = await self.attempt(candidate)
            if tried:
                await self.try_children(tried)
        for candidate in likely[_MOST_SITEMAPS:]:
            self.leave_out(candidate, "not tried: robots.txt names too many")
        for path in USUAL_SITEMAPS:
            if self.has_sitemap():
                return
            tried = await self.attempt(Candidate(url=urljoin(self.front, path), how="usual"))
            if tried:
                await self.try_children(tried)

    def has_sitemap(self) -> bool:
        """Whether a sitemap that was tried names articles. Usual places are not tried then: a news sitemap is mostly
        named.
        """
        measured = [each.measured for each in self.tried if each.measured and each.kind == "sitemap"]
        return any(each.items and each.article_share > 0 for each in measured)

    async def try_children(self, index: Tried) -> None:
        """Try the likeliest sitemaps of an index."""
        measured = index.measured
        if measured is None:
            return
        children = choose_children(measured.children, now=self.finder.now(), limit=_MOST_CHILDREN)
        for child in children[:_MOST_CHILDREN]:
            await self.attempt(Candidate(url=child.url, how="index", index=index.url))

    async def attempt(self, candidate: Candidate) -> Tried | None:
        """Try an address, unless it was tried or the site wants no more."""
        try:
            key = canonical_form(candidate.url)
        except ValueError:
            self.tried.append(Tried(candidate=candidate, url=candidate.url, problem="the address cannot be used"))
            return None
        if key in self.seen:
            return None
        self.seen.add(key)
        if self.stopped:
            if candidate.how != "usual":
                self.leave_out(candidate, f"not tried: {self.stopped}")
            return None
        tried = await self.finder.try_candidate(candidate)
        if tried.measured and canonical_form(tried.url) != key and canonical_form(tried.url) in self.seen:
            self.tried.append(replace(tried, measured=None, problem=f"leads to {tried.url}"))
            return None
        self.seen.add(canonical_form(tried.url))
        tried = _through_index(tried, asked=self.asked)
        self.tried.append(tried)
        self.count_refusal(tried)
        return tried

    def leave_out(self, candidate: Candidate, why: str) -> None:
        self.tried.append(Tried(candidate=candidate, url=candidate.url, problem=why, was_asked=False))

    def count_refusal(self, tried: Tried) -> None:
        problem = tried.problem or ""
        refused = problem == ROBOTS or any(f"HTTP {status}" in problem for status in _REFUSING)
        self.refusals = self.refusals + 1 if refused else 0
        is_own = host_of(tried.candidate.url) == host_of(self.asked)
        if is_own and (problem.startswith(PRIVATE) or gave_no_answer(problem)):
            self.stopped = problem
        elif is_own and "asked for a pause" in problem:
            self.stopped = "the site asked for a pause"
        elif self.refusals >= _REFUSALS:
            self.stopped = f"the site refused {_REFUSALS} requests in a row"

    def take_page(self, tried: Tried) -> None:
        if tried.measured and tried.measured.page:
            self.pages.append(tried.measured.page)
            if is_front_page(tried.url):
                self.front_title = tried.measured.page.title

    def site(self, choice: Choice) -> SitePage:
        """What is known about the publisher: from its front page, else from another page, else from the listing."""
        said = list(reversed(self.pages))
        best = choice.best.measured if choice.best else None
        titles = [
            each.measured.title or each.measured.name
            for each in choice.tried
            if each.measured and not each.measured.are_comments
        ]
        return SitePage(
            name=next((page.name for page in said if page.name), None)
            or (best.name or best.title if best else None)
            or next(filter(None, titles), None)
            or self.front_title,
            language=next((page.language for page in said if page.language), None) or (best.language if best else None),
            country=next((page.country for page in said if page.country), None),
        )


def gave_no_answer(problem: str | None) -> bool:
    """Whether a site could not be talked with at all, so that other addresses of it are not worth trying."""
    return is_unreached(problem) or (problem or "").startswith(_NO_ANSWER)


def _whole(url: str) -> str:
    return url if urlsplit(url).path else urlsplit(url)._replace(path="/").geturl()


def _through_index(tried: Tried, *, asked: str) -> Tried:
    """A sitemap of an index is visited through the index, as another sitemap may hold the newest articles tomorrow. A
    news sitemap is visited by itself, unless the index was asked for.
    """
    measured, index = tried.measured, tried.candidate.index
    if index is None or measured is None:
        return tried
    is_numbered = re.search(r"\d", urlsplit(tried.url).path.rpartition("/")[2]) is not None
    goes_on = measured.content == "news_sitemap" and not is_numbered and place(index) != place(asked)
    return tried if goes_on else replace(tried, url=index)


def _lasting(asked: str, reached: str) -> str:
    """The address to visit: the one that was reached, if it is on the same site, else the one that was asked for. A
    site's feed may lead to a service that uses another address tomorrow.
    """
    is_own = same_site(asked, reached) or same_site(reached, asked)
    return reached if is_own and len(urlsplit(reached).query) <= len(urlsplit(asked).query) else asked
