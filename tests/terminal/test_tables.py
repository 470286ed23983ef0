"""Tables on a terminal of any width: what does not fit beside the rest stands below it, and nothing is cut off."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Group
from rich.text import Text

from terminal.layouts import SOURCES, VISITS
from terminal.tables import column, print_table

ADDRESS = "https://paper.example/sections/news/feed"
WHY = "failing since 2026-03-20 12:00 UTC, next try 12:20 UTC: the server of the site has a fault (HTTP 500)"
SOURCE = {"id": 12, "last_visit_at": "2026-03-20T12:00:00Z", "state": "server error", "outlet": "The Harbour Ledger"}


def printed(capsys: pytest.CaptureFixture[str], rows: list[dict[str, object]], columns: tuple[object, ...]) -> str:
    print_table(rows, columns)  # type: ignore[arg-type]
    return capsys.readouterr().out


@pytest.mark.parametrize("width", [40, 60, 79, 80])
def test_a_source_has_its_address_and_its_state_on_every_terminal(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    rows = [SOURCE | {"what": Group(Text(ADDRESS, no_wrap=True, overflow="ellipsis"), Text(WHY))}]
    if width == 40:
        rows[0]["what"] = Text(WHY)
    text = printed(capsys, rows, SOURCES)
    assert max(map(len, text.splitlines())) <= width
    flat = " ".join(text.split())
    assert WHY in flat
    assert width == 40 or ADDRESS in flat


def test_a_wide_terminal_has_a_row_on_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "105")
    lines = printed(capsys, [SOURCE | {"what": ADDRESS}] * 2, SOURCES).splitlines()
    assert len(lines) == 3
    assert re.fullmatch(r"12  2026-03-20 12:00 UTC  server error  The Harbour Ledger  https:\S+ *", lines[1])


@settings(max_examples=60)
@given(
    width=st.integers(16, 140),
    words=st.lists(st.from_regex(r"[a-z]{1,30}", fullmatch=True), min_size=4, max_size=4),
)
def test_every_letter_is_there_whatever_the_width(width: int, words: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        columns = (column("one"), column("two"), column("three"), column("four", takes_rest=True))
        lines: list[str] = []
        patch.setattr("sys.stdout.write", lines.append)
        print_table([dict(zip(("one", "two", "three", "four"), words, strict=True))], columns)
        text = "".join(lines)
    assert max(map(len, text.splitlines())) <= width
    assert sorted("".join(text.split())) == sorted("onetwothreefour" + "".join(words))


def test_numbers_stand_at_the_right_on_narrow_terminals_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    visit = {"started_at": "2026-03-20T12:00:00Z", "source_id": 3, "outlet": "Ledger", "outcome": "done", "found": WHY}
    text = printed(capsys, [visit | {"id": 7}, visit | {"id": 1234}], VISITS)
    assert "\n   7 " in text and "\n1234 " in text
