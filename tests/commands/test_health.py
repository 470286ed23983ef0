"""Sources that are broken, and a day that is covered: what one round and its lists say of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from crawling import Site, response, rss
from daemons import Naskh
from recording import NOW, extracted, news, words
from served_sites import served

from config.tables import Config
from db import Database
from model import Page
from pipelines.recording.pages import Recorder


def article(seed: int, head: str = "") -> str:
    return f"<html><head><title>T</title>{head}</head><body><h1>A headline</h1><p>{news(seed)}</p></body></html>"


def pages(site: Site) -> dict[str, Any]:
    noai = '<meta name="robots" content="noai">'
    return {
        "/good": rss("/1", "/2"),
        "/1": article(1),
        "/2": article(2, '<meta name="robots" content="noarchive">'),
        "/shut": rss("/3", "/4"),
        "/3": response("", status=403),
        "/4": response("", status=403),
        "/reserved": rss("/5"),
        "/5": article(5, noai),
        "/excepted": rss("/6"),
        "/6": article(6, noai),
    }


@pytest.fixture(scope="module")
def round_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Naskh]:
    """What `naskh run --once` left of a database in which an import had stored two articles without comparing them."""
    naskh = Naskh(tmp_path_factory.mktemp("health"))
    with served(pages, "127.0.9.111") as site, served(pages, "127.0.9.112") as excepted:
        sources = "".join(
            f'[[source]]\nurl = "{site.url(path)}"\n' for path in ("/good", "/shut", "/reserved", "/gone")
        )
        naskh.configure(
            f'database = "{naskh.database}"\n[crawl]\nallow_private = ["127.0.9.0/24"]\n{sources}'
            f'[[source]]\nurl = "{excepted.url("/excepted")}"\noutlet = "Friendly Post"\n'
            '[[outlet]]\nname = "Friendly Post"\ndomains = ["127.0.9.112"]\ntime_zone = "Asia/Beirut"\n'
            'ignore_rights = ["noai"]\nignore_rights_reason = "a letter of 3 March"\n'
        )
        with Database(naskh.database) as database:
            left = Recorder(database, Config(), run_id=None, with_alerts=False, judge_later=True)
            for n in (1, 2):
                page = Page(url=f"https://paper{n}.example/1", kind="record", import_key=f"record:{n}")
                left.record(extracted(page, Config(), {"text": words(7)}), now=NOW)
        status, told = naskh.run("run", "--once")
        assert status == 1, told
        naskh.log.write_text(told, "utf-8")
        yield naskh
    naskh.end()


def listed(naskh: Naskh, *arguments: str) -> list[dict[str, Any]]:
    status, told = naskh.ask(*arguments, "--format", "json")
    assert status == 0, told
    return list(json.loads(told))


def test_one_round_visits_every_source_once_and_ends(round_: Naskh) -> None:
    assert round_.count("select count(*) from sources") == 5
    assert round_.rows("select source_id, count(*) from visits group by 1") == [(n, 1) for n in range(1, 6)]
    assert round_.count("select count(*) from visits where outcome in ('done', 'unchanged')") == 4
    assert round_.count("select count(*) from articles where url not like 'https://paper_.example/%'") == 3
    assert round_.rows("select outcome from runs") == [("done",)]


def test_one_round_in_which_a_source_failed_names_it(round_: Naskh) -> None:
    told = round_.log.read_text("utf-8")
    assert "naskh: 1 source failed: 127.0.9.111; `naskh visits` says why" in told


def test_what_an_import_left_uncompared_is_compared_when_the_daemon_starts(round_: Naskh) -> None:
    assert round_.rows("select later_id, earlier_id from matches where relation = 'identical'") == [(2, 1)]
    assert round_.count("select count(*) from unjudged") == 0


def test_sources_say_how_they_fare_in_one_word(round_: Naskh) -> None:
    grades = {row["url"].rpartition("/")[2]: row["grade"] for row in listed(round_, "sources")}
    assert grades == {
        "good": "working", "shut": "forbidden", "reserved": "reserved", "gone": "gone", "excepted": "working",
    }  # fmt: skip
    told = " ".join(round_.ask("status")[1].split())
    assert "5, 3 of them failing" in told and "the site refuses this program (2 pages failed: HTTP 403)" in told


def test_the_visits_to_one_source_are_listed(round_: Naskh) -> None:
    [gone] = [row for row in listed(round_, "sources") if row["url"].endswith("/gone")]
    for name in (str(gone["id"]), gone["url"]):
        [visit] = listed(round_, "visits", "--source", name)
        assert (visit["source"], visit["grade"], visit["message"]) == (gone["url"], "gone", "HTTP 404")
    assert len(listed(round_, "visits", "--source", "127.0.9.111")) == 4
    status, told = round_.ask("visits", "--source", "nobody")
    assert status == 2 and "there is no source nobody" in told


def test_the_day_is_covered_by_outlet(round_: Naskh) -> None:
    rows = {row["outlet"]: row for row in listed(round_, "outlets", "--coverage")}
    friendly, other = rows["Friendly Post"], rows["127.0.9.111"]
    assert (friendly["state"], friendly["named"], friendly["stored"]) == ("whole", 1, 1)
    assert (other["named"], other["stored"], other["refused"], other["missed"]) == (5, 2, 3, 0)
    assert other["good_visits"] == 3 and other["visits"] == 4
    table = round_.ask("outlets", "--coverage")[1]
    assert "Friendly Post" in table and "Naskh did not run" in table
    assert round_.ask("outlets", "--coverage", "--suggested")[0] == 2


def test_what_pages_declare_is_listed(round_: Naskh) -> None:
    declared = {
        row["url"].rpartition("/")[2]: (row["status"], row["rights"]) for row in listed(round_, "pages", "--rights")
    }
    assert declared == {"2": ("stored", "noarchive"), "5": ("refused", "noai"), "6": ("stored", "noai")}
    assert "declares noarchive" in round_.ask("pages", "--rights")[1]


def test_an_exception_is_logged_at_the_start_and_kept_with_the_run(round_: Naskh) -> None:
    [event] = [event for event in round_.events() if event["event"] == "rights are not obeyed"]
    assert (event["outlet"], event["ignores"], event["reason"]) == ("Friendly Post", "noai", "a letter of 3 March")
    [(kept, alive)] = round_.rows("select ignored_rights, alive_at from runs")
    assert json.loads(kept) == [{"outlet": "Friendly Post", "ignores": ["noai"], "reason": "a letter of 3 March"}]
    assert alive is not None
