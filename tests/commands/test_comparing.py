"""Who carries whose text, as commands show it, and what a person says of it."""

from __future__ import annotations

import json
import re

import pytest
from command_line import ARTICLE_FIELDS, ENGLISH, IRI, RECORDS, Folder, one_sentence, write_records

MATCH_FIELDS = [
    "id", "relation", "jaccard", "overlap", "found_at", "cluster", "same_outlet", "credited", "order_known", "reason",
    "verdict", "minutes_later", "later", "earlier", "share_of_later", "share_of_earlier", "credits",
]  # fmt: skip
SIDE_FIELDS = ["id", "url", "position", "outlet", "carrier", "title", "published_at", "first_seen_at"]


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
    assert list(shown) == [
        *ARTICLE_FIELDS,
        "section",
        "tags",
        "image_url",
        "modified_at",
        "aliases",
        "text_from",
        "pages",
        "text",
    ]
    assert {name: shown[name] for name in ARTICLE_FIELDS} == listed
    assert "هدى الشامي" in shown["text"]


def test_why_says_of_every_fact_where_it_was_read(folder: Folder) -> None:
    listed = next(row for row in folder.rows("articles") if row["url"] == IRI)
    why = json.loads(folder.said("show", str(listed["id"]), "--why", "--format", "json"))["why"]
    told = [line.split()[0] for line in folder.said("show", str(listed["id"]), "--why").splitlines()[1:]]
    assert told == list(why)
    assert {"text", "title", "published_at", "outlet", "language", "canonical_url", "section", "tags"} <= set(told)
    assert "extractor" in why["text"]


def test_the_table_of_copies_says_how_much_of_which_stands_where_and_who_was_first(folder: Folder) -> None:
    first, later, earlier = folder.said("copies").splitlines()
    assert "near duplicate" in first and "3 h 30 min" in first
    assert re.search(r"later +\d+ % of 2  صدى الميناء: مساعد ذكي في عشرين مدرسة على الساحل$", later)
    assert re.search(r"earlier +\d+ % of 1  ورق: مدارس الساحل تجرب مساعدا ذكيا$", earlier)


def test_an_article_is_read_with_who_else_carries_it(folder: Folder) -> None:
    words = folder.said("show", "1")
    assert "ورق" in words and "2025-03-20" in words and "هدى الشامي" in words
    assert "Also carried by" in words and "صدى الميناء" in words


def test_two_articles_are_compared_word_by_word(folder: Folder) -> None:
    words = folder.said("diff", "1", "2")
    assert "near duplicate" in words and "[" in words and "وتابع الأهالي" in words


def test_two_articles_are_compared_for_programs(folder: Folder) -> None:
    told = json.loads(folder.said("diff", "2", "1", "--format", "json"))
    assert (told["match"]["relation"], told["match"]["later"]["id"]) == ("near_duplicate", 2)
    later, earlier = told["articles"]
    assert (later["id"], earlier["id"], earlier["outlet"]) == (2, 1, "ورق")
    for side in (later, earlier):
        text = json.loads(folder.said("show", str(side["id"]), "--format", "json"))["text"]
        assert "".join(piece["text"] for piece in side["pieces"]) == text
        assert {piece["shared"] for piece in side["pieces"]} == {True, False}
    assert json.loads(folder.said("diff", "1", "1", "--format", "json"))["match"] is None


def test_an_article_beside_itself_is_called_one(folder: Folder) -> None:
    assert folder.said("diff", "1", "1").startswith("This is one article.\n")


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


@pytest.mark.parametrize("word", ["not-a-copy", "licensed", "settled"])
def test_a_verdict_is_taken_back(empty: Folder, word: str) -> None:
    write_records(empty.path / "n.jsonl", RECORDS)
    assert empty.naskh("import", "n.jsonl").exit_code == 0
    assert empty.naskh("verdict", "1", word, "--note", "by mistake").exit_code == 0
    # What was judged again has the verdict twice: with the judgement of now and with the one set aside.
    assert empty.naskh("rejudge").exit_code == 0
    [match] = empty.rows("copies")
    back = empty.naskh("verdict", str(match["id"]), "none")
    assert back.exit_code == 0 and "none  " in back.stderr and "صدى الميناء" in back.stderr
    assert ("`naskh rejudge`" in back.stderr) == (word == "not-a-copy")
    assert [row["verdict"] for row in empty.rows("copies", "--unsettled")] == [None]
    assert empty.naskh("rejudge").exit_code == 0
    [match] = empty.rows("copies")
    assert match["verdict"] is None
    assert [row["size"] for row in empty.rows("clusters")] == [2]
    assert "There was no verdict" in empty.naskh("verdict", str(match["id"]), "none").stderr
    one_sentence(empty.naskh("verdict", "99", "none"), status=1, about="there is no match 99")
    assert empty.naskh("verdict", "1", "none", "--note", "x").exit_code == 2


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
    assert "verdict: licensed ([[licence]] in naskh.toml)" in empty.said("copies", columns=200)


def test_an_id_that_is_not_there_is_reported(folder: Folder) -> None:
    for command in (["show", "99"], ["diff", "1", "99"], ["diff", "99", "1"]):
        one_sentence(folder.naskh(*command), status=1, about="there is no article 99")
    for wrong in ("first", "0", "99999999999999999999"):
        assert folder.naskh("show", wrong).exit_code == 2


def test_the_text_alone_is_what_another_program_reads(folder: Folder) -> None:
    listed = next(row for row in folder.rows("articles") if row["url"] == IRI)
    text = folder.said("show", str(listed["id"]), "--text")
    whole = json.loads(folder.said("show", str(listed["id"]), "--format", "json"))["text"]
    assert text == f"{listed['title']}\n\n{whole}\n"
    checked = folder.naskh("check", "-", stdin=text.encode())
    assert checked.exit_code == 0 and "identical" in checked.stdout


def test_the_title_of_an_article_without_an_outlet_stands_alone(empty: Folder) -> None:
    for n in (1, 2):
        (empty.path / f"{n}.txt").write_text(f"Agents {n}\n\n{ENGLISH}", "utf-8")
    assert empty.naskh("import", "1.txt", "2.txt").exit_code == 0
    for command in (["check", "1.txt"], ["show", "1"], ["diff", "1", "2"], ["copies"], ["clusters"]):
        said = empty.said(*command)
        assert "council" in said or "2.txt" in said, (command, said)
        assert "-: " not in said and "earliest 1 -" not in said, (command, said)
