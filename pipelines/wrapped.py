"""Rejoin paragraphs that were broken into lines of one width, as text browsers and mail programs do. Pure.

Only what was surely wrapped is joined: the next line's first word would not have fitted. Verses, lists and
headlines end before the margin, so they stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

_NARROWEST = 50
_WIDEST = 100
_FEWEST_BREAKS = 6
_LEAST_SHARE = 0.6


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


def _is_broken(line: str, following: str, width: int) -> bool:
    return len(line) >= width // 2 and len(line) + 1 + len(following.split()[0]) > width


def _among_long(lines: Sequence[str], places: Sequence[int], width: int) -> list[int]:
    return [n for n in places if len(lines[n]) >= width // 2]
