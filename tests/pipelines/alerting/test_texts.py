"""Which copies an alert reports: those that its rule asks for, and each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from recording import NOW, Desk, extracted, words

from model import Credit
from pipelines.copies.verdicts import give_verdict

HOUR = timedelta(hours=1)
SITES = """
topic = "all"
[[outlet]]
name = "Wire"
domains = ["wire.example"]
groups = ["agency"]
[[outlet]]
name = "Valley Post"
domains = ["valley.example"]
groups = ["mine"]
[[outlet]]
name = "Valley Evening"
domains = ["evening.example"]
groups = ["mine"]
[[outlet]]
name = "City"
domains = ["city.example"]
[[outlet]]
name = "Hill"
domains = ["hill.example"]
"""
MINE = 'groups = ["mine"]\n'


class Told:
    """Pages come in as they are called, one of a site; each says when it was published, in hours after noon."""

    def __init__(self, folder: Path, rule: str, more: str = "") -> None:
        self.desk = Desk(folder, f'{SITES}{more}\n[[alert]]\nname = "rule"\n{rule}')

    def carry(
        self, site: str, text: str, *, hour: int | None = None, day: str | None = None, credit: Credit | None = None
    ) -> None:
        when = day or f"2025-03-20T{12 + (hour or 0)}:00:00Z"
        story = {"text": text, "title": "Ploughs", "published": when, "precision": "day" if day else "second"}
        page = self.desk.page(f"https://{site}.example/1")
        read = extracted(page, self.desk.config, story)
        if credit:
            read = replace(read, articles=tuple(replace(article, credits=(credit,)) for article in read.articles))
        self.desk.recorder.record(read, now=NOW)

    def settle(self, site: str) -> None:
        """Say of what a site carries that it may."""
        [match] = [row for row in self.desk.matches() if f"{site}.example" in row["later_url"]]
        give_verdict(self.desk.database, match["id"], "licensed", None, now=NOW)

    def messages(self) -> list[str]:
        """The titles of what was sent by now, a day after the last."""
        self.desk.deliver(NOW + 24 * HOUR)
        return [title for (title,) in self.desk.rows("select title from deliveries order by id")]

    def alerts(self) -> list[set[str]]:
        """The sites of each alert's messages."""
        rows = self.desk.rows("select id, text from alerts order by id")
        return [{site for site in SITES_NAMED if f"{site}.example" in text} for _, text in rows]


SITES_NAMED = ("wire", "valley", "evening", "city", "hill")
TEXT = words(1, 200)


@pytest.mark.parametrize("order", [("wire", "city", "hill"), ("wire", "hill", "city"), ("city", "hill", "wire")])
def test_a_copy_with_a_credit_is_not_reported_with_those_that_have_none(tmp_path: Path, order: Any) -> None:
    told = Told(tmp_path, "without_credit = true")
    texts = {"wire": (TEXT, 0), "city": (f"{TEXT}\n\nSource: Wire", 1), "hill": (TEXT, 2)}
    for site in order:
        told.carry(site, texts[site][0], hour=texts[site][1])
    assert "city" not in told.alerts()[0] or order[0] == "city"
    assert "hill" in told.alerts()[0]


@pytest.mark.parametrize("last", ["city", "hill"])
def test_who_links_to_one_carrier_need_not_credit_the_others(tmp_path: Path, last: str) -> None:
    told = Told(tmp_path, "without_credit = true")
    link = Credit(name="Wire", url="https://wire.example/1", kind="cited_fact", words="here")
    told.carry("wire", TEXT, hour=0)
    for site in sorted(("city", "hill"), key=lambda site: site == last):
        told.carry(site, TEXT, hour=2 if site == "city" else 1, credit=link if site == "city" else None)
    assert told.alerts() == [{"wire", "hill"}]


@pytest.mark.parametrize("order", [("valley", "evening", "city"), ("valley", "city", "evening")])
def test_an_own_outlet_is_not_reported_as_one_that_carries_ours(tmp_path: Path, order: tuple[str, ...]) -> None:
    told = Told(tmp_path, f'{MINE}direction = "they_carry_ours"')
    for site in order:
        told.carry(site, TEXT, hour={"valley": 0, "evening": 1, "city": 2}[site])
    assert told.alerts() == [{"valley", "city"}]


@pytest.mark.parametrize("order", [("valley", "city", "hill"), ("valley", "hill", "city")])
@pytest.mark.parametrize("licensed", ["City", "Hill"])
def test_who_may_carry_a_text_is_not_reported_for_another_carrier(
    tmp_path: Path, order: tuple[str, ...], licensed: str
) -> None:
    told = Told(tmp_path, "", f'[[licence]]\nof = "Valley Post"\nto = "{licensed}"')
    for site in order:
        told.carry(site, TEXT, hour={"valley": 0, "city": 1, "hill": 2}[site])
    assert told.alerts() == [{"valley", "city" if licensed == "Hill" else "hill"}]


@pytest.mark.parametrize("first", ["valley", "city"])
@pytest.mark.parametrize("direction", ["they_carry_ours", "we_carry_theirs"])
def test_where_the_order_is_not_known_either_may_carry_the_other(tmp_path: Path, first: str, direction: str) -> None:
    told = Told(tmp_path, f'{MINE}direction = "{direction}"')
    for site in sorted(("valley", "city"), reverse=first == "valley"):
        told.carry(site, TEXT, day="2025-03-20")
    assert told.alerts() == [{"valley", "city"}]


def test_each_text_of_a_round_up_is_an_alert(tmp_path: Path) -> None:
    told = Told(tmp_path, "")
    told.carry("valley", words(1, 200), hour=0)
    told.carry("wire", words(2, 200), hour=1)
    told.carry("hill", " ".join([words(3, 200), words(2, 190), words(4, 200), words(1, 190)]), hour=2)
    assert sorted(map(sorted, told.alerts())) == [["hill", "valley"], ["hill", "wire"]]
    told.carry("city", words(2, 200), hour=3)
    assert sorted(map(sorted, told.alerts())) == [["city", "hill", "wire"], ["hill", "valley"]]


def test_what_comes_after_a_verdict_is_reported(tmp_path: Path) -> None:
    told = Told(tmp_path, "")
    told.carry("valley", TEXT, hour=0)
    told.carry("city", TEXT, hour=1)
    assert len(told.messages()) == 1
    told.settle("city")
    told.carry("hill", TEXT, hour=2)
    first, second = told.messages()
    assert "City" in first
    assert "Hill" in second and "City" not in second
    assert len(told.messages()) == 2
