"""What was judged before there was a snapshot of what is common is judged again once there is one."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from crawling import workers
from recording import NOW, Desk, words

from daemon.watching import Daemon
from likeness.samples import FEWEST_TEXTS
from model import Link
from pipelines.copies.early import judge_early_again
from pipelines.copies.reasons import WITHOUT_SNAPSHOT
from pipelines.copies.sketch import sketch
from pipelines.text.normalize import normalize

HOUR = timedelta(hours=1)
TOML = """
topic = "all"
[[alert]]
name = "copies"
"""
FORMULA = words(70, 50)


def young_archive(folder: Path) -> Desk:
    """A formula twice and a text with its copy, judged while hardly anything else is there."""
    desk = Desk(folder, TOML)
    for n in (1, 2):
        desk.crawl(f"https://formula{n}.example/1", f"{FORMULA} {words(n, 30)}")
    desk.crawl("https://first.example/1", f"{words(3)} {FORMULA}")
    desk.crawl("https://copy.example/1", f"{words(3)} {FORMULA} {words(4, 20)}", at=NOW + HOUR)
    return desk


def grow(desk: Desk, formula: str = FORMULA) -> None:
    """The formula comes day after day, until there is a snapshot."""
    database, source_id = desk.database, desk.source_id()
    with database.transaction():
        for day in range(4):
            links = [
                (url, Link(url=url)) for url in (f"https://wire.example/{day}/{n}" for n in range(FEWEST_TEXTS // 4))
            ]
            stored = database.want_pages(source_id, links, now=NOW + timedelta(days=day))
            for n, page_id in enumerate(stored.values()):
                text = formula if n < 5 else ""
                made = sketch(normalize(f"{text} {words(1000 * (day + 1) + n, 12)}"))
                database.add_sketch_only(made, page_id=page_id, position=0)
    desk.recorder.articles.judging.refresh_rarity(now=NOW + 2 * HOUR)


def judge_again(desk: Desk) -> int:
    return sum(judge_early_again(desk.database, desk.config, run_id=desk.run_id, clock=lambda: NOW + 3 * HOUR))


def test_look_alikes_of_a_young_archive_are_recognised_once_there_is_a_snapshot(tmp_path: Path) -> None:
    desk = young_archive(tmp_path)
    assert {(2, 1), (4, 3)} <= desk.pairs()
    assert all(row["reason"].endswith(WITHOUT_SNAPSHOT) for row in desk.matches())
    grow(desk)
    assert judge_again(desk) > 0
    assert desk.pairs() == {(4, 3)}
    assert desk.clusters() == [{3, 4}]
    [match] = desk.matches()
    assert match["judge"].endswith("-r1")
    assert WITHOUT_SNAPSHOT not in match["reason"]


def test_texts_that_look_alikes_alone_connected_do_not_stay_together(tmp_path: Path) -> None:
    desk = Desk(tmp_path, TOML)
    one, two = words(71, 50), words(72, 50)
    desk.crawl("https://first.example/1", f"{words(1, 30)} {one}")
    desk.crawl("https://second.example/1", f"{words(2, 30)} {two}")
    for n in (3, 4):
        desk.crawl(f"https://both{n}.example/1", f"{one} {two}", at=NOW + HOUR)
    assert desk.clusters() == [{1, 2, 3, 4}]
    grow(desk, f"{one} {two}")
    assert judge_again(desk) > 0
    assert desk.pairs() == {(4, 3)}
    assert desk.clusters() == [{3, 4}]


def test_it_is_done_once(tmp_path: Path) -> None:
    desk = young_archive(tmp_path)
    assert judge_again(desk) == 0
    grow(desk)
    assert judge_again(desk) > 0
    assert judge_again(desk) == 0


def test_verdicts_and_times_stay_and_nothing_is_reported_again(tmp_path: Path) -> None:
    desk = young_archive(tmp_path)
    [before] = [row for row in desk.matches() if (row["later_id"], row["earlier_id"]) == (4, 3)]
    with desk.database.transaction():
        desk.database.add_verdict(before["id"], "settled", note="agreed", now=NOW + HOUR)
    alerts = [row["text"] for row in desk.alerts()]
    grow(desk)
    judge_again(desk)
    [after] = desk.matches()
    assert after["id"] != before["id"]
    assert (after["verdict"], after["found_at"]) == ("settled", before["found_at"])
    assert [row["text"] for row in desk.alerts()] == alerts


def test_the_daemon_does_it_as_it_keeps_house(tmp_path: Path) -> None:
    desk = young_archive(tmp_path)
    grow(desk)
    with Daemon(desk.config, desk.path, workers(), run_id=desk.run_id, clock=lambda: NOW + 3 * HOUR) as daemon:
        asyncio.run(daemon.housekeeping())
    assert desk.pairs() == {(4, 3)}


def test_the_daemon_takes_up_the_first_snapshot_that_another_command_took(tmp_path: Path) -> None:
    desk = young_archive(tmp_path)
    with Daemon(desk.config, desk.path, workers(), run_id=desk.run_id, clock=lambda: NOW + 3 * HOUR) as daemon:
        grow(desk)
        assert daemon.recorder.articles.judging.rarity is None
        asyncio.run(daemon.housekeeping())
        assert daemon.recorder.articles.judging.rarity is not None


def test_a_snapshot_that_another_command_took_is_used(tmp_path: Path) -> None:
    desk = young_archive(tmp_path)
    other = Desk(tmp_path, TOML)
    grow(other)
    assert desk.recorder.articles.judging.rarity is None
    desk.recorder.articles.judging.refresh_rarity(now=NOW + 3 * HOUR)
    assert desk.recorder.articles.judging.rarity is not None
