"""What reading a page costs beside what trafilatura takes for it. Both times are from one run, page by page in turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

from benchmarks.docs_table import table
from benchmarks.page_readers import forget_pages

OURS, BESIDE = "Naskh", "trafilatura"
# How much of trafilatura's time a set may take, and a single page.
MOST_OF_A_SET, MOST_OF_A_PAGE = 1.5, 3.0

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCost:
    """CPU seconds that each reader took for one page, one figure for each time that it was read."""

    set: str
    id: str
    seconds: Mapping[str, Sequence[float]]


def timed(read: Callable[[], _Read]) -> tuple[_Read, float]:
    """What a reading gives, and its CPU seconds. No line of a page read before is remembered."""
    forget_pages()
    start = time.process_time()
    found = read()
    return found, time.process_time() - start


def ratio(costs: Sequence[PageCost], reader: str = OURS) -> float:
    """The reader's CPU time beside trafilatura's over all these pages: the median of the repeats."""
    times = min(len(cost.seconds[name]) for cost in costs for name in (reader, BESIDE))
    return median(
        sum(cost.seconds[reader][n] for cost in costs) / sum(cost.seconds[BESIDE][n] for cost in costs)
        for n in range(times)
    )


def cost_parts(costs: Sequence[PageCost]) -> list[str]:
    """The section in Markdown: each reader over all pages, Naskh for each set, and how many pages take too long."""
    readers = [
        [
            reader,
            f"{len(costs) / sum(median(cost.seconds[reader]) for cost in costs):.1f}",
            f"{ratio(costs, reader):.2f}",
        ]
        for reader in costs[0].seconds
    ]
    rows = []
    for name in dict.fromkeys(cost.set for cost in costs):
        pages = [cost for cost in costs if cost.set == name]
        each = [ratio([cost]) for cost in pages]
        above = sum(one > MOST_OF_A_PAGE for one in each)
        rows.append(
            [name, str(len(pages)), f"{ratio(pages):.2f}", f"{median(each):.2f}", f"{max(each):.2f}", str(above)]
        )
    repeats = len(costs[0].seconds[OURS])
    return [
        f"CPU time, measured page by page in turn, each page {'once' if repeats == 1 else f'{repeats} times'}; of the "
        f"repeats the median. A set should take at most {MOST_OF_A_SET} times what trafilatura takes, no page more "
        f"than {MOST_OF_A_PAGE:.0f} times.",
        table(("reader", "pages a core-second", "CPU beside trafilatura"), readers),
        table(
            (
                "set",
                "pages",
                "CPU beside trafilatura",
                "middle page",
                "slowest page",
                f"pages above {MOST_OF_A_PAGE:.0f}",
            ),
            rows,
        ),
    ]
