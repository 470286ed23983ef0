"""What an alert reports about a text, from its matches: whose it is, who carries it, how much, since when. Pure.

Keeps out the articles themselves (`pieces`), and words and languages (`wording`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Literal
from zoneinfo import ZoneInfo

from config.alerts import AlertRule
from db.deliveries import Told
from db.store import Row
from db.times import from_text
from model import Credited, Relation
from pipelines.alerts.pieces import Piece, When, by_the_clock_of, is_ours, moment_of, piece_of, sides_of
from pipelines.alerts.rules import seen_before
from pipelines.credits.agencies import load_names
from pipelines.text.harmless import cut
from pipelines.text.normalize import normalize

_MOST_OF_A_NOTICE = 300
# Below this, the smaller share of two is much lower: one text is a part of the other.
_MUCH_LOWER = 0.6

Form = Literal["whole", "same", "longer", "shorter", "passage", "linked", "unknown"]
OrderWord = Literal[
    "later", "same_time", "same_minute", "not_exact", "one_undated", "one_ahead", "imported", "seen_together", "unknown"
]

# The reasons of `pipelines.copies.order`, where the times do not decide.
_UNKNOWN_ORDER: dict[str, OrderWord] = {
    "both were published at the same time": "same_time",
    "both were published within a minute": "same_minute",
    "their publication times are not exact enough to tell which came first": "not_exact",
    "only one of them has a publication time": "one_undated",
    "the publication time of one of them lies in the future": "one_ahead",
    "no publication times, only a time of import": "imported",
    "no publication times, and they were first seen together": "seen_together",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Another article with the text, or a passage of it.

    `share`: how much of the text stands there, `share_there`: how much of what stands there is the text, both 0 to 1;
    `passages`: in how many passages. None where the two were not compared. `correction`: what the text corrected after
    this copy was seen, and when that was noticed. `minutes`: how much later, None where that is not known to the
    minute. `seen_before`: how many minutes before the text a copy that gives a later time was seen, where that is long.
    `credited` is None where there is nobody to credit. `both`: the origins that both may have, where any is named.
    """

    piece: Piece
    relation: Relation | None
    share: float | None
    share_there: float | None
    passages: int | None
    same_outlet: bool
    credited: Credited | None
    both: tuple[str, ...]
    order: OrderWord
    minutes: int | None
    is_new: bool
    correction: tuple[str, When] | None = None
    seen_before: int | None = None

    @property
    def form(self) -> Form:
        """How the two texts stand to each other. "linked": it only shares a passage with another carrier."""
        if self.relation == "partial":
            return "linked" if self.share is None else "passage"
        if self.share is None or self.share_there is None:
            return "unknown"
        if min(self.share, self.share_there) >= 1:
            return "whole"
        if self.share_there < _MUCH_LOWER * self.share:
            return "longer"
        return "shorter" if self.share < _MUCH_LOWER * self.share_there else "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What is reported about a text. `copies`: the new ones first, and of each the newest first. `told`: how many were
    reported before. `first`: the article that had the text before it, and whether that is known. `quote`: the longest
    passage that the text shares with one of them, as it is written.
    """

    rule: str
    text: Piece
    copies: tuple[Copy, ...]
    told: int
    quote: str | None = None
    first: tuple[Piece, bool] | None = None

    @property
    def new(self) -> tuple[Copy, ...]:
        return tuple(copy for copy in self.copies if copy.is_new)

    @property
    def former(self) -> tuple[Copy, ...]:
        return tuple(copy for copy in self.copies if not copy.is_new)


def copies_in(matches: Sequence[Row]) -> int:
    """How many copies of a text these matches tell of: its carriers, the earliest apart."""
    return max(len(_articles(matches)) - 1, 0)


def text_of(matches: Sequence[Row], rule: AlertRule | None) -> int:
    """The id of the article whose text the alert is about: the earliest, or ours where times do not decide."""
    later = {match["later_id"] for match in matches if match["order_known"]}
    sides = sides_of(matches)
    return min(
        sides,
        key=lambda article: (
            article in later,
            not is_ours(*sides[article], rule),
            *(sides[article][0][f"{sides[article][1]}_{key}"] for key in ("order_at", "first_seen_at", "position")),
            article,
        ),
    )


def told_among(matches: Sequence[Row], told: Told) -> int:
    """How many of these copies a channel was told of: what was settled since is not among them."""
    if told.articles is None:
        return told.copies
    return max(len(told.articles.intersection(_articles(matches))) - 1, 0)


def tell(matches: Sequence[Row], rule: AlertRule | None, *, told: int, zone: ZoneInfo) -> Telling:
    """Gather what is reported about a text from its matches, in the order in which they were noticed.

    `told` is how many copies were reported before. Raises ValueError where there are no matches.
    """
    sides = sides_of(matches)
    first = text_of(matches, rule)
    text = piece_of(*sides[first], rule, zone)
    others = [article for article in sides if article != first]
    # Something is new, even where others were settled or muted since the last message.
    known = set(others[: min(told, len(others) - 1)])
    copies = []
    for article in others:
        piece = piece_of(*sides[article], rule, zone)
        match = _match_of(article, first, matches)
        copy = _copy(piece, text, match, is_new=article not in known)
        if match is None and all(row["relation"] == "partial" for row in matches if article in _articles([row])):
            copy = replace(copy, relation="partial")
        elif match is None and _is_after(article, first, matches):
            copy = replace(copy, order="later")
        copies.append(replace(copy, correction=_correction(match, copy, zone)))
    order = {article: sides[article][0][f"{sides[article][1]}_order_at"] for article in others}
    copies.sort(key=lambda copy: (copy.is_new, order[copy.piece.id], copy.piece.id), reverse=True)
    return Telling(
        rule=rule.name if rule else "",
        text=text,
        copies=tuple(copies),
        told=len(known),
        first=_first(matches, text, sides.keys(), rule, zone),
    )


def with_quote(telling: Telling, quote: str | None) -> Telling:
    return replace(telling, quote=quote)


def _articles(matches: Sequence[Row]) -> list[int]:
    """The articles of these matches, first noticed first."""
    return list(dict.fromkeys(match[side] for match in matches for side in ("earlier_id", "later_id")))


def _match_of(article: int, first: int, matches: Sequence[Row]) -> Row | None:
    """The match of an article with the text that the alert is about; None where it is only known to carry the same."""
    pair = {article, first}
    return next((match for match in matches if {match["later_id"], match["earlier_id"]} == pair), None)


def _is_after(article: int, first: int, matches: Sequence[Row]) -> bool:
    """Whether it is known to be later than one that is known to be later than the first, and so on."""
    after, reached = {first}, 0
    while len(after) > reached:
        reached = len(after)
        after |= {match["later_id"] for match in matches if match["order_known"] and match["earlier_id"] in after}
    return article in after


def _first(
    matches: Sequence[Row], text: Piece, known: Collection[int], rule: AlertRule | None, zone: ZoneInfo
) -> tuple[Piece, bool] | None:
    """The article that had the text before the one of the alert, from the `first_*` columns of their match."""
    for match in matches:
        if text.id in (match["later_id"], match["earlier_id"]) and match["relation"] != "partial":
            if match.get("first_url") is None or match["first_id"] in known:
                continue
            unknown = dict.fromkeys(("first_groups", "first_carrier_groups", "first_language"))
            return piece_of({**unknown, **match}, "first", rule, zone), bool(match["first_order_known"])
    return None


def _correction(match: Row | None, copy: Copy, zone: ZoneInfo) -> tuple[str, When] | None:
    """A notice of correction that the text gained since, where the match has one beside it (`words`, `seen_at`)."""
    notice = match.get("correction") if match else None
    if notice is None or copy.order != "later" or copy.form == "passage":
        return None
    noticed = by_the_clock_of(zone, from_text(notice.seen_at))
    return cut(notice.words, _MOST_OF_A_NOTICE), When(moment=noticed, has_time=True, has_zone=True, seen=False)


def _copy(piece: Piece, text: Piece, match: Row | None, *, is_new: bool) -> Copy:
    same_outlet = piece.outlet == text.outlet
    if match is None:
        return Copy(
            piece=piece,
            relation=None,
            share=None,
            share_there=None,
            passages=None,
            same_outlet=same_outlet,
            credited=None,
            both=(),
            order="unknown",
            minutes=None,
            is_new=is_new,
        )
    there, ours = ("later", "earlier") if match["later_id"] == piece.id else ("earlier", "later")
    same_outlet = bool(match["same_outlet"])
    gap = seen_before(match)
    # Under its outlet's own name a text needs no credit, wherever it stands.
    is_named = same_outlet or piece.outlet == text.outlet
    credited = None if is_named or match["relation"] == "partial" else match["credited"]
    return Copy(
        piece=piece,
        relation=match["relation"],
        share=match[f"share_of_{ours}"],
        share_there=match[f"share_of_{there}"],
        passages=len(json.loads(match["runs"] or "[]")),
        same_outlet=same_outlet,
        credited=credited,
        both=_both(text, piece, credited),
        order=_order(match, there),
        minutes=_minutes(match) if match["order_known"] and there == "later" else None,
        is_new=is_new,
        seen_before=int(gap.total_seconds()) // 60 if gap and match["order_known"] and there == "later" else None,
    )


def _both(text: Piece, piece: Piece, credited: Credited | None) -> tuple[str, ...]:
    """Whom both name, else whom one of them names where the other names nobody: both may come from there."""
    if credited is None:
        return ()
    named = {_key(name) for name in piece.origins}
    both = tuple(name for name in text.origins if _key(name) in named)
    if both or credited == "credited":
        return both
    return () if text.origins and piece.origins else text.origins or piece.origins


def _key(name: str) -> str:
    return normalize(load_names().known(name) or name)


def _order(match: Row, there: str) -> OrderWord:
    if not match["order_known"]:
        return _UNKNOWN_ORDER.get(match["order_reason"], "unknown")
    return "later" if there == "later" else "unknown"


def _minutes(match: Row) -> int | None:
    """By how many minutes the later one is later, by the times that decided; None where those are not exact."""
    if match.get("minutes_later") is not None:
        return int(match["minutes_later"])
    reason = match["order_reason"]
    later, earlier = (moment_of(match, side) for side in ("later", "earlier"))
    if reason.startswith("first seen "):
        later, earlier = (from_text(match[f"{side}_first_seen_at"]) for side in ("later", "earlier"))
    elif reason.endswith(" after the other was seen"):
        earlier = from_text(match["earlier_first_seen_at"])
    elif reason.startswith("published at least ") or reason == "published later":
        return None
    if later is None or earlier is None:
        return None
    return max(int((later.astimezone(UTC) - earlier.astimezone(UTC)).total_seconds() // 60), 0)
