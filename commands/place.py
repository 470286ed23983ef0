"""Which configuration and which database a command works with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from config.tables import Config

DEFAULT_CONFIG = Path("naskh.toml")
SAMPLE_DATABASE = Path("naskh-sample.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`config_file` and `chosen_database` are what the options name, None where they were not given. `mistakes` are
    those of the file, for commands that can do without it: `config` then has the defaults.
    """

    config: Config
    has_config: bool
    database: Path
    config_file: Path | None
    chosen_database: Path | None
    mistakes: str | None = None

    @property
    def settings_file(self) -> Path | None:
        """The file that the configuration was read from; None where the defaults are used."""
        return (self.config_file or DEFAULT_CONFIG) if self.has_config else None

    @property
    def has_sample_only(self) -> bool:
        """Only the sample newswire was watched in this folder, and no option names another database."""
        is_default = not self.has_config and self.chosen_database is None
        return is_default and not _is_made(self.database) and SAMPLE_DATABASE.exists()

    @property
    def stored(self) -> Path:
        """The database that a command reads. After a first `naskh run` without a naskh.toml it is the sample's."""
        return SAMPLE_DATABASE if self.has_sample_only else self.database


def _is_made(database: Path) -> bool:
    """Whether there is a database. An empty file is none: sqlite3 leaves one when asked for a database that is not
    there.
    """
    try:
        return database.stat().st_size > 0
    except OSError:
        return False


def find_place(config_file: Path | None, database: Path | None, *, may_be_wrong: bool = False) -> Place:
    """The place that --config and --db name. Raises ConfigError when the configuration cannot be used, unless it
    `may_be_wrong`.
    """
    from config.loading import ConfigError, database_in, load_config
    from config.tables import Config

    path = config_file or DEFAULT_CONFIG
    has_config = config_file is not None or path.exists()
    mistakes = None
    try:
        config = load_config(path) if has_config else Config()
        named = config.database
    except ConfigError as error:
        if not may_be_wrong or not path.exists():
            raise
        config, named, mistakes = Config(), database_in(path), str(error)
    base = path.parent if has_config else Path()
    return Place(
        config=config,
        has_config=has_config,
        database=database or base / named,
        config_file=config_file,
        chosen_database=database,
        mistakes=mistakes,
    )


def stored_database(place: Place) -> Path:
    """The database that a command reads. Tells the user where it is the sample's."""
    if place.has_sample_only:
        click.echo(f"naskh: there is no {place.database} yet; using the sample newswire's {SAMPLE_DATABASE}", err=True)
    return place.stored
