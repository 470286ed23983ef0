"""How well pages are read, beside trafilatura, readability-lxml and, where they are installed, newspaper4k and
resiliparse: `python -m benchmarks.pages`.

Prints Markdown tables and writes them into docs/pages-measured.md. F1, precision and recall are of word 4-grams,
counted as often as they occur, averaged over the pages of a set. A third of each set, chosen by the hash of its id, is
kept aside from tuning and has a line of its own. `--write-floors` records what the other two thirds reach, rounded
down, as floors in tests/quality.json.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import fmean

from benchmarks.docs_table import DOCS, share, table, write
from benchmarks.page_costs import BESIDE, OURS, PageCost, cost_parts, timed
from benchmarks.page_readers import READERS, Reading
from benchmarks.saved_pages import DATA, FLOORED_SETS, SETS, SEVERAL_STORIES, SavedPage, saved_pages

COMMAND = "python -m benchmarks.pages"
FLOORS = Path(__file__).resolve().parents[1] / "tests" / "quality.json"
# A difference of F1 below this is one line more or less.
_SAME = 0.005

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How one text compares with its gold: shares of word 4-grams, 0 to 1."""

    f1: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One page read by one reader. `facts`: whether each fact that the gold knows is right; no `score` without text."""

    page: SavedPage
    reading: Reading
    score: Score | None
    facts: Mapping[str, bool]


def score(text: str, gold: str) -> Score:
    """Compare two texts by their word 4-grams, punctuation and case of letters aside."""
    found, wanted = _shingles(text), _shingles(gold)
    common = (found & wanted).total()
    precision = common / found.total() if found else 0.0
    recall = common / wanted.total() if wanted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if common else 0.0
    return Score(f1=f1, precision=precision, recall=recall)


def judge(page: SavedPage, reading: Reading) -> Judged:
    """Compare a reading with everything that is known of the page."""
    known = {
        "titles": (page.gold.get("title"), _title_is_right),
        "authors": (page.gold.get("author"), _authors_are_right),
        "days": (page.gold.get("date"), _day_is_right),
        "times": (_moment(page), _time_is_right),
        "languages": (page.language, _language_is_right),
    }
    facts = {name: is_right(page, reading) for name, (gold, is_right) in known.items() if gold}
    compared = None if page.text is None else score(reading.text, page.text)
    return Judged(page=page, reading=reading, score=compared, facts=facts)


def was_split(judged: Judged) -> bool:
    """Whether a page with one story gave several."""
    return judged.reading.stories > 1 and judged.page.id not in SEVERAL_STORIES


def measured(name: str, pages: Sequence[Judged]) -> dict[str, float]:
    """What floors are kept of, for the pages of one set: mean F1 and the share of right facts."""
    facts = {fact for judged in pages for fact in judged.facts}
    shares = {fact: fmean(judged.facts[fact] for judged in pages if fact in judged.facts) for fact in facts}
    f1 = {"f1": _mean(pages, "f1")} if any(judged.score for judged in pages) else {}
    return {f"pages_{name}_{part}": value for part, value in {**f1, **shares}.items()}


def main() -> None:
    """Print the tables and write them; the floors are a test's part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--no-write", action="store_true", help="only print")
    parser.add_argument("--write-floors", action="store_true")
    parser.add_argument("--repeats", type=int, default=3, metavar="N", help="time each page N times, report the median")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="list the N pages that are read worst")
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.exit(f"skipped: {options.data} is not there")
    read, costs = _read_all(options.data, options.repeats)
    parts = tables(read, costs)
    print("\n\n".join(parts))
    if not options.no_write:
        write(DOCS / "pages-measured.md", "bench-pages", COMMAND, parts)
    if options.write_floors:
        _write_floors(read)
    for name, by_reader in read.items():
        ours = [judged for judged in by_reader[OURS] if not judged.page.is_kept_aside]
        scored = sorted((judged.score.f1, judged.page.id) for judged in ours if judged.score)
        for f1, page in scored[: options.worst]:
            print(f"{f1:.3f} {name} {page}")


def tables(read: Mapping[str, Mapping[str, Sequence[Judged]]], costs: Sequence[PageCost]) -> list[str]:
    """All sections, in Markdown. `read`: set to reader to its pages."""
    parts = ["## The text", _text_table(read), "## Better and worse", _beside_table(read)]
    parts += ["## Facts of the main story", _facts_table(read), "## Split pages", _split_table(read)]
    return [*parts, "## Cost", *cost_parts(costs)]


def _text_table(read: Mapping[str, Mapping[str, Sequence[Judged]]]) -> str:
    rows = []
    for name, by_reader in read.items():
        for part, belongs in _PARTS.items():
            for reader, pages in by_reader.items():
                chosen = [judged for judged in pages if judged.score and belongs(judged.page)]
                if not chosen:
                    continue
                figures = [share(_mean(chosen, figure)) for figure in ("f1", "precision", "recall")]
                rows.append([f"{name}, {part}", reader, str(len(chosen)), *figures])
    return table(("set", "reader", "pages", "F1", "precision", "recall"), rows)


def _beside_table(read: Mapping[str, Mapping[str, Sequence[Judged]]]) -> str:
    rows = []
    for name, by_reader in read.items():
        for other in list(by_reader)[1:]:
            differences = [
                ours.score.f1 - theirs.score.f1
                for ours, theirs in zip(by_reader[OURS], by_reader[other], strict=True)
                if ours.score and theirs.score
            ]
            if not differences:
                continue
            better = sum(difference > _SAME for difference in differences)
            worse = sum(difference < -_SAME for difference in differences)
            rows.append(
                [
                    name,
                    other,
                    str(better),
                    str(len(differences) - better - worse),
                    str(worse),
                    f"{min(differences):+.3f}",
                ]
            )
    return table(("set", "Naskh beside", "better", "same", "worse", "greatest loss of F1"), rows)


def _facts_table(read: Mapping[str, Mapping[str, Sequence[Judged]]]) -> str:
    names = ("titles", "authors", "days", "times", "languages")
    rows = []
    for name, by_reader in read.items():
        for reader, pages in by_reader.items():
            cells = []
            for fact in names:
                known = [judged.facts[fact] for judged in pages if fact in judged.facts]
                cells.append(f"{sum(known)}/{len(known)}" if known else "–")
            rows.append([name, reader, *cells])
    return table(("set", "reader", *names), rows)


def _split_table(read: Mapping[str, Mapping[str, Sequence[Judged]]]) -> str:
    """Of the pages with one story; those of which only the day is known are taken for such."""
    rows = []
    for name, by_reader in read.items():
        single = [judged for judged in by_reader[OURS] if judged.page.id not in SEVERAL_STORIES]
        split = sum(map(was_split, single))
        suspected = sum(judged.reading.suspected for judged in single)
        rows.append([name, str(len(single)), f"{split} ({split / len(single):.1%})", str(suspected)])
    return table(("set", "pages with one story", "split", "several stories suspected"), rows)


_PARTS: dict[str, Callable[[SavedPage], bool]] = {
    "all": lambda page: True,
    "tuned on": lambda page: not page.is_kept_aside,
    "kept aside": lambda page: page.is_kept_aside,
}


def _read_all(data: Path, repeats: int) -> tuple[dict[str, dict[str, list[Judged]]], list[PageCost]]:
    """The readers take turns page by page, so that what else the machine does weighs on all of them alike.

    Only the two that are compared read a page more than once; which of them is first changes from page to page.
    """
    read: dict[str, dict[str, list[Judged]]] = {}
    costs: list[PageCost] = []
    for name in SETS:
        for place, page in enumerate(saved_pages(name, data)):
            if not place:
                # Models and lists are loaded once a process: no measured page pays for them.
                read[name] = {reader: [] for reader in READERS}
                for read_page in READERS.values():
                    read_page(page)
                # As in the workers: what is loaded is not looked through again while pages are read.
                gc.collect()
                gc.freeze()
            seconds: dict[str, list[float]] = {reader: [] for reader in READERS}
            for repeat in range(repeats):
                again = list(READERS) if repeat == 0 else [OURS, BESIDE]
                for reader in again if (place + repeat) % 2 else again[::-1]:
                    reading, spent = timed(partial(READERS[reader], page))
                    seconds[reader].append(spent)
                    if repeat == 0:
                        read[name][reader].append(judge(page, reading))
            costs.append(PageCost(set=name, id=page.id, seconds=seconds))
    return read, costs


def _mean(pages: Sequence[Judged], part: str) -> float:
    return fmean(getattr(judged.score, part) for judged in pages if judged.score)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _words(text)
    if not words:
        return Counter()
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3)))


def _words(text: str | None) -> list[str]:
    return _WORD.findall((text or "").casefold())


def _title_is_right(page: SavedPage, reading: Reading) -> bool:
    return _words(reading.title) == _words(page.gold["title"])


def _authors_are_right(page: SavedPage, reading: Reading) -> bool:
    return {name.casefold() for name in reading.authors} == {name.casefold() for name in page.gold["author"]}


def _day_is_right(page: SavedPage, reading: Reading) -> bool:
    """By the outlet's clock: that of the gold time where it has a zone."""
    found = _told(reading)
    if found is None:
        return False
    gold = page.gold.get("datetime")
    moment = datetime.fromisoformat(gold) if gold else None
    if moment and moment.tzinfo and found.tzinfo:
        return found.astimezone(moment.tzinfo).date() == moment.date()
    return bool(reading.day == page.gold["date"])


def _time_is_right(page: SavedPage, reading: Reading) -> bool:
    """To the minute; a time without a zone is compared with the clock of the outlet."""
    found, moment = _told(reading), _moment(page)
    if found is None or moment is None or "T" not in (reading.when or ""):
        return False
    if not (moment.tzinfo and found.tzinfo):
        found, moment = found.replace(tzinfo=None), moment.replace(tzinfo=None)
    return abs(found - moment) < timedelta(minutes=1)


def _language_is_right(page: SavedPage, reading: Reading) -> bool:
    return reading.language == page.language


def _moment(page: SavedPage) -> datetime | None:
    """When it was published, where the gold knows a time of day: midnight sharp is a day alone."""
    gold = page.gold.get("datetime")
    moment = datetime.fromisoformat(gold) if gold else None
    return moment if moment and (moment.hour or moment.minute or moment.second) else None


def _told(reading: Reading) -> datetime | None:
    try:
        return datetime.fromisoformat(reading.when or "")
    except ValueError:
        return None


def _write_floors(read: Mapping[str, Mapping[str, Sequence[Judged]]]) -> None:
    known = json.loads(FLOORS.read_text("utf-8"))
    for name in FLOORED_SETS:
        tuned_on = [judged for judged in read[name][OURS] if not judged.page.is_kept_aside]
        known.update({key: math.floor(value * 1000) / 1000 for key, value in measured(name, tuned_on).items()})
    FLOORS.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
