"""Word alerts that are not about copies: troubles, their end, wanted phrases, and texts that spread fast. Pure.

What is known of a trouble in the log's words (a reason such as "HTTP 500") stays as it is in every language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from config_alerts import Language
from db.store import Row
from db.times import from_text
from pipelines.alerts.spreading import Spread
from pipelines.alerts.troubles import Trouble, TroubleKind
from pipelines.alerts.wording import Worded
from pipelines.text.harmless import cut, one_address, one_line

_MOST_OF_A_NAME, _MOST_OF_A_TITLE, _MOST_OF_A_LINE, _MOST_OF_A_TEXT = 100, 200, 500, 300

_BEGAN: dict[Language, dict[TroubleKind, str]] = {
    "en": {
        "failing": "A source of {outlet} cannot be read",
        "silent": "A source of {outlet} has fallen silent",
        "changed": "The pages of {outlet} are not what they were",
        "disk": "The disk is nearly full",
    },
    "ar": {
        "failing": "تتعذر قراءة مصدر من مصادر {outlet}",
        "silent": "لا جديد في مصدر من مصادر {outlet}",
        "changed": "تغيرت صفحات {outlet} عما كانت عليه",
        "disk": "القرص يوشك أن يمتلئ",
    },
}
_ENDED: dict[Language, dict[TroubleKind, str]] = {
    "en": {
        "failing": "A source of {outlet} can be read again",
        "silent": "A source of {outlet} names new pages again",
        "changed": "The pages of {outlet} are steady again",
        "disk": "The disk has room again",
    },
    "ar": {
        "failing": "عادت قراءة مصدر من مصادر {outlet} ممكنة",
        "silent": "عاد الجديد إلى مصدر من مصادر {outlet}",
        "changed": "استقرت صفحات {outlet} من جديد",
        "disk": "عاد على القرص متسع",
    },
}
_SINCE = {"en": "Since {since}.", "ar": "منذ {since}."}
_OVER = {"en": "Reported at {since}, over by {now}.", "ar": "أُبلغ عنه في {since}، وانتهى قبل {now}."}
_PHRASE = {"en": "{outlet} writes about «{word}»: {title}", "ar": "ورد «{word}» في {outlet}: {title}"}
_SPREAD = {"en": "A text of {outlet} spreads fast: {title}", "ar": "نص من {outlet} ينتشر بسرعة: {title}"}
_HOW_FAST = {
    "en": "Copies so far: {copies}, {hours:.1f} h after it was first seen. Usual by then: {usual} or fewer.",
    "ar": "عدد النسخ حتى الآن: {copies}، بعد {hours:.1f} ساعة من رصده أول مرة. المعتاد: {usual} أو أقل.",
}
_UNNAMED = {"en": "an unknown outlet", "ar": "جهة غير معروفة"}
_UNTITLED = {"en": "(no title)", "ar": "(بلا عنوان)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An article with a wanted phrase."""

    word: str
    outlet: str | None
    title: str | None
    address: str
    at: datetime
    text: str


def begun_words(trouble: Trouble, language: Language, zone: tzinfo) -> Worded:
    """What is told of a trouble that began."""
    since = _SINCE[language].format(since=_clock(trouble.since, zone))
    lines = [*(_line(words) for words in trouble.words if words), since]
    return Worded(title=_title(_BEGAN[language][trouble.kind], trouble.outlet, language), text="\n".join(lines))


def ended_words(alert: Row, language: Language, zone: tzinfo, *, now: datetime) -> Worded:
    """What is told of a trouble that is over. `alert` is its row: its subject ends with the kind."""
    subject, _, kind = str(alert["subject"]).rpartition(" ")
    lasted = _OVER[language].format(since=_clock(from_text(alert["created_at"]), zone), now=_clock(now, zone))
    title = _title(_ENDED[language][_kind_of(kind)], alert["outlet"], language)
    return Worded(title=title, text=f"{_line(subject)}\n{lasted}")


def phrase_words(seen: Seen, language: Language, zone: tzinfo) -> Worded:
    """What is told of an article with a wanted phrase."""
    outlet = cut(seen.outlet or _UNNAMED[language], _MOST_OF_A_NAME)
    title = cut(seen.title or _UNTITLED[language], _MOST_OF_A_TITLE)
    said = _PHRASE[language].format(outlet=outlet, word=one_line(seen.word), title=title)
    return Worded(
        title=said,
        text="\n".join([one_address(seen.address), _clock(seen.at, zone), cut(seen.text, _MOST_OF_A_TEXT)]),
    )


def spread_words(spread: Spread, outlet: str | None, title: str | None, address: str, language: Language) -> Worded:
    """What is told of a text that spreads fast."""
    hours = spread.after.total_seconds() / 3600
    return Worded(
        title=_SPREAD[language].format(
            outlet=cut(outlet or _UNNAMED[language], _MOST_OF_A_NAME),
            title=cut(title or _UNTITLED[language], _MOST_OF_A_TITLE),
        ),
        text=f"{one_address(address)}\n"
        + _HOW_FAST[language].format(copies=spread.copies, hours=hours, usual=spread.usual),
    )


def _kind_of(word: str) -> TroubleKind:
    kinds = _ENDED["en"]
    return next((kind for kind in kinds if f"({kind})" == word), "changed")


def _title(form: str, outlet: str | None, language: Language) -> str:
    return form.format(outlet=cut(outlet or _UNNAMED[language], _MOST_OF_A_NAME))


def _line(words: str) -> str:
    return one_address(words) if words.startswith(("http://", "https://")) else cut(words, _MOST_OF_A_LINE)


def _clock(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
