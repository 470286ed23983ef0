"""`naskh verdict` in a terminal: stores the verdict, or takes it back, and names the two articles."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from db import Database
from db.store import Row
from model import VerdictWord
from pipelines.copies.verdicts import give_verdict, take_back_verdict
from terminal.copies import article_words


def run_verdict(path: Path, match_id: int, word: VerdictWord, note: str | None) -> int:
    """Store a verdict and say of which two articles: the exit status, 1 when there is no such match."""
    console = _console()
    with Database(path, create=False) as database:
        match = give_verdict(database, match_id, word, note, now=datetime.now(UTC))
    if match is None:
        return _no_match(console, match_id)
    _print_pair(console, match, word)
    if match["superseded_at"]:
        console.print("These two are not matched now; the verdict will count if they are matched again.")
    return 0


def run_take_back(path: Path, match_id: int) -> int:
    """Forget the verdict on a match and say of which two articles: the exit status, 1 when there is no such match."""
    console = _console()
    with Database(path, create=False) as database:
        taken = take_back_verdict(database, match_id)
    if taken is None:
        return _no_match(console, match_id)
    match, word = taken
    _print_pair(console, match, "none")
    if word is None:
        console.print("There was no verdict of yours on these two.")
    elif word == "not-a-copy":
        console.print("They may join one cluster again when they are compared again: `naskh rejudge` does so.")
    return 0


def _console() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=True)


def _no_match(console: Console, match_id: int) -> int:
    console.print(f"naskh: there is no match {match_id}; `naskh copies` lists them", markup=False)
    return 1


def _print_pair(console: Console, match: Row, word: str) -> None:
    for words, side in ((word, "later"), ("and", "earlier")):
        console.print(Text(f"{words:>10}  {article_words(match, side)}"), soft_wrap=True)
