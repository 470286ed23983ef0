"""What a daemon finds in its naskh.toml while it runs, look by look. In a daemon: test_settings_in_force.py."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.loading import load_config
from config.tables import Config
from config.watch import QUIET_SECONDS
from daemon.settings import NewSettings, Settings

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
FIRST = '[[source]]\nurl = "https://paper.example/feed"\n'


class Watch:
    """Settings that are looked at every second, as a daemon looks."""

    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        file.write_text(text, "utf-8")
        self.settings = Settings(load_config(file), file)
        self.seconds = 0.0

    def look(self) -> NewSettings | None:
        self.seconds += QUIET_SECONDS
        now = NOW + timedelta(seconds=self.seconds)
        return asyncio.run(self.settings.look(seconds=self.seconds, now=now))

    def change(self, text: str) -> NewSettings:
        """What is found once a changed file has stayed the same for a while."""
        self.file.write_text(text, "utf-8")
        assert self.look() is None
        found = self.look()
        assert found is not None
        self.settings.take_up(found)
        assert (self.look(), self.look()) == (None, None), "it is known now"
        return found


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    watch = Watch(tmp_path / "naskh.toml", FIRST)
    watch.settings.watched.know(watch.settings.watched.read())  # type: ignore[union-attr]
    return watch


def test_a_file_that_stays_as_it_is_brings_nothing(watch: Watch) -> None:
    assert [watch.look() for _ in range(3)] == [None, None, None]
    watch.settings.ask()
    found = watch.look()
    assert found is not None and found.changes == ()
    assert watch.look() is None


def test_what_changed_is_in_force_but_for_what_needs_a_restart(watch: Watch) -> None:
    found = watch.change(f'{FIRST}every = "20m"\n[extraction]\nworkers = 1\n')
    assert "https://paper.example/feed" in found.words
    assert found.restart_words == "extraction.workers: 2 -> 1"
    [source] = watch.settings.config.source
    assert source.every == 1200
    assert watch.settings.config.extraction.workers == Config().extraction.workers


@pytest.mark.parametrize(
    ("text", "mistake"), [("[[source]\n", "is not valid TOML"), ("", "nothing to watch"), ("crawl = 1\n", "crawl: ")]
)
def test_with_mistakes_the_old_settings_stay_in_force(watch: Watch, text: str, mistake: str) -> None:
    before = watch.settings.config
    found = watch.change(text)
    assert found.config is None and mistake in (found.mistakes or "")
    assert watch.settings.config == before


def test_a_file_that_is_gone_is_a_mistake(watch: Watch) -> None:
    watch.file.unlink()
    assert watch.look() is None
    found = watch.look()
    assert found is not None and "cannot be read" in (found.mistakes or "")


def test_the_sample_has_no_file_to_read_again() -> None:
    settings = Settings(Config(), None)
    settings.ask()
    assert asyncio.run(settings.look(seconds=0.0, now=NOW)) is None
