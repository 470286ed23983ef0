"""Which stored texts a new one is matched with, and which cluster it joins."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
from recording import NOW, Desk, words

from db.times import to_text
from model import Relation

HOUR = timedelta(hours=1)
ALL: tuple[Relation, ...] = ("identical", "near_duplicate", "excerpt", "partial")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, 'topic = "all"')


def roundup(*seeds: int) -> str:
    return "\n\n".join(words(seed) for seed in seeds)


@pytest.mark.slow
def test_a_text_that_two_hundred_outlets_carry_finds_its_cluster_and_stores_few_matches(desk: Desk) -> None:
    """Each edits it slightly, in its own way: a word in ten is another one."""
    text = words(1, 200).split()

    def edited(n: int) -> str:
        chance = random.Random(n)
        return " ".join(f"x{n}w{place}" if chance.random() < 0.1 else word for place, word in enumerate(text))

    with desk.database.transaction():
        for n in range(200):
            desk.crawl(f"https://p{n}.example/1", edited(n), at=NOW + n * timedelta(minutes=10))
    before = len(desk.matches())
    desk.crawl("https://newcomer.example/1", edited(200), at=NOW + 40 * HOUR)
    new = [match for match in desk.matches() if match["later_id"] == 201]
    assert len(desk.matches()) - before == len(new) <= 21
    assert 1 in {match["earlier_id"] for match in new}
    assert desk.clusters() == [set(range(1, 202))]
    [cluster] = desk.database.list_clusters(since=None, limit=None)
    assert (cluster["size"], cluster["earliest"]) == (201, 1)


@pytest.mark.parametrize("roundup_comes", ["first", "in between", "last"])
def test_a_roundup_joins_none_of_the_clusters_of_its_texts(desk: Desk, roundup_comes: str) -> None:
    at = {"first": 0, "in between": 2, "last": 5}[roundup_comes]
    texts = [words(seed) for seed in range(1, 6)]
    texts.insert(at, roundup(1, 2, 3, 4, 5))
    for n, text in enumerate(texts):
        desk.crawl(f"https://p{n}.example/1", text, at=NOW + n * HOUR)
    assert len(desk.matches("excerpt")) == 5
    assert [cluster for cluster in desk.clusters() if at + 1 in cluster] == []
    desk.crawl("https://copy.example/3", words(3), at=NOW + 9 * HOUR)
    third = texts.index(words(3)) + 1
    assert desk.clusters() == [{third, 7}]


def test_an_abridged_text_joins_the_cluster_of_the_whole_one(desk: Desk) -> None:
    desk.crawl("https://a.example/1", words(1, 300))
    desk.crawl("https://b.example/1", words(1, 300))
    desk.crawl("https://c.example/1", words(1, 300)[:700])
    assert {row["relation"] for row in desk.matches() if row["later_id"] == 3} == {"excerpt"}
    assert desk.clusters() == [{1, 2, 3}]


@pytest.mark.parametrize("both_come", ["last", "in between"])
def test_a_text_that_carries_two_others_whole_joins_neither(desk: Desk, both_come: str) -> None:
    half, other = words(1, 100), words(2, 100)
    texts = [half, f"{half} {words(3, 10)}", other, f"{other} {words(4, 10)}"]
    at = {"last": 4, "in between": 2}[both_come]
    texts.insert(at, f"{half} {other}")
    for n, text in enumerate(texts):
        desk.crawl(f"https://p{n}.example/1", text, at=NOW + n * HOUR)
    first, second, third, fourth = (n + 1 for n in range(5) if n != at)
    assert desk.clusters() == [{first, second}, {third, fourth}]


def test_a_text_between_two_others_does_not_glue_them(desk: Desk) -> None:
    blocks = [words(seed, 20) for seed in range(40)]
    for n, start in enumerate((0, 1, 12, 13, 6)):
        desk.crawl(f"https://p{n}.example/1", " ".join(blocks[start : start + 20]), at=NOW + n * HOUR)
    assert {(5, 1), (5, 2), (5, 3), (5, 4)} <= desk.pairs("near_duplicate")
    clusters = [cluster - {5} for cluster in desk.clusters()]
    assert clusters == [{1, 2}, {3, 4}]


def test_a_text_that_is_rewritten_step_by_step_does_not_stay_one_cluster(desk: Desk) -> None:
    blocks = [words(seed, 20) for seed in range(60)]
    for n in range(12):
        desk.crawl(f"https://p{n}.example/1", " ".join(blocks[3 * n : 3 * n + 15]), at=NOW + n * HOUR)
    assert {(n + 1, n) for n in range(1, 12)} <= desk.pairs("near_duplicate")
    assert [cluster for cluster in desk.clusters() if {1, 12} <= cluster] == []


def test_a_shared_passage_makes_no_cluster(desk: Desk) -> None:
    desk.crawl("https://a.example/1", words(1, 300))
    desk.crawl("https://b.example/1", f"{words(2, 300)} {words(1, 40)}")
    assert desk.pairs("partial") == {(2, 1)}
    assert desk.clusters() == []


def test_the_earliest_changes_when_an_earlier_piece_arrives_late(desk: Desk) -> None:
    def piece(minute: int) -> dict[str, str]:
        return {"text": words(1), "published": f"2025-03-20T10:{minute:02}:00Z"}

    desk.crawl("https://a.example/1", piece(30))
    desk.crawl("https://b.example/1", piece(45), at=NOW + HOUR)
    desk.crawl("https://c.example/1", piece(10), at=NOW + 2 * HOUR)
    [cluster] = desk.database.list_clusters(since=None, limit=None)
    assert (cluster["earliest"], cluster["reason"]) == (3, "the next one was published 20 min later")
    assert cluster["outlets"] == ["c.example", "a.example", "b.example"]
    assert desk.pairs() == {(2, 1), (1, 3), (2, 3)}


def test_a_match_is_described_from_the_later_articles_side(desk: Desk) -> None:
    desk.crawl("https://a.example/1", {"text": words(1)[: 7 * 60 - 1], "published": "2025-03-20T12:00:00Z"})
    desk.crawl("https://b.example/1", {"text": words(1), "published": "2025-03-20T10:00:00Z"}, at=NOW + HOUR)
    [match] = desk.matches()
    assert (match["later_id"], match["earlier_id"], match["order_known"]) == (1, 2, 1)
    assert match["share_of_later"] == 1 > match["share_of_earlier"]
    assert match["reason"].startswith("100 % of it is in the other")
    assert match["order_reason"] == "published 2 h later"


def test_times_that_do_not_decide_leave_the_order_open(desk: Desk) -> None:
    for letter in "ab":
        desk.crawl(f"https://{letter}.example/1", {"text": words(1), "published": "2025-03-20T10:00:00Z"})
    [match] = desk.matches()
    [cluster] = desk.database.list_clusters(since=None, limit=None)
    assert (match["order_known"], cluster["order_known"]) == (0, 0)
    assert match["order_reason"] == cluster["reason"] == "both were published at the same time"


def test_whether_one_outlet_carries_both_is_known_where_both_outlets_are(desk: Desk) -> None:
    desk.crawl("https://a.example/1", words(1))
    desk.crawl("https://a.example/2", words(1))
    desk.import_("file:///1.txt", words(1), key="1")
    assert {frozenset((m["later_id"], m["earlier_id"])): m["same_outlet"] for m in desk.matches()} == {
        frozenset((1, 2)): 1,
        frozenset((1, 3)): None,
        frozenset((2, 3)): None,
    }


def test_the_smaller_address_comes_first_where_nothing_else_distinguishes_two_pieces(desk: Desk) -> None:
    for number in (3, 1, 2):
        desk.import_(f"file:///{number}.txt", words(1), key=str(number))
    [cluster] = desk.database.list_clusters(since=None, limit=None)
    assert desk.database.article_row(cluster["earliest"])["url"] == "file:///1.txt"
    assert desk.pairs() == {(1, 2), (1, 3), (3, 2)}


def test_copies_may_lie_as_far_apart_as_the_settings_say(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"\n[duplicates]\nwindow_days = 7')
    desk.crawl("https://a.example/1", words(1))
    desk.crawl("https://b.example/1", words(1), at=NOW + timedelta(days=8))
    assert desk.matches() == []
    desk.crawl("https://c.example/1", words(1), at=NOW + timedelta(days=9))
    assert desk.pairs() == {(3, 2)}


@pytest.mark.parametrize("backwards", [False, True])
def test_which_of_many_identical_texts_are_matched_depends_on_no_order_of_arrival(
    desk: Desk, *, backwards: bool
) -> None:
    """More carry it, at one moment, than are matched: the addresses tell them apart."""
    urls = sorted(f"https://p{n:02}.example/1" for n in range(30))
    for url in reversed(urls) if backwards else urls:
        desk.crawl(url, words(1), at=NOW)
    desk.crawl("https://z.example/1", words(1), at=NOW + HOUR)
    rows = desk.database.timing_rows([match["earlier_id"] for match in desk.matches() if match["later_id"] == 31])
    assert sorted(row["url"] for row in rows.values()) == urls[: len(rows)]
    assert len(rows) <= 21


def test_a_copy_that_names_nobody_says_so(desk: Desk) -> None:
    desk.crawl("https://a.example/1", words(1))
    desk.crawl("https://b.example/1", words(1))
    [match] = desk.matches(*ALL)
    assert (match["credited"], match["judge"], match["found_at"]) == ("none_found", match["judge"], to_text(NOW))
