"""The user's rules for links win over what they look like."""

from __future__ import annotations

from crawler.feeds import parse_feed
from crawler.link_rules import Rules
from crawler.links import find_links
from model import LinkRules

FRONT = "https://paper.example/"
PAGE = """<html><body><main><a href="/news/41201">The harbour council stops a trial of cameras</a>
<a href="/news/41202">A bank buys chips for its data centre</a> <a href="/sport">Sport</a>
<a href="/%D9%85%D9%84%D9%81/7">ملف</a></main></body></html>"""


def taken(**rules: object) -> list[str]:
    listing = find_links(PAGE.encode(), FRONT, "text/html; charset=utf-8", LinkRules(**rules))  # type: ignore[arg-type]
    assert len(listing.links) + len(listing.refused) == 4
    return [link.url.removeprefix(FRONT) for link in listing.links]


def test_what_include_finds_is_followed_beside_what_looks_like_an_article() -> None:
    assert taken() == ["news/41201", "news/41202"]
    assert taken(include=("/sport$",)) == ["news/41201", "news/41202", "sport"]


def test_exclude_wins_over_everything() -> None:
    assert taken(exclude=("41201",)) == ["news/41202"]
    assert taken(only="/news/", include=("41201",), exclude=("41201",)) == ["news/41202"]


def test_links_leaves_out_all_others_but_those_of_include() -> None:
    assert taken(only="/sport$") == ["sport"]
    assert taken(only="/sport$", include=("41202",)) == ["news/41202", "sport"]


def test_a_rule_may_be_written_with_the_letters_that_a_browser_shows() -> None:
    assert taken(only="/ملف/") == ["%D9%85%D9%84%D9%81/7"]


def test_each_link_left_out_by_a_rule_names_it() -> None:
    rules = Rules(LinkRules(only="/news/", exclude=("41201",)))
    assert rules.why_not(f"{FRONT}news/41201") == "`exclude` of this source names it: 41201"
    assert rules.why_not(f"{FRONT}sport") == "`links` of this source does not fit it: /news/"
    assert rules.why_not(f"{FRONT}news/1") is None


def test_exclude_counts_for_feeds_too() -> None:
    items = "".join(f"<item><title>S</title><link>{FRONT}{path}</link></item>" for path in ("news/1", "sponsored/2"))
    body = f'<rss version="2.0"><channel><title>P</title>{items}</channel></rss>'.encode()
    listing = parse_feed(body, FRONT, "text/xml", LinkRules(only="/nothing/", exclude=("/sponsored/",)))
    assert [link.url for link in listing.links] == [f"{FRONT}news/1"]
    assert [left.url for left in listing.refused] == [f"{FRONT}sponsored/2"]
