"""What an article says of its origin: agencies, source lines, addresses, and what is only cited."""

from __future__ import annotations

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT, SHARED
from read_pages import stories_of

from model import Credit, OutwardLink, Story, WatchedOutlet
from pipelines.credits.agencies import Names, load_names
from pipelines.credits.read import read_credits
from pipelines.reading.text_pages.split_text import read_text_page
from pipelines.text.decode import decode_text
from pipelines.text.folded import fold

AGENCIES = ROOT / "pipelines" / "credits" / "agencies.toml"
SEEDS = SHARED / "seed-articles"

BODY = (
    "افتتحت البلدية صباح أمس مكتبة جديدة في الحي القديم بعد عامين من أعمال الترميم التي شملت السقف والنوافذ والقاعات. "
    "وقالت مديرة المكتبة إن الرفوف تضم عشرة آلاف كتاب، وإن القاعة الكبرى تتسع لمئتي قارئ، وإن الدخول مجاني طوال العام. "
    "وأضافت أن ركناً للأطفال سيفتتح في الخريف المقبل، وأن متطوعين من المدارس المجاورة سيقرؤون القصص مساء كل خميس. "
    "ويأمل سكان الحي أن تعيد المكتبة الحياة إلى الشارع الذي هجرته المتاجر، وأن تبقى أبوابها مفتوحة حتى ساعات المساء."
)
ENGLISH = (
    "The valley opened its new library on Monday after two years of repairs to the roof, the windows and the halls. "
    "The shelves hold ten thousand books and the great hall seats two hundred readers, the head of the library said. "
    "A corner for children is to open in autumn, and volunteers from the schools nearby will read stories on Thursdays. "
    "People of the quarter hope that the library brings life back to a street that its shops left years ago."
)


def credits_in(
    story: Story, *, page_url: str | None = None, outlet: str | None = None, known: Names | None = None
) -> tuple[Credit, ...]:
    [found] = read_credits([story], page_urls=[page_url], outlets=[outlet], known=known or load_names())
    return found


def credits_of(text: str, **facts: object) -> list[tuple[str, str | None]]:
    found = credits_in(Story(position=0, text=text, **facts), page_url="https://a.example/1")  # type: ignore[arg-type]
    return [(credit.kind, credit.name) for credit in found]


@pytest.mark.parametrize(
    ("dateline", "name"),
    [
        ("(أ ف ب) - ", "AFP"),
        ("(أ.ف.ب) ", "AFP"),
        ("بيروت (أ ف ب) - ", "AFP"),
        ("بيروت ـ أ.ف.ب: ", "AFP"),
        ("بيروت - رويترز - ", "Reuters"),
        ("بيروت – رويترز\n", "Reuters"),
        ("واس - الرياض: ", "SPA"),
        ("الوادي اليوم – واس\n", "SPA"),
        ("أبوظبي في 3 مارس / وام / ", "WAM"),
        ("القاهرة، (د ب أ) – ", "DPA"),
        ("الكويت (كونا) -- ", "KUNA"),
        ("عمّان - (بترا) - ", "Petra"),
        ("فرانس برس - باريس: ", "AFP"),
        ("أنقرة/ الأناضول/ ", "Anadolu"),
        ("بكين 3 مارس 2025 (شينخوا) -- ", "Xinhua"),
        ("جدة 5 صفر 1440 هـ الموافق 14 أكتوبر 2018 م واس\n", "SPA"),
        ("«رويترز»: لندن - ", None),
    ],
)
def test_an_agency_in_an_arabic_dateline_is_the_origin(dateline: str, name: str | None) -> None:
    assert [found for kind, found in credits_of(dateline + BODY) if kind == "text_origin"] == [name] * bool(name)


@pytest.mark.parametrize(
    ("dateline", "name"),
    [
        ("CAIRO (Reuters) - ", "Reuters"),
        ("CAIRO, March 3 (Reuters) — ", "Reuters"),
        ("WASHINGTON (AP) -- ", "AP"),
        ("BEIJING, Jan. 5 (Xinhua) -- ", "Xinhua"),
        ("Paris, AFP - ", "AFP"),
        ("(Bloomberg) -- ", "Bloomberg"),
        ("TOKYO/Kyodo\n", "Kyodo"),
    ],
)
def test_an_agency_in_an_english_dateline_is_the_origin(dateline: str, name: str) -> None:
    assert credits_of(dateline + ENGLISH) == [("text_origin", name)]


@pytest.mark.parametrize(
    ("tail", "credits"),
    [
        (" المصدر: AFP", [("text_origin", "AFP")]),
        ("\n\nالمصدر : وكالة الصحافة الفرنسية", [("text_origin", "AFP")]),
        ("\n\n(المصدر: رويترز)", [("text_origin", "Reuters")]),
        ("\n\nالمصدر: رويترز + أ ف ب", [("text_origin", "Reuters"), ("text_origin", "AFP")]),
        ("\n\nالمصدر: https://www.news.example.com/a/1.html", [("text_origin", "example.com")]),
        ("\n\nالمصدر: صحيفة النهر الكبير", [("text_origin", "النهر الكبير")]),
        ("\n\nالمصدر: hill-post.example", [("text_origin", "hill-post.example")]),
        ("\n\nالمصدر: وكالات", [("unclear", None)]),
        ("\n\nالمصدر: النهر الكبير + وكالات", [("text_origin", "النهر الكبير"), ("unclear", None)]),
        ("\n\nالمصدر\nرويترز", [("text_origin", "Reuters")]),
        ("\n\nالمصدر: مواقع إلكترونية", [("unclear", None)]),
        ("\n\nالمصدر: رسم في كتاب عن تاريخ المكتبات القديمة", [("unclear", "رسم في كتاب عن تاريخ المكتبات القديمة")]),
        ("\n\nالمصدر: خاص", []),
        ("\n\nنقلاً عن صحيفة الغارديان", [("text_origin", "The Guardian")]),
        ("\n\nعن «نيويورك تايمز»", [("text_origin", "The New York Times")]),
        ("\n\nعن المكتبة وأهلها", []),
        ("\n\nvia Reuters", [("text_origin", "Reuters")]),
        ("\n\n(With inputs from AFP)", [("text_origin", "AFP")]),
        ("\n\nنقلا عن: رويترز", [("text_origin", "Reuters")]),
        ("\n\nSource: Reuters", [("text_origin", "Reuters")]),
        ("\n\n(وكالات)", [("unclear", None)]),
        ("\n\n/ أ ف ب", [("text_origin", "AFP")]),
        (" (أ ف ب)", [("text_origin", "AFP")]),
        (" «رويترز»", [("text_origin", "Reuters")]),
        (" - AFP", [("text_origin", "AFP")]),
        ("\n\nد ب أ", [("text_origin", "DPA")]),
        ("\n\n© 2024 AFP", [("text_origin", "AFP")]),
        ("\n\n* خدمة «نيويورك تايمز»", [("text_origin", "The New York Times")]),
        ("\n\n* بالاتفاق مع «بلومبيرغ»", [("text_origin", "Bloomberg")]),
        ("\n\nThis article was first published in Hill Post", [("text_origin", "Hill Post")]),
    ],
)
def test_the_end_of_a_text_may_name_its_origin(tail: str, credits: list[tuple[str, str | None]]) -> None:
    assert credits_of(BODY + tail) == credits


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        ENGLISH,
        BODY + " وقال المصدر: إن القاعة جاهزة.",
        BODY + "\n\nصورة: أ ف ب",
        BODY + " وجاء ذلك نقلاً عن ثلاثة مصادر مطلعة على الأمر.",
        BODY + " بحسب وزارة الثقافة، وفق ما ذكرت المديرة.",
        "بنا البناؤون السقف. " + BODY,
        "قنا - المدينة التي لا تنام، كما يقول أهلها. " + BODY,
        BODY + " ذكر موقع الحادث أن أحداً لم يصب.",
        BODY + " بحسب صحيفة محلية لم يسمها المتحدث.",
        ENGLISH + " The first of them appeared in Hill Valley at the end of August.",
        ENGLISH + " according to three people briefed on the plan.",
        BODY + " ووفقا لوكالة معلومات الطاقة الوادية عاد القراء.",
        BODY + " كشفت وكالة الفضاء والنجوم الوادية عن صورة للقاعة.",
        BODY + " ونقل موقع إخباري عن مسؤول أن القاعة جاهزة.",
        ENGLISH + " The source: a well behind the hall, as the plan of the old quarter shows to whoever looks.",
    ],
)
def test_what_names_nobody_is_no_credit(text: str) -> None:
    assert credits_of(text) == []


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("وبحسب صحيفة الايكونوميست، فإن القراء عادوا.", "The Economist"),
        ("ووفق ما ذكرت صحيفة نيويورك تايمز ، السبت، نقلاً عن ثلاثة مصادر مطلعة.", "The New York Times"),
        ("وقال لوكالة فرانس برس إن القراء عادوا.", "AFP"),
        ("وبحسب «رويترز» عاد القراء.", "Reuters"),
        ('وفقاً لـ "رويترز" عاد القراء.', "Reuters"),
        ("ونقلت وكالة أنباء البحرين عن المديرة قولها ذلك.", "BNA"),
        ('وفقاً لوكالة "بنا".', "BNA"),
        ("وذكرت صحيفة «النهر الكبير» أن القراء عادوا.", "النهر الكبير"),
        ("وذكرت صحيفة النهر البريطانية أن القراء عادوا.", "النهر"),
        ("The readers came back, according to Reuters.", "Reuters"),
        ("The head told AFP that readers came back.", "AFP"),
        ("Readers came back, according to the Hill Valley Times.", "Hill Valley Times"),
        ('وذكرت صحيفة "آفي" أن القراء عادوا.', "آفي"),
        ("وذكرت وكالة النهر الكبير للأنباء أن القراء عادوا.", "النهر الكبير"),
    ],
)
def test_a_name_for_one_statement_is_a_cited_fact(sentence: str, name: str) -> None:
    assert credits_of(f"{BODY} {sentence} {BODY}") == [("cited_fact", name)]


WATCHED = load_names(
    (
        WatchedOutlet("وكالة السارية للأنباء", ("SNA",), ("sariya.example",), ("agency",)),
        WatchedOutlet("Hill Wire", (), ("hill.example",), ("agency",)),
        WatchedOutlet("Delta Courier", (), ("delta.example",)),
        WatchedOutlet("صحيفة النهر"),
        WatchedOutlet("مجلة النهر"),
    )
)


def origins_among_watched(text: str, *, url: str = "https://a.example/1", **facts: object) -> list[str | None]:
    found = credits_in(Story(position=0, text=text, **facts), page_url=url, known=WATCHED)  # type: ignore[arg-type]
    return [credit.name for credit in found if credit.kind == "text_origin"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"رأس اللؤلؤ (السارية) - {BODY}", "وكالة السارية للأنباء"),
        (f"رأس اللؤلؤ - وكالة السارية: {BODY}", "وكالة السارية للأنباء"),
        (f"(SNA) — {ENGLISH}", "وكالة السارية للأنباء"),
        (f"PEARL HEAD, March 3 (Hill Wire) — {ENGLISH}", "Hill Wire"),
        (f"PEARL HEAD (Sariya) — {ENGLISH}", "وكالة السارية للأنباء"),
        (f"{BODY}\n\nنقلا عن السارية", "وكالة السارية للأنباء"),
        (f"{BODY}\n\nالمصدر: السارية", "وكالة السارية للأنباء"),
        (f"{BODY} (السارية)", "وكالة السارية للأنباء"),
        (f"{ENGLISH}\n\nvia Delta Courier", "Delta Courier"),
        (f"{ENGLISH}\n\nThe Delta Courier", "Delta Courier"),
        (f"{ENGLISH}\n\n© 2025 Delta Courier", "Delta Courier"),
        (f"{BODY}\n\nالمصدر: النهر", "النهر"),
    ],
)
def test_a_watched_outlet_is_a_known_name(text: str, name: str) -> None:
    assert origins_among_watched(text) == [name]


def test_a_watched_outlet_in_a_byline_is_the_origin() -> None:
    for author in ("SNA", "وكالة السارية", "Sariya News Agency", "Lina Sabbagh, Delta Courier", "Hill Wire Staff"):
        assert len(origins_among_watched(BODY, authors=(author,))) == 1, author
    assert origins_among_watched(BODY, authors=("Delta Sabbagh",)) == []


def test_a_watched_outlet_is_no_credit_where_it_is_a_word_or_carries_the_text() -> None:
    assert origins_among_watched(f"السارية أعلى عمود في السفينة. {BODY}") == []
    assert origins_among_watched(f"{BODY} وقالت السارية إن القاعة جاهزة.") == []
    assert origins_among_watched(f"(السارية) - {BODY}", url="https://www.sariya.example/7") == []


@pytest.mark.parametrize(
    ("tail", "name"),
    [
        ("\n\nنشر هذا المقال أولا في صحيفة «النهر الكبير»", "النهر الكبير"),
        ("\n\nهذا المقال منشور في جريدة التل بتاريخ 3 آذار", "التل"),
        ("\n\nأعيد نشر المقال من موقع التل.", "التل"),
        ("\n\nمنقول عن صحيفة التل", "التل"),
        ("\n\nThe post A new library appeared first on Hill Post.", "Hill Post"),
        ("\n\nA version of this article first appeared in Hill Post on Monday.", "Hill Post"),
        ("\n\nThis story was republished with permission from Hill Post.", "Hill Post"),
        ("\n\nThis essay first appeared in the Sunday Hill.", "Sunday Hill"),
        ("\n\nThis piece was originally published in Augusta Post.", "Augusta Post"),
        (" This story was originally published by Hill Post and is reprinted here.", "Hill Post"),
    ],
)
def test_a_text_may_say_where_it_stood_first(tail: str, name: str) -> None:
    assert credits_of(BODY + tail) == [("text_origin", name)]


@pytest.mark.parametrize(
    "sentence",
    [
        "وقالت الوزارة إنها ستنشر التقرير على موقعها خلال أسبوعين مع الملاحظات.",
        "ونشر التقرير على موقع الوزارة أمس.",
        "نشر التقرير على صفحتها الرسمية.",
        "نشر هذا التقرير على الموقع الرسمي للمكتبة.",
        "نشرت الخبر على حسابها في موقع التواصل.",
        "The report was first published on its website in March.",
        "The report was first published on Monday.",
        "It said that the article was first published on the site of the library.",
        "The study first appeared in March.",
    ],
)
def test_what_somebody_published_on_a_site_is_no_credit(sentence: str) -> None:
    assert credits_of(f"{BODY} {sentence}") == []
    assert credits_of(f"{BODY}\n\n{sentence} {BODY}") == []


def test_an_origin_is_not_reported_again_as_a_cited_fact() -> None:
    assert credits_of(f"بيروت (أ ف ب) - {BODY} وبحسب فرانس برس عاد القراء.") == [("text_origin", "AFP")]


def test_the_credit_of_a_last_picture_is_unclear() -> None:
    caption = "قراء في القاعة الكبرى للمكتبة الجديدة أمس (أ ف ب)"
    assert credits_of(caption) == [("unclear", "AFP")]
    assert credits_of(f"{BODY}\n\n{caption}") == [("unclear", "AFP")]
    assert credits_of(f"{caption}\n\n{BODY}") == [("unclear", "AFP")]


def test_the_gloss_of_a_name_is_part_of_its_sentence() -> None:
    assert [kind for kind, _ in credits_of(f"{BODY} وجاء ذلك في بيان تلقته وكالة الأنباء السعودية (واس).")] != [
        "text_origin"
    ]


@pytest.mark.parametrize(
    ("author", "credits"),
    [
        ("AFP", [("text_origin", "AFP")]),
        ("رويترز", [("text_origin", "Reuters")]),
        ("وكالات", [("unclear", None)]),
        ("Lina Sabbagh | AFP", [("text_origin", "AFP")]),
        ("Reuters Staff", [("text_origin", "Reuters")]),
        ("بيروت - أ ف ب", [("text_origin", "AFP")]),
        ("Lina Sabbagh", []),
        ("Petra Novak", []),
    ],
)
def test_an_agency_in_the_byline_is_the_origin(author: str, credits: list[tuple[str, str | None]]) -> None:
    assert credits_of(BODY, authors=(author,)) == credits


@pytest.mark.parametrize(
    ("canonical", "credits"),
    [
        ("https://www.b.test/story/7", [("text_origin", "b.test")]),
        ("https://www.reuters.com/story/7", [("text_origin", "Reuters")]),
        ("https://www.b.test/", [("unclear", "b.test")]),
        ("https://news.a.example/1", []),
        ("https://a.test/1", []),
    ],
)
def test_a_canonical_address_on_another_site_is_the_origin(
    canonical: str, credits: list[tuple[str, str | None]]
) -> None:
    assert credits_of(BODY, canonical_url=canonical) == credits


def test_what_a_page_says_for_machines_of_its_original_is_a_credit() -> None:
    page = f"""<html><head><title>The library</title>
      <meta name="original-source" content="https://hill.test/story/7">
      <script type="application/ld+json">{{"@type": "NewsArticle", "headline": "The library", "datePublished":
      "2025-03-20T10:00:00Z", "copyrightHolder": {{"@type": "Organization", "name": "Agence France-Presse"}},
      "sourceOrganization": {{"@type": "Organization", "name": "Valley Post"}}}}</script></head>
      <body><article><h1>The library</h1><p>{ENGLISH}</p></article></body></html>"""
    stories, _ = stories_of(page, url="https://valley-post.example/1", min_words=10)
    found = credits_in(stories[0], page_url="https://valley-post.example/1", outlet="Valley Post")
    assert [(c.kind, c.name, c.url) for c in found] == [
        ("text_origin", "hill.test", "https://hill.test/story/7"),
        ("text_origin", "AFP", None),
    ]


def test_an_outlet_that_names_itself_as_source_credits_nobody() -> None:
    story = Story(position=0, text=f"{BODY}\n\nالمصدر: صحيفة النهر")
    assert credits_in(story, outlet="النهر") == ()
    assert [credit.name for credit in credits_in(story, outlet="التل")] == ["النهر"]
    english = Story(position=0, text=f"{ENGLISH}\n\nSource: Hill Post", authors=("AFP",))
    assert [credit.name for credit in credits_in(english, page_url="https://www.hillpost.test/1")] == ["AFP"]
    assert [credit.name for credit in credits_in(english, page_url="https://www.afp.com/1")] == ["Hill Post"]


def test_a_credit_keeps_the_words_and_the_address_as_they_stand() -> None:
    story = Story(position=0, text=f"{BODY}\n\nالمصدر: https://hill.test/a?b=1")
    assert credits_in(story) == (
        Credit(
            name="hill.test", url="https://hill.test/a?b=1", kind="text_origin", words="المصدر: https://hill.test/a?b=1"
        ),
    )


@pytest.mark.parametrize("spelling", ["أ ف ب", "ا ف ب", "ا.ف.ب.", "أ.ف.ب", "فَرانس برس", "فرانـس بـرس", "فرانس  برس"])
def test_spelling_makes_no_difference(spelling: str) -> None:
    assert credits_of(f"بيروت ({spelling}) - {BODY}") == [("text_origin", "AFP")]
    assert load_names().known(spelling) == "AFP"


def test_every_spelling_leads_to_its_own_agency() -> None:
    for entry in tomllib.loads(AGENCIES.read_text("utf-8"))["agency"]:
        for spelling in [*entry["spellings"], *entry.get("unsure", ())]:
            assert load_names().known(spelling) == entry["name"]
            assert re.fullmatch(load_names().any, fold(spelling)[1])


@given(st.text(alphabet="المصدر: أ ف ب()رويترز-/\n.«»AFP©http://w.abـًَ وبحسب صحيفة", max_size=120))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for credit in credits_in(Story(position=0, text=text), page_url="https://a.example/1"):
        assert credit.words and (credit.name or credit.kind == "unclear")


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/data/seed-articles is not here")
def test_one_of_the_seeds_credits_an_agency_and_one_a_page() -> None:
    origins = {
        (path.name[:3], story.position, credit.name, credit.url is not None)
        for path in SEEDS.glob("*.txt")
        for story in read_text_page(decode_text(path.read_bytes()), fetched_at=None)
        for credit in credits_in(story)
        if credit.kind != "cited_fact"
    }
    assert {(file, name, url) for file, _, name, url in origins} == {
        ("001", "AFP", False),
        ("004", "vietnamnet.vn", True),
    }
    assert len(origins) == 2


def credited_by(text: str, known: Names) -> list[tuple[str, str | None]]:
    found = credits_in(Story(position=0, text=text), page_url="https://a.example/1", known=known)
    return [(credit.kind, credit.name) for credit in found]


def test_who_is_said_to_have_reported_it_first_is_where_it_is_from() -> None:
    told = f"{ENGLISH} A lamp was seen in the hall, as first reported by Delta Courier. {ENGLISH}"
    assert credited_by(told, WATCHED) == [("text_origin", "Delta Courier")]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("وبحسب صدى الوادي عاد القراء.", "صدى الوادي"),
        ("The readers came back, according to Delta Courier.", "Delta Courier"),
    ],
)
def test_a_watched_outlet_is_known_where_it_is_cited(sentence: str, name: str) -> None:
    known = load_names((WatchedOutlet("صدى الوادي"), WatchedOutlet("Delta Courier")))
    assert credited_by(f"{BODY} {sentence} {BODY}", known) == [("cited_fact", name)]


@pytest.mark.parametrize(
    ("line", "words", "found"),
    [
        ("Source: link", "link", [("text_origin", "Valley Post", "https://valley.example/7")]),
        ("المصدر: رابط", "رابط", [("text_origin", "Valley Post", "https://valley.example/7")]),
        ("نقلا عن هذه الصفحة", "هذه الصفحة", [("text_origin", "Valley Post", "https://valley.example/7")]),
        ("Kaynak: bağlantı", "bağlantı", [("text_origin", "Valley Post", "https://valley.example/7")]),
        ("The paper reported it.", "reported", [("cited_fact", "Valley Post", "https://valley.example/7")]),
    ],
)
def test_a_link_names_whose_address_it_leads_to(line: str, words: str, found: list[tuple[str, str, str]]) -> None:
    known = load_names((WatchedOutlet(name="Valley Post", domains=("valley.example",)),))
    link = OutwardLink(url="https://valley.example/7", words=words, line=line, is_in_text=True)
    credits = credits_in(
        Story(position=0, text=f"{ENGLISH}\n{line}", links=(link,)), page_url="https://a.example/1", known=known
    )
    assert [(credit.kind, credit.name, credit.url) for credit in credits] == found


@pytest.mark.parametrize(
    ("line", "is_credit"),
    [
        ("اقرأ التقرير كاملا في صحيفة الوادي", True),
        ("Read the full story", True),
        ("متن کامل", True),
        ("Read also: a bridge is closed", False),
        ("اقرأ أيضا: إغلاق جسر", False),
        ("A bridge is closed in the valley", False),
    ],
)
def test_a_link_to_the_whole_piece_names_whose_it_is(line: str, is_credit: bool) -> None:
    known = load_names((WatchedOutlet(name="Valley Post", domains=("valley.example",)),))
    link = OutwardLink(url="https://valley.example/7", words=line, line=line)
    story = Story(position=0, text=ENGLISH, links=(link,))
    credits = credits_in(story, page_url="https://a.example/1", known=known)
    assert [(credit.kind, credit.name) for credit in credits] == [("cited_fact", "Valley Post")] * is_credit


def test_a_link_to_a_site_that_is_not_known_is_a_credit_only_as_the_source() -> None:
    links = [
        OutwardLink(url="https://hill.example/1", words="a study", line="As a study says.", is_in_text=True),
        OutwardLink(url="https://lake.example/1", words="Source", line="Source"),
        OutwardLink(url="https://moor.example/", words="Our friends", line="Our friends"),
    ]
    credits = credits_in(Story(position=0, text=ENGLISH, links=tuple(links)), page_url="https://a.example/1")
    assert [(credit.kind, credit.name) for credit in credits] == [("text_origin", "lake.example")]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Kaynak: Anadolu Ajansı", "Anadolu"),
        ("منبع: خبرگزاری کاریز", "خبرگزاری کاریز"),
        ("به نقل از رویترز", "Reuters"),
        ("عن رويترز بتصرف", "Reuters"),
        ("Quelle: Reuters", "Reuters"),
        ("Fuente: Reuters", "Reuters"),
    ],
)
def test_a_source_line_is_read_in_other_languages(line: str, name: str) -> None:
    assert ("text_origin", name) in credits_of(f"{ENGLISH}\n{line}")
