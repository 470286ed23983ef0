"""Titles without the name of their site, in Arabic and English, at either end."""

from __future__ import annotations

import pytest

from pipelines.reading.facts.titles import same_headline, title_without_outlet, without_site, words_of

SITES = {"".join(words_of(name)) for name in ("جريدة الوادي", "Valley Post", "alwadi", "valley.example")}


@pytest.mark.parametrize(
    ("given", "bare"),
    [
        ("مجلس القرى يشتري كاسحة - جريدة الوادي", "مجلس القرى يشتري كاسحة"),
        ("مجلس القرى يشتري كاسحة | الوادي", "مجلس القرى يشتري كاسحة"),
        ("مجلس القرى يشتري كاسحة ـ جريدة الوادي", "مجلس القرى يشتري كاسحة"),
        ("مجلس القرى يشتري كاسحة- جريدة الوادي", "مجلس القرى يشتري كاسحة"),
        ("جريدة الوادي | مجلس القرى يشتري كاسحة", "مجلس القرى يشتري كاسحة"),
        ("جريدة الوادي: مجلس القرى يشتري كاسحة", "مجلس القرى يشتري كاسحة"),
        ("جريدة الوادي - مجلس القرى يشتري كاسحة - جريدة الوادي", "مجلس القرى يشتري كاسحة"),
        ("Council buys a plough — Valley Post", "Council buys a plough"),
        ("Council buys a plough|Valley Post", "Council buys a plough"),
        ("Council buys a plough · valley.example", "Council buys a plough"),
        ("Valley Post: Council buys a plough", "Council buys a plough"),
        ("Valley Post » Council buys a plough", "Council buys a plough"),
        ("Council: valley needs a plough", "Council: valley needs a plough"),
        ("مدير الوادي: نحتاج إلى كاسحة", "مدير الوادي: نحتاج إلى كاسحة"),
        ("A state-of-the-art plough", "A state-of-the-art plough"),
        ("2020 - 2025: five winters", "2020 - 2025: five winters"),
    ],
)
def test_the_name_of_the_site_goes_from_both_ends(given: str, bare: str) -> None:
    assert without_site(given, SITES) == bare


@pytest.mark.parametrize(
    ("given", "others", "bare"),
    [
        ("مجلس القرى يشتري كاسحة - صحيفة الجبل", [], "مجلس القرى يشتري كاسحة"),
        ("وكالة الجبل | مجلس القرى يشتري كاسحة", [], "مجلس القرى يشتري كاسحة"),
        ("Council buys a plough - Ridge Tribune", [], "Council buys a plough"),
        ("Council buys a plough | The Ridge", ["Council buys a plough"], "Council buys a plough"),
        ("مجلس القرى يشتري كاسحة | محليات | الجبل", ["مجلس القرى يشتري كاسحة"], "مجلس القرى يشتري كاسحة"),
        ("Council buys a plough - and regrets it", [], "Council buys a plough - and regrets it"),
        ("مجلس القرى يشتري كاسحة - والسكان يعترضون", [], "مجلس القرى يشتري كاسحة - والسكان يعترضون"),
        ("Snow - Ridge Tribune", [], "Snow - Ridge Tribune"),
    ],
)
def test_a_name_that_nothing_else_tells_goes_where_it_is_plain(given: str, others: list[str], bare: str) -> None:
    assert title_without_outlet(given, set(), others) == bare


def test_headlines_without_spaces_between_words_are_compared_by_their_characters() -> None:
    assert same_headline("旧船三十年后回到码头", "旧船三十年后回到码头_河口日报")
    assert same_headline("เรือเก่ากลับถึงท่า", "เรือเก่ากลับถึงท่า | ข่าวปากน้ำ")
    assert not same_headline("旧船三十年后回到码头", "码头旁的学校九月开学")
