"""The file that is packed: what is in it, that it is the same each time, and what it says of what it lacks."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from evidence_cases import HOSTILE, make_case, packed, paths_of, sums_hold
from recording import NOW, Desk, news, words

from config.tables import Licence
from crawler.archives import warc_pages
from pipelines.evidence import packing
from pipelines.evidence.fields import meanings
from pipelines.evidence.subject import NothingThere

# Described in the line of what they are in, or with the words of others.
_WITH_OTHERS = ("articles[].read_from.", "articles[].revisions[].facts.", "matches[].verdicts[].", "articles[].credits[].",
                "matches[].credits[].", "pages[].aliases[].", "runs[].settings[].", "runs[].gaps[].")  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Desk:
    return make_case(tmp_path)


def lacks(facts: dict[str, Any]) -> set[str]:
    return {each["what"] for each in facts["missing"]}


def test_two_articles_are_packed_with_all_that_is_known(case: Desk) -> None:
    opened = packed(case, 1, 2)
    assert set(opened.files) == {
        "READ-ME.txt", "READ-ME.ar.txt", "evidence.json", "FIELDS.txt", "SHA256SUMS", "side-by-side.html",
        "side-by-side.ar.html", "articles/1.txt", "articles/1-revision-1.txt", "articles/2.txt", "pages/page-1.warc",
        "pages/page-2.warc",
    }  # fmt: skip
    facts = opened.facts
    (match,) = [match for match in facts["matches"] if match["superseded_at"] is None]
    assert match["relation"] in ("identical", "near_duplicate") and match["judge"]
    assert {match["later"], match["earlier"]} == {1, 2}
    assert match["verdicts"] == [{"verdict": "settled", "note": "they wrote back", "given_at": "2025-03-21T19:00:00Z"}]
    page = facts["pages"][1]
    assert page["http_status"] == 200 and page["feed"]["published"] == "Fri, 21 Mar 2025 12:00:00 GMT"
    (named,) = page["named_by"]
    visits = {visit["id"]: visit for visit in facts["visits"]}
    assert visits[named["visit"]]["started_at"] == named["since"] == "2025-03-21T13:00:00Z"
    assert visits[named["visit_before"]]["started_at"] == "2025-03-21T11:00:00Z"
    assert facts["pages"][0]["aliases"][0]["url"] == "https://m.wire.example/1"
    assert facts["runs"][0]["settings"] == [{"since": "2025-03-21T12:00:00Z", "config_hash": "c", "file_hash": "f"}]
    assert facts["articles"][0]["revisions"][0]["text"] in opened.text("articles/1-revision-1.txt")


def test_the_same_database_gives_the_same_bytes(case: Desk, tmp_path: Path) -> None:
    first, again = packed(case, 1, 2, name="a.zip"), packed(case, 2, 1, name="b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert first.packed.sha256 == again.packed.sha256 == hashlib.sha256((tmp_path / "a.zip").read_bytes()).hexdigest()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.filename.split("/")[0] for entry in archive.infolist()} == {"naskh-evidence-1-2"}


def test_the_sums_hold(case: Desk) -> None:
    assert sums_hold(packed(case, 1, 2).files)


def test_every_field_is_described_and_no_other(case: Desk) -> None:
    shown = {*paths_of(packed(case, 1).facts)}
    case.import_("https://else.example/1", words(8), key="file:1")
    # With what neither of them has.
    shown |= {*paths_of(packed(case, 3, name="f.zip").facts), *paths_of(packed(case, 1, 3, name="g.zip").facts)}
    ours = {path for path in shown if not path.startswith(_WITH_OTHERS)}
    assert ours == set(meanings()["fields"])
    text = packed(case, 1, 2, name="h.zip").text("FIELDS.txt")
    assert all(f"\n{path}\n" in text for path in ours)


def test_a_text_is_packed_with_all_who_carry_it(case: Desk) -> None:
    case.crawl("https://third.example/1", {"text": f"{news(1, 200)}\n\nThe end. Third."}, at=NOW + timedelta(hours=3))
    opened = packed(case, 1)
    assert opened.facts["subject"] == {"kind": "cluster", "asked": [1], "articles": [1, 2, 3]}
    assert opened.facts["cluster"]["articles"][0] == opened.facts["cluster"]["earliest"]
    assert {"side-by-side/1-2.html", "side-by-side/1-2.ar.html", "side-by-side/1-3.html"} <= set(opened.files)
    assert "side-by-side/2-3.html" not in opened.files
    assert sums_hold(opened.files)


def test_an_article_that_nobody_else_carries_is_packed_alone(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.crawl("https://wire.example/1", news(1))
    opened = packed(desk, 1)
    assert opened.facts["subject"]["kind"] == "article"
    assert not any(name.startswith("side-by-side") for name in opened.files)
    assert "No two of the articles are counted as alike." in opened.text("READ-ME.txt")


def test_the_bytes_of_a_page_are_read_by_what_reads_archives(case: Desk) -> None:
    opened = packed(case, 1, 2)
    (page,) = warc_pages(io.BufferedReader(io.BytesIO(opened.files["pages/page-2.warc"])), path="x")
    told = opened.facts["pages"][1]
    assert page.url == "https://paper.example/9?id=4" and page.fetched_at == NOW + timedelta(hours=1, seconds=2)
    assert hashlib.sha256(page.body).hexdigest() == told["bytes"]["sha256"]
    assert hashlib.blake2b(page.body, digest_size=16).hexdigest() == told["body_hash"]
    assert b"http-status: 200" in opened.files["pages/page-2.warc"]


def test_bytes_of_an_earlier_fetch_are_called_so(case: Desk) -> None:
    # The same text in other bytes: what is kept stays that of which the text was read.
    same = {"text": f"{news(1, 200)}\n\nThe end. (The Wire)", "title": "Chatbots read the mail"}
    case.crawl(
        "https://paper.example/9?id=4", {**same, "canonical": "https://paper.example/other"}, at=NOW + timedelta(days=1)
    )
    opened = packed(case, 1, 2)
    page = opened.facts["pages"][1]
    assert page["bytes"]["is_last_fetch"] is False and "bytes_of_another_fetch" in lacks(opened.facts)
    # Not the time of the fetch that brought others.
    assert b"WARC-Date: 2025-03-21T13:00:02Z" in opened.files["pages/page-2.warc"]


def test_what_was_pruned_is_named(case: Desk) -> None:
    with case.database.transaction():
        case.database.connection.execute("update pages set raw = null, raw_until = null where id = 1")
        case.database.connection.execute("update articles set text = '' where id = 2")
        case.database.connection.execute("update revisions set text = ''")
        case.database.connection.execute("update pages set raw = x'00' where id = 2")
    opened = packed(case, 1, 2)
    assert {"bytes_not_kept", "bytes_damaged", "text_removed", "revision_text_removed", "comparison"} <= lacks(
        opened.facts
    )
    assert {"articles/2.txt", "pages/page-1.warc", "side-by-side.html"}.isdisjoint(opened.files)
    said = opened.text("READ-ME.txt")
    assert "their hash is in evidence.json. When they were removed is not recorded: article 1\n" in said
    assert "- Its text was removed from the database; the hash of it is in evidence.json: article 2\n" in said
    assert opened.facts["pages"][0]["body_hash"] and opened.facts["articles"][1]["text_hash"]
    assert sums_hold(opened.files)


def test_what_was_imported_says_from_which_file(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.import_("file:///home/nadia/cases/the%20paper/a.txt", news(1), key="file:1")
    opened = packed(desk, 1)
    assert {"imported", "time_of_publication"} <= lacks(opened.facts)
    assert opened.facts["articles"][0]["url"] == "file:///a.txt"
    assert "imported          from file:///a.txt" in opened.text("READ-ME.txt")
    assert not any(b"nadia" in body for body in opened.files.values())


def test_an_article_whose_date_was_found_nowhere_is_packed(case: Desk) -> None:
    with case.database.transaction():
        case.database.connection.execute(
            "update articles set published_at = null, date_words = null, outlet_id = null, title = null, text_hash = null, "
            "origins_of = json_object('text', 'the page; the rest stands behind a paywall or login')"
        )
    said = packed(case, 1, 2).text("READ-ME.txt")
    assert "published         not known" in said and "Article 1: (no title)" in said
    # That there is more of it is part of what is known.
    assert "the rest stands behind a paywall or login" in said


def test_stories_of_one_page_share_its_bytes(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.crawl("https://wire.example/1", news(1), news(2))
    opened = packed(desk, 1, 2)
    assert [page["articles"] for page in opened.facts["pages"]] == [2]
    assert "2 of 2 articles on one page" in opened.text("READ-ME.txt") and "match" in lacks(opened.facts)


def test_texts_that_are_too_long_are_not_compared(case: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "MOST_COMPARED", 1000)
    opened = packed(case, 1, 2)
    assert "comparison" in lacks(opened.facts) and "side-by-side.html" not in opened.files


def test_what_strangers_wrote_is_harmless(tmp_path: Path) -> None:
    desk = make_case(tmp_path, title=HOSTILE, text=f"{news(1, 200)}\n\n{HOSTILE}")
    opened = packed(desk, 1, 2)
    for name, body in opened.files.items():
        if not name.startswith("pages/"):
            assert "\x1b" not in body.decode() and "\u202e" not in body.decode(), name
        if name.endswith(".html"):
            assert "<script" not in body.decode()
    # All of it, for programs.
    assert opened.facts["articles"][0]["title"] == HOSTILE and HOSTILE in opened.facts["articles"][1]["text"]
    assert "Bots[31m elif <script>alert(1)</script>" in opened.text("READ-ME.txt")


def test_secrets_stay_at_home(tmp_path: Path) -> None:
    desk = make_case(tmp_path)
    with desk.database.transaction():
        desk.database.connection.execute("update pages set final_url = 'https://nadia:s3cret@wire.example/1'")
        desk.database.connection.execute("update visits set message = 'failed: https://nadia:s3cret@paper.example/'")
        desk.database.connection.execute("update articles set canonical_url = 'https://nadia:s3cret@wire.example/1'")
    opened = packed(desk, 1, 2)
    for name, body in opened.files.items():
        assert b"s3cret" not in body and b"nadia" not in body, name
    assert [source["url"] for source in opened.facts["sources"]] == [
        "https://paper.example/rss?key=***", "https://wire.example/feed",
    ]  # fmt: skip


def test_a_licence_of_the_settings_is_named(case: Desk) -> None:
    outlets = [article["outlet"] for article in packed(case, 1, 2).facts["articles"]]
    both = [Licence(of=outlets[0], to=outlets[1]), Licence(of=outlets[1], to=outlets[0])]
    opened = packed(case, 1, 2, name="f.zip", licences=both)
    assert any(match["is_licensed"] for match in opened.facts["matches"])
    assert "The settings name a licence" in opened.text("READ-ME.txt")


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device"), ValueError])
def test_what_is_cut_short_leaves_nothing(case: Desk, tmp_path: Path, error: Any) -> None:
    class Broken:
        def side_by_side(self, *_: object) -> Any:
            raise error

    with pytest.raises(error if isinstance(error, type) else OSError):
        packed(case, 1, 2, pages=Broken())
    assert {path.name for path in tmp_path.iterdir()} <= {"naskh.db", "naskh.db-wal", "naskh.db-shm"}
    assert sums_hold(packed(case, 1, 2).files)


def test_nothing_is_overwritten(case: Desk, tmp_path: Path) -> None:
    (tmp_path / "e.zip").write_text("mine")
    with pytest.raises(FileExistsError):
        packed(case, 1, 2)
    assert (tmp_path / "e.zip").read_text() == "mine"


def test_what_is_not_there_is_said_in_a_sentence(case: Desk) -> None:
    for ids, words_of_it in (((1, 99), "no article 99"), ((98, None), "no article 98"), ((1, 1), "one article")):
        with pytest.raises(NothingThere, match=words_of_it):
            packed(case, *ids)


def test_a_judgement_that_was_replaced_is_kept_apart(case: Desk) -> None:
    facts = packed(case, 1, 2).facts
    assert [match["superseded_at"] is None for match in facts["matches"]] == [False, True]
    assert json.dumps(facts["matches"]).count("longest_run") == 2
