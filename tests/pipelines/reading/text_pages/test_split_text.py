"""Text pages are split into their stories; articles are not split at their subheadings.

`layouts/` holds golden pairs: a page's text, and in a `.json` of the same name what its stories are.
"""

from __future__ import annotations

import json
import lzma
import textwrap
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import SHARED

from model import Story
from pipelines.reading.text_pages.split_text import read_text_page

LAYOUTS = sorted((Path(__file__).parent / "layouts").glob("*.txt"))
DATA = SHARED
SEEDS = DATA / "seed-articles"
COPIES = DATA / "copies-ar" / "articles.jsonl.xz"

LONG = (
    "أعلنت الهيئة أن النظام الجديد سيعمل في ثلاثة موانئ قبل نهاية العام، "
    "وأن تدريب العاملين بدأ فعلا في قاعات الميناء القديم. " * 5
).strip()


@pytest.mark.parametrize("page", LAYOUTS, ids=lambda path: path.stem)
def test_each_layout_gives_its_stories(page: Path) -> None:
    golden: dict[str, Any] = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    fetched_at = datetime.fromisoformat(golden["fetched_at"]) if golden["fetched_at"] else None
    stories = read_text_page(page.read_text(encoding="utf-8"), fetched_at=fetched_at)
    assert [story.title for story in stories] == [wanted["title"] for wanted in golden["stories"]]
    assert [story.position for story in stories] == list(range(len(stories)))
    for story, wanted in zip(stories, golden["stories"], strict=True):
        assert story.outlet == wanted["outlet"]
        assert list(story.authors) == wanted["authors"]
        assert (story.published.when if story.published else None) == wanted["when"]
        assert story.text.startswith(wanted["starts"])
        assert story.text.endswith(wanted["ends"])
        assert set(wanted["has"]) <= set(story.text.split("\n\n"))
        assert [words for words in golden["absent"] if words in story.text] == []


def test_a_plain_text_is_one_story() -> None:
    stories = read_text_page(LONG, fetched_at=None)
    assert [(story.title, story.text) for story in stories] == [(None, LONG)]


def test_a_title_above_a_text_is_its_title() -> None:
    (story,) = read_text_page(f"الميناء يتعلم من سجلات السفن\n\n{LONG}", fetched_at=None)
    assert (story.title, story.text) == ("الميناء يتعلم من سجلات السفن", LONG)


def test_subheadings_and_dates_inside_an_article_do_not_split_it() -> None:
    parts = ["الميناء يتعلم من سجلات السفن"]
    for subheading in ("البداية من الرصيف القديم", "20 نوفمبر 2025", "قرار ينتظره الجميع", "3 مارس 2026"):
        parts += [subheading, LONG]
    (story,) = read_text_page("\n".join(parts), fetched_at=None)
    assert "20 نوفمبر 2025" in story.text
    assert "قرار ينتظره الجميع" in story.text


def test_captions_printed_twice_do_not_split_an_article() -> None:
    caption = "رافعة جديدة على الرصيف الشرقي"
    parts = ["الميناء يتعلم من سجلات السفن", LONG]
    for subheading in ("البداية من الرصيف القديم", "ما الذي يقوله العمال"):
        parts += [caption, caption, subheading, LONG]
    (story,) = read_text_page("\n".join(parts), fetched_at=None)
    assert caption not in story.text
    assert "البداية من الرصيف القديم" in story.text


def test_a_teaser_between_stories_is_no_story_and_is_not_glued_to_one() -> None:
    page = "\n".join(
        [
            "الميناء يتعلم من سجلات السفن",
            "مرسى - منذ ساعة",
            LONG,
            "عنوان تشويقي لا نص تحته يقرأ",
            "مرسى - منذ ساعتين",
            "جملة قصيرة تشوق القارئ إلى خبر لا يقف كاملا في هذه الصفحة.",
            "المدارس تفتح أبوابها لمعلم رقمي",
            "صدى - منذ 3 ساعات",
            LONG,
        ]
    )
    stories = read_text_page(page, fetched_at=None)
    assert [story.outlet for story in stories] == ["مرسى", "صدى"]
    assert [story.text for story in stories] == [LONG, LONG]


def test_the_comments_of_readers_are_neither_stories_nor_text() -> None:
    page = ["الميناء يتعلم من سجلات السفن", LONG, "التعليقات (2)"]
    for name in ("أبو خالد الساحلي", "هند مرزوق"):
        page += [name, "منذ ساعة", LONG.replace("الهيئة", "جارتنا"), "رد"]
    (story,) = read_text_page("\n".join(page), fetched_at=None)
    assert story.text == LONG


def test_cards_below_an_empty_comment_box_stay_stories() -> None:
    page = ["الميناء يتعلم من سجلات السفن", "مرسى", "منذ ساعة", LONG, "التعليقات", "لا يوجد تعليقات بعد"]
    page += ["المدارس تفتح أبوابها لمعلم رقمي", "صدى", "منذ ساعتين", LONG]
    assert [story.outlet for story in read_text_page("\n".join(page), fetched_at=None)] == ["مرسى", "صدى"]


def test_lines_wrapped_at_a_margin_are_one_paragraph_again() -> None:
    sentence = "The port said that the new system would work in three harbours before the year was out. "
    paragraphs = [(sentence * 3).strip(), (sentence.replace("port", "town") * 4).strip()]
    wrapped = "\n\n".join(textwrap.fill(paragraph, 68) for paragraph in paragraphs)
    (story,) = read_text_page(f"Ships wait less in the old port\n\n{wrapped}", fetched_at=None)
    assert story.text.split("\n\n") == paragraphs


def test_a_headline_of_two_words_is_told_from_a_longer_outlet() -> None:
    page = f"وكالة أنباء المرافئ المستقلة\nمنذ 3 ساعات\nرصيف ذكي\n{LONG}"
    (story,) = read_text_page(page, fetched_at=None)
    assert (story.title, story.outlet) == ("رصيف ذكي", "وكالة أنباء المرافئ المستقلة")


def test_a_note_on_the_author_under_the_text_goes_and_the_authors_last_answer_stays() -> None:
    page = ["الميناء يتعلم من سجلات السفن", "بقلم: هند مرزوق", LONG, LONG]
    (noted,) = read_text_page("\n".join([*page, "هند مرزوق", "كاتبة تقيم في مدينة الساحل."]), fetched_at=None)
    assert noted.text == f"{LONG}\n\n{LONG}"
    (asked,) = read_text_page("\n".join([*page, "هند مرزوق:", "كاتبة تقيم في مدينة الساحل."]), fetched_at=None)
    assert asked.text.endswith("كاتبة تقيم في مدينة الساحل.")


def test_verses_keep_their_refrain() -> None:
    verses = ["أغنية الرصيف", "شعر: هند مرزوق"]
    for verse in ("والسفن القديمة عادت", "والأولاد كبروا هنا", "والموج يعد أسماءنا"):
        verses += ["يا بحر لا تنم", verse, "***"]
    (story,) = read_text_page("\n".join(verses), fetched_at=None)
    assert (story.title, story.authors) == ("أغنية الرصيف", ("هند مرزوق",))
    assert story.text.count("يا بحر لا تنم") == 3


def test_just_now_inside_a_text_begins_no_story() -> None:
    lines = [
        "الميناء يتعلم من سجلات السفن",
        LONG,
        "نحو الرصيف الواسع بريح أليفة",
        "غناء يستيقظ للتو",
        "ثم هدأ الميناء كله بعد ذلك.",
    ]
    (story,) = read_text_page("\n".join(lines), fetched_at=None)
    assert "غناء يستيقظ للتو" in story.text
    assert story.text.endswith("ثم هدأ الميناء كله بعد ذلك.")


def test_the_clock_of_the_page_is_not_the_date_of_the_article() -> None:
    page = f"الأحد، 23 فبراير 2025\n\n04:43 ص\n\nالميناء يتعلم من سجلات السفن\n\n{LONG}"
    (story,) = read_text_page(page, fetched_at=None)
    assert story.published is None


def test_relative_words_are_kept_when_nothing_places_them() -> None:
    (story,) = read_text_page(f"الميناء يتعلم من سجلات السفن\nمرسى\nمنذ يومين\n{LONG}", fetched_at=None)
    assert story.published is not None
    assert (story.published.when, story.published.words) == (None, "منذ يومين")


def test_a_page_of_short_lines_gives_them_all() -> None:
    (story,) = read_text_page("أول سطر\nثاني سطر\nثالث سطر", fetched_at=None)
    assert "ثالث سطر" in f"{story.title}\n{story.text}"


@pytest.mark.parametrize("text", ["", "\n\n", " \t\u00a0\n"])
def test_a_page_without_words_gives_nothing(text: str) -> None:
    assert read_text_page(text, fetched_at=None) == []


@settings(max_examples=60)
@given(st.lists(st.one_of(st.just(LONG), st.text(max_size=60)), max_size=10))
def test_no_page_breaks_the_reader_and_no_long_paragraph_is_lost(parts: list[str]) -> None:
    stories = read_text_page("\n".join(parts), fetched_at=None)
    assert [story.position for story in stories] == list(range(len(stories)))
    assert sum(story.text.count(LONG) for story in stories) == parts.count(LONG)


def _seed(number: int) -> list[Story]:
    files = sorted(SEEDS.glob(f"{number:03}_*.txt")) if SEEDS.is_dir() else []
    if not files:
        pytest.skip("shared/data/seed-articles is not here")
    return read_text_page(files[0].read_text(encoding="utf-8"), fetched_at=None)


def test_the_seed_pages_give_eight_stories() -> None:
    assert [len(_seed(number)) for number in range(5)] == [1, 4, 1, 1, 1]


def test_the_seed_pages_are_dated_by_their_own_lines() -> None:
    dated = _seed(0)[0].published
    assert dated is not None
    assert dated.when == "2025-01-30T15:35:00"
    main, *others = _seed(1)
    assert main.published is not None
    assert main.published.when == "2025-03-20"
    assert [story.published and story.published.when for story in others] == [None] * 3
    assert [bool(story.outlet) for story in (main, *others)] == [True] * 4
    assert others[0].text[:500] == others[2].text[:500]


def test_the_seed_pages_have_titles_where_a_title_stands() -> None:
    assert [bool(_seed(number)[0].title) for number in range(5)] == [True, True, True, False, False]
    assert [bool(_seed(number)[0].authors) for number in (0, 2)] == [True, True]


@pytest.mark.parametrize("number", range(5))
def test_the_seed_pages_lose_their_boilerplate(number: int) -> None:
    boilerplate = [
        "Short Url",
        "showcase",
        "Komen",
        "تعليق (0)",
        "[إعلان",
        "app-store",
        "متجر التطبيقات المفضل",
        "ذات صلة",
    ]
    for story in _seed(number):
        assert [words for words in boilerplate if words in story.text] == []
        assert "search" not in story.text.split("\n\n")
    if number == 4:
        assert "المصدر: http" in _seed(4)[0].text


@pytest.mark.slow
def test_ordinary_articles_are_hardly_ever_split() -> None:
    if not COPIES.is_file():
        pytest.skip("shared/data/copies-ar is not here")
    with lzma.open(COPIES, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for number, line in enumerate(lines) if number % 150 == 0]
    split = 0
    for row in rows:
        split += len(read_text_page(row["text"], fetched_at=None)) > 1
        split += len(read_text_page(f"{row['title']}\n\n{row['text']}", fetched_at=None)) > 1
    assert split == 0
