"""The lines in which outlets say what they corrected."""

from __future__ import annotations

import pytest

from pipelines.text.corrections import gained_corrections, is_correction, is_notice

CORRECTIONS = """
Correction: an earlier version of this article said that the ferry was out of service for six weeks.
CORRECTION (12 March 2025): The name of the chairwoman was misspelt.
Correction, 12 March: It was nine weeks.
Clarification: The basin is public.
Editor's note: The board withdrew its statement.
This article was amended on 12 March 2025 to correct the name of the board.
تصحيح: كان النص الأول يذكر أربعين شبكة.
تصويب – عدد الشبكات ثلاثون.
توضيح: الصورة المنشورة سابقا لا تعود إلى القارب.
Rectificatif : le nom de la présidente était mal orthographié.
Korrektur: Es waren neun Wochen.
Anmerkung der Redaktion: Der Name wurde berichtigt.
In einer früheren Version dieses Artikels hieß es, die Fähre sei sechs Wochen ausgefallen.
Fe de erratas: el nombre de la presidenta era incorrecto.
Düzeltme: Haberin ilk halinde sefer sayısı yanlış yazılmıştı.
اصلاحیه: در نسخه نخست این خبر تعداد تورها اشتباه آمده بود.
وضاحت: پہلے شائع ہونے والی تصویر اس کشتی کی نہیں تھی۔
"""
UPDATES = """
Update: The board has since approved the plan.
تحديث: وافقت الجمعية لاحقا على الخطة.
Mise à jour : le conseil a approuvé le plan.
Güncelleme: Kurul planı onayladı.
"""
OTHERS = """
Correction fluid is sold in the harbour shop.
The correction of the river took nine years: it is done.
Clarification tanks stand beside the basin.
Updates on the ferry: see the board's page every morning.
توضيح الحقائق واجب على الصحافة كما قال النقيب أمس في كلمته أمام الجمعية.
Precision tools: a new factory opens.
"""


@pytest.mark.parametrize("line", CORRECTIONS.strip().splitlines())
def test_a_notice_of_a_correction_is_known_in_each_language(line: str) -> None:
    assert is_correction(line) and is_notice(line)


@pytest.mark.parametrize("line", UPDATES.strip().splitlines())
def test_an_update_is_a_notice_and_no_correction(line: str) -> None:
    assert is_notice(line) and not is_correction(line)


@pytest.mark.parametrize("line", OTHERS.strip().splitlines())
def test_a_sentence_that_begins_with_such_a_word_is_no_notice(line: str) -> None:
    assert not is_notice(line)


def test_what_a_text_gained_are_the_notices_that_it_did_not_have() -> None:
    before = "The ferry sails.\n\nClarification: the quay is public."
    after = f"{before}\n\nCorrection\n\nIt was nine weeks."
    assert gained_corrections(before, after) == ["Correction: It was nine weeks."]
    assert gained_corrections(after, after) == []
