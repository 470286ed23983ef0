"""Pages that carry several whole stories, one builder a layout, and what of a story each of them shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Story = dict[str, Any]
Builder = Callable[[str, list[Story]], str]
STORIES: dict[str, list[Story]] = json.loads(
    (Path(__file__).parent / "story_pages" / "stories.json").read_text("utf-8")
)


def ps(s: Story) -> str:
    return "".join(f"<p>{p}</p>" for p in s["paragraphs"])


def br(s: Story) -> str:
    return "<br><br>".join(s["paragraphs"])


def page(lang: str, title: str, body: str, head: str = "") -> str:
    d = ' dir="rtl"' if lang == "ar" else ""
    nav = '<nav><a href="/">Home</a> <a href="/world">World</a></nav>'
    return f'<!DOCTYPE html><html lang="{lang}"{d}><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{nav}{body}<footer>© 2025</footer></body></html>'


def round_up(lang: str) -> str:
    return "حصاد اليوم من أخبار التقنية والمدن" if lang == "ar" else "The day in short: towns and machines"


# For each layout its builder, the facts it shows, and whether the first story is the page's own.
LAYOUTS: dict[str, tuple[Builder, frozenset[str], bool]] = {}


def shape(*facts: str, main: bool = False) -> Callable[[Builder], Builder]:
    def keep(builder: Builder) -> Builder:
        LAYOUTS[builder.__name__] = (builder, frozenset(facts), main)
        return builder

    return keep


@shape("url", "day")
def sibling_articles(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        "<main>"
        + "".join(
            f'<article><h2><a href="{s["url"]}">{s["title"]}</a></h2><time>{s["date"]}</time>{ps(s)}</article>'
            for s in ss
        )
        + "</main>",
    )


@shape("url", "outlet", "day", main=True)
def main_and_grid(lang: str, ss: list[Story]) -> str:
    m, *r = ss
    return page(
        lang,
        m["title"],
        f'<div class="wrap"><h1>{m["title"]}</h1><div class="meta">{m["date"]}</div><div class="text">{ps(m)}</div></div><div class="grid">'
        + "".join(
            f'<div class="card"><h3><a href="{s["url"]}">{s["title"]}</a></h3><div class="info"><span>{s["outlet"]}</span> <span>{s["date"]}</span></div><div class="txt">{ps(s)}</div></div>'
            for s in r
        )
        + "</div>",
    )


@shape("url")
def sections_link_below(lang: str, ss: list[Story]) -> str:
    more = "المصدر" if lang == "ar" else "Original"
    return page(
        lang,
        round_up(lang),
        f"<main><h1>{round_up(lang)}</h1>"
        + "".join(f'<section><h2>{s["title"]}</h2>{ps(s)}<p><a href="{s["url"]}">{more}</a></p></section>' for s in ss)
        + "</main>",
    )


@shape("outlet", "day")
def flat_headings(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        f"<div id='content'><h1>{round_up(lang)}</h1>"
        + "".join(f"<h2>{s['title']}</h2><p>{s['outlet']} | {s['date']}</p>{ps(s)}" for s in ss)
        + "</div>",
    )


@shape("outlet", "day")
def flat_bold(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        f"<div id='content'><h1>{round_up(lang)}</h1>"
        + "".join(f"<p><b>{s['title']}</b></p><p>{s['outlet']} - {s['date']}</p>{ps(s)}" for s in ss)
        + "</div>",
    )


@shape("url", "outlet")
def flat_bold_linked(lang: str, ss: list[Story]) -> str:
    via = "المصدر: " if lang == "ar" else "Source: "
    return page(
        lang,
        round_up(lang),
        f"<article class='post'><h1>{round_up(lang)}</h1>"
        + "".join(
            f'<p><strong>{s["title"]}</strong></p>{ps(s)}<p>{via}<a href="{s["url"]}">{s["outlet"]}</a></p>' for s in ss
        )
        + "</article>",
    )


@shape("url", "outlet", "day", main=True)
def asides(lang: str, ss: list[Story]) -> str:
    m, *r = ss
    return page(
        lang,
        m["title"],
        f"<main><article><h1>{m['title']}</h1><time>{m['date']}</time>{ps(m)}</article>"
        + "".join(
            f'<aside><h3><a href="{s["url"]}">{s["title"]}</a></h3><p class="src">{s["outlet"]} · {s["date"]}</p>{ps(s)}</aside>'
            for s in r
        )
        + "</main>",
    )


@shape("url", "outlet", "day")
def table_rows(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        "<table>"
        + "".join(
            f'<tr><td><b><a href="{s["url"]}">{s["title"]}</a></b><br>{s["outlet"]} | {s["date"]}<br>{br(s)}</td></tr>'
            for s in ss
        )
        + "</table>",
    )


@shape("url", "outlet", "day")
def table_picture_rows(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        "<table class='news'>"
        + "".join(
            f'<tr><td><img src="/i.jpg"></td><td><h3><a href="{s["url"]}">{s["title"]}</a></h3><div>{s["outlet"]}</div><div>{s["date"]}</div>{ps(s)}</td></tr>'
            for s in ss
        )
        + "</table>",
    )


@shape("url", "day")
def definition_list(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        f"<h1>{round_up(lang)}</h1><dl>"
        + "".join(
            f'<dt><a href="{s["url"]}">{s["title"]}</a></dt><dd><small>{s["date"]}</small>{ps(s)}</dd>' for s in ss
        )
        + "</dl>",
    )


@shape("outlet", "day")
def list_items(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        f"<h1>{round_up(lang)}</h1><ul class='list'>"
        + "".join(
            f"<li><h4>{s['title']}</h4><small>{s['outlet']}، {s['date']}</small><div>{br(s)}</div></li>" for s in ss
        )
        + "</ul>",
    )


@shape("day")
def ruled(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        f"<div class='c'><h1>{round_up(lang)}</h1>"
        + "<hr>".join(f"<div><b>{s['title']}</b><br>{s['date']}<br>{br(s)}</div>" for s in ss)
        + "</div>",
    )


@shape("day", "url")
def class_titles(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        "<div class='row'>"
        + "".join(
            f'<div class="col"><div class="box"><a class="pic" href="{s["url"]}"><img src="/i.jpg"></a><div class="b"><a class="title" href="{s["url"]}">{s["title"]}</a><span class="date">{s["date"]}</span>{ps(s)}</div></div></div>'
            for s in ss
        )
        + "</div>",
    )


@shape("url", "outlet")
def mail_tables(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        "<table><tr><td>"
        + "".join(
            f'<table><tr><td style="font-size:22px"><a href="{s["url"]}"><b>{s["title"]}</b></a></td></tr><tr><td>{s["outlet"]}</td></tr><tr><td>{ps(s)}</td></tr></table>'
            for s in ss
        )
        + "</td></tr></table>",
    )


@shape("url", "outlet", "day", main=True)
def run_on_related(lang: str, ss: list[Story]) -> str:
    m, *r = ss
    rel = "أخبار ذات صلة" if lang == "ar" else "Related news"
    return page(
        lang,
        m["title"],
        f"<article><h1>{m['title']}</h1><p>{m['date']}</p>{ps(m)}<h2>{rel}</h2>"
        + "".join(
            f'<h3><a href="{s["url"]}">{s["title"]}</a></h3><p><span>{s["outlet"]}</span> <time>{s["date"]}</time></p>{ps(s)}'
            for s in r
        )
        + "</article>",
    )


@shape("outlet", "day")
def kicker_and_footer(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        "<main>"
        + "".join(
            f'<article><header><p class="source">{s["outlet"]}</p><h2>{s["title"]}</h2></header>{ps(s)}<footer><time datetime="{s["day"]}">{s["date"]}</time></footer></article>'
            for s in ss
        )
        + "</main>",
    )


@shape("url", "day")
def role_articles(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        "<div role='feed'>"
        + "".join(
            f'<div role="article"><div role="heading" aria-level="2">{s["title"]}</div><div><a href="{s["url"]}">{s["date"]}</a></div><div>{ps(s)}</div></div>'
            for s in ss
        )
        + "</div>",
    )


@shape("day")
def details(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        f"<h1>{round_up(lang)}</h1>"
        + "".join(f"<details open><summary>{s['title']}</summary><p>{s['date']}</p>{ps(s)}</details>" for s in ss),
    )


@shape("url", "outlet", "day")
def json_list(lang: str, ss: list[Story]) -> str:
    items = [
        {
            "@type": "NewsArticle",
            "headline": s["title"],
            "url": s["url"],
            "datePublished": s["day"],
            "publisher": {"@type": "Organization", "name": s["outlet"]},
        }
        for s in ss
    ]
    head = (
        '<script type="application/ld+json">'
        + json.dumps({"@context": "https://schema.org", "@graph": items}, ensure_ascii=False)
        + "</script>"
    )
    return page(
        lang,
        round_up(lang),
        f"<h1>{round_up(lang)}</h1>" + "".join(f'<div class="item"><h2>{s["title"]}</h2>{ps(s)}</div>' for s in ss),
        head,
    )


@shape("url", "outlet", "day", main=True)
def bold_after_main(lang: str, ss: list[Story]) -> str:
    m, *r = ss
    return page(
        lang,
        m["title"],
        f'<div class="post"><h1>{m["title"]}</h1><div class="when">{m["date"]}</div>{ps(m)}'
        + "".join(
            f'<p><strong><a href="{s["url"]}">{s["title"]}</a></strong></p><p>{s["outlet"]}، {s["date"]}</p>{ps(s)}'
            for s in r
        )
        + "</div>",
    )


@shape("outlet", "day")
def outlet_above(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        "<main>"
        + "".join(
            f'<div class="news-item"><div class="publisher">{s["outlet"]}</div><h2>{s["title"]}</h2><div class="time">{s["date"]}</div><div class="content">{ps(s)}</div></div>'
            for s in ss
        )
        + "</main>",
    )


@shape("url", "day")
def ordered_list(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        f"<h1>{round_up(lang)}</h1><ol>"
        + "".join(
            f'<li><p><a href="{s["url"]}"><b>{s["title"]}</b></a></p><p><i>{s["date"]}</i></p>{ps(s)}</li>' for s in ss
        )
        + "</ol>",
    )


@shape("outlet", "url")
def flat_h3_source_last(lang: str, ss: list[Story]) -> str:
    via = "نقلا عن" if lang == "ar" else "Originally published by"
    return page(
        lang,
        round_up(lang),
        f"<div class='entry-content'><h1>{round_up(lang)}</h1>"
        + "".join(f'<h3>{s["title"]}</h3>{ps(s)}<p>{via} <a href="{s["url"]}">{s["outlet"]}</a></p>' for s in ss)
        + "</div>",
    )


@shape("outlet", "day", "url", main=True)
def two_columns(lang: str, ss: list[Story]) -> str:
    m, *r = ss
    return page(
        lang,
        m["title"],
        f"<table><tr><td><h1>{m['title']}</h1><span>{m['date']}</span>{ps(m)}</td></tr></table><table>"
        + "".join(
            f'<tr><td><h4><a href="{s["url"]}">{s["title"]}</a></h4></td></tr><tr><td>{s["outlet"]} - {s["date"]}</td></tr><tr><td>{ps(s)}</td></tr>'
            for s in r
        )
        + "</table>",
    )


@shape("url", "outlet", "day")
def tabs(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        "<div class='tabs'>"
        + "".join(
            f'<div class="panel" id="p{n}"><h5 class="hd"><a href="{s["url"]}">{s["title"]}</a></h5><ul class="info"><li>{s["outlet"]}</li><li>{s["date"]}</li></ul><div>{ps(s)}</div></div>'
            for n, s in enumerate(ss)
        )
        + "</div>",
    )


@shape("outlet", "day")
def underlined_spans(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        f"<div><h1>{round_up(lang)}</h1>"
        + "".join(
            f'<p><span style="font-weight:bold">{s["title"]}</span></p><p>{s["outlet"]} | {s["date"]}</p>{ps(s)}'
            for s in ss
        )
        + "</div>",
    )


@shape("url", "outlet", "day")
def figure_cards(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        "<section>"
        + "".join(
            f'<div class="c"><figure><img src="/a.jpg"><figcaption>x</figcaption></figure><h3><a href="{s["url"]}">{s["title"]}</a></h3><p class="m"><span class="source">{s["outlet"]}</span> – <time datetime="{s["day"]}">{s["date"]}</time></p>{ps(s)}</div>'
            for s in ss
        )
        + "</section>",
    )


@shape("outlet", "day")
def dateline_bold_name(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        f"<article><h1>{round_up(lang)}</h1>"
        + "".join(f"<h4>{s['title']}</h4><p><em>{s['outlet']}</em></p><p><em>{s['date']}</em></p>{ps(s)}" for s in ss)
        + "</article>",
    )


@shape()
def digest_headings(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        f"<div class='wrap'><h1>{round_up(lang)}</h1><div class='con'>"
        + "".join(f"<h3>{s['title']}</h3>{ps(s)}" for s in ss)
        + "</div></div>",
    )


@shape()
def digest_bold_lines(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        f"<div><h1>{round_up(lang)}</h1>"
        + "".join(f"<p><strong>{s['title']}</strong></p>{ps(s)}" for s in ss)
        + "</div>",
    )


@shape()
def digest_broken_lines(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        "<table><tr><td class='txt'>"
        + "<br><br>\n".join(f"<b>{s['title']}</b><br>{br(s)}" for s in ss)
        + "</td></tr></table>",
    )


@shape()
def newsletter_rows(lang: str, ss: list[Story]) -> str:
    line = '<tr><td><img src="/line.gif" width="580" height="3"></td></tr>'
    return page(
        lang,
        round_up(lang),
        '<table role="presentation"><tr><td align="center"><table role="presentation"><tr><td><p>∗∗∗</p></td></tr>'
        + line.join(f"<tr><td><h2>{s['title']}</h2>{ps(s)}</td></tr>" for s in ss)
        + "</table></td></tr></table>",
    )


@shape("url")
def linked_lines_between_rules(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        f"<div><h1>{round_up(lang)}</h1><hr>"
        + "<hr>".join(f'<p><a href="{s["url"]}">{s["title"]}</a></p>{ps(s)}' for s in ss)
        + "</div>",
    )


@shape("url", "day")
def divs_only(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        "<div><div>"
        + "".join(
            f'<div><div><a href="{s["url"]}">{s["title"]}</a></div><div>{s["date"]}</div>'
            + "".join(f"<div>{p}</div>" for p in s["paragraphs"])
            + "</div>"
            for s in ss
        )
        + "</div></div>",
    )


@shape("url", "outlet", "day")
def linked_cards_without_headings(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        "<div class='grid'>"
        + "".join(
            f'<div class="card"><div class="flex"><span>{s["outlet"]}</span><span>{s["date"]}</span></div>'
            f'<a class="block font-bold" href="{s["url"]}">{s["title"]}</a>{ps(s)}</div>'
            for s in ss
        )
        + "</div>",
    )


@shape("day")
def dates_above_bold_lines(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        "<div id='text'>" + "".join(f"<p>{s['date']}</p><p><b>{s['title']}</b></p>{ps(s)}" for s in ss) + "</div>",
    )


@shape("url", "outlet")
def terms_with_outlets(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        f"<section><h1>{round_up(lang)}</h1><dl>"
        + "".join(
            f'<dt><a href="{s["url"]}">{s["title"]}</a> <em>{s["outlet"]}, 08:2{n}</em></dt><dd>{ps(s)}</dd>'
            for n, s in enumerate(ss)
        )
        + "</dl></section>",
    )


@shape("url", "day")
def messages(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        "<main><section>"
        + "".join(
            f'<div class="wrap"><div class="message"><div class="text"><b>{s["title"]}</b><br><br>{br(s)}</div>'
            f'<div class="foot"><span class="views">4.1K</span> <a href="{s["url"]}">'
            f'<time datetime="{s["day"]}">08:01</time></a></div></div></div>'
            for s in ss
        )
        + "</section></main>",
    )


@shape("day")
def panels_with_one_active(lang: str, ss: list[Story]) -> str:
    return page(
        lang,
        round_up(lang),
        '<div class="tab-content">'
        + "".join(
            f'<div role="tabpanel" class="tab-pane{" active" * (not n)}"><h3>{s["title"]}</h3>'
            f"<small>{s['date']}</small>{ps(s)}</div>"
            for n, s in enumerate(ss)
        )
        + "</div>",
    )
