"""Decide which matches are worth an alert. Pure: rows of the database in, matches out."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import timedelta

from config.alerts import AlertRule
from db.store import Row
from db.times import from_text
from model import COPIES
from pipelines.text.search_words import forms_of

# A source may be visited once an hour, and its list may be older than that.
_LONG_UNSEEN = timedelta(hours=3)
# So many visits that did not find it: its source was not paused, new or out of reach.
_VISITS_UNSEEN = 2


def open_matches(
    matches: Sequence[tuple[Row, Row | None]], article_id: int, settled: Collection[int]
) -> list[tuple[Row, Row | None]]:
    """An article's matches that nobody settled, those first in which it is the later one.

    `settled` are the ids of matches with a verdict or a licence. Who may carry a text may carry it whoever else does,
    and who credits one carrier of it need not credit the others.
    """
    allowed = allowed_texts([row for row, _ in matches], settled)
    with_credit = {
        (row["later_id"], row["cluster"]) for row, _ in matches if row["credited"] == "credited" and row["cluster"]
    }
    still_open = [
        ({**row, "credited": "credited"} if (row["later_id"], row["cluster"]) in with_credit else row, before)
        for row, before in matches
        if row["id"] not in settled and (row["later_id"], row["cluster"]) not in allowed
    ]
    return sorted(still_open, key=lambda match: match[0]["later_id"] != article_id)


def allowed_texts(matches: Sequence[Row], settled: Collection[int]) -> set[tuple[int, int]]:
    """Which articles may carry the text of which cluster, by a verdict or licence on one of these matches."""
    return {
        (row["later_id"], row["cluster"])
        for row in matches
        if row["id"] in settled and row["cluster"] is not None and row["verdict"] != "not-a-copy"
    }


def news_of(matches: Sequence[tuple[Row, Row | None]], rule: AlertRule, *, words: str) -> list[Row]:
    """Of an article's matches those that satisfy a rule and are news: the first one, and of a round-up, which belongs
    to no cluster, all copies.

    Each match comes with the one that the same two articles had before, if any: what satisfied a rule already is no
    news. `words` are title and text in the form of `search_words.search_text`.
    """
    news = [
        match
        for match, before in matches
        if satisfies(match, rule, words=words) and not (before and satisfies(before, rule, words=words))
    ]
    is_roundup = all(match["cluster"] is None for match in news)
    return [match for n, match in enumerate(news) if n == 0 or (is_roundup and match["relation"] in COPIES)]


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
    if rule.direction == "any":
        return ours or ours_there or is_named(match, "later_outlet", "later_groups", rule)
    they_carry_ours, we_carry_theirs = ours and not ours_there, ours_there and not ours
    if not match["order_known"] or _may_be_dated_back(match):
        # Either may be the one that has the other's.
        ours, ours_there = (
            is_named(match, "later_outlet", "later_groups", rule),
            is_named(match, "earlier_carrier", "earlier_carrier_groups", rule),
        )
        they_carry_ours = they_carry_ours or (ours and not ours_there)
        we_carry_theirs = we_carry_theirs or (ours_there and not ours)
    return they_carry_ours if rule.direction == "they_carry_ours" else we_carry_theirs


def seen_before(match: Row) -> timedelta | None:
    """How long before the earlier article the later one was seen, where both were watched and that is long."""
    if match.get("later_source_id") is None or match.get("earlier_source_id") is None:
        return None
    gap = from_text(match["earlier_first_seen_at"]) - from_text(match["later_first_seen_at"])
    return gap if gap >= _LONG_UNSEEN else None


def _may_be_dated_back(match: Row) -> bool:
    """Whether the earlier article gives a time at which visits to its source did not find it, long after the later one
    was seen, which does not name it.
    """
    return (
        seen_before(match) is not None
        and (match.get("visits_between") or 0) >= _VISITS_UNSEEN
        and match["credited"] != "credited"
    )


def is_named(match: Row, name: str, groups: str, rule: AlertRule) -> bool:
    """Whether a rule names an outlet, by its name or by a group."""
    return match[name] in rule.outlets or not set(json.loads(match[groups] or "[]")).isdisjoint(rule.groups)
