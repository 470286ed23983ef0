"""One address and its words: an article's, or another page's."""

from __future__ import annotations

import json

import pytest
from crawling import SHARED

from crawler.link_addresses import looks_like_article, same_site


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
def test_an_article_is_recognised_by_its_address_and_words(url: str, text: str) -> None:
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
def test_other_pages_are_distinguished(url: str, text: str) -> None:
    assert not looks_like_article(url, text)


def test_a_site_is_the_host_and_what_is_below_it() -> None:
    assert same_site("https://www.paper.example/", "http://paper.example:8080/x")
    assert same_site("https://paper.example/", "https://tech.paper.example/x")
    assert not same_site("https://tech.paper.example/", "https://paper.example/x")
    assert not same_site("https://paper.example/", "https://notpaper.example/x")


def test_the_addresses_of_real_articles_look_like_articles() -> None:
    manifests = sorted((SHARED / "pages").glob("*/manifest.jsonl"))
    if not manifests:
        pytest.skip("the shared pages are not here")
    rows = [json.loads(line) for path in manifests for line in path.read_text("utf-8").splitlines()]
    found = [looks_like_article(row["url"], row.get("title") or "a headline of five words here") for row in rows]
    assert sum(found) / len(found) >= 0.95
