"""`naskh copies` for reading: each match on three lines, because two titles and their outlets need the whole width."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from rich.console import Console
from rich.text import Text

from pipelines.alerts.wording import percent
from pipelines.copies.order import in_words
from pipelines.reading.facts.origins import is_above_paywall
from terminal.readable import one_line, readable_url, titled
from terminal.shares import relation_words

Row = Mapping[str, Any]

_CREDITS = {"credited": "credited", "none_found": "no credit found", "unclear": "credit unclear"}


def print_copies(rows: Sequence[Row]) -> None:
    """Print matches to stdout: what they are to each other; below it the later article and the earlier one, with how
    much of each stands in the other.
    """
    console = Console(file=sys.stdout, highlight=False)
    ids = max(len(str(row["id"])) for row in rows)
    numbers = max(len(str(row[f"{side}_id"])) for row in rows for side in ("later", "earlier"))
    for row in rows:
        _print(console, Text.assemble(f"{row['id'] or '-':>{ids}}  ", (_relation(row), "bold"), _what_else(row)))
        sides = {"later": "later", "earlier": "earlier"} if row["order_known"] else {"later": "one", "earlier": "other"}
        for side, word in sides.items():
            share = "?" if row[f"share_of_{side}"] is None else percent(row[f"share_of_{side}"])
            # A Latin word before each number: an Arabic one would take the number to its other side.
            line = Text(f"{'':>{ids}}  {word:7}  {share:>5} of {row[f'{side}_id']:<{numbers}}  ")
            if is_above_paywall(row.get(f"{side}_text_from")):
                line.append("(the part above a paywall) ", "dim")
            _print(console, line.append(article_words(row, side)))


def article_words(row: Row, side: str) -> str:
    """`outlet: title` of one side of a match; the address where there is no title."""
    title = row[f"{side}_title"]
    shown = one_line(title) if title else readable_url(row[f"{side}_url"])
    return titled(row[f"{side}_outlet"], row[f"{side}_carrier"], shown)


def verdict_words(row: Row) -> str:
    """`verdict: licensed ([[licence]] in naskh.toml)`, or with the note of the person; empty where there is none."""
    if not row["verdict"]:
        return ""
    note = "[[licence]] in naskh.toml" if row["verdict_source"] == "config" else one_line(row["verdict_note"] or "")
    return f"verdict: {row['verdict']}{f' ({note})' if note else ''}"


def credit_words(row: Row) -> str:
    """`credited: «as first reported by City Wire» (https://wire.example/1)`, from a row of `with_credits`; empty where
    nobody looked for a credit.
    """
    said = _CREDITS.get(row["credited"] or "", "")
    quoted = "; ".join(_quoted(credit) for credit in row["credits"] or ())
    return f"{said}: {quoted}" if quoted else said


def _quoted(credit: Row) -> str:
    words, url = credit["words"] or credit["name"], readable_url(credit["url"]) if credit["url"] else ""
    if not words:
        return url
    return f"«{one_line(words)}»{f' ({url})' if url and url not in words else ''}"


def _relation(row: Row) -> str:
    relation = row["relation"]
    return relation_words(relation, row["share_of_later"], row["share_of_earlier"]) if relation else "in one cluster"


def _what_else(row: Row) -> str:
    reason = row["order_reason"] or ""
    if row["through_id"] is not None:
        apart = f"not compared with the earliest, connected by {row['through_id']}"
        if row["minutes_later"] is None:
            return f", {'' if row['order_known'] else 'order not known: '}{apart}"
        return f", published {in_words(timedelta(minutes=row['minutes_later']))} later, {apart}"
    said = ["" if row["order_known"] else "order not known", reason]
    words = ": ".join(part for part in said if part)
    extras = [words, _CREDITS.get(row["credited"] or "", ""), verdict_words(row)]
    return "".join(f", {extra}" for extra in extras if extra)


def _print(console: Console, line: Text) -> None:
    console.print(line, no_wrap=True, overflow="ellipsis", crop=True)
