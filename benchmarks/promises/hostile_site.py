"""A site of hostile answers beside one of good pages: what a page can do to who reads it. Serves itself as a process.

Pages that are a file of `--data` (bombs, XML) are served where that folder is there; the others are made here.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gzip
import io
import json
import random
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

HOSTILE_HOST, GOOD_HOST = "127.0.8.120", "127.0.8.121"
GOOD_PAGES = 60
DEEP_WORDS = "the deepest word of all that stand here"
_MB = 2**20
# What is looked for in a page before a worker reads it: further pages, rights, paywalls, tests for browsers.
_REPEATED = {
    "href": b"href=",
    "numbers": b"/2",
    "meta": b"noai<meta ",
    "refresh": b"refresh<meta ",
    "paywall": b"isAccessibleForFree ",
    "scripts": b"noai<script></scrip ",
}
_REPEATED_BYTES = 4 * _MB
_XML = ("xml_ATTR", "xml_DEEP", "xml_EXTDTD", "xml_LOL", "xml_QUAD", "xml_XXE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes over the wire, and in which steps; `kind` says how a source would name it: page, feed or sitemap."""

    name: str
    kind: str
    send: Callable[[asyncio.StreamWriter], Awaitable[None]]


def answers(data: Path | None) -> list[Answer]:
    """All hostile answers."""
    found: list[Answer] = []

    def page(name: str, body: bytes, *headers: str, kind: str = "page", status: str = "200 OK") -> None:
        found.append(Answer(name=name, kind=kind, send=_whole(body, *headers, kind=kind, status=status)))

    gz, text = "Content-Encoding: gzip", _article("common")
    page("gzip-100mb", _zeros_gzip(100), gz)
    page("gzip-1gb", _zeros_gzip(1024), gz)
    page("gzip-twice", gzip.compress(_zeros_gzip(100)), "Content-Encoding: gzip, gzip")
    page("gzip-cut-short", gzip.compress(text * 50)[:200], gz)
    page("gzip-that-is-none", text, gz)
    page("zstd-4gb", _zstd(4096), "Content-Encoding: zstd")
    page("unknown-encoding", text, "Content-Encoding: sdch")
    for name, encoding in (("bomb_100MiB.gz", "gzip"), ("bomb_1GiB.br", "br"), ("gzip_in_gzip.gz", "gzip, gzip")):
        if data is not None and (data / name).is_file():
            body = (data / name).read_bytes()
            page(name.replace(".", "-"), body, f"Content-Encoding: {encoding}")
            page(f"feed-{name.replace('.', '-')}", body, f"Content-Encoding: {encoding}", kind="feed")
    for name in _XML:
        file = data / f"{name}.xml" if data is not None else None
        body = file.read_bytes() if file is not None and file.is_file() else _xml(name)
        for kind in ("page", "feed", "sitemap"):
            page(f"{kind}-{name.lower().replace('_', '-')}", body, kind=kind)
    attributes = " ".join(f'a{n}="{n}"' for n in range(100_000))
    page("attributes", f"<html><body><p {attributes}>words</p></body></html>".encode())
    page("feed-attributes", f"<rss><channel {attributes}><item/></channel></rss>".encode(), kind="feed")
    page("sitemap-attributes", f"<urlset {attributes}><url/></urlset>".encode(), kind="sitemap")
    # What the loop itself looks for in a page, again and again.
    for name, repeated in _REPEATED.items():
        page(f"repeats-{name}", b"<html><body>" + repeated * (_REPEATED_BYTES // len(repeated)))
    links = "".join(f'<a href="/x/{n}">The story number {n} of the town</a>' for n in range(50_000))
    page("links", f"<html><body>{links}{_article('links').decode()}</body></html>".encode())
    paragraph = " ".join(_words("deep", 150)) + ". An artificial intelligence says " + DEEP_WORDS
    page("deep", (("<div>" * 10_000) + f"<p>{paragraph}</p>" + "</div>" * 10_000).encode())
    page("deep-tables", (("<table><tr><td>" * 5_000) + f"<p>{paragraph}</p>").encode())
    page("open-tags", b"<b><i><a href=x>" * 300_000)
    page("feed-items", b"<rss version='2.0'><channel>" + b"<item>" * 500_000 + b"</rss>", kind="feed")
    page(
        "sitemap-many",
        b"<urlset>" + b"<url><loc>http://127.0.8.120/x</loc></url>" * 100_000 + b"</urlset>",
        kind="sitemap",
    )
    page("one-word", b"<html><body><p>" + b"a" * (4 * _MB) + b"</p></body></html>")
    page("entities", b"<html><body><p>" + b"&amp;&#x202e;" * 300_000 + b"</p></body></html>")
    page("json-ld", b'<script type="application/ld+json">' + b"[" * 200_000 + b"</script>" + text)
    page("backtracking", b"<html><body><p>" + b"by " * 400_000 + b"</p></body></html>")
    page("spaces", b"<html><body><p>" + b" " * (4 * _MB) + b"x</p></body></html>")
    page("digits", b"<html><body><time>" + b"20" * 500_000 + b"</time>" + text)
    page("big-headers", text, *(f"X-{n}: {'y' * 1000}" for n in range(60)))
    page("one-big-header", text, f"X-More: {'y' * 60_000}")
    page("too-large", b"<p>" + b"words " * (2 * _MB))
    page("nulls", bytes(_MB))
    page("redirect-loop", b"", "Location: /redirect-loop", status="302 Found")
    page("redirect-to-nothing", b"", "Location: http://", status="302 Found")
    page("header-injection", text, "Location: /x\r\n\tSet-Cookie: a=b", status="301 Moved Permanently")
    for name, send in (
        ("endless", _endless),
        ("dripping", _dripping),
        ("slow-headers", _slow_headers),
        ("endless-headers", _endless_headers),
        ("bad-chunks", _raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nwords\r\n0\r\n\r\n")),
        ("negative-chunk", _raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nwords\r\n0\r\n\r\n")),
        ("huge-chunk", _raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nwords\r\n")),
        ("truncated", _raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<p>words")),
        ("negative-length", _raw(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nwords")),
        ("two-lengths", _raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 9\r\n\r\nwordswords")),
        ("no-http", _raw(b"SSH-2.0-OpenSSH_9.6\r\n")),
        ("nothing", _raw(b"")),
        ("strange-status", _raw(b"HTTP/1.1 999999 No\r\nContent-Length: 0\r\n\r\n")),
    ):
        found.append(Answer(name=name, kind="page", send=send))
    return found


def _article(name: str) -> bytes:
    paragraphs = "".join(
        f"<p>An artificial intelligence of the town: {' '.join(_words(f'{name} {n}', 60))}.</p>" for n in range(3)
    )
    head = f"<html><head><title>Story {name}</title></head><body><article><h1>Story {name}</h1>"
    return f"{head}{paragraphs}</article></body></html>".encode()


def _words(name: str, count: int) -> list[str]:
    chance = random.Random(name)
    return ["".join(chance.choices("abdefgiklmnoprstu", k=6)) for _ in range(count)]


def _zeros_gzip(megabytes: int) -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        for _ in range(megabytes):
            file.write(bytes(_MB))
    return packed.getvalue()


def _zstd(megabytes: int) -> bytes:
    """A frame of blocks that say "this byte 128 KB times" (RFC 8878, 3.1.1.2), without its size."""
    size = 2**17
    block = struct.pack("<I", size << 3 | 1 << 1)[:3] + b"\0"
    last = struct.pack("<I", size << 3 | 1 << 1 | 1)[:3] + b"\0"
    return b"\x28\xb5\x2f\xfd\x00\x38" + block * (megabytes * 8 - 1) + last


def _xml(name: str) -> bytes:
    lols = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    quadratic = f'<!DOCTYPE r [<!ENTITY a "{"a" * 50_000}">]><rss><channel>{"&a;" * 50_000}</channel></rss>'
    outside = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>'
    return {
        "xml_LOL": f'<!DOCTYPE r [<!ENTITY l0 "lol">{lols}]><rss><channel><title>&l9;</title></channel></rss>'.encode(),
        "xml_QUAD": quadratic.encode(),
        "xml_XXE": outside.encode(),
        "xml_EXTDTD": b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/evil.dtd"><rss><channel/></rss>',
        "xml_DEEP": b"<a>" * 200_000 + b"</a>" * 200_000,
        "xml_ATTR": f"<rss {' '.join(f'a{n}=' + chr(34) + chr(34) for n in range(100_000))}/>".encode(),
    }[name]


def _whole(body: bytes, *headers: str, kind: str, status: str) -> Callable[[asyncio.StreamWriter], Awaitable[None]]:
    media = "text/html" if kind == "page" else "application/xml"
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {media}", f"Content-Length: {len(body)}", *headers])
    return _raw(head.encode() + b"\r\n\r\n" + body)


def _raw(content: bytes) -> Callable[[asyncio.StreamWriter], Awaitable[None]]:
    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        await writer.drain()

    return send


async def _endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        writer.write(b"<p>words and words</p>" * 1000)
        await writer.drain()


async def _endless_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-More: " + b"y" * 8000 + b"\r\n")
        await writer.drain()


async def _dripping(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>")
    while True:
        writer.write(b"w")
        await writer.drain()
        await asyncio.sleep(0.5)


async def _slow_headers(writer: asyncio.StreamWriter) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Slow: " + b"y" * 10_000:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.5)


@contextlib.asynccontextmanager
async def served(data: Path | None) -> AsyncIterator[tuple[str, list[Answer]]]:
    """The naskh.toml that watches both sites, and the hostile answers."""
    hostile = {f"/{each.name}": each for each in answers(data)}
    pages = [each for each in hostile.values() if each.kind == "page"]
    fronts = {
        "/front": [f"/2025/03/20/a-page-of-many-words?{each.name}" for each in pages],
        "/": [f"/2025/03/20/a-good-story-of-many-words-{n}" for n in range(GOOD_PAGES)],
    }

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(Exception):
            target = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode("ascii", "replace")
            path, _, query = target.partition("?")
            if query and f"/{query}" in hostile:
                await hostile[f"/{query}"].send(writer)
            elif path in hostile:
                await hostile[path].send(writer)
            elif path in fronts:
                items = "".join(
                    f'<p><a href="{link}">A story of very many words, {n}</a></p>'
                    for n, link in enumerate(fronts[path])
                )
                await _whole(f"<html><body>{items}</body></html>".encode(), kind="page", status="200 OK")(writer)
            elif "good" in path:
                await _whole(_article(path), kind="page", status="200 OK")(writer)
            else:
                await _whole(b"", kind="page", status="404 Not Found")(writer)
        writer.close()

    servers = [await asyncio.start_server(answer, host, 0) for host in (HOSTILE_HOST, GOOD_HOST)]
    ports = [server.sockets[0].getsockname()[1] for server in servers]
    hostile_url, good_url = (
        f"http://{host}:{port}" for host, port in zip((HOSTILE_HOST, GOOD_HOST), ports, strict=True)
    )
    sources = [(f"{good_url}/", "front_page"), (f"{hostile_url}/front", "front_page")]
    sources += [(f"{hostile_url}/{each.name}", each.kind) for each in hostile.values() if each.kind != "page"]
    blocks = "".join(f'[[source]]\nurl = "{url}"\nkind = "{kind}"\nevery = "1d"\n' for url, kind in sources)
    # Each page that the hostile site never ends costs so long.
    yield (
        (
            'topic = "all"\n[crawl]\ndelay_seconds = 0\nfirst_visit_links = 0\ntimeout_seconds = 10\n'
            f'allow_private = ["127.0.8.0/24"]\n[[outlet]]\nname = "Good"\ndomains = ["{GOOD_HOST}"]\n{blocks}'
        ),
        [*hostile.values()],
    )
    for server in servers:
        server.close()


async def _serve(data: Path | None) -> None:
    async with served(data) as (toml, hostile):
        print(json.dumps({"toml": toml, "hostile": [each.name for each in hostile]}), flush=True)
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    asyncio.run(_serve(parser.parse_args().data))


if __name__ == "__main__":
    main()
