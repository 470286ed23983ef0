"""The log: JSON lines for programs, one readable line a unit of work for people."""

from __future__ import annotations

import io
import json
import logging
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from places import ROOT
from rich.cells import cell_len
from rich.console import Console

from db import CannotWrite
from terminal.log import begin_logging, visit_words
from terminal.readable import counted, harmless, one_line

VISIT: dict[str, Any] = {
    "source": "صدى الميناء",
    "outcome": "done",
    "links": 12,
    "known": 9,
    "new": 3,
    "changed": 0,
    "copies": 1,
    "off_topic": 0,
    "failed": 0,
    "skipped": 0,
    "seconds": 2.1,
    "url": "https://sada.example/rss",
}
ALERT_TEXT = """«عنوان الخبر الأول» - ورق, 2025-03-20 08:00 UTC
https://waraq.example/%D8%AE%D8%A8%D8%B1/1
82 % of it is in:"""


@pytest.fixture
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def log(restored: None) -> logging.Logger:
    return logging.getLogger("naskh")


def terminal(width: int = 80) -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, force_terminal=True, width=width, color_system=None), out


def test_without_a_terminal_each_record_is_one_json_object(
    log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    begin_logging(Console(stderr=True))
    log.info("visit finished", extra={"fields": VISIT})
    log.info("alert", extra={"fields": {"rule": "copies"}, "text": ALERT_TEXT})
    try:
        raise ValueError("two\nlines")
    except ValueError:
        log.exception("visit failed with an internal error")
    captured = capsys.readouterr()
    visit, alert, error = [json.loads(line) for line in captured.err.splitlines()]
    assert captured.out == ""
    assert visit["event"] == "visit finished" and visit["level"] == "info" and visit["time"].endswith("Z")
    assert {name: visit[name] for name in VISIT} == VISIT
    assert alert["rule"] == "copies" and alert["text"] == ALERT_TEXT
    assert error["level"] == "error" and "ValueError: two\nlines" in error["exception"]


def test_on_a_terminal_a_visit_is_one_line(log: logging.Logger) -> None:
    console, out = terminal()
    begin_logging(console)
    log.info("visit finished", extra={"fields": VISIT})
    (line,) = out.getvalue().splitlines()
    assert " ".join(line[8:].split()) == "صدى الميناء 12 links, 9 known, 3 new, 1 copy 2.1 s"


def test_a_visit_without_news_or_that_failed_says_so(log: logging.Logger) -> None:
    console, out = terminal()
    begin_logging(console)
    log.info("visit finished", extra={"fields": {**VISIT, "outcome": "unchanged", "links": 0, "new": 0}})
    failed = {**VISIT, "outcome": "failed", "links": 0, "new": 0, "message": "HTTP 500"}
    log.warning("visit finished", extra={"fields": failed})
    quiet, loud = out.getvalue().splitlines()
    assert "nothing new" in quiet
    assert "failed" in loud and "HTTP 500" in loud


def test_an_alert_is_read_below_its_title_within_the_width(log: logging.Logger) -> None:
    console, out = terminal(40)
    begin_logging(console)
    fields = {"rule": "copies", "title": "صدى الميناء carries a text that appeared earlier in ورق (82 %)"}
    log.info("alert", extra={"fields": fields, "text": ALERT_TEXT})
    first, *lines = [line.rstrip() for line in out.getvalue().splitlines()]
    assert "ALERT" in first
    assert all(line.startswith(" " * 10) and cell_len(line) <= 40 for line in lines if "http" not in line)
    # Whole on one line, decoded: it can be followed and copied.
    assert "          https://waraq.example/خبر/1" in lines


def test_what_a_site_says_cannot_steer_the_terminal(log: logging.Logger) -> None:
    console, out = terminal()
    begin_logging(console)
    log.info("visit finished", extra={"fields": {**VISIT, "source": "a\x1b]0;x\x07b", "message": "[bold]\x1b[2J"}})
    assert not set("\x1b\x07") & set(out.getvalue())
    assert "[bold]" in out.getvalue()


def test_the_counts_of_a_visit_are_words() -> None:
    assert visit_words(VISIT) == "12 links, 9 known, 3 new, 1 copy"
    assert visit_words({"links": 1, "copies": 2, "off_topic": 1}) == "1 link, 2 copies, 1 off topic"
    assert visit_words({}) == "0 links"


def test_a_visit_says_why_it_brought_more_than_its_new_links() -> None:
    several = {"links": 2, "known": 1, "new": 3, "new_pages": 1}
    assert visit_words(several) == "2 links, 1 known, 1 new page with 3 articles"
    waited = {"links": 5, "known": 5, "new": 2, "new_pages": 2}
    assert visit_words(waited) == "5 links, 5 known, 2 new (named by an earlier visit)"
    both = {"links": 3, "known": 2, "new": 2, "new_pages": 2}
    assert visit_words(both) == "3 links, 2 known, 2 new (1 of them named by an earlier visit)"
    assert visit_words({"links": 3, "known": 2, "new": 1, "new_pages": 1}) == "3 links, 2 known, 1 new"


def test_counts_have_a_singular() -> None:
    assert (counted(1, "copy", "copies"), counted(2000, "page")) == ("1 copy", "2,000 pages")


def test_texts_keep_their_lines_and_their_joiners() -> None:
    # Persian needs the zero-width non-joiner.
    assert harmless("می\u200cخواهم\n\tخبر\x00\u202e") == "می\u200cخواهم\n\tخبر"
    assert one_line("a\n b\r\x85c") == "a b c"


def test_a_json_log_read_on_a_terminal_steers_nothing(log: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    begin_logging(Console(stderr=True))
    title = "\u202egnp.exe \x9b31m\x85 \u2066x \U000e0041 \ud800 قال"
    log.info("alert", extra={"fields": {"title": title}, "text": f"{title}\u2028next"})
    try:
        raise ValueError(title)
    except ValueError:
        log.exception("visit broke off")
    said = capsys.readouterr().err
    assert not set("\u202e\x9b\x85\u2066\u2028\U000e0041\ud800") & set(said)
    alert, error = [json.loads(line) for line in said.split("\n") if line]
    # It means the same to a program, and Arabic stays readable for people.
    assert alert["title"] == title and alert["text"] == f"{title}\u2028next" and title in error["exception"]
    assert "قال" in said


def test_a_traceback_on_a_terminal_shows_what_would_steer_it(log: logging.Logger) -> None:
    console, out = terminal(200)
    begin_logging(console)
    try:
        raise ValueError("\x1b]0;owned\x07\x9b2J\u202e [bold]")
    except ValueError:
        log.exception("visit broke off")
    assert not set("\x1b\x07\x9b\u202e") & set(out.getvalue())
    assert r"\x1b]0;owned\x07\x9b2J\u202e [bold]" in out.getvalue()


def test_a_database_that_cannot_be_written_gives_no_traceback(restored: None) -> None:
    console, out = terminal()
    begin_logging(console)
    for error in (CannotWrite("the disk is full"), ValueError("a mistake")):
        try:
            raise error
        except Exception:
            logging.getLogger("scrapy.core.scraper").exception("stage broke")
    assert out.getvalue().count("stage broke") == out.getvalue().count("Traceback") == 1
    assert "a mistake" in out.getvalue()


def follows(folder: Path, *, between: str) -> None:
    """Have a process of its own, whose stderr is the file `log`, log two lines and do something between."""
    script = f"""
import logging, os, sys
from terminal.log_file import StderrHandler
logging.getLogger().addHandler(StderrHandler())
logging.warning("one")
{between}
logging.warning("two")
print("beside", file=sys.stderr)
"""
    with (folder / "log").open("ab") as log:
        subprocess.run([sys.executable, "-c", script], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
                       stdout=log, stderr=log, check=True)  # fmt: skip


def test_a_log_that_was_moved_or_removed_is_begun_anew_with_the_same_rights(tmp_path: Path) -> None:
    (tmp_path / "log").touch(mode=0o600)
    follows(tmp_path, between="os.rename('log', 'log.1')")
    assert (tmp_path / "log.1").read_text() == "one\n"
    assert (tmp_path / "log").read_text() == "two\nbeside\n"
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o600
    follows(tmp_path, between="os.unlink('log')")
    assert (tmp_path / "log").read_text() == "two\nbeside\n"


@pytest.mark.parametrize(
    "between",
    ["os.rename('log', 'log.1'); os.mkfifo('log')", "os.rename('log', 'log.1'); os.symlink('other', 'log')",
     "os.rename('log', 'log.1'); os.mkdir('log')"],
)  # fmt: skip
def test_what_is_no_log_is_not_written_to(tmp_path: Path, between: str) -> None:
    follows(tmp_path, between=between)
    assert (tmp_path / "log.1").read_text() == "one\ntwo\nbeside\n"
    assert not (tmp_path / "other").exists()
