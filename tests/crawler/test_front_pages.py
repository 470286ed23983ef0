"""Visits to front pages: what is followed, what is left out, and what pages that were read teach."""

from __future__ import annotations

from pathlib import Path

from crawling import Newsroom, Site, response, rss

HTML = "<html><body><p>A page.</p></body></html>"
HEADLINES = "The harbour council stops a trial of cameras in ward"


def front(*more: str) -> str:
    links = "".join(f'<a href="/news/{41200 + n}">{HEADLINES} {chr(97 + n)}</a>' for n in range(3))
    return f"<html><body><nav><a href='/sport'>Sport</a></nav><main>{links}{''.join(more)}</main></body></html>"


def left_out(room: Newsroom) -> dict[str, str]:
    rows = room.database.list_left_out(source=None, since=None, limit=None)
    return {row["url"].partition("//")[2].partition("/")[2]: row["reason"] for row in rows}


async def test_each_link_that_is_not_followed_is_written_down_and_said_once(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.41", {"/": front(), **{f"/news/{41200 + n}": HTML for n in range(3)}}) as site:
        first = await room.visit(site.url("/"), "front_page")
        assert first.links == 3
        assert left_out(room) == {"sport": "it stands in a menu or at the foot of the page"}
        assert "1 link not followed" in str(first.message)
        assert "naskh sources left-out --source 1" in str(first.message)
        site.pages["/"] = front("<a href='/culture'>Culture</a>")
        second = await room.visit(site.url("/"), "front_page")
        assert {*left_out(room)} == {"sport", "culture"}
        assert second.message is None


async def test_rules_of_the_source_win_and_a_change_of_them_is_seen_at_once(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.42", {"/": front()}) as site:
        rules = {"include": ("/sport$",), "exclude": ("41200",)}
        visit = await room.visit(site.url("/"), "front_page", **rules)
        assert visit.links == 3
        assert {*site.paths()} == {"/", "/sport", "/news/41201", "/news/41202"}
        assert left_out(room) == {"news/41200": "`exclude` of this source names it: 41200"}


async def test_exclude_keeps_links_of_a_feed_and_of_a_sitemap_away(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    async with Site("127.0.9.43") as site:
        named = [site.url(f"/{path}") for path in ("news/1", "sponsored/2")]
        listed = "".join(f"<url><loc>{url}</loc></url>" for url in named)
        site.pages = {
            "/feed": rss(*named),
            "/map.xml": response(f"<urlset>{listed}</urlset>", kind="text/xml"),
            "/news/1": HTML,
        }
        for path, kind in (("/feed", "feed"), ("/map.xml", "sitemap")):
            visit = await room.visit(site.url(path), kind, exclude=("/sponsored/",))
            assert visit.links == 1
        assert "/sponsored/2" not in site.paths()
        assert {*left_out(room)} == {"sponsored/2"}


async def test_what_the_pages_of_a_form_gave_is_learnt_from(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, stages=True)
    text = "".join(
        f"<p>{HEADLINES} {n}, and the clerk reads each answer before it leaves the house.</p>" for n in range(9)
    )
    article = f"<html><body><article><h1>{HEADLINES}</h1>{text}</article></body></html>"
    films = [f"<a href='/watch-now/the-film-of-ward-{w}'>{HEADLINES} {w}</a>" for w in "pqrstu"]
    async with Site("127.0.9.44") as site:
        site.pages = {
            "/": front("<a href='/news/41203'>One more story of the council and its cameras</a>", *films[:5]),
            **{f"/news/{41200 + n}": article for n in range(4)},
            **{f"/watch-now/the-film-of-ward-{w}": HTML for w in "pqrstu"},
        }
        await room.visit(site.url("/"), "front_page")
        assert {path for path, status in room.statuses().items() if status == "no_text"} == {
            f"watch-now/the-film-of-ward-{w}" for w in "pqrst"
        }
        site.pages["/"] = front(films[5])
        await room.visit(site.url("/"), "front_page")
        assert "/watch-now/the-film-of-ward-u" not in site.paths()
        assert "gave no text before: 5 of 5" in left_out(room)["watch-now/the-film-of-ward-u"]
