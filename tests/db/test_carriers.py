"""The table `carriers`, which the writer keeps, says at any time what would be counted anew."""

# ruff: noqa: S608 -- tables are named here, not by anybody else.
from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils
from recording import NOW, Desk, words

from db import Database
from db.migrations import SCHEMA
from pipelines.copies.rejudge import rejudge
from pipelines.copies.verdicts import give_verdict

KEPT = "m027_carriers_kept_by_the_writer"
VIEWS = ("carriers", "copies")
HOUR = timedelta(hours=1)
COLUMNS = (
    "id, relation, share_of_later, share_of_earlier, minutes_later, order_known, order_reason, credited, same_outlet, "
    "jaccard, overlap, through_id, reason, cluster, of_mine, by_mine, found_at, verdict, later_outlet, later_carrier, "
    "later_title, later_at, later_url, later_id, earlier_outlet, earlier_carrier, earlier_title, earlier_at, earlier_id"
)
TOML = """
topic = "all"
[[outlet]]
name = "Ours"
domains = ["p1.example"]
groups = ["mine"]
[[outlet]]
name = "Hub"
domains = ["hub.example"]
"""


@cache
def counting() -> tuple[str, ...]:
    """The views as they were while they counted everything anew at each question, under names of their own."""
    with closing(sqlite3.connect(":memory:")) as connection:
        SCHEMA.apply(sqlite_utils.Database(connection), stop_before=KEPT)
        found = [
            connection.execute("select sql from sqlite_master where type = 'view' and name = ?", [name]).fetchone()[0]
            for name in VIEWS
        ]
    renamed = [re.sub(r"\b(from |(?=carriers\.))(carriers|copies)\b", r"\1counted_\2", sql) for sql in found]
    return tuple(
        f"create temp view counted_{name} as {re.split(r' AS ', sql, maxsplit=1, flags=re.IGNORECASE)[1]}"
        for name, sql in zip(VIEWS, renamed, strict=True)
    )


def differences(path: Path) -> dict[str, Any]:
    """What the tables and views say that counting anew does not, and the other way round."""
    with closing(sqlite3.connect(path)) as connection:
        for sql in counting():
            connection.execute(sql)
        questions = {
            "carriers": "select later_id, earlier_id, cluster, match_id from {}carriers",
            "copies": f"select {COLUMNS} from {{}}copies",
        }
        found = {}
        for name, sql in questions.items():
            kept, counted = (set(connection.execute(sql.format(prefix))) for prefix in ("", "counted_"))
            if kept != counted:
                found[name] = kept - counted, counted - kept
        firsts = connection.execute("select * from outlet_firsts").fetchall()
    with Database(path, read_only=True) as database:
        counted_firsts = [tuple(row.values()) for row in database.list_firsts(since=None, limit=None)]
    if firsts != counted_firsts:
        found["outlet_firsts"] = set(firsts) - set(counted_firsts), set(counted_firsts) - set(firsts)
    return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, TOML)


def crawl(desk: Desk, place: str, text: str, hour: float, **facts: Any) -> None:
    published = f"{NOW - HOUR * (30 - hour):%Y-%m-%dT%H:%M:%SZ}"
    desk.crawl(f"https://{place}", {"text": text, "title": place, "published": published, **facts}, at=NOW - HOUR)


def several(desk: Desk) -> None:
    """Two texts that several carry, a round-up of both, an aggregator, one alone."""
    for n in range(4):
        crawl(desk, f"p{n}.example/1", f"{words(1)} {words(20 + n, 4)}", n)
    crawl(desk, "p1.example/2", words(2), 5)
    crawl(desk, "p2.example/2", f"{words(2)} {words(31, 5)}", 6)
    crawl(desk, "p3.example/3", f"{words(1)} {words(2)} {words(3)}", 7)
    crawl(desk, "hub.example/1", words(2), 8, outlet="Ours", url="https://p1.example/2")
    crawl(desk, "p4.example/1", words(4), 9)


def test_after_an_import_the_table_is_what_would_be_counted(desk: Desk) -> None:
    several(desk)
    desk.import_("https://p5.example/1", f"{words(1)} {words(40, 6)}", key="a")
    with closing(sqlite3.connect(desk.path)) as connection:
        assert connection.execute("select count(*) from carriers").fetchone()[0] >= 6
    assert differences(desk.path) == {}


def test_an_earlier_one_that_is_found_afterwards_takes_all_carriers_over(desk: Desk) -> None:
    several(desk)
    crawl(desk, "p9.example/1", f"{words(1)} {words(50, 3)}", -5)
    assert {row["earlier_id"] for row in desk.database.list_copies(since=None, limit=None) if row["cluster"] == 1} == {
        10
    }
    assert differences(desk.path) == {}


@pytest.mark.parametrize("said", [("not-a-copy",), ("licensed",), ("not-a-copy", "settled"), ("settled", "not-a-copy")])
def test_a_verdict_counts_from_then_on(desk: Desk, said: tuple[Any, ...]) -> None:
    several(desk)
    matches = desk.matches()
    assert matches
    for match in matches:
        for word in said:
            give_verdict(desk.database, match["id"], word, None, now=NOW)
        assert differences(desk.path) == {}


def test_a_revised_text_is_counted_as_it_is_now(desk: Desk) -> None:
    several(desk)
    for place, text in (("p0.example/1", words(7)), ("p1.example/2", words(1)), ("p4.example/1", words(2))):
        crawl(desk, place, text, 0)
        assert differences(desk.path) == {}


def test_after_everything_is_judged_again_the_table_is_what_would_be_counted(desk: Desk) -> None:
    several(desk)
    crawl(desk, "p0.example/1", f"{words(1)[:500]} {words(9, 60)}", 0)
    rejudge(desk.database, desk.config, run_id=desk.run_id, now=NOW)
    assert desk.database.count_copies() > 0 and differences(desk.path) == {}


def remove(database: Database, article_id: int) -> None:
    """Everything that names an article, as one who forgets it would."""
    with database.transaction():
        run = database.connection.execute
        pairs = "(select id from matches where ? in (later_id, earlier_id))"
        for table in ("verdicts", "alert_matches"):
            run(f"delete from {table} where match_id in {pairs}", [article_id])
        run(f"update alerts set match_id = null where match_id in {pairs}", [article_id])
        run("delete from matches where ? in (later_id, earlier_id)", [article_id])
        for table in ("credits", "revisions"):
            run(f"delete from {table} where article_id = ?", [article_id])
        for [sketch] in run("select id from index_sketches where article_id = ?", [article_id]).fetchall():
            database.index.remove(sketch)
        [cluster] = run("select cluster_id from articles where id = ?", [article_id]).fetchone()
        run("delete from articles where id = ?", [article_id])
        if cluster is not None:
            members = database.cluster_members(cluster, limit=100)
            if len(members) > 1:
                database.describe_cluster(cluster, earliest_id=members[0], order_known=True, reason="")
            else:
                database.drop_cluster(cluster)


@pytest.mark.parametrize("article_id", range(1, 10))
def test_a_removed_article_is_counted_no_longer_and_its_backup_counts_it(desk: Desk, article_id: int) -> None:
    several(desk)
    backup = desk.path.with_name("backup.db")
    desk.database.backup(backup)
    before = desk.database.count_copies()
    remove(desk.database, article_id)
    assert differences(desk.path) == differences(backup) == {}
    with Database(backup) as restored:
        assert restored.count_copies() == before


@pytest.mark.parametrize(
    "change",
    [
        "update matches set credited = 'unclear'",
        "update matches set superseded_at = '2025' where id % 2",
        "update matches set superseded_at = '2025' where earlier_id = 1 and later_id > 2",
        "update matches set order_known = 0 where later_id = 2",
        "update matches set found_at = '2020-01-01T00:00:00Z'",
        "delete from matches where id in (select match_id from carriers) and id not in (select match_id from alerts)",
        "update clusters set earliest_id = (select max(id) from articles where cluster_id = clusters.id)",
        "update articles set cluster_id = null; delete from clusters",
        "update articles set cluster_id = 2 where cluster_id = 1; delete from clusters where id = 1",
        "update articles set outlet_id = 1, carrier_id = 2 where id = 1",
        "update articles set order_at = '2020-01-01T00:00:00Z' where id = 5",
        "update articles set first_seen_at = '2020-01-01T00:00:00Z'",
        "insert into verdicts (match_id, verdict, given_at) select id, 'not-a-copy', '' from matches where id % 2",
        "insert into verdicts (match_id, verdict, given_at) select id, 'not-a-copy', '' from matches; "
        "update verdicts set verdict = 'settled' where match_id % 2",
        "insert into verdicts (match_id, verdict, given_at) select id, 'not-a-copy', '' from matches; "
        "delete from verdicts where match_id % 2",
    ],
)
def test_what_another_program_changed_is_counted_with_the_next_transaction(desk: Desk, change: str) -> None:
    several(desk)
    for steps_before in (False, True):
        if steps_before:
            # Before: one that is not compared with the earliest of its text.
            with desk.database.transaction():
                run = desk.database.connection.execute
                run("update matches set superseded_at = '2025' where earlier_id = 1 and later_id > 2")
        for statement in change.split("; "):
            with closing(sqlite3.connect(desk.path)) as raw, raw:
                raw.execute(statement)
            with desk.database.transaction():
                pass
        assert differences(desk.path) == {}


@pytest.mark.parametrize("article_id", [1, 4])
def test_an_article_that_another_program_removed_is_no_copy(desk: Desk, article_id: int) -> None:
    several(desk)
    with closing(sqlite3.connect(desk.path)) as raw, raw:
        raw.execute("delete from articles where id = ?", [article_id])
    with desk.database.transaction():
        pass
    # The pairs were counted all the same, whatever they named.
    assert not differences(desk.path).keys() - {"carriers"}
    assert article_id not in {row["later_id"] for row in desk.database.list_copies(since=None, limit=None)}


def test_an_older_database_is_counted_when_it_is_brought_up_to_date(desk: Desk) -> None:
    several(desk)
    give_verdict(desk.database, 2, "not-a-copy", None, now=NOW)
    desk.database.close()
    old = desk.path.with_name("old.db")
    tables = sqlite_utils.Database(old)
    SCHEMA.apply(tables, stop_before=KEPT)
    rows = ("outlets", "sources", "runs", "pages", "clusters", "articles", "matches", "verdicts")
    tables.execute("attach ? as full", [str(desk.path)])
    with tables.conn:
        for table in rows:
            # Later versions have more columns.
            names = ", ".join(f"[{column.name}]" for column in tables.table(table).columns)
            tables.execute(f"insert into {table} ({names}) select {names} from full.{table}")
    tables.execute("detach full")
    tables.close()
    with Database(old) as database, Database(desk.path) as fresh:
        assert database.count_copies() == fresh.count_copies() > 0
    kept = [list(sqlite_utils.Database(path).query("select * from carriers")) for path in (old, desk.path)]
    assert kept[0] == kept[1] and differences(old) == {}


def test_within_a_transaction_copies_are_counted_as_they_are_by_then(desk: Desk) -> None:
    several(desk)
    before = desk.database.count_copies()
    with desk.database.transaction():
        crawl(desk, "p7.example/1", words(1), 9)
        assert desk.database.count_copies() == before + 1
        assert len(desk.database.list_copies(since=None, limit=None)) == before + 1


def steps(desk: Desk, chance: random.Random) -> list[Callable[[], object]]:
    def match() -> int:
        return chance.choice(desk.matches() or [{"id": 1}])["id"]

    def text() -> str:
        first, second = chance.randrange(1, 4), chance.randrange(1, 6)
        return chance.choice(
            (words(first), f"{words(first)} {words(60 + second, 30)}", f"{words(first)} {words(second)}")
        )

    def verdict() -> object:
        word: Any = chance.choice(("not-a-copy", "licensed", "settled"))
        return desk.matches() and give_verdict(desk.database, match(), word, None, now=NOW)

    def story() -> None:
        crawl(desk, f"p{chance.randrange(5)}.example/{chance.randrange(6)}", text(), chance.randrange(20))

    def removed() -> None:
        articles = desk.articles()
        if len(articles) > 4:
            remove(desk.database, chance.choice(articles)["id"])

    def again() -> None:
        rejudge(desk.database, desk.config, run_id=desk.run_id, now=NOW)

    return [story] * 8 + [verdict] * 3 + [removed, again]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_the_table_is_what_would_be_counted(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    for n in range(40):
        step = chance.choice(steps(desk, chance))
        step()
        assert differences(desk.path) == {}, (n, step)
