"""Does the daemon ever connect to an address that it must not? In a network of its own, where every address answers.

The network has no way out: all addresses, of both kinds, lead to this machine, and a listener writes down which one was
connected to. Names are looked up at a stub in it. A site at a documentation address, which alone is allowed, names
forbidden addresses in every way that a page has: links of a feed, redirects, meta refresh, sitemaps, robots.txt,
canonical links, hubs. Others stand in the config, and are given to `naskh check`. Needs root, and Linux.
"""

from __future__ import annotations

import argparse
import contextlib
import ipaddress
import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path

from benchmarks.promises.listeners import listeners
from benchmarks.promises.name_server import NameServer
from benchmarks.promises.naming_site import NamingSite
from benchmarks.promises.spellings import ADDRESSES_OF_NAMES, OTHER_SCHEMES, spelled
from benchmarks.promises.trial import ROOT, Result
from db import Database

_PUBLIC = "news.test"
_ALLOWED = ipaddress.ip_network("192.0.2.0/24")
_STAND_IN, _OTHER_STAND_IN, _NAME_SERVER, _PROXY = "192.0.2.1", "192.0.2.2", "192.0.2.53", "10.9.9.9"
_CHECKED = 12
_SECONDS = 1200.0
# What the network of its own is made with, and nothing else.
_ALONE = ("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
_ROUTES = ("link set lo up", "route add local 0.0.0.0/0 dev lo", "-6 route add local ::/0 dev lo")
_WAYS = ("config", "feed", "redirect", "meta refresh", "sitemap", "robots.txt", "canonical", "hub", "check", "proxy")


def measure(folder: Path) -> Result:
    if not can_be_run():
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


def can_be_run() -> bool:
    """Whether a network of its own can be made here: not without root, nor in most containers, nor without IPv6."""
    if os.geteuid() or not all(map(shutil.which, ("unshare", "ip", "mount"))):
        return False
    routes = " && ".join(f"ip {route}" for route in _ROUTES)
    mount = "mount --bind /etc/resolv.conf /etc/resolv.conf"
    tried = subprocess.run([*_ALONE, "sh", "-c", f"{routes} && {mount}"], capture_output=True, check=False)
    return tried.returncode == 0


def reached(folder: Path, *, spellings: int | None = None) -> dict:
    """What was connected to, and what became of pages and sources. `spellings` tries the first so many only."""
    done = subprocess.run(
        [
            *_ALONE,
            *(sys.executable, "-m", "benchmarks.promises.addresses", str(folder), str(spellings or 0)),
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def _inside(folder: Path, spellings: int) -> dict:
    for route in _ROUTES:
        subprocess.run(["ip", *route.split()], check=True)
    (folder / "resolv.conf").write_text(f"nameserver {_NAME_SERVER}\noptions timeout:1 attempts:1\n", "utf-8")
    subprocess.run(["mount", "--bind", str(folder / "resolv.conf"), "/etc/resolv.conf"], check=True)
    addresses = spelled(_PUBLIC)[: spellings or None]
    names = {f"n{number}.evil.test": [each] for number, each in enumerate(ADDRESSES_OF_NAMES)}
    # Public first and private after it; and one that changes with each question.
    names |= {"both.evil.test": [_OTHER_STAND_IN, "127.0.0.1"], "both6.evil.test": [_OTHER_STAND_IN, "::1"]}
    hosts_of_site = {f"{path.partition('.')[0]}.{_PUBLIC}": [_STAND_IN] for path in NamingSite.listings}
    stub = NameServer(
        {**names, **hosts_of_site, _PUBLIC: [_STAND_IN], "rebind.evil.test": [_OTHER_STAND_IN, "127.0.0.1"]},
        address=_NAME_SERVER,
    )
    hosts = [f"http://{name}/n/{number}" for number, name in enumerate([*names, "rebind.evil.test"])]
    targets = [*addresses, *hosts, *OTHER_SCHEMES]
    connected: Counter[str] = Counter()
    with stub.served(), listeners(NamingSite(targets, domain=_PUBLIC).answer, connected, allowed=_ALLOWED):
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
        daemon.wait()


def _config(targets: list[str]) -> str:
    """Sources of the site, and those addresses that a config may name at all."""
    crawl = f'[crawl]\ndelay_seconds = 0\nfirst_visit_links = 0\nallow_private = ["{_ALLOWED}"]\n'
    head = f'database = "news.db"\ntopic = "all"\n{crawl}'
    site = [
        # A host for each: one site is asked once a second.
        (f"http://{path.partition('.')[0]}.{_PUBLIC}/{path}", kind)
        for path, kind in NamingSite.listings.items()
    ]
    sources = [_source(url, kind) for url, kind in site]
    sources += [_source(f"http://n{number}.evil.test/feed", "feed") for number in range(len(ADDRESSES_OF_NAMES))]
    from config.loading import parse_config

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("spellings", type=int)
    options = parser.parse_args()
    print(json.dumps(_inside(options.folder, options.spellings)))


if __name__ == "__main__":
    main()
