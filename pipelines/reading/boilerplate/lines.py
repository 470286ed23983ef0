"""Tell a line of boilerplate wherever it stands: a label, a counter, an advertisement, a link to another story. Pure.

What is boilerplate only at the edges of a text: `reading.boilerplate.edges`.
"""

from __future__ import annotations

import re

from pipelines.reading.boilerplate import words
from pipelines.reading.boilerplate.tables import (
    by_first_word,
    fold,
    fold_line,
    labels,
)
from pipelines.text.lines import is_sentence
from pipelines.text.normalize import normalize

_MOST_LABEL_WORDS = 14
_MOST_OPENING_WORDS = 30
_MOST_CALL_WORDS = 35
_LONGEST_BOILERPLATE = 400
_OF_CONSENT = ("cookie", "partner", "partenaires", "الارتباط")
_RELATED = re.compile(
    r"(?:ال)?(?:اخبار|مقالات|مواضيع|موضوعات|قصص|تقارير|عناوين|مواد|قراءات|محتوي) "
    r"(?:(?:ال)?(?:مشابهه?|متشابهه|متعلقه|متصله|مرتبطه|قريبه|مماثله|اخري|مقترحه|مختاره)"
    r"|ذات (?:ال)?صله|ذو صله|(?:قد )?(?:تهمك|تعجبك))"
    r"|(?:related|similar|other|recommended|suggested|more) "
    r"(?:news|stories|articles|posts|reads|reading|headlines|links)"
    r"|(?:articles?|sujets|contenus) (?:similaires|lies|liés|connexes|associes|associés)"
    r"|(?:noticias|artículos|notas) (?:relacionad[ao]s|similares)"
    r"|(?:ähnliche|verwandte|weitere) (?:artikel|themen|nachrichten)"
    r"|(?:berita|artikel) (?:terkait|serupa|lainnya)|(?:ilgili|benzer|diğer) (?:haberler|yazılar)"
)
_BETWEEN = re.compile(r"\s*[|•·●]\s*")
_RIGHTS = re.compile(r"^(?:©|\(c\)\s*\d|copyright\b)|all rights reserved|(?:جميع|كافة) الحقوق محفوظة", re.IGNORECASE)
_COOKIES = re.compile(
    r"(?:use|uses|utilis\w+|verwende\w*|usa\w*|menggunakan|kullan\w*)\W+(?:\w+\W+){0,3}cookies?\b"
    r"|\bpartners\W+(?:\w+\W+){0,3}(?:store|process|access)\b|\bnos\W+(?:\w+\W+){0,2}partenaires\W+(?:stock|utilis|trait)"
    r"|\bcookies?\W+(?:\w+\W+){0,6}(?:experience|consent|policy|accept)|ملفات تعريف الارتباط",
    re.IGNORECASE,
)
_SOURCE_MARK = re.compile(r"\s*[:：/]\s*|\s+[-–—]\s+")
_LONGEST_SOURCE_WORD = 30
_MARK_AFTER = re.compile(r"^\s*(?:[:：|>»›←→–—\-]|\.\.\.|…|$)")
_DIGITS = re.compile(r"(?<!\w)[+]?\d+(?:[.,]\d+)?\s*(?:k|m|الف|مليون)?(?!\w)")
_READING_TIME = re.compile(words.READING_TIME)
_MOST_TICKER_WORDS = 10


def is_boilerplate(line: str) -> bool:
    """Whether a line is boilerplate wherever it stands: a label, a counter, an ad mark, "read also" and its link."""
    if len(line) > _LONGEST_BOILERPLATE or is_source_line(line):
        return False
    folded = fold_line(line)
    if not folded or folded in labels() or _RELATED.fullmatch(folded):
        return True
    length = len(folded.split())
    if length <= _MOST_LABEL_WORDS and (_is_counted(folded) or _is_advertisement(folded)):
        return True
    if length <= _MOST_OPENING_WORDS and (_opens_with_label(line, folded) or _is_row_of_boilerplate(line)):
        return True
    if length <= _MOST_TICKER_WORDS and not is_sentence(line) and is_call(line, folded) and _is_of_the_page(folded):
        return True
    return length <= _MOST_OPENING_WORDS and bool(_RIGHTS.search(line.strip()) or speaks_of_cookies(line))


def is_related_label(line: str) -> bool:
    """Whether a line stands over other stories ("Related news", "أخبار ذات صلة")."""
    folded = fold_line(line) if len(line) <= 80 else ""
    return folded in fold(words.RELATED) or bool(_RELATED.fullmatch(folded))


def is_reading_time(line: str) -> bool:
    """Whether a line says how long reading takes ("3 min read")."""
    return bool(_READING_TIME.fullmatch(without_numbers(fold_line(line))))


def speaks_of_cookies(line: str) -> bool:
    """Whether a line asks for consent to cookies, or says that the page uses them."""
    small = line.casefold()
    return any(word in small for word in _OF_CONSENT) and bool(_COOKIES.search(line))


def is_source_line(line: str) -> bool:
    """Whether a line names where a text is from ("المصدر: ..."): it stays, for it may be a credit."""
    found = _SOURCE_MARK.search(line[:_LONGEST_SOURCE_WORD])
    if not found or normalize(line[: found.start()]) not in fold(words.SOURCES):
        return False
    return bool(line[found.end() :].strip()) or found[0].strip() in (":", "：")


def is_call(line: str, folded: str) -> bool:
    """A call to load, join, subscribe: an advertisement of the page for itself."""
    length = len(folded.split())
    if not 0 < length <= _MOST_CALL_WORDS:
        return False
    calls = by_first_word(words.CALLS).get(folded.split()[0], ())
    if not any(folded.startswith(f"{call} ") for call in calls):
        return False
    padded = f" {folded} "
    if not any(f" {name} " in padded for name in fold(words.OBJECTS)):
        return False
    if length <= 12 and not line.rstrip().endswith("."):
        return True
    return any(f" {name} " in padded for name in fold(words.TO_THE_READER))


def without_numbers(folded: str) -> str:
    return " ".join(_DIGITS.sub(" ", folded).split())


def _is_counted(folded: str) -> bool:
    """A number and what is counted, in any order; or how long reading takes."""
    if not re.search(r"\d", folded):
        return bool(_READING_TIME.fullmatch(folded))
    bare = without_numbers(folded)
    return bare in fold(words.COUNTED) or bare in labels() or bool(bare and _READING_TIME.fullmatch(bare))


def _is_advertisement(folded: str) -> bool:
    marks = fold(words.NUMBER_MARKS)
    bare = " ".join(word for word in without_numbers(folded).split() if word not in marks)
    return bare in fold(words.ADVERTISEMENTS)


def _is_row_of_boilerplate(line: str) -> bool:
    """Counters and buttons between marks: "12 likes · 3 replies"."""
    parts = [part for part in _BETWEEN.split(line) if part.strip()]
    return 2 <= len(parts) <= 6 and all(is_boilerplate(part) for part in parts)


def _opens_with_label(line: str, folded: str) -> bool:
    for opening in by_first_word(words.OPENINGS).get(folded.split()[0], ()):
        if folded == opening or folded.startswith(f"{opening} "):
            if is_sentence(line) and folded.split()[0].isascii():
                # "Watch this space." is a sentence; "Watch: how it works" is a link.
                return bool(re.match(rf"^\W*(?:\w+\W+){{0,{len(opening.split()) - 1}}}\w+\s*[:：|>»]", line))
            if opening not in fold(words.OPENINGS_WITH_MARK):
                return True
            spelled = re.match(rf"^\W*(?:\w+\W+){{{len(opening.split()) - 1}}}\w+", line)
            return bool(spelled and _MARK_AFTER.match(line[spelled.end() :]))
    return False


def _is_of_the_page(folded: str) -> bool:
    """Whether a call names what only the page itself has: "our newsletter"."""
    padded = f" {folded} "
    return any(f" {name} " in padded for name in fold(words.OWN_OBJECTS))
