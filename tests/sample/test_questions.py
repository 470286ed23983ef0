"""An editor's three questions, asked of the sample newswire, which knows what it planted."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import pytest
from daemons import Naskh, Wire
from places import ROOT

from pipelines.text.normalize import normalize
from sample.expectations import Carrier

Text = tuple[Carrier, ...]


@dataclass(slots=True)
class Newsroom:
    """What was planted, and what a watcher of one round says of it."""

    naskh: Naskh
    texts: list[Text]
    mine: str

    def json(self, *arguments: str) -> list[dict[str, Any]]:
        status, words = self.naskh.ask(*arguments, "--format", "json")
        assert status == 0, words
        return list(json.loads(words))

    def query(self, question: str) -> list[dict[str, Any]]:
        """What the query that docs/database.md has for a question gives any SQLite tool."""
        page = (ROOT / "docs" / "database.md").read_text(encoding="utf-8")
        found = re.search(rf"\*\*{re.escape(question)}.*?```sql\n(.*?)```", page, re.DOTALL)
        assert found is not None, question
        with sqlite3.connect(self.naskh.database) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(found[1])]


@pytest.fixture(scope="module")
def newsroom(wire: Wire, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    naskh = Naskh(tmp_path_factory.mktemp("newsroom"))
    naskh.configure(wire.newswire.config_text(database=str(naskh.database)), delay_seconds=0.02)
    status, words = naskh.run("run", "--once")
    assert status == 0, words
    texts = [text for text in wire.newswire.expectations().texts if len({each.carrier for each in text}) > 1]
    mine = next(site.outlet for site in wire.newswire.sites if site.name == "manara")
    try:
        yield Newsroom(naskh, texts, mine)
    finally:
        naskh.end()


def test_the_search_in_sql_that_the_docs_show_finds_what_the_command_finds(newsroom: Newsroom) -> None:
    page = (ROOT / "docs" / "database.md").read_text(encoding="utf-8")
    found = re.search(r"## Full-text search.*?```sql\n(.*?)```", page, re.DOTALL)
    assert found is not None
    with sqlite3.connect(newsroom.naskh.database) as connection:
        ids = {row[0] for row in connection.execute(found[1].replace("limit 20", ""))}
    assert ids and ids <= {row["id"] for row in newsroom.json("search", "الذكاء الاصطناعي")}


def test_words_are_folded_as_the_docs_say() -> None:
    page = (ROOT / "docs" / "database.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?`) \| (`.*?`) \|", page.partition("## Full-text search")[2], re.MULTILINE)
    assert len(rows) == 4
    for written, folded in rows:
        words = [re.findall("`(.*?)`", each) for each in (written, folded)]
        assert [normalize(word) for word in words[0]] == words[1]


def minutes(later: Carrier, earlier: Carrier) -> int | None:
    if later.published is None or earlier.published is None:
        return None
    return int((later.published - earlier.published).total_seconds() // 60)


def test_who_copied_us_this_week_how_much_how_much_later_and_credited(newsroom: Newsroom) -> None:
    ours = [text for text in newsroom.texts if text[0].outlet == newsroom.mine]
    expected = {(each.outlet, each.carrier): minutes(each, text[0]) for text in ours for each in text[1:]}
    assert len(expected) >= 2
    found = newsroom.json("copies", "--mine", "--since", "7d")
    told = {(row["later"]["outlet"], row["later"]["carrier"]): row for row in found}
    assert told.keys() == expected.keys() and len(found) == len(expected)
    for key, wait in expected.items():
        row = told[key]
        assert row["earlier"]["outlet"] == newsroom.mine and row["same_outlet"] is False
        assert row["order_known"] or wait is None
        assert row["share_of_later"] > 0.9 and row["credited"] in ("credited", "none_found", "unclear")
        assert wait is None or row["minutes_later"] == wait
    same = newsroom.query("Who copied us this week")
    names = ("later_carrier", "share_of_later", "minutes_later", "credited")
    assert sorted(map(str, ([row[name] for name in names] for row in same))) == sorted(
        str([row["later"]["carrier"], row["share_of_later"], row["minutes_later"], row["credited"]]) for row in found
    )


def test_who_publishes_first(newsroom: Newsroom) -> None:
    firsts = Counter(text[0].outlet for text in newsroom.texts)
    copies = Counter({text[0].outlet: 0 for text in newsroom.texts})
    laters: Counter[str] = Counter()
    for text in newsroom.texts:
        copies[text[0].outlet] += sum(each.carrier != text[0].outlet for each in text[1:])
        laters.update({each.outlet for each in text} - {text[0].outlet})
    found = {row["outlet"]: row for row in newsroom.json("firsts")}
    # The aggregator says "5 hours ago": whether its card was there before is not always known.
    aggregated = {text[0].outlet for text in newsroom.texts if any(each.published is None for each in text)}
    for outlet, row in found.items():
        if outlet in firsts.keys() | laters.keys():
            assert row["shared_texts"] == firsts[outlet] + laters[outlet]
            assert row["first"] == firsts[outlet] or outlet in aggregated
            assert row["later"] == laters[outlet]
    assert {name: found[name]["copies_by_others"] for name in copies} == copies
    names = ("outlet", "first", "later", "order_not_known", "copies_by_others", "median_minutes_to_first_copy")
    same = newsroom.query("Who publishes first?")
    assert same == [{name: row[name] for name in names} for row in found.values()]


def test_what_everyone_ran_but_us(newsroom: Newsroom) -> None:
    missed = [text for text in newsroom.texts if newsroom.mine not in {each.outlet for each in text}]
    expected = {unquote(text[0].place.url): {each.carrier for each in text} for text in missed}
    found = newsroom.json("clusters", "--missing", "mine", "--since", "7d")
    assert {unquote(row["url"]): set(row["carriers"]) for row in found} == expected
    spread = [len(row["carriers"]) for row in found]
    assert spread == sorted(spread, reverse=True) and spread[0] > 2
    same = newsroom.query("What did everyone run but us?")
    assert [(row["cluster"], row["outlets"], row["title"]) for row in same] == [
        (row["id"], len(row["carriers"]), row["title"]) for row in found
    ]


def test_copies_are_one_number_everywhere(newsroom: Newsroom) -> None:
    expected = sum(len(text) - 1 for text in newsroom.texts)
    # The aggregator's page that carries one text twice is no text that two carry.
    twice = 1
    listed = newsroom.json("copies")
    assert len(listed) == expected + twice
    assert sum(row["copies"] for row in newsroom.json("clusters")) == len(listed)
    assert sum(row["copies"] for row in newsroom.json("visits")) == len(listed)
    assert newsroom.naskh.rows("select count(*) from copies") == [(len(listed),)]
    _, words = newsroom.naskh.ask("status")
    assert re.search(rf"Copies +{len(listed)},", words)
    assert len(newsroom.json("copies", "--pairs")) > len(listed)
    earliest = {unquote(text[0].place.url) for text in newsroom.texts}
    assert {unquote(row["earlier"]["url"]) for row in listed} >= earliest
