"""What the relation of two texts says beside their shares. Pure."""

from __future__ import annotations

from model import COPIES

_HALF = 0.5


def is_copy_in_part(relation: str, *shares: float | None) -> bool:
    """Whether two texts are copies of which less than half is the same, found by what is rare in it."""
    known = [share for share in shares if share is not None]
    return relation in COPIES and bool(known) and max(known) < _HALF
