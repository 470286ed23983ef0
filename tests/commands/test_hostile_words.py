"""Whatever stands in the database: no command lets it steer the terminal, begin a line or break off."""

from __future__ import annotations

import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from served import make_news

from cli import main

HOSTILE = (
    "\x1b]8;;http://evil.example\x07click\x1b]8;;\x07\x9b31m\x1b[2J\u202eabc\u2066\u2028x\r\nFAKE level=ERROR\x00\x08\x7f "
    "[bold red]rich[/] {{7*7}} %(x)s \U000e0041"
)
TOML = """
database = "naskh.db"
topic = "all"
[[outlet]]
name = "City Wire"
domains = ["city.example"]
groups = ["mine"]
[[source]]
url = "https://city.example/feed"
[[channel]]
name = "file"
kind = "jsonl"
path = "alerts.jsonl"
[[alert]]
name = "copies"
channels = ["file"]
"""
# What a program reads back, and chooses by: not words.
KEPT = re.compile(
    r"_at$|^at$|status|kind|outcome|order|relation|hash|json|languages|groups|verdict|signature|until|day|grade|runs|"
    r"credits|precision|since|body|domains|action|conf|hints|sketch|examples|scheme|brief"
)
LISTS = (
    "outlets",
    "sources",
    "visits",
    "pages",
    "articles",
    "copies",
    "copies --pairs",
    "clusters",
    "alerts",
    "firsts",
)
SCREENS = (
    "show 1", "show 2", "show 4", "diff 1 2", "diff 2 4", "search ploughs", "search محاريث", "status", "brief --since 24h",
    "sources left-out", "alerts show 1", "alerts mutes", "alerts try copies", "rejudge", "prune --older-than 90d --dry-run",
)  # fmt: skip
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u061c\u2028-\u202e\u2066-\u2069\U000e0000-\U000e007f]|\x1b(?!\\[[0-9;]*m)"
)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The news, with the words behind every second word of every table."""
    folder = tmp_path_factory.mktemp("planted")
    make_news(folder).database.close()
    (folder / "naskh.toml").write_text(TOML, "utf-8")
    with closing(sqlite3.connect(folder / "naskh.db")) as connection, connection:
        rows = connection.execute(
            "select name, sql from sqlite_master where type = 'table' and name not like 'articles_fts%' "
            "and name not like 'sqlite_%' and name not like 'index_%' and name != '_sqlite_migrations'"
        ).fetchall()
        planted = 0
        for table, sql in rows:
            if "without rowid" in sql.lower():
                continue
            for _, column, kind, *_ in connection.execute(f'pragma table_info("{table}")').fetchall():
                if kind == "TEXT" and not KEPT.search(column):
                    longer = f"coalesce({column}, '') || ?"
                    connection.execute(
                        f"update or ignore {table} set {column} = {longer} where rowid % 2 = 0",  # noqa: S608
                        [HOSTILE],
                    )
                    planted += 1
    assert planted > 50
    return folder


@pytest.mark.parametrize(
    "command", [*SCREENS, *(f"{name} --format {form}" for name in LISTS for form in ("table", "json", "jsonl", "csv"))]
)
def test_nothing_that_is_stored_steers_a_terminal(planted: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.chdir(planted)
    monkeypatch.setenv("COLUMNS", "200")
    done = CliRunner().invoke(main, shlex.split(command))
    assert done.exit_code in (0, 1) and not isinstance(done.exception, Exception), done.exception
    assert done.output.strip()
    found = STEERING.findall(done.output)
    if "--format json" in command or "--format csv" in command:
        # A file's own line ends.
        found = [each for each in found if each != "\r"]
    assert not found
    if "--format csv" not in command:
        assert not re.search(r"^FAKE", done.output, re.MULTILINE)
