"""The content of a brief about a period, chosen from what the database gathered: frozen values, no words. Pure.

The same values are worded for people (`brief_wording`) and given to programs (`brief_json`, described in
docs/brief.md). What a page wrote is one harmless line here, whatever it holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from db.store import Row
from db.times import from_text
from model import Credited, Grade
from pipelines.credits.agencies import load_names
from pipelines.reading.facts.origins import is_above_paywall
from pipelines.text.harmless import cut, one_address

# In JSON; messages hold fewer.
MOST_TEXTS, _MOST_CARRIERS, _MOST_NAMES = 20, 100, 20
MOST_OF_A_NAME = 60
# How many carriers a text needs to be listed as one that others ran and we did not.
_LEAST_MISSED = 3
_MOST_OF_A_TITLE, _MOST_OF_A_REASON = 200, 120
# A source that fails for a shorter time misses next to nothing: feeds hold some hours of news.
_LEAST_BLIND = timedelta(hours=1)

BlindKind = Literal["failing", "silent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Rows of the database (db/brief.py) for a period. `ours` are without what a person or a licence has settled."""

    articles: int
    texts: Sequence[Row]
    origins: Sequence[Row]
    ours: Sequence[Row]
    failures: Sequence[Row]
    silences: Sequence[Row]
    has_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedText:
    """A text that several carry: its earliest article, and how many carry it, of whom `new` began in the period.

    `agency`: whose text it may be, by its outlet or by what carriers name as their source. `has_ours`: an outlet of
    ours carries it.
    """

    cluster: int
    article: int
    title: str
    outlet: str
    address: str
    carriers: int
    new: int
    agency: str | None
    order_known: bool
    has_ours: bool
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """Who began to carry a text of ours: `share` of it that stands there, `minutes` later. None: not known."""

    article: int
    carrier: str
    title: str
    address: str
    share: float | None
    minutes: int | None
    credited: Credited | None
    order_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OurText:
    """A text of ours with those who began to carry it. `is_cut`: only what stands above a paywall was read of it."""

    cluster: int
    article: int
    title: str
    outlet: str
    address: str
    carriers: tuple[Carrier, ...]
    is_cut: bool
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency, how many texts it may have given, and in how many places those are new."""

    name: str
    texts: int
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """A source that could not be seen since `since`; `until` is None while it cannot. Silent: it names nothing new.

    `reason` are the words of its last visit, if there are any, and `grade` says it in one word.
    """

    outlet: str
    address: str
    kind: BlindKind
    since: datetime
    until: datetime | None
    reason: str | None
    grade: Grade | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What is reported about the time from `since` to `until`. Lists hold the most important first; counts are of all.

    Without `has_mine` no outlet is known as the reader's own, and `ours` and `missed` are empty.
    """

    since: datetime
    until: datetime
    has_mine: bool
    articles: int
    texts: int
    ours_carried: int
    most_carried: tuple[SharedText, ...]
    agencies: tuple[Agency, ...]
    ours: tuple[OurText, ...]
    missed_texts: int
    missed: tuple[SharedText, ...]
    firsts: tuple[tuple[str, int], ...]
    blind: tuple[Blind, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.articles or self.texts or self.blind)


def choose(found: Gathered, since: datetime, until: datetime) -> Brief:
    """Choose the content of a brief from what was gathered."""
    agency_of = _agencies(found)
    texts = [_shared(row, agency_of(row)) for row in found.texts]
    ours = _ours(found.ours)
    missed = [text for text in texts if not text.has_ours and text.carriers >= _LEAST_MISSED] if found.has_mine else []
    firsts = Counter(_name(row["outlet"]) for row in found.texts if row["order_known"] and row["is_new"])
    return Brief(
        since=since,
        until=until,
        has_mine=found.has_mine,
        articles=found.articles,
        texts=len(texts),
        ours_carried=len(ours),
        most_carried=tuple(texts[:MOST_TEXTS]),
        agencies=_by_agency(texts),
        ours=tuple(ours[:MOST_TEXTS]),
        missed_texts=len(missed),
        missed=tuple(missed[:MOST_TEXTS]),
        firsts=tuple(sorted(firsts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_NAMES]),
        blind=_blind(found, until)[:_MOST_NAMES],
    )


def _agencies(found: Gathered) -> Callable[[Row], str | None]:
    """Whose text each may be: its outlet's where that is an agency, else the one that most of its carriers name."""
    known = load_names()

    # The same few outlets had a thousand texts.
    @cache
    def agency(name: str) -> str | None:
        called = known.known(name)
        return called if called is not None and called not in known.outlets else None

    named: dict[int, str] = {}
    for row in found.origins:
        if (name := agency(row["name"])) is not None:
            named.setdefault(row["cluster"], name)

    def agency_of(row: Row) -> str | None:
        own = agency(row["outlet"]) or (_name(row["outlet"]) if row["is_agency"] else None)
        return own or named.get(row["cluster"])

    return agency_of


def _shared(row: Row, agency: str | None) -> SharedText:
    return SharedText(
        cluster=row["cluster"],
        article=row["id"],
        title=_title(row["title"]),
        outlet=_name(row["outlet"]),
        address=one_address(row["url"]),
        carriers=row["carriers"],
        new=row["new"],
        agency=agency,
        order_known=bool(row["order_known"]),
        has_ours=bool(row["has_mine"]),
        language=row["language"],
    )


def _by_agency(texts: Sequence[SharedText]) -> tuple[Agency, ...]:
    found: dict[str, list[SharedText]] = {}
    for text in texts:
        if text.agency is not None:
            found.setdefault(text.agency, []).append(text)
    all_of_them = [
        Agency(name=name, texts=len(given), places=sum(text.new for text in given)) for name, given in found.items()
    ]
    return tuple(sorted(all_of_them, key=lambda each: (-each.places, each.name))[:_MOST_NAMES])


def _ours(rows: Sequence[Row]) -> list[OurText]:
    """Texts of ours that times do not show to be another's, those that most carry first; each carrier once."""
    by_text: dict[int, dict[str, Row]] = {}
    texts: dict[int, Row] = {}
    for row in rows:
        texts[row["cluster"]] = row
        by_text.setdefault(row["cluster"], {}).setdefault(row["carrier"], row)
    found = [
        OurText(
            cluster=cluster,
            article=texts[cluster]["text_id"],
            title=_title(texts[cluster]["text_title"]),
            outlet=_name(texts[cluster]["text_outlet"]),
            address=one_address(texts[cluster]["text_url"]),
            carriers=tuple(_carrier(row) for row in list(carriers.values())[:_MOST_CARRIERS]),
            is_cut=is_above_paywall(texts[cluster]["text_from"]),
            language=texts[cluster]["text_language"],
        )
        for cluster, carriers in by_text.items()
    ]
    return sorted(found, key=lambda text: (-len(text.carriers), text.cluster))


def _carrier(row: Row) -> Carrier:
    is_later = bool(row["text_first"])
    return Carrier(
        article=row["id"],
        carrier=_name(row["carrier"]),
        title=_title(row["title"]),
        address=one_address(row["url"]),
        share=row["share"],
        minutes=row["minutes"] if is_later else None,
        credited=row["credited"],
        order_known=is_later,
    )


def _blind(found: Gathered, until: datetime) -> tuple[Blind, ...]:
    failing = [_failing(row) for row in found.failures]
    silent = [
        Blind(
            outlet=_name(row["outlet"]),
            address=one_address(row["url"]),
            kind="silent",
            since=from_text(row["noticed_at"]),
            until=from_text(row["ended_at"]) if row["ended_at"] else None,
            reason=None,
            grade=None,
        )
        for row in found.silences
    ]
    # What still lasts comes first, then what lasted longest.
    every = [each for each in failing if (each.until or until) - each.since >= _LEAST_BLIND] + silent
    return tuple(sorted(every, key=lambda each: (each.until is not None, each.since - (each.until or until))))


def _failing(row: Row) -> Blind:
    return Blind(
        outlet=_name(row["outlet"]),
        address=one_address(row["url"]),
        kind="failing",
        since=from_text(row["since"]),
        until=from_text(row["over_at"]) if row["over_at"] else None,
        reason=cut(row["reason"], _MOST_OF_A_REASON) if row["reason"] else None,
        grade=row["grade"],
    )


def _title(title: str | None) -> str:
    return cut(title or "", _MOST_OF_A_TITLE)


def _name(name: str | None) -> str:
    return cut(name or "", MOST_OF_A_NAME)
