"""Addresses that a site makes in the same way have the same form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.link_forms import form_of


@pytest.mark.parametrize(
    ("path", "form", "number"),
    [
        ("/2026/11/27/chips-for-all", "/Y/M/D/…", None),
        ("/2026/nov/27/chips", "/Y/M/D/…", None),
        ("/20261127/chips-for-all", "/YMD/…", None),
        ("/world/chips-for-all-123456", "/world/…-1", 123456),
        ("/world/123456-chips-for-all", "/world/1-…", 123456),
        ("/world/the-year-2026", "/world/…", None),
        ("/n/412345.html", "/n/1.html", 412345),
        ("/news.php?id=4711", "/news.php?id=1", 4711),
        ("/index.php?4711", "/index.php?1", 4711),
        ("/?lang=ar&p=12", "/?lang=…&p=1", 12),
        ("/a/3f2a9b7c-11d2-4c3b-9f10-aa00bb11cc22", "/a/hex", None),
        ("/p/x7Kp2a", "/p/code", None),
        ("/%D9%85%D8%AE%D8%AA%D8%A8%D8%B1-%D8%AC%D8%AF%D9%8A%D8%AF/", "/…", None),
        ("/sesame/", "/…", None),
    ],
)
def test_an_address_is_sketched_by_what_varies_in_it(path: str, form: str, number: int | None) -> None:
    found = form_of(f"https://www.paper.example{path}")
    assert (found.name, found.number) == (f"paper.example{form}", number)


@pytest.mark.parametrize("path", ["/2026", "/2026/11", "/2026/11/27/", "/archive/2026/11", "/20261127"])
def test_the_address_of_a_day_month_or_year_is_known(path: str) -> None:
    assert form_of(f"https://paper.example{path}").is_period
    assert not form_of(f"https://paper.example{path.rstrip('/')}/chips-for-all").is_period


def test_a_day_may_be_asked_for() -> None:
    assert form_of("https://paper.example/?m=202611").is_period
    assert form_of("https://paper.example/day?date=2026-11-27").is_period
    assert not form_of("https://paper.example/?id=202611").is_period
    assert not form_of("https://paper.example/?m=202611&p=12").is_period


@given(st.text(max_size=60))
def test_no_address_makes_it_raise(tail: str) -> None:
    form_of(f"https://paper.example/{tail}")
    form_of(f"https://paper.example/?{tail}")
