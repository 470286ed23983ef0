"""Steps that are kept as Parquet: a step that is done is read, not done again. Counts, rates and the run's report."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


class FolderInUse(ValueError):
    """The folder holds the work of another run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone:
    """A step of the report. `made` is False where its result was there already."""

    name: str
    rows: int
    seconds: float
    made: bool


@dataclass(slots=True)
class Kept:
    """Where the steps of one run are, on any file system that Spark can write to."""

    session: SparkSession
    folder: str
    tell: Callable[[str], None]
    done: list[StepDone] = field(default_factory=list)

    def begin(self, identity: dict[str, Any], *, now: datetime | None) -> datetime:
        """Take the folder for a run of these inputs and settings: its time, which is that of the first start. Raises
        FolderInUse where the folder holds another run's.
        """
        path = f"{self.folder}/run.json"
        text = self._text(path)
        if text is None:
            moment = now or datetime.now(UTC).replace(microsecond=0)
            written = {**identity, "now": moment.isoformat()}
            self._write(path, json.dumps(written, ensure_ascii=False, sort_keys=True, indent=1))
            return moment
        before = json.loads(text)
        moment = datetime.fromisoformat(before.pop("now"))
        if before != json.loads(json.dumps(identity)) or (now is not None and now != moment):
            raise FolderInUse(
                f"{self.folder}: has steps of other inputs, settings or versions; give another --out, or delete it"
            )
        return moment

    def step(self, name: str, make: Callable[[], DataFrame], *, batch: int | None = None) -> DataFrame:
        """The result of a step, made where it is not there yet. `batch`: rows in one Arrow batch."""
        path = f"{self.folder}/steps/{name}"

        def write() -> None:
            make().write.mode("overwrite").parquet(path)

        return self.written(name, write, batch=batch)

    def written(
        self, name: str, write: Callable[[], None], *, batch: int | None = None, folder: str = "steps"
    ) -> DataFrame:
        """The same, of what `write` writes under that name."""
        path = f"{self.folder}/{folder}/{name}" if folder else f"{self.folder}/{name}"
        started, is_there = time.monotonic(), self._exists(f"{path}/_SUCCESS")
        if not is_there:
            self.tell(f"{name}: begins")
            if batch is not None:
                self.session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(batch))
            # A step that was written in several pieces and ended early begins again.
            self._delete(path)
            write()
        frame = self.session.read.parquet(path)
        rows, seconds = frame.count(), time.monotonic() - started
        self.done.append(StepDone(name=name, rows=rows, seconds=round(seconds, 2), made=not is_there))
        rate = f", {rows / max(seconds, 0.001):,.0f} rows/s" if not is_there else ", kept from before"
        self.tell(f"{name}: {rows:,} rows, {seconds:.1f} s{rate}")
        return frame

    def report(self, **more: Any) -> dict[str, Any]:
        """Write what was done into `report.json`, and return it."""
        said = {**more, "steps": [asdict(step) for step in self.done]}
        self._write(f"{self.folder}/report.json", json.dumps(said, ensure_ascii=False, indent=1))
        return said

    def _at(self, path: str) -> tuple[Any, Any]:
        gateway: Any = self.session._jvm
        place = gateway.org.apache.hadoop.fs.Path(path)
        return place.getFileSystem(self.session._jsc.hadoopConfiguration()), place

    def _exists(self, path: str) -> bool:
        system, place = self._at(path)
        return bool(system.exists(place))

    def _delete(self, path: str) -> None:
        system, place = self._at(path)
        system.delete(place, True)

    def _text(self, path: str) -> str | None:
        system, place = self._at(path)
        if not system.exists(place):
            return None
        stream = system.open(place)
        gateway: Any = self.session._jvm
        text = gateway.org.apache.commons.io.IOUtils.toString(stream, "UTF-8")
        stream.close()
        return str(text)

    def _write(self, path: str, text: str) -> None:
        system, place = self._at(path)
        stream = system.create(place, True)
        stream.write(text.encode())
        stream.close()
