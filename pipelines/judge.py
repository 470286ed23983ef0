"""Tell copies apart from look-alikes. Pure: knows nothing of Scrapy or SQLite, and needs no datasketch.

All is read from the exact shingles of both texts: how much of each stands in the other, and in how long runs.
"""

from __future__ import annotations

from config import Duplicates
from model import Judgement, Relation, Run, Sketch
from pipelines.align import Alignment, align, passages

JUDGE = "1"

# A word changed, added or taken out breaks three shingles; passages go on over a few such places.
_GAP = 8
_LONG_RUN = 6
_SHORT_WORDS = 22


def judge(a: Sketch, b: Sketch, settings: Duplicates) -> Judgement:
    """Judge how `a` stands to `b`. Symmetric: `judge(b, a)` says the same the other way round."""
    alignment = align(a.shingles, b.shingles)
    smaller = min(alignment.distinct_first, alignment.distinct_second)
    union = alignment.distinct_first + alignment.distinct_second - alignment.shared
    overlap = alignment.shared / smaller if smaller else 0.0
    runs = passages(alignment, gap=_GAP)
    longest = max((run.length for run in runs), default=0)
    relation = _relation(a, b, alignment, overlap, longest, settings)
    share_of_a = alignment.shared / alignment.distinct_first if smaller else 0.0
    share_of_b = alignment.shared / alignment.distinct_second if smaller else 0.0
    told = tuple(run for run in runs if run.length >= 3) or runs
    return Judgement(
        relation=relation,
        jaccard=alignment.shared / union if union else 0.0,
        overlap=overlap,
        share_of_a=share_of_a,
        share_of_b=share_of_b,
        longest_run=longest,
        runs=told,
        reason=_reason(a, b, relation, share_of_a, share_of_b, told),
    )


def _relation(
    a: Sketch, b: Sketch, alignment: Alignment, overlap: float, longest: int, settings: Duplicates
) -> Relation | None:
    if not a.words or not b.words:
        return None
    if a.text_hash == b.text_hash:
        return "identical"
    shorter, longer = sorted((a.words, b.words))
    same_title = a.title_hash is not None and a.title_hash == b.title_hash
    if shorter < _SHORT_WORDS:
        # So little text says something of its own only if nearly all of it is the same.
        is_copy = overlap >= (0.6 if same_title else 0.8) and shorter >= 3 and 2 * shorter >= longer
    else:
        places = min(a.shingles.size, b.shingles.size)
        in_long_runs = int(alignment.lengths[alignment.lengths >= _LONG_RUN].sum()) / places
        is_copy = overlap >= settings.min_overlap and in_long_runs >= settings.min_overlap / 2
        is_copy = is_copy or (same_title and overlap >= settings.min_overlap / 2)
    if is_copy:
        return "excerpt" if 2 * shorter < longer else "near_duplicate"
    return "partial" if longest + 2 >= settings.min_partial_words else None


def _reason(
    a: Sketch,
    b: Sketch,
    relation: Relation | None,
    share_of_a: float,
    share_of_b: float,
    runs: tuple[Run, ...],
) -> str:
    if relation == "identical":
        return f"the same text, word for word ({a.words} words)"
    if not runs:
        return "they share no three words in a row"
    longest = max(run.length for run in runs) + 2
    where = "in one run" if len(runs) == 1 else f"in {len(runs)} runs, the longest"
    said = f"{share_of_a:.0%} of it stands in the other".replace("%", " %")
    if abs(share_of_a - share_of_b) >= 0.05:
        said += f", {share_of_b:.0%} of the other in it".replace("%", " %")
    said += f", {where} of {longest} words" if len(runs) == 1 else f", {where} {longest} words"
    if a.title_hash is not None and b.title_hash is not None:
        said += "; same title" if a.title_hash == b.title_hash else "; titles differ"
    return said
