"""Which of a page's dates is its story's: never the page's own clock, never a future one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from read_pages import stories_of, story_of

from model import Hints, Published

# A Thursday.
FETCHED = datetime(2025, 3, 20, 18, 0, tzinfo=UTC)
TITLE = "الميناء الجديد يستقبل أول سفينة بعد عامين من الأعمال"
BODY = (
    "<p>استقبل الميناء الجديد صباحا أول سفينة تجارية منذ بدء توسعته، وقالت إدارته إن الرصيف الشمالي صار جاهزا لاستقبال السفن"
    " الكبيرة، وإن العمل في الرصيف الجنوبي ينتهي قبل نهاية العام المقبل إذا وصلت المعدات في موعدها.</p>"
    "<p>وأوضح مدير الميناء أن ستين عاملا تدربوا على الرافعات الجديدة، وأن كلفة التوسعة بقيت دون ما رصد لها، مضيفا أن شركات"
    " النقل أبدت اهتماما بالخط الجديد بين المدينتين، وأن الأسعار ستعلن حين تكتمل التجارب.</p>"
)


def published(
    near: str, *, above: str = "", below: str = "", head: str = "", hint: str | None = None
) -> Published | None:
    main = f"<main>{above}<h1>{TITLE}</h1>{near}{BODY}</main>"
    page = f"<html><head><title>{TITLE}</title>{head}</head><body><div>{main}{below}</div></body></html>"
    stories, reason = stories_of(
        page, url="https://marfa.example/news/port", fetched_at=FETCHED, hints=Hints(published=hint)
    )
    assert stories, reason
    return stories[0].published


@pytest.mark.parametrize(
    ("above", "near", "below"),
    [
        ("<header><div class='today'>الخميس 20 مارس 2025</div></header>", "", ""),
        ("<div>الخميس 20 مارس 2025</div>", "", ""),
        ("<div>الخميس 20 مارس 2025 - 21:01</div>", "", ""),
        ("<div id='clock'>اليوم هو 20/03/2025 18:00</div>", "", ""),
        ("<table><tr><td>Today is Thursday, March 20, 2025</td></tr></table>", "", ""),
        ("<div><time datetime='2025-03-20'>20 مارس</time></div>", "", ""),
        ("", "<div>آخر تحديث للصفحة: 20 مارس 2025</div>", ""),
        ("", "<div>اليوم الخميس 20 مارس 2025</div>", ""),
        ("", "<p>Page last updated: 19 March 2025</p>", ""),
        ("", "<div class='current-date'>18 مارس 2025</div>", ""),
        ("", "", "<footer>آخر تحديث للموقع 20/3/2025</footer>"),
    ],
)
def test_the_clock_of_the_page_is_no_date_of_its_story(above: str, near: str, below: str) -> None:
    assert published(near, above=above, below=below) is None


@pytest.mark.parametrize(
    ("near", "when"),
    [
        ("<div class='meta'>17 آذار 2025</div>", "2025-03-17"),
        ("<p class='info'>نشر: 18/3/2025</p>", "2025-03-18"),
        ("<span>أحمد سالم</span><span>١٥ شباط ٢٠٢٥</span>", "2025-02-15"),
        ("<ul><li>الزيارات: 2025</li><li>التاريخ: 02/03/2025</li></ul>", "2025-03-02"),
        ("<div class='date'>أمس 10:30</div>", "2025-03-19T10:30:00"),
        ("<div><span>منذ يومين</span></div>", "2025-03-18"),
        ("<div><span>قبل ساعتين</span></div>", "2025-03-20T16:00:00Z"),
        ("<div>أمس</div>", "2025-03-19"),
        ("<div>١٤ رمضان ١٤٤٦ هـ</div>", "2025-03-14"),
    ],
)
def test_the_story_s_own_date_is_found_below_the_clock_of_the_page(near: str, when: str) -> None:
    read = published(near, above="<div class='top-bar'><span class='date'>الخميس 20 مارس 2025</span></div>")
    assert read is not None
    assert (read.when, read.source) == (when, "text")


@pytest.mark.parametrize(
    "near",
    [
        "<ul><li>Mis à jour <time itemprop='dateModified' datetime='2025-03-12T10:37:00Z'>12/03</time></li>"
        "<li>Publié <time itemprop='datePublished' datetime='2025-03-11T17:08:00Z'>11/03</time></li></ul>",
        "<div>آخر تحديث: <time datetime='2025-03-12T10:37:00Z'>12 مارس</time> | "
        "نشر: <time datetime='2025-03-11T17:08:00Z'>11 مارس</time></div>",
        "<div><span>Updated</span> <time datetime='2025-03-12T10:37:00Z'>Mar 12</time> "
        "<span>Published</span> <time datetime='2025-03-11T17:08:00Z'>Mar 11</time></div>",
    ],
)
def test_the_stamp_of_a_change_that_stands_first_is_not_the_date(near: str) -> None:
    found = published(near)
    assert found is not None and found.when == "2025-03-11T17:08:00Z"


def test_a_text_without_spaces_ends_what_stands_beside_the_headline() -> None:
    text = (
        "码头扩建两年之后，新港口今天早晨迎来第一艘货轮，管理处说北码头已经可以停靠大船，南码头的工程明年年底以前结束。"
        * 3
    )
    others = "".join(f"<li><a href='/{n}'>另一座港口的消息</a><time>2025-03-1{n}</time></li>" for n in range(5, 8))
    page = (
        f"<html><head><title>新港口扩建之后迎来第一艘货轮</title></head><body><div><div><h1>新港口扩建之后迎来第一艘货轮</h1>"
        f"<span>2025-03-11 11:10 港口报[整理]</span></div><div><p>{text}</p></div><ul>{others}</ul></div></body></html>"
    )
    stories, _ = stories_of(page, url="https://gangkou.example/1", fetched_at=FETCHED)
    assert stories[0].published is not None and stories[0].published.when == "2025-03-11T11:10:00"


def test_the_stamp_of_a_change_alone_is_better_than_none() -> None:
    found = published("<div>آخر تحديث: <time datetime='2025-03-12T10:37:00Z'></time></div>")
    assert found is not None and found.when == "2025-03-12T10:37:00Z"


def test_a_day_above_the_headline_is_the_story_s_where_it_is_not_the_day_of_fetching() -> None:
    read = published("", above="<div>الثلاثاء 11 مارس 2025</div>")
    assert read is not None
    assert read.when == "2025-03-11"


def test_a_future_date_is_doubted_and_its_yearless_words_are_not_last_year_s() -> None:
    read = published("<time datetime='2025-12-01T10:00:00Z'>1 ديسمبر</time>")
    assert read == Published(when=None, precision=None, source="time_tag", words="2025-12-01T10:00:00Z")


def test_a_future_date_gives_way_to_one_that_can_be_believed() -> None:
    meta = "<meta property='article:published_time' content='2026-03-18T10:00:00Z'>"
    read = published("<div>18 مارس 2025</div>", head=meta)
    assert read is not None
    assert (read.when, read.source) == ("2025-03-18", "text")


def test_machine_dates_come_before_the_feed_s_and_that_before_visible_words() -> None:
    stamp = "<time datetime='2025-03-18T10:00:00Z'>18 مارس</time>"
    meta = "<meta property='article:published_time' content='2025-03-18T09:00:00Z'>"
    linked = (
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{TITLE}", '
        '"datePublished": "2025-03-18T08:00:00Z"}</script>'
    )
    words = "<div>19 مارس 2025 12:00</div>"
    feed = "Tue, 18 Mar 2025 11:00:00 GMT"
    sources = [
        published(words + stamp, head=meta + linked, hint=feed),
        published(words + stamp, head=meta, hint=feed),
        published(words + stamp, hint=feed),
        published(words, hint=feed),
        published(words),
    ]
    assert [read.source if read else None for read in sources] == ["json_ld", "meta", "time_tag", "feed", "text"]


def test_a_day_is_made_exact_by_a_clock_time_of_the_same_day() -> None:
    read = published("<div>18 مارس 2025 - 14:20</div>", head="<meta name='pubdate' content='2025-03-18'>")
    assert read is not None
    assert (read.when, read.precision, read.source) == ("2025-03-18T14:20:00", "minute", "text")


def test_a_day_at_the_end_of_the_page_s_title_is_the_last_resort() -> None:
    page = f"<html><head><title>{TITLE} | المرفأ | 18.03.2025</title></head><body><div><h1>{TITLE}</h1>{BODY}</div></body></html>"
    read = story_of(page, url="https://marfa.example/news/port", fetched_at=FETCHED).published
    assert read is not None
    assert (read.when, read.words, read.source) == ("2025-03-18", "18.03.2025", "text")


META = "<meta property='article:published_time' content='{}'>"


@pytest.mark.parametrize(
    ("near", "offset", "day"),
    [
        ("<time datetime='2025-03-18T20:30:00-05:00'>18 مارس</time>", "-05:00", None),
        ("<div class='date'>18 مارس 2025</div>", "+00:00", "2025-03-18"),
        ("<div class='date'>19 مارس 2025</div>", "+00:00", "2025-03-19"),
        ("<div class='date'>آخر تحديث: 18 مارس 2025</div>", "+00:00", None),
        ("<div class='date'>17 مارس 2025</div>", "+00:00", None),
        ("<div class='date'>20 مارس 2025</div>", "+00:00", None),
    ],
)
def test_what_the_page_shows_beside_a_time_in_utc_tells_the_outlet_s_day(
    near: str, offset: str, day: str | None
) -> None:
    read = published(near, head=META.format("2025-03-19T01:30:00+00:00"))
    assert read is not None
    assert (read.when, read.offset, read.day) == ("2025-03-19T01:30:00Z", offset, day)


def test_the_stamp_of_microdata_anywhere_on_the_page_comes_before_a_day_that_is_shown() -> None:
    stamp = "<div><span content='2025-03-11T08:00:00+03:00' itemprop='datePublished'></span></div>"
    for near in ("", "<div>11 مارس 2025</div>"):
        read = published(near, below=stamp)
        assert read is not None
        assert read.when == "2025-03-11T05:00:00Z"


FILLER = "<p>وقال تجار إن الأسعار في السوق القديمة بقيت على حالها هذا الأسبوع رغم وصول البضائع الجديدة من المرفأ.</p>"


@pytest.mark.parametrize(
    ("below", "when"),
    [
        ("<div class='post-meta'><time datetime='2025-03-11T08:00:00Z'>11 مارس</time></div>", "2025-03-11T08:00:00Z"),
        ("<ul><li><span class='post-date'>11 مارس 2025</span></li></ul>", "2025-03-11"),
        ("<div class='dateline'><p>Published</p><p class='date'>Mar 11, 2025</p></div>", "2025-03-11"),
        ("<div><span>Posted on March 11, 2025</span><div>Tags: port</div></div>", "2025-03-11"),
        ("<div class='date' data-timestamp='1741680000'>الثلاثاء</div>", "2025-03-11T08:00:00Z"),
        ("<div class='date'>11.03.25 | 14:07 Uhr</div>", "2025-03-11T14:07:00"),
        ("<div class='date'>Veröffentlicht: 11.03.25 | 14:07 Uhr</div>", "2025-03-11T14:07:00"),
        ("<div><b>Posted on</b><div><svg></svg><span>Mar 11, 2025</span></div></div>", "2025-03-11"),
        (
            "<div><span>تاريخ النشر</span> <em>11 مارس 2025</em> <span>آخر تحديث</span> <em>12 مارس 2025</em></div>",
            "2025-03-11",
        ),
    ],
)
def test_a_date_far_from_the_headline_is_found_where_nothing_stands_beside_it(below: str, when: str) -> None:
    read = published("", below=f"<div class='end'>{below}</div>")
    assert read is not None
    assert read.when == when


@pytest.mark.parametrize(
    "below",
    [
        "<div class='comments'><div><time datetime='2025-03-11'>11 مارس</time> أحسنتم</div></div>",
        f"<div><div><b>سامر</b> <time datetime='2025-03-11'>11 مارس</time>{FILLER}</div></div>",
        "<div class='related'><h3>ميناء آخر</h3><time datetime='2025-03-11'>11 مارس</time></div>",
        "<div><article><a href='/b'>ميناء آخر يفتح أبوابه للزوار</a><span class='date'>11 مارس 2025</span></article></div>",
        "<div><h3><a href='/b'>ميناء آخر يفتح أبوابه</a></h3><span class='date'>11 مارس 2025</span></div>",
        "<div class='date'>آخر تحديث: 11 مارس 2025</div>",
        "<div><span>Last updated</span> <time datetime='2025-03-11'>Mar 11, 2025</time></div>",
        "<div class='date'>© 2025-03-11 Marfa</div>",
        "<footer><time datetime='2025-03-11'>11 مارس</time></footer>",
        "<div><span class='date'>11 مارس 2025</span> <span class='date'>12 مارس 2025</span></div>",
        "<div><ins datetime='2025-03-11'>أضيف</ins></div>",
        "<aside><time datetime='2025-03-11'>11 مارس</time></aside>",
        "<aside><h3><a href='/b'>ميناء آخر</a></h3><p>نشر في <time datetime='2025-03-11'>11 مارس</time></p></aside>",
        "<div><b>Last updated on</b><span>Mar 11, 2025</span></div>",
    ],
)
def test_a_date_of_something_else_is_not_taken_for_want_of_a_better_one(below: str) -> None:
    assert published("", below=f"<div class='end'>{below}</div>") is None


def test_the_day_that_is_called_published_is_taken_of_several() -> None:
    read = published("", below="<div class='date'>12 مارس 2025</div><p class='info'>Published: 11 March 2025</p>")
    assert read is not None
    assert read.when == "2025-03-11"


@pytest.mark.parametrize(
    ("script", "when"),
    [
        (
            f'<script id="__NEXT_DATA__" type="application/json">{{"props":{{"post":{{"title":"{TITLE}","publishedAt":'
            '1741680000000},"more":[{"title":"x","publishedAt":"2025-01-01T00:00:00Z"}]},"pad":"'
            + "y" * 400
            + '"}</script>',
            "2025-03-11T08:00:00Z",
        ),
        (f'<script>dataLayer.push({{"pageTitle":"{TITLE}","publishDate":"2025-03-11"}})</script>', "2025-03-11"),
        (f"<script>var page = {{name: '{TITLE}', published_at: 1741680000}};</script>", "2025-03-11T08:00:00Z"),
        (f'<script>DATA = {{"title":"{TITLE}","pubtime":"2025-03-11 08:00:00"}}</script>', "2025-03-11T08:00:00"),
        ('<script>dataLayer.push({"publishDate":"2025-03-11"})</script>', None),
        (
            f'<script>x = {{"t":"{TITLE}","publishDate":"2025-03-11"}}; y = {{"publishDate":"2025-03-12"}}</script>',
            None,
        ),
    ],
)
def test_the_data_of_scripts_tells_the_date_of_the_piece_that_it_names(script: str, when: str | None) -> None:
    read = published("", head=script)
    assert (read and read.when) == when


@pytest.mark.parametrize(
    ("head", "when"),
    [
        (META.format("1741680000"), "2025-03-11T08:00:00Z"),
        (META.format("1741680000000"), "2025-03-11T08:00:00Z"),
        ("<meta name='w-published-date' content='2025-03-11'>", "2025-03-11"),
        (
            "<meta name='published-time' content='2025-03-15'><meta name='published-date' content='2025-03-11'>",
            "2025-03-11",
        ),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":1741680000}</script>',
            "2025-03-11T08:00:00Z",
        ),
        (
            '<script type="application/ld+json">{"@type":"WebPage","datePublished":"2025-03-11"}</script>',
            "2025-03-11",
        ),
    ],
)
def test_machines_give_seconds_and_names_of_their_own(head: str, when: str) -> None:
    read = published("", head=head)
    assert read is not None
    assert read.when == when
