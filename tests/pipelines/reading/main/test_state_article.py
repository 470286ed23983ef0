"""The article in the data of scripts is found in whatever script its sentences end."""

from __future__ import annotations

import json

import pytest
from read_pages import story_of


@pytest.mark.parametrize(
    ("language", "title", "sentence"),
    [
        (
            "hi",
            "पुरानी नाव फिर घाट पर लौटी",
            "नाव तीस साल बाद रविवार की सुबह घाट पर लौटी और पुराने मल्लाहों ने उसका स्वागत किया।",
        ),
        (
            "ur",
            "پرانی کشتی گھاٹ پر لوٹ آئی",
            "کشتی تیس سال بعد اتوار کی صبح گھاٹ پر لوٹ آئی اور پرانے ملاحوں نے اس کا استقبال کیا۔",
        ),
        (
            "zh",
            "旧船三十年后回到码头",
            "这艘船在废弃的船坞里停了三十年，星期天早上回到码头，当年的水手们都来迎接它，其中有人流下了眼泪。",
        ),
    ],
)
def test_a_text_in_scripts_is_told_by_the_ends_of_its_sentences(language: str, title: str, sentence: str) -> None:
    paragraphs = [f"{number} {sentence}" for number in range(1, 13)]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    data = json.dumps({"props": {"article": {"title": title, "body": body}}})
    story = story_of(
        f'<html lang="{language}"><head><title>{title}</title></head><body><div id="__next"><h1>{title}</h1></div>'
        f'<script id="__NEXT_DATA__" type="application/json">{data}</script></body></html>'
    )
    assert story.text.split("\n\n") == paragraphs
