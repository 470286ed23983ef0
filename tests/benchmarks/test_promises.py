"""The promises in small: the measurements that `make promises` makes, in seconds. And the table that it writes."""

from __future__ import annotations

import ast
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import ROOT

from benchmarks import kills
from benchmarks.promises import addresses, canaries, hangs, long_run, readers, stops
from benchmarks.promises.page import rows_of, write_page
from benchmarks.promises.power import cut
from benchmarks.promises.trial import Result, Trial
from benchmarks.promises.trials import TRIALS
from benchmarks.promises.upgrade import kill_at_each_step


def strace_works() -> bool:
    """In some containers it may not look at other processes."""
    try:
        return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


needs_strace = pytest.mark.skipif(not strace_works(), reason="strace is not installed, or not allowed")


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


@pytest.mark.slow
def test_no_forbidden_address_is_reached(tmp_path: Path) -> None:
    if not addresses.can_be_run():
        pytest.skip("a network of its own needs root, and Linux's unshare, ip and mount")
    found = addresses.reached(tmp_path, spellings=10)
    assert found["forbidden"] == {}
    assert found["stored"] and found["refused"] and (found["wanted"], found["unexplained"]) == (0, 0)


@pytest.mark.slow
def test_readers_and_imports_beside_a_daemon_meet_no_error(tmp_path: Path) -> None:
    outcome = readers.beside(tmp_path, seconds=15)
    assert outcome.reads and outcome.imported and outcome.visits and outcome.articles
    assert outcome.errors == []


@pytest.mark.slow
def test_the_daemon_does_not_grow_with_its_visits(tmp_path: Path) -> None:
    outcome = long_run.live(tmp_path, visits=300, hours=1, archive=200)
    assert outcome.visits >= 300
    assert outcome.ended_files <= outcome.began_files + 2
    # SQLite's cache is not full yet.
    assert outcome.ended_mb - outcome.began_mb < 20


@pytest.mark.slow
def test_a_daemon_that_stands_still_is_started_again(tmp_path: Path) -> None:
    outcome = hangs.hang(tmp_path, watchdog_seconds=3, restart_seconds=0)
    assert outcome.is_sound


@pytest.mark.slow
def test_no_secret_is_written_anywhere(tmp_path: Path) -> None:
    outcome = canaries.look(tmp_path)
    assert outcome.requests >= 3 and outcome.files > 10
    assert (outcome.found, outcome.open_to_others) == ([], [])


@pytest.mark.slow
def test_what_is_stopped_in_the_middle_can_be_gone_on_with(tmp_path: Path) -> None:
    outcome = stops.stop_all(tmp_path, records=300, moments=(0.6,))
    assert (outcome.unsound, outcome.unfinished) == ([], [])
    assert outcome.in_time["crawl"] == 1
    # Each ended by itself.
    assert not any(-signal.SIGKILL in statuses for statuses in outcome.statuses.values())
