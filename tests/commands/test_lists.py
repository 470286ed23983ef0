"""The lists: what programs read of them, and what people see."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import (
    ARTICLE_FIELDS,
    FORMULA,
    IRI,
    LISTS,
    RECORDS,
    Folder,
    one_sentence,
    write_records,
)
from openpyxl import load_workbook
from places import ROOT
from rich.cells import cell_len

from commands.place import Place
from config.tables import Config


@pytest.mark.parametrize("command", [*LISTS, "firsts"])
def test_a_file_has_the_same_columns_whether_the_list_has_rows_or_not(folder: Folder, command: str) -> None:
    with_rows = folder.said(command, "--format", "csv").splitlines()
    without = folder.said(command, "--since", "2099-01-01", "--format", "csv").splitlines()
    assert without == with_rows[:1]
    assert set(without[0].split(",")) >= {
        name for row in json.loads(folder.said(command, "--format", "json")) for name in row
    } - {"later", "earlier", "topic"}


def test_an_article_without_a_topic_has_the_columns_of_one_with_a_topic(folder: Folder) -> None:
    head = folder.said("articles", "--format", "csv").splitlines()[0].split(",")
    assert {"topic_name", "topic_score", "topic_reason"} < set(head) and "topic" not in head


def test_articles_have_the_promised_fields(folder: Folder) -> None:
    rows = folder.rows("articles")
    assert [list(row) for row in rows] == [ARTICLE_FIELDS] * 3
    original = next(row for row in rows if row["url"] == IRI)
    assert isinstance(original["id"], int) and isinstance(original["words"], int) and original["position"] == 0
    assert original["outlet"] == "ورق" and original["language"] == "ar"
    assert original["published_at"] == "2025-03-20T08:00:00Z"
    assert (
        original["source"] is None and isinstance(original["authors"], list) and isinstance(original["credits"], list)
    )
    assert isinstance(original["cluster"], int)
    undated = next(row for row in rows if row["outlet"] == "The Ledger")
    assert undated["published_at"] is None and undated["cluster"] is None
    assert undated["topic"] is None or list(undated["topic"]) == ["name", "score", "reason"]


@pytest.mark.parametrize("command", LISTS)
def test_every_list_comes_in_every_form(folder: Folder, command: str) -> None:
    rows = folder.rows(command)
    lines = folder.said(command, "--format", "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == rows
    table = list(csv.DictReader(io.StringIO(folder.said(command, "--format", "csv"))))
    assert len(table) == len(rows)
    book = folder.naskh(command, "--format", "xlsx")
    assert book.exit_code == 0
    sheet = list(load_workbook(io.BytesIO(book.stdout_bytes)).active.iter_rows(values_only=True))
    assert len(sheet) == len(rows) + 1
    assert all(sheet[0])


def test_nested_values_are_columns_of_a_spreadsheet(folder: Folder) -> None:
    (row,) = csv.DictReader(io.StringIO(folder.said("copies", "--format", "csv")))
    assert row["later_outlet"] == "صدى الميناء" and row["earlier_url"] == IRI
    assert float(row["share_of_later"]) > 0.5


def test_a_title_that_is_a_formula_does_no_harm_in_a_spreadsheet(folder: Folder) -> None:
    titles = [row["title"] for row in csv.DictReader(io.StringIO(folder.said("articles", "--format", "csv")))]
    assert f"'{FORMULA}" in titles
    book = load_workbook(io.BytesIO(folder.naskh("articles", "--format", "xlsx").stdout_bytes))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert FORMULA in [row["title"] for row in folder.rows("articles")]


def test_since_and_limit_choose(folder: Folder) -> None:
    assert len(folder.rows("articles", "--since", "1h")) == len(folder.rows("articles", "--since", "999999d")) == 3
    assert len(folder.rows("articles", "--limit", "2")) == 2
    newest = folder.rows("articles")[0]["id"]
    assert [row["id"] for row in folder.rows("articles", "--limit", "1")] == [newest]


def test_nothing_is_said_to_programs_about_an_empty_list(folder: Folder) -> None:
    result = folder.naskh("visits", "--format", "json")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "[]\n", "")
    result = folder.naskh("visits")
    assert (result.exit_code, result.stdout) == (0, "") and "No visits yet." in result.stderr


def test_addresses_are_decoded_for_people_only(folder: Folder) -> None:
    assert IRI in folder.said("pages", "--format", "csv")
    for words in (folder.said("pages", columns=130), folder.said("show", "1")):
        assert "https://waraq.example/خبر/مدرسة" in words and "%D8" not in words


@pytest.mark.parametrize("columns", [80, 130])
@pytest.mark.parametrize("command", ["outlets", "pages", "articles", "copies", "clusters"])
def test_a_table_fits_the_terminal_and_shows_arabic(folder: Folder, command: str, columns: int) -> None:
    lines = folder.said(command, columns=columns).splitlines()
    assert lines and max(cell_len(line) for line in lines) <= columns
    assert any("\u0600" <= letter <= "\u06ff" for line in lines for letter in line)


@pytest.mark.parametrize("command", LISTS)
def test_a_very_narrow_terminal_is_no_mistake(folder: Folder, command: str) -> None:
    folder.said(command, columns=12)


def test_numbers_of_a_table_stand_at_the_right(folder: Folder) -> None:
    head, *lines = folder.said("articles", columns=130).splitlines()
    end = head.index("words") + len("words")
    assert all(
        line[:end].rstrip()[-1].isdigit() and len(line[:end].rstrip()) == end for line in lines if line[:2].strip()
    )


def test_search_finds_a_word_however_it_is_spelled(folder: Folder) -> None:
    assert {row["id"] for row in folder.rows("search", "المدرسه")} <= {1, 2}
    assert [row["id"] for row in folder.rows("search", "parking")] == [3]
    assert folder.rows("search", "بطيخ") == []


def test_a_word_with_a_minus_is_a_word_on_the_command_line(folder: Folder) -> None:
    assert [row["id"] for row in folder.rows("search", "parking", "-بطيخ", "-ship")] == [3]
    assert folder.rows("search", "parking", "-parking") == []
    assert folder.rows("search", "-parking parking") == []
    assert "Usage" in folder.said("search", "-h")
    assert folder.naskh("search", "parking", "--formt", "json").exit_code == 2
    assert folder.naskh("search", "؟").exit_code == 2


def test_an_excel_file_is_not_written_to_a_terminal(folder: Folder) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "cli", "articles", "--format", "xlsx"],
        cwd=folder.path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=theirs,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert b"write it to a file: naskh articles --format xlsx > articles.xlsx" in done.stderr


def test_an_empty_file_that_sqlite3_left_is_no_database(folder: Folder, tmp_path: Path) -> None:
    empty = tmp_path / "naskh.db"
    empty.touch()
    for command in (["articles"], ["verdict", "1", "settled"], ["alerts", "ack", "1"], ["alerts", "retry", "--all"]):
        one_sentence(folder.naskh(*command, "--db", str(empty)), status=1, about="is an empty database")
    assert empty.stat().st_size == 0
    assert f"{empty} is empty; the first run fills it" in folder.naskh("doctor", "--db", str(empty)).stdout


def test_doctor_says_where_no_database_can_be_made(folder: Folder, tmp_path: Path) -> None:
    there_is_none = folder.naskh("doctor", "--db", str(tmp_path / "none" / "naskh.db")).stdout
    assert f"naskh.db: there is no folder {tmp_path / 'none'}; create it" in there_is_none
    assert "the first run creates it" not in there_is_none and "disk: 0.0 GB" not in there_is_none


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_doctor_says_where_nothing_can_be_written(folder: Folder, tmp_path: Path) -> None:
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o500)
    said = folder.naskh("doctor", "--db", str(shut / "naskh.db")).stdout
    assert "naskh.db cannot be written: this user needs the right" in said
    assert "the first run creates it" not in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_database_in_a_folder_that_cannot_be_written_is_named_with_the_way_out(folder: Folder) -> None:
    assert folder.naskh("backup", "copy.db").exit_code == 0
    folder.path.chmod(0o500)
    try:
        one_sentence(folder.naskh("articles"), status=1, about="its folder cannot be written")
        assert folder.naskh("articles", "--db", "copy.db").exit_code == 0
    finally:
        folder.path.chmod(0o700)


def test_before_the_first_run_sources_are_known_from_the_configuration(empty: Folder) -> None:
    write_records(empty.path / "n.jsonl", RECORDS[:1])
    assert empty.naskh("import", "n.jsonl").exit_code == 0
    assert "No sources yet." in empty.naskh("sources").stderr
    assert empty.naskh("init").exit_code == 0
    assert "No source was visited yet: naskh.toml has 25. `naskh run` begins." in empty.naskh("sources").stderr


def test_the_sample_is_shown_beside_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "naskh.db").touch()
    (tmp_path / "naskh-sample.db").write_bytes(b"x")
    place = Place(
        config=Config(), has_config=False, database=tmp_path / "naskh.db", config_file=None, chosen_database=None
    )
    with contextlib.chdir(tmp_path):
        assert place.has_sample_only
        (tmp_path / "naskh.db").write_bytes(b"y")
        assert not place.has_sample_only
