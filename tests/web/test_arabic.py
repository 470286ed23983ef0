"""A page in Arabic is in Arabic: Latin letters stand in names, addresses, texts and quotations only."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml.html import HtmlElement, fromstring
from recording import Desk
from served import PATHS, TOML, Pages, pages_of

from config.loading import parse_config
from web.markup import Markup
from web.stored import Stored, told, topic_reason
from web.words import Words

LATIN = re.compile(r"[A-Za-z]{2,}")
# The classes of elements that hold names, titles and texts.
THEIRS = {"title", "outlet", "name", "reading", "excerpt", "source", "latin", "changes"}
# Formats, properties of a page, libraries, files and time zones have one name everywhere.
NAMES = re.compile(
    r"JSON(?:-LD(?: \w+)?)?|\bmeta(?: [\w:.-]+)?|og:\w+|<\w+>|trafilatura|docs/brief\.md|\S+\.toml|raw_days"
)
QUOTED = re.compile(r'"[^"]*"|«[^»]*»')
ORIGINS = {
    "title": 'the page\'s <h1>; passed over: <title> "Snow ploughs"',
    "published_at": 'a meta tag "2025-03-20T20:30:00Z", to the second; passed over: a <time> tag "x", the feed "y"',
    "language": "the detector, from the text; the page claims the same",
    "section": "the breadcrumb list",
    "authors": "the byline; it names only the site",
    "text": "the page's own markup, read by trafilatura; joined from 3 pages",
}


@pytest.fixture(scope="module")
def desk(news: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The news, with every fact that is kept in English."""
    import json

    path = tmp_path_factory.mktemp("arabic") / "naskh.db"
    news.database.backup(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "update articles set origins_of = ?, authors = ?, section = 'Roads', topic_reason = ?, extractor = '5', "
            "normaliser = '1+b2', modified_at = first_seen_at, words = 90",
            [json.dumps(ORIGINS), '["Lina Haddad"]', "chatbot x2 in the text, نموذج لغوي x1 in the title"],
        )
        connection.execute(
            "update outlets set country = 'LB', groups = '[\"mine\", \"agency\"]', time_zone = 'Asia/Beirut'"
        )
        connection.execute(
            "insert into verdicts (match_id, verdict, given_at) select id, 'licensed', '2025-03-20T20:30:00Z' from matches"
        )
        connection.execute("update sources set failures = 3, last_visit_at = '2025-03-20T20:30:00Z'")
        connection.execute(
            "insert into visits (source_id, started_at, outcome, message) select id, '2025-03-20T20:30:00Z', 'failed', "
            "'HTTP 500: the server said no' from sources"
        )
        for kind in ("text", "outlet", "source", "rule"):
            connection.execute(
                "insert into mutes (kind, name, created_at) values (?, 'City Wire', '2025-03-20T20:30:00Z')", [kind]
            )
    yield type("Place", (), {"path": path, "config": news.config})


def latin(page: HtmlElement, names: list[str]) -> Iterator[str]:
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "pre", "code", "q", "meta", "link"):
            continue
        places = [element, *element.iterancestors()]
        if any(THEIRS & set((each.get("class") or "").split()) for each in places):
            continue
        if any(each.get("lang") not in (None, "ar") for each in places) or any(each.tag == "pre" for each in places):
            continue
        said = [element.text, *(child.tail for child in element)]
        said += [element.get(name) for name in ("title", "alt", "aria-label", "placeholder")]
        for words in filter(None, said):
            rest = QUOTED.sub("", words)
            for name in sorted(names, key=len, reverse=True):
                rest = rest.replace(name, "")
            rest = re.sub(r"https?://\S+|\b[\w.-]+\.example\S*", "", NAMES.sub("", rest))
            if LATIN.search(rest):
                yield f"<{element.tag} class={element.get('class')}> {words.strip()}"


@pytest.mark.parametrize("path", [*PATHS, "/article/4", "/outlet/2", "/nothing", "/text/999", "/naskh/nothing"])
def test_an_arabic_page_has_latin_letters_in_names_addresses_and_texts_only(desk: Any, path: str) -> None:
    with closing(sqlite3.connect(desk.path)) as connection:
        names = [
            name
            for (name,) in connection.execute(
                "select name from outlets union select title from articles union select title from alerts"
            )
        ]
    names += ["Lina Haddad", "Roads", "chatbot", "1+b2", "Naskh"]
    with pages_of(desk) as pages:
        page = fromstring(pages.get(path, accept_language="ar").text)
    assert [*latin(page, names)] == []


def test_facts_are_said_in_the_reader_s_language(desk: Any) -> None:
    with pages_of(desk) as pages:
        arabic, english = (pages.get("/article/1", accept_language=language).text for language in ("ar", "en"))
    assert "كاشف اللغة، من النص؛ والصفحة تقول ذلك" in arabic and "the detector, from the text" in english
    assert "العربية" in arabic and "\u2068chatbot\u2069 ×٢ في النص، \u2068نموذج لغوي\u2069 ×١ في العنوان" in arabic
    assert "\u2068chatbot\u2069 ×2 in the text" in english


@pytest.mark.parametrize("words", ["HTTP 500: the server said no", "the page's <h1>; something new", "12 links"])
def test_what_cannot_be_said_in_arabic_is_quoted_as_english(words: str) -> None:
    assert told(words, "ar") == Stored(words, "en") and told(words, "en") == Stored(words, None)


@pytest.mark.parametrize("words", ORIGINS.values())
def test_where_a_fact_was_read_is_said_in_arabic(words: str) -> None:
    said = told(words, "ar")
    assert said.language is None and said.words != words
    # What the page itself says stays letter for letter.
    assert QUOTED.findall(said.words) == QUOTED.findall(words)


def test_a_word_of_a_topic_stays_as_it_is() -> None:
    assert topic_reason("the feed x3 in the text", "en") == "\u2068the feed\u2069 ×3 in the text"


def test_the_signs_of_a_topic_s_patterns_are_not_shown() -> None:
    assert topic_reason("algorithm* x1 in the text, *net x3 in the title", "ar") == (
        "\u2068algorithm\u2069 ×١ في النص، \u2068net\u2069 ×٣ في العنوان"
    )


def test_a_time_is_one_piece_that_no_line_breaks() -> None:
    said = told('a meta tag "2025-03-20T20:30:00+03:00", to the second; passed over: the address "2025-03-20"', "ar")
    assert [piece for piece, is_moment in said.pieces if is_moment] == ['"2025-03-20T20:30:00+03:00"', '"2025-03-20"']
    assert "".join(piece for piece, _ in said.pieces) == said.words
    assert told("12 links", "en").pieces == [("12 links", False)]


def test_no_arabic_page_sets_facts_apart_by_what_looks_like_a_zero(pages: Pages) -> None:
    for path in PATHS:
        assert "·" not in pages.get(path, accept_language="ar").text
    assert "·" in pages.get("/").text


def test_zones_groups_channels_and_rules_have_arabic_names(desk: Any) -> None:
    with pages_of(desk) as arabic:
        outlet = arabic.get("/outlet/1", accept_language="ar").text
        alerts = arabic.get("/alerts", accept_language="ar").text
        chart = arabic.get("/", accept_language="ar").text
    assert "توقيت بيروت" in outlet and "Asia/Beirut" not in outlet and "لبنان" in outlet
    assert "\u2068السجل\u2069: أُرسلت" in alerts and ">النسخ</bdi>" in alerts
    # The hours run as the page does, and say their day.
    assert '<figure class="chart">' in chart


def test_alerts_are_in_the_language_of_the_page(pages: Pages) -> None:
    """Stored they are in that of naskh.toml, which is English here."""
    for path in ("/alerts", "/alert/1"):
        arabic, english = (fromstring(pages.get(path, accept_language=language).text) for language in ("ar", "en"))
        assert re.search("[\u0621-\u064a]{2,}", arabic.find(".//main").text_content())
        assert "carries a text" not in arabic.text_content() and "carr" in english.text_content()
    message = fromstring(pages.get("/alert/1", accept_language="ar").text).cssselect(".message")[0]
    assert message.get("lang") is None and "naskh show" in message.text_content()


def test_alerts_from_before_the_reader_changed_the_language_are_in_it_too(copied: Any) -> None:
    """They were stored in English."""
    config = parse_config(TOML.replace("[reader]", "[reader]\nlanguage = 'ar'"))
    with pages_of(replace(copied, config=config)) as pages:
        arabic = fromstring(pages.get("/alert/1", accept_language="ar").text).find(".//main").text_content()
        english = fromstring(pages.get("/alert/1", accept_language="en").text).find(".//main").text_content()
    assert "stands in" not in arabic and re.search("[\u0621-\u064a]{2,}", arabic)
    assert "stands in" in english


def test_words_that_only_are_stored_are_said_to_be_english(desk: Any) -> None:
    with closing(sqlite3.connect(desk.path)) as connection, connection:
        connection.execute(
            "insert into alerts (kind, rule, subject, title, text, created_at) values "
            "('disk', 'disk', '/data (disk)', 'The disk is nearly full', '1 GB is free', '2025-03-20T20:30:00Z')"
        )
        number = connection.execute("select max(id) from alerts").fetchone()[0]
    with pages_of(desk) as arabic:
        page = fromstring(arabic.get(f"/alert/{number}", accept_language="ar").text)
        listed = fromstring(arabic.get("/alerts", accept_language="ar").text)
    assert page.cssselect("h1")[0].get("lang") == "en" == page.cssselect(".message")[0].get("lang")
    assert listed.cssselect(f'a[href="/alert/{number}"]')[0].get("lang") == "en"


def test_numbers_of_messages_stand_in_the_reader_s_order_and_digits() -> None:
    markup = Markup(Words("ar", ZoneInfo("UTC")), datetime(2025, 3, 22, tzinfo=UTC))
    assert markup.deliveries("log: 2 sent, mail: failed and waits for the next round") == (
        "\u2068السجل\u2069: أُرسلت رسالتان، \u2068mail\u2069: تعذّر إرسالها، تنتظر الدورة التالية"
    )


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Africa/Cairo", "توقيت القاهرة"),
        ("Europe/Kyiv", "توقيت كييف"),
        ("America/Argentina/Buenos_Aires", "توقيت بوينوس أيرس"),
        ("UTC", "التوقيت العالمي"),
        ("Etc/GMT+3", "Etc/GMT+3"),
    ],
)
def test_a_zone_is_named_after_its_city(zone: str, name: str) -> None:
    assert Words("ar", ZoneInfo(zone)).zone_name() == name
    assert Words("en", ZoneInfo("Asia/Beirut")).zone_name("America/New_York") == "America/New York"


def test_words_of_the_program_are_the_reader_s_and_names_stay(pages: Pages, desk: Any) -> None:
    with pages_of(desk) as arabic:
        assert "مرخّص" in arabic.get("/text/1", accept_language="ar").text
        assert "لبنان" in arabic.get("/outlet/1", accept_language="ar").text
        assert "أُرسلت" in arabic.get("/alert/1", accept_language="ar").text
    assert "sent" in pages.get("/alert/1").text
