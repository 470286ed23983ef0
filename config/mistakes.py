"""What is wrong in a naskh.toml, in words. Reads the raw data and knows the shape of the file, not its classes.

Checks of a single setting stay beside it in `tables`. Here are the checks that span tables (an outlet that no
[[outlet]] defines, an address given twice) and the words for the errors that pydantic finds. The checks run on the raw
data because that is there even where a table is malformed: so all mistakes are reported at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any
from unicodedata import category

# Errors of pydantic about a value of the wrong kind, and what was expected.
_EXPECTED = {
    "string_type": "text in quotes",
    "int_type": "a whole number without quotes",
    "float_type": "a number without quotes",
    "bool_type": "true or false, without quotes",
}
# Errors of pydantic about a number or a length that is out of bounds.
_BOUNDS = {
    "greater_than_equal": "{ge:g} or more",
    "greater_than": "more than {gt:g}",
    "less_than_equal": "{le:g} or less",
    "less_than": "less than {lt:g}",
    "string_too_short": "some text",
    "too_short": "a list that is not empty",
}


_CONTROLS = {
    "\n": ("a line break", "\\n"),
    "\r": ("a carriage return", "\\r"),
    "\t": ("a tab", "\\t"),
    "\b": ("a backspace", "\\b"),
    "\f": ("a form feed", "\\f"),
}


def contradictions(data: dict[str, Any], *, built_in_topics: set[str]) -> list[str]:
    """Mistakes that span tables, each with its path."""
    outlets, sources = _tables(data, "outlet"), _tables(data, "source")
    channels, alerts = _tables(data, "channel"), _tables(data, "alert")
    topics = built_in_topics | (set(data["topics"]) if isinstance(data.get("topics"), dict) else set())
    names = _texts(outlet.get("name") for outlet in outlets)
    groups = {group for outlet in outlets for group in _list(outlet.get("groups"))}
    channel_names = {"log"} | _texts(channel.get("name") for channel in channels)
    found = [
        *_repeated("outlet", "name", outlets),
        *_repeated("source", "url", sources),
        *_repeated("channel", "name", channels),
        *_repeated("alert", "name", alerts),
        *_repeated_domains(outlets),
    ]
    wanted = [("topic", data.get("topic"))]
    wanted += [(f"outlet[{n}].topic", outlet.get("topic")) for n, outlet in enumerate(outlets)]
    found += [
        f"{path}: there is no topic {quote(topic)}; known: {_names(topics)}"
        for path, topic in wanted
        if isinstance(topic, str) and topic not in topics
    ]
    found += [
        f"source[{n}].outlet: there is no [[outlet]] named {quote(source['outlet'])}"
        for n, source in enumerate(sources)
        if isinstance(source.get("outlet"), str) and source["outlet"] not in names
    ]
    for n, alert in enumerate(alerts):
        for key, known in (
            ("outlets", names),
            ("groups", groups),
            ("channels", channel_names),
            ("topics", topics - {"all"}),
        ):
            found += [
                f"alert[{n}].{key}: unknown name {quote(item)}; known: {_names(known)}"
                for item in _list(alert.get(key))
                if item not in known
            ]
    brief = data.get("brief")
    for item in _list(brief.get("channels")) if isinstance(brief, dict) else []:
        if item not in channel_names:
            found.append(f"brief.channels: unknown name {quote(item)}; known: {_names(channel_names)}")
    return [*found, *_licence_mistakes(_tables(data, "licence"), names)]


def control_characters(value: object, path: str = "") -> Iterator[str]:
    """Each text in the data that holds one, with its path: no setting does, and in double quotes a backslash easily
    makes one, as in "C:\\new" or a regular expression. The text is not repeated: it may be a secret.
    """
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from control_characters(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from control_characters(inner, f"{path}[{n}]")
    elif isinstance(value, str) and (found := next((each for each in value if category(each) == "Cc"), None)):
        what, escape = _CONTROLS.get(found, (f"the control character U+{ord(found):04X}", None))
        how = f"in double quotes {escape} stands for one; " if escape else ""
        yield f"{path}: holds {what}: {how}write the text on one line in 'single quotes'"


def mistake_words(error: dict[str, Any], settings: Sequence[str], tables: Sequence[str] = ()) -> str:
    """One of pydantic's errors (`ValidationError.errors()`) as a line: the path in the file, and what is wrong.
    `settings` are those that its table has, `tables` those that have a setting of this name.
    """
    path = ""
    for part in error["loc"]:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    kind, got = error["type"], error.get("input")
    if kind == "extra_forbidden":
        says = _not_a_setting(str(error["loc"][-1]).lower(), settings, tables)
    elif kind == "missing":
        says = "is missing"
    elif kind == "value_error":
        says = str(error["ctx"]["error"])
    elif kind == "literal_error":
        says = f"expected {error['ctx']['expected']}, got {quote(got)}"
    elif kind == "tuple_type" and len(error["loc"]) == 1:
        says = f"write this table in double brackets, as often as you like: [[{path}]]"
    elif kind == "tuple_type":
        says = f'expected a list such as ["one", "two"], got {quote(got)}'
    elif kind in ("model_type", "dict_type") and len(error["loc"]) == 1:
        says = f"write this table in single brackets, once: [{path}{'.NAME' if kind == 'dict_type' else ''}]"
    elif kind == "dict_type":
        says = f"expected a table such as {{ word = 1 }}, got {quote(got)}"
    elif expected := _EXPECTED.get(kind) or _BOUNDS.get(kind, "").format(**error.get("ctx", {})):
        says = f"expected {expected}, got {quote(got)}"
    else:
        says = f"{error['msg'][0].lower()}{error['msg'][1:]}, got {quote(got)}"
    return f"{path}: {says}" if path else says


def _not_a_setting(written: str, settings: Sequence[str], tables: Sequence[str]) -> str:
    alike = [
        *get_close_matches(written, settings, n=1, cutoff=0.75),
        *(s for s in settings if s.startswith(written)),
    ]
    if tables and not alike:
        return f"is not a setting here; it stands {' or '.join(tables)}"
    return f"is not a setting; {f'did you mean {alike[0]}? ' if alike else ''}docs/config.md lists the settings"


def quote(value: object) -> str:
    """A value as a mistake shows it."""
    if isinstance(value, tuple):
        # A list in the file is read as a tuple.
        value = list(value)
    return f'"{value}"' if isinstance(value, str) else str(value)


def _licence_mistakes(licences: list[dict[str, Any]], names: set[str]) -> list[str]:
    found, seen = [], dict[tuple[object, object], int]()
    for n, licence in enumerate(licences):
        found += [
            f"licence[{n}].{key}: there is no [[outlet]] named {quote(licence[key])}"
            for key in ("of", "to")
            if isinstance(licence.get(key), str) and licence[key] not in names
        ]
        of, to = licence.get("of"), licence.get("to")
        if not (isinstance(of, str) and isinstance(to, str)):
            continue
        if of == to:
            found.append(f"licence[{n}].to: an outlet needs no licence for its own texts")
        if seen.setdefault((of, to), n) != n:
            found.append(f"licence[{n}]: repeats licence[{seen[of, to]}]")
    return found


def _tables(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = data.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _texts(values: Iterable[object]) -> set[str]:
    return {value for value in values if isinstance(value, str)}


def _list(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _repeated(table: str, key: str, rows: list[dict[str, Any]]) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for n, row in enumerate(rows):
        value = row.get(key)
        if isinstance(value, str) and value in seen:
            found.append(f"{table}[{n}].{key}: {quote(value)} is already used in {table}[{seen[value]}]")
        elif isinstance(value, str):
            seen[value] = n
    return found


def _repeated_domains(outlets: list[dict[str, Any]]) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for n, outlet in enumerate(outlets):
        for domain in _list(outlet.get("domains")):
            if seen.setdefault(domain, n) != n:
                found.append(f"outlet[{n}].domains: {quote(domain)} already belongs to outlet[{seen[domain]}]")
    return found


def _names(values: Iterable[object]) -> str:
    return ", ".join(quote(value) for value in sorted(str(value) for value in values if value)) or "none"
