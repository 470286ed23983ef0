"""Decide when a source is visited next, and say why. Pure: it has no clock, no dice, no network and no database.

The pace of a source is the time in which half of the first places of its list are replaced: about half known is right.
It is learnt from what each visit finds new, as the rate of a Poisson process with a gamma prior that remembers the last
few pieces (https://en.wikipedia.org/wiki/Conjugate_prior). Where a source publishes in rushes, it is visited so often
that half of its whole list is known even in a rush. Nothing about the hour or the day is learnt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.gate import MAX_PAUSE_SECONDS
from db.sources import back_off
from model import Source, Visit, Wishes

# The longest pause that a site gets by asking for it (Cache-Control, ttl ...): news gets old.
MOST_WISHED_SECONDS = 3600.0
JITTER = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`places`: a visit should find half of this many new. Half of a whole list of 100 would be late: the first of the
    50 new pieces would be hours old. `memory`: how many pieces the pace remembers; with fewer it follows chance, with
    more it adapts late. `forget_seconds`: the time in which a rush is half forgotten. `python -m benchmarks.visiting
    --tune` shows what they give.
    """

    places: int = 2
    memory: float = 4.0
    forget_seconds: float = 7 * 86400.0


RULE = Rule()


@dataclass(frozen=True, slots=True, kw_only=True)
class NextVisit:
    """When a source is visited next and why, in words; `every_seconds` is its pace from now on, and `rush_seconds` what
    is known of its rushes: both are kept for the next decision.
    """

    at: datetime
    every_seconds: int
    rush_seconds: float | None
    reason: str


def next_visit(source: Source, visit: Visit, *, now: datetime, chance: float, rule: Rule = RULE) -> NextVisit:
    """When `source`, as it stood before `visit`, is visited next. `chance`, from -1 to 1, is the random part of the
    jitter.

    The time lies between the bounds of the source, give or take a tenth, except where visits fail or the site asks for
    a pause: then it is later.
    """
    every, rush = pace_after(source, visit, now=now, rule=rule), rush_after(source, visit, now=now, rule=rule)
    seconds, reason = float(every), _habit(source, visit, every, now=now)
    if visit.outcome in ("failed", "refused"):
        seconds, reason = _after_failure(source)
    elif visit.found is not None and visit.found.is_unread:
        seconds, reason = 0.0, f"it turned out to be a {visit.found.kind.replace('_', ' ')} and is read as one"
    elif not is_fixed(source):
        wished, who = _wished(visit.wishes)
        # Later, less than half of the list would be known, and pieces may be lost.
        half_gone = min(_half_of_the_list(source, visit, every, rule), rush or MOST_WISHED_SECONDS)
        wished = min(wished, MOST_WISHED_SECONDS, source.max_every_seconds, half_gone)
        if wished > seconds:
            seconds, reason = wished, f"{reason}, and the site asks for {span(wished)} ({who})"
    seconds *= 1 + JITTER * chance
    pause = min(visit.wishes.pause, MAX_PAUSE_SECONDS)
    if pause > seconds:
        at, reason = after_pause(pause, now=now, chance=chance)
        return NextVisit(at=at, every_seconds=every, rush_seconds=rush, reason=reason)
    return NextVisit(at=now + timedelta(seconds=seconds), every_seconds=every, rush_seconds=rush, reason=reason)


def after_pause(seconds: float, *, now: datetime, chance: float) -> tuple[datetime, str]:
    """When and why a source is visited whose site asked for a pause during another source's visit."""
    at = now + timedelta(seconds=seconds * (1 + JITTER * abs(chance)))
    return at, f"the site asks for a pause of {span(seconds)} (Retry-After)"


def is_fixed(source: Source) -> bool:
    """Whether naskh.toml says how often this source is visited."""
    return source.min_every_seconds == source.max_every_seconds


def pace_after(source: Source, visit: Visit, *, now: datetime, rule: Rule = RULE) -> int:
    """The pace of a source after a visit, in seconds between its bounds. What fails teaches nothing, nor does the first
    visit, to which everything is new.
    """
    least, most = source.min_every_seconds, source.max_every_seconds
    every = max(least, min(source.every_seconds, most))
    if visit.outcome not in ("done", "unchanged") or source.last_success_at is None or least == most:
        return every
    elapsed = _elapsed(source, visit, now=now)
    half = _half_of_the_places(source, visit, rule)
    new = max(0, visit.links - visit.known)
    # A pace of `every` seconds is a rate of `half` a list in that time.
    rate = (rule.memory + new) / (rule.memory * every / half + elapsed)
    rush = rush_after(source, visit, now=now, rule=rule)
    return round(max(least, min(half / rate, rush or most, most)))


def rush_after(source: Source, visit: Visit, *, now: datetime, rule: Rule) -> float | None:
    """In how many seconds half of the whole list is replaced when the source is in a rush, which is slowly forgotten;
    None where it was in none. A visit that does not know half of its list found one: others may lose pieces.
    """
    if visit.outcome not in ("done", "unchanged") or source.last_success_at is None:
        return source.rush_seconds
    elapsed = _elapsed(source, visit, now=now)
    before = None if source.rush_seconds is None else source.rush_seconds * 2 ** (elapsed / rule.forget_seconds)
    if before is not None and before > source.max_every_seconds:
        before = None
    new = visit.links - visit.known
    if new <= 0 or 2 * visit.known > visit.links:
        return before
    seconds = elapsed * visit.links / 2 / new
    return seconds if before is None else min(before, seconds)


def _elapsed(source: Source, visit: Visit, *, now: datetime) -> float:
    """In how many seconds the new pieces of a visit came. Where it knows nothing of the list, pieces may have come and
    gone since the last visit: then at most the usual time is assumed.
    """
    assert source.last_success_at is not None
    elapsed = max(1.0, (now - source.last_success_at).total_seconds())
    return elapsed if visit.known or not visit.links else min(elapsed, float(source.every_seconds))


def span(seconds: float) -> str:
    """ "45 s", "15 min", "2 h", "2 h 30 min", "3 days"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    if minutes >= 2 * 24 * 60:
        return f"{round(minutes / 60 / 24)} days"
    hours, rest = divmod(round(minutes / 10) * 10, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def _habit(source: Source, visit: Visit, every: int, *, now: datetime) -> str:
    if is_fixed(source):
        return f"every {span(every)}, as naskh.toml says"
    if source.last_success_at is None:
        return f"every {span(every)} until its habit is known"
    new, elapsed = visit.links - visit.known, (now - source.last_success_at).total_seconds()
    found = f"{new} of {visit.links} links new" if new > 0 else "nothing new"
    return f"{found} after {span(elapsed)}, so every {span(every)}"


def _after_failure(source: Source) -> tuple[float, str]:
    failures = source.failures + 1
    seconds = back_off(source.every_seconds, failures).total_seconds()
    times = "" if failures == 1 else f" {failures} times in a row"
    return seconds, f"failed{times}: tried again after {span(seconds)}"


def _wished(wishes: Wishes) -> tuple[float, str]:
    """The longest time that a site asks for, and by what."""
    return max(
        (wishes.fresh, "Cache-Control or Expires"),
        (wishes.update, "its feed"),
        (wishes.crawl_delay, "Crawl-delay of robots.txt"),
    )


def _half_of_the_list(source: Source, visit: Visit, every: int, rule: Rule) -> float:
    """In how many seconds half of the whole list is new."""
    return every / _half_of_the_places(source, visit, rule) * _listed(source, visit, rule) / 2


def _half_of_the_places(source: Source, visit: Visit, rule: Rule) -> float:
    """How many new pieces a visit should find."""
    return min(_listed(source, visit, rule), rule.places) / 2


def _listed(source: Source, visit: Visit, rule: Rule) -> int:
    return max(1, visit.links or source.listed or rule.places)
