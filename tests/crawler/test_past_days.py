"""Which sitemaps of an index may hold some days, and which links are of them."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.listing import Child
from crawler.past_days import Days, chosen_children, days_in_path, place_of
from model import Hints, Link

MARCH = Days(first=date(2024, 3, 1), last=date(2024, 3, 31))


def read(*children: tuple[str, str | None], wanted: Days = MARCH) -> list[str]:
    found = chosen_children([Child(url=f"https://a.example/{path}", lastmod=when) for path, when in children], wanted)
    return [child.url.removeprefix("https://a.example/") for child, _, why in found if why is None]


def names(*paths: str) -> list[str]:
    return read(*((path, None) for path in paths))


@pytest.mark.parametrize(
    "shape",
    [
        "sitemap-{y}-{m:02}.xml",
        "sitemap-{y}{m:02}.xml.gz",
        "sitemaps/{y}/{m}/news.xml",
        "sitemap.xml?yyyy={y}&mm={m:02}",
        "sitemap.xml?year={y}&month={m}",
        "sitemap_{m:02}-{y}.xml",
        "post-sitemap-{y}.{m:02}.xml",
    ],
)
def test_months_in_names_are_read_in_every_spelling(shape: str) -> None:
    months = [(year, month) for year in (2023, 2024) for month in range(1, 13)]
    found = names(*(shape.format(y=year, m=month) for year, month in months))
    # The last day of February and the first of April may be March elsewhere.
    assert found == [shape.format(y=2024, m=month) for month in (2, 3, 4)]


def test_months_by_name_days_weeks_and_years_are_read() -> None:
    assert names("archive-march-2024.xml", "archive-june-2024.xml", "archive-march-2023.xml") == [
        "archive-march-2024.xml"
    ]
    assert names("2024-03-15.xml", "2024-05-15.xml") == ["2024-03-15.xml"]
    assert names("20240315.xml", "20240515.xml") == ["20240315.xml"]
    assert names("sitemap.xml?yyyy=2024&mm=03&dd=15", "sitemap.xml?yyyy=2024&mm=04&dd=15") == [
        "sitemap.xml?yyyy=2024&mm=03&dd=15"
    ]
    assert names("2024-w11.xml", "2024-w30.xml") == ["2024-w11.xml"]
    assert names("sitemap-2022.xml", "sitemap-2023.xml", "sitemap-2024.xml") == ["sitemap-2024.xml"]


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2024-03-15", date(2024, 3, 15), date(2024, 3, 15)),
        ("2024-w11", date(2024, 3, 11), date(2024, 3, 17)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
    ],
)
def test_a_sitemap_is_named_after_all_days_of_its_time(name: str, first: date, last: date) -> None:
    [(_, days, _)] = chosen_children([Child(url=f"https://a.example/sitemap-{name}.xml", lastmod=None)], MARCH)
    assert days == Days(first=first, last=last)


def test_numbers_that_look_like_years_among_other_numbers_are_none() -> None:
    numbered = [f"post-sitemap{n}.xml" for n in (1, 2, 1999, 2000, 2023, 2024)]
    assert names(*numbered) == numbered
    # Parts of a year are no months.
    parts = [f"sitemap-2024-{n}.xml" for n in (1, 2, 30)]
    assert names(*parts) == parts
    assert names(*(f"sitemap-2023-{n}.xml" for n in (1, 2, 30))) == []


def test_an_index_with_times_of_change_is_read_from_the_wanted_days_on() -> None:
    found = read(("a.xml", "2023-12-01"), ("b.xml", "2024-03-05T10:00:00Z"), ("c.xml", "2026-01-01"), ("d.xml", None))
    assert found == ["b.xml", "c.xml", "d.xml"]


def test_the_newest_are_read_of_an_index_whose_times_are_all_older() -> None:
    found = read(("a.xml", "2019-01-01"), ("b.xml", "2020-01-01"), ("c.xml", "2021-01-01"))
    assert found == ["b.xml", "c.xml"]


def test_sitemaps_of_categories_and_tags_are_left_out() -> None:
    assert names("category-sitemap.xml", "post_tag-sitemap.xml", "author-sitemap.xml", "post-sitemap.xml") == [
        "post-sitemap.xml"
    ]
    assert names("image-sitemap-2024-03.xml", "page-sitemap.xml", "vintage-sitemap.xml") == [
        "page-sitemap.xml",
        "vintage-sitemap.xml",
    ]


def place(
    path: str = "x", *, published: str | None = None, updated: str | None = None, within: Days | None = None
) -> str:
    link = Link(url=f"https://a.example/{path}", hints=Hints(published=published, updated=updated))
    return place_of(link, MARCH, within=within)


def test_the_time_of_publication_decides_then_the_address_then_the_time_of_change() -> None:
    assert place(published="2024-03-31T23:30:00+03:00", updated="2026-01-01") == "in"
    assert place("2024/03/15/x", published="2024-04-01") == "out"
    assert place("2024/03/15/x", updated="2026-01-01") == "in"
    assert place("2023/03/15/x", updated="2024-03-05") == "out"
    assert place("2024/03/x") == "in"
    assert place(updated="2024-03-05") == "in"
    assert place(updated="2024-02-05") == "out"
    assert place(updated="2025-02-05") == "later"
    assert place() == "undated"


def test_the_sitemap_that_names_a_page_gives_its_days_where_nothing_else_does() -> None:
    april = Days(first=date(2024, 4, 1), last=date(2024, 4, 30))
    year = Days(first=date(2024, 1, 1), last=date(2024, 12, 31))
    assert place(within=MARCH) == "in" and place(updated="2026-01-01", within=MARCH) == "in"
    assert place(within=april) == "out" and place(updated="2026-01-01", within=april) == "out"
    assert place(within=year) == "undated" and place(updated="2026-01-01", within=year) == "later"


def test_a_page_without_a_date_is_taken_where_its_month_has_some_of_the_wanted_days() -> None:
    some = Days(first=date(2024, 3, 10), last=date(2024, 3, 12))
    link = Link(url="https://a.example/x")
    assert place_of(link, some, within=MARCH) == "in"
    assert place_of(link, some, within=Days(first=date(2024, 1, 1), last=date(2024, 12, 31))) == "undated"
    years = Days(first=date(2023, 1, 1), last=date(2025, 12, 31))
    assert place_of(link, years, within=Days(first=date(2024, 1, 1), last=date(2024, 12, 31))) == "in"


def test_days_in_addresses_are_read_and_numbers_are_not_taken_for_them() -> None:
    assert days_in_path("https://a.example/2024/3/5/slug") == Days(first=date(2024, 3, 5), last=date(2024, 3, 5))
    assert days_in_path("https://a.example/news/2024-03-05/slug/") == Days(
        first=date(2024, 3, 5), last=date(2024, 3, 5)
    )
    assert days_in_path("https://a.example/2024/99/slug") is None
    assert days_in_path("https://a.example/story-20240305") is None
