"""Tables in Markdown, and the part of a page that a benchmark writes: replaced as a whole, never edited."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; every column but the first is set flush right."""
    rules = ["---", *["---:"] * (len(heads) - 1)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rules, *rows))


def share(value: float) -> str:
    """`.912`, `1.000`."""
    return f"{value:.3f}".removeprefix("0")


def write(page: Path, name: str, command: str, parts: Sequence[str]) -> None:
    """Replace what stands between `<!-- name:begin ... -->` and `<!-- name:end -->`, the marks kept.

    Raises ValueError where the page has no such marks.
    """
    text = page.read_text(encoding="utf-8")
    begin, end = text.find(f"<!-- {name}:begin"), text.find(f"<!-- {name}:end -->")
    if begin < 0 or end < begin:
        raise ValueError(f"{page}: has no marks <!-- {name}:begin --> and <!-- {name}:end -->")
    made = "\n\n".join([f"<!-- {name}:begin, written by `{command}`: do not edit -->", *parts])
    page.write_text(f"{text[:begin]}{made}\n\n{text[end:]}", encoding="utf-8")
