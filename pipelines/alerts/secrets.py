"""Read a secret from where the configuration says that it is. It is read where it is used, and never kept."""

from __future__ import annotations

import os
from pathlib import Path


def read_secret(place: str) -> str | None:
    """The secret at `env:NAME` or `file:PATH`; None where there is none, or where it cannot be read. Paths are those
    of a loaded configuration: what is relative there begins at its folder.
    """
    kind, _, name = place.partition(":")
    if kind == "env":
        return os.environ.get(name, "").strip() or None
    try:
        return Path(name).read_text(encoding="utf-8").strip() or None
    except (OSError, ValueError):
        return None


def place_in_words(place: str) -> str:
    """`variable NAME` or `file PATH`."""
    kind, _, name = place.partition(":")
    return f"{'variable' if kind == 'env' else 'file'} {name}"
