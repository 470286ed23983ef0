"""Runs: one row for each start of the daemon or of a command that writes."""

from __future__ import annotations

import os
from datetime import datetime

from db.store import Row, Store
from db.times import to_text


class RunStore(Store):
    def start_run(self, command: str, *, version: str, config_hash: str, now: datetime) -> int:
        """Write down that a command begins: the run's id."""
        with self.transaction():
            return self._insert(
                "runs",
                {
                    "command": command,
                    "version": version,
                    "config_hash": config_hash,
                    "pid": os.getpid(),
                    "started_at": to_text(now),
                },
            )

    def finish_run(self, run_id: int, *, outcome: str, now: datetime) -> None:
        """Write down how a command ended."""
        with self.transaction():
            self._update("runs", run_id, {"finished_at": to_text(now), "outcome": outcome})

    def last_run(self, command: str) -> Row | None:
        """The newest run of a command."""
        return self._row("select * from runs where command = ? order by id desc limit 1", [command])
