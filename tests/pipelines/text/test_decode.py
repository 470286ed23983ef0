import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.decode import decode_text

ARABIC = (
    "أعلنت وزارة التعليم اليوم إطلاق منصة وطنية للتدريب على أدوات الترجمة، وقال الوزير إن المنصة "
    "ستفتح أبوابها للطلاب والمعلمين في كل المحافظات ابتداء من الشهر المقبل.\n"
)
RUSSIAN = "Министерство образования объявило о запуске национальной платформы для обучения переводчиков.\n"
GERMAN = "Das Ministerium eröffnet eine nationale Plattform für Übersetzer, größer als die frühere.\n"
FRENCH = "Le ministère a annoncé la création d'une plateforme dédiée à l'apprentissage des élèves.\n"
CHINESE = "教育部今天宣布推出全国翻译培训平台，面向所有学生和教师开放，首批课程下月上线。\n"


@pytest.mark.parametrize("text", [ARABIC, RUSSIAN, GERMAN, FRENCH, CHINESE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_or_without_a_mark_is_read(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ARABIC, "utf-16-le"),
        (ARABIC, "utf-16-be"),
        (GERMAN, "utf-16-le"),
        (RUSSIAN, "utf-16-be"),
        (ARABIC, "cp1256"),
        (ARABIC, "iso8859-6"),
        (RUSSIAN, "cp1251"),
        (GERMAN, "cp1252"),
        (FRENCH, "cp1252"),
    ],
)
def test_older_encodings_are_recognised_by_how_the_bytes_stand(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding)) == text


def test_a_few_broken_bytes_do_not_turn_a_text_into_another_alphabet() -> None:
    body = ARABIC.encode()
    broken = body[:40] + b"\xff" + body[40:]
    assert decode_text(broken).replace("\ufffd", "").startswith(ARABIC[:20])
    assert ARABIC[30:] in decode_text(broken)


@given(st.binary())
def test_any_bytes_give_text_that_can_be_stored(body: bytes) -> None:
    assert isinstance(decode_text(body).encode(), bytes)


@given(st.text())
def test_utf8_comes_back_as_written(text: str) -> None:
    marks = ("\ufeff",)
    if not text.startswith(marks) and "\0" not in text:
        assert decode_text(text.encode()) == text
