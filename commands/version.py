"""Which Naskh this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """The installed version; "0" in a source tree that was never installed."""
    try:
        return version("naskh")
    except PackageNotFoundError:
        return "0"
