"""Tell lines around a text that name its writer, its day or its sender. Pure."""

from __future__ import annotations

import re

from pipelines.reading.dates.read import find_date
from pipelines.reading.facts.bylines import read_byline
from pipelines.text.lines import count_words

_MOST_DATE_WORDS = 6
_MOST_CREDIT_WORDS = 12

_BY = re.compile(
    r"^(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|PAR|[Pp]or|POR|[Dd]oor|[Aa]v|[Aa]f|[Dd]i)\s+(?!-)[A-ZÀ-ÞŞĞİĄĆĘŁŃŚŹŻ]"
    r"|^(?i:text|texto|texte|tekst|testo|haber|yazan|muhabir|автор|текст|корреспондент|نویسنده|خبرنگار|بقلم|كتب|كتبت|تحرير|إعداد"
    r"|作者|记者|責任編集|文|取材)\s*[:：/]"
)


def is_dated(text: str) -> bool:
    """Whether a line is a date and little else."""
    return _has_date(text, _MOST_DATE_WORDS)


def names_writer(text: str) -> bool:
    """Whether a line is a byline, as far as it can be told without knowing the writer."""
    return bool(read_byline(text)) or (count_words(text) <= _MOST_CREDIT_WORDS and bool(_BY.match(text)))


def is_dated_credit(text: str) -> bool:
    """Whether a line has a date, and beside it a few words such as a name."""
    return _has_date(text, _MOST_CREDIT_WORDS)


def _has_date(text: str, most: int) -> bool:
    parts = find_date(text) if len(text) <= 120 else None
    return bool(parts and parts.is_date and count_words(parts.rest) <= most)
