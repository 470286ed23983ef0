"""What a reading loses of a story is put back from its page, and what it takes along in boxes is taken off."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from read_pages import story_of

LEAD = "Three villages above the pass have a school again, eleven years after the last one closed its doors."
TEXT = [
    "The school stands in the old customs house, which the villages bought together for the price of a tractor. The "
    "lessons began on Monday with fourteen children, of whom the youngest is five and the eldest is twelve.",
    "The teacher came up from the coast with two boxes of books and a telescope. She says that the nights are dark "
    "here, and that the children knew more stars than she did when she asked them on the first evening.",
    "The council pays for the stove and the parents bring the wood. In the winter the lessons will start an hour "
    "later, so that the road to the upper village can be cleared before the children walk down to the school.",
    "A second room is to be opened in the spring for the children of the valley beyond, who now ride to the town for "
    "an hour each morning. Their parents have signed a letter that asks for it, and the council will vote in March.",
]
TEXT_BELOW = [
    "Until then the lessons of the elder children go on in the hall of the fire brigade, between the pump and the table "
    "on which the hoses are dried, as they did in the two winters in which the customs house had no roof at all.",
    "The baker below the pass sends the bread that is left in the evening, and the children carry it up in the morning. "
    "Nobody remembers who had the idea, says the teacher, but nobody wants to go back to the time before it either.",
]
PARTS = ["A house with two doors", "Fourteen children and a telescope", "Who pays for the wood?", "A second room"]


def _text(inside: str, *, title: str = "A school above the pass", head: str = "") -> list[str]:
    page = (
        f'<html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body><nav><a href="/">Pass Mail</a>'
        f"</nav>{inside}<footer>Pass Mail, at the bridge</footer></body></html>"
    )
    story = story_of(page, url="https://pass.example/n/17", fetched_at=datetime(2025, 3, 22, tzinfo=UTC))
    return story.text.split("\n\n")


def _paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


HEADLINE = "<h1>A school above the pass</h1>"


def test_subheadings_of_parts_in_elements_of_their_own_are_put_back() -> None:
    parts = "".join(
        f"<div class='row'><h2>{part}</h2><p>{text}</p></div>" for part, text in zip(PARTS, TEXT, strict=True)
    )
    told = [line for both in zip(PARTS, TEXT, strict=True) for line in both]
    assert _text(f"<div class='w'>{HEADLINE}<p>{LEAD}</p><div class='rows'>{parts}</div></div>") == [LEAD, *told]


def test_questions_in_buttons_of_headings_are_put_back() -> None:
    parts = "".join(
        f"<div class='item'><h3><button type='button'>{part}</button></h3><div class='answer'>{text}</div></div>"
        for part, text in zip(PARTS, TEXT, strict=True)
    )
    told = [line for both in zip(PARTS, TEXT, strict=True) for line in both]
    assert _text(f"<div class='w'>{HEADLINE}<p>{LEAD}</p><div class='rows'>{parts}</div></div>") == [LEAD, *told]


def test_a_list_among_paragraphs_is_put_back() -> None:
    items = ["A stove", "Fourteen desks", "Two boxes of books"]
    listed = "".join(f"<li>{item}</li>" for item in items)
    body = (
        f"{_paragraphs(TEXT[:2])}<div id='needs'><h2>What they have</h2><ul>{listed}</ul></div>{_paragraphs(TEXT[2:])}"
    )
    assert _text(f"<div class='w'>{HEADLINE}{body}</div>") == [*TEXT[:2], "What they have", *items, *TEXT[2:]]


@pytest.mark.parametrize(
    "lead", [f"<h2 class='deck'>{LEAD}</h2>", f"<div class='standfirst'>{LEAD}</div>", f"<p class='x'>{LEAD}</p>"]
)
def test_the_standfirst_above_the_text_is_put_back(lead: str) -> None:
    head = f"<header>{HEADLINE}{lead}<div class='byline'>By Ada Moor, 3 March 2025</div></header>"
    assert _text(f"<div id='page'>{head}<article class='entry-content'>{_paragraphs(TEXT)}</article></div>") == [
        LEAD,
        *TEXT,
    ]


def test_where_a_page_describes_itself_its_standfirst_is_the_line_that_the_description_has() -> None:
    note = "Ada Moor has written about the schools of the upper valleys for twenty years, and lives in one herself."
    above = f"<header>{HEADLINE}<p>{note}</p><div class='standfirst'>{LEAD}</div></header>"
    page = f"<div id='page'>{above}<article class='entry-content'>{_paragraphs(TEXT)}</article></div>"
    for description in (LEAD, f"{LEAD[:80]}…", f"{LEAD} {TEXT[0]}"):
        assert _text(page, head=f'<meta property="og:description" content="{description}">') == [LEAD, *TEXT]
    assert _text(page, head='<meta name="description" content="Pass Mail: all that happens below the pass">') == TEXT
    assert _text(page) == [note, LEAD, *TEXT]


def test_a_standfirst_that_the_text_repeats_stands_once() -> None:
    head = f"<header>{HEADLINE}<p>{LEAD}</p></header>"
    assert _text(f"{head}<article class='entry-content'>{_paragraphs([LEAD, *TEXT])}</article>") == [LEAD, *TEXT]


def test_an_opening_in_no_paragraph_of_its_own_is_put_back() -> None:
    menu = "<div><ul><li><a href='/1'>The valley</a></li><li><a href='/2'>The pass</a></li></ul></div>"
    inside = f"{menu}<div>{HEADLINE}<div>{TEXT[0]}{_paragraphs(TEXT[1:])}</div></div>"
    assert _text(inside) == TEXT


def test_a_text_in_two_elements_is_read_to_its_end() -> None:
    parts = f"<div class='one'>{_paragraphs(TEXT[:3])}</div><div class='two'>{_paragraphs(TEXT[3:])}</div>"
    others = "".join(f"<li><a href='/n/{n}'>A bridge for the lower valley, part {n}</a></li>" for n in range(6))
    assert _text(f"{HEADLINE}{parts}<div class='more'><h3>Most read</h3><ul>{others}</ul></div>") == TEXT


def test_captions_names_and_forms_inside_a_text_are_taken_off() -> None:
    boxes = [
        "<div><img src='/i.jpg'><br><small>The customs house in May</small></div>",
        "<div class='byline'>Ada Moor writes on schools</div>",
        "<div class='x'><p>Get the news of the pass every morning.</p><input type='email'><button>Go</button></div>",
        "",
    ]
    inside = "".join(f"<p>{text}</p>{box}" for text, box in zip(TEXT, boxes, strict=True))
    assert _text(f"<article>{HEADLINE}<div>{inside}</div></article>") == TEXT


@pytest.mark.parametrize("name", ["body no_toc_section", "text toc-off"])
def test_paragraphs_that_a_page_builder_calls_like_a_box_stay(name: str) -> None:
    middle = [
        "The keys of the old customs house were handed over on Sunday, and on Monday at eight the lessons began in it.",
        "Nobody had counted on so many: the council had ordered ten chairs, and four of the children sat on crates.",
    ]
    inside = f"{_paragraphs(TEXT)}<div class='{name}'>{_paragraphs(middle)}</div>{_paragraphs(TEXT_BELOW)}"
    assert _text(f"<main>{HEADLINE}{inside}</main>") == [*TEXT, *middle, *TEXT_BELOW]


def test_a_part_that_is_laid_out_around_a_picture_stays_and_a_long_caption_goes() -> None:
    more = [
        [text.replace("school", name).replace("children", f"{name}s") for text in TEXT] for name in ("mill", "barn")
    ]
    beside = [" ".join(TEXT_BELOW), TEXT[0].replace("customs", "tithe")]
    part = f'<div class="snippet column_big_photo"><img src="a.jpg"><div>{_paragraphs(beside)}</div></div>'
    caption = f'<div class="photo"><img src="b.jpg"><p>{TEXT_BELOW[0].replace("hall", "shed")}</p></div>'
    inside = f"<article>{HEADLINE}{_paragraphs([*TEXT, *more[0]])}{part}{caption}{_paragraphs(more[1])}</article>"
    assert _text(inside) == [*TEXT, *more[0], *beside, *more[1]]


@pytest.mark.parametrize("paragraphs", [TEXT, TEXT[::-1]])
def test_an_opening_that_a_box_to_share_it_repeats_stays(paragraphs: list[str]) -> None:
    box = (
        f'<div class="share-bar"><div class="share-summary"><h4>A school above the pass</h4><p>{paragraphs[0]}</p></div>'
        "<form><label>To</label><input><button>Send</button></form></div>"
    )
    inside = f"<article>{HEADLINE}{box}<div class='text'>{_paragraphs(paragraphs)}</div></article>"
    assert _text(inside) == paragraphs


@pytest.mark.parametrize("name", ["sidebar", "widget newsletter"])
def test_what_is_called_a_box_outright_is_taken_off(name: str) -> None:
    first, box = _paragraphs([*TEXT, *TEXT_BELOW]), _paragraphs([PARTS[0] * 8 + ".", PARTS[1] * 8 + "."])
    assert _text(f"<main>{HEADLINE}<div class='text'>{first}<div class='{name}'>{box}</div></div></main>") == [
        *TEXT,
        *TEXT_BELOW,
    ]


def test_on_a_page_laid_out_by_tables_the_cell_with_the_sentences_is_the_text() -> None:
    links = "".join(f"<tr><td><a href='/n/{n}'>A bridge, part {n}</a><br>21/03/2025</td></tr>" for n in range(6))
    replies = "".join(f"<tr><td>Name: reader {n}</td><td>A fine school indeed</td></tr>" for n in range(4))
    page = (
        f"<table><tr><td><table>{links}</table></td><td><table><tr><td>Schools</td></tr>"
        "<tr><td>A school above the pass</td></tr><tr><td>29/03/2025 09:17</td></tr>"
        f"<tr><td><font size=4>{'<br><br>'.join(TEXT)}</font></td></tr></table><table>{replies}</table></td></tr></table>"
    )
    assert _text(page) == TEXT


def test_a_poem_below_an_introduction_stays_whole() -> None:
    verses = [f"The lamp of house {n} is lit before the snow" for n in range(12)]
    body = f"<div class='intro'>{_paragraphs(TEXT[:1])}</div><div class='poem'>{_paragraphs(verses)}</div>"
    assert _text(f"<article>{HEADLINE}{body}</article>") == [TEXT[0], *verses]


def test_labels_and_links_to_other_stories_among_the_paragraphs_are_taken_off() -> None:
    other = "<p>Read more</p><p><a href='/n/3'>A bridge for the lower valley is finished before the winter</a></p>"
    other += "<p><a href='/n/4'>Buy tickets</a></p>"
    assert _text(f"<article>{HEADLINE}{_paragraphs(TEXT[:2])}{other}{_paragraphs(TEXT[2:])}</article>") == TEXT


CARDS = [
    ("A bridge is closed for the winter", "The engineers found cracks in two of its beams on Friday. It opens in May."),
    ("The last ferry of the year", "It carried forty sheep and one piano, whose owner stood beside it all the way."),
    ("Snow before the chestnuts fell", "The road was clear by noon, and the school began an hour later than usual."),
]


@pytest.mark.parametrize(
    "label", ["Related", "ذات صلة", "یہ بھی پڑھیے", "यह भी पढ़ें", "Материалы по теме", "推荐阅读", "קראו גם"]
)
def test_what_cards_below_a_label_say_of_other_stories_is_taken_off(label: str) -> None:
    body = "".join(f"<div class='k2'><span>{text}</span></div>" for text in TEXT + TEXT_BELOW)
    cards = "".join(
        f"<div class='k7'><a href='/n/{n}'><div>{title}</div></a><div>{says}</div></div>"
        for n, (title, says) in enumerate(CARDS)
    )
    page = f"<div class='k0'>{HEADLINE}<div class='k1'>{body}</div><div class='k5'><h2>{label}</h2>{cards}</div></div>"
    assert _text(page) == TEXT + TEXT_BELOW


def test_cards_with_several_lines_each_are_counted_by_their_links() -> None:
    body = "".join(f"<div class='k2'><span>{text}</span></div>" for text in TEXT + TEXT_BELOW)
    cards = "".join(
        f"<div class='k7'><a href='/n/{n}'><div>{title}</div></a><div>{says}</div><div>{n + 1} March 2025</div></div>"
        for n, (title, says) in enumerate(
            [*CARDS, ("Bread for the upper village", "It is baked at four and gone at six.")]
        )
    )
    page = (
        f"<div class='k0'>{HEADLINE}<div class='k1'>{body}</div><div class='k5'><h2>Most read</h2>{cards}</div></div>"
    )
    assert _text(page) == TEXT + TEXT_BELOW


def test_cards_at_the_end_of_short_news_are_taken_off() -> None:
    cards = "".join(
        f"<li class='k7'><a href='/n/{n}'><h4>{title}</h4></a><p>{says}</p></li>"
        for n, (title, says) in enumerate([*CARDS, ("A new bell", "It is heard in all three villages.")])
    )
    news = f"<div class='k1'>{_paragraphs(TEXT[:3])}</div>"
    page = f"<main>{HEADLINE}{news}<div class='k5'><h3>Read also</h3><ul>{cards}</ul></div></main>"
    assert _text(page) == TEXT[:3]


def test_a_text_that_goes_on_below_a_link_to_another_story_stays() -> None:
    link = f"<div class='k2'>Related</div><div class='k2'><a href='/n/3'>{CARDS[0][0]}</a></div>"
    parts = [f"<div class='k2'><span>{text}</span></div>" for text in TEXT]
    page = f"<div class='k0'>{HEADLINE}<div class='k1'>{parts[0]}{link}{''.join(parts[1:])}</div></div>"
    assert _text(page) == TEXT


@pytest.mark.parametrize(
    "mark",
    [
        "<sup><a href='#n1'>1</a></sup>",
        "<sup><a href='#n1'>1</a><a href='#n1'></a></sup>",
        "<a href='#n1'><sup>1</sup></a>",
        "<a class='anchor' href='#n1'>1</a>",
        "<a href='#n1'>[12]</a>",
    ],
)
def test_the_numbers_of_notes_are_taken_out_of_sentences(mark: str) -> None:
    marked = TEXT[1].replace("here,", f"here{mark},")
    assert _text(f"<article>{HEADLINE}{_paragraphs([TEXT[0], marked, *TEXT[2:]])}</article>") == TEXT


def test_a_year_that_leads_to_a_part_of_the_page_stays() -> None:
    marked = TEXT[1].replace("first evening", "first evening of <a href='#y'>2025</a>")
    told = [TEXT[0], TEXT[1].replace("first evening", "first evening of 2025"), *TEXT[2:]]
    assert _text(f"<article>{HEADLINE}{_paragraphs([TEXT[0], marked, *TEXT[2:]])}</article>") == told


def test_days_in_a_list_at_the_end_stay() -> None:
    days = [f"August {n}: the school of village {n} opens" for n in range(3, 9)]
    listed = "".join(f"<p>{day}</p>" for day in days)
    assert _text(f"<article>{HEADLINE}{_paragraphs(TEXT)}{listed}</article>") == [*TEXT, *days]


@pytest.mark.parametrize(
    "line", ["By Ada Moor", "Von Ada Moor und Ben Lind", "Haber: Ada Moor", "3 March 2025, Ada Moor, Pass Mail"]
)
def test_a_line_with_name_or_day_above_the_text_is_taken_off(line: str) -> None:
    assert _text(f"<article>{HEADLINE}<p>{line}</p>{_paragraphs(TEXT)}</article>") == TEXT


def test_a_second_article_below_with_a_headline_of_its_own_is_no_part_of_the_first() -> None:
    other = f"<article><h1>A bridge for the lower valley</h1><p>{'The bridge is built of larch and stone. ' * 9}</p></article>"
    assert _text(f"<article>{HEADLINE}{_paragraphs(TEXT)}</article>{other}") == TEXT


def test_the_rows_of_a_table_stay_rows() -> None:
    table = "<table><tr><th>Year</th><th>Children</th></tr><tr><td>2013</td><td>31</td></tr></table>"
    lines = _text(f"<article>{HEADLINE}{_paragraphs(TEXT[:2])}{table}{_paragraphs(TEXT[2:])}</article>")
    assert lines[:2] + lines[-2:] == TEXT
    assert [line.strip("| ").split(" | ") for line in lines[2:-2]] == [["Year", "Children"], ["2013", "31"]]


def test_a_table_in_a_figure_is_text() -> None:
    rows = "".join(f"<tr><td>Village {n}</td><td>{n} children</td><td>{n} km of road</td></tr>" for n in range(3, 7))
    told = _text(
        f"<div class='w'>{HEADLINE}{_paragraphs(TEXT[:2])}<figure class='wp-block-table'><table>{rows}</table></figure>"
        f"{_paragraphs(TEXT[2:])}</div>"
    )
    assert any("Village 4" in line and "4 children" in line for line in told)
    assert [line for line in told if line in TEXT] == TEXT


def test_a_list_of_links_that_the_page_is_about_stays() -> None:
    links = "".join(
        f"<p>Read more</p><p><a href='/{n}'>A school in the valley of the {n}th bridge</a></p>" for n in range(12)
    )
    told = _text(f"<div class='w'>{HEADLINE}{_paragraphs(TEXT)}<h3>Related stories</h3><div>{links}</div></div>")
    assert [line for line in told if line in TEXT] == TEXT


def test_a_chapter_that_json_ld_lacks_stays() -> None:
    told = " ".join([*TEXT, *TEXT_BELOW]).replace('"', "")
    chapter = [f"{text} So it was told in house {n}." for n, text in enumerate(TEXT + TEXT_BELOW)]
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A school above the pass", '
        f'"articleBody": "{told}"}}</script>'
    )
    read = _text(
        f"<div class='w'>{HEADLINE}{_paragraphs(TEXT + TEXT_BELOW)}<h2>Told in the houses</h2>{_paragraphs(chapter)}</div>",
        head=head,
    )
    assert [line for line in read if line in chapter] == chapter


def test_what_stands_above_the_text_is_its_lead_only_where_it_is_short() -> None:
    note = " ".join(["The writer lives below the pass and tells of it in two books that the village owns."] * 8)
    told = _text(f"<div class='w'>{HEADLINE}<div class='n'>{note}</div><div>{_paragraphs(TEXT)}</div></div>")
    assert told == TEXT


@pytest.mark.parametrize("label", ["AI summary", "Summary by AI", "ملخص بالذكاء الاصطناعي", "KI-Zusammenfassung"])
def test_a_summary_by_a_machine_is_taken_off(label: str) -> None:
    box = f"<div class='x'><h4>{label}</h4><ul><li>A school has opened again.</li><li>It has fourteen children.</li></ul></div>"
    assert _text(f"<div class='w'>{HEADLINE}{box}{_paragraphs(TEXT)}</div>") == TEXT


def test_a_chapter_about_summaries_by_machines_stays() -> None:
    told = _text(f"<div class='w'>{HEADLINE}{_paragraphs(TEXT)}<h3>AI summaries</h3>{_paragraphs(TEXT_BELOW)}</div>")
    assert [line for line in told if line in TEXT_BELOW] == TEXT_BELOW


def test_a_card_that_shows_where_a_reader_points_is_no_part_of_its_sentence() -> None:
    card = "<span role='tooltip'>Teacher since 2011, born on the coast.</span>"
    texts = [TEXT[0], TEXT[1].replace("The teacher", f"The <span>teacher{card}</span>"), *TEXT[2:]]
    assert _text(f"<div class='w'>{HEADLINE}{_paragraphs(texts)}</div>") == TEXT


@pytest.mark.parametrize("name", ["section section--ads", "with-ads"])
def test_a_part_that_is_named_after_the_advertisement_in_it_stays(name: str) -> None:
    part = f"<section class='{name}'><h2>{PARTS[3]}</h2><p>{TEXT[2]} {TEXT[3]}</p><ul><li>A stove</li></ul></section>"
    told = _text(f"<main>{HEADLINE}<div>{_paragraphs(TEXT[:2])}{part}{_paragraphs(TEXT_BELOW * 3)}</div></main>")
    assert [PARTS[3], f"{TEXT[2]} {TEXT[3]}"] == [line for line in told if line == PARTS[3] or TEXT[2] in line]


@pytest.mark.parametrize("name", ["text-img img-left", "media image-right", "block foto"])
def test_a_part_that_is_laid_out_around_a_picture_stays(name: str) -> None:
    part = f"<div class='{name}'><img src='/1.jpg'><div><h2>{PARTS[3]}</h2><p>{TEXT[0]}</p><p>{TEXT[1]}</p></div></div>"
    told = _text(f"<main>{HEADLINE}<div>{part}{_paragraphs([*TEXT[2:], *TEXT_BELOW] * 3)}</div></main>")
    assert [line for line in told if line in (PARTS[3], *TEXT[:2])] == [PARTS[3], *TEXT[:2]]


@pytest.mark.parametrize("name", ["sr-only", "screen-reader-only", "visually-hidden"])
def test_what_a_page_has_for_screen_readers_alone_is_not_put_back(name: str) -> None:
    notice = "This picture is loaded from another site, where more about it may be found by those who look for it."
    between = f"<div class='{name}'>{notice}</div>"
    told = _text(f"<main>{HEADLINE}<div>{between.join(f'<p>{text}</p>' for text in TEXT)}</div></main>")
    assert told == TEXT


def _cards(teasers: list[str], *, label: str = "<h2>Around the valley</h2>") -> str:
    cards = "".join(
        f"<div class='card'><h3><a href='/n/{n}'>Another story of the valley, number {n}</a></h3>{teaser.format(n)}</div>"
        for n, teaser in enumerate(teasers)
    )
    return f"<section class='x7'>{label}{cards}</section>"


@pytest.mark.parametrize(
    "teaser",
    [
        "<p>The ferry number {} to the other shore will stop an hour earlier from May on, because…</p>",
        "<p>The ferry number {} will stop an hour earlier from May on.</p><span>4 March 2025</span>",
    ],
)
@pytest.mark.parametrize("label", ["<h2>Around the valley</h2>", "<div>Not to be missed</div>"])
def test_cards_of_other_stories_are_taken_off_below_a_label_of_any_words(teaser: str, label: str) -> None:
    body = f"<div>{HEADLINE}{_paragraphs(TEXT)}</div>"
    assert _text(f"<div class='w'>{body}{_cards([teaser] * 3, label=label)}</div>") == TEXT


def test_linked_parts_of_a_text_stay_where_they_have_no_day_and_no_open_end() -> None:
    parts = [f"<p>{text}</p>" for text in TEXT_BELOW]
    page = f"<main><article>{HEADLINE}{_paragraphs(TEXT)}{_cards(parts)}</article></main>"
    assert set(TEXT_BELOW) <= set(_text(page))


@pytest.mark.parametrize("counter", ["{} / 4", "{} of 4", "{} من 4"])
def test_the_numbers_of_a_gallery_s_pictures_are_taken_off(counter: str) -> None:
    slides = "".join(
        f"<div class='slide'><img src='/{n}.jpg'><p><span class='c'>{counter.format(n)}</span></p><p>{text}</p></div>"
        for n, text in enumerate(TEXT, start=1)
    )
    assert _text(f"<div class='w'>{HEADLINE}<p>{LEAD}</p>{slides}</div>") == [LEAD, *TEXT]


def test_results_of_matches_stay() -> None:
    results = "".join(f"<p>{text}</p><p>Set {n}</p><p>{n} / {n + 2}</p>" for n, text in enumerate(TEXT, start=1))
    assert "1 / 3" in _text(f"<div class='w'>{HEADLINE}<p>{LEAD}</p>{results}</div>")


@pytest.mark.parametrize("panel", ["hidden", "style='display: none'"])
@pytest.mark.parametrize(
    "question", ["<h3>{}</h3>", "<h3><button>{}</button></h3>", "<button aria-expanded='false'><h3>{}</h3></button>"]
)
def test_questions_over_folded_answers_are_put_back(panel: str, question: str) -> None:
    parts = "".join(
        f"<div class='item'>{question.format(part)}<div class='panel' {panel}><p>{text}</p></div></div>"
        for part, text in zip(PARTS, TEXT, strict=True)
    )
    told = [line for both in zip(PARTS, TEXT, strict=True) for line in both]
    assert _text(f"<div class='w'>{HEADLINE}<p>{LEAD}</p><div class='rows'>{parts}</div></div>") == [LEAD, *told]


def test_the_card_of_another_post_of_the_site_is_taken_off() -> None:
    card = "<blockquote class='wp-embedded-content'><a href='/n/3'>Another story of the valley</a></blockquote>"
    assert _text(f"<div>{HEADLINE}{_paragraphs(TEXT[:2])}{card}{_paragraphs(TEXT[2:])}</div>") == TEXT


def test_a_day_in_the_line_of_a_linked_headline_makes_a_card() -> None:
    cards = "".join(
        f"<div class='c'><div><a href='/n/{n}'>Another story of the valley, number {n}</a> <i>4 March 2025</i></div>"
        f"<p>The ferry number {n} will stop an hour earlier from May on.</p></div>"
        for n in range(3)
    )
    body = f"<div>{HEADLINE}{_paragraphs(TEXT)}</div><section><h4>Around the valley</h4>{cards}</section>"
    assert _text(f"<div class='w'>{body}</div>") == TEXT


def test_a_paragraph_that_a_box_quotes_below_it_stays() -> None:
    quote = f"<p>{TEXT[1]}</p><aside class='pull-quote'><p>“{TEXT[1]}”</p></aside>"
    body = f"<p>{TEXT[0]}</p>{quote}{_paragraphs(TEXT[2:])}{_paragraphs(TEXT_BELOW)}"
    assert _text(f"<div class='w'>{HEADLINE}{body}</div>") == [*TEXT, *TEXT_BELOW]
