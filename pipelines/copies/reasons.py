"""Say in words for people how two texts stand to each other. Pure; the judge has decided."""

from __future__ import annotations

from model import Relation, Run, Sketch

WITHOUT_SNAPSHOT = "judged before enough texts were stored to tell what is common"

# Words: a shared passage from within the first words of both is their beginning: "BEIRUT, March 12, 2025 (Reuters)" may
# come before it. A sentence of a text's own is longer, and is a beginning of its own.
_START = 6
_MOSTLY_CHARACTERS = 1.3
_TOLD_RARE = 0.15


def reason_of(
    a: Sketch,
    b: Sketch,
    relation: Relation | None,
    share_of_a: float,
    share_of_b: float,
    runs: tuple[Run, ...],
    rare_overlap: float | None,
    without_snapshot: bool,
) -> str:
    """`82 % of it is in the other, in one passage of 140 words; different title, same beginning`"""
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
    """The words about titles and beginnings: `title and beginning differ`, `same title, different beginning`."""
    start = _START * min(a.tokens_a_word, b.tokens_a_word)
    same_start = any(run.first < start and run.second < start for run in runs)
    if a.title_hash is None or b.title_hash is None:
        return ["same beginning" if same_start else "different beginning"] if runs else []
    if same_title(a, b):
        return ["same title and beginning" if same_start else "same title, different beginning"]
    return ["different title, same beginning" if same_start else "title and beginning differ"]


def same_title(a: Sketch, b: Sketch) -> bool:
    """Whether both have one title; of a short title nothing is known."""
    return a.title_hash is not None and a.title_hash == b.title_hash
