"""A wanted phrase in a new article is told once for each text."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from recording import NOW, Desk, news, words

CONFIG = """
topic = "all"
[[outlet]]
name = "Wire"
domains = ["wire.example"]
groups = ["agency"]
[[alert]]
name = "watch words"
kind = "phrase"
words = ["حوكمة الذكاء", "Ploughs"]
{more}
"""
TEXT = f"ناقش المجلس بحوكمةِ الذّكاء الاصطناعي. {news(1)}"


def desk(folder: Path, more: str = "") -> Desk:
    return Desk(folder, CONFIG.replace("{more}", more))


def test_a_phrase_is_found_in_any_spelling(tmp_path: Path) -> None:
    made = desk(tmp_path)
    made.crawl("https://wire.example/1", {"text": TEXT, "title": "مجلس\nالوزراء"})
    made.crawl("https://other.example/1", {"text": words(7, 200), "title": "Nothing of it"})
    assert made.deliver() == 1
    [alert] = made.alerts()
    assert (
        alert["kind"] == "phrase"
        and alert["title"] == "Wire writes about «\u2068حوكمة الذكاء\u2069»: \u2068مجلس الوزراء\u2069"
    )
    assert alert["text"].splitlines()[:2] == ["Wire, seen 21 March 2025, 12:00 UTC", "https://wire.example/1"]
    assert "بحوكمةِ الذّكاء" in alert["text"]


def test_thirty_outlets_with_one_text_are_one_alert(tmp_path: Path) -> None:
    made = desk(tmp_path)
    for n in range(30):
        made.crawl(f"https://site{n}.example/1", {"text": TEXT, "title": "Ploughs"})
    assert len(made.alerts()) == made.deliver() == 1
    made.crawl("https://site40.example/2", {"text": words(9, 200), "title": "Ploughs in another text"})
    assert len(made.alerts()) == 2


@pytest.mark.parametrize("more", ['outlets = ["Wire"]', 'groups = ["agency"]'])
def test_a_rule_can_ask_for_some_outlets_alone(tmp_path: Path, more: str) -> None:
    made = desk(tmp_path, more)
    for number, host in enumerate(("else", "wire")):
        made.crawl(f"https://{host}.example/1", {"text": f"حوكمة الذكاء {words(number, 200)}", "title": "مجلس"})
    assert [alert["title"] for alert in made.alerts()] == [
        "Wire writes about «\u2068حوكمة الذكاء\u2069»: \u2068مجلس\u2069"
    ]


def test_a_rule_can_ask_for_a_language(tmp_path: Path) -> None:
    made = desk(tmp_path, 'languages = ["xx"]')
    made.crawl("https://wire.example/1", {"text": TEXT, "title": "مجلس"})
    assert made.alerts() == []


def test_an_import_reports_phrases_only_when_asked(tmp_path: Path) -> None:
    made = Desk(tmp_path, CONFIG.replace("{more}", ""), with_alerts=False)
    made.import_("https://wire.example/1", {"text": TEXT, "title": "مجلس"}, key="1", at=NOW)
    assert made.alerts() == []


def test_a_muted_outlet_keeps_its_phrases_quiet(tmp_path: Path) -> None:
    made = desk(tmp_path)
    made.database.add_mute("outlet", "Wire", until=None, note=None, now=NOW)
    made.crawl("https://wire.example/1", {"text": TEXT, "title": "مجلس"})
    assert made.deliver() == 0 and len(made.alerts()) == 1


def test_a_muted_text_keeps_its_phrases_quiet_in_every_outlet_until_the_mute_ends(tmp_path: Path) -> None:
    made = desk(tmp_path, 'outlets = ["Wire"]')
    made.crawl("https://first.example/1", {"text": TEXT, "title": "مجلس"})
    made.database.add_mute("text", "1", until=NOW + timedelta(hours=2), note=None, now=NOW)
    made.crawl("https://wire.example/1", {"text": TEXT, "title": "مجلس"})
    assert made.deliver() == 0 and len(made.alerts()) == 1
    assert made.deliver(NOW + timedelta(hours=2)) == 1


def test_a_muted_text_that_nobody_else_carries_is_quiet(tmp_path: Path) -> None:
    made = desk(tmp_path)
    made.crawl("https://wire.example/1", {"text": TEXT, "title": "مجلس"})
    made.database.add_mute("text", "1", until=None, note=None, now=NOW)
    assert made.deliver() == 0
    [waits] = made.database.queue_of_alert(1)
    assert waits["waits_for"] == "the end of the mute of this text"
