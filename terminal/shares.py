"""Say a match's reason for one of its two texts, with each share once. Pure."""

from __future__ import annotations

import re

from pipelines.alerts.wording import percent

# How the judge begins a reason that is not "the same text, word for word"; "it" is the first of the two texts.
_SHARES = re.compile(r"\d+ % of it is in the other(?:, \d+ % of the other is in it)?")


def reason_words(reason: str, *, this: str, share_of_this: float, that: str, share_of_that: float) -> str:
    """`82 % of this text, 70 % of that one, in one passage of 178 words`: `this` and `that` name the two."""
    shares = f"{percent(share_of_this)} of {this}, {percent(share_of_that)} of {that}"
    return _SHARES.sub(lambda found: shares, reason, count=1)
