"""`naskh brief` prints what happened, and stores nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import Folder, one_sentence
from databases import new_database

from model import Message


@pytest.fixture
def folder(imported: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.chdir(imported)
    return Folder(imported)


def test_it_prints_a_brief_for_people_in_both_languages(folder: Folder) -> None:
    before = folder.path.joinpath("naskh.db").read_bytes()
    english, arabic = folder.said("brief"), folder.said("brief", "--language", "ar", "--length", "short")
    assert english.startswith("Brief of ") and 'the group "mine"' in english
    assert arabic.startswith("موجز ")
    assert folder.path.joinpath("naskh.db").read_bytes() == before


def test_json_is_for_programs(folder: Folder) -> None:
    said = json.loads(folder.said("brief", "--since", "7d", "--format", "json"))
    assert {"since", "until", "most_carried", "ours", "missed", "firsts", "blind", "agencies"} < said.keys()


def test_an_empty_brief_is_a_sentence(folder: Folder) -> None:
    said = folder.said("brief", "--since", "2020-01-01", "--until", "2020-01-02")
    assert "nothing new" in said and "Nothing new was seen in this time." in said


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        (("--since", "soon"), "expected"),
        (("--since", "today", "--until", "yesterday"), "must begin before it ends"),
    ],
)
def test_a_wrong_time_is_said_in_one_sentence(folder: Folder, arguments: tuple[str, ...], about: str) -> None:
    one_sentence(folder.naskh("brief", *arguments), status=2, about=about)


def test_a_brief_that_waits_or_was_given_up_is_listed_and_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder, now = Folder(tmp_path), datetime.now(UTC)
    with new_database(tmp_path / "naskh.db") as database:
        message = Message(id="one", channel="desk", kind="brief", title="Brief of today", text="Nothing.")
        database.add_brief(message, brief="{}", not_before=now, now=now)
        assert "Brief of today" in folder.said("alerts", "waiting", columns=200)
        database.not_delivered(1, error="gone", next_attempt_at=None)
    assert "Brief of today" in folder.said("alerts", "failed", columns=200)
    folder.said("alerts", "retry", "--all")
    assert folder.rows("alerts", "waiting")[0]["channel"] == "desk"
