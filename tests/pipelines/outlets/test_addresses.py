"""Whether two addresses name one page: what is taken for a sign, and what the texts must bear out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.outlets.addresses import (
    Known,
    Lie,
    Named,
    Same,
    decide,
    is_front_page,
    is_known_variant,
    look_of,
    shape_of,
)

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
OWN = Named(url="https://paper.example/b", source_id=1, visit_id=2, title="bees", published="2026-03-02T08:30:00Z")
OTHER = Known(page=replace(OWN, url="https://paper.example/a", visit_id=1), page_id=7, likeness="same")


FRONT, ELSEWHERE = "https://paper.example/", "https://paper.example/c"


def reason(own: Named, *others: Known, believes_claims: bool = True) -> str | None:
    decided = decide(own, others, believes_claims=believes_claims)
    return decided.reason if isinstance(decided, Same) else None


def unlike(known: Known, likeness: str = "other", **page: object) -> Known:
    return replace(known, likeness=likeness, page=replace(known.page, **page))  # type: ignore[arg-type]


# The texts have nothing else in common.
APART = {"title": "others", "published": "2026-03-09T10:00:00Z"}


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
    ("own", "other"),
    [
        (replace(OWN, reached=OTHER.page.url, has_moved=True), unlike(OTHER)),
        (replace(OWN, reached=ELSEWHERE, has_moved=True), replace(OTHER, likeness="other", aliases=(ELSEWHERE,))),
        (replace(OWN, reached=OTHER.page.url), unlike(OTHER, "close")),
        (OWN, unlike(OTHER, "close", reached=OWN.url)),
        (replace(OWN, claim=OTHER.page.url), OTHER),
        (OWN, unlike(OTHER, "same", claim=OWN.url)),
        (replace(OWN, claim="https://paper.example/c"), unlike(OTHER, "close", claim="https://paper.example/c")),
        (replace(OWN, guid="4711"), unlike(OTHER, "related", guid="4711")),
        (replace(OWN, guid=OTHER.page.url), unlike(OTHER, "related")),
        (replace(OWN, url="https://m.paper.example/a?utm_source=x"), unlike(OTHER, "close")),
        (replace(OWN, visit_id=1), OTHER),
        (replace(OWN, source_id=2), OTHER),
        (OWN, OTHER),
    ],
)
def test_each_sign_counts(own: Named, other: Known) -> None:
    assert reason(own, other)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        # The texts do not bear it out.
        (replace(OWN, claim="https://paper.example/c"), unlike(OTHER, claim="https://paper.example/c", **APART)),
        (replace(OWN, guid="4711"), unlike(OTHER, guid="4711", **APART)),
        (replace(OWN, guid="4711"), unlike(OTHER, "related", guid="4711", **APART)),
        (replace(OWN, url="http://paper.example/a"), unlike(OTHER, "related")),
        (replace(OWN, reached=OTHER.page.url), unlike(OTHER)),
        (replace(OWN, reached=ELSEWHERE), unlike(OTHER, "close", reached=ELSEWHERE)),
        # Nor a front page.
        (replace(OWN, claim=FRONT), unlike(OTHER, "related", claim=FRONT)),
        (replace(OWN, reached=FRONT, has_moved=True), unlike(OTHER, reached=FRONT)),
        # One text, but another piece: another day, another title, another hour of the same source.
        (replace(OWN, visit_id=1), unlike(OTHER, "same", published="2026-03-03T08:30:00Z")),
        (replace(OWN, visit_id=1), unlike(OTHER, "same", title="weather")),
        (OWN, unlike(OTHER, "same", published="2026-03-02T20:00:00Z")),
        (replace(OWN, published=None), unlike(OTHER, "same", published=None)),
        (replace(OWN, visit_id=1), unlike(OTHER, "close")),
    ],
)
def test_no_sign_is_enough_alone(own: Named, other: Known) -> None:
    assert reason(own, other) is None


def test_an_id_that_several_pieces_share_proves_nothing() -> None:
    own = replace(OWN, guid="4711")
    several = [unlike(OTHER, likeness, guid="4711") for likeness in ("other", "related")]
    assert reason(own, *several[1:])
    assert reason(own, *several) is None


def test_a_canonical_address_that_names_another_piece_lies() -> None:
    claim = "https://paper.example/c"
    for own, other in [
        (replace(OWN, claim=OTHER.page.url), unlike(OTHER, **APART)),
        (replace(OWN, claim=claim), unlike(OTHER, claim=claim, **APART)),
        (OWN, unlike(OTHER, claim=OWN.url, **APART)),
    ]:
        assert isinstance(decide(own, [other], believes_claims=True), Lie)
        assert decide(own, [other], believes_claims=False) is None
    believed = (replace(OWN, claim=OTHER.page.url), unlike(OTHER, "related"))
    assert reason(*believed) and reason(*believed, believes_claims=False) is None
    # The front page is no piece that could be another one.
    front = "https://paper.example/"
    assert decide(replace(OWN, claim=front), [unlike(OTHER, claim=front, **APART)], believes_claims=True) is None


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
