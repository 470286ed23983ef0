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
# Of a short text, a longer one has two or three keys, and hardly any that few hold.
SHORT_WORDS = 72
ENOUGH_WEIGHT_OF_SHORT = 0.08
CANDIDATES = 40
# Of more candidates than are judged, twice as many are ranked by the likeness of their signatures, too.
RANKED = 2
LOW_HALF = np.dtype("<u2")
_LEAST_WEIGHT, _LEAST_WEIGHT_OF_SHORT = (math.ceil(each * WHOLE) for each in (ENOUGH_WEIGHT, ENOUGH_WEIGHT_OF_SHORT))


def enough(shared: Shared, tiny: NDArray[np.bool_], short: NDArray[np.bool_]) -> Shared:
    """The pairs that are worth a look.

    `tiny` says of each whether the text that is looked for has fewer than `TINY_WORDS`, `short` whether one of the two
    has `SHORT_WORDS` at most; that is asked only where `is_enough_of_short`.
    """
    chosen = _several(shared, tiny)
    chosen &= _many(shared) | short & (shared.weight >= _LEAST_WEIGHT_OF_SHORT)
    return Shared(
        number=shared.number[chosen],
        sketch_id=shared.sketch_id[chosen],
        keys=shared.keys[chosen],
        weight=shared.weight[chosen],
    )


def is_enough_of_short(shared: Shared, tiny: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of which pairs it decides whether one of the two texts is short."""
    return _several(shared, tiny) & ~_many(shared) & (shared.weight >= _LEAST_WEIGHT_OF_SHORT)


def ranked(shared: Shared) -> NDArray[np.int64]:
    """The order in which candidates are taken: by text, those with the most shared rare keys first, then the oldest."""
    return np.lexsort((shared.sketch_id, -shared.weight, shared.number))


def likeliest(
    ids: Sequence[int],
    weights: Sequence[int],
    signatures: Sequence[bytes],
    own: NDArray[np.uint32],
) -> list[int]:
    """Of more than CANDIDATES candidates, in the order of `ranked`, those whose shared keys and signatures say most.

    `signatures` are their lower halves (b-bit minwise hashing, Li and Konig 2010), `own` the text's.
    """
    stored = np.frombuffer(b"".join(signatures), dtype=LOW_HALF).reshape(len(ids), -1)
    likeness = (stored == own.astype(LOW_HALF)).mean(axis=1).tolist()
    most = weights[0]
    scores = {each: weight / most + like for each, weight, like in zip(ids, weights, likeness, strict=True)}
    return sorted(ids, key=lambda each: (-scores[each], each))[:CANDIDATES]


def chosen(same: Sequence[int], likely: Sequence[int]) -> list[int]:
    """What is judged: the oldest that have the whole text, then the likeliest others."""
    return list(dict.fromkeys([*same, *likely]))[:CANDIDATES]


def _several(shared: Shared, tiny: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return (shared.keys >= 2) | tiny


def _many(shared: Shared) -> NDArray[np.bool_]:
    return (shared.keys >= ENOUGH_KEYS) | (shared.weight >= _LEAST_WEIGHT)
