"""Word a brief, in the language of its reader and the length of its channel. Pure.

The words stand in `templates`, as those of alerts do: they never claim who took a text from whom.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from config.alerts import Language
from pipelines.alerts.brief import Blind, Brief, Carrier, OurText, SharedText
from pipelines.alerts.grade_words import grade_words
from pipelines.alerts.pieces import When
from pipelines.alerts.wording import Length, Worded, fitting, titled, whole_percent
from pipelines.text.harmless import address_line

if TYPE_CHECKING:
    from pipelines.alerts.rendering import Renderer

# Texts in each part, and carriers of each text of ours.
_MOST: Mapping[Length, int] = {"long": 5, "short": 3}
_FEW: Mapping[Length, int] = {"long": 3, "short": 1}
# A brief that looks further back is called that of a week.
_LONGER_THAN_DAYS = timedelta(days=6)


def word_brief(
    brief: Brief, language: Language, zone: ZoneInfo, *, length: Length = "long", is_sample: bool = False
) -> Worded:
    """What a brief says."""
    # Imported here: commands that word nothing start without Jinja and Babel.
    from pipelines.alerts.rendering import renderer_of

    renderer = renderer_of(language)
    values = _values(brief, renderer, zone) | {"long": length == "long", "few": _FEW[length], "sample": is_sample}
    text = fitting(lambda most: renderer.lines("brief", {**values, "most": most}), _MOST[length], length)
    return Worded(title=titled(renderer, "brief_title", values), text=text)


def _values(brief: Brief, renderer: Renderer, zone: ZoneInfo) -> dict[str, Any]:
    since, until = (_when(moment, zone) for moment in (brief.since, brief.until))
    return {
        "day": renderer.grammar.day(until, zone),
        "period": renderer.grammar.span(since, until, zone),
        "weekly": brief.until - brief.since > _LONGER_THAN_DAYS,
        "empty": brief.is_empty,
        "mine": brief.has_mine,
        "articles": brief.articles,
        "texts": brief.texts,
        "most_carried": [_shared(text) for text in brief.most_carried],
        "agencies": [{"name": each.name, "texts": each.texts} for each in brief.agencies],
        "ours": [_ours(text, renderer) for text in brief.ours],
        "ours_carried": brief.ours_carried,
        "uncredited": any(each.credited == "none_found" for text in brief.ours for each in text.carriers),
        "missed_texts": brief.missed_texts,
        "missed": [_shared(text) for text in brief.missed],
        "firsts": [{"outlet": outlet, "texts": texts} for outlet, texts in brief.firsts],
        "blind": [_blind(each, brief, renderer, zone) for each in brief.blind],
    }


def _shared(text: SharedText) -> dict[str, Any]:
    return {
        # What is marked in the first list is not reported twice.
        "cluster": text.cluster,
        "title": text.title,
        "outlet": text.outlet,
        "address": address_line(text.address),
        "carriers": text.carriers,
        "new": text.new,
        "agency": text.agency,
        "order_known": text.order_known,
        "has_ours": text.has_ours,
    }


def _ours(text: OurText, renderer: Renderer) -> dict[str, Any]:
    return {
        "title": text.title,
        "outlet": text.outlet,
        "cut": text.is_cut,
        "carriers": [_carrier(each, renderer) for each in text.carriers],
    }


def _carrier(each: Carrier, renderer: Renderer) -> dict[str, Any]:
    return {
        "carrier": each.carrier,
        "address": address_line(each.address),
        "share": whole_percent(each.share),
        "lag": None if each.minutes is None else renderer.grammar.length(each.minutes),
        "credit": each.credited,
        "order_known": each.order_known,
    }


def _blind(each: Blind, brief: Brief, renderer: Renderer, zone: ZoneInfo) -> dict[str, Any]:
    lasted = (each.until or brief.until) - each.since
    return {
        "outlet": each.outlet,
        "kind": each.kind,
        "over": each.until is not None,
        "since": renderer.grammar.when(_when(each.since, zone), zone),
        "lasted": renderer.grammar.length(int(lasted.total_seconds()) // 60),
        "reason": each.reason or (grade_words(each.grade, renderer.language) if each.grade else None),
    }


def _when(moment: datetime, zone: ZoneInfo) -> When:
    return When(moment=moment.astimezone(zone), has_time=True, has_zone=True, seen=False)
