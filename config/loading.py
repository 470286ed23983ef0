"""Read naskh.toml into a frozen Config. All mistakes in the file are reported at once, each with its
line and path.
"""

from __future__ import annotations

import contextlib
import tomllib
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from config.lines import placed
from config.mistakes import contradictions, control_characters, mistake_words
from config.paths import found_from
from config.syntax import syntax_words
from config.tables import BUILT_IN_TOPICS, DEFAULT_DATABASE, Config


class ConfigError(Exception):
    """The configuration cannot be used. The message lists every mistake, one a line, with its place."""


def load_config(path: Path) -> Config:
    """Read and check a naskh.toml. Raises ConfigError with all mistakes, or if it cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); `naskh init` writes one") from None
    return config_in(raw, path)


def config_in(raw: bytes, path: Path) -> Config:
    """The configuration in the bytes of a naskh.toml, which lies at `path`. Raises ConfigError."""
    try:
        config = parse_config(raw.decode("utf-8-sig"), name=str(path))
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    return found_from(path.parent, config)


def database_in(path: Path) -> str:
    """The database that a naskh.toml with mistakes names, as far as it can be read, else the usual one."""
    try:
        lines = path.read_bytes().decode("utf-8-sig", "replace").splitlines()
    except OSError:
        return str(DEFAULT_DATABASE)
    # It comes before the first table.
    tables = (n for n, line in enumerate(lines) if line.lstrip().startswith("["))
    for line in lines[: next(tables, len(lines))]:
        with contextlib.suppress(ValueError, RecursionError):
            if isinstance(named := tomllib.loads(line).get("database"), str):
                return named
    return str(DEFAULT_DATABASE)


def nothing_to_watch(config: Config, path: Path) -> str | None:
    """Why a daemon has nothing to do under a configuration; None where it names a source."""
    if any(source.enabled for source in config.source):
        return None
    return f"{path}: there is nothing to watch; add a [[source]], or enable one"


def parse_config(text: str, *, name: str = "naskh.toml") -> Config:
    """Check the text of a naskh.toml. Raises ConfigError with all mistakes, one a line."""
    try:
        # A file cannot hold half of a surrogate pair; an address from the command line can.
        text.encode()
        data = tomllib.loads(text)
        values = _tuples(data)
    except UnicodeEncodeError:
        raise ConfigError(f"{name}: has bytes that are not UTF-8 text; save it as UTF-8") from None
    except ValueError as error:
        # A number of thousands of digits is an error of Python's own.
        raise ConfigError(f"{name}: {syntax_words(error, text)}") from None
    except RecursionError:
        raise ConfigError(f"{name}: is not valid TOML: its values stand in one another too deep") from None
    mistakes: list[str] = []
    config = Config()
    try:
        config = Config.model_validate(values)
    except ValidationError as error:
        found = error.errors(include_url=False)
        for item in found:
            loc = item["loc"]
            mistakes.append(mistake_words(dict(item), _settings_beside(loc), _tables_with(loc[-1] if loc else "")))
    named = {mistake.partition(": ")[0] for mistake in mistakes}
    mistakes += [mistake for mistake in control_characters(data) if mistake.partition(": ")[0] not in named]
    mistakes += contradictions(data, built_in_topics={*BUILT_IN_TOPICS, "all"})
    if mistakes:
        raise ConfigError("\n".join(placed(mistakes, text, name)))
    return config


def _settings_beside(place: tuple[int | str, ...]) -> list[str]:
    """The settings of the table that a place in the file belongs to."""
    table: type[BaseModel] = Config
    for part in place[:-1]:
        if isinstance(part, str) and part in table.model_fields:
            table = _table_in(table.model_fields[part].annotation) or table
    return [*table.model_fields]


def _tables_with(setting: int | str) -> list[str]:
    """Where in the file a setting of this name may stand: `in [crawl]`, `before the first table`."""
    found = []
    for name, field in Config.model_fields.items():
        table = _table_in(field.annotation)
        if table is None and name == setting:
            found.append("before the first table")
        elif table is not None and setting in table.model_fields:
            found.append(f"in {f'[{name}]' if table is field.annotation else f'[[{name}]]'}")
    return found


def _table_in(annotation: Any) -> type[BaseModel] | None:
    """The table that a setting is, or holds many of; None where it is a value."""
    inner = (annotation, *get_args(annotation))
    return next((each for each in inner if isinstance(each, type) and issubclass(each, BaseModel)), None)


def _tuples(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value
