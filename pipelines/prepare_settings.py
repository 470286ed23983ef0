"""What a worker needs to know to read pages; apart from the reading, so that others need not import that."""

from __future__ import annotations

from dataclasses import dataclass, field

from config import Config
from model import WatchedOutlet


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareSettings:
    """What a worker needs to know: `topics` are the names of the topics in use, `watched` the outlets by name.

    Two are equal when they were made of equal configurations, so that what is compiled from one can be kept.
    """

    config: Config = field(compare=False)
    fingerprint: str
    topics: tuple[str, ...]
    watched: tuple[WatchedOutlet, ...] = field(default=(), compare=False)
    keep_raw: bool = True

    @staticmethod
    def of(config: Config) -> PrepareSettings:
        names = {config.topic, *(outlet.topic for outlet in config.outlet if outlet.topic)} - {"all"}
        slim = config.model_copy(update={"outlet": (), "source": (), "alert": (), "channel": (), "licence": ()})
        return PrepareSettings(
            config=slim,
            fingerprint=config.fingerprint(),
            topics=tuple(sorted(names)),
            watched=tuple(
                WatchedOutlet(outlet.name, outlet.aliases, outlet.domains, outlet.groups) for outlet in config.outlet
            ),
            keep_raw=config.keep.raw_days > 0,
        )
