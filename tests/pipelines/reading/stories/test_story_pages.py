"""Several stories on one page in many layouts, Arabic and English, and ordinary pages that must stay whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from read_pages import stories_of
from several_stories import LAYOUTS, STORIES
from whole_articles import WHOLE

from model import Story

LANGUAGES = ("ar", "en")
SOURCES = ("Valley Radio", "Nora Velt", "Tom Ashby")


def read(page: str) -> list[Story]:
    stories, _ = stories_of(
        page, url="https://aggregator.example/page/7", fetched_at=datetime(2025, 3, 20, 18, 0, tzinfo=UTC)
    )
    return stories


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_all_stories_of_a_page_are_found_each_with_what_the_page_says_of_it(layout: str, language: str) -> None:
    build, shown, first_is_main = LAYOUTS[layout]
    for count in (2, 5):
        wanted = STORIES[language][:count]
        found = read(build(language, wanted))
        assert [story.title for story in found] == [story["title"] for story in wanted]
        assert [story.position for story in found] == list(range(count))
        for n, (story, gold) in enumerate(zip(found, wanted, strict=True)):
            text = " ".join(story.text.split())
            assert " ".join(gold["paragraphs"]) in text
            assert len(text.split()) <= len(" ".join(gold["paragraphs"]).split()) + 4
            assert (story.published.when if story.published else None) == (gold["day"] if "day" in shown else None)
            if not (n == 0 and first_is_main):
                assert story.url == (gold["url"] if "url" in shown else None)
                assert story.outlet == (gold["outlet"] if "outlet" in shown else None)


def test_the_main_story_of_others_is_from_where_its_headline_leads() -> None:
    articles = "".join(
        f"<article><h{place}><a href='{story['url']}'>{story['title']}</a></h{place}><p>{story['outlet']} | 12 March 2025"
        f"</p>{''.join(f'<p>{words}</p>' for words in story['paragraphs'])}</article>"
        for place, story in enumerate(STORIES["en"][:2], start=1)
    )
    found = read(f"<title>{STORIES['en'][0]['title']}</title><body><main>{articles}</main></body>")
    assert [(story.url, story.outlet) for story in found] == [
        (each["url"], each["outlet"]) for each in STORIES["en"][:2]
    ]


@pytest.mark.parametrize("layout", ["flat_bold_linked", "two_columns", "digest_bold_lines"])
def test_stories_in_a_form_around_the_whole_page_are_found(layout: str) -> None:
    page = LAYOUTS[layout][0]("en", STORIES["en"][:3])
    body = page.index(">", page.index("<body")) + 1
    assert len(read(f"{page[:body]}<form method='post' action='/'>{page[body:]}</form>")) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_story_that_stands_twice_under_bold_lines_is_given_twice(language: str) -> None:
    build, _, _ = LAYOUTS["flat_bold"]
    first, second = STORIES[language][:2]
    found = read(build(language, [first, second, first]))
    assert [story.title for story in found] == [first["title"], second["title"], first["title"]]
    assert found[0].text == found[2].text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", WHOLE)
def test_an_ordinary_article_is_not_split(kind: str, language: str) -> None:
    assert len(read(WHOLE[kind](language))) == 1


@pytest.mark.parametrize("kind", ["sections_with_notes", "listicle_unnumbered", "tools_bold_link", "chronology_h2"])
def test_parts_with_partial_evidence_make_the_article_suspected(kind: str) -> None:
    assert all(read(WHOLE[kind](language))[0].several_stories_suspected for language in LANGUAGES)


@pytest.mark.parametrize("kind", ["h2_subheads", "bold_subheads", "interview", "recipe", "live_unnamed", "comments"])
def test_subheadings_alone_raise_no_suspicion(kind: str) -> None:
    assert not any(read(WHOLE[kind](language))[0].several_stories_suspected for language in LANGUAGES)


def guide(title: str, parts: str) -> str:
    return f"<html><head><title>{title}</title></head><body><main><h1>{title}</h1><p>{OPENING}</p>{parts}</main></body></html>"


OPENING = (
    "Anybody who wants to sort a harvest by machine has to settle a few questions first, from the light in the barn to "
    "the belt that carries the fruit. This guide goes through them in the order in which they come up, and it names what "
    "each of them costs a farm of ten hectares in a year with an average harvest."
)
PART = (
    "<p>The camera over the belt sorts the fruit of the farm by its colour, and the farm pays for the light it needs. A "
    "camera of the middle class is enough for apples and pears on the belt, while cherries need a faster one.</p><p>The "
    "belt carries the fruit past the camera of the farm at the speed of a walking man, which no farm should exceed in the "
    "first year, since each crate that is sorted wrongly has to be sorted again by hand, fruit by fruit, under the light.</p>"
)


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(
            "<article class=box><h2>{n}. Camera, belt and light of class {n}</h2>{text}</article>", id="articles"
        ),
        pytest.param('<h2><a href="/guides/{n}">More on cameras of class {n}</a></h2>{text}', id="links of the site"),
        pytest.param(
            '<h3>Model {n}</h3>{text}<h4><a href="https://shop.example/{n}">Buy it here</a></h4>', id="buttons"
        ),
        pytest.param(
            "<p><b>Sorting a harvest by machine</b></p>{text}<p><b>Camera number {n}</b></p>{text}", id="bold"
        ),
    ],
)
def test_parts_of_a_guide_are_no_stories(part: str) -> None:
    parts = "".join(part.format(n=n, text=PART) for n in range(1, 6))
    assert len(read(guide("Sorting a harvest by machine, step by step", parts))) == 1


@pytest.mark.parametrize("name", ["live-post", "live_entry", "livefeed", "x live-coverage"])
def test_posts_that_are_named_after_a_live_page_are_no_stories(name: str) -> None:
    posts = "".join(
        f"<div class='{name}'><time datetime='2025-03-12T0{n}:05Z'>0{n}:05</time><h3><a href='https://o.example/{n}'>"
        f"{story['title']}</a></h3>{''.join(f'<p>{words}</p>' for words in story['paragraphs'])}</div>"
        for n, story in enumerate(STORIES["en"], start=1)
    )
    page = guide("The morning at the river", posts)
    assert len(read(page)) == 1
    assert len(read(page.replace(name, "post"))) > 1


def test_entries_of_a_directory_are_no_stories() -> None:
    lines = "Elm Street {n}, second floor<br>Open from nine to five<br>Apples and pears<br>Fees by income<br>" * 6
    parts = "".join(
        f'<li><a href="https://farm{n}.example/sorting">Sorting House Number {n} of the Valley</a><br>{lines.format(n=n)}</li>'
        for n in range(1, 7)
    )
    assert len(read(guide("Where to have a harvest sorted in the valley", f"<ul>{parts}</ul>"))) == 1


def test_a_card_of_the_site_that_names_a_medium_is_no_story_though_its_neighbours_are_none() -> None:
    main, *others = STORIES["en"]
    cards = "".join(
        f'<div class="span6"><article><h3><a href="/n/{n}">{story["title"]}</a></h3><p class="source">{source}</p>'
        f"<p>{story['paragraphs'][0]}</p><p>{' '.join(story['paragraphs'][1].split()[:most])}.</p></article></div>"
        for n, (story, source, most) in enumerate(zip(others, SOURCES, (50, 30, 50), strict=False))
    )
    text = "".join(f"<p>{paragraph}</p>" for paragraph in main["paragraphs"] * 2)
    page = (
        f"<title>{main['title']}</title></head><body><main><h1>{main['title']}</h1>{text}</main>{cards}</body></html>"
    )
    assert len(read(f"<html><head>{page}")) == 1
