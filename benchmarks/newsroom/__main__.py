"""Measure the judge on invented news of a newsroom, kind by kind: `python -m benchmarks.newsroom` prints a table.

Pair by pair, as in an archive of fewer than 2,000 texts. Nothing is fitted on these texts.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.docs_table import share, table
from benchmarks.labelled import figures
from benchmarks.newsroom.texts import KINDS, LANGUAGES, Pair, Text, load
from benchmarks.predictors import jaccard_and_overlap, minhash
from config.tables import Duplicates
from model import COPIES, Sketch
from pipelines.copies.judge import judge
from pipelines.copies.sketch import sketch
from pipelines.text.normalize import normalize


def main() -> None:
    pairs = [pair for language in LANGUAGES for pair in load(language)]
    judged = {id(pair): is_judged_copy(pair) for pair in pairs}
    rows = []
    for kind in KINDS:
        row = [kind]
        for language in LANGUAGES:
            some = [pair for pair in pairs if (pair.kind, pair.language) == (kind, language)]
            right = sum(judged[id(pair)] == (pair.label == "C") for pair in some)
            row.append(f"{right}/{len(some)}" if some else "-")
        rows.append(row)
    print(table(["judged right", *LANGUAGES], rows))
    print()
    ways: dict[str, Callable[[Pair], bool]] = {
        "Naskh, pair by pair": lambda pair: judged[id(pair)],
        "overlap >= 0.4": lambda pair: (
            jaccard_and_overlap(_words(pair, pair.earlier), _words(pair, pair.later))[1] >= 0.4
        ),
        "datasketch, Jaccard >= 0.5": is_alike,
    }
    print(table(["predictor", "P", "R", "F1"], [[name, *_figures(pairs, way)] for name, way in ways.items()]))


def is_judged_copy(pair: Pair) -> bool:
    """What the judge says without a snapshot of what is common."""
    earlier, later = _sketch(pair.earlier), _sketch(pair.later)
    return judge(later, earlier, Duplicates(), days_apart=pair.hours / 24).relation in COPIES


def is_alike(pair: Pair) -> bool:
    one, other = (minhash(_words(pair, text)) for text in (pair.earlier, pair.later))
    return one.jaccard(other) >= 0.5


def _sketch(text: Text) -> Sketch:
    return sketch(normalize(text.text), normalize(text.title))


def _words(pair: Pair, text: Text) -> str:
    """With spaces between the characters of Chinese, where the usual ways find no words."""
    normal = normalize(text.text)
    return " ".join(normal.replace(" ", "")) if pair.language == "zh" else normal


def _figures(pairs: list[Pair], way: Callable[[Pair], bool]) -> list[str]:
    said, copies = np.array([way(pair) for pair in pairs]), np.array([pair.label == "C" for pair in pairs])
    reached = figures(said, copies, np.ones(len(pairs)))
    return [share(each) for each in (reached.precision, reached.recall, reached.f1)]


if __name__ == "__main__":
    main()
