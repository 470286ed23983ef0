"""When made-up sources publish: two sets of habits, one to tune on, one kept aside. Pure, from a seed.

A source is a list of moments, in seconds from the start, and the length of its list: what is pushed out of that before
a visit is missed. The sets differ in rates, hours, list lengths and kinds, not only in their seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

DAYS = 30
DAY = 86400.0
HOUR = 3600.0
# What was published before the first visit fills the list.
BEFORE = 20 * DAY
Moments = Callable[[random.Random], list[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """One kind of source, how many of it there are, and how long its lists are. `ends`: dead from that day on."""

    name: str
    sources: int
    listed: tuple[int, int]
    moments: Moments


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """One source: its habit's name, when it publishes, oldest first, and how much it lists."""

    habit: str
    moments: tuple[float, ...]
    listed: int


def publishers(habits: tuple[Habit, ...], *, seed: int) -> list[Publisher]:
    """All sources of a set."""
    dice = random.Random(seed)
    return [
        Publisher(habit=habit.name, moments=tuple(sorted(habit.moments(dice))), listed=dice.randint(*habit.listed))
        for habit in habits
        for _ in range(habit.sources)
    ]


def steady(
    low: float, high: float, *, first_hour: float = 0.0, last_hour: float = 24.0, week: str = "1111111"
) -> Moments:
    """So many pieces a day, evenly by chance between two hours of the source's own day, on the days of `week` only."""

    def moments(dice: random.Random) -> list[float]:
        a_day, zone = dice.uniform(low, high), dice.uniform(0, 24) * HOUR
        found = []
        for day in range(int(-BEFORE / DAY) - 1, DAYS + 1):
            if week[day % 7] == "0":
                continue
            begin, end = (day * DAY + zone + hour * HOUR for hour in (first_hour, last_hour))
            at = begin + dice.expovariate(1) * (end - begin) / a_day
            while at < end:
                found.append(at)
                at += dice.expovariate(1) * (end - begin) / a_day
        return found

    return moments


def bursts(a_day: float, pieces: tuple[int, int], minutes: float) -> Moments:
    """Silent, then many pieces within minutes, so many times a day at any hour."""

    def moments(dice: random.Random) -> list[float]:
        at, found = -BEFORE, []
        while (at := at + dice.expovariate(a_day) * DAY) < DAYS * DAY:
            found += [at + dice.uniform(0, minutes * 60) for _ in range(dice.randint(*pieces))]
        return found

    return moments


def editions(hours: tuple[float, ...], pieces: tuple[int, int]) -> Moments:
    """Everything at once at the same hours of each day, as printed papers do."""

    def moments(dice: random.Random) -> list[float]:
        zone, found = dice.uniform(0, 24) * HOUR, []
        for day in range(int(-BEFORE / DAY), DAYS):
            for hour in hours:
                begin = day * DAY + zone + hour * HOUR
                found += [begin + dice.uniform(0, 600) for _ in range(dice.randint(*pieces))]
        return found

    return moments


def nothing_since(day: float, before: Moments) -> Moments:
    """A source that is given up on that day."""

    def moments(dice: random.Random) -> list[float]:
        return [at for at in before(dice) if at < day * DAY]

    return moments


TUNED_ON = (
    Habit(name="agency", sources=50, listed=(20, 50), moments=steady(80, 120)),
    Habit(name="paper", sources=150, listed=(10, 30), moments=steady(15, 40, first_hour=6, last_hour=23)),
    Habit(name="weekly blog", sources=120, listed=(5, 15), moments=steady(0.1, 0.3)),
    Habit(name="bursty", sources=60, listed=(12, 25), moments=bursts(1.5, (4, 14), 60)),
    Habit(name="silent at night", sources=60, listed=(15, 25), moments=steady(20, 40, first_hour=9, last_hour=18)),
    Habit(name="dead", sources=40, listed=(10, 20), moments=nothing_since(-3, steady(2, 10))),
    Habit(name="short list", sources=20, listed=(3, 6), moments=steady(40, 80)),
)
KEPT_ASIDE = (
    Habit(name="agency", sources=40, listed=(15, 100), moments=steady(60, 300)),
    Habit(name="paper in editions", sources=110, listed=(10, 40), moments=editions((5, 13, 19), (2, 9))),
    Habit(name="weekday paper", sources=90, listed=(8, 20), moments=steady(4, 25, first_hour=7, week="1111100")),
    Habit(name="monthly blog", sources=130, listed=(3, 20), moments=steady(0.03, 0.5)),
    Habit(name="bursty", sources=50, listed=(10, 30), moments=bursts(0.5, (8, 30), 25)),
    Habit(name="given up", sources=40, listed=(10, 20), moments=nothing_since(9, steady(3, 30))),
    Habit(name="short list", sources=40, listed=(2, 8), moments=steady(15, 140, first_hour=5, last_hour=22)),
)
