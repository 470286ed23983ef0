"""What the pages show, in both languages, and the same as JSON."""

from __future__ import annotations

import re
import shlex
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner
from lxml.html import fromstring
from recording import Desk
from served import DEEP, PATHS, Pages, pages_of

from cli import main
from model import Grade
from pipelines.reading.facts.origins import above_paywall
from web.words import catalogue


@pytest.mark.parametrize(("path", "language"), [*product(PATHS, ("en", "ar"))])
def test_every_page_is_there_in_both_languages(pages: Pages, path: str, language: str) -> None:
    answer = pages.get(path, accept_language=f"{language};q=0.9")
    assert answer.status == 200, answer.text[:500]
    page = fromstring(answer.text)
    assert page.get("lang") == language and page.get("dir") == ("rtl" if language == "ar" else "ltr")
    assert len(page.findall(".//h1")) == 1 and page.find(".//title").text.strip()
    # Every heading names its section, and no two elements share an id.
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {each.get("aria-labelledby") for each in page.iter("section")} <= set(ids)


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/"])
def test_every_page_has_its_data_as_json(pages: Pages, path: str) -> None:
    place, mark, query = path.partition("?")
    answer = pages.get(f"{place}.json{mark}{query}")
    assert answer.status == 200 and isinstance(answer.json, dict) and answer.json


def test_the_first_page_says_who_carries_what_now(pages: Pages) -> None:
    shown, data = pages.get("/").text, pages.get("/now.json").json
    assert data["counts"] == {"articles": 6, "copies": 3, "alerts": 2}
    widest = data["texts"][0]
    assert (widest["spread"], widest["outlet"], widest["is_mine"], widest["order_known"]) == (3, "بريد الوادي", 1, True)
    newest = data["copies"][0]
    assert (newest["later_carrier"], newest["earlier_outlet"], newest["minutes_later"]) == (
        "City Wire",
        "Hill Post",
        60,
    )
    assert "3 copies" in shown and "1 h later" in shown and "no credit found" in shown
    assert sum(hour["articles"] for hour in data["hours"]) == 6


def test_the_first_page_says_when_a_killed_daemon_last_lived(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with pages_of(desk) as pages:
        desk.database.beat(desk.run_id, now=datetime(2025, 3, 20, 20, 30, tzinfo=UTC))
        assert pages.get("/now.json").json["last_alive_at"] == "2025-03-20T20:30:00Z"
        assert "Not watching, last alive 20 Mar 2025, 20:30" in pages.get("/", accept_language="en").text
        desk.database.finish_run(desk.run_id, outcome="stopped", now=datetime(2025, 3, 20, 21, tzinfo=UTC))
        assert "last stopped 20 Mar 2025, 21:00" in pages.get("/", accept_language="en").text


def test_a_text_has_a_time_line_and_what_each_copy_changed(pages: Pages) -> None:
    data = pages.get("/text/1.json").json
    assert [row["outlet"] for row in data["carriers"]] == ["بريد الوادي", "City Wire", "Hill Post"]
    assert [row["minutes_later"] for row in data["carriers"][1:]] == [60, 120]
    second = data["carriers"][1]
    assert second["share_of_first"] > 0.7 and second["cut_in_all"] >= 30 and second["added_in_all"] >= 12
    assert "naskh verdict" in pages.get("/text/1").text


def test_two_articles_stand_side_by_side_with_shared_runs_linked_across(pages: Pages) -> None:
    page = fromstring(pages.get("/diff/1/2").text)
    links = {link.get("id"): link.get("href") for link in page.iter("a") if "shared" in (link.get("class") or "")}
    assert links and all(links[target.removeprefix("#")] == f"#{name}" for name, target in links.items())
    data = pages.get("/diff/1/2.json").json
    for side in ("one", "other"):
        whole = "".join(piece["text"] for piece in data[side]["pieces"])
        assert (
            DEEP in whole
            and whole.split() == pages.get(f"/article/{data[side]['id']}.json").json["article"]["text"].split()
        )
    assert {"title", "outlet"} <= set(data["differs"]) and data["relation"] == "near_duplicate"


def test_an_article_shows_its_facts_its_carriers_and_what_it_was_before(pages: Pages) -> None:
    article = pages.get("/article/1.json").json["article"]
    assert len(article["matches"]) == 2 and {row["other_is"] for row in article["matches"]} == {"later"}
    [old] = article["revisions"]
    assert "".join(piece["text"] for piece in old["pieces"]).count(DEEP) == 1
    shown = pages.get("/article/1", accept_language="ar").text
    assert "نصوص سابقة" in shown and "أول رصد" in shown


def test_times_are_by_the_reader_s_clock_and_say_so(pages: Pages) -> None:
    assert "Times in Asia/Beirut" in pages.get("/").text
    assert "الأوقات: توقيت بيروت" in pages.get("/?lang=ar").text


def test_arabic_is_found_however_it_is_spelled(pages: Pages) -> None:
    found = {
        tuple(row["id"] for row in pages.get(f"/search.json?q={word}").json["found"])
        for word in ("مديرة", "المديرة", "مديره")
    }
    assert len(found) == 1 and len(found.pop()) == 3
    marked = pages.get("/search?q=مديره").text
    assert "<mark>مديرة</mark>" in marked
    assert "Nothing found" in pages.get("/search?q=zzzz").text


def test_who_searches_for_a_whole_text_is_shown_what_compares_it(pages: Pages) -> None:
    assert "naskh check -" not in pages.get("/search?q=مديرة المركز").text
    long = "+".join(f"word{n}" for n in range(16))
    assert (
        "naskh check -" in pages.get(f"/search?q={long}").text and pages.get(f"/search.json?q={long}").json["is_text"]
    )


def test_pages_of_results_follow_one_another_and_keep_the_filters(pages: Pages) -> None:
    assert pages.get("/search.json?q=مديرة&days=1&page=2").json["found"] == []
    assert pages.get("/search.json?q=مديرة&page=x").status == 200


@pytest.mark.parametrize("path", ["/text/999", "/article/999", "/diff/1/999", "/outlet/999", "/alert/999"])
def test_what_is_not_there_is_said_in_words(pages: Pages, path: str) -> None:
    assert pages.get(path).status == 404 and "999" in pages.get(path).text
    assert pages.get(f"{path}.json").json["error"].endswith("999.")


def test_a_language_that_was_chosen_is_kept(pages: Pages) -> None:
    chosen = pages.get("/?lang=ar")
    assert "naskh_language=ar" in chosen.headers["set-cookie"]
    assert 'lang="ar"' in pages.get("/", cookie="naskh_language=ar", accept_language="en").text[:200]
    assert 'href="/whom?days=7&amp;lang=ar"' in pages.get("/whom?days=7").text


def test_the_three_questions_of_an_editor_stand_ready(pages: Pages) -> None:
    for name in ("who_copied_us", "who_is_first", "everyone_but_us"):
        answer = pages.get(f"/naskh/{name}.json?_shape=array")
        assert answer.status == 200, answer.text
    [first] = [row for row in pages.get("/naskh/who_is_first.json?_shape=array").json if row["outlet"] == "بريد الوادي"]
    assert first["first"] == 1
    assert len(pages.get("/naskh/who_copied_us.json?_shape=array").json) == 2


def test_tables_are_described_and_machinery_is_hidden(pages: Pages) -> None:
    listed = pages.get("/naskh.json").json
    hidden = {table["name"]: table["hidden"] for table in listed["tables"]}
    assert (
        hidden["index_keys"]
        and hidden["index_sketches"]
        and not hidden["articles"]
        and "copies" in {view["name"] for view in listed["views"]}
    )
    assert "who carries" in pages.get("/naskh/copies").text or "carries a text" in pages.get("/naskh/copies").text


@pytest.mark.parametrize("number", ["9" * 19, "9" * 30, "9" * 5000])
@pytest.mark.parametrize("path", ["/text/{}", "/article/{}", "/diff/{}/1", "/diff/1/{}", "/outlet/{}", "/alert/{}"])
def test_a_number_that_nothing_can_have_is_not_there(pages: Pages, path: str, number: str) -> None:
    address = path.format(number)
    assert pages.get(address).status == 404
    assert pages.get(f"{address}.json").json["error"] == "There is no such page."


@pytest.mark.parametrize("number", ["0", "-1", "9" * 19, "9" * 5000, "²", "x"])
def test_any_number_of_a_page_of_results_is_answered(pages: Pages, number: str) -> None:
    assert pages.get(f"/search.json?q=مديرة&page={number}").status == 200


@pytest.mark.parametrize("path", ["article", "article/{}/raw", "text", "outlet", "alert", "diff/1"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_number_of_what_is_not_there_is_the_one_that_was_asked_for(pages: Pages, path: str, language: str) -> None:
    address = f"/{path}".format(99999) if "{}" in path else f"/{path}/99999"
    answer = pages.get(address, accept_language=language)
    assert answer.status == 404 and " 99999" in fromstring(answer.text).text_content()


@pytest.mark.parametrize(("language", "said"), [("en", "There is no such page."), ("ar", "لا توجد صفحة كهذه.")])
@pytest.mark.parametrize("path", ["/nothing", "/naskh/nothing", "/naskh/articles/999", "/other/articles", "/text/x"])
def test_an_address_that_leads_nowhere_is_answered_in_the_reader_s_words(
    pages: Pages, path: str, language: str, said: str
) -> None:
    answer = pages.get(path, accept_language=language)
    assert answer.status == 404 and said in answer.text and "content-security-policy" in answer.headers
    assert pages.get(f"{path}.json", accept_language=language).json["error"]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("en;q=0.2, ar;q=0.9", "ar"),
        ("fr, ar-LB;q=0.8, en;q=0.5", "ar"),
        ("ar;q=0, en", "en"),
        ("AR", "ar"),
        ("ar;q=much, en;q=0.1", "en"),
        ("*", "en"),
        (",;q=,", "en"),
    ],
)
def test_the_language_is_the_one_that_the_browser_wants_most(pages: Pages, asked: str, language: str) -> None:
    assert fromstring(pages.get("/", accept_language=asked).text).get("lang") == language


@pytest.mark.parametrize(
    "path", ["/", "/text/1", "/article/1", "/article/4", "/diff/1/2", "/search?q=مديرة", "/outlet/1", "/brief"]
)
def test_a_title_runs_as_its_own_letters_do(pages: Pages, path: str) -> None:
    """Whatever language its text was found to be in, and whatever its first letter is."""
    page = fromstring(pages.get(path).text)
    titles = [
        element
        for element in page.iter()
        if element.get("class") == "title" or (element.tag == "h1" and element.get("dir"))
    ]
    assert titles
    for element in titles:
        words = element.text_content()
        assert element.get("dir") == ("rtl" if "الوادي" in words else "ltr"), words


def test_arabic_sentences_have_arabic_commas(pages: Pages) -> None:
    for path in PATHS:
        main = fromstring(pages.get(path, accept_language="ar").text).get_element_by_id("content")
        astray = [
            text
            for element in main.iter("p", "li", "summary", "span", "h2")
            for text in [*element.xpath("./text()")]
            if text.strip().startswith(",") or text.rstrip().endswith(",")
        ]
        assert astray == [], path


def test_what_is_not_there_has_no_data(pages: Pages) -> None:
    assert ".json" not in pages.get("/nothing").text


def test_an_outlet_and_the_sources_say_what_was_read_day_by_day(pages: Pages) -> None:
    data = pages.get("/sources.json").json
    hill = next(row for row in data["coverage"]["outlets"] if row["outlet"] == "Hill Post")
    assert data["coverage"]["days"] == sorted(data["coverage"]["days"]) and len(data["coverage"]["days"]) >= 7
    assert sum(cell["named"] for cell in hill["cells"].values()) == 3
    days = pages.get(f"/outlet/{hill['id']}.json").json["coverage"]
    assert [row["day"] for row in days] == sorted((row["day"] for row in days), reverse=True)
    assert (sum(row["stored"] for row in days), sum(row["missed"] for row in days)) == (2, 1)
    for language, words in {"en": "What was read, day by day", "ar": "ما قُرئ يومًا بيوم"}.items():
        for path in ("/sources", f"/outlet/{hill['id']}"):
            assert words in pages.get(path, accept_language=language).text


@pytest.mark.parametrize(("language", "words"), [("en", "No source is watched yet"), ("ar", "لا مصدر يُرصد بعد")])
def test_a_database_without_sources_says_so_and_how_one_is_added(tmp_path: Path, language: str, words: str) -> None:
    with pages_of(Desk(tmp_path)) as empty:
        empty_page = fromstring(empty.get("/sources", accept_language=language).text).find(".//main")
    assert words in empty_page.text_content() and "naskh add " in empty_page.text_content()


def test_every_grade_has_its_words_in_both_languages() -> None:
    for language in ("en", "ar"):
        assert set(catalogue(language)["grade"]) == set(get_args(Grade))


@pytest.mark.parametrize(("path", "language"), [*product([*PATHS, "/brief?days=7"], ("en", "ar"))])
def test_every_command_that_a_page_shows_can_be_called_as_shown(
    pages: Pages, path: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = fromstring(pages.get(path, accept_language=language).text)
    for line in "\n".join(each.text_content() for each in shown.iter("code")).splitlines():
        if line.startswith("naskh "):
            # There is no database here: what was called rightly says so, what was not is a usage error.
            assert CliRunner().invoke(main, shlex.split(line)[1:]).exit_code != 2, line


def test_the_brief_in_the_terminal_is_that_of_the_page(pages: Pages) -> None:
    said = {days: pages.get(f"/brief?days={days}", accept_language="en").text for days in (1, 7)}
    # Readers of the screen speak a title in its language.
    assert re.search('class="title" href="/text/[0-9]+" dir="rtl" lang="ar"', said[7])
    assert "naskh brief --language en<" in said[1] and "naskh brief --since 7d --language en<" in said[7]
    assert "naskh brief --language ar<" in pages.get("/brief?days=1", accept_language="ar").text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "only the part above a paywall"), ("ar", "ما قبل طلب الاشتراك فقط")]
)
@pytest.mark.parametrize("path", ["/", "/text/1", "/diff/1/2", "/article/1", "/article/2", "/alert/1", "/brief?days=7"])
def test_a_share_of_a_text_that_a_paywall_cut_says_so(copied: Any, path: str, language: str, said: str) -> None:
    with pages_of(copied) as pages:
        assert said not in pages.get(path, accept_language=language).text
    with closing(sqlite3.connect(copied.path)) as connection, connection:
        connection.execute(
            "update articles set origins_of = json_set(origins_of, '$.text', ?) where id = 1",
            [above_paywall("trafilatura")],
        )
    with pages_of(copied) as pages:
        shown = pages.get(path, accept_language=language).text
    assert said in shown
