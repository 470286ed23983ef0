"""Say a match's relation, and its reason for one of its two texts, with each share once. Pure."""

from __future__ import annotations

import re

from db.relations import is_copy_in_part
from pipelines.alerts.wording import percent

# Said of a text beside its share, which is one of that part.
ONLY_PART = "only the part above a paywall was read"
# How the judge begins a reason that is not "the same text, word for word"; "it" is the first of the two texts.
_SHARES = re.compile(r"\d+ % of it is in the other(?:, \d+ % of the other is in it)?")


def relation_words(relation: str, share_of_one: float | None, share_of_other: float | None) -> str:
    """`near duplicate`, or what says more where less than half of both is the same."""
    if is_copy_in_part(relation, share_of_one, share_of_other):
        return "copy, less than half of it word for word"
    return relation.replace("_", " ")


def reason_words(reason: str, *, this: str, share_of_this: float, that: str, share_of_that: float) -> str:
    """`82 % of this text, 70 % of that one, in one passage of 178 words`: `this` and `that` name the two."""
    shares = f"{percent(share_of_this)} of {this}, {percent(share_of_that)} of {that}"
    return _SHARES.sub(lambda found: shares, reason, count=1)
