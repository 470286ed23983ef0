"""How answers of every kind are fetched: packed or not, with cookies along the way, by refresh, unchanged or empty."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from aiohttp import web
from crawling import HTML, Newsroom, Site, response, rss
from scrapy import Request
from scrapy.http import Response

from crawler.refresh import refresh_target
from crawler.robots import read_rules
from crawler.transfer import ChainCookies

FEED = b"<rss><channel><item><link>/story/412345</link></item></channel></rss>"
SITEMAP = b"<urlset><url><loc>/story/412345</loc></url></urlset>"
FRONT = b"<html><body><a href='/story/412345'>A laboratory opens in the old port</a></body></html>"
ROBOTS = b"User-agent: *\nDisallow: /private\n"
URL = "https://paper.example/news/1"


def packed(body: bytes, names: str) -> bytes:
    pack: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}
    for name in names.split():
        body = pack[name](body)
    return body


@pytest.mark.parametrize(
    ("really", "header"),
    [
        ("", "gzip"),
        ("", "br"),
        ("", "deflate"),
        ("", "UTF-8"),
        ("gzip", ""),
        ("gzip", "gzip"),
        ("gzip gzip", "gzip"),
        ("gzip gzip", ""),
        ("gzip br", "gzip, br"),
        ("gzip", "identity"),
        ("deflate", "deflate"),
    ],
)
@pytest.mark.parametrize("kind", ["feed", "sitemap", "front_page"])
async def test_what_is_packed_is_recognised_by_its_bytes_everywhere(
    tmp_path: Path, kind: str, really: str, header: str
) -> None:
    headers = {"Content_Encoding": header} if header else {}

    def sent(body: bytes, kind: str) -> Any:
        return response(packed(body, really), kind=kind, **headers)

    room = Newsroom(tmp_path)
    async with Site("127.0.9.86") as site:
        listing = {"feed": FEED, "sitemap": SITEMAP, "front_page": FRONT}[kind]
        site.pages = {
            "/robots.txt": sent(ROBOTS, "text/plain"),
            "/": sent(listing, "text/html" if kind == "front_page" else "text/xml"),
            "/story/412345": sent(HTML.encode(), "text/html"),
        }
        visit = await room.visit(site.url("/"), kind)
        assert (visit.outcome, visit.new) == ("done", 1)
        assert room.pages[0].body == HTML.encode()
        refused = await room.crawler.fetch(site.url("/private"))
        assert refused.reason == "robots.txt forbids it"


async def test_a_packed_listing_that_breaks_off_is_used_and_a_page_is_tried_again(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    links = "".join(
        f"<item><link>/{n * 7919}</link><title>{pow(7919, n, 1_000_003)}</title></item>" for n in range(3000)
    )
    half = gzip.compress(f"<rss><channel>{links}</channel></rss>".encode())[:2000]
    async with Site("127.0.9.87") as site:
        site.pages["/feed"] = response(half, kind="text/xml", Content_Encoding="gzip")
        visit = await room.visit(site.url("/feed"))
        assert visit.outcome == "done" and visit.links > 10 and "breaks off" in str(visit.message)
        site.pages["/page"] = response(gzip.compress(HTML.encode() * 99)[:-40], Content_Encoding="gzip")
        page = await room.crawler.fetch(site.url("/page"))
        assert (page.outcome, page.reason) == ("failed", "the compressed answer is broken")


async def test_a_sitemap_may_be_larger_than_a_page(tmp_path: Path) -> None:
    rows = "".join(f"<url><loc>/old/{n}</loc><lastmod>2019-01-01</lastmod></url>" for n in range(20_000))
    body = f"<urlset>{rows}<url><loc>/new</loc><lastmod>2026-03-20</lastmod></url></urlset>".encode()

    room = Newsroom(tmp_path, max_body_bytes=100_000)
    async with Site("127.0.9.88", {"/new": HTML}) as site:
        for name, sent in {
            "/plain": response(body, kind="text/xml"),
            "/gzip": response(gzip.compress(body), kind="application/gzip"),
            "/encoded": response(brotli.compress(body, quality=1), kind="text/xml", Content_Encoding="br"),
        }.items():
            site.pages[name] = sent
            visit = await room.visit(site.url(name), "sitemap")
            assert (visit.outcome, visit.links) == ("done", 1), visit.message
        site.pages["/huge"] = response(gzip.compress(body.replace(b"</urlset>", b" " * 60_000_000), 1), kind="text/xml")
        visit = await room.visit(site.url("/huge"), "sitemap")
        assert visit.links == 1 and "unfolds to more" in str(visit.message)


# Cookies.


def gate(to: str) -> Callable[[web.Request], web.Response]:
    """A page that is shown with a cookie only, which another page sets."""

    def answer(request: web.Request) -> web.Response:
        if "seen" in request.cookies:
            return web.Response(body=FEED if to == "/feed" else HTML.encode(), content_type="text/html")
        return web.Response(status=302, headers={"Location": f"/welcome?to={to}"})

    return answer


def welcome(request: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": request.query["to"], "Set-Cookie": "seen=1; Path=/"})


async def test_cookies_are_kept_along_one_chain_of_redirects_and_no_further(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.89") as site:
        site.pages = {"/feed": gate("/feed"), "/story/412345": gate("/story/412345")}
        site.pages |= {f"/welcome?to={path}": welcome for path in [*site.pages]}
        visit = await room.visit(site.url("/feed"))
        assert (visit.outcome, visit.new) == ("done", 1)
        for path in ("/feed", "/story/412345"):
            assert ["Cookie" in hit.headers for hit in site.fetches_of(path)] == [False, True]
        await room.visit(site.url("/feed"))
        assert "Cookie" not in site.fetches_of("/feed")[2].headers


async def test_a_cookie_is_sent_to_the_site_that_set_it_only(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.90") as first, Site("127.0.9.91", {"/x": HTML}) as other:
        away = {"Location": other.url("/x"), "Set-Cookie": "secret=1; Path=/"}
        first.pages["/1"] = lambda request: web.Response(status=302, headers=away)
        page = await room.crawler.fetch(first.url("/1"))
        assert page.final_url == other.url("/x") and "Cookie" not in other.fetches_of("/x")[0].headers
        loop = {"Location": "/loop", "Set-Cookie": "a=1"}
        first.pages["/loop"] = lambda request: web.Response(status=302, headers=loop)
        assert (await room.crawler.fetch(first.url("/loop"))).reason == "more than 5 redirects"


@pytest.mark.parametrize(
    ("asked", "domain", "then", "is_sent"),
    [
        ("https://www.paper.example/1", "paper.example", "https://paper.example/2", True),
        ("https://id.paper.co.uk/1", ".paper.co.uk", "https://www.paper.co.uk/2", True),
        ("https://paper.co.uk/1", "co.uk", "https://other.co.uk/2", False),
        ("https://paper.com.lb/1", ".com.lb", "https://other.com.lb/2", False),
        ("https://paper.blogspot.com/1", "blogspot.com", "https://other.blogspot.com/2", False),
        ("https://paper.example/1", "other.example", "https://other.example/2", False),
        ("https://paper.example/1", "example", "https://other.example/2", False),
        ("https://paper.example/1", None, "https://other.example/2", False),
    ],
)
def test_no_site_gives_another_a_cookie(asked: str, domain: str | None, then: str, is_sent: bool) -> None:
    cookies = ChainCookies()
    first = Request(asked)
    said = f"seen=1; Path=/{f'; Domain={domain}' if domain else ''}"
    cookies.process_response(first, Response(asked, status=302, headers={"Set-Cookie": said}, request=first))
    second = Request(then, meta=first.meta)
    cookies.process_request(second)
    assert (second.headers.get("Cookie") == b"seen=1") is is_sent


def test_a_chain_that_comes_back_has_the_cookies_of_its_site_again() -> None:
    cookies = ChainCookies()
    meta: dict[str, object] = {}
    for url in ("https://paper.example/1", "https://login.example/"):
        asked = Request(url, meta=meta)
        answer = Response(url, status=302, headers={"Set-Cookie": f"of={asked.url[8]}"}, request=asked)
        cookies.process_response(asked, answer)
        meta = asked.meta
    for url, cookie in (("https://paper.example/2", b"of=p"), ("https://login.example/2", b"of=l")):
        asked = Request(url, meta=meta, headers={"Cookie": "of=another"})
        cookies.process_request(asked)
        assert asked.headers.get("Cookie") == cookie


# Refresh.


@pytest.mark.parametrize(
    ("head", "target"),
    [
        ('<meta http-equiv="refresh" content="0; url=/2">', "https://paper.example/2"),
        ("<META HTTP-EQUIV=Refresh CONTENT='3;URL=\"https://b.example/?a=1&amp;b=2\"'>", "https://b.example/?a=1&b=2"),
        ("<meta content='0, url=2' http-equiv='Refresh' />", "https://paper.example/news/2"),
        ('<base href="https://c.example/x/"><meta http-equiv="refresh" content="0;2">', "https://c.example/x/2"),
        ("<meta http-equiv=refresh content=0;url=/2>", "https://paper.example/2"),
        ('<meta http-equiv="refresh" content="300; url=/2">', None),
        ('<meta http-equiv="refresh" content="5">', None),
        ('<meta http-equiv="refresh" content="0; url=">', None),
        ('<meta http-equiv="refresh" content="0; url=/news/1#top">', None),
        ('<meta http-equiv="refresh" content="url=/2">', None),
        ('<!-- <meta http-equiv="refresh" content="0; url=/2"> -->', None),
        ('<noscript><meta http-equiv="refresh" content="0; url=/no-script"></noscript>', None),
        ('<script>\'<meta http-equiv="refresh" content="0; url=/2">\'</script>', None),
        ('<meta name="refresh" content="0; url=/2">', None),
        ("<p>refresh", None),
    ],
)
def test_where_a_page_sends_its_readers(head: str, target: str | None) -> None:
    assert refresh_target(f"<html><head>{head}</head>", URL) == target


def sending_to(address: str, seconds: int = 0) -> str:
    return f'<html><head><meta http-equiv="refresh" content="{seconds}; url={address}"></head></html>'


async def test_a_refresh_is_followed_like_a_redirect_for_pages_and_listings(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, max_redirects=3)
    async with Site("127.0.9.92") as site:
        site.pages = {
            "/feed": sending_to("/real-feed"),
            "/real-feed": rss("/1", "/2", "/3", "/live", "/forbidden", "/front"),
            "/1": sending_to("/story/1"),
            "/story/1": HTML,
            "/2": response(HTML, Refresh="1; url=/story/1?2"),
            "/story/1?2": HTML,
            "/3": sending_to("/4"),
            "/4": sending_to("/3"),
            "/live": sending_to("/live"),
            "/forbidden": sending_to("/private"),
            "/front": sending_to("/"),
            "/": HTML,
            "/private": HTML,
            "/robots.txt": response(ROBOTS, kind="text/plain"),
        }
        visit = await room.visit(site.url("/feed"))
        assert visit.links == 6
        ends = {page.url.removeprefix(site.url("")): page for page in room.pages}
        assert ends["/1"].final_url == site.url("/story/1")
        assert ends["/2"].final_url == site.url("/story/1?2")
        assert ends["/live"].outcome == "fetched"
        assert ends["/forbidden"].reason == "robots.txt forbids it" and "/private" not in site.paths()
        assert "front page" in str(ends["/front"].reason)
        # A circle ends, with what stands there.
        assert len(site.fetches_of("/3")) + len(site.fetches_of("/4")) == 4


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/x",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:127.0.0.1]/",
        "http://0x7f.1/",
        "http://localhost/",
        "//10.0.0.1/",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ],
)
@pytest.mark.parametrize("by", ["meta", "header"])
async def test_a_refresh_leads_nowhere_that_the_guard_forbids(tmp_path: Path, address: str, by: str) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.93") as site:
        site.pages["/1"] = sending_to(address) if by == "meta" else response(HTML, Refresh=f"0; url={address}")
        page = await room.crawler.fetch(site.url("/1"))
        if address.startswith(("file:", "javascript:")):
            assert page.final_url in (None, site.url("/1"))
        else:
            assert page.outcome == "refused" and "private address refused" in str(page.reason)
        assert len(site.paths()) == 1


# Unchanged.


@pytest.mark.parametrize("keeps_etag", [True, False])
async def test_an_empty_answer_to_a_conditional_request_means_unchanged_or_is_asked_again(
    tmp_path: Path, keeps_etag: bool
) -> None:
    def lazy(body: bytes, tag: str) -> Callable[[web.Request], web.Response]:
        def answer(request: web.Request) -> web.Response:
            if "If-None-Match" in request.headers:
                return web.Response(body=b"", headers={"ETag": tag} if keeps_etag else {})
            return web.Response(body=body, headers={"ETag": tag, "Content-Type": "text/html"})

        return answer

    room = Newsroom(tmp_path)
    async with Site("127.0.9.94") as site:
        site.pages = {"/feed": lazy(FEED, '"f1"'), "/story/412345": lazy(HTML.encode(), '"s1"')}
        await room.visit(site.url("/feed"))
        for _ in range(2):
            room.database.connection.execute("update pages set next_check_at = '2026-03-20T12:00:00Z'")
            assert (await room.visit(site.url("/feed"))).outcome == "unchanged"
        assert [page.outcome for page in room.pages[1:]] == ["unchanged" if keeps_etag else "fetched"] * 2
        assert all(page.body == HTML.encode() for page in room.pages if page.outcome == "fetched")
        # News is found, though nothing but empty answers come to conditions.
        site.pages["/feed"] = lazy(FEED.replace(b"412345", b"412346"), '"f2"')
        site.pages["/story/412346"] = HTML
        assert (await room.visit(site.url("/feed"))).new == 1


# robots.txt.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_robots_txt_is_read_in_any_of_these_encodings(encoding: str) -> None:
    class Answer:
        status = 200
        body = "User-agent: *\nDisallow: /private\n".encode(encoding)

    rules = read_rules(Answer())  # type: ignore[arg-type]
    assert not rules.allows("https://paper.example/private/1", "Naskh") and rules.allows(URL, "Naskh")


async def test_a_crawl_delay_beyond_what_is_kept_is_reported(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.95") as site:
        site.pages = {
            "/robots.txt": response("User-agent: *\nCrawl-delay: 120\n", kind="text/plain"),
            "/feed": rss(),
        }
        visit = await room.visit(site.url("/feed"))
        assert visit.outcome == "done"
        assert "pause of 120 s between requests, 60 s are kept" in str(visit.message)
        site.pages["/robots.txt"] = response("User-agent: *\nCrawl-delay: 1\n", kind="text/plain")
        room.restart()
        room.now += timedelta(hours=1)
        assert (await room.visit(site.url("/feed"))).message is None
