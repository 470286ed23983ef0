"""Tell whether a passage that two texts share is worth a mention, or makes a copy by itself. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from model import Sketch
from pipelines.copies.align import Alignments

if TYPE_CHECKING:
    from config.tables import Duplicates

# Formulas share long passages of what is common, people quote short ones of a speaker's own words. Chosen on half of
# the labelled clusters, see docs/copies-tried.md.
_SHORT_PART, _RARE_PART = 0.6, 0.4
# A copy is mostly contained in the other text. Formulas have no half that stands word for word, see the same page.
_MOST = 0.5


def shares_passage(
    shorter: Sketch,
    alignments: Alignments,
    pair: int,
    passages: Sequence[tuple[int, int, int]],
    settings: Duplicates,
) -> bool:
    """Whether one of `passages` is as long as `settings.min_partial_words`. Where it is known what is rare, three
    fifths of that are enough, if one passage has two fifths as many rare shingles.
    """
    if not passages or not shorter.words:
        return False
    least = settings.min_partial_words * shorter.tokens_a_word
    longest = max(length for _, _, length in passages)
    if alignments.are_rare is None:
        return longest + 2 >= least
    return longest + 2 >= _SHORT_PART * least and alignments.most_rare(pair, passages) >= _RARE_PART * least


def is_mostly_one_passage(shorter: Sketch, unbroken: float, settings: Duplicates) -> bool:
    """Whether the share `unbroken` of a text, which stands word for word in the other, is enough of it to make a copy:
    half of it or as much as is asked of any copy, and as long as a passage that is worth a mention.
    """
    least = settings.min_partial_words * shorter.tokens_a_word
    return unbroken >= max(_MOST, settings.min_overlap) and unbroken * shorter.words >= least
