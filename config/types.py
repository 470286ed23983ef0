"""What the settings of naskh.toml are made of: durations, addresses, time zones, shares. Each says what it expected."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from config.mistakes import quote

_NOT_IN_A_DOMAIN = set(" /\\:*?#@[],;")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def duration_seconds(value: object) -> int:
    """Read "90s", "15m", "6h", "1d" or a whole number of seconds. Raises ValueError on anything else."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    if isinstance(value, str) and (found := re.fullmatch(r"\s*([0-9]{1,6})\s*([smhd])\s*", value)):
        seconds = int(found[1]) * _UNITS[found[2]]
        if seconds > 0:
            return seconds
    raise ValueError(f'expected a duration such as "15m", got {quote(value)}')


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        good = bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not value.lower().startswith(("http://", "https://")):
        raise ValueError(f"expected an address that starts with http:// or https://, got {quote(value)}")
    if not good:
        raise ValueError(f'expected an address such as "https://example.com/feed", got {quote(value)}')
    if parts.username is not None or parts.password is not None:
        # The value is not repeated: it may be a secret, and mistakes are logged.
        raise ValueError("names a user or a password before the host; these are not sent, leave them out")
    if not value.isprintable() or " " in value:
        raise ValueError(f"expected an address without spaces and invisible characters, got {quote(value)}")
    return value


def _domain(value: str) -> str:
    """A domain as addresses that were fetched have it: in small letters, in ASCII, without `www.` and a final dot."""
    with suppress(ValueError):
        return str(ipaddress.ip_address(value))
    domain = ""
    if value.isprintable() and not set(value) & _NOT_IN_A_DOMAIN:
        with suppress(UnicodeError):
            domain = value.lower().removeprefix("www.").rstrip(".").encode("idna").decode("ascii")
    if not domain:
        raise ValueError(
            f'expected a domain such as "example.com", without https://, a path or a port, got {quote(value)}'
        )
    return domain


def address_or_nothing(value: str) -> str:
    """A web address, or nothing. Raises ValueError on anything else."""
    return _web_address(value) if value else value


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not (port.isascii() and port.isdigit()) or not 0 <= int(port) <= 65535:
        raise ValueError(f'expected a host and a port such as "127.0.0.1:8788", got {quote(value)}')
    return value


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'expected a time zone such as "Asia/Beirut", got {quote(value)}') from None
    return value


def _regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"expected a regular expression, got {quote(value)}: {error}") from None
    return value


def written_as(pattern: str, what: str) -> Callable[[str], str]:
    """A check that a text is written as a pattern says; its error names `what` was expected."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"expected {what}, got {quote(value)}")
        return value

    return check


Seconds = Annotated[int, BeforeValidator(duration_seconds)]
Listen = Annotated[str, AfterValidator(_listen)]
Domain = Annotated[str, AfterValidator(_domain)]
Address = Annotated[str, AfterValidator(_web_address)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Pattern = Annotated[str, AfterValidator(_regex)]
Country = Annotated[str, AfterValidator(written_as("[A-Z]{2}", 'two capital letters such as "LB"'))]
Share = Annotated[float, Field(ge=0, le=1)]


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
