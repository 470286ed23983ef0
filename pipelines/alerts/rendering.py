"""Render messages from Jinja templates: the built-in ones, and those of the reader's own.

Templates are sandboxed and get plain values: texts, numbers, lists and dicts, nothing that does anything. A name that
a template misspells is an error and no silent gap.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from traceback import extract_tb
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from config.alerts import Language
from pipelines.alerts.grammar import Arabic, English, Grammar
from pipelines.alerts.pieces import When
from pipelines.text.direction import directed, isolated

_TEMPLATES = Path(__file__).with_name("templates")
_GRAMMARS: Mapping[Language, type[Grammar]] = {"en": English, "ar": Arabic}
_MOST_OF_A_LIST = 3
_MOST_OF_A_REASON = 200
# A mail of ten pages. A loop in a template of the reader's could fill memory and database.
_MOST_OF_OWN = 20_000
# What no message may hold: the database cannot store the one, channels stumble over the other.
_UNSENDABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")

Values = Mapping[str, Any]


@cache
def renderer_of(language: Language) -> Renderer:
    """The templates of a language, compiled once."""
    return Renderer(language)


class Renderer:
    """The templates of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.grammar = grammar = _GRAMMARS[language]()
        self.environment = ImmutableSandboxedEnvironment(
            # Messages are plain text: what a channel takes for markup is that channel's matter (`channels`).
            autoescape=False,
            loader=FileSystemLoader(_TEMPLATES),
            # An upgrade beneath a running daemon replaces the files, and this code stays as it is.
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        filters: dict[str, Callable[..., str | None]] = {
            "name": self._name,
            "number": grammar.number,
            "percent": grammar.percent,
            "counted": grammar.counted,
            "ordinal": grammar.ordinal,
            # Jinja's own "length" counts what a list holds.
            "duration": grammar.length,
            "listed": lambda words: grammar.listed([self._name(word) for word in words]),
            "some": self._some,
            # Jinja's own "capitalize" makes the other letters small.
            "capitalized": lambda words: words[:1].upper() + words[1:],
        }
        self.environment.filters.update(filters)

    def prepare(self, zone: ZoneInfo) -> None:
        """Compile the templates, and load the names of months and cities."""
        for template in self.environment.list_templates(filter_func=lambda name: name.startswith(self.language)):
            self.environment.get_template(template)
        self.grammar.when(
            When(moment=datetime(2025, 3, 20, tzinfo=UTC), has_time=True, has_zone=True, seen=False), zone
        )
        self.grammar.counted(1, "texts")

    def line(self, template: str, values: Values) -> str:
        """A built-in template as one line."""
        return one_line(self._rendered(self.environment.get_template(f"{self.language}/{template}.txt"), values))

    def lines(self, template: str, values: Values) -> str:
        """A built-in template rendered, with its lines."""
        return self._rendered(self.environment.get_template(f"{self.language}/{template}.txt"), values)

    def own(self, source: str, values: Values) -> str:
        """A template of the reader's. Raises TemplateError, ValueError where it gives too much, and whatever its
        expressions raise.
        """
        written: list[str] = []
        length = 0
        for piece in self.environment.from_string(source).generate(values):
            length += len(piece)
            if length > _MOST_OF_OWN:
                raise ValueError(f"it gives more than {_MOST_OF_OWN:,} characters")
            written.append(piece)
        return self._finished("".join(written))

    def _rendered(self, template: Template, values: Values) -> str:
        return self._finished(template.render(values))

    def _finished(self, written: str) -> str:
        text = _UNSENDABLE.sub("", written).strip()
        text = _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n")))
        return directed(text, self.grammar.direction)

    def _name(self, words: object) -> str:
        return isolated(str(words), self.grammar.direction)

    def _some(self, words: Sequence[str]) -> str:
        """`A, B, C and 2 more`."""
        # "and 1 more" is no shorter than a name.
        most = _MOST_OF_A_LIST + (len(words) == _MOST_OF_A_LIST + 1)
        named = [self._name(word) for word in words[:most]]
        more = [self.grammar.counted(len(words) - most, "more")] if len(words) > most else []
        return self.grammar.listed([*named, *more])


def one_line(text: str) -> str:
    return " ".join(text.split())


def sentence_of(error: Exception) -> str:
    """What is wrong with a template, in one line, with the line of it where that is known."""
    if isinstance(error, TemplateSyntaxError):
        where: int | None = error.lineno
    else:
        where = next(
            (at.lineno for at in reversed(extract_tb(error.__traceback__)) if at.filename == "<template>"), None
        )
    kind = "" if isinstance(error, TemplateError | ValueError) else f"{type(error).__name__}: "
    return one_line(f"{f'line {where}: ' if where else ''}{kind}{error}")[:_MOST_OF_A_REASON]
