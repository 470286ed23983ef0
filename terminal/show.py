"""One article, or two side by side, for reading."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from config import Licence
from db import Database
from model import COPIES
from pipelines import shapes
from pipelines.copies.verdicts import with_verdicts
from pipelines.reading.facts.origins import is_above_paywall, is_from_feed, is_from_pages
from pipelines.text.diff import Piece, shared_pieces
from terminal.copies import article_words, verdict_words
from terminal.readable import harmless, one_line, readable_time, readable_url
from terminal.shares import reason_words
from terminal.why import reasons

Row = dict[str, Any]


def print_article(
    database: Database, article_id: int, licences: Sequence[Licence], *, as_json: bool, why: bool = False
) -> bool:
    """Print an article to stdout, with `why` where each fact of it was read; False when there is none of that id."""
    row = database.article_row(article_id)
    if row is None:
        return False
    row["credits"] = database.credits_of(article_id)
    row["aliases"] = database.aliases_of_pages([row["page_id"]])[row["page_id"]]
    if as_json:
        shape = shapes.shown_article(row) | ({"why": reasons(row)} if why else {})
        text = json.dumps(shape, ensure_ascii=False, indent=2)
        sys.stdout.buffer.write(f"{text}\n".encode())
        return True
    console = Console(file=sys.stdout, highlight=False)
    console.print(Text(one_line(row["title"] or "(no title)"), style="bold"), soft_wrap=not console.is_terminal)
    if why:
        for name, words in reasons(row).items():
            console.print(Text.assemble((f"{name:>13}  ", "dim"), one_line(words)), soft_wrap=True)
        return True
    for name, value in _facts(row, database.revisions_of(article_id)):
        console.print(Text.assemble((f"{name:>10}  ", "dim"), value), soft_wrap=True)
    console.print()
    console.print(Text(harmless(row["text"])), soft_wrap=not console.is_terminal)
    matches = database.list_matches(relations=(*COPIES, "partial"), since=None, limit=20, article_id=article_id)
    matches = with_verdicts(matches, licences)
    if matches:
        console.print(Text("\nAlso carried by", style="bold"))
    for match in matches:
        side = "earlier" if match["later_id"] == article_id else "later"
        words = reason_words(
            match["reason"],
            this="this text",
            share_of_this=match[f"share_of_{'later' if side == 'earlier' else 'earlier'}"],
            that="that one",
            share_of_that=match[f"share_of_{side}"],
        )
        order = side if match["order_known"] else "order not known"
        console.print(Text(f"  {match[f'{side}_id']}  {article_words(match, side)}"), soft_wrap=not console.is_terminal)
        relation = match["relation"].replace("_", " ")
        console.print(
            Text(f"      {relation}, {order}; {words}", style="dim"),
            soft_wrap=not console.is_terminal,
        )
        if match["verdict"]:
            console.print(Text(f"      {verdict_words(match)}"), soft_wrap=not console.is_terminal)
    return True


def print_diff(database: Database, first: int, second: int) -> int | None:
    """Print two articles with shared words in bold and the rest dimmed; the id that is missing, if one is."""
    rows = []
    for article_id in (first, second):
        row = database.article_row(article_id)
        if row is None:
            return article_id
        rows.append(row)
    console = Console(file=sys.stdout, highlight=False)
    match = database.match_of(first, second)
    if match is not None:
        words = reason_words(
            match["reason"],
            this=str(match["later_id"]),
            share_of_this=match["share_of_later"],
            that=str(match["earlier_id"]),
            share_of_that=match["share_of_earlier"],
        )
        console.print(Text(f"{match['relation'].replace('_', ' ')}: {words}"), soft_wrap=not console.is_terminal)
    else:
        console.print(Text("No match is stored for these two."))
    for row, pieces in zip(rows, shared_pieces(rows[0]["text"], rows[1]["text"]), strict=True):
        console.print(
            Text(
                f"\n{row['id']}  {one_line(row['outlet'] or '-')}: {one_line(row['title'] or '(no title)')}",
                style="bold",
            ),
            soft_wrap=not console.is_terminal,
        )
        console.print(_marked(pieces, plain=not console.is_terminal), soft_wrap=not console.is_terminal)
    return None


def _facts(row: Row, revisions: Sequence[Row]) -> list[tuple[str, str]]:
    carrier = f" (on a page of {row['carrier']})" if row["carrier"] not in (None, row["outlet"]) else ""
    facts = [
        ("outlet", f"{row['outlet'] or 'unknown'}{carrier}"),
        ("url", readable_url(row["url"])),
        ("authors", ", ".join(json.loads(row["authors"] or "[]"))),
        ("published", _published(row)),
        ("modified", readable_time(row["modified_at"]) if row["modified_at"] else ""),
        ("first seen", readable_time(row["first_seen_at"])),
        ("language", row["language"] or ""),
        ("section", row["section"] or ""),
        ("tags", ", ".join(json.loads(row["tags"] or "[]"))),
        ("image", readable_url(row["image_url"]) if row["image_url"] else ""),
        ("topic", f"{row['topic']}: {row['topic_reason']}" if row["topic"] else "none"),
        ("words", str(row["words"])),
        ("text from", _text_from(row)),
        ("credits", ", ".join(c["name"] or c["url"] or c["words"] for c in row["credits"])),
        ("revisions", _revisions(revisions)),
        ("cluster", str(row["cluster_id"]) if row["cluster_id"] else ""),
    ]
    facts[2:2] = [("also at", f"{readable_url(alias['url'])} ({_why(alias)})") for alias in row["aliases"]]
    return [(name, one_line(value)) for name, value in facts if value]


def _why(alias: Row) -> str:
    """Why an address is another one of a page: its reason goes on behind the page's address."""
    return str(alias["reason"]).rpartition(": ")[2]


def _text_from(row: Row) -> str:
    """Where the text was read, where that is not its page or not all of it."""
    origin = str(json.loads(row["origins_of"] or "{}").get("text") or "")
    is_told = is_from_feed(origin) or is_above_paywall(origin) or is_from_pages(origin)
    return origin if is_told else ""


def _revisions(revisions: Sequence[Row]) -> str:
    """`3 (1 by naskh re-extract)`."""
    ours = sum(revision["made_by"] == "naskh" for revision in revisions)
    return f"{len(revisions) or ''}{f' ({ours} by naskh re-extract)' if ours else ''}"


def _published(row: Row) -> str:
    if row["published_at"]:
        return f"{readable_time(row['published_at'])} (from {str(row['date_source']).replace('_', ' ')})"
    return f"unknown (the page says: {row['date_words']})" if row["date_words"] else "unknown"


def _marked(pieces: list[Piece], *, plain: bool) -> Text:
    text = Text()
    for piece in pieces:
        words = harmless(piece.text)
        if plain and piece.shared:
            text.append(f"[{words}]")
        else:
            text.append(words, style="bold green" if piece.shared else "dim")
    return text
