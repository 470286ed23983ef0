"""An article as it is shown: the other addresses of its page among what is known of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from recording import Desk, news

from cli import main
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
