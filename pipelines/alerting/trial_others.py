"""What rules that are not about copies would have reported about what is stored. Sends nothing and stores nothing.

Each kind is asked in the order in which things happened, as if the rule had been there; mutes, quiet hours and limits
of channels are left out. A sentence says what the past does not show (`unknown_of`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from config.alerts import AlertRule
from config.tables import Config
from db import Database
from db.store import Row
from db.times import from_text, to_text
from pipelines.alerting.articles import ArticleAlerts
from pipelines.alerting.corrections import CorrectionAlerts
from pipelines.alerting.troubles import failing, found_by
from pipelines.alerts.correction_wording import word_correction
from pipelines.alerts.grouping import turn_at_once
from pipelines.alerts.trouble_words import begun_words, ended_words
from pipelines.alerts.troubles import AGAIN_AFTER, FAILING_FOR, Trouble, concerns, is_failing
from pipelines.alerts.wording import Worded, Wording
from pipelines.text.search_words import search_expression


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedNotice:
    """A message that would have been sent at a time, of so many alerts. `is_due` is false where it would still wait."""

    at: datetime
    title: str
    text: str
    alerts: int
    is_due: bool


# When something would have been reported, and in which words.
_Told = tuple[datetime, Worded]

_UNKNOWN: Mapping[str, str] = {
    "phrase": "Texts are looked into as they are now.",
    "spread": "Copies that were imported are not counted: an import says nothing of how a text spread.",
    "correction": "A text whose correction made it no copy of the others any more is left out.",
    "source": "An outage is shown as if it was told two hours after it began. Sources that are paused or no longer "
    "watched are left out.",
    "disk": "How full the disk was is not stored, so that the past cannot tell what this rule would have sent.",
}


def unknown_of(rule: AlertRule) -> str | None:
    """What the past does not show about a rule, in one sentence or two; None where it shows all."""
    return _UNKNOWN.get(rule.kind)


def try_other(
    database: Database, config: Config, rule: AlertRule, *, since: datetime, now: datetime
) -> list[TriedNotice]:
    """The messages that a rule would have sent a channel since then, oldest first; none of a rule about the disk."""
    zone = ZoneInfo(config.reader.time_zone)
    ways: Mapping[str, Callable[[], Iterator[_Told]]] = {
        "phrase": lambda: _phrases(database, config, rule, since),
        "spread": lambda: _spread(database, config, rule, since),
        "correction": lambda: _corrections(database, config, rule, since, zone),
        "source": lambda: _troubles(database, config, rule, since, now, zone),
    }
    told = sorted(ways[rule.kind](), key=lambda each: each[0]) if rule.kind in ways else []
    due = [(turn_at_once(rule, zone=zone, now=at).due_at, says) for at, says in told]
    # Sources that fail together are one message without a digest, too.
    is_together = rule.digest is not None or rule.kind == "source"
    batches = (
        [list(batch) for _, batch in groupby(due, key=lambda each: each[0])] if is_together else [[x] for x in due]
    )
    wording = Wording(zone)
    return [_notice([says for _, says in batch], batch[0][0], wording, config, now=now) for batch in batches]


def _notice(parts: list[Worded], at: datetime, wording: Wording, config: Config, *, now: datetime) -> TriedNotice:
    one = parts[0] if len(parts) == 1 else wording.digest_of(parts, config.reader.language)
    return TriedNotice(at=at, title=one.title, text=one.text, alerts=len(parts), is_due=at <= now)


def _phrases(database: Database, config: Config, rule: AlertRule, since: datetime) -> Iterator[_Told]:
    asking = ArticleAlerts(database, config)
    found: dict[int, Row] = {}
    for word in rule.words:
        expression = search_expression('"' + word.replace('"', " ") + '"')
        if expression is not None:
            rows = database.search_articles(expression, since=since, limit=None)
            found |= {row["id"]: row for row in rows}
    told: set[tuple[str, int]] = set()
    for row in sorted(found.values(), key=lambda row: (row["first_seen_at"], row["id"])):
        text = ("cluster", row["cluster_id"]) if row["cluster_id"] is not None else ("article", row["id"])
        if text not in told and (says := asking.phrase_told(row, rule)) is not None:
            told.add(text)
            yield from_text(row["first_seen_at"]), says


def _spread(database: Database, config: Config, rule: AlertRule, since: datetime) -> Iterator[_Told]:
    asking = ArticleAlerts(database, config)
    told: set[int] = set()
    for row in database.copies_since(since):
        text = database.text_with(row["id"])
        if text is None or text["id"] in told:
            continue
        at = from_text(row["first_seen_at"])
        says = asking.spread_told(text, row["copies"], rule, at=at)
        if says is not None:
            told.add(text["id"])
            yield at, says


def _corrections(
    database: Database, config: Config, rule: AlertRule, since: datetime, zone: ZoneInfo
) -> Iterator[_Told]:
    asking = CorrectionAlerts(database, config)
    # Which article of a text was reported, and since when.
    told: dict[int, tuple[int, datetime]] = {}
    for row in database.corrected_since(since):
        article_id, at = row["article_id"], from_text(row["seen_until"])
        matches = asking.carriage(article_id)
        cluster = matches[0]["cluster"] if matches else None
        if cluster is None or told.get(cluster, (article_id, at))[0] != article_id:
            continue
        _, first = told.get(cluster, (article_id, at))
        says = asking.worth_telling(article_id, matches, rule, since=first, at=at)
        if says is not None:
            told[cluster] = (article_id, first)
            yield at, word_correction(says, config.reader.language, zone)


def _troubles(
    database: Database, config: Config, rule: AlertRule, since: datetime, now: datetime, zone: ZoneInfo
) -> Iterator[_Told]:
    language = config.reader.language
    last_end: dict[str, datetime] = {}
    for trouble, ended_at in sorted(_past_troubles(database, since, now), key=lambda each: each[0].since):
        if not concerns(rule, trouble):
            continue
        before = last_end.get(trouble.subject)
        comes_back = before is not None and trouble.since - before < AGAIN_AFTER
        at = trouble.since + (AGAIN_AFTER if comes_back else FAILING_FOR if trouble.kind == "failing" else timedelta())
        if at > now or (ended_at is not None and ended_at < at):
            continue
        if at >= since:
            yield at, begun_words(trouble, language, zone)
        if ended_at is not None:
            last_end[trouble.subject] = ended_at
            alert = {"subject": trouble.subject, "outlet": trouble.outlet, "created_at": to_text(at)}
            yield ended_at, ended_words(alert, language, zone, now=ended_at)


def _past_troubles(database: Database, since: datetime, now: datetime) -> Iterator[tuple[Trouble, datetime | None]]:
    """What went wrong since then, and when it was over."""
    for row in database.failures_of_period(since, now):
        began = from_text(row["since"])
        over = from_text(row["over_at"]) if row["over_at"] else None
        if is_failing(row["failures"], began, now=over or now):
            yield failing({**row, "message": row["reason"]}, began), over
    for row in database.changes_since(since):
        if (trouble := found_by(row)) is not None:
            yield trouble, from_text(row["ended_at"]) if row["ended_at"] else None
