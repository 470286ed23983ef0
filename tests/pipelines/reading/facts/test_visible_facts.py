"""Title, authors and date of pages that say nothing of them for machines: as their readers see them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from read_pages import stories_of, story_of

from model import Story

FETCHED = datetime(2025, 4, 3, 9, tzinfo=UTC)
TITLE = "قرية الوادي تزرع ألف شجرة زيتون على التلة الشرقية"
SITE = "صدى الوادي"
BODY = (
    "<p>زرع أهالي القرية أمس ألف شجرة زيتون على التلة الشرقية بعد أن أتت الحرائق على أشجارها في الصيف الماضي، وشارك في العمل"
    " تلاميذ المدرسة ومعلموها وعدد من العائدين من المدينة لقضاء عطلة الربيع مع أهلهم.</p>"
    "<p>وقال رئيس التعاونية إن الشتول جاءت من مشتل في البلدة المجاورة، وإن ريها سيكون من خزان حفرته التعاونية قبل عامين،"
    " على أن يتناوب المتطوعون على حراسة التلة حتى نهاية الصيف المقبل حين تشتد الشجيرات.</p>"
)
ENGLISH = (
    "<p>The council of the upper valley voted on Tuesday to buy a program that plans the work of the snow ploughs, after a "
    "winter in which two villages were cut off for three days.</p><p>Its drivers had asked for one since the crews were "
    "sent twice to the same pass while a third road stayed closed for a week, said the head of the works department.</p>"
)


def story(
    near: str, *, above: str = "", below: str = "", head: str = "", heading: str | None = None, body: str = BODY
) -> Story:
    heading = f"<h1>{TITLE}</h1>" if heading is None else heading
    title = "" if "<title>" in head else f"<title>{TITLE} - {SITE}</title>"
    page = (
        f'<html><head><meta charset="utf-8">{title}{head}</head><body><div><div>{above}{heading}{near}{body}{below}</div>'
        "<div><h3>الأكثر قراءة</h3><ul><li><a href='/1'>سوق القرية يفتح أبوابه</a> 2 مارس 2025</li></ul></div></div></body>"
        "</html>"
    )
    return story_of(page, url="https://sada.example/n/5", fetched_at=FETCHED, min_words=30)


@pytest.mark.parametrize(
    ("near", "authors"),
    [
        ("<div class='x1'>كتبه سامر الخطيب في 12 مارس 2025</div>", ("سامر الخطيب",)),
        ("<p>بقلم: منى العلي</p><p>12 مارس 2025</p>", ("منى العلي",)),
        ("<h5>أجرى الحوار: نبيل شاهين | الأربعاء 12 آذار 2025</h5>", ("نبيل شاهين",)),
        ("<p>تقرير: سارة حسن ومروان قاسم</p>", ("سارة حسن", "مروان قاسم")),
        ("<div>سارة حسن ومروان قاسم<br>الأربعاء، 12 مارس 2025 - 06:00</div>", ("سارة حسن", "مروان قاسم")),
        ("<div><span>سامر الخطيب</span> <span>2025-03-12</span></div>", ("سامر الخطيب",)),
        ("<div><span>سامر الخطيب</span><span> ـ حلب</span></div><span>منذ يومين</span>", ("سامر الخطيب",)),
        ("<div>كتب: <a href='/e/1'>سامر الخطيب</a> - <a href='/e/2'>منى العلي</a></div>", ("سامر الخطيب", "منى العلي")),
        ("<p>صدى الوادي / حلب - سامر الخطيب</p>", ("سامر الخطيب",)),
        ("<p><span>إعداد: منى العلي</span><span>مراجعة علمية: د. نبيل شاهين</span></p>", ("منى العلي",)),
        ("<p>مرسلة بواسطة سامر الخطيب</p>", ("سامر الخطيب",)),
        ("<div>| كتب عبدالله الخطيب |</div>", ("عبدالله الخطيب",)),
        (
            "<div><a>سامر الخطيب</a> <small>تصوير:</small> <a>منى العلي</a></div><div>12 مارس 2025</div>",
            ("سامر الخطيب",),
        ),
        ("<div>أبو ظبي - وكالات</div><div>12 مارس 2025</div>", ()),
        ("<div>الشرق الأوسط | 12 مارس 2025</div>", ()),
        ("<div>متابعة خاصة</div><div>12 مارس 2025</div>", ()),
        ("<div>قراءة دقيقتين</div><div>12 مارس 2025</div>", ()),
    ],
)
def test_authors_are_read_from_the_lines_below_a_headline(near: str, authors: tuple[str, ...]) -> None:
    assert story(near).authors == authors


@pytest.mark.parametrize(
    ("near", "authors"),
    [
        ("<p class='c'>By NORA VALE, Islands Correspondent<br>PUBLISHED: 09:12 GMT, 22 March 2025</p>", ("NORA VALE",)),
        ("<div>Nora Vale · Updated Mar 5, 2025 · We may earn commission</div>", ("Nora Vale",)),
        ("<div>By <a rel='author' href='/p'>Nora Vale</a> | June 2, 2024</div>", ("Nora Vale",)),
        ("<div class='author'>Nora Vale • 30 January 2025 • Read more</div>", ("Nora Vale",)),
        ("<div>Par Hélène Sorel, publié le 6 mars 2025 à 10h00</div>", ("Hélène Sorel",)),
        ("<div><span>Von: <a>Wiebke Vale</a>, <a>Tom Ashby</a> (Foto)</span></div>", ("Wiebke Vale",)),
        ("<p><i>Von Gesine Vale und Karl Ashby</i></p>", ("Gesine Vale", "Karl Ashby")),
        ("<div>Инна Северцева | 9 марта 2025 | 1 204 просмотра</div>", ("Инна Северцева",)),
        ("<div><span>2025年03月18日 15:30</span><span>来源：山谷报</span><span>记者 苏晓明</span></div>", ("苏晓明",)),
        ("<div>سعدیہ میر — 19 مارچ 2025</div>", ("سعدیہ میر",)),
        (
            "<cite class='byline'>By <span>NORA VALE and TOM ASHBY - AP Technology Writers</span> | Post</cite>",
            ("NORA VALE", "TOM ASHBY"),
        ),
        ("<div>By Nora Vale, Tom Ashby, and Ann Ruck | June 2, 2024</div>", ("Nora Vale", "Tom Ashby", "Ann Ruck")),
        ("<div class='contributor'>Contributor:<p>Nora Vale</p></div>", ("Nora Vale",)),
        ("<div><div>Release Date</div><div>March 05, 2025</div></div>", ()),
        ("<div>North Korea 09:31 March 5, 2025</div>", ()),
        ("<div>By admin - March 5, 2025</div>", ()),
        ("<div>Front Page - March 5, 2025</div>", ()),
    ],
)
def test_authors_are_read_in_other_languages(near: str, authors: tuple[str, ...]) -> None:
    head = "<title>Ploughs by the program</title>"
    assert story(near, head=head, heading="<h1>Ploughs by the program</h1>", body=ENGLISH).authors == authors


@pytest.mark.parametrize("label", ["Submitted by", "Gespeichert von", "Soumis par", "By", ""])
def test_a_footer_above_the_text_names_who_wrote_it(label: str) -> None:
    byline = f"<footer class='meta'>{label} <span><a class='username' href='/user/3'>Nora Vale</a></span> on 5 March 2025</footer>"
    head = "<title>Ploughs by the program</title>"
    page = {"head": head, "heading": "<h1>Ploughs by the program</h1>"}
    assert story("", body=f"<article>{byline}<div>{ENGLISH}</div></article>", **page).authors == ("Nora Vale",)
    assert story("", body=f"<article><div>{ENGLISH}</div>{byline}</article>", **page).authors == ()


@pytest.mark.parametrize(
    ("body", "authors"),
    [
        (f"{BODY}<p>سامر الخطيب</p>", ("سامر الخطيب",)),
        (f"{BODY}<p>(سامر الخطيب)</p>", ("سامر الخطيب",)),
        (f"{BODY}<p>- سامر الخطيب</p>", ("سامر الخطيب",)),
        (f"{BODY}<p>تقرير: سامر الخطيب - تصوير: منى العلي</p>", ("سامر الخطيب",)),
        (f"{BODY}<p>أخبار ذات صلة</p>", ()),
        (f"{BODY}<p>شارك المقال</p>", ()),
        (BODY.replace("<p>", f"<p>حلب - {SITE} - سامر الخطيب - ", 1), ("سامر الخطيب",)),
    ],
)
def test_a_signature_stands_at_an_end_of_the_text(body: str, authors: tuple[str, ...]) -> None:
    assert story("<p>12 مارس 2025</p>", body=body).authors == authors


@pytest.mark.parametrize(
    "words", ["Hello there <a href='/u/reg'>Open Account</a>", "您好 <a href='/u/reg'>立即注册</a>"]
)
def test_a_link_to_an_account_above_the_headline_is_no_author(words: str) -> None:
    head = "<title>Ploughs by the program</title>"
    heading = f"<div><p>{words}</p></div><h1>Ploughs by the program</h1>"
    assert story("<p>12 March 2025</p>", head=head, heading=heading, body=ENGLISH).authors == ()


def test_whom_a_quotation_among_the_first_paragraphs_is_from_is_no_author() -> None:
    quotation = (
        '<blockquote>"We clear the pass, and then we talk."<br>— Tom Ashby, Upper Pass, April 15, 2021</blockquote>'
    )
    first, _, rest = ENGLISH.partition("</p>")
    assert story("<p>12 March 2025</p>", body=f"{first}</p>{quotation}{rest}").authors == ()


def test_whom_a_quotation_at_the_end_is_from_is_no_signature() -> None:
    said = "<p>We clear the pass first, and then we talk about who pays for the plough and who drives it.</p>"
    for quotation in (f"{said}<cite>Nora Vale</cite>", f"{said}<p>Nora Vale</p>"):
        assert story("<p>12 March 2025</p>", body=f"{ENGLISH}<blockquote>{quotation}</blockquote>").authors == ()


@pytest.mark.parametrize("label", ["الجهة المصدرة", "Issuing Body"])
def test_the_label_of_a_row_beside_the_day_is_no_author(label: str) -> None:
    rows = f"<tr><th>Day</th><td>12 March 2025</td></tr><tr><th>{label}</th><td>وزارة الأشغال</td></tr>"
    assert story(f"<table>{rows}</table>").authors == ()
    assert story(f"<dl><dt>Day</dt><dd>12 March 2025</dd><dt>{label}</dt><dd>وزارة الأشغال</dd></dl>").authors == ()


def test_the_heading_of_a_list_of_links_below_the_text_is_no_signature() -> None:
    links = "".join(
        f"<div><p><a href='/c/{place}'>{words}</a></p></div>"
        for place, words in enumerate(("Sardines are back in the bay", "The choir sings on both days", "Chess at noon"))
    )
    page = f"{ENGLISH}<div>{{}}<p>LE RUBRICHE</p><div>{links}</div></div>"
    assert story("<p>12 March 2025</p>", body=page.format("")).authors == ()
    assert story("<p>12 March 2025</p>", body=page.format("<p>Nora Velt</p></div><div>")).authors == ("Nora Velt",)


@pytest.mark.parametrize(
    "account", ["محرر 3", "Super User", "admin", SITE, "nora-vale", "https://facebook.example/sada"]
)
def test_an_account_is_no_author_where_somebody_is_named(account: str) -> None:
    head = f'<meta name="author" content="{account}">'
    assert story("<p>بقلم: منى العلي</p>", head=head).authors == ("منى العلي",)


@pytest.mark.parametrize(
    ("head", "heading"),
    [
        ("", f"<h1><a href='/'>{SITE}</a></h1><h2>{TITLE}</h2>"),
        ("", f"<h1 style='display:none'>{SITE} الإخبارية</h1><table><tr><td>{TITLE}</td></tr></table>"),
        ("", f"<h1>المركز الإعلامي</h1><h2>{TITLE}</h2>"),
        (f"<title>الأخبار - {TITLE}</title>", f"<h1>الأخبار</h1><h2>{TITLE}</h2>"),
        ("<title>طباعة | صدى الوادي</title>", f"<span>تحقيق</span><h2>{TITLE}</h2>"),
        (f"<title>نسخة للطباعة: {TITLE}</title>", f"<h3>{TITLE}</h3>"),
        ("<title>صدى الوادي موبايل</title>", f"<b>{TITLE}</b><br>"),
        (
            "<title>صدى الوادي</title>",
            f"<p><font size=6><b>{TITLE}</b></font></p><p><b>صدى الوادي / حلب - سامر علي</b></p>",
        ),
        (f"<title>{SITE}: {TITLE}</title>", f"<h1>{SITE}</h1><h3>{TITLE}</h3>"),
        ("<title>ألف شجرة على التلة | صدى</title>", f"<h1>{TITLE}</h1>"),
        (f"<meta property='og:title' content='{TITLE}'>", f"<h1><span>مبادرة أهلية لافتة<br></span>{TITLE}</h1>"),
    ],
)
def test_the_headline_is_found_among_names_and_sections(head: str, heading: str) -> None:
    assert story("<p>12 مارس 2025</p>", head=head, heading=heading).title == TITLE


@pytest.mark.parametrize(
    ("near", "when"),
    [
        ("<dl><dt>التفاصيل</dt><dd>نشر بتاريخ الخميس, 12 كانون1/ديسمبر 2024 10:41</dd></dl>", "2024-12-12T10:41:00"),
        ("<p><font size=2>14-2-2025 نشر بتاريخ</font></p>", "2025-02-14"),
        ("<div>25 رمضان 1446 هـ الموافق 25 مارس 2025 08:10 ص</div>", "2025-03-25T08:10:00"),
        (
            "<div><span>آخر تحديث 16 مارس 2025 09:12</span><span>نشر 14 مارس 2025 18:30</span></div>",
            "2025-03-14T18:30:00",
        ),
        (f"{BODY[: BODY.index('</p>') + 4]}<div>12 مارس 2025 07:45 ص</div>", "2025-03-12T07:45:00"),
        (
            "<div>تاريخ الطباعة: 02/04/2025</div><div>2025-03-08 11:30:00 صدى الوادي / حلب: منى العلي</div>",
            "2025-03-08T11:30:00",
        ),
        ("<div>2025年3月12日 10時30分</div>", "2025-03-12T10:30:00"),
        ("<abbr class='published' title='2025-03-18T07:15:00Z'>18 مارس 2025</abbr>", "2025-03-18T07:15:00Z"),
        ("<div>آخر تحديث 16 مارس 2025 09:12</div>", "2025-03-16T09:12:00"),
        ("<div>تاريخ الطباعة: 02/04/2025</div>", None),
    ],
)
def test_the_date_is_read_however_it_stands_below_the_headline(near: str, when: str | None) -> None:
    found = story(near).published
    assert (found.when if found else None) == when


def test_a_heading_in_the_body_itself_has_its_date_line_as_well() -> None:
    page = f"<html><body><h1>{TITLE}</h1><div>بقلم: منى العلي · 12 مارس 2025</div><div>{BODY}</div></body></html>"
    stories, _ = stories_of(page, url="https://a.example/1", fetched_at=FETCHED, min_words=30)
    assert stories[0].authors == ("منى العلي",)
    assert stories[0].published is not None
    assert stories[0].published.when == "2025-03-12"


def test_the_day_of_a_comment_below_short_paragraphs_is_not_the_article_s() -> None:
    short = "".join(
        f"<p>اجتمع أهالي القرية في الساحة {number} مرات هذا الشهر، وقرروا زراعة التلة.</p>" for number in range(2, 9)
    )
    comment = "<div id='comments' class='comments-area'><p>شكرا لكم</p><time datetime='2025-03-20T18:22:00'>20 مارس</time></div>"
    page = (
        f"<html><body><main><article><h1>{TITLE}</h1><span class='date'>12 مارس 2025</span><a class='comments'>1</a>"
        f"<div>{short}</div></article>{comment}</main></body></html>"
    )
    stories, _ = stories_of(page, url="https://a.example/1", fetched_at=FETCHED, min_words=30)
    assert stories[0].published is not None
    assert stories[0].published.when == "2025-03-12"


def test_the_clock_of_a_time_tag_is_taken_where_a_meta_tag_gives_midnight() -> None:
    head = '<meta name="dcterms.date" content="2025-03-20T00:00+0200">'
    found = story("<time datetime='2025-03-20T18:22:00Z'>20 مارس</time>", head=head).published
    assert found is not None
    assert found.when == "2025-03-20T18:22:00Z"


def test_the_date_at_the_end_is_taken_where_a_label_says_published() -> None:
    below = "<hr><small>Published on March 8, 2024<br>Printed on 02.04.2025 at 12:00</small>"
    found = story("", below=below).published
    assert found is not None
    assert found.when == "2024-03-08"


@pytest.mark.parametrize(
    "line",
    [
        "This entry was posted on Monday, March 4th, 2024 at 5:00 pm and is filed under Roads. You can follow any responses "
        "to this entry through the feed, or leave one of your own.",
        "Author: Nora Vale | Article posted on <abbr class='published' title='Monday, March 4th'>4 March 2024</abbr>",
        "Dieser Beitrag wurde am 4. März 2024 um 14:48 von Nora Vale geschrieben und unter dem Stichwort Schnee abgelegt.",
        "Dieser Artikel wurde veröffentlicht am 4. März 2024",
        "Cet article a été publié le 4 mars 2024 par Nora Vale",
        "Esta entrada fue publicada el 4 marzo, 2024 en Nieve",
        "هذا المقال نشر في 4 مارس 2024",
        "هذه التدوينة نُشرت في 4 مارس 2024 ضمن طرق القرية",
    ],
)
def test_the_date_is_taken_where_the_template_of_a_blog_says_below_the_text_when_it_was_published(line: str) -> None:
    found = story("", below=f"<div class='meta'>{line}</div>", body=ENGLISH).published
    assert found is not None
    assert (found.when or "")[:10] == "2024-03-04"


def test_a_day_on_which_something_else_was_done_with_a_piece_is_not_its_day() -> None:
    last = "<p>This article was read out on 4 March 2024 in the hall of the lower village, where everybody came to hear it.</p>"
    assert story("", body=ENGLISH + last).published is None


def test_the_field_for_a_name_below_a_text_names_no_author() -> None:
    field = "<div class='comment-form-author'><label>Name <span>(required)</span></label><input name='author'></div>"
    assert story("", below=field, body=ENGLISH).authors == ()


def test_the_credit_of_a_picture_is_no_byline() -> None:
    credit = "<p class='credit'>By Nora Vale | Satellite imagery by Skywatch</p>"
    assert story(credit, body=ENGLISH).authors == ()


@pytest.mark.parametrize(
    ("title", "site"),
    [
        ("Feuer und Wasser", "Museum für die Geschichte des oberen Tales"),
        ("حرائق التلال", "مؤسسة الوادي لدراسة تاريخ الجبال"),
        ("Fire and water", "Museum of the history of the upper valley"),
    ],
)
def test_a_short_heading_is_the_title_although_the_name_behind_it_is_shown_as_well(title: str, site: str) -> None:
    slogan = f"<div class='slogan'><span>{site}</span></div>"
    found = story("", above=slogan, head=f"<title>{title} | {site}</title>", heading=f"<h1>{title}</h1>", body=ENGLISH)
    assert found.title == title


@pytest.mark.parametrize("tag", ["div", "span", "td"])
def test_the_day_beside_the_headline_comes_before_one_behind_a_text_without_paragraphs(tag: str) -> None:
    text = ENGLISH.replace("<p>", f"<{tag}>").replace("</p>", f"</{tag}>")
    body = f"<table><tr>{text}</tr></table>" if tag == "td" else f"<div>{text}</div>"
    cards = (
        "<div><h4><a href='/n/9'>Bakers of the upper valley</a></h4><span class='date'>5 April 2024</span></div>" * 2
    )
    found = story("<div>By Nora Vale | 12 March 2025</div>", body=body, below=cards)
    assert found.published and found.published.when == "2025-03-12"


@pytest.mark.parametrize("name", ["id='ctl00_lblTitle'", "class='newsTitle'", "class='article-title'"])
def test_an_element_named_after_a_title_is_the_headline_where_the_page_claims_none(name: str) -> None:
    head = f"<title>{SITE}</title>"
    above = f"<div><a href='/'>{SITE}</a></div><div>تابعنا على قناة الوادي الجديدة</div>"
    assert story("", head=head, above=above, heading=f"<span {name}>{TITLE}</span>").title == TITLE


def test_a_logo_that_leads_home_is_no_headline() -> None:
    head = "<title>The Upper Valley</title>"
    above = "<div><a href='/'>The Upper Valley</a></div>"
    heading = "<span class='newsTitle'>Snow ploughs learn the roads of the valley</span>"
    found = story("", head=head, above=above, heading=heading, body=ENGLISH)
    assert found.title == "Snow ploughs learn the roads of the valley"


@pytest.mark.parametrize("day", ["الثلاثاء، 11 مارس 2025", "Dienstag, 11. März 2025", "Rabu, 12 Maret 2025"])
def test_a_day_of_the_week_behind_a_byline_is_no_author(day: str) -> None:
    assert story(f"<div><span>كتب: سامر الخطيب</span><span>{day}</span></div>").authors == ("سامر الخطيب",)


def test_a_day_of_two_words_beside_the_date_is_no_author() -> None:
    assert story("<div>יום שלישי, 11 במרץ 2025</div>").authors == ()


def test_name_and_day_in_the_widget_of_a_page_builder_are_the_story_s() -> None:
    widget = (
        "<div class='elementor-element elementor-widget elementor-widget-post-info'><div class='elementor-widget-container'>"
        "<ul><li><span>سامر الخطيب</span></li><li><span>12 مارس 2025</span></li></ul></div></div>"
    )
    assert story(widget).authors == ("سامر الخطيب",)


def test_where_an_episode_can_be_heard_is_no_author() -> None:
    assert story("<div>12 مارس 2025</div><div><a>Apple Podcasts</a> <a>Spotify</a></div>").authors == ()
