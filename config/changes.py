"""The differences between two configurations, in words. Pure: reads two Configs and no file.

The values of a channel are left out: an address may lead to a secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from config.tables import Config

# Settings that a process cannot change while it runs: the file it has open, worker processes, the pages it serves.
_AT_START: dict[str, tuple[str, ...] | None] = {
    "database": None,
    "extraction": ("workers", "timeout_seconds", "memory_mb"),
    "serve": None,
    "websub": None,
}
# Settings that do not change what is stored already.
_LATER = {
    "duplicates": "for new articles; `naskh rejudge` judges what is stored",
    "topic": "for new articles",
    "topics": "for new articles",
}
_MOST_NAMED = 5
_MOST_CHARACTERS = 60
_DURATIONS = ("every", "wait", "settle")
_UNITS = ((86400, "d"), (3600, "h"), (60, "m"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference, as it is reported to a person. `needs_restart`: a running daemon cannot take it up."""

    words: str
    needs_restart: bool = False


def changes(old: Config, new: Config) -> tuple[Change, ...]:
    """What is added, removed and changed from `old` to `new`. The order of tables in the file makes no difference."""
    return (*_of_sources(old, new), *_of_named(old, new), *_of_tables(old, new))


def as_far_as_possible(old: Config, new: Config) -> Config:
    """The new settings, except those that a running daemon keeps until it is started again."""
    kept: dict[str, object] = {}
    for name, fields in _AT_START.items():
        before, after = getattr(old, name), getattr(new, name)
        kept[name] = (
            before if fields is None else after.model_copy(update={each: getattr(before, each) for each in fields})
        )
    return new.model_copy(update=kept)


def _of_sources(old: Config, new: Config) -> Iterator[Change]:
    before, after = {each.url: each for each in old.source}, {each.url: each for each in new.source}
    yield from _come_and_gone("source", before, after)
    for url, entry in after.items():
        if url in before and before[url] != entry:
            yield Change(words=f"source {url}: {', '.join(_differences(before[url], entry))}")


def _of_named(old: Config, new: Config) -> Iterator[Change]:
    for word, name in (("outlet", "outlet"), ("rule", "alert"), ("channel", "channel")):
        before = {each.name: each for each in getattr(old, name)}
        after = {each.name: each for each in getattr(new, name)}
        yield from _come_and_gone(word, before, after)
        for each in after:
            if each in before and before[each] != after[each]:
                fields = _fields_that_differ(before[each], after[each])
                # Only the names of a channel's settings: a value may be a secret.
                told = fields if word == "channel" else list(_differences(before[each], after[each]))
                yield Change(words=f"{word} {each} changed: {', '.join(told)}")
    yield from _come_and_gone("topic", old.topics, new.topics, more=_LATER["topics"])
    for each in new.topics:
        if each in old.topics and old.topics[each] != new.topics[each]:
            yield Change(words=f"topic {each} changed ({_LATER['topics']})")
    yield from _come_and_gone(
        "licence",
        {f"of {each.of} to {each.to}": each for each in old.licence},
        {f"of {each.of} to {each.to}": each for each in new.licence},
    )


def _of_tables(old: Config, new: Config) -> Iterator[Change]:
    for name in Config.model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if before == after or name in ("source", "outlet", "alert", "channel", "topics", "licence"):
            continue
        more = f" ({_LATER[name]})" if name in _LATER else ""
        if not isinstance(before, BaseModel):
            yield Change(words=f"{name}: {_shown(before)} -> {_shown(after)}{more}", needs_restart=name in _AT_START)
            continue
        for field in _fields_that_differ(before, after):
            fixed = name in _AT_START and field in (_AT_START[name] or (field,))
            values = f"{_value(before, field)} -> {_value(after, field)}"
            yield Change(words=f"{name}.{field}: {values}{more}", needs_restart=fixed)


def _come_and_gone(
    word: str, before: Mapping[str, object], after: Mapping[str, object], *, more: str = ""
) -> Iterator[Change]:
    for names, verb in ((after.keys() - before.keys(), "added"), (before.keys() - after.keys(), "removed")):
        if names:
            # In the order of the file.
            ordered = [each for each in (after if verb == "added" else before) if each in names]
            yield Change(
                words=f"{_counted(len(ordered), word)} {verb}: {_listed(ordered)}{f' ({more})' if more else ''}"
            )


def _differences(before: BaseModel, after: BaseModel) -> Iterator[str]:
    for field in _fields_that_differ(before, after):
        yield f"{field} {_value(before, field)} -> {_value(after, field)}"


def _fields_that_differ(before: BaseModel, after: BaseModel) -> list[str]:
    return [name for name in type(after).model_fields if getattr(before, name) != getattr(after, name)]


def _value(table: BaseModel, field: str) -> str:
    value = getattr(table, field)
    if isinstance(value, int) and field in _DURATIONS:
        return _duration(value)
    return _shown(value)


def _duration(seconds: int) -> str:
    """As naskh.toml has it: "15m"."""
    return next((f"{seconds // size}{unit}" for size, unit in _UNITS if seconds and seconds % size == 0), f"{seconds}s")


def _shown(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        shown = f"[{', '.join(_shown(each) for each in value)}]"
    else:
        shown = f'"{value}"' if isinstance(value, str) else str(value)
    return shown if len(shown) <= _MOST_CHARACTERS else f"{shown[:_MOST_CHARACTERS]}..."


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _listed(names: Iterable[str]) -> str:
    named = list(names)
    rest = len(named) - _MOST_NAMED
    return ", ".join(named[:_MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
