"""What a page of a site names: where its feeds may be, and who publishes it."""

from __future__ import annotations

import pytest

from crawler.finding_candidates import Candidate, in_order_of_promise, read_site_page

URL = "https://paper.example/"


def read(head: str = "", body: str = "", lang: str = "") -> list[str]:
    page = read_site_page(f"<html{lang}><head>{head}</head><body>{body}</body></html>".encode(), URL)
    return [each.url for each in page.candidates]


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate" type="application/rss+xml" href="/x">',
        '<link rel="Alternate" type="application/atom+xml; charset=utf-8" href="x">',
        '<link rel="alternate home" type="text/xml" href="//paper.example/x">',
        '<link rel="feed" href="/x">',
        '<base href="https://paper.example/"><link rel="alternate" type="application/feed+json" href="x">',
        '<link rel="alternate" type="application/rss+xml" href="feed:https://paper.example/x">',
    ],
)
def test_declared_feeds_are_found(link: str) -> None:
    assert read(link) == ["https://paper.example/x"]


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate" hreflang="en" href="/en">',
        '<link rel="alternate" type="application/json+oembed" href="/oembed?format=xml">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">',
        '<link rel="stylesheet" type="text/css" href="/feed.css">',
        '<link rel="alternate" type="application/rss+xml" href="javascript:void(0)">',
        '<link rel="alternate" type="application/rss+xml">',
    ],
)
def test_other_links_are_not_taken_for_feeds(link: str) -> None:
    assert read(link) == []


@pytest.mark.parametrize(
    "href",
    [
        "/rss",
        "/feeds/all.rss.xml",
        "/news/rss.php",
        "/?feed=rss2",
        "/export/rss-all",
        "/index.rdf",
        "/index.php?act=rss",
    ],
)
def test_links_that_look_like_feeds_are_found(href: str) -> None:
    assert read(body=f"<a href='{href}'>here</a>") == [f"https://paper.example{href}"]


@pytest.mark.parametrize("words", ["RSS", "RSS feeds", "خلاصات", "تابعونا عبر RSS"])
def test_links_that_are_called_feeds_are_found(words: str) -> None:
    assert read(body=f"<a href='/services'>{words}</a>") == ["https://paper.example/services"]


@pytest.mark.parametrize(
    "anchor",
    [
        "<a href='/2026/03/how-to-feed-a-family-of-five/'>How to feed a family of five on a very small budget</a>",
        "<a href='https://feedly.com/i/subscription/feed/https%3A%2F%2Fpaper.example%2Frss'>RSS</a>",
        "<a href='#rss'>RSS</a>",
        "<a href='/about'>About</a>",
    ],
)
def test_other_anchors_are_not_taken_for_feeds(anchor: str) -> None:
    assert read(body=anchor) == []


def test_the_name_language_and_country_are_what_the_site_declares() -> None:
    page = read_site_page(
        b"""<html lang="fr-CA"><head><title>Accueil | Le Quai</title>
        <script type="application/ld+json">{"@graph": [{"@type": ["NewsArticle"], "publisher": {"@type": "Organization",
        "name": "Le Quai &amp; Cie", "address": {"addressCountry": {"@type": "Country", "name": "TN"}}}}]}</script></head></html>""",
        URL,
    )
    assert (page.name, page.title, page.language, page.country) == ("Le Quai & Cie", "Le Quai", "fr", "TN")


@pytest.mark.parametrize(
    ("meta", "country"),
    [("geo.country=LB", "LB"), ("geo.region=tn-12", "TN"), ("geo.region=Beirut", None), ("x=LB", None)],
)
def test_a_country_is_read_from_the_place_of_a_page(meta: str, country: str | None) -> None:
    name, _, value = meta.partition("=")
    head = f'<meta name="{name}" content="{value}"><meta property="og:locale" content="ar_SA">'
    assert read_site_page(f"<html><head>{head}</head></html>".encode(), URL).country == country


@pytest.mark.parametrize(
    "data", ['{"name": ', '{"@type": [{}], "name": "x"}', '{"@type": {"a": 1}, "name": ["x"]}', "[[[1]]]"]
)
def test_json_ld_that_is_broken_or_odd_costs_itself_only(data: str) -> None:
    head = f'<script>of no type</script><script type="application/ld+json">{data}</script>'
    head += '<meta property="og:site_name" content="Quay">'
    assert read_site_page(f"<html><head>{head}</head></html>".encode(), URL).name == "Quay"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Bytefield Digest :: news of chips", "Bytefield Digest"),
        ("Home - The Quay", "The Quay"),
        ("الرئيسية | ورق", "ورق"),
        ("Home", None),
    ],
)
def test_the_title_of_a_front_page_may_hold_the_name(title: str, name: str | None) -> None:
    assert read_site_page(f"<html><title>{title}</title></html>".encode(), URL).title == name


def test_main_feeds_are_tried_before_those_of_sections_and_comments() -> None:
    urls = ["/comments/feed/", "/category/ai/feed/", "/a/rss", "/feed/"]
    candidates = [Candidate(url=f"https://paper.example{url}", how="declared") for url in urls]
    assert [each.url.partition("example")[2] for each in in_order_of_promise(candidates)] == [
        "/feed/", "/a/rss", "/category/ai/feed/", "/comments/feed/",
    ]  # fmt: skip
