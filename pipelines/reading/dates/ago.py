"""Read how long ago something was: "منذ ساعتين", "2 hours ago", and the short forms of apps, "5h", "٥ س". Pure.

With a word such as "ago" any amount is believed. Without one only the short form of an app's card is: alone in its
line, or parted from a name by a mark ("Ledger • 5h"). Other languages in full words: `reading.dates.foreign`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from pipelines.reading.dates import patterns
from pipelines.reading.dates.ago_words import ALONE, BESIDE_A_NAME, COMPACT, HOURS, OPENING, SHORT
from pipelines.reading.dates.found import Parts
from pipelines.reading.dates.words import FoldedWords

_PART_OF_HOUR = {"نصف": timedelta(minutes=30), "ربع": timedelta(minutes=15)}
_CAPITAL_DIMENSION = re.compile(r"\dD")
_WITHIN = re.compile(r"(?:^|\s)(?:في|خلال|لمده|كل|بعد|in|for|every|after|within|of|en|pour|in|für|por|dalam)\s+$")


def take_ago(text: FoldedWords) -> Parts | None:
    """An amount of time that words say to be past; it is blanked in `text`."""
    if text.take(patterns.NOW):
        return Parts(ago=timedelta(0))
    if part := text.take(patterns.PART_OF_HOUR):
        return Parts(ago=timedelta(minutes=15 if "ربع" in part[0] else 30))
    # What holds no letter but a to z is not searched for the words of other scripts.
    is_latin = text.folded.isascii()
    found = None if is_latin else text.take(patterns.AGO_ARABIC) or text.take(patterns.PAST_ARABIC)
    if found:
        unit = patterns.UNIT_OF.get(found["u"] or "") or patterns.DUAL_OF[found["u2"]]
        return _with_more(_back(2 if found["u2"] else _count(found), unit), found)
    if "ago" in text.folded and (found := text.take(patterns.AGO_ENGLISH)):
        return _with_more(_back(_count(found), patterns.LATIN_UNIT_OF[found["u"]]), found)
    if not is_latin and (found := text.take(patterns.AGO_PERSIAN)):
        return _back(_count(found), patterns.PERSIAN_UNIT_OF[found["u"]])
    if not is_latin and (found := text.take(patterns.AGO_SORANI)):
        return _back(int(found["n"] or found["n2"]), patterns.SORANI_UNIT_OF[found["u"] or found["u2"]])
    for pattern in OPENING:
        if found := text.take(pattern):
            return _back(int(found["n"]), COMPACT[found["u"]])
    return None


def take_short_ago(text: FoldedWords) -> Parts | None:
    """The short amount on a card, which no word says to be past."""
    for pattern in (ALONE, SHORT, HOURS, BESIDE_A_NAME):
        for found in pattern.finditer(text.folded):
            spelled = text.original[text.places[found.start()] : text.places[found.end() - 1] + 1]
            if _CAPITAL_DIMENSION.search(spelled):
                # "Cinema | 3D" is no card of three days ago.
                continue
            if pattern is HOURS and _WITHIN.search(text.folded[: found.start()]):
                continue
            if pattern is BESIDE_A_NAME and found.span() == (0, len(text.folded)):
                continue
            text.blank(found)
            if dual := found.groupdict().get("u2"):
                return _back(2, patterns.DUAL_OF[dual])
            return _back(int(found["n"]), COMPACT[found["u"]])
    return None


def _back(count: int, unit: str) -> Parts:
    seconds = patterns.SECONDS[unit]
    if seconds is None:
        return Parts(ago=timedelta(0), vague=True)
    return Parts(ago=timedelta(seconds=seconds * count), whole_days=seconds >= 86400)


def _with_more(first: Parts, found: re.Match[str]) -> Parts:
    """Add what follows "and": "5 hours and 10 minutes ago", "منذ ساعة ونصف"."""
    said = found.groupdict()
    if first.ago is None or first.vague:
        return first
    if part := said.get("part"):
        # Half of what was counted, an hour at most: half a day more says no hour.
        return first if first.whole_days else replace(first, ago=first.ago + _PART_OF_HOUR[part])
    if not (unit := said.get("u3")):
        return first
    count = int(said["n2"]) if said["n2"] else patterns.NUMBERS.get(" ".join((said.get("w2") or "").split()), 1)
    count = 2 if unit in patterns.DUAL_OF else count
    name = patterns.UNIT_OF.get(unit) or patterns.DUAL_OF.get(unit) or patterns.LATIN_UNIT_OF[unit]
    more = _back(count, name)
    if more.ago is None or more.vague:
        return first
    return replace(first, ago=first.ago + more.ago, whole_days=first.whole_days and more.whole_days)


def _count(found: re.Match[str]) -> int:
    if found["n"]:
        return int(found["n"])
    return patterns.NUMBERS.get(" ".join((found["w"] or "").split()), 1)
