"""What travels arrives as it was sent."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import NOW, extracted, news

from config.tables import Config
from model import Credit, Extracted, Hints, Page, Published, Story
from pipelines.shipping.records import Became, Named, NamedPage, ShippedSource, Visited, line_of, packed, record_in
from pipelines.shipping.values import Malformed, from_plain, to_plain

PAGE = Page(
    url="https://a.example/خبر?1",
    etag='"x"',
    fetched_at=NOW,
    hints=Hints(title="عنوان", authors=("ا", "b"), content="<p>half a pair \ud83d</p>"),
    rights=("noai",),
    grade="paywall",
    keeps_raw=False,
)
SOURCE = ShippedSource(url="https://a.example/feed", kind="feed", outlet="صحيفة")


def same(one: Any, other: Any) -> bool:
    """Equal in all fields, arrays too."""
    if is_dataclass(one) and not isinstance(one, type):
        return type(one) is type(other) and all(
            same(getattr(one, each.name), getattr(other, each.name)) for each in fields(one)
        )
    if isinstance(one, np.ndarray):
        return bool(one.dtype == other.dtype and np.array_equal(one, other))
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def test_what_a_worker_made_of_a_page_arrives_as_it_was() -> None:
    made = extracted(PAGE, Config(), {"text": news(1), "title": "A title of some words", "published": "2025-03-20"})
    became = Became(
        at=NOW, page=NamedPage(url=PAGE.url, canonical_url=PAGE.url, first_seen_at=NOW, source=SOURCE), extracted=made
    )
    number, arrived = record_in(line_of(7, packed(became)).rstrip(b"\n"))
    assert number == 7
    assert made.articles and same(became, arrived)


@given(
    st.builds(
        Story,
        position=st.integers(0, 9),
        text=st.text(st.characters(codec=None)),
        title=st.none() | st.text(),
        authors=st.lists(st.text()).map(tuple),
        origins_of=st.lists(st.tuples(st.text(), st.text())).map(tuple),
        several_stories_suspected=st.booleans(),
    )
)
def test_any_story_arrives_as_it_was(story: Story) -> None:
    assert from_plain(Story, to_plain(story)) == story


@pytest.mark.parametrize(
    "value",
    [
        Published(when=None, precision=None, source="feed", words="yesterday"),
        Credit(name=None, url="https://a.example/", kind="unclear", words="x"),
        Extracted(page=PAGE, raw=b"\0\xff", body_hash=b"1" * 16, reason="none"),
        Named(pages=(NamedPage(url="u", canonical_url="c", first_seen_at=NOW, status="skipped", reason="old"),)),
        Visited(
            visit=3, source=SOURCE, started_at=NOW, finished_at=NOW, outcome="done", grade="working",
            next_visit_at=datetime(2026, 1, 1, tzinfo=UTC), pages=(("a", "b"),),
        ),
    ],
)  # fmt: skip
def test_each_kind_of_value_arrives_as_it_was(value: Any) -> None:
    assert from_plain(type(value), to_plain(value)) == value


@pytest.mark.parametrize(
    "plain", [None, [], {}, {"url": 1}, {"url": "a", "kind": "video"}, {"url": "a", "rights": "noai"}]
)
def test_what_is_no_page_is_refused(plain: Any) -> None:
    with pytest.raises(Malformed):
        from_plain(Page, plain)


def test_what_a_later_program_adds_is_left_out() -> None:
    assert from_plain(Page, {"url": "a", "mood": "cheerful"}) == Page(url="a")


@pytest.mark.parametrize(
    "line",
    [b"", b"{", b"[]", b"{}", b'{"number":1}', b'{"number":"1","named":{"pages":[]}}', b'{"number":1,"sung":{}}'],
)
def test_a_line_that_is_no_record_is_refused(line: bytes) -> None:
    with pytest.raises(Malformed):
        record_in(line)
