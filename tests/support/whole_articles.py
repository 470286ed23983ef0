"""Ordinary pages that must stay one article, one builder a kind: long reads, interviews, lists, chronicles, teasers."""

from __future__ import annotations

from collections.abc import Callable

from several_stories import STORIES, br, page

Builder = Callable[[str], str]
WHOLE: dict[str, Builder] = {}


def sec(lang: str, n: int) -> list[str]:
    return STORIES[lang][n]["paragraphs"]


SUB = {
    "ar": [
        "كيف بدأت التجربة في المدينة",
        "ما الذي تغير بعد الشهر الأول",
        "أصوات معترضة من الأسواق",
        "أرقام الكلفة والتمويل العام",
        "ماذا ينتظر الضواحي في الخريف",
    ],
    "en": [
        "How the trial in the town began",
        "What changed after one month",
        "Objections from the market stalls",
        "What it costs and who pays",
        "What awaits the suburbs in autumn",
    ],
}
T = {
    "ar": "عام مع الآلات: رحلة طويلة بين المدن التي جربت",
    "en": "A year with machines: a long journey through towns that tried",
}


def whole(builder: Builder) -> Builder:
    WHOLE[builder.__name__] = builder
    return builder


def P(xs: list[str]) -> str:
    return "".join(f"<p>{x}</p>" for x in xs)


def top(lang: str, extra: str = "") -> str:
    return f'<h1>{T[lang]}</h1><p class="meta">12 {"آذار" if lang == "ar" else "March"} 2025</p>{extra}'


@whole
def h2_subheads(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<article>"
        + top(lang)
        + P(sec(lang, 0))
        + "".join(f"<h2>{SUB[lang][n]}</h2>{P(sec(lang, n))}" for n in range(5))
        + "</article>",
    )


@whole
def h3_subheads_linked_words(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<div class='content'>"
        + top(lang)
        + P(sec(lang, 0))
        + "".join(
            f"<h3>{SUB[lang][n]}</h3>"
            + P([x + f' <a href="{STORIES[lang][n]["url"]}">{STORIES[lang][n]["outlet"]}</a>' for x in sec(lang, n)])
            for n in range(5)
        )
        + "</div>",
    )


@whole
def bold_subheads(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + P(sec(lang, 0))
        + "".join(f"<p><strong>{SUB[lang][n]}</strong></p>{P(sec(lang, n))}" for n in range(5))
        + "</div>",
    )


@whole
def sections_subheads(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<main>"
        + top(lang)
        + P(sec(lang, 0))
        + "".join(f"<section><h2>{SUB[lang][n]}</h2>{P(sec(lang, n))}</section>" for n in range(5))
        + "</main>",
    )


@whole
def sections_with_notes(lang: str) -> str:
    see = "المصدر" if lang == "ar" else "Source"
    return page(
        lang,
        T[lang],
        "<main>"
        + top(lang)
        + P(sec(lang, 0))
        + "".join(
            f"<section><h2>{SUB[lang][n]}</h2>{P(sec(lang, n))}<p>{see}: <a href='{STORIES[lang][n]['url']}'>{STORIES[lang][n]['outlet']}</a></p></section>"
            for n in range(5)
        )
        + "</main>",
    )


@whole
def interview(lang: str) -> str:
    q = (
        ["كيف ولدت الفكرة ومن دعمها في البداية؟", "وماذا تقول لمن يخشى على عمله؟", "هل كانت هناك لحظة شك حقيقية؟"]
        if lang == "ar"
        else [
            "How was the idea born and who backed it?",
            "What do you tell those who fear for their work?",
            "Was there a moment of real doubt?",
        ]
    )
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(f"<p><b>{q[n]}</b></p>{P(sec(lang, n))}" for n in range(3))
        + "</div>",
    )


@whole
def interview_h3(lang: str) -> str:
    q = (
        ["كيف ولدت الفكرة ومن دعمها في البداية؟", "وماذا تقول لمن يخشى على عمله؟", "هل كانت هناك لحظة شك حقيقية؟"]
        if lang == "ar"
        else [
            "How was the idea born and who backed it?",
            "What do you tell those who fear for their work?",
            "Was there a moment of real doubt?",
        ]
    )
    return page(
        lang,
        T[lang],
        "<article>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(f"<h3>{q[n]}</h3>{P(sec(lang, n))}" for n in range(3))
        + "</article>",
    )


@whole
def live_blog(lang: str) -> str:
    return page(
        lang,
        ("مباشر: " if lang == "ar" else "Live: ") + T[lang],
        "<main>"
        + top(lang)
        + "<div class='live-blog'>"
        + "".join(
            f"<article><time datetime='2025-03-12T1{n}:05:00Z'>1{n}:05</time><h2>{SUB[lang][n]}</h2>{P(sec(lang, n))}</article>"
            for n in range(5)
        )
        + "</div></main>",
    )


@whole
def live_unnamed(lang: str) -> str:
    return page(
        lang,
        ("تغطية مباشرة: " if lang == "ar" else "Live updates: ") + T[lang],
        "<main>"
        + f"<h1>{'تغطية مباشرة: ' if lang == 'ar' else 'Live updates: '}{T[lang]}</h1>"
        + "<div class='posts'>"
        + "".join(
            f"<div class='entry'><span class='time'>1{n}:05</span><h3>{SUB[lang][n]}</h3>{P(sec(lang, n))}</div>"
            for n in range(5)
        )
        + "</div></main>",
    )


@whole
def listicle_linked(lang: str) -> str:
    return page(
        lang,
        ("خمس مدن جربت الآلات هذا العام" if lang == "ar" else "Five towns that tried machines this year"),
        "<article><h1>"
        + ("خمس مدن جربت الآلات هذا العام" if lang == "ar" else "Five towns that tried machines this year")
        + "</h1>"
        + P(sec(lang, 4)[:2])
        + "".join(
            f"<h2>{n + 1}. <a href='https://place{n}.example/'>{SUB[lang][n]}</a></h2>{P(sec(lang, n))}"
            for n in range(5)
        )
        + "</article>",
    )


@whole
def listicle_unnumbered(lang: str) -> str:
    return page(
        lang,
        ("أفضل خمسة تطبيقات للترجمة هذا العام" if lang == "ar" else "The best five apps for translation this year"),
        "<article><h1>"
        + ("أفضل خمسة تطبيقات للترجمة هذا العام" if lang == "ar" else "The best five apps for translation this year")
        + "</h1>"
        + P(sec(lang, 4)[:2])
        + "".join(
            f"<h2><a href='https://app{n}.example/store'>{SUB[lang][n]}</a></h2>{P(sec(lang, n))}" for n in range(5)
        )
        + "</article>",
    )


@whole
def chronology_bold(lang: str) -> str:
    d = (
        ["12 آذار 2025", "14 آذار 2025", "15 آذار 2025"]
        if lang == "ar"
        else ["12 March 2025", "14 March 2025", "15 March 2025"]
    )
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(f"<p><b>{d[n]}: {SUB[lang][n]}</b></p>{P(sec(lang, n))}" for n in range(3))
        + "</div>",
    )


@whole
def chronology_h2(lang: str) -> str:
    d = (
        ["12 آذار 2025", "14 آذار 2025", "15 آذار 2025"]
        if lang == "ar"
        else ["12 March 2025", "14 March 2025", "15 March 2025"]
    )
    return page(
        lang,
        T[lang],
        "<article>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(f"<h2>{SUB[lang][n]}</h2><p>{d[n]}</p>{P(sec(lang, n))}" for n in range(3))
        + "</article>",
    )


@whole
def recipe(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<article>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(
            f"<h2>{SUB[lang][n]}</h2><ul><li>200 g</li><li>1 l</li></ul><ol>{''.join(f'<li>{x}</li>' for x in sec(lang, n))}</ol>"
            for n in range(3)
        )
        + "</article>",
    )


@whole
def faq(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<main>"
        + top(lang)
        + P(sec(lang, 4))
        + "<dl>"
        + "".join(f"<dt>{SUB[lang][n]}؟</dt><dd>{P(sec(lang, n))}</dd>" for n in range(4))
        + "</dl></main>",
    )


@whole
def details_faq(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<main>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(f"<details><summary>{SUB[lang][n]}?</summary>{P(sec(lang, n))}</details>" for n in range(4))
        + "</main>",
    )


@whole
def table_article(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<main>"
        + top(lang)
        + P(sec(lang, 4))
        + "<table>"
        + "".join(f"<tr><td><b>{SUB[lang][n]}</b></td><td>{br(STORIES[lang][n])}</td></tr>" for n in range(4))
        + "</table></main>",
    )


@whole
def teasers(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<main><article>"
        + top(lang)
        + P(sec(lang, 0) + sec(lang, 1))
        + "</article><section class='more'>"
        + "".join(
            f"<div class='t'><h3><a href='/n/{n}'>{STORIES[lang][n]['title']}</a></h3><span>{STORIES[lang][n]['date']}</span><p>{STORIES[lang][n]['paragraphs'][0]}...</p></div>"
            for n in range(2, 5)
        )
        + "</section></main>",
    )


@whole
def teasers_flat(lang: str) -> str:
    m = "اقرأ المزيد" if lang == "ar" else "Read more"
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + P(sec(lang, 0) + sec(lang, 1))
        + "".join(
            f"<p><b><a href='/n/{n}'>{STORIES[lang][n]['title']}</a></b></p><p>{STORIES[lang][n]['outlet']} | {STORIES[lang][n]['date']}</p><p>{STORIES[lang][n]['paragraphs'][0]} <a href='/n/{n}'>{m}</a></p>"
            for n in range(2, 5)
        )
        + "</div>",
    )


@whole
def portraits(lang: str) -> str:
    names = (
        ["أحمد سالم الخطيب", "مريم يوسف حداد", "خالد عبد الله نصر"]
        if lang == "ar"
        else ["Anna Maria Keller", "John Robert Hill", "Mary Jane Foster"]
    )
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(
            f"<p><b>{names[n]}</b></p><p>{'مهندسة' if lang == 'ar' else 'Engineer'}, 2019</p>{P(sec(lang, n))}"
            for n in range(3)
        )
        + "</div>",
    )


@whole
def bold_leads(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(f"<p><b>{SUB[lang][n]}.</b> {sec(lang, n)[0]}</p>{P(sec(lang, n)[1:])}" for n in range(4))
        + "</div>",
    )


@whole
def press_review(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<article>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(
            f"<h3>{SUB[lang][n]}</h3>" + P([f"{STORIES[lang][n]['outlet']}: {sec(lang, n)[0]}", *sec(lang, n)[1:]])
            for n in range(4)
        )
        + "</article>",
    )


@whole
def essay_dividers(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + "<hr>".join(f"<div><b>{SUB[lang][n]}</b><br>{br(STORIES[lang][n])}</div>" for n in range(4))
        + "</div>",
    )


@whole
def reviews_with_prices(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<article>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(
            f"<section class='product-card'><h3><a href='https://shop{n}.example/p/{n}'>{SUB[lang][n]}</a></h3><p>{n + 20}$ · 2024</p>{P(sec(lang, n))}</section>"
            for n in range(4)
        )
        + "</article>",
    )


@whole
def sidebar_boxes(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<main><article>"
        + top(lang)
        + P(sec(lang, 0) + sec(lang, 1))
        + f"<aside class='box'><h3>{SUB[lang][2]}</h3>{P(sec(lang, 2))}</aside>"
        + P(sec(lang, 3))
        + f"<aside class='box'><h3>{SUB[lang][3]}</h3>{P(sec(lang, 4))}</aside></article></main>",
    )


@whole
def comments(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<main><article>"
        + top(lang)
        + P(sec(lang, 0) + sec(lang, 1))
        + "</article><div id='discussion'>"
        + "".join(
            f"<div class='c'><h4>{'رد على موضوع المدينة' if lang == 'ar' else 'Re: the town and machines'}</h4><span>John Hill</span> <span>13 March 2025</span>{P(sec(lang, n))}</div>"
            for n in (2, 3)
        )
        + "</div></main>",
    )


def D(lang: str, n: int) -> str:
    return f"{n} {'آذار' if lang == 'ar' else 'March'} 2025"


@whole
def authors_parts(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<article>"
        + top(lang)
        + "".join(
            f"<h2>{SUB[lang][n]}</h2><p>{'بقلم أحمد سالم' if lang == 'ar' else 'By John Hill'}</p>{P(sec(lang, n))}"
            for n in range(4)
        )
        + "</article>",
    )


@whole
def quotes_bold(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(
            f"<p><b>«{SUB[lang][n]}»</b></p><p>{'أحمد سالم' if lang == 'ar' else 'John Hill'}</p>{P(sec(lang, n))}"
            for n in range(3)
        )
        + "</div>",
    )


@whole
def refs_after(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<div class='entry-content'>"
        + top(lang)
        + "".join(f"<h2>{SUB[lang][n]}</h2>{P(sec(lang, n))}" for n in range(4))
        + "<h3>"
        + ("المصادر والمراجع كلها" if lang == "ar" else "Sources and further reading")
        + "</h3><ul>"
        + "".join(f"<li><a href='{s['url']}'>{s['outlet']}</a></li>" for s in STORIES[lang])
        + "</ul></div>",
    )


@whole
def source_in_sections_intro(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(
            f"<p><b>{SUB[lang][n]}</b></p>{P(sec(lang, n))}<p>{'المصدر' if lang == 'ar' else 'Source'}: <a href='{STORIES[lang][n]['url']}'>{STORIES[lang][n]['outlet']}</a></p>"
            for n in range(4)
        )
        + "</div>",
    )


@whole
def photo_credits(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<article>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(
            f"<h3>{SUB[lang][n]}</h3><p>{'تصوير: رويترز' if lang == 'ar' else 'Photo: Reuters'}, {D(lang, 3)}</p>{P(sec(lang, n))}"
            for n in range(3)
        )
        + "</article>",
    )


@whole
def diary(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<article>"
        + top(lang)
        + "".join(f"<h3>{D(lang, n + 2)}</h3>{P(sec(lang, n))}" for n in range(4))
        + "</article>",
    )


@whole
def minutes(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<article>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(f"<p><b>1{n}:30 {SUB[lang][n]}</b></p>{P(sec(lang, n))}" for n in range(4))
        + "</article>",
    )


@whole
def books(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<article>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(
            f"<h3><em>{SUB[lang][n]}</em></h3><p>{'دار النشر: مكتبة المدينة' if lang == 'ar' else 'City Press'}, 2024</p>{P(sec(lang, n))}"
            for n in range(4)
        )
        + "</article>",
    )


@whole
def tools_bold_link(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(
            f"<p><b><a href='https://tool{n}.example/x'>{SUB[lang][n]}</a></b></p>{P(sec(lang, n))}" for n in range(4)
        )
        + "</div>",
    )


@whole
def tools_list_link(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + P(sec(lang, 4))
        + "<ul>"
        + "".join(
            f"<li><a href='https://tool{n}.example/x'><b>{SUB[lang][n]}</b></a><br>{br(STORIES[lang][n])}</li>"
            for n in range(4)
        )
        + "</ul></div>",
    )


@whole
def events_table(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + P(sec(lang, 4))
        + "<table>"
        + "".join(
            f"<tr><td>{D(lang, 20 + n)}</td><td><b>{SUB[lang][n]}</b><br>{br(STORIES[lang][n])}</td></tr>"
            for n in range(4)
        )
        + "</table></div>",
    )


@whole
def accordion(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(
            f"<div class='accordion-item'><h3 class='title'>{SUB[lang][n]}</h3><div>{P(sec(lang, n))}</div></div>"
            for n in range(4)
        )
        + "</div>",
    )


@whole
def trend_hashtags(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + P(sec(lang, 0))
        + "".join(
            f"<blockquote><p>{sec(lang, n)[0]} {sec(lang, n)[1]}</p><b>John Hill (@j)</b> <a href='https://s.example/{n}'>{D(lang, 9)}</a></blockquote>{P(sec(lang, n))}"
            for n in (1, 2, 3)
        )
        + "</div>",
    )


@whole
def read_also_inside(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + "".join(
            P(sec(lang, n))
            + f"<p><strong>{'اقرأ أيضا' if lang == 'ar' else 'Read also'}: <a href='/n/{n}'>{STORIES[lang][4 - n]['title']}</a></strong></p>"
            for n in range(4)
        )
        + "</div>",
    )


@whole
def bold_link_inside(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + "".join(
            P(sec(lang, n)) + f"<p><strong><a href='/n/{n}'>{STORIES[lang][4 - n]['title']}</a></strong></p>"
            for n in range(4)
        )
        + "</div>",
    )


@whole
def two_languages(lang: str) -> str:
    o = "en" if lang == "ar" else "ar"
    return page(
        lang,
        T[lang],
        "<div>" + top(lang) + P(sec(lang, 0) + sec(lang, 1)) + f"<h2>{T[o]}</h2>" + P(sec(o, 0) + sec(o, 1)) + "</div>",
    )


@whole
def letters(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<div>"
        + top(lang)
        + P(sec(lang, 4))
        + "".join(
            f"<p><b>{SUB[lang][n]}</b></p>{P(sec(lang, n))}<p><i>{'مريم حداد، دمشق' if lang == 'ar' else 'Mary Foster, London'}</i></p>"
            for n in range(3)
        )
        + "</div>",
    )


@whole
def no_intro_listicle_sections(lang: str) -> str:
    return page(
        lang,
        T[lang],
        "<article>"
        + top(lang)
        + "".join(
            f"<h2>{n + 1}. {SUB[lang][n]}</h2>{P(sec(lang, n))}<p>{'المصدر' if lang == 'ar' else 'Source'}: <a href='{STORIES[lang][n]['url']}'>{STORIES[lang][n]['outlet']}</a></p>"
            for n in range(4)
        )
        + "</article>",
    )
