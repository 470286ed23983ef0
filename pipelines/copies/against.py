"""Judge a text against others, with the time that lies between them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from model import Judgement, Rarity, Sketch
from pipelines.copies.judge import judge

if TYPE_CHECKING:
    from config_tables import Duplicates


def judge_others(
    sketch: Sketch,
    order_at: str,
    others: Mapping[int, Sketch],
    places: Mapping[int, str],
    settings: Duplicates,
    rarity: Rarity | None,
) -> list[tuple[int, Judgement]]:
    """Those of `others` that are related to the text; they and their `places` in time by article id."""
    moment = datetime.fromisoformat(order_at)
    found = []
    for article_id, other in others.items():
        days = abs(datetime.fromisoformat(places[article_id]) - moment) / timedelta(days=1)
        if settings.window_days and days > settings.window_days:
            continue
        judgement = judge(sketch, other, settings, rarity, days_apart=days)
        if judgement.relation is not None:
            found.append((article_id, judgement))
    return found
