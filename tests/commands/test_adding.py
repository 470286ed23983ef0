"""`naskh add`: a site's address, or a list of feeds, becomes sources in naskh.toml."""

from __future__ import annotations

import json
from pathlib import Path

import made_sites
import pytest
from click.testing import Result
from command_line import Folder, one_sentence
from lasting_loop import lasting
from served_sites import served

from config.loading import load_config

START = """\
# Mine, with remarks.
topic = "ai"

[crawl]
contact = "me@example.org"
allow_private = ["127.0.9.0/24"]   # the test's sites
delay_seconds = 0
first_visit_days = 0   # the sites are of one day in March

# What I am told.
[[alert]]
name = "copies"
"""


def start(empty: Folder, text: str = START) -> Path:
    path = empty.path / "naskh.toml"
    path.write_text(text, "utf-8")
    return path


def added(folder: Folder, *arguments: str) -> Result:
    """`naskh add` in this process: one of its own loads for 3 s."""
    with lasting():
        return folder.naskh("add", *arguments)


def test_a_sites_address_becomes_an_outlet_with_its_feed(empty: Folder) -> None:
    path = start(empty)
    with served(made_sites.wordpress) as site:
        done = added(empty, site.url("/"))
    words, errors = done.stdout, done.stderr
    assert done.exit_code == 0, errors
    assert "carries readers' comments" in " ".join(words.split())
    assert (
        f"Best: the feed {site.url('/feed/')}: it is the feed of the whole site, and it carries whole texts." in errors
    )
    config = load_config(path)
    assert [(outlet.name, outlet.domains) for outlet in config.outlet] == [("The Quay Post", ("127.0.9.31",))]
    assert [(source.url, source.kind) for source in config.source] == [(site.url("/feed/"), "feed")]
    assert path.read_text("utf-8").startswith(START.rstrip())
    assert (empty.path / "naskh.toml.bak").read_text("utf-8") == START


def test_adding_again_changes_nothing(empty: Folder) -> None:
    path = start(empty)
    with served(made_sites.wordpress) as site:
        assert added(empty, site.url("/")).exit_code == 0
        before = path.read_bytes()
        done = added(empty, site.url("/feed/"))
    assert done.exit_code == 0
    assert "has it already; nothing was changed" in done.stderr
    assert path.read_bytes() == before


def test_a_dry_run_writes_nothing_and_json_says_all_that_was_tried(empty: Folder) -> None:
    path = start(empty)
    with served(made_sites.wordpress) as site:
        done = added(empty, site.url("/"), "--dry-run", "--format", "json", "--outlet", "Mine")
    found = json.loads(done.stdout)
    assert path.read_text("utf-8") == START
    assert found["best"]["url"] == site.url("/feed/") and found["added"] is False
    assert found["outlet"]["name"] == "Mine"
    assert {each["note"] for each in found["tried"]} >= {"best", "only a section of the site"}
    assert found["best"]["items"] == 8 and found["best"]["on_topic"] == 0.5 and found["best"]["words"] > 100


def test_the_kind_and_the_outlet_can_be_given(empty: Folder) -> None:
    path = start(empty)
    with served(made_sites.wordpress) as site:
        done = added(empty, site.url("/"), "--kind", "front_page", "--outlet", "رصيف", "--group", "papers")
    assert done.exit_code == 0, done.stderr
    config = load_config(path)
    assert (config.source[0].kind, config.source[0].outlet, config.outlet[0].groups) == (
        "front_page",
        "رصيف",
        ("papers",),
    )


def test_without_a_naskh_toml_one_is_made_on_success_only(empty: Folder) -> None:
    with served(made_sites.wordpress) as site:
        done = added(empty, site.url("/"))
    assert done.exit_code == 1
    assert (
        'private address refused: 127.0.9.31; if it is in your own network, add allow_private = ["127.0.9.31"]'
        in done.stderr
    )
    assert not (empty.path / "naskh.toml").exists()
    assert site.hits == []


def test_a_site_that_refuses_is_reported_with_what_to_do(empty: Folder) -> None:
    path = start(empty)
    with served(made_sites.behind_403) as site:
        done = added(empty, site.url("/"))
    assert done.exit_code == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith(f"naskh: nothing of {site.url('/')} could be read: HTTP 403; the site refuses this program")
    assert "HTTP 403" in done.stdout
    assert path.read_text("utf-8") == START


def test_where_nothing_is_found_the_sentence_says_what_to_look_for(empty: Folder) -> None:
    start(empty)
    with served(made_sites.nothing_at_all) as site:
        done = added(empty, site.url("/"))
    assert done.exit_code == 1
    assert "look there for a link called RSS" in done.stderr


def test_where_the_kind_is_not_there_another_one_is_offered(empty: Folder) -> None:
    start(empty)
    with served(made_sites.front_page_only) as site:
        done = added(empty, site.url("/"), "--kind", "sitemap")
    assert done.exit_code == 1
    assert "no sitemap will do" in done.stderr and "without --kind" in done.stderr


def test_what_is_no_address_is_refused_in_one_sentence(empty: Folder) -> None:
    start(empty)
    one_sentence(empty.naskh("add", "ftp://a.example"), status=2, about="expected the address of a site")
    one_sentence(empty.naskh("add", "gone.opml/x y"), status=2, about="expected the address of a site")
    # It is looked up as no host.
    one_sentence(empty.naskh("add", "my feeds.opml"), status=2, about="there is no file my feeds.opml")
    one_sentence(empty.naskh("add", "lists/gone.opml"), status=2, about="there is no file lists/gone.opml")


def test_the_feeds_of_an_opml_file_are_added_and_those_that_fail_listed(empty: Folder) -> None:
    path = start(empty)
    with served(made_sites.wordpress) as site:
        outlines = "".join(
            f'<outline type="rss" text="{name}" xmlUrl="{site.url(at)}" htmlUrl="{site.url("/")}"/>'
            for name, at in (
                ("Quay &amp; more", "/feed/"),
                ("AI", "/category/ai/feed/"),
                ("Gone", "/gone.xml"),
                ("Page", "/"),
            )
        )
        (empty.path / "mine.opml").write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', "utf-8")
        done = added(empty, "mine.opml")
    assert done.exit_code == 1
    assert "names 4 feeds: 2 added to naskh.toml, 0 were there, 2 gave nothing" in done.stderr
    assert "HTTP 404" in done.stdout
    assert sum(line.startswith("*") for line in done.stdout.splitlines()) == 2
    config = load_config(path)
    assert [source.url for source in config.source] == [site.url("/feed/"), site.url("/category/ai/feed/")]
    assert [outlet.name for outlet in config.outlet] == ["Quay & more"]
    assert site.most_in_flight == 1


def test_domains_that_articles_name_and_nobody_watches_are_suggested(folder: Folder) -> None:
    rows = folder.rows("outlets", "--suggested")
    assert {row["domain"]: row["copies"] for row in rows} == {"waraq.example": 1, "sada.example": 1}
    assert "waraq.example" in folder.said("outlets", "--suggested")


def test_an_address_without_a_scheme_is_tried_with_https_then_without(empty: Folder) -> None:
    path = start(empty)
    with served(made_sites.wordpress) as site:
        done = added(empty, f"127.0.9.31:{site.port}")
    assert done.exit_code == 0, done.stderr
    assert [source.url for source in load_config(path).source] == [site.url("/feed/")]


@pytest.mark.slow
def test_the_feed_that_was_added_is_visited_and_written_as_opml_that_can_be_added_again(empty: Folder) -> None:
    path = start(empty)
    with served(made_sites.wordpress) as site:
        # As a user runs it, in a process of its own.
        assert empty.process("add", site.url("/")).returncode == 0
        with lasting():
            assert empty.naskh("run", "--once").exit_code == 0
        (source,) = empty.rows("sources")
        assert source["outlet"] == "The Quay Post" and source["failures"] == 0
        assert site.fetches_of("/2026/03/a-long-story-about-number-1003/")
        (empty.path / "out.opml").write_text(empty.said("sources", "--format", "opml"), "utf-8")
        path.write_text(START, "utf-8")
        assert added(empty, "out.opml").exit_code == 0
    assert [source.url for source in load_config(path).source] == [site.url("/feed/")]
