"""Recognise the line in which an outlet says what it corrected: "Correction: ...", "تصحيح: ...". Pure.

An update tells of news, not of a mistake: it is a notice that stays in a text, and no correction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.text.normalize import normalize

_LONGEST = 1000
_CORRECTIONS = (
    "corrections? ?(?:&|and) ?clarifications?", "corrections?", "corrigend(?:um|a)", "errat(?:um|a)", "clarifications?",
    "retraction", "(?:editor['’]?s?|editorial|publisher['’]s) note", "note from the editors?",
    "correctif", "rectificatifs?", "précisions?", "note de la rédaction", "ndlr",
    "korrektur(?:en|hinweis)?", "berichtigung", "richtigstellung", "klarstellung",
    "(?:anmerkung|hinweis) der redaktion",
    r"anm\. d\. red\.",
    "correcci[oó]n(?:es)?", "fe de err[ao]t[ao]s", "fe de errores", "rectificaci[oó]n", "aclaraci[oó]n",
    "nota del? (?:editor|la redacci[oó]n)", "corre[cç][aã]o", "rettifica", "correzione",
    "düzeltme", "tekzip", "açıklama", "editör(?:ün)? notu",
    "تصحيح", "تصويب", "استدراك", "توضيح", "إيضاح", "تنويه", "اعتذار", "ملاحظة (?:من )?(?:ال)?(?:محرر|تحرير)",
    "اصلاحیه", "تصحیح", "توضیح", "پوزش", "(?:یادداشت|توضیح) سردبیر",
    "وضاحت", "معذرت", "درستگی", "ایڈیٹر کا نوٹ", "ادارتی نوٹ",
    "ڕاستکردنەوە", "ڕوونکردنەوە", "rastkirin", "исправление", "уточнение", "поправка", "koreksi", "ralat",
)  # fmt: skip
_UPDATES = (
    "updates?", "mise à jour", "màj", "actualisation", "aktualisierung", "nachtrag", "actualizaci[oó]n", "atualização",
    "aggiornamento", "güncelleme", "تحديث", "تحدیث", "به.?روز.?رسانی", "اپ ?ڈیٹ", "نوێکردنەوە",
    "обновление", "pembaruan",
)  # fmt: skip
# Sentences that say the same without a label.
_SENTENCES = (
    "an? (?:earlier|previous) version of this (?:article|story|report|piece|post)",
    "this (?:article|story|report|piece|post) (?:was|has been) (?:amended|corrected|clarified)",
    "(?:hinweis: )?in einer (?:früheren|ersten|vorherigen) (?:version|fassung)",
    "une (?:première|précédente|version précédente)(?: version)? de cet article",
    "una versi[oó]n anterior de est[ea]",
    "(?:bu )?haberin (?:ilk|önceki) (?:hali|versiyon|sürüm)",
    "(?:جرى|تم) (?:تصحيح|تعديل) (?:هذا|هذه|ال)(?: ?ال)?(?:خبر|مقال|تقرير|مادة|نص)",
    "(?:ذكرت|ذكر|ورد في) نسخة سابقة من هذا",
    "در نسخه (?:نخست|قبلی|پیشین) این",
)
# Behind the label a day may stand: "Correction (12 March):".
_DAY = r"(?:\s*[(（\[][^()（）\[\]]{1,40}[)）\]]|\s*[,،]?\s*\d[^:：]{0,25}|\s+[^\W\d]{3,12}\s+\d[^:：]{0,20})?"
_MARK = rf"{_DAY}\s*(?:[:：]|\s[–—-]\s|[–—]\s)"
# A label alone in its line has no more words.
_LABEL_WORDS = 3


def _opening(labels: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{'|'.join(labels)}){_MARK}", re.IGNORECASE)


_CORRECTION = _opening(_CORRECTIONS)
_NOTICE = _opening((*_CORRECTIONS, *_UPDATES))
_LABELLED = re.compile(rf"^\W*(?:{'|'.join((*_CORRECTIONS, *_UPDATES))})(?!\w)", re.IGNORECASE)
_SAYS = re.compile(rf"^\W*(?:{'|'.join(_SENTENCES)})", re.IGNORECASE)


def may_be_notice(line: str) -> bool:
    """Whether a line begins as a notice does, with or without a mark behind its label."""
    return bool(_LABELLED.match(line) or _SAYS.match(line))


def is_notice(line: str) -> bool:
    """Whether a line is a notice of a correction, a clarification or an update."""
    head = line[:120]
    return len(line) <= _LONGEST and bool(_NOTICE.match(head) or _SAYS.match(head))


def is_correction(line: str) -> bool:
    """Whether a line says that something in the text was wrong or not clear."""
    head = line[:120]
    return len(line) <= _LONGEST and bool(_CORRECTION.match(head) or _SAYS.match(head))


def corrections_in(text: str) -> Iterator[str]:
    """The lines of a text that are notices of corrections; a label alone in its line goes with the next one."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if is_correction(line):
            yield line if len(line.split()) > _LABEL_WORDS or not after else f"{line} {after}"
        elif len(line.split()) <= _LABEL_WORDS and after and is_correction(f"{line}:"):
            yield f"{line}: {after}"


def gained_corrections(before: str, after: str) -> list[str]:
    """The notices of corrections in a text that were not in it before."""
    known = {normalize(notice) for notice in corrections_in(before)}
    return [notice for notice in corrections_in(after) if normalize(notice) not in known]


def without_corrections(text: str) -> str:
    """A text without the lines that are notices of corrections."""
    known = {normalize(notice) for notice in corrections_in(text)}
    lines = text.splitlines()
    return "\n".join(
        line for line in lines if normalize(line) not in known and not is_correction(" ".join(line.split()))
    )
