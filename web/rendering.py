"""How much of a table, or of the answer to a reader's own question, a page shows: an ASGI wrapper, and the cut.

Datasette renders 50,000 cells a second and lets nothing else run meanwhile: 1,000 rows of eight joined tables, 280,000
cells, took six seconds, 1,000 articles most of one. JSON and CSV, which cost little, have all rows.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote_plus

from datasette.database import Results

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Callable[[], Awaitable[Message]], Send], Awaitable[None]]

# A quarter of a second of rendering.
MOST_CELLS = 10_000
# The limit of a table, which has forty columns at most.
MOST_ROWS = 250
# The limit of JSON. Datasette refuses to put more on a page, too.
MOST_RETURNED = 1000
# In the scope of a request that asked for more rows than its page shows.
SHORTENED = "naskh_shortened"
_DATA = (".json", ".jsono", ".csv", ".blob")


class Rendering:
    """Knows of each request whether its answer becomes a page."""

    def __init__(self) -> None:
        self._is_page: ContextVar[bool] = ContextVar("is_page", default=False)

    def noted(self, app: App) -> App:
        """The application, with its requests noted here."""

        async def answer(
            scope: MutableMapping[str, Any], receive: Callable[[], Awaitable[Message]], send: Send
        ) -> None:
            if scope["type"] == "http":
                is_page = not str(scope["path"]).endswith(_DATA)
                self._is_page.set(is_page)
                if is_page:
                    asked = scope["query_string"]
                    shown = _with_fewer_rows(asked)
                    scope = {**scope, "query_string": shown, SHORTENED: shown != asked}
            await app(scope, receive, send)

        return answer

    def cut(self, results: Results) -> Results:
        """The rows that a page shows, at least one, and whether there are more; all rows where no page is made."""
        most = max(1, MOST_CELLS // max(1, len(results.description or ())))
        if not self._is_page.get() or len(results.rows) <= most:
            return results
        return Results(results.rows[:most], True, results.description)


def _with_fewer_rows(query: bytes) -> bytes:
    """The same, but for a size (`_size`) of more rows than a page shows."""
    return b"&".join(b"_size=%d" % MOST_ROWS if _asks_for_many(part) else part for part in query.split(b"&"))


def _asks_for_many(part: bytes) -> bool:
    name, _, size = unquote_plus(part.decode("latin-1")).partition("=")
    try:
        return name == "_size" and (size == "max" or MOST_ROWS < int(size) <= MOST_RETURNED)
    except ValueError:
        return False
