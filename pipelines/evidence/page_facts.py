"""What is known of the pages that carry articles: how they were fetched, which sources named them, and when first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db import Database
from db.store import Row
from pipelines.evidence.shown_addresses import shown_address, shown_words

_PLAIN = ("id", "kind", "status", "http_status", "content_type", "etag", "last_modified", "first_seen_at", "fetched_at",
          "text_read_at", "rights", "tdm_policy", "articles")  # fmt: skip
_OF_FEED = ("title", "published", "updated", "authors", "summary", "outlet", "language", "guid", "content")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """`pages` as evidence.json has them; the rows of the visits that they name, and the ids of all sources."""

    pages: list[dict[str, Any]]
    visits: list[Row]
    source_ids: set[int]


def page_facts(database: Database, page_ids: Sequence[int]) -> PageFacts:
    """What is known of these pages, in the order of their ids."""
    listings: dict[int, list[Row]] = {page_id: [] for page_id in page_ids}
    for row in database.listings_of_pages(page_ids):
        listings[row.pop("page_id")].append(row)
    aliases, rows = database.aliases_of_pages(page_ids), database.pages_as_known(page_ids)
    named = [row for each in listings.values() for row in each]
    visit_ids = {row[name] for row in named for name in ("visit_id", "visit_before_id")}
    visits = database.visits_by_id({*visit_ids, *(row["visit_id"] for row in rows)} - {None})
    sources = {row["source_id"] for row in (*rows, *named, *visits)} - {None}
    known = {row["id"] for row in visits}
    pages = [_page(row, listings[row["id"]], aliases[row["id"]], known) for row in rows]
    return PageFacts(pages=pages, visits=visits, source_ids=sources)


def _page(row: Row, listings: Sequence[Row], aliases: Sequence[Row], visits: set[int]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in _PLAIN},
        **{name: row[name] and shown_address(row[name]) for name in ("url", "final_url", "canonical_url")},
        "is_imported": bool(row["is_imported"]),
        "reason": row["reason"] and shown_words(row["reason"]),
        "last_visit": row["visit_id"] if row["visit_id"] in visits else None,
        "named_by": [
            {
                "source": each["source_id"],
                "since": each["first_listed_at"],
                "visit": each["visit_id"],
                "visit_before": each["visit_before_id"],
            }
            for each in listings
        ],
        "feed": _feed(json.loads(row["hints"] or "{}")),
        "aliases": [
            {
                "url": shown_address(each["url"]),
                "reason": shown_words(each["reason"] or ""),
                "first_seen_at": each["first_seen_at"],
            }
            for each in aliases
        ],
        "body_hash": None if row["body_hash"] is None else row["body_hash"].hex(),
    }


def _feed(hints: dict[str, Any]) -> dict[str, Any] | None:
    """What a feed or manifest said about a page; None where it said nothing."""
    said = {name: hints.get(name) for name in _OF_FEED}
    if not any(said.values()):
        return None
    return {**said, "authors": said["authors"] or [], "guid": said["guid"] and shown_address(said["guid"])}
