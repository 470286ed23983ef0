"""An article as an alert names it, from its side of a match: whose it is, on whose page, since when. Pure.

What a page wrote is one harmless line here, whatever it holds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from config.alerts import AlertRule
from db.store import Row
from db.times import from_text, is_about
from pipelines.alerts.rules import is_named
from pipelines.reading.facts.origins import is_above_paywall
from pipelines.text.domains import host_of, registrable
from pipelines.text.harmless import address_line, cut
from pipelines.text.normalize import normalize

_MOST_OF_A_TITLE, _MOST_OF_A_NAME = 300, 100
# A domain's name of fewer letters begins many other names.
_LEAST_LABEL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When an article was published, or `seen` first. By the reader's clock; as written where its zone is unknown.
    `is_about`: its page gives the hour only.
    """

    moment: datetime
    has_time: bool
    has_zone: bool
    seen: bool
    is_about: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article. `is_cut`: only what stands above a paywall was read of it. `page_of`: whose page it is on, where that
    is not its outlet's, such as an aggregator's. `is_ours`: its outlet is one of ours; `is_on_our_page`: whose page it
    is on. `origins`: whom it credits.
    """

    id: int
    outlet: str
    page_of: str | None
    title: str
    address: str
    language: str | None
    when: When
    is_ours: bool
    is_on_our_page: bool
    origins: tuple[str, ...]
    is_cut: bool = False

    @property
    def carrier(self) -> str:
        return self.page_of or self.outlet


def sides_of(matches: Sequence[Row]) -> dict[int, tuple[Row, str]]:
    """For each article a match that has its columns, and under which name."""
    found: dict[int, tuple[Row, str]] = {}
    for match in matches:
        for side in ("earlier", "later"):
            found.setdefault(match[f"{side}_id"], (match, side))
    return found


def piece_of(match: Row, side: str, rule: AlertRule | None, zone: ZoneInfo) -> Piece:
    """The article on one side ("later" or "earlier") of a match."""
    outlet, carrier, url = match[f"{side}_outlet"], match[f"{side}_carrier"], match[f"{side}_url"]
    credits = match.get(f"{side}_credits") or ()
    origins = [credit["name"] or host_of(credit["url"] or "") for credit in credits if credit["kind"] == "text_origin"]
    return Piece(
        id=match[f"{side}_id"],
        outlet=cut(str(outlet or carrier or host_of(url) or url), _MOST_OF_A_NAME),
        page_of=cut(carrier, _MOST_OF_A_NAME) if _is_elsewhere(outlet, carrier) else None,
        title=cut(match[f"{side}_title"] or "", _MOST_OF_A_TITLE),
        address=address_line(url),
        language=match[f"{side}_language"],
        when=_when(match, side, zone),
        is_ours=is_ours(match, side, rule),
        is_on_our_page=is_ours(match, side, rule, whose="carrier"),
        origins=tuple(dict.fromkeys(cut(name, _MOST_OF_A_NAME) for name in origins if name)),
        is_cut=is_above_paywall(match.get(f"{side}_text_from")),
    )


def is_ours(match: Row, side: str, rule: AlertRule | None, *, whose: Literal["outlet", "carrier"] = "outlet") -> bool:
    """Ours are the outlets of the group "mine", and those that a rule with a direction names."""
    is_elsewhere = whose == "carrier" and match[f"{side}_carrier"] is not None
    name, groups = (
        (f"{side}_carrier", f"{side}_carrier_groups") if is_elsewhere else (f"{side}_outlet", f"{side}_groups")
    )
    if "mine" in json.loads(match[groups] or "[]"):
        return True
    return rule is not None and rule.direction != "any" and is_named(match, name, groups, rule)


def by_the_clock_of(zone: tzinfo, moment: datetime) -> datetime:
    try:
        return moment.astimezone(zone)
    except OverflowError:
        # The first or last day that a date can name.
        return moment


def moment_of(match: Row, side: str) -> datetime | None:
    """The moment of publication of one side, where it is exact and its zone, or its outlet's, is known."""
    published = match[f"{side}_published_at"]
    return _aware(published, match[f"{side}_time_zone"]) if published else None


def _is_elsewhere(outlet: str | None, carrier: str | None) -> bool:
    """Whether a page is another's than its article's outlet. An outlet that nobody configured is called by the domain
    of its page, and by its articles by a name: "aljazirah" on al-jazirah.com is at home.
    """
    if carrier is None or outlet is None or carrier == outlet:
        return False
    if "." not in carrier or " " in carrier:
        return True
    label, name = (normalize(words).replace(" ", "") for words in (registrable(carrier).split(".")[0], outlet))
    is_short = min(len(label), len(name)) < _LEAST_LABEL
    return label != name if is_short else not (label.startswith(name) or name.startswith(label))


def _when(match: Row, side: str, zone: ZoneInfo) -> When:
    published = match[f"{side}_published_at"]
    if published is None:
        seen = from_text(match[f"{side}_first_seen_at"]).astimezone(zone)
        return When(moment=seen, has_time=True, has_zone=True, seen=True)
    moment = datetime.fromisoformat(published)
    if len(published) == 10:
        return When(moment=moment, has_time=False, has_zone=False, seen=False)
    if (aware := _aware(published, match[f"{side}_time_zone"])) is None:
        return When(moment=moment, has_time=True, has_zone=False, seen=False, is_about=is_about(match, f"{side}_"))
    moment = by_the_clock_of(zone, aware)
    return When(moment=moment, has_time=True, has_zone=True, seen=False, is_about=is_about(match, f"{side}_"))


def _aware(published: str, time_zone: str | None) -> datetime | None:
    moment = datetime.fromisoformat(published)
    if len(published) == 10 or not (moment.tzinfo or time_zone):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(str(time_zone)))
