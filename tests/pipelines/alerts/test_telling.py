"""What an alert tells of a text: whose it is, who carries it, since when, and what is new."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telling_cases import AFP, CITY, HARBOUR, HILL, LAKE, OURS, PAPER, match_row, telling

from pipelines.alerts.telling import OrderWord
from pipelines.copies.order import Timing, order_of

SEEN = datetime(2025, 3, 20, 15, tzinfo=UTC)


def timing(article: int, published: str | None, *, seen: datetime = SEEN, watched: bool = True) -> Timing:
    return Timing(
        article_id=article, position=0, published_at=published, first_seen_at=seen, time_zone=None, watched=watched
    )


def told_of(first: Timing, second: Timing) -> tuple[OrderWord, int | None]:
    """What is reported about the order of two articles: as `copies.order` judges it, and with its words."""
    order = order_of(first, second)
    earlier, later = (first, second) if order.first == first.article_id else (second, first)
    facts: dict[str, Any] = {"order_known": int(order.known), "order_reason": order.reason}
    for side, one in (("earlier", earlier), ("later", later)):
        facts |= {
            f"{side}_published_at": one.published_at,
            f"{side}_first_seen_at": one.first_seen_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
    [copy] = telling(match_row(later.article_id, earlier.article_id, **facts)).copies
    return copy.order, copy.minutes


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (timing(1, "2025-03-20T10:00:00Z"), timing(2, "2025-03-20T10:47:59Z"), ("later", 47)),
        (timing(1, "2025-03-20T10:00:00Z"), timing(2, "2025-03-20T10:00:20Z"), ("later", 0)),
        (timing(1, "2025-03-20T10:00:00Z"), timing(2, "2025-03-20T10:00:00Z"), ("same_time", None)),
        (timing(1, "2025-03-20"), timing(2, "2025-03-20T10:00:00Z"), ("not_exact", None)),
        (timing(1, "2025-03-17"), timing(2, "2025-03-20T10:00:00Z"), ("later", None)),
        (timing(1, "2025-03-17T10:00:00"), timing(2, "2025-03-20T10:00:00Z"), ("later", None)),
        (timing(1, None, watched=False), timing(2, "2025-03-20T10:00:00Z"), ("one_undated", None)),
        (timing(1, "2026-03-20T10:00:00Z"), timing(2, "2025-03-20T10:00:00Z"), ("one_ahead", None)),
        (
            timing(1, None, seen=SEEN - timedelta(hours=6)),
            timing(2, "2025-03-20T10:00:00Z"),
            ("later", 60),
        ),
        (timing(1, None), timing(2, None, seen=SEEN + timedelta(minutes=5)), ("later", 5)),
        (timing(1, None), timing(2, None), ("seen_together", None)),
        (timing(1, None, watched=False), timing(2, None), ("imported", None)),
    ],
)
def test_the_order_is_reported_as_it_is_judged(
    first: Timing, second: Timing, told: tuple[OrderWord, int | None]
) -> None:
    assert told_of(first, second) == told


def test_a_time_without_zone_is_read_by_its_outlet_s_clock_and_shown_by_the_reader_s() -> None:
    facts = {"later_published_at": "2025-03-20T18:00:00", "earlier_published_at": "2025-03-20T10:00:00Z"}
    told = telling(match_row(**facts, later_time_zone="Asia/Dubai", order_reason="published 4 h later"))
    assert (told.copies[0].minutes, told.copies[0].piece.when.moment.isoformat()) == (240, "2025-03-20T16:00:00+02:00")
    unknown = telling(match_row(**facts)).copies[0].piece.when
    assert not unknown.has_zone and unknown.moment.isoformat() == "2025-03-20T18:00:00"


def test_a_time_that_a_page_gives_to_the_hour_is_about_so() -> None:
    told = telling(match_row(later_date_precision="hour", earlier_date_precision="minute"))
    assert told.copies[0].piece.when.is_about and not told.text.when.is_about


def test_the_text_is_the_earliest_s_and_copies_come_newest_first() -> None:
    told = telling(match_row(HARBOUR, CITY), match_row(HILL), match_row(CITY), match_row(HARBOUR))
    assert told.text.id == OURS and [copy.piece.id for copy in told.copies] == [HILL, HARBOUR, CITY]


def test_where_times_do_not_decide_the_text_is_ours() -> None:
    unknown = {"order_known": 0, "order_reason": "both were published at the same time"}
    mine = {"later_groups": '["mine"]', "earlier_groups": "[]"}
    told = telling(match_row(**unknown, **mine))
    assert told.text.id == CITY and told.text.is_ours
    assert (told.copies[0].share, told.copies[0].share_there) == (0.9, 0.82)


@pytest.mark.parametrize(
    ("rule", "ours"),
    [
        ({"direction": "they_carry_ours", "outlets": ("City Wire",)}, True),
        ({"direction": "they_carry_ours", "groups": ("friends",)}, True),
        # Outlets that a rule names without a direction are those that it looks at.
        ({"outlets": ("City Wire",)}, False),
        ({}, False),
    ],
)
def test_ours_are_the_outlets_that_a_rule_with_a_direction_names(rule: dict[str, Any], ours: bool) -> None:
    assert telling(match_row(HILL, CITY, earlier_groups='["friends"]'), **rule).text.is_ours is ours


def test_the_last_noticed_are_new() -> None:
    rows = [match_row(number) for number in (CITY, HARBOUR, HILL)]
    told = telling(*rows, told=2)
    assert [copy.piece.id for copy in told.new] == [HILL] and len(told.former) == told.told == 2
    # One that was told was settled since: what was noticed last is new all the same.
    assert [copy.piece.id for copy in telling(*rows[1:], told=2).new] == [HILL]


def test_what_both_may_come_from_is_whom_they_name() -> None:
    reuters = [{"name": "Reuters", "url": None, "kind": "text_origin"}]
    in_arabic = [{"name": "وكالة فرانس برس", "url": None, "kind": "text_origin"}]
    cited = [{"name": "AFP", "url": None, "kind": "cited_fact"}]

    def both(credited: str, later: Any = (), earlier: Any = ()) -> tuple[str, ...]:
        row = match_row(credited=credited, later_credits=later, earlier_credits=earlier)
        return telling(row).copies[0].both

    assert both("none_found", earlier=AFP) == ("AFP",)
    assert both("credited", AFP, AFP) == ("AFP",)
    assert both("credited", in_arabic, AFP) == ("AFP",)
    assert both("unclear", AFP) == ("AFP",)
    assert both("unclear", reuters, AFP) == ()
    assert both("none_found", earlier=cited) == ()


def test_a_carrier_without_a_match_with_the_text_is_reported_without_figures() -> None:
    told = telling(match_row(CITY), match_row(HARBOUR, CITY))
    harbour = told.copies[0]
    assert (harbour.piece.id, harbour.share, harbour.form, harbour.minutes) == (HARBOUR, None, "unknown", None)


@pytest.mark.parametrize(
    ("share", "there", "relation", "form"),
    [
        (1.0, 1.0, "identical", "whole"),
        (0.82, 0.9, "near_duplicate", "same"),
        (0.9, 0.56, "near_duplicate", "same"),
        (0.98, 0.2, "excerpt", "longer"),
        (0.2, 0.98, "excerpt", "shorter"),
        (0.9, 0.9, "partial", "passage"),
    ],
)
def test_how_two_texts_stand_to_each_other(share: float, there: float, relation: str, form: str) -> None:
    row = match_row(relation=relation, share_of_earlier=share, share_of_later=there)
    assert telling(row).copies[0].form == form


def test_what_a_page_wrote_is_one_harmless_line() -> None:
    hostile = "one\r\nBcc: all\u202e\u2066\x1b[31m" + "x" * 1000
    facts = dict.fromkeys(("later_title", "later_outlet", "later_carrier"), hostile)
    piece = telling(match_row(**facts, later_url="https://a.example/\n<b>")).copies[0].piece
    for words in (piece.title, piece.outlet, piece.address):
        assert len(words) <= 300 and words.isprintable(), words
    assert telling(match_row(later_outlet=None, later_carrier=None)).copies[0].piece.outlet == "site2.example"


def test_one_text_may_have_many_carriers() -> None:
    told = telling(*(match_row(number) for number in (CITY, HARBOUR, HILL, PAPER, LAKE)))
    assert len(told.new) == 5 and not told.former


@pytest.mark.parametrize(
    ("outlet", "carrier", "page_of"),
    [
        ("City Wire", "City Wire", None),
        ("City Wire", None, None),
        ("City Wire", "News Basket", "News Basket"),
        ("City Wire", "newsbasket.example", "newsbasket.example"),
        ("City Wire", "city-wire.example", None),
        ("aleqtisadiya", "aleqt.com", None),
        ("صدى الميناء", "sada.example", "sada.example"),
        ("BBC Arabic", "bbc.co.uk", "bbc.co.uk"),
        (None, "site2.example", None),
    ],
)
def test_a_page_of_the_outlet_s_own_domain_is_no_other_s(
    outlet: str | None, carrier: str | None, page_of: str | None
) -> None:
    piece = telling(match_row(later_outlet=outlet, later_carrier=carrier)).copies[0].piece
    assert piece.page_of == page_of


def test_a_carrier_of_what_is_known_to_be_later_is_later_too() -> None:
    told = telling(match_row(CITY), match_row(HARBOUR, CITY))
    assert [copy.order for copy in told.copies] == ["later", "later"]
    open_ended = telling(match_row(CITY), match_row(HARBOUR, CITY, order_known=0, order_reason="both within a minute"))
    assert [copy.order for copy in open_ended.copies] == ["unknown", "later"]
