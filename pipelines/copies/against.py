"""Judge a text against others, with the time that lies between them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from model import Judgement, Rarity, Sketch
from pipelines.copies.judge import judge_pairs

if TYPE_CHECKING:
    from config.tables import Duplicates


_DAY = timedelta(days=1)


class Facing(NamedTuple):
    """A text and others that it is to be judged against; these and their `places` in time by article id."""

    sketch: Sketch
    order_at: str
    others: Mapping[int, Sketch]
    places: Mapping[int, str]


def judge_others(
    sketch: Sketch,
    order_at: str,
    others: Mapping[int, Sketch],
    places: Mapping[int, str],
    settings: Duplicates,
    rarity: Rarity | None,
) -> list[tuple[int, Judgement]]:
    """Those of `others` that are related to the text; they and their `places` in time by article id."""
    return judge_several([Facing(sketch, order_at, others, places)], settings, rarity)[0]


def judge_several(
    several: Sequence[Facing], settings: Duplicates, rarity: Rarity | None
) -> list[list[tuple[int, Judgement]]]:
    """The same of each of several texts, in less time."""
    pairs = []
    ids: list[list[int]] = []
    for facing in several:
        moment = datetime.fromisoformat(facing.order_at)
        ids.append([])
        for article_id, other in facing.others.items():
            days = abs(datetime.fromisoformat(facing.places[article_id]) - moment) / _DAY
            if not settings.window_days or days <= settings.window_days:
                pairs.append((facing.sketch, other, days))
                ids[-1].append(article_id)
    judged = iter(judge_pairs(pairs, settings, rarity))
    return [[(each, found) for each in every if (found := next(judged)) is not None] for every in ids]
