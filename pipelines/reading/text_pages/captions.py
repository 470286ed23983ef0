"""Take captions off the text of a page without markup, where each is printed twice: under and for its picture. Pure."""

from __future__ import annotations

import re
from collections import Counter

from pipelines.reading.boilerplate.lines import is_source_line
from pipelines.text.lines import count_words, is_sentence
from pipelines.text.normalize import normalize

_LONGEST_CAPTION = 400
_FEWEST_VERSES = 8


def without_repeated_captions(lines: list[str]) -> list[str]:
    """Drop short lines that are printed several times: captions, names under pictures. Speakers ("X:") stay."""
    if _is_mostly_short(lines):
        return lines
    folded = ["" if len(line) > _LONGEST_CAPTION else normalize(line) for line in lines]
    times = Counter(folded)
    verses = _verses(lines)
    return [
        line
        for n, (line, same) in enumerate(zip(lines, folded, strict=True))
        if n in verses or not (times[same] > 1 and 2 <= len(same.split()) <= 15 and not _may_repeat(line))
    ]


def _is_mostly_short(lines: list[str]) -> bool:
    """Verses and lists, where what stands several times is a refrain and no caption."""
    told = sum(count_words(line) for line in lines if is_sentence(line))
    return told * 2 < sum(count_words(line) for line in lines)


def _verses(lines: list[str]) -> set[int]:
    """The places of short lines that stand in long runs: what is said again there is a refrain."""
    found: set[int] = set()
    run: list[int] = []
    for n, line in enumerate([*lines, ""]):
        if line and not is_sentence(line):
            run.append(n)
            continue
        found |= set(run if len(run) >= _FEWEST_VERSES else ())
        run = []
    return found


def _may_repeat(line: str) -> bool:
    """Speakers of an interview, questions, items of lists."""
    is_item = bool(re.match(r"\W*\d|\s*[•·●▪■◦*\-–—]", line))
    return is_item or is_sentence(line) or line.rstrip().endswith((":", "؟", "?", "!")) or is_source_line(line)
