"""Section, tags, lead image, time of change, and where each fact of a page was read."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from read_pages import story_of

from model import Hints, Story

NOW = datetime(2025, 3, 22, 9, tzinfo=UTC)
PARAGRAPH = (
    "The council of the upper valley voted on Tuesday to buy a program that plans the work of the snow ploughs, after "
    "a winter in which two villages were cut off for three days and the crews were sent twice to the same pass."
)


def _story(head: str = "", *, hints: Hints | None = None, lang: str = "en", line: str = "") -> Story:
    body = (
        f'<html lang="{lang}"><head><meta charset="utf-8"><title>Ploughs by the program | Valley Post</title>{head}'
        f"</head><body><article><h1>Ploughs by the program</h1>{line}<p>{PARAGRAPH}</p><p>{PARAGRAPH[:-1]}, said one "
        "member of it who voted against.</p></article></body></html>"
    )
    return story_of(body, fetched_at=NOW, hints=hints)


def _linked(**fields: object) -> str:
    entry = {"@type": "NewsArticle", "headline": "Ploughs by the program", **fields}
    return f'<script type="application/ld+json">{json.dumps({"@graph": [entry, IMAGE, TRAIL]})}</script>'


def _meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


IMAGE = {"@type": "ImageObject", "@id": "https://valley.example/n/17#lead", "url": "https://valley.example/lead.jpg"}
TRAIL = {
    "@type": "BreadcrumbList",
    "itemListElement": [
        {"@type": "ListItem", "position": 1, "name": "Home"},
        {"@type": "ListItem", "position": 2, "item": {"@id": "/roads", "name": "Roads"}},
        {"@type": "ListItem", "position": 3, "name": "Ploughs by the program"},
    ],
}


@pytest.mark.parametrize(
    ("head", "section"),
    [
        (_linked(articleSection="Winter") + _meta("article:section", "News"), "Winter"),
        (_linked(articleSection=["Winter", "Roads"]), "Winter"),
        (_linked() + _meta("article:section", "News"), "News"),
        (_linked(), "Roads"),
        ("", None),
    ],
)
def test_the_section_is_json_lds_then_a_meta_tags_then_the_trails(head: str, section: str | None) -> None:
    assert _story(head).section == section


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        (_linked(keywords="ثلج، كاسحات، الوادي") + _meta("keywords", "a, b"), ("ثلج", "كاسحات", "الوادي")),
        (_linked(keywords=["Snow", "snow", "Valley, Upper"]), ("Snow", "Valley, Upper")),
        (_linked(keywords=[{"@type": "DefinedTerm", "name": "Snow"}]), ("Snow",)),
        (_meta("article:tag", "Snow") + _meta("article:tag", "#Roads") + _meta("keywords", "x"), ("Snow", "Roads")),
        (_meta("news_keywords", "Snow; Roads"), ("Snow", "Roads")),
        (_meta("keywords", " , "), ()),
    ],
)
def test_tags_come_from_what_speaks_of_the_article_before_what_speaks_of_the_page(
    head: str, tags: tuple[str, ...]
) -> None:
    assert _story(head).tags == tags


@pytest.mark.parametrize(
    ("head", "address"),
    [
        (_linked(image={"@id": "https://valley.example/n/17#lead"}), "https://valley.example/lead.jpg"),
        (_linked(image=["/a.jpg", "/b.jpg"]) + _meta("og:image", "/c.jpg"), "https://valley.example/a.jpg"),
        (_linked(image={"@type": "ImageObject", "contentUrl": "https://i.example/x.jpg"}), "https://i.example/x.jpg"),
        (_meta("og:image", "//i.example/c.jpg"), "https://i.example/c.jpg"),
        (
            _meta("og:image", "data:image/png;base64,AA") + _meta("twitter:image", "/t.jpg"),
            "https://valley.example/t.jpg",
        ),
        (_meta("og:image", "http://["), None),
    ],
)
def test_the_lead_image_is_an_absolute_address(head: str, address: str | None) -> None:
    assert _story(head).image_url == address


@pytest.mark.parametrize(
    ("head", "when"),
    [
        (_linked(dateModified="2025-03-20T23:30:00+03:00") + _meta("og:updated_time", "x"), "2025-03-20T20:30:00Z"),
        (_linked(dateModified="lately") + _meta("article:modified_time", "2025-03-20T08:00:00"), "2025-03-20T08:00:00"),
        (_meta("og:updated_time", "2025-03-20"), "2025-03-20"),
        ("", "2025-03-21T06:00:00Z"),
    ],
)
def test_the_time_of_change_is_text_with_its_zone_where_one_is_told(head: str, when: str) -> None:
    assert _story(head, hints=Hints(updated="Fri, 21 Mar 2025 06:00:00 GMT")).modified_at == when


def test_every_fact_says_where_it_was_read_and_what_was_passed_over() -> None:
    head = _linked(datePublished="2025-03-18T10:00:00+02:00", author={"name": "Valley Post"}, articleSection="Winter")
    head += _meta("author", "Nora Velt") + _meta("article:section", "News") + _meta("og:site_name", "Valley Post")
    story = _story(head, lang="ar", line='<p class="date">14 March 2025</p>')
    said = dict(story.origins_of)
    assert said["text"].startswith("the page's own markup")
    assert said["title"] == 'the page\'s <h1>; passed over: <title> "Ploughs by the program | Valley Post"'
    assert said["authors"] == 'a meta tag; passed over: JSON-LD "Valley Post"'
    assert said["published_at"] == (
        'JSON-LD "2025-03-18T10:00:00+02:00", to the second; passed over: the page\'s own words "14 March 2025"'
    )
    assert said["language"] == 'the detector, from the text; passed over: the page claims "ar"'
    assert said["section"] == 'JSON-LD articleSection; passed over: meta article:section "News"'
    assert said["outlet"] == 'the page calls itself "Valley Post"'


def test_a_text_that_only_json_ld_has_says_so() -> None:
    story = _story(_linked(articleBody=f"{PARAGRAPH}\n{PARAGRAPH} " * 4))
    assert dict(story.origins_of)["text"] == "JSON-LD articleBody"


def test_a_date_that_is_no_date_is_told_as_not_placed() -> None:
    said = dict(_story(_linked(datePublished="soon") + _meta("article:published_time", "2025-03-19")).origins_of)
    assert said["published_at"] == 'a meta tag "2025-03-19", to the day; passed over: JSON-LD "soon" (not placed)'


def test_identifiers_of_a_systems_own_are_no_tags_and_escaped_addresses_are_opened() -> None:
    head = _linked(keywords=["98be933f-38cf-4fba-b6c6-ad438e82010a", "Snow"], image="/a.jpg?q=65&#038;strip=all")
    story = _story(head)
    assert (story.tags, story.image_url) == (("Snow",), "https://valley.example/a.jpg?q=65&strip=all")


def _shown(
    *, above: str = "", line: str = "", below: str = "", title: str = "مجلس الوادي يشتري كاسحة ثلج جديدة"
) -> Story:
    paragraph = (
        "قرر مجلس الوادي الأعلى شراء كاسحة ثلج جديدة بعد شتاء انقطعت فيه الطريق عن قريتين ثلاثة أيام، وقال رئيس المجلس إن"
        " السائقين سيتدربون عليها قبل الشتاء المقبل، وإن كلفتها دون ما رصد لها في ميزانية هذا العام."
    )
    body = (
        f"<html lang='ar'><head><meta charset='utf-8'><title>{title} - صدى الوادي</title></head><body><nav><a href='/'>"
        f"الرئيسية</a><img src='/logo.png'></nav><div><div>{above}<h1>{title}</h1>{line}<p>{paragraph}</p><p>{paragraph[:-1]}"
        f"، وفق ما أعلن أمس.</p>{below}</div><aside><div class='tags'><a href='/t/9'>طقس</a></div></aside></div></body></html>"
    )
    return story_of(body, fetched_at=NOW)


@pytest.mark.parametrize(
    ("above", "line", "section"),
    [
        ("<div class='breadcrumb'><a href='/'>الرئيسية</a> » <a href='/c/3'>طرق</a></div>", "", "طرق"),
        ("<ol id='crumbs'><li>الرئيسية</li><li>طرق</li><li>مجلس الوادي يشتري...</li></ol>", "", "طرق"),
        ("<p class='breadcrumbs'>أنت هنا: الرئيسية / طرق / مجلس الوادي يشتري كاسحة ثلج جديدة</p>", "", "طرق"),
        ("<span class='kicker'>طرق</span>", "", "طرق"),
        ("<div>محليات</div>", "", "محليات"),
        ("", "<div>12 مارس 2025 | <a href='/category/3'>طرق</a></div>", "طرق"),
        ("", "<dl><dd>نشر بتصنيف: <a>طرق</a></dd><dd>12 مارس 2025</dd></dl>", "طرق"),
        ("", "<div class='post-categories'><a rel='tag' href='/x/3'>طرق</a></div>", "طرق"),
        ("<div>بعد شتاء طويل</div>", "", None),
        ("<div class='kicker'>يستمر 10 أيام</div>", "", None),
        ("", "<div>12 مارس 2025 | <a href='/print/3'>طباعة</a></div>", None),
    ],
)
def test_the_section_is_read_where_only_readers_are_told(above: str, line: str, section: str | None) -> None:
    assert _shown(above=above, line=line).section == section


@pytest.mark.parametrize(
    ("below", "tags"),
    [
        ("<div><a rel='tag' href='/t/1'>ثلج</a> <a rel='tag' href='/t/2'>طرق جبلية</a></div>", ("ثلج", "طرق جبلية")),
        (
            "<div class='post-tags'>الوسوم: <a href='/t/1'>ثلج</a> <a href='/t/2'>طرق جبلية</a></div>",
            ("ثلج", "طرق جبلية"),
        ),
        (
            "<ul class='keywords'><li><a href='/t/1'>ثلج</a></li><li><a href='/t/2'>كاسحات</a></li></ul>",
            ("ثلج", "كاسحات"),
        ),
        ("<div class='related'><div class='tags'><a href='/t/1'>ثلج</a></div></div>", ()),
        ("<div class='vantage'><a href='/t/1'>ثلج</a></div>", ()),
    ],
)
def test_tags_are_read_from_the_list_below_the_text(below: str, tags: tuple[str, ...]) -> None:
    assert _shown(below=below).tags == tags


@pytest.mark.parametrize(
    ("line", "image"),
    [
        ("<figure><img src='/up/kasiha.jpg'></figure>", "https://valley.example/up/kasiha.jpg"),
        (
            "<img class='avatar' src='/a/12.jpg'><img src='/up/kasiha.jpg' width=500>",
            "https://valley.example/up/kasiha.jpg",
        ),
        ("<img src='data:image/gif;base64,R0' data-src='/up/kasiha.webp'>", "https://valley.example/up/kasiha.webp"),
        ("<img src='/img/share.gif'>", None),
        ("<img src='/up/kasiha-150x100.jpg'>", None),
        ("<div class='related'><img src='/up/other.jpg'></div>", None),
    ],
)
def test_the_first_picture_stands_in_for_one_that_is_named(line: str, image: str | None) -> None:
    assert _shown(line=line).image_url == image
