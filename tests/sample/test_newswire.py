"""The sample newswire by what a visitor sees: its feeds, its pages, its bad manners, and its texts."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import socket
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import combinations, pairwise
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import feedparser
import pytest
from lxml import etree
from yarl import URL

from config.loading import parse_config
from sample.newswire import Newswire, Site
from sample.pieces import Piece, read_pieces
from sample.spelling import respell

START = datetime(2025, 3, 20, 18, 0, tzinfo=UTC)
FAST = 1000.0


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def forward(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Visitor:
    """Asks the newswire for pages, without following redirects unless told."""

    def __init__(self, wire: Newswire, clock: Clock, session: aiohttp.ClientSession) -> None:
        self.wire, self.clock, self.session = wire, clock, session

    def site(self, name: str) -> Site:
        return next(site for site in self.wire.sites if site.name == name)

    async def get(self, url: str, **headers: str) -> tuple[int, bytes, Any]:
        async with self.session.get(URL(url, encoded=True), headers=headers, allow_redirects=False) as response:
            return response.status, await response.read(), response.headers

    async def at(self, name: str, path: str) -> bytes:
        status, body, _ = await self.get(self.site(name).url + path)
        assert status == 200, (name, path, status)
        return body

    async def patiently(self, url: str) -> tuple[int, bytes, Any]:
        for _ in range(3):
            status, body, headers = await self.get(url)
            if status != 429:
                break
        return status, body, headers


def visit(story: Callable[[Visitor], Awaitable[None]], *, all_published: bool = True, **options: Any) -> None:
    """Run a story against a newswire of its own, on a free port."""

    async def run() -> None:
        clock = Clock()
        options.setdefault("speed", FAST)
        wire = Newswire(now=clock, port=0, **options)
        async with wire, aiohttp.ClientSession() as session:
            if all_published:
                wire.publish_all()
            await story(Visitor(wire, clock, session))

    asyncio.run(run())


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def shingles(paragraphs: tuple[str, ...]) -> set[tuple[str, ...]]:
    tokens = words(" ".join(paragraphs))
    return set(zip(tokens, tokens[1:], tokens[2:], strict=False))


def overlap(one: Piece, other: Piece) -> float:
    """What they share, over the smaller."""
    a, b = shingles(one.paragraphs), shingles(other.paragraphs)
    return len(a & b) / min(len(a), len(b))


@pytest.fixture(scope="module")
def pieces() -> Iterator[dict[str, Piece]]:
    yield read_pieces()


def own_texts(pieces: dict[str, Piece]) -> list[Piece]:
    return [piece for piece in pieces.values() if piece.source_name is None]


# The texts


def test_there_are_enough_articles_and_each_is_long_enough(pieces: dict[str, Piece]) -> None:
    assert len(pieces) >= 44
    assert len(own_texts(pieces)) >= 30
    short = {name for name, piece in pieces.items() if len(words(" ".join(piece.paragraphs))) < 150}
    assert short == set()


def test_about_three_fifths_are_arabic(pieces: dict[str, Piece]) -> None:
    arabic = sum(piece.language == "ar" for piece in pieces.values())
    assert 0.55 <= arabic / len(pieces) <= 0.65


def test_own_texts_share_next_to_nothing(pieces: dict[str, Piece]) -> None:
    pairs = [
        (one.name, other.name)
        for one, other in combinations(own_texts(pieces), 2)
        if other.name not in (one.alike,) and one.name not in (other.alike,) and overlap(one, other) > 0.05
    ]
    assert pairs == []


def test_formula_texts_are_alike_but_not_equal(pieces: dict[str, Piece]) -> None:
    alike = [(piece, pieces[piece.alike]) for piece in pieces.values() if piece.alike]
    assert len(alike) >= 2
    for one, other in alike:
        assert one.site != other.site
        assert 0.15 < overlap(one, other) < 0.8


def test_a_reprint_holds_most_of_its_source_whatever_its_spelling(pieces: dict[str, Piece]) -> None:
    def folded(piece: Piece) -> set[tuple[str, ...]]:
        plain = [re.sub(r"[\u064b-\u0652]", "", paragraph) for paragraph in piece.paragraphs]
        plain = [paragraph.translate({0x660 + n: str(n) for n in range(10)}) for paragraph in plain]
        return shingles(tuple(respell(paragraph, ["hamza", "yaa", "taa"]) for paragraph in plain))

    reprints = [piece for piece in pieces.values() if piece.source_name and piece.relation == "copy"]
    assert reprints
    for piece in reprints:
        a, b = folded(piece), folded(pieces[piece.source_name])
        assert len(a & b) / min(len(a), len(b)) > 0.6, piece.name


def test_a_reprint_in_another_spelling_differs_from_its_source_word_for_word(
    pieces: dict[str, Piece],
) -> None:
    assert overlap(pieces["manara-data-centre"], pieces["sariya-data-centre"]) < 0.6
    assert overlap(pieces["mersa-hospital-model"], pieces["sariya-hospital-model"]) == 1


def test_a_reprint_appears_and_is_dated_after_its_source(pieces: dict[str, Piece]) -> None:
    reprints = [piece for piece in pieces.values() if piece.source_name]
    assert reprints
    for piece in reprints:
        source = pieces[piece.source_name]
        assert piece.after_seconds >= source.after_seconds
        assert piece.after_seconds - piece.ago_seconds > source.after_seconds - source.ago_seconds


def test_pieces_keep_appearing_and_none_is_dated_in_the_future(pieces: dict[str, Piece]) -> None:
    moments = sorted({piece.after_seconds for piece in pieces.values()})
    assert moments[0] == 0
    assert moments[-1] <= 95
    assert max(later - earlier for earlier, later in pairwise(moments)) <= 20
    assert all(piece.ago_seconds > piece.after_seconds for piece in pieces.values())


def test_first_copies_stand_there_at_once(pieces: dict[str, Piece]) -> None:
    at_once = [piece for piece in pieces.values() if piece.relation == "copy" and piece.after_seconds == 0]
    assert len(at_once) >= 5


def test_a_bad_header_is_reported_with_its_file(tmp_path: Any) -> None:
    (tmp_path / "mersa-x.txt").write_text("site: mersa\ncolour: red\n\nText.", encoding="utf-8")
    with pytest.raises(ValueError, match=r"mersa-x\.txt.*colour"):
        read_pieces(tmp_path)


# Addresses


def test_each_site_has_an_address_of_its_own_and_the_same_port() -> None:
    async def story(visitor: Visitor) -> None:
        sites = visitor.wire.sites
        assert len(sites) >= 9
        assert len({site.host for site in sites}) == len(sites)
        assert len({site.port for site in sites}) == 1
        assert all(site.url == f"http://{site.host}:{site.port}" for site in sites)

    visit(story)


def test_a_taken_port_makes_all_sites_move_to_another() -> None:
    with socket.create_server(("127.0.8.3", 0)) as taken:
        port = taken.getsockname()[1]

        async def run() -> None:
            async with Newswire(port=port) as wire:
                assert {site.port for site in wire.sites} != {port}
                assert len({site.port for site in wire.sites}) == 1
                assert len({site.host for site in wire.sites}) == len(wire.sites)

        asyncio.run(run())


def test_where_loopback_has_one_address_each_site_has_a_port_of_its_own() -> None:
    async def story(visitor: Visitor) -> None:
        sites = visitor.wire.sites
        assert {site.host for site in sites} == {"127.0.0.1"}
        assert len({site.port for site in sites}) == len(sites)
        config = parse_config(visitor.wire.config_text())
        assert config.crawl.allow_private == ("127.0.0.1",)
        assert await visitor.at("mersa", "/")

    visit(story, first_host="192.0.2.1")  # a documentation address (RFC 5737): no machine has it


def test_the_config_can_be_had_before_the_sites_are_served() -> None:
    async def run() -> None:
        wire = Newswire(port=0)
        config = parse_config(wire.config_text())
        async with wire, aiohttp.ClientSession() as session, session.get(config.source[0].url) as response:
            assert response.status == 200

    asyncio.run(run())


def test_stopping_frees_the_addresses() -> None:
    async def run() -> None:
        first = Newswire(port=0)
        await first.start()
        site = first.sites[0]
        await first.stop()
        with socket.create_server((site.host, site.port)):
            pass

    asyncio.run(run())


def test_the_config_is_whole_and_names_every_site() -> None:
    async def story(visitor: Visitor) -> None:
        config = parse_config(visitor.wire.config_text(database="here.db"))
        assert config.database == "here.db"
        assert [outlet.name for outlet in config.outlet] == [site.outlet for site in visitor.wire.sites]
        assert {outlet.domains for outlet in config.outlet} == {(site.host,) for site in visitor.wire.sites}
        assert set(config.crawl.allow_private) == {site.host for site in visitor.wire.sites}
        assert {source.outlet for source in config.source} == {outlet.name for outlet in config.outlet}
        assert {source.kind for source in config.source} == {"feed", "sitemap", "front_page"}
        assert all(10 <= source.every <= 15 for source in config.source)
        assert config.alert[0].channels == ("log",)
        assert config.crawl.contact
        for source in config.source:
            assert (await visitor.patiently(source.url))[0] == 200

    visit(story)


# Feeds

FEEDS = [
    ("sariya", "/ar/rss.xml", "rss20"),
    ("sariya", "/en/atom.xml", "atom10"),
    ("mersa", "/rss", "rss20"),
    ("difaf", "/feed091.xml", "rss091u"),
    ("manara", "/atom.xml", "atom10"),
    ("madar", "/index.rdf", "rss10"),
    ("sada", "/ar/flux.rss", "rss20"),
    ("waha", "/feed.xml", "rss20"),
]


@pytest.mark.parametrize(("name", "path", "version"), FEEDS)
def test_a_feed_parses_and_its_links_answer(name: str, path: str, version: str) -> None:
    async def story(visitor: Visitor) -> None:
        status, body, headers = await visitor.get(visitor.site(name).url + path)
        assert status == 200
        feed = feedparser.parse(body, response_headers={"content-type": headers["Content-Type"]})
        assert not feed.bozo, feed.bozo_exception
        assert feed.version == version
        assert len(feed.entries) >= 2
        failing = set(visitor.wire.expectations().failing)
        for entry in feed.entries:
            assert entry.title
            assert entry.summary
            if version != "rss091u":
                # dc:date is `updated` to feedparser.
                assert entry.get("published_parsed") or entry.get("updated_parsed")
            if entry.link not in failing:
                assert (await visitor.get(entry.link))[0] == 200

    visit(story)


def test_full_text_feeds_carry_the_whole_text(pieces: dict[str, Piece]) -> None:
    async def story(visitor: Visitor) -> None:
        feed = feedparser.parse(await visitor.at("sariya", "/ar/rss.xml"))
        carried = {entry.title: unescape(entry.content[0].value) for entry in feed.entries}
        piece = pieces["sariya-ai-law"]
        assert all(paragraph in carried[piece.title] for paragraph in piece.paragraphs)

    visit(story)


def test_the_json_feed_parses() -> None:
    async def story(visitor: Visitor) -> None:
        feed = json.loads(await visitor.at("loom", "/feed.json"))
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert len(feed["items"]) == 3
        for item in feed["items"]:
            assert datetime.fromisoformat(item["date_published"]).utcoffset() is not None
            assert (await visitor.get(item["url"]))[0] == 200

    visit(story)


def test_sitemaps_parse_from_the_index_down() -> None:
    async def story(visitor: Visitor) -> None:
        spaces = {
            "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
            "n": "http://www.google.com/schemas/sitemap-news/0.9",
        }
        index = etree.fromstring(await visitor.at("ledger", "/sitemap.xml"))
        children = index.xpath("//s:sitemap/s:loc/text()", namespaces=spaces)
        assert len(children) == 2
        found, titles = [], []
        for child in children:
            body = (await visitor.get(child))[1]
            tree = etree.fromstring(gzip.decompress(body) if child.endswith(".gz") else body)
            found += tree.xpath("//s:url/s:loc/text()", namespaces=spaces)
            titles += tree.xpath("//n:title/text()", namespaces=spaces)
        assert len(found) == len(set(found)) >= 7
        assert titles
        assert set(visitor.wire.expectations().refused) <= set(found)
        for url in found:
            assert (await visitor.get(url))[0] == 200

    visit(story)


def test_the_truncated_feed_breaks_off_after_a_whole_item() -> None:
    async def story(visitor: Visitor) -> None:
        body = await visitor.at("waha", "/truncated.xml")
        assert b"</rss>" not in body
        assert b"</item>" in body

    visit(story)


# Pages


def test_every_page_serves_the_text_of_its_piece(pieces: dict[str, Piece]) -> None:
    async def story(visitor: Visitor) -> None:
        expected = visitor.wire.expectations()
        served = 0
        for url in (*expected.articles, *expected.refused):
            status, body, headers = await visitor.patiently(url)
            assert status == 200, url
            charset = (re.search(r"charset=(\S+)", headers["Content-Type"]) or ["", "utf-8"])[1]
            text = unescape(body.decode(charset, errors="replace"))
            served += any(piece.paragraphs[-1] in text for piece in pieces.values())
        assert served == len(expected.articles) + len(expected.refused) >= 44

    visit(story)


def test_a_windows_1256_page_decodes(pieces: dict[str, Piece]) -> None:
    async def story(visitor: Visitor) -> None:
        feed = feedparser.parse(await visitor.at("difaf", "/feed091.xml"))
        _status, body, headers = await visitor.get(feed.entries[-1].link)
        assert headers["Content-Type"] == "text/html; charset=windows-1256"
        assert pieces["difaf-manuscripts"].paragraphs[0] in body.decode("windows-1256")
        with pytest.raises(UnicodeDecodeError):
            body.decode("utf-8")

    visit(story)


def test_a_paper_dates_its_page_in_levantine_words_only() -> None:
    async def story(visitor: Visitor) -> None:
        feed = feedparser.parse(await visitor.at("mersa", "/rss"))
        page = (await visitor.get(feed.entries[-1].link))[1].decode()
        assert "الخميس 20 آذار 2025" in page
        assert "2025-03-20" not in page

    visit(story)


def test_the_aggregator_carries_whole_stories_one_of_them_twice(pieces: dict[str, Piece]) -> None:
    async def story(visitor: Visitor) -> None:
        stories = visitor.wire.expectations().stories
        assert sorted(stories.values()) == [3, 4]
        url = max(stories, key=lambda url: stories[url])
        page = unescape((await visitor.get(url))[1].decode())
        for name, times in (("baqa-compass-memory", 2), ("manara-speech-startup", 1)):
            assert all(page.count(paragraph) == times for paragraph in pieces[name].paragraphs)
        assert page.count(f">{pieces['manara-speech-startup'].title}<") == 2
        assert "منذ ساعتين" in page
        assert "منارة الشرق" in page

    visit(story)


def test_the_aggregators_links_lead_to_the_outlets() -> None:
    async def story(visitor: Visitor) -> None:
        page = (await visitor.at("baqa", "/read/90427")).decode()
        targets = [
            (await visitor.get(visitor.site("baqa").url + path))[2]["Location"]
            for path in re.findall(r'href="(/go/\d+)"', page)
        ]
        assert urlsplit(targets[1]).hostname == visitor.site("madar").host

    visit(story)


def test_the_front_page_lists_what_has_appeared() -> None:
    async def story(visitor: Visitor) -> None:
        before = (await visitor.at("bytefield", "/")).count(b'class="card"')
        visitor.clock.forward(100)
        after = (await visitor.at("bytefield", "/")).count(b'class="card"')
        assert (before, after) == (2, 3)

    visit(story, all_published=False, speed=1.0)


# While one watches


def test_a_piece_appears_at_its_time() -> None:
    async def story(visitor: Visitor) -> None:
        async def titles() -> list[str]:
            return [entry.title for entry in feedparser.parse(await visitor.at("manara", "/atom.xml")).entries]

        at_first = await titles()
        visitor.clock.forward(13)
        assert len(await titles()) == len(at_first) + 1
        visitor.wire.publish_all()
        assert len(await titles()) == len(at_first) + 2

    visit(story, all_published=False, speed=1.0)


@pytest.mark.parametrize(("name", "feed"), [("manara", "/atom.xml"), ("ledger", "/sitemaps/news.xml")])
def test_a_revised_piece_changes_its_text_and_its_time_in_the_feed(name: str, feed: str) -> None:
    async def story(visitor: Visitor) -> None:
        url = next(
            url for url in visitor.wire.expectations().revised if urlsplit(url).hostname == visitor.site(name).host
        )
        first, first_feed = (await visitor.get(url))[1], await visitor.at(name, feed)
        visitor.clock.forward(41)
        later, later_feed = (await visitor.get(url))[1], await visitor.at(name, feed)
        assert first != later
        assert first_feed.count(b"2025-03-20T") == later_feed.count(b"2025-03-20T")
        assert first_feed != later_feed

    visit(story, speed=1.0)


def test_revisions_can_be_called_for() -> None:
    async def story(visitor: Visitor) -> None:
        url = visitor.wire.expectations().revised[0]
        first = (await visitor.get(url))[1]
        visitor.wire.revise_all()
        assert (await visitor.get(url))[1] != first

    visit(story)


# Manners


def test_a_visitor_who_has_the_page_gets_304() -> None:
    async def story(visitor: Visitor) -> None:
        url = visitor.site("manara").url + "/atom.xml"
        _, body, headers = await visitor.get(url)
        tag, changed = headers["ETag"], headers["Last-Modified"]
        assert (await visitor.get(url, **{"If-None-Match": tag}))[:2] == (304, b"")
        assert (await visitor.get(url, **{"If-Modified-Since": changed}))[0] == 304
        assert (await visitor.get(url, **{"If-None-Match": '"another"'}))[:2] == (200, body)
        visitor.clock.forward(100)
        assert (await visitor.get(url, **{"If-None-Match": tag, "If-Modified-Since": changed}))[0] == 200
        assert (await visitor.get(url, **{"If-Modified-Since": changed}))[0] == 200

    visit(story, all_published=False, speed=1.0)


def test_the_first_requests_get_429_with_retry_after_then_it_serves() -> None:
    async def story(visitor: Visitor) -> None:
        url = visitor.site("delta").url + "/rss.xml"
        assert (await visitor.get(visitor.site("delta").url + "/robots.txt"))[0] == 200
        answers = [await visitor.get(url) for _ in range(3)]
        assert [status for status, _, _ in answers] == [429, 429, 200]
        assert answers[0][2]["Retry-After"] == "5"
        assert len(feedparser.parse(answers[2][1]).entries) == 5

    visit(story)


def test_the_broken_site_fails_in_every_way() -> None:
    async def story(visitor: Visitor) -> None:
        error, loop, missing, dropped = visitor.wire.expectations().failing
        assert (await visitor.get(error))[0] == 500
        assert (await visitor.get(missing))[0] == 404
        with pytest.raises(aiohttp.TooManyRedirects):
            await visitor.session.get(loop)
        with pytest.raises(aiohttp.ClientError):
            await visitor.get(dropped)
        site = visitor.site("waha")
        assert ("waha", urlsplit(dropped).path + "?55555", 0) in visitor.wire.requests
        links = [entry.link for entry in feedparser.parse(await visitor.at("waha", "/feed.xml")).entries]
        assert {error, loop, missing, dropped} < set(links)
        assert all(link.startswith(site.url) for link in links)

    visit(story)


def test_the_malformed_page_still_holds_its_text(pieces: dict[str, Piece]) -> None:
    async def story(visitor: Visitor) -> None:
        feed = feedparser.parse(await visitor.at("waha", "/feed.xml"))
        piece = pieces["waha-sign-language"]
        link = next(entry.link for entry in feed.entries if entry.title == piece.title)
        body = (await visitor.get(link))[1]
        with pytest.raises(UnicodeDecodeError):
            body.decode()
        assert piece.paragraphs[-1] in body.decode(errors="replace")
        assert b"</html>" not in body

    visit(story)


def test_the_slow_site_sends_a_page_in_parts() -> None:
    async def story(visitor: Visitor) -> None:
        async with visitor.session.get(visitor.site("sada").url + "/") as response:
            assert response.headers.get("Transfer-Encoding") == "chunked"
            assert "صدى السهول" in (await response.read()).decode()

    visit(story)


def test_every_site_has_a_robots_file_and_one_closes_an_article() -> None:
    async def story(visitor: Visitor) -> None:
        for site in visitor.wire.sites:
            assert b"User-agent: *" in await visitor.at(site.name, "/robots.txt")
        closed = visitor.wire.expectations().refused
        assert len(closed) == 1
        robots = (await visitor.at("ledger", "/robots.txt")).decode()
        assert any(urlsplit(closed[0]).path.startswith(path) for path in re.findall(r"Disallow: (\S+)", robots))

    visit(story)


def test_requests_are_remembered() -> None:
    async def story(visitor: Visitor) -> None:
        await visitor.at("mersa", "/rss")
        await visitor.get(visitor.site("mersa").url + "/nothing?a=b")
        assert list(visitor.wire.requests) == [("mersa", "/rss", 200), ("mersa", "/nothing?a=b", 404)]

    visit(story)


# Expectations


def test_expectations_name_only_what_is_served() -> None:
    async def story(visitor: Visitor) -> None:
        expected = visitor.wire.expectations()
        places = {*expected.articles, *expected.stories}
        for pair in expected.pairs:
            assert {pair.later.url, pair.earlier.url} <= places
            assert pair.later != pair.earlier
            assert pair.later.position < expected.stories.get(pair.later.url, 1)
        assert {pair.relation for pair in expected.pairs} == {"copy", "partial", "none"}
        assert len(expected.off_topic) == 3
        assert len(expected.revised) == 2
        assert all(len(family) >= 2 for family in expected.families)
        twice = [family for family in expected.families if len({place.url for place in family}) < len(family)]
        assert len(twice) == 1

    visit(story)
