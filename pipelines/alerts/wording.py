"""Word an alert. Pure: a row of the database in, text out.

Careful on purpose: an alert says what is where, never who took it from whom. What a page says is one line of text here,
whatever it holds; what a channel would take for markup is that channel's matter (`channels`).
"""

from __future__ import annotations

from db.store import Row
from db.times import published_in_words, time_in_words
from pipelines.credits.crediting import credit_words
from pipelines.text.harmless import cut, one_address

_MOST_OF_A_TITLE, _MOST_OF_A_NAME, _MOST_OF_A_LINE = 300, 100, 500


def alert_title(match: Row) -> str:
    """One line: who carries how much of whose text."""
    later, earlier = _name(match, "later"), _name(match, "earlier")
    share = percent(match["share_of_later"])
    if match["relation"] == "partial":
        other = "another of its articles" if match["same_outlet"] else earlier
        return f"{later} shares a passage with {other} ({share})"
    if match["share_of_later"] < match["share_of_earlier"]:
        # A page of several stories: little of it is the copy, and the copy may be the whole of the other.
        share = f"{percent(match['share_of_earlier'])} of that text, {share} of this one"
    if _is_of_same_outlet(match) and _is_elsewhere(match, "later"):
        return f"{cut(match['later_carrier'], _MOST_OF_A_NAME)} carries a text of {earlier} ({share})"
    if match["same_outlet"]:
        return f"{later} carries a text a second time ({share})"
    if _has_first(match):
        sure = "appeared first in" if match["first_order_known"] else "may have appeared first in"
        return f"{later} and {earlier} carry a text that {sure} {_name(match, 'first')} ({share})"
    if not match["order_known"]:
        return f"{later} and {earlier} carry the same text ({share}); which came first is not known"
    return f"{later} carries a text that appeared earlier in {earlier} ({share})"


def alert_text(match: Row) -> str:
    """A few lines: what is where, how much, how much later, and what is known of a credit."""
    lines = [
        _line(match, "later"),
        f"{percent(match['share_of_later'])} of it is in:",
        _line(match, "earlier"),
        _lag(match),
        cut(match["reason"], _MOST_OF_A_LINE),
    ]
    if _has_first(match):
        sure = "This text appeared first in:" if match["first_order_known"] else "This text may have appeared first in:"
        lines += [sure, _line(match, "first")]
    if match["relation"] != "partial":
        credits = (match.get("later_credits") or (), match.get("earlier_credits") or ())
        words = credit_words(match["credited"], *credits, same_outlet=bool(match["same_outlet"]))
        lines.append(cut(_aggregated(match) or words, _MOST_OF_A_LINE))
    if correction := match.get("correction"):
        lines.append(cut(correction_words(correction.words, correction.seen_at), _MOST_OF_A_LINE))
    return "\n".join(line for line in lines if line)


def correction_words(words: str, seen_at: str) -> str:
    """What a text corrected after a copy of it was seen."""
    said = f"The earlier text was corrected after this copy was seen (noticed {time_in_words(seen_at)})"
    return f"{said}: «{cut(words, _MOST_OF_A_TITLE)}»"


def percent(share: float) -> str:
    """`82 %`; 100 % only when it is all."""
    return f"{min(int(share * 100 + 0.5), 99 if share < 1 else 100)} %"


def _outlet(match: Row, side: str) -> str:
    return cut(str(match[f"{side}_outlet"] or match[f"{side}_url"]), _MOST_OF_A_NAME)


def _aggregated(match: Row) -> str | None:
    """What is known of a credit where an aggregator carries the outlet's text, or had it before; else None."""
    if not _is_of_same_outlet(match):
        return None
    if _is_elsewhere(match, "later"):
        return f"Credit: the page names {_outlet(match, 'later')}."
    if _is_elsewhere(match, "earlier"):
        return "Credit: the outlet publishes its own text, which an aggregator's page had before."
    return None


def _name(match: Row, side: str) -> str:
    """The outlet; with the aggregator on whose page the text is."""
    carrier = f" on {cut(match[f'{side}_carrier'], _MOST_OF_A_NAME)}" if _is_elsewhere(match, side) else ""
    return f"{_outlet(match, side)}{carrier}"


def _has_first(match: Row) -> bool:
    """Whether the text was in a third article before."""
    return match.get("first_url") is not None and match["relation"] != "partial"


def _is_of_same_outlet(match: Row) -> bool:
    return bool(match["same_outlet"]) or _outlet(match, "later") == _outlet(match, "earlier")


def _is_elsewhere(match: Row, side: str) -> bool:
    """Whether it stands on a page of another than its outlet: an aggregator."""
    outlet, carrier = match[f"{side}_outlet"], match[f"{side}_carrier"]
    return None not in (outlet, carrier) and outlet != carrier


def _line(match: Row, side: str) -> str:
    when = published_in_words(match, f"{side}_") or f"seen {time_in_words(match[f'{side}_first_seen_at'])}"
    title = cut(match[f"{side}_title"] or "", _MOST_OF_A_TITLE) or "(no title)"
    carrier = match[f"{side}_carrier"]
    where = f", on a page of {cut(carrier, _MOST_OF_A_NAME)}" if _is_elsewhere(match, side) else ""
    return f"«{title}» - {_outlet(match, side)}{where}, {when}\n{one_address(match[f'{side}_url'])}"


def _lag(match: Row) -> str:
    if not match["order_known"]:
        return f"Which came first is not known: {match['order_reason']}."
    return f"{match['order_reason'][:1].upper()}{match['order_reason'][1:]}."
