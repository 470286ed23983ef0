"""Decide which matches are worth an alert. Pure: rows of the database in, matches out."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from config.alerts import AlertRule
from db.store import Row
from pipelines.text.search_words import forms_of


def news_of(matches: Sequence[tuple[Row, Row | None]], rule: AlertRule, *, words: str) -> Row | None:
    """The first of an article's matches that satisfies a rule and is news; None where there is none.

    Each match comes with the one that the same two articles had before, if any: what satisfied a rule already is no
    news. `words` are title and text in the form of `search_words.search_text`.
    """
    for match, before in matches:
        if satisfies(match, rule, words=words) and not (before and satisfies(before, rule, words=words)):
            return match
    return None


def satisfies(match: Row, rule: AlertRule, *, words: str) -> bool:
    """Whether a match is what a rule asks for, apart from the number of copies. `words` are the later article's."""
    return (
        match["relation"] in rule.relations
        and match["share_of_later"] >= rule.min_share
        and (match["share_of_earlier"] or 0) * (match["earlier_words"] or 0) >= rule.min_words
        and (rule.same_outlet or not match["same_outlet"])
        and _is_between_those_meant(match, rule)
        and (not rule.without_credit or match["credited"] == "none_found")
        and (not rule.languages or match["later_language"] in rule.languages)
        and (not rule.topics or match["later_topic"] in rule.topics)
        and (not rule.words or phrase_in(words, rule) is not None)
    )


def may_concern(article: Row, groups: Collection[str], rule: AlertRule) -> bool:
    """Whether a rule about articles alone looks at this one. `groups` are those of its outlet."""
    anywhere = not (rule.outlets or rule.groups)
    return (
        (anywhere or article["outlet"] in rule.outlets or not set(groups).isdisjoint(rule.groups))
        and (not rule.languages or article["language"] in rule.languages)
        and (not rule.topics or article["topic"] in rule.topics)
    )


def phrase_in(words: str, rule: AlertRule) -> str | None:
    """The first of a rule's words and phrases that stands in a text; None where none does. `words` is the text in the
    form of `search_words.search_text`.
    """
    found = (word for word in rule.words if any(f" {form} " in f" {words} " for form in forms_of(word)))
    return next(found, None)


def _is_between_those_meant(match: Row, rule: AlertRule) -> bool:
    if not (rule.outlets or rule.groups):
        return True
    ours = is_named(match, "earlier_outlet", "earlier_groups", rule)
    # An aggregator carries a text in the name of its outlet: who carries it is whose page it is.
    ours_there = is_named(match, "later_carrier", "later_carrier_groups", rule)
    if rule.direction == "they_carry_ours":
        return ours and not ours_there
    if rule.direction == "we_carry_theirs":
        return ours_there and not ours
    return ours or ours_there or is_named(match, "later_outlet", "later_groups", rule)


def is_named(match: Row, name: str, groups: str, rule: AlertRule) -> bool:
    """Whether a rule names an outlet, by its name or by a group."""
    return match[name] in rule.outlets or not set(json.loads(match[groups] or "[]")).isdisjoint(rule.groups)
