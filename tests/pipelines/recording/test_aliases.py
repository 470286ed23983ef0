"""A page under several addresses is one page and one article; what only looks like one stays apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from recording import NOW, Desk, news, words

from model import Hints

ALERT = '[[alert]]\nname = "all"\n'
HOUR = timedelta(hours=1)
FEED, SITEMAP = "https://paper.example/feed", "https://paper.example/sitemap.xml"
PLAIN = "https://paper.example/news/bees"
DATE = "2025-03-21T08:30:00Z"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, ALERT)


def story(seed: int = 1, **more: Any) -> dict[str, Any]:
    return {"text": news(seed), "title": f"Title {seed}", "published": DATE, **more}


def visited(desk: Desk, url: str, *stories: dict[str, Any], **facts: Any) -> str:
    return desk.crawl(url, *(stories or (story(),)), **facts).status


def addresses(desk: Desk) -> list[list[str]]:
    """The addresses of each page that is no alias."""
    return [[row["url"], *row["aliases"]] for row in desk.pages() if row["status"] != "alias"]


def one_article(desk: Desk, aliases: Sequence[str]) -> None:
    assert len(desk.articles()) == 1
    assert desk.matches("identical", "near_duplicate", "excerpt", "partial") == [] and desk.alerts() == []
    assert addresses(desk) == [[PLAIN, *aliases]]
    assert all(row["reason"].startswith(f"the same page as {PLAIN}: ") for row in desk.pages() if row["alias_of"])


@pytest.mark.parametrize(
    "url",
    [
        f"{PLAIN}?utm_source=rss&utm_campaign=1",
        f"{PLAIN}?fbclid=1",
        "http://paper.example/news/bees",
        "https://m.paper.example/news/bees",
        f"{PLAIN}/amp",
        "https://paper.example/amp/news/bees",
    ],
)
@pytest.mark.parametrize("plain_first", [True, False])
def test_campaign_mobile_amp_and_http_addresses_with_one_text_are_one_article(
    desk: Desk, url: str, plain_first: bool
) -> None:
    first, second = (PLAIN, url) if plain_first else (url, PLAIN)
    visited(desk, first, story(published=None))
    assert visited(desk, second, story(published=None), at=NOW + 2 * HOUR) == "alias"
    assert addresses(desk) == [[first, second]]
    assert len(desk.articles()) == 1 and desk.matches() == [] and desk.alerts() == []


def test_a_canonical_address_counts_in_both_directions_and_from_two_aliases(desk: Desk) -> None:
    for n, (first, second) in enumerate([("a", "b"), ("b", "a"), ("b", "c")]):
        base = f"https://p{n}.example/"
        for path in (first, second):
            visited(desk, base + path, story(n, published=None, canonical=f"{base}a"), at=NOW + HOUR * len(path))
    assert [len(group) for group in addresses(desk)] == [2, 2, 2]
    assert len(desk.articles()) == 3 and desk.alerts() == []


def test_an_edited_address_with_the_same_id_is_the_page_and_its_revision(desk: Desk) -> None:
    visited(desk, PLAIN, story(), hints=Hints(guid="4711"))
    edited = story(title="Bees, corrected", text=f"{news(1)} {words(2, 30)}")
    recorded = desk.crawl(f"{PLAIN}-corrected", edited, hints=Hints(guid="4711"), at=NOW + HOUR)
    assert (recorded.status, recorded.changed, recorded.new_articles) == ("alias", True, 0)
    one_article(desk, [f"{PLAIN}-corrected"])
    [article] = desk.articles()
    assert article["title"] == "Bees, corrected"
    [revision] = desk.database.revisions_of(article["id"])
    assert revision["title"] == "Title 1" and revision["made_by"] == "outlet"


def test_amp_pages_that_leave_parts_out_revise_nothing(desk: Desk) -> None:
    visited(desk, PLAIN, story(text=news(1, 200)))
    recorded = desk.crawl(f"{PLAIN}/amp", story(text=news(1, 180), canonical=PLAIN))
    assert (recorded.status, recorded.changed) == ("alias", False)
    one_article(desk, [f"{PLAIN}/amp"])


def test_an_old_address_that_leads_to_a_stored_page_is_its_alias(desk: Desk) -> None:
    visited(desk, PLAIN)
    assert visited(desk, "https://paper.example/2019/old-slug", final_url=PLAIN, at=NOW + HOUR) == "alias"
    one_article(desk, ["https://paper.example/2019/old-slug"])


def test_the_address_that_was_reached_is_not_fetched_again_when_it_is_named(desk: Desk) -> None:
    visited(desk, "https://paper.example/old", final_url=PLAIN, has_moved=True)
    assert addresses(desk) == [["https://paper.example/old", PLAIN]]
    assert desk.database.known_pages([PLAIN])[PLAIN].url == "https://paper.example/old"
    # It may have been asked for meanwhile.
    assert visited(desk, PLAIN) == "alias"
    assert len(desk.articles()) == 1 and desk.alerts() == []


def test_a_known_page_that_moved_makes_its_new_address_known(desk: Desk) -> None:
    visited(desk, PLAIN)
    visited(desk, PLAIN, final_url="https://paper.example/moved/bees", has_moved=True, at=NOW + HOUR)
    one_article(desk, ["https://paper.example/moved/bees"])


def test_a_page_that_moved_is_the_page_whatever_it_says_now(desk: Desk) -> None:
    visited(desk, PLAIN)
    moved = desk.crawl("https://paper.example/old", story(text=news(2)), final_url=PLAIN, has_moved=True, at=NOW + HOUR)
    assert (moved.status, moved.changed) == ("alias", True)
    one_article(desk, ["https://paper.example/old"])


def test_an_old_address_leads_to_a_page_whatever_that_names_as_its_canonical_address(desk: Desk) -> None:
    visited(desk, PLAIN, story(canonical="https://paper.example/print/bees"))
    old = "https://paper.example/old"
    assert visited(desk, old, story(text=news(2)), final_url=PLAIN, has_moved=True, at=NOW + HOUR) == "alias"
    one_article(desk, [old])


def test_a_page_is_found_again_by_its_other_addresses(desk: Desk) -> None:
    moved, old, amp = (f"https://paper.example/{path}" for path in ("moved/bees", "old", "a/1"))
    visited(desk, PLAIN, story(text=news(1, 200)))
    visited(desk, PLAIN, story(text=news(1, 200)), final_url=moved, has_moved=True, at=NOW + HOUR)
    assert visited(desk, amp, story(text=news(1, 180), canonical=moved), at=NOW + 2 * HOUR) == "alias"
    assert visited(desk, old, story(text=news(2)), final_url=moved, has_moved=True, at=NOW + 3 * HOUR) == "alias"
    one_article(desk, [moved, amp, old])


def test_addresses_that_lead_to_a_login_for_now_are_no_aliases(desk: Desk) -> None:
    login = "https://paper.example/login"
    for n in range(3):
        visited(desk, f"https://paper.example/{n}", story(9, published=None), final_url=login, at=NOW + n * HOUR)
    assert [row["status"] for row in desk.pages()] == ["stored"] * 3


def test_what_only_the_text_made_an_alias_is_looked_at_again(desk: Desk) -> None:
    wall = story(9, title="Please wait", published=None)
    for n in range(3):
        visited(desk, f"https://paper.example/{n}", wall, visit_id=1)
    assert [row["status"] for row in desk.pages()] == ["stored", "alias", "alias"]
    later = NOW + 2 * HOUR
    assert len(desk.database.due_pages(desk.source_id(), now=later, limit=10)) == 3
    desk.fail("https://paper.example/1", at=later)
    for n in range(3):
        visited(desk, f"https://paper.example/{n}", story(n), visit_id=2, at=later + 6 * HOUR)
    assert [row["title"] for row in desk.articles()] == ["Title 0", "Title 1", "Title 2"]
    assert [row["alias_of"] for row in desk.pages()] == [None] * 3
    assert desk.alerts() == []


def test_pieces_that_a_feed_announces_under_two_titles_are_two(desk: Desk) -> None:
    for n in range(2):
        hints = Hints(title=f"Headline {n} of the feed")
        visited(
            desk, f"https://paper.example/{n}", story(9, title="Please wait", published=None), hints=hints, visit_id=1
        )
    assert [row["status"] for row in desk.pages()] == ["stored"] * 2


def test_one_text_under_several_addresses_of_one_visit_is_one_article(desk: Desk) -> None:
    for path in ("news/bees", "nature/bees-4711", "index.php?bees"):
        visited(desk, f"https://paper.example/{path}", story(published=None), visit_id=1)
    one_article(desk, ["https://paper.example/nature/bees-4711", "https://paper.example/index.php?bees"])


def test_one_text_that_two_sources_of_an_outlet_name_is_one_article(desk: Desk) -> None:
    visited(desk, PLAIN, source=FEED)
    visited(desk, "https://paper.example/node/4711", source=SITEMAP, at=NOW + HOUR)
    one_article(desk, ["https://paper.example/node/4711"])


def test_a_print_page_is_its_page(desk: Desk) -> None:
    visited(desk, PLAIN, visit_id=1)
    visited(desk, f"{PLAIN}/print", story(title="Print: Title 1"), visit_id=1)
    visited(desk, f"{PLAIN}?print=1", story(title="Print: Title 1", canonical=PLAIN), visit_id=2, at=NOW + 9 * HOUR)
    one_article(desk, [f"{PLAIN}/print", f"{PLAIN}?print=1"])


def test_off_topic_pages_have_aliases_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    visited(desk, PLAIN, story(text=words(1)))
    assert visited(desk, f"{PLAIN}?utm_id=1", story(text=words(1))) == "alias"
    assert addresses(desk) == [[PLAIN, f"{PLAIN}?utm_id=1"]]


def test_an_alias_is_known_by_its_page_and_never_due(desk: Desk) -> None:
    visited(desk, PLAIN)
    visited(desk, f"{PLAIN}?utm_id=1")
    known = desk.database.known_pages([PLAIN, f"{PLAIN}?utm_id=1"])
    assert [page.url for page in known.values()] == [PLAIN, PLAIN]
    due = desk.database.due_pages(desk.source_id(), now=NOW + 30 * HOUR, limit=10)
    assert [page.url for page in due] == [PLAIN]


# What only looks like one page.


def test_two_texts_under_http_and_https_are_two_articles(desk: Desk) -> None:
    visited(desk, PLAIN, story(1))
    visited(desk, "http://paper.example/news/bees", story(2))
    assert len(desk.articles()) == 2


def test_pages_whose_canonical_address_is_the_front_page_are_their_own(desk: Desk) -> None:
    for n in range(4):
        visited(desk, f"https://paper.example/{n}", story(n, canonical="https://paper.example/"))
    assert len(desk.articles()) == 4
    assert desk.database.open_findings() == []


def test_an_outlet_whose_every_page_names_one_canonical_address_is_no_longer_believed(desk: Desk) -> None:
    for n in range(4):
        visited(desk, f"https://paper.example/{n}", story(n, canonical="https://paper.example/latest"), source=FEED)
    assert len(desk.articles()) == 4
    [finding] = desk.database.open_findings()
    assert "https://paper.example/latest" in finding["words"] and finding["outlet"] == "paper.example"
    # It says so of a page that would be one by it.
    other = story(3, text=f"{news(3)} {words(9, 60)}", title="Another", canonical="https://paper.example/latest")
    assert visited(desk, "https://paper.example/other", other, source=FEED) == "stored"
    # Of other outlets nothing is known.
    visited(desk, "https://b.example/1", story(7, canonical="https://b.example/2", published=None))
    assert visited(desk, "https://b.example/2", story(7, published=None)) == "alias"


def test_a_canonical_address_that_names_another_article_is_not_believed(desk: Desk) -> None:
    visited(desk, PLAIN, story(1), source=FEED)
    assert visited(desk, "https://paper.example/news/ants", story(2, canonical=PLAIN), source=FEED) == "stored"
    assert len(desk.articles()) == 2
    [finding] = desk.database.open_findings()
    assert finding["kind"] == "canonical"


def test_ids_that_several_articles_share_or_that_change_do_no_harm(desk: Desk) -> None:
    for n in range(4):
        visited(desk, f"https://paper.example/{n}", story(n), hints=Hints(guid="news"))
    assert len(desk.articles()) == 4
    for n in range(4):
        visited(desk, "https://paper.example/0", story(0), hints=Hints(guid=f"id-{n}"), at=NOW + n * HOUR)
    assert len(desk.articles()) == 4 and desk.alerts() == []
    assert len(desk.pages()) == 4


def test_the_report_of_each_day_is_an_article_though_they_share_an_id(desk: Desk) -> None:
    frame = words(1, 60)
    for day in range(4):
        report = {"text": f"{news(day, 60)} {frame}", "title": "Weather", "published": f"2025-03-1{day}T08:00:00Z"}
        visited(desk, f"https://paper.example/weather/{day}", report, hints=Hints(guid="weather"))
    assert len(desk.articles()) == 4


def test_one_text_of_two_outlets_is_a_match(desk: Desk) -> None:
    visited(desk, "https://a.example/1", story(), hints=Hints(guid="4711"), visit_id=1)
    visited(desk, "https://b.example/1", story(canonical="https://a.example/1"), hints=Hints(guid="4711"), visit_id=1)
    assert len(desk.articles()) == 2
    assert desk.pairs("identical") == {(2, 1)} and len(desk.alerts()) == 1


def test_a_text_that_an_outlet_publishes_again_is_a_match(desk: Desk) -> None:
    visited(desk, PLAIN)
    visited(desk, "https://paper.example/again", story(published="2025-03-28T08:30:00Z"), at=NOW + 170 * HOUR)
    assert desk.pairs("identical") == {(2, 1)} and len(desk.alerts()) == 1


def test_imported_records_are_never_merged(desk: Desk) -> None:
    desk.import_(PLAIN, story(), key="1")
    desk.import_(f"{PLAIN}?utm_source=x", story(), key="2")
    desk.import_(PLAIN, story(), key="3")
    visited(desk, PLAIN)
    assert len(desk.articles()) == 4
    assert [row["status"] for row in desk.pages()] == ["stored"] * 4


def test_a_round_up_is_not_the_page_of_one_of_its_pieces(desk: Desk) -> None:
    visited(desk, PLAIN, story(1), visit_id=1)
    visited(desk, "https://paper.example/today", story(1, canonical=PLAIN), story(2), visit_id=1, source=FEED)
    assert len(desk.articles()) == 3
    assert desk.database.open_findings() == []


def test_what_fails_later_stays_an_alias(desk: Desk) -> None:
    visited(desk, PLAIN)
    visited(desk, f"{PLAIN}?utm_id=1")
    assert desk.fail(f"{PLAIN}?utm_id=1", at=NOW + HOUR).status == "alias"
    one_article(desk, [f"{PLAIN}?utm_id=1"])
