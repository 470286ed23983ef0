"""The language model of py3langid, asked in half of its time. Mechanism: what it is asked is `language`'s part.

Its automaton walks over a text byte by byte, in Python. Where it stands depends on the last few bytes alone: it is
walked to all places at once, a few steps to each.
"""

from __future__ import annotations

import io
import lzma
from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

# No sequence of bytes that it knows is longer.
_STEPS = 6


class LanguageModel(LanguageIdentifier):  # type: ignore[misc]
    """Ranks the languages that have a code of two letters, with the numbers of py3langid."""

    __slots__ = ("_found", "_moves", "_rows")

    @staticmethod
    def load() -> LanguageModel:
        # py3langid would unpack it to a temporary file, for which a disk may have no room.
        packed = (MODEL_DIR / MODEL_FILE).read_bytes()
        with np.load(io.BytesIO(lzma.decompress(packed)), allow_pickle=False) as arrays:
            classes, scores, priors = arrays["classes"].tolist(), arrays["ptc"], arrays["pc"]
            moves, rows, found = arrays["nextmove"], arrays["nextmove_row"], arrays["out_feat"]
        # Without the other languages, it takes 28 MB less. Feature by feature, the numbers of a text lie together.
        kept = [place for place, code in enumerate(classes) if len(code) == 2]
        # The numbers of an array have no reference counts, so that reading them copies no memory that processes share.
        model = LanguageModel(
            np.ascontiguousarray(scores[:, kept]),
            priors[kept],
            [classes[place] for place in kept],
            memoryview(moves),
            memoryview(found),
            tk_row=memoryview(rows),
        )
        model._rows = rows.astype(np.intp) * 256
        model._moves = moves
        model._found = found
        return model

    def _raw_score(self, text: bytes) -> NDArray[np.float32]:
        states = self._states(text)
        found = None if states is None else self._found.take(states)
        if found is None or not (found := found.compress(found >= 0)).size:
            score: NDArray[np.float32] = super()._raw_score(text)
            return score
        # It counts in the order in which they are met: sums of floats depend on it.
        return self._sparse_score(Counter(found.tolist()), self.nb_ptc)  # type: ignore[no-any-return]

    def _states(self, text: bytes) -> NDArray[Any] | None:
        """The state after each byte; None where more steps are needed to know it."""
        letters = np.frombuffer(text, dtype=np.uint8)
        if letters.size < _STEPS:
            return None
        states = np.zeros(letters.size, dtype=self._moves.dtype)
        for back in range(_STEPS - 1, -1, -1):
            states[back:] = self._next(states[back:], letters[: letters.size - back])
        # The first one is right: where each leads to the one behind it, all are.
        return states if np.array_equal(self._next(states[:-1], letters[1:]), states[1:]) else None

    def _next(self, states: NDArray[Any], letters: NDArray[np.uint8]) -> NDArray[Any]:
        places = self._rows.take(states)
        places += letters
        moved: NDArray[Any] = self._moves.take(places)
        return moved
