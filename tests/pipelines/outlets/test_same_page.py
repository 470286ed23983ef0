"""Whether two addresses name one page: what is taken for a sign, and what the texts must bear out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.outlets.same_page import Known, Lie, Named, Same, decide

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
