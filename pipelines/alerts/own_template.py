"""A channel's own template: read once, tried before it is needed, and never a reason to lose an alert."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from config.alerts import ChannelLanguage, Language
from pipelines.alerts.pieces import Piece, When
from pipelines.alerts.telling import Copy, Telling
from pipelines.alerts.wording import Wording

_MOST_BYTES = 200_000


def read_template(path: str) -> str:
    """The text of a template. Raises ValueError with one sentence about what is wrong with the file."""
    try:
        with Path(path).open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise ValueError(f"it cannot be read ({getattr(error, 'strerror', None) or error})") from None
    if len(raw) > _MOST_BYTES:
        raise ValueError(f"it is larger than {_MOST_BYTES // 1000} kB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text; save it as UTF-8") from None


def problem_of(path: str, language: ChannelLanguage) -> str | None:
    """What is wrong with a template, found by wording two made-up alerts with it; None where nothing is."""
    from pipelines.alerts.rendering import sentence_of

    languages: tuple[Language, ...] = ("en", "ar") if language == "text" else (language,)
    try:
        source = read_template(path)
    except ValueError as error:
        return str(error)
    wording = Wording(ZoneInfo("UTC"))
    try:
        for each in languages:
            for telling in _samples():
                wording.worded_by(source, telling, each)
    except Exception as error:
        return sentence_of(error)
    return None


def _samples() -> tuple[Telling, Telling]:
    """A first message, and one that follows it, of which little is known."""
    text, there = _piece(1, "Valley Post"), _piece(2, "City Wire")
    copy = Copy(
        piece=there,
        relation="near_duplicate",
        share=0.82,
        share_there=0.9,
        passages=3,
        same_outlet=False,
        credited="none_found",
        both=("AFP",),
        order="later",
        minutes=47,
        is_new=True,
    )
    bare = Copy(
        piece=_piece(3, "Hill Post"),
        relation=None,
        share=None,
        share_there=None,
        passages=None,
        same_outlet=False,
        credited=None,
        both=(),
        order="unknown",
        minutes=None,
        is_new=True,
    )
    told = replace(copy, is_new=False)
    return (
        Telling(rule="copies", text=text, copies=(copy,), told=0, quote="a passage that both have"),
        Telling(rule="copies", text=text, copies=(bare, told), told=1),
    )


def _piece(number: int, outlet: str) -> Piece:
    moment = datetime(2025, 3, 21, 12, tzinfo=UTC) + timedelta(minutes=47 * number)
    return Piece(
        id=number,
        outlet=outlet,
        page_of=None,
        title=f"Ploughs in {outlet}",
        address=f"https://site{number}.example/1",
        language="en",
        when=When(moment=moment, has_time=True, has_zone=True, seen=False),
        is_ours=number == 1,
        is_on_our_page=number == 1,
        origins=("AFP",) if number == 1 else (),
    )
