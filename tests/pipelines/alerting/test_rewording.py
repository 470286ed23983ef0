"""An alert says the same in another language than that in which it was stored."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alert_desks import Keeper
from recording import NOW, Desk, words

from pipelines.alerting.rewording import Rewording
from pipelines.alerting.troubles import TroubleAlerts
from pipelines.alerts.troubles import Disk

RULES = """
[[outlet]]
name = "Valley Mail"
domains = ["valley.example"]
[[source]]
url = "https://valley.example/feed"
outlet = "Valley Mail"
[[alert]]
name = "copies"
[[alert]]
name = "ploughs"
kind = "phrase"
words = ["snow plough"]
[[alert]]
name = "disk"
kind = "disk"
"""
ARABIC = re.compile("[\u0621-\u064a]{2,}")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, f'topic = "all"\n{RULES}')
    desk.crawl("https://valley.example/1", f"The snow plough of the valley. {words(3)}", at=NOW)
    desk.crawl("https://city.example/1", f"The snow plough of the valley. {words(3)}", at=NOW + timedelta(hours=1))
    return desk


def alerts(desk: Desk) -> dict[str, dict[str, Any]]:
    rows = [desk.database.alert_row(row["id"]) for row in desk.database.list_alerts(since=None, limit=None)]
    return {row["kind"]: row for row in rows if row is not None}


@pytest.mark.parametrize("kind", ["copy", "phrase"])
def test_copies_and_phrases_are_reported_in_arabic_and_in_english_as_they_were_stored(desk: Desk, kind: str) -> None:
    alert = alerts(desk)[kind]
    arabic = Rewording(desk.database, desk.config, "ar").words(alert, now=NOW)
    english = Rewording(desk.database, desk.config, "en").words(alert, now=NOW)
    assert arabic is not None and english is not None
    assert ARABIC.search(arabic.title) and ARABIC.search(arabic.text)
    assert (english.title, english.text) == (alert["title"], alert["text"])


def test_a_trouble_is_reported_in_arabic_while_it_lasts_and_when_it_is_over(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.visit("done")
    for _ in range(3):
        keeper.visit("failed")
    database, rewording = keeper.desk.database, Rewording(keeper.desk.database, keeper.desk.config, "ar")
    begun = rewording.words(alerts(keeper.desk)["source"], now=NOW)
    assert begun is not None and "تتعذر قراءة مصدر" in begun.title and "HTTP 503" in begun.text
    keeper.visit("done")
    over = Rewording(database, keeper.desk.config, "ar").words(alerts(keeper.desk)["source"], now=NOW)
    assert over is not None and "أمكنت قراءة مصدر" in over.title


def test_how_full_a_disk_was_stays_in_the_words_of_that_time(desk: Desk) -> None:
    TroubleAlerts(desk.database, desk.config).look(Disk(folder="/data", free_bytes=1, total_bytes=10**12), now=NOW)
    assert Rewording(desk.database, desk.config, "ar").words(alerts(desk)["disk"], now=NOW) is None


def test_an_alert_of_which_nothing_is_left_keeps_its_stored_words(desk: Desk) -> None:
    alert = alerts(desk)["copy"]
    match = desk.database.matches_of_alert(alert["id"])[0]
    desk.database.add_verdict(match["id"], "not-a-copy", note=None, now=NOW)
    assert Rewording(desk.database, desk.config, "ar").words(alert, now=NOW) is None
