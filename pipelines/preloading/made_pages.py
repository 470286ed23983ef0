"""Pages of several kinds, by which a process gets ready: everything that reading does is done once with them.

Written for the purpose. What they hold is what makes a part of the program begin to work: metadata of each kind, dates
in figures and in words, bylines, credits, a list of links, several stories, a table.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from model import Hints, Page

_FETCHED = datetime(2025, 3, 21, 9, 30, tzinfo=UTC)

_ARABIC = (
    "أعلنت هيئة المكتبات في مدينة الميناء، يوم الخميس، أنها ستجرب مساعدا يعمل بالذكاء الاصطناعي في سبعة من فروعها. "
    "وقالت مديرة البرنامج سلمى الحداد إن النموذج اللغوي دُرّب على فهارس راجعها أمناء المكتبات، وإنه لا يحفظ الأسماء.",
    "وأضافت الحداد لوكالة الأنباء أن التجربة تبدأ في 2 أبريل/نيسان 2025 وتستمر ثلاثة أشهر، ثم تنشر الهيئة تقريرا عنها. "
    "ونقلت صحيفة «الساحل» عن خبراء قولهم إن الكلمة الأخيرة يجب أن تبقى لأمين المكتبة في كل ما يراه القارئ.",
    "وبحسب الهيئة، ارتفع عدد الزوار بنسبة 12 في المئة منذ العام الماضي، وبلغت كلفة المشروع 40 ألف دولار. "
    "ويرى مراقبون أن التعلم الآلي سيغير عمل المكتبات الصغيرة أكثر مما غيرته الحواسيب قبل ثلاثين عاما.",
)
_ENGLISH = (
    "The harbour town will test an artificial intelligence assistant in seven of its libraries, the council said on "
    "Thursday. A language model that librarians have checked answers questions about the catalogue, and forgets names.",
    "“It does not replace anybody,” said Salma Haddad, who leads the programme, according to Reuters. The trial begins "
    "on 2 April 2025 and ends in July, when the council publishes a report; it costs $40,000, 12% less than planned.",
    "Experts quoted by The Coast Ledger want the last word to remain with the librarian. Machine learning, they said, "
    "would change small libraries more than computers did thirty years ago.",
)
_HEADS = {
    "ar": ("مساعد ذكي في سبع مكتبات", "سلمى الحداد", "الخميس 20 آذار 2025 - 14:05"),
    "en": ("Seven libraries test an AI assistant", "By Ada Reed", "Thursday, March 20, 2025, 2:05 pm"),
}
# In the languages that are met most beside these; each costs 20 ms at first, "min", a word of eighteen, .2 s.
DATES = (
    "jeudi 20 mars 2025", "20 novembre 2025", "Donnerstag, 20. März 2025", "20 de marzo de 2025", "20 Mart 2025",
    "giovedì 20 marzo 2025", "20 de março de 2025", "20 марта 2025", "۲۰ مارس ۲۰۲۵", "2025年3月20日", "20 رمضان 1446",
    "منذ ساعتين", "2 hours ago", "vor 2 Stunden", "ayer", "15 min read",
)  # fmt: skip


def warm_pages() -> list[Page]:
    """A page of each kind that is read."""
    return [
        *(
            _page(f"{language}/{name}", html, language)
            for language in _HEADS
            for name, html in (("told", _told(language)), ("shown", _shown(language)), ("several", _several(language)))
        ),
        *(_page(language, _text(language), language, kind="text") for language in _HEADS),
    ]


def warm_record() -> Page:
    """A record, which comes with its text."""
    return Page(url="https://warm.example/record", kind="record", body=_record().encode())


def _page(path: str, body: str, language: str, *, kind: str = "html") -> Page:
    title, author, _ = _HEADS[language]
    return Page(
        url=f"https://warm.example/2025/03/20/{path}?utm_source=warm",
        kind="html" if kind == "html" else "text",
        body=body.encode(),
        content_type="text/html",
        fetched_at=_FETCHED,
        hints=Hints(title=title, published="Thu, 20 Mar 2025 14:05:00 +0200", authors=(author,), language=language),
    )


def _paragraphs(language: str) -> str:
    return "".join(f"<p>{text}</p>" for text in (_ARABIC if language == "ar" else _ENGLISH))


def _told(language: str) -> str:
    """A page that tells machines what it is."""
    title, author, _ = _HEADS[language]
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "NewsArticle",
                "headline": title,
                "author": {"@type": "Person", "name": author},
                "datePublished": "2025-03-20T14:05:00+02:00",
                "dateModified": "2025-03-20T15:00:00+02:00",
                "publisher": {"@type": "Organization", "name": "Warm"},
                "image": "https://warm.example/a.jpg",
                "articleSection": "Libraries",
                "keywords": "libraries, AI",
            }
        ],
    }
    return f"""<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title} | Warm</title>
        <link rel="canonical" href="https://warm.example/{language}/1"><meta property="og:title" content="{title}">
        <meta property="og:site_name" content="Warm"><meta property="og:type" content="article">
        <meta property="og:image" content="https://warm.example/a.jpg"><meta name="author" content="{author}">
        <meta property="article:published_time" content="2025-03-20T14:05:00+02:00">
        <script type="application/ld+json">{json.dumps(data)}</script></head><body>
        <nav><ul><li><a href="/">Home</a></li><li><a href="/ai">AI</a></li></ul></nav>
        <article><h1>{title}</h1><p class="byline"><a rel="author" href="/a">{author}</a></p>
        <time datetime="2025-03-20T14:05:00+02:00">20/03/2025</time><figure><img src="/a.jpg">
        <figcaption>Warm / Reuters</figcaption></figure>{_paragraphs(language)}<h2>{title}</h2>
        <ul><li>{_ARABIC[0]}</li><li>{_ENGLISH[0]}</li></ul><blockquote>{_ENGLISH[1]}</blockquote>
        <table><tr><th>1</th><td>{title}</td></tr></table>
        <p>Source: <a href="https://agency.example/1">Reuters</a></p></article>
        <aside><h3>Read more</h3><a href="/2">{title}</a></aside><footer>© 2025 Warm</footer></body></html>"""


def _shown(language: str) -> str:
    """A page that only shows it, in old markup."""
    title, author, date = _HEADS[language]
    return f"""<html><head><title>Warm - {title}</title></head><body><div id="top"><a href="/">Warm</a></div>
        <div class="content"><div class="title">{title}</div><div class="date">{date}</div>
        <div class="writer">{author}</div><div class="story">{_paragraphs(language)}<br><br>{_ENGLISH[2]}</div>
        <div class="tags"><a href="/tag/ai">AI</a></div><div class="share">Share</div></div>
        <div class="related"><div><a href="/3">{title}</a><span>منذ ساعتين</span></div></div></body></html>"""


def _several(language: str) -> str:
    title, author, date = _HEADS[language]
    stories = "".join(
        f'<div class="card"><h2><a href="https://paper{n}.example/{n}">{title} {n}</a></h2>'
        f'<span class="outlet">Paper {n}</span><span class="date">{date}</span><span>{author}</span>'
        f"{_paragraphs(language)}</div><hr>"
        for n in (1, 2, 3)
    )
    return f'<html lang="{language}"><body><main><h1>AI, {date}</h1>{stories}</main></body></html>'


def _text(language: str) -> str:
    title, author, date = _HEADS[language]
    text = "\n\n".join(_ARABIC if language == "ar" else _ENGLISH)
    return "\n\n".join(f"{title} {n}\n{author}\n{date}\nhttps://paper{n}.example/{n}\n\n{text}" for n in (1, 2, 3))


def _record() -> str:
    title, _, _ = _HEADS["ar"]
    return json.dumps(
        {
            "url": "https://warm.example/record?id=1&utm_medium=a",
            "title": title,
            "text": "\n\n".join((*_ARABIC, *_ENGLISH)),
            "outlet": "Warm",
            "date": "20 مارس 2025",
        }
    )
