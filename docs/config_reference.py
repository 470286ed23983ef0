"""Write docs/config.md from config/tables.py and config/alerts.py: the tables, their settings, defaults and docstrings.

python docs/config_reference.py            writes docs/config.md
python docs/config_reference.py --check    status 1 if that file is not what would be written
"""

from __future__ import annotations

import ast
import json
import sys
import types
import typing
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from config import alerts as alert_settings  # noqa: E402
from config import tables as settings  # noqa: E402

PAGE = Path(__file__).with_name("config.md")
INTRODUCTION = """\
# naskh.toml

<!-- Written by docs/config_reference.py from config/tables.py and config/alerts.py: change it there. -->

`naskh init` writes a naskh.toml with real sources of AI news and a comment on every setting. `naskh doctor` checks the
file. All mistakes are reported at once, each with its place (`source[2].every: ...`). An unknown setting is a mistake.
Every setting has a default, except those marked *needed*. Without a file, all commands use the defaults.

Write durations as `"90s"`, `"15m"`, `"6h"`, `"1d"`, or as whole seconds. Shares go from 0 to 1. Use a table in single
brackets once, and a table in double brackets as often as you like.
"""
# Heading and class, in the order of the file.
TABLES = (
    ("The top of the file", settings.Config),
    ("[crawl]", settings.Crawl),
    ("[extraction]", settings.Extraction),
    ("[keep]", settings.Keep),
    ("[backup]", settings.Backups),
    ("[duplicates]", settings.Duplicates),
    ("[topics.NAME]", settings.TopicDefinition),
    ("[[outlet]]", settings.Outlet),
    ("[[source]]", settings.SourceEntry),
    ("[reader]", alert_settings.Reader),
    ("[[channel]]", alert_settings.Channel),
    ("[[alert]]", alert_settings.AlertRule),
    ("[brief]", alert_settings.Brief),
    ("[[licence]]", settings.Licence),
    ("[serve]", settings.Serve),
    ("[websub]", settings.WebSub),
)
# Fields of Config that are tables of their own.
_OWN_TABLES = {
    *("crawl", "extraction", "keep", "backup", "duplicates", "topics", "outlet", "source"),
    *("reader", "channel", "alert", "brief", "licence", "serve", "websub"),
}


def config_page() -> str:
    """The text of docs/config.md. Raises KeyError where these do not say what a setting is for."""
    said = _docstrings("config/tables.py") | _docstrings("config/alerts.py")
    parts = [INTRODUCTION]
    for heading, table in TABLES:
        about = " ".join((table.__doc__ or "").split())
        parts.append(f"## `{heading}`\n" if heading.startswith("[") else f"## {heading}\n")
        parts.append(f"{about}\n")
        rows = ["| setting | value | default | what it is for |", "|---|---|---|---|"]
        for name, info in table.model_fields.items():
            if table is settings.Config and name in _OWN_TABLES:
                continue
            cells = (f"`{name}`", _kind(table, name, info), _default(info), said[table.__name__, name])
            rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def _docstrings(module: str) -> dict[tuple[str, str], str]:
    """What stands under each field. Read from the source, so that starting the program does not pay for it."""
    said = {}
    for node in ast.parse((ROOT / module).read_text("utf-8")).body:
        if not isinstance(node, ast.ClassDef):
            continue
        for field, below in zip(node.body, node.body[1:], strict=False):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                    said[node.name, name] = " ".join(words.split())
    return said


def _kind(table: type[BaseModel], name: str, info: FieldInfo) -> str:
    annotation = table.__annotations__[name]
    named = {
        "Seconds": "duration",
        "Pause": "duration, or 0",
        "TimeOfDay": "time of day",
        "Hours": "hours",
        "Digest": '`"hourly"` or time of day',
        "Secret": '`"env:NAME"` or `"file:PATH"`',
        "Address": "address",
        "Listen": "host and port",
        "TimeZone": "time zone",
        "Pattern": "regular expression",
        "Share": "share",
    }
    for alias, word in named.items():
        if annotation.split("|")[0].strip() == alias:
            return word
    bounds = {
        type(bound).__name__.lower(): getattr(bound, type(bound).__name__.lower(), None) for bound in info.metadata
    }
    words = _type_words(info.annotation)
    low, high = bounds.get("ge", bounds.get("gt")), bounds.get("le")
    if low is not None and high is not None:
        return f"{words}, {'over ' if 'gt' in bounds else ''}{low} to {high}"
    if low is not None:
        return f"{words}, {'over' if 'gt' in bounds else 'from'} {low}"
    return words


def _type_words(annotation: Any) -> str:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return " or ".join(f"`{_value(value)}`" for value in arguments)
    if origin is typing.Annotated:
        return _type_words(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_type_words(argument) for argument in arguments if argument is not type(None))
    if origin is tuple:
        return f"list of {_type_words(arguments[0])}"
    if origin is dict:
        return f"table of {_type_words(arguments[0])} = {_type_words(arguments[1])}"
    return {str: "text", int: "whole number", float: "number", bool: "true or false"}[annotation]


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "*needed*"
    return "" if info.default is None else f"`{_value(info.default)}`"


def _value(value: object) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def main(arguments: list[str]) -> int:
    page = config_page()
    if arguments == ["--check"]:
        return int(not PAGE.exists() or PAGE.read_text("utf-8") != page)
    PAGE.write_text(page, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
