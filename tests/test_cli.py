"""The command line as a whole: its help, its errors, its pipes and its colours."""

from __future__ import annotations

import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from command_line import ENGLISH, LISTS, RECORDS, Folder, one_sentence, write_records
from places import ROOT

from cli import main

ANSI = re.compile("\x1b\\[")


@pytest.mark.parametrize(
    "words",
    [["import", ""], ["check", ""], ["collect", ""], ["crawl", "--ship", ""], ["run", "--collect", ""], ["backup", ""],
     ["restore", ""], ["support", ""], ["init", "--config", ""], ["status", "--db", ""], ["status", "--config", ""]],
    ids=" ".join,
)  # fmt: skip
def test_an_empty_path_is_not_the_current_folder(empty: Folder, words: list[str]) -> None:
    (empty.path / "note.txt").write_text("A file that lies here, and that nobody named.", "utf-8")
    before = sorted(path.name for path in empty.path.iterdir())
    one_sentence(empty.naskh(*words), status=2, about="it is empty; is a variable of your shell not set?")
    assert sorted(path.name for path in empty.path.iterdir()) == before


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {}])
def test_no_colours_where_none_are_wanted(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for command in (["copies"], ["show", "1"], ["status"]):
        done = folder.naskh(*command)
        assert done.exit_code == 0 and not ANSI.search(done.stdout + done.stderr)


def test_a_title_cannot_steer_the_terminal(empty: Folder) -> None:
    title = "Bank\x1b]0;owned\x07 \x1b[31mred\u202e olleh"
    addresses = ("https://x.example/", "https://y.example/")
    write_records(empty.path / "n.jsonl", [{"url": url, "title": title, "text": ENGLISH} for url in addresses])
    assert empty.naskh("import", "n.jsonl").exit_code == 0
    for command in (["articles"], ["show", "1"], ["pages"], ["diff", "1", "2"]):
        shown = empty.said(*command)
        assert not set("\x1b\x07\u202e") & set(shown), command


def test_a_reader_that_has_seen_enough_is_no_mistake(imported: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m cli articles --format jsonl | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=imported,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    *lines, status = done.stdout.decode().splitlines()
    assert len(lines) == 1 and status == "0"


def test_output_to_a_closed_pipe_is_quiet(imported: Path) -> None:
    for style in ("table", "jsonl", "xlsx"):
        reading, writing = os.pipe()
        os.close(reading)
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "articles", "--format", style],
            cwd=imported,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=writing,
            stderr=subprocess.PIPE,
        )
        os.close(writing)
        _, words = process.communicate()
        assert words == b"", (style, words.decode())


@pytest.mark.parametrize("command", [["articles"], ["show", "1"], ["show", "99"], ["search", "الذكاء"], ["doctor"]])
def test_what_is_written_is_utf_8_whatever_the_locale_says(imported: Path, command: list[str]) -> None:
    here, latin = (
        subprocess.run(
            [sys.executable, "-m", "cli", *command],
            cwd=imported,
            # What Python makes of LANG=en_US, which is Latin 1 where that locale is installed.
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding},
            capture_output=True,
            check=False,
        )
        for encoding in ("utf-8", "latin-1")
    )
    # Between the two, a minute may begin and the room on the disk may change.
    words, words_here = (re.sub(rb"clock: .*|[0-9.]+ GB free", b"", done.stdout) for done in (latin, here))
    assert (words, latin.stderr) == (words_here, here.stderr)


def test_a_database_that_is_not_there_is_reported(empty: Folder) -> None:
    for command in (
        ["articles"],
        ["copies"],
        ["status"],
        ["show", "1"],
        ["diff", "1", "2"],
        ["rejudge"],
        ["verdict", "1", "settled"],
        ["check", "-"],
        ["search", "x"],
    ):
        one_sentence(empty.naskh(*command), status=1, about="naskh.db: there is no such database")
    assert list(empty.path.iterdir()) == []


def test_where_only_the_sample_has_run_its_database_is_looked_into(empty: Folder) -> None:
    write_records(empty.path / "n.jsonl", RECORDS)
    assert empty.naskh("import", "n.jsonl", "--db", "naskh-sample.db").exit_code == 0
    result = empty.naskh("copies", "--format", "json")
    assert result.exit_code == 0 and len(json.loads(result.stdout)) == 1
    assert result.stderr == "naskh: there is no naskh.db yet; using the sample newswire's naskh-sample.db\n"
    for command in (["show", "1"], ["search", "parking"], ["verdict", "1", "settled"], ["status"], ["rejudge"]):
        assert empty.naskh(*command).exit_code == 0, command
    assert not (empty.path / "naskh.db").exists()
    one_sentence(empty.naskh("copies", "--db", "naskh.db"), status=1, about="there is no such database")
    assert empty.naskh("import", "n.jsonl").exit_code == 0
    assert empty.naskh("copies").stderr == ""


def test_a_foreign_file_is_left_alone(empty: Folder) -> None:
    other = empty.path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("create table cats (name text)")
    connection.close()
    text = empty.path / "text.db"
    text.write_text("no database at all, " * 100)
    write_records(empty.path / "n.jsonl", RECORDS[:1])
    for path in (other, text):
        before = path.read_bytes()
        for command in (["articles"], ["import", "n.jsonl"], ["status"]):
            one_sentence(empty.naskh(*command, "--db", str(path)), status=1, about=path.name)
        assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_reported(empty: Folder) -> None:
    write_records(empty.path / "n.jsonl", RECORDS[:1])
    one_sentence(empty.naskh("import", "n.jsonl", "--db", "gone/x.db"), status=1, about="gone/x.db")
    for extra in ([], ["--background"]):
        done = empty.process("run", "--db", "gone/x.db", *extra)
        assert done.returncode == 1 and b"Traceback" not in done.stderr and b"gone" in done.stderr, done.stderr


def test_all_mistakes_of_a_configuration_are_reported_at_once(empty: Folder) -> None:
    (empty.path / "naskh.toml").write_text(
        'topic = "cats"\n[crawl]\ndelay_seconds = -1\n[[source]]\nurl = "ftp://x"\nsoon = 1\n'
    )
    for command in (["run"], ["articles"], ["import", "x.txt"], ["doctor"], ["stop"]):
        result = empty.naskh(*command)
        assert result.exit_code == 2 and result.stdout == ""
        for line, place in ((1, "topic"), (3, "crawl.delay_seconds"), (5, "source[0].url"), (6, "source[0].soon")):
            assert f"naskh.toml, line {line}: {place}" in result.stderr, (command, place)


def test_a_configuration_that_is_not_there_is_reported(empty: Folder) -> None:
    one_sentence(empty.naskh("articles", "--config", "no.toml"), status=2, about="no.toml: cannot be read")


def test_wrong_usage_is_reported(folder: Folder) -> None:
    for command, about in (
        (["articles", "--since", "soon"], '"24h"'),
        (["articles", "--limit", "0"], "--limit"),
        (["articles", "--format", "yaml"], "--format"),
        (["pages", "--status", "lost"], "--status"),
        (["import"], "PATH"),
        (["articels"], "articels"),
    ):
        result = folder.naskh(*command)
        assert result.exit_code == 2 and about in result.stderr, (command, result.stderr)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["shwo", "3"], "there is no command 'shwo'; did you mean 'show'?"),
        (["Show", "3"], "there is no command 'Show'; did you mean 'show'?"),
        (["stats"], "there is no command 'stats'; did you mean 'status'?"),
        (["duplicate"], "there is no command 'duplicate'; did you mean 'duplicates'?"),
        (["xyzzy"], "No such command 'xyzzy'"),
        (["show", "abc"], "'abc' is not a valid number"),
        (["articles", "--limit", "many"], "'many' is not a valid number"),
    ],
)
def test_mistyped_words_are_answered_with_what_may_be_meant(folder: Folder, words: list[str], says: str) -> None:
    result = folder.naskh(*words)
    assert result.exit_code == 2 and says in result.stderr


def test_help_names_every_command() -> None:
    words = CliRunner().invoke(main, ["--help"]).stdout
    for command in (
        "init",
        "run",
        "stop",
        "import",
        *LISTS,
        "search",
        "show",
        "diff",
        "check",
        "verdict",
        "status",
        "rejudge",
        "doctor",
    ):
        assert re.search(rf"^  {command} ", words, re.MULTILINE), command
        assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0


@pytest.mark.parametrize("command", [[], ["sources"], ["alerts"]])
def test_no_command_is_described_by_half_a_sentence_on_a_narrow_terminal(empty: Folder, command: list[str]) -> None:
    listed = empty.said(*command, "--help").partition("Commands:\n")[2]
    assert listed and not [line for line in listed.splitlines() if line.endswith("...")]
