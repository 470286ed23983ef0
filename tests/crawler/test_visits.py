"""Visits of real sites on loopback: what is fetched, when, in which order, and what is written down."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from crawling import HTML, Answer, Newsroom, Site, response, rss, run, starts_are_apart

from crawler.gate import Gate
from db.page_columns import PageOutcome

ALLOW_ALL = response("User-agent: *\nAllow: /\n", kind="text/plain")


async def test_a_feed_is_visited_and_its_pages_are_yielded_with_hints(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.11") as site:
        site.pages = {f"/story/{n}": HTML for n in range(3)}
        site.pages["/feed"] = rss(*(f"/story/{n}" for n in range(3)))
        visit = await room.visit(site.url("/feed"))
        assert (visit.outcome, visit.links, visit.known, visit.new, visit.failed) == ("done", 3, 0, 3, 0)
        assert [page.hints.title for page in room.pages] == ["Story 0", "Story 1", "Story 2"]
        first = room.pages[0]
        assert (first.outcome, first.http_status, first.body) == ("fetched", 200, HTML.encode())
        assert first.page_id and first.source_id and first.visit_id == visit.id
        assert "Naskh" in site.hits[0].headers["User-Agent"]
        assert not {"Cookie", "Referer"} & set().union(*(hit.headers for hit in site.hits))

        again = await room.visit(site.url("/feed"))
        assert (again.outcome, len(room.pages)) == ("unchanged", 3)
        site.pages["/feed"] = rss(*(f"/story/{n}" for n in range(4)))
        site.pages["/story/3"] = HTML
        third = await room.visit(site.url("/feed"))
        assert (third.links, third.known, third.new) == (4, 3, 1)


async def test_rows_are_written_before_any_page_is_asked_for(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    seen: list[dict[str, str]] = []

    def story(request: web.Request) -> web.Response:
        seen.append(room.statuses())
        return web.Response(text=HTML, content_type="text/html")

    async with Site("127.0.9.12", {"/story/1": story, "/story/2": story}) as site:
        site.pages["/feed"] = rss("/story/1", "/story/2")
        await room.visit(site.url("/feed"))
    assert seen[0] == {"story/1": "wanted", "story/2": "wanted"}


async def test_listing_validators_are_sent_and_304_means_unchanged(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)

    def feed(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"v1"':
            return web.Response(status=304)
        return web.Response(
            text="<rss version='2.0'><channel><item><link>/story/1</link></item></channel></rss>",
            headers={"ETag": '"v1"', "Last-Modified": "Fri, 20 Mar 2026 09:00:00 GMT"},
        )

    async with Site("127.0.9.13", {"/feed": feed, "/story/1": HTML}) as site:
        await room.visit(site.url("/feed"))
        visit = await room.visit(site.url("/feed"))
        assert visit.outcome == "unchanged"
        sent = site.fetches_of("/feed")[1].headers
        assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"v1"', "Fri, 20 Mar 2026 09:00:00 GMT")
        assert len(site.fetches_of("/story/1")) == 1


async def test_a_stored_page_is_looked_at_again_when_it_is_due_and_304_is_unchanged(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)

    def story(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"s1"':
            return web.Response(status=304)
        return web.Response(text=HTML, content_type="text/html", headers={"ETag": '"s1"'})

    async with Site("127.0.9.14", {"/story/1": story}) as site:
        site.pages["/feed"] = rss("/story/1")
        await room.visit(site.url("/feed"))
        (row,) = room.database.list_pages(since=None, status=None, limit=None)
        page = room.pages[0]
        outcome = PageOutcome(status="stored", reason=None)
        next_check_at = room.now + timedelta(hours=1)
        room.database.settle_page(row["id"], page, outcome, attempts=1, next_check_at=next_check_at)
        room.now += timedelta(minutes=59)
        await room.visit(site.url("/feed"))
        assert len(site.fetches_of("/story/1")) == 1
        room.now += timedelta(minutes=2)
        await room.visit(site.url("/feed"))
        assert [page.outcome for page in room.pages] == ["fetched", "unchanged"]
        assert room.pages[1].etag == '"s1"'
        assert room.statuses() == {"story/1": "stored"}


async def test_an_index_of_sitemaps_is_followed_to_its_news(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.15", {"/story/1": HTML, "/story/2": HTML}) as site:
        xml = "application/xml"
        site.pages["/index.xml"] = response(
            f"<sitemapindex><sitemap><loc>{site.url('/news.xml')}</loc><lastmod>2026-03-20</lastmod></sitemap>"
            f"<sitemap><loc>{site.url('/old.xml')}</loc><lastmod>2019-01-01</lastmod></sitemap>"
            f"<sitemap><loc>{site.url('/gone.xml')}</loc></sitemap>"
            f"<sitemap><loc>{site.url('/index.xml')}</loc></sitemap></sitemapindex>",
            kind=xml,
        )
        site.pages["/news.xml"] = response(
            "<urlset><url><loc>/story/1</loc><lastmod>2026-03-20</lastmod></url>"
            "<url><loc>/story/2</loc><lastmod>2026-03-19</lastmod></url>"
            "<url><loc>/story/3</loc><lastmod>2019-03-19</lastmod></url></urlset>",
            kind=xml,
        )
        visit = await room.visit(site.url("/index.xml"), "sitemap")
        assert (visit.outcome, visit.links, visit.new) == ("done", 2, 2)
        assert "1 link left out" in str(visit.message) and "HTTP 404" in str(visit.message)
        assert site.paths() == ["/index.xml", "/news.xml", "/gone.xml", "/story/1", "/story/2"]


async def test_a_front_page_is_read_for_its_articles(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    front = (
        "<html><body><nav><a href='/economy'>Economy</a></nav>"
        "<a href='/news/412345'>A laboratory opens in the old port</a>"
        "<a href='/index.php?55667'>وزير الاتصالات يعرض خطة المدن الذكية</a></body></html>"
    )
    async with Site(
        "127.0.9.16", {"/": front, "/news/412345": HTML, "/index.php?55667": HTML, "/economy": HTML}
    ) as site:
        visit = await room.visit(site.url("/"), "front_page")
        assert (visit.links, visit.new) == (2, 2)
        assert {page.url for page in room.pages} == {site.url("/news/412345"), site.url("/index.php?55667")}
        # What was asked for is what the page names, not its canonical form.
        assert "/index.php?55667" in site.paths()


async def test_robots_are_obeyed_and_asked_for_once_a_day(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.17") as site:
        site.pages = {
            "/robots.txt": response("User-agent: *\nDisallow: /private/\n", kind="text/plain"),
            "/feed": rss("/private/1", "/open/2"),
            "/private/1": HTML,
            "/open/2": HTML,
        }
        visit = await room.visit(site.url("/feed"))
        await room.visit(site.url("/feed"))
        assert room.outcomes() == {"private/1": "refused: robots.txt forbids it", "open/2": "fetched"}
        assert (visit.new, visit.skipped) == (1, 1)
        assert len(site.fetches_of("/robots.txt")) == 1 and "/private/1" not in site.paths()
        listing = await room.visit(site.url("/private/feed"))
        assert (listing.outcome, listing.message) == ("refused", "robots.txt forbids it")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (response("", status=503), "failed"),
        (response("", status=404), "fetched"),
        (response("", status=403), "fetched"),
        (response(b"\xff\xfe\x00broken" * 100, kind="image/png"), "fetched"),
    ],
)
async def test_a_robots_file_that_cannot_be_had_forbids_and_a_missing_one_allows(
    tmp_path: Path, answer: Any, outcome: str
) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.18", {"/robots.txt": answer, "/story": HTML}) as site:
        page = await room.crawler.fetch(site.url("/story"))
        assert page.outcome == outcome
        assert outcome == "fetched" or page.reason == "robots.txt: HTTP 503"


async def test_robots_are_not_asked_when_the_operator_says_so(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, obey_robots=False)
    async with Site("127.0.9.19", {"/robots.txt": response("User-agent: *\nDisallow: /"), "/story": HTML}) as site:
        assert (await room.crawler.fetch(site.url("/story"))).outcome == "fetched"
        assert not site.fetches_of("/robots.txt")


async def test_one_request_a_site_at_a_time_over_several_crawls(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, delay_seconds=0.15, max_links_a_visit=3)
    async with Site("127.0.9.20") as site:

        async def slow(request: web.Request) -> web.Response:
            await asyncio.sleep(0.05)
            return web.Response(text=HTML, content_type="text/html")

        for feed in "abc":
            site.pages[f"/{feed}"] = rss(*(f"/{feed}{n}" for n in range(3)))
            site.pages |= {f"/{feed}{n}": slow for n in range(3)}
        visits = await asyncio.gather(*(room.visit(site.url(f"/{feed}")) for feed in "abc"))
        assert [visit.new for visit in visits] == [3, 3, 3]
        assert site.most_in_flight == 1
        assert len(site.hits) == 14  # robots.txt and tdmrep.json once, three feeds, nine pages
        assert starts_are_apart(site.hits, 0.15)


async def test_a_gate_can_be_shared_by_several_crawlers(tmp_path: Path) -> None:
    gate = Gate()
    rooms = []
    for name in "ab":
        (tmp_path / name).mkdir()
        rooms.append(Newsroom(tmp_path / name, gate=gate, delay_seconds=0.1, obey_robots=False))
    async with Site("127.0.9.21", {"/story": HTML}) as site:
        await asyncio.gather(*(room.crawler.fetch(site.url("/story")) for room in rooms for _ in range(3)))
        assert len(site.hits) == 6 and site.most_in_flight == 1 and starts_are_apart(site.hits, 0.1)


async def test_a_second_is_the_least_where_the_operator_did_not_allow_less(
    tmp_path: Path, names: dict[str, str]
) -> None:
    # The address is allowed, the host is not named: it counts as anybody's site.
    room = Newsroom(tmp_path, delay_seconds=0.0, obey_robots=False)
    async with Site("127.0.9.22", {"/1": HTML, "/2": HTML}) as site:
        names["www.paper.example"] = names["paper.example"] = "127.0.9.22"
        urls = [f"http://www.paper.example:{site.port}/1", f"http://paper.example:{site.port}/2"]
        pages = await asyncio.gather(*(room.crawler.fetch(url) for url in urls))
        assert [page.outcome for page in pages] == ["fetched", "fetched"]
        assert starts_are_apart(site.hits, 1.0)


async def test_a_crawl_delay_is_honoured(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.23", {"/1": HTML, "/2": HTML}) as site:
        site.pages["/robots.txt"] = response("User-agent: *\nCrawl-delay: 0.4\n", kind="text/plain")
        await room.crawler.fetch(site.url("/1"))
        await room.crawler.fetch(site.url("/2"))
        assert starts_are_apart(site.hits[1:], 0.4)


async def test_a_site_that_asks_for_a_pause_gets_it_and_its_pages_stay_wanted(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.24") as site, Site("127.0.9.25", {"/x": HTML}) as other:
        site.pages = {
            "/feed": rss("/1", "/2", "/3", other.url("/x")),
            "/1": HTML,
            "/2": response("", status=429, Retry_After="120"),
            "/3": HTML,
        }
        visit = await room.visit(site.url("/feed"))
        assert (visit.outcome, visit.new, visit.failed) == ("done", 2, 0)
        assert (
            visit.message == f"2 pages wait: HTTP 429: 127.0.9.24:{site.port} asked for a pause; 120 s of it remained"
        )
        assert "/3" not in site.paths()
        assert room.statuses() == {"1": "stored", "2": "wanted", "3": "wanted", "x": "stored"}
        next_visit = await room.visit(site.url("/feed"))
        assert next_visit.outcome == "failed" and "asked for a pause" in str(next_visit.message)
        assert len(site.fetches_of("/feed")) == 1


async def test_what_is_beyond_the_limit_waits_for_the_next_visit(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, max_links_a_visit=2)
    async with Site("127.0.9.26", {f"/{n}": HTML for n in range(5)}) as site:
        site.pages["/feed"] = rss(*(f"/{n}" for n in range(5)))
        first = await room.visit(site.url("/feed"))
        assert (first.links, first.new) == (5, 2) and "3 pages wait for a later visit" in str(first.message)
        second = await room.visit(site.url("/feed"))
        third = await room.visit(site.url("/feed"))
        assert (second.new, third.new) == (2, 1)
        assert set(room.statuses().values()) == {"stored"}


async def test_each_failure_has_its_reason(tmp_path: Path, names: dict[str, str]) -> None:
    async def hang(request: web.Request) -> web.Response:
        await asyncio.sleep(3600)
        return web.Response()

    async def cut(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "1000", "Content-Type": "text/html"})
        await answer.prepare(request)
        await answer.write(b"only this")
        assert request.transport is not None
        request.transport.close()
        return answer

    def redirect(to: str) -> Any:
        return response("", status=302, Location=to)

    room = Newsroom(tmp_path, timeout_seconds=2, max_body_bytes=100_000, max_redirects=3)
    names["private.example"] = "10.1.2.3"
    with socket.socket() as closed:
        closed.bind(("127.0.9.27", 0))
        nobody = f"http://127.0.9.27:{closed.getsockname()[1]}/"
        async with Site("127.0.9.27") as site:
            site.pages = {
                "/robots.txt": ALLOW_ALL,
                "/500": response("", status=500),
                "/404": response("", status=404),
                "/hang": hang,
                "/cut": cut,
                "/long": response(b"x" * 200_000),
                "/gzip": response(b"not gzip at all", Content_Encoding="gzip"),
                "/loop": redirect("/loop"),
                "/far": redirect("http://10.0.0.7/x"),
                "/file": redirect("file:///etc/passwd"),
                "/choice": response(status=300, Location="/here"),
                "/nowhere": response(status=302),
                "/moved": redirect("/here"),
                "/here": HTML,
                "/movie": response(b"....", kind="video/mp4"),
                "/pdf": response(b"%PDF-1.7 ....", kind="text/html"),
                "/empty": response(""),
            }
            paths = [path for path in site.pages if path not in ("/robots.txt", "/here")]
            far = ["http://no-such-host.invalid/", "http://private.example/", "http://0x7f000001/", nobody]
            site.pages["/feed"] = rss(*paths, *far)
            visit = await room.visit(site.url("/feed"))
    reasons = {page.url.removeprefix(site.url("")): (page.outcome, page.reason) for page in room.pages}
    assert reasons == {
        "/500": ("failed", "HTTP 500"),
        "/404": ("failed", "HTTP 404"),
        "/hang": ("failed", "took longer than 2 s"),
        "/cut": ("failed", "the answer broke off"),
        "/long": ("failed", "larger than 100000 bytes"),
        "/gzip": ("fetched", None),
        "/loop": ("failed", "more than 3 redirects"),
        "/far": ("refused", "private address refused: 10.0.0.7"),
        "/file": ("failed", "HTTP 302: a redirect that leads to no web address"),
        "/choice": ("failed", "HTTP 300: the site has several addresses to choose from, which Naskh does not do"),
        "/nowhere": ("failed", "HTTP 302: a redirect that names no address"),
        "/moved": ("fetched", None),
        "/movie": ("skipped", "not a page but video/mp4"),
        "/pdf": ("skipped", "not a page but application/pdf"),
        "/empty": ("fetched", None),
        "http://no-such-host.invalid/": ("failed", "DNS: no such host"),
        "http://private.example/": ("refused", "private address refused: 10.1.2.3"),
        "http://0x7f000001/": ("refused", "private address refused: 127.0.0.1"),
        nobody: ("failed", "connection refused"),
    }
    moved = next(page for page in room.pages if page.url.endswith("/moved"))
    assert moved.final_url == site.url("/here")
    assert (visit.failed, visit.skipped) == (11, 5)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (response("", status=500), "HTTP 500"),
        (response("<html><body>Moved</body></html>"), "this is not a feed: a web page is in its place"),
        (response("", status=401), "HTTP 401"),
    ],
)
async def test_a_listing_that_fails_says_why_and_the_next_visit_tries_again(
    tmp_path: Path, answer: Any, message: str
) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.28", {"/feed": answer, "/1": HTML}) as site:
        visit = await room.visit(site.url("/feed"))
        assert (visit.outcome, visit.message) == ("failed", message)
        site.pages["/feed"] = rss("/1")
        assert (await room.visit(site.url("/feed"))).new == 1


async def test_wanted_pages_are_fetched_even_while_the_listing_fails(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, max_links_a_visit=1)
    async with Site("127.0.9.29", {"/feed": rss("/1", "/2"), "/1": HTML, "/2": HTML}) as site:
        await room.visit(site.url("/feed"))
        site.pages["/feed"] = response("", status=500)
        visit = await room.visit(site.url("/feed"))
        assert (visit.outcome, visit.new) == ("failed", 1)


async def test_names_that_resolve_to_private_addresses_are_refused_and_allowed_by_name(
    tmp_path: Path, names: dict[str, str]
) -> None:
    async with Site("127.0.9.30", {"/": HTML}) as site:
        names.update({"inside.example": "127.0.9.30", "mixed.example": "127.0.9.30 10.0.0.1"})
        (tmp_path / "strict").mkdir()
        strict = Newsroom(tmp_path / "strict", allow_private=(), obey_robots=False)
        for host in ["inside.example", "mixed.example", "INSIDE.example."]:
            page = await strict.crawler.fetch(f"http://{host}:{site.port}/")
            assert (page.outcome, page.reason) == ("refused", "private address refused: 127.0.9.30"), host
        for host in ["127.0.9.30", "127.0.2334", "[::ffff:127.0.9.30]", "2130708766", "localhost"]:
            page = await strict.crawler.fetch(f"http://{host}:{site.port}/")
            assert page.outcome == "refused", host
        assert not site.hits
        (tmp_path / "named").mkdir()
        named = Newsroom(tmp_path / "named", allow_private=("inside.example",), obey_robots=False)
        assert (await named.crawler.fetch(f"http://inside.example:{site.port}/")).outcome == "fetched"
        assert (await named.crawler.fetch(f"http://mixed.example:{site.port}/")).outcome == "refused"


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://127.0.9.1/x", "data:text/html,x", "nonsense", "http://[::1", ""]
)
def test_what_is_no_web_address_is_answered_without_an_exception(tmp_path: Path, url: str) -> None:
    page = run(Newsroom(tmp_path).crawler.fetch(url))
    assert page.outcome in ("refused", "failed") and page.reason


def hanging(arrived: asyncio.Event) -> Answer:
    """An answer that does not come. `arrived` is set once it is asked for."""

    async def hang(request: web.Request) -> web.Response:
        arrived.set()
        await asyncio.sleep(3600)
        return web.Response()

    return hang


@pytest.mark.slow
async def test_stopping_ends_all_visits_soon_and_leaves_their_pages_wanted(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, delay_seconds=0.05)
    arrived = asyncio.Event()

    async with Site("127.0.9.31", {"/1": HTML, "/2": hanging(arrived), "/3": HTML}) as site:
        site.pages["/feed"] = rss("/1", "/2", "/3")
        visiting = asyncio.create_task(room.visit(site.url("/feed")))
        await arrived.wait()
        # What hangs is cut off.
        await room.crawler.stop()
        visit = await visiting
        assert visit.new == 1 and "2 pages wait: the daemon is stopping" in str(visit.message)
        assert room.statuses() == {"1": "stored", "2": "wanted", "3": "wanted"}
        assert "/3" not in site.paths()
        late = await room.crawler.fetch(site.url("/1"))
        assert late.outcome == "failed"


async def test_a_cancelled_visit_ends_and_gives_its_turn_back(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, obey_robots=False)
    arrived = asyncio.Event()

    async with Site("127.0.9.32", {"/feed": hanging(arrived), "/1": HTML}) as site:
        visiting = asyncio.create_task(room.visit(site.url("/feed")))
        await arrived.wait()
        visiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await visiting
        assert (await room.crawler.fetch(site.url("/1"))).outcome == "fetched"


async def test_a_visit_that_is_stopped_before_its_listing_does_not_blame_the_site(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.33", {"/feed": rss()}) as site:
        await room.crawler.stop()
        visit = await room.visit(site.url("/feed"))
        assert (visit.outcome, site.hits) == ("done", [])
        assert "the daemon is stopping" in str(visit.message)


def story(title: str, *paragraphs: str) -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"


PARAGRAPHS = (
    "أعلن مختبر جامعي في المدينة القديمة اليوم عن نموذج ذكاء اصطناعي صغير يقرأ المخطوطات العربية المائلة ويحولها إلى "
    "نص يمكن البحث فيه، وقال القائمون عليه إنهم دربوه على عشرين ألف صفحة جمعوها من المكتبات العائلية خلال أربع سنوات.",
    "وأوضحت مديرة المختبر أن تعلم الآلة لا يغني عن المحققين، فالنموذج يخطئ في كلمة من كل أربعين كلمة، لكنه يوفر على "
    "القارئ أسابيع من النسخ، ويترك له أن يراجع المواضع التي يضع النموذج تحتها خطا لأنه غير واثق من قراءتها.",
    "وسيفتح المختبر الشهر المقبل موقعا مجانيا يرفع إليه الزوار صور مخطوطاتهم، على أن تبقى الصور ملكا لأصحابها ولا "
    "تستعمل في تدريب أي نموذج لغوي آخر من غير إذن مكتوب، كما تعهدت الجامعة بنشر الشيفرة كاملة قبل نهاية العام.",
)


async def test_a_story_its_copy_and_its_revision_are_counted_by_the_visit(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)

    def feed(updated: str) -> Any:
        entries = "".join(
            f"<entry><title>خبر</title><link href='/{name}'/><updated>{updated}</updated></entry>" for name in "ab"
        )
        return response(f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>", kind="application/atom+xml")

    async with Site("127.0.9.34") as site:
        site.pages = {
            "/feed": feed("2026-03-20T10:00:00Z"),
            "/a": story("نموذج يقرأ المخطوطات", *PARAGRAPHS),
            "/b": story("المخطوطات في متناول البحث", *PARAGRAPHS),
        }
        visit = await room.visit(site.url("/feed"))
        assert (visit.outcome, visit.new, visit.copies, visit.changed) == ("done", 2, 1, 0), visit
        assert room.statuses() == {"a": "stored", "b": "stored"}
        site.pages["/a"] = story("نموذج يقرأ المخطوطات", *PARAGRAPHS, "وأضافت الجامعة أنها أجلت الافتتاح أسبوعين.")
        site.pages["/feed"] = feed("2026-03-20T11:00:00Z")
        visit = await room.visit(site.url("/feed"))
        assert (visit.known, visit.new, visit.changed) == (2, 0, 1), visit
        third = await room.visit(site.url("/feed"))
        assert third.outcome == "unchanged" and len(site.fetches_of("/a")) == 2


async def test_pages_are_looked_at_again_one_six_and_twenty_four_hours_later(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)
    async with Site("127.0.9.35") as site:
        site.pages = {"/feed": rss("/a"), "/a": story("نموذج يقرأ المخطوطات", *PARAGRAPHS)}
        begin = room.now
        for hours in range(0, 40):
            room.now = begin + timedelta(hours=hours, minutes=1 if hours else 0)
            await room.visit(site.url("/feed"))
        assert len(site.fetches_of("/a")) == 4


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Host names with their addresses, for this test; names that end in .invalid and all others have none."""
    hosts: dict[str, str] = {}
    real = socket.getaddrinfo

    def getaddrinfo(host: str, port: Any, *args: Any, **kwargs: Any) -> Any:
        name = str(host).lower().rstrip(".")
        if name.endswith((".example", ".invalid")):
            if name not in hosts:
                raise socket.gaierror(socket.EAI_NONAME, "no such host")
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port or 0)) for each in hosts[name].split()]
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return hosts
