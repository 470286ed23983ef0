"""Hostile sites: bombs, endless answers, bad certificates. Each costs one page or one listing, and little else."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from aiohttp import web
from certificates import self_signed
from crawling import HOSTILE, Newsroom, Site, response, run
from lags import lag_of_this_loop
from twisted.internet.error import ConnectError
from twisted.internet.tcp import Client

from crawler.guard import Guard

HTML = "<html><body><h1>A headline</h1></body></html>"


def memory_mb() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


async def test_compressed_bombs_are_refused_and_cost_little_memory(tmp_path: Path) -> None:
    bombs = {"/gzip": ("gzip", gzip.compress(bytes(80 * 2**20)))}
    for path, encoding, name in [
        ("/100", "gzip", "bomb_100MiB.gz"),
        ("/1024", "br", "bomb_1GiB.br"),
        ("/twice", "gzip, gzip", "gzip_in_gzip.gz"),
    ]:
        if (HOSTILE / "generated" / name).exists():
            bombs[path] = (encoding, (HOSTILE / "generated" / name).read_bytes())

    room = Newsroom(tmp_path, obey_robots=False)
    async with Site("127.0.9.41", {"/": HTML}) as site:
        site.pages |= {path: response(body, Content_Encoding=encoding) for path, (encoding, body) in bombs.items()}
        await room.crawler.fetch(site.url("/"))
        before = memory_mb()
        for path in bombs:
            page = await room.crawler.fetch(site.url(path))
            assert page.outcome == "failed" and "larger than 5 MiB" in str(page.reason), (path, page.reason)
        assert memory_mb() - before < 60


async def test_an_endless_answer_ends_at_the_limit(tmp_path: Path) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/html"})
        await answer.prepare(request)
        try:
            while True:
                await answer.write(b"more and more " * 5000)
        except ConnectionError:
            return answer

    room = Newsroom(tmp_path, obey_robots=False)
    async with Site("127.0.9.42", {"/": endless}) as site:
        page = await room.crawler.fetch(site.url("/"))
        assert page.reason == "larger than 5 MiB"


@pytest.mark.slow
async def test_a_dripping_answer_and_a_chain_of_slow_redirects_end_in_time(tmp_path: Path) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/html"})
        await answer.prepare(request)
        try:
            while True:
                await answer.write(b".")
                await asyncio.sleep(0.1)
        except ConnectionError:
            return answer

    async def slow_redirect(request: web.Request) -> web.Response:
        await asyncio.sleep(0.7)
        return web.Response(status=302, headers={"Location": request.path + "x"})

    room = Newsroom(tmp_path, obey_robots=False, timeout_seconds=2)
    async with Site("127.0.9.43", {"/drip": drip}) as site:
        site.pages |= {f"/r{'x' * n}": slow_redirect for n in range(9)}
        for path in ("/drip", "/r"):
            # Neither ends in two seconds by itself.
            page = await room.crawler.fetch(site.url(path))
            assert page.reason == "took longer than 2 s"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00" * 100,
        b"HTTP/1.1 999999 X\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx",
    ],
)
async def test_what_is_no_http_is_one_failed_page(tmp_path: Path, answer: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    room = Newsroom(tmp_path, obey_robots=False, timeout_seconds=3)
    server = await asyncio.start_server(serve, "127.0.9.44", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        page = await room.crawler.fetch(f"http://127.0.9.44:{port}/")
    assert page.outcome == "failed" and page.reason and "Error" not in page.reason, page.reason


async def test_endless_headers_end_and_cost_little_memory(tmp_path: Path) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n")
        try:
            while True:
                writer.write(b"X-More: " + b"y" * 8000 + b"\r\n")
                await writer.drain()
        except ConnectionError:
            return

    room = Newsroom(tmp_path, obey_robots=False, timeout_seconds=2)
    server = await asyncio.start_server(serve, "127.0.9.45", 0)
    before = memory_mb()
    async with server:
        port = server.sockets[0].getsockname()[1]
        page = await room.crawler.fetch(f"http://127.0.9.45:{port}/")
    assert page.outcome == "failed" and page.reason, page
    assert memory_mb() - before < 100


async def test_a_certificate_that_nobody_signed_is_not_trusted(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, obey_robots=False)
    async with Site("127.0.9.46", {"/": HTML}, context=self_signed(tmp_path, "127.0.9.46")) as site:
        page = await room.crawler.fetch(site.url("/"))
        assert page.outcome == "failed" and str(page.reason).startswith("the certificate is not valid"), page.reason
        plain = await room.crawler.fetch(site.url("/").replace("https", "http"))
        assert plain.outcome == "failed"
        assert not site.hits


@pytest.mark.slow
async def test_a_feed_that_cannot_be_parsed_in_time_costs_its_visit_only(tmp_path: Path) -> None:
    deep = b"<rss version='2.0'><channel>" + b"<item>" * 500_000 + b"</rss>"

    room = Newsroom(tmp_path, parse_seconds=2.0)
    good = response("<rss version='2.0'><channel><item><link>/1</link></item></channel></rss>")
    pages = {"/bad": response(deep, kind="application/rss+xml"), "/good": good, "/1": HTML}
    async with Site("127.0.9.47", pages) as site:
        async with lag_of_this_loop() as lag:
            visit = await room.visit(site.url("/bad"))
        assert visit.outcome == "failed" and visit.message
        assert lag.busiest < 0.5
        assert (await room.visit(site.url("/good"))).new == 1


async def test_a_robots_file_of_megabytes_does_not_hold_the_loop(tmp_path: Path) -> None:
    lines = "".join(f"Disallow: /*{n}*a*b*c$\n" for n in range(100_000))

    room = Newsroom(tmp_path)
    robots = response(f"User-agent: *\n{lines}", kind="text/plain")
    async with Site("127.0.9.48", {"/robots.txt": robots, "/" + "ab" * 500: HTML}) as site:
        async with lag_of_this_loop() as lag:
            page = await room.crawler.fetch(site.url("/" + "ab" * 500))
        assert page.outcome == "fetched"
        # A quarter of a second; many seconds where all of it is read at once.
        assert lag.busiest < 2.0


@pytest.mark.slow
def test_no_spelling_of_the_url_standard_reaches_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = HOSTILE / "urls" / "urltestdata.json"
    if not path.exists():
        pytest.skip("the shared URL cases are not here")
    cases = [case["input"] for case in json.loads(path.read_text("utf-8")) if isinstance(case, dict)]
    connected: list[object] = []
    real = socket.getaddrinfo

    def everything_is_here(host: str, port: object, *args: object, **kwargs: object) -> object:
        return real("127.0.0.1", None, type=socket.SOCK_STREAM)

    monkeypatch.setattr(socket, "getaddrinfo", everything_is_here)

    def connect(client: Client) -> None:
        connected.append(client.realAddress)
        client.failIfNotConnected(ConnectError())

    monkeypatch.setattr(Client, "doConnect", connect)

    async def scenario() -> None:
        room = Newsroom(tmp_path, allow_private=(), obey_robots=False, timeout_seconds=3)
        one_of_each_host = {}
        for case in cases:
            if Guard().refusal(case) is None:
                one_of_each_host.setdefault(urlsplit(case).hostname, case)
        limit = asyncio.Semaphore(20)

        async def fetch(url: str) -> None:
            async with limit:
                page = await room.crawler.fetch(url)
                assert page.outcome in ("refused", "failed") and page.reason, url

        await asyncio.gather(*(fetch(url) for url in one_of_each_host.values()))
        assert len(one_of_each_host) > 50

    run(scenario())
    assert connected == []
    (tmp_path / "allowed").mkdir()
    allowed = Newsroom(tmp_path / "allowed", allow_private=("127.0.0.1",), obey_robots=False)
    run(allowed.crawler.fetch("http://control.example/"))
    assert connected, "the guard, and nothing else, kept the others from connecting"
