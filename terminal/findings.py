"""What changed in an outlet's texts, on one line for people. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terminal.readable import one_line, readable_time, readable_url


def finding_words(row: Mapping[str, Any]) -> str:
    """A row of `Database.open_findings` without the outlet: what, since when, and an example."""
    said = f"{row['words']} (since {readable_time(row['noticed_at'])})"
    for example in row["examples"][:1]:
        shown = f"article {example['article']}, " if example["article"] is not None else ""
        said += f"; e.g. {shown}{readable_url(example['url'])}"
    return one_line(said)
