"""Sources that answer and name nothing new are suspect, each against its own habit."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from recording import NOW, Desk, news

from model import Source, Visit
from pipelines.outlets.silence import Answered, notice_silence, silence

HOUR = timedelta(hours=1)


def arrivals(every: timedelta, number: int = 20) -> list:  # type: ignore[type-arg]
    return [NOW - n * every for n in range(number)]


def answered(until: timedelta, every: timedelta = HOUR, links: int | None = 5) -> list[Answered]:
    """Visits from the last arrival on, newest first."""
    return [Answered(at=NOW + n * every, links=links) for n in range(until // every, 0, -1)]


@pytest.mark.parametrize(
    ("every", "quiet", "is_suspect"),
    [
        (HOUR, 2 * 24 * HOUR, False),
        (HOUR, 4 * 24 * HOUR, True),
        (24 * HOUR, 7 * 24 * HOUR, False),
        (24 * HOUR, 9 * 24 * HOUR, True),
        (7 * 24 * HOUR, 21 * 24 * HOUR, False),
        (7 * 24 * HOUR, 60 * 24 * HOUR, True),
    ],
)
def test_a_source_is_held_against_its_own_habit(every: timedelta, quiet: timedelta, is_suspect: bool) -> None:
    found = silence(answered(quiet), arrivals(every), now=NOW + quiet)
    assert (found is not None) == is_suspect


def test_one_long_pause_lately_is_part_of_the_habit() -> None:
    came = [NOW, *(at - 4 * 24 * HOUR for at in arrivals(HOUR))]
    assert silence(answered(7 * 24 * HOUR), came, now=NOW + 7 * 24 * HOUR) is None
    assert silence(answered(9 * 24 * HOUR), came, now=NOW + 9 * 24 * HOUR)


def test_nothing_is_said_where_little_is_known_or_the_source_was_not_visited() -> None:
    assert silence(answered(9 * 24 * HOUR), arrivals(HOUR, 4), now=NOW + 9 * 24 * HOUR) is None
    assert silence(answered(3 * HOUR), arrivals(HOUR), now=NOW + 9 * 24 * HOUR) is None
    assert silence([], [], now=NOW) is None


@pytest.mark.parametrize("links", [0, None])
def test_a_source_that_lists_nothing_is_suspect_after_a_day(links: int | None) -> None:
    first = [Answered(at=NOW, links=0)]
    assert silence([*answered(23 * HOUR, links=links), *first], [], now=NOW + 23 * HOUR) is None
    found = silence([*answered(25 * HOUR, links=links), *first], [], now=NOW + 25 * HOUR)
    assert found == "answers, but has listed nothing for 25 hours: look whether it has moved"
    unchanged = [*answered(25 * HOUR, links=None), Answered(at=NOW, links=7)]
    assert silence(unchanged, [], now=NOW + 25 * HOUR) is None


def test_a_quiet_week_of_a_sitemap_is_no_silence() -> None:
    quiet = answered(5 * 24 * HOUR, links=0)
    assert silence(quiet, arrivals(24 * HOUR), now=NOW + 5 * 24 * HOUR, drops_old=True) is None
    assert silence(quiet, [], now=NOW + 5 * 24 * HOUR, drops_old=True)


def test_it_is_kept_until_something_new_comes(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    url = "https://harbour.example/feed"

    def visit(hours: int, links: int = 5, outcome: str = "done") -> tuple[str | None, bool]:
        at = NOW + hours * HOUR
        source: Source = next(each for each in desk.database.enabled_sources() if each.url == url)
        visit_id = desk.database.start_visit(source.id, run_id=None, now=at)
        done = Visit(id=visit_id, source_id=source.id, links=links, outcome=outcome)  # type: ignore[arg-type]
        desk.database.finish_visit(done, now=at, next_visit_at=at)
        return notice_silence(desk.database, source, now=at)

    for n in range(10):
        desk.crawl(f"https://harbour.example/{n}", news(n), at=NOW + n * HOUR, source=url)
        assert visit(n) == (None, False)
    told = [visit(hours) for hours in range(16, 200, 6)]
    assert [words for words, _ in told if words] == [
        f"{url} has named nothing new for 3 days, usually every 60 minutes: look whether it has moved"
    ]
    [row] = desk.database.open_findings()
    assert row["kind"] == "silent" and "8 days" in row["words"] and row["examples"] == []
    [source] = desk.database.list_sources(since=None, limit=None)
    assert source["health"] == row["words"]
    desk.crawl("https://harbour.example/new", news(11), at=NOW + 201 * HOUR, source=url)
    assert visit(201) == (None, True)
    assert desk.database.open_findings() == []
