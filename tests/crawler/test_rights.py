"""What pages and sites declare against mining and keeping is read, recorded, and obeyed unless the operator says why not."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from crawling import Newsroom, Site, response, rss, run
from recording import news

from config.loading import ConfigError, parse_config
from config.tables import Outlet
from crawler.rights import Answer, Rights, ignored_at, may_keep_raw, refusal, rights_of
from crawler.settings import product_token
from crawler.tdm import Reservation, TdmFiles, TdmRule, reservation_of, rules_in

RESERVED, FREE = Reservation(is_reserved=True), Reservation(is_reserved=False)
FILE = "/.well-known/tdmrep.json"


def page(*metas: str, seed: int = 1) -> str:
    return (
        f"<html><head><title>T</title>{''.join(metas)}</head><body><h1>A headline</h1><p>{news(seed)}</p></body></html>"
    )


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


def read(body: str = "", of_site: Reservation | None = None, **headers: str | list[str]) -> Rights:
    named = {name.replace("_", "-").lower(): value for name, value in headers.items()}

    def header(name: str) -> list[str]:
        value = named.get(name.lower(), [])
        return [value] if isinstance(value, str) else value

    return rights_of(Answer(header=header, body=body.encode(), content_type="text/html"), of_site, program="naskh")


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        (["noai, noimageai"], ("noai", "noimageai")),
        (["index, follow", "NoArchive"], ("noarchive",)),
        (["googlebot: noarchive, noai"], ()),
        (["naskh: noai", "otherbot: noarchive"], ("noai",)),
        (["NASKH: noarchive, noai"], ("noarchive", "noai")),
        (["*: noai"], ("noai",)),
        (["unavailable_after: Fri, 25 Jun 2027 15:00:00 GMT, noai"], ("noai",)),
        (["max-snippet:-1, max-image-preview:large, noarchive"], ("noarchive",)),
        (["noindex, nofollow, none, all"], ()),
        (["nosnippet"], ("nosnippet",)),
        (["noaix, xnoai"], ()),
    ],
)
def test_the_header_speaks_to_all_or_to_us(tags: list[str], words: tuple[str, ...]) -> None:
    assert read(X_Robots_Tag=tags).words == words


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (meta("robots", "noai, noimageai"), ("noai", "noimageai")),
        (meta("ROBOTS", "NOAI"), ("noai",)),
        ("<meta content='noarchive' name=robots />", ("noarchive",)),
        (meta("naskh", "noai"), ("noai",)),
        (meta("googlebot", "noai, noarchive"), ()),
        (f"<!-- {meta('robots', 'noai')} -->", ()),
        (f"<script>var x = '{meta('robots', 'noai')}'</script>", ()),
        (f"<style>{'x' * 100_000}</style>{meta('robots', 'noai')}", ("noai",)),
        (meta("description", "why sites say noai"), ()),
        (meta("tdm-reservation", "1"), ("tdm-reservation",)),
        (meta("tdm-reservation", "0"), ()),
        (meta("tdm-reservation", "yes"), ()),
    ],
)
def test_the_page_speaks_by_its_meta_tags(head: str, words: tuple[str, ...]) -> None:
    assert read(page(head)).words == words


@pytest.mark.parametrize(
    ("of_site", "header", "tag", "is_reserved"),
    [
        (RESERVED, None, None, True),
        (RESERVED, "0", None, False),
        (RESERVED, "0", "1", True),
        (FREE, "1", None, True),
        (None, "1", "0", False),
        (RESERVED, "perhaps", None, True),
        (None, None, "1", True),
        (None, None, None, False),
    ],
)
def test_the_header_supersedes_the_file_and_the_tag_the_header(
    of_site: Reservation | None, header: str | None, tag: str | None, is_reserved: bool
) -> None:
    headers: dict[str, Any] = {} if header is None else {"tdm_reservation": header}
    found = read(page(meta("tdm-reservation", tag)) if tag else "", of_site, **headers)
    assert ("tdm-reservation" in found.words) == is_reserved


def test_the_policy_is_that_of_the_word_that_holds() -> None:
    assert read(tdm_reservation="1", tdm_policy="https://a.example/p").policy == "https://a.example/p"
    assert read(of_site=Reservation(is_reserved=True, policy="https://a.example/p"), tdm_reservation="1").policy is None
    why = refusal(read(tdm_reservation="1", tdm_policy="https://a.example/p"))
    assert why is not None and why.endswith("a licence can be had at https://a.example/p")


RULES = [
    {"location": "/open/", "tdm-reservation": 0},
    {"location": "/exact$", "tdm-reservation": 1},
    {"location": "/*/paid/*.html$", "tdm-reservation": 1, "tdm-policy": "https://a.example/policy"},
    {"location": "/news", "tdm-reservation": "1"},
    {"location": "/أخبار/", "tdm-reservation": 1},
    {"location": "/sum-%24", "tdm-reservation": 1},
    {"location": "/wrong", "tdm-reservation": 2},
    {"location": 3, "tdm-reservation": 1},
    "nonsense",
]


@pytest.mark.parametrize(
    ("path", "is_reserved"),
    [
        ("/open/1", False),
        ("/open", None),
        ("/exact", True),
        ("/exact/1", None),
        ("/a/paid/b.html", True),
        ("/a/paid/b.html?x", None),
        ("/a/b/paid/c/d.html", True),
        ("/newsroom", True),
        ("/n%65ws/1", True),
        ("/News", None),
        ("/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1", True),
        ("/أخبار/1", True),
        ("/sum-%24", True),
        ("/wrong", None),
        ("/", None),
    ],
)
def test_the_first_rule_of_the_file_that_matches_holds(path: str, is_reserved: bool | None) -> None:
    found = reservation_of(f"https://a.example{path}", rules_in(json.dumps(RULES).encode()))
    assert (found and found.is_reserved) == is_reserved


@pytest.mark.parametrize("body", [b"", b"<html>", b"[[[[", b"3", b'"x"', b"[" * 100_000, b"\xff\xfe{}", b"null"])
def test_a_file_that_is_none_reserves_nothing(body: bytes) -> None:
    assert rules_in(body) == ()


@pytest.mark.parametrize("location", ["https://[a.example/", "/\ud800", ["/"], None])
def test_a_rule_for_no_address_is_left_out(location: object) -> None:
    rules = rules_in(json.dumps([{"location": location, "tdm-reservation": 1}, *RULES]).encode())
    assert rules == rules_in(json.dumps(RULES).encode())


def test_a_long_file_of_stars_costs_little() -> None:
    rules = rules_in(json.dumps([{"location": "/*a" * 200 + "$", "tdm-reservation": 1}] * 2000).encode())
    begun = time.process_time()
    assert reservation_of("https://a.example/" + "a" * 3000, rules) is None
    assert time.process_time() - begun < 2


async def test_the_rules_of_many_sites_are_forgotten_before_they_fill_the_memory() -> None:
    files = TdmFiles()
    rules = (TdmRule(location="/", reservation=Reservation(is_reserved=True)),) * 1000
    for n in range(100):
        files.keep(f"https://{n}.example", rules, seconds=60)
        assert files.rules(f"https://{n}.example") == rules
    assert sum(len(each) for _, each in files.known.values()) <= 60_000


def test_a_file_of_one_rule_without_its_list_is_understood() -> None:
    [rule] = rules_in(b'{"location": "https://a.example/", "tdm-reservation": 1}')
    assert (rule.location, rule.reservation.is_reserved) == ("/", True)


@pytest.mark.parametrize(
    ("words", "ignored", "is_refused", "keeps_raw"),
    [
        ((), (), False, True),
        (("noai",), (), True, True),
        (("noai",), ("noai",), False, True),
        (("noai", "tdm-reservation"), ("noai",), True, True),
        (("tdm-reservation",), ("tdm-reservation",), False, True),
        (("noarchive",), (), False, False),
        (("noarchive",), ("noarchive",), False, True),
        (("noimageai", "nosnippet"), (), False, True),
    ],
)
def test_what_follows_from_each_word(words: Any, ignored: Any, is_refused: bool, keeps_raw: bool) -> None:
    rights = Rights(words=words)
    assert (refusal(rights, ignored) is not None, may_keep_raw(rights, ignored)) == (is_refused, keeps_raw)


def test_an_override_is_of_one_outlet_and_not_of_what_its_source_names_elsewhere() -> None:
    ours = Outlet(name="Ours", domains=("ours.example",), ignore_rights=("noai",), ignore_rights_reason="our own")
    other = Outlet(name="Other", domains=("other.example",))
    for url, ignored in {
        "https://www.ours.example/1": ("noai",),
        "https://blog.ours.example/1": ("noai",),
        "https://other.example/1": (),
        "https://third.example/1": (),
    }.items():
        assert ignored_at(url, (ours, other), "Ours", "https://ours.example/feed") == ignored, url
    nameless = Outlet(name="Ours", ignore_rights=("noai",), ignore_rights_reason="our own")
    assert ignored_at("http://127.0.0.1/1", (nameless,), "Ours", "http://127.0.0.1/feed") == ("noai",)
    assert ignored_at("http://127.0.0.2/1", (nameless,), "Ours", "http://127.0.0.1/feed") == ()


def test_an_override_needs_its_reason() -> None:
    with pytest.raises(ConfigError, match="ignore_rights_reason: say why"):
        parse_config('[[outlet]]\nname = "A"\nignore_rights = ["noai"]')
    with pytest.raises(ConfigError, match="ignore_rights"):
        parse_config('[[outlet]]\nname = "A"\nignore_rights = ["nosnippet"]\nignore_rights_reason = "x"')


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Naskh/0.1 (+https://google.example/googlebot)", "Naskh"),
        ("Mozilla/5.0 (compatible; Desk-Reader/2.1; +https://desk.example)", "Desk-Reader"),
        ("desk_reader", "desk_reader"),
        ("", "Naskh"),
    ],
)
def test_robots_txt_speaks_to_us_by_our_name_alone(agent: str, name: str) -> None:
    assert product_token(agent) == name


async def test_a_group_for_a_word_of_our_contact_is_not_ours(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, contact="https://desk.example/GoodBot")
    robots = "User-agent: goodbot\nDisallow: /\n\nUser-agent: naskh\nDisallow: /2\n\nUser-agent: *\nDisallow: /"
    pages = {"/robots.txt": response(robots, kind="text/plain"), "/feed": rss("/1", "/2"), "/1": page()}
    async with Site("127.0.9.101", pages) as site:
        await room.visit(site.url("/feed"))
        assert room.statuses() == {"1": "stored", "2": "refused"}


async def test_what_is_reserved_is_recorded_and_not_stored(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)
    pages = {
        "/feed": rss("/open", "/noai", "/header", "/site/1", "/site/free", "/kept"),
        FILE: response(json.dumps([{"location": "/site", "tdm-reservation": 1, "tdm-policy": "https://p.example"}])),
        "/open": page(seed=2),
        "/noai": page(meta("robots", "noai, noimageai"), seed=3),
        "/header": response(page(seed=4), tdm_reservation="1"),
        "/site/1": page(seed=5),
        "/site/free": response(page(seed=6), tdm_reservation="0"),
        "/kept": response(page(seed=7), X_Robots_Tag="noarchive"),
    }
    async with Site("127.0.9.102", pages) as site:
        await room.visit(site.url("/feed"))
        assert len(site.fetches_of(FILE)) == 1
        assert site.paths()[0] == "/feed"
        rows = {
            row["url"].rsplit(str(site.port))[1]: row
            for row in room.database.list_pages(since=None, status=None, limit=None)
        }
        assert {path: (row["status"], row["rights"]) for path, row in rows.items()} == {
            "/open": ("stored", None),
            "/noai": ("refused", "noai noimageai"),
            "/header": ("refused", "tdm-reservation"),
            "/site/1": ("refused", "tdm-reservation"),
            "/site/free": ("stored", None),
            "/kept": ("stored", "noarchive"),
        }
        assert rows["/site/1"]["tdm_policy"] == "https://p.example" and rows["/noai"]["grade"] == "reserved"
        assert "noai" in rows["/noai"]["reason"] and "text and data mining" in rows["/header"]["reason"]
        assert room.database.kept_page(rows["/open"]["id"])["raw"] is not None
        assert room.database.kept_page(rows["/kept"]["id"])["raw"] is None
        listed = room.database.list_pages(since=None, status=None, limit=None, rights=True)
        assert len(listed) == 4
        stored = room.database.connection.execute("select count(*) from articles").fetchone()[0]
        sketched = room.database.connection.execute("select count(*) from index_sketches").fetchone()[0]
        assert (stored, sketched) == (3, 3)


def test_the_text_that_a_feed_carries_of_a_reserved_page_is_not_stored(tmp_path: Path) -> None:
    async def scenario(path: str, answer: Any) -> None:
        room = Newsroom(tmp_path / path, stages=True)
        content = f"<content:encoded><![CDATA[<p>{news(9)}</p>]]></content:encoded>"
        item = f"<item><title>Story</title><link>/1</link>{content}</item>"
        feed = f'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{item}</channel></rss>'
        reserved = json.dumps([{"location": "/", "tdm-reservation": 1}])
        pages = {"/feed": response(feed, kind="application/rss+xml"), FILE: response(reserved), "/1": answer}
        async with Site("127.0.9.103", pages) as site:
            await room.visit(site.url("/feed"))
            [row] = room.database.list_pages(since=None, status=None, limit=None)
            assert row["status"] in ("refused", "failed")
            assert room.database.count_articles() == 0
            hints = room.database.connection.execute("select hints from pages").fetchone()[0]
            assert not {"content", "summary"} & json.loads(hints).keys()

    async def reserved_feed() -> None:
        room = Newsroom(tmp_path, stages=True)
        content = f"<content:encoded><![CDATA[<p>{news(9)}</p>]]></content:encoded>"
        item = f"<item><title>Story</title><link>/1</link>{content}</item>"
        feed = f'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{item}</channel></rss>'
        answer = response(feed, kind="application/rss+xml", tdm_reservation="1")
        async with Site("127.0.9.108", {"/feed": answer, "/1": response("", status=403)}) as site:
            visit = await room.visit(site.url("/feed"))
            assert (visit.links, room.statuses(), room.database.count_articles()) == (1, {"1": "failed"}, 0)

    run(reserved_feed())
    for path, answer in {"whole": page(), "down": response("", status=500), "shut": response("", status=403)}.items():
        (tmp_path / path).mkdir()
        run(scenario(path, answer))


async def test_an_outlet_that_allowed_it_is_stored_with_what_it_declares(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)
    outlet = Outlet(
        name="Paper",
        ignore_rights=("noai", "noarchive", "tdm-reservation"),
        ignore_rights_reason="licence of 3 March",
    )
    config = room.config.model_copy(update={"outlet": (outlet,)})
    object.__setattr__(room.services, "config", config)
    pages = {"/feed": rss("/1"), "/1": response(page(meta("robots", "noai,noarchive")), tdm_reservation="1")}
    async with Site("127.0.9.104", pages) as site:
        await room.visit(site.url("/feed"))
        [row] = room.database.list_pages(since=None, status=None, limit=None)
        assert (row["status"], row["rights"]) == ("stored", "noai noarchive tdm-reservation")
        assert room.database.kept_page(row["id"])["raw"] is not None


async def test_a_stored_text_stays_when_its_page_is_reserved_later(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)
    async with Site("127.0.9.106", {"/feed": rss("/1"), "/1": page()}) as site:
        await room.visit(site.url("/feed"))
        site.pages["/1"] = page(meta("robots", "noai"), seed=8)
        room.now += timedelta(hours=2)
        await room.visit(site.url("/feed"))
        [row] = room.database.list_pages(since=None, status=None, limit=None)
        assert (row["status"], row["rights"], len(site.fetches_of("/1"))) == ("stored", "noai", 2)
        assert room.database.connection.execute("select count(*) from revisions").fetchone()[0] == 0


async def test_a_reserved_page_is_looked_at_again_once_a_day(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)
    async with Site("127.0.9.107", {"/feed": rss("/1"), "/1": page(meta("robots", "noai"))}) as site:
        for _ in range(30):
            await room.visit(site.url("/feed"))
            room.now += timedelta(hours=1)
        assert len(site.fetches_of("/1")) == 2
        site.pages["/1"] = page()
        room.now += timedelta(hours=24)
        await room.visit(site.url("/feed"))
        assert room.statuses() == {"1": "stored"}


def test_a_site_without_the_file_or_with_a_slow_or_hostile_one_loses_nothing(tmp_path: Path) -> None:
    async def endless(request: web.Request) -> web.Response:
        return web.Response(body=b"[" * 3_000_000)

    async def scenario(number: int, answer: Any) -> None:
        room = Newsroom(tmp_path / str(number))
        pages = {"/feed": rss("/1", "/2"), "/1": page(), "/2": page(seed=2), FILE: answer}
        async with Site("127.0.9.105", pages) as site:
            await room.visit(site.url("/feed"))
            assert room.statuses() == {"1": "stored", "2": "stored"}
            # One that leads to itself is followed as often as redirects are.
            assert len(site.fetches_of(FILE)) == (6 if number == 4 else 1)

    answers = (None, response("", status=500), response("no json"), endless, response("", status=302, Location=FILE))
    for number, answer in enumerate(answers):
        (tmp_path / str(number)).mkdir()
        run(scenario(number, answer))
