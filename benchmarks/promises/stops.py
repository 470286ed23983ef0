"""SIGTERM in the middle of each command that takes long: it ends in time, and what it left can be gone on with."""

from __future__ import annotations

import signal
import subprocess
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.kills import Sites
from benchmarks.promises.place import Place, wait_until
from benchmarks.promises.trial import Result

_RECORDS = 1500
_MOMENTS = (0.4, 0.6, 0.8)
_STOP_SECONDS = 25.0
# What takes longer never ends, on whatever machine.
_HUNG_SECONDS = 300.0
_COMMANDS = {"import": ("import", "news.jsonl"), "rejudge": ("rejudge",), "backup": ("backup",)}


@dataclass(slots=True)
class Outcome:
    """`longest` is the longest time from the signal to the end. `in_time` are signals that came before the end."""

    in_time: dict[str, int] = field(default_factory=dict)
    longest: float = 0.0
    statuses: dict[str, set[int]] = field(default_factory=dict)
    unsound: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)


def measure(folder: Path) -> Result:
    outcome = stop_all(folder, records=_RECORDS, moments=_MOMENTS)
    sent = ", ".join(f"{name} {number}" for name, number in outcome.in_time.items())
    figure = (
        f"signals in the middle of: {sent}; the longest stop took {outcome.longest:.1f} s; "
        f"{len(outcome.unsound)} left an unsound database, {len(outcome.unfinished)} could not be finished later"
    )
    is_whole = not outcome.unsound and not outcome.unfinished and all(outcome.in_time.values())
    return Result.of(is_whole and outcome.longest <= _STOP_SECONDS, figure)


def stop_all(folder: Path, *, records: int, moments: tuple[float, ...]) -> Outcome:
    """Stop each command at these parts of the time that it takes."""
    outcome, place = Outcome(), Place(folder)
    (folder / "naskh.toml").write_text('database = "news.db"\ntopic = "all"\n', "utf-8")
    place.write_records("news.jsonl", records)
    for name, arguments in _COMMANDS.items():
        seconds = _whole(place, name, arguments)
        for moment in moments:
            if name == "import":
                _remove(place)
            _stop(outcome, place, name, arguments, after=seconds * moment)
            if place.run(*arguments) != 0 or _articles(place) != records:
                outcome.unfinished.append(f"{name} {moment}")
    _remove(place)
    _stop_crawls(outcome, place, times=len(moments))
    return outcome


def _whole(place: Place, name: str, arguments: tuple[str, ...]) -> float:
    began = time.monotonic()
    status = place.run(*arguments)
    assert status == 0, f"{name} fails: see {place.log}"
    return time.monotonic() - began


def _stop(outcome: Outcome, place: Place, name: str, arguments: tuple[str, ...], *, after: float) -> None:
    process = place.start(*arguments)
    time.sleep(after)
    _end(outcome, place, name, process)


def _stop_crawls(outcome: Outcome, place: Place, *, times: int) -> None:
    sites = Sites()
    with sites.served():
        (place.folder / "naskh.toml").write_text(sites.config_text(), "utf-8")
        for _ in range(times):
            before = _articles(place)
            daemon = place.start("run")
            has_stored = partial(_has_more, place, before)
            wait_until(has_stored, seconds=_HUNG_SECONDS, why="the daemon stores nothing")
            _end(outcome, place, "crawl", daemon)


def _end(outcome: Outcome, place: Place, name: str, process: subprocess.Popen[bytes]) -> None:
    is_in_time = process.poll() is None
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_HUNG_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    outcome.in_time[name] = outcome.in_time.get(name, 0) + is_in_time
    outcome.longest = max(outcome.longest, time.monotonic() - began)
    outcome.statuses.setdefault(name, set()).add(process.returncode)
    if not place.is_sound():
        outcome.unsound.append(name)


def _articles(place: Place) -> int:
    return int(place.value("select count(*) from articles"))


def _has_more(place: Place, articles: int) -> bool:
    return _articles(place) > articles


def _remove(place: Place) -> None:
    for path in place.folder.glob("news.db*"):
        path.unlink()
