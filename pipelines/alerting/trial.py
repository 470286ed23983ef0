"""What a rule would have reported about the stored matches. Sends nothing and stores nothing.

The matches are taken in the order in which they were found, as if the rule had been there. Mutes, quiet hours and
limits of channels are left out: they change from moment to moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from config.alerts import AlertRule
from config.tables import Config
from db import Database
from db.store import Row
from db.times import from_text
from pipelines.alerting.texts import Alerting
from pipelines.alerts.grouping import Turn, turn_of
from pipelines.alerts.rules import allowed_texts, satisfies
from pipelines.alerts.telling import copies_in
from pipelines.copies.verdicts import verdict_of
from pipelines.text.search_words import searched


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedMessage:
    """A message that would have been sent at a time, and how many texts and copies it reports. `is_due` is false where
    it would still wait.
    """

    at: datetime
    title: str
    text: str
    texts: int
    copies: int
    is_due: bool


@dataclass(slots=True)
class _Text:
    """One text: the matches found so far, how many copies were reported, and when the next message is due."""

    matches: list[Row] = field(default_factory=list)
    told: int = 0
    turn: Turn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """What would have been reported about one text at a time."""

    at: datetime
    matches: tuple[Row, ...]
    told: int


def try_rule(
    database: Database, config: Config, rule: AlertRule, *, since: datetime, now: datetime
) -> list[TriedMessage]:
    """The messages that a rule would have sent a channel since then, oldest first."""
    news = _news(_found(database, config, rule, since=since), rule, ZoneInfo(config.reader.time_zone))
    alerting = Alerting(database, config)
    if rule.digest is None:
        batches = [[each] for each in news]
    else:
        batches = [list(batch) for _, batch in groupby(news, key=lambda each: each.at)]
    return [_message(batch, alerting, rule, now=now) for batch in batches]


def _found(database: Database, config: Config, rule: AlertRule, *, since: datetime) -> list[Row]:
    """The first match of each article that satisfies the rule and that nobody settled, in the order of finding."""
    found: dict[int, Row] = {}
    words: dict[int, str] = {}
    rows = database.list_matches(relations=rule.relations, since=since, limit=None)[::-1]
    settled = {row["id"] for row in rows if verdict_of(row, config.licence)[0] is not None}
    allowed = allowed_texts(rows, settled)
    for row in rows:
        article_id = row["later_id"]
        if article_id in found or row["id"] in settled or (article_id, row["cluster"]) in allowed:
            continue
        if rule.words and article_id not in words:
            article = database.article_row(article_id)
            assert article is not None
            words[article_id] = searched(article["title"], article["text"])
        if satisfies(row, rule, words=words.get(article_id, "")):
            found[article_id] = row
    return list(found.values())


def _news(matches: Sequence[Row], rule: AlertRule, zone: ZoneInfo) -> list[_News]:
    texts: list[_Text] = []
    text_of: dict[tuple[str, int], _Text] = {}
    news: list[_News] = []
    for match in matches:
        keys = [("article", match["later_id"]), ("article", match["earlier_id"])]
        keys += [("cluster", match["cluster"])] if match["cluster"] is not None else []
        text = next((text_of[key] for key in keys if key in text_of), None)
        if text is None:
            texts.append(text := _Text())
        text_of.update(dict.fromkeys(keys, text))
        at = from_text(match["found_at"])
        _tell(text, news, before=at)
        text.matches.append(match)
        copies = copies_in(text.matches)
        if copies < rule.min_copies:
            continue
        waits = text.turn is not None
        text.turn = turn_of(rule, copies=copies, told=text.told, waits=waits, zone=zone, now=at) or text.turn
    for text in texts:
        _tell(text, news, before=None)
    return sorted(news, key=lambda each: each.at)


def _tell(text: _Text, news: list[_News], *, before: datetime | None) -> None:
    """Report what fell due before a time; without one, what is left."""
    if text.turn is None or (before is not None and text.turn.due_at > before):
        return
    news.append(_News(at=text.turn.due_at, matches=tuple(text.matches), told=text.told))
    text.told, text.turn = copies_in(text.matches), None


def _message(batch: Sequence[_News], alerting: Alerting, rule: AlertRule, *, now: datetime) -> TriedMessage:
    composing = alerting.composing
    says = [
        composing.word(alerting.for_telling(list(each.matches), rule), rule, None, told=each.told) for each in batch
    ]
    one = says[0] if len(says) == 1 else composing.digest(says, None)
    return TriedMessage(
        at=batch[0].at,
        title=one.title,
        text=one.text,
        texts=len(batch),
        copies=sum(copies_in(each.matches) for each in batch),
        is_due=batch[0].at <= now,
    )
