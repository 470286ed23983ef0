"""The language that an address asks for, on Datasette's own pages too: an ASGI wrapper.

Datasette would take `lang=ar` for a column to filter by, so it is turned into the cookie that keeps the choice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

LANGUAGE_COOKIE = "naskh_language"
YEAR_SECONDS = 365 * 24 * 3600

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Callable[[], Awaitable[Message]], Send], Awaitable[None]]


def with_languages(app: App, *, under: str, languages: tuple[str, ...]) -> App:
    """The application. On pages at `under` and below, it sees the language in the cookie alone."""

    async def answer(scope: MutableMapping[str, Any], receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        is_theirs = scope["type"] == "http" and f"{scope['path']}/".startswith(f"{under}/")
        rest, language = _taken(scope["query_string"], languages) if is_theirs else (b"", None)
        if language is None:
            await app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
        cookies = [value for name, value in scope["headers"] if name == b"cookie"]
        # Of two cookies with one name, the first counts for us and the last for Datasette.
        others = [each for value in cookies for each in value.split(b"; ") if not each.startswith(_NAMED)]
        headers.append((b"cookie", b"; ".join([*others, _NAMED + language])))

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = _NAMED + language + f"; Path=/; Max-Age={YEAR_SECONDS}; SameSite=lax; HttpOnly".encode()
                message = {**message, "headers": [*message["headers"], (b"set-cookie", kept)]}
            await send(message)

        await app({**scope, "query_string": rest, "headers": headers}, receive, sent)

    return answer


_NAMED = f"{LANGUAGE_COOKIE}=".encode()


def _taken(query: bytes, languages: tuple[str, ...]) -> tuple[bytes, bytes | None]:
    """A query without the language that it asks for, and that language."""
    parts = query.split(b"&")
    asked = next((part[5:] for part in parts if part.startswith(b"lang=")), None)
    if asked is None or asked.decode("latin-1") not in languages:
        return query, None
    return b"&".join(part for part in parts if not part.startswith(b"lang=")), asked
