"""Several crawlers and one collector, as processes, end with what one daemon has: one long run that many tests look at.

One crawler is killed in mid crawl, files come twice, late and in another order, sources move from one to the other.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from daemons import Naskh, Wire
from patience import wait_until

from benchmarks.canonical import canonical_lines
from db.times import from_text
from pipelines.shipping.shipment import named_like_a_shipment

pytestmark = pytest.mark.slow

# When and by which request something was seen differs from run to run.
_MOMENTS = {
    "first_seen_at", "fetched_at", "next_check_at", "raw_until", "found_at", "created_at", "updated_at", "made_at",
    "seen_from", "seen_until", "superseded_at", "visit_id", "source_id", "attempts", "learnt_at",
}  # fmt: skip
# Of one and the same files only these tell when they came.
_OF_ARRIVAL = {"next_check_at", "raw_until", "found_at", "created_at", "made_at", "visit_id", "source_id", "attempts"}


@dataclass(slots=True)
class Story:
    """What happened in the one long run that the tests below look at."""

    alone: Naskh
    crawlers: list[Naskh]
    in_order: Naskh
    backwards: Naskh
    shipped: Path
    waiting_at_kill: int
    wanted_at_kill: int
    again: str
    failed: tuple[int, str]


@pytest.fixture(scope="module")
def story(wire: Wire, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("machines")
    machines = {name: Naskh(folder / name) for name in ("alone", "one", "two", "in-order", "backwards")}
    for machine in machines.values():
        machine.folder.mkdir()
        machine.configure(wire.newswire.config_text(database=str(machine.database)))
    try:
        yield _live_through(wire, folder, **{name.replace("-", "_"): each for name, each in machines.items()})
    finally:
        for machine in machines.values():
            machine.end()


def _live_through(
    wire: Wire, folder: Path, *, alone: Naskh, one: Naskh, two: Naskh, in_order: Naskh, backwards: Naskh
) -> Story:
    ship = folder / "shipped"
    assert alone.run("run", "--once")[0] in (0, 1)

    # The first crawler is killed while pages are wanted and records wait; the next start goes on.
    killed = one.start("crawl", "--ship", str(ship), "--shard", "1/2", "--every", "1h", "--db", str(one.database))
    wait_until(
        lambda: one.count("select count(*) from shipping_records") > 5,
        why="the crawler kept nothing to be shipped",
    )
    killed.kill()
    killed.wait()
    waiting = one.count("select count(*) from shipping_records")
    wanted = one.count("select count(*) from pages where status = 'wanted'")
    # What a killed writer, or a copy that was cut off, leaves behind.
    ship.mkdir(exist_ok=True)
    (ship / ".one-0badcafe-00000001-0123456789abcdef.jsonl.gz.part").write_bytes(b"half a fi")
    for machine, shard in ((one, "1/2"), (two, "2/2")):
        status, said = _crawl(machine, ship, shard)
        assert status in (0, 1), said
    first = set(_files(ship))

    wire.newswire.revise_all()
    assert alone.run("run", "--once")[0] in (0, 1)
    # The sources move: what one visited, two visits from now on, and the other way round.
    for machine, shard in ((one, "2/2"), (two, "1/2")):
        status, said = _crawl(machine, ship, shard)
        assert status in (0, 1), said
    second = set(_files(ship)) - first

    incoming = folder / "incoming"
    _bring(ship, first, incoming)
    assert _collect(in_order, incoming)[0] == 0
    _bring(ship, second, incoming)
    _bring(ship, first, incoming)
    again = _collect(in_order, incoming)[1]
    # A copy that was cut off, of a file that nobody has heard of yet.
    whole, digest = (ship / max(second)).read_bytes(), max(second).rsplit("-", 1)[1]
    (incoming / f"three-0badcafe-00000001-{digest}").write_bytes(whole[: len(whole) // 2])
    failed = _collect(in_order, incoming)

    other = folder / "other"
    for names in (second, first):
        _bring(ship, names, other)
        assert _collect(backwards, other)[0] == 0
    for machine in (alone, in_order, backwards):
        assert machine.run("rejudge")[0] == 0
    return Story(
        alone=alone,
        crawlers=[one, two],
        in_order=in_order,
        backwards=backwards,
        shipped=ship,
        waiting_at_kill=waiting,
        wanted_at_kill=wanted,
        again=again,
        failed=failed,
    )


def _crawl(machine: Naskh, ship: Path, shard: str) -> tuple[int, str]:
    return machine.run("crawl", "--ship", str(ship), "--shard", shard, "--once", "--db", str(machine.database))


def _collect(machine: Naskh, incoming: Path) -> tuple[int, str]:
    return machine.run("collect", str(incoming), "--once")


def _files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if named_like_a_shipment(path.name)]


def _bring(ship: Path, names: set[str], incoming: Path) -> None:
    incoming.mkdir(exist_ok=True)
    for name in names:
        shutil.copy(ship / name, incoming / name)


def dump(machine: Naskh, *, left_out: set[str], hours_matter: bool = True) -> Counter[str]:
    """All that a database says, some columns apart. Alerts tell of what came when, and superseded matches are history.

    Without `hours_matter` "3 hours ago" is no minute: it is another one for who reads the page a minute later, and so
    is the order of two texts of which it is not known.
    """
    lines: Counter[str] = Counter()
    for line in canonical_lines(machine.database):
        table, _, said = line.partition(" ")
        if table == "alerts":
            continue
        if said.startswith("{"):
            row = json.loads(said)
            if row.get("superseded_at"):
                continue
            if not hours_matter and row.get("date_precision") == "hour":
                row |= {"published_at": None, "order_at": None}
            if not hours_matter and table == "matches" and not row["order_known"]:
                row["pair"] = sorted([row.pop("earlier_id"), row.pop("later_id")])
                row["shares"] = sorted([row.pop("share_of_earlier"), row.pop("share_of_later")])
                row["credited"] = row["runs"] = None
            if not hours_matter and table == "matches":
                row["order_reason"] = re.sub(r"at least .* later", "later", row["order_reason"])
            if table == "outlets":
                # When the collector began.
                row["first_seen_at"] = None
            if row.get("hints"):
                row["hints"] = json.loads(row["hints"])
            row = {name: value for name, value in row.items() if name not in left_out}
            said = json.dumps(row, ensure_ascii=False, sort_keys=True)
        lines[f"{table} {said}"] += 1
    return lines


def test_a_crawler_is_killed_with_records_that_wait(story: Story) -> None:
    assert story.waiting_at_kill > 5
    assert [one.count("select count(*) from shipping_records") for one in story.crawlers] == [0, 0]


def test_both_crawlers_visit_and_no_site_is_visited_by_both_at_a_time(story: Story) -> None:
    for machine in story.crawlers:
        assert machine.count("select count(*) from visits") > 4
    first = [
        {
            url
            for (url,) in each.rows(
                "select url from sources where id in (select source_id from visits where run_id = 1)"
            )
        }
        for each in story.crawlers
    ]
    assert first[0] and first[1] and not first[0] & first[1]


def test_the_state_of_a_crawler_holds_no_texts(story: Story) -> None:
    for machine in story.crawlers:
        assert machine.count("select count(*) from articles") == 0
        assert machine.count("select count(*) from index_sketches") == 0
        assert machine.count("select count(*) from pages where raw is not null") == 0


def test_what_is_collected_is_what_one_daemon_has(story: Story) -> None:
    assert story.alone.count("select count(*) from articles") > 40
    assert story.alone.count("select count(*) from revisions") > 0
    for collector in (story.in_order, story.backwards):
        alone, collected = (dump(each, left_out=_MOMENTS, hours_matter=False) for each in (story.alone, collector))
        assert (alone - collected, collected - alone) == (Counter(), Counter())


def test_the_order_of_arrival_changes_nothing(story: Story) -> None:
    in_order, backwards = (dump(each, left_out=_OF_ARRIVAL) for each in (story.in_order, story.backwards))
    assert (in_order - backwards, backwards - in_order) == (Counter(), Counter())


def test_when_something_was_seen_first_is_as_the_crawlers_say(story: Story) -> None:
    statement = "select pages.key, position, articles.first_seen_at from articles join pages on pages.id = page_id"
    assert sorted(story.in_order.rows(statement)) == sorted(story.backwards.rows(statement))
    ended = [
        from_text(at)
        for machine in story.crawlers
        for (at,) in machine.rows("select finished_at from runs order by id")
        if at
    ]
    assert all(from_text(at) <= max(ended) for _, _, at in story.in_order.rows(statement))


def test_every_visit_of_the_crawlers_is_listed(story: Story) -> None:
    statement = "select count(*) from visits where outcome != 'running'"
    visits = sum(machine.count(statement) for machine in story.crawlers)
    for collector in (story.in_order, story.backwards):
        assert collector.count(statement) == collector.count("select count(*) from visits") == visits


def test_files_that_come_twice_add_nothing_and_go_out_of_the_way(story: Story) -> None:
    assert re.search(r"\d delivered again", story.again)
    rows = story.in_order.rows("select name, status from shipments where crawler not like 'three%'")
    assert {name for name, _ in rows} == set(_files(story.shipped))
    assert {status for _, status in rows} == {"collected"}


def test_a_file_that_was_cut_off_is_put_aside_with_the_reason(story: Story) -> None:
    status, said = story.failed
    assert status == 1
    assert "it was cut off or changed on the way" in said
    assert story.in_order.rows("select status from shipments where name like 'three-%'") == [("failed",)]
    folder = story.shipped.with_name("incoming")
    assert [path.name[:6] for path in (folder / "failed").iterdir()] == ["three-"]
    assert "three-0badcafe" in story.in_order.run("status")[1]


def test_only_the_collector_raises_alerts(story: Story) -> None:
    assert [machine.count("select count(*) from alerts") for machine in story.crawlers] == [0, 0]
    assert story.in_order.count("select count(*) from alerts") > 5
