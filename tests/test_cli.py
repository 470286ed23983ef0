"""The command line as its users type it: lists in every form, what comes in, and what is said when it goes wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from commands import ENGLISH, FORMULA, IRI, ORIGINAL, RECORDS, Folder, one_sentence, write_records
from openpyxl import load_workbook
from places import ROOT
from rich.cells import cell_len

from cli import main
from db.lock import DaemonLock

ANSI = re.compile("\x1b\\[")

ARTICLE_FIELDS = [
    "id", "url", "canonical_url", "outlet", "source", "title", "authors", "language", "published_at", "first_seen_at",
    "words", "position", "cluster", "credits", "topic",
]  # fmt: skip
MATCH_FIELDS = [
    "id", "relation", "jaccard", "overlap", "found_at", "cluster", "same_outlet", "credited", "order_known", "reason",
    "verdict", "later", "earlier", "share_of_later", "share_of_earlier",
]  # fmt: skip
SIDE_FIELDS = ["id", "url", "position", "outlet", "title", "published_at", "first_seen_at"]
LISTS = ("outlets", "sources", "visits", "pages", "articles", "copies", "clusters", "alerts")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of three articles, one a copy of another."""
    folder = tmp_path_factory.mktemp("imported")
    write_records(folder / "news.jsonl", RECORDS)
    done = Folder(folder).process("import", "news.jsonl")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b""
    assert "3 articles from 3 pages, 1 copy" in done.stderr.decode()
    return folder


@pytest.fixture
def folder(imported: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Where the three articles are."""
    monkeypatch.chdir(imported)
    return Folder(imported)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path)


# What programs read


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


def test_copies_have_the_promised_fields(folder: Folder) -> None:
    (match,) = folder.rows("copies")
    assert list(match) == MATCH_FIELDS
    assert list(match["later"]) == list(match["earlier"]) == SIDE_FIELDS
    assert match["later"]["url"] == "https://sada.example/n/77" and match["earlier"]["url"] == IRI
    for name in ("jaccard", "overlap", "share_of_later", "share_of_earlier"):
        assert 0 <= match[name] <= 1, name
    assert match["relation"] == "near_duplicate"
    assert match["order_known"] is True and match["same_outlet"] is False and match["verdict"] is None
    assert isinstance(match["reason"], str) and match["reason"]


def test_duplicates_is_another_name_of_copies(folder: Folder) -> None:
    assert folder.rows("duplicates") == folder.rows("copies") == folder.rows("copies", "--relation", "all")
    assert folder.rows("copies", "--relation", "partial") == []


def test_an_article_is_shown_with_its_text(folder: Folder) -> None:
    listed = next(row for row in folder.rows("articles") if row["url"] == IRI)
    shown = json.loads(folder.said("show", str(listed["id"]), "--format", "json"))
    assert list(shown) == [*ARTICLE_FIELDS, "section", "tags", "image_url", "modified_at", "text_from", "pages", "text"]
    assert {name: shown[name] for name in ARTICLE_FIELDS} == listed
    assert "هدى الشامي" in shown["text"]


def test_why_says_of_every_fact_where_it_was_read(folder: Folder) -> None:
    listed = next(row for row in folder.rows("articles") if row["url"] == IRI)
    why = json.loads(folder.said("show", str(listed["id"]), "--why", "--format", "json"))["why"]
    told = [line.split()[0] for line in folder.said("show", str(listed["id"]), "--why").splitlines()[1:]]
    assert told == list(why)
    assert {"text", "title", "published_at", "outlet", "language", "canonical_url", "section", "tags"} <= set(told)
    assert "extractor" in why["text"]


@pytest.mark.parametrize("command", LISTS)
def test_every_list_comes_in_every_form(folder: Folder, tmp_path: Path, command: str) -> None:
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
    assert row["later.outlet"] == "صدى الميناء" and row["earlier.url"] == IRI
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


# What people read


@pytest.mark.parametrize("columns", [80, 130])
@pytest.mark.parametrize("command", ["outlets", "pages", "articles", "copies", "clusters"])
def test_a_table_fits_the_terminal_and_shows_arabic(folder: Folder, command: str, columns: int) -> None:
    lines = folder.said(command, columns=columns).splitlines()
    assert lines and max(cell_len(line) for line in lines) <= columns
    assert any("\u0600" <= letter <= "\u06ff" for line in lines for letter in line)


@pytest.mark.parametrize("command", LISTS)
def test_a_very_narrow_terminal_is_no_mistake(folder: Folder, command: str) -> None:
    folder.said(command, columns=12)


def test_the_table_of_copies_says_how_much_of_which_stands_where_and_who_was_first(folder: Folder) -> None:
    first, later, earlier = folder.said("copies").splitlines()
    assert "near duplicate" in first and "3 h 30 min" in first
    assert re.search(r"later +\d+ % of 2  صدى الميناء: مساعد ذكي في عشرين مدرسة على الساحل$", later)
    assert re.search(r"earlier +\d+ % of 1  ورق: مدارس الساحل تجرب مساعدا ذكيا$", earlier)


def test_numbers_of_a_table_stand_at_the_right(folder: Folder) -> None:
    head, *lines = folder.said("articles", columns=130).splitlines()
    end = head.index("words") + len("words")
    assert all(
        line[:end].rstrip()[-1].isdigit() and len(line[:end].rstrip()) == end for line in lines if line[:2].strip()
    )


def test_an_article_is_read_with_who_else_carries_it(folder: Folder) -> None:
    words = folder.said("show", "1")
    assert "ورق" in words and "2025-03-20" in words and "هدى الشامي" in words
    assert "Also carried by" in words and "صدى الميناء" in words


def test_two_articles_are_compared_word_by_word(folder: Folder) -> None:
    words = folder.said("diff", "1", "2")
    assert "near duplicate" in words and "[" in words and "وتابع الأهالي" in words


def test_search_finds_a_word_however_it_is_spelled(folder: Folder) -> None:
    assert {row["id"] for row in folder.rows("search", "المدرسه")} <= {1, 2}
    assert [row["id"] for row in folder.rows("search", "parking")] == [3]
    assert folder.rows("search", "بطيخ") == []
    assert folder.naskh("search", "؟").exit_code == 2


def test_status_is_one_screen(folder: Folder) -> None:
    words = folder.said("status")
    assert words.startswith("Not watching")
    assert "Articles   3, 3 of them in the last 24 h" in words and "Copies     1," in words
    assert len(words.splitlines()) <= 24


def test_a_verdict_is_given_and_shown(empty: Folder) -> None:
    write_records(empty.path / "n.jsonl", RECORDS)
    assert empty.naskh("import", "n.jsonl").exit_code == 0
    assert len(empty.rows("copies", "--unsettled")) == 1
    said = empty.naskh("verdict", "1", "licensed", "--note", "by contract")
    assert (said.exit_code, said.stdout) == (0, "") and "licensed" in said.stderr and "صدى الميناء" in said.stderr
    (match,) = empty.rows("copies")
    assert match["verdict"] == "licensed"
    assert empty.rows("copies", "--unsettled") == []
    for command in (["copies"], ["show", "1"]):
        assert "verdict: licensed (by contract)" in empty.said(*command, columns=200)
    assert empty.naskh("rejudge").exit_code == 0
    assert [row["verdict"] for row in empty.rows("copies")] == ["licensed"]
    one_sentence(empty.naskh("verdict", "99", "settled"), status=1, about="there is no match 99")
    for wrong in (["verdict", "1", "stolen"], ["verdict", "x", "settled"], ["verdict", "1"]):
        assert empty.naskh(*wrong).exit_code == 2


def test_a_licence_of_the_configuration_is_shown_as_such(empty: Folder) -> None:
    write_records(empty.path / "n.jsonl", RECORDS)
    (empty.path / "naskh.toml").write_text(
        '[[outlet]]\nname = "ورق"\n[[outlet]]\nname = "صدى الميناء"\n'
        '[[licence]]\nof = "ورق"\nto = "صدى الميناء"\n[[alert]]\nname = "all"\n',
        "utf-8",
    )
    assert empty.naskh("import", "n.jsonl", "--alerts").exit_code == 0
    (match,) = empty.rows("copies")
    assert match["verdict"] == "licensed"
    assert empty.rows("alerts") == empty.rows("copies", "--unsettled") == []
    assert "verdict: licensed (by the configuration)" in empty.said("copies", columns=200)


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {}])
def test_no_colours_where_none_are_wanted(imported: Path, variables: dict[str, str]) -> None:
    for command in (["copies"], ["show", "1"], ["status"]):
        done = Folder(imported).process(*command, env=variables)
        assert done.returncode == 0 and not ANSI.search((done.stdout + done.stderr).decode())


def test_a_title_cannot_steer_the_terminal(empty: Folder) -> None:
    title = "Bank\x1b]0;owned\x07 \x1b[31mred\u202e olleh"
    write_records(empty.path / "n.jsonl", [{"url": "https://x.example/", "title": title, "text": ENGLISH}])
    assert empty.naskh("import", "n.jsonl").exit_code == 0
    for command in (["articles"], ["show", "1"], ["pages"], ["diff", "1", "1"]):
        shown = empty.said(*command)
        assert not set("\x1b\x07\u202e") & set(shown), command


def test_a_reader_that_has_seen_enough_is_no_mistake(imported: Path) -> None:
    command = f"{sys.executable} -m cli articles --format jsonl | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=imported,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=30,
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
        _, words = process.communicate(timeout=30)
        assert words == b"", (style, words.decode())


# What goes wrong


def test_a_database_that_is_not_there_is_told(empty: Folder) -> None:
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


def test_where_only_the_sample_has_run_its_database_is_pointed_to(empty: Folder) -> None:
    empty.path.joinpath("naskh-sample.db").touch()
    one_sentence(empty.naskh("copies"), status=1, about="--db naskh-sample.db")


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


def test_a_folder_that_is_not_there_is_told(empty: Folder) -> None:
    write_records(empty.path / "n.jsonl", RECORDS[:1])
    one_sentence(empty.naskh("import", "n.jsonl", "--db", "gone/x.db"), status=1, about="gone/x.db")
    for extra in ([], ["--background"]):
        done = empty.process("run", "--db", "gone/x.db", *extra)
        assert done.returncode == 1 and b"Traceback" not in done.stderr and b"gone" in done.stderr, done.stderr


def test_all_mistakes_of_a_configuration_are_told_at_once(empty: Folder) -> None:
    (empty.path / "naskh.toml").write_text(
        'topic = "cats"\n[crawl]\ndelay_seconds = -1\n[[source]]\nurl = "ftp://x"\nsoon = 1\n'
    )
    for command in (["run"], ["articles"], ["import", "x.txt"], ["doctor"], ["stop"]):
        result = empty.naskh(*command)
        assert result.exit_code == 2 and result.stdout == ""
        for place in ("topic", "crawl.delay_seconds", "source[0].url", "source[0].soon"):
            assert f"naskh.toml: {place}" in result.stderr, (command, place)


def test_a_configuration_that_is_not_there_is_told(empty: Folder) -> None:
    one_sentence(empty.naskh("articles", "--config", "no.toml"), status=2, about="no.toml: cannot be read")


def test_there_is_nothing_to_watch_without_a_source(empty: Folder) -> None:
    (empty.path / "naskh.toml").write_text('topic = "ai"\n')
    one_sentence(empty.naskh("run"), status=2, about="nothing to watch")


def test_an_id_that_is_not_there_is_told(folder: Folder) -> None:
    for command in (["show", "99"], ["diff", "1", "99"], ["diff", "99", "1"]):
        one_sentence(folder.naskh(*command), status=1, about="there is no article 99")
    for wrong in ("first", "0", "99999999999999999999"):
        assert folder.naskh("show", wrong).exit_code == 2


def test_wrong_usage_is_told(folder: Folder) -> None:
    for command, about in (
        (["articles", "--since", "yesterday"], '"15m"'),
        (["articles", "--limit", "0"], "--limit"),
        (["articles", "--format", "yaml"], "--format"),
        (["pages", "--status", "lost"], "--status"),
        (["import"], "PATH"),
        (["articels"], "articels"),
    ):
        result = folder.naskh(*command)
        assert result.exit_code == 2 and about in result.stderr, (command, result.stderr)


def test_two_that_judge_again_at_once_are_kept_apart(folder: Folder) -> None:
    with DaemonLock(Path("naskh.db")):
        one_sentence(folder.naskh("rejudge"), status=1, about=f"process {os.getpid()}")
    result = folder.naskh("rejudge")
    assert result.exit_code == 0 and "3 articles judged: 1 copies now" in result.stderr


def test_doctor_names_what_a_person_must_do(empty: Folder) -> None:
    (empty.path / "naskh.toml").write_text(
        '[[source]]\nurl = "http://127.0.9.77:9/feed"\n[[source]]\nurl = "http://no-such-host.invalid/feed"\n'
    )
    began = time.monotonic()
    done = empty.process("doctor")
    words = done.stdout.decode()
    assert done.returncode == 1 and time.monotonic() - began < 15
    assert b"Traceback" not in done.stderr
    assert sum("/feed: " in line for line in words.splitlines()) == 2
    assert "FIX crawl.contact" in words
    assert not any(line.startswith("ok") and "/feed" in line for line in words.splitlines())


# What comes in


def test_what_cannot_be_read_is_told_and_the_rest_is_stored(empty: Folder) -> None:
    write_records(empty.path / "in" / "good.jsonl", RECORDS[:1])
    with (empty.path / "in" / "good.jsonl").open("a") as lines:
        lines.write("{broken\n")
    (empty.path / "in" / "garbage.html").write_bytes(bytes(range(256)) * 40)
    (empty.path / "in" / "zeros.txt").write_bytes(b"\0" * 5000)
    (empty.path / "in" / "packed.txt.gz").write_bytes(b"\x1f\x8b broken off")
    (empty.path / "in" / "picture.png").write_bytes(b"\x89PNG")
    result = empty.naskh("import", "in", "missing.txt")
    assert result.exit_code == 1
    assert "1 article from 6 pages, 0 copies" in result.stderr
    assert "missing.txt" in result.stderr and "good.jsonl" in result.stderr and "packed.txt.gz" in result.stderr
    assert "1 file skipped" in result.stderr
    assert "Traceback" not in result.stderr
    assert len(empty.rows("articles")) == 1


def test_a_path_that_is_not_there_is_told(empty: Folder) -> None:
    result = empty.naskh("import", "gone.jsonl")
    assert result.exit_code == 1 and "gone.jsonl" in result.stderr


def test_importing_again_adds_nothing(empty: Folder) -> None:
    write_records(empty.path / "n.jsonl", RECORDS)
    assert empty.naskh("import", "n.jsonl").exit_code == 0
    before = empty.rows("articles"), empty.rows("copies"), empty.rows("pages")
    result = empty.naskh("import", "n.jsonl")
    assert result.exit_code == 0 and "3 known already" in result.stderr
    assert (empty.rows("articles"), empty.rows("copies"), empty.rows("pages")) == before


def test_paths_may_be_arabic(empty: Folder) -> None:
    write_records(empty.path / "أخبار" / "اليوم الأول.jsonl", RECORDS[:1])
    (empty.path / "أخبار" / "نص.txt").write_text(f"عنوان قصير\n\n{ORIGINAL}", "utf-8")
    assert empty.naskh("import", "أخبار", "--db", "أرشيف.db").exit_code == 0
    rows = empty.rows("articles", "--db", "أرشيف.db")
    assert len(rows) == 2 and any(row["url"].startswith("file://") for row in rows)


def test_stdin_is_imported(empty: Folder) -> None:
    lines = "".join(json.dumps(record) + "\n" for record in RECORDS).encode()
    done = empty.process("import", "-", input=lines)
    assert done.returncode == 0 and done.stdout == b"", done.stderr.decode()
    assert len(empty.rows("articles")) == 3


def test_alerts_are_made_of_imports_only_when_wanted(empty: Folder) -> None:
    write_records(empty.path / "n.jsonl", RECORDS)
    (empty.path / "naskh.toml").write_text('[[alert]]\nname = "all"\n')
    assert empty.naskh("import", "n.jsonl", "--db", "quiet.db").exit_code == 0
    assert empty.rows("alerts", "--db", "quiet.db") == []
    assert empty.naskh("import", "n.jsonl", "--alerts", "--db", "loud.db").exit_code == 0
    assert [row["rule"] for row in empty.rows("alerts", "--db", "loud.db")] == ["all"]


def test_an_import_that_is_interrupted_keeps_what_it_has(empty: Folder) -> None:
    records = [{"url": f"https://x.example/{n}", "title": f"{n}", "text": f"{ENGLISH} {n}"} for n in range(4000)]
    write_records(empty.path / "n.jsonl", records)
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "import", "n.jsonl"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    until = time.monotonic() + 30
    while not list(empty.path.glob("naskh.db-wal")) and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, words = process.communicate(timeout=30)
    assert process.returncode == 1 and b"Traceback" not in words, words.decode()
    with sqlite3.connect("naskh.db") as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    connection.close()


# The first steps


def test_init_writes_a_configuration_that_is_good_and_never_overwrites(empty: Folder) -> None:
    result = empty.naskh("init", "--my-site", "https://waraq.example")
    assert result.exit_code == 0 and result.stdout == ""
    written = (empty.path / "naskh.toml").read_bytes()
    assert b"waraq.example" in written
    one_sentence(empty.naskh("init"), status=1, about="is there already")
    assert (empty.path / "naskh.toml").read_bytes() == written
    one_sentence(empty.naskh("articles"), status=1, about="there is no such database")


def test_init_says_what_is_wrong(empty: Folder) -> None:
    one_sentence(empty.naskh("init", "--my-site", "not a site"), status=2, about="--my-site")
    one_sentence(empty.naskh("init", "--config", "gone/naskh.toml"), status=1, about="gone/naskh.toml")
    assert list(empty.path.iterdir()) == []


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
