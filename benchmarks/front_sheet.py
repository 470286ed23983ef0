"""Made front pages: HTML with the truth of each of its links beside it. No page of a publisher is among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import product
from urllib.parse import quote, urljoin

_WHO = (
    *("The harbour council", "Engineers", "A bank in the old port", "Two nurses", "The city library", "Judges"),
    *("Bus drivers", "A start-up from the hills", "The weather service", "Ministers", "Translators of the island"),
)
_DID = (
    *("tested a model that reads letters", "bought chips for a data centre", "stopped a trial of cameras"),
    *("asked for rules on voice copies", "won a prize", "taught clerks to check every answer of the machine"),
    *("published all training data", "lost a case over songs", "opened a laboratory", "delayed the launch again"),
    *("hired forty", "said no"),
)
_WHO_ARABIC = (
    *("وزارة التعليم", "بلدية الميناء", "مهندسون", "مصرف الساحل", "شركة ناشئة من الجبل", "قضاة", "الجامعة"),
    *("سائقو الحافلات", "مكتبة المدينة", "أطباء الأسنان", "هيئة الأرصاد"),
)
_DID_ARABIC = (
    *(
        "نموذج لغوي يقرأ رسائل الميناء",
        "مراكز بيانات جديدة قرب الساحل",
        "قواعد لنسخ الأصوات بالآلة",
        "وقف تجربة الكاميرات",
    ),
    *("تدريب الموظفين على مراجعة كل إجابة", "أربعون مترجما جديدا", "نشر بيانات التدريب كلها", "جائزة أولى"),
    *("تأجيل الإطلاق مرة أخرى", "مختبر للذكاء الاصطناعي في المدرسة القديمة"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """A front page and what its links are, by absolute address; what is in neither set counts for nothing."""

    name: str
    about: str
    url: str
    html: str
    articles: frozenset[str]
    others: frozenset[str]


@dataclass(slots=True)
class Sheet:
    """A front page in the making. `article` and `other` write a link, and down what it is."""

    url: str
    about: str
    language: str = "en"
    parts: list[str] = field(default_factory=list)
    articles: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    def article(self, href: str, words: str = "", *, inside: str = "") -> str:
        return self._link(self.articles, href, words, inside)

    def other(self, href: str, words: str = "", *, inside: str = "") -> str:
        return self._link(self.others, href, words, inside)

    def others_in(self, links: Sequence[tuple[str, str]], *, between: str = " ") -> str:
        return between.join(self.other(href, words) for href, words in links)

    def put(self, *html: str) -> None:
        self.parts += html

    def page(self, name: str) -> FrontPage:
        direction = "rtl" if self.language == "ar" else "ltr"
        html = (
            f'<!doctype html><html lang="{self.language}" dir="{direction}"><head><meta charset="utf-8">'
            f"<title>{name}</title></head><body>{''.join(self.parts)}</body></html>"
        )
        return FrontPage(
            name=name,
            about=self.about,
            url=self.url,
            html=html,
            articles=frozenset(self.articles),
            others=frozenset(self.others - self.articles),
        )

    def _link(self, kind: set[str], href: str, words: str, inside: str) -> str:
        kind.add(urljoin(self.url, href).partition("#")[0])
        return f'<a href="{escape(href)}">{inside or escape(words)}</a>'


def headlines(count: int, *, start: int = 0, arabic: bool = False) -> list[str]:
    """So many different headlines, short ones and long ones mixed."""
    who, did = (_WHO_ARABIC, _DID_ARABIC) if arabic else (_WHO, _DID)
    joined = ": " if arabic else " "
    every = [f"{who[(n + m) % len(who)]}{joined}{did[m]}" for n, m in product(range(len(who)), range(len(did)))]
    return every[start : start + count]


def slug(words: str, *, most: int = 12) -> str:
    """An address's form of a headline; Arabic letters are percent-encoded, as browsers and most systems send them."""
    kept = "".join(c.lower() if c.isalnum() else " " for c in words).split()
    return quote("-".join(kept[:most]))


def pages(makers: Sequence[Callable[[], Sheet]]) -> Iterator[FrontPage]:
    for make in makers:
        yield make().page(make.__name__)
