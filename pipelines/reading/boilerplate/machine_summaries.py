"""Cut out of a page the boxes in which a machine sums its text up: they say again what the text says. Pure.

A box is known by its own label ("AI summary", "ملخص بالذكاء الاصطناعي") or by the line that says who made it. It has
few words: a chapter under such a heading, in an article about such summaries, is longer.
"""

from __future__ import annotations

import re
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.reading.html.element_text import is_longer, one_line, read_lines, whole_text
from pipelines.text.lines import count_words

_MOST_WORDS, _MOST_CHARACTERS = 150, 1_500
_LONGEST_LABEL, _LONGEST_LINE = 60, 200
_LEVELS = 4
_NEAR = 200

_SUMMARY = (
    r"(?:summar(?:y|ies|ised|ized)|overview|key (?:points|takeaways)|takeaways|highlights|recap|zusammenfassung|"
    r"résumé|resumen|riassunto|resumo|samenvatting|özet\w*|ringkasan|ملخص|الملخص|خلاصة|موجز|خلاصه|要約|まとめ|摘要|总结|요약)"
)
_MACHINE = (
    r"(?:\bAI\b|\bA\.I\.|artificial intelligence|language model|\bKI\b|\bIA\b|yapay zek\w+|kecerdasan buatan|"
    r"ال?ذكاء ال?[إا]صطناعي|هوش مصنوعی|人工智能|人工知能|인공지능)"
)
_SUMMARY_WORD = re.compile(rf"{_SUMMARY}|تلخيص|النص", re.IGNORECASE)
_LABEL = re.compile(
    rf"\W*(?:{_MACHINE}\W*(?:[\w-]+\W+){{0,2}}?{_SUMMARY}|{_SUMMARY}\W*(?:[\w-]+\W+){{0,3}}?[بو]?{_MACHINE})\W*(?:beta\W*)?",
    re.IGNORECASE,
)
_MADE_BY = re.compile(
    rf"{_SUMMARY}.{{0,40}}\b(?:generated|created|written|produced|made|erstellt|generiert|généré|generado)\b.{{0,40}}{_MACHINE}"
    rf"|\b(?:generated|created|produced)\b.{{0,20}}{_MACHINE}.{{0,40}}{_SUMMARY}"
    rf"|(?:أعد|أُعد|أنشئ|إنشاء|توليد|إعداد|تلخيص).{{0,20}}(?:الملخص|ملخص|الموجز|النص).{{0,40}}(?:{_MACHINE}|آليا|آلياً)",
    re.IGNORECASE,
)
_TOLD = XPath(
    "//body//*[text()[contains(., 'AI') or contains(., 'A.I.') or contains(., 'KI') or contains(., 'IA') or "
    "contains(., 'anguage model') or contains(., 'rtificial intel') or contains(., 'صطناعي') or contains(., 'آليا') or "
    "contains(., 'مصنوعی') or contains(., 'yapay') or contains(., 'buatan') or contains(., '人工') or "
    "contains(., '인공')]]"
)
# Parts of the words above, one of each, and of those for a summary, in lower case. Those without an i, of which Turkish
# has two: to look for these in the text takes a tenth of the time.
_SHOWN = (
    *("AI", "A.I.", "KI", "IA", "anguage model", "rtificial intel", "صطناعي", "آليا", "مصنوعی", "yapay", "buatan"),
    *("人工", "인공"),
)
_SUMMED_UP = (
    *("ummar", "overv", "key", "takeaways", "recap", "ammenfassung", "résumé", "resum", "assunto", "amenvatt", "özet"),
    *("ghl", "ngkasan", "لخص", "خلاص", "موجز", "要約", "まとめ", "摘要", "总结", "요약", "تلخ", "النص"),
)
# Looked for in bytes, which takes a quarter of the time; a page in another encoding tells in its ASCII words alone.
_MAY_TELL = tuple(
    words.encode() for words in (" AI", ">AI", "anguage model", "rtificial intel", "KI-", "صطناعي", "人工")
)
_NEVER = frozenset(("html", "body", "main", "article"))


def cut_machine_summaries(tree: HtmlElement, markup: bytes) -> None:
    """Take these boxes out of the tree, with their labels. `markup`: what it was read from, to look for words fast."""
    if not (_may_show(tree) and _may_tell(markup)):
        return
    for element in cast("list[HtmlElement]", _TOLD(tree)):
        if is_longer(element, _LONGEST_LINE):
            continue
        line = one_line(element)
        if (len(line) <= _LONGEST_LABEL and _LABEL.fullmatch(line)) or _MADE_BY.search(line):
            box = _box_around(element)
            if box is not None and box.getparent() is not None:
                box.drop_tree()


def _may_show(tree: HtmlElement) -> bool:
    """Whether the page shows a word for a machine, and one for a summary: most do not."""
    shown = whole_text(tree)
    if not any(words in shown for words in _SHOWN):
        return False
    shown = shown.lower()
    return any(words in shown for words in _SUMMED_UP)


def _may_tell(markup: bytes) -> bool:
    """Whether a word for a machine stands near one for a summary: an XPath costs a twentieth of a page's whole time."""
    for words in _MAY_TELL:
        place = markup.find(words)
        while place >= 0:
            if _SUMMARY_WORD.search(markup[max(0, place - _NEAR) : place + _NEAR].decode(errors="ignore")):
                return True
            place = markup.find(words, place + _NEAR)
    return False


def _box_around(element: HtmlElement) -> HtmlElement | None:
    """The largest element around the line that begins or ends with it and has few words; None where it stands bare."""
    line = one_line(element)
    found = None
    for level, above in enumerate(element.iterancestors()):
        if level >= _LEVELS or above.tag in _NEVER or is_longer(above, _MOST_CHARACTERS):
            break
        if above.find(".//h1") is not None:
            break
        lines = [each.text for each in read_lines([above])]
        if line not in (lines[:1] + lines[-1:]) or sum(map(count_words, lines)) > _MOST_WORDS:
            break
        if len(lines) > 1:
            found = above
    return found
