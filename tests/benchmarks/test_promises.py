"""The promises in small: the measurements that `make promises` makes, in seconds. And the table that it writes."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import ROOT

from benchmarks import kills
from benchmarks.promises.page import rows_of, write_page
from benchmarks.promises.power import cut
from benchmarks.promises.trial import Result, Trial
from benchmarks.promises.trials import TRIALS
from benchmarks.promises.upgrade import kill_at_each_step

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def names_of_tests(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_every_promise_is_in_the_table_and_guarded_by_tests_that_exist(trial: Trial) -> None:
    assert trial.name in rows_of()
    assert trial.guards
    for guard in trial.guards:
        file, _, name = guard.partition("::")
        assert (ROOT / file).is_file(), guard
        assert not name or name in names_of_tests(ROOT / file), guard


def test_a_trial_alone_leaves_the_other_rows_of_the_table(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n<!-- promises:begin -->\n<!-- promises:end -->\n", "utf-8")
    first, second, *_ = TRIALS
    write_page(TRIALS, {first.name: Result.of(True, "all | well"), second.name: Result.not_run("no strace")}, page)
    write_page(TRIALS, {second.name: Result.of(False, "2 lost")}, page)
    rows = rows_of(page)
    assert rows[first.name][3:5] == ["all / well", "held"]
    assert rows[second.name][3:5] == ["2 lost", "missed"]
    assert list(rows) == [trial.name for trial in TRIALS]


@pytest.mark.slow
def test_what_was_seen_outlives_kills_of_the_daemon(tmp_path: Path) -> None:
    run = kills.kill(tmp_path, times=10, pause=0.3, seed=3)
    assert run.kills.total() >= 10 and run.kills["daemon"] and run.seen
    assert (run.gone, run.twice, run.lost, run.damage, run.noise, run.status) == (0, 0, {}, [], [], 0)


@pytest.mark.slow
@needs_strace
def test_a_power_cut_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    for synchronous, loses in (("full", False), ("normal", True)):
        folder = tmp_path / synchronous
        folder.mkdir()
        cuts = cut(folder, articles=30, synchronous=synchronous)
        assert cuts.acknowledged == 30 and cuts.images > 60 and not cuts.broken
        # The other way of writing shows that a loss would be seen.
        assert bool(cuts.lost) == loses


@pytest.mark.slow
@needs_strace
def test_an_upgrade_that_is_killed_leaves_the_old_schema_or_the_new_and_a_whole_copy(tmp_path: Path) -> None:
    outcome = kill_at_each_step(tmp_path, points=4)
    assert outcome.kills >= 10
    assert (outcome.mixed, outcome.broken, outcome.without_copy) == ([], [], [])
