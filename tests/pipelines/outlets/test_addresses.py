"""What an address says of its page, and what of it does not matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.outlets.addresses import differs_in_campaigns, is_front_page, is_known_variant, look_of, shape_of

PLAIN = "https://paper.example/news/bees"
ONE_SHAPE = [
    PLAIN,
    "http://paper.example/news/bees",
    "https://www.paper.example/news/bees/",
    "https://m.paper.example/news/bees",
    "https://amp.paper.example/news/bees",
    f"{PLAIN}?utm_source=rss&utm_medium=feed",
    f"{PLAIN}?fbclid=IwAR0abc",
    f"{PLAIN}?gclid=1&mc_cid=2&_hsenc=3&at_medium=RSS&cmpid=4&igshid=5",
    f"{PLAIN}/amp",
    f"{PLAIN}/amp/",
    f"{PLAIN}.amp",
    "https://paper.example/amp/news/bees",
    f"{PLAIN}?amp",
    f"{PLAIN}?amp=1",
    f"{PLAIN}?outputType=amp",
    f"{PLAIN}?m=1",
    f"{PLAIN}#comments",
]
OTHER_SHAPES = [
    "https://paper.example/news/bees-2",
    "https://paper.example/news/bees?id=1",
    "https://paper.example/news/bees?123456",
    "https://paper.example/news/bees?m=4711",
    "https://sport.paper.example/news/bees",
    "https://paper.example:8080/news/bees",
    "https://paper.example/news/lamp",
    "https://paper.example/ample/news/bees",
    "https://m.example/news/bees",
]


@pytest.mark.parametrize("url", ONE_SHAPE)
def test_campaigns_mobile_hosts_and_amp_do_not_change_a_shape(url: str) -> None:
    assert shape_of(url) == "paper.example/news/bees"


@pytest.mark.parametrize("url", OTHER_SHAPES)
def test_what_may_name_another_page_does(url: str) -> None:
    assert shape_of(url) != "paper.example/news/bees"


@given(st.text(max_size=60))
def test_anything_has_a_shape_or_none(words: str) -> None:
    for url in (words, f"https://{words}", f"https://paper.example/{words}"):
        assert shape_of(url) is None or shape_of(url)
        is_front_page(url), look_of(url), is_known_variant(url, [PLAIN, url], [])


def test_a_front_page_is_no_piece() -> None:
    for url in ("https://p.example", "https://p.example/", "https://p.example/index.html", "https://p.example/ar/"):
        assert is_front_page(url)
    for url in ("https://p.example/?p=12", "https://p.example/news", "https://p.example/news/index.html"):
        assert not is_front_page(url)


def test_an_address_shows_its_page_as_amp_for_telephones_or_for_printing() -> None:
    assert look_of(PLAIN) == look_of(f"{PLAIN}?utm_source=x") == look_of("https://paper.example/blueprints/1") == set()
    assert look_of(f"{PLAIN}/amp") == look_of("https://m.paper.example/x") == {"lean"}
    assert look_of(f"{PLAIN}?print=1") == look_of(f"{PLAIN}/print/") == {"print"}


@pytest.mark.parametrize(
    ("url", "known", "canonical", "is_variant"),
    [
        (f"{PLAIN}?n=3", [f"{PLAIN}?n=1", PLAIN], [], True),
        (f"{PLAIN}?n=3", [f"{PLAIN}?n=1", f"{PLAIN}?n=2"], [PLAIN], True),
        (f"{PLAIN}?utm_id=3", [f"{PLAIN}?utm_id=1", f"{PLAIN}?utm_id=2"], [], True),
        (f"{PLAIN}?utm_id=3&utm_source=x", [f"{PLAIN}?utm_id=1", f"{PLAIN}?utm_id=2"], [], True),
        (f"{PLAIN}?id=7&utm_id=3", [f"{PLAIN}?id=7&utm_id=1", f"{PLAIN}?id=7"], [], True),
        # Another piece: once two of them carried one text.
        (f"{PLAIN}?id=3", [f"{PLAIN}?id=1", f"{PLAIN}?id=2"], [f"{PLAIN}?id=1"], False),
        (f"{PLAIN}?id=8&utm_id=3", [f"{PLAIN}?id=7&utm_id=1", f"{PLAIN}?id=7"], [], False),
        (f"{PLAIN}-2?n=3", [f"{PLAIN}?n=1", PLAIN], [], False),
        # Nothing was seen not to matter.
        (f"{PLAIN}?utm_id=3", [f"{PLAIN}?utm_id=1", "https://m.paper.example/news/bees?utm_id=1"], [PLAIN], False),
        (f"{PLAIN}?n=3", [PLAIN], [PLAIN], False),
    ],
)
def test_a_counter_in_the_address_is_seen_through_once_it_was_seen_not_to_matter(
    url: str, known: list[str], canonical: list[str], is_variant: bool
) -> None:
    assert is_known_variant(url, known, canonical) is is_variant


@pytest.mark.parametrize(
    ("url", "other", "differs"),
    [
        (f"{PLAIN}?utm_id=3", f"{PLAIN}?utm_id=1", True),
        (f"{PLAIN}?utm_id=3", PLAIN, True),
        (f"{PLAIN}?id=7&fbclid=3", f"{PLAIN}?utm_id=1&id=7", True),
        (f"{PLAIN}?id=7&utm_id=3", f"{PLAIN}?id=8&utm_id=3", False),
        (f"{PLAIN}?utm_id=3", "https://m.paper.example/news/bees?utm_id=1", False),
        ("https://paper.example/?utm_id=3", "https://paper.example/?utm_id=1", True),
    ],
)
def test_addresses_may_differ_in_campaigns_alone(url: str, other: str, differs: bool) -> None:
    assert differs_in_campaigns(url, other) is differs
