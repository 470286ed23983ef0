"""Runs: one row for each start of the daemon or of a command that writes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from db.store import Row, Store
from db.times import from_text, to_text

# A run without a heartbeat for this long was not alive.
_GAP = timedelta(minutes=5)


RunOutcome = Literal["done", "stopped", "failed"]


@dataclass(slots=True, kw_only=True)
class Run:
    """A run that goes on, and the outcome that is recorded at its end, unless an exception ends it."""

    id: int
    outcome: RunOutcome = "done"


class RunStore(Store):
    @contextmanager
    def recorded_run(
        self, command: str, *, version: str, config_hash: str, clock: Callable[[], datetime]
    ) -> Iterator[Run]:
        """Record that a run begins, and at the end its outcome: `failed` where an exception ended it."""
        run = Run(id=self.start_run(command, version=version, config_hash=config_hash, now=clock()))
        try:
            yield run
        except BaseException:
            run.outcome = "failed"
            raise
        finally:
            self.finish_run(run.id, outcome=run.outcome, now=clock())

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

    def note_ignored_rights(self, run_id: int, ignored: Sequence[Row]) -> None:
        """Write down which declared rights a run does not obey: rows of `outlet`, `ignores` and `reason`."""
        with self.transaction():
            self._update("runs", run_id, {"ignored_rights": json.dumps(list(ignored), ensure_ascii=False)})

    def beat(self, run_id: int, *, now: datetime) -> None:
        """Record that a run is alive, and the gap before where there was one, as on a machine that slept."""
        with self.transaction():
            row = self._row("select coalesce(alive_at, started_at) as alive_at from runs where id = ?", [run_id])
            if row is not None and now - from_text(row["alive_at"]) > _GAP:
                gap = {"run_id": run_id, "began_at": row["alive_at"], "ended_at": to_text(now)}
                self._insert("run_gaps", gap)
            self._update("runs", run_id, {"alive_at": to_text(now)})

    def finish_run(self, run_id: int, *, outcome: RunOutcome, now: datetime) -> None:
        """Write down how a command ended."""
        with self.transaction():
            self._update("runs", run_id, {"finished_at": to_text(now), "outcome": outcome})

    def note_settings(
        self,
        run_id: int,
        *,
        path: Path,
        file_hash: str,
        config_hash: str,
        changes: str | None,
        needs_restart: str | None,
        now: datetime,
    ) -> None:
        """Record the settings that a run goes on with. A file that was read again and is the same keeps its row."""
        moment = to_text(now)
        with self.transaction():
            last = self.settings_of_run(run_id)
            row: Row = {"read_at": moment, "file_hash": file_hash, "needs_restart": needs_restart}
            if last is not None and last["config_hash"] == config_hash and changes is None:
                self._update("run_settings", last["id"], row)
                return
            row |= {"run_id": run_id, "since": moment, "path": str(path), "config_hash": config_hash}
            self._insert("run_settings", {**row, "changes": changes})

    def settings_of_run(self, run_id: int) -> Row | None:
        """The settings that a run went on with last."""
        return self._row("select * from run_settings where run_id = ? order by id desc limit 1", [run_id])

    def last_run(self, command: str) -> Row | None:
        """The newest run of a command."""
        return self._row("select * from runs where command = ? order by id desc limit 1", [command])
