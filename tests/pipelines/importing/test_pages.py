"""Pages that were not crawled: read in batches by workers, stored in order, each fault of one page its own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from importing import imported
from locks import daemon_beside
from recording import NOW, Desk, extracted, news, words

from db import turns
from model import Page
from pipelines.preloading.names import MANY_PAGES
from pipelines.processes.workers import Workers
from pipelines.recording.pages import NO_OUTLET, NO_TITLE, Recorder


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pool = Workers(count=2, timeout_seconds=10, memory_mb=1024, preload=MANY_PAGES)
    yield pool
    pool.stop()


def record(n: int, text: str | None = None) -> Page:
    body = {"url": f"https://a.example/{n}", "title": f"Story {n}", "text": text or words(n)}
    return Page(url=f"https://a.example/{n}", kind="record", body=json.dumps(body).encode(), import_key=f"record:{n}")


def broken(n: int) -> Page:
    # No record: reading it is a mistake that only a bug of ours would let through.
    return replace(record(n), body=b"[]", import_key=f"broken:{n}")


def test_pages_are_stored_in_the_order_given_and_compared(tmp_path: Path, workers: Workers) -> None:
    desk = Desk(tmp_path)
    report = imported(desk, workers, [record(n) for n in range(150)] + [record(150, words(1))])
    assert (report.pages, report.articles, report.copies, report.known) == (151, 151, 1, 0)
    assert [row["title"] for row in desk.articles()] == [f"Story {n}" for n in range(151)]
    assert desk.pairs() == {(151, 2)}


def test_importing_again_adds_nothing(tmp_path: Path, workers: Workers) -> None:
    desk = Desk(tmp_path)
    imported(desk, workers, [record(1), record(2), record(1)])
    again = imported(desk, workers, [record(1), record(2)])
    assert (again.pages, again.known, again.articles) == (2, 2, 0)
    assert len(desk.articles()) == len(desk.pages()) == 2


def test_a_page_that_breaks_its_trip_takes_no_other_with_it(tmp_path: Path, workers: Workers) -> None:
    desk = Desk(tmp_path)
    pages = [broken(n) if n in (3, 7) else record(n) for n in range(12)]
    report = imported(desk, workers, pages)
    assert (report.articles, report.failed) == (10, 2)
    assert [page["url"] for page in desk.pages()] == [page.url for page in pages]
    failed = desk.database.list_pages(since=None, status="failed", limit=None)
    assert [page["url"] for page in failed] == ["https://a.example/7", "https://a.example/3"]
    assert failed[0]["reason"].startswith("parsing failed: RecordError")


def test_what_failed_is_tried_when_it_is_imported_again(tmp_path: Path, workers: Workers) -> None:
    desk = Desk(tmp_path)
    imported(desk, workers, [broken(1)])
    mended = replace(record(1), import_key="broken:1")
    assert imported(desk, workers, [mended]).articles == 1
    assert [(page["status"], page["attempts"]) for page in desk.pages()] == [("stored", 2)]


def test_what_could_not_be_read_is_noted_with_its_reason(tmp_path: Path, workers: Workers) -> None:
    desk = Desk(tmp_path)
    pages = [
        Page(url="x.pdf", kind="text", outcome="skipped", reason="a PDF is not read", import_key="skipped:1"),
        Page(url="x.txt", kind="text", outcome="failed", reason="cannot be opened", import_key="failed:1"),
        record(1),
        Page(url="file:///empty.txt", kind="text", body=b" \n", import_key="bytes:1"),
    ]
    report = imported(desk, workers, pages)
    assert (report.articles, report.skipped, report.failed) == (1, 1, 2)
    assert [page["status"] for page in desk.pages()] == ["skipped", "failed", "stored", "no_text"]
    assert report.reasons == {"a PDF is not read": 1, "cannot be opened": 1, "the file has no text": 1}


def test_progress_is_told(tmp_path: Path, workers: Workers) -> None:
    desk = Desk(tmp_path)
    told: list[tuple[int, int]] = []
    imported(desk, workers, [record(1)], on_progress=lambda report: told.append((report.articles, report.judged)))
    assert told == [(1, 0), (1, 1)]


def test_what_an_import_left_uncompared_is_compared_by_the_next(tmp_path: Path, workers: Workers) -> None:
    desk = Desk(tmp_path)
    left = Recorder(desk.database, desk.config, run_id=None, with_alerts=False, judge_later=True)
    for n in (1, 2):
        left.record(extracted(record(n), desk.config, {"text": words(7)}), now=NOW)
    assert (desk.pairs(), desk.database.count_unjudged()) == (set(), 2)
    report = imported(desk, workers, [record(3)])
    assert (report.articles, report.copies, report.judged) == (1, 1, 3)
    assert (desk.pairs(), desk.database.count_unjudged()) == ({(2, 1)}, 0)


def test_what_articles_were_stored_without_is_counted_and_noted_with_their_pages(
    tmp_path: Path, workers: Workers
) -> None:
    desk = Desk(tmp_path)
    text = f"{news(3)}\n".encode()
    pages = [
        record(1),
        Page(url="file:///notes.txt", kind="text", body=text, import_key="bytes:2"),
        Page(url="https://paper.example/3", kind="text", body=text, import_key="bytes:3"),
    ]
    report = imported(desk, workers, pages)
    assert report.articles == 3 and report.reasons == {}
    without_both = f"{NO_TITLE}; {NO_OUTLET}"
    assert report.lacking == {without_both: 1, NO_TITLE: 1}
    # The address of the last one names its outlet.
    listed = desk.database.list_pages(since=None, status="stored", limit=None)
    assert {row["url"]: row["reason"] for row in listed} == {
        pages[0].url: None,
        "file:///notes.txt": without_both,
        "https://paper.example/3": NO_TITLE,
    }
    assert imported(desk, workers, pages).lacking == {}


def test_a_saved_page_without_a_web_address_is_of_the_outlet_that_it_calls_itself(
    tmp_path: Path, workers: Workers
) -> None:
    desk = Desk(tmp_path)
    text = "".join(f"<p>{news(n)}</p>" for n in (3, 4, 5))
    head = '<title>A machine folds</title><meta property="og:site_name" content="Valley Post">'
    body = f"<html lang=en><head>{head}</head><body><article><h1>A machine folds</h1>{text}</article></body></html>"
    saved = Page(url="file:///saved.html", kind="html", body=body.encode(), import_key="bytes:9")
    placed = replace(saved, url="https://paper.example/9", import_key="bytes:10")
    imported(desk, workers, [saved, placed])
    listed = {row["url"]: row["outlet"] for row in desk.database.each_article(since=None, limit=None)}
    assert listed == {saved.url: "Valley Post", placed.url: "paper.example"}


def test_beside_a_daemon_an_import_finds_the_same_in_more_transactions(
    tmp_path: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A fast machine writes all of these in the time that one transaction may take.
    monkeypatch.setattr(turns, "_HELD_SECONDS", 0)
    pages = [record(n, words(n - n % 5)) for n in range(60)]
    desks, commits = {}, Counter[str]()
    for name in ("alone", "beside"):
        (tmp_path / name).mkdir()
        desk = desks[name] = Desk(tmp_path / name)
        desk.database.connection.set_trace_callback(
            lambda statement, name=name: commits.update([name] if statement == "commit" else [])
        )
        with daemon_beside(desk.path) if name == "beside" else nullcontext():
            imported(desk, workers, pages)
    assert desks["alone"].pairs() == desks["beside"].pairs() and desks["alone"].pairs()
    clusters = [
        sorted((row["url"], row["cluster_id"]) for row in desk.database.each_article(since=None, limit=None))
        for desk in desks.values()
    ]
    assert clusters[0] == clusters[1]
    # What waits to be compared is forgotten as it is settled.
    assert desks["beside"].database.count_unjudged() == 0
    assert commits["beside"] > commits["alone"]
