"""Channels are tried; sources are visited now, paused, resumed, taken out."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from channel_stubs import WebService
from command_line import Folder, one_sentence
from crawling import Site, rss
from daemons import Naskh, stop
from patience import PATIENCE_SECONDS, wait_until

SECRET = "s3cret-t0ken"


def test_a_test_message_says_that_it_is_one(empty: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    channels = "".join(f'[[channel]]\nname = "{name}"\nurl_env = "NASKH_{name}"\n' for name in ("desk", "phone"))
    (empty.path / "naskh.toml").write_text(channels)
    with WebService(empty.path) as service:
        monkeypatch.setenv("NASKH_desk", f"json://{SECRET}@127.0.0.1:{service.port}/hook")
        monkeypatch.setenv("NASKH_phone", f"json://{SECRET}@127.0.0.1:9/hook")
        good = empty.naskh("alerts", "test", "desk")
        every = empty.naskh("alerts", "test")
        bodies = list(service.bodies)
    assert good.exit_code == 0 and "ok  channel desk: took the test message" in good.stdout
    assert every.exit_code == 1 and "FIX channel phone: the channel refused it or could not be reached" in every.stdout
    assert len(bodies) == 2 and "Test message of Naskh" in bodies[0] and "there is nothing to do" in bodies[0]
    assert SECRET not in good.output + every.output
    unknown = empty.naskh("alerts", "test", "nobody")
    assert unknown.exit_code == 2 and "it has desk, phone" in unknown.stderr
    assert not (empty.path / "naskh.db").exists()


def test_a_test_message_is_in_the_language_of_its_reader(empty: Folder) -> None:
    channels = "".join(
        f'[[channel]]\nname = "{name}"\nkind = "jsonl"\npath = "{name}.jsonl"\n{more}'
        for name, more in (("desk", ""), ("abroad", 'language = "en"\n'))
    )
    (empty.path / "naskh.toml").write_text(f'[reader]\nlanguage = "ar"\n{channels}')
    assert empty.naskh("alerts", "test").exit_code == 0
    desk, abroad = (json.loads((empty.path / f"{name}.jsonl").read_text("utf-8")) for name in ("desk", "abroad"))
    assert desk["title"] == "رسالة تجريبية من نسخ" and "\nnaskh alerts test\n" in desk["text"]
    assert abroad["title"] == "Test message of Naskh"


def test_a_list_with_commands_of_its_own_is_still_the_list(folder: Folder) -> None:
    assert folder.rows("alerts") == folder.rows("sources") == []
    misplaced = folder.naskh("sources", "--limit", "3", "pause", "x")
    assert misplaced.exit_code == 2 and "write them after `pause`" in misplaced.stderr


@contextmanager
def served(address: str) -> Iterator[Site]:
    """A feed of no entries, served by a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    site = Site(address, pages={"/one": rss(), "/two": rss()})
    asyncio.run_coroutine_threadsafe(site.__aenter__(), loop).result(PATIENCE_SECONDS)
    yield site
    asyncio.run_coroutine_threadsafe(site.__aexit__(), loop).result(PATIENCE_SECONDS)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


@pytest.fixture
def site(naskh: Naskh) -> Iterator[Site]:
    with served("127.0.9.68") as site:
        tables = "".join(f'[[source]]\nurl = "{site.url(path)}"\noutlet = "جريدة"\n' for path in ("/one", "/two"))
        head = f'database = "{naskh.database}"\n[crawl]\ndelay_seconds = 0\nallow_private = ["127.0.9.68"]\n'
        (naskh.folder / "naskh.toml").write_text(f'{head}[[outlet]]\nname = "جريدة"\n{tables}', "utf-8")
        yield site


@pytest.mark.slow
def test_without_a_daemon_a_source_is_visited_by_the_command(site: Site, naskh: Naskh) -> None:
    status, told = naskh.run("visit", site.url("/two"))
    assert status == 0, told
    assert [len(site.fetches_of(path)) for path in ("/one", "/two")] == [0, 1]
    assert naskh.rows("select outcome from visits") == [("done",)]
    assert naskh.run("visit", "جريدة")[0] == 0
    assert [len(site.fetches_of(path)) for path in ("/one", "/two")] == [1, 2]
    status, told = naskh.run("visit", "nothing of the kind")
    assert status == 1 and told.startswith("naskh: there is no source nothing of the kind;")


@pytest.mark.slow
def test_a_running_daemon_is_asked_to_visit_and_obeys_a_pause(site: Site, naskh: Naskh) -> None:
    process = naskh.start("run")
    wait_until(lambda: naskh.count("select count(*) from visits where outcome = 'done'") == 2)
    status, told = naskh.run("visit", "1")
    assert status == 0 and re.search(rf"daemon \(process {process.pid}\) within \d s", told), told
    wait_until(lambda: len(site.fetches_of("/one")) == 2, why="the daemon did not visit")
    assert naskh.run("sources", "pause", "2")[0] == 0
    status, told = naskh.run("visit", "2")
    assert status == 1 and "is paused; `naskh sources resume 2`" in told
    assert naskh.run("sources", "resume", "2")[0] == 0
    wait_until(lambda: len(site.fetches_of("/two")) == 2, why="what is resumed was not visited")
    # From a folder that has no naskh.toml; a name that nobody has changes nothing.
    for name in ("1", "nobody"):
        told = Folder(naskh.folder.parent).process("visit", name, "--db", str(naskh.database)).stderr.decode()
        assert ("within" in told) == (name == "1")
    assert naskh.rows("select enabled from sources") == [(1,), (1,)]
    stop(process, 15)


@pytest.mark.slow
def test_a_pause_outlives_the_configuration_and_a_removed_source_leaves_it(site: Site, naskh: Naskh) -> None:
    assert naskh.run("sources", "pause", site.url("/one"))[0] == 0
    assert naskh.run("run", "--once")[0] == 0
    assert [len(site.fetches_of(path)) for path in ("/one", "/two")] == [0, 1]
    assert "paused since" in naskh.run("sources")[1]
    status, told = naskh.run("sources", "remove", "2")
    assert status == 0 and "taken out of naskh.toml" in told
    text = (naskh.folder / "naskh.toml").read_text("utf-8")
    assert site.url("/two") not in text and site.url("/one") in text
    assert naskh.rows("select enabled from sources order by id") == [(1,), (0,)]


def test_the_sample_newswire_s_sources_are_not_removed(folder: Folder) -> None:
    one_sentence(folder.naskh("sources", "remove", "1"), status=1, about="there is no naskh.toml")


@pytest.mark.slow
def test_a_failing_source_says_since_when_and_when_it_is_tried_again(site: Site, naskh: Naskh) -> None:
    del site.pages["/one"]
    assert naskh.run("visit", "1")[0] == 1
    [(since, again)] = naskh.rows("select started_at, next_visit_at from visits, sources where sources.id = 1")
    words = " ".join(naskh.run("sources")[1].split())
    at = [moment.replace("T", " ")[:16] for moment in (since, again)]
    # The day is not said twice.
    again = at[1].removeprefix(f"{at[0][:10]} ")
    assert f"failing since {at[0]} UTC, next try {again} UTC: nothing is at this address any more (HTTP 404)" in words
