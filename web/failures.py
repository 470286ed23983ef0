"""What a failed request is answered with. Datasette's own answer prints the failure with all values around it, even for
an address that leads nowhere."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError

log = logging.getLogger("naskh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What the reader is answered: `words`, or where they are None the sentence of the catalogue under `key`."""

    status: int
    words: str | None = None
    key: str = "missing.failed"


def failure_of(error: Exception) -> Failure:
    """What the reader learns of an error. What nobody expected is no reader's business, and goes to the log."""
    if isinstance(error, DatasetteError):
        # Only the one about a question that ran too long is HTML.
        status, words, key = error.status, None if error.message_is_html else error.message, "missing.too_long"
    elif isinstance(error, Base400):
        status, words, key = error.status, str(error), "missing.failed"
    else:
        return Failure(status=500)
    return Failure(status=404, key="missing.nowhere") if status == 404 else Failure(status=status, words=words, key=key)


def report(error: Exception, failure: Failure, path: str) -> None:
    """Log a failure that someone must look into."""
    if failure.status >= 500:
        log.error("page failed path=%s", path, exc_info=error)
