"""A daemon that is killed in mid crawl, started again and stopped: one long run that many tests look at."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

import pytest
from daemons import Naskh, Wire, alive, children_of, stop
from patience import wait_until

from sample.expectations import Expectations

pytestmark = pytest.mark.slow


@dataclass(slots=True)
class Story:
    """What happened in the one long run that the tests below look at."""

    naskh: Naskh
    expected: Expectations
    left_by_killed: list[int]
    sound_after_kill: str
    running_after_kill: int
    second: tuple[int, str]
    status: int


@pytest.fixture(scope="module")
def story(wire: Wire, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    naskh = Naskh(tmp_path_factory.mktemp("daemon"))
    naskh.configure(wire.newswire.config_text(database=str(naskh.database)))
    try:
        yield _live_through(naskh, wire)
    finally:
        naskh.end()


def _live_through(naskh: Naskh, wire: Wire) -> Story:
    expected = wire.newswire.expectations()
    first = naskh.start("run")
    wait_until(
        lambda: (
            naskh.count("select count(*) from articles") >= 8
            and naskh.count("select count(*) from pages where status = 'wanted'") >= 1
        ),
        why="the first daemon stored nothing while pages were still wanted",
    )
    helpers = children_of(first.pid)
    assert helpers
    first.kill()
    first.wait()
    running = naskh.count("select count(*) from visits where outcome = 'running'")
    sound = naskh.rows("pragma integrity_check")[0][0]
    with contextlib.suppress(AssertionError):
        wait_until(lambda: not any(alive(pid) for pid in helpers))
    left = [pid for pid in helpers if alive(pid)]

    # What is left of a killed process writes to the log too: Python's own warnings.
    naskh.log.rename(naskh.folder / "log-of-the-killed")
    second = naskh.start("run")
    wait_until(lambda: (naskh.database.with_name("news.db.lock")).read_text().strip() == str(second.pid))
    refused = naskh.run("run")

    wanted = {unquote(url) for url in (*expected.articles, *expected.stories, *expected.refused, *expected.failing)}

    def all_known() -> bool:
        known = {unquote(url) for (url,) in naskh.rows("select url from pages where status <> 'wanted'")}
        return wanted <= known

    wait_until(all_known, why="not every address that a source names came to an end")
    wire.newswire.revise_all()
    wait_until(
        lambda: naskh.count("select count(*) from revisions") >= len(expected.revised),
        why="the revised piece was not read again",
    )
    slow = wire.asked_for("sada ")
    wait_until(lambda: wire.asked_for("sada ") > slow, why="the slow site was not asked again")
    return Story(naskh, expected, left, sound, running, refused, stop(second, signal.SIGTERM))


def stored(story: Story) -> dict[tuple[str, int], int]:
    """Articles by the page that carries them and their place on it."""
    statement = "select articles.id, pages.url, position from articles join pages on pages.id = page_id"
    return {(unquote(url), position): article for article, url, position in story.naskh.rows(statement)}


def test_a_daemon_killed_in_mid_crawl_leaves_a_whole_database(story: Story) -> None:
    assert story.sound_after_kill == "ok"
    assert story.running_after_kill >= 1


def test_the_workers_of_a_killed_daemon_end_too(story: Story) -> None:
    assert story.left_by_killed == []


def test_the_visits_that_a_kill_cut_off_are_closed_by_the_next_start(story: Story) -> None:
    assert story.naskh.count("select count(*) from visits where outcome = 'running'") == 0
    cut_off = "select count(*) from visits where message = 'Naskh ended before the visit did'"
    assert story.naskh.count(cut_off) == story.running_after_kill


def test_sigterm_ends_the_daemon_with_a_slow_site_in_flight(story: Story) -> None:
    assert story.status == 0
    assert story.naskh.rows("select outcome from runs order by id") == [(None,), ("stopped",)]
    assert story.naskh.rows("pragma integrity_check") == [("ok",)]
    assert story.naskh.rows("pragma foreign_key_check") == []


def test_a_second_daemon_says_who_holds_the_database_and_ends(story: Story) -> None:
    status, words = story.second
    assert status == 1
    assert f"process {story.naskh.started[1].pid} is already watching" in words
    assert "Traceback" not in words


def test_every_named_page_has_a_row_and_every_article_is_stored(story: Story) -> None:
    expected, pages = story.expected, {unquote(url) for (url,) in story.naskh.rows("select url from pages")}
    named = (*expected.articles, *expected.stories, *expected.refused, *expected.failing)
    assert {unquote(url) for url in named} <= pages
    on_topic = {unquote(url) for url in expected.articles} - {unquote(url) for url in expected.off_topic}
    assert on_topic <= {url for url, _ in stored(story)}
    assert story.naskh.count("select count(*) from pages where status = 'wanted'") == 0


def test_pages_of_several_stories_gave_several_articles(story: Story) -> None:
    assert story.expected.stories
    for url, number in story.expected.stories.items():
        positions = {n for found, n in stored(story) if found == unquote(url)}
        # A story in which the topic is not found is left out, and leaves its place free.
        assert len(positions) >= 2 and positions <= set(range(number)), (url, positions)


def test_nothing_is_stored_twice(story: Story) -> None:
    for columns, table in (
        ("page_id, position", "articles"),
        ("url, position", "articles"),
        ("key", "pages"),
        ("rule, match_id", "alerts"),
        ("alert_id, channel", "deliveries"),
        ("url", "sources"),
        ("name", "outlets"),
    ):
        twice = story.naskh.rows(f"select {columns} from {table} group by {columns} having count(*) > 1")  # noqa: S608
        assert twice == [], (table, twice)
    matched_twice = """
        select min(later_id, earlier_id), max(later_id, earlier_id) from matches where superseded_at is null
        group by 1, 2 having count(*) > 1
    """
    assert story.naskh.rows(matched_twice) == []


def test_the_copies_are_found_and_only_they(story: Story) -> None:
    articles = stored(story)
    cluster = dict(story.naskh.rows("select id, cluster_id from articles"))
    assert story.expected.pairs
    for pair in story.expected.pairs:
        later = articles.get((unquote(pair.later.url), pair.later.position))
        earlier = articles.get((unquote(pair.earlier.url), pair.earlier.position))
        if later is None or earlier is None:
            several = {pair.later.url, pair.earlier.url} & set(story.expected.stories)
            assert pair.relation != "copy" or several, pair
            continue
        together = cluster[later] is not None and cluster[later] == cluster[earlier]
        assert together == (pair.relation == "copy"), pair


def test_what_is_off_topic_is_noted_and_not_stored(story: Story) -> None:
    off_topic = {unquote(url) for url in story.expected.off_topic}
    assert off_topic
    assert not off_topic & {url for url, _ in stored(story)}
    noted = {unquote(url) for (url,) in story.naskh.rows("select url from pages where status = 'off_topic'")}
    assert off_topic <= noted


def test_a_revised_piece_keeps_its_older_text(story: Story) -> None:
    revised = {
        unquote(url)
        for (url,) in story.naskh.rows("select url from articles join revisions on revisions.article_id = articles.id")
    }
    assert revised == {unquote(url) for url in story.expected.revised}
    assert story.naskh.count("select count(*) from revisions") == len(revised)


def test_refused_and_failing_pages_say_why(story: Story) -> None:
    found = {
        unquote(url): (status, reason)
        for url, status, reason in story.naskh.rows("select url, status, reason from pages")
    }
    assert story.expected.refused and story.expected.failing
    for url in story.expected.refused:
        status, reason = found[unquote(url)]
        assert status == "refused" and "robots.txt" in reason, (url, status, reason)
    for url in story.expected.failing:
        status, reason = found[unquote(url)]
        assert status == "failed" and reason, (url, status, reason)


def test_no_source_was_visited_twice_at_once(story: Story) -> None:
    overlapping = """
        select a.id, b.id from visits a join visits b
        on a.source_id = b.source_id and a.run_id = b.run_id and a.id < b.id and b.started_at < a.finished_at
    """
    assert story.naskh.rows(overlapping) == []


def test_the_log_of_a_process_without_a_terminal_is_json_lines_only(story: Story) -> None:
    lines = story.naskh.log.read_text("utf-8").splitlines()
    assert [line for line in lines if not line.startswith("{")] == []
    events = {line["event"] for line in story.naskh.events()}
    assert {"watching", "visit finished", "alert", "stopping", "stopped"} <= events
