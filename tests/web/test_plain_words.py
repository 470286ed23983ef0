"""What a newcomer stumbled over: of what a share is, from how many on, which number a command takes."""

from __future__ import annotations

import re
from pathlib import Path

from lxml.html import HtmlElement, fromstring
from recording import NOW, Desk
from served import ARABIC, Pages, pages_of


def main(pages: Pages, path: str) -> HtmlElement:
    return fromstring(pages.get(path).text).find(".//main")


def commands(page: HtmlElement) -> str:
    return "\n".join(each.text_content() for each in page.iter("pre"))


def test_a_share_says_of_what(pages: Pages) -> None:
    for path, of in (("/", "of the earliest text"), ("/text/1", "of the earliest text"), ("/brief", "of our text"),
                     ("/alert/1", "of the earlier text"), ("/diff/1/2", "of this text")):  # fmt: skip
        said = main(pages, path).text_content()
        assert re.search(rf"\d+ % {of}", said), path
        assert "% of it\n" not in said


def test_the_brief_says_what_it_counts_and_from_how_many_on(pages: Pages) -> None:
    page = main(pages, "/brief")
    said = " ".join(page.text_content().split())
    assert "new carriers" in said or "new carrier" in said
    assert "carriers in all" in said
    assert "Texts that three or more carry. From two on" in said
    assert "Those that were first at least once. All outlets, of all time" in said
    assert page.cssselect('a[href="/naskh/everyone_but_us"]') and page.cssselect('a[href="/naskh/who_is_first"]')


def test_commands_have_numbers_that_stand_beside_what_they_name(pages: Pages) -> None:
    sources = main(pages, "/sources")
    numbers = [each.text_content() for each in sources.cssselect("li .id")]
    assert numbers == [f"no. {row['id']}" for row in pages.get("/sources.json").json["sources"]]
    named = re.search(r"naskh visit (\d+)", commands(sources))
    assert named and f"no. {named[1]}" in numbers
    alerts = main(pages, "/alerts")
    newest = pages.get("/alerts.json").json["alerts"][0]["id"]
    assert f"naskh alerts ack {newest}" in commands(alerts) and f"no. {newest}" in alerts.text_content()
    assert "naskh alerts ack 1" in commands(main(pages, "/alert/1"))
    assert "ID" not in commands(sources) + commands(alerts)


def test_each_verdict_says_of_which_match(pages: Pages) -> None:
    page = main(pages, "/text/1")
    matches = {row["match"]: row["title"] for row in pages.get("/text/1.json").json["carriers"] if row["match"]}
    assert len(matches) == 2
    listed = {each.text_content().split(":")[0]: each for each in page.cssselect(".verdicts li")}
    assert listed.keys() == {f"Match {number}" for number in matches}
    for number, title in matches.items():
        assert title in listed[f"Match {number}"].text_content()
        assert f"naskh verdict {number} not-a-copy" in commands(listed[f"Match {number}"])
    number = pages.get("/diff/1/2.json").json["match"]
    assert f"naskh verdict {number} not-a-copy" in commands(main(pages, "/diff/1/2"))


def test_a_diff_explains_its_colours_and_does_not_repeat_the_outlet(pages: Pages) -> None:
    page = main(pages, "/diff/1/2")
    assert {"shared", "alone"} <= {
        name for each in page.cssselect(".legend .key") for name in each.get("class").split()
    }
    fields = [each.text_content() for each in page.cssselect("table tbody th")]
    assert "Outlet" in fields and "Page of" not in fields


def test_where_only_the_spelling_differs_a_diff_says_so(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    spelled = ARABIC.replace("إن", "ان").replace("ة ", "ه ")
    assert spelled != ARABIC
    for name, title, text in (
        ("valley", "مركزٌ في الوادي", ARABIC),
        ("city", "مركز في الوادى", spelled),
        ("hill", "مركز في الجبل", f"{ARABIC} وقال غيرها كلاما آخر."),
    ):
        desk.crawl(f"https://{name}.example/1", {"title": title, "text": text}, at=NOW)
    with pages_of(desk) as pages:
        said = main(pages, "/diff/1/2").text_content()
        assert "The same text but for its spelling" in said and "(spelling alone)" in said
        data = pages.get("/diff/1/2.json").json
        assert data["same_but_for_spelling"] and data["spelled"] == ["title"]
        other = pages.get("/diff/1/3.json").json
        assert not other["same_but_for_spelling"] and other["spelled"] == []
