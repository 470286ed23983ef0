"""Tell a wall from an article: consent, challenge, login, paywall and error pages, by their few words. Pure."""

from __future__ import annotations

import re

from pipelines.lines import count_words

PAYWALL = "a paywall or login"

# A wall says little; a longer text on such a matter is an article about it.
_MOST_WORDS = 400
_FEW_WORDS = 120
_LEAST_SHARE = 0.5

_CONSENT = re.compile(
    r"\bcookies?\b|\bconsent\b|\bprivacy (?:policy|settings|choices)\b|\bpartners?\b.*\bdata\b|einwillig|datenschutz|"
    r"ملفات تعريف الارتباط|الكوكيز|سياسة الخصوصية|کوکی",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"just a moment|checking (?:your browser|if the site connection)|verify (?:that )?you are (?:a )?human|captcha|"
    r"enable javascript and cookies|attention required|ddos protection|تحقق من أنك إنسان|التحقق من المتصفح",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"\b(?:404|403|410|500|502|503)\b.{0,40}(?:not found|error|forbidden|gone|unavailable)|page (?:was )?not found|"
    r"access denied|seite nicht gefunden|page introuvable|الصفحة غير موجودة|لم يتم العثور على الصفحة|صفحه یافت نشد",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"subscribe (?:now )?to (?:read|continue|unlock)|subscribers? only|for subscribers|already a subscriber|"
    r"log ?in to (?:read|continue)|abonnieren sie|réservé aux abonnés|للمشتركين فقط|اشترك (?:الآن )?(?:لقراءة|لمتابعة)",
    re.IGNORECASE,
)
_KINDS = (
    (_CHALLENGE, "a challenge that asks for a browser or a person"),
    (_ERROR, "an error page"),
    (_PAYWALL, PAYWALL),
    (_CONSENT, "a consent wall"),
)


def wall_in(text: str, title: str | None) -> str | None:
    """What kind of wall a short text is, in words; None for anything else. `text` has its paragraphs a line each."""
    paragraphs = [paragraph for paragraph in text.split("\n") if paragraph.strip()]
    words = count_words(text)
    if words > _MOST_WORDS:
        return None
    for pattern, kind in _KINDS:
        if title and words <= _FEW_WORDS and pattern is not _CONSENT and pattern.search(title):
            return kind
        speaking = sum(count_words(paragraph) for paragraph in paragraphs if pattern.search(paragraph))
        if speaking and speaking >= _LEAST_SHARE * words:
            return kind
    return None
