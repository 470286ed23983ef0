"""What those have in common that find near-duplicates in memory: texts of a file, word 3-grams, a threshold, pairs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

THRESHOLD = 0.5
PERMUTATIONS = 128


def read_texts(path: Path, *, normalised: bool) -> Iterator[str]:
    """The texts of a JSON-lines file, as they are or folded as Naskh does it."""
    if normalised:
        from pipelines.text.normalize import normalize
    with path.open(encoding="utf-8") as file:
        for line in file:
            text = json.loads(line)["text"]
            yield normalize(text) if normalised else text


def word_3_grams(text: str) -> list[str]:
    """Every three words in a row; of fewer words, all of them as one."""
    words = text.split()
    return [" ".join(words[n : n + 3]) for n in range(max(1, len(words) - 2))]


def write_pairs(path: Path, pairs: Iterable[tuple[int, int]]) -> None:
    path.write_text("".join(f"{one}\t{other}\n" for one, other in pairs))


def read_pairs(path: Path) -> set[frozenset[int]]:
    return {frozenset(map(int, line.split("\t"))) for line in path.read_text().splitlines()}
