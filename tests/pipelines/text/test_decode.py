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


@given(st.binary())
def test_any_bytes_give_text(body: bytes) -> None:
    decode_text(body)


@given(st.text())
def test_utf8_comes_back_as_written(text: str) -> None:
    marks = ("\ufeff",)
    if not text.startswith(marks) and "\0" not in text:
        assert decode_text(text.encode()) == text
