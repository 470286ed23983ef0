"""Everything stored is judged again: whatever the order of arrival was, the matches are the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from recording import NOW, Desk, words

from db.times import to_text
from pipelines.copies.judging import BATCH
from pipelines.copies.rejudge import rejudge

# Text and hour of publication; a name for each.
STORIES = {
    "first": (words(1, 200), 1),
    "copy": (words(1, 200) + " amended", 2),
    "cut": (words(1, 200)[:600], 3),
    "roundup": (words(1, 200) + " " + words(2, 200) + " " + words(3, 200), 4),
    "second": (words(2, 200), 5),
    "passage": (words(4, 300) + " " + words(2, 40), 6),
    "alone": (words(5, 200), 7),
}
ALL = ("identical", "near_duplicate", "excerpt", "partial")


def named_matches(desk: Desk) -> set[tuple[str, str, str, str]]:
    return {
        (m["later_title"], m["earlier_title"], m["relation"], m["reason"])
        for m in desk.database.list_matches(relations=ALL, since=None, limit=None)
    }


def named_clusters(desk: Desk) -> set[frozenset[str]]:
    titles = {row["id"]: row["title"] for row in desk.articles()}
    return {frozenset(titles[article_id] for article_id in cluster) for cluster in desk.clusters()}


def test_what_articles_are_ordered_by_is_computed_anew(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    desk.crawl("https://a.example/1", {"text": words(1), "title": "a", "published": "2025-03-20T08:00:00"})
    desk.crawl("https://b.example/1", {"text": words(1), "title": "b", "published": "2025-03-20T09:00:00Z"})
    placed = {row["title"]: row["order_at"] for row in desk.database.timing_rows([1, 2]).values()}
    assert placed == {"a": "2025-03-20T08:00:00Z", "b": "2025-03-20T09:00:00Z"}
    # An older version placed the second otherwise, and the first outlet's time zone was not known then.
    desk.database.connection.execute("update articles set order_at = '2025-03-20T07:00:00Z' where id = 2")
    desk.database.connection.execute("update outlets set time_zone = 'America/New_York' where name = 'a.example'")
    rejudge(desk.database, desk.config, run_id=desk.run_id, now=NOW)
    placed = {row["title"]: row["order_at"] for row in desk.database.timing_rows([1, 2]).values()}
    assert placed == {"a": "2025-03-20T12:00:00Z", "b": "2025-03-20T09:00:00Z"}
    [match] = desk.matches()
    assert match["order_known"] and (match["earlier_title"], match["later_title"]) == ("b", "a")


def test_what_is_pruned_stays_where_it_was_judged(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    for name in ("a", "b"):
        desk.crawl(f"https://{name}.example/1", {"text": words(1), "published": "2025-03-20T09:00:00Z"})
    desk.database.connection.execute("update index_sketches set shingles = x'' where article_id = 1")
    desk.database.connection.execute("update articles set order_at = '2025-03-20T07:00:00Z'")
    rejudge(desk.database, desk.config, run_id=desk.run_id, now=NOW)
    assert {row["order_at"] for row in desk.database.timing_rows([1, 2]).values()} == {"2025-03-20T07:00:00Z"}


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_arrival_gives_the_same_matches(tmp_path: Path, seed: int) -> None:
    found = []
    for folder, chance in (("in order", None), ("shuffled", random.Random(seed))):
        (tmp_path / folder).mkdir()
        desk = Desk(tmp_path / folder, 'topic = "all"')
        names = list(STORIES)
        if chance:
            chance.shuffle(names)
        for name in names:
            text, hour = STORIES[name]
            story = {"text": text, "title": name, "published": f"2025-03-20T{hour:02}:00:00Z"}
            desk.crawl(f"https://{name}.example/1", story)
        rejudge(desk.database, desk.config, run_id=desk.run_id, now=NOW)
        found.append((named_matches(desk), named_clusters(desk)))
    assert found[0] == found[1]
    assert {(later, earlier) for later, earlier, *_ in found[0][0]} >= {("copy", "first"), ("passage", "second")}


@pytest.mark.slow
def test_what_came_later_has_no_say_in_a_round_up_that_is_judged_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    report, one, two = words(1, 200), words(2, 80), words(3, 80)
    stories = {
        "report": f"{report} {words(4, 60)}",
        "report again": f"{report} {words(4, 50)}",
        "round-up": f"{report} {one} {two}",
        "one": one,
        "two": two,
        # What is judged in one transaction is set aside at once: so many lie between.
        **{f"note {number}": words(100 + number, 5) for number in range(BATCH)},
        "round-up again": f"{report} {one} {two} {words(5, 4)}",
    }
    for number, (name, text) in enumerate(stories.items()):
        published = datetime(2025, 3, 20, tzinfo=UTC) + timedelta(minutes=number)
        desk.crawl(f"https://{number}.example/1", {"text": text, "title": name, "published": to_text(published)})
    as_they_came = named_clusters(desk)
    assert frozenset(("round-up", "round-up again")) in as_they_came
    rejudge(desk.database, desk.config, run_id=desk.run_id, now=NOW)
    assert named_clusters(desk) == as_they_came


def test_what_is_judged_again_is_set_aside_and_verdicts_stay(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"\n[[alert]]\nname = "copies"')
    desk.crawl("https://a.example/1", words(1))
    desk.crawl("https://b.example/1", words(1, 110) + words(2, 10))
    desk.database.add_verdict(1, "not-a-copy", None, now=NOW)
    stricter = desk.config.model_copy(
        update={"duplicates": desk.config.duplicates.model_copy(update={"min_overlap": 1.0, "min_partial_words": 1000})}
    )
    said = []
    for config in (desk.config, stricter, desk.config):
        report = rejudge(desk.database, config, run_id=desk.run_id, now=NOW + timedelta(hours=1))
        said.append((report.articles, report.copies_before, report.copies, report.gone, report.found))
    assert said == [(2, 1, 0, 0, 0), (2, 0, 0, 1, 0), (2, 0, 0, 0, 1)], "what is no copy is not counted as one"
    [match] = desk.matches()
    assert match["verdict"] == "not-a-copy"
    assert desk.clusters() == []
    assert len(desk.alerts()) == 1


def test_progress_is_reported_up_to_the_end(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    desk.crawl("https://a.example/1", words(1))
    told: list[tuple[int, int]] = []
    rejudge(desk.database, desk.config, run_id=1, now=NOW, on_progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 1), (1, 1)]


@pytest.mark.slow
def test_what_was_ended_early_goes_on_where_it_stopped(tmp_path: Path) -> None:
    found = []
    for name in ("at once", "in two"):
        (tmp_path / name).mkdir()
        desk = Desk(tmp_path / name, 'topic = "all"')
        for n in range(BATCH + 40):
            story = {"text": words(n % (BATCH - 10)), "title": f"piece {n}", "published": "2025-03-20T08:00:00Z"}
            desk.crawl(f"https://site{n}.example/1", story)
        desk.database.add_verdict(1, "settled", "agreed", now=NOW)
        if name == "in two":
            with pytest.raises(KeyboardInterrupt):
                rejudge(desk.database, desk.config, run_id=desk.run_id, now=NOW, on_progress=ended_after(BATCH))
            # Whoever looks meanwhile sees every pair once, judged before or again.
            assert len(desk.pairs()) == len(desk.matches()) == 50
            desk.crawl("https://late.example/1", {"text": words(3), "title": "late"})
        else:
            desk.crawl("https://late.example/1", {"text": words(3), "title": "late"})
        report = rejudge(desk.database, desk.config, run_id=desk.run_id, now=NOW)
        assert report.resumed == (BATCH if name == "in two" else 0)
        assert (report.articles, report.copies_before, report.gone, report.changed) == (
            BATCH + 41,
            51 if name == "at once" else 50,
            0,
            0,
        )
        assert [row["verdict"] for row in desk.matches()].count("settled") == 1
        found.append((named_matches(desk), named_clusters(desk)))
    assert found[0] == found[1]


def ended_after(place: int) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        if done >= place:
            raise KeyboardInterrupt

    return tell


def test_what_was_found_stays_found_when_it_was(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    desk.crawl("https://a.example/1", words(1))
    desk.crawl("https://b.example/1", words(1))
    rejudge(desk.database, desk.config, run_id=desk.run_id, now=NOW + timedelta(days=30))
    [match] = desk.matches()
    assert match["found_at"] == to_text(NOW)


def test_what_changed_is_reported_by_pair(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    desk.crawl("https://a.example/1", words(1, 200))
    desk.crawl("https://b.example/1", words(1, 130) + " " + words(2, 70))
    stricter = desk.config.model_copy(
        update={"duplicates": desk.config.duplicates.model_copy(update={"min_overlap": 0.95})}
    )
    report = rejudge(desk.database, stricter, run_id=desk.run_id, now=NOW)
    assert [(c.one_id, c.other_id, c.before, c.now) for c in report.changes] == [(1, 2, "near_duplicate", "partial")]
    assert (report.found, report.changed, report.gone) == (0, 1, 0)


@settings(
    max_examples=8,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(order=st.permutations(range(14)), blocks=st.lists(st.tuples(st.integers(0, 11), st.integers(2, 9)), min_size=14))
def test_any_two_orders_of_arrival_agree(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], blocks: list[tuple[int, int]]
) -> None:
    """Texts cut from one another at random: each is some blocks in a row out of a common store."""
    store = [words(seed, 30) for seed in range(20)]
    texts = [" ".join(store[first : first + count]) for first, count in blocks[:14]]
    found = []
    for numbers in (list(range(14)), order):
        desk = Desk(tmp_path_factory.mktemp("desk"), 'topic = "all"')
        for n in numbers:
            # Some are published at the same time.
            story = {"text": texts[n], "title": f"t{n}", "published": f"2025-03-20T{n // 2:02}:00:00Z"}
            desk.crawl(f"https://site{n}.example/1", story)
        rejudge(desk.database, desk.config, run_id=desk.run_id, now=NOW)
        pairs = {(frozenset(match[:2]), match[2]) for match in named_matches(desk)}
        found.append((pairs, named_clusters(desk)))
        desk.database.close()
    assert found[0] == found[1]
