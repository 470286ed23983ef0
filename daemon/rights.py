"""Declared rights that a configuration does not obey: logged, and stored with the run."""

from __future__ import annotations

import logging
from typing import Any

from config.tables import Config
from db import Database

log = logging.getLogger("naskh")


def ignored_rights(config: Config) -> list[dict[str, Any]]:
    return [
        {"outlet": outlet.name, "ignores": list(outlet.ignore_rights), "reason": outlet.ignore_rights_reason}
        for outlet in config.outlet
        if outlet.ignore_rights
    ]


def note_ignored_rights(database: Database, config: Config, *, run_id: int) -> None:
    """Say which declared rights are not obeyed and why, and keep it with the run."""
    ignored = ignored_rights(config)
    database.note_ignored_rights(run_id, ignored)
    for row in ignored:
        log.warning("rights are not obeyed", extra={"fields": {**row, "ignores": " ".join(row["ignores"])}})
