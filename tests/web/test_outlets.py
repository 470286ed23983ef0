"""Outlets are links wherever they are named, and ours are marked wherever they stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml.html import fromstring
from recording import Desk, words
from served import PATHS, Pages, pages_of

from db.times import to_text

OURS, OTHERS = "بريد الوادي", ("City Wire", "Hill Post")


@pytest.mark.parametrize("path", PATHS)
def test_an_outlet_is_a_link_to_its_page(pages: Pages, path: str) -> None:
    page = fromstring(pages.get(path).text)
    named = [each for each in page.cssselect("main bdi") if not len(each) and each.text_content() in (OURS, *OTHERS)]
    links = [link for each in named if each.getparent().tag != "h1" for link in each.iterancestors("a")]
    assert len(links) == sum(each.getparent().tag != "h1" for each in named)
    assert bool(links) == (path not in ("/search", "/alerts", "/article/1/raw"))
    for address in {link.get("href") for link in links}:
        assert address.startswith("/outlet/") and pages.get(address).status == 200


@pytest.mark.parametrize(
    "path", ["/", "/whom", "/brief", "/text/1", "/sources", "/diff/1/2", "/outlet/2", "/article/2"]
)
def test_ours_are_marked(pages: Pages, path: str) -> None:
    page = fromstring(pages.get(path).text)
    marked = [each.getparent() for each in page.cssselect("main .tag.mine") if each.text_content() == "ours"]
    assert marked and all(OURS in each.text_content() for each in marked)


def test_our_outlets_have_a_page_in_the_menu(pages: Pages, copied: Any) -> None:
    page = fromstring(pages.get("/us").text)
    assert page.cssselect("header nav a[aria-current]")[0].text == "Us"
    [outlet] = pages.get("/us.json").json["outlets"]
    assert outlet["name"] == OURS and outlet["given"]["copies"] == 2
    assert {pair["carrier_name"] for pair in outlet["carried_by"]} == set(OTHERS)
    assert page.cssselect('a[href="/naskh/who_copied_us"]') and page.cssselect('a[href="/naskh/everyone_but_us"]')


def test_where_none_is_ours_the_page_says_how_to_say_so(tmp_path: Any) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    with pages_of(desk) as pages:
        assert 'groups = ["mine"]' in pages.get("/us").text


def test_no_page_without_texts_leads_to_a_question_that_is_refused(veiled: Pages) -> None:
    for path in ("/us", "/brief"):
        assert "/naskh/everyone_but_us" not in veiled.get(path).text


@pytest.mark.parametrize(("language", "said"), [("en", "order unknown: 1 of 2"), ("ar", "لا يُعرف الأسبق في ١ من ٢")])
def test_a_pair_whose_order_is_not_known_is_not_said_to_have_a_first(tmp_path: Any, language: str, said: str) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    now = datetime.now(UTC).replace(microsecond=0)
    dated = {"published": to_text(now - timedelta(hours=2))}, {"published": to_text(now - timedelta(hours=1))}
    for number, times in ((1, dated), (2, ({}, {}))):
        for site, time in zip(("city", "hill"), times, strict=True):
            desk.crawl(f"https://{site}.example/{number}", {"text": words(number), **time}, at=now)
    with pages_of(desk) as pages:
        [pair] = pages.get("/whom.json").json["pairs"]
        assert (pair["copies"], pair["order_unknown"]) == (2, 1)
        shown = fromstring(pages.get("/whom", accept_language=language).text)
        [row] = shown.cssselect("section[aria-labelledby=pairs] tbody tr")
        assert said in row.text_content()
        assert said in shown.cssselect("table.matrix abbr")[0].get("title")
        assert any("unknown" in each.text_content() or "لا يُعرف" in each.text_content()
                   for each in shown.cssselect("svg title"))  # fmt: skip
        for outlet in (pair["first"], pair["carrier"]):
            assert said in pages.get(f"/outlet/{outlet}", accept_language=language).text


def test_a_pair_whose_order_is_known_has_no_such_mark(pages: Pages) -> None:
    page = fromstring(pages.get("/whom").text)
    assert not page.cssselect("table .tag:not(.mine)") and not page.cssselect("abbr")
