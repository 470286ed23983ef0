"""From a page's bytes to its main story and its facts."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from importlib import import_module
from inspect import getsource
from pathlib import Path
from time import process_time

import pytest
import trafilatura
from places import SHARED, TESTS
from trafilatura import xpaths

from benchmarks.page_readers import naskh
from benchmarks.pages import judge, measured, was_split
from benchmarks.saved_pages import DATA, FLOORED_SETS, SETS, saved_pages
from model import Hints, Story
from pipelines.reading.extract import _READ_ATTRIBUTES, extract_html, extractor_version
from pipelines.reading.facts.facts import names_in
from pipelines.reading.facts.titles import without_site
from pipelines.reading.html.charset import decode_html

PAGES = Path(__file__).parent / "pages"
WALLS = sorted(path.stem for path in PAGES.glob("wall_*.json"))
HOSTILE = SHARED / "hostile" / "generated"
NOW = datetime(2025, 3, 22, 9, tzinfo=UTC)
TEXT = [
    "The council of the upper valley voted on Tuesday to buy a program that plans the work of the snow ploughs, "
    "after a winter in which two villages were cut off for three days and the road crews were sent twice to the "
    "same pass.",
    "The program reads the reports of the weather posts every ten minutes and proposes which plough should leave "
    "next. A person at the depot decides, and the reasons are written down so that they can be looked at in the "
    "spring, when the contract comes up for renewal.",
    "Two members voted against it. They said that the money would have paid for a third plough, and that the men "
    "at the depot know the valley better than any weather post.",
]


def _page(head: str = "", body: str | None = None, *, title: str = "Ploughs by the program | Valley Post") -> bytes:
    inside = body if body is not None else "<article><h1>Ploughs by the program</h1>" + _paragraphs() + "</article>"
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{inside}</body></html>"
    ).encode()


def _paragraphs() -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)


def _story(body: bytes, *, hints: Hints | None = None, url: str = "https://valley.example/n/17") -> Story:
    stories, reason = extract_html(
        body, url=url, content_type=None, fetched_at=NOW, hints=hints or Hints(), min_words=40
    )
    assert len(stories) == 1, reason
    return stories[0]


def test_the_version_names_trafilatura() -> None:
    assert "+trafilatura-" in extractor_version()


def test_a_plain_article_is_read_paragraph_by_paragraph() -> None:
    assert _story(_page()).text == "\n\n".join(TEXT)


def test_a_page_without_text_gives_a_reason() -> None:
    stories, reason = extract_html(
        b"<html><body><h1>Nothing</h1></body></html>",
        url="https://valley.example/",
        content_type=None,
        fetched_at=None,
        hints=Hints(),
        min_words=40,
    )
    assert stories == []
    assert reason is not None and reason.startswith("no article text")


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00\x01\x02", b"%PDF-1.7 nothing", b"<", b"{}", b"<html>" * 5000])
def test_what_is_no_page_gives_a_reason_and_no_error(body: bytes) -> None:
    stories, reason = extract_html(
        body, url="https://valley.example/", content_type=None, fetched_at=None, hints=Hints(), min_words=40
    )
    assert stories == [] and reason


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("Ploughs by the program | Valley Post", ""),
        ("Ploughs by the program - valley.example", ""),
        ("The Valley Post » Ploughs by the program", '<meta property="og:site_name" content="The Valley Post">'),
        ("Ploughs by the program", '<meta property="og:title" content="Ploughs by the program – Valley Post">'),
    ],
)
def test_the_title_is_without_the_name_of_the_site(title: str, head: str) -> None:
    assert _story(_page(head, title=title)).title == "Ploughs by the program"


_CHINESE = (
    "上谷镇议会星期二投票决定购买一套安排扫雪车工作的程序，此前的冬天有两个村子与外界隔绝三天，养路工人两次被派往同一个山口。"
    "程序每十分钟读取一次气象站的报告，并建议下一辆出发的扫雪车。仓库里的值班员作出决定，并写下理由，以便春天续签合同时查看。"
    "两名议员投了反对票，他们说这笔钱可以买第三辆扫雪车，仓库里的人比任何气象站都更了解山谷，而且从来没有人在雪夜里迷路。"
)


@pytest.mark.parametrize(
    ("title", "body", "right"),
    [
        (
            "上谷镇议会批准购买扫雪程序-山谷晚报",
            f"<div class='address'>https://www.valley.example/</div><div>{_CHINESE}</div>",
            "上谷镇议会批准购买扫雪程序-山谷晚报",
        ),
        (
            "新闻动态--山谷学会官网",
            f"<h3>首页 - 新闻动态</h3><h5>山谷冬季道路学术年会在上谷镇成功举行！</h5><div><b>发布时间：2019-05-18</b></div>"
            f"<div>{_CHINESE}</div>",
            "山谷冬季道路学术年会在上谷镇成功举行！",
        ),
    ],
)
def test_a_title_without_spaces_says_as_much_as_one_with_spaces(title: str, body: str, right: str) -> None:
    story = _story(_page(title=title, body=body))
    assert story.title == right
    assert (story.published is not None and story.published.when == "2019-05-18") == ("2019" in body)


def test_a_site_name_inside_a_title_stays() -> None:
    assert without_site("Valley Post wins a prize", {"valleypost"}) == "Valley Post wins a prize"
    assert without_site("A prize - and a dispute - Valley Post", {"valleypost"}) == "A prize - and a dispute"
    assert without_site("Valley Post", {"valleypost"}) == "Valley Post"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("By Nora Velt and Tom Arbley", ["Nora Velt", "Tom Arbley"]),
        ("By Nora Velt, Tom Arbley, and Ann Ruck", ["Nora Velt", "Tom Arbley", "Ann Ruck"]),
        ("Von Anna Ruf, Jan Moor, und Anders Und", ["Anna Ruf", "Jan Moor", "Anders Und"]),
        ("سامر قاسم، ليلى حداد، ومنى صالح", ["سامر قاسم", "ليلى حداد", "منى صالح"]),
        ("سامر قاسم، وليد حداد", ["سامر قاسم", "وليد حداد"]),
        ("سامر قاسم، وكالة الوادي", ["سامر قاسم", "وكالة الوادي"]),
        ("بقلم: سامر قاسم", ["سامر قاسم"]),
        ("كتب: سامر قاسم وليلى حداد", ["سامر قاسم", "ليلى حداد"]),
        ("بقلم: محمد وليد", ["محمد وليد"]),
        ("سامر قاسم ووليد حداد", ["سامر قاسم", "وليد حداد"]),
        ("أحمد وائل حسن، منى و سعاد", ["أحمد وائل حسن", "منى", "سعاد"]),
        ("Von Anna Ruf, Jan Moor", ["Anna Ruf", "Jan Moor"]),
        ("https://www.facebook.com/someone", []),
        ("admin", []),
        ("Developed By Elena Ober", []),
        ("Elena Ober (obe)", ["Elena Ober"]),
    ],
)
def test_a_byline_gives_its_names(words: str, names: list[str]) -> None:
    assert list(names_in(words)) == names


def _linked(**fields: object) -> str:
    entry = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ploughs by the program", **fields}
    return f'<script type="application/ld+json">{json.dumps(entry)}</script>'


META = '<meta property="article:published_time" content="2025-03-19T08:00:00Z">'


@pytest.mark.parametrize(
    ("head", "when", "source"),
    [
        (_linked(datePublished="2025-03-18T10:00:00+02:00") + META, "2025-03-18T08:00:00Z", "json_ld"),
        (META, "2025-03-19T08:00:00Z", "meta"),
        (_linked(datePublished="2025-03-19") + META, "2025-03-19T08:00:00Z", "meta"),
        (_linked(datePublished="2025-03-18") + META, "2025-03-18", "json_ld"),
        (_linked(datePublished="soon") + META, "2025-03-19T08:00:00Z", "meta"),
    ],
)
def test_the_date_is_the_first_that_can_be_read_and_the_most_precise_of_its_day(
    head: str, when: str, source: str
) -> None:
    published = _story(_page(head)).published
    assert published is not None
    assert (published.when, published.source) == (when, source)


def test_the_feed_dates_a_page_that_does_not_date_itself() -> None:
    published = _story(_page(), hints=Hints(published="Wed, 19 Mar 2025 06:00:00 GMT")).published
    assert published is not None
    assert (published.when, published.source) == ("2025-03-19T06:00:00Z", "feed")


def test_a_date_line_beside_the_headline_is_read_and_the_clock_of_the_page_is_not() -> None:
    clock = '<div class="top"><span class="date">22 March 2025</span></div>'
    line = '<p class="posted">Published 14 March 2025</p>'
    with_line = _page(body=f"{clock}<article><h1>Ploughs by the program</h1>{line}{_paragraphs()}</article>")
    published = _story(with_line).published
    assert published is not None and published.when == "2025-03-14"
    without = _page(body=f"{clock}<article><h1>Ploughs by the program</h1>{_paragraphs()}</article>")
    assert _story(without).published is None


def test_the_address_dates_a_page_when_nothing_else_does() -> None:
    published = _story(_page(), url="https://valley.example/2025/03/09/ploughs").published
    assert published is not None
    assert (published.when, published.source) == ("2025-03-09", "url")


def test_authors_come_from_json_ld_before_meta_and_never_are_the_site_where_people_are_named() -> None:
    head = _linked(author={"@type": "Organization", "name": "Valley Post"}) + (
        '<meta name="author" content="Nora Velt"><meta property="og:site_name" content="Valley Post">'
    )
    assert _story(_page(head)).authors == ("Nora Velt",)


def test_the_canonical_address_is_absolute() -> None:
    assert (
        _story(_page('<link rel="canonical" href="/n/17-ploughs">')).canonical_url
        == "https://valley.example/n/17-ploughs"
    )
    assert _story(_page('<link rel="canonical" href="http://[">')).canonical_url is None


def test_a_neighbour_does_not_replace_the_main_story() -> None:
    long = " ".join(TEXT * 6)
    body = (
        f'<div class="c1"><h1>Ploughs by the program</h1>{_paragraphs()}</div>'
        f'<div class="c2"><article><p>{long.replace("plough", "ferry").replace("valley", "island")}</p></article></div>'
    )
    assert TEXT[0] in _story(_page(body=body)).text


def test_a_long_neighbour_does_not_replace_a_story_without_a_headline() -> None:
    praise = "".join(
        f"<p>Guest {n} praised the ferries, the music, and the food, which was sold late.</p>" for n in range(90)
    )
    body = f'<article>{_paragraphs()}</article><div class="content-body"><div>{praise}</div></div>'
    assert TEXT[0] in _story(_page(body=body)).text


_OF_THE_AUTHOR = (
    "Nora Velt has cooked for twenty years in the upper valley and teaches at the school of the lower village, where she "
    "wrote three books on bread and one on cheese. Her columns have appeared in the papers of the valley since spring, and "
    "she lives beside the mill with two dogs and a cat that sleeps all day. She has also been a judge at the fair of the "
    "saddle for nine years, taught the men of the depot how to bake in a tin oven, and answers the letters of readers every "
    "Friday before noon, whoever writes, and in whatever language they write to her from below."
)
_STEPS = [f"Send plough {n} to bridge {n}." for n in range(40)]


def test_a_note_on_the_author_below_the_headline_does_not_replace_a_text_of_short_steps() -> None:
    steps = "".join(f"<li>{step}</li>" for step in _STEPS)
    body = (
        f'<article><div><h1>Ploughs by the program</h1><div class="meta tooltip"><p>{_OF_THE_AUTHOR}</p></div></div>'
        f"<h2>In the night</h2><ul>{steps}</ul></article>"
    )
    text = _story(_page(body=body)).text
    assert all(step in text for step in _STEPS)


@pytest.mark.parametrize(
    "paragraphs",
    [
        TEXT,
        [
            "صوت مجلس الوادي الأعلى يوم الثلاثاء على شراء برنامج ينظم عمل كاسحات الثلج بعد شتاء انقطعت فيه قريتان عن المدينة "
            "ثلاثة أيام، وخرجت فيه فرق الطرق مرتين إلى الممر نفسه دون أن تعرف إحداها بالأخرى.",
            "ويقرأ البرنامج تقارير محطات الطقس كل عشر دقائق ويقترح الكاسحة التي ينبغي أن تخرج أولا. أما القرار فيبقى لموظف في "
            "المستودع يكتب أسبابه في دفتر حتى ينظر فيها المجلس في الربيع حين يحين موعد تجديد العقد.",
            "وعارضه عضوان قالا إن ثمنه كان يكفي لكاسحة ثالثة، وإن رجال المستودع يعرفون الوادي أكثر من أي محطة للطقس.",
        ],
    ],
)
@pytest.mark.parametrize("tag", ["br", "div"])
def test_a_text_without_paragraphs_is_not_read_together_with_the_menus(paragraphs: list[str], tag: str) -> None:
    menus = "".join(
        "<div><ul>" + "".join(f"<li><a href='/{n}/{place}'>{n} {place}</a></li>" for place in range(20)) + "</ul></div>"
        for n in range(20)
    )
    told = [*paragraphs, *(f"{line} ({line[:20]})" for line in paragraphs)]
    text = "<br><br>".join(told) if tag == "br" else "".join(f"<div>{line}</div>" for line in told)
    body = f"{menus}<h1>Ploughs by the program</h1><div>{text}</div><div>{menus}</div>"
    assert _story(_page(body=body)).text == "\n\n".join(told)


def test_trafilatura_reads_a_page_once_where_its_text_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    # Bare paragraphs below no headline: nothing on the page says that this is the main story.
    body = _page(body=f"<div class='entry-content'>{_paragraphs()}</div>", title="")
    read, times = trafilatura.bare_extraction, []
    monkeypatch.setattr(
        trafilatura, "bare_extraction", lambda *a, **options: times.append(options) or read(*a, **options)
    )
    assert _story(body).text == "\n\n".join(TEXT)
    assert not [options for options in times if options["fast"]]


def test_the_frame_of_a_page_whose_stories_were_taken_out_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = "".join(
        f'<div class="entry"><h2><a href="https://{name}.example/{name}">{name.title()} buys a program</a></h2>'
        f"<p>{name.title()} Post, 12 March 2025</p>{_paragraphs().replace('plough', name)}</div>"
        for name in ("ferry", "tractor", "lantern")
    )
    page = _page(body=f"<h1>The week in the valleys</h1>{blocks}<div><p>Write to us.</p></div>")
    read, times = trafilatura.bare_extraction, []
    monkeypatch.setattr(
        trafilatura, "bare_extraction", lambda *a, **options: times.append(options) or read(*a, **options)
    )
    stories, _ = extract_html(
        page, url="https://w.example/", content_type=None, fetched_at=NOW, hints=Hints(), min_words=40
    )
    assert len(stories) == 3
    assert [options["fast"] for options in times] == [True]


def test_every_attribute_that_trafilatura_reads_in_a_text_is_left_to_it() -> None:
    names = ("baseline", "external", "htmlprocessing", "main_extractor", "readability_lxml")
    code = "".join(getsource(import_module(f"trafilatura.{name}")) for name in names)
    content, _, _ = getsource(xpaths).partition("### 2. METADATA")
    read = re.findall(r'\b(?:elem|element|node|cell|parent|header)\.get\("([a-z-]+)"', code)
    assert {*re.findall(r"@([a-z-]+)", content), *read} <= _READ_ATTRIBUTES


def test_json_ld_ends_the_text_where_the_page_runs_on() -> None:
    tail = "<p>Sign here to receive the letter that we write on Sundays.</p><p>Our app is new as well.</p>"
    body = f"<article><h1>Ploughs by the program</h1>{_paragraphs()}{tail}</article>"
    assert _story(_page(_linked(articleBody=" ".join(TEXT)), body)).text == "\n\n".join(TEXT)


def test_a_tag_of_a_hundred_thousand_attributes_costs_little() -> None:
    attributes = " ".join(f'a{n}="1"' for n in range(100_000))
    assert _story(_page(body=f"<div {attributes}></div><article>{_paragraphs()}</article>")).text == "\n\n".join(TEXT)


@pytest.mark.parametrize("name", ["{", "{{ classes }}", "{a}b", "{}", ":", "a:b", "}", "<", "=", '"'])
def test_what_a_template_left_in_a_tag_loses_no_page(name: str) -> None:
    body = f'<article {name} {name}="x"><h1 {name}>Ploughs by the program</h1><p data-n="1" {name}>'
    assert _story(_page(body=f"{body}{_paragraphs()}</article>")).text == "\n\n".join(TEXT)


@pytest.mark.parametrize("shape", ["below one another", "in a menu above", "bare links"])
def test_four_times_the_headings_cost_no_more_than_they_are(shape: str) -> None:
    def cost(headings: int) -> float:
        titles = [f"<h2><a href='/{n}'>Plough number {n} of the valley</a></h2>" for n in range(headings)]
        texts = [f"<p><span>{TEXT[n % 3]}</span></p>" for n in range(headings)]
        below = "".join(title + text for title, text in zip(titles, texts, strict=True))
        above = f"<ul><li>{'<li>'.join(titles)}</ul><div><div>{''.join(texts)}</div></div>"
        links = "".join(f"<a href='/{n}'>Plough number {n} of the valley</a><br>" for n in range(6 * headings))
        shapes = {"below one another": below, "in a menu above": above, "bare links": links + _paragraphs()}
        page = _page(body=f"<h1>All ploughs</h1>{shapes[shape]}")
        started = process_time()
        extract_html(page, url="https://v.example/", content_type=None, fetched_at=NOW, hints=Hints(), min_words=40)
        return process_time() - started

    cost(10)
    # Once is enough: whoever else is at work can lengthen it, and shorten nothing.
    assert any(cost(800) < 8 * cost(200) for _ in range(3))


@pytest.mark.parametrize("encoding", ["windows-1256", "utf-8", "utf-16"])
def test_a_right_charset_is_honoured_and_a_wrong_one_does_no_harm(encoding: str) -> None:
    text = "<html><body><p>أعلنت البلدية أن الطريق الجديد سيفتح في الأسبوع القادم بعد انتهاء الأعمال.</p></body></html>"
    for header in (f"text/html; charset={encoding}", "text/html; charset=iso-8859-1", "text/html; charset=utf-8", None):
        assert decode_html(text.encode(encoding), header) == text


def test_a_few_broken_bytes_do_not_turn_utf_8_into_another_alphabet() -> None:
    text = ("الخبر الأول عن المدينة " * 40).encode()
    assert "المدينة" in decode_html(text[:300] + b"\xff" + text[300:], None)


@pytest.mark.parametrize(
    "text",
    [
        "It’s “open” – since May…",
        "Où est l’été ? À côté – là",
        "المدينة تفتح مكتبتها – من جديد",
        "東京の図書館が開いた",
    ],
)
def test_text_that_was_encoded_twice_is_read_once(text: str) -> None:
    twice = text.encode().decode("latin-1")
    assert decode_html(f"<p>{twice}</p><p>{text}</p>".encode(), None) == f"<p>{text}</p><p>{text}</p>"


@pytest.mark.parametrize("text", ["CAFÉ— MENÜ–", "PŘÍŠTÍ ZASTÁVKA", "â€™ is what a wrong ’ looks like", "ÍÁ »FRIл «Â»"])
def test_letters_that_only_look_like_text_encoded_twice_stay(text: str) -> None:
    assert decode_html(text.encode(), None) == text


@pytest.mark.parametrize("row", ["right", "none", "wrong-utf8", "wrong-latin1"])
def test_pages_in_23_encodings_are_read_whatever_they_declare(row: str) -> None:
    if not HOSTILE.is_dir():
        pytest.skip("shared/data/hostile is not here")
    entries = json.loads((HOSTILE / "encodings_manifest.json").read_text("utf-8"))
    entries = [entry for entry in entries if entry["file"].endswith(f"_{row}.html")]
    right = 0
    for entry in entries:
        stories, _ = extract_html(
            (HOSTILE / entry["file"]).read_bytes(),
            url="https://valley.example/",
            content_type=None,
            fetched_at=None,
            hints=Hints(),
            min_words=1,
        )
        right += any(entry["truth"] in story.text for story in stories)
    assert len(entries) == 23
    assert right >= 21


@pytest.mark.parametrize("name", FLOORED_SETS)
def test_saved_pages_are_read_as_well_as_they_were_before(name: str) -> None:
    if not (DATA / SETS[name]).is_dir():
        pytest.skip(f"shared/data/{SETS[name]} is not here")
    floors = json.loads((TESTS / "quality.json").read_text("utf-8"))
    floors = {key: floor for key, floor in floors.items() if key.startswith(f"pages_{name}_")}
    pages = [judge(page, naskh(page)) for page in saved_pages(name) if not page.is_kept_aside]
    figures = measured(name, pages)
    assert floors.keys() == figures.keys()
    assert {key: figures[key] for key, floor in floors.items() if figures[key] < floor} == {}
    assert sum(map(was_split, pages)) < 0.01 * len(pages)


@pytest.mark.parametrize(
    "data",
    [
        {"@type": "NewsArticle", "headline": "Ploughs by the program", "url": "https://[x/1"},
        {"@type": "NewsArticle", "headline": "Ploughs by the program", "image": "https://[x/1.jpg"},
        {"@type": "NewsArticle", "headline": "Ploughs by the program", "isBasedOn": "https://[x/1"},
        {"@type": [{}], "@id": {}, "headline": {"name": {}}, "author": [[{"name": [{}]}]]},
        # A name that leads back to itself.
        [{"@type": "Person", "@id": "#a", "name": [{"@id": "#a"}]}, {"@type": "NewsArticle", "author": {"@id": "#a"}}],
    ],
)
def test_structured_data_that_is_odd_costs_a_page_no_text(data: object) -> None:
    story = _story(_page(f'<script type="application/ld+json">{json.dumps(data)}</script>'))
    assert TEXT[1] in story.text
    assert "[" not in f"{story.canonical_url}{story.image_url}{story.origins}"


@pytest.mark.parametrize(
    ("title", "words", "kind"),
    [
        (
            "Before you continue",
            "We and our partners use cookies. Accept all cookies to continue to the site.",
            "consent",
        ),
        ("Just a moment...", "Please wait while we check the connection to this address.", "challenge"),
        ("الصفحة غير موجودة", "عذرا، لم نجد ما تبحث عنه.", "error"),
        ("A strike ends", "Subscribe to read the whole of this story today.", "paywall"),
    ],
)
def test_a_wall_is_no_article_and_the_reason_says_which(title: str, words: str, kind: str) -> None:
    stories, reason = extract_html(
        _page(body=f"<main><h1>{title}</h1><p>{words}</p></main>", title=title),
        url="https://valley.example/",
        content_type=None,
        fetched_at=None,
        hints=Hints(),
        min_words=40,
    )
    assert stories == []
    assert reason is not None and kind in reason


def test_an_article_about_cookies_is_an_article() -> None:
    extra = "<p>The program also sets cookies, which the council wants to forbid.</p>"
    body = f"<article><h1>Cookies and ploughs</h1>{_paragraphs()}{extra}</article>"
    assert "sets cookies" in _story(_page(body=body, title="Cookies and ploughs")).text


@pytest.mark.parametrize(
    ("headline", "words"),
    [
        (
            "What a baker gives away at night",
            "Go to the shop an hour before it shuts. You may carry home a warm loaf, two pies, or a bag of fresh cookies "
            "for half of what they cost at noon, since none of it can be sold the next day. If you expect guests, it is "
            "worth your time to ask the head of the counter whether a large order comes cheaper; most give you a tenth off "
            "and say so to nobody. Look at what the shop prints in its window as well. Some of it stands in no leaflet, and "
            "some of it is only told to those who ask for it twice, with their bags already packed and their coats on. The "
            "baker says that he throws away less than he did in spring, and that he sleeps better for it. His neighbours "
            "tried the same with fish, and gave it up.",
        ),
        (
            "Oat cookies that keep for a month",
            "These cookies need no oven. Stir the oats into the warm honey until your spoon stands upright.\n"
            "Press the cookies flat with a wet palm. They should be as thick as a pencil, or they break when you lift them.\n"
            "Let the cookies rest over night on a tray in a cold room. In the morning you turn each of them once.\n"
            "Keep the cookies in a tin between sheets of paper. Mine were as good after five weeks as on the second day.\n"
            "My aunt makes larger cookies, of barley. She calls them stones, and feeds the hens with what is left of them.",
        ),
    ],
)
def test_an_article_about_what_is_baked_is_no_consent_wall(headline: str, words: str) -> None:
    body = f"<article><h1>{headline}</h1>{''.join(f'<p>{line}</p>' for line in words.splitlines())}</article>"
    assert words.splitlines()[-1] in _story(_page(body=body, title=headline)).text


@pytest.mark.parametrize("case", WALLS)
def test_a_page_that_is_a_wall_says_of_which_kind(case: str) -> None:
    gold = json.loads((PAGES / f"{case}.json").read_text("utf-8"))
    stories, reason = extract_html(
        (PAGES / f"{case}.html").read_bytes(),
        url=gold["url"],
        content_type=None,
        fetched_at=NOW,
        hints=Hints(),
        min_words=15,
    )
    assert stories == []
    assert reason == f"no article text: {gold['reason']}"


def test_the_data_behind_a_paywall_is_left_alone() -> None:
    state = json.dumps({"article": {"title": "Ploughs by the program", "body": _paragraphs()}})
    body = (
        "<main><h1>Ploughs by the program</h1><p>Subscribe to read the whole of this story today.</p></main>"
        f"<script>window.__STATE__={state}</script>"
    )
    stories, reason = extract_html(
        _page(body=body), url="https://valley.example/", content_type=None, fetched_at=NOW, hints=Hints(), min_words=40
    )
    assert stories == []
    assert reason is not None and "paywall" in reason


@pytest.mark.parametrize(
    ("told", "authors"),
    [
        ([{"name": "Nora Vale", "slug": "nora"}, {"name": "Tom Ashby"}], ("Nora Vale", "Tom Ashby")),
        ({"displayName": "Nora Vale"}, ("Nora Vale",)),
        ("By Nora Vale", ("Nora Vale",)),
        ([{"id": 7}, None, 3], ()),
    ],
)
def test_who_wrote_a_text_that_only_the_data_of_scripts_has_is_named_beside_it(
    told: object, authors: tuple[str, ...]
) -> None:
    piece = {"headline": "Ploughs by the program", "authors": told, "body": TEXT}
    page = f"<h1>Ploughs by the program</h1><script>window.__STATE__={json.dumps({'article': piece})}</script>"
    story = _story(_page(body=page))
    assert (story.text, story.authors) == ("\n\n".join(TEXT), authors)
    byline = page.replace("</h1>", "</h1><p class='author'>Ann Ruck</p>")
    assert _story(_page(body=byline)).authors == ("Ann Ruck",)


@pytest.mark.parametrize("depth", [256, 400, 3000, 30_000])
def test_however_deep_the_markup_nests_the_text_is_found(depth: int) -> None:
    body = "<div>" * depth + f"<article><h1>Ploughs by the program</h1>{_paragraphs()}</article>" + "</div>" * depth
    assert _story(_page(body=body)).text == "\n\n".join(TEXT)


VOCALISED = (
    "قَالَ مُدِيرُ المَكْتَبَةِ إِنَّ المَخْطُوطَاتِ سَتُقْرَأُ بِبَرْنَامَجٍ جَدِيدٍ يَعْرِفُ الحَرَكَاتِ وَلَا يُسْقِطُهَا مِنَ النَّصِّ، وَهُوَ مَا كَانَ "
    "يَشْكُو مِنْهُ القُرَّاءُ فِي السَّنَوَاتِ المَاضِيَةِ حِينَ كَانَتِ الصَّفَحَاتُ تُنْشَرُ عَارِيَةً مِنَ الشَّكْلِ فَتَلْتَبِسُ عَلَى الطُّلَّابِ."
)


def test_harakat_stay_in_the_stored_text() -> None:
    body = f"<article><h1>مخطوطات المكتبة</h1><p>{VOCALISED}</p><p>{VOCALISED[::1]} والله أعلم.</p></article>"
    assert VOCALISED in _story(_page(body=body, title="مخطوطات المكتبة")).text


@pytest.mark.parametrize("mark", ["\u200f", "\u202b", "\u2067", "&rlm;", "&#8207;", "&#x202E;", "\u00ad", "&shy;"])
def test_what_only_turns_or_breaks_lines_is_in_no_title_and_no_text(mark: str) -> None:
    body = f"<article><h1>Ploughs {mark}by the program</h1>{_paragraphs().replace('snow', f'sn{mark}ow')}</article>"
    story = _story(_page(body=body, title=f"Ploughs {mark}by the program"))
    assert story.title == "Ploughs by the program"
    assert story.text == "\n\n".join(TEXT)


def test_bidi_marks_that_json_escapes_go_as_well() -> None:
    entry = _linked(articleBody="\n\n".join(TEXT).replace("valley", "\u200fvalley\u202c"))
    assert _story(_page(entry, "<main></main>")).text == "\n\n".join(TEXT)


@pytest.mark.parametrize("joiner", ["\u200c", "&zwnj;", "&#8204;"])
def test_joiners_stay_in_titles_texts_and_the_data_of_scripts(joiner: str) -> None:
    told = "کتابخانه نسخه\u200cهای خطی را با کمک ماشین می\u200cخواند و کارشناسان هر صفحه را پیش از انتشار بازبینی می\u200cکنند."
    written = told.replace("\u200c", joiner)
    body = (
        f"<article><h1>{written[:40]}</h1>" + f"<p>{written}</p><p>{written} پایان.</p><p>{written} همین.</p></article>"
    )
    assert told in _story(_page(body=body, title="کتابخانه")).text
    state = json.dumps({"url": "https://valley.example/n/17", "text": "\n".join(f"{told} {n}." for n in range(8))})
    assert told in _story(_page(body=f"<div></div><script>window.__STATE__={state}</script>", title="کتابخانه")).text
