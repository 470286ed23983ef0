"""One article, or two side by side, for reading."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from config.tables import Licence
from db import Database
from db.times import published_in_words
from model import COPIES
from pipelines import shapes
from pipelines.copies.corrected import Corrected, corrected_after, corrections_of
from pipelines.copies.verdicts import with_verdicts
from pipelines.credits.matched import with_credits
from pipelines.reading.facts.origins import is_above_paywall, is_from_feed, is_from_pages
from pipelines.text.diff import Piece, shared_pieces
from terminal.copies import credit_words, verdict_words
from terminal.lists import print_json
from terminal.readable import harmless, one_line, outlet_words, readable_time, readable_url, titled
from terminal.shares import ONLY_PART, reason_words, relation_words
from terminal.why import reasons

Row = dict[str, Any]

_MOST_CARRIERS = 20
_PRUNED = "(The text was removed by `naskh prune`; what it was compared with is kept.)"
# Where a date was read, for people; `--why` names the very tag.
_DATE_SOURCES = {
    "json_ld": "the page's metadata",
    "meta": "the page's metadata",
    "script": "the page's metadata",
    "time_tag": "the page",
    "text": "the page's own words",
    "feed": "the feed",
    "url": "the address",
    "sitemap": "the sitemap",
    "record": "the imported record",
}


def print_article(
    database: Database,
    article_id: int,
    licences: Sequence[Licence],
    *,
    as_json: bool,
    why: bool = False,
    text_alone: bool = False,
) -> bool:
    """Print an article to stdout, with `why` where each fact of it was read, with `text_alone` title and text; False
    when there is none of that id.
    """
    row = database.article_row(article_id)
    if row is None:
        return False
    if text_alone:
        heading = f"{one_line(row['title'])}\n\n" if row["title"] else ""
        sys.stdout.buffer.write(f"{heading}{harmless(row['text'])}\n".encode())
        return True
    row["credits"] = database.credits_of(article_id)
    row["aliases"] = database.aliases_of_pages([row["page_id"]])[row["page_id"]]
    if as_json:
        print_json(shapes.shown_article(row) | ({"why": reasons(row)} if why else {}))
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
    shown = Text(harmless(row["text"])) if row["text"] else Text(_PRUNED, style="dim")
    console.print(shown, soft_wrap=not console.is_terminal)
    _print_carriers(console, database, row, licences)
    return True


def _correction(database: Database, earlier_id: int, copy_seen_at: str) -> Corrected | None:
    revisions = database.revisions_of(earlier_id)
    earlier = database.article_row(earlier_id) if revisions else None
    return corrected_after(earlier["text"], revisions, copy_seen_at) if earlier else None


def print_diff(
    database: Database, first: int, second: int, licences: Sequence[Licence], *, as_json: bool
) -> int | None:
    """Print two articles with shared words in bold and the rest dimmed; the id that is missing, if one is."""
    rows = []
    for article_id in (first, second):
        row = database.article_row(article_id)
        if row is None:
            return article_id
        rows.append(row)
    match = database.match_of(first, second)
    sides = list(zip(rows, shared_pieces(rows[0]["text"], rows[1]["text"]), strict=True))
    if as_json:
        found = with_credits(database, with_verdicts([match] if match else [], licences))
        print_json(shapes.comparison(found[0] if found else None, sides))
        return None
    console = Console(file=sys.stdout, highlight=False)
    console.print(Text(_about_two(match, is_one=first == second)), soft_wrap=not console.is_terminal)
    for row, pieces in sides:
        named = titled(row["outlet"], row["carrier"], one_line(row["title"] or "(no title)"))
        console.print(Text(f"\n{row['id']}  {named}", style="bold"), soft_wrap=not console.is_terminal)
        if is_above_paywall(_origin(row)):
            console.print(Text(f"({ONLY_PART})", style="dim"))
        shown = _marked(pieces, plain=not console.is_terminal) if row["text"] else Text(_PRUNED, style="dim")
        console.print(shown, soft_wrap=not console.is_terminal)
    return None


def _about_two(match: Row | None, *, is_one: bool) -> str:
    """What two articles have in common, in a sentence."""
    if match is None:
        return "This is one article." if is_one else "No match is stored for these two."
    words = reason_words(
        match["reason"],
        this=str(match["later_id"]),
        share_of_this=match["share_of_later"],
        that=str(match["earlier_id"]),
        share_of_that=match["share_of_earlier"],
    )
    return f"{_relation(match)}: {words}"


def _print_carriers(console: Console, database: Database, row: Row, licences: Sequence[Licence]) -> None:
    """Who else carries the text, the earliest first; then what shares a passage with it, or is no copy."""
    relations = (*COPIES, "partial")
    matches = database.list_matches(relations=relations, since=None, limit=None, article_id=row["id"])
    matches = with_credits(database, with_verdicts(matches, licences))
    by_other = {_other(match, row["id"])[0]: match for match in matches}
    members = database.members_of_cluster(row["cluster_id"]) if row["cluster_id"] else []
    entries: list[tuple[Row, Row | None, bool]] = [
        (member, by_other.pop(member["id"], None), n == 0)
        for n, member in enumerate(members)
        if member["id"] != row["id"]
    ]
    for other_id, left in by_other.items():
        side = _other(left, row["id"])[1]
        other = {key: left[f"{side}_{key}"] for key in ("title", "url", "outlet", "carrier")}
        entries.append(({**other, "id": other_id}, left, False))
    if not entries:
        return

    def line(words: str, style: str = "") -> None:
        console.print(Text(words, style=style), soft_wrap=not console.is_terminal)

    line("\nAlso carried by", "bold")
    for other, match, is_earliest in entries[:_MOST_CARRIERS]:
        title = one_line(other["title"]) if other["title"] else readable_url(other["url"])
        line(f"  {other['id']}  {titled(other['outlet'], other['carrier'], title)}")
        first = "the earliest" if is_earliest else ""
        said = _said(match, row["id"], first) if match else ["in the same cluster", first, "not compared with this one"]
        line(f"      {'; '.join(filter(None, said))}", "dim")
        is_known_earlier = match and match["order_known"] and _other(match, row["id"])[1] == "earlier"
        if match and (said_by := credit_words(match)):
            line(f"      {said_by}", "dim")
        correction = _correction(database, other["id"], row["first_seen_at"]) if is_known_earlier else None
        if correction:
            line(f"      {one_line(_corrected(correction))}")
        if match and match["verdict"]:
            line(f"      {verdict_words(match)}")
    if len(entries) > _MOST_CARRIERS:
        line(f"  ... and {len(entries) - _MOST_CARRIERS} more", "dim")


def _corrected(correction: Corrected) -> str:
    seen = readable_time(correction.seen_at)
    return f"The earlier text was corrected after this copy was seen (noticed {seen}): «{correction.words}»"


def _other(match: Row, article_id: int) -> tuple[int, str]:
    """The other article of a match, and which of the two it is."""
    side = "earlier" if match["later_id"] == article_id else "later"
    return match[f"{side}_id"], side


def _said(match: Row, article_id: int, first: str) -> list[str]:
    side = _other(match, article_id)[1]
    words = reason_words(
        match["reason"],
        this="this text",
        share_of_this=match[f"share_of_{'later' if side == 'earlier' else 'earlier'}"],
        that="that one",
        share_of_that=match[f"share_of_{side}"],
    )
    reason = match["order_reason"] or ""
    order = "order not known" if not match["order_known"] else "later" if side == "later" else "earlier"
    if reason:
        order += f": {reason}" if order != "earlier" else f": this one was {reason}"
    part = f"of that one {ONLY_PART}" if is_above_paywall(match[f"{side}_text_from"]) else ""
    return [_relation(match), first, order, words, part]


def _relation(match: Row) -> str:
    return relation_words(match["relation"], match["share_of_later"], match["share_of_earlier"])


def _facts(row: Row, revisions: Sequence[Row]) -> list[tuple[str, str]]:
    facts = [
        ("outlet", outlet_words(row["outlet"] or "unknown", row["carrier"] if row["outlet"] else None)),
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
        *(
            ("corrected", f"{readable_time(each.seen_at)}: {each.words}")
            for each in corrections_of(row["text"], revisions)
        ),
        ("cluster", str(row["cluster_id"]) if row["cluster_id"] else ""),
    ]
    facts[2:2] = [("also at", f"{readable_url(alias['url'])} ({_why(alias)})") for alias in row["aliases"]]
    return [(name, one_line(value)) for name, value in facts if value]


def _why(alias: Row) -> str:
    """Why an address is another one of a page: its reason goes on behind the page's address."""
    return str(alias["reason"]).rpartition(": ")[2]


def _text_from(row: Row) -> str:
    """Where the text was read, where that is not its page or not all of it."""
    origin = _origin(row)
    is_told = is_from_feed(origin) or is_above_paywall(origin) or is_from_pages(origin)
    return origin if is_told else ""


def _origin(row: Row) -> str:
    return str(json.loads(row["origins_of"] or "{}").get("text") or "")


def _revisions(revisions: Sequence[Row]) -> str:
    """`3 (1 by naskh re-extract)`."""
    ours = sum(revision["made_by"] == "naskh" for revision in revisions)
    return f"{len(revisions) or ''}{f' ({ours} by naskh re-extract)' if ours else ''}"


def _published(row: Row) -> str:
    if when := published_in_words(row):
        return f"{when} (from {_DATE_SOURCES.get(row['date_source'], 'the page')})"
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
