"""Decide which matches are worth an alert. Pure: rows of the database in, alerts out."""

from __future__ import annotations

import json
from collections.abc import Sequence

from config import AlertRule
from db.store import Row
from model import Alert
from pipelines.alerts.wording import alert_text, alert_title
from pipelines.text.search_words import forms_of


def alerts_of(matches: Sequence[tuple[Row, Row | None]], rules: Sequence[AlertRule], *, words: str) -> list[Alert]:
    """One alert a rule at most, for the first match that satisfies it.

    Each match comes with the one that the same two articles had before, if any: what satisfied a rule already is no
    news. `words` are title and text in the form of `search_words.search_text`.
    """
    found = []
    for rule in rules:
        news = (
            match
            for match, before in matches
            if _satisfies(match, rule, words) and not (before and _satisfies(before, rule, words))
        )
        match = next(news, None)
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


def _satisfies(match: Row, rule: AlertRule, words: str) -> bool:
    outlets = {match["later_outlet"], match["earlier_outlet"]}
    groups = {*json.loads(match["later_groups"] or "[]"), *json.loads(match["earlier_groups"] or "[]")}
    return (
        match["relation"] in rule.relations
        and match["share_of_later"] >= rule.min_share
        and (rule.same_outlet or not match["same_outlet"])
        and (not rule.outlets or bool(outlets & set(rule.outlets)))
        and (not rule.groups or bool(groups & set(rule.groups)))
        and (not rule.words or any(f" {form} " in f" {words} " for word in rule.words for form in forms_of(word)))
    )
