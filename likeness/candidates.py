"""Which of the texts that share keys with a text are worth judging."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from likeness.holders import WHOLE, Shared

TINY_WORDS = 12
# Two keys that a dozen texts hold each are a formula; several such keys, or one held by few, are worth a look.
ENOUGH_KEYS = 5
ENOUGH_WEIGHT = 0.15
CANDIDATES = 40
# Of more candidates than are judged, twice as many are ranked by the likeness of their signatures, too.
RANKED = 2
LOW_HALF = np.dtype("<u2")


def enough(shared: Shared, tiny: NDArray[np.bool_]) -> Shared:
    """The pairs that are worth a look. `tiny` says of each whether the text that is looked for is that short."""
    chosen = (shared.keys >= 2) | tiny
    chosen &= (shared.keys >= ENOUGH_KEYS) | (shared.weight >= math.ceil(ENOUGH_WEIGHT * WHOLE))
    return Shared(
        number=shared.number[chosen],
        sketch_id=shared.sketch_id[chosen],
        keys=shared.keys[chosen],
        weight=shared.weight[chosen],
    )


def ranked(shared: Shared) -> NDArray[np.int64]:
    """The order in which candidates are taken: by text, those with the most shared rare keys first, then the oldest."""
    return np.lexsort((shared.sketch_id, -shared.weight, shared.number))


def likeliest(
    ids: Sequence[int],
    weights: Sequence[int],
    signatures: Sequence[bytes],
    own: NDArray[np.uint32],
    *,
    limit: int = CANDIDATES,
) -> list[int]:
    """Of more than `limit` candidates, in the order of `ranked`, those whose shared keys and signatures say most.

    `signatures` are their lower halves (b-bit minwise hashing, Li and Konig 2010), `own` the text's.
    """
    stored = np.frombuffer(b"".join(signatures), dtype=LOW_HALF).reshape(len(ids), -1)
    likeness = (stored == own.astype(LOW_HALF)).mean(axis=1).tolist()
    most = weights[0]
    scores = {each: weight / most + like for each, weight, like in zip(ids, weights, likeness, strict=True)}
    return sorted(ids, key=lambda each: (-scores[each], each))[:limit]


def chosen(same: Sequence[int], likely: Sequence[int], *, limit: int = CANDIDATES) -> list[int]:
    """What is judged: the oldest that have the whole text, then the likeliest others."""
    return list(dict.fromkeys([*same, *likely]))[:limit]
