"""Outlets are links wherever they are named, and ours are marked wherever they stand."""

from __future__ import annotations

from typing import Any

import pytest
from lxml.html import fromstring
from recording import Desk
from served import PATHS, Pages, pages_of

OURS, OTHERS = "بريد الوادي", ("City Wire", "Hill Post")


@pytest.mark.parametrize("path", PATHS)
def test_an_outlet_is_a_link_to_its_page(pages: Pages, path: str) -> None:
    page = fromstring(pages.get(path).text)
    for element in page.cssselect("main .outlet"):
        if element.text_content() in (OURS, *OTHERS):
            assert element.tag == "a" and pages.get(element.get("href")).status == 200, path


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
