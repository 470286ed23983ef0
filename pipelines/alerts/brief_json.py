"""A brief as programs read it: the JSON of `naskh brief`, of the web page and of messages. Pure.

docs/brief.md describes it for those who read it.
"""

from __future__ import annotations

from typing import Any

from db.times import to_text
from pipelines.alerts.brief import Brief, SharedText


def brief_json(brief: Brief) -> dict[str, Any]:
    """The whole brief. Times are in UTC. `ours_carried` and `missed_texts` are None where no
    outlet is the reader's own.
    """
    return {
        "since": to_text(brief.since),
        "until": to_text(brief.until),
        "has_mine": brief.has_mine,
        "articles": brief.articles,
        "texts": brief.texts,
        "most_carried": [_shared_json(text) for text in brief.most_carried],
        "agencies": [{"name": each.name, "texts": each.texts, "places": each.places} for each in brief.agencies],
        "ours_carried": brief.ours_carried if brief.has_mine else None,
        "ours": [
            {
                "cluster": text.cluster,
                "article": text.article,
                "title": text.title,
                "language": text.language,
                "outlet": text.outlet,
                "url": text.address,
                "is_cut": text.is_cut,
                "carriers": [
                    {
                        "article": each.article,
                        "carrier": each.carrier,
                        "title": each.title,
                        "url": each.address,
                        "share": each.share,
                        "minutes_later": each.minutes,
                        "credited": each.credited,
                        "order_known": each.order_known,
                    }
                    for each in text.carriers
                ],
            }
            for text in brief.ours
        ],
        "missed_texts": brief.missed_texts if brief.has_mine else None,
        "missed": [_shared_json(text) for text in brief.missed],
        "firsts": [{"outlet": outlet, "texts": texts} for outlet, texts in brief.firsts],
        "blind": [
            {
                "outlet": each.outlet,
                "url": each.address,
                "kind": each.kind,
                "since": to_text(each.since),
                "until": to_text(each.until),
                "reason": each.reason,
                "grade": each.grade,
            }
            for each in brief.blind
        ],
    }


def _shared_json(text: SharedText) -> dict[str, Any]:
    return {
        "cluster": text.cluster,
        "article": text.article,
        "title": text.title,
        "language": text.language,
        "outlet": text.outlet,
        "url": text.address,
        "carriers": text.carriers,
        "new_carriers": text.new,
        "agency": text.agency,
        "order_known": text.order_known,
        "has_ours": text.has_ours,
    }
