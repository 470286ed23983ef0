"""An article as it is shown: the other addresses of its page among what is known of it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from recording import NOW, Desk, news

from cli import main
from pipelines.reading.facts.origins import above_paywall
from terminal.show import print_article

PLAIN, CAMPAIGN = "https://paper.example/bees", "https://paper.example/bees?utm_source=rss"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    for url in (PLAIN, CAMPAIGN):
        desk.crawl(url, {"text": news(1), "title": "Bees"})
    return desk


def test_an_article_is_shown_with_the_other_addresses_of_its_page(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert print_article(desk.database, 1, [], as_json=False)
    assert f"also at  {CAMPAIGN} (the addresses differ in campaign parameters" in capsys.readouterr().out


def test_json_has_the_other_addresses(desk: Desk, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert print_article(desk.database, 1, [], as_json=True)
    assert json.loads(capsysbinary.readouterr().out)["aliases"] == [CAMPAIGN]


def test_pages_are_listed_with_their_aliases_and_these_with_their_reason(desk: Desk) -> None:
    said = CliRunner().invoke(main, ["pages", "--db", str(desk.path), "--format", "json"])
    alias, page = json.loads(said.output)
    assert (page["url"], page["status"], page["aliases"], page["alias_of"]) == (PLAIN, "stored", [CAMPAIGN], None)
    assert (alias["url"], alias["status"], alias["aliases"]) == (CAMPAIGN, "alias", [])
    assert alias["alias_of"] == page["id"] and alias["reason"].startswith(f"the same page as {PLAIN}: ")
    listed = CliRunner().invoke(main, ["pages", "--db", str(desk.path), "--status", "alias"])
    assert CAMPAIGN in listed.output and "the same page as" in " ".join(listed.output.split())


def test_a_copy_says_that_its_earlier_text_was_corrected_after_it_was_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path)
    notice = "Correction: it was nine weeks, not six, as the board says."
    desk.crawl("https://paper.example/bees", {"text": news(1), "title": "Bees"}, at=NOW)
    desk.crawl("https://copy.example/bees", {"text": news(1), "title": "Bees"}, at=NOW + timedelta(hours=1))
    assert print_article(desk.database, 2, [], as_json=False)
    assert "corrected" not in capsys.readouterr().out
    corrected = {"text": f"{news(1)}\n\n{notice}", "title": "Bees"}
    desk.crawl("https://paper.example/bees", corrected, at=NOW + timedelta(hours=2))
    [revision] = desk.database.revisions_of(1)
    assert revision["made_by"] == "outlet"
    assert print_article(desk.database, 2, [], as_json=False)
    said = " ".join(capsys.readouterr().out.split())
    assert f"The earlier text was corrected after this copy was seen (noticed 2025-03-21 14:00 UTC): «{notice}»" in said
    assert print_article(desk.database, 1, [], as_json=False)
    assert f"corrected 2025-03-21 14:00 UTC: {notice}" in " ".join(capsys.readouterr().out.split())


def test_a_copy_that_came_after_the_correction_does_not_mention_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path)
    desk.crawl("https://paper.example/bees", {"text": news(1), "title": "Bees"}, at=NOW)
    corrected = {"text": f"{news(1)}\n\nCorrection: it was nine weeks, not six.", "title": "Bees"}
    desk.crawl("https://paper.example/bees", corrected, at=NOW + timedelta(hours=1))
    desk.crawl("https://copy.example/bees", {"text": news(1), "title": "Bees"}, at=NOW + timedelta(hours=2))
    assert print_article(desk.database, 2, [], as_json=False)
    assert "was corrected after" not in capsys.readouterr().out


def test_a_share_of_a_text_that_a_paywall_cut_says_so(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.crawl("https://paper.example/bees", {"text": news(1), "title": "Bees"}, at=NOW)
    desk.crawl("https://copy.example/bees", {"text": news(1), "title": "Bees"}, at=NOW + timedelta(hours=1))

    def said(*words: str) -> int:
        shown = CliRunner().invoke(main, [*words, "--db", str(desk.path)]).output
        return " ".join(shown.split()).count("the part above a paywall")

    asked = (["show", "2"], ["diff", "1", "2"], ["copies"])
    assert [said(*words) for words in asked] == [0, 0, 0]
    with desk.database.transaction():
        desk.database.connection.execute(
            "update articles set origins_of = json_set(origins_of, '$.text', ?) where id = 1",
            [above_paywall("trafilatura")],
        )
    assert [said(*words) for words in asked] == [1, 1, 1]
