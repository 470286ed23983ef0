"""By which credits matches are said to be credited, from what is stored of both articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from db import Database
from db.store import Row
from pipelines.credits.crediting import credited_by

_BATCH = 500


def with_credits(database: Database, matches: Sequence[Row]) -> list[Row]:
    """The rows with `credits`: those of the later article that name the earlier one, or may; with `name`, `url`, `kind`
    and `words`. None where two articles were not asked for one, as where they only share a passage.
    """
    told: list[Row] = []
    for start in range(0, len(matches), _BATCH):
        some = matches[start : start + _BATCH]
        ids = sorted({row[side] for row in some for side in ("later_id", "earlier_id")})
        articles, credits = database.timing_rows(ids), database.credits_of_articles(ids)
        told += [{**row, "credits": _credits_of(row, articles, credits)} for row in some]
    return told


def _credits_of(
    match: Row, articles: Mapping[int, Row], credits: Mapping[int, Sequence[Row]]
) -> list[Mapping[str, object]] | None:
    if match["credited"] is None:
        return None
    later, earlier = match["later_id"], match["earlier_id"]
    said, naming = credited_by(
        articles[later],
        articles[earlier],
        credits[later],
        credits[earlier],
        order_known=bool(match["order_known"]),
    )
    # The settings may call outlets otherwise since the two were compared.
    return [*naming] if said == match["credited"] else []
