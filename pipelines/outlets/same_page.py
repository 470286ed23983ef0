"""Decide whether two addresses of an outlet name one page. Pure: values in, a value out; nothing is fetched.

No sign is enough alone. What a page, a feed or a redirect says of an address is believed where the texts bear it out;
addresses that differ in campaign parameters, mobile host or AMP alone must carry the same text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipelines.outlets.addresses import is_front_page, key_of, shape_of

# How alike the texts at two addresses are: the same words; mostly the same; they share a good part; neither. `part`:
# one page has several stories, the other one.
Likeness = Literal["same", "close", "related", "other", "part"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A page that was fetched, with all signs that it may be another page.

    `reached` is where its address led, for good if `has_moved`; `claim` what its rel=canonical or og:url names, `guid`
    the id that a feed gives it; `title` and `listed_as`, the title in its source, are normalised, `published` is text
    as in the database.
    """

    url: str
    reached: str | None = None
    has_moved: bool = False
    claim: str | None = None
    guid: str | None = None
    source_id: int | None = None
    visit_id: int | None = None
    title: str = ""
    listed_as: str = ""
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A stored page of the same outlet: the same, and its other addresses, and how alike the texts are."""

    page: Named
    page_id: int
    likeness: Likeness
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """A page is one that is stored already. `reason` goes on from "the same page as https://...: ".

    Not `for_good`: only the text shows it, which may be that of a wall or an error for now.
    """

    page_id: int
    reason: str
    for_good: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Lie:
    """A canonical address that names a page with another text."""

    claim: str
    page_id: int


def decide(own: Named, others: Sequence[Known], *, believes_claims: bool) -> Same | Lie | None:
    """Which stored page of its outlet a page is, if any; or that what it names as its canonical address is another.

    `believes_claims`: no canonical address of this outlet was found to lie.
    """
    for sign in (_by_redirect, _by_claim if believes_claims else None, _by_guid, _by_variant, _by_text):
        found = sign(own, others) if sign else None
        if found is not None:
            return found
    return _lie(own, others) if believes_claims else None


def _by_redirect(own: Named, others: Sequence[Known]) -> Same | None:
    """A redirect that is not for good may lead to a login or an error: it tells only that of a page with an address of
    its own, and the same text.
    """
    named = key_of(own.url)
    reached = key_of(own.reached) if own.reached and not is_front_page(own.reached) else None
    if reached is not None and reached != named and own.has_moved:
        found = _first(others, lambda each: reached in _keys(each), "it leads there")
        if found is not None:
            return found
    close = [each for each in others if each.likeness in ("same", "close")]
    return _first(close, lambda each: reached == key_of(each.page.url), "it leads there") or _first(
        close, lambda each: bool(each.page.reached) and key_of(each.page.reached or "") == named, "that one leads here"
    )


def _by_claim(own: Named, others: Sequence[Known]) -> Same | None:
    bears_out = [each for each in others if each.likeness not in ("other", "part") and _may_be_one(own, each)]
    claim, keys = _claim_key(own), _keys_of(own)
    claims = {each.page_id: _claim_key(each.page) for each in bears_out} if bears_out else {}
    signs: list[tuple[str, Callable[[Known], bool]]] = [
        ("it names it as its canonical address", lambda each: claim is not None and claim in _keys(each)),
        ("both name one canonical address", lambda each: claim is not None and claims[each.page_id] == claim),
        ("that one names this as its canonical address", lambda each: claims[each.page_id] in keys),
    ]
    found = (_first(bears_out, holds, reason) for reason, holds in signs)
    return next((same for same in found if same is not None), None)


def _by_guid(own: Named, others: Sequence[Known]) -> Same | None:
    if not own.guid:
        return None
    guid_key = key_of(own.guid) if own.guid.startswith(("http://", "https://")) else None
    with_it = [
        each
        for each in others
        if each.page.guid == own.guid or (guid_key and not is_front_page(own.guid) and guid_key in _keys(each))
    ]
    # What several pieces share identifies none of them.
    is_shared = len(with_it) > 1
    bears_out = [
        each
        for each in with_it
        if each.likeness == "same"
        or (not is_shared and each.likeness in ("close", "related") and _may_be_one(own, each))
    ]
    return _first(bears_out, lambda each: True, "the feed gives both one id")


def _by_variant(own: Named, others: Sequence[Known]) -> Same | None:
    shapes = {shape_of(own.url)} - {None}
    close = [each for each in others if each.likeness in ("same", "close") and _may_be_one_day(own, each.page)]
    return _first(
        close,
        lambda each: any(shape_of(url) in shapes for url in _addresses(each)),
        "the addresses differ in campaign parameters, mobile host or AMP alone, and the text is the same",
    )


def _by_text(own: Named, others: Sequence[Known]) -> Same | None:
    """One text under one title: named twice in one visit or by two sources, or published at the same moment."""
    same = [each for each in others if each.likeness == "same" and _is_no_other_piece(own, each.page)]
    signs: list[tuple[str, Callable[[Known], bool]]] = [
        (
            "one visit found the same text and title under both",
            lambda each: own.visit_id is not None and each.page.visit_id == own.visit_id,
        ),
        (
            "another source of the outlet names the same text and title",
            lambda each: each.page.source_id != own.source_id,
        ),
        (
            "text, title and time of publication are the same",
            lambda each: own.published is not None and "T" in own.published and each.page.published == own.published,
        ),
    ]
    found = (_first(same, holds, reason) for reason, holds in signs)
    by_text = next((one for one in found if one is not None), None)
    return None if by_text is None else replace(by_text, for_good=False)


def _lie(own: Named, others: Sequence[Known]) -> Lie | None:
    """A canonical address that this page or another one names, and under which another text stands."""
    unlike = [each for each in others if each.likeness == "other"]
    claim = _claim_key(own)
    for each in unlike:
        other_claim = _claim_key(each.page)
        if claim is not None and (claim in _keys(each) or claim == other_claim):
            return Lie(claim=own.claim or "", page_id=each.page_id)
        if other_claim is not None and other_claim in _keys_of(own):
            return Lie(claim=each.page.claim or "", page_id=each.page_id)
    return None


def _claim_key(named: Named) -> str | None:
    """What a page names as its canonical address, where that is another one and may be that of a piece."""
    if named.claim is None or is_front_page(named.claim):
        return None
    key = key_of(named.claim)
    return None if key in _keys_of(named) else key


def _first(others: Sequence[Known], holds: Callable[[Known], bool], reason: str) -> Same | None:
    return next((Same(page_id=each.page_id, reason=reason) for each in others if holds(each)), None)


def _may_be_one(own: Named, other: Known) -> bool:
    """Texts of one piece may be far apart after a revision; those of another day only where they are mostly one."""
    return other.likeness in ("same", "close") or _may_be_one_day(own, other.page)


def _may_be_one_day(own: Named, other: Named) -> bool:
    return not (own.published and other.published) or own.published[:10] == other.published[:10]


def _is_no_other_piece(own: Named, other: Named) -> bool:
    if not _may_be_one_day(own, other):
        return False
    # What a source announces under two titles are two pieces, though a wall stands before both.
    return _may_be_one_title(own.title, other.title) and _may_be_one_title(own.listed_as, other.listed_as)


def _may_be_one_title(one: str, other: str) -> bool:
    """A page for printing puts a word before its title."""
    return not (one and other) or one in other or other in one


def _addresses(known: Known) -> list[str]:
    return [known.page.url, *([known.page.reached] if known.page.reached else []), *known.aliases]


def _keys(known: Known) -> set[str | None]:
    return {key_of(url) for url in _addresses(known)} - {None}


def _keys_of(own: Named) -> set[str | None]:
    return {key_of(url) for url in (own.url, own.reached) if url} - {None}
