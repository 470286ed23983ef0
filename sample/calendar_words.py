"""Dates in words, as Arabic and English papers print them. Takes a time in the paper's own zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from sample.spelling import arabic_digits

DateStyle = Literal["levantine", "egyptian", "maghrebi", "gulf", "british", "american"]

_DAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
_LEVANTINE = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip
_EGYPTIAN = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
    "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
_MAGHREBI = (
    "جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان",
    "جويلية", "أوت", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
_ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def date_words(when: datetime, style: DateStyle) -> str:
    """A published time in words, such as "الخميس 20 آذار 2025" (levantine, day only)."""
    month = when.month - 1
    if style == "levantine":
        return f"{_DAYS[when.weekday()]} {when.day} {_LEVANTINE[month]} {when.year}"
    if style == "egyptian":
        return f"{_DAYS[when.weekday()]}، {when.day} {_EGYPTIAN[month]} {when.year} {when:%H:%M}"
    if style == "maghrebi":
        return f"{_DAYS[when.weekday()]} {when.day} {_MAGHREBI[month]} {when.year} - {when:%H:%M}"
    if style == "gulf":
        return arabic_digits(f"{when.day} {_EGYPTIAN[month]} {when.year}")
    if style == "british":
        return f"{when.day} {_ENGLISH[month]} {when.year}, {when:%H:%M}"
    half = "a.m." if when.hour < 12 else "p.m."
    return f"{_ENGLISH[month]} {when.day}, {when.year} at {(when.hour - 1) % 12 + 1}:{when:%M} {half}"


def ago_words(age: timedelta) -> str:
    """How long ago, in Arabic: "منذ ساعتين", "منذ 3 ساعات", "منذ 12 دقيقة"."""
    minutes = max(1, int(age.total_seconds() // 60))
    if minutes < 60:
        return "منذ " + _counted(minutes, ("دقيقة", "دقيقتين", "دقائق"))
    if minutes < 24 * 60:
        return "منذ " + _counted(minutes // 60, ("ساعة", "ساعتين", "ساعات"))
    return "منذ " + _counted(minutes // (24 * 60), ("يوم", "يومين", "أيام"))


def _counted(number: int, words: tuple[str, str, str]) -> str:
    one, two, few = words
    if number <= 2:
        return one if number == 1 else two
    return f"{number} {few if number <= 10 else one}"
