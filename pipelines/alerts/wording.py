"""Word what is reported about a text. Pure: values in, text out.

Careful on purpose: an alert says what is where, never who took it from whom. The words stand in `templates`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from config.alerts import ChannelLanguage, Language
from pipelines.alerts.pieces import Piece, When
from pipelines.alerts.telling import Copy, Telling
from pipelines.text.direction import MARKS

if TYPE_CHECKING:
    from pipelines.alerts.rendering import Renderer

Length = Literal["long", "short"]

# How many copies or texts are reported in full. Fewer are where addresses are long: Telegram takes 4,096 characters in
# one message and Discord 2,000, and a service refuses what is longer each time that it is tried.
_MOST_COPIES = 8
_MOST_TEXTS: Mapping[Length, int] = {"long": 40, "short": 12}
_MOST_CHARACTERS: Mapping[Length, int] = {"long": 3500, "short": 1700}
_MOST_OF_A_TITLE = 280


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """What a message says: one line, and a few. `telling` is what it reports about a text, if it does."""

    title: str
    text: str
    telling: Telling | None = None


class Wording:
    """The words of messages for one reader, in every language."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def prepare(self, languages: Collection[ChannelLanguage | None]) -> None:
        """Load what the messages of these languages need: a third of a second, which a message should not take."""
        spoken: tuple[Language, ...] = ("en", "ar")
        for language in spoken:
            if language in languages or "text" in languages:
                self._renderer(language).prepare(self.zone)

    def worded(self, telling: Telling, language: ChannelLanguage, *, length: Length = "long") -> Worded:
        """Word what is reported about a text."""
        renderer = self._renderer(language_of(telling, language))
        values = self._values(telling, renderer)
        text = fitting(lambda most: renderer.lines(length, {**values, "most": most}), _MOST_COPIES, length)
        return Worded(title=titled(renderer, "title", values), text=text, telling=telling)

    def worded_by(self, source: str, telling: Telling, language: ChannelLanguage) -> Worded:
        """The same by a template of the reader's: its first line is the title. Raises whatever is wrong with it."""
        renderer = self._renderer(language_of(telling, language))
        values = {**self._values(telling, renderer), "most": _MOST_COPIES}
        built_in = {"title": titled(renderer, "title", values)}
        built_in |= {
            f"{length}_text": self.worded(telling, language, length=length).text for length in _MOST_CHARACTERS
        }
        title, _, text = renderer.own(source, {**values, **built_in}).partition("\n")
        if not title.strip():
            raise ValueError("it gives an empty message")
        return Worded(title=_cut(title), text=text.strip("\n"), telling=telling)

    def digest_of(self, parts: Sequence[Worded], language: Language, *, length: Length = "long") -> Worded:
        """One message of several, the texts that most carry first. Other notices come after the texts."""
        texts = [part.telling for part in parts if part.telling]
        ordered = sorted(parts, key=lambda part: -len(part.telling.copies) if part.telling else 0)
        renderer = self._renderer(language)
        told = [self._part(part, renderer) for part in ordered]
        values = {
            "texts": len(texts),
            "ours": all(telling.text.is_ours for telling in texts),
            "places": sum(len(telling.new) for telling in texts),
            "notices": len(parts) - len(texts),
            "titles": [part.title.lstrip(MARKS) for part in ordered],
        }

        def lines(most: int) -> str:
            return renderer.lines("digest", {**values, "parts": told[:most], "more": max(len(told) - most, 0)})

        text = fitting(lines, min(_MOST_TEXTS[length], len(told)), length)
        return Worded(title=titled(renderer, "digest_title", values), text=text)

    def _renderer(self, language: Language) -> Renderer:
        # Imported here: commands that word nothing start without Jinja and Babel.
        from pipelines.alerts.rendering import renderer_of

        return renderer_of(language)

    def _part(self, part: Worded, renderer: Renderer) -> dict[str, Any]:
        telling = part.telling
        if telling is None:
            return {"title": part.title.lstrip(MARKS), "text": None, "words": part.text}
        text = self._text(telling.text, renderer)
        return {"title": part.title.lstrip(MARKS), "text": text, "show": _show(telling.text)}

    def _values(self, telling: Telling, renderer: Renderer) -> dict[str, Any]:
        """What a template gets; docs/alerts.md lists it."""
        copies = [self._copy(copy, telling.text, renderer) for copy in telling.copies]
        minutes = [copy.minutes for copy in telling.copies]
        within = None if None in minutes else max(minute or 0 for minute in minutes)
        new = telling.new
        passages = sum(copy.form in ("passage", "linked") for copy in new)
        outlets, told_outlets = _carriers(telling.copies, telling.text), _carriers(telling.former, telling.text)
        return {
            "rule": telling.rule,
            "language": renderer.language,
            "text": self._text(telling.text, renderer),
            "copies": copies,
            "new": [copy for copy in copies if copy["new"]],
            "elsewhere": [copy for copy in copies if copy["new"] and copy["carrier"] != telling.text.carrier],
            "former": [copy for copy in copies if not copy["new"]],
            "told": telling.told,
            "outlets": outlets,
            "new_outlets": [name for name in outlets if name not in told_outlets],
            "within": None if within is None else renderer.grammar.length(within),
            "order_known": all(copy.order == "later" for copy in _of_others(new, telling.text)),
            "passages": "all" if passages == len(new) else "some" if passages else "none",
            "quote": telling.quote,
            "first": self._first(telling, renderer),
            "show": _show(telling.text),
        }

    def _first(self, telling: Telling, renderer: Renderer) -> dict[str, Any] | None:
        if telling.first is None:
            return None
        piece, order_known = telling.first
        return self._text(piece, renderer) | {"order_known": order_known}

    def _text(self, text: Piece, renderer: Renderer) -> dict[str, Any]:
        return self._piece(text, renderer) | {"ours": text.is_ours}

    def _piece(self, piece: Piece, renderer: Renderer, *, beside: When | None = None) -> dict[str, Any]:
        return {
            "id": piece.id,
            "outlet": piece.outlet,
            "page_of": piece.page_of,
            "carrier": piece.carrier,
            "title": piece.title,
            "address": piece.address,
            "time": renderer.grammar.when(piece.when, self.zone, on=beside),
            "names": list(piece.origins),
            "cut": piece.is_cut,
        }

    def _copy(self, copy: Copy, text: Piece, renderer: Renderer) -> dict[str, Any]:
        order_known = copy.order == "later"
        return self._piece(copy.piece, renderer, beside=text.when) | {
            "ours": copy.piece.is_on_our_page,
            "new": copy.is_new,
            "relation": copy.relation,
            "form": copy.form,
            "share": whole_percent(copy.share),
            "share_there": whole_percent(copy.share_there),
            "passages": copy.passages,
            "same_outlet": copy.same_outlet,
            "credit": copy.credited,
            "both": list(copy.both),
            "order": copy.order,
            "order_known": order_known,
            "minutes": copy.minutes,
            "lag": None if copy.minutes is None else renderer.grammar.length(copy.minutes),
            "seen_before": None if copy.seen_before is None else renderer.grammar.length(copy.seen_before),
            "correction": copy.correction[0] if copy.correction else None,
            "corrected": renderer.grammar.when(copy.correction[1], self.zone) if copy.correction else None,
            "diff": f"naskh diff {text.id} {copy.piece.id}",
        }


def language_of(telling: Telling, language: ChannelLanguage) -> Language:
    """The language of a message: for "text" that of the text, where Naskh speaks it."""
    if language != "text":
        return language
    return "ar" if telling.text.language == "ar" else "en"


def percent(share: float) -> str:
    """`82 %`; 100 % only when it is all."""
    return f"{whole_percent(share)} %"


def whole_percent(share: float | None) -> int | None:
    """82; 100 only when it is all."""
    return None if share is None else min(int(share * 100 + 0.5), 99 if share < 1 else 100)


def _carriers(copies: Sequence[Copy], text: Piece) -> list[str]:
    """Who carries the text beside the one that the alert is about, each once."""
    return [name for name in dict.fromkeys(copy.piece.carrier for copy in copies) if name != text.carrier]


def _of_others(copies: Sequence[Copy], text: Piece) -> Sequence[Copy]:
    """A text in its outlet's name elsewhere leaves nothing open where other outlets carry it, too."""
    return [copy for copy in copies if copy.piece.outlet != text.outlet] or copies


def _show(text: Piece) -> str:
    return f"naskh show {text.id}"


def fitting(lines: Callable[[int], str], most: int, length: Length) -> str:
    """The message with as many parts in full as a service takes, and one at least."""
    text = lines(most)
    while most > 1 and len(text) > _MOST_CHARACTERS[length]:
        most -= 1
        text = lines(most)
    return text


def titled(renderer: Renderer, template: str, values: Mapping[str, Any]) -> str:
    """A title by a built-in template, on one line."""
    line = renderer.line(template, values)
    # A name at the beginning is written as its outlet writes it.
    begins_with_a_name = "text" in values and line.startswith(values["text"]["outlet"])
    return _cut(line if begins_with_a_name else line[:1].upper() + line[1:])


def _cut(line: str) -> str:
    """A title that mail and telephones show; one that is cut inside a name leaves the name's direction behind."""
    line = " ".join(line.split())
    if len(line) <= _MOST_OF_A_TITLE:
        return line
    kept = line[: _MOST_OF_A_TITLE - 2].rstrip()
    return f"{kept}…" + "\u2069" * (kept.count("\u2067") + kept.count("\u2068") > kept.count("\u2069"))
