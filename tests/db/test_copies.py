"""Copies as people count them: each carrier of a text once, with the earliest; and who publishes first."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from recording import NOW, Desk, news, words

from db.store import Row
from pipelines.copies.verdicts import give_verdict

HOUR = timedelta(hours=1)
TOML = """
topic = "all"
[[outlet]]
name = "Wire"
domains = ["wire.example"]
[[outlet]]
name = "Ours"
domains = ["ours.example"]
groups = ["mine"]
[[outlet]]
name = "Hub"
domains = ["hub.example"]
[[outlet]]
name = "Late"
domains = ["late.example"]
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, TOML)


def carried(desk: Desk, **choice: Any) -> set[tuple[int, int]]:
    rows = desk.database.list_copies(since=None, limit=None, **choice)
    return {(row["later_id"], row["earlier_id"]) for row in rows}


def at(hour: int, minute: int = 0) -> str:
    return f"2025-03-20T{hour:02}:{minute:02}:00Z"


def story(text: str, published: str | None = None, **facts: Any) -> dict[str, Any]:
    return {"text": text, "published": published, "title": "A story", **facts}


def test_one_story_in_eight_outlets_is_seven_copies_of_the_earliest(desk: Desk) -> None:
    added = [
        desk.crawl(f"https://p{n}.example/1", story(f"{words(1)} {words(10 + n, 4)}", at(1 + n))).copies
        for n in range(8)
    ]
    assert added == [0, 1, 1, 1, 1, 1, 1, 1]
    assert carried(desk) == {(n, 1) for n in range(2, 9)}
    assert len(desk.matches()) == 28
    [cluster] = desk.database.list_clusters(since=None, limit=None)
    assert (cluster["copies"], desk.database.count_copies()) == (7, 7)
    assert desk.rows("select count(*), min(minutes_later), max(minutes_later) from copies") == [(7, 60, 420)]
    assert desk.rows("select count(*) from pairs") == [(28,)]


def test_a_carrier_that_was_found_before_the_earliest_is_listed_with_it(desk: Desk) -> None:
    for name, hour in (("b", 5), ("c", 6), ("a", 1)):
        assert desk.crawl(f"https://{name}.example/1", story(words(1), at(hour))).copies == (name != "b")
    assert carried(desk) == {(1, 3), (2, 3)}


def test_the_members_of_a_cluster_come_in_the_order_in_which_they_were_published(desk: Desk) -> None:
    for name, hour in (("a", 5), ("b", 6), ("c", 1)):
        desk.crawl(f"https://{name}.example/1", story(words(1), at(hour)))
    [cluster] = {row["cluster_id"] for row in desk.articles()}
    assert [row["outlet"] for row in desk.database.members_of_cluster(cluster)] == [
        "c.example",
        "a.example",
        "b.example",
    ]


def drifted(desk: Desk) -> None:
    """Three states of a text, of which the first and the last were not compared with each other."""
    for n in range(3):
        desk.crawl(f"https://p{n}.example/1", story(words(1), at(1 + n)))
    with desk.database.transaction():
        desk.database.connection.execute("update matches set superseded_at = 'x' where later_id = 3 and earlier_id = 1")


def test_a_carrier_that_was_not_compared_with_the_earliest_is_listed_without_figures(desk: Desk) -> None:
    drifted(desk)
    assert carried(desk) == {(2, 1), (3, 1)}
    [row] = [row for row in desk.database.list_copies(since=None, limit=None) if row["later_id"] == 3]
    unknown = ("share_of_later", "share_of_earlier", "jaccard", "overlap", "credited")
    assert [row[name] for name in unknown] == [None] * 5
    assert (row["relation"], row["through_id"]) == ("identical", 2)
    assert row["reason"].startswith("not compared with the earliest; with article 2: ")
    # What is an hour later than what is an hour later is two hours later.
    assert (row["order_known"], row["minutes_later"]) == (1, 120)
    assert desk.database.count_copies() == 2


def test_what_carries_two_texts_is_a_copy_of_each(desk: Desk) -> None:
    one, other = words(1, 200), words(2, 200)
    desk.crawl("https://a.example/1", story(one, at(1)))
    desk.crawl("https://b.example/1", story(one, at(2)))
    desk.crawl("https://c.example/1", story(other, at(3)))
    assert desk.crawl("https://d.example/1", story(f"{one} {other}", at(4))).copies == 2
    assert desk.clusters() == [{1, 2}]
    assert carried(desk) == {(2, 1), (4, 1), (4, 3)}
    assert desk.database.count_copies() == 3


def test_what_a_person_called_no_copy_is_listed_and_not_counted(desk: Desk) -> None:
    desk.crawl("https://a.example/1", story(words(1), at(1)))
    desk.crawl("https://b.example/1", story(words(1), at(2)))
    give_verdict(desk.database, 1, "not-a-copy", None, now=NOW)
    [row] = desk.database.list_copies(since=None, limit=None)
    assert row["verdict"] == "not-a-copy"
    assert desk.database.count_copies() == 0 and desk.rows("select count(*) from copies") == [(0,)]
    assert desk.database.list_copies(since=None, limit=None, unsettled=True) == []
    give_verdict(desk.database, 1, "licensed", None, now=NOW)
    assert desk.database.count_copies() == 1


@pytest.mark.parametrize(
    ("earlier", "later", "minutes"),
    [
        (at(8), at(9, 30), 90),
        (at(8), "2025-03-21T00:00:59Z", 960),
        (at(8), at(8), None),
        (at(8), "2025-03-20", None),
        ("2025-03-20", "2025-03-21T06:00:00Z", None),
        ("2025-03-20T08:00:00", at(11), None),
        (None, at(9), None),
        (None, None, None),
    ],
)
def test_minutes_are_reported_only_where_both_times_are_exact(
    desk: Desk, earlier: str | None, later: str | None, minutes: int | None
) -> None:
    desk.crawl("https://a.example/1", story(words(1), earlier))
    desk.crawl("https://b.example/1", story(words(1), later), at=NOW + 5 * HOUR)
    sql = "select copies.minutes_later, pairs.minutes_later from copies join pairs using (id)"
    assert desk.rows(sql) == [(minutes, minutes)]
    assert desk.rows("select count(*) from copies where later_at < earlier_at or minutes_later < 0") == [(0,)]


def test_times_of_the_views_sort_and_stand_beside_what_the_outlet_wrote(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"\n[[outlet]]\nname = "B"\ndomains = ["b.example"]\ntime_zone = "Asia/Beirut"\n')
    desk.crawl("https://a.example/1", story(words(1), at(8)))
    desk.crawl("https://b.example/1", story(words(1), "2025-03-20T10:45:00"))
    sql = "select earlier_at, later_at, later_published_at, minutes_later from copies"
    assert desk.rows(sql) == [(at(8), at(8, 45), "2025-03-20T10:45:00", 45)]
    assert desk.rows("select at, published_at from cluster_articles") == [
        (at(8), at(8)),
        (at(8, 45), "2025-03-20T10:45:00"),
    ]


def aggregated(desk: Desk) -> None:
    """Ours publishes a text, an aggregator carries it under our name, and Late prints it, too."""
    desk.crawl("https://ours.example/1", story(words(1), at(8)))
    card = story(words(1), at(9), outlet="Ours", url="https://ours.example/1")
    desk.crawl("https://hub.example/day", card, story(words(2), at(9)))
    desk.crawl("https://late.example/1", story(words(1), at(10)))


def test_an_aggregators_copy_is_no_copy_within_one_outlet(desk: Desk) -> None:
    aggregated(desk)
    sql = "select later_outlet, later_carrier, same_outlet, credited from copies order by later_id"
    assert desk.rows(sql) == [("Ours", "Hub", 0, "credited"), ("Late", "Late", 0, "none_found")]
    assert [row["same_outlet"] for row in desk.matches()] == [0, 0, 0]


def ids(desk: Desk, *names: str) -> list[int]:
    return [row["id"] for row in desk.database.outlet_names() if row["name"] in names]


def test_who_carries_ours_and_what_ours_carries_of_others(desk: Desk) -> None:
    aggregated(desk)
    desk.crawl("https://wire.example/5", story(words(5), at(1)))
    desk.crawl("https://ours.example/5", story(words(5), at(2)))
    desk.crawl("https://late.example/5", story(words(5), at(3)))
    assert carried(desk, whose=ids(desk, "Ours")) == {(2, 1), (4, 1)}
    assert carried(desk, by=ids(desk, "Ours")) == {(6, 5)}
    assert carried(desk, whose=ids(desk, "Wire")) == {(6, 5), (7, 5)}
    assert carried(desk, whose=ids(desk, "Wire"), by=ids(desk, "Late")) == {(7, 5)}
    assert desk.rows("select later_id from copies where of_mine order by later_id") == [(2,), (4,)]
    assert desk.rows("select later_id from copies where by_mine") == [(6,)]
    # The same among all pairs: Late has the wire's text after Ours, too.
    assert {row["later_id"] for row in desk.database.list_matches(
        relations=["identical"], since=None, limit=None, whose=ids(desk, "Ours")
    )} == {2, 4, 7}  # fmt: skip


def test_where_the_order_is_not_known_either_may_have_been_first(desk: Desk) -> None:
    desk.crawl("https://late.example/1", story(words(1), "2025-03-20"))
    desk.crawl("https://ours.example/1", story(words(1), at(10)))
    assert carried(desk, whose=ids(desk, "Ours")) == carried(desk, whose=ids(desk, "Late")) == {(2, 1)}
    assert carried(desk, by=ids(desk, "Ours")) == carried(desk, by=ids(desk, "Late")) == {(2, 1)}
    assert desk.rows("select of_mine, by_mine from copies") == [(1, 1)]


def firsts(desk: Desk, **choice: Any) -> dict[str, Row]:
    rows = desk.database.list_firsts(since=choice.pop("since", None), limit=None, **choice)
    return {row["outlet"]: row for row in rows}


def test_who_publishes_first_and_how_long_until_the_first_copy(desk: Desk) -> None:
    aggregated(desk)
    for n, wait in ((5, 10), (6, 50), (7, 20)):
        desk.crawl(f"https://wire.example/{n}", story(words(n), at(1)))
        desk.crawl(f"https://late.example/{n}", story(words(n), at(1, wait)))
    desk.crawl("https://wire.example/8", story(words(8), "2025-03-20"))
    desk.crawl("https://ours.example/8", story(words(8), at(2)))
    told = firsts(desk)
    names = ("shared_texts", "first", "later", "order_not_known", "copies_by_others", "median_minutes_to_first_copy")
    assert {outlet: tuple(row[name] for name in names) for outlet, row in told.items()} == {
        "Wire": (4, 3, 0, 1, 4, 20),
        "Ours": (2, 1, 0, 1, 2, 60),
        "Late": (4, 0, 4, 0, 0, None),
    }
    assert (told["Ours"]["credited_copies"], told["Ours"]["is_mine"]) == (1, 1)
    assert desk.rows("select * from outlet_firsts") == [tuple(row.values()) for row in told.values()]
    assert list(firsts(desk, whose=ids(desk, "Late"))) == ["Late"]
    assert firsts(desk, since=NOW + HOUR) == {}


def test_an_outlet_with_the_text_of_another_on_its_own_page_shares_it_with_that_one(desk: Desk) -> None:
    """An aggregator writes a text and lists the same under another's name, both with the hour alone."""
    own, card = (story(words(1), at(9), outlet=name, precision="hour") for name in (None, "Ours"))
    desk.crawl("https://hub.example/1", own)
    desk.crawl("https://hub.example/day", card, story(words(2), at(9)))
    told = firsts(desk)
    names = ("shared_texts", "first", "later", "order_not_known", "copies_by_others")
    assert {outlet: tuple(row[name] for name in names) for outlet, row in told.items()} == {
        "Hub": (1, 0, 0, 1, 0),
        "Ours": (1, 0, 0, 1, 0),
    }
    assert desk.rows("select * from outlet_firsts") == [tuple(row.values()) for row in told.values()]


def test_texts_that_several_carry_and_ours_does_not(desk: Desk) -> None:
    aggregated(desk)
    for name in ("wire", "late", "p1"):
        desk.crawl(f"https://{name}.example/5", story(words(5), at(5)))
    for name in ("wire", "p2"):
        desk.crawl(f"https://{name}.example/6", story(news(6), at(5)))
    desk.crawl("https://late.example/7", story(words(7), at(5)))
    desk.crawl("https://late.example/8", story(words(7), at(5)))
    found = desk.database.list_clusters(since=None, limit=None, missing=ids(desk, "Ours"))
    assert [(row["spread"], row["outlets"]) for row in found] == [(3, ["Wire", "Late", "p1.example"]), (2, ["Wire", "p2.example"])]  # fmt: skip
    [ours] = desk.database.list_clusters(since=None, limit=None, whose=ids(desk, "Ours"))
    assert (ours["outlets"], ours["carriers"]) == (["Ours", "Late"], ["Ours", "Hub", "Late"])
    assert desk.database.list_clusters(since=NOW + HOUR, limit=None) == []


def test_an_outlets_own_page_was_there_before_an_aggregators_unless_the_times_say_otherwise(desk: Desk) -> None:
    card = {"outlet": "Ours", "url": "https://ours.example/1"}
    desk.crawl("https://hub.example/day", story(words(1), "2025-03-20", **card), story(words(2), at(9)))
    desk.crawl("https://ours.example/1", story(words(1), at(8)))
    sql = "select later_carrier, earlier_carrier, order_known, minutes_later, credited, share_of_later from copies"
    assert desk.rows(sql) == [("Hub", "Ours", 0, None, "credited", 1.0)]
    assert carried(desk, whose=ids(desk, "Ours")) == {(1, 3)}
    [row] = desk.database.list_copies(since=None, limit=None)
    assert row["order_reason"] == "their publication times are not exact enough to tell which came first"
    assert firsts(desk)["Ours"]["order_not_known"] == 1
    desk.crawl("https://hub.example/next", story(words(5), at(8), **card), story(words(6), at(9)))
    desk.crawl("https://ours.example/5", story(words(5), at(9)))
    assert (6, 4) in carried(desk)


def test_what_an_aggregator_s_page_leaves_open_does_not_hide_that_other_outlets_came_later(desk: Desk) -> None:
    """Ours at 8:00; an aggregator in our name, at about 8:20; Late two hours after ours."""
    desk.crawl("https://ours.example/1", story(words(1), at(8)))
    card = story(words(1), at(8, 20), outlet="Ours", url="https://ours.example/1", precision="hour")
    desk.crawl("https://hub.example/day", card, story(words(2), at(9)))
    desk.crawl("https://late.example/1", story(words(1), at(10)))
    copies = desk.rows("select later_id, order_known, minutes_later from copies order by later_id")
    assert copies == [(2, 0, None), (4, 1, 120)]
    [cluster] = desk.database.list_clusters(since=None, limit=None)
    assert (cluster["order_known"], cluster["reason"]) == (1, "the next one was published 2 h later")
    newest = desk.database.newest_copies(since=NOW - 24 * HOUR, limit=9)
    assert [(row["later_id"], row["order_known"], row["minutes_later"]) for row in newest[::-1]] == copies
    told = desk.database.carriers_of_text(cluster["id"])
    assert [(row["id"], row["order_known"], row["minutes_later"]) for row in told[1:]] == copies


def test_the_earliest_is_not_known_to_be_first_while_any_of_the_next_may_have_been(desk: Desk) -> None:
    desk.crawl("https://ours.example/1", story(words(1), at(8)))
    desk.crawl("https://late.example/1", story(words(1), at(8, 10)))
    desk.crawl("https://p1.example/1", story(words(1), at(8, 20), precision="hour"))
    assert desk.rows("select order_known from copies order by later_id") == [(1,), (0,)]
    [cluster] = desk.database.list_clusters(since=None, limit=None)
    assert (cluster["order_known"], cluster["reason"].split()[0]) == (0, "their")


def test_the_view_says_why_an_order_is_not_known_whichever_of_the_two_the_pair_calls_earlier(desk: Desk) -> None:
    card = {"outlet": "Ours", "url": "https://ours.example/1"}
    desk.crawl("https://hub.example/day", story(words(1), "2025-03-20", **card), story(words(2), at(9)))
    desk.crawl("https://ours.example/1", story(words(1), at(8)))
    assert desk.rows("select order_known, order_reason from copies") == [
        (0, "their publication times are not exact enough to tell which came first")
    ]


def test_who_was_first_is_decided_by_other_outlets_copies(desk: Desk) -> None:
    """Ours at 8:00, in its own name at an aggregator at about 8:20, Late at 10:00, and Wire at the same second as ours."""
    desk.crawl("https://ours.example/1", story(words(1), at(8)))
    card = story(words(1), at(8, 20), outlet="Ours", url="https://ours.example/1", precision="hour")
    desk.crawl("https://hub.example/day", card, story(words(2), at(9)))
    desk.crawl("https://late.example/1", story(words(1), at(10)))
    names = ("first", "later", "order_not_known")
    told = {outlet: tuple(row[name] for name in names) for outlet, row in firsts(desk).items()}
    assert told == {"Ours": (1, 0, 0), "Late": (0, 1, 0)}
    for hour in (8, 12):
        desk.crawl(f"https://wire.example/{hour}", story(words(1), at(hour)))
    told = {outlet: tuple(row[name] for name in names) for outlet, row in firsts(desk).items()}
    assert told == {"Ours": (0, 0, 1), "Late": (0, 1, 0), "Wire": (0, 0, 1)}
    view = {row[0]: tuple(row[3:6]) for row in desk.rows("select * from outlet_firsts")}
    assert view == told
