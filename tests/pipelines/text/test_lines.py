"""How many words a line has, in scripts with spaces and in those without."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from read_pages import stories_of

from pipelines.reading.main.main_text import share
from pipelines.text.lines import count_words, is_sentence, words_in

CHINESE = [
    "河口县的老水车停了十一年,上周六早晨又转了起来。木匠程有禄带着两个徒弟,用了整整一个冬天换下六十四根辐条。",
    "县水利站说,水车每天能把三百方水送上高处的梯田,电费可以省下一半。第一天来看热闹的村民站满了石桥两边。",
    "程有禄今年七十一岁,他说自己只会做这一件事。两个徒弟打算把做法画成图册,明年秋天送到县里的学校去。",
]
JAPANESE = [
    "山あいの町で三十年ぶりに製糸場の機械が動いた。町の有志が昨年の夏から部品を探し、先週の日曜日に糸を引いた。",
    "参加した女性は「音を聞いて母を思い出した」と話す。町は来春から週に二日、見学を受け入れる予定だという。",
    "課題は繭の確保で、養蚕農家は町内に一軒しか残っていない。町は桑畑の復活に向けて補助金を用意した。",
]
THAI = [
    "ชาวบ้านริมคลองช่วยกันซ่อมสะพานไม้เก่าที่ปิดมานานกว่าห้าปี งานเริ่มเมื่อเดือนที่แล้วและเสร็จเมื่อวันเสาร์",
    "ผู้ใหญ่บ้านเล่าว่าไม้ส่วนใหญ่ได้มาจากบ้านร้างสองหลัง ส่วนตะปูและเชือกซื้อด้วยเงินที่เด็กนักเรียนขายขนม",
    "ตลาดเช้าจะกลับมาตั้งที่หัวสะพานอีกครั้งในสัปดาห์หน้า แม่ค้าหลายคนบอกว่ารอวันนี้มานานแล้วและจะมาก่อนสว่าง",
]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("The council's well-known plan", 4),
        ("قرر المجلس شراء آلة", 4),
        ("三百方水送上高处的梯田", 6),
        ("製糸場の機械が動いた。", 5),
        ("AI 机器人 2025", 4),
        ("สะพานไม้เก่า", 3),
        ("", 0),
    ],
)
def test_words_are_counted_where_no_spaces_part_them_too(line: str, words: int) -> None:
    assert count_words(line) == words


def test_texts_without_spaces_are_compared_character_by_character() -> None:
    assert words_in("AI 机器人") == ["AI", "机", "器", "人"]
    assert share("水车又转了", "老水车停了十一年,又转了起来。") == 1
    assert share("The mill turns", "The old mill turns again") == 1


def test_a_sentence_without_spaces_is_a_sentence_and_a_heading_is_none() -> None:
    assert is_sentence(CHINESE[0])
    assert not is_sentence("第一天来看热闹")


@pytest.mark.parametrize(("language", "text"), [("zh", CHINESE), ("ja", JAPANESE), ("th", THAI)])
def test_an_article_in_a_script_without_spaces_is_an_article(language: str, text: list[str]) -> None:
    inside = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    page = f'<html lang="{language}"><head><title>-</title></head><body><article>{inside}</article></body></html>'
    stories, reason = stories_of(page, url="https://mill.example/n/3", fetched_at=datetime(2025, 3, 22, tzinfo=UTC))
    assert [story.text for story in stories] == ["\n\n".join(text)], reason
