"""The feed's text stands in for the page's where the page gives none or clearly less, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from config.tables import Config
from model import Extracted, Hints, Page
from pipelines.preparing.prepare import prepare
from pipelines.preparing.settings import PrepareSettings

LINES = [
    "The last steam crane of the eastern quay was floated to the museum on Friday morning, when the tide stood high.",
    "Two tugs pulled the barge past the fish market, and a brass band on the pier played until it was out of sight.",
    "The crane had unloaded coal for seventy years, then bananas for twelve, and at last nothing but pigeons.",
    "Its driver, who is ninety, blew the whistle once more and said that the lever was stiffer than he remembered.",
]
HINTS = Hints(
    title="Steam crane leaves its quay",
    published="Fri, 20 Mar 2026 09:30:00 +0200",
    authors=("Ruth Lane",),
    content="".join(f"<p>{line}</p>" for line in LINES),
)


def page(*lines: str, title: str = "Steam crane leaves its quay") -> bytes:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></html>".encode()


def read(body: bytes = b"", *, hints: Hints = HINTS, **facts: Any) -> Extracted:
    url, at = "https://paper.example/crane", datetime(2026, 3, 20, 12, tzinfo=UTC)
    return prepare(Page(url=url, body=body, hints=hints, fetched_at=at, **facts), PrepareSettings.of(Config()))


def text_from(extracted: Extracted) -> str | None:
    [article] = extracted.articles
    return dict(article.story.origins_of).get("text")


def test_a_page_that_could_not_be_fetched_has_the_feeds_text_date_author_and_title() -> None:
    extracted = read(outcome="failed", reason="HTTP 403", http_status=403)
    [article] = extracted.articles
    story = article.story
    assert story.text.split("\n\n") == LINES
    assert (story.title, story.authors) == ("Steam crane leaves its quay", ("Ruth Lane",))
    assert story.published is not None and story.published.when == "2026-03-20T07:30:00Z"
    assert story.canonical_url == "https://paper.example/crane"
    assert text_from(extracted) == "the feed (HTTP 403)"
    assert (extracted.reason, extracted.raw, extracted.body_hash) == ("HTTP 403", None, None)


def test_a_page_that_a_script_builds_has_the_feeds_text() -> None:
    shell = b"<!doctype html><html><head><title>App</title></head><body><div id=root></div></body></html>"
    extracted = read(shell)
    [article] = extracted.articles
    assert article.story.title == "Steam crane leaves its quay"
    assert text_from(extracted) == "the feed (no article text: 0 words found)"
    assert extracted.body_hash is not None


def test_a_page_that_shows_the_beginning_only_has_the_feeds_text_and_its_own_facts() -> None:
    extracted = read(page(*LINES[:2], title="Steam crane leaves its quay for the museum"))
    [article] = extracted.articles
    assert article.story.text.split("\n\n") == LINES
    assert article.story.title == "Steam crane leaves its quay for the museum"
    assert text_from(extracted) == "the feed (the page shows 44 of 82 words)"


def test_a_page_that_shows_as_much_keeps_its_own_text() -> None:
    extracted = read(page(*LINES[:3]))
    assert text_from(extracted) == "the page's own markup, read by trafilatura"
    assert extracted.reason is None


def test_a_page_with_another_text_than_the_feeds_keeps_it() -> None:
    other = "Beekeepers of the valley count their hives each spring, and this year they found nine more than the last."
    extracted = read(page(other, *(other.replace("nine", count) for count in ("some", "twelve")), title="Bees"))
    assert text_from(extracted) == "the page's own markup, read by trafilatura"


def test_a_feed_that_carries_too_few_words_gives_no_text() -> None:
    extracted = read(outcome="failed", reason="HTTP 403", hints=Hints(title="Crane", content="<p>The crane left.</p>"))
    assert (extracted.articles, extracted.reason) == ((), "HTTP 403")
