"""Which matches are worth an alert."""

from __future__ import annotations

from typing import Any

import pytest

from config.alerts import AlertRule
from db.store import Row
from pipelines.alerts.rules import news_of
from pipelines.alerts.wording import percent
from pipelines.text.search_words import search_text

# Of two articles of watched sources, the one that is the later by its time.
SEEN_LONG_BEFORE = {
    "later_source_id": 1,
    "earlier_source_id": 2,
    "earlier_first_seen_at": "2025-03-20T14:00:00Z",
    "visits_between": 2,
}


def match(match_id: int = 1, **facts: Any) -> Row:
    row = {
        "id": match_id,
        "cluster": 1,
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
            f"{side}_carrier_groups": "[]",
            f"{side}_words": 200,
            f"{side}_language": "en",
            f"{side}_topic": "ai",
            f"{side}_title": f"Ploughs in {name}",
            f"{side}_url": f"https://{side}.example/1",
            f"{side}_published_at": "2025-03-20T10:00:00Z",
            f"{side}_first_seen_at": "2025-03-20T11:00:00Z",
        }
    return row | facts


def rules_that_fire(*rules: AlertRule, words: str = "", **facts: Any) -> list[str]:
    found = match(**facts)
    return [rule.name for rule in rules if news_of([(found, None)], rule, words=search_text(words))]


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
        ({"groups": ("mine",), "outlets": ("Hill Post",)}, {"earlier_groups": '["mine"]'}, True),
        ({"groups": ("mine",), "direction": "they_carry_ours"}, {"earlier_groups": '["mine"]'}, True),
        ({"groups": ("mine",), "direction": "they_carry_ours"}, {"later_carrier_groups": '["mine"]'}, False),
        ({"groups": ("mine",), "direction": "we_carry_theirs"}, {"later_carrier_groups": '["mine"]'}, True),
        ({"groups": ("mine",), "direction": "we_carry_theirs"}, {"earlier_groups": '["mine"]'}, False),
        # Where the order is not known, either may be the first.
        (
            {"groups": ("mine",), "direction": "they_carry_ours"},
            {"later_groups": '["mine"]', "later_carrier_groups": '["mine"]', "order_known": 0},
            True,
        ),
        (
            {"groups": ("mine",), "direction": "we_carry_theirs"},
            {"earlier_groups": '["mine"]', "earlier_carrier_groups": '["mine"]', "order_known": 0},
            True,
        ),
        # A page that gives an earlier time may be dated back: ours was seen long before it.
        (
            {"groups": ("mine",), "direction": "they_carry_ours"},
            {
                "later_groups": '["mine"]',
                "later_carrier_groups": '["mine"]',
                **SEEN_LONG_BEFORE,
            },
            True,
        ),
        # Its source was new, paused or out of reach meanwhile.
        (
            {"groups": ("mine",), "direction": "they_carry_ours"},
            {
                "later_groups": '["mine"]',
                "later_carrier_groups": '["mine"]',
                **SEEN_LONG_BEFORE,
                "visits_between": 1,
            },
            False,
        ),
        # Ours says itself that it is theirs.
        (
            {"groups": ("mine",), "direction": "they_carry_ours"},
            {
                "later_groups": '["mine"]',
                "later_carrier_groups": '["mine"]',
                **SEEN_LONG_BEFORE,
                "credited": "credited",
            },
            False,
        ),
        # An aggregator carries our text in our name.
        (
            {"outlets": ("Valley Post",), "direction": "they_carry_ours"},
            {"later_outlet": "Valley Post", "later_carrier": "News Basket", "same_outlet": 1},
            True,
        ),
        ({"without_credit": True}, {}, True),
        ({"without_credit": True}, {"credited": "unclear"}, False),
        ({"languages": ("ar", "en")}, {}, True),
        ({"languages": ("ar",)}, {}, False),
        ({"topics": ("ai",)}, {}, True),
        ({"topics": ("ai",)}, {"later_topic": None}, False),
        ({"min_words": 122}, {}, True),
        ({"min_words": 123}, {}, False),
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


def test_each_rule_reports_the_first_match_that_satisfies_it() -> None:
    matches = [(match(1, relation="partial"), None), (match(2), None), (match(3), None)]
    rules = [AlertRule(name="copies"), AlertRule(name="passages", relations=("partial",))]
    told = [news_of(matches, rule, words="") for rule in rules]
    assert [[row["id"] for row in rows] for rows in told] == [[2], [1]]


def test_of_a_round_up_each_copy_is_news() -> None:
    matches = [
        (match(n, cluster=None, relation=word), None) for n, word in enumerate(("excerpt", "partial", "excerpt"))
    ]
    rule = AlertRule(name="r", relations=("excerpt", "partial"))
    assert [row["id"] for row in news_of(matches, rule, words="")] == [0, 2]


def test_what_satisfied_a_rule_before_is_no_news() -> None:
    known, grown = (match(2), match(1)), (match(4), match(3, relation="partial"))
    assert news_of([known], AlertRule(name="r"), words="") == []
    assert [row["id"] for row in news_of([known, grown], AlertRule(name="r"), words="")] == [4]


def test_only_the_whole_is_a_hundred_percent() -> None:
    assert [percent(share) for share in (0, 0.004, 0.825, 0.994, 0.9999, 1)] == [
        "0 %",
        "0 %",
        "83 %",
        "99 %",
        "99 %",
        "100 %",
    ]
