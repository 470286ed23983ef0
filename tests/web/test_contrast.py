"""Words can be read on what lies behind them, in light and in dark: WCAG 2.2 asks for a ratio of 4.5."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import web

_CSS = (Path(web.__file__).parent / "assets" / "naskh.css").read_text("utf-8")
_LIGHT, _DARK = (
    dict(re.findall(r"--([\w-]+): ([^;]+);", block)) for block in re.findall(r":root \{(.*?)\}", _CSS, re.DOTALL)
)
# The colour of words, and those that they stand on.
_WORDS = {
    "ink": ("paper", "raised", "plain-soft", "warm-soft", "accent-soft", "shared", "cut", "added"),
    "soft": ("paper", "raised", "plain-soft"),
    "accent": ("paper", "raised", "accent-soft", "warm-soft"),
    "warm": ("paper", "warm-soft"),
    "paper": ("accent",),
}


def channels(colour: str) -> list[float]:
    digits = colour.removeprefix("#")
    pairs = [digit * 2 for digit in digits] if len(digits) == 3 else [digits[n : n + 2] for n in (0, 2, 4)]
    return [int(pair, 16) / 255 for pair in pairs]


def luminance(colour: list[float]) -> float:
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour]
    return sum(share * each for share, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: list[float], other: list[float]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [_LIGHT, {**_LIGHT, **_DARK}], ids=["light", "dark"])
def test_words_can_be_read(colours: dict[str, str]) -> None:
    for words, behind in _WORDS.items():
        for ground in behind:
            assert contrast(channels(colours[words]), channels(colours[ground])) >= 4.5, (words, ground)
    # The shades of the table of who carries whom.
    accent, paper, step = channels(colours["accent"]), channels(colours["paper"]), float(colours["step"].rstrip("%"))
    for n in range(1, 6):
        share = (n * step + 2) / 100
        shade = [share * a + (1 - share) * p for a, p in zip(accent, paper, strict=True)]
        assert contrast(channels(colours["ink"]), shade) >= 4.5, n
