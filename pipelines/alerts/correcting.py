"""What is reported about a text that was corrected while others carry it: what changed, who has the former words. Pure.

Keeps out words and languages (`wording`), and how a correction is known (`pipelines.copies.corrected`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from config.alerts import AlertRule
from db.store import Row
from pipelines.alerts.pieces import Piece, When, by_the_clock_of, piece_of
from pipelines.alerts.rules import is_named
from pipelines.text.harmless import cut

_MOST_OF_A_NOTICE, _MOST_OF_A_CHANGE = 300, 200

# As `pipelines.copies.corrected` has it.
Standing = Literal["former", "corrected", "elsewhere"]
# A match that has an article's columns, and under which name: "later" or "earlier".
Side = tuple[Row, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedText:
    """What is reported about a corrected text. `changes` are old and new words, as they are written, with a few around;
    `former` still have the old words (or lack the notice, where no words are known to have changed), ours first;
    `corrected` have the new ones; `elsewhere` carry another part of the text. `noticed`: when the last change was.
    """

    rule: str
    text: Piece
    notices: tuple[str, ...]
    changes: tuple[tuple[str, str], ...]
    former: tuple[Piece, ...]
    corrected: tuple[Piece, ...]
    elsewhere: tuple[Piece, ...]
    noticed: When

    @property
    def carriers(self) -> int:
        return len(self.former) + len(self.corrected) + len(self.elsewhere)


def concerns(rule: AlertRule, text: Side, carriers: Sequence[Side]) -> bool:
    """Whether a rule asks for the correction of a text that these carry: "ours" may be either."""
    row, side = text
    if rule.languages and row[f"{side}_language"] not in rule.languages:
        return False
    if rule.topics and row[f"{side}_topic"] not in rule.topics:
        return False
    if not (rule.outlets or rule.groups):
        return True
    ours = is_named(row, f"{side}_outlet", f"{side}_groups", rule)
    # Whose page it is says who carries it.
    ours_there = any(is_named(each, f"{at}_carrier", f"{at}_carrier_groups", rule) for each, at in carriers)
    if rule.direction == "they_carry_ours":
        return ours
    if rule.direction == "we_carry_theirs":
        return ours_there and not ours
    return ours or ours_there


def tell_correction(
    rule: AlertRule | None,
    text: Side,
    carriers: Mapping[int, tuple[Side, Standing]],
    *,
    notices: Sequence[str],
    changes: Sequence[tuple[str, str]],
    noticed_at: datetime,
    zone: ZoneInfo,
) -> CorrectedText:
    """Gather what is reported, from the matches of the text and its carriers."""
    pieces: dict[Standing, list[Piece]] = {"former": [], "corrected": [], "elsewhere": []}
    for (row, side), how in carriers.values():
        pieces[how].append(piece_of(row, side, rule, zone))
    for found in pieces.values():
        found.sort(key=lambda piece: not piece.is_on_our_page)
    moment = by_the_clock_of(zone, noticed_at)
    return CorrectedText(
        rule=rule.name if rule else "",
        text=piece_of(*text, rule, zone),
        notices=tuple(cut(notice, _MOST_OF_A_NOTICE) for notice in notices),
        changes=tuple((cut(old, _MOST_OF_A_CHANGE), cut(new, _MOST_OF_A_CHANGE)) for old, new in changes),
        former=tuple(pieces["former"]),
        corrected=tuple(pieces["corrected"]),
        elsewhere=tuple(pieces["elsewhere"]),
        noticed=When(moment=moment, has_time=True, has_zone=True, seen=False),
    )
