"""The answer to a request that failed. Datasette's own prints the failure with all values around it, even for an
address that leads nowhere.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from errno import ENAMETOOLONG

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError

# The status of a DatasetteError that names none.
_NOT_SAID = 500

log = logging.getLogger("naskh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What the reader sees: `words`, or where they are None the sentence of the catalogue under `key`."""

    status: int
    words: str | None = None
    key: str = "missing.failed"


def failure_of(error: Exception, *, is_question: bool = False) -> Failure:
    """What the reader sees of an error. An unexpected one is for the log, and the reader sees only that it happened.

    `is_question`: the request was for a page of Datasette, whose parameters a reader may write. Datasette checks few of
    them, so that a mistake in one raises whatever Python raises.
    """
    if isinstance(error, DatasetteError):
        # Only the one about a question that ran too long is HTML.
        status, words, key = error.status, None if error.message_is_html else error.message, "missing.too_long"
        if status == _NOT_SAID and is_question:
            status = 400
    elif isinstance(error, Base400):
        status, words, key = error.status, str(error), "missing.failed"
    elif is_question and isinstance(error, QueryInterrupted):
        return Failure(status=400, key="missing.too_long")
    elif is_question and isinstance(error, ValueError | OverflowError):
        return Failure(status=400, key="missing.not_understood")
    elif isinstance(error, OSError) and error.errno == ENAMETOOLONG:
        return Failure(status=404, key="missing.nowhere")
    else:
        return Failure(status=500)
    return Failure(status=404, key="missing.nowhere") if status == 404 else Failure(status=status, words=words, key=key)


def report(error: Exception, failure: Failure, path: str) -> None:
    """Log a failure that someone must look into."""
    if failure.status >= 500:
        log.error("page failed path=%s", path, exc_info=error)
