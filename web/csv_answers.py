"""Make the CSV files of Datasette's pages harmless to spreadsheets, which run cells that look like formulas. An ASGI
wrapper, as Datasette has no hook for it.

Rows are passed on as they come, so that a long file is never held in memory.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote_plus

from pipelines.text.spreadsheet import harmless_rows

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Callable[[], Awaitable[Message]], Send], Awaitable[None]]

_OK = 200


def with_harmless_csv(app: App) -> App:
    """The same application, but with a quote before each cell of its CSV files that would be a formula."""

    async def answer(scope: MutableMapping[str, Any], receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        if scope["type"] != "http" or not _path(scope).endswith(".csv"):
            await app(scope, receive, send)
            return
        # With a trace the answer would be a page with the file inside, escaped.
        kept = [part for part in scope["query_string"].split(b"&") if _name(part) != "_trace"]
        await app({**scope, "query_string": b"&".join(kept)}, receive, _Rows(send).sent)

    return answer


class _Rows:
    """One answer on its way. Keeps the beginning of a row until the rest of it has come."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._is_table = False
        self._kept: list[str] = []
        self._in_quotes = False

    async def sent(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            types = [value for name, value in message["headers"] if name.lower() == b"content-type"]
            self._is_table = message["status"] == _OK and types[:1] != [] and types[0].startswith(b"text/")
        elif message["type"] == "http.response.body" and self._is_table:
            message = {**message, "body": self._whole(message.get("body", b""), is_last=not message.get("more_body"))}
        await self._send(message)

    def _whole(self, body: bytes, *, is_last: bool) -> bytes:
        words = body.decode("utf-8", "replace")
        self._kept.append(words)
        self._in_quotes ^= words.count('"') % 2 == 1
        if not is_last and (self._in_quotes or not words.endswith("\n")):
            return b""
        rows, self._kept = "".join(self._kept), []
        return harmless_rows(rows).encode()


def _path(scope: MutableMapping[str, Any]) -> str:
    """The path as Datasette reads it: not decoded, where the server says how it was written."""
    written: bytes | None = scope.get("raw_path")
    return str(scope["path"]) if written is None else written.decode("latin-1").partition("?")[0]


def _name(part: bytes) -> str:
    return unquote_plus(part.partition(b"=")[0].decode("latin-1"))
