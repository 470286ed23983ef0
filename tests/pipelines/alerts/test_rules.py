"""Which matches are worth an alert, and how it is worded."""

from __future__ import annotations

from typing import Any

import pytest

from config import AlertRule
from db.store import Row
from pipelines.alerts.rules import alerts_of
from pipelines.alerts.wording import alert_text, alert_title, percent
from pipelines.text.search_words import search_text


def match(match_id: int = 1, **facts: Any) -> Row:
    row = {
        "id": match_id,
        "relation": "near_duplicate",
        "share_of_later": 0.82,
        "share_of_earlier": 0.61,
        "same_outlet": 0,
        "credited": "none_found",
        "order_known": 1,
        "order_reason": "published 47 min later",
        "reason": "82 % of it is in the other",
    }
    for side, name in (("later", "City Wire"), ("earlier", "Valley Post")):
        row |= {
            f"{side}_outlet": name,
            f"{side}_carrier": name,
            f"{side}_groups": "[]",
            f"{side}_title": f"Ploughs in {name}",
            f"{side}_url": f"https://{side}.example/1",
            f"{side}_published_at": "2025-03-20T10:00:00Z",
            f"{side}_first_seen_at": "2025-03-20T11:00:00Z",
        }
    return row | facts


def rules_that_fire(*rules: AlertRule, words: str = "", **facts: Any) -> list[str]:
    return [alert.rule for alert in alerts_of([(match(**facts), None)], rules, words=search_text(words))]


@pytest.mark.parametrize(
    ("rule", "facts", "fires"),
    [
        ({}, {}, True),
        ({}, {"relation": "partial"}, False),
        ({"relations": ("partial",)}, {"relation": "partial"}, True),
        ({"min_share": 0.82}, {}, True),
        ({"min_share": 0.83}, {}, False),
        ({"outlets": ("Valley Post",)}, {}, True),
        ({"outlets": ("City Wire",)}, {}, True),
        ({"outlets": ("Hill Post",)}, {}, False),
        ({"groups": ("mine",)}, {"earlier_groups": '["mine", "daily"]'}, True),
        ({"groups": ("mine",)}, {"later_groups": '["mine"]'}, True),
        ({"groups": ("mine",)}, {"later_groups": None, "later_outlet": None}, False),
        ({"same_outlet": False}, {"same_outlet": 1}, False),
        ({"same_outlet": False}, {"same_outlet": None}, True),
    ],
)
def test_a_rule_fires_on_what_it_names(rule: dict[str, Any], facts: dict[str, Any], fires: bool) -> None:
    assert bool(rules_that_fire(AlertRule(name="r", **rule), **facts)) is fires


@pytest.mark.parametrize(
    ("wanted", "text", "fires"),
    [
        ("ذكاء", "تستعين البلدية بالذكاء الاصطناعي", True),
        ("الذَّكاء الاصطناعي", "تستعين البلدية بالذكاء الاصطناعي", True),
        ("ذكاء", "الأذكياء في البلدية", False),
        ("Snow Plough", "a snow-plough for the valley", True),
        ("plough", "ploughs for the valley", False),
        ("人工智能", "昨天市政府宣布人工智能系统", True),
        ("!", "a text!", False),
    ],
)
def test_words_are_found_as_a_search_finds_them(wanted: str, text: str, fires: bool) -> None:
    assert bool(rules_that_fire(AlertRule(name="r", words=("elsewhere", wanted)), words=text)) is fires


def test_each_rule_tells_of_the_first_match_that_satisfies_it() -> None:
    matches = [(match(1, relation="partial"), None), (match(2), None), (match(3), None)]
    rules = [AlertRule(name="copies"), AlertRule(name="passages", relations=("partial",), channels=("log", "desk"))]
    told = [(a.rule, a.match_id, a.channels) for a in alerts_of(matches, rules, words="")]
    assert told == [("copies", 2, ("log",)), ("passages", 1, ("log", "desk"))]


def test_what_satisfied_a_rule_before_is_no_news() -> None:
    known, grown = (match(2), match(1)), (match(4), match(3, relation="partial"))
    assert alerts_of([known], [AlertRule(name="r")], words="") == []
    assert [a.match_id for a in alerts_of([known, grown], [AlertRule(name="r")], words="")] == [4]


@pytest.mark.parametrize(
    ("facts", "title"),
    [
        ({}, "City Wire carries a text that appeared earlier in Valley Post (82 %)"),
        ({"later_outlet": None}, "https://later.example/1 carries a text that appeared earlier in Valley Post (82 %)"),
        ({"same_outlet": 1}, "City Wire carries a text a second time (82 %)"),
        (
            {"same_outlet": 1, "later_carrier": "News Basket"},
            "News Basket carries a text of Valley Post (82 %)",
        ),
        ({"order_known": 0}, "City Wire and Valley Post carry the same text (82 %); which came first is not known"),
        ({"relation": "partial", "share_of_later": 0.1}, "City Wire shares a passage with Valley Post (10 %)"),
        (
            {"relation": "partial", "share_of_later": 0.1, "order_known": 0},
            "City Wire shares a passage with Valley Post (10 %)",
        ),
        (
            {"relation": "partial", "share_of_later": 0.1, "same_outlet": 1},
            "City Wire shares a passage with another of its articles (10 %)",
        ),
        (
            {"relation": "excerpt", "share_of_later": 0.2, "share_of_earlier": 0.98},
            "City Wire carries a text that appeared earlier in Valley Post (98 % of that text, 20 % of this one)",
        ),
    ],
)
def test_the_title_says_who_carries_how_much_of_what(facts: dict[str, Any], title: str) -> None:
    assert alert_title(match(**facts)) == title


def test_the_text_says_what_stands_where_and_how_much_later_and_claims_no_more() -> None:
    assert alert_text(match()).splitlines() == [
        "«Ploughs in City Wire» - City Wire, 2025-03-20 10:00 UTC",
        "https://later.example/1",
        "82 % of it is in:",
        "«Ploughs in Valley Post» - Valley Post, 2025-03-20 10:00 UTC",
        "https://earlier.example/1",
        "Published 47 min later.",
        "82 % of it is in the other",
        "No credit found, which proves nothing: both may come from a third source.",
    ]


FIRST = {
    "first_outlet": "Hill Agency",
    "first_carrier": "Hill Agency",
    "first_title": "Ploughs on the hill",
    "first_url": "https://hill.example/1",
    "first_published_at": "2025-03-20T07:00:00Z",
    "first_published_offset": "+02:00",
    "first_order_known": 1,
}


def test_what_had_the_text_before_both_is_named() -> None:
    told = match(**FIRST)
    assert alert_title(told) == "City Wire and Valley Post carry a text that appeared first in Hill Agency (82 %)"
    assert alert_text(told).splitlines()[-4:-1] == [
        "This text appeared first in:",
        "«Ploughs on the hill» - Hill Agency, 2025-03-20 09:00 +02:00",
        "https://hill.example/1",
    ]
    assert "may have appeared first in Hill Agency" in alert_title(match(**FIRST | {"first_order_known": 0}))
    assert "Hill Agency" not in alert_title(match(**FIRST, relation="partial"))


def test_an_aggregators_copy_names_the_aggregator_and_is_not_of_one_outlet() -> None:
    told = match(later_outlet="Valley Post", later_carrier="News Basket", credited="credited")
    assert alert_title(told) == "News Basket carries a text of Valley Post (82 %)"
    text = alert_text(told)
    assert "Credit: the page names Valley Post." in text and "one outlet" not in text
    assert "- Valley Post, on a page of News Basket, 2025" in text
    own = match(later_outlet="Valley Post", later_carrier="Valley Post", earlier_carrier="News Basket")
    assert alert_title(own) == "Valley Post carries a text that appeared earlier in Valley Post on News Basket (82 %)"
    assert "Credit: the outlet publishes its own text, which an aggregator's page had before." in alert_text(own)
    assert "Credit: both articles are from one outlet." in alert_text(match(same_outlet=1))
    other = alert_title(match(earlier_carrier="News Basket"))
    assert other == "City Wire carries a text that appeared earlier in Valley Post on News Basket (82 %)"


def test_an_order_that_is_not_known_is_said_to_be_so() -> None:
    text = alert_text(match(order_known=0, order_reason="both were published at the same time"))
    assert "Which came first is not known: both were published at the same time." in text


def test_a_text_without_title_and_date_is_told_by_address_and_first_sight() -> None:
    text = alert_text(match(later_title=None, later_published_at=None))
    assert "«(no title)» - City Wire, seen 2025-03-20 11:00 UTC" in text


def test_only_the_whole_is_a_hundred_percent() -> None:
    assert [percent(share) for share in (0, 0.004, 0.825, 0.994, 0.9999, 1)] == [
        "0 %",
        "0 %",
        "83 %",
        "99 %",
        "99 %",
        "100 %",
    ]
