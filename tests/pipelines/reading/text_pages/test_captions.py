"""What a page without markup prints twice is a caption; what a text says again stays."""

from __future__ import annotations

from pipelines.reading.text_pages.captions import without_repeated_captions

LEAD = "أعلنت الهيئة صباح اليوم أن النظام الجديد سيعمل في ثلاثة موانئ قبل نهاية العام، وأن التدريب بدأ فعلا."
END = "وقالت الهيئة إنها ستنشر النتائج كاملة حين تنتهي التجربة في الخريف المقبل."


def test_a_caption_that_stands_twice_goes_and_one_that_stands_once_stays() -> None:
    assert without_repeated_captions([LEAD, "رافعة الميناء", "رافعة الميناء", END]) == [LEAD, END]
    assert without_repeated_captions([LEAD, "رافعة الميناء", END]) == [LEAD, "رافعة الميناء", END]


def test_a_refrain_among_verses_stays() -> None:
    song = ["يا بحر لا تنم", "عادت السفن", "وفيها ملح", "ورسائل لم تصل"] * 3
    assert without_repeated_captions([LEAD, END, *song]) == [LEAD, END, *song]


def test_the_speakers_of_an_interview_stay() -> None:
    talk = ["سؤال المحرر:", LEAD, "جواب المدير:", END, "سؤال المحرر:", LEAD, "جواب المدير:", END]
    assert without_repeated_captions(talk) == talk
