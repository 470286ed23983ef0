"""Which configuration and which database a command works with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config import DEFAULT_CONFIG, Config, load_config
from db import Database, DatabaseError

SAMPLE_DATABASE = Path("naskh-sample.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`config_file` and `chosen_database` are what the options say, None where they are not given."""

    config: Config
    has_config: bool
    database: Path
    config_file: Path | None
    chosen_database: Path | None

    @property
    def has_sample_only(self) -> bool:
        """Only the sample newswire was watched in this folder, and nothing else was asked for."""
        is_default = not self.has_config and self.chosen_database is None
        return is_default and not self.database.exists() and SAMPLE_DATABASE.exists()


def find_place(config_file: Path | None, database: Path | None) -> Place:
    """The place that --config and --db name. Raises ConfigError when the configuration cannot be used."""
    path = config_file or DEFAULT_CONFIG
    has_config = config_file is not None or path.exists()
    config = load_config(path) if has_config else Config()
    base = path.parent if has_config else Path()
    return Place(
        config=config,
        has_config=has_config,
        database=database or base / config.database,
        config_file=config_file,
        chosen_database=database,
    )


@contextmanager
def reading(place: Place) -> Iterator[Database]:
    """The database of a place, to read only. Raises DatabaseError when there is none."""
    if place.has_sample_only:
        raise DatabaseError(f"there is no {place.database}; what the sample newswire left is in --db {SAMPLE_DATABASE}")
    with Database(place.database, read_only=True) as database:
        yield database
