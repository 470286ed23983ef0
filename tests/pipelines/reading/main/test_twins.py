"""A page that has its one article several times is read once."""

from __future__ import annotations

from datetime import UTC, datetime
from time import process_time

import pytest
from lxml.html import document_fromstring
from read_pages import stories_of

from pipelines.reading.main.twins import cut_twins

TITLE = "سفينة قديمة تعود إلى المرفأ بعد ثلاثين عاما"
TEXT = [
    "عادت السفينة إلى المرفأ صباح الأحد بعد أن أمضت ثلاثين عاما في حوض مهجور على الضفة الأخرى من النهر، واستقبلها "
    "عند الرصيف عدد من البحارة الذين عملوا عليها قبل أن تغلق الشركة أبوابها.",
    "وقال مدير الورشة إن إصلاح الهيكل استغرق أربعة أشتية، وإن معظم الأخشاب جاءت من أشجار سقطت في العاصفة الكبيرة، "
    "أما المحرك فلم يبق منه سوى القاعدة التي صب عليها قبل ستين عاما.",
    "ومن المقرر أن تحمل السفينة تلاميذ المدارس في رحلات قصيرة إلى الجزر القريبة ابتداء من الربيع، على أن تبقى في الشتاء "
    "متحفا صغيرا يروي حكاية الصيادين الذين عبروا بها إلى الشمال.",
]
PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
SHOWN = f"<div class='wide'><h1>{TITLE}</h1><div class='by'>سلمى حداد</div><div class='text'>{PARAGRAPHS}</div></div>"


def _texts(inside: str) -> list[list[str]]:
    page = f'<html lang="ar"><head><meta charset="utf-8"><title>{TITLE}</title></head><body>{inside}</body></html>'
    stories, _ = stories_of(page, url="https://marfa.example/n/17", fetched_at=datetime(2026, 3, 22, tzinfo=UTC))
    return [story.text.split("\n\n") for story in stories]


@pytest.mark.parametrize(
    "copy",
    [
        f"<div class='small' style='display:none'><h1>{TITLE}</h1><div>{PARAGRAPHS}</div></div>",
        f"<div class='small'><h1>{TITLE}</h1><div>{PARAGRAPHS}</div></div>",
        f"<template id='print'><article><h1>{TITLE}</h1>{PARAGRAPHS}</article></template>",
    ],
    ids=["hidden", "another width", "template"],
)
def test_a_copy_of_the_article_is_no_story_and_no_second_text(copy: str) -> None:
    assert _texts(copy + SHOWN) == [TEXT]
    assert _texts(SHOWN + copy) == [TEXT]


def test_a_headline_that_is_shown_again_in_a_bar_costs_nothing() -> None:
    assert _texts(f"<div class='bar'><h1>{TITLE}</h1></div>{SHOWN}") == [TEXT]


def test_a_second_text_under_the_same_headline_stays() -> None:
    other = (
        "<p>لم يتفق أهل الحي على اسم السفينة الجديد، فبعضهم يريد اسم القرية التي صنعت فيها، وبعضهم يريد اسم آخر قبطان "
        "قادها، أما الأطفال فصوتوا في المدرسة لاسم طائر بحري.</p><p>وسيعلن المجلس البلدي قراره في جلسة مفتوحة الأسبوع "
        "المقبل، بعد أن يستمع إلى من شاء من الجيران، ثم يكتب الاسم بالطلاء الأبيض على الجانبين قبل الإبحار الأول.</p>"
    )
    tree = document_fromstring(f"<body>{SHOWN}<div class='wide'><h1>{TITLE}</h1><div>{other}</div></div></body>")
    cut_twins(tree)
    assert "اسم طائر بحري" in tree.text_content()


def test_a_page_of_nothing_but_one_headline_takes_no_longer_for_it() -> None:
    tree = document_fromstring("<body>" + "<div>" * 200 + f"<div><h1>{TITLE}</h1></div>" * 3000 + "</div>" * 200)
    began = process_time()
    cut_twins(tree)
    # Each headline by each took 40 s.
    assert process_time() - began < 4
