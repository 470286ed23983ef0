"""Invented news as a newsroom has it: a story and what other outlets, the agency itself and a day later make of it.

Each language has a file. `# en01 politics` begins a story, `## c` one of its texts, `T:` is the title, other lines are
paragraphs. `@2-5` stands for these paragraphs of the original, `@en01.o.1-4` for those of another text; what follows
behind `|` was edited in them by hand (`old -> new`). `## x T` and `## y T` are two texts with the label of the pair,
`## covers C: en01 en03` says how a digest stands to the originals. The labels are those of the pairs of copies-ar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LANGUAGES = ("en", "ar", "fr", "fa", "ur", "zh")
# How each text was made from the original, the hours after it, and whether it is a copy: these pairs are C, or P.
VARIANTS = {
    "a": ("in other words, a third of the wording left", 1.0, "C"),
    "b": ("cut to a brief", 3.0, "C"),
    "c": ("a new lead and end", 6.0, "C"),
    "d": ("two hours later, new paragraphs on top", 2.0, "C"),
    "e": ("next day's story, one paragraph again", 23.0, "P"),
    "f": ("another outlet's own story, the same quote", 2.5, "P"),
}
FORMULA, STATEMENT, DIGEST, BRIEFLY = (
    "a formula of another day or place",
    "one statement in two stories",
    "a digest, half of the original or more",
    "a digest in its own words",
)
KINDS = (*(kind for kind, _, _ in VARIANTS.values()), DIGEST, STATEMENT, FORMULA, BRIEFLY)
_DIGEST_HOURS, _STATEMENT_HOURS, _FORMULA_HOURS = 14.0, 3.0, 24.0


@dataclass(slots=True)
class Text:
    title: str = ""
    paragraphs: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two texts, the earlier one first. `label` is C for a copy; P, T and N are none."""

    language: str
    story: str
    kind: str
    earlier: Text
    later: Text
    hours: float
    label: str


def load(language: str) -> list[Pair]:
    """The labelled pairs of a language."""
    texts: dict[tuple[str, str], Text] = {}
    pairs: list[Pair] = []
    story = name = ""
    labels: dict[str, str] = {}
    lines = Path(__file__).with_name(f"{language}.txt").read_text("utf-8").splitlines()
    covers: list[tuple[str, str, list[str]]] = []
    for line in filter(None, map(str.strip, lines)):
        if line.startswith("## covers "):
            label, stories = line.removeprefix("## covers ").split(": ")
            covers.append((story, label, stories.split()))
        elif line.startswith("## "):
            name, *label_of_pair = line.split()[1:]
            labels[story] = "".join(label_of_pair)
            texts[story, name] = Text()
        elif line.startswith("# "):
            story = line.split()[1]
        elif line.startswith("T: "):
            texts[story, name].title = line.removeprefix("T: ")
        elif line.startswith("@"):
            texts[story, name].paragraphs += _repeated(line[1:], story, texts)
        else:
            texts[story, name].paragraphs.append(line)

    def add(kind: str, earlier: tuple[str, str], later: tuple[str, str], hours: float, label: str) -> None:
        pairs.append(
            Pair(
                language=language,
                story=later[0],
                kind=kind,
                earlier=texts[earlier],
                later=texts[later],
                hours=hours,
                label=label,
            )
        )

    for story, name in texts:
        if name in VARIANTS:
            kind, hours, label = VARIANTS[name]
            add(kind, (story, "o"), (story, name), hours, label)
        elif name == "y":
            is_formula = labels[story] == "T"
            kind, hours = (FORMULA, _FORMULA_HOURS) if is_formula else (STATEMENT, _STATEMENT_HOURS)
            add(kind, (story, "x"), (story, "y"), hours, labels[story])
    for digest, label, stories in covers:
        for each in stories:
            add(DIGEST if label == "C" else BRIEFLY, (each, "o"), (digest, "h"), _DIGEST_HOURS, label)
    return pairs


def _repeated(line: str, story: str, texts: dict[tuple[str, str], Text]) -> Iterator[str]:
    """The paragraphs that a line stands for, edited. Raises ValueError where an edit does not fit."""
    where, *edits = [part.strip() for part in line.split(" | ")]
    *whose, numbers = where.split(".")
    source = texts[(whose[0], whose[1]) if whose else (story, "o")].paragraphs
    first, last = re.fullmatch(r"(\d+)(?:-(\d+))?", numbers).groups()  # type: ignore[union-attr]
    for paragraph in source[int(first) - 1 : int(last or first)]:
        edited = paragraph
        for edit in edits:
            old, _, new = edit.partition(" ->")
            if old not in edited:
                raise ValueError(f"{story}: {old!r} is not in the paragraph that is edited")
            edited = edited.replace(old, new.strip())
        if edited:
            yield edited
