"""Does the daemon ever connect to an address that it must not? In a network of its own, where every address answers.

The network has no way out: all addresses, of both kinds, lead to this machine, and a listener writes down which one was
connected to. Names are looked up at a stub in it. A site at a documentation address, which alone is allowed, names
forbidden addresses in every way that a page has: links of a feed, redirects, meta refresh, sitemaps, robots.txt,
canonical links, hubs. Others stand in the config, and are given to `naskh check`. Needs root, and Linux.
"""

from __future__ import annotations

import argparse
import contextlib
import html
import ipaddress
import json
import os
import random
import shutil
import socket
import socketserver
import struct
import subprocess
import sys
import threading
import time
import tomllib
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

from benchmarks.promises.spellings import ADDRESSES_OF_NAMES, OTHER_SCHEMES, spelled
from benchmarks.promises.trial import ROOT, Result
from db import Database

_PUBLIC = "news.test"
_ALLOWED = ipaddress.ip_network("192.0.2.0/24")
_STAND_IN, _OTHER_STAND_IN, _NAME_SERVER, _PROXY = "192.0.2.1", "192.0.2.2", "192.0.2.53", "10.9.9.9"
_SITE = {
    "feed.xml": "feed",
    "redirects.xml": "feed",
    "metas.xml": "feed",
    "canonicals.xml": "feed",
    "sitemap.xml": "sitemap",
    "index.xml": "sitemap",
    "hub.xml": "feed",
}
_PORTS = (80, 443, 21, 70, 389, 8080)
_CHECKED = 12
_SECONDS = 240.0
_WAYS = ("config", "feed", "redirect", "meta refresh", "sitemap", "robots.txt", "canonical", "hub", "check", "proxy")


def measure(folder: Path) -> Result:
    if os.geteuid() or not all(map(shutil.which, ("unshare", "ip", "mount"))):
        return Result.not_run("needs root, and Linux's unshare, ip and mount")
    found = reached(folder)
    figure = (
        f"{found['spellings']} spellings, {found['names']} names, {found['schemes']} other schemes, in "
        f"{len(_WAYS)} ways: "
        f"{sum(found['forbidden'].values())} connections to forbidden addresses; {found['refused']:,} pages and "
        f"{found['sources']} sources refused or failed with a reason, {found['allowed']} connections "
        "to the allowed site"
    )
    if found["forbidden"]:
        figure += f"; reached: {', '.join(found['forbidden'])}"
    if found["wanted"] or found["unexplained"]:
        figure += f"; {found['wanted']} pages still wanted, {found['unexplained']} without a reason"
    is_held = not (found["forbidden"] or found["wanted"] or found["unexplained"]) and found["stored"] >= 1
    return Result.of(is_held and found["spellings"] >= 100, figure)


def reached(folder: Path, *, spellings: int | None = None) -> dict:
    """What was connected to, and what became of pages and sources. `spellings` tries the first so many only."""
    done = subprocess.run(
        [
            *("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"),
            *(sys.executable, "-m", "benchmarks.promises.addresses", str(folder), str(spellings or 0)),
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def _inside(folder: Path, spellings: int) -> dict:
    for command in ("link set lo up", "route add local 0.0.0.0/0 dev lo", "-6 route add local ::/0 dev lo"):
        subprocess.run(["ip", *command.split()], check=True)
    (folder / "resolv.conf").write_text(f"nameserver {_NAME_SERVER}\noptions timeout:1 attempts:1\n", "utf-8")
    subprocess.run(["mount", "--bind", str(folder / "resolv.conf"), "/etc/resolv.conf"], check=True)
    addresses = spelled(_PUBLIC)[: spellings or None]
    names = {f"n{number}.evil.test": [each] for number, each in enumerate(ADDRESSES_OF_NAMES)}
    # Public first and private after it; and one that changes with each question.
    names |= {"both.evil.test": [_OTHER_STAND_IN, "127.0.0.1"], "both6.evil.test": [_OTHER_STAND_IN, "::1"]}
    hosts_of_site = {f"{path.partition('.')[0]}.{_PUBLIC}": [_STAND_IN] for path in _SITE}
    stub = _NameServer(
        {**names, **hosts_of_site, _PUBLIC: [_STAND_IN], "rebind.evil.test": [_OTHER_STAND_IN, "127.0.0.1"]}
    )
    hosts = [f"http://{name}/n/{number}" for number, name in enumerate([*names, "rebind.evil.test"])]
    targets = [*addresses, *hosts, *OTHER_SCHEMES]
    connected: Counter[str] = Counter()
    with stub.served(), _listeners(_Site(targets), connected):
        (folder / "naskh.toml").write_text(_config(targets), "utf-8")
        _watch(folder)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "http_proxy": f"http://{_PROXY}/"}
        for target in targets[:: max(1, len(targets) // _CHECKED)]:
            subprocess.run(
                [sys.executable, "-m", "cli", "check", target],
                cwd=folder,
                env=environment,
                capture_output=True,
                check=False,
            )
    with Database(folder / "news.db", read_only=True) as stored:
        pages = stored.list_pages(since=None, status=None, limit=None)
        visits = stored.list_visits(since=None, limit=None)
    bad = [page for page in pages if page["status"] in ("failed", "refused", "skipped")]
    return {
        "spellings": len(addresses),
        "names": len(hosts),
        "schemes": len(OTHER_SCHEMES),
        "forbidden": {a: n for a, n in connected.items() if ipaddress.ip_address(a) not in _ALLOWED},
        "allowed": sum(n for a, n in connected.items() if ipaddress.ip_address(a) in _ALLOWED),
        "refused": len(bad),
        "unexplained": sum(not page["reason"] for page in bad),
        "wanted": sum(page["status"] == "wanted" for page in pages),
        "stored": sum(page["status"] == "stored" for page in pages),
        "sources": len({visit["source"] for visit in visits if visit["outcome"] in ("failed", "refused")}),
    }


def _watch(folder: Path) -> None:
    """Run the daemon until every source was visited and no page is wanted any more."""
    proxies = {name: f"http://{_PROXY}:80/" for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy")}
    with (folder / "log").open("wb") as log:
        daemon = subprocess.Popen(
            [sys.executable, "-m", "cli", "run"],
            cwd=folder,
            env={**os.environ, **proxies, "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
        )
    until = time.monotonic() + _SECONDS
    sources = len(tomllib.loads((folder / "naskh.toml").read_text("utf-8"))["source"])
    try:
        while time.monotonic() < until and daemon.poll() is None:
            time.sleep(0.5)
            with contextlib.suppress(Exception), Database(folder / "news.db", read_only=True) as stored:
                ended = [row for row in stored.list_visits(since=None, limit=None) if row["outcome"] != "running"]
                if len(ended) >= sources and not stored.page_counts().get("wanted"):
                    break
    finally:
        daemon.terminate()
        daemon.wait(60)


def _config(targets: list[str]) -> str:
    """Sources of the site, and those addresses that a config may name at all."""
    crawl = f'[crawl]\ndelay_seconds = 0\nfirst_visit_links = 0\nallow_private = ["{_ALLOWED}"]\n'
    head = f'database = "news.db"\ntopic = "all"\n{crawl}'
    site = [
        # A host for each: one site is asked once a second.
        (f"http://{path.partition('.')[0]}.{_PUBLIC}/{path}", kind)
        for path, kind in _SITE.items()
    ]
    sources = [_source(url, kind) for url, kind in site]
    sources += [_source(f"http://n{number}.evil.test/feed", "feed") for number in range(len(ADDRESSES_OF_NAMES))]
    from config import parse_config

    for target in targets:
        one = _source(target, "feed")
        # What the config itself refuses never gets further.
        with contextlib.suppress(Exception):
            parse_config(head + one)
            sources.append(one)
    kept = []
    for one in dict.fromkeys(sources):
        with contextlib.suppress(Exception):
            parse_config(head + "".join([*kept, one]))
            kept.append(one)
    return head + "".join(kept)


def _source(url: str, kind: str) -> str:
    return f'[[source]]\nurl = {json.dumps(url)}\nkind = "{kind}"\nevery = "1d"\n'


class _Site:
    """What the allowed site answers, by path."""

    def __init__(self, targets: list[str]) -> None:
        self.targets = targets

    def answer(self, path: str) -> tuple[int, dict[str, str], str]:
        numbers = range(len(self.targets))
        if path == "/robots.txt":
            return 200, {}, "User-agent: *\nAllow: /\n" + "".join(f"Sitemap: {_flat(t)}\n" for t in self.targets)
        if path == "/feed.xml":
            return 200, {}, _rss(self.targets)
        if path == "/redirects.xml":
            return 200, {}, _rss([_on_site("redirects", "r", number) for number in numbers])
        if path == "/metas.xml":
            return 200, {}, _rss([_on_site("metas", "m", number) for number in numbers])
        if path == "/canonicals.xml":
            return 200, {}, _rss([_on_site("canonicals", "c", number) for number in numbers])
        if path == "/hub.xml":
            hubs = "".join(f'<atom:link rel="hub" href="{html.escape(_flat(t))}"/>' for t in self.targets)
            return 200, {"Link": f'<http://{ADDRESSES_OF_NAMES[5]}/>; rel="hub"'}, _rss([], more=hubs)
        if path in ("/sitemap.xml", "/index.xml"):
            outer, inner = ("urlset", "url") if path == "/sitemap.xml" else ("sitemapindex", "sitemap")
            rows = "".join(f"<{inner}><loc>{html.escape(_flat(t))}</loc></{inner}>" for t in self.targets)
            return 200, {}, f'<{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{outer}>'
        kind, number = path[1:2], path.rpartition("-")[2]
        if not number.isdigit() or int(number) >= len(self.targets):
            return 404, {}, "no such page"
        target = self.targets[int(number)]
        if kind == "r":
            return 302, {"Location": quote(_flat(target), safe="/:@[]%#?\\")}, ""
        quoted = html.escape(target)
        if kind == "m":
            return 200, {}, f'<html><head><meta http-equiv="refresh" content="0;url={quoted}"></head></html>'
        chance = random.Random(number)
        words = " ".join("".join(chance.choices("abdefgiklmnoprstu", k=6)) for _ in range(120))
        text = f"<p>The town bought an artificial intelligence system. {words}.</p>"
        link = f'<link rel="canonical" href="{quoted}"><link rel="amphtml" href="{quoted}">'
        return (
            200,
            {},
            f"<html><head><title>Page {number}</title>{link}</head><body><article>{text}</article></body></html>",
        )


def _on_site(host: str, kind: str, number: int) -> str:
    return f"http://{host}.{_PUBLIC}/{kind}/2025/03/20/a-story-of-many-words-{number}"


def _flat(target: str) -> str:
    return target.replace("\t", "").replace("\n", "")


def _rss(links: list[str], more: str = "") -> str:
    items = "".join(
        f"<item><title>Item {n}</title><link>{html.escape(each)}</link></item>" for n, each in enumerate(links)
    )
    head = '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>News</title>'
    return f"{head}{more}{items}</channel></rss>"


@contextlib.contextmanager
def _listeners(site: _Site, connected: Counter[str]):  # type: ignore[no-untyped-def]
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def setup(self) -> None:
            address = ipaddress.ip_address(self.request.getsockname()[0].partition("%")[0])
            plain = getattr(address, "ipv4_mapped", None) or address
            with lock:
                connected[str(plain)] += 1
            self.is_allowed = plain in _ALLOWED
            super().setup()

        def do_GET(self) -> None:
            status, headers, body = site.answer(self.path) if self.is_allowed else (200, {}, "a secret of this machine")
            self.send_response(status)
            kind = (
                "text/plain" if self.path == "/robots.txt" else "application/xml" if "xml" in self.path else "text/html"
            )
            for name, value in {"Content-Type": f"{kind}; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_HEAD = do_GET

        def log_message(self, *words: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, *request: object) -> None:
            pass

    class Server6(Server):
        address_family = socket.AF_INET6

        def server_bind(self) -> None:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            super().server_bind()

    servers = [kind((host, port), Handler) for port in _PORTS for kind, host in ((Server, "0.0.0.0"), (Server6, "::"))]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        for server in servers:
            server.shutdown()


class _NameServer:
    """Answers A and AAAA. A name with `rebind` in it has its first address once, and the second ever after."""

    def __init__(self, names: dict[str, list[str]]) -> None:
        self.names = names
        self.asked: Counter[tuple[str, int]] = Counter()

    @contextlib.contextmanager
    def served(self):  # type: ignore[no-untyped-def]
        stub = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                question, sender = self.request
                sender.sendto(stub.answer(question), self.client_address)

        class Server(socketserver.ThreadingUDPServer):
            daemon_threads = True

        # At its own address: an answer from another one would not be taken.
        server = Server((_NAME_SERVER, 53), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()

    def answer(self, question: bytes) -> bytes:
        labels, place = [], 12
        while size := question[place]:
            labels.append(question[place + 1 : place + 1 + size].decode("ascii", "replace"))
            place += size + 1
        name, [kind, _] = ".".join(labels).lower(), struct.unpack("!HH", question[place + 1 : place + 5])
        found = self.names.get(name)
        if found and "rebind" in name:
            found = [found[min(self.asked[name, kind], 1)]]
            self.asked[name, kind] += 1
        version = {1: 4, 28: 6}.get(kind)
        records = [
            ipaddress.ip_address(each).packed for each in found or () if ipaddress.ip_address(each).version == version
        ]
        flags = 0x8180 if found else 0x8183
        head = question[:2] + struct.pack("!HHHHH", flags, 1, len(records), 0, 0)
        rows = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 0, len(each)) + each for each in records)
        return head + question[12 : place + 5] + rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("spellings", type=int)
    options = parser.parse_args()
    print(json.dumps(_inside(options.folder, options.spellings)))


if __name__ == "__main__":
    main()
