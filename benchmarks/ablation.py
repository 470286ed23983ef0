"""What each optional reading of a page gains and costs: `make bench-pages ABLATE=1`, `python -m benchmarks.ablation`.

Every page is read in full, and again without one reading, for each of `benchmarks.optional_readings`. A reading that
says nothing on a page is not switched off there: the page would be read alike. Prints Markdown tables and writes them
into docs/pages-measured.md. Ends with one sentence where a switch names what is not there any more.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any

from lxml.html import HtmlElement, tostring

from benchmarks.docs_table import DOCS, table, write
from benchmarks.optional_readings import SWITCHES
from benchmarks.own_pages import OwnPage, judged, own_pages
from benchmarks.page_costs import timed
from benchmarks.page_readers import forget_pages, reading_of, stories_of
from benchmarks.pages import judge, was_split
from benchmarks.saved_pages import DATA, SETS, SEVERAL_STORIES, SavedPage, saved_pages
from benchmarks.switches import Instead, NoSuchName, Switch, check, switched_off, together, watched
from model import Hints, Story
from pipelines.reading.extract import extract_html
from pipelines.reading.text_pages.split_text import read_text_page

COMMAND = "python -m benchmarks.ablation"
OWN = "own pages"
# Switches off nothing: what its row says is noise.
NOTHING = "(nothing)"
# A page is read in full again after so many readings, for fair pairs.
_MOST_BETWEEN = 5
_FACTS = ("titles", "authors", "days", "times")
_STORIES = ("split", "found")
_TOGETHER = "all of them together"
_OWN_FIGURES = ("found", "false", "facts")

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What switching readings off does on one page.

    `full`: the page's figures as it is always read; `off`: those without a reading, for the readings that change the
    page; `seconds`: CPU without a reading and in full, on a page that is timed.
    """

    set: str
    is_kept_aside: bool
    full: Figures
    off: Mapping[str, Figures]
    seconds: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def effects(page: SavedPage | OwnPage, switches: Mapping[str, Switch], *, is_timed: bool) -> Effects:
    """Read a page in full and without each of the readings that say anything on it, or are asked where it is timed."""
    is_own = isinstance(page, OwnPage)
    read: Callable[[], list[Story]] = partial(_stories_of_own if isinstance(page, OwnPage) else stories_of, page)
    off: dict[str, Figures] = {}
    spent: dict[str, float] = {}
    # What trafilatura makes of the same tree is asked for once, where no time is measured.
    with nullcontext() if is_timed else switched_off(_READ_ONCE):
        forget_pages()
        with watched(switches) as watch:
            stories = read()
        in_full = [timed(read)[1]] if is_timed else []
        if is_timed:
            spent[NOTHING] = timed(read)[1]
        wanted = watch.asked if is_timed else watch.spoke
        for place, (name, switch) in enumerate((name, each) for name, each in switches.items() if name in wanted):
            with switched_off(switch):
                found, spent[name] = timed(read)
            if found != stories:
                off[name] = _figures(page, found)
            if is_timed and place % _MOST_BETWEEN == _MOST_BETWEEN - 1:
                in_full.append(timed(read)[1])
    whole = median(in_full) if in_full else 0.0
    return Effects(
        set=OWN if isinstance(page, OwnPage) else page.set,
        is_kept_aside=not is_own and page.is_kept_aside,
        full=_figures(page, stories),
        off=off,
        seconds={name: (spent.get(name, whole), whole) for name in (NOTHING, *switches)} if is_timed else {},
    )


def main() -> None:
    """Print the tables and write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--no-write", action="store_true", help="only print")
    parser.add_argument("--only", action="append", metavar="READING", help="switch off this one; may be given again")
    parser.add_argument("--together", action="store_true", help="switch off all of them at once, as one reading")
    parser.add_argument("--timed", type=int, default=20, metavar="N", help="measure the CPU on every Nth page")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes")
    options = parser.parse_args()
    unknown = [name for name in options.only or () if name not in SWITCHES]
    if unknown:
        sys.exit(f"no reading is called {unknown[0]!r}; there are: {', '.join(SWITCHES)}")
    names = options.only or list(SWITCHES)
    switches = _switches(names, is_together=options.together)
    try:
        check(switches)
    except NoSuchName as error:
        sys.exit(str(error))
    pages = chain.from_iterable(saved_pages(name, options.data) for name in SETS)
    jobs = chain(
        ((page, not n % options.timed) for n, page in enumerate(pages)), ((page, False) for page in own_pages())
    )
    with ProcessPoolExecutor(max_workers=options.jobs) as processes:
        found = list(processes.map(partial(_measure, names=tuple(names), is_together=options.together), jobs))
    parts = tables(found, list(switches))
    print("\n\n".join(parts))
    if not (options.no_write or options.only or options.together):
        write(DOCS / "pages-measured.md", "bench-pages-ablation", COMMAND, parts)


def tables(found: Sequence[Effects], names: Sequence[str]) -> list[str]:
    """The section in Markdown: for each reading what goes when it is switched off."""
    sets = [name for name in dict.fromkeys(each.set for each in found) if name != OWN]
    with_text = [name for name in sets if any(each.set == name and "f1" in each.full for each in found)]
    texts = {name: [_f1_cell(found, name, each) for each in with_text] for name in names}
    facts = {name: _fact_cells(found, name, sets) for name in names}
    silent = [name for name in names if not any((*texts[name], *facts[name]))]
    timed_pages = sum(bool(each.seconds) for each in found)
    return [
        "## What each reading gains",
        "Each row is one reading switched off alone: a minus is what the reading gains, a plus is what would be better "
        "without it, and an empty cell is no change. Of two figures the first is of the pages that are tuned on, the "
        "second of those kept aside.",
        f"F1 is the change of the mean. CPU is the share of a page's time that is saved, the median of {timed_pages} "
        f"pages, each read in turn in full and without; the row {NOTHING} shows what is noise.",
        table(
            ("reading", "pages changed", "CPU saved", *(f"F1 {name}" for name in with_text)),
            [
                [NOTHING, *_cost_cells(found, NOTHING), *("" for _ in with_text)],
                *([name, *_cost_cells(found, name), *texts[name]] for name in names),
            ],
        ),
        "Titles, authors, days and times that are right, one-story pages that are split, and stories that are found "
        f"where a page carries several ({', '.join(SEVERAL_STORIES)}), for each set that changes. Of the {OWN}, which "
        "the tests hold: stories found whole, stories that are none, facts right. Of split pages and stories that are "
        "none a plus is what the reading gains.",
        table(
            ("reading", *_FACTS, *_STORIES, *(f"{OWN}: {figure}" for figure in _OWN_FIGURES)),
            [[name, *cells] for name, cells in facts.items() if any(cells)],
        ),
        f"No figure changes without {len(silent)} of {len(names)} readings: {', '.join(silent) or 'none'}. What is "
        "known of no page here, such as tags and pictures, is not among the figures.",
    ]


def _fact_cells(found: Sequence[Effects], reading: str, sets: Sequence[str]) -> list[str]:
    return [
        *(", ".join(_set_cells(found, reading, figure, sets)) for figure in (*_FACTS, *_STORIES)),
        *(_signed(_change(found, reading, OWN, figure)) for figure in _OWN_FIGURES),
    ]


def _reading_once(read: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[tuple[bytes, bool], Any] = {}

    def read_once(tree: HtmlElement, url: str, *, fast: bool) -> Any:
        key = hashlib.sha256(tostring(tree)).digest(), fast
        if key not in known:
            known[key] = read(tree, url, fast=fast)
        return known[key]

    return read_once


_READ_ONCE = Switch(name="reading again", off={"pipelines.reading.extract._read": Instead(_reading_once)})


def _measure(job: tuple[SavedPage | OwnPage, bool], names: Sequence[str], *, is_together: bool) -> Effects:
    page, is_timed = job
    return effects(page, _switches(names, is_together=is_together), is_timed=is_timed)


def _switches(names: Sequence[str], *, is_together: bool) -> Mapping[str, Switch]:
    switches = {name: SWITCHES[name] for name in names}
    return {_TOGETHER: together(_TOGETHER, switches.values())} if is_together else switches


def _stories_of_own(page: OwnPage) -> list[Story]:
    if page.is_text:
        return read_text_page(page.body, fetched_at=page.fetched_at)
    stories, _ = extract_html(
        page.body.encode(),
        url=page.url,
        content_type="text/html; charset=utf-8",
        fetched_at=page.fetched_at,
        hints=Hints(),
        min_words=page.least_words,
    )
    return stories


def _figures(page: SavedPage | OwnPage, stories: list[Story]) -> Figures:
    if isinstance(page, OwnPage):
        return judged(page, stories)
    compared = judge(page, reading_of(stories))
    figures: dict[str, float] = {name: right for name, right in compared.facts.items() if name in _FACTS}
    if compared.score:
        figures["f1"] = compared.score.f1
    if page.id in SEVERAL_STORIES:
        figures["found"] = min(len(stories), SEVERAL_STORIES[page.id])
    return {**figures, "split": was_split(compared)}


def _change(found: Sequence[Effects], reading: str, name: str, figure: str, *, is_kept_aside: bool = False) -> float:
    """The sum of the changes of a figure over the pages of one part of a set."""
    return sum(
        each.off[reading][figure] - each.full[figure]
        for each in found
        if each.set == name and each.is_kept_aside == is_kept_aside and reading in each.off and figure in each.full
    )


def _f1_cell(found: Sequence[Effects], reading: str, name: str) -> str:
    cells = []
    for is_kept_aside in (False, True):
        pages = sum(each.set == name and each.is_kept_aside == is_kept_aside and "f1" in each.full for each in found)
        mean = _change(found, reading, name, "f1", is_kept_aside=is_kept_aside) / max(1, pages)
        cells.append(f"{mean:+.4f}".replace("0.", ".") if abs(mean) >= 0.00005 else "0")
    return "" if cells == ["0", "0"] else " / ".join(cells)


def _set_cells(found: Sequence[Effects], reading: str, figure: str, sets: Sequence[str]) -> Iterator[str]:
    for name in sets:
        tuned_on, aside = (
            _change(found, reading, name, figure, is_kept_aside=is_kept_aside) for is_kept_aside in (False, True)
        )
        if tuned_on or aside:
            yield f"{name} {_signed(tuned_on) or 0} / {_signed(aside) or 0}"


def _signed(change: float) -> str:
    return f"{change:+.0f}" if change else ""


def _cost_cells(found: Sequence[Effects], reading: str) -> list[str]:
    changed = sum(reading in each.off for each in found)
    pairs = [each.seconds[reading] for each in found if each.seconds]
    if not pairs:
        return [str(changed), ""]
    return [str(changed), f"{1 - median(without / full for without, full in pairs):+.1%}".replace("-0.0%", "+0.0%")]


if __name__ == "__main__":
    main()
