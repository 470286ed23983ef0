"""A damaged database is never read as if it were whole: one sentence says what is damaged, and no command ends in a traceback."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from recording import Desk, news

import cli
from db import Database, DatabaseError, error_of, refuse_damaged
from db.soundness import problems_of

READING = [
    ["articles", "--format", "json"],
    ["copies", "--relation", "all", "--format", "json"],
    ["clusters", "--format", "json"],
    ["pages", "--format", "json"],
    ["outlets", "--format", "json"],
    ["sources", "--format", "json"],
    ["search", "intelligence", "--format", "json"],
    ["show", "3", "--format", "json"],
    ["show", "3"],
    ["diff", "1", "2"],
]

# Two of each way in which a file is spoilt, and many more where time is no matter.
SEEDS = [*range(10), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(10, 30))]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    desk = Desk(tmp_path_factory.mktemp("whole"))
    for n in range(40):
        desk.crawl(f"https://wire.example/{n}", {"text": news(n // 2, 200), "title": f"Piece {n}"})
    # No free pages, whose damage would harm nothing.
    desk.database.connection.execute("vacuum")
    desk.database.checkpoint()
    desk.database.close()
    return desk.path


def run(path: Path, *words: str) -> Result:
    return CliRunner().invoke(cli.main, [*words, "--db", str(path)])


def changed(path: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql, values)


def hashed(result: Result) -> object:
    """What of an answer stands under a hash: which rows there are, and the titles and texts of articles."""
    if not result.stdout.startswith(("[", "{")):
        return len(result.stdout.splitlines())
    told = json.loads(result.stdout)
    rows = told if isinstance(told, list) else [told]
    return [(row.get("id"), row.get("title"), row.get("text")) for row in rows]


def test_a_whole_database_has_no_problem(whole: Path) -> None:
    refuse_damaged(whole)
    assert list(problems_of(whole)) == []


def test_a_schema_that_is_no_text_is_damage(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / whole.name
    body = whole.read_bytes()
    place = body.index(b"order by", body.index(b"CREATE VIEW"))
    path.write_bytes(body[:place] + b"or\xe4er by" + body[place + len(b"order by") :])
    for words in READING:
        result = run(path, *words)
        assert result.exit_code == 1 and "the database is damaged" in result.output, (words, result.exception)
    assert says_what_helps(doctor(path))


def test_a_view_of_a_column_that_is_not_there_is_damage(whole: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(whole, tmp_path))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("pragma writable_schema = on")
        connection.execute("update sqlite_master set sql = replace(sql, 'grade', 'grode') where name = 'source_health'")
    assert [each for each in problems_of(path) if "grode" in each]
    with pytest.raises(DatabaseError, match="the database is damaged"):
        refuse_damaged(path)


def damaged_copy(whole: Path, folder: Path, seed: int) -> Path:
    """A copy of the file that a disk has spoilt somewhere, in one of five ways."""
    path = folder / whole.name
    chance, body = random.Random(seed), bytearray(whole.read_bytes())
    page = chance.randrange(1, len(body) // 8192) * 8192
    match seed % 5:
        case 0:
            for _ in range(3):
                body[chance.randrange(100, len(body))] ^= 1 << chance.randrange(8)
        case 1:
            place = chance.randrange(100, len(body) - 40)
            body[place : place + 40] = chance.randbytes(40)
        case 2:
            body[page : page + 8192] = bytes(8192)
        case 3:
            body[page : page + 8192] = chance.randbytes(8192)
        case _:
            del body[chance.randrange(len(body) // 3, len(body)) :]
    path.write_bytes(body)
    return path


def doctor(path: Path) -> str:
    """What the doctor prints: to ask the doctor helps nobody who does."""
    result = run(path, "doctor")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "naskh doctor" not in result.output
    return result.stdout


def says_what_helps(told: str) -> bool:
    return "FIX damaged: " in told and "FIX `naskh restore` puts a backup in the place of " in told


@pytest.mark.parametrize("seed", SEEDS)
def test_the_doctor_sends_nobody_to_the_doctor(whole: Path, tmp_path: Path, seed: int) -> None:
    told = doctor(damaged_copy(whole, tmp_path, seed))
    assert says_what_helps(told) or ": 40 articles, sound" in told or "with `naskh restore`, or name another" in told


@pytest.mark.parametrize(
    "spoil",
    [
        "update outlets set name = cast(x'ff' as text)",
        "update sources set url = cast(x'fe' as text)",
        "drop table outlet_findings",
        "drop table articles",
    ],
)
def test_the_doctor_says_what_helps_where_it_cannot_read_on(whole: Path, tmp_path: Path, spoil: str) -> None:
    path = tmp_path / whole.name
    shutil.copy(whole, path)
    changed(path, spoil)
    assert says_what_helps(doctor(path))


def spoil_texts(path: Path) -> set[str]:
    """Make all texts of one row of each table no UTF-8: the problems that this makes, in words."""
    expected = set()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("pragma ignore_check_constraints = on")
        tables = connection.execute(
            "select name from sqlite_master where type = 'table' and name not glob 'sqlite_*' "
            "and name not glob 'articles_fts*'"
        ).fetchall()
        for [table] in tables:
            columns = connection.execute("select name, type, pk from pragma_table_info(?)", [table]).fetchall()
            key = [name for name, _, place in columns if place]
            texts = [name for name, kind, place in columns if kind == "TEXT" and not place]
            row = connection.execute(f"select {', '.join(key)} from {table} limit 1").fetchone()  # noqa: S608
            if not texts or not row:
                continue
            spoilt = ", ".join(f"{name} = cast(x'6162ff' as text)" for name in texts)
            place = " and ".join(f"{name} = ?" for name in key)
            connection.execute(f"update {table} set {spoilt} where {place}", row)  # noqa: S608
            named = ", ".join(f"{name} {value}" for name, value in zip(key, row, strict=True))
            expected.add(f"table {table}, {named}: no valid UTF-8 in {', '.join(texts)}")
    return expected


def test_what_is_no_utf_8_is_found_in_every_text_column_of_every_table(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / whole.name
    shutil.copy(whole, path)
    expected = spoil_texts(path)
    tables = {words.split()[1].rstrip(",") for words in expected}
    assert tables >= {"articles", "carriers", "matches", "outlets", "pages", "runs", "sources"}
    assert {words for words in problems_of(path) if words.startswith("table ")} == expected


def test_the_doctor_names_the_row_of_a_text_that_is_no_utf_8_and_what_helps(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / whole.name
    shutil.copy(whole, path)
    # What was stored as bytes is no text.
    changed(path, "update pages set etag = cast(x'ff' as text), reason = x'ff' where id = 7")
    told = doctor(path)
    assert "FIX damaged: table pages, id 7: no valid UTF-8 in etag\n" in told
    assert says_what_helps(told) and "update TABLE set COLUMN = 'its words' where id = ID`" in told
    # Who does not read it is not kept from working.
    assert run(path, "articles").exit_code == 0
    changed(path, "update pages set etag = null, reason = null where id = 7")
    assert ": 40 articles, sound" in doctor(path)


def test_some_are_named_of_very_many_texts_that_are_no_utf_8(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / whole.name
    shutil.copy(whole, path)
    changed(path, "update pages set reason = cast(x'ff' as text)")
    assert list(problems_of(path)) == [f"table pages, id {n}: no valid UTF-8 in reason" for n in range(1, 21)]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_command_answers_rightly_or_says_that_the_file_is_damaged(whole: Path, tmp_path: Path, seed: int) -> None:
    path = damaged_copy(whole, tmp_path, seed)
    for words in READING:
        result = run(path, *words)
        assert result.exception is None or isinstance(result.exception, SystemExit), (words, result.exception)
        if result.exit_code == 0:
            assert hashed(result) == hashed(run(whole, *words)), words
        else:
            assert result.exit_code == 1
            assert result.stderr.startswith(f"naskh: {path}: ")
            assert len(result.stderr.splitlines()) == 1
    if seed % 5 > 1:
        told = doctor(path)
        assert any(words in told for words in ("damaged: ", "not a usable SQLite database"))


def test_a_changed_text_is_noticed_where_it_is_shown_and_by_the_doctor(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "naskh.db"
    shutil.copy(whole, path)
    changed(path, "update articles set text = replace(text, 'ministry', 'minister') where id = 3")
    assert "the text of article 3 is not what was stored" in run(path, "show", "3").stderr
    assert "damaged: the text of article 3 is not what was stored" in run(path, "doctor").stdout
    with Database(path, read_only=True) as database:
        assert database.article_row(2)
        for read in (
            lambda: database.article_row(3),
            lambda: [*database.each_article(since=None, limit=None)],
            lambda: database.search_articles("ministry", since=None, limit=None),
            lambda: database.list_matches(relations=["identical", "near_duplicate"], since=None, limit=None),
        ):
            with pytest.raises(DatabaseError, match="article 3"):
                read()


def test_a_text_that_could_not_be_stored_as_it_was_is_whole(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.crawl("https://wire.example/1", {"text": f"{news(1)} \ud83d", "title": "One"})
    assert list(problems_of(desk.path)) == []
    assert len(desk.articles()) == 1


def test_an_import_into_a_damaged_file_says_so(whole: Path, tmp_path: Path) -> None:
    path, records = tmp_path / "naskh.db", tmp_path / "new.jsonl"
    body = bytearray(whole.read_bytes())
    body[8192 * 3 : 8192 * 6] = bytes(8192 * 3)
    path.write_bytes(body)
    records.write_text(json.dumps({"url": "https://wire.example/new", "text": news(99)}) + "\n")
    result = run(path, "import", str(records))
    assert result.exit_code == 1
    assert "the database is damaged" in result.stderr or "not a usable" in result.stderr


def test_what_sqlite_reports_becomes_a_sentence_and_a_mistake_of_ours_does_not(whole: Path) -> None:
    told = {
        sqlite3.OperationalError("database is locked"): "another program keeps the database locked",
        sqlite3.OperationalError("disk I/O error"): "cannot be read or written",
        sqlite3.DatabaseError("database disk image is malformed"): "the database is damaged",
    }
    for error, words in told.items():
        assert words in str(error_of(error, whole))
    assert error_of(sqlite3.OperationalError("no such column: x"), whole) is None
    assert error_of(ValueError("anything"), whole) is None
