"""What an alert tells of a text, gathered from its matches. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from db.store import Row


def copies_in(matches: Sequence[Row]) -> int:
    """How many copies of a text these matches tell of: its carriers, the earliest apart."""
    carriers = {match[side] for match in matches for side in ("later_id", "earlier_id")}
    return max(len(carriers) - 1, 0)
