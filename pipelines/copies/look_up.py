"""Find the stored articles that share text with a text: candidates out of the database, judged. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from db import Database
from model import Rarity, Sketch
from pipelines.copies.against import judge_others
from pipelines.copies.clusters import Found
from pipelines.copies.settling import with_clusters

if TYPE_CHECKING:
    from config.tables import Duplicates


def find_relatives(
    database: Database,
    sketch: Sketch,
    settings: Duplicates,
    rarity: Rarity | None,
    *,
    order_at: str,
    leave_out: Collection[int] = (),
) -> list[Found]:
    """Stored articles that share a passage with the text, copies first, most alike first.

    `order_at` is the text's place in time (see `order.order_at`).
    """
    candidates = [
        candidate
        for candidate in database.candidates(sketch)
        if candidate.article_id is not None and candidate.article_id not in leave_out
    ]
    if not candidates:
        return []
    sketches = database.sketches([candidate.sketch_id for candidate in candidates])
    others = {
        candidate.article_id: sketches[candidate.sketch_id]
        for candidate in candidates
        if candidate.article_id is not None
    }
    judged = judge_others(sketch, order_at, others, database.places_in_time(others), settings, rarity)
    found = [Found(article_id=key, sketch=others[key], judgement=judgement) for key, judgement in judged]
    return with_clusters(database, sketch, found, settings, rarity, order_at=order_at, known={*leave_out, *others})
