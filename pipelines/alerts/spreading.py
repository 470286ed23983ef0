"""Tell whether a text spreads faster than the texts of its outlet usually do. Pure.

Each text is held against what its outlet's earlier texts had at the same age, so that an agency, whose texts are in ten
outlets within the hour, is not reported for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

# Older texts are no news; fewer copies are no spread; fewer earlier texts show no habit.
OLDEST = timedelta(days=1)
_FEWEST_COPIES = 5
# The numbers of copies at which an outlet's habit is looked up: doing so at every copy would cost too much.
_LOOKED_AT = frozenset((_FEWEST_COPIES, 6, 8, 10, 13, 16, 20, 25, 30, 40, 50, 65, 80, 100, 130, 160, 200))
_FEWEST_EARLIER = 20
# What nine in ten of an outlet's texts do not exceed is usual; this many times as much is not.
_USUAL_SHARE, _TIMES = 0.9, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """So many copies after so long, and how many nine in ten of the outlet's texts did not exceed by then."""

    copies: int
    after: timedelta
    usual: int


def spread_of(copies: int, after: timedelta, earlier: Sequence[int]) -> Spread | None:
    """How a text spreads, where that is much faster than usual; else None. `earlier` are the numbers of copies that
    the outlet's earlier texts had at that age.
    """
    if copies < _FEWEST_COPIES or after > OLDEST or len(earlier) < _FEWEST_EARLIER:
        return None
    usual = sorted(earlier)[int(_USUAL_SHARE * (len(earlier) - 1))]
    return Spread(copies=copies, after=after, usual=usual) if copies >= _TIMES * max(usual, 1) else None


def is_worth_a_look(copies: int, after: timedelta) -> bool:
    """Whether the habit is read to hold this against it."""
    return copies in _LOOKED_AT and after <= OLDEST
