"""naskh.toml -> a frozen Config. Every mistake in the file is reported at once, each with its path."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from model import Relation, SourceKind

DEFAULT_CONFIG = Path("naskh.toml")
DEFAULT_DATABASE = Path("naskh.db")
BUILT_IN_TOPICS = ("ai",)

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class ConfigError(Exception):
    """The configuration cannot be used. The message lists every mistake, one a line, with its path."""


def duration_seconds(value: object) -> int:
    """Read "90s", "15m", "6h", "1d" or a whole number of seconds. Raises ValueError on anything else."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    if isinstance(value, str) and (found := re.fullmatch(r"\s*([0-9]{1,6})\s*([smhd])\s*", value)):
        seconds = int(found[1]) * _UNITS[found[2]]
        if seconds > 0:
            return seconds
    raise ValueError(f'expected a duration such as "15m", got {_quote(value)}')


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good:
        raise ValueError(f"expected an address that starts with http:// or https://, got {_quote(value)}")
    return value


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'expected a time zone such as "Asia/Beirut", got {_quote(value)}') from None
    return value


def _regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"expected a regular expression, got {_quote(value)}: {error}") from None
    return value


Seconds = Annotated[int, BeforeValidator(duration_seconds)]
Address = Annotated[str, AfterValidator(_web_address)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Pattern = Annotated[str, AfterValidator(_regex)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Crawl(_Table):
    """How sites are visited. Sizes in bytes, times in seconds."""

    contact: str = ""
    user_agent: str = ""
    delay_seconds: Annotated[float, Field(ge=0, le=3600)] = 1.0
    timeout_seconds: Annotated[int, Field(ge=1, le=300)] = 30
    max_body_bytes: Annotated[int, Field(ge=1024, le=64 * 1024 * 1024)] = 5 * 1024 * 1024
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    max_visits_at_once: Annotated[int, Field(ge=1, le=64)] = 8
    max_links_a_visit: Annotated[int, Field(ge=1, le=5000)] = 200
    max_attempts: Annotated[int, Field(ge=1, le=20)] = 5
    allow_private: tuple[str, ...] = ()
    obey_robots: bool = True


class Extraction(_Table):
    """The worker processes that parse pages."""

    workers: Annotated[int, Field(ge=1, le=64)] = 2
    timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 10.0
    memory_mb: Annotated[int, Field(ge=256, le=8192)] = 512
    min_words: Annotated[int, Field(ge=1, le=1000)] = 40


class Keep(_Table):
    """What is kept, and for how long."""

    raw_days: Annotated[int, Field(ge=0, le=36500)] = 30
    keep_off_topic: bool = False


class Duplicates(_Table):
    """How two texts are told to be copies. Shares are of the words' 3-grams, 0 to 1."""

    min_overlap: Share = 0.4
    min_partial_words: Annotated[int, Field(ge=5, le=1000)] = 25
    window_days: Annotated[int, Field(ge=0)] = 0


class TopicDefinition(_Table):
    """A user's own topic: words that must be found, each with its weight, and the score that is enough."""

    words: dict[str, Annotated[float, Field(gt=0, le=100)]]
    not_words: tuple[str, ...] = ()
    enough: Annotated[float, Field(gt=0)] = 2.0

    @model_validator(mode="after")
    def _has_words(self) -> Self:
        if not self.words:
            raise ValueError("words: expected at least one word")
        return self


class Outlet(_Table):
    """Who publishes."""

    name: Annotated[str, Field(min_length=1)]
    domains: tuple[str, ...] = ()
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    time_zone: TimeZone | None = None
    groups: tuple[str, ...] = ()
    topic: str | None = None


class SourceEntry(_Table):
    """A feed, sitemap or front page that is visited."""

    url: Address
    outlet: Annotated[str, Field(min_length=1)] | None = None
    kind: SourceKind = "feed"
    every: Seconds = 900
    links: Pattern | None = None
    enabled: bool = True


class Channel(_Table):
    """Where alerts go: the log, or an Apprise address that stands in an environment variable or a file."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    url_env: str | None = None
    url_file: str | None = None

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if self.name == "log":
            raise ValueError('name: "log" is built in; choose another name')
        if (self.url_env is None) == (self.url_file is None):
            raise ValueError("expected either url_env (an environment variable) or url_file (a file), not both")
        return self


class AlertRule(_Table):
    """When a match becomes an alert. Empty lists mean "any". `min_share` is of the later article."""

    name: Annotated[str, Field(min_length=1)]
    relations: tuple[Relation, ...] = ("identical", "near_duplicate", "excerpt")
    min_share: Share = 0.0
    outlets: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    same_outlet: bool = True
    channels: tuple[str, ...] = ("log",)


class Config(_Table):
    """All of naskh.toml."""

    database: str = str(DEFAULT_DATABASE)
    topic: str = "ai"
    crawl: Crawl = Crawl()
    extraction: Extraction = Extraction()
    keep: Keep = Keep()
    duplicates: Duplicates = Duplicates()
    topics: dict[str, TopicDefinition] = {}
    outlet: tuple[Outlet, ...] = ()
    source: tuple[SourceEntry, ...] = ()
    channel: tuple[Channel, ...] = ()
    alert: tuple[AlertRule, ...] = ()

    def topic_of(self, outlet_name: str | None) -> str:
        """The topic that an outlet is filtered by: its own, else the general one. "all" means no filter."""
        for outlet in self.outlet:
            if outlet.name == outlet_name and outlet.topic:
                return outlet.topic
        return self.topic

    def fingerprint(self) -> str:
        """A short hash of everything set, kept with each run so that results can be traced to settings."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


def load_config(path: Path) -> Config:
    """Read and check a naskh.toml. Raises ConfigError with all mistakes, or if it cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); `naskh init` writes one") from None
    try:
        return parse_config(raw.decode("utf-8-sig"), name=str(path))
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text; save it as UTF-8") from None


def parse_config(text: str, *, name: str = "naskh.toml") -> Config:
    """Check the text of a naskh.toml. Raises ConfigError with all mistakes, one a line."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: is not valid TOML: {error}") from None
    mistakes: list[str] = []
    config = Config()
    try:
        config = Config.model_validate(_tuples(data))
    except ValidationError as error:
        mistakes += [_mistake(dict(item)) for item in error.errors(include_url=False)]
    mistakes += _contradictions(data)
    if mistakes:
        raise ConfigError("\n".join(f"{name}: {mistake}" for mistake in mistakes))
    return config


def _tuples(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value


def _contradictions(data: dict[str, Any]) -> list[str]:
    """Mistakes that span tables; read from the raw data, so that they are told beside all others."""
    outlets, sources = _tables(data, "outlet"), _tables(data, "source")
    channels, alerts = _tables(data, "channel"), _tables(data, "alert")
    topics = {*BUILT_IN_TOPICS, "all"}
    if isinstance(data.get("topics"), dict):
        topics |= set(data["topics"])
    names = {outlet.get("name") for outlet in outlets}
    groups = {group for outlet in outlets for group in _list(outlet.get("groups"))}
    channel_names = {"log"} | {channel.get("name") for channel in channels}
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
        f"{path}: no topic is called {_quote(topic)}; there are {_names(topics)}"
        for path, topic in wanted
        if isinstance(topic, str) and topic not in topics
    ]
    found += [
        f"source[{n}].outlet: no [[outlet]] is called {_quote(source['outlet'])}"
        for n, source in enumerate(sources)
        if isinstance(source.get("outlet"), str) and source["outlet"] not in names
    ]
    for n, alert in enumerate(alerts):
        for key, known in (("outlets", names), ("groups", groups), ("channels", channel_names)):
            found += [
                f"alert[{n}].{key}: nothing is called {_quote(item)}; there are {_names(known)}"
                for item in _list(alert.get(key))
                if item not in known
            ]
    return found


def _tables(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = data.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _list(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _repeated(table: str, key: str, rows: list[dict[str, Any]]) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for n, row in enumerate(rows):
        value = row.get(key)
        if isinstance(value, str) and value in seen:
            found.append(f"{table}[{n}].{key}: {_quote(value)} stands already in {table}[{seen[value]}]")
        elif isinstance(value, str):
            seen[value] = n
    return found


def _repeated_domains(outlets: list[dict[str, Any]]) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for n, outlet in enumerate(outlets):
        for domain in _list(outlet.get("domains")):
            if seen.setdefault(domain, n) != n:
                found.append(f"outlet[{n}].domains: {_quote(domain)} belongs already to outlet[{seen[domain]}]")
    return found


def _mistake(error: dict[str, Any]) -> str:
    path = ""
    for part in error["loc"]:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    kind, got = error["type"], error.get("input")
    if kind == "extra_forbidden":
        says = "is not a setting; see docs/config.md for those there are"
    elif kind == "missing":
        says = "is missing"
    elif kind == "value_error":
        says = str(error["ctx"]["error"])
    elif kind == "literal_error":
        says = f"expected {error['ctx']['expected']}, got {_quote(got)}"
    else:
        says = f"{error['msg'][0].lower()}{error['msg'][1:]}, got {_quote(got)}"
    return f"{path}: {says}" if path else says


def _quote(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _names(values: Iterable[object]) -> str:
    return ", ".join(_quote(value) for value in sorted(str(value) for value in values if value)) or "none"


TableFormat = Literal["table", "json", "jsonl", "csv", "xlsx"]
