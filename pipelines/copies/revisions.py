"""Decide how alike two texts of one outlet are: whether one may be a revision of the other. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from model import COPIES, Sketch
from pipelines.copies.judge import judge

if TYPE_CHECKING:
    from config.tables import Duplicates

# Jaccard of a text with its revision, and overlap of two texts of which one is a later state of the other. Formula
# texts share less than `_CLOSE`.
_CLOSE, _RELATED = 0.6, 0.3


def likeness(a: Sketch, b: Sketch, settings: Duplicates) -> Literal["same", "close", "related", "other"]:
    """How alike two texts are, however common their wording is: the same words; mostly the same; a good part is
    shared; none of these.
    """
    if a.text_hash == b.text_hash:
        return "same"
    judgement = judge(a, b, settings)
    if judgement.relation in ("identical", "near_duplicate") and judgement.jaccard >= _CLOSE:
        return "close"
    return "related" if judgement.relation in COPIES or judgement.overlap >= _RELATED else "other"
