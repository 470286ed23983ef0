"""All promises that are tried, in the order of docs/promises.md."""

from __future__ import annotations

from pathlib import Path

from benchmarks import kills, outbox
from benchmarks.promises import power
from benchmarks.promises.trial import Result, Trial

_KILLS = 200
# A daemon that is killed loads for some seconds what it reads pages with; a busy machine makes that half a minute.
_KILL_SECONDS = 45.0


def _kills(folder: Path) -> Result:
    run = kills.kill(folder, times=_KILLS, pause=0.5, seed=1)
    kinds = ", ".join(f"{number} {what}" for what, number in run.kills.items())
    figure = (
        f"{run.kills.total()} kills ({kinds}); {run.pages} pages, {run.lost.total()} lost; {len(run.seen)} articles "
        f"seen before a kill, {run.gone} gone, {run.twice} twice; "
        f"database {'damaged' if run.damage else 'sound'}; at most {run.longest:.0f} s without work"
    )
    is_whole = not (run.lost or run.gone or run.twice or run.damage or run.noise) and run.status == 0
    return Result.of(is_whole and run.kills.total() >= _KILLS and run.longest <= _KILL_SECONDS, figure)


def _outbox(folder: Path) -> Result:
    outcome = outbox.run(folder, messages=1000, kills=100, seed=1)
    figure = (
        f"{outcome.messages} messages to each of two channels, {outcome.kills} kills: {outcome.lost} and "
        f"{outcome.lines_lost} lost, {outcome.repeats} and {outcome.lines_twice} sent again under the same id"
    )
    return Result.of(not (outcome.lost or outcome.changed or outcome.lines_lost), figure)


TRIALS: tuple[Trial, ...] = (
    Trial(
        name="kills",
        promise="kill -9 at any moment loses nothing that a reader saw, doubles nothing, and work goes on",
        how="sites on loopback without end; the daemon, its workers and its fork server are killed at random",
        bound=f"{_KILLS} kills; 0 lost, 0 twice, sound; {_KILL_SECONDS:.0f} s",
        measure=_kills,
        guards=("tests/benchmarks/test_promises.py::test_what_was_seen_outlives_kills_of_the_daemon",),
    ),
    Trial(
        name="outbox",
        promise="kill -9 of who sends loses no message",
        how="the sender is killed while a webhook fails and hangs now and then",
        bound="0 lost, repeats under one id",
        measure=_outbox,
        guards=("tests/pipelines/alerts/test_outbox_killed.py",),
    ),
    Trial(
        name="power",
        promise="a power cut loses nothing that was acknowledged",
        how="the writes and syncs of a process that stores articles, recorded by strace, are replayed up to each "
        "sync; what was not synced is left out, taken, or torn by sectors. The disk keeps what was synced",
        bound="0 lost, 0 damaged",
        measure=power.measure,
        guards=("tests/benchmarks/test_promises.py::test_a_power_cut_loses_nothing_that_was_acknowledged",),
    ),
)
