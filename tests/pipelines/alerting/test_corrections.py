"""A text that is corrected while others carry it: what changed, who has the former words, who corrected too."""

from __future__ import annotations

from pathlib import Path

import pytest
from alert_desks import BEGINNING, CORRECT, END, FORMER, HOUR, NOTICE, Newsroom
from recording import NOW, news, words


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


def test_a_corrected_text_reports_what_changed_and_who_has_the_former_words(newsroom: Newsroom) -> None:
    for site in ("valley", "city", "hill"):
        newsroom.carry(site, FORMER)
    assert newsroom.told() == []
    newsroom.carry("valley", f"{CORRECT}\n{NOTICE}")
    [message] = newsroom.told()
    assert message["title"] == (
        "Our text was corrected; its former words stand in 2 outlets: city.example and hill.example"
    )
    text = message["text"]
    assert f"Notice (noticed 21 March 2025, 18:00 Beirut time): «{NOTICE}»" in text
    assert "the ploughs need six weeks of training on …»\nNow: «… " in text
    assert "the ploughs need nine weeks of training on …»\n" in text
    assert "https://city.example/1\nnaskh diff 1 2\n" in text and "https://hill.example/1" in text
    assert text.endswith("naskh show 1")


def test_who_carried_the_former_words_since_is_named_with_the_next_correction(newsroom: Newsroom) -> None:
    newsroom.carry("valley", FORMER)
    newsroom.carry("city", FORMER)
    newsroom.carry("valley", CORRECT)
    assert len(newsroom.told()) == 1
    newsroom.carry("hill", FORMER)
    newsroom.carry("valley", f"{CORRECT}\n{NOTICE}")
    [message] = newsroom.told()
    assert "https://city.example/1" in message["text"] and "https://hill.example/1" in message["text"]


def test_words_that_changed_without_a_notice_are_reported_as_a_change(newsroom: Newsroom) -> None:
    newsroom.carry("valley", FORMER)
    newsroom.carry("city", FORMER)
    newsroom.carry("valley", CORRECT)
    [message] = newsroom.told()
    assert message["title"].startswith("Our text was changed; its former words stand in 1 outlet: city")
    assert "No notice of a correction was found" in message["text"]


def test_a_notice_alone_is_reported(newsroom: Newsroom) -> None:
    newsroom.carry("valley", FORMER)
    newsroom.carry("city", FORMER)
    newsroom.carry("valley", f"{FORMER}\n{NOTICE}")
    [message] = newsroom.told()
    assert message["title"] == "Our text was corrected; it stands without the notice in 1 outlet: city.example"


@pytest.mark.parametrize(
    "after",
    [
        f"{FORMER} {words(5, 30)}",
        f"{BEGINNING} {words(6, 20)} the ploughs need six weeks of training on roads {END}",
        FORMER.replace("six weeks", "SIX  weeks,"),
        FORMER.replace("training", "trianing"),
        f"{FORMER}\nUpdate: the ploughs have arrived.",
        news(9, 150),
    ],
    ids=["more at the end", "more inside", "marks", "a slip", "an update", "another text"],
)
def test_what_is_no_correction_is_not_reported(newsroom: Newsroom, after: str) -> None:
    newsroom.carry("valley", FORMER)
    newsroom.carry("city", FORMER)
    newsroom.carry("valley", after)
    assert newsroom.told() == []


def test_a_change_in_what_nobody_copied_is_not_reported(newsroom: Newsroom) -> None:
    newsroom.carry("valley", f"{FORMER} {words(3, 50)} it was Monday, {words(4, 10)}")
    newsroom.carry("city", FORMER)
    newsroom.carry("valley", f"{FORMER} {words(3, 50)} it was Tuesday, {words(4, 10)}")
    assert newsroom.told() == []


def test_a_text_that_nobody_carries_is_corrected_in_silence(newsroom: Newsroom) -> None:
    newsroom.carry("valley", FORMER)
    newsroom.carry("valley", f"{CORRECT}\n{NOTICE}")
    assert newsroom.told() == [] and newsroom.desk.alerts() == []


def test_who_carries_a_text_of_others_corrects_its_own_copy_only(newsroom: Newsroom) -> None:
    newsroom.carry("city", FORMER)
    newsroom.carry("valley", FORMER)
    newsroom.carry("valley", CORRECT)
    assert newsroom.told() == []


def test_carriers_that_corrected_too_are_named_apart(newsroom: Newsroom) -> None:
    for site in ("valley", "city", "hill"):
        newsroom.carry(site, FORMER)
    newsroom.carry("valley", f"{CORRECT}\n{NOTICE}")
    newsroom.carry("hill", CORRECT)
    # It came before the message was made: that has it, and there is none of its own.
    [message] = newsroom.told()
    assert message["title"].endswith("stand in 1 outlet: city.example")
    assert "■ Corrected too\nIn hill.example.\n" in message["text"]
    newsroom.carry("city", CORRECT)
    assert newsroom.told() == []
    [alert] = newsroom.desk.alerts()
    assert alert["title"] == "Our text was corrected; city.example and hill.example carry it corrected"


def test_a_second_correction_updates_the_alert(newsroom: Newsroom) -> None:
    newsroom.carry("valley", FORMER)
    newsroom.carry("city", FORMER)
    newsroom.carry("valley", f"{CORRECT}\n{NOTICE}")
    assert len(newsroom.told()) == 1
    second = "Correction: the ploughs are seven, not five."
    newsroom.carry("valley", f"{CORRECT}\n{NOTICE}\n{second}")
    [message] = newsroom.told()
    assert NOTICE in message["text"] and second in message["text"]
    assert len(newsroom.desk.alerts()) == 1


def test_what_is_changed_back_before_it_is_reported_is_not_reported(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, channel='quiet_hours = "00:00-23:59"')
    newsroom.carry("valley", FORMER)
    newsroom.carry("city", FORMER)
    newsroom.carry("valley", CORRECT)
    assert newsroom.told() == []
    newsroom.carry("valley", FORMER)
    newsroom.now = newsroom.now.replace(hour=21, minute=59, second=30)
    assert newsroom.told() == []
    assert newsroom.desk.database.count_queued() == 0


@pytest.mark.parametrize(
    ("rule", "sites", "told"),
    [
        ('groups = ["mine"]', ("valley", "city"), True),
        ('groups = ["mine"]', ("city", "valley"), True),
        ('groups = ["mine"]', ("city", "hill"), False),
        ('groups = ["mine"]\ndirection = "they_carry_ours"', ("valley", "city"), True),
        ('groups = ["mine"]\ndirection = "they_carry_ours"', ("city", "valley"), False),
        ('groups = ["mine"]\ndirection = "we_carry_theirs"', ("city", "valley"), True),
        ('groups = ["mine"]\ndirection = "we_carry_theirs"', ("valley", "city"), False),
        ('outlets = ["Valley Post"]', ("valley", "hill"), True),
        ('languages = ["ar"]', ("city", "hill"), False),
        ('languages = ["en"]', ("city", "hill"), True),
    ],
)
def test_a_rule_says_whose_corrections_it_asks_for(
    tmp_path: Path, rule: str, sites: tuple[str, str], told: bool
) -> None:
    newsroom = Newsroom(tmp_path, rule=rule)
    for site in sites:
        newsroom.carry(site, FORMER)
    newsroom.carry(sites[0], CORRECT)
    assert bool(newsroom.told()) == told


def test_our_page_with_the_former_words_comes_first(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, rule='groups = ["mine"]\ndirection = "we_carry_theirs"')
    for site in ("city", "hill", "valley"):
        newsroom.carry(site, FORMER)
    newsroom.carry("city", CORRECT)
    [message] = newsroom.told()
    assert message["title"] == (
        "A text of city.example was changed; its former words stand in 2 outlets, ours among them: "
        "Valley Post and hill.example"
    )


def test_arabic_and_short_messages(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, language="ar", channel='length = "short"')
    for site in ("valley", "city", "hill"):
        newsroom.carry(site, FORMER)
    newsroom.carry("valley", f"{CORRECT}\n{NOTICE}")
    [message] = newsroom.told()
    city, hill = "\u2068city.example\u2069", "\u2068hill.example\u2069"
    assert message["title"] == f"صُحّح نصنا، وصياغته السابقة باقية في وسيلتين: {city} و{hill}"
    assert message["text"].split("\n")[-2:] == ["https://city.example/1", "naskh show 1"]
    assert message["text"].count("\n") == 5


def test_a_message_of_a_digest_has_the_correction(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, rule='digest = "hourly"')
    newsroom.carry("valley", FORMER)
    newsroom.carry("city", FORMER)
    newsroom.carry("valley", CORRECT)
    assert newsroom.told() == []
    newsroom.now += HOUR
    assert len(newsroom.told()) == 1


def test_the_alert_shows_its_matches_and_belongs_to_both_outlets(newsroom: Newsroom) -> None:
    newsroom.carry("valley", FORMER)
    newsroom.carry("city", FORMER)
    newsroom.carry("valley", CORRECT)
    database = newsroom.desk.database
    [alert] = newsroom.desk.alerts()
    assert len(database.matches_of_alert(alert["id"])) == 1
    for name in ("Valley Post", "city.example"):
        [outlet] = [row["id"] for row in database.list_outlets(since=None, limit=None) if row["name"] == name]
        assert len(database.list_alerts(since=None, limit=None, whose=[outlet])) == 1


@pytest.mark.parametrize(("kind", "name"), [("text", "2"), ("outlet", "Valley Post"), ("rule", "corrected")])
def test_a_muted_correction_is_reported_when_the_mute_ends(newsroom: Newsroom, kind: str, name: str) -> None:
    newsroom.carry("valley", FORMER)
    newsroom.carry("city", FORMER)
    newsroom.desk.database.add_mute(kind, name, until=NOW + 9 * HOUR, note=None, now=newsroom.now)
    newsroom.carry("valley", CORRECT)
    assert newsroom.told() == []
    newsroom.now = NOW + 9 * HOUR
    assert len(newsroom.told()) == 1
