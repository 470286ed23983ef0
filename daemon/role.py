"""The role of a daemon: it watches by itself, or is one of several."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config.tables import Config
from daemon.settings import Narrowed, whole
from daemon.watching import Daemon
from db import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a daemon does that is one of several. `prepare` is called before anything else is written and raises
    DatabaseError where the database is of no use for it; `narrowed` gives what of a configuration counts.
    """

    make: Callable[..., Daemon]
    prepare: Callable[[Database, Config], None]
    narrowed: Narrowed = whole


def refuse_state(database: Database, config: Config) -> None:
    """Raise DatabaseError where a database is the state of a crawler."""
    database.refuse_crawler()


WATCH = Role(make=Daemon, prepare=refuse_state)
