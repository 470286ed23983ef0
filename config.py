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
    """An address or e-mail at which outlets can reach you; sent with every request. Please fill it in."""
    user_agent: str = ""
    """What to send as User-Agent instead of `Naskh/VERSION (+CONTACT)`."""
    delay_seconds: Annotated[float, Field(ge=0, le=3600)] = 1.0
    """Pause between two requests to one site; what robots.txt asks for goes first when longer."""
    timeout_seconds: Annotated[int, Field(ge=1, le=300)] = 30
    """How long one answer may take."""
    max_body_bytes: Annotated[int, Field(ge=1024, le=64 * 1024 * 1024)] = 5 * 1024 * 1024
    """The largest answer that is read, unpacked."""
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    """How many redirects are followed for one address."""
    max_visits_at_once: Annotated[int, Field(ge=1, le=64)] = 8
    """How many sources are visited at the same time; each site still gets one request at a time."""
    max_links_a_visit: Annotated[int, Field(ge=1, le=5000)] = 200
    """How many links of one source are looked at in one visit."""
    max_attempts: Annotated[int, Field(ge=1, le=20)] = 5
    """How often a page that fails is tried before it is left as failed."""
    allow_private: tuple[str, ...] = ()
    """Hosts, addresses or networks inside your own network that may be visited all the same."""
    obey_robots: bool = True
    """Whether robots.txt is obeyed. Switch it off for sites of your own only."""


class Extraction(_Table):
    """The worker processes that parse pages."""

    workers: Annotated[int, Field(ge=1, le=64)] = 2
    """How many processes parse pages."""
    timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 10.0
    """How many seconds of processor time one page may take; by the clock six times as many, at least 60."""
    memory_mb: Annotated[int, Field(ge=256, le=8192)] = 512
    """How many megabytes one process may take."""
    min_words: Annotated[int, Field(ge=1, le=1000)] = 40
    """The least number of words of an article; a page with fewer is noted as having no text."""


class Keep(_Table):
    """What is kept, and for how long."""

    raw_days: Annotated[int, Field(ge=0, le=36500)] = 30
    """For how many days the pages themselves are kept, compressed; 0 keeps none."""
    keep_off_topic: bool = False
    """Whether articles off the topic keep their text."""


class Duplicates(_Table):
    """How two texts are told to be copies. Shares are of the words' 3-grams, 0 to 1."""

    min_overlap: Share = 0.4
    """How much of the shorter text is to stand in the other for a copy: more finds fewer and surer ones."""
    min_partial_words: Annotated[int, Field(ge=5, le=1000)] = 25
    """How many words in a row make a shared passage worth noting (`partial`)."""
    window_days: Annotated[int, Field(ge=0)] = 0
    """How many days apart two copies may be; 0 is no limit."""


class TopicDefinition(_Table):
    """A user's own topic: words that must be found, each with its weight, and the score that is enough."""

    words: dict[str, Annotated[float, Field(gt=0, le=100)]]
    """Each word or phrase with what it counts. Spelling is folded, Arabic prefixes are known, and a word that ends
    in `*` stands for all that begin so. Each place in the text counts, up to three; one in the title counts double."""
    not_words: tuple[str, ...] = ()
    """Words that rule the topic out wherever they stand."""
    enough: Annotated[float, Field(gt=0)] = 2.0
    """The score from which a text is on the topic. Texts of more than 500 words need more."""

    @model_validator(mode="after")
    def _has_words(self) -> Self:
        if not self.words:
            raise ValueError("words: expected at least one word")
        return self


class Outlet(_Table):
    """Who publishes."""

    name: Annotated[str, Field(min_length=1)]
    """How lists and alerts call it."""
    domains: tuple[str, ...] = ()
    """Its domains, without `www.`. A page belongs to the outlet of its domain."""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    """Two capital letters (ISO 3166)."""
    time_zone: TimeZone | None = None
    """Where its dates are at home when they name no zone, such as "Asia/Beirut"."""
    groups: tuple[str, ...] = ()
    """Any words to pick outlets by in alerts; "mine" for your own and "agency" for wire services are usual."""
    topic: str | None = None
    """The topic that its pieces are filtered by, instead of the general one."""


class SourceEntry(_Table):
    """A feed, sitemap or front page that is visited."""

    url: Address
    """The address of the feed, sitemap or front page."""
    outlet: Annotated[str, Field(min_length=1)] | None = None
    """The name of an `[[outlet]]`; without it, that of the address's domain. Leave it out for aggregators."""
    kind: SourceKind = "feed"
    """What the address is."""
    every: Seconds = 900
    """How often it is visited."""
    links: Pattern | None = None
    """A regular expression that the addresses of articles match, for front pages and sitemaps."""
    enabled: bool = True
    """Set to false to leave it alone for a while."""


class Channel(_Table):
    """Where alerts go: the log, or an Apprise address that stands in an environment variable or a file."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    """How alerts call it."""
    url_env: str | None = None
    """The environment variable that holds the Apprise address."""
    url_file: str | None = None
    """The file that holds the Apprise address."""

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
    """How an alert names its rule."""
    relations: tuple[Relation, ...] = ("identical", "near_duplicate", "excerpt")
    """Which relations count."""
    min_share: Share = 0.0
    """How much of the later article must stand in the earlier one."""
    outlets: tuple[str, ...] = ()
    """Outlets of which one must be on either side."""
    groups: tuple[str, ...] = ()
    """Groups of which one must be on either side."""
    words: tuple[str, ...] = ()
    """Words of which one must stand in the new article."""
    same_outlet: bool = True
    """Whether a text that one outlet carries twice counts."""
    channels: tuple[str, ...] = ("log",)
    """Where it is told: "log", or the name of a `[[channel]]`."""


class Licence(_Table):
    """Who may run whose texts: a match that it covers raises no alert, and lists call it licensed."""

    of: Annotated[str, Field(min_length=1)]
    """The `[[outlet]]` whose texts they are."""
    to: Annotated[str, Field(min_length=1)]
    """The `[[outlet]]` that may run them. The other way round takes a licence of its own."""


class Config(_Table):
    """All of naskh.toml."""

    database: str = str(DEFAULT_DATABASE)
    """The SQLite file, beside which Naskh keeps its lock."""
    topic: str = "ai"
    """What is kept: "ai", "all", or a topic of your own."""
    crawl: Crawl = Crawl()
    extraction: Extraction = Extraction()
    keep: Keep = Keep()
    duplicates: Duplicates = Duplicates()
    topics: dict[str, TopicDefinition] = {}
    """Topics of your own, each a table `[topics.<name>]`."""
    outlet: tuple[Outlet, ...] = ()
    source: tuple[SourceEntry, ...] = ()
    channel: tuple[Channel, ...] = ()
    alert: tuple[AlertRule, ...] = ()
    licence: tuple[Licence, ...] = ()

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
    return [*found, *_licence_mistakes(_tables(data, "licence"), names)]


def _licence_mistakes(licences: list[dict[str, Any]], names: set[str]) -> list[str]:
    found, seen = [], dict[tuple[object, object], int]()
    for n, licence in enumerate(licences):
        found += [
            f"licence[{n}].{key}: no [[outlet]] is called {_quote(licence[key])}"
            for key in ("of", "to")
            if isinstance(licence.get(key), str) and licence[key] not in names
        ]
        of, to = licence.get("of"), licence.get("to")
        if not (isinstance(of, str) and isinstance(to, str)):
            continue
        if of == to:
            found.append(f"licence[{n}].to: an outlet needs no licence for its own texts")
        if seen.setdefault((of, to), n) != n:
            found.append(f"licence[{n}]: stands already in licence[{seen[of, to]}]")
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
