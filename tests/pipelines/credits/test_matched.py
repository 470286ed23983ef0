"""By which words a copy is said to be credited: as `naskh show`, lists, messages and pages have it."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import ENGLISH, Folder, write_records
from lxml.html import fromstring
from recording import Desk, words
from served import pages_of

from db import Database
from pipelines.credits.matched import with_credits

URL = "https://valley.example/news/1"
RECORDS = [
    {"url": URL, "title": "Letters", "text": ENGLISH, "outlet": "Valley Post", "date": "2025-03-20T08:00:00Z"},
    {
        "url": "https://city.example/7",
        "title": "Letters about parking",
        "html": f'<article><p>As first reported by <a href="{URL}">Valley Post</a>.</p><p>{ENGLISH}</p></article>',
        "outlet": "City Wire",
        "date": "2025-03-20T11:00:00Z",
    },
    {
        "url": "https://hill.example/3",
        "title": "Letters",
        "text": ENGLISH,
        "outlet": "Hill Post",
        "date": "2025-03-20T12:00:00Z",
    },
]


def test_the_command_line_says_by_which_words_a_copy_is_credited(empty: Folder) -> None:
    write_records(empty.path / "n.jsonl", RECORDS)
    assert empty.naskh("import", "n.jsonl").exit_code == 0
    credited, silent = sorted(empty.rows("copies"), key=lambda row: row["later"]["id"])
    assert credited["credited"] == "credited" and silent["credited"] == "none_found"
    assert [(each["name"], each["kind"]) for each in credited["credits"]] == [("Valley Post", "text_origin")]
    words = credited["credits"][0]["words"]
    assert "first reported by Valley Post" in words and silent["credits"] == []
    shown = empty.naskh("show", "1").stdout
    assert f"credited: «{words}»" in shown and "no credit found" in shown
    table = empty.naskh("copies", "--format", "csv").stdout
    assert "first reported by Valley Post" in table


def test_two_that_share_a_passage_were_not_asked_for_a_credit(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    desk.crawl("https://a.example/1", f"{words(1, 60)} {words(2, 200)}")
    desk.crawl("https://b.example/1", f"{words(1, 60)} {words(3, 200)}")
    [row] = desk.matches("partial")
    assert with_credits(desk.database, [row])[0]["credits"] is None


def test_the_pages_of_an_article_and_of_two_say_it(empty: Folder) -> None:
    write_records(empty.path / "n.jsonl", RECORDS)
    assert empty.naskh("import", "n.jsonl").exit_code == 0
    folder = empty.path / "pages"
    folder.mkdir()
    desk = Desk(folder)
    with Database(empty.path / "naskh.db", create=False) as database:
        desk.database.close()
        desk.path.unlink()
        database.backup(desk.path)
    with pages_of(desk) as pages:
        for path in ("/article/1", "/diff/1/2"):
            page = fromstring(pages.get(path).text)
            assert [each.text_content() for each in page.findall(".//q")] == ["As first reported by Valley Post"], path
        assert json.dumps(pages.get("/diff/1/2.json").json["credits"]).count("Valley Post") == 2
        assert pages.get("/diff/1/3.json").json["credits"] == []
