"""Take secrets out of what is to be sent to others. Pure.

Secrets that are known are taken out wherever they stand and however they are written; of addresses, whatever is usually
one: names and passwords, the values of queries, and parts of the path that look like a key.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus, unquote

HIDDEN = "***"
# Shorter parts of a secret address are words such as "https" and "hooks".
_SHORTEST_PART, _SHORTEST = 6, 3
_PARTS = re.compile(r"[/:@?&=#,;\s]+")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\"'<>\\]+")
_USER = re.compile(r"(?<=://)[^/?#\s]*@")
_QUERY = re.compile(r"([?&;][^=&#;\s]*=)[^&#;\s]+")
_BARE_QUERY = re.compile(r"\?[^=&#;\s]+$")
# Long, with digits among letters, and no words between hyphens as in the slug of a headline.
_KEY = re.compile(r"(?<=/)(?=[^/]*\d)(?=[^/]*[A-Za-z])[A-Za-z0-9_:~.]{16,}(?=[/?#]|$)|(?<=/)[A-Za-z]*\d{6,}:[\w-]{10,}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NAMES_OF_SECRETS = re.compile(r"(?i)pass|secret|token|key|credential|auth")


class Scrubber:
    """Hides secrets in texts and in values as JSON has them."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets for part in _parts(secret) for form in _forms(part)}
        # The longest first: one may be part of another.
        ordered = sorted(forms, key=lambda each: (-len(each), each))
        self._known = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def text(self, text: str) -> str:
        """The same without secrets."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        text = _ADDRESS.sub(lambda found: without_secrets(found[0]), text)
        return _MAIL.sub(HIDDEN, text)

    def value(self, value: Any) -> Any:
        """The same of lists and dictionaries, keys too; numbers stay."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(str(key)): self.value(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(inner) for inner in value]
        return value


def secrets_in(environment: dict[str, str]) -> Iterator[str]:
    """The values of variables whose names say that they are secrets."""
    return (value for name, value in environment.items() if _NAMES_OF_SECRETS.search(name) and value.strip())


def without_secrets(address: str) -> str:
    """An address without what is usually secret in it."""
    head, mark, fragment = _USER.sub(f"{HIDDEN}@", address).partition("#")
    head = _BARE_QUERY.sub(f"?{HIDDEN}", _QUERY.sub(rf"\1{HIDDEN}", head))
    path, question, query = head.partition("?")
    return f"{_KEY.sub(HIDDEN, path)}{question}{query}{mark}{HIDDEN if fragment else ''}"


def _parts(secret: str) -> Iterator[str]:
    """A secret, and what of a secret address is secret by itself; by lines, as files have them."""
    for line in {secret, *secret.splitlines()}:
        whole = line.strip()
        if len(whole) >= _SHORTEST:
            yield whole
        yield from (part for part in _PARTS.split(whole) if len(part) >= _SHORTEST_PART and not part.isalpha())
        if "://" in whole:
            # All but the scheme; the host of a web address stays, but where a name stands before it.
            scheme, _, behind = whole.partition("://")
            is_host_first = scheme.lower() in ("http", "https") and "@" not in behind
            tail = behind.partition("/")[2] if is_host_first else behind
            yield from (part for part in _PARTS.split(tail) if len(part) >= _SHORTEST_PART)


def _forms(part: str) -> Iterator[str]:
    """How a program may have written it."""
    yield part
    yield quote(part, safe="")
    yield quote(part)
    yield quote_plus(part)
    yield unquote(part)
    yield json.dumps(part)[1:-1]
    yield json.dumps(part, ensure_ascii=False)[1:-1]
    yield base64.b64encode(part.encode("utf-8", "replace")).decode().rstrip("=")
