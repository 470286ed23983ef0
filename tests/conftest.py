"""Fixtures of more than one file. What they need is imported when they are asked for."""

from __future__ import annotations

import contextlib
import inspect
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from places import ROOT

# What tests ask for is on this machine: no proxy of whoever runs them is to be asked for it.
for _name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[_name]

if TYPE_CHECKING:
    from command_line import Folder
    from daemons import Naskh, Wire


# Machines are shared: a text that takes long once is no fault, nor are texts that take long to be made up. Every run tries
# the same examples; with `--hypothesis-profile=random` each tries others, and looks for what nobody has thought of.
settings.register_profile("random", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("naskh", settings.get_profile("random"), derandomize=True, database=None)
settings.load_profile("naskh")

# What takes longest begins first: a long file that begins last keeps one process at work while the others have ended.
_LONGEST = (
    "tests/daemon/test_backfills.py",
    "tests/daemon/test_settings_in_force.py",
    "tests/test_daemon.py",
    "tests/commands/test_run.py",
    "tests/commands/test_acting.py",
    "tests/test_politeness.py",
    "tests/sample/test_questions.py",
    "tests/commands/test_adding.py",
    "tests/pipelines/reading/test_extract.py",
    "tests/crawler/test_files.py",
    "tests/pipelines/processes/test_workers.py",
    "tests/pipelines/copies/test_rejudge.py",
    "tests/crawler/test_transfer.py",
    "tests/crawler/test_odd_listings.py",
    "tests/test_cli.py",
    "tests/test_layout.py",
    "tests/pipelines/reading/test_own_reading.py",
    "tests/commands/test_storing.py",
    "tests/terminal/test_check.py",
    "tests/test_redesign.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files in this order, with `--no-loadscope-reorder`: xdist would begin with those that have the most tests."""
    ranks = {ROOT / name: rank for rank, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """A test that is a coroutine runs on the loop that carries Scrapy's reactor, which can be installed once."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    from crawling import run

    names = inspect.signature(pyfuncitem.obj).parameters
    run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture(scope="session")
def imported(workers_share: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of three articles, one a copy of another. No test changes what is stored in it."""
    from command_line import RECORDS, Folder, write_records

    folder = tmp_path_factory.mktemp("imported")
    write_records(folder / "news.jsonl", RECORDS)
    with contextlib.chdir(folder):
        done = Folder(folder).naskh("import", "news.jsonl")
    assert done.exit_code == 0, done.stderr
    assert done.stdout == ""
    assert "3 articles from 3 pages, 1 copy" in done.stderr
    return folder


@pytest.fixture(scope="session")
def workers_share() -> None:
    """Workers of all commands that run in this process fork from one server: it loads and builds what pages need,
    whichever command comes first. That takes it 2 s once, and spares each command 0.4 s.
    """
    from pipelines.preloading.names import MANY_PAGES
    from pipelines.processes.fork_servers import fork_servers

    fork_servers().begin(MANY_PAGES)


@pytest.fixture
def folder(workers_share: None, imported: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Where the three articles are."""
    from command_line import Folder

    monkeypatch.chdir(imported)
    return Folder(imported)


@pytest.fixture
def empty(workers_share: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    from command_line import Folder

    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path)


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    from daemons import served_newswire

    with served_newswire() as wire:
        yield wire


@pytest.fixture
def naskh(tmp_path: Path) -> Iterator[Naskh]:
    from daemons import Naskh

    made = Naskh(tmp_path)
    yield made
    made.end()
