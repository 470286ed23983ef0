"""How well the built-in topic tells news about AI: `python -m benchmarks.topics`.

Prints Markdown tables and writes them into docs/topics.md: labelled texts in two halves, and how many real texts of
other archives are on the topic, where these stand beside the project. `--wrong` lists the wrong answers on the half
that may be looked at, and writes nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from benchmarks import english, labelled
from benchmarks.docs_table import DOCS, share, table, write
from benchmarks.topics.texts import LabelledText, labelled_texts
from model import Topic
from pipelines.text.normalize import normalize
from pipelines.topics.score import TopicWords, load_topic, score_topic

COMMAND = "python -m benchmarks.topics"
NAMES = {"ar": "Arabic", "en": "English"}
OTHERS = "ten other languages"
SHARED = labelled.DATA.parent
# Real texts that were gathered for other ends. (What a row calls them, their folder.)
PAGES = (
    ("news of 2024 to 2026 from 35 countries", "pages/fundus"),
    ("news and blogs of 2019", "pages/scrapinghub"),
    ("guides, lists and blogs of 2025", "pages-wcxb"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """How many texts about AI were found, how many others taken for it, and those that name it in passing."""

    found: int
    about: int
    wrong: int
    others: int
    passing_on: int
    passing: int

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.found / self.about if self.about else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", action="store_true", help="list the wrong answers of the half that may be seen")
    parser.add_argument("--no-write", action="store_true", help="only print")
    options = parser.parse_args()
    texts = labelled_texts()
    if options.wrong:
        print_wrong(text for text in texts if text.half == "seen")
        return
    parts = [labelled_table(texts)]
    if SHARED.is_dir():
        parts.append(real_table())
    print("\n\n".join(parts))
    if not options.no_write:
        write(DOCS / "topics.md", "bench-topics", COMMAND, parts)


def topic_of(title: str, text: str) -> Topic | None:
    """What the built-in topic says of a text."""
    return score_topic(normalize(title), normalize(text), _words())


@cache
def _words() -> TopicWords:
    words = load_topic("ai", {})
    assert words is not None
    return words


def answers(texts: Iterable[LabelledText]) -> Answers:
    """The answers on these texts, counted."""
    said = [(text.label, topic_of(text.title, text.text) is not None) for text in texts]
    found, wrong, passing = (sum(on for label, on in said if label == each) for each in ("yes", "no", "passing"))
    labels = [label for label, _ in said]
    return Answers(
        found=found,
        about=labels.count("yes"),
        wrong=wrong,
        others=labels.count("no"),
        passing_on=passing,
        passing=labels.count("passing"),
    )


def labelled_table(texts: Sequence[LabelledText]) -> str:
    """Precision, recall and F1 of both halves, by language."""
    heads = ("half, language", "about AI: found", "others: taken", "in passing: taken", "P", "R", "F1")
    rows = []
    for half in ("seen", "aside"):
        chosen = [text for text in texts if text.half == half]
        for name in ("all", *NAMES.values(), OTHERS):
            counted = answers(text for text in chosen if name in ("all", NAMES.get(text.language, OTHERS)))
            rows.append(_row(f"{half}, {name}", counted))
    return table(heads, rows)


def real_table() -> str:
    """How many real texts are on the topic."""
    rows = [
        [name, f"{sum(topic_of(*each) is not None for each in pieces):,}", f"{len(pieces):,}"]
        for name, pieces in _real()
    ]
    return table(("real texts", "on the topic", "of"), rows)


def print_wrong(texts: Iterable[LabelledText]) -> None:
    """List texts about AI that are not found, and others that are taken for it, with the reason."""
    for text in texts:
        topic = topic_of(text.title, text.text)
        if text.label != "passing" and (text.label == "yes") != (topic is not None):
            print(f"{text.language}  {text.label}  {text.kind}  {text.title}  {topic.reason if topic else ''}")


def _real() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for name, records in (
        ("Arabic news of 2015", labelled.load_records()),
        ("English news", labelled.load_records(english.DATA)),
    ):
        yield name, [(record["title"] or "", record["text"]) for record in records]
    for name, folder in PAGES:
        yield name, [("", path.read_text("utf-8")) for path in sorted((SHARED / folder).glob("*.gold.txt"))]


def _row(name: str, counted: Answers) -> list[str]:
    parts = [(counted.found, counted.about), (counted.wrong, counted.others), (counted.passing_on, counted.passing)]
    figures = (counted.precision, counted.recall, counted.f1)
    return [name, *(f"{some} of {every}" for some, every in parts), *map(share, figures)]


if __name__ == "__main__":
    main()
