"""All promises that are tried, in the order of docs/promises.md."""

from __future__ import annotations

from pathlib import Path

from benchmarks import kills, outbox
from benchmarks.promises import (
    addresses,
    canaries,
    corpora,
    disk,
    fuzzing,
    hangs,
    hostile,
    long_run,
    power,
    readers,
    stops,
    upgrade,
)
from benchmarks.promises.trial import Result, Trial, passing

_KILLS = 200
# A daemon that is killed loads for some seconds what it reads pages with; a busy machine makes that half a minute.
_KILL_SECONDS = 45.0
_HERE = "tests/benchmarks/test_promises.py"
_BACKUPS = (
    "tests/db/test_backup.py",
    "tests/commands/test_keeping.py",
    "tests/pipelines/test_pruning.py",
    "tests/test_daemon.py::test_the_daemon_makes_backups_when_they_are_due_and_keeps_so_many",
)
_DAMAGE = (
    "tests/db/test_soundness.py",
    "tests/db/test_store.py::test_a_database_of_a_newer_version_is_refused",
    "tests/test_daemon.py::test_a_daemon_refuses_a_file_that_the_last_one_left_broken",
    "tests/test_daemon.py::test_a_text_that_changed_on_the_disk_is_found_by_housekeeping_and_reported_once",
)
_CLOCK = (
    "tests/test_daemon.py::test_a_clock_set_back_does_not_stop_the_visits",
    "tests/test_daemon.py::test_only_a_clock_that_was_set_back_is_called_so",
    "tests/test_daemon.py::test_a_clock_that_jumps_costs_at_most_one_visit_and_doubles_no_alert",
    "tests/pipelines/alerts/test_timing.py",
    "tests/pipelines/alerts/test_brief_times.py",
)
_SIGNALS = (
    "tests/daemon/test_settings_in_force.py::test_a_hangup_has_the_file_read_at_once_and_does_not_end_the_daemon",
    "tests/daemon/test_settings_in_force.py::test_a_daemon_whose_terminal_is_closed_ends_in_order",
    "tests/daemon/test_backfills.py::test_a_stop_leaves_the_rest_for_later",
    "tests/daemon/test_backfills.py::test_a_stop_of_the_command_is_heard_and_a_daemon_goes_on",
)
_LIMITS = ("tests/pipelines/processes/test_workers.py",)
_READER = ("tests/test_daemon.py::test_a_stuck_reader_is_named_once_while_the_log_grows",)


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
        guards=(f"{_HERE}::test_what_was_seen_outlives_kills_of_the_daemon",),
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
        guards=(f"{_HERE}::test_a_power_cut_loses_nothing_that_was_acknowledged",),
    ),
    Trial(
        name="hostile",
        promise="a page, feed or sitemap stalls neither the daemon nor its neighbours, and has its row and reason",
        how="bombs (gzip, brotli, zstd, XML), endless and dripping answers, bad chunks, slow and large headers, "
        "100,000 attributes, 50,000 links, 10,000 levels, what the loop looks for repeated over 4 MB, loops, "
        "truncated bodies; a good site beside them",
        bound="no row or reason missing; loop 100 ms of its own work; worker 512 MB; all good pages; deep text",
        measure=hostile.measure,
        guards=("tests/crawler/test_hostile.py", "tests/crawler/test_loop_cost.py"),
    ),
    Trial(
        name="limits",
        promise="a call costs at most 10 s of the processor and 512 MB, and fails alone",
        how="calls that compute, sleep, take memory, crash or kill their process",
        bound="all tests pass",
        measure=passing(*_LIMITS),
        guards=_LIMITS,
    ),
    Trial(
        name="addresses",
        promise="no private, loopback, link-local or metadata address and no other scheme is reached, whoever names it",
        how="a network of its own in which every address answers, with a name server of its own: config, feed links, "
        "redirects, meta refresh, sitemaps, robots.txt, canonical links, hubs, `check`, proxies of the environment; "
        "names with several answers and with another answer each time",
        bound="100 spellings; 0 connections",
        measure=addresses.measure,
        guards=(f"{_HERE}::test_no_forbidden_address_is_reached", "tests/crawler/test_guard.py"),
    ),
    Trial(
        name="corpora",
        promise="no hostile file of a known collection breaks the import",
        how="`naskh import` of all files of the collections (encodings, feeds, bombs, naughty strings)",
        bound="0 crashes, 0 time-outs, 0 lost",
        measure=corpora.measure,
        guards=("tests/crawler/test_files.py", "tests/web/test_naughty.py"),
    ),
    Trial(
        name="fuzz",
        promise="no bytes whatever crash what reads them",
        how="atheris makes up inputs for each parser of ours, the import and the way of a page, ten minutes in all",
        bound="0 crashes, 10 s and 2 GB for an input",
        measure=fuzzing.measure,
        guards=("tests/benchmarks/test_fuzz_targets.py",),
    ),
    Trial(
        name="disk",
        promise="a full disk leaves no half rows, is reported once, and work resumes by itself",
        how="a disk of 96 MB is filled under the daemon, a stuck reader keeps the log from shrinking",
        bound="said once; 60 s; sound",
        measure=disk.measure,
        guards=("tests/test_daemon.py::test_a_full_disk_is_spoken_of_once_and_visits_go_on_when_there_is_room",),
    ),
    Trial(
        name="damage",
        promise="a damaged database and one of a newer version are refused in words, with the way to restore; changed "
        "texts are found by keeping house",
        how="bytes of the file are changed at random, and every command is asked",
        bound="all tests pass",
        measure=passing(*_DAMAGE),
        guards=_DAMAGE,
    ),
    Trial(
        name="upgrade",
        promise="an upgrade of the schema makes a copy, is atomic, and survives kill -9 at each step",
        how="strace kills it at the writes, syncs, truncations, removals and openings of files, one after the other",
        bound="0 between two schemas; 0 without a whole copy",
        measure=upgrade.measure,
        guards=(f"{_HERE}::test_an_upgrade_that_is_killed_leaves_the_old_schema_or_the_new_and_a_whole_copy",),
    ),
    Trial(
        name="backups",
        promise="backups are consistent, checked and kept as long as they should be; they can be restored; pruning "
        "keeps what copies and seen pages need",
        how="backups beside a writer, damaged and interrupted ones, restoring, pruning and naming old pages again",
        bound="all tests pass",
        measure=passing(*_BACKUPS),
        guards=_BACKUPS,
    ),
    Trial(
        name="readers",
        promise="readers and other commands do not break the daemon",
        how="two readers and imports without end beside a daemon that stores all the time, for 60 s",
        bound="0 errors; articles of visits and of imports are stored; the loop waits 50 ms",
        measure=readers.measure,
        guards=(
            f"{_HERE}::test_readers_and_imports_beside_a_daemon_meet_no_error",
            "tests/db/test_writer.py::test_the_loop_goes_on_while_another_program_holds_the_write_lock",
            "tests/test_daemon.py::test_visits_are_written_beside_a_loop_that_waits_for_no_lock",
        ),
    ),
    Trial(
        name="stuck-reader",
        promise="a reader that never ends is named, and the log that it keeps from shrinking is warned of",
        how="another process keeps a transaction open while the log grows",
        bound="named once",
        measure=passing(*_READER),
        guards=_READER,
    ),
    Trial(
        name="long-run",
        promise="nothing grows in the daemon but its archive",
        how="1,000 visits and 24 simulated hours in one process, its clock set by hand; SQLite's cache is full before",
        bound="10 MB; no more descriptors",
        measure=long_run.measure,
        guards=(f"{_HERE}::test_the_daemon_does_not_grow_with_its_visits",),
    ),
    Trial(
        name="clock",
        promise="a clock that jumps, summer time and sleep cost at most one interval and double no alert",
        how="the clock of a daemon is set back and forth by hand; briefs across both changes of summer time",
        bound="all tests pass",
        measure=passing(*_CLOCK),
        guards=_CLOCK,
    ),
    Trial(
        name="hang",
        promise="a daemon that stands still is started again",
        how="SIGSTOP under a service manager that does what deploy/naskh.service says",
        bound="60 s until it is ready again",
        measure=hangs.measure,
        guards=(
            f"{_HERE}::test_a_daemon_that_stands_still_is_started_again",
            "tests/deploy/test_deploy.py::test_the_unit_waits_until_the_daemon_is_ready_and_watches_it",
        ),
    ),
    Trial(
        name="secrets",
        promise="secrets are in the config and the environment only; private files are their owner's",
        how="a daemon whose channels fail, and the commands that say most; all that they write is searched",
        bound="found 0 times; 0 files open to others",
        measure=canaries.measure,
        guards=(f"{_HERE}::test_no_secret_is_written_anywhere", "tests/terminal/test_support.py"),
    ),
    Trial(
        name="stops",
        promise="SIGTERM in the middle of a crawl, an import, a rejudge or a backup ends it in time, and it can be "
        "gone on with",
        how="the signal at several moments of each; then the command is run again to its end",
        bound="25 s; sound; nothing lost",
        measure=stops.measure,
        guards=(f"{_HERE}::test_what_is_stopped_in_the_middle_can_be_gone_on_with",),
    ),
    Trial(
        name="signals",
        promise="SIGHUP reads the config again; SIGTERM in the middle of an archive leaves the rest for later",
        how="signals to a daemon and to `naskh backfill`",
        bound="all tests pass",
        measure=passing(*_SIGNALS),
        guards=_SIGNALS,
    ),
)
