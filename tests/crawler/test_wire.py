"""What goes over the wire, byte for byte, when a site writes addresses to have more than a request sent."""

from __future__ import annotations

import asyncio
import re
from html import escape
from pathlib import Path
from typing import Self

import pytest
from crawling import Newsroom

# What a link of a feed, a Location and a refresh may hold, beside a host and a port.
ADDRESSES = (
    "/a\r\nX-Injected: 1\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n",
    "/b%0d%0aX-Injected:%201",
    "/c HTTP/1.1\r\nX-Injected: 1",
    "/d\nX-Injected: 1",
    "/e\tf\x0bg\x0ch",
    "/f\u010d\u010aX-Injected: 1",
    "/g\u560d\u560aX-Injected: 1",
    "/h?q=\r\nX-Injected: 1",
    "/i#\r\nX-Injected: 1",
    "/j\\..\\k",
    "/l\x00m",
    "/" + "n" * 3000,
    "/o?" + "&".join(f"a{n}=1" for n in range(500)),
)


class RawSite:
    """Answers every request with the next answer that is set for its path, and keeps the bytes that came."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: dict[bytes, bytes] = {}
        self.came = b""
        self.port = 0

    async def __aenter__(self) -> Self:
        self.server = await asyncio.start_server(self._answer, self.address, 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *error: object) -> None:
        self.server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.came += head
                path = head.split(b" ", 2)[1]
                body = self.answers.get(path)
                if body is None:
                    body = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                writer.write(body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def feed(*links: str) -> bytes:
    items = "".join(f"<item><title>T {n}</title><link>{escape(link)}</link></item>" for n, link in enumerate(links))
    body = f'<rss version="2.0"><channel><title>Paper</title>{items}</channel></rss>'.encode("utf-8", "replace")
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def requests_in(came: bytes) -> list[bytes]:
    heads = came.split(b"\r\n\r\n")[:-1]
    for head in heads:
        lines = head.split(b"\r\n")
        assert re.fullmatch(rb"GET /[!-~]* HTTP/1\.1", lines[0]), lines[0]
        for line in lines[1:]:
            assert re.fullmatch(rb"[A-Za-z-]+: [ -~]*", line), line
            assert not line.startswith((b"X-Injected", b"Authorization", b"Cookie", b"Referer", b"Proxy-")), line
        assert [line for line in lines if line.startswith(b"Host:")] == [lines[1]] or sum(
            line.startswith(b"Host:") for line in lines
        ) == 1
    return heads


async def test_no_address_makes_more_of_a_request_than_one_line(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with RawSite("127.0.9.201") as site:
        here = f"http://{site.address}:{site.port}"
        site.answers[b"/feed"] = feed(*(here + address for address in ADDRESSES), *ADDRESSES)
        await room.visit(f"{here}/feed")
        heads = requests_in(site.came)
        assert len(heads) > len(ADDRESSES) / 2 and not any(b"GET /smuggled" in head for head in heads)


async def test_no_redirect_makes_more_of_a_request_than_one_line(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with RawSite("127.0.9.202") as site:
        here = f"http://{site.address}:{site.port}"
        for n, address in enumerate(ADDRESSES):
            said = address.encode("utf-8")
            site.answers[b"/r%d" % n] = (
                b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                % said.replace(b"\r\n", b"\r").replace(b"\n", b"\r")
            )
            page = f'<meta http-equiv="refresh" content="0; url={escape(address)}">'.encode()
            site.answers[b"/m%d" % n] = (
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(page), page)
            )
            for kind in "rm":
                await room.crawler.fetch(f"{here}/{kind}{n}")
        heads = requests_in(site.came)
        assert len(heads) > 2 * len(ADDRESSES) and not any(b"GET /smuggled" in head for head in heads)


@pytest.mark.parametrize("named", ["user:secret@", "user@", ":secret@", "%0d%0aX-Injected:1@"])
async def test_a_name_and_a_password_in_an_address_are_sent_to_nobody(tmp_path: Path, named: str) -> None:
    room = Newsroom(tmp_path)
    async with RawSite("127.0.9.203") as site, RawSite("127.0.9.204") as other:
        there = f"http://{named}{other.address}:{other.port}/x"
        site.answers[b"/feed"] = feed(there)
        site.answers[b"/r"] = b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % there.encode()
        await room.visit(f"http://{site.address}:{site.port}/feed")
        await room.crawler.fetch(f"http://{site.address}:{site.port}/r")
        for came in (site.came, other.came):
            assert b"secret" not in came and b"user" not in came
            requests_in(came)
