"""Tell a round-up from an article in parts, where the parts show nothing but a heading and a text each. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.reading.dates.read import find_date
from pipelines.reading.facts.facts import PageFacts
from pipelines.reading.stories.blocks import Block
from pipelines.reading.stories.cohesion import content_words
from pipelines.text.lines import count_words

_FEWEST_UNNAMED = 3
_FEWEST_TITLE_WORDS = 4
_MOST_WORDS_BESIDE_DATE = 3
_MOST_RELATED = 0.34

# How pages call themselves that carry the news of a day, a week or an issue.
_NAMED = re.compile(
    r"\b(?:digest|newsletter|round-?up|briefing|briefs?|bulletin|headlines|recap|dispatch(?:es)?|wrap-?up|gazette|"
    r"^(?:the|this|last)\s+(?:day|week|month)|(?:day|week|month)\s+in|(?:today|week|month|day)['’]s|in (?:brief|short)|"
    r"what you missed|"
    r"(?:daily|weekly|morning|evening)\s+(?:news|brief\w*|digest|update|edition|review|report|"
    r"bulletin)|front page|latest news|issue\s+(?:no\.?\s*)?\d+|no\.?\s*\d+)\b|#\s*\d+\b"
    r"|\b(?:revue de presse|en bref|l['’]essentiel|numéro\s+\d+|n[°º]\s*\d+|infolettre|les titres|actualités)\b"
    r"|\b(?:presseschau|überblick|kurzmeldungen|kurz(?:\s+und\s+knapp|nachrichten)|meldungen|ausgabe\s+\d+|wochen(?:rückblick|schau))\b"
    r"|\b(?:boletín|resumen|titulares|breves|noticias|edición|rassegna|notiziario|resumo|notícias)\b"
    r"|\b(?:bülten\w*|günün|haftanın|haftalık|özet\w*|gündem\w*|basın turu|sayı\s*:?\s*\d+)\b"
    r"|\b(?:дайджест|выпуск|обзор|сводка|главное|новости|итоги)\b"
    r"|(?<!\w)(?:(?:ال)?موجز|(?:ال)?نشرة|حصاد|برقيات|يوميات|قصاصات|مختارات|متفرقات|(?:ال)?عدد\s+(?:رقم\s+)?[\d٠-٩]+|"
    r"(?:أبرز|آخر|أهم|ملخص|عناوين|جولة|أخبار|اخبار)\s+(?:في\s+)?(?:ال)?(?:أخبار|اخبار|يوم|أسبوع|شهر|صحف|صحافة|عناوين|أحداث)|"
    r"(?:هذا|هذه|نهاية)\s+(?:الأسبوع|الليلة|اليوم)|(?:ال)?أسبوعي[ةه]|(?:ال)?يومي[ةه])(?!\w)"
    r"|(?<!\w)(?:خبرنامه|چکیده|گزیده|سرخط|مرور\s+(?:اخبار|روزنامه|هفته|مطبوعات)|مهم\s?ترین|شماره\s+[\d۰-۹]+|خبرنامہ|"
    r"سرخیاں|خلاصہ|(?:اہم|آج کی)\s+\w+|صفحه اول|الصفحة الأولى)(?!\w)"
    r"|(?:早报|晚报|日报|周报|要闻|简报|速览|早知道|新闻联播|まとめ|ニュース|号外|뉴스|브리핑)"
    r"|(?:מבזקים|תקציר|סיכום|עלון|גיליון\s+\d+)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\W*(?:\d{1,2}|[٠-٩]{1,2}|[۰-۹]{1,2}|[一二三四五六七八九十]{1,3}|[IVX]{1,4})\s*[.)、:：–-]")


def is_round_up(blocks: Sequence[Block], facts: PageFacts, *, is_named: bool) -> bool:
    """Whether blocks that stand apart (see `split_page`) are stories though they show no link, date or outlet.

    They are where the page calls itself a round-up (`is_named`). Where it does not, three and more are, under
    headlines, not numbers or labels, on a page whose own headline says nothing of them.
    """
    if is_named:
        return True
    if any(block.shape != blocks[0].shape for block in blocks):
        return False
    if len(blocks) < _FEWEST_UNNAMED or not have_headlines(blocks):
        return False
    said = content_words(facts.title or "")
    related = sum(bool(said & content_words(" ".join((block.title, *block.paragraphs)))) for block in blocks)
    return facts.headline is None and related <= _MOST_RELATED * len(blocks)


def have_headlines(blocks: Sequence[Block]) -> bool:
    """Whether blocks stand under headlines: not under numbers, nor under names or labels of few words."""
    if any(_NUMBERED.match(block.title) for block in blocks):
        return False
    return sum(count_words(block.title) for block in blocks) >= _FEWEST_TITLE_WORDS * len(blocks)


def is_named_round_up(title: str | None) -> bool:
    """Whether a title is that of a round-up: by its words, or because little stands in it but a date."""
    if not title:
        return False
    if _NAMED.search(title):
        return True
    if not any(map(str.isdigit, title)):
        return False
    found = find_date(title)
    if found is None or not found.is_date or found.day is None:
        return False
    return len(found.rest.split()) <= _MOST_WORDS_BESIDE_DATE
