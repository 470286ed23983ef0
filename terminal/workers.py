"""Worker processes for as long as a command needs them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.processes.workers import Workers


@contextmanager
def stopping(workers: Workers) -> Iterator[Workers]:
    """Stop the workers at the end, however it comes."""
    try:
        yield workers
    finally:
        workers.stop()
