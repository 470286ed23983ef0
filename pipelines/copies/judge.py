"""Distinguish copies from look-alikes. Pure: knows nothing of Scrapy or SQLite, and needs no datasketch.

The judge works on the exact shingles of both texts: how much of the shorter text is in the other, how long the shared
passages are, how scattered the differences are, how much of it is rare (when there is a snapshot of the archive), and
whether the two came within days; and on their numbers: where nearly all differ, both are made by one formula.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from likeness.keys import distinct
from model import Judgement, Rarity, Relation, Run, Sketch
from pipelines.copies.align import Alignment, align, passages, within_a_stretch
from pipelines.copies.numbers import is_formula

if TYPE_CHECKING:
    from config_tables import Duplicates

JUDGE = "7"

WITHOUT_SNAPSHOT = "judged before enough texts were stored to tell what is common"

# All of these are counted in words: in scripts without spaces a word is more than one token.
# A word changed, added or taken out breaks three shingles in a row. Passages go on over a few such places.
_GAP = 8
_TOLD = 3
_TOLD_RARE = 0.15
# A shared passage from within the first words of both is their beginning: "BEIRUT, March 12, 2025 (Reuters)" may come
# before it. A sentence of a text's own is longer, and is a beginning of its own.
_START = 6
_SHORT_WORDS = 22
# Of fewer words only nearly the same text is a copy.
LEAST_CUT_WORDS = 12
_ALL = 0.95
_MOSTLY_CHARACTERS = 1.3
# A few phrases make a third of so short a text: no labelled pair says that it may be a copy then.
_BRIEF_WORDS = 40

# A text so many times as long holds something of any short one by chance, here and there. A copy stands in one place.
_MANY_TIMES = 8
_STRETCH = 4

# Logistic weights, fitted by `python -m benchmarks.copies --fit` on pairs of news texts that readers labelled (Arabic,
# and for `WEIGHTS` English too), see docs/copies-measured.md. Tried and left out, as they added nothing: likeness of
# titles, numbers, beginnings and ends, runs of 5, 8 and 12 words, n-grams of other lengths; shared rare words and
# names, and new words weighted by rarity, by the frequencies of `wordfreq`.
BASE_OVERLAP = 0.4
# Above, nearly all labelled pairs are copies, and below, none. The first also keeps a text that so many carry that a
# snapshot takes its own words for common.
SURE_OVERLAP = 0.8
LEAST_OVERLAP = 0.1
# Formulas come back for ever, copies mostly within two days.
SOON_DAYS = 2.5
# Where nothing is known of what is common each day counts, but a year no more than a week: dates alone decide nothing.
MOST_DAYS = 7.0
WEIGHTS = {"overlap": 8.17, "scattered": 8.75, "log_days": -2.29, "in_order": 7.38}
BIAS = -10.83
WEIGHTS_RARE = {"rare_overlap": 10.4, "scattered": 9.3, "far_apart": -2.2}
BIAS_RARE = -4.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a pair is judged by. Shares are of the shorter text, 0 to 1.

    `overlap`: shared distinct shingles over the smaller number of them. `scattered`: the share that lies in gaps of
    a few words between what is shared: an edited text is the same around its edits. `in_order`: the share of what is
    shared that follows in the other text as it does here: quotes of one speech stand in any order, an update keeps the
    order of its first version. `log_days`: the logarithm of one day more than lies between them, a week at most.
    `far_apart`: they came more than two days apart. `rare_overlap`: like `overlap`, of the rare ones only, of which
    `rare_shared` are shared; None if not known.
    """

    overlap: float
    scattered: float
    in_order: float
    log_days: float
    far_apart: bool
    rare_overlap: float | None
    rare_shared: int | None = None


def judge(
    a: Sketch, b: Sketch, settings: Duplicates, rarity: Rarity | None = None, *, days_apart: float = 0.0
) -> Judgement:
    """Judge how `a` stands to `b`, which came `days_apart`. Symmetric: `judge(b, a)` says the same the other way round.

    `settings.min_overlap` shifts the decision by as much as that much overlap weighs; `min_partial_words` is the
    length from which a shared passage is worth a mention. Some 100 us for two texts of 300 words.
    """
    if a.text_hash == b.text_hash and a.shingles.size != b.shingles.size:
        # The shingles of an old text may be pruned; those of the same text are the same.
        a = b = max(a, b, key=lambda each: each.shingles.size)
    swapped = (b.words, b.text_hash) < (a.words, a.text_hash)
    shorter, longer = (b, a) if swapped else (a, b)
    sure = max(SURE_OVERLAP, settings.min_overlap) if _words(shorter) >= _SHORT_WORDS else 2.0
    alignment = _in_one_place(align(shorter.shingles, longer.shingles), shorter, longer, sure=sure)
    runs = passages(alignment, gap=_gap(shorter), shortest=_TOLD)
    longest = max((run.length for run in runs), default=0)
    shared = alignment.values.size
    of_shorter, of_longer = (shared / distinct if distinct else 0.0 for distinct in alignment.distinct)
    seen = None
    least = LEAST_OVERLAP if _words(shorter) >= _BRIEF_WORDS else BASE_OVERLAP
    if least <= max(of_shorter, of_longer) < sure:
        seen = evidence(shorter, longer, alignment, rarity, days_apart=days_apart)
    relation = _relation(shorter, longer, max(of_shorter, of_longer), seen, longest, settings)
    if relation not in (None, "identical") and is_formula(shorter, longer, alignment):
        relation = None
    rare_overlap = seen.rare_overlap if seen else None
    share_of_a, share_of_b = (of_longer, of_shorter) if swapped else (of_shorter, of_longer)
    if swapped:
        runs = _turned(runs)
    union = sum(alignment.distinct) - shared
    return Judgement(
        relation=relation,
        jaccard=shared / union if union else 0.0,
        overlap=max(of_shorter, of_longer),
        share_of_a=share_of_a,
        share_of_b=share_of_b,
        longest_run=longest,
        rare_overlap=rare_overlap,
        without_snapshot=rarity is None,
        runs=runs,
        reason=_reason(a, b, relation, share_of_a, share_of_b, runs, rare_overlap, rarity is None) if relation else "",
    )


def turned(judgement: Judgement, a: Sketch, b: Sketch) -> Judgement:
    """`judge(b, a)`, out of `judge(a, b)`."""
    runs, share_of_a, share_of_b = _turned(judgement.runs), judgement.share_of_b, judgement.share_of_a
    reason = ""
    if judgement.relation:
        reason = _reason(
            b, a, judgement.relation, share_of_a, share_of_b, runs, judgement.rare_overlap, judgement.without_snapshot
        )
    return replace(judgement, runs=runs, share_of_a=share_of_a, share_of_b=share_of_b, reason=reason)


def evidence(
    shorter: Sketch, longer: Sketch, alignment: Alignment, rarity: Rarity | None, *, days_apart: float = 0.0
) -> Evidence:
    """Measure what the pair is judged by; `alignment` is of `shorter` against `longer`."""
    overlap = alignment.values.size / max(1, min(alignment.distinct))
    gaps = alignment.places[1:] - alignment.places[:-1] - 1
    rare_overlap = rare_shared = None
    if rarity is not None:
        rare = min(_rare(rarity, shorter), _rare(rarity, longer))
        rare_shared = rarity.rare(alignment.values)
        rare_overlap = rare_shared / max(1, rare)
    return Evidence(
        overlap=overlap,
        scattered=float(gaps[gaps <= _gap(shorter)].sum()) / max(1, shorter.shingles.size),
        in_order=float((alignment.others[1:] > alignment.others[:-1]).mean()) if alignment.others.size > 1 else 0.0,
        log_days=math.log1p(min(days_apart, MOST_DAYS)),
        far_apart=days_apart > SOON_DAYS,
        rare_overlap=rare_overlap,
        rare_shared=rare_shared,
    )


@lru_cache(maxsize=64)
def _rare(rarity: Rarity, sketch: Sketch) -> int:
    """How many of the distinct shingles are rare. One text is judged against forty, one after the other."""
    return rarity.rare(distinct(sketch.shingles))


def score(found: Evidence) -> float:
    """Above 0 it is a copy, below it is not; the distance from 0 is in log odds."""
    weights, bias = (WEIGHTS, BIAS) if found.rare_overlap is None else (WEIGHTS_RARE, BIAS_RARE)
    return bias + sum(weight * float(getattr(found, name)) for name, weight in weights.items())


def _relation(
    shorter: Sketch, longer: Sketch, overlap: float, seen: Evidence | None, longest: int, settings: Duplicates
) -> Relation | None:
    """`seen` is wanted only where the overlap alone does not decide."""
    if not shorter.words:
        return None
    if shorter.text_hash == longer.text_hash:
        return "identical"
    words = _words(shorter)
    if words < _SHORT_WORDS:
        # So little text says something of its own only if nearly all of it is the same.
        enough = 0.6 if _same_title(shorter, longer) else 0.8
        is_copy = words >= 3 and overlap >= enough and 2 * shorter.words >= longer.words
        # A cut text as short as this still is one, where all of it stands in the longer one and is no formula.
        if not is_copy and words >= LEAST_CUT_WORDS and overlap >= _ALL:
            own = seen.rare_shared if seen else None
            is_copy = own is None or 2 * own >= shorter.shingles.size
    elif seen is None:
        is_copy = overlap >= SURE_OVERLAP
    else:
        is_copy = score(seen) >= WEIGHTS["overlap"] * (settings.min_overlap - BASE_OVERLAP)
    if is_copy:
        return "excerpt" if 2 * shorter.words < longer.words else "near_duplicate"
    return "partial" if longest + 2 >= settings.min_partial_words * shorter.tokens_a_word else None


def _in_one_place(found: Alignment, shorter: Sketch, longer: Sketch, *, sure: float) -> Alignment:
    """What is shared with one stretch of a text that is many times as long, unless the overlap is `sure` as it is."""
    if (
        longer.shingles.size < _MANY_TIMES * shorter.shingles.size
        or not found.values.size
        or found.values.size >= sure * min(found.distinct)
    ):
        return found
    return within_a_stretch(found, shorter.shingles, _STRETCH * shorter.shingles.size)


def _words(sketch: Sketch) -> float:
    return sketch.words / sketch.tokens_a_word


def _gap(shorter: Sketch) -> int:
    return round(_GAP * shorter.tokens_a_word)


def _turned(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    other_way = (Run(first=run.second, second=run.first, length=run.length) for run in runs)
    return tuple(sorted(other_way, key=lambda run: (run.first, run.second)))


def _same_title(a: Sketch, b: Sketch) -> bool:
    return a.title_hash is not None and a.title_hash == b.title_hash


def _reason(
    a: Sketch,
    b: Sketch,
    relation: Relation | None,
    share_of_a: float,
    share_of_b: float,
    runs: tuple[Run, ...],
    rare_overlap: float | None,
    without_snapshot: bool,
) -> str:
    if relation == "identical":
        return f"the same text, word for word ({a.words} {_unit(a)})"
    said = [f"{round(100 * share_of_a)} % of it is in the other"]
    if abs(share_of_a - share_of_b) >= 0.05:
        said.append(f"{round(100 * share_of_b)} % of the other is in it")
    if runs:
        longest = max(run.length for run in runs) + 2
        said.append(
            f"in one passage of {longest} {_unit(a)}"
            if len(runs) == 1
            else f"in {len(runs)} passages, the longest of {longest} {_unit(a)}"
        )
    told = [", ".join(said)]
    if rare_overlap is not None and abs(rare_overlap - max(share_of_a, share_of_b)) >= _TOLD_RARE:
        told.append(f"{round(100 * rare_overlap)} % of the shorter text's rare wording is shared")
    told += _outside(a, b, runs)
    if without_snapshot:
        told.append(WITHOUT_SNAPSHOT)
    return "; ".join(told)


def _unit(sketch: Sketch) -> str:
    """What its tokens are called: most of them are characters where a script has no spaces."""
    return "words" if sketch.tokens_a_word < _MOSTLY_CHARACTERS else "characters"


def _outside(a: Sketch, b: Sketch, runs: tuple[Run, ...]) -> list[str]:
    """What is said of titles and beginnings: `title and beginning differ`, `same title, different beginning`."""
    start = _START * min(a.tokens_a_word, b.tokens_a_word)
    same_start = any(run.first < start and run.second < start for run in runs)
    if a.title_hash is None or b.title_hash is None:
        return ["same beginning" if same_start else "different beginning"] if runs else []
    if _same_title(a, b):
        return ["same title and beginning" if same_start else "same title, different beginning"]
    return ["different title, same beginning" if same_start else "title and beginning differ"]
