"""All that is known of some articles, as evidence.json has it. Reads the database, inside one moment of it.

What each field means is in `fields`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from config.tables import Licence
from db import Database
from db.soundness import verify_texts
from db.store import Row
from pipelines import shapes
from pipelines.copies.verdicts import is_licensed, with_verdicts
from pipelines.credits.matched import with_credits
from pipelines.evidence.missing import missing_of
from pipelines.evidence.page_facts import PageFacts, page_facts
from pipelines.evidence.shown_addresses import shown_address
from pipelines.evidence.subject import Subject
from pipelines.text.scrubbing import Scrubber, without_secrets

FORMAT, FORMAT_VERSION = "naskh-evidence", 1
_OF_MATCH = ("longest_run", "order_reason", "judge", "superseded_at")
_OF_CREDIT = ("name", "url", "kind", "words")


def facts_of(database: Database, subject: Subject, licences: Sequence[Licence], *, version: str) -> dict[str, Any]:
    """The facts about a subject, but for what becomes known as its files are written: `pages[].bytes.sha256`, and what
    is missing of them. Raises Damaged where a text is.
    """
    rows = [_article_row(database, article_id) for article_id in subject.articles]
    matches = _matches(database, subject.articles, licences)
    pages = page_facts(database, sorted({row["page_id"] for row in rows}))
    articles = [_article(database, row) for row in rows]
    cluster = _cluster(database, subject)
    facts = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "naskh": version,
        "last_written_at": database.last_written_at(),
        "subject": {"kind": subject.kind, "asked": [*subject.asked], "articles": [*subject.articles]},
        "matches": matches,
        "cluster": cluster,
        "articles": articles,
        "outlets": [_outlet(row) for row in database.outlets_by_name_of(subject.articles)],
        "pages": pages.pages,
        "sources": [_source(row) for row in database.sources_by_id(pages.source_ids)],
        "visits": [_visit(row) for row in pages.visits],
        "runs": _runs(database, _run_ids(articles, matches, pages)),
    }
    facts["missing"] = missing_of(facts, subject.pairs)
    return facts


def _article_row(database: Database, article_id: int) -> Row:
    row = database.article_row(article_id)
    assert row is not None, "it was there in the same moment"
    return row


def _article(database: Database, row: Row) -> dict[str, Any]:
    revisions = database.revisions_of(row["id"])
    verify_texts(database.path, [{**revision, "id": row["id"]} for revision in revisions])
    names = ("id", "position", "outlet", "carrier", "title", "language", "section", "modified_at", "first_seen_at",
             "order_at", "words", "extractor", "normaliser")  # fmt: skip
    return {
        **{name: row[name] for name in names},
        "page": row["page_id"],
        "cluster": row["cluster_id"],
        "run": row["run_id"],
        "url": shown_address(row["url"]),
        "canonical_url": _address(row["canonical_url"]),
        "image_url": _address(row["image_url"]),
        "authors": json.loads(row["authors"] or "[]"),
        "tags": json.loads(row["tags"] or "[]"),
        "published": {
            "at": row["published_at"],
            "offset": row["published_offset"],
            "day": row["published_day"],
            "time_zone": row["time_zone"],
            "precision": row["date_precision"],
            "read_from": row["date_source"],
            "words": row["date_words"],
        },
        "read_from": json.loads(row["origins_of"] or "{}"),
        "several_stories_suspected": bool(row["several_stories_suspected"]),
        "credits": [_credit(each) for each in database.credits_of(row["id"])],
        "text_hash": _hex(row["text_hash"]),
        "text": row["text"],
        "text_file": f"articles/{row['id']}.txt" if row["text"] else None,
        "revisions": [_revision(row["id"], number, each) for number, each in enumerate(revisions, 1)],
    }


def _revision(article_id: int, number: int, row: Row) -> dict[str, Any]:
    names = ("title", "published_at", "seen_from", "seen_until", "made_by", "words", "extractor")
    return {
        **{name: row[name] for name in names},
        "facts": json.loads(row["facts"] or "{}"),
        "text_hash": _hex(row["text_hash"]),
        "text": row["text"],
        "text_file": f"articles/{article_id}-revision-{number}.txt" if row["text"] else None,
    }


def _matches(database: Database, article_ids: Collection[int], licences: Sequence[Licence]) -> list[dict[str, Any]]:
    rows = with_credits(database, with_verdicts(database.matches_among(article_ids), licences))
    said: dict[int, list[dict[str, Any]]] = {row["id"]: [] for row in rows}
    for each in database.verdicts_of_matches(said):
        said[each.pop("match_id")].append(each)
    return [
        {
            **_shape(row),
            **{name: row[name] for name in _OF_MATCH},
            "run": row["run_id"],
            "verdicts": said[row["id"]],
            "is_licensed": is_licensed(row, licences),
        }
        for row in rows
    ]


def _shape(row: Row) -> dict[str, Any]:
    """A match as `naskh copies --format json` has it; what else is known of the two stands with the articles."""
    shaped = shapes.match(row)
    sides = {side: shaped[side]["id"] for side in ("later", "earlier")}
    credits = shaped["credits"] and [_credit(each) for each in shaped["credits"]]
    return {**shaped, **sides, "credits": credits}


def _cluster(database: Database, subject: Subject) -> dict[str, Any] | None:
    row = None if subject.cluster is None else database.cluster_row(subject.cluster)
    if row is None:
        return None
    return {
        "id": row["id"],
        "created_at": row["created_at"],
        "earliest": row["earliest_id"],
        "order_known": bool(row["order_known"]),
        "reason": row["reason"],
        # Earliest first; `subject.articles` has them by id.
        "articles": database.cluster_members(row["id"], limit=-1),
    }


def _run_ids(articles: list[dict[str, Any]], matches: list[dict[str, Any]], pages: PageFacts) -> set[int]:
    found = {each["run"] for each in (*articles, *matches)} | {row["run_id"] for row in pages.visits}
    return {run_id for run_id in found if run_id is not None}


def _runs(database: Database, run_ids: Collection[int]) -> list[dict[str, Any]]:
    """Runs without what is of the machine: number of the process, place of the settings."""
    runs = {row["id"]: {**row, "settings": [], "gaps": []} for row in database.runs_by_id(run_ids)}
    for name, rows in (("settings", database.settings_of_runs(runs)), ("gaps", database.gaps_of_runs(runs))):
        for row in rows:
            runs[row.pop("run_id")][name].append(row)
    return [*runs.values()]


def _outlet(row: Row) -> dict[str, Any]:
    return {**row, "domains": json.loads(row["domains"] or "[]")}


def _source(row: Row) -> dict[str, Any]:
    return {**row, "url": without_secrets(row["url"])}


def _visit(row: Row) -> dict[str, Any]:
    names = ("id", "started_at", "finished_at", "outcome", "links", "known", "new", "shipped_as")
    shown = {name: row[name] for name in names}
    # It may name the source.
    message = row["message"] and Scrubber([]).text(row["message"])
    return {**shown, "source": row["source_id"], "run": row["run_id"], "message": message}


def _credit(row: Row) -> dict[str, Any]:
    return {**{name: row[name] for name in _OF_CREDIT}, "url": _address(row["url"])}


def _address(url: str | None) -> str | None:
    return url and shown_address(url)


def _hex(value: bytes | None) -> str | None:
    return None if value is None else value.hex()
