"""The settings that a daemon runs with, and what it takes up when naskh.toml changes. The daemon puts them in force."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.changes import Change, as_far_as_possible, changes
from config.loading import ConfigError, config_in, nothing_to_watch
from config.tables import Config
from config.watch import Content, WatchedFile
from db import Database
from db.writer import Writer
from pipelines.outlets.names import outlet_of_source

log = logging.getLogger("naskh")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSettings:
    """What was found in a naskh.toml: the settings to run with, or the mistakes for which the old ones run on."""

    content: Content
    config: Config | None
    changes: tuple[Change, ...] = ()
    mistakes: str | None = None

    @property
    def words(self) -> str:
        """What is different now: "1 source added: https://...; rule mine changed: ..."."""
        return _joined(each for each in self.changes if not each.needs_restart) or "no setting changed"

    @property
    def restart_words(self) -> str | None:
        """What is different in the file, and is in force after a restart only."""
        return _joined(each for each in self.changes if each.needs_restart) or None


Narrowed = Callable[[Config], Config]


def whole(config: Config) -> Config:
    """For a daemon that all of a configuration concerns."""
    return config


class Settings:
    """The settings in force, and the file they come from, where they come from one."""

    def __init__(self, config: Config, file: Path | None, *, narrowed: Narrowed = whole) -> None:
        """`narrowed` gives what of a configuration concerns the daemon."""
        self.config = config
        self.narrowed = narrowed
        self.watched = None if file is None else WatchedFile(file, known=None)
        self._at_once = False

    async def begin(self, writer: Writer, *, run_id: int, now: datetime) -> None:
        """Write down which settings a run begins with. What changed since they were read is found by the first look."""
        if self.watched is None:
            return
        content = self.watched.read()
        found = self._judged(content, self.watched.path)
        if found.mistakes is None and not found.changes:
            self.watched.know(content)
            await writer.write(self._note, found, run_id=run_id, now=now)

    def ask(self) -> None:
        """Read the file with the next look, changed or not."""
        self._at_once = True

    async def look(self, *, seconds: float, now: datetime) -> NewSettings | None:
        """What a changed file says; None where that is known. `seconds` is a monotonic clock."""
        at_once, self._at_once = self._at_once, False
        if self.watched is None:
            if at_once:
                log.warning("settings are not read again: this is the sample newswire, without a naskh.toml")
            return None
        if at_once:
            content: Content | None = self.watched.read()
        else:
            content = self.watched.look(seconds=seconds, now_seconds=now.timestamp())
        # A file with 500 sources takes 0.1 s to read, too long for the loop.
        return None if content is None else await asyncio.to_thread(self._judged, content, self.watched.path)

    def save(self, database: Database, found: NewSettings, *, run_id: int, now: datetime) -> None:
        """Write down what is watched from now on, and under which settings, in the thread that writes. Raises
        db.CannotWrite.
        """
        if found.config is None:
            return
        with database.transaction():
            if found.changes:
                save_settings(database, found.config, now=now)
            self._note(database, found, run_id=run_id, now=now)

    def take_up(self, found: NewSettings) -> None:
        """Log once that what was found is in force now, or which mistakes it has."""
        assert self.watched is not None
        self.watched.know(found.content)
        self.config = found.config or self.config
        if found.mistakes is not None:
            words = "settings not taken up, the old ones stay in force: the file has mistakes"
            log.error(words, extra={"fields": {"mistakes": found.mistakes}})
            return
        log.info("settings taken up", extra={"fields": {"changes": found.words}})
        if found.restart_words:
            log.warning("some settings need a restart", extra={"fields": {"changes": found.restart_words}})

    def _note(self, database: Database, found: NewSettings, *, run_id: int, now: datetime) -> None:
        assert self.watched is not None and found.config is not None
        database.note_settings(
            run_id,
            path=self.watched.path.absolute(),
            file_hash=found.content.hash,
            config_hash=found.config.fingerprint(),
            changes=found.words if found.changes else None,
            needs_restart=found.restart_words,
            now=now,
        )

    def _judged(self, content: Content, path: Path) -> NewSettings:
        if content.raw is None:
            return NewSettings(content=content, config=None, mistakes=content.trouble)
        try:
            config = config_in(content.raw, path)
        except ConfigError as error:
            return NewSettings(content=content, config=None, mistakes=str(error))
        if why := nothing_to_watch(config, path):
            # An editor may have emptied the file.
            return NewSettings(content=content, config=None, mistakes=why)
        config = self.narrowed(config)
        return NewSettings(
            content=content, config=as_far_as_possible(self.config, config), changes=changes(self.config, config)
        )


def save_settings(database: Database, config: Config, *, now: datetime) -> None:
    """Write the outlets and sources of the configuration into the database."""
    with database.transaction():
        database.save_outlets(config.outlet, now=now)
        entries = [(entry, outlet_of_source(database, entry, now=now)) for entry in config.source]
        database.save_sources(entries, now=now, crawl=config.crawl)
        database.note_days(now=now)


def hear_hangups(
    loop: asyncio.AbstractEventLoop, *, read_again: Callable[[], None], stop: Callable[[int, object], None]
) -> None:
    """SIGHUP means "read the settings again"; when a terminal is closed, it ends the daemon, as usual."""
    has_terminal = sys.stderr.isatty()

    def hung_up(number: int, frame: object) -> None:
        if has_terminal and not os.isatty(2):
            stop(number, frame)
        else:
            loop.call_soon_threadsafe(read_again)

    signal.signal(signal.SIGHUP, hung_up)


def _joined(found: Iterable[Change]) -> str:
    return "; ".join(each.words for each in found)
