"""What `naskh doctor` says of sources: what a person can do, and nothing where nothing is wrong."""

from __future__ import annotations

from typing import Any

from crawling import Site, response, rss, run
from recording import news

from config.loading import parse_config
from terminal.source_check import Looked, check_sources, findings


def unreached(host: str | None, *, reached: bool = False) -> Looked:
    return Looked(fine=False, words=f"feed of {host}: DNS: no such host", host=host, was_reached=reached)


def test_a_machine_that_is_offline_is_named_instead_of_every_source() -> None:
    here = Looked(fine=True, words="feed of my own network: 3 entries")
    [(fine, words), (is_online, told)] = findings([unreached("a.example"), here, unreached("b.example")])
    assert fine and words == here.words
    assert not is_online and "this machine seems to be offline: none of its 2 sources" in told


def test_one_host_that_cannot_be_reached_proves_nothing_of_the_machine() -> None:
    for looked in (
        [unreached("a.example"), unreached("a.example")],
        [unreached("a.example"), unreached("b.example", reached=True)],
        [unreached("a.example"), Looked(fine=True, words="feed: 3 entries", host="b.example")],
    ):
        assert findings(looked) == [(each.fine, each.words) for each in looked]


def test_each_fault_of_a_source_comes_with_what_to_do() -> None:
    test = "<title>Just a moment...</title><p>Enable JavaScript and cookies to continue</p>"
    story = f"<html><body><h1>A headline</h1><p>{news(1)}</p></body></html>"
    kinds = {"/front": "front_page", "/bare": "front_page", "/map": "sitemap", "/page-as-map": "sitemap"}

    async def scenario() -> dict[str, tuple[bool, str]]:
        pages: dict[str, Any] = {
            "/new": rss(),
            "/feed": rss("/2026/03/story-one"),
            "/2026/03/story-one": story,
            "/long": rss("/2026/03/story-one", *(f"/2026/03/story-{n}" for n in range(1499))),
            "/stubs": rss("/stub"),
            "/stub": "<html><body>Nothing</body></html>",
            "/nameless": "<rss><channel><item><title>A headline</title></item></channel></rss>",
            "/shut": rss("/shut/1"),
            "/shut/1": response("", status=403),
            "/reserved": rss("/reserved/1"),
            "/reserved/1": response(story, X_Robots_Tag="noai"),
            "/test": test,
            "/front": '<html><body><a href="/2026/03/story-one">A long headline of seven words here</a></body></html>',
            "/bare": "<html><body>words</body></html>",
            "/map": response(
                '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>', kind="application/xml"
            ),
            "/page-as-map": "<html><body>words</body></html>",
        }
        asks = {"/busy": response("no", status=429)}
        async with Site("127.0.9.66", pages=pages) as site, Site("127.0.9.69", pages=asks) as other:
            site.pages["/no"] = response("no", status=403)
            site.pages["/page"] = "<html><body>words</body></html>"
            names = (
                "new",
                "feed",
                "long",
                "stubs",
                "nameless",
                "shut",
                "reserved",
                "test",
                "front",
                "bare",
                "map",
                "page-as-map",
                "no",
            )
            paths = (*(f"/{name}" for name in names), "/gone", "/page", "/busy")
            urls = [(other if path == "/busy" else site).url(path) for path in paths]
            tables = "".join(
                f'[[source]]\nurl = "{url}"\nkind = "{kinds.get(path, "feed")}"\n'
                for url, path in zip(urls, paths, strict=True)
            )
            text = f'[crawl]\ndelay_seconds = 0\nallow_private = ["127.0.9.66", "127.0.9.69"]\n{tables}'
            found = await check_sources(parse_config(f'{text}[[source]]\nurl = "http://127.0.9.67/feed"\n'))
            return dict(zip((*paths, "private"), found, strict=True))

    found = run(scenario())
    assert {name for name, (fine, _) in found.items() if fine} == {"/new", "/feed", "/long", "/front", "/map"}
    assert "without entries" in found["/new"][1] and "1 entry, the first has 1" in found["/feed"][1]
    assert "1 link, the first has 1" in found["/front"][1]
    assert "1,000 of 1,500 entries, the first has 1" in found["/long"][1]
    for name, words in {
        "/no": "HTTP 403; fill in crawl.contact first, so that the outlet can see who asks; the site refuses",
        "/busy": "asks for fewer requests",
        "/gone": "HTTP 404; look on the site",
        "/page": "this is not a feed; look on the site",
        "/nameless": "none of its entries has a web address, without which nothing is stored; `naskh add`",
        "/stubs": "1 entry, of which the first gives no text",
        "/shut": "the site refuses this program: try another feed",
        "/reserved": "set ignore_rights in its [[outlet]]",
        "/test": "a test for browsers stands before the site; fill in crawl.contact first",
        "/bare": "no link on this page looks like an article: give their addresses as `include`",
        "/page-as-map": "this is not a sitemap; look on the site",
        "private": 'allow_private = ["127.0.9.67"] below [crawl]',
    }.items():
        assert words in found[name][1], found[name]
