"""`naskh check`: who carries a text, with nothing stored."""

from __future__ import annotations

import hashlib
import http.server
import json
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import ENGLISH, IRI, ORIGINAL, RECORDS, SAME_BUT_END, Folder, one_sentence, write_records
from recording import words


@pytest.fixture
def folder(workers_share: None, imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A folder with a database of its own."""
    shutil.copytree(imported, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path)


@pytest.fixture
def site() -> Iterator[str]:
    """A page on loopback that carries the Arabic text."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paragraphs = "".join(f"<p>{line}</p>" for line in ORIGINAL.splitlines())
            body = (
                f"<html><head><title>x</title></head><body><article><h1>مدارس</h1>{paragraphs}</article></body></html>"
            )
            found = self.path == "/story"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode() if found else b"")

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.9.31", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.9.31:{server.server_port}"
    server.shutdown()
    server.server_close()


def stored(path: Path) -> str:
    return hashlib.sha256((path / "naskh.db").read_bytes()).hexdigest()


def checked(folder: Folder, *arguments: str) -> list[dict[str, Any]]:
    return list(json.loads(folder.said("check", *arguments, "--format", "json")))


def test_a_file_is_found_with_figures_and_reasons_and_nothing_is_stored(folder: Folder) -> None:
    (folder.path / "text.txt").write_text(f"عنوان\n\n{SAME_BUT_END}", "utf-8")
    before = stored(folder.path)
    [text] = checked(folder, "text.txt")
    assert [each["article"]["id"] for each in text["carried_by"]] == [2, 1]
    for each in text["carried_by"]:
        assert each["is_copy"] and each["share_of_text"] > 0.8 and each["reason"]
        assert each["article"]["outlet"] and each["cluster"] == text["clusters"][0]["id"]
    [cluster] = text["clusters"]
    assert (cluster["size"], cluster["earliest"], cluster["order_known"]) == (2, 1, True)
    words_said = folder.said("check", "text.txt", columns=200)
    copy_of_first = next(line for line in words_said.splitlines() if line.strip().startswith("near duplicate"))
    assert re.search(r"near duplicate; \d+ % of this text, \d+ % of that one, in", copy_of_first)
    assert copy_of_first.count("%") == 2 + copy_of_first.count("rare wording")
    assert "carried by 2 articles" in words_said and "the earliest 1 ورق" in words_said and "صدى الميناء" in words_said
    assert stored(folder.path) == before
    assert len(folder.rows("articles")) == 3 and len(folder.rows("pages")) == 3


def test_stdin_is_checked(folder: Folder) -> None:
    done = folder.naskh("check", "-", "--format", "json", stdin=ENGLISH.encode())
    assert done.exit_code == 0, done.stderr
    [text] = json.loads(done.stdout)
    assert [(each["article"]["id"], each["is_copy"]) for each in text["carried_by"]] == [(3, True)]
    assert text["clusters"] == []


def test_the_earliest_is_named_first_among_those_that_carry_the_same_text(folder: Folder) -> None:
    early = {**RECORDS[0], "url": "https://early.example/1", "outlet": "Early", "date": "2025-03-19T08:00:00Z"}
    write_records(folder.path / "early.jsonl", [early])
    assert folder.naskh("import", "early.jsonl").exit_code == 0
    [text] = json.loads(folder.naskh("check", "-", "--format", "json", stdin=ORIGINAL.encode()).stdout)
    assert [each["article"]["outlet"] for each in text["carried_by"]] == ["Early", "ورق", "صدى الميناء"]


def test_who_gives_a_text_itself_is_told_how(folder: Folder) -> None:
    one_sentence(folder.naskh("check", ORIGINAL[:60]), status=1, about="a text comes in by `naskh check -`")
    one_sentence(folder.naskh("check", "gone.txt"), status=1, about="gone.txt: cannot be read")


def test_each_text_of_a_file_is_checked_and_one_that_nobody_carries_is_no_failure(folder: Folder) -> None:
    records = [RECORDS[0], {"url": "https://new.example/1", "title": "New", "text": words(5)}]
    write_records(folder.path / "more.jsonl", records)
    first, second = checked(folder, "more.jsonl")
    assert [each["same_url"] for each in first["carried_by"]] == [True, False] and first["url"] == IRI
    assert second["carried_by"] == []
    assert "no copy found" in folder.said("check", "more.jsonl")


@pytest.mark.slow
def test_an_address_is_fetched_under_the_guard(folder: Folder, site: str) -> None:
    done = folder.process("check", f"{site}/story")
    assert (done.returncode, done.stdout) == (1, b"") and b"Traceback" not in done.stderr, done.stderr.decode()
    assert b"/story: " in done.stderr
    (folder.path / "naskh.toml").write_text('[crawl]\nallow_private = ["127.0.9.31"]\ndelay_seconds = 0\n')
    done = folder.process("check", f"{site}/story", "--format", "json")
    assert done.returncode == 0, done.stderr.decode()
    [text] = json.loads(done.stdout)
    assert {each["article"]["id"] for each in text["carried_by"]} == {1, 2}
    done = folder.process("check", f"{site}/gone", "--format", "json")
    assert (done.returncode, json.loads(done.stdout)) == (1, []) and b"404" in done.stderr
    assert len(folder.rows("pages")) == 3


def test_what_cannot_be_read_is_reported(folder: Folder) -> None:
    (folder.path / "picture.png").write_bytes(b"\x89PNG")
    (folder.path / "empty.txt").write_text("")
    for name in ("gone.txt", "picture.png", "empty.txt"):
        one_sentence(folder.naskh("check", name), status=1, about=name)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("مرحبا", "1 word: too short to tell"),
        ("Hello there", "2 words: too short to tell"),
        (words(5, 11), "11 words: too short to tell"),
        (words(5, 12), "12 words: no copy found"),
        ("今天天气很好", "too short to tell"),
    ],
)
def test_a_text_of_fewer_than_a_dozen_words_is_called_too_short_to_tell(folder: Folder, text: str, said: str) -> None:
    done = folder.naskh("check", "-", stdin=text.encode())
    assert done.exit_code == 0 and said in done.stdout, done.output
    [told] = json.loads(folder.naskh("check", "-", "--format", "json", stdin=text.encode()).stdout)
    assert told["too_short"] == ("too short" in said)


def test_no_article_is_called_the_earliest_where_times_do_not_tell(folder: Folder) -> None:
    both = [{"url": f"https://{site}.example/1", "title": "Snow", "text": words(7)} for site in ("city", "hill")]
    write_records(folder.path / "undated.jsonl", both)
    assert folder.naskh("import", "undated.jsonl").exit_code == 0
    said = folder.said("check", "undated.jsonl", columns=200)
    assert "2 articles, order not known" in said and "the earliest" not in said


def test_a_file_that_was_imported_is_not_called_an_address(folder: Folder) -> None:
    (folder.path / "text.txt").write_text(f"Title\n\n{words(8)}", "utf-8")
    assert folder.naskh("import", "text.txt").exit_code == 0
    said = folder.said("check", "text.txt", columns=200)
    assert "; imported from this file" in said and "at this address" not in said
    write_records(folder.path / "first.jsonl", RECORDS[:1])
    assert "; at this address" in folder.said("check", "first.jsonl", columns=200)
