"""Word an alert. Pure: a row of the database in, text out.

Careful on purpose: an alert says what is where, never who took it from whom. What a page says is one line of text here,
whatever it holds; what a channel would take for markup is that channel's matter (`channels`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from config_alerts import ChannelLanguage
from db.store import Row
from pipelines.credits.crediting import credit_words
from pipelines.text.harmless import cut, one_address

_MOST_OF_A_TITLE, _MOST_OF_A_NAME, _MOST_OF_A_LINE = 300, 100, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """What a message says: one line, and a few."""

    title: str
    text: str


def worded(matches: Sequence[Row], language: ChannelLanguage, *, zone: tzinfo) -> Worded:
    """Word what is told of a text: of all these matches, the newest first."""
    return Worded(title=alert_title(matches[-1]), text=alert_text(matches[-1]))


def digest_of(parts: Sequence[Worded], language: ChannelLanguage, *, zone: tzinfo) -> Worded:
    """One message of several."""
    title = f"{len(parts)} texts were copied"
    return Worded(title=title, text="\n\n".join(f"{part.title}\n{part.text}" for part in parts))


def alert_title(match: Row) -> str:
    """One line: who carries how much of whose text."""
    later, earlier = _outlet(match, "later"), _outlet(match, "earlier")
    share = percent(match["share_of_later"])
    if match["relation"] == "partial":
        other = "another of its articles" if match["same_outlet"] else earlier
        return f"{later} shares a passage with {other} ({share})"
    if match["share_of_later"] < match["share_of_earlier"]:
        # A page of several stories: little of it is the copy, and the copy may be the whole of the other.
        share = f"{percent(match['share_of_earlier'])} of that text, {share} of this one"
    carrier = match["later_carrier"]
    if match["same_outlet"] and carrier not in (None, match["later_outlet"]):
        return f"{cut(carrier, _MOST_OF_A_NAME)} carries a text of {earlier} ({share})"
    if match["same_outlet"]:
        return f"{later} carries a text a second time ({share})"
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
    if match["relation"] != "partial":
        credits = (match.get("later_credits") or (), match.get("earlier_credits") or ())
        said = credit_words(match["credited"], *credits, same_outlet=bool(match["same_outlet"]))
        lines.append(cut(said, _MOST_OF_A_LINE))
    return "\n".join(line for line in lines if line)


def percent(share: float) -> str:
    """`82 %`; 100 % only when it is all."""
    return f"{min(int(share * 100 + 0.5), 99 if share < 1 else 100)} %"


def _outlet(match: Row, side: str) -> str:
    return cut(str(match[f"{side}_outlet"] or match[f"{side}_url"]), _MOST_OF_A_NAME)


def _line(match: Row, side: str) -> str:
    published = match[f"{side}_published_at"]
    when = _minute(published) if published else f"seen {_minute(match[f'{side}_first_seen_at'])}"
    title = cut(match[f"{side}_title"] or "", _MOST_OF_A_TITLE) or "(no title)"
    carrier = match[f"{side}_carrier"]
    is_elsewhere = carrier not in (None, match[f"{side}_outlet"])
    where = f", on a page of {cut(carrier, _MOST_OF_A_NAME)}" if is_elsewhere else ""
    return f"«{title}» - {_outlet(match, side)}{where}, {when}\n{one_address(match[f'{side}_url'])}"


def _lag(match: Row) -> str:
    if not match["order_known"]:
        return f"Which came first is not known: {match['order_reason']}."
    return f"{match['order_reason'][:1].upper()}{match['order_reason'][1:]}."


def _minute(text: str) -> str:
    """`2025-03-20 20:30 UTC`; without the zone where none is known, only the day where no more is."""
    return text.replace("T", " ")[:16] + (" UTC" if text.endswith("Z") else "")
