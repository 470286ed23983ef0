"""Quote the longest passage that two texts share, as one of them writes it. Pure.

A match keeps its passages as places in the normalised texts; punctuation and spelling are the original's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from db.store import Row
from pipelines.text.harmless import one_line
from pipelines.text.normalize import normalize
from pipelines.text.spaceless import SPACELESS, spaced

# This many words are enough for an editor to recognise a passage.
MOST_WORDS = 25
_FEWEST_WORDS = 5
_MOST_CHARACTERS = 300
# A shingle is three words (pipelines.copies.sketch).
_SHINGLE_WORDS = 3
# A passage goes on over a few words that differ: the exact one is looked for in the first words of the longest.
_MOST_COMPARED = 400
_WORD = re.compile(rf"[{SPACELESS}]|[^\s{SPACELESS}]+")


def shared_passage(match: Row, *, later_text: str, earlier_text: str, quoted: str) -> str | None:
    """The longest passage of a match, on one line and of at most 25 words, as `quoted` ("later" or "earlier") has it.

    None where the two share no five words in a row.
    """
    runs = json.loads(match["runs"] or "[]")
    if not runs:
        return None
    later_place, earlier_place, length = max(runs, key=lambda run: run[2])
    size = min(length + _SHINGLE_WORDS - 1, _MOST_COMPARED)
    later, earlier = (
        [word for word in _words(text, most=place + size) if word[0] >= place]
        for text, place in ((later_text, later_place), (earlier_text, earlier_place))
    )
    own, text = (later, later_text) if quoted == "later" else (earlier, earlier_text)
    other = earlier if quoted == "later" else later
    matcher = SequenceMatcher(a=[word[3] for word in own], b=[word[3] for word in other], autojunk=False)
    found = matcher.find_longest_match()
    if found.size < _FEWEST_WORDS:
        return None
    last = found.a + min(found.size, MOST_WORDS) - 1
    # What the word at the end is written with (a dash, a bracket) is left to it, where the text goes on there.
    passage = one_line(text[own[found.a][1] : own[last][2]]).strip(' ,،;؛:.-–—()[]«»"“”')
    if len(passage) > _MOST_CHARACTERS:
        passage = passage[:_MOST_CHARACTERS].rsplit(" ", 1)[0]
    return f"{passage} …" if found.size > MOST_WORDS else passage


def _words(text: str, *, most: int) -> Iterator[tuple[int, int, int, str]]:
    """Place, start, end and normal form of the first words of a text. What is written as one word ("snow-plough") may
    count for several, and what is no word (a dash) for none.
    """
    place = 0
    for found in _WORD.finditer(text):
        normal = normalize(found[0])
        if not normal:
            continue
        if place >= most:
            return
        yield place, found.start(), found.end(), normal
        place += len(spaced(normal).split())
