"""`naskh verdict` in a terminal: stores the verdict and names the two articles."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from db import Database
from model import VerdictWord
from pipelines.copies.verdicts import give_verdict
from terminal.copies import article_words


def run_verdict(path: Path, match_id: int, word: VerdictWord, note: str | None) -> int:
    """Store a verdict and say of which two articles: the exit status, 1 when there is no such match."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    with Database(path, create=False) as database:
        match = give_verdict(database, match_id, word, note, now=datetime.now(UTC))
    if match is None:
        console.print(f"naskh: there is no match {match_id}; `naskh copies` lists them", markup=False)
        return 1
    for words, side in ((word, "later"), ("and", "earlier")):
        console.print(Text(f"{words:>10}  {article_words(match, side)}"), soft_wrap=True)
    if match["superseded_at"]:
        console.print("These two are not matched now; the verdict will count if they are matched again.")
    return 0
