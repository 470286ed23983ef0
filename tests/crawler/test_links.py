"""Front pages: links that look like articles are found, the rest of the page is not followed."""

from __future__ import annotations

import gzip
import json
import time

import pytest
from crawling import SHARED
from hypothesis import given
from hypothesis import strategies as st

from crawler.links import find_links, looks_like_article, same_site

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
    listing = find_links(PAGE.encode(), FRONT, pattern=r"/economy$|/section/")
    assert [link.url for link in listing.links] == [
        "https://www.paper.example/economy",
        "https://www.paper.example/section/technology-and-science/12",
    ]


def test_a_page_without_articles_says_so() -> None:
    assert find_links(b"<html><body><a href='/about'>About</a></body></html>", FRONT).problem
    assert find_links(b"", FRONT).problem


def test_a_page_of_an_older_encoding_is_read() -> None:
    body = '<html><head><meta charset="windows-1256"></head><body><a href="/news/55667">الشركة تعلن عن نموذج جديد للترجمة</a>'
    listing = find_links(body.encode("cp1256"), FRONT)
    assert listing.links[0].hints.title == "الشركة تعلن عن نموذج جديد للترجمة"


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://p.example/2026/3/20/chips/", "New chips for old centres"),
        ("https://p.example/2026/mar/20/chips", "New chips for old centres"),
        ("https://p.example/world/new-chips-for-old-data-centres", ""),
        ("https://p.example/a-71234567", "New chips for old centres"),
        ("https://p.example/News_Detail.aspx?ArticleID=231306&CategoryID=5", "شركة تطلق معالجا جديدا"),
        ("https://p.example/details.php?id=1387140", "شركة تطلق معالجا جديدا"),
        ("https://p.example/1071444", "شركة تطلق معالجا جديدا"),
        ("https://p.example/node/623334/شركة-تطلق-معالجا", ""),
        (
            "https://p.example/%D8%B4%D8%B1%D9%83%D8%A9-%D8%AA%D8%B7%D9%84%D9%82-%D9%85%D8%B9%D8%A7%D9%84%D8%AC%D8%A7/",
            "",
        ),
        ("https://p.example/x7Kp2a", "شركة تطلق معالجا جديدا لمراكز البيانات"),
    ],
)
def test_an_article_is_told_by_its_address_and_words(url: str, text: str) -> None:
    assert looks_like_article(url, text)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://p.example/", "The front page of this paper today"),
        ("https://p.example/economy", "Economy"),
        ("https://p.example/economy/markets", "Markets and money"),
        ("https://p.example/category/technology", "Everything about technology this week"),
        ("https://p.example/page/2", "Older stories of this section here"),
        ("https://p.example/section/1234", "سياسة"),
        ("https://p.example/login?next=/2026/03/20/new-chips-for-old-centres", "Sign in to read this story"),
        ("https://p.example/feed/", "Subscribe to the feed of this paper"),
        ("https://p.example/live-tv", "Watch"),
    ],
)
def test_other_pages_are_told_apart(url: str, text: str) -> None:
    assert not looks_like_article(url, text)


def test_a_site_is_the_host_and_what_is_below_it() -> None:
    assert same_site("https://www.paper.example/", "http://paper.example:8080/x")
    assert same_site("https://paper.example/", "https://tech.paper.example/x")
    assert not same_site("https://tech.paper.example/", "https://paper.example/x")
    assert not same_site("https://paper.example/", "https://notpaper.example/x")


def test_pages_with_very_many_links_or_levels_take_little_time() -> None:
    many = b"<html><body>" + b"<a href='/news/412345'>A headline of some length here</a>" * 60_000
    deep = b"<html><body>" + b"<div>" * 60_000 + b"<a href='/news/412345'>A headline of some length here</a>"
    for body in (many, deep):
        begin = time.monotonic()
        find_links(body, FRONT)
        assert time.monotonic() - begin < 10


@given(st.binary(max_size=300), st.text(max_size=100))
def test_nothing_makes_it_raise(tail: bytes, href: str) -> None:
    find_links(b"<a href='/news/12345'>x" + tail, FRONT)
    find_links(f"<a href='{href}'>A headline of some length here</a>".encode("utf-8", "replace"), FRONT)


def test_the_addresses_of_real_articles_look_like_articles() -> None:
    manifests = sorted((SHARED / "pages").glob("*/manifest.jsonl"))
    if not manifests:
        pytest.skip("the shared pages are not here")
    rows = [json.loads(line) for path in manifests for line in path.read_text("utf-8").splitlines()]
    found = [looks_like_article(row["url"], row.get("title") or "a headline of five words here") for row in rows]
    assert sum(found) / len(found) >= 0.95


def test_real_pages_give_links_in_little_time() -> None:
    pages = sorted((SHARED / "pages" / "fundus").glob("*.html.gz"))[:20]
    if not pages:
        pytest.skip("the shared pages are not here")
    begin = time.monotonic()
    found = [len(find_links(gzip.decompress(path.read_bytes()), "https://paper.example/").links) for path in pages]
    assert time.monotonic() - begin < 20
    assert all(number <= 1000 for number in found)
