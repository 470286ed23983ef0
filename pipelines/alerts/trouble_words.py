"""Word alerts that are not about copies: troubles, their end, wanted phrases, and texts that spread fast. Pure.

What is known of a trouble in the log's words (a reason such as "HTTP 500") stays as it is in every language. Words come
first and addresses last: programs take the direction of a message from its beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from config.alerts import Language
from db.store import Row
from db.times import from_text
from pipelines.alerts.grade_words import grade_words
from pipelines.alerts.pieces import When, by_the_clock_of
from pipelines.alerts.spreading import Spread
from pipelines.alerts.troubles import Trouble, TroubleKind
from pipelines.alerts.wording import Worded
from pipelines.text.direction import directed, isolated
from pipelines.text.harmless import address_line, cut, cut_at_word

if TYPE_CHECKING:
    from pipelines.alerts.grammar import Grammar

_MOST_OF_A_NAME, _MOST_OF_A_TITLE, _MOST_OF_A_LINE, _MOST_OF_A_TEXT = 100, 200, 500, 300

_BEGAN: dict[Language, dict[TroubleKind, str]] = {
    "en": {
        "failing": "A source of {outlet} cannot be read",
        "silent": "A source of {outlet} has fallen silent",
        "changed": "The pages of {outlet} are not what they were",
        "disk": "The disk is nearly full",
        "backup": "The database cannot be backed up",
    },
    "ar": {
        "failing": "تتعذر قراءة مصدر من مصادر {outlet}",
        "silent": "لا جديد في مصدر من مصادر {outlet}",
        "changed": "تغيرت صفحات {outlet} عما كانت عليه",
        "disk": "القرص على وشك الامتلاء",
        "backup": "تعذر النسخ الاحتياطي لقاعدة البيانات",
    },
}
_ENDED: dict[Language, dict[TroubleKind, str]] = {
    "en": {
        "failing": "A source of {outlet} can be read again",
        "silent": "A source of {outlet} names new pages again",
        "changed": "The pages of {outlet} are steady again",
        "disk": "The disk has room again",
        "backup": "The database is backed up again",
    },
    "ar": {
        "failing": "أمكنت قراءة مصدر من مصادر {outlet} من جديد",
        "silent": "عادت مواد جديدة إلى مصدر من مصادر {outlet}",
        "changed": "استقرت صفحات {outlet} من جديد",
        "disk": "على القرص متسع من جديد",
        "backup": "عاد النسخ الاحتياطي لقاعدة البيانات",
    },
}
_SINCE = {"en": "Since {since}.", "ar": "منذ {since}."}
_OVER = {
    "en": "Reported on {since}; seen to be over on {now}.",
    "ar": "أُبلغ عنه في {since}، ولوحظ انتهاؤه في {now}.",
}
_REASON = {"en": "{words}", "ar": "كما في السجل: {words}"}
_ROOM = {"en": "{free} GB of {total} GB are free ({folder}).", "ar": "المتاح {free} غيغابايت من {total} ({folder})."}
_PHRASE = {"en": "{outlet} writes about «{word}»: {title}", "ar": "ورد «{word}» في {outlet}: {title}"}
_WHERE = {"en": "{outlet}, {when}", "ar": "{outlet}، {when}"}
_SPREAD = {
    "en": "{copies} within {after} of a text of {outlet}: {title}",
    "ar": "{copies} خلال {after} من نص {outlet}: {title}",
}
_HOW_FAST = {
    "en": "{copies} so far, {after} after the text was first seen. Usual by then: {usual}.",
    "ar": "{copies} حتى الآن، بعد {after} من رصد النص أول مرة. والمعتاد إلى هذا الوقت: {usual}.",
}
_OR_FEWER = {"en": "{usual} or fewer", "ar": "{usual} أو أقل"}
_NONE_USUAL = {"en": "none", "ar": "لا نسخ"}
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


def begun_words(trouble: Trouble, language: Language, zone: ZoneInfo) -> Worded:
    """What is reported about a trouble that began."""
    grammar = _grammar(language)
    since = _SINCE[language].format(since=grammar.when(_at(trouble.since, zone), zone))
    disk = trouble.disk
    room = (
        ""
        if disk is None
        else _ROOM[language].format(
            free=grammar.decimal(disk.free_bytes / 1e9),
            total=grammar.decimal(disk.total_bytes / 1e9),
            folder=_own(disk.folder, _MOST_OF_A_LINE, grammar),
        )
    )
    grade = f"{_sentence(grade_words(trouble.grade, language))}." if trouble.grade else ""
    lines = [room, since, grade, *(_line(words, language, grammar) for words in trouble.words if words)]
    title = _title(_BEGAN[language][trouble.kind], trouble.outlet, language, grammar)
    return _worded(title, _addresses_last(lines), grammar)


def ended_words(alert: Row, language: Language, zone: ZoneInfo, *, now: datetime) -> Worded:
    """What is reported about a trouble that is over. `alert` is its row: its subject ends with the kind."""
    grammar = _grammar(language)
    subject, _, kind = str(alert["subject"]).rpartition(" ")
    began, over = (grammar.when(_at(each, zone), zone) for each in (from_text(alert["created_at"]), now))
    title = _title(_ENDED[language][_kind_of(kind)], alert["outlet"], language, grammar)
    return _worded(title, [_OVER[language].format(since=began, now=over), _line(subject, language, grammar)], grammar)


def phrase_words(seen: Seen, language: Language, zone: ZoneInfo) -> Worded:
    """What is reported about an article with a wanted phrase."""
    grammar = _grammar(language)
    outlet = _own(seen.outlet or _UNNAMED[language], _MOST_OF_A_NAME, grammar)
    title = _PHRASE[language].format(
        outlet=outlet,
        word=_own(seen.word, _MOST_OF_A_NAME, grammar),
        title=_own(seen.title or _UNTITLED[language], _MOST_OF_A_TITLE, grammar),
    )
    lines = [
        _WHERE[language].format(outlet=outlet, when=grammar.when(_at(seen.at, zone, seen=True), zone)),
        address_line(seen.address),
        _own(cut_at_word(seen.text, _MOST_OF_A_TEXT), _MOST_OF_A_TEXT, grammar),
    ]
    return _worded(title, lines, grammar)


def spread_words(spread: Spread, outlet: str | None, title: str | None, address: str, language: Language) -> Worded:
    """What is reported about a text that spreads fast."""
    grammar = _grammar(language)
    copies = grammar.counted(spread.copies, "copies")
    after = grammar.length(int(spread.after.total_seconds() // 60))
    usual = _OR_FEWER[language].format(usual=grammar.counted(spread.usual, "copies"))
    said = _SPREAD[language].format(
        copies=copies,
        after=after,
        outlet=_own(outlet or _UNNAMED[language], _MOST_OF_A_NAME, grammar),
        title=_own(title or _UNTITLED[language], _MOST_OF_A_TITLE, grammar),
    )
    how_fast = _HOW_FAST[language].format(
        copies=copies, after=after, usual=usual if spread.usual else _NONE_USUAL[language]
    )
    return _worded(said, [how_fast, address_line(address)], grammar)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _grammar(language: Language) -> Grammar:
    # Imported here: commands that word nothing start without Jinja and Babel.
    from pipelines.alerts.rendering import renderer_of

    return renderer_of(language).grammar


def _worded(title: str, lines: Sequence[str], grammar: Grammar) -> Worded:
    text = "\n".join(line for line in lines if line)
    return Worded(title=directed(title, grammar.direction), text=directed(text, grammar.direction))


def _kind_of(word: str) -> TroubleKind:
    kinds = _ENDED["en"]
    return next((kind for kind in kinds if f"({kind})" == word), "changed")


def _title(form: str, outlet: str | None, language: Language, grammar: Grammar) -> str:
    return form.format(outlet=_own(outlet or _UNNAMED[language], _MOST_OF_A_NAME, grammar))


def _line(words: str, language: Language, grammar: Grammar) -> str:
    if _is_address(words):
        return address_line(words)
    return _REASON[language].format(words=_own(words, _MOST_OF_A_LINE, grammar))


def _addresses_last(lines: Sequence[str]) -> list[str]:
    return sorted(lines, key=_is_address)


def _is_address(words: str) -> bool:
    return words.startswith(("http://", "https://"))


def _own(words: str, most: int, grammar: Grammar) -> str:
    """Words from elsewhere, on one line, in their own direction."""
    return isolated(cut(words, most), grammar.direction)


def _at(moment: datetime, zone: ZoneInfo, *, seen: bool = False) -> When:
    return When(moment=by_the_clock_of(zone, moment), has_time=True, has_zone=True, seen=seen)
