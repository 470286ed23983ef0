"""The columns of a page, from what a source said of it and what became of it. Contains no SQL."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from db.store import Row
from db.times import to_text
from model import Hints, Page, PageStatus

_NO_HINTS = Hints()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOutcome:
    """What became of a page: the hash of its body, and its packed bytes with the moment until which they are kept."""

    status: PageStatus
    reason: str | None
    body_hash: bytes | None = None
    raw: bytes | None = None
    raw_until: datetime | None = None


def new_page_row(page: Page, outcome: PageOutcome, *, key: str, run_id: int | None, now: datetime) -> Row:
    """The columns of a page that nothing wanted before, without those that have no value."""
    return {
        "key": key,
        "url": page.url,
        "kind": page.kind,
        "source_id": page.source_id,
        "run_id": run_id,
        "first_seen_at": to_text(now),
        "hints": hints_text(page.hints),
        "attempts": 1,
        **outcome_columns(page, outcome),
    }


def outcome_columns(page: Page, outcome: PageOutcome) -> Row:
    """The columns that say what became of a page, without those that keep the value they have."""
    row: Row = {
        "status": outcome.status,
        "reason": outcome.reason,
        "visit_id": page.visit_id,
        "http_status": page.http_status,
    }
    if page.fetched_at:
        row["fetched_at"] = to_text(page.fetched_at)
    if page.outcome in ("fetched", "unchanged"):
        row |= {"etag": page.etag, "last_modified": page.last_modified}
        if page.hints.updated:
            row["updated_words"] = page.hints.updated
    if page.outcome == "fetched":
        row |= {"final_url": page.final_url, "content_type": page.content_type, "body_hash": outcome.body_hash}
    if page.outcome != "unchanged":
        row["grade"] = page.grade or ("no_text" if outcome.status == "no_text" else None)
        row |= {"rights": " ".join(page.rights) or None, "tdm_policy": page.tdm_policy}
    if outcome.raw is not None and outcome.raw_until is not None:
        row |= {"raw": outcome.raw, "raw_until": to_text(outcome.raw_until)}
    return row


def hints_text(hints: Hints) -> str:
    """What a source said about a page, as its column has it."""
    if hints == _NO_HINTS:
        return "{}"
    told = asdict(hints)
    if hints.content is None:
        del told["content"]
    return json.dumps(told, ensure_ascii=False)


def hints_of(words: str | None) -> Hints:
    """What a source said about a page, from its column."""
    hints = json.loads(words or "{}")
    return Hints(**{**hints, "authors": tuple(hints.get("authors", ()))})
