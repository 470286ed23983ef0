"""The settings that go with a page to a worker. Separate from the reading, so that others need not import that."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from config import Config
from model import WatchedOutlet


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareSettings:
    """What a worker needs to know: `topics` are the names of the topics in use; `watched` are the outlets, as
    JSON: with each page goes one text, not some thousand values.

    Two are equal when they were made of equal configurations, so that what is compiled from one can be kept.
    """

    config: Config = field(compare=False)
    fingerprint: str
    topics: tuple[str, ...]
    watched: str = field(default="[]", compare=False)
    keep_raw: bool = True

    @staticmethod
    def of(config: Config) -> PrepareSettings:
        names = {config.topic, *(outlet.topic for outlet in config.outlet if outlet.topic)} - {"all"}
        slim = config.model_copy(update={"outlet": (), "source": (), "alert": (), "channel": (), "licence": ()})
        return PrepareSettings(
            config=slim,
            fingerprint=config.fingerprint(),
            topics=tuple(sorted(names)),
            watched=json.dumps([(each.name, each.aliases, each.domains, each.groups) for each in config.outlet]),
            keep_raw=config.keep.raw_days > 0,
        )

    def watched_outlets(self) -> tuple[WatchedOutlet, ...]:
        """The outlets of the configuration."""
        return tuple(WatchedOutlet(each[0], *map(tuple, each[1:])) for each in json.loads(self.watched))
