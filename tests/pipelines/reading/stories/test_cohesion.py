"""Parts of one article speak of the same things, separate stories do not; and what calls itself a round-up."""

from __future__ import annotations

import pytest
from several_stories import STORIES

from pipelines.reading.stories.cohesion import ONE_TEXT, UNRELATED, cohesion
from pipelines.reading.stories.round_ups import is_named_round_up

FERRY = {
    "en": [
        "The ferry company will run its new electric ferries from the harbour to the islands every half hour.",
        "Islanders fear that the electric ferries will leave the harbour too early for the school on the islands.",
        "The ferry company answered that the harbour has no room for more ferries before the summer.",
    ],
    "ar": [
        "تبدأ شركة العبارات تشغيل عباراتها الكهربائية الجديدة بين الميناء والجزر كل نصف ساعة.",
        "ويخشى سكان الجزر أن تغادر العبارات الكهربائية الميناء قبل انتهاء دوام المدارس في الجزر.",
        "وردت شركة العبارات بأن الميناء لا يتسع لعبارات أخرى قبل الصيف المقبل.",
    ],
    "zh": [
        "渡轮公司将用新的电动渡轮往返港口与群岛。",
        "群岛居民担心电动渡轮离开港口太早。",
        "渡轮公司说港口容不下更多电动渡轮。",
    ],
}


@pytest.mark.parametrize("language", FERRY)
def test_parts_of_one_text_speak_of_the_same_things(language: str) -> None:
    assert cohesion(FERRY[language]) > ONE_TEXT


@pytest.mark.parametrize("language", STORIES)
def test_separate_stories_do_not(language: str) -> None:
    texts = [" ".join(story["paragraphs"]) for story in STORIES[language]]
    assert cohesion(texts) < ONE_TEXT
    assert cohesion(texts) * 3 < cohesion(FERRY[language])


def test_stories_of_different_fields_have_next_to_nothing_in_common() -> None:
    assert cohesion([" ".join(story["paragraphs"]) for story in STORIES["ar"]]) <= UNRELATED


def test_texts_are_compared_whatever_their_order_or_spelling() -> None:
    one, other, third = FERRY["ar"]
    assert cohesion([one, other, third]) == pytest.approx(cohesion([third, one, other]))
    assert cohesion([one, other]) == cohesion([one.replace("إ", "ا"), other.replace("أ", "ا")])


def test_nothing_is_one_text_with_nothing() -> None:
    assert cohesion(["", ""]) == 0
    assert cohesion(["one alone"]) == 1


@pytest.mark.parametrize(
    "title",
    [
        "موجز الصباح",
        "نشرة المرصد - العدد ٥٨",
        "برقيات 20 مايو 2025",
        "The week in robots",
        "Six minutes: 16 April 2025",
        "La revue de presse du 27 mars",
        "Günün özeti – 18 Mart 2025",
        "早报：4月12日要闻",
        "Дайджест недели",
    ],
)
def test_titles_of_round_ups(title: str) -> None:
    assert is_named_round_up(title)


@pytest.mark.parametrize(
    "title",
    [
        "بلدية المرسى تسند إشارات المرور إلى برنامج",
        "Harbour town lets software time its drawbridge",
        "What happened on 16 April 2025 in the harbour town and why nobody noticed",
        "",
        None,
    ],
)
def test_titles_of_articles(title: str | None) -> None:
    assert not is_named_round_up(title)
