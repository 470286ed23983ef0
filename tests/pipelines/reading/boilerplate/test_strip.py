"""What pages print around a text is dropped; what a text says is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.boilerplate.edges import is_edge_boilerplate
from pipelines.reading.boilerplate.lines import is_boilerplate, is_related_label
from pipelines.reading.boilerplate.strip import strip_boilerplate

LEAD = "أعلنت الهيئة صباح اليوم أن النظام الجديد سيعمل في ثلاثة موانئ قبل نهاية العام، وأن التدريب بدأ فعلا."
END = "وقالت الهيئة إنها ستنشر النتائج كاملة حين تنتهي التجربة في الخريف المقبل."


@pytest.mark.parametrize(
    "line",
    [
        "Short Url",
        "showcase",
        "search",
        "Komen",
        "logo",
        "تعليق (0)",
        "التعليقات",
        "لا يوجد تعليقات بعد...",
        "[إعلان رقم 2]",
        "(Advertisement 3)",
        "12 Comments",
        "عدد المشاهدات: 840",
        "3 دقائق قراءة",
        "5 min read",
        "أخبار ذات صلة",
        "Related stories",
        "اقرأ أيضا: ميناء يتعلم من السفن",
        "اقرأ أيضاً",
        "Read more: how ships berth",
        "شارك هذا الخبر",
        "Baca juga",
        "Das könnte Sie auch interessieren",
        "© 2026 Coast Ledger. All rights reserved.",
        "* * *",
        "كلمات دليلية: موانئ، سفن",
        "Filed under: ports, ships",
        "Partager sur Facebook",
        "اشترك في نشرتنا الصباحية",
        "Tüm hakları saklıdır",
    ],
)
def test_boilerplate_is_known_wherever_it_stands(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        LEAD,
        END,
        "المصدر: وكالة السهل",
        "Source: https://example.org/story",
        "Background",
        "التفاصيل",
        "ماذا بعد؟",
        "شارك الوزير في افتتاح المعرض.",
        "Watch this space, he said.",
        "سجل التطبيق مليون مستخدم في شهر.",
        "الشركات: فيسبوك وتويتر",
        "1. أرصفة جديدة",
        "Topics of the day were ports and ships.",
        "المزيد من السفن في الشتاء",
    ],
)
def test_sentences_subheadings_items_and_sources_are_no_boilerplate(line: str) -> None:
    assert not is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "الطقس: الساحل 24° غائم",
        "BBQ weather 17°C",
        "سعر الدولار: شراء 48.20 بيع 48.35",
        "HBX 100 9,412.30 +0.4%",
        "Photo: the old pier at dawn. (Nora Vale)",
        "رافعة على الرصيف الشرقي - صورة أرشيفية",
        "[banner.png] Coast Ledger",
        "* Home",
        "المزيد من مرفأ اليوم",
    ],
)
def test_tickers_and_credits_are_boilerplate_only_around_a_text(line: str) -> None:
    assert is_edge_boilerplate(line)
    assert strip_boilerplate([LEAD, line, END]) == [LEAD, line, END]


@pytest.mark.parametrize(
    "line",
    ["الحرارة تبلغ 45 درجة في مدينة الساحل", "Prices rise by 0.4 % in the north", "صورة الميناء بعد عام"],
)
def test_headlines_with_figures_are_no_tickers(line: str) -> None:
    assert not is_edge_boilerplate(line)


def test_an_advertisement_is_dropped_at_the_end_and_kept_inside() -> None:
    call = "حمّل التطبيق الآن من متجر التطبيقات المفضل لديك وابدأ القراءة معنا."
    assert is_edge_boilerplate(call)
    assert strip_boilerplate([LEAD, END, call]) == [LEAD, END]
    assert strip_boilerplate([LEAD, call, END]) == [LEAD, call, END]


def test_what_stands_behind_the_first_boilerplate_after_the_text_goes_as_well() -> None:
    assert strip_boilerplate([LEAD, END, "Orange picture", "جرّب المساعد لدينا", "كلمة غريبة", "شعار"]) == [
        LEAD,
        END,
    ]


def test_a_last_list_stays() -> None:
    items = ["رصيف الشمال", "رصيف الجنوب", "رصيف الشرق"]
    assert strip_boilerplate([LEAD, END, *items, "شارك"]) == [LEAD, END, *items]


def test_a_subheading_stays_even_when_it_is_also_a_label_of_pages() -> None:
    assert strip_boilerplate([LEAD, "Background", END]) == [LEAD, "Background", END]


def test_a_subheading_that_comes_again_stays() -> None:
    parts = [LEAD, "رافعة الميناء", END, "رافعة الميناء", LEAD]
    assert strip_boilerplate(parts) == parts


def test_read_also_takes_the_headline_below_it_along() -> None:
    assert strip_boilerplate([LEAD, "اقرأ أيضا", "ميناء آخر يجرب النظام نفسه", END]) == [LEAD, END]


def test_a_source_line_stays_and_the_comment_counter_below_it_goes() -> None:
    page = [LEAD, END, "[إعلان رقم 2]", "المصدر: https://example.org/a", "تعليق (0)"]
    assert strip_boilerplate(page) == [LEAD, END, "المصدر: https://example.org/a"]


@given(st.lists(st.text(max_size=80), max_size=12))
def test_stripping_only_ever_drops_lines_and_keeps_their_order(paragraphs: list[str]) -> None:
    left = iter(line.strip() for line in paragraphs)
    assert all(line in left for line in strip_boilerplate(paragraphs))


@given(st.lists(st.sampled_from([LEAD, END]), max_size=6))
def test_sentences_are_never_dropped(paragraphs: list[str]) -> None:
    assert strip_boilerplate(paragraphs) == paragraphs


@pytest.mark.parametrize(
    "line",
    [
        "ETİKETLER: robot, belediye",
        "تحميل التطبيق من متجر الهواتف",
        "A keeper and her hives above Calder. Photo: Ruth Lane",
    ],
)
def test_labels_in_capitals_and_adverts_are_dropped_at_the_edges(line: str) -> None:
    assert strip_boilerplate([LEAD, END, line]) == [LEAD, END]


@pytest.mark.parametrize(
    "notice",
    [
        "This article was amended on 7 November 2025 to correct a figure.",
        "Correction: an earlier version of this article gave the wrong number of hives.",
        "تصحيح: ورد في نسخة سابقة من هذا الخبر عدد غير صحيح للخلايا.",
        "Cet article a été modifié le 3 mars.",
        "This article was originally published by the Coast Ledger on 3 March.",
    ],
)
def test_corrections_and_credits_are_part_of_the_text(notice: str) -> None:
    assert strip_boilerplate([LEAD, END, notice]) == [LEAD, END, notice]


def test_counters_between_marks_are_boilerplate() -> None:
    assert is_boilerplate("أعجبني ١٢ · رد ٣")
    assert not is_boilerplate("الميناء · المدينة القديمة")


@pytest.mark.parametrize(
    "line", ["موضوعات مشابهة", "قصص ذات صلة", "Similar reads", "Weitere Artikel", "İlgili Haberler"]
)
def test_labels_over_other_stories_are_known_in_any_pairing(line: str) -> None:
    assert is_related_label(line)


def test_a_sentence_on_related_things_is_no_label() -> None:
    assert not is_related_label("أخبار مشابهة وصلت إلى الميناء")


@pytest.mark.parametrize(
    "line",
    [
        "Contact reporter Ada Moor at amoor@pass.example. Follow her on X @amoor.",
        "لمتابعة أخبار المدرسة على تليجرام اضغط هنا",
        "تابعوا أخبار الوكالة على التلغرام: t.example/pass",
        "کانال تلگرام ما را دنبال کنید",
        "Подписывайтесь на наш Telegram-канал",
        "إخلاء مسؤولية: لا يعد ما نشر نصيحة بالشراء",
        "رابط الخبر: http://pass.example/n/17",
        "“山上的学校”开学第一天。 王岩 摄",
        "图源:受访者",
        "本文来自山口邮报,转载请联系授权。",
        "انتهى / م.ع 7",
    ],
)
def test_what_a_page_says_of_itself_is_boilerplate_around_a_text(line: str) -> None:
    assert is_edge_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "Contact between the two villages was broken for three days, the council said on Monday.",
        "وتابع الوزير أن القناة الجديدة ستفتح في الأسبوع القادم بعد انتهاء الأعمال في الجسر.",
        "انتهى الاجتماع من دون اتفاق بين القريتين على موعد افتتاح المدرسة.",
        "The school follows the rules that the council wrote on Facebook.",
    ],
)
def test_sentences_with_such_words_are_none(line: str) -> None:
    assert not is_edge_boilerplate(line)


@pytest.mark.parametrize(
    "credit", ["Photo: Ruth Lane", "تصوير: سلمى الحداد", "Foto: Jan Tolle/Ridge Post", "Ảnh: Thu Hà", "Fot. Zofia Nurt"]
)
def test_who_took_a_picture_is_dropped_inside_a_text_too(credit: str) -> None:
    assert strip_boilerplate([LEAD, credit, END]) == [LEAD, END]


@pytest.mark.parametrize(
    "line",
    [
        "Image source: the port",
        "Photos: what nine keepers saw at dawn",
        "Photo: it shows the nine ships that came back in May.",
        "Foto",
    ],
)
def test_a_line_about_pictures_stays_inside_a_text(line: str) -> None:
    assert strip_boilerplate([LEAD, line, END]) == [LEAD, line, END]


@pytest.mark.parametrize(
    "line",
    [
        "関連記事：港が船から学ぶ", "Mehr lesen: Wie ein Hafen lernt", "Baca selengkapnya: Pelabuhan belajar dari kapal",
        "Xem thêm: Cảng học từ tàu", "Leer más: Cómo aprende un puerto", "اقرأ المزيد: ميناء يتعلم من السفن",
    ],
)  # fmt: skip
def test_a_link_to_the_rest_or_to_others_goes_in_more_languages(line: str) -> None:
    assert strip_boilerplate([LEAD, line, END]) == [LEAD, END]
