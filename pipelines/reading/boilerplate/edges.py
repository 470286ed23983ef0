"""Tell a line that is page boilerplate before the first or after the last paragraph of a text. Pure."""

from __future__ import annotations

import re

from pipelines.reading.boilerplate import words
from pipelines.reading.boilerplate.lines import (
    is_boilerplate,
    is_call,
    is_source_line,
    speaks_of_cookies,
    without_numbers,
)
from pipelines.reading.boilerplate.tables import edge_labels, fold, fold_line, labels
from pipelines.text.lines import count_words, is_sentence

_MOST_CALL_WORDS = 35
_LONGEST_BOILERPLATE = 400
_BARE_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_MOST_TICKER_WORDS = 10
_MOST_CREDIT_WORDS = 30
_MOST_MORE_WORDS = 6
_MOST_CREDIT_ALONE = 6
_MORE_FROM = re.compile(r"(?:more from|المزيد من|plus de|mehr von|mas de|lainnya dari)\s+\S")
_DISCLAIMER = re.compile(
    r"(?:جميع |كل )?(?:الاراء|المقالات|ما ينشر|التعليقات)\s+(?:الوارده|المنشوره|في|من)\b.*"
    r"\b(?:تعبر|يعبر|تمثل|يمثل)\b"
    r"|(?:the )?(?:views|opinions) expressed\b.*\b(?:author|authors|writer|their own|own)\b"
)
_BULLETS = "*•·-–—▪●"
_PICTURE_NAME = re.compile(
    r"\[[^\[\]]*\.(?:png|jpe?g|gif|svg|webp)\]|\[(?:image|img|logo|photo)\b[^\[\]]*\]", re.IGNORECASE
)
_WEATHER = re.compile(
    r"^\W*(?:weather|الطقس|حالة الطقس|météo|wetter|clima|hava(?: durumu)?|cuaca)\s*[:：|]", re.IGNORECASE
)
_TEMPERATURE = re.compile(r"(?:[^\W\d]+\W+){0,3}[-−+]?\d{1,2}(?:[.,]\d)?\s*°\s*[CF]?(?:\s+[^\W\d]+)?")
_INDEX = re.compile(r"(?:^|\s)[+\-−▲▼]\d+(?:[.,]\d+)?\s*%\W*$|\d\s*[▲▼]|[▲▼]\s*\d")
_CREDIT_OPENS = re.compile(
    r"^\W*(?:photos?|photograph|photo credit|photo by|image|image source|image credit|picture|pictures|foto|fotos"
    r"|fotoğraf|crédits? photos?|photo d'illustration|bild|الصورة|صورة|تصوير|عدسة|عكس|عکس|تصویر|ảnh|fot\.?|צילום"
    r"|图源|图片来源|摄影|写真|撮影)"
    r"\s*[:：,،/]\s*\S|^\W*Fot\.\s+[A-ZĄĆĘŁŃÓŚŹŻ]",
    re.IGNORECASE,
)
_CREDIT_ENDS = re.compile(r"\S\s(?:صوره ارشيفيه|صوره من الارشيف|file photo|getty images|archive photo|arşiv)$")
# "A keeper and her hives. Photo: Ruth Lane"
_CREDIT_BEHIND = re.compile(
    r"[.,،|(\-–—\s]\s*(?:photo|photograph|picture|image|foto|fotoğraf|bild|crédit photo|صورة|تصوير|عدسة)s?"
    r"(?: by| credit)?\s*[:：/]\s*(?:[^\W\d_][\w.'’\-]*[\s/,]*){1,5}\)?$"
    r"|(?:\s\w{2,4}\s?摄|撮影)[)）】]?$",
    re.IGNORECASE,
)
# Whom to write to, and where to follow the writer or the outlet.
_CONTACT = re.compile(
    r"^\W*(?:contact|reach|write to|e-?mail|follow|you can (?:reach|contact|follow)|للتواصل|تواصل(?:وا)? مع"
    r"|contactez|écrire à|suivez|kontakt|schreiben sie|folgen sie|contacta|escribe a|sigue a)\b.*"
    r"(?:\w@\w|(?<!\w)@\w|\b(?:twitter|facebook|instagram|linkedin|telegram|bluesky|mastodon)\b)"
    r"|^\W*(?:لمتابعة|تابع(?:وا|ونا|نا)?|انضم(?:وا)?|اشترك(?:وا)?)\b.{0,60}"
    r"(?:تلي?[غجق]رام|واتس ?اب|فيس ?بوك|تويتر|يوتيوب|انست[غج]رام)"
    r"|(?:تلگرام|اینستاگرام|واتساپ|ایتا|بله).{0,40}(?:دنبال کنید|بپیوندید|عضو شوید)"
    r"|(?:подпис\w+|читайте)\b.{0,30}(?:telegram|телеграм|канал|дзен)"
    r"|(?:telegram|whatsapp|twitter|instagram)\W?\w{0,4}.{0,30}takip ed",
    re.IGNORECASE,
)
# What a page says of itself where it is printed, copied or paid for, or of what its text is not.
_PRINTED = re.compile(
    r"^(?:printed (?:on|at|from)|تاريخ الطباعه|رابط (?:الخبر|الماده|المقال)|gedruckt am|imprime le|disclaimer"
    r"|اخلاء مس[وي]وليه|haftungsausschluss|yasal uyari|سلب مس[وي]وليت)\b|personal non commercial use only"
    r"|转载请|未经授权|版权归"
    r"|^انتهي(?: \w{1,3}){0,3}$|有料会員|無料で試す|会員限定|^残り\d+文字"
)
_HASHTAGS = re.compile(r"(?:#[\w\-]+[\s,،]*)+")


def is_edge_boilerplate(line: str) -> bool:
    """Whether a line is boilerplate when it stands before the first or after the last paragraph of a text."""
    if len(line) > _LONGEST_BOILERPLATE or is_source_line(line):
        return False
    folded = fold_line(line)
    length = len(folded.split())
    return (
        is_boilerplate(line)
        or folded in edge_labels()
        or (len(folded) <= 30 and without_numbers(folded) in edge_labels())
        or bool(_HASHTAGS.fullmatch(line.strip()))
        or bool(_BARE_ADDRESS.fullmatch(line.strip()))
        or bool(_PICTURE_NAME.match(line.strip()))
        or (length <= _MOST_MORE_WORDS and bool(_MORE_FROM.match(folded)) and not is_sentence(line))
        or bool(_DISCLAIMER.match(folded))
        or _is_row_of_sections(folded)
        or (length <= _MOST_TICKER_WORDS and _is_ticker(line, folded))
        or is_picture_credit(line)
        or (length <= _MOST_CALL_WORDS and bool(_CONTACT.search(line) or _PRINTED.search(folded)))
        or (length <= 3 and line[0] in _BULLETS and folded in labels() | edge_labels())
        or is_call(line, folded)
        or speaks_of_cookies(line)
    )


def is_picture_credit(line: str) -> bool:
    """A picture's caption that names who took it, or says that it is from the archive."""
    folded = fold_line(line)
    return len(folded.split()) <= _MOST_CREDIT_WORDS and bool(
        _CREDIT_OPENS.match(line) or _CREDIT_ENDS.search(folded) or _CREDIT_BEHIND.search(line.strip())
    )


def is_credit_alone(line: str) -> bool:
    """A line that only names who took a picture: "Photo: Ruth Lane", and not where it is from."""
    credit = _CREDIT_OPENS.match(line) if count_words(line) <= _MOST_CREDIT_ALONE else None
    return credit is not None and "source" not in credit[0].lower() and not is_sentence(line)


def _is_ticker(line: str, folded: str) -> bool:
    """The weather, a rate of exchange or an index in the head of a page."""
    names = set(folded.split())
    if any(pair <= names for pair in _fold_pairs()) and re.search(r"\d", folded):
        return True
    if _WEATHER.match(line) and re.search(r"\d", folded):
        return True
    return bool(_TEMPERATURE.fullmatch(line.strip()) or _INDEX.search(line))


def _is_row_of_sections(folded: str) -> bool:
    """A menu in one line: nearly every word of it is the name of a section."""
    names = folded.split()
    return 4 <= len(names) <= _MOST_CALL_WORDS and sum(name in edge_labels() for name in names) >= 0.7 * len(names)


def _fold_pairs() -> tuple[frozenset[str], ...]:
    return tuple(fold(pair) for pair in words.TICKER_PAIRS)
