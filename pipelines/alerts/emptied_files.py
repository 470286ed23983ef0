"""Take out of the files of channels what messages said that say nothing any more."""

from __future__ import annotations

from pathlib import Path

from config.tables import Config
from db import Database
from pipelines.alerts.feed_channel import MESSAGES, feed_paths
from pipelines.alerts.jsonl_channel import empty_lines
from pipelines.alerts.sending import show_feed


def empty_files(database: Database, config: Config) -> list[str]:
    """Write feeds again, and lines of jsonl files over: why a file could not be, each a sentence."""
    problems = []
    for channel in config.channel:
        emptied = database.emptied_messages(channel.name) if channel.path is not None else set()
        if channel.path is None or not emptied:
            continue
        try:
            if channel.kind == "feed":
                first_id = database.first_message_id(channel.name)
                messages = database.latest_messages(channel.name, limit=MESSAGES)
                if first_id and messages:
                    show_feed(channel, config, first_id, messages)
                else:
                    for path in feed_paths(channel.path):
                        path.unlink(missing_ok=True)
            elif Path(channel.path).exists():
                empty_lines(Path(channel.path), emptied)
        except OSError as error:
            problems.append(f"{channel.path} cannot be written ({error.strerror})")
    return problems
