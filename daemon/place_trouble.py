"""The place of shipments when it fails: that is reported once, it is tried again later, and its end is reported."""

from __future__ import annotations

import logging
import time

log = logging.getLogger("naskh")

_AGAIN_SECONDS = 15.0


class PlaceTrouble:
    """`reason` is why the place fails, None where it does not."""

    def __init__(self) -> None:
        self.reason: str | None = None
        self._try_at = 0.0

    @property
    def is_too_early(self) -> bool:
        """Whether it failed a moment ago."""
        return time.monotonic() < self._try_at

    def begin(self, error: OSError, words: str) -> None:
        self._try_at = time.monotonic() + _AGAIN_SECONDS
        if self.reason != str(error):
            self.reason = str(error)
            log.error(words)

    def end(self, words: str) -> None:
        """Called whenever the place works. Reports that where it failed before."""
        if self.reason is not None:
            self.reason = None
            log.warning(words)
