"""A real browser, for the tests of the pages that need one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from patience import PATIENCE_SECONDS

# In milliseconds.
_PATIENCE = 1000 * PATIENCE_SECONDS
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
          "--disable-component-update", "--disable-sync")  # fmt: skip

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install Debian's package chromium")


@contextmanager
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch:
        # Its sockets are there, and their paths have room for some hundred letters.
        patch.setenv("TMPDIR", "/tmp")
        with sync_playwright() as play:
            opened = play.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS), timeout=_PATIENCE)
            yield opened
            opened.close()


def new_context(browser: Any, **options: Any) -> Any:
    """A context whose pages are waited for on a slow machine, too."""
    context = browser.new_context(**options)
    context.set_default_timeout(_PATIENCE)
    return context
