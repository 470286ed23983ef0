"""Find readers' comments under an article: a name, a time and some words look like the card of a story. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipelines.reading.facts.bylines import is_person
from pipelines.reading.text_pages.lines import Line
from pipelines.text.normalize import normalize

_LABELS = (
    "comments", "reader comments", "readers comments", "تعليقات", "التعليقات", "تعليقات القراء", "تعليق",
    "commentaires", "kommentare", "comentarios", "comentários", "commenti", "yorumlar", "yorum", "komentar",
    "комментарии", "نظرات", "نظرات کاربران", "تبصرے", "reacties",
)  # fmt: skip
_ANSWERS = (
    "reply", "like", "report", "رد", "الرد", "إعجاب", "أعجبني", "إبلاغ", "répondre", "antworten", "responder",
    "rispondi", "yanıtla", "cevapla", "balas", "ответить", "پاسخ", "beantwoorden",
)  # fmt: skip
_LEAST_READ = 40
_NUMBERS = re.compile(r"[\d\W_]+")


def without_comments(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page without the readers' comments under its first text, where there surely are some.

    They end at a label over other stories, or at a headline printed twice.
    """
    read = 0
    for n, line in enumerate(lines):
        if line.is_text:
            read += line.words
        elif read >= _LEAST_READ and _is_label(line):
            end = next((m for m in range(n + 1, len(lines)) if _ends_comments(lines[m])), len(lines))
            if _are_comments(lines[n + 1 : end]):
                return [*lines[: n + 1], *lines[end:]]
    return list(lines)


def _is_label(line: Line) -> bool:
    if len(line.text) > 40:
        return False
    return " ".join(_NUMBERS.sub(" ", normalize(line.text)).split()) in _folded(_LABELS)


def _ends_comments(line: Line) -> bool:
    return line.is_related_label or (line.is_doubled and line.is_plain and line.words >= 4)


def _are_comments(lines: Sequence[Line]) -> bool:
    """Entries of a person and a time, nothing else between the words of one and the next; or buttons to answer."""
    entries = persons = answers = 0
    head: list[Line] = []
    for line in lines:
        if line.is_text:
            if len(head) == 2 and (name := _commenter(*head)):
                entries += 1
                persons += is_person(name)
            head = []
        elif normalize(line.text) in _folded(_ANSWERS):
            answers += 1
        elif not line.is_boilerplate:
            head.append(line)
    return (entries >= 1 and answers >= 1) or persons >= 2


def _commenter(one: Line, other: Line) -> str | None:
    name, time = (other, one) if one.time else (one, other)
    return name.text if time.time and name.is_name and name.words <= 4 else None


@cache
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(normalize(word) for word in words)
