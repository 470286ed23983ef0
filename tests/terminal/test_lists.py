"""Rows as files for spreadsheets: nothing in a cell is run, and every title can be written."""

from __future__ import annotations

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from terminal.lists import print_rows

FORMULAS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1+1",
    "  =1+1",
    "\xa0=1",
    "\u3000=1",
    "\u200b=1",
    "\ufeff=1",
    "\u202e=1",
    "\x00=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    " \n＝1",
]
WORDS = ["a = b", "ذكاء + اصطناعي", "", " ", "1 = 1", "mail@example.org", "«=1»"]


def written(capsysbinary: pytest.CaptureFixture[bytes], titles: list[str], style: str) -> bytes:
    print_rows([{"id": n, "title": title} for n, title in enumerate(titles)], ["id", "title"], style)
    return capsysbinary.readouterr().out


def test_what_a_spreadsheet_would_run_is_quoted(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    table = csv.DictReader(io.StringIO(written(capsysbinary, FORMULAS + WORDS, "csv").decode(), newline=""))
    titles = [row["title"] for row in table]
    assert all(title.startswith("'") for title in titles[: len(FORMULAS)])
    assert [title.replace("'", "") for title in titles] == [each.replace("\r", "\n") for each in FORMULAS] + WORDS


def test_a_carriage_return_ends_no_row(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    table = written(capsysbinary, ["one\r=1,2", "two\r\nlines"], "csv").decode()
    assert "\r" not in table
    assert [row["title"] for row in csv.DictReader(io.StringIO(table, newline=""))] == ["one\n'=1,2", "two\nlines"]


def test_any_title_can_stand_in_a_workbook(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    odd = ["a\uffffb", "a\ufffeb", "a\x00\x1b\x0bb", "a\ud800b", "x" * 40_000, *FORMULAS]
    book = load_workbook(io.BytesIO(written(capsysbinary, odd, "xlsx")))
    cells = [row[1] for row in book.active.iter_rows(min_row=2)]
    assert [cell.value for cell in cells][:4] == ["ab"] * 4
    assert len(cells[4].value) == 32767
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert all(cell.value.startswith("'") for cell in cells[5:])


def test_numbers_stay_numbers(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    print_rows([{"share": -0.5, "count": 3}], ["share", "count"], "csv")
    assert capsysbinary.readouterr().out == b"share,count\n-0.5,3\n"


def test_a_cell_of_another_country_gets_its_quote_in_a_file_of_commas_alone(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    titles = ["sold out; =HYPERLINK(A1)", "two\n@SUM(A1)"]
    table = csv.DictReader(io.StringIO(written(capsysbinary, titles, "csv").decode(), newline=""))
    assert [row["title"] for row in table] == ["sold out; '=HYPERLINK(A1)", "two\n'@SUM(A1)"]
    book = load_workbook(io.BytesIO(written(capsysbinary, titles, "xlsx")))
    assert [row[1].value for row in book.active.iter_rows(min_row=2)] == titles


@pytest.mark.parametrize("count", [0, 1, 3])
def test_rows_come_one_by_one_and_make_the_json_of_a_list(
    capsysbinary: pytest.CaptureFixture[bytes], count: int
) -> None:
    rows = [{"id": n, "title": 'خبر\n"عاجل"', "credits": [{"name": "وكالة"}], "topic": None} for n in range(count)]
    print_rows(iter(rows), [], "json")
    assert capsysbinary.readouterr().out.decode() == json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
