"""What a feed's entry carries beside its link: is it the piece itself, and how is it read as a page? Pure.

Feeds carry whole pieces, teasers and everything between under the same names. What is cut off, or only a summary, is no
text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import cache

from pipelines.text.lines import count_words
from pipelines.text.normalize import normalize

# Longer entries hold pictures as text, or a site's whole archive.
MOST_CHARACTERS = 200_000
# An entry without `content` has only a summary, unless that is as long as a piece.
_WHOLE_PIECE_WORDS = 80
_MOST_FOOTER_CHARACTERS = 600
_MOST_LINK_CHARACTERS = 300

_MARKUP = re.compile(r"<[^<>]*>")
_BLOCKS = re.compile(r"</?(?:p|div|li|h[1-6]|blockquote|br)\b[^<>]*>", re.IGNORECASE)
_CUT_OFF = re.compile(r"(?:…|\.\.\.|⋯)\W*$")
# WordPress puts such a line under every entry, whole or not.
_FOOTER = re.compile(
    r"^\s*(?:the post|der beitrag|l[’']article|la entrada|il post|o post|het bericht|wpis|запись|ظهرت المقالة|"
    r"المقال|نوشته)\s.+\b(?:appeared first on|erschien zuerst auf|est apparu en premier sur|se publicó primero en|"
    r"aparece primero en|proviene da|apareceu primeiro em|verscheen eerst op|pojawił się|впервые появилась|أولا[ًّ]? على|"
    r"ظهر أولا[ًّ]? على|اولین بار در)\s.+$",
    re.IGNORECASE | re.DOTALL,
)
_LAST_LINK = re.compile(
    r"<a\b[^>]*>((?:(?!<a\b).){1,300}?)</a\s*>(?:</?\w[^>]*>|&(?:\w+|#\d+);|[\s.\]\[»›>→←—-])*$",
    re.IGNORECASE | re.DOTALL,
)
# What a link to the rest says, and how it opens where it goes on to name the piece.
_MORE = (
    "read more", "more", "read on", "full story", "full article", "learn more", "lire l'article", "en savoir plus",
    "la suite", "mehr lesen", "zum artikel", "leer más", "leggi tutto", "leia mais", "lees meer", "devamını oku",
    "devamı", "читать далее", "подробнее", "selengkapnya", "baca selengkapnya", "اقرأ المزيد", "اقرأ التفاصيل",
    "اقرأ المقال", "اقرأ الخبر", "المزيد", "التفاصيل", "لقراءة المزيد", "قراءة المزيد", "بیشتر بخوانید", "متن کامل",
    "مشروح خبر", "ادامه خبر", "مزید پڑھیں",
)  # fmt: skip
_MORE_OF = (
    "continue reading", "keep reading", "read full", "read the full", "read the rest", "read the whole", "view full",
    "view article", "view the full", "click here to read", "lire la suite", "weiterlesen", "den ganzen artikel",
    "seguir leyendo", "sigue leyendo", "continúa leyendo", "continua a leggere", "continuar lendo", "lees verder",
    "اقرأ باقي", "تابع القراءة", "أكمل القراءة", "متابعة القراءة", "ادامه مطلب",
)  # fmt: skip


def entry_content(contents: Iterable[tuple[str, str | None]], summary: str) -> str | None:
    """The markup of an entry's whole text; None where the entry has none, or only a part of it.

    `contents` are the values of its content elements with their media types; `summary` is its description.
    """
    content = max((_markup(value, kind) for value, kind in contents), key=len, default="")
    if not content.strip():
        content = summary if count_words(_MARKUP.sub(" ", summary)) >= _WHOLE_PIECE_WORDS else ""
    content = _without_footer(content)
    if not content.strip() or len(content) > MOST_CHARACTERS or is_cut_off(content):
        return None
    return content


def is_cut_off(content: str) -> bool:
    """Whether the markup of a text ends in dots or in a link to the rest of it."""
    plain = html.unescape(_MARKUP.sub(" ", content)).strip()
    if _CUT_OFF.search(plain[-40:]):
        return True
    lines = [line for part in _BLOCKS.split(content[-2000:]) if (line := _plain(part))]
    if lines and lines[-1] in _folded(_MORE + _MORE_OF):
        return True
    last = _LAST_LINK.search(content[-2000:])
    label = _plain(last[1]) if last else ""
    return label in _folded(_MORE) or label.startswith(tuple(_folded(_MORE_OF)))


def content_page(title: str, content: str) -> bytes:
    """A page of an entry's title and its text, UTF-8, to be read as any page."""
    heading = html.escape(title)
    page = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{heading}</title></head>'
    page += f"<body><article><h1>{heading}</h1>{content}</article></body></html>"
    return page.encode("utf-8", "replace")


def _markup(value: str, kind: str | None) -> str:
    kind = (kind or "text/html").lower()
    if kind == "text/plain":
        return "".join(f"<p>{html.escape(line)}</p>" for line in value.splitlines() if line.strip())
    return value if "html" in kind else ""


def _without_footer(content: str) -> str:
    tail = content[-_MOST_FOOTER_CHARACTERS - _MOST_LINK_CHARACTERS :]
    start = max(tail.lower().rfind("<p"), tail.lower().rfind("<div"))
    if start < 0 or not _FOOTER.match(html.unescape(_MARKUP.sub(" ", tail[start:]))):
        return content
    return content[: len(content) - len(tail) + start]


@cache
def _folded(table: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(normalize, table))


def _plain(markup: str) -> str:
    return normalize(html.unescape(_MARKUP.sub(" ", markup)))
