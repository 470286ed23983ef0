"""Reading stored pages again: what changes, what is kept, and that a second time changes nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlite_utils
from recording import NOW, Desk, news

from config.loading import parse_config
from likeness.texts import text_hash
from model import Extracted
from pipelines.preloading.names import MANY_PAGES
from pipelines.preparing.prepare import prepare
from pipelines.preparing.settings import PrepareSettings
from pipelines.processes.workers import Workers
from pipelines.recording.articles import Sighting
from pipelines.reextract import ReextractReport, reextract

LATER = datetime(2026, 1, 2, tzinfo=UTC)
URL = "https://a.example/1"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pool = Workers(count=1, timeout_seconds=60, memory_mb=2048, preload=MANY_PAGES)
    yield pool
    pool.stop()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def _html(text: str, *, title: str = "Snow ploughs by the program", head: str = "") -> bytes:
    half = len(text) // 2
    return (
        f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body><article>'
        f"<h1>{title}</h1><p>{text[:half]}</p><p>{text[half:]}</p></article></body></html>"
    ).encode()


HEAD = (
    '<meta property="article:section" content="Winter"><meta name="author" content="Nora Velt">'
    '<meta property="article:published_time" content="2025-03-19T08:00:00Z">'
)


def _crawl(desk: Desk, body: bytes, *, url: str = URL, at: datetime = NOW) -> Extracted:
    page = replace(desk.page(url, at=at), body=body)
    read = prepare(page, PrepareSettings.of(desk.config))
    desk.recorder.record(read, now=at)
    return read


def _again(desk: Desk, workers: Workers, *ids: int) -> ReextractReport:
    return reextract(desk.database, desk.config, workers, article_ids=ids or None, run_id=desk.run_id, now=LATER)


def _pretend(desk: Desk, sql: str, *values: object) -> None:
    """As if an older Naskh had stored it so."""
    with desk.database.transaction():
        desk.database.connection.execute(sql, values)


def _all_rows(desk: Desk) -> list[dict[str, object]]:
    tables = ("articles", "revisions", "matches", "clusters", "credits", "pages", "index_sketches")
    with sqlite3.connect(desk.path) as connection:
        return [row for table in tables for row in sqlite_utils.Database(connection).table(table).rows]


def test_what_is_read_the_same_stays_untouched(desk: Desk, workers: Workers) -> None:
    for n in range(3):
        _crawl(desk, _html(news(n), head=HEAD), url=f"https://a.example/{n}")
    before = _all_rows(desk)
    report = _again(desk, workers)
    assert (report.pages, report.articles, report.changed_texts, report.changed_facts) == (3, 3, 0, 0)
    assert _all_rows(desk) == before


def test_a_page_that_moves_its_time_of_publication_later_on_keeps_the_one_that_was_seen_first(
    desk: Desk, workers: Workers
) -> None:
    """Many do so at each small change; who published first must not depend on when the pages are read again."""
    _crawl(desk, _html(news(1), head=HEAD))
    _crawl(desk, _html(news(1), head=HEAD.replace("T08:00", "T09:30")), at=NOW + timedelta(hours=1))
    [before] = desk.articles()
    assert (_again(desk, workers).changed_facts, desk.articles()) == (0, [before])
    # Another text is another matter: its facts were read with it.
    _crawl(desk, _html(news(2), head=HEAD.replace("T08:00", "T10:00")), at=NOW + timedelta(hours=6))
    [revised] = desk.articles()
    assert revised["text"] != before["text"]
    assert (_again(desk, workers).changed_facts, desk.articles()) == (0, [revised])


def test_what_was_off_the_topic_is_stored_once_it_is_on_it(tmp_path: Path, workers: Workers) -> None:
    desk = Desk(tmp_path, 'topic = "tea"\n[topics.tea]\nwords = { "samovar" = 2.0 }')
    _crawl(desk, _html(news(1)))
    assert (desk.page_of(URL)["status"], desk.articles()) == ("off_topic", [])
    assert _again(desk, workers).new == 0
    report = reextract(desk.database, parse_config(""), workers, article_ids=None, run_id=desk.run_id, now=LATER)
    assert report.new == 1
    [article] = desk.articles()
    assert (desk.page_of(URL)["status"], article["topic"]) == ("stored", "ai")


def test_another_text_keeps_the_former_as_a_revision_of_our_making_once(desk: Desk, workers: Workers) -> None:
    _crawl(desk, _html(news(1)))
    [right] = desk.articles()
    short = right["text"][:200]
    hashed = text_hash(right["title"], short)
    _pretend(desk, "update articles set text = ?, text_hash = ?, extractor = '0'", short, hashed)
    report = _again(desk, workers)
    assert (report.changed_texts, report.corrections[0].article_id) == (1, 1)
    [article] = desk.articles()
    assert (article["text"], article["extractor"]) == (right["text"], right["extractor"])
    [revision] = desk.database.revisions_of(1)
    assert (revision["text"], revision["made_by"], revision["extractor"]) == (short, "naskh", "0")
    after = _all_rows(desk)
    assert _again(desk, workers).changed_texts == 0
    assert _all_rows(desk) == after


def test_what_was_unknown_is_filled_and_what_was_known_otherwise_is_kept_as_a_revision(
    desk: Desk, workers: Workers
) -> None:
    _crawl(desk, _html(news(1), head=HEAD))
    _pretend(desk, "update articles set section = null, origins_of = null")
    report = _again(desk, workers)
    assert report.corrections[0].fields == (("section", None, "Winter"),)
    assert desk.database.revisions_of(1) == []
    _pretend(desk, "update articles set authors = '[\"Valley Post\"]'")
    assert _again(desk, workers).changed_facts == 1
    [revision] = desk.database.revisions_of(1)
    assert revision["made_by"] == "naskh"
    assert json.loads(revision["facts"])["authors"] == '["Valley Post"]'
    assert json.loads(desk.articles()[0]["authors"]) == ["Nora Velt"]
    assert _again(desk, workers).changed_facts == 0


def test_a_mended_date_puts_an_article_in_its_place_and_matches_it_again(desk: Desk, workers: Workers) -> None:
    _crawl(desk, _html(news(1), head=HEAD))
    _crawl(desk, _html(news(1), head=HEAD.replace("-19T", "-20T")), url="https://b.example/1")
    assert desk.pairs() == {(2, 1)}
    desk.database.add_verdict(1, "licensed", "by contract", now=NOW)
    _pretend(desk, "update articles set published_at = '2025-03-21', order_at = '2025-03-21' where id = 1")
    _again(desk, workers)
    assert desk.articles()[0]["published_at"] == "2025-03-19T08:00:00Z"
    assert desk.pairs() == {(2, 1)}
    assert desk.matches()[0]["verdict"] == "licensed"


def test_a_mended_text_is_judged_again(desk: Desk, workers: Workers) -> None:
    _crawl(desk, _html(news(1)))
    wrong = prepare(replace(desk.page("https://b.example/1"), body=_html(news(1))), PrepareSettings.of(desk.config))
    [article] = prepare(replace(wrong.page, body=_html(news(2))), PrepareSettings.of(desk.config)).articles
    desk.recorder.record(replace(wrong, articles=(article,)), now=NOW)
    assert desk.pairs() == set()
    _again(desk, workers, 2)
    assert desk.pairs() == {(2, 1)}
    assert len(desk.database.search_articles(news(2).split()[-1], since=None, limit=None)) == 0


def test_the_facts_of_the_first_text_stay_when_the_outlet_changed_it(desk: Desk, workers: Workers) -> None:
    _crawl(desk, _html(news(1), head=HEAD))
    later = HEAD.replace("2025-03-19", "2025-03-21").replace("Nora Velt", "Tom Arbley")
    _crawl(desk, _html(news(1) + " amended", head=later))
    before = _all_rows(desk)
    report = _again(desk, workers)
    assert (report.changed_texts, report.changed_facts) == (0, 0)
    assert _all_rows(desk) == before
    assert desk.articles()[0]["published_at"] == "2025-03-19T08:00:00Z"
    assert [row["made_by"] for row in desk.database.revisions_of(1)] == ["outlet"]


def test_a_page_that_gave_nothing_may_give_an_article_now(desk: Desk, workers: Workers) -> None:
    read = prepare(replace(desk.page(URL), body=_html(news(1))), PrepareSettings.of(desk.config))
    desk.recorder.record(replace(read, articles=(), reason="no article text"), now=NOW)
    report = _again(desk, workers)
    assert (report.new, report.corrections[0].is_new) == (1, True)
    [article] = desk.articles()
    assert article["first_seen_at"] == "2025-03-21T12:00:00Z"
    assert desk.page_of(URL)["status"] == "stored"
    assert _again(desk, workers).new == 0


def test_what_has_no_raw_bytes_any_more_is_counted(desk: Desk, workers: Workers) -> None:
    _crawl(desk, _html(news(1)))
    _crawl(desk, _html(news(2)), url="https://a.example/2")
    _pretend(desk, "update pages set raw = null where id = 1")
    report = _again(desk, workers)
    assert (report.pages, report.bare, report.records) == (1, 1, 0)
    assert _again(desk, workers, 1).pages == 0


def test_a_story_that_is_not_found_any_more_stays_and_is_counted(desk: Desk, workers: Workers) -> None:
    _crawl(desk, _html(news(1)))
    with desk.database.transaction():
        made = prepare(replace(desk.page("https://c.example/9"), body=_html(news(3))), PrepareSettings.of(desk.config))
        desk.recorder.articles.add(1, 1, made.articles[0], Sighting(extracted=made, seen_at=NOW, now=NOW))
    report = _again(desk, workers)
    assert report.lost == 1
    assert len(desk.articles()) == 2


def test_damaged_bytes_are_reported_and_the_rest_is_read(desk: Desk, workers: Workers) -> None:
    _crawl(desk, _html(news(1)))
    _crawl(desk, _html(news(2)), url="https://a.example/2")
    _pretend(desk, "update pages set raw = x'0011' where id = 1")
    report = _again(desk, workers)
    assert report.pages == 1
    [(address, reason)] = report.failures
    assert address == URL and "damaged" in reason


def test_what_is_compared_by_another_normaliser_is_judged_again_and_is_no_change_of_the_article(
    desk: Desk, workers: Workers
) -> None:
    _crawl(desk, _html(news(1)))
    _crawl(desk, _html(news(1)), url="https://b.example/1")
    _pretend(desk, "update articles set normaliser = '0'")
    report = _again(desk, workers)
    assert (report.changed_texts, report.changed_facts) == (0, 0)
    assert desk.pairs() == {(2, 1)}
    assert {row["normaliser"] for row in desk.articles()} != {"0"}
    assert len(desk.database.search_articles("chatbot", since=None, limit=None)) == 2
    after = _all_rows(desk)
    _again(desk, workers)
    assert _all_rows(desk) == after
