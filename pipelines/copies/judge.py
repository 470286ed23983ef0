"""Distinguish copies from look-alikes. Pure: knows nothing of Scrapy or SQLite, and needs no datasketch.

The judge works on the exact shingles of both texts: how much of the shorter text is in the other, how long the shared
passages are, how scattered the differences are, how much of it is rare (when there is a snapshot of the archive), and
whether the two came within days; and on their numbers: where nearly all differ, both are made by one formula.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from model import Judgement, Rarity, Relation, Run, Sketch
from pipelines.copies.align import Alignments, align
from pipelines.copies.numbers import is_formula
from pipelines.copies.passages import is_mostly_one_passage, shares_passage
from pipelines.copies.reasons import reason_of, same_title

if TYPE_CHECKING:
    from config.tables import Duplicates

JUDGE = "9"

# All of these are counted in words: in scripts without spaces a word is more than one token.
# A word changed, added or taken out breaks three shingles in a row. Passages go on over a few such places.
_GAP = 8
_TOLD = 3
# Pairs that are compared at once: what that takes, a few hundred kilobytes, stays in a core's own cache.
_AT_ONCE = 32
_SHORT_WORDS = 22
# Of fewer words only nearly the same text is a copy.
LEAST_CUT_WORDS = 12
_ALL = 0.95
# A few phrases make a third of so short a text: no labelled pair says that it may be a copy then.
_BRIEF_WORDS = 40

# A text that is this many times as long shares shingles with any short one by chance, here and there. A copy is in one
# place.
_MANY_TIMES = 8
_STRETCH = 4

# Logistic weights, fitted by `python -m benchmarks.copies --fit` on pairs of news texts that readers labelled (Arabic,
# and for `WEIGHTS` English too), see docs/copies-measured.md. Many other fields added nothing (docs/copies-tried.md).
BASE_OVERLAP = 0.4
# Above the first, nearly all labelled pairs are copies; below the second, none is. The first also finds the copies of a
# text with so many carriers that a snapshot counts its wording as common.
SURE_OVERLAP = 0.8
LEAST_OVERLAP = 0.1
# Formulas come back for ever, copies mostly within two days.
SOON_DAYS = 2.5
# Where nothing is known of what is common each day counts, but a year no more than six: dates alone decide nothing.
# What came within half a day came at one time, as a story runs on through the hours.
ONE_TIME_DAYS, MOST_DAYS = 0.5, 6.0
WEIGHTS = {"overlap": 8.17, "scattered": 8.75, "log_days": -2.29, "in_order": 7.38}
BIAS = -11.03
WEIGHTS_RARE = {"rare_overlap": 10.4, "scattered": 9.3, "far_apart": -2.2}
BIAS_RARE = -4.9


class Evidence(NamedTuple):
    """What a pair is judged by. Shares are of the shorter text, 0 to 1.

    `overlap`: shared distinct shingles over the smaller number of them. `scattered`: the share that lies in gaps of
    a few words between what is shared: an edited text is the same around its edits. `in_order`: the share of what is
    shared that follows in the other text as it does here: quotes of one speech stand in any order, an update keeps the
    order of its first version. `log_days`: the logarithm of one day more than lies between them beyond
    `ONE_TIME_DAYS`, `MOST_DAYS` at most. `far_apart`: they came more than two days apart. `rare_overlap`: like
    `overlap`, of the rare ones only, of which `rare_shared` are shared; None if not known. `unbroken`: the share that
    stands in one passage word for word, where nothing is known of what is rare.
    """

    overlap: float
    scattered: float
    in_order: float
    log_days: float
    far_apart: bool
    rare_overlap: float | None
    rare_shared: int | None = None
    unbroken: float = 0.0


def judge(
    a: Sketch, b: Sketch, settings: Duplicates, rarity: Rarity | None = None, *, days_apart: float = 0.0
) -> Judgement:
    """Judge how `a` stands to `b`, which came `days_apart`. Symmetric: `judge(b, a)` says the same the other way round.

    `settings.min_overlap` shifts the decision by as much as that much overlap weighs. Of many pairs, `judge_pairs`
    takes a third of the time.
    """
    [pair] = _compared([(a, b, days_apart)], settings, rarity)
    return pair.judgement()


def judge_pairs(
    pairs: Sequence[tuple[Sketch, Sketch, float]], settings: Duplicates, rarity: Rarity | None
) -> list[Judgement | None]:
    """The same of many pairs, `a`, `b` and the days between them; None where they are not even partly the same."""
    return [
        pair.judgement() if pair.relation else None
        for start in range(0, len(pairs), _AT_ONCE)
        for pair in _compared(pairs[start : start + _AT_ONCE], settings, rarity)
    ]


class _Pair(NamedTuple):
    """Two texts and what was found of them; `is_swapped` where the shorter one is that which the other is judged by."""

    shorter: Sketch
    longer: Sketch
    is_swapped: bool
    relation: Relation | None
    jaccard: float
    of_shorter: float
    of_longer: float
    passages: Sequence[tuple[int, int, int]]
    longest: int
    rare_overlap: float | None
    without_snapshot: bool

    def judgement(self) -> Judgement:
        a, b, share_of_a, share_of_b = self.shorter, self.longer, self.of_shorter, self.of_longer
        if self.is_swapped:
            a, b, share_of_a, share_of_b = b, a, share_of_b, share_of_a
        runs = _turned(self.passages) if self.is_swapped else tuple(map(Run._make, self.passages))
        said = (self.relation, share_of_a, share_of_b, runs, self.rare_overlap, self.without_snapshot)
        return Judgement(
            relation=self.relation,
            jaccard=self.jaccard,
            overlap=max(share_of_a, share_of_b),
            share_of_a=share_of_a,
            share_of_b=share_of_b,
            longest_run=self.longest,
            rare_overlap=self.rare_overlap,
            without_snapshot=self.without_snapshot,
            runs=runs,
            reason=reason_of(a, b, *said) if self.relation else "",
        )


def _compared(
    pairs: Sequence[tuple[Sketch, Sketch, float]], settings: Duplicates, rarity: Rarity | None
) -> Iterator[_Pair]:
    sides = [_shorter_first(a, b) for a, b, _ in pairs]
    alignments = _aligned(sides, settings, rarity)
    gaps = [_gap(shorter) for shorter, _, _ in sides]
    passages = alignments.passages(gaps, shortest=_TOLD)
    spread: tuple[list[int], list[int]] | None = None
    every = zip(pairs, sides, alignments.shared, alignments.distinct, strict=True)
    for n, ((_, _, days), (shorter, longer, is_swapped), shared, distinct) in enumerate(every):
        of_shorter, of_longer = shared / max(1, distinct[0]), shared / max(1, distinct[1])
        overlap = max(of_shorter, of_longer)
        seen = None
        if _least(shorter) <= overlap < _sure(shorter, settings):
            spread = spread or (alignments.scattered(gaps), alignments.in_order())
            seen = _evidence(shorter, alignments, n, *spread, days_apart=days)
        longest = max([length for _, _, length in passages[n]], default=0)
        relation = _relation(shorter, longer, overlap, seen, settings)
        if relation is None and shares_passage(shorter, alignments, n, passages[n], settings):
            relation = "partial"
        if relation not in (None, "identical") and is_formula(shorter, longer, alignments.of_pair(n)):
            relation = None
        yield _Pair(
            shorter=shorter,
            longer=longer,
            is_swapped=is_swapped,
            relation=relation,
            jaccard=shared / union if (union := sum(distinct) - shared) else 0.0,
            of_shorter=of_shorter,
            of_longer=of_longer,
            passages=passages[n],
            longest=longest,
            rare_overlap=seen.rare_overlap if seen else None,
            without_snapshot=rarity is None,
        )


def _shorter_first(a: Sketch, b: Sketch) -> tuple[Sketch, Sketch, bool]:
    """The shorter of two texts, the longer one, and whether they changed places."""
    if a.text_hash == b.text_hash and a.shingles.size != b.shingles.size:
        # The shingles of an old text may be pruned; those of the same text are the same.
        a = b = max(a, b, key=lambda each: each.shingles.size)
    if (b.words, b.text_hash) < (a.words, a.text_hash):
        return b, a, True
    return a, b, False


def _aligned(sides: Sequence[tuple[Sketch, Sketch, bool]], settings: Duplicates, rarity: Rarity | None) -> Alignments:
    """The pairs aligned; a short text only with one stretch of a long one that it is not surely a copy of."""
    texts: dict[int, tuple[int, Sketch]] = {}
    for shorter, longer, _ in sides:
        for each in (shorter, longer):
            texts.setdefault(id(each), (len(texts), each))
    numbers = [(texts[id(shorter)][0], texts[id(longer)][0]) for shorter, longer, _ in sides]
    alignments = align([each.shingles for _, each in texts.values()], numbers, rarity)
    stretches = {
        n: _STRETCH * shorter.shingles.size
        for n, (shorter, longer, _) in enumerate(sides)
        if longer.shingles.size >= _MANY_TIMES * shorter.shingles.size
        and 0 < alignments.shared[n] < _sure(shorter, settings) * min(alignments.distinct[n])
    }
    return alignments.within(stretches) if stretches else alignments


def turned(judgement: Judgement, a: Sketch, b: Sketch) -> Judgement:
    """`judge(b, a)`, out of `judge(a, b)`."""
    runs, share_of_a, share_of_b = _turned(judgement.runs), judgement.share_of_b, judgement.share_of_a
    reason = ""
    if judgement.relation:
        reason = reason_of(
            b, a, judgement.relation, share_of_a, share_of_b, runs, judgement.rare_overlap, judgement.without_snapshot
        )
    return judgement._replace(runs=runs, share_of_a=share_of_a, share_of_b=share_of_b, reason=reason)


def evidence(shorter: Sketch, longer: Sketch, rarity: Rarity | None, *, days_apart: float = 0.0) -> Evidence:
    """Measure what the pair is judged by."""
    alignments = align([shorter.shingles, longer.shingles], [(0, 1)], rarity)
    gap = [_gap(shorter)]
    return _evidence(shorter, alignments, 0, alignments.scattered(gap), alignments.in_order(), days_apart=days_apart)


def _evidence(
    shorter: Sketch,
    alignments: Alignments,
    pair: int,
    scattered: Sequence[int],
    in_order: Sequence[int],
    *,
    days_apart: float,
) -> Evidence:
    """The same of one of the pairs."""
    shared = alignments.shared[pair]
    size = max(1, shorter.shingles.size)
    rare_overlap = rare_shared = None
    if alignments.rare_shared is not None and alignments.least_rare is not None:
        rare_shared = alignments.rare_shared[pair]
        rare_overlap = rare_shared / max(1, alignments.least_rare[pair])
    return Evidence(
        overlap=shared / max(1, min(alignments.distinct[pair])),
        scattered=scattered[pair] / size,
        in_order=in_order[pair] / (shared - 1) if shared > 1 else 0.0,
        log_days=math.log1p(min(max(0.0, days_apart - ONE_TIME_DAYS), MOST_DAYS)),
        far_apart=days_apart > SOON_DAYS,
        rare_overlap=rare_overlap,
        rare_shared=rare_shared,
        unbroken=alignments.unbroken(pair) / size if rare_overlap is None else 0.0,
    )


def score(found: Evidence) -> float:
    """Above 0 it is a copy, below it is not; the distance from 0 is in log odds."""
    weights, bias = (WEIGHTS, BIAS) if found.rare_overlap is None else (WEIGHTS_RARE, BIAS_RARE)
    return bias + sum(weight * float(getattr(found, name)) for name, weight in weights.items())


def _relation(
    shorter: Sketch, longer: Sketch, overlap: float, seen: Evidence | None, settings: Duplicates
) -> Relation | None:
    """None where it is no copy; `seen` is wanted only where the overlap alone does not decide."""
    if not shorter.words:
        return None
    if shorter.text_hash == longer.text_hash:
        return "identical"
    words = _words(shorter)
    if words < _SHORT_WORDS:
        # So little text says something of its own only if nearly all of it is the same.
        enough = 0.6 if same_title(shorter, longer) else 0.8
        is_copy = words >= 3 and overlap >= enough and 2 * shorter.words >= longer.words
        # A cut text as short as this still is one, where all of it stands in the longer one and is no formula.
        if not is_copy and words >= LEAST_CUT_WORDS and overlap >= _ALL:
            own = seen.rare_shared if seen else None
            is_copy = own is None or 2 * own >= shorter.shingles.size
    elif seen is None:
        is_copy = overlap >= SURE_OVERLAP
    else:
        # A paragraph of another text is a copy on the day after, too, when each day counts against it.
        is_excerpt = not seen.far_apart and is_mostly_one_passage(shorter, seen.unbroken, settings)
        is_copy = is_excerpt or score(seen) >= WEIGHTS["overlap"] * (settings.min_overlap - BASE_OVERLAP)
    if is_copy:
        return "excerpt" if 2 * shorter.words < longer.words else "near_duplicate"
    return None


def _least(shorter: Sketch) -> float:
    """The overlap below which nothing else is looked at."""
    return LEAST_OVERLAP if _words(shorter) >= _BRIEF_WORDS else BASE_OVERLAP


def _sure(shorter: Sketch, settings: Duplicates) -> float:
    """The overlap that decides alone; none does for a text of a few words."""
    return max(SURE_OVERLAP, settings.min_overlap) if _words(shorter) >= _SHORT_WORDS else 2.0


def _words(sketch: Sketch) -> float:
    return sketch.words / sketch.tokens_a_word


def _gap(shorter: Sketch) -> int:
    return round(_GAP * shorter.tokens_a_word)


def _turned(runs: Sequence[tuple[int, int, int]]) -> tuple[Run, ...]:
    return tuple(map(Run._make, sorted((second, first, length) for first, second, length in runs)))
