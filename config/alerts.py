"""The part of naskh.toml that says who hears what, when, where and in which words."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from config.mistakes import quote
from config.types import Share, Table, TimeZone, duration_seconds, written_as
from model import Relation

Language = Literal["en", "ar"]
RuleKind = Literal["copy", "phrase", "spread", "correction", "source", "disk"]
ChannelLanguage = Literal["en", "ar", "text"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

_HOUR = r"([01]\d|2[0-3]):([0-5]\d)"


def time_of_day(value: str) -> time:
    """Read "07:30". Raises ValueError on anything else."""
    if not (found := re.fullmatch(_HOUR, value)):
        raise ValueError(f'expected a time of day such as "07:30", got {quote(value)}')
    return time(int(found[1]), int(found[2]))


def hours(value: str) -> tuple[time, time]:
    """Read "22:00-07:00": from when to when. Raises ValueError on anything else, and when both are the same."""
    start, _, end = value.partition("-")
    if not (re.fullmatch(_HOUR, start) and re.fullmatch(_HOUR, end)) or start == end:
        raise ValueError(f'expected hours such as "22:00-07:00", got {quote(value)}')
    return time_of_day(start), time_of_day(end)


def _pause(value: object) -> int:
    return 0 if value in (0, "0") and not isinstance(value, bool) else duration_seconds(value)


def _hours(value: str) -> str:
    hours(value)
    return value


def _time_of_day(value: str) -> str:
    time_of_day(value)
    return value


def _digest(value: str) -> str:
    if value != "hourly":
        time_of_day(value)
    return value


def _secret(value: str) -> str:
    kind, colon, name = value.partition(":")
    if not colon or kind not in ("env", "file") or not name.strip():
        raise ValueError('expected "env:NAME" (an environment variable) or "file:PATH", not the secret itself')
    return value


def _steps(values: tuple[int, ...]) -> tuple[int, ...]:
    if any(value < 2 for value in values) or list(values) != sorted(set(values)):
        raise ValueError(f"expected growing numbers from 2 on, got {list(values)}")
    return values


_NAME = 'a name such as "desk": letters a to z, digits, "_", "." and "-"'
ChannelName = Annotated[str, AfterValidator(written_as(r"[A-Za-z0-9_.-]{1,40}", _NAME))]
LanguageCode = Annotated[str, AfterValidator(written_as("[a-z]{2,3}", 'a language code such as "ar"'))]
Pause = Annotated[int, BeforeValidator(_pause)]
Secret = Annotated[str, AfterValidator(_secret)]
TimeOfDay = Annotated[str, AfterValidator(_time_of_day)]
Hours = Annotated[str, AfterValidator(_hours)]
Digest = Annotated[str, AfterValidator(_digest)]


_SETTINGS_OF_ALL = {"name", "kind", "channels", "digest"}
_SETTINGS_OF: dict[str, set[str]] = {
    "phrase": _SETTINGS_OF_ALL | {"words", "outlets", "groups", "languages", "topics"},
    "spread": _SETTINGS_OF_ALL | {"outlets", "groups", "languages", "topics"},
    "correction": _SETTINGS_OF_ALL | {"outlets", "groups", "direction", "languages", "topics"},
    "source": _SETTINGS_OF_ALL | {"outlets", "groups"},
    "disk": _SETTINGS_OF_ALL,
}


class Reader(Table):
    """Who reads the alerts."""

    language: Language = "en"
    """The language of alerts: "en" or "ar". The texts themselves are shown as they are."""
    time_zone: TimeZone = "UTC"
    """The time zone of times in alerts, of quiet hours and of digests."""


class Brief(Table):
    """A brief of what happened since the last one, sent each morning, on one screen: see docs/brief.md."""

    at: TimeOfDay | None = None
    """When it is sent, such as "07:00", in the reader's time zone. Default: it is not sent. A brief that was missed is
    sent within 12 hours, once the daemon is back."""
    days: tuple[Day, ...] = ()
    """The days on which it is sent. Default: every day. Each looks back to the one before, over days off too."""
    weekly: Day | None = None
    """The day on which the brief looks back over seven days. It is sent on this day also where `days` leaves it out."""
    channels: tuple[str, ...] = ("log",)
    """Where it is sent: "log", or the name of a `[[channel]]`."""


class Channel(Table):
    """Where alerts are sent. The log is built in. Addresses and secrets come from the environment or a file."""

    name: ChannelName
    """Its name in `[[alert]]`: up to 40 Latin letters, digits, `_`, `.` and `-`."""
    kind: Literal["apprise", "webhook", "jsonl", "feed"] = "apprise"
    """What it is. "apprise": mail, Telegram, Slack, Discord, ntfy, Matrix and a hundred other services. "webhook": JSON
    by POST to an address of yours. "jsonl": a file that gets one line of JSON for each message. "feed": an Atom feed,
    and a JSON feed beside it, for feed readers."""
    url: Secret | None = None
    """The address of an "apprise" or "webhook" channel, as "env:NAME" or "file:PATH". A relative path, here and in the
    settings below, begins at the folder of naskh.toml."""
    url_env: str | None = None
    """The environment variable that holds the address: the same as `url = "env:NAME"`."""
    url_file: str | None = None
    """The file that holds the address: the same as `url = "file:PATH"`."""
    secret: Secret | None = None
    """What the messages of a "webhook" channel are signed with, as "env:NAME" or "file:PATH": see
    docs/webhook.md."""
    path: str | None = None
    """The file of a "jsonl" or "feed" channel, such as "alerts.jsonl" or "alerts.atom"."""
    language: ChannelLanguage | None = None
    """The language of its messages: "en", "ar", or "text" for that of the copied text. Default: the reader's."""
    length: Literal["long", "short"] = "long"
    """How much a message says: "short" is one line for each copy."""
    template: str | None = None
    """The path of a Jinja template of your own for its messages. docs/alerts.md says what stands in it."""
    quiet_hours: Hours | None = None
    """Hours in which nothing is sent, such as "22:00-07:00", in the reader's time zone. What waits comes afterwards."""
    days: tuple[Day, ...] = ()
    """The days on which something is sent, such as ["mon", "tue"]. Default: every day."""
    max_per_hour: Annotated[int, Field(ge=0, le=3600)] = 0
    """How many messages it gets in an hour at most. The rest waits. 0 means no limit."""

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.name == "log":
            raise ValueError('name: "log" is built in; choose another name')
        addresses = [value for value in (self.url, self.url_env, self.url_file) if value is not None]
        if self.kind in ("jsonl", "feed"):
            if not self.path:
                raise ValueError(f'path: a channel of kind "{self.kind}" needs the path of its file')
            if addresses:
                raise ValueError(f'url: a channel of kind "{self.kind}" has a path, no address')
        elif len(addresses) != 1:
            raise ValueError(
                "expected either url_env (an environment variable) or url_file (a file), not both; or url "
                'with "env:NAME" or "file:PATH"'
            )
        elif self.path is not None:
            raise ValueError(f'path: a channel of kind "{self.kind}" has an address, no path')
        if self.secret is not None and self.kind != "webhook":
            raise ValueError('secret: only a channel of kind "webhook" is signed')
        return self

    @property
    def address(self) -> str | None:
        """Where its secret address is found: `env:NAME` or `file:PATH`; None where it has a file."""
        if self.url_env is not None:
            return f"env:{self.url_env}"
        return f"file:{self.url_file}" if self.url_file is not None else self.url


class AlertRule(Table):
    """What is worth an alert. All conditions must hold; an empty list means "any". One text raises one alert of a rule:
    what other outlets carry of it later is reported as news of that alert. Rules of other kinds than "copy" use only
    some of the settings: "phrase" `words`, `outlets`, `groups`, `languages`, `topics`; "spread" the same without
    `words`; "correction" the same as "spread", and `direction`; "source" `outlets`, `groups`; all of them `channels`
    and `digest`.
    """

    name: Annotated[str, Field(min_length=1)]
    """The name that its alerts show."""
    kind: RuleKind = "copy"
    """What it is about. "copy": copies of a text. "phrase": a new article with one of the `words`, once for each text.
    "spread": a text that many carry much sooner than is usual for texts of its outlet. "correction": a text that its
    outlet corrects while others carry it. "source": a source that fails, falls silent or changes, reported once and
    once more when it is over. "disk": the disk with the database is nearly full, or a backup cannot be made."""
    relations: tuple[Relation, ...] = ("identical", "near_duplicate", "excerpt")
    """Which relations raise an alert."""
    min_share: Share = 0.0
    """How much of the later article must be in the earlier one."""
    min_words: Annotated[int, Field(ge=0)] = 0
    """How many words of the earlier article must be in the later one."""
    min_copies: Annotated[int, Field(ge=1, le=1000)] = 1
    """How many copies of a text there must be, beside the earliest."""
    outlets: tuple[str, ...] = ()
    """One of these outlets must have published one of the two articles. With `groups`: one of either."""
    groups: tuple[str, ...] = ()
    """The outlet of one of the two articles must be in one of these groups."""
    direction: Literal["any", "they_carry_ours", "we_carry_theirs"] = "any"
    """Who carries whose text, where "we" are the `outlets` and `groups` of this rule."""
    same_outlet: bool = True
    """Whether a text that one outlet carries twice raises an alert."""
    without_credit: bool = False
    """Whether only copies in which no credit was found raise an alert."""
    languages: tuple[LanguageCode, ...] = ()
    """The language of the later article must be one of these, as ISO 639-1 codes such as "ar"."""
    topics: tuple[str, ...] = ()
    """The topic of the later article must be one of these."""
    words: tuple[str, ...] = ()
    """One of these words or phrases must be in the later article. Arabic spelling is folded."""
    channels: tuple[str, ...] = ("log",)
    """Where it is sent: "log", or the name of a `[[channel]]`."""
    wait: Pause = 0
    """How long the first message waits for further copies."""
    steps: Annotated[tuple[int, ...], AfterValidator(_steps)] = (2, 5, 10, 25, 50, 100)
    """At how many copies of a text a further message is sent at once."""
    settle: Annotated[Pause, Field(ge=1)] = 3600
    """Copies between two steps are reported when no further one came for so long."""
    digest: Digest | None = None
    """Gathers all messages of the rule in one: "hourly", or at a time of day such as "08:00"."""

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        unused = sorted(self.model_fields_set - _SETTINGS_OF.get(self.kind, self.model_fields_set))
        if unused:
            raise ValueError(f'{unused[0]}: a rule of kind "{self.kind}" does not look at it; take it out')
        if self.kind == "phrase" and not self.words:
            raise ValueError('words: a rule of kind "phrase" needs at least one word or phrase')
        if self.direction != "any" and not (self.outlets or self.groups):
            raise ValueError(f'direction: "{self.direction}" needs outlets or groups, which say who "we" are')
        if not self.channels:
            raise ValueError('channels: expected at least one, such as "log"')
        if not self.relations:
            raise ValueError('relations: expected at least one, such as "near_duplicate"')
        return self
