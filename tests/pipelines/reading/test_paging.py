"""The next page of an article is the one with its own address and the next number; nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.paging import Part, may_go_on, next_page, page_numbers, parts_of, with_parts

FIRST = "https://paper.example/2026/crane"


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        (FIRST, f"{FIRST}?page=2", f"{FIRST}?page=3"),
        (f"{FIRST}?page=1", f"{FIRST}?page=2", f"{FIRST}?page=3"),
        (f"{FIRST}?id=77", f"{FIRST}?id=77&p=2", f"{FIRST}?p=3&id=77"),
        (FIRST, f"{FIRST}/2", f"{FIRST}/3/"),
        (f"{FIRST}/", f"{FIRST}/page/2/", f"{FIRST}/page/3/"),
        (f"{FIRST}.html", f"{FIRST}-2.html", f"{FIRST}-3.html"),
        (f"{FIRST}_1.html", f"{FIRST}_2.html", f"{FIRST}_3.html"),
        (FIRST, f"{FIRST},seite-2", f"{FIRST},seite-3"),
        (f"{FIRST}?pg=0", f"{FIRST}?pg=1", f"{FIRST}?pg=2"),
        ("https://paper.example/خبر", "https://paper.example/%D8%AE%D8%A8%D8%B1/2", "https://paper.example/خبر/3"),
    ],
)
def test_pages_of_one_article_are_numbered(first: str, second: str, third: str) -> None:
    assert (page_numbers(first, second)[0], page_numbers(first, third)[0]) == (2, 3)


@pytest.mark.parametrize(
    ("first", "other"),
    [
        (FIRST, "https://paper.example/2026/crane-moves-on"),
        ("https://paper.example/article-101", "https://paper.example/article-102"),
        ("https://paper.example/news/7", "https://paper.example/news/8"),
        (f"{FIRST}?id=77", f"{FIRST}?id=78"),
        (FIRST, "https://paper.example/2026?page=2"),
        (FIRST, "https://other.example/2026/crane?page=2"),
        (FIRST, f"{FIRST}/comment-page-2"),
        (FIRST, f"{FIRST}?cpage=2"),
        (FIRST, f"{FIRST}?page=2&sort=new"),
        ("https://paper.example/", "https://paper.example/2"),
        (FIRST, f"{FIRST}/2026"),
    ],
)
def test_other_addresses_are_no_page_of_it(first: str, other: str) -> None:
    assert page_numbers(first, other) == ()


@pytest.mark.parametrize(
    "link",
    [
        "<link rel=next href='?page=2'>",
        "<div class=pager>1 <a href='/2026/crane?page=2'>2</a> <a href='?page=3'>3</a></div>",
        "<p><a href='?page=2'>Next page</a></p>",
        "<p><a href='?page=2'>الصفحة التالية</a></p>",
        "<p><a href='?page=2'>Page 2</a></p>",
    ],
)
def test_a_page_names_the_next(link: str) -> None:
    body = f"<html><head></head><body><article><p>Text</p>{link}</article></body></html>".encode()
    assert may_go_on(body, 2)
    assert next_page(body, FIRST, "text/html", FIRST, 2) == f"{FIRST}?page=2"
    assert next_page(body, FIRST, "text/html", FIRST, 4) is None


@pytest.mark.parametrize(
    "link",
    [
        "<link rel=next href='/2026/bees'>",
        "<p><a href='?page=2'>More of our pictures of the day</a></p>",
        "<div id=comments><a href='?page=2'>2</a></div>",
        "<p>Text</p>",
    ],
)
def test_a_page_that_leads_on_to_something_else_names_none(link: str) -> None:
    body = f"<html><head></head><body><article><p>Text</p>{link}</article></body></html>".encode()
    assert next_page(body, FIRST, "text/html", FIRST, 2) is None


def test_pages_that_are_counted_from_0_are_told_by_their_labels() -> None:
    pager = b"<a href='?page=0'>1</a> <a href='?page=1'>2</a> <a href='?page=2'>3</a>"
    assert next_page(pager, FIRST, "text/html", FIRST, 2) == f"{FIRST}?page=1"
    assert next_page(pager, f"{FIRST}?page=1", "text/html", FIRST, 3) == f"{FIRST}?page=2"
    assert next_page(pager, f"{FIRST}?page=2", "text/html", FIRST, 4) is None


@given(st.binary(max_size=50), st.lists(st.tuples(st.text(max_size=20), st.binary(max_size=50)), max_size=4))
def test_bodies_of_pages_come_apart_as_they_were_joined(body: bytes, parts: list[tuple[str, bytes]]) -> None:
    whole = [Part(f"https://paper.example/{n}", inside) for n, (_, inside) in enumerate(parts)]
    missing = Part("https://paper.example/x", b"", "HTTP 500")
    assert parts_of(with_parts(body, [*whole, missing])) == (body, [*whole, missing])
