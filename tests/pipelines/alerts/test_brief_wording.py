"""What a brief says, in both languages: every figure, nothing known, nothing there."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.alerts import Language
from pipelines.alerts.brief import Agency, Blind, Brief, Carrier, OurText, SharedText
from pipelines.alerts.brief_json import brief_json
from pipelines.alerts.brief_wording import word_brief
from pipelines.alerts.wording import Length

BEIRUT = ZoneInfo("Asia/Beirut")
UNTIL = datetime(2025, 3, 21, 5, tzinfo=UTC)
SINCE = UNTIL - timedelta(days=1)
MESSAGES = Path(__file__).with_name("messages")
NUMBERS = (0, 1, 2, 3, 10, 11, 12, 99, 100, 101, 102, 103, 111)


def text(
    number: int, *, carriers: int = 3, new: int | None = None, ours: bool = False, known: bool = True
) -> SharedText:
    return SharedText(
        cluster=number,
        article=number,
        title=["محاريث ثلج بنظام AI تشقّ طرق الوادي", "Snow ploughs learn the valley's roads", ""][number % 3],
        outlet=["City Wire", "صدى الميناء"][number % 2],
        address=f"https://site{number}.example/{number}",
        carriers=carriers,
        new=carriers if new is None else new,
        agency="AFP" if number == 1 else None,
        order_known=known,
        has_ours=ours,
    )


def carrier(number: int, **facts: object) -> Carrier:
    known = Carrier(
        article=number,
        carrier=["Hill Post", "ورق"][number % 2],
        title="Ploughs that think",
        address=f"https://hill.example/{number}",
        share=0.82,
        minutes=18,
        credited="none_found",
        order_known=True,
    )
    return replace(known, **facts)  # type: ignore[arg-type]


OURS = OurText(
    cluster=9,
    article=9,
    title="محاريث ثلج بنظام AI تشقّ طرق الوادي",
    outlet="بريد الوادي",
    address="https://valley.example/1",
    carriers=(
        carrier(0),
        carrier(1, share=1.0, minutes=131, credited="credited"),
        carrier(2, share=None, minutes=None, credited=None, order_known=False),
        carrier(3, carrier="Lake News"),
    ),
    is_cut=False,
)
FULL = Brief(
    since=SINCE,
    until=UNTIL,
    has_mine=True,
    articles=214,
    texts=12,
    ours_carried=1,
    most_carried=(text(1, carriers=11), text(2, new=2, ours=True), text(3, carriers=2, new=1, known=False)),
    agencies=(Agency(name="AFP", texts=4, places=20), Agency(name="رويترز", texts=2, places=3)),
    ours=(OURS,),
    missed_texts=2,
    missed=(text(1, carriers=11), text(4, carriers=5)),
    firsts=(("City Wire", 7), ("صدى الميناء", 2), ("ورق", 1)),
    blind=(
        Blind(
            outlet="منارة الشرق",
            address="https://m.example/f",
            kind="failing",
            since=UNTIL - timedelta(hours=5, minutes=2),
            until=None,
            reason="HTTP 503",
            grade="server_error",
        ),
        Blind(
            outlet="Bytefield",
            address="https://b.example/f",
            kind="failing",
            since=UNTIL - timedelta(hours=9),
            until=UNTIL - timedelta(hours=6),
            reason=None,
            grade=None,
        ),
        Blind(
            outlet="النهر",
            address="https://n.example/f",
            kind="silent",
            since=UNTIL - timedelta(hours=15),
            until=None,
            reason=None,
            grade=None,
        ),
    ),
)
EMPTY = Brief(
    since=SINCE,
    until=UNTIL,
    has_mine=True,
    articles=0,
    texts=0,
    ours_carried=0,
    most_carried=(),
    agencies=(),
    ours=(),
    missed_texts=0,
    missed=(),
    firsts=(),
    blind=(),
)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("length", ["long", "short"])
def test_a_brief_reads_as_in_its_file(language: Language, length: Length) -> None:
    says = word_brief(FULL, language, BEIRUT, length=length)
    path = MESSAGES / language / f"brief-{length}.txt"
    if os.environ.get("NASKH_WRITE_MESSAGES"):
        path.write_text(f"{says.title}\n\n{says.text}\n", "utf-8")
    wanted = path.read_text("utf-8")
    assert f"{says.title}\n\n{says.text}\n" == wanted
    assert not any(word in wanted for word in ("stole", "copied", "took", "theft", "سرق", "نقل", "انتحال")), "no claims"


@pytest.mark.parametrize(
    ("language", "head", "of"), [("en", "In most outlets", "5 of 12"), ("ar", "الأوسع انتشارًا", "٥ من ١٢")]
)
def test_a_brief_that_shows_some_texts_says_of_how_many(language: Language, head: str, of: str) -> None:
    twelve = tuple(text(number) for number in range(1, 13))
    brief = replace(FULL, texts=12, most_carried=twelve, missed=twelve, missed_texts=12)
    said = word_brief(brief, language, BEIRUT).text
    assert f"■ {head} ({of})\n" in said
    # Five of them stand in the first part already, and are not told twice.
    rest = {"en": "■ Many ran it, we did not (5 of 7)\n", "ar": "■ نشره كثيرون ولم ننشره (٥ من ٧)\n"}
    assert rest[language] in said
    five = replace(brief, texts=5, most_carried=twelve[:5], missed=twelve[:5], missed_texts=5)
    assert f"■ {head}\n" in word_brief(five, language, BEIRUT).text
    many = tuple(text(number) for number in range(1, 21))
    said = word_brief(replace(brief, texts=40, most_carried=many), language, BEIRUT, length="short").text
    assert f"■ {head} ({'3 of 40' if language == 'en' else '٣ من ٤٠'})\n" in said


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "(only the part above a paywall was read)\n"), ("ar", "(قُرئ منه ما قبل طلب الاشتراك فقط)\n")],
)
def test_a_brief_says_that_a_paywall_cut_a_text_of_ours(language: Language, said: str) -> None:
    assert said not in word_brief(FULL, language, BEIRUT).text
    assert said in word_brief(replace(FULL, ours=(replace(OURS, is_cut=True),)), language, BEIRUT).text


def test_an_empty_brief_says_so_in_a_sentence() -> None:
    english, arabic = word_brief(EMPTY, "en", BEIRUT), word_brief(EMPTY, "ar", BEIRUT)
    assert english.title == "Brief of 21 March 2025: nothing new"
    assert english.text.splitlines()[1:] == ["Nothing new was seen in this time."]
    assert arabic.title == "موجز ٢١ آذار ٢٠٢٥: لا جديد"
    assert arabic.text.splitlines()[1:] == ["لم يُرصد جديد في هذه المدة."]


@pytest.mark.parametrize(("language", "hint"), [("en", 'the group "mine"'), ("ar", 'المجموعة "mine"')])
def test_without_an_outlet_of_ours_it_says_how_to_have_those_parts(language: Language, hint: str) -> None:
    bare = replace(FULL, has_mine=False, ours=(), ours_carried=0, missed=(), missed_texts=0)
    says = word_brief(bare, language, BEIRUT)
    assert hint in says.text
    assert "Ours" not in says.text and "did not run" not in says.text.partition(hint)[0].split("To see")[0]
    assert "نصوصنا" not in says.text and "ننشره" not in says.text


@pytest.mark.parametrize(("days", "is_weekly"), [(1, False), (3, False), (7, True)])
def test_a_brief_of_seven_days_is_called_that_of_a_week(days: int, is_weekly: bool) -> None:
    says = word_brief(replace(FULL, since=UNTIL - timedelta(days=days)), "ar", BEIRUT)
    assert says.title.startswith("موجز الأسبوع حتى") is is_weekly


@pytest.mark.parametrize(
    ("number", "title"),
    [
        (1, "نص واحد في أكثر من وسيلة، وأحد نصوصنا لدى غيرنا"),
        (2, "نصان في أكثر من وسيلة، ونصان من نصوصنا لدى غيرنا"),
        (3, "٣ نصوص في أكثر من وسيلة، و٣ من نصوصنا لدى غيرنا"),
        (11, "١١ نصًا في أكثر من وسيلة، و١١ من نصوصنا لدى غيرنا"),
        (100, "١٠٠ نص في أكثر من وسيلة، و١٠٠ من نصوصنا لدى غيرنا"),
        (103, "١٠٣ نصوص في أكثر من وسيلة، و١٠٣ من نصوصنا لدى غيرنا"),
    ],
)
def test_arabic_counts_as_arabic_does(number: int, title: str) -> None:
    says = word_brief(replace(FULL, texts=number, ours_carried=number), "ar", BEIRUT)
    assert says.title == f"موجز ٢١ آذار ٢٠٢٥: {title}"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "لا مواد جديدة، ولا نص في أكثر من وسيلة."),
        (1, "مادة جديدة واحدة، ونص واحد في أكثر من وسيلة."),
        (2, "مادتان جديدتان، ونصان في أكثر من وسيلة."),
        (3, "٣ مواد جديدة، و٣ نصوص في أكثر من وسيلة."),
        (11, "١١ مادة جديدة، و١١ نصًا في أكثر من وسيلة."),
        (100, "١٠٠ مادة جديدة، و١٠٠ نص في أكثر من وسيلة."),
    ],
)
def test_the_figures_of_the_day_read_as_arabic(number: int, words: str) -> None:
    says = word_brief(replace(FULL, articles=number, texts=number), "ar", BEIRUT)
    assert says.text.splitlines()[1] == words


@st.composite
def any_brief(draw: st.DrawFn) -> Brief:
    titles = st.text(max_size=200).map(lambda said: " ".join(said.split()))
    texts = st.builds(
        SharedText,
        cluster=st.integers(1, 9),
        article=st.integers(1),
        title=titles,
        outlet=st.sampled_from(["City Wire", "ورق", "@all", "x" * 60]),
        address=st.just("https://a.example/" + "x" * 200),
        carriers=st.sampled_from(NUMBERS[2:]),
        new=st.sampled_from(NUMBERS[1:3]),
        agency=st.sampled_from([None, "AFP"]),
        order_known=st.booleans(),
        has_ours=st.booleans(),
    )
    many = st.lists(texts, max_size=20).map(tuple)
    carriers = st.lists(st.builds(carrier, st.integers(0, 5), credited=st.sampled_from([None, "unclear"])), min_size=1)
    ours = st.builds(lambda each: replace(OURS, carriers=tuple(each)), carriers)
    return replace(
        FULL,
        articles=draw(st.sampled_from(NUMBERS)),
        texts=draw(st.sampled_from(NUMBERS)),
        ours_carried=draw(st.sampled_from(NUMBERS)),
        most_carried=draw(many),
        missed=draw(many),
        ours=draw(st.lists(ours, max_size=20).map(tuple)),
        firsts=draw(st.lists(st.tuples(st.just("ورق"), st.sampled_from(NUMBERS[1:]))).map(tuple)),
        blind=draw(st.lists(st.sampled_from(FULL.blind)).map(tuple)),
    )


@given(any_brief(), st.sampled_from(["en", "ar"]), st.sampled_from(["long", "short"]))
def test_any_brief_is_one_message_that_services_take(brief: Brief, language: Language, length: Length) -> None:
    says = word_brief(brief, language, BEIRUT, length=length)
    assert len(says.text) < 4096 and 0 < len(says.title) <= 280
    assert "\n\n\n" not in says.text
    assert json.loads(json.dumps(brief_json(brief)))["until"] == "2025-03-21T05:00:00Z"
