"""What crawlers tell is recorded once, in whatever order and however often it comes."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import crawling
import pytest
from databases import new_database
from recording import NOW, Desk, extracted, news, words

from config.loading import parse_config
from config.tables import Config, SourceEntry
from daemon.watching import take_up
from db.store import Row
from db.writer import Writer
from model import Extracted, Link, Page, Visit
from pipelines.outlets.names import outlet_of_source
from pipelines.processes.workers import Workers
from pipelines.shipping.collecting import CollectingRecorder
from pipelines.shipping.collector import Collected, Collector
from pipelines.shipping.folder import Folder
from pipelines.shipping.recorder import ShippingRecorder
from pipelines.shipping.shipment import Versions
from pipelines.shipping.shipper import Shipper

VERSIONS = Versions(extractor="1", normaliser="1", sketch="1")
FEED = "https://wire.example/feed"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ALERT = '[[alert]]\nname = "copies"\n'


class Crawler:
    """A crawler's state, and what it reads."""

    def __init__(self, folder: Path, place: Folder, *, name: str) -> None:
        self.config = Config()
        self.database = new_database(folder / f"{name}.db")
        self.database.become_crawler(f"{name}-00000000", now=NOW)
        self.recorder = ShippingRecorder(self.database, self.config, run_id=None)
        self.shipper = Shipper(self.database, Writer(self.database.path), place, every_seconds=60, versions=VERSIONS)

    def source(self, url: str = FEED) -> int:
        with self.database.transaction():
            entry = SourceEntry(url=url)
            self.database.save_sources([(entry, outlet_of_source(self.database, entry, now=NOW))], now=NOW)
        return self.database.source_at(url) or 0

    def read(self, url: str, *stories: str | dict[str, Any], at: datetime = NOW, **facts: Any) -> None:
        """Read a page, in a visit of its own, and keep what it gave to be shipped."""
        source = self.source()
        visit = self.database.start_visit(source, run_id=None, now=at)
        page_id = self.database.want_pages(source, [(url, Link(url=url))], now=at)[url]
        self.database.link_pages(source, [page_id], now=at)
        page = Page(url=url, page_id=page_id, source_id=source, visit_id=visit, fetched_at=at, **facts)
        told = [each if isinstance(each, dict) else {"text": each} for each in stories]
        made = extracted(page, self.config, *told) if page.outcome == "fetched" else Extracted(page=page)
        recorded = self.recorder.record(made, now=at)
        ended = Visit(id=visit, source_id=source, links=1, new=recorded.new_articles, outcome="done", grade="working")
        with self.database.transaction():
            self.database.finish_visit(ended, now=at, next_visit_at=at + HOUR)
            self.recorder.tell_of_visit(visit, now=at)

    def ship(self, at: datetime = NOW) -> str:
        shipped = asyncio.run(self.shipper.ship(now=at))
        assert shipped is not None
        return shipped.name


class Office:
    """A collector with its database."""

    def __init__(self, folder: Path, workers: Workers, *, name: str = "office") -> None:
        (folder / name).mkdir()
        self.desk = Desk(folder / name, ALERT)
        self.place = Folder(folder / f"{name}-in")
        writer = Writer(self.desk.path)
        self.recorder = writer.write_now(
            CollectingRecorder, self.desk.config, run_id=self.desk.run_id, with_alerts=True
        )
        self.collector = Collector(
            self.desk.database,
            writer,
            self.recorder,
            self.place,
            workers=workers,
            versions=VERSIONS,
            keep_seconds=3600,
            clock=lambda: NOW,
        )

    def collect(self, *names: str, of: Folder, now: datetime = NOW + 24 * HOUR) -> Collected:
        self.place.path.mkdir(exist_ok=True)
        for name in names:
            shutil.copy(of.path / name, self.place.path / name)
        self.collector.clock = lambda: now
        return asyncio.run(self.collector.collect())

    def said(self) -> list[Any]:
        """What the database says of articles, their older texts, their pages and the matches."""
        database = self.desk.database
        found: list[Any] = []
        for row in sorted(self.desk.articles(), key=lambda row: (row["page_id"], row["position"])):
            page = database.page_row(row["page_id"])
            assert page is not None
            revisions = database.revisions_of(row["id"])
            facts = ("title", "text", "first_seen_at", "order_at", "published_at", "modified_at", "origins_of")
            found.append(
                (
                    page["url"],
                    page["first_seen_at"],
                    page["status"],
                    {name: row[name] for name in facts},
                    [[each[name] for name in ("seen_from", "seen_until", "text", "facts")] for each in revisions],
                )
            )
        return found


class Killed(Folder):
    """A place after which nothing more is done."""

    def write(self, name: str, body: bytes) -> None:
        super().write(name, body)
        raise OSError("killed")


@pytest.fixture
def workers() -> Workers:
    return crawling.workers()


@pytest.fixture
def place(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "shipped")


@pytest.fixture
def one(tmp_path: Path, place: Folder) -> Crawler:
    return Crawler(tmp_path, place, name="one")


@pytest.fixture
def two(tmp_path: Path, place: Folder) -> Crawler:
    return Crawler(tmp_path, place, name="two")


@pytest.fixture
def office(tmp_path: Path, workers: Workers) -> Office:
    return Office(tmp_path, workers)


def visits(office: Office) -> list[Row]:
    return office.desk.database.list_visits(since=None, limit=None)[::-1]


def test_what_a_crawler_read_is_recorded_with_its_moment(one: Crawler, office: Office, place: Folder) -> None:
    one.read("https://a.example/1", news(1))
    assert office.collect(one.ship(), of=place).files == 1
    [article] = office.desk.articles()
    assert (article["text"], article["first_seen_at"], article["source"]) == (news(1), "2025-03-21T12:00:00Z", FEED)
    [visit] = visits(office)
    assert (visit["new"], visit["new_pages"], visit["links"], visit["outcome"]) == (1, 1, 1, "done")
    assert place.names() and office.place.names() == []


def test_a_copy_is_found_among_what_two_crawlers_read(
    one: Crawler, two: Crawler, office: Office, place: Folder
) -> None:
    one.read("https://a.example/1", news(1))
    two.read("https://b.example/1", news(1), at=NOW + HOUR)
    office.collect(two.ship(), one.ship(), of=place)
    [match] = office.desk.matches()
    urls = {row["id"]: row["url"] for row in office.desk.articles()}
    assert urls[match["later_id"]] == "https://b.example/1"
    assert sum(visit["copies"] for visit in visits(office)) == 1


def test_a_page_that_gave_nothing_leaves_its_row_and_the_reason(one: Crawler, office: Office, place: Folder) -> None:
    one.read("https://a.example/1", outcome="failed", reason="HTTP 500", grade="server_error")
    one.read("https://a.example/2")
    one.read("https://a.example/3", words(3))
    with one.database.transaction():
        one.database.leave_pages(
            one.source(), [("https://a.example/4", Link(url="https://a.example/4"), "old")], now=NOW
        )
    one.recorder.tell_what_is_named(now=NOW)
    office.collect(one.ship(), of=place)
    found = {row["url"][-1]: (row["status"], row["reason"]) for row in office.desk.pages()}
    assert found == {
        "1": ("failed", "HTTP 500"),
        "2": ("no_text", "no article text"),
        "3": ("off_topic", 'not on the topic "ai"'),
        "4": ("skipped", "old"),
    }


def test_a_crawler_keeps_no_text(one: Crawler) -> None:
    one.read("https://a.example/1", news(1))
    assert not one.database.holds_articles()
    assert one.database.count_articles() == 0
    [page] = one.database.list_pages(since=None, status=None, limit=None)
    assert page["status"] == "stored"
    assert one.database.kept_page(page["id"])["raw"] is None


def test_the_same_bytes_are_not_shipped_again(one: Crawler, office: Office, place: Folder) -> None:
    one.read("https://a.example/1", news(1))
    first = one.ship()
    one.read("https://a.example/1", news(1), at=NOW + HOUR)
    second = one.ship()
    assert len(place.read(second)) < len(place.read(first)) / 2
    office.collect(first, second, of=place)
    assert len(office.desk.articles()) == 1
    assert [visit["changed"] for visit in visits(office)] == [0, 0]


def test_a_file_that_comes_again_adds_nothing(one: Crawler, office: Office, place: Folder) -> None:
    one.read("https://a.example/1", news(1))
    name = one.ship()
    office.collect(name, of=place)
    before = office.said()
    again = office.collect(name, of=place)
    assert (again.files, again.again) == (0, 1)
    assert office.said() == before and len(visits(office)) == 1
    assert office.place.names() == []


def test_records_that_two_files_hold_are_recorded_once(one: Crawler, office: Office, place: Folder) -> None:
    """A crawler that is killed after a file was written and before that was noted ships its records again."""
    one.read("https://a.example/1", news(1))
    one.shipper.place = Killed(place.path)
    with pytest.raises(OSError):
        one.ship()
    one.shipper.place = place
    [first] = place.names()
    one.read("https://a.example/2", news(2), at=NOW + HOUR)
    second = one.ship()
    assert one.database.waiting_since() == (0, None)
    office.collect(second, of=place)
    assert office.collect(first, of=place).records == 0
    assert len(office.desk.articles()) == 2
    assert sorted(visit["new"] for visit in visits(office)) == [1, 1]
    assert office.desk.database.crawlers()[0]["missing"] == 0


def test_what_was_recorded_in_part_is_gone_on_with(one: Crawler, office: Office, place: Folder) -> None:
    for n in range(20):
        one.read(f"https://a.example/{n}", news(n))
    name = one.ship()
    office.place.path.mkdir()
    shutil.copy(place.path / name, office.place.path / name)
    asked = iter([False, False, True])
    office.collector.is_stopping = lambda: next(asked, True)
    asyncio.run(office.collector.collect())
    office.collector.is_stopping = lambda: False
    some = len(office.desk.articles())
    assert 0 < some < 20
    office.collect(of=place)
    assert len(office.desk.articles()) == 20
    assert sum(visit["new"] for visit in visits(office)) == 20


def test_texts_of_one_page_come_in_any_order(one: Crawler, tmp_path: Path, place: Folder, workers: Workers) -> None:
    told = [
        {"text": news(1), "title": "First", "published": "2025-03-21T10:00:00Z"},
        {"text": news(1), "title": "First", "published": "2025-03-21T11:00:00Z"},
        {"text": news(2), "title": "Second", "published": "2025-03-21T11:30:00Z"},
        {"text": news(3), "title": "Third", "published": "2025-03-21T11:45:00Z"},
    ]
    names = []
    for n, story in enumerate(told):
        one.read("https://a.example/1", story, at=NOW + n * HOUR)
        names.append(one.ship())
    said = []
    for n, order in enumerate(itertools.permutations(names)):
        office = Office(tmp_path, workers, name=f"office-{n}")
        for name in order:
            office.collect(name, of=place)
        said.append(office.said())
        office.desk.database.close()
    [[first]] = said[:1]
    _, _, _, article, revisions = first
    assert article["text"] == news(3)
    assert (article["first_seen_at"], article["published_at"]) == ("2025-03-21T12:00:00Z", "2025-03-21T10:00:00Z")
    assert [tuple(each[:3]) for each in revisions] == [
        ("2025-03-21T12:00:00Z", "2025-03-21T14:00:00Z", news(1)),
        ("2025-03-21T14:00:00Z", "2025-03-21T15:00:00Z", news(2)),
    ]
    assert all(each == said[0] for each in said)


def test_a_page_that_failed_later_and_is_heard_of_first_is_stored_all_the_same(
    one: Crawler, office: Office, place: Folder
) -> None:
    one.read("https://a.example/1", news(1))
    first = one.ship()
    one.read("https://a.example/1", outcome="failed", reason="HTTP 404", grade="gone", at=NOW + HOUR)
    second = one.ship()
    office.collect(second, of=place)
    office.collect(first, of=place)
    [article] = office.desk.articles()
    assert (article["text"], article["first_seen_at"]) == (news(1), "2025-03-21T12:00:00Z")
    assert office.desk.page_of("https://a.example/1")["status"] == "stored"


def test_a_source_that_moved_has_its_pages_once(one: Crawler, two: Crawler, office: Office, place: Folder) -> None:
    one.read("https://a.example/1", news(1))
    two.read("https://a.example/1", news(1), at=NOW + HOUR)
    two.read("https://a.example/2", news(2), at=NOW + HOUR)
    office.collect(two.ship(), one.ship(), of=place)
    assert [
        (row["url"][-1], row["first_seen_at"]) for row in sorted(office.desk.articles(), key=lambda row: row["url"])
    ] == [
        ("1", "2025-03-21T12:00:00Z"),
        ("2", "2025-03-21T13:00:00Z"),
    ]
    assert [row["changed"] for row in visits(office)] == [0, 0, 0]


def test_a_source_is_as_its_latest_visit_says(one: Crawler, office: Office, place: Folder) -> None:
    one.read("https://a.example/1", news(1))
    first = one.ship()
    one.read("https://a.example/2", news(2), at=NOW + HOUR)
    second = one.ship()
    for name in (second, first):
        office.collect(name, of=place)
    [source] = office.desk.database.list_sources(since=None, limit=None)
    assert source["last_visit_at"] == "2025-03-21T13:00:00Z"
    assert source["grade"] == "working"


def test_a_broken_file_is_put_aside_and_the_next_is_collected(one: Crawler, office: Office, place: Folder) -> None:
    one.read("https://a.example/1", news(1))
    first = one.ship()
    one.read("https://a.example/2", news(2), at=NOW + HOUR)
    second = one.ship()
    office.place.path.mkdir()
    (office.place.path / first).write_bytes(place.read(first)[:100])
    found = office.collect(second, of=place)
    assert found.files == 1 and len(found.failed) == 1
    assert [row["reason"] for row in office.desk.database.list_shipments(status="failed", limit=None)] == [
        "its bytes are not those that its name was made of: it was cut off or changed on the way"
    ]
    assert (office.place.path / "failed" / first).exists()
    [crawler] = office.desk.database.crawlers()
    assert crawler["failed"] == 1 and crawler["missing"] > 0
    # Once it comes whole, it is collected.
    assert office.collect(first, of=place).files == 1
    [crawler] = office.desk.database.crawlers()
    assert (crawler["failed"], crawler["missing"]) == (0, 0)


def test_a_file_of_a_newer_program_stays_until_the_collector_is_upgraded(
    one: Crawler, office: Office, place: Folder
) -> None:
    one.shipper.versions = replace(VERSIONS, extractor="2")
    one.read("https://a.example/1", news(1))
    name = one.ship()
    found = office.collect(name, of=place)
    assert found.waiting == [name] and office.place.names() == [name]
    [row] = office.desk.database.list_shipments(status="newer", limit=None)
    assert row["reason"] == "its crawler has extractor 2, and this Naskh 1: upgrade the collector"
    office.collector.versions = replace(VERSIONS, extractor="2")
    assert office.collect(of=place).files == 1
    assert len(office.desk.articles()) == 1


def test_what_is_no_shipment_stays_where_it_is(office: Office, place: Folder) -> None:
    office.place.path.mkdir()
    (office.place.path / "README").write_text("not ours", "utf-8")
    assert office.collect(of=place).waiting == ["README"]
    assert office.place.names() == ["README"]


def test_nothing_is_lost_while_the_place_cannot_be_written(one: Crawler, place: Folder) -> None:
    place.path.write_text("a file, no folder", "utf-8")
    one.read("https://a.example/1", news(1))
    waiting, _ = one.database.waiting_since()
    with pytest.raises(OSError):
        one.ship()
    assert one.database.waiting_since()[0] == waiting > 0
    place.path.unlink()
    assert one.ship() in place.names()


def test_a_file_is_due_when_enough_waits_or_for_long_enough(one: Crawler) -> None:
    assert not one.shipper.is_due(now=NOW)
    one.read("https://a.example/1", news(1))
    assert not one.shipper.is_due(now=NOW + MINUTE / 2)
    assert one.shipper.is_due(now=NOW + MINUTE)


def test_config_of_the_office_decides_what_is_kept(
    tmp_path: Path, place: Folder, one: Crawler, workers: Workers
) -> None:
    office = Office(tmp_path, workers, name="all")
    office.collector.writer.write_now(take_up, parse_config('topic = "all"'), office.recorder)
    one.read("https://a.example/1", words(1))
    office.collect(one.ship(), of=place)
    assert len(office.desk.articles()) == 1
