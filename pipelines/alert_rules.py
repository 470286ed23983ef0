"""Decide which matches are worth an alert, and word it. Pure: rows of the database in, alerts out.

The words are careful on purpose: a match says what stands where, never who took it from whom.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from config import AlertRule
from db.store import Row
from model import Alert
from pipelines.normalize import normalize
from pipelines.order import in_words


def alerts_of(matches: Sequence[Row], rules: Sequence[AlertRule], *, words: str) -> list[Alert]:
    """One alert a rule at most, for the first match that satisfies it; `words` is the normalised text and title."""
    found = []
    for rule in rules:
        match = next((match for match in matches if _satisfies(match, rule, words)), None)
        if match is not None:
            found.append(
                Alert(
                    rule=rule.name,
                    match_id=match["id"],
                    title=alert_title(match),
                    text=alert_text(match),
                    channels=rule.channels,
                )
            )
    return found


def alert_title(match: Row) -> str:
    """One line: who carries how much of whose text."""
    later, earlier = _outlet(match, "later"), _outlet(match, "earlier")
    share = percent(match["share_of_later"])
    if match["same_outlet"]:
        return f"{later} carries a text a second time ({share} the same)"
    if not match["order_known"]:
        return f"{later} and {earlier} carry the same text ({share}); which came first is not known"
    if match["relation"] == "partial":
        return f"{later} shares a passage with {earlier} ({share})"
    return f"{later} carries a text that stood in {earlier} ({share})"


def alert_text(match: Row) -> str:
    """A few lines: what stands where, how much, how much later, and what is known of a credit."""
    lines = [
        _line(match, "later"),
        f"{percent(match['share_of_later'])} of it stands in:",
        _line(match, "earlier"),
        _lag(match),
        match["reason"],
    ]
    if match["relation"] != "partial":
        lines.append("Credit: not determined. Both may come from a third source.")
    return "\n".join(line for line in lines if line)


def percent(share: float) -> str:
    """`82 %`; 100 % only when it is all."""
    return f"{min(int(share * 100 + 0.5), 99 if share < 1 else 100)} %"


def _satisfies(match: Row, rule: AlertRule, words: str) -> bool:
    outlets = {match["later_outlet"], match["earlier_outlet"]}
    groups = {*json.loads(match["later_groups"] or "[]"), *json.loads(match["earlier_groups"] or "[]")}
    return (
        match["relation"] in rule.relations
        and match["share_of_later"] >= rule.min_share
        and (rule.same_outlet or not match["same_outlet"])
        and (not rule.outlets or bool(outlets & set(rule.outlets)))
        and (not rule.groups or bool(groups & set(rule.groups)))
        and (not rule.words or any(f" {normalize(word)} " in f" {words} " for word in rule.words))
    )


def _outlet(match: Row, side: str) -> str:
    return str(match[f"{side}_outlet"] or match[f"{side}_url"])


def _line(match: Row, side: str) -> str:
    when = match[f"{side}_published_at"] or f"seen {match[f'{side}_first_seen_at']}"
    title = match[f"{side}_title"] or "(no title)"
    return f"«{title}» - {_outlet(match, side)}, {when}\n{match[f'{side}_url']}"


def _lag(match: Row) -> str:
    if not match["order_known"]:
        return f"Which came first is not known: {match['order_reason']}."
    times = [_moment(match[f"{side}_published_at"]) for side in ("later", "earlier")]
    if times[0] and times[1]:
        return f"Published {in_words(times[0] - times[1])} later."
    return f"{match['order_reason'][:1].upper()}{match['order_reason'][1:]}."


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text and text.endswith("Z") else None
