"""A data set is whole or not there, says what each field means, and is read again by `naskh import`."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from command_line import RECORDS, naskh, write_records
from recording import NOW, Desk, news, words

from db import Database
from db.exporting import EXPORTED
from model import Hints
from pipelines.exporting.dataset import CannotExport, Scope, write_dataset
from pipelines.exporting.files import SUFFIXES, Style
from pipelines.exporting.tables import date_of, tables

MINE = """
[[outlet]]
name = "Wire"
domains = ["wire.example"]
groups = ["mine"]
"""
ALL = Scope(since=None, until=None, whose=None, with_texts=True, words={})


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A text with copies, a revision, a verdict, authors, one text with a wild title, one that nobody shares."""
    desk = Desk(tmp_path, MINE)
    first = {"text": news(1, 200), "title": "Ploughs", "published": "2025-03-20T08:00:00Z"}
    desk.crawl("https://wire.example/1", first, hints=Hints(authors=("Vale, Nora",)))
    desk.crawl("https://wire.example/1", {**first, "text": f"{news(1, 200)} Corrected."}, at=NOW + timedelta(hours=1))
    late = {"text": news(1, 200), "title": "Carried", "published": "2025-03-20T09:30:00Z"}
    desk.crawl("https://other.example/1", late, at=NOW + timedelta(hours=2))
    desk.crawl("https://third.example/1", {**late, "published": "2025-03-20"}, at=NOW + timedelta(days=1))
    wild = '=SUM(1)\r"quoted", خبر'
    desk.crawl("https://wire.example/2", {"text": f"{news(2, 150)}\n\nSecond\rparagraph", "title": wild}, at=NOW)
    desk.crawl("https://alone.example/2", {"text": news(3, 150), "title": "Alone"}, at=NOW + timedelta(days=2))
    [match, *_] = desk.matches()
    desk.database.add_verdict(match["id"], "licensed", "by contract", now=NOW)
    return desk


def export(desk: Desk, name: str = "out", style: Style = "jsonl", scope: Scope = ALL, at: datetime = NOW) -> Path:
    folder = desk.path.parent / name
    with Database(desk.path, read_only=True) as database:
        write_dataset(database, folder, scope, style, made_by={"version": "0", "config_hash": "c"}, now=at)
    return folder


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    if not (folder / f"{table}.jsonl.gz").exists():
        return []
    with gzip.open(folder / f"{table}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.mark.parametrize("style", ["jsonl", "csv", "parquet"])
def test_every_field_is_described_and_every_file_has_its_sum(desk: Desk, style: Style) -> None:
    if style == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed: see `make test-spark`")
    folder = export(desk, style=style)
    package = json.loads((folder / "datapackage.json").read_text())
    assert {path.name for path in folder.iterdir()} == {
        "SHA256SUMS",
        "datapackage.json",
        *(each["path"] for each in package["resources"]),
    }
    for resource in package["resources"]:
        body = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}" and resource["bytes"] == len(body)
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert all(field["description"] for field in resource["schema"]["fields"])
        if style == "jsonl":
            found = rows(folder, resource["name"])
            assert len(found) == resource["rows"] and all(list(row) == names for row in found)
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert package["naskh"]["version"] == "0" and package["naskh"]["judges"] and package["naskh"]["extractors"]


def test_the_same_database_gives_the_same_bytes(desk: Desk) -> None:
    for style in ("jsonl", "csv"):
        one, other = export(desk, f"a-{style}", style), export(desk, f"b-{style}", style, at=NOW + timedelta(hours=1))
        assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in other.iterdir()}


def test_values_survive_in_every_format(desk: Desk) -> None:
    expected = rows(export(desk), "articles")
    with gzip.open(export(desk, "csv", "csv") / "articles.csv.gz", "rt", encoding="utf-8", newline="") as file:
        found = [*csv.DictReader(file)]
    assert [row["title"] for row in found] == [row["title"] for row in expected]
    assert [row["text"] for row in found] == [row["text"] for row in expected]
    assert [json.loads(row["authors"]) for row in found] == [row["authors"] for row in expected]
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed: see `make test-spark`")
    folder = export(desk, "parquet", "parquet")
    for table in tables(with_texts=True):
        if not rows(desk.path.parent / "out", table.name):
            continue
        stored = parquet.read_table(folder / f"{table.name}.{SUFFIXES['parquet']}").to_pylist()
        assert stored == rows(desk.path.parent / "out", table.name), table.name


def test_no_row_names_one_that_is_not_there(desk: Desk) -> None:
    scopes = [
        ALL,
        Scope(since=None, until=None, whose=[1], with_texts=True, words={}),
        Scope(since=NOW + timedelta(hours=20), until=None, whose=None, with_texts=True, words={}),
        Scope(since=None, until=NOW + timedelta(hours=3), whose=None, with_texts=False, words={}),
    ]
    for number, scope in enumerate(scopes):
        folder = export(desk, f"out{number}", scope=scope)
        found = {table.name: rows(folder, table.name) for table in tables(with_texts=scope.with_texts)}
        for table in tables(with_texts=scope.with_texts):
            keys = [tuple(row[name] for name in table.key) for row in found[table.name]]
            assert len(keys) == len({*keys})
            for name, other, key in table.refers:
                named = {row[name] for row in found[table.name]} - {None}
                assert named <= {row[key] for row in found[other]}, (number, table.name, name)


def test_counterparts_of_what_is_chosen_are_in_it_and_marked(desk: Desk) -> None:
    mine = Scope(since=None, until=None, whose=[1], with_texts=True, words={"groups": ["mine"]})
    folder = export(desk, scope=mine)
    assert {(row["outlet"], row["chosen"]) for row in rows(folder, "articles")} == {
        ("Wire", True),
        ("other.example", False),
        ("third.example", False),
    }
    assert len(rows(folder, "carriers")) == 2 and len(rows(folder, "revisions")) == 1
    naskh = json.loads((folder / "datapackage.json").read_text())["naskh"]
    assert (naskh["articles"], naskh["counterparts"]) == (2, 2)
    assert naskh["choice"] == {"groups": ["mine"], "texts": True}


def test_without_texts_no_word_of_them_is_in_it(desk: Desk) -> None:
    folder = export(desk, scope=Scope(since=None, until=None, whose=None, with_texts=False, words={}))
    body = b"".join(gzip.decompress(path.read_bytes()) for path in folder.glob("*.gz"))
    assert b"Ploughs" in body and not any(word.encode() in body for word in words(1, 200).split())
    [sums] = {row["text_sha256"] for row in rows(folder, "articles") if row["outlet"] == "alone.example"}
    assert sums == hashlib.sha256(news(3, 150).encode()).hexdigest()


FACTS = (
    "select url, title, text, (select name from outlets where id = outlet_id), published_at{} from articles order by 1"
)
COPIES = "select later_url, earlier_url, relation, order_known, minutes_later from copies order by 1, 2"


def test_an_import_of_it_finds_the_same_copies(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = export(desk)
    monkeypatch.chdir(tmp_path)
    assert naskh("import", folder / "articles.jsonl.gz", "--db", "again.db").exit_code == 0
    for sql in (FACTS.format(""), COPIES):
        assert selected(tmp_path / "again.db", sql) == selected(desk.path, sql)


@pytest.mark.parametrize("style", ["jsonl", "parquet"])
def test_what_was_imported_can_be_exported_and_imported_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, style: Style
) -> None:
    if style == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed: see `make test-spark`")
    monkeypatch.chdir(tmp_path)
    dates = ["2025-03-20T01:30:00+03:00", "2025-03-19T20:00:00-05:00", "2025-03-20 02:00"]
    write_records(
        tmp_path / "news.jsonl", [{**record, "date": date} for record, date in zip(RECORDS, dates, strict=True)]
    )
    assert naskh("import", "news.jsonl").exit_code == 0
    assert naskh("export", "out", "--format", style).exit_code == 0
    assert naskh("import", f"out/articles.{SUFFIXES[style]}", "--db", "again.db").exit_code == 0
    for sql in (FACTS.format(", published_offset, published_day, date_precision, order_at"), COPIES):
        assert selected(tmp_path / "again.db", sql) == selected(tmp_path / "naskh.db", sql)


def selected(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with Database(path, read_only=True) as database:
        return [tuple(row) for row in database.connection.execute(sql)]


@pytest.mark.parametrize("table", ["matches", "carriers"])
def test_pairs_are_read_row_by_row(desk: Desk, table: str) -> None:
    """Of 30,000 articles SQLite looked for each pair of them: 400 s."""
    with Database(desk.path, read_only=True) as database, database.one_state():
        steps = [row[3] for row in database.connection.execute(f"explain query plan {EXPORTED[table]}")]
    assert any(step.startswith(f"SCAN {table}") for step in steps), steps


def test_what_has_something_in_it_is_left_alone(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    with pytest.raises(CannotExport, match="nothing is overwritten"):
        export(desk, "full")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(CannotExport, match="is a file"):
        export(desk, "file")
    (tmp_path / "empty").mkdir()
    assert (export(desk, "empty") / "SHA256SUMS").exists()
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_what_is_cut_short_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    def stop(name: str) -> None:
        if name == "matches":
            raise KeyboardInterrupt

    before = {path.name for path in tmp_path.iterdir()}
    with Database(desk.path, read_only=True) as database, pytest.raises(KeyboardInterrupt):
        write_dataset(database, tmp_path / "out", ALL, "jsonl", made_by={}, now=NOW, on_table=stop)
    assert {path.name for path in tmp_path.iterdir()} == before


def test_what_a_kill_left_goes_with_the_next_call(desk: Desk, tmp_path: Path) -> None:
    # Linux gives no process a number above 4194304.
    left, others = tmp_path / ".out.part-4194305", tmp_path / f".out.part-{os.getppid()}"
    for folder in (left, others):
        folder.mkdir()
        (folder / "articles.jsonl.gz").write_bytes(b"texts")
    export(desk, "out")
    assert not left.exists()
    assert others.exists()


def test_a_place_that_cannot_be_written_is_one_sentence(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(CannotExport, match="cannot be written"):
        export(desk, "/dev/full/out")


def test_it_is_one_state_whatever_is_written_meanwhile(desk: Desk) -> None:
    with Database(desk.path, read_only=True) as database:

        def write(name: str) -> None:
            if name == "revisions":
                writer = threading.Thread(target=_write, args=[desk])
                writer.start()
                writer.join()

        write_dataset(database, desk.path.parent / "out", ALL, "jsonl", made_by={}, now=NOW, on_table=write)
    found = desk.path.parent / "out"
    assert "late.example" not in {row["outlet"] for row in rows(found, "articles")}
    assert "late.example" not in {row["name"] for row in rows(found, "outlets")}
    assert len(rows(found, "carriers")) == 2


def _write(desk: Desk) -> None:
    with Database(desk.path) as database, database.transaction():
        outlet = database.outlet_named("late.example", now=NOW)
        database.connection.execute("update articles set outlet_id = ? where id = 1", [outlet])


@pytest.mark.parametrize(
    ("when", "offset", "precision", "date"),
    [
        ("2025-03-20T20:30:00Z", None, "second", "2025-03-20T20:30:00+00:00"),
        ("2025-03-20T22:30:00Z", "+02:00", "second", "2025-03-21T00:30:00+02:00"),
        ("2025-03-20T22:30:00Z", "-03:30", "minute", "2025-03-20T19:00-03:30"),
        ("2025-03-20T22:30:00", None, "minute", "2025-03-20T22:30"),
        ("2025-03-20", None, "day", "2025-03-20"),
        (None, None, None, None),
    ],
)
def test_a_date_is_written_by_the_clock_that_it_was_read_by(
    when: str | None, offset: str | None, precision: str | None, date: str | None
) -> None:
    assert date_of({"published_at": when, "published_offset": offset, "date_precision": precision}) == date
