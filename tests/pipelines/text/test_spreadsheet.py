"""Cells that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.text.spreadsheet import harmless_cell, harmless_field, harmless_rows

WRITTEN = st.text(alphabet="a=+-@\t\r\n ;,\"'＝\u200b1.e", max_size=12)


def cells_of(table: str, separator: str) -> list[str]:
    """What a spreadsheet reads: a quote keeps a cell together only where the cell begins with it."""
    return [cell for row in csv.reader(io.StringIO(table, newline=""), delimiter=separator) for cell in row]


NUMBER = r"[\d.]+(?:e[+-]?\d+)?"


def runs(cell: str) -> bool:
    """Whether a spreadsheet takes a cell for a formula. Numbers alone are none, also where a comma parts their decimals
    or thousands, and none goes on after a comma that parts no number.
    """
    seen = cell.lstrip("\u200b \xa0\t\r\n")
    after = re.sub(rf"^(?:[+-]?{NUMBER}(?:,{NUMBER})*\s*)+", "", seen)
    return seen.startswith(tuple("=+-@＝＋－＠")) and after != "" and (after == seen or not after.startswith(","))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@given(rows=st.lists(st.lists(WRITTEN, min_size=2, max_size=3), min_size=1, max_size=3))
@example(rows=[["-1", ""]])
@example(rows=[["", "\r"], ["-1", ""]])
@example(rows=[["-1", "1=", ""]])
@example(rows=[["-1", "1", "1;"]])
def test_no_cell_is_run_wherever_a_country_cuts_its_lists(separator: str, rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    assert not [cell for cell in cells_of(harmless_rows(out.getvalue()), separator) if runs(cell)]


@given(rows=st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=3), min_size=1, max_size=3))
def test_rows_keep_their_fields_and_all_that_was_in_them(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    read = list(csv.reader(io.StringIO(harmless_rows(out.getvalue()), newline="")))
    written = list(csv.reader(io.StringIO(out.getvalue(), newline="")))
    assert [[cell.replace("'", "") for cell in row] for row in read] == [
        [cell.replace("'", "") for cell in row] for row in written
    ]


def test_what_is_no_formula_stays() -> None:
    for words in ("a = b", "1; 2", "one\ntwo", "mail@example.org", "«=1»", "", "عنوان - خبر"):
        assert harmless_cell(words) == harmless_field(words) == words
    assert harmless_rows('id,share\r\n-1,-0.5\r\n+2,-1e-07\r\n"a ""b"", c",\r\n') == (
        'id,share\r\n-1,-0.5\r\n+2,-1e-07\r\n"a ""b"", c",\r\n'
    )


def test_a_number_that_the_next_field_makes_a_formula_gets_its_quote() -> None:
    assert harmless_rows("-1,5+A1\r\n-1,500,5*A1\r\n") == "'-1,5+A1\r\n'-1,500,5*A1\r\n"
    assert harmless_rows("-1,500,5\r\n2,5+A1\r\n-1,word 5+A1\r\n") == "-1,500,5\r\n2,5+A1\r\n-1,word 5+A1\r\n"


def test_a_cell_that_another_country_would_begin_gets_its_quote() -> None:
    assert harmless_field("price;=1+1") == "price;'=1+1"
    assert harmless_field("a\n- b\n@c") == "a\n'- b\n'@c"
    assert harmless_cell("a\n- b") == "a\n- b"


@pytest.mark.parametrize("part", [" ", "\n", ";", '"', "=", "\u200b", "; "])
def test_a_text_of_megabytes_takes_no_longer_than_its_length(part: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerow([part * 200_000, "x"])
    began = time.process_time()
    harmless_rows(out.getvalue())
    assert time.process_time() - began < 2
