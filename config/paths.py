"""Relative paths in naskh.toml begin at its folder, wherever a command is called."""

from __future__ import annotations

import os
from pathlib import Path

from config.tables import Config


def found_from(folder: Path, config: Config) -> Config:
    """The configuration with the relative paths of channels, templates, secrets and backups joined to a folder."""
    channels = tuple(
        channel.model_copy(
            update={
                "path": _path(folder, channel.path),
                "template": _path(folder, channel.template),
                "url": _secret(folder, channel.url),
                "url_file": _path(folder, channel.url_file),
                "secret": _secret(folder, channel.secret),
            }
        )
        for channel in config.channel
    )
    serve = config.serve.model_copy(update={"password": _secret(folder, config.serve.password)})
    backup = config.backup.model_copy(update={"folder": _path(folder, config.backup.folder)})
    return config.model_copy(update={"channel": channels, "serve": serve, "backup": backup})


def _path(folder: Path, path: str | None) -> str | None:
    # Pathlib raises on "~name" where there is no such user. The file is then reported as missing where it is opened.
    return None if path is None else str(folder / os.path.expanduser(path))  # noqa: PTH111


def _secret(folder: Path, place: str | None) -> str | None:
    kind, _, name = (place or "").partition(":")
    return f"file:{_path(folder, name)}" if kind == "file" else place
