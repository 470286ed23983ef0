"""Who is no author, whatever a page says: buttons, menus, reading times, sources."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from read_pages import stories_of, story_of

TITLE = "Harbour board deepens its western basin"
TEXT = """<p>The harbour board met in the old hall on Monday and agreed to deepen the western basin before winter.</p>
<p>Two dredgers will work at night, said its chairwoman, so that the ferries can leave on time each morning.</p>
<p>Fishermen asked for a new ice house; the board will hear them again when the accounts are closed in May.</p>"""


def authors(near: str = "", head: str = "") -> tuple[str, ...]:
    page = f"<html><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1>{near}{TEXT}</article></body></html>"
    return story_of(page, url="https://post.example/a", min_words=20).authors


NOBODY = """
3 min read | 5 Minutes Read | Reading time: 3 minutes | 3 دقائق قراءة | مدة القراءة 3 دقائق | Lesezeit: 3 Minuten
3 min de lecture | Tiempo de lectura 3 min | 3 dakika okuma süresi | زمان مطالعه: 3 دقیقه | 3 منٹ میں پڑھیں | 3 menit baca
Back Next | Previous Next | السابق التالي | Zurück Weiter | Précédent Suivant | Anterior Siguiente | Geri İleri | قبلی بعدی
پچھلا اگلا | Main Menu | Skip to content | Ask Question | الرئيسية الأخبار | Startseite Suche | مشاركة الخبر | Share this | Log in
Source: Reuters | Source: x | المصدر: رويترز | المصدر : سكاي نيوز عربية | Quelle: dpa | Fuente: EFE | Kaynak: AA | منبع: ایسنا
ماخذ: جیو نیوز | Sources: AP, AFP | المصادر: وكالات | متن کا سائز | शेयर करें | अक्षर आकार | Schrift Größe | Размер шрифта
लेखक के बारे में
"""


@pytest.mark.parametrize(
    "words", [words.strip() for line in NOBODY.strip().splitlines() for words in line.split(" | ")]
)
def test_what_a_page_says_for_its_own_use_is_nobody_s_name(words: str) -> None:
    linked = '<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{}","author":"{}"}}</script>'
    day = "<div class='date'>20 March 2025</div>"
    assert authors(head=linked.format(TITLE, words)) == ()
    assert authors(head=f'<meta name="author" content="{words}">') == ()
    assert authors(f'<div class="author">{words}</div>') == ()
    assert authors(f'<div class="byline"><span>{words}</span></div>{day}') == ()
    assert authors(f"<div><span>{words}</span></div>{day}") == ()


@pytest.mark.parametrize(
    "near",
    [
        "<div class='byline'>By Nora Velt <span>3 min read</span></div>",
        "<div class='byline'><a href='/nora'>Nora Velt</a><span>, Harbour and Coastal Safety Expert</span></div>",
        "<div class='byline'>Nora Velt, analyst for ports and trade</div>",
        "<div class='byline'>Nora Velt · 3 min read · Source: AP</div>",
        "<div class='author'>Back Next</div><div class='byline'>By Nora Velt</div>",
        "<div class='author'><a href='/x'>Nora Velt</a></div><div>Back Next</div>",
    ],
)
def test_a_name_beside_it_is_still_read(near: str) -> None:
    assert authors(near) == ("Nora Velt",)


PIECES = """
Ein Gastbeitrag von | Kommentar von | Eine Analyse von | Aufgezeichnet von | Von unserer Korrespondentin | Analysis by
A guest commentary by | Une tribune de | De notre correspondante | Un análisis de | Un commento di | A cura di | یادداشتی از
"""


@pytest.mark.parametrize(
    "words", [words.strip() for line in PIECES.strip().splitlines() for words in line.split(" | ")]
)
def test_what_somebody_wrote_stands_before_the_name(words: str) -> None:
    assert authors(head=f'<meta name="author" content="{words} Nora Velt">') == ("Nora Velt",)
    assert authors(f"<div class='author'>{words} Nora Velt</div>") == ("Nora Velt",)
    assert authors(f"<div class='c7'>{words} Nora Velt</div>") == ("Nora Velt",)


@pytest.mark.parametrize(
    "words", ["Heinrich von Velt", "Maria de Velt", "Analyse de Nora Velt", "Portrait de Nora Velt"]
)
def test_of_is_no_by(words: str) -> None:
    assert authors(f"<div class='c7'>{words}</div>") == ()


@pytest.mark.parametrize("name", ["Herbert Read", "Mark Page", "Will Home", "Nora Next", "Tom Back"])
def test_a_name_with_such_a_word_in_it_is_one(name: str) -> None:
    assert authors(head=f'<meta name="author" content="{name}">') == (name,)


@pytest.mark.parametrize(
    "below",
    [
        "<h3>Cash Purchase</h3><p>Highest cost</p>",
        "<div><h2 class='footer-follow'>Stay Connected</h2></div>",
        "<div><p class='form-title'>Request Solution</p></div>",
        "<table><tr><th>Single Use/Plastic Items</th></tr></table>",
    ],
)
def test_what_heads_the_next_part_of_a_page_signs_no_text(below: str) -> None:
    page = f"<html><head><title>{TITLE}</title></head><body><div><h1>{TITLE}</h1>{TEXT}{below}</div></body></html>"
    stories, _ = stories_of(page, url="https://post.example/a", min_words=20)
    assert stories[0].authors == ()


@pytest.mark.parametrize(
    ("near", "found"),
    [
        ("<div>Dec 26, 2024 • in <a href='/blog/project-management'>Project Management</a></div>", ()),
        ("<p>By: Lena Roth | 16 December 2024 | Categories: Harbour News</p>", ("Lena Roth",)),
        ("<div>30.11.2024 18:14 | Last Change: 30.11.2024 18:15</div>", ()),
        ("<p>Birthplace: Seoul, South Korea</p><p>3 March 2025</p>", ()),
        ("<a rel='author' href='/authors'>Our authors</a><p>By Lena Roth</p>", ("Lena Roth",)),
        (
            "<div class='item icon_authors '><a href='/reviews/'>Authors</a></div><p>By <a rel='author'>Lena Roth</a></p>",
            ("Lena Roth",),
        ),
        ("<p class='author'><b>Lena Roth</b> <span>Senior Harbour Correspondent</span></p>", ("Lena Roth",)),
        ("<p class='author'><a href='/l'>Lena Roth</a> <a>Follow</a></p>", ("Lena Roth",)),
        ("<p class='author'><a href='/l'>Lena Roth</a> <a href='/t'>Tom Ashby</a></p>", ("Lena Roth", "Tom Ashby")),
        ("<p class='author'><i>Lena</i> <i>Roth</i></p>", ("Lena Roth",)),
        ("<p class='author'><a href='/l'>سامر الخطيب</a> <a>تابع</a></p>", ("سامر الخطيب",)),
        ("<p class='author'><a href='/l'>苏晓明</a> <span>山谷大学研究员</span></p>", ("苏晓明",)),
        ("<div class='byline'>By Lena Roth Monday</div>", ("Lena Roth",)),
        ("<div class='byline'>Authored by: Lena Roth</div>", ("Lena Roth",)),
        ("<div class='writer'>Northport - Lena Roth</div>", ("Lena Roth",)),
        ("<div class='byline'>By Lena Roth – Northport</div>", ("Lena Roth",)),
        ("<div class='author'>حلب - سامر الخطيب</div>", ("سامر الخطيب",)),
        ("<div class='author'>سامر الخطيب ـ حلب</div>", ("سامر الخطيب",)),
        ("<div class='author'>Lena Roth - Tom Ashby</div>", ("Lena Roth - Tom Ashby",)),
        ("<div><span>Open Source</span> <span>20 March 2025</span></div>", ()),
        ("<div><span>In Short</span></div><div>20 March 2025</div>", ()),
        ("<div><span>Chief People Officer</span></div><div>20 March 2025</div>", ()),
        ("<div><span>تم نشره</span> <span>20 مارس 2025</span></div>", ()),
    ],
)
def test_sections_labels_and_lists_are_no_authors(near: str, found: tuple[str, ...]) -> None:
    assert authors(near) == found


@pytest.mark.parametrize(
    ("said", "name"), [("한서윤 기자", "한서윤"), ("陳海岸記者", "陳海岸"), ("Nora Velt", "Nora Velt")]
)
def test_what_somebody_is_stands_behind_the_name(said: str, name: str) -> None:
    assert authors(head=f'<meta name="author" content="{said}">') == (name,)


def test_letters_behind_by_are_no_name_with_it() -> None:
    assert authors("<div><p class='small'>By QPN,</p><p>20 March 2025</p></div>") in ((), ("QPN",))


def test_a_scholar_s_tag_names_one_person_the_family_name_first() -> None:
    tags = ("Velt, Nora", "de la Roth, Tom B.", "Lena Ashby", "Ashby Group, Velt, Roth")
    head = "".join(f'<meta name="citation_author" content="{name}">' for name in tags[:3])
    assert authors(head=head) == ("Nora Velt", "Tom B. de la Roth", "Lena Ashby")
    assert authors(head=f'<meta name="citation_author" content="{tags[3]}">') == ("Ashby Group", "Velt", "Roth")


@pytest.mark.parametrize(
    ("near", "found"),
    [
        (
            "<div itemprop='author' itemscope><a href='/u/1'>oldsalt</a><span hidden itemprop='name'>oldsalt</span>"
            "<b>5,310</b></div>",
            ("oldsalt",),
        ),
        (
            "<div class='byline'>Words: <span itemprop='author'><a><span itemprop='name'>Lena Roth</span></a></span> "
            "<span itemprop='author'><span itemprop='name'>Tom Ashby</span> Editor</span></div>",
            ("Lena Roth", "Tom Ashby"),
        ),
        ("<p itemprop='author' itemscope><meta itemprop='name' content='Roth'>Lena Roth</p>", ("Lena Roth",)),
    ],
)
def test_of_an_author_in_microdata_the_name_alone_is_read(near: str, found: tuple[str, ...]) -> None:
    assert authors(near) == found


def test_what_opens_a_discussion_is_by_whom_its_data_names() -> None:
    linked = f'{{"@type":"DiscussionForumPosting","headline":"{TITLE}","author":{{"@type":"Person","name":"oldsalt"}}}}'
    assert authors(head=f'<script type="application/ld+json">{linked}</script>') == ("oldsalt",)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("20 March 2025 · Nora Velt", ("Nora Velt",)),
        ("20 May 2031 · Old Water Works", ()),
        ("By Nora Velt", ("Nora Velt",)),
    ],
)
def test_beside_a_day_to_come_stands_the_place_of_an_event(line: str, found: tuple[str, ...]) -> None:
    page = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>{line}</p>{TEXT}</body></html>"
    fetched_at = datetime(2025, 3, 22, tzinfo=UTC)
    assert story_of(page, url="https://post.example/a", min_words=20, fetched_at=fetched_at).authors == found


@pytest.mark.parametrize("name", ["class='reviews'", "id='comments'", "class='block comment-list'"])
def test_who_writes_a_review_or_a_comment_is_no_author(name: str) -> None:
    of_readers = f"<section {name}><h2>From our readers</h2><div><span class='author'>Tom Ashby</span><p>It holds the tea hot all day.</p></div></section>"
    page = f"<html><head><title>{TITLE}</title></head><body><main><h1>{TITLE}</h1>{{}}{TEXT}</main>{of_readers}</body></html>"
    for near, found in (("", ()), ("<p class='author'>Lena Roth</p>", ("Lena Roth",))):
        assert story_of(page.format(near), url="https://post.example/a", min_words=20).authors == found
