"""Front pages: links that look like articles are found, the rest of the page is not followed."""

from __future__ import annotations

import gzip
import time

import pytest
from crawling import SHARED
from hypothesis import given
from hypothesis import strategies as st

from crawler.links import find_links
from model import LinkRules

FRONT = "https://www.paper.example/"

PAGE = """<!doctype html><html><head><base href="https://www.paper.example/ar/"></head><body>
<header><nav><a href="/economy">اقتصاد</a> <a href="/section/technology-and-science/12">تقنية</a>
  <a href="/2026/03/20/promoted-story-in-the-menu">خبر مميز في القائمة العليا للموقع</a></nav></header>
<main>
<article><a href="/news/412345"><img src="a.jpg" alt=""></a>
  <a href="/news/412345#comments"><h2>مختبر عربي يطلق نموذجا لغويا مفتوحا</h2></a></article>
<article><a href="story/2026/chips-for-the-desert-data-centre.html">Chips for the desert data centre</a></article>
<a href="?newsid=991">الجامعة تفتح مختبرا جديدا للذكاء الاصطناعي</a>
<a href="/index.php?123456">وزير الاتصالات يعرض خطة المدن الذكية</a>
<a href="/مقالات/كيف-تغير-النماذج-اللغوية-غرف-الأخبار/">كيف تغير النماذج اللغوية غرف الأخبار</a>
<a href="https://live.paper.example/news/778899-robots-sort-the-mail">Robots sort the mail in a pilot project</a>
<a href="/tag/artificial-intelligence-in-the-region/">All stories about artificial intelligence in the region</a>
<a href="/author/layla-haddad-senior-reporter-4411">Layla Haddad, our senior reporter for technology</a>
<a href="/وسم/ذكاء-اصطناعي-عربي/">كل الأخبار عن الذكاء الاصطناعي</a>
<a href="https://other.example/2026/03/20/a-story-of-another-site">A story that stands on quite another site</a>
<a href="https://share.example/sharer?u=https://www.paper.example/news/412345">Share this story with your friends</a>
<a href="/files/annual-report-2026-03-20-final.pdf">The whole annual report as a document</a>
<a href="/gallery/photo-of-the-day-20260320.jpg">The photograph of the day in full size</a>
<a href="mailto:desk@paper.example">Write to the desk of the paper</a> <a href="javascript:void(0)">More of the same here please</a>
<a href="#top">Back to the top of this page now</a> <a href="/">الصفحة الأولى من الصحيفة اليومية</a>
<a href="http://[broken">A link that nobody can follow at all</a>
</main>
<footer><a href="/about-us">About us</a> <a href="/privacy-policy">Privacy</a></footer></body></html>"""


def test_articles_are_found_by_their_shape_each_once_and_in_order() -> None:
    listing = find_links(PAGE.encode(), FRONT)
    assert [link.url for link in listing.links] == [
        "https://www.paper.example/2026/03/20/promoted-story-in-the-menu",
        "https://www.paper.example/news/412345",
        "https://www.paper.example/ar/story/2026/chips-for-the-desert-data-centre.html",
        "https://www.paper.example/ar/?newsid=991",
        "https://www.paper.example/index.php?123456",
        "https://www.paper.example/مقالات/كيف-تغير-النماذج-اللغوية-غرف-الأخبار/",
        "https://live.paper.example/news/778899-robots-sort-the-mail",
    ]
    assert listing.unusable == 1
    assert listing.links[1].hints.title == "مختبر عربي يطلق نموذجا لغويا مفتوحا"


def test_a_rule_takes_the_place_of_the_shape() -> None:
    listing = find_links(PAGE.encode(), FRONT, rules=LinkRules(only=r"/economy$|/section/"))
    assert [link.url for link in listing.links] == [
        "https://www.paper.example/economy",
        "https://www.paper.example/section/technology-and-science/12",
    ]


def test_words_in_boxes_of_their_own_do_not_run_together() -> None:
    body = (
        "<main><a href='/news/41201'><div>02:15</div><p>The har<b>bour</b></p><p>opens a laboratory</p></a> now</main>"
    )
    assert find_links(body.encode(), FRONT).links[0].hints.title == "02:15 The harbour opens a laboratory"


def test_a_page_without_articles_says_so() -> None:
    assert find_links(b"<html><body><a href='/about'>About</a></body></html>", FRONT).problem
    assert find_links(b"", FRONT).problem


def test_a_page_of_an_older_encoding_is_read() -> None:
    body = '<html><head><meta charset="windows-1256"></head><body><a href="/news/55667">الشركة تعلن عن نموذج جديد للترجمة</a>'
    listing = find_links(body.encode("cp1256"), FRONT)
    assert listing.links[0].hints.title == "الشركة تعلن عن نموذج جديد للترجمة"


def test_pages_with_very_many_links_or_levels_take_little_time() -> None:
    many = b"<html><body>" + b"<a href='/news/412345'>A headline of some length here</a>" * 60_000
    deep = b"<html><body>" + b"<div>" * 60_000 + b"<a href='/news/412345'>A headline of some length here</a>"
    for body in (many, deep):
        begin = time.process_time()
        find_links(body, FRONT)
        assert time.process_time() - begin < 10


@given(st.binary(max_size=300), st.text(max_size=100))
def test_nothing_makes_it_raise(tail: bytes, href: str) -> None:
    find_links(b"<a href='/news/12345'>x" + tail, FRONT)
    find_links(f"<a href='{href}'>A headline of some length here</a>".encode("utf-8", "replace"), FRONT)


def test_real_pages_give_links_in_little_time() -> None:
    pages = sorted((SHARED / "pages" / "fundus").glob("*.html.gz"))[:20]
    if not pages:
        pytest.skip("the shared pages are not here")
    begin = time.process_time()
    found = [len(find_links(gzip.decompress(path.read_bytes()), "https://paper.example/").links) for path in pages]
    assert time.process_time() - begin < 20
    assert all(number <= 1000 for number in found)
