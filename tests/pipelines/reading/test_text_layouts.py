"""However a page lays out its text, with paragraphs or without, the text is read whole and the menus are not."""

from __future__ import annotations

from itertools import product

import pytest
from read_pages import stories_of

ARABIC = [
    "صوت مجلس الوادي الأعلى يوم الثلاثاء على شراء برنامج ينظم عمل كاسحات الثلج بعد شتاء انقطعت فيه قريتان عن المدينة ثلاثة "
    "أيام، وخرجت فيه فرق الطرق مرتين إلى الممر نفسه دون أن تعرف إحداها بالأخرى.",
    "ويقرأ البرنامج تقارير محطات الطقس كل عشر دقائق ويقترح الكاسحة التي ينبغي أن تخرج أولا. أما القرار فيبقى لموظف في "
    "المستودع يكتب أسبابه في دفتر حتى ينظر فيها المجلس في الربيع حين يحين موعد تجديد العقد.",
    "وعارضه عضوان قالا إن ثمنه كان يكفي لكاسحة ثالثة، وإن رجال المستودع يعرفون الوادي أكثر من أي محطة للطقس.",
    "ومن المقرر أن يبدأ تدريب السائقين في أيلول المقبل، وأن يستمر ستة أسابيع في مدرسة القرية السفلى.",
]
ENGLISH = [
    "The council of the upper valley voted on Tuesday to buy a program that plans the work of the snow ploughs, after a "
    "winter in which two villages were cut off for three days and the road crews were sent twice to the same pass.",
    "The program reads the reports of the weather posts every ten minutes and proposes which plough should leave next. A "
    "person at the depot decides, and the reasons are written down so that they can be looked at in the spring.",
    "Two members voted against it. They said that the money would have paid for a third plough, and that the men at the "
    "depot know the valley better than any weather post.",
    "The drivers are to be trained from September on, for six weeks, in the school of the lower village.",
]
SECTIONS = {
    "ar": ["محليات", "اقتصاد", "رياضة", "ثقافة", "منوعات", "صحة", "علوم", "رأي"],
    "en": ["Local", "Economy", "Sports", "Culture", "Science", "Health", "World", "Opinion"],
}
OTHERS = {
    "ar": [
        "سوق القرية يفتح أبوابه للزوار غدا",
        "رئيس البلدية يزور المدرسة الجديدة",
        "المطر يؤخر مباراة الأحد في الملعب البلدي",
    ],
    "en": [
        "Village market opens its doors to visitors",
        "Mayor calls at the new school house",
        "Rain puts off the match of Sunday",
    ],
}
TITLES = {
    "ar": "مجلس الوادي يشتري برنامجا ينظم عمل كاسحات الثلج",
    "en": "Valley council buys a program for its ploughs",
}
TEXTS = {"ar": ARABIC, "en": ENGLISH}
LAYOUTS = (
    *("paragraphs", "breaks", "font", "spans", "divs", "cell", "nested cells", "bold opening", "preformatted", "list"),
    *("bare opening", "picture first", "label"),
)
FRAMES = ("lists above and below", "columns of a table", "links below", "form around")


@pytest.mark.parametrize(("language", "layout", "frame"), list(product(TEXTS, LAYOUTS, FRAMES)))
def test_a_text_is_read_whole_and_without_menus(language: str, layout: str, frame: str) -> None:
    told = TEXTS[language]
    body = _framed(frame, language, _laid_out(layout, told))
    page = f"<html lang='{language}'><head><title>{TITLES[language]}</title></head><body>{body}</body></html>"
    stories, reason = stories_of(page)
    assert len(stories) == 1, reason
    assert stories[0].title == TITLES[language]
    # A dash opens each item of a list.
    assert " ".join(stories[0].text.replace("\n- ", "\n").removeprefix("- ").split()) == " ".join(told)


def _laid_out(layout: str, told: list[str]) -> str:
    broken = "<br><br>".join(told)
    paragraphs = "".join(f"<p>{line}</p>" for line in told)
    return {
        "paragraphs": paragraphs,
        "breaks": f"<div>{broken}</div>",
        "font": f"<font size='4'>{broken}</font>",
        "spans": "<div>" + "".join(f"<span dir='auto'>{line}</span><br>" for line in told) + "</div>",
        "divs": "".join(f"<div>{line}</div>" for line in told),
        "cell": f"<table width='500'><tr><td>{broken}</td></tr></table>",
        "nested cells": f"<table><tr><td><table><tr><td>{paragraphs}</td></tr></table></td></tr></table>",
        "bold opening": f"<div><b>{told[0]}</b><br>{'<br>'.join(told[1:])}</div>",
        "preformatted": "<pre>" + "\n\n".join(told) + "</pre>",
        "list": "<ul>" + "".join(f"<li>{line}</li>" for line in told) + "</ul>",
        "bare opening": told[0] + "".join(f"<p>{line}</p>" for line in told[1:]),
        "picture first": f"<div><img src='a.jpg'>{broken}</div>",
        "label": f"<span id='lblBody'>{broken}</span>",
    }[layout]


def _framed(frame: str, language: str, text: str) -> str:
    title = TITLES[language]
    items = [f"<a href='/{place}'>{words}</a>" for place, words in enumerate(SECTIONS[language] * 3)]
    menu = f"<div><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul></div>"
    rows = "".join(f"<tr><td>{item}</td></tr>" for item in items)
    others = "".join(f"<div><a href='/n/{place}'>{words}</a></div>" for place, words in enumerate(OTHERS[language] * 5))
    return {
        "lists above and below": f"{menu}<div><h1>{title}</h1>{text}</div>{menu}",
        "columns of a table": f"<table width='100%'><tr><td><table>{rows}</table></td><td><font size='5'><b>{title}</b></font>"
        f"<br>{text}</td><td>{others}</td></tr></table>",
        "links below": f"{menu}<div><h2>{title}</h2><div>{text}</div></div><div>{others}</div>",
        "form around": f"<form id='form1'>{menu}<div><h1>{title}</h1>{text}</div><div>{others}</div></form>",
    }[frame]
