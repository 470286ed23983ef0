"""How a source fares, in words for people: from a row of `Database.list_sources`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from db.times import from_text
from model import NOT_BROKEN
from pipelines.alerts.grade_words import grade_words
from terminal.readable import readable_time

Row = Mapping[str, Any]

_NOT_BROKEN = (None, *NOT_BROKEN)
# Grades that are about the pages, and say so.
_OF_PAGES = ("no_text", "paywall", "reserved", "not_a_page")
# The grade says what such a message says.
_SAYS_NO_MORE = "this is not a"
# A pause between two visits is mentioned from this length on.
_SELDOM = timedelta(hours=20)


def state_word(row: Row) -> str:
    """One word: the grade, or why there is none."""
    if not row["enabled"]:
        return "off"
    if row["paused_at"]:
        return "paused"
    if row["grade"] is None:
        return "failing" if row["failures"] else "not known" if row["last_visit_at"] else "new"
    return str(row["grade"]).replace("_", " ")


def is_broken(row: Row) -> bool:
    """Whether a source that is visited gives no articles, for a reason that a person should know."""
    return bool(row["enabled"] and not row["paused_at"] and (row["failures"] or row["grade"] not in _NOT_BROKEN))


def source_remarks(row: Row) -> tuple[str | None, str | None]:
    """What a person should know of a source, and what it brings; None where there is nothing to say."""
    return "; ".join(filter(None, (_standing(row), row["health"]))) or None, _brings(row)


def why_broken(row: Row) -> str:
    """Why a source gives nothing: what its grade means, and what its last visit said beyond that."""
    meaning = grade_words(row["grade"]) if row["grade"] not in _NOT_BROKEN else ""
    if meaning and not row["failures"] and row["grade"] not in _OF_PAGES:
        # The source itself answers.
        meaning = f"its list can be read, its pages cannot: {meaning}"
    said = row["last_message"] or ""
    if said == meaning or (meaning and said.startswith(_SAYS_NO_MORE)):
        said = ""
    return f"{meaning} ({said})" if meaning and said else meaning or said or "no reason given"


def _standing(row: Row) -> str | None:
    """Since when a source is not visited, or gives nothing and why, and when it is tried again."""
    if not row["enabled"]:
        return "not visited: switched off in naskh.toml, or taken out of it"
    if row["paused_at"]:
        return f"paused since {readable_time(row['paused_at'])}"
    if row["grade"] == "empty":
        return grade_words("empty")
    if not is_broken(row):
        return None
    kind = "failing" if row["failures"] else "no text"
    since = f"{kind} since {readable_time(row['failing_since'])}" if row["failing_since"] else kind
    return f"{since}, {_next_try(row)}: {why_broken(row)}"


def _next_try(row: Row) -> str:
    if not row["next_visit_at"]:
        return "next try now"
    day, _, again = readable_time(row["next_visit_at"]).partition(" ")
    if not (row["failing_since"] or "").startswith(day):
        again = f"{day} {again}"
    is_seldom = row["last_visit_at"] and from_text(row["next_visit_at"]) - from_text(row["last_visit_at"]) >= _SELDOM
    return f"tried once a day, next {again}" if is_seldom and row["failures"] else f"next try {again}"


def _brings(row: Row) -> str | None:
    """`4 pieces in 24 h (usually 5.2 a day), last success ...`"""
    if not row["enabled"] or row["paused_at"] or not row["last_visit_at"]:
        return None
    number = row["pieces_in_a_day"]
    usual = "" if row["usual_in_a_day"] is None else f" (usually {row['usual_in_a_day']:g} a day)"
    said = [f"{number} {'piece' if number == 1 else 'pieces'} in 24 h{usual}"]
    if row["last_success_at"]:
        said.append(f"last success {readable_time(row['last_success_at'])}")
    else:
        said.append("no success yet")
    return ", ".join(said)
