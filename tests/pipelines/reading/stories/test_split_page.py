"""Several stories on one page: the golden pages, and what must stay one."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from lxml.html import fragment_fromstring

from model import Hints, Story
from pipelines.reading.extract import extract_html
from pipelines.reading.stories.cards import beside, read_card

PAGES = Path(__file__).parents[1] / "pages"
CASES = sorted(path.stem for path in PAGES.glob("*.json"))


def _read(case: str) -> tuple[dict[str, Any], list[Story]]:
    gold = json.loads((PAGES / f"{case}.json").read_text("utf-8"))
    stories, _ = extract_html(
        (PAGES / f"{case}.html").read_bytes(),
        url=gold["url"],
        content_type="text/html",
        fetched_at=datetime.fromisoformat(gold["fetched_at"]),
        hints=Hints(),
        min_words=40,
    )
    return gold, stories


@pytest.mark.parametrize("case", CASES)
def test_a_page_gives_the_stories_that_were_written_into_it(case: str) -> None:
    gold, stories = _read(case)
    assert [story.title for story in stories] == [story["title"] for story in gold["stories"]]
    assert [story.position for story in stories] == list(range(len(stories)))
    for story, wanted in zip(stories, gold["stories"], strict=True):
        if "text" in wanted:
            assert story.text == wanted["text"]
        for passage in wanted.get("has", ()):
            assert passage in story.text
        for passage in wanted.get("lacks", ()):
            assert passage not in story.text
        assert story.url == wanted["url"]
        assert story.outlet == wanted["outlet"]
        assert (story.published.when if story.published else None) == wanted["published"]
        assert list(story.authors) == wanted.get("authors", list(story.authors))
        assert story.language == wanted.get("language", case.rsplit("_", 1)[1])


@pytest.mark.parametrize("case", CASES)
def test_several_stories_are_suspected_only_where_the_evidence_is_partial(case: str) -> None:
    gold, stories = _read(case)
    suspected = any(story.several_stories_suspected for story in stories)
    assert suspected == gold.get("several_stories_suspected", False)


@pytest.mark.parametrize("case", CASES)
def test_no_story_carries_the_text_of_another(case: str) -> None:
    gold, stories = _read(case)
    for n, story in enumerate(stories):
        for m, other in enumerate(gold["stories"]):
            if n != m and "text" in other and other["text"] != gold["stories"][n].get("text"):
                assert not any(paragraph in story.text for paragraph in other["text"].split("\n\n"))


def test_the_same_story_twice_on_one_page_stays_two() -> None:
    _, stories = _read("cards_ar")
    texts = [story.text for story in stories]
    assert len(texts) == 4
    assert len(set(texts)) == 3


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("<span>بقلم: سامر الخطيب</span><span>الخميس، 12 مارس 2025 02:10 م</span>", ("سامر الخطيب",)),
        ("<span>بقلم: أحمد الخميس</span> <span>12 مارس 2025</span>", ("أحمد الخميس",)),
        ("<span>By: Nora Vale</span><span>Thursday, March 13, 2025 2:35 pm</span>", ("Nora Vale",)),
        (
            "<span>By <a href='/w/1'>Nora Vale</a> and <a href='/w/2'>Tom Ashby</a></span> <i>March 13, 2025</i>",
            ("Nora Vale", "Tom Ashby"),
        ),
    ],
)
def test_a_weekday_behind_the_writer_of_the_next_story_is_no_part_of_the_name(
    byline: str, authors: tuple[str, ...]
) -> None:
    block = fragment_fromstring(f"<div><h2>The ferry goes to the breakers</h2><div>{byline}</div></div>")
    card = read_card(block[0], beside(block[0]))
    assert card.authors == authors
    assert card.has_said(block[1][-1].text_content())
