"""What of our own reads bytes or words of strangers: each as a function that takes any bytes and must not raise.

Errors that a function promises are caught here; all others are crashes. `seeds` are what it is for: whoever makes up
input begins with them.
"""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from commands.since import moment_since
from config.loading import ConfigError, parse_config
from config.tables import Config
from crawler.content import content_of, read_listing
from crawler.feeds import parse_feed
from crawler.files import read_paths
from crawler.finding_measures import measure
from crawler.guard import Guard, fold_host, literal_address
from crawler.listing import absolute, moment
from crawler.manifest import is_manifest, listed_files
from crawler.opml import NoOpml, read_opml
from crawler.refresh import refresh_target
from crawler.robots import rules_in as robots_in
from crawler.sitemaps import parse_sitemap
from crawler.tdm import reservation_of
from crawler.tdm import rules_in as tdm_in
from crawler.websub import is_signed
from model import Page
from pipelines.reading.dates.read import is_dateline, read_date
from pipelines.reading.record import RecordError, parse_record, record_key
from pipelines.text.addresses import canonical_form
from pipelines.text.decode import decode_text
from pipelines.text.search_words import forms_of, search_expression, search_text

_NOW = datetime(2025, 3, 21, 12, tzinfo=UTC)
_URL = "https://paper.example/feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    call: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


def _words(data: bytes) -> str:
    # Lone surrogates, as JSON may hold them, too.
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def _feed(data: bytes) -> None:
    parse_feed(data, _URL, "application/rss+xml")


def _sitemap(data: bytes) -> None:
    parse_sitemap(data, _URL, "application/xml", _NOW)


def _listing(data: bytes) -> None:
    content_of(data, None)
    read_listing("front_page", data, _URL, "text/html", _NOW)


def _robots(data: bytes) -> None:
    rules = robots_in(data)
    rules.allows("https://paper.example/2025/x?y=1", "naskh")
    rules.sitemaps("https://paper.example")
    if not 0 <= rules.delay_seconds("naskh") <= 60 or not rules.asked_seconds("naskh") < float("inf"):
        raise AssertionError(f"a site asks for a pause of {rules.asked_seconds('naskh')} s")


def _tdm(data: bytes) -> None:
    reservation_of("https://paper.example/2025/x?y=1", tdm_in(data))


def _opml(data: bytes) -> None:
    try:
        read_opml(data)
    except NoOpml:
        return


def _refresh(data: bytes) -> None:
    refresh_target(_words(data), _URL)
    refresh_target("", _URL, _words(data))


def _encoding(data: bytes) -> None:
    decode_text(data).encode("utf-8")


def _date(data: bytes) -> None:
    words = _words(data)
    for source in ("meta", "text", "record"):
        read_date(words, fetched_at=_NOW, source=source)  # type: ignore[arg-type]
    is_dateline(words)
    moment(words)


def _since(data: bytes) -> None:
    try:
        moment_since(_words(data), now=_NOW)
    except ValueError:
        return


def _record(data: bytes) -> None:
    try:
        record_key(parse_record(data))
    except RecordError:
        return


def _import(data: bytes) -> None:
    for each in read_paths(["-"], stdin=io.BytesIO(data)):
        str(each).encode("utf-8", "surrogatepass")


def _site(data: bytes) -> None:
    measure(data, _URL, "text/html", _NOW, "all", {})


def _manifest(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "manifest.jsonl"
        path.write_bytes(data)
        (Path(name) / "a.html").write_bytes(b"<p>words")
        is_manifest(path)
        for listed in listed_files(path, name="manifest.jsonl"):
            inside = getattr(listed, "path", "")
            if isinstance(inside, Path) and not inside.resolve().is_relative_to(Path(name).resolve()):
                raise AssertionError(f"a manifest reached {inside}")
        list(read_paths([name]))


def _config(data: bytes) -> None:
    try:
        parse_config(_words(data))
    except ConfigError:
        return


def _search(data: bytes) -> None:
    words = _words(data)
    forms_of(words)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("create virtual table t using fts5 (words)")
        connection.execute("insert into t values (?)", [search_text(words).encode("utf-8", "replace").decode()])
        if (expression := search_expression(words)) is not None:
            expression = expression.encode("utf-8", "replace").decode()
            connection.execute("select * from t where t match ?", [expression]).fetchall()


def _address(data: bytes) -> None:
    words = _words(data)
    for url in (words, f"http://{words}/", f"http://a@{words}"):
        Guard().refusal(url)
        found = absolute(_URL, url)
        if found is not None:
            canonical_form(found)
    literal_address(words)
    fold_host(words)


def _signature(data: bytes) -> None:
    body, _, signature = data.partition(b"\n")
    is_signed(body, _words(signature), "secret")


def _page(data: bytes) -> None:
    # Dear to load, and for this one alone.
    from pipelines.preparing.prepare import prepare
    from pipelines.preparing.settings import PrepareSettings

    page = Page(url="https://paper.example/2025/x", kind="html", body=data, content_type="text/html", fetched_at=_NOW)
    prepare(page, PrepareSettings.of(Config()))


_ATOM = (
    b'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry>'
    b'<id>urn:1</id><link href="/1"/><updated>2025-03-20T20:30:00Z</updated>'
    b'<content type="html">&lt;p&gt;words</content></entry></feed>'
)
_RSS = (
    b'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>T</title><ttl>60</ttl>'
    b'<atom:link rel="hub" href="https://hub.example/"/><item><title>A</title><link>/1</link><guid>1</guid>'
    b"<pubDate>Thu, 20 Mar 2025 22:30:00 GMT</pubDate><description><![CDATA[<p>words]]></description></item></channel>"
    b"</rss>"
)
_SITEMAP = (
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
    b"<url><loc>https://paper.example/1</loc><lastmod>2025-03-20</lastmod><n:news><n:title>A</n:title>"
    b"<n:publication_date>2025-03-20T20:30:00Z</n:publication_date></n:news></url></urlset>"
)
_PAGE = (
    '<html lang="ar"><head><title>عنوان</title><meta property="article:published_time" content="2025-03-20T20:30:00Z">'
    '<link rel="canonical" href="/1"><script type="application/ld+json">{"@type":"NewsArticle","headline":"عنوان",'
    '"datePublished":"2025-03-20","articleBody":"نص"}</script></head>'
    "<body><article><h1>عنوان</h1><p>بيروت - الخميس 20 آذار "
    "2025 قالت البلدية إن البرنامج يتعلم من كل طريق تمر به المحاريث في الليل ثم يعرض على السائق ما رآه.</p>"
    "<table><tr><td>x"
    "</table></article></body></html>"
).encode()
_JSON = json.dumps(
    {"url": "https://a.example/1", "title": "A", "text": "words", "date": "2025-03-20", "outlet": "A"}
).encode()
_WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/1\r\nWARC-Date: 2025-03-20T20:30:00Z\r\n"
    b"Content-Type: application/http; msgtype=response\r\nContent-Length: 75\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 8\r\n\r\n<p>words\r\n\r\n\r\n\r\n"
)
_DATES = ("Thu, 20 Mar 2025 22:30:00 GMT", "الخميس 20 آذار 2025 - 14:05", "منذ ساعتين", "05/03/2025", "20 رمضان 1446")
_TOML = (
    b'topic = "all"\n[crawl]\ndelay_seconds = 1\n[[source]]\nurl = "https://a.example/feed"\nevery = "15m"\n'
    b'include = ["/x/"]\n'
    b'[[outlet]]\nname = "A"\ndomains = ["a.example"]\n[[channel]]\nname = "c"\nkind = "jsonl"\npath = "x"\n'
    b'[[alert]]\nname = "r"\nchannels = ["c"]\nmin_share = 0.5\n'
)
_FEEDS = (
    _ATOM,
    _RSS,
    json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "url": "/1"}]}).encode(),
)
_ADDRESSES = (
    b"127.0.0.1",
    b"0x7f.1",
    b"[::ffff:7f00:1]:80",
    "صحيفة.example".encode(),
    b"a@b:80/../x?y#z",
    b"http:\\\\a\\b",
)

TARGETS: dict[str, Target] = {
    "feed": Target(call=_feed, seeds=_FEEDS),
    "sitemap": Target(call=_sitemap, seeds=(_SITEMAP, b"https://paper.example/1\nhttps://paper.example/2\n")),
    "listing": Target(call=_listing, seeds=(_PAGE, *_FEEDS, _SITEMAP)),
    "robots": Target(
        call=_robots, seeds=(b"User-agent: *\nDisallow: /x*y$\nAllow: /\nCrawl-delay: 5\nSitemap: /s.xml\n",)
    ),
    "tdm": Target(
        call=_tdm, seeds=(b'[{"location": "/x*", "tdm-reservation": 1, "tdm-policy": "https://a.example/p"}]',)
    ),
    "opml": Target(
        call=_opml, seeds=(b'<opml><body><outline text="A" xmlUrl="https://a.example/feed"/></body></opml>',)
    ),
    "refresh": Target(call=_refresh, seeds=(b'<meta http-equiv="refresh" content="0; url=/x">', b"0;URL='http://a/'")),
    "encoding": Target(call=_encoding, seeds=("نص عربي".encode("cp1256"), "text".encode("utf-16"), _PAGE)),
    "date": Target(call=_date, seeds=tuple(words.encode() for words in _DATES)),
    "since": Target(call=_since, seeds=(b"24h", b"2025-03-20", "أمس".encode(), b"monday", b"2025-03-20T10:00+03:00")),
    "record": Target(call=_record, seeds=(_JSON,)),
    "import": Target(
        call=_import, seeds=(_JSON, _WARC, *_FEEDS, _PAGE, b"\x1f\x8b\x08\0\0\0\0\0\0\x03", b"\xfd7zXZ\0\0\x04")
    ),
    "manifest": Target(
        call=_manifest,
        seeds=(
            b'{"file": "a.html", "url": "https://a.example/1", "crawl": "2024-04-28 15:58:36"}\n{"file": "../x"}\n',
        ),
    ),
    "config": Target(call=_config, seeds=(_TOML,)),
    "search": Target(call=_search, seeds=(b'"a b" -c OR d* NEAR(x)', "محاريث ثلج".encode(), b"a AND (b")),
    "address": Target(call=_address, seeds=_ADDRESSES),
    "signature": Target(call=_signature, seeds=(b"body\nsha256=00", b"body\nsha1=x")),
    "page": Target(call=_page, seeds=(_PAGE,)),
    "site": Target(call=_site, seeds=(_PAGE, *_FEEDS)),
}
