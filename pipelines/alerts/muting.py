"""What a person keeps quiet for a while. Pure: rows of the database in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.store import Row
from db.times import from_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Until when something is muted (None: for good), and in words why."""

    until: datetime | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an alert is about, as far as it can be muted: an article with the cluster of its text, an outlet, or a
    source by its address.
    """

    rule: str
    article: int | None = None
    cluster: int | None = None
    outlet: str | None = None
    source: str | None = None


def muting(about: About, mutes: Sequence[Row], muted_clusters: Mapping[str, int]) -> Quiet | None:
    """The mute that covers all of an alert, the longest first.

    `muted_clusters` says for each muted text, by the name that it was muted under, which cluster it is in by now.
    """
    found = [_quiet(mute) for mute in mutes if _covers(mute, about, muted_clusters)]
    return max(found, key=lambda quiet: (quiet.until is None, quiet.until), default=None)


def _covers(mute: Row, about: About, muted_clusters: Mapping[str, int]) -> bool:
    name = mute["name"]
    if mute["kind"] == "text":
        is_its_cluster = about.cluster is not None and muted_clusters.get(name) == about.cluster
        return is_its_cluster or (about.article is not None and name == str(about.article))
    return (
        name is not None and name == {"rule": about.rule, "outlet": about.outlet, "source": about.source}[mute["kind"]]
    )


def without_muted(matches: Sequence[Row], mutes: Sequence[Row]) -> tuple[list[Row], Quiet | None]:
    """The matches whose later carrier is no muted outlet; and, where none is left, the mute that ends first."""
    muted = {mute["name"]: mute for mute in mutes if mute["kind"] == "outlet"}
    left = [match for match in matches if not _carriers(match) & muted.keys()]
    if left or not matches:
        return left, None
    quiets = [_quiet(muted[name]) for match in matches for name in _carriers(match) & muted.keys()]
    return [], min(quiets, key=lambda quiet: (quiet.until is None, quiet.until))


def _carriers(match: Row) -> Collection[str]:
    return {match["later_outlet"], match["later_carrier"]} - {None}


def _quiet(mute: Row) -> Quiet:
    until = from_text(mute["until"]) if mute["until"] else None
    what = "this text" if mute["kind"] == "text" else f"{mute['kind']} {mute['name']}"
    return Quiet(until=until, why=f"the end of the mute of {what}")
