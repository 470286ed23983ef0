"""How well the pace of visits fits what sources publish: `python -m benchmarks.visiting`.

500 made-up sources over 30 days by a made clock, visited three ways in one run: every 15 minutes, as the product
decides, and at a fixed time that costs as many requests as that. `--tune` tries other rules on the set to tune on, and
on no other. `--live MINUTES` watches 500 sample sources on loopback with a real daemon. `--write` puts the tables into
docs/visiting.md.
"""

from __future__ import annotations

import argparse
import random
import statistics
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from benchmarks.docs_table import DOCS, table, write
from benchmarks.habits import DAY, DAYS, KEPT_ASIDE, TUNED_ON, Publisher, publishers
from crawler.pace import RULE, Rule, next_visit
from model import FIRST_EVERY_SECONDS, MAX_EVERY_SECONDS, MIN_EVERY_SECONDS, Source, Visit

_START = datetime(2026, 3, 2, tzinfo=UTC)
_SETS = (("The set that was tuned on", TUNED_ON, 1), ("The set that was kept aside", KEPT_ASIDE, 2))
_SEED = 7
_COMMAND = "make bench-visiting"


@dataclass(slots=True)
class Result:
    """What became of the pieces of some sources. Delays are seconds from a piece's time to the visit that found it."""

    sources: int = 0
    pieces: int = 0
    missed: int = 0
    visits: int = 0
    wasted: int = 0
    delays: list[float] = field(default_factory=list)

    def add(self, other: Result) -> None:
        for name in ("sources", "pieces", "missed", "visits", "wasted"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.delays += other.delays


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tune", action="store_true", help="try other rules, on the set to tune on")
    parser.add_argument("--live", type=float, metavar="MINUTES", help="watch 500 sample sources with a daemon")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/visiting.md")
    options = parser.parse_args()
    page = DOCS / "visiting.md"
    if options.tune:
        _tune()
    elif options.live:
        # Imported here: it loads the crawler.
        from benchmarks.visiting_live import live

        parts = live(minutes=options.live)
        print("\n\n".join(parts))
        if options.write:
            write(page, "visiting-live", f"python -m benchmarks.visiting --live {options.live:g} --write", parts)
    else:
        parts = [part for name, habits, seed in _SETS for part in _compared(name, publishers(habits, seed=seed))]
        print("\n\n".join(parts))
        if options.write:
            write(page, "visiting", _COMMAND, parts)


def simulate(sources: Sequence[Publisher], *, shortest: int, longest: int, rule: Rule = RULE) -> dict[str, Result]:
    """Visit all sources for 30 days as the product decides: results by habit."""
    dice = random.Random(_SEED)
    found: dict[str, Result] = {}
    for publisher in sources:
        result = _watch(publisher, shortest=shortest, longest=longest, rule=rule, dice=dice)
        found.setdefault(publisher.habit, Result()).add(result)
    return found


def _watch(publisher: Publisher, *, shortest: int, longest: int, rule: Rule, dice: random.Random) -> Result:
    moments, listed = publisher.moments, publisher.listed
    source = Source(
        id=1,
        url="https://paper.example/feed",
        kind="feed",
        outlet="Paper",
        every_seconds=max(shortest, min(FIRST_EVERY_SECONDS, longest)),
        min_every_seconds=shortest,
        max_every_seconds=longest,
    )
    # What was there before the first visit is not counted: nobody watched.
    at = dice.uniform(0, FIRST_EVERY_SECONDS)
    begun = seen = bisect_right(moments, at)
    result = Result(sources=1)
    is_first = True
    while at < DAYS * DAY:
        published = bisect_right(moments, at)
        oldest = max(0, published - listed)
        links = published - oldest
        new = published - max(seen, oldest)
        if is_first:
            known, outcome = 0, "done"
        else:
            known, outcome = links - new, "done" if new else "unchanged"
            result.visits += 1
            result.wasted += not new
            result.missed += max(0, oldest - seen)
            result.delays += [at - moments[n] for n in range(max(seen, oldest), published)]
        # A list that did not change is not read again: a visit does not know how long it is.
        visit = Visit(
            id=1,
            source_id=1,
            outcome=outcome,  # type: ignore[arg-type]
            links=links if outcome == "done" else 0,
            known=known if outcome == "done" else 0,
        )
        now = _START + timedelta(seconds=at)
        planned = next_visit(source, visit, now=now, chance=dice.uniform(-1, 1), rule=rule)
        source = replace(
            source,
            every_seconds=planned.every_seconds,
            rush_seconds=planned.rush_seconds,
            last_success_at=now,
            listed=links,
        )
        seen, is_first = published, False
        at += (planned.at - now).total_seconds()
    result.pieces = seen - begun
    return result


def _compared(name: str, sources: list[Publisher]) -> list[str]:
    fixed = simulate(sources, shortest=900, longest=900)
    adapted = simulate(sources, shortest=MIN_EVERY_SECONDS, longest=MAX_EVERY_SECONDS)
    visits = sum(result.visits for result in adapted.values())
    equal_seconds = round(len(sources) * DAYS * DAY / max(1, visits))
    equal = simulate(sources, shortest=equal_seconds, longest=equal_seconds)
    ways = {"every 15 min": fixed, "adapted": adapted, f"every {equal_seconds / 60:.0f} min": equal}
    rows = []
    for way, results in ways.items():
        rows.append([way, *_cells(_total(results))])
    heads = ("visited", "missed", "missed, %", "delay: median", "p95", "visits a source and day", "of them in vain, %")
    habits = []
    for habit in fixed:
        a, b = fixed[habit], adapted[habit]
        habits.append(
            [
                habit,
                str(a.sources),
                f"{a.pieces / a.sources / DAYS:.1f}",
                f"{a.missed} / {b.missed}",
                f"{_minutes(a.delays, 0.5)} / {_minutes(b.delays, 0.5)}",
                f"{_minutes(a.delays, 0.95)} / {_minutes(b.delays, 0.95)}",
                f"{a.visits / a.sources / DAYS:.0f} / {b.visits / b.sources / DAYS:.0f}",
                f"{_percent(a.wasted, a.visits)} / {_percent(b.wasted, b.visits)}",
            ]
        )
    total = _total(fixed)
    return [
        f"**{name}**: {len(sources)} sources, {total.pieces:,} pieces in {DAYS} days. Delays in minutes. The last "
        "line is visited at a fixed time that costs as many visits as the adapted one.",
        table(heads, rows),
        "By habit, every 15 min / adapted:",
        table(
            ("habit", "sources", "pieces a day", "missed", "median delay", "p95", "visits a day", "in vain, %"), habits
        ),
    ]


def _cells(result: Result) -> list[str]:
    return [
        f"{result.missed:,}",
        f"{100 * result.missed / max(1, result.pieces):.2f}",
        _minutes(result.delays, 0.5),
        _minutes(result.delays, 0.95),
        f"{result.visits / result.sources / DAYS:.1f}",
        _percent(result.wasted, result.visits),
    ]


def _total(results: dict[str, Result]) -> Result:
    total = Result()
    for result in results.values():
        total.add(result)
    return total


def _tune() -> None:
    sources = publishers(TUNED_ON, seed=1)
    print("places memory shortest longest   missed  median   p95  mean  visits/day  in vain")
    for places in (1, 2, 4, 10):
        for memory in (2.0, 4.0, 8.0):
            for longest in (3600, 7200):
                rule = Rule(places=places, memory=memory)
                total = _total(simulate(sources, shortest=MIN_EVERY_SECONDS, longest=longest, rule=rule))
                print(
                    f"{places:>6} {memory:>6} {MIN_EVERY_SECONDS:>8} {longest:>7} {total.missed:>8} "
                    f"{_minutes(total.delays, 0.5):>7} {_minutes(total.delays, 0.95):>5} "
                    f"{statistics.fmean(total.delays) / 60:>5.1f} "
                    f"{total.visits / total.sources / DAYS:>11.1f} {_percent(total.wasted, total.visits):>8}"
                )


def _minutes(seconds: list[float], share: float) -> str:
    if not seconds:
        return "-"
    ranked = sorted(seconds)
    return f"{ranked[min(len(ranked) - 1, int(share * len(ranked)))] / 60:.1f}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):.0f}"


if __name__ == "__main__":
    main()
