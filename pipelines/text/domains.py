"""The host of an address and its registrable domain. Pure; fetches nothing."""

from __future__ import annotations

import ipaddress
import re
from contextlib import suppress
from functools import lru_cache
from urllib.parse import urlsplit

# A host as most have it; urlsplit takes six times as long.
_PLAIN = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[/?#]|\Z)")


def host_of(url: str) -> str | None:
    """The host of an http(s) address, without `www.` and a final dot, in ASCII as in addresses that were fetched:
    `أخبار.مصر` is `xn--igbicxr.xn--wgbh1c`.
    """
    if plain := _PLAIN.match(url):
        return plain[1].removeprefix("www.")
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        return None
    return ascii_host(host).removeprefix("www.").rstrip(".") if host else None


def ascii_host(host: str) -> str:
    """A host in ASCII, by IDNA; what cannot be written so stays."""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def in_letters(domain: str) -> str:
    """A domain in the letters that people write: `xn--igbicxr.xn--wgbh1c` is `أخبار.مصر`. What cannot be one stays."""
    with suppress(UnicodeError):
        return domain.encode("ascii").decode("idna")
    return domain


def domain_of(url: str) -> str:
    """The registrable domain of an http(s) address; empty where it has none."""
    return registrable(host_of(url) or "")


@lru_cache(maxsize=10_000)
def registrable(host: str) -> str:
    """`news.example.co.uk` -> `example.co.uk`; an IP address stays, and so does what is a public suffix itself."""
    if is_ip_address(host):
        return host
    # Imported at first use: it takes a tenth of the time that a short command takes to start. The list of public
    # suffixes comes with it; nothing is fetched. Its private part knows the hosts of many outlets, such as
    # blogspot.com.
    from tld import get_fld

    known = get_fld(f"http://{host}/", search_private=True, fail_silently=True)
    # The list's last rule: of a suffix that it does not know, the last label is one.
    return known or ".".join(host.split(".")[-2:])


def is_ip_address(host: str) -> bool:
    """Whether a host is an IP address, and no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
