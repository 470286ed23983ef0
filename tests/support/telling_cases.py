"""Alerts that are worded in tests: match rows as the database gives them, of outlets and texts that we made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from config.alerts import AlertRule
from db.store import Row
from pipelines.alerts.telling import Telling, tell, with_quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A correction that a text gained after a copy of it was seen."""

    words: str
    seen_at: str


ZONE = ZoneInfo("Asia/Beirut")
OURS, CITY, HARBOUR, HILL, PAPER, LAKE = range(1, 7)
NINE = str([[30 * n, 30 * n + 4, 6] for n in range(9)])
AFP: list[Row] = [{"name": "AFP", "url": None, "kind": "text_origin"}]
_ARTICLES = {
    OURS: ("بريد الوادي", "محاريث ثلج بنظام AI تشقّ طرق الوادي", "ar"),
    CITY: ("City Wire", "Snow ploughs learn the valley's roads", "en"),
    HARBOUR: ("صدى الميناء", "محاريث ذكية في الوادي", "ar"),
    HILL: ("Hill Post", "Ploughs that think", "en"),
    PAPER: ("ورق", "الثلج والآلة", "ar"),
    LAKE: ("Lake News", "", "en"),
}


def match_row(later: int = CITY, earlier: int = OURS, **facts: Any) -> Row:
    """A match of two articles, each 9 minutes later than the one before; `OURS` is in the group "mine"."""
    row: Row = {
        "id": later * 10 + earlier,
        "cluster": 1,
        "later_id": later,
        "earlier_id": earlier,
        "relation": "near_duplicate",
        "share_of_later": 0.9,
        "share_of_earlier": 0.82,
        "same_outlet": 0,
        "credited": "none_found",
        "order_known": 1,
        "order_reason": f"published {9 * (later - earlier)} min later",
        "reason": "82 % of it is in the other",
        "longest_run": 40,
        "runs": "[]",
    }
    for side, number in (("later", later), ("earlier", earlier)):
        outlet, title, language = _ARTICLES[number]
        groups = '["mine"]' if number == OURS else "[]"
        at = f"2025-03-20T10:{9 * (number - 1):02d}:00Z"
        columns = {
            "outlet": outlet,
            "carrier": outlet,
            "groups": groups,
            "carrier_groups": groups,
            "title": title,
            "language": language,
            "topic": "ai",
            "words": 200,
            "url": f"https://site{number}.example/{number}",
            "position": 0,
            "published_at": at,
            "order_at": at,
            "first_seen_at": f"2025-03-20T11:0{number}:00Z",
            "time_zone": None,
            "credits": [],
        }
        row |= {f"{side}_{name}": value for name, value in columns.items()}
    return row | facts


def telling(*matches: Row, told: int = 0, quote: str | None = None, **rule: Any) -> Telling:
    return with_quote(tell(matches, AlertRule(name="copies", **rule), told=told, zone=ZONE), quote)


def cases() -> dict[str, Telling]:
    """One alert of each kind, by what it is about."""
    same_outlet = {"same_outlet": 1, "later_outlet": "بريد الوادي", "credited": "unclear"}
    others = [match_row(number) for number in (CITY, HARBOUR, HILL, PAPER, LAKE)]
    unordered = {"order_known": 0, "order_reason": "their publication times are not exact enough to tell"}
    ours_there = {"later_groups": '["mine"]', "later_carrier_groups": '["mine"]'}
    by_us: list[Row] = [{"name": "بريد الوادي", "url": None, "kind": "text_origin"}]
    return {
        "a copy": telling(match_row(), quote="تشقّ المحاريث طرق الوادي قبل الفجر"),
        "a copy in other words": telling(
            match_row(share_of_later=0.26, share_of_earlier=0.22, runs=NINE), quote="قبل الفجر"
        ),
        "one passage in two texts of others": telling(
            match_row(
                HILL,
                CITY,
                share_of_later=0.41,
                share_of_earlier=0.49,
                runs="[[4, 9, 65]]",
                order_known=0,
                order_reason="only one of them has a publication time",
            )
        ),
        "the whole text": telling(match_row(relation="identical", share_of_later=1.0, share_of_earlier=1.0)),
        "a copy that may have our source": telling(match_row(earlier_credits=AFP)),
        "a text that another had first": telling(
            match_row(
                first_id=99,
                first_url="https://wire.example/1",
                first_title="Valley ploughs",
                first_outlet="Wire",
                first_carrier="Wire",
                first_published_at="2025-03-20T09:30:00Z",
                first_first_seen_at="2025-03-20T09:31:00Z",
                first_time_zone=None,
                first_order_known=1,
                correction=Notice(words="تصحيح: المحاريث أربعة لا ثلاثة.", seen_at="2025-03-20T12:30:00Z"),
            )
        ),
        "a copy that names us": telling(match_row(credited="credited", later_credits=by_us)),
        "a copy that links to us": telling(match_row(credited="credited")),
        "a copy that was seen before": telling(
            match_row(later_source_id=1, earlier_source_id=2, earlier_first_seen_at="2025-03-20T15:31:00Z")
        ),
        "a text above a paywall": telling(
            match_row(
                relation="excerpt",
                share_of_later=0.3,
                share_of_earlier=1.0,
                earlier_text_from="JSON-LD articleBody; the rest stands behind a paywall or login",
            )
        ),
        "a copy that names our source": telling(
            match_row(HARBOUR, credited="credited", later_credits=AFP, earlier_credits=AFP)
        ),
        "a copy that names another source": telling(match_row(credited="unclear", later_credits=AFP)),
        "a copy that may name somebody": telling(match_row(credited="unclear")),
        "inside a longer text": telling(match_row(relation="excerpt", share_of_later=0.2, share_of_earlier=0.98)),
        "a part of ours": telling(match_row(relation="excerpt", share_of_later=0.98, share_of_earlier=0.2)),
        "a passage": telling(match_row(relation="partial", share_of_later=0.1, share_of_earlier=0.12)),
        "order not known": telling(
            match_row(order_known=0, order_reason="both were published at the same time", later_title=None)
        ),
        "order not known among others": telling(
            match_row(HILL, CITY, order_known=0, order_reason="only one of them has a publication time"),
        ),
        "a copy of an English newsroom": telling(
            match_row(HILL, CITY, earlier_groups='["mine"]', earlier_credits=AFP),
            quote="the ploughs clear four roads before dawn, and learn where the snow lies deepest",
        ),
        "a text of others": telling(match_row(HILL, CITY)),
        "a text of others in ours": telling(match_row(HARBOUR, CITY, **ours_there), direction="any"),
        "twice in one outlet": telling(match_row(**same_outlet, later_carrier="بريد الوادي")),
        "an aggregator in our name": telling(match_row(later_outlet="بريد الوادي", later_carrier="News Basket")),
        "an outlet and an aggregator": telling(
            match_row(HILL, CITY, later_outlet="City Wire", later_carrier="News Basket", **unordered)
        ),
        "an aggregator and an outlet": telling(
            match_row(
                HILL,
                CITY,
                later_outlet="City Wire",
                later_carrier="City Wire",
                earlier_carrier="News Basket",
                **unordered,
            )
        ),
        "an aggregator in another name": telling(match_row(later_carrier="News Basket")),
        "a day later": telling(match_row(order_reason="published later", later_published_at="2025-03-21")),
        "seen first": telling(
            match_row(
                order_reason="first seen 1 min later; no publication times",
                later_published_at=None,
                earlier_published_at=None,
            )
        ),
        "five outlets": telling(*others),
        "again at home and in one outlet": telling(
            match_row(CITY), match_row(HARBOUR, **same_outlet, later_carrier="بريد الوادي")
        ),
        "a passage of a copy": telling(match_row(CITY), match_row(HILL, CITY, relation="partial"), told=1),
        "a second outlet": telling(*others[:2], told=1),
        "three more outlets": telling(*others, told=2),
        "once more in one outlet": telling(
            match_row(CITY), match_row(HILL, later_outlet="City Wire", later_carrier="City Wire"), told=1
        ),
    }
