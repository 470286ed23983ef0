"""The settings that go with a page to a worker. Separate from the reading, so that others need not import that.

They are plain values: a worker need not load pydantic to read a page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from model import OwnTopic, WatchedOutlet

if TYPE_CHECKING:
    from config.tables import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareSettings:
    """What a worker needs to know: `topics` are the names of the topics in use, `own_topics` those that the
    configuration defines; `watched` are the outlets, as JSON: with each page goes one text, not some thousand values.

    Two are equal when they were made of equal configurations, so that what is compiled from one can be kept.
    """

    fingerprint: str
    min_words: int
    topics: tuple[str, ...]
    own_topics: Mapping[str, OwnTopic] = field(default_factory=dict, compare=False)
    watched: str = field(default="[]", compare=False)
    keep_raw: bool = True

    @staticmethod
    def of(config: Config) -> PrepareSettings:
        names = {config.topic, *(outlet.topic for outlet in config.outlet if outlet.topic)} - {"all"}
        return PrepareSettings(
            fingerprint=config.fingerprint(),
            min_words=config.extraction.min_words,
            topics=tuple(sorted(names)),
            own_topics=own_topics(config),
            watched=json.dumps([(each.name, each.aliases, each.domains, each.groups) for each in config.outlet]),
            keep_raw=config.keep.raw_days > 0,
        )

    def watched_outlets(self) -> tuple[WatchedOutlet, ...]:
        """The outlets of the configuration."""
        return tuple(WatchedOutlet(each[0], *map(tuple, each[1:])) for each in json.loads(self.watched))


def own_topics(config: Config) -> dict[str, OwnTopic]:
    """The topics that a configuration defines, by name."""
    return {
        name: OwnTopic(words=tuple(each.words.items()), not_words=each.not_words, enough=each.enough)
        for name, each in config.topics.items()
    }
