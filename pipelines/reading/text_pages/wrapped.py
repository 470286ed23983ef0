"""Rejoin paragraphs that were broken into lines of one width, as text browsers and mail programs do. Pure.

Only what was surely wrapped is joined: the next line's first word would not have fitted. Verses, lists and
headlines end before the margin, so they stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reading.boilerplate.edges import is_edge_boilerplate

_NARROWEST = 50
_WIDEST = 100
_FEWEST_BREAKS = 6
_LEAST_SHARE = 0.6
_FEWEST_HEADLINE_WORDS = 3
_MOST_HEADLINE_WORDS = 24


def unwrapped(lines: Sequence[str]) -> list[str]:
    """The lines of a page, those of wrapped paragraphs joined by a space; the same lines where nothing was wrapped.

    Empty lines part paragraphs. A page with a line far beyond the margin was not wrapped at all.
    """
    stripped = [line.strip() for line in lines]
    width = max((len(line) for line in stripped if " " in line), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return list(lines)
    neighbours = [n for n in range(len(stripped) - 1) if stripped[n] and stripped[n + 1]]
    broken = {n for n in neighbours if _is_broken(stripped[n], stripped[n + 1], width)}
    if len(broken) < _FEWEST_BREAKS or len(broken) < len(_among_long(stripped, neighbours, width)) * _LEAST_SHARE:
        return list(lines)
    joined: list[str] = []
    for n, line in enumerate(lines):
        if n - 1 in broken:
            joined[-1] = f"{joined[-1].rstrip()} {line.strip()}"
        else:
            joined.append(line)
    return joined


def with_whole_capitals(lines: Sequence[str]) -> list[str]:
    """The lines of a page, a headline in capitals that was broken into two or three lines joined; empty lines part."""
    first_text = next((n for n, line in enumerate(lines) if len(line.split()) > _MOST_HEADLINE_WORDS), len(lines))
    joined: list[str] = []
    is_open = False
    for n, line in enumerate(lines):
        is_piece = n < first_text and _is_in_capitals(line)
        if is_piece and is_open and len(f"{joined[-1]} {line}".split()) <= _MOST_HEADLINE_WORDS:
            joined[-1] = f"{joined[-1].rstrip()} {line.strip()}"
        else:
            joined.append(line)
        is_open = is_piece and not line.rstrip().endswith((".", ":", "!", "?"))
    return joined


def _is_in_capitals(line: str) -> bool:
    """Three words or more in capitals, as headlines are, menus not."""
    return line.isupper() and len(line.split()) >= _FEWEST_HEADLINE_WORDS and not is_edge_boilerplate(line)


def _is_broken(line: str, following: str, width: int) -> bool:
    return len(line) >= width // 2 and len(line) + 1 + len(following.split()[0]) > width


def _among_long(lines: Sequence[str], places: Sequence[int], width: int) -> list[int]:
    return [n for n in places if len(lines[n]) >= width // 2]
