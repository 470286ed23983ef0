"""Pages of a form that never give a text, such as the days of a calendar, are not fetched for ever."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from crawling import Answer, Newsroom, Site, response, sitemap
from recording import news

from crawler.textless import textless_links
from model import Hints, LeftOut, Link, Tried

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SITE = "https://paper.example"


def tried(number: int, path: str = "/calendar/2025/11/{}", *, gave_text: bool = False) -> list[Tried]:
    return [
        Tried(
            url=SITE + path.format(n % 28 + 1),
            gave_text=gave_text,
            was_read=True,
            of_archive=False,
            tried_at=NOW - timedelta(hours=1),
        )
        for n in range(number)
    ]


def left(*paths: str, pages: list[Tried], hints: Hints | None = None, later: timedelta = DAY * 0) -> list[str]:
    links = [(path, Link(url=SITE + path, hints=hints or Hints())) for path in paths]
    return [*textless_links(links, pages, now=NOW + later)]


def test_links_of_a_form_that_never_gave_a_text_are_left_out_with_the_reason() -> None:
    link = ("key", Link(url=f"{SITE}/calendar/2025/12/1", hints=Hints(title="Monday")))
    assert textless_links([link], tried(30), now=NOW) == {
        "key": LeftOut(
            url=f"{SITE}/calendar/2025/12/1",
            words="Monday",
            reason="pages of the form paper.example/calendar/Y/M/D gave no text: 30 of 30; one a day is tried",
            form="paper.example/calendar/Y/M/D",
        )
    }


def test_a_few_pages_without_text_or_one_with_a_text_leave_nothing_out() -> None:
    day = "/calendar/2025/12/1"
    assert left(day, pages=tried(29)) == []
    assert left(day, pages=tried(60) + tried(1, gave_text=True)) == []
    assert left("/news/1234", pages=tried(30)) == []


def test_one_a_day_is_tried_all_the_same() -> None:
    days = ("/calendar/2025/12/1", "/calendar/2025/12/2")
    assert left(*days, pages=tried(30), later=DAY) == [days[1]]


def test_what_comes_with_its_text_is_not_left_out() -> None:
    assert left("/calendar/2025/12/1", pages=tried(30), hints=Hints(content="A text.")) == []


async def test_the_endless_calendar_of_a_sitemap_is_fetched_at_one_visit_and_its_articles_at_each(
    tmp_path: Path,
) -> None:
    async with Site("127.0.9.61") as site:
        room = Newsroom(tmp_path, stages=True)
        fetched = []
        for n in range(3):
            days = [f"/calendar/{date(2030, 1, 1) + DAY * (40 * n + day):%Y/%m/%d}" for day in range(40)]
            story = f"/news/{4000 + n}"
            site.pages["/sitemap.xml"] = sitemap(*map(site.url, [*days, story]))
            site.pages |= dict.fromkeys(days, "<html><body><h1>Nothing on this day</h1></body></html>")
            site.pages[story] = f"<html><body><article><h1>Story {n}</h1><p>{news(n)}</p></article></body></html>"
            site.hits.clear()
            visit = await room.visit(site.url("/sitemap.xml"), "sitemap")
            fetched.append(sum(path.startswith("/calendar") for path in site.paths()))
            assert (visit.links, visit.new) == (41, 1)
            room.now += timedelta(minutes=10)
        assert fetched == [40, 0, 0]
        assert "40 new links not followed, because pages of their form give no text" in str(visit.message)
        assert visit.known == 40
        rows = room.database.list_left_out(source=None, since=None, limit=None)
        assert len(rows) == 40 and "gave no text: 40 of 40" in rows[0]["reason"]
        # A site may begin to give texts there.
        room.now += DAY
        days = [f"/calendar/2031/01/0{day}" for day in range(1, 4)]
        site.pages |= {
            day: f"<html><body><h1>A day</h1><p>{news(n + 9)}</p></body></html>" for n, day in enumerate(days)
        }
        for listed, new in ((days[:2], 1), (days, 2)):
            site.pages["/sitemap.xml"] = sitemap(*map(site.url, listed))
            assert (await room.visit(site.url("/sitemap.xml"), "sitemap")).new == new
        assert len(room.database.list_left_out(source=None, since=None, limit=None)) == 40


async def test_addresses_of_a_form_that_is_never_there_are_not_asked_for_for_ever(tmp_path: Path) -> None:
    async with Site("127.0.9.62") as site:
        room = Newsroom(tmp_path)
        asked = []
        for n in range(3):
            site.pages["/sitemap.xml"] = sitemap(*(site.url(f"/old/{n}{page:02}.html") for page in range(35)))
            site.hits.clear()
            await room.visit(site.url("/sitemap.xml"), "sitemap")
            asked.append(sum(path.startswith("/old") for path in site.paths()))
        assert asked == [35, 0, 0]


async def test_what_an_archive_has_lost_says_nothing_about_what_is_new(tmp_path: Path) -> None:
    async with Site("127.0.9.63") as site:
        room = Newsroom(tmp_path)
        for n in range(2):
            site.pages["/sitemap.xml"] = sitemap(*(site.url(f"/old/{n}{page:02}.html") for page in range(35)))
            site.hits.clear()
            await room.visit(site.url("/sitemap.xml"), "sitemap")
            # As if a walk through the archive had fetched them.
            room.database.connection.execute("update pages set visit_id = null")
        assert sum(path.startswith("/old") for path in site.paths()) == 35
        source = room.source(site.url("/sitemap.xml"), "sitemap")
        assert len(room.database.tried_lately(source.id, of_archive=True)) == 70


def standing(text: str, tag: str | None) -> Answer:
    """A listing that does not change; with a `tag`, its server says so when it is asked."""
    if tag is None:
        return text

    def answered(request: Any) -> Any:
        known = request.headers.get("If-None-Match") == tag
        return response("" if known else text, status=304 if known else 200, ETag=tag)(request)

    return answered


@pytest.mark.parametrize("tag", [None, '"1"'])
async def test_a_listing_that_does_not_change_gives_its_links_their_turn(tmp_path: Path, tag: str | None) -> None:
    async with Site("127.0.9.64") as site:
        room = Newsroom(tmp_path, stages=True)
        days = [f"/calendar/{date(2030, 1, 1) + DAY * day:%Y/%m/%d}" for day in range(32)]
        site.pages |= dict.fromkeys(days, "<html><body><h1>Nothing on this day</h1></body></html>")
        site.pages["/sitemap.xml"] = sitemap(*map(site.url, days))
        await room.visit(site.url("/sitemap.xml"), "sitemap")
        # From now on it has texts.
        late = [f"/calendar/2031/01/0{day}" for day in range(1, 4)]
        site.pages |= {
            day: f"<html><body><h1>A day</h1><p>{news(n)} {news(n + 9)}</p></body></html>" for n, day in enumerate(late)
        }
        site.pages["/sitemap.xml"] = standing(sitemap(*map(site.url, late)), tag)
        room.now += timedelta(hours=1)
        assert (await room.visit(site.url("/sitemap.xml"), "sitemap")).new == 0
        read = 0
        for _ in range(60):
            room.now += timedelta(hours=1)
            visit = await room.visit(site.url("/sitemap.xml"), "sitemap")
            read += visit.outcome != "unchanged"
        statuses = room.statuses()
        assert [statuses.get(day.lstrip("/")) for day in late] == ["stored"] * 3
        # Once a day, and not once they were all taken.
        assert read in (2, 3)
