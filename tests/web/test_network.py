"""Who carries whom as a picture: every outlet can be read and reached, whatever their number."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from lxml.html import fromstring
from recording import Desk, words
from served import Pages, pages_of

from db.carriage import Carried, Pair
from web.network import WIDTH, network


def carried(pair: Pair, copies: int, credited: int) -> list[Carried]:
    return [
        Carried(*pair, text=n, order_known=1, minutes_later=n, credited="credited" if n < credited else "none_found",
                share=1.0)
        for n in range(copies)
    ]  # fmt: skip


def made(outlets: int, *, is_mirrored: bool = False) -> tuple[dict[Pair, list[Carried]], dict[str, object]]:
    """Every outlet carries some of the others."""
    chance = random.Random(outlets)
    found = {}
    for carrier in range(1, outlets + 1):
        for first in chance.sample(range(1, outlets + 1), min(3, outlets - 1)):
            if first != carrier:
                found[first, carrier] = carried((first, carrier), copies := chance.randrange(1, 30), copies // 2)
    strongest = sorted(found, key=lambda pair: (-len(found[pair]), pair))[:100]
    names = {n: f"Outlet {n}" for n in range(1, outlets + 1)}
    return found, network(strongest, found, names, is_mirrored=is_mirrored)


@pytest.mark.parametrize("outlets", [2, 5, 12, 60, 500])
def test_names_stand_apart_and_within_the_picture(outlets: int) -> None:
    _, drawn = made(outlets)
    nodes = drawn["nodes"]
    assert len(nodes) == len({node["id"] for node in nodes}) <= 24
    for side in ("start", "end"):
        heights = sorted(node["y"] for node in nodes if node["anchor"] == side)
        assert all(later - earlier >= 20 for earlier, later in pairwise(heights))
        assert heights and heights[0] > 10 and heights[-1] < drawn["height"] - 10
    # Room for the longest name on either side.
    assert all(180 <= node["label_x"] <= WIDTH - 180 for node in nodes)
    assert min(drawn["nodes"], key=lambda node: node["label_x"])["anchor"] == "end"


def test_five_outlets_are_drawn_with_all_their_copies() -> None:
    found, drawn = made(5)
    assert {(edge["first"], edge["carrier"]) for edge in drawn["edges"]} == found.keys()
    for pair, rows in found.items():
        edges = {edge["is_credited"]: edge for edge in drawn["edges"] if (edge["first"], edge["carrier"]) == pair}
        assert sum(edge["copies"] for edge in edges.values()) == len(rows)
        assert len({edge["path"] for edge in edges.values()}) == len(edges)


def test_the_strongest_pairs_of_sixty_outlets_are_drawn() -> None:
    found, drawn = made(60)
    strongest = max(found, key=lambda pair: len(found[pair]))
    assert strongest in {(edge["first"], edge["carrier"]) for edge in drawn["edges"]}
    assert {edge["first"] for edge in drawn["edges"]} | {edge["carrier"] for edge in drawn["edges"]} == {
        node["id"] for node in drawn["nodes"]
    }


def test_lines_begin_where_reading_does() -> None:
    places = [
        {node["id"]: node["x"] for node in made(12, is_mirrored=mirrored)[1]["nodes"]} for mirrored in (False, True)
    ]
    assert all(abs(places[0][outlet] + places[1][outlet] - WIDTH) < 0.2 for outlet in places[0])


def test_nothing_carried_is_nothing_drawn() -> None:
    assert network([], {}, {})["nodes"] == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_outlet_of_the_picture_is_a_link_and_every_line_says_what_it_is(pages: Pages, language: str) -> None:
    page = fromstring(pages.get("/whom?days=30", accept_language=language).text)
    [svg] = page.iter("svg")
    links = {link.get("href"): link.findtext("title") for link in svg.iter("a")}
    data = pages.get("/whom.json?days=30").json
    ours = {"en": " (ours)", "ar": " (لنا)"}[language]
    assert links == {
        f"/outlet/{node['id']}": node["name"] + (ours if node["name"] == "بريد الوادي" else "")
        for node in data["network"]["nodes"]
    }
    said = [line.findtext("title") for line in svg.iter("path") if "edge" in (line.get("class") or "")]
    assert len(said) == len(data["network"]["edges"]) and all(
        "City Wire" in each or "Hill Post" in each for each in said
    )
    assert "City Wire" in svg.findtext("desc") and svg.get("role") == "group"


def test_it_says_how_many_outlets_are_left_out(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    for n in range(15):
        for place in ("a", "b"):
            desk.crawl(
                f"https://{place}{n}.example/1", {"text": words(n), "published": f"2025-03-20T0{place > 'a':d}:00:00Z"}
            )
    with desk.database.transaction():
        desk.database.connection.execute("update articles set first_seen_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')")
    with pages_of(desk) as pages:
        data = pages.get("/whom.json?days=7").json
        assert (data["network"]["outlets_in_all"], len(data["network"]["nodes"])) == (30, 24)
        assert "6 outlets are left out" in pages.get("/whom?days=7").text
        assert "٦ وسائل" in pages.get("/whom?days=7&lang=ar").text
