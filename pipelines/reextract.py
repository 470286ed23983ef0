"""Read stored pages again from their raw bytes, after an upgrade, and store what changed as our own corrections.

Pages are read in worker processes. Each page is one short transaction, so other commands can write meanwhile. A second
run changes nothing, so it may be interrupted at any moment.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from config.tables import Config
from db import Database
from db.article_columns import FACTS, facts_of
from db.page_columns import hints_of
from db.store import Row
from db.times import from_text
from db.turns import Turns
from model import Article, Extracted, Page, Published
from pipelines.copies.outlet_boilerplate import OutletBoilerplate
from pipelines.preparing.settings import PrepareSettings
from pipelines.processes.workers import WorkerFailed, Workers
from pipelines.recording.articles import ArticleRecorder, Sighting, text_hash
from pipelines.recording.pages import load_tables
from pipelines.recording.pairing import pair_stories
from pipelines.text.search_words import search_text

_BATCH = 16
_UNKNOWN = (None, "", "[]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What reading its page again changed of an article: `fields` by name, each before and after; a text by its words.
    `is_new`: the article was not found before.
    """

    article_id: int
    title: str | None
    fields: tuple[tuple[str, str | None, str | None], ...] = ()
    is_new: bool = False


@dataclass(slots=True)
class ReextractReport:
    """What re-extracting did. `lost`: stored articles that are not found in their page any more; they stay.
    `bare` pages have no raw bytes any more, `records` never had any. `failures` are addresses with reasons.
    """

    pages: int = 0
    articles: int = 0
    changed_texts: int = 0
    changed_facts: int = 0
    new: int = 0
    lost: int = 0
    bare: int = 0
    records: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)


def reextract(
    database: Database,
    config: Config,
    workers: Workers,
    *,
    article_ids: Sequence[int] | None,
    run_id: int,
    now: datetime,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> ReextractReport:
    """Read all pages again that can be, or those that carry these articles."""
    report = ReextractReport()
    report.bare, report.records = database.count_bare_pages(article_ids)
    total = database.count_kept_pages(article_ids)
    recorder = ArticleRecorder(database, config, run_id=run_id, with_alerts=False)
    settings = replace(PrepareSettings.of(config), keep_raw=False)
    boilerplate, turns = OutletBoilerplate(database), Turns(database)
    if turns.are_needed():
        load_tables()
    tasks = ((boilerplate.given_to(page), settings) for page in _kept_pages(database, article_ids, report))
    for (page, _), extracted in workers.map(_prepare, tasks):
        if isinstance(extracted, WorkerFailed):
            report.failures.append((page.final_url or page.url, str(extracted)))
        else:
            _correct(recorder, Sighting(extracted=extracted, seen_at=now, now=now), report)
            turns.pause()
        report.pages += 1
        on_progress(report.pages, total)
    return report


def _prepare(task: tuple[Page, PrepareSettings]) -> Extracted:
    from pipelines.preparing.prepare import prepare

    return prepare(*task)


def _kept_pages(database: Database, article_ids: Sequence[int] | None, report: ReextractReport) -> Iterator[Page]:
    after = 0
    while rows := database.kept_pages(article_ids, after=after, limit=_BATCH):
        after = rows[-1]["id"]
        for row in rows:
            try:
                yield _page(row)
            except zlib.error as error:
                report.failures.append((row["final_url"] or row["url"], f"the kept bytes are damaged ({error})"))


def _page(row: Row) -> Page:
    """The page as it came, for reading; what was imported is known by its key."""
    return Page(
        url=row["url"],
        kind=row["kind"],
        body=zlib.decompress(row["raw"]),
        final_url=row["final_url"],
        page_id=row["id"],
        source_id=row["source_id"],
        import_key=None if row["key"].startswith("url:") else row["key"],
        content_type=row["content_type"],
        fetched_at=from_text(row["fetched_at"]) if row["fetched_at"] else None,
        hints=hints_of(row["hints"]),
    )


def _correct(recorder: ArticleRecorder, sighting: Sighting, report: ReextractReport) -> None:
    database, extracted = recorder.database, sighting.extracted
    page_id = extracted.page.page_id
    assert page_id is not None
    with database.transaction():
        row, stored = database.page_row(page_id), database.articles_of_page(page_id)
        if row is None or row["body_hash"] != extracted.body_hash:
            return  # Fetched again meanwhile: what came is read as today's program reads.
        if database.is_forgotten(page_id):
            return  # Meanwhile, too.
        if extracted.articles:
            database.forget_sketches_of_page(page_id)
        left = {before["id"] for before in stored}
        free_position = max((before["position"] for before in stored), default=-1) + 1
        added = False
        for article, before in pair_stories(extracted.articles, stored):
            if before is not None:
                left.discard(before["id"])
                report.articles += 1
                if correction := _correct_article(recorder, before, article, sighting, report):
                    report.corrections.append(correction)
                continue
            then = replace(sighting, seen_at=extracted.page.fetched_at or from_text(row["first_seen_at"]))
            position = free_position if stored else article.story.position
            free_position += 1
            if recorder.add(page_id, position, article, then) is None:
                continue
            added = True
            report.new += 1
            [article_id] = [each["id"] for each in database.articles_of_page(page_id) if each["position"] == position]
            report.corrections.append(Correction(article_id=article_id, title=article.story.title, is_new=True))
        report.lost += len(left)
        if added and row["status"] != "stored":
            database.mark_page(page_id, "stored", None)


def _correct_article(
    recorder: ArticleRecorder,
    before: Row,
    article: Article,
    sighting: Sighting,
    report: ReextractReport,
) -> Correction | None:
    """Store what is another text, or other facts, than before; None where both are the same."""
    database, extracted, now = recorder.database, sighting.extracted, sighting.now
    if not before["text"]:
        # It was pruned on purpose: reading it again would undo that, as a change of the text.
        return None
    if any(revision["made_by"] == "outlet" for revision in database.revisions_of(before["id"])):
        article = _with_first_facts(article, before)
    time_zone = recorder.time_zone_of(before["outlet_id"])
    differs = _difference(before, article, extracted, time_zone)
    order_at = before["order_at"]
    if "published_at" in differs.changed:
        order_at = recorder.place_as_stored(before, article)
    if differs.is_other_text:
        recorder.revise(before, article, sighting, made_by="naskh")
    elif differs.is_compared_otherwise:
        database.compare_otherwise(
            before["id"],
            article,
            old_title=search_text(before["title"] or ""),
            old_text=search_text(before["text"]),
            normaliser=extracted.normaliser,
        )
    if differs.is_other_text or differs.changed or differs.is_read_otherwise:
        database.correct_article(
            before["id"],
            article,
            order_at=order_at,
            time_zone=time_zone,
            extractor=extracted.extractor,
            keeps_old=differs.takes_away and not differs.is_other_text,
            now=now,
        )
    if differs.is_other_text or differs.is_compared_otherwise or order_at != before["order_at"]:
        recorder.judge_again(before["id"], article, now=now)
    if not (differs.is_other_text or differs.changed):
        return None
    report.changed_texts += differs.is_other_text
    report.changed_facts += not differs.is_other_text
    fields = (*_text_fields(before, article), *((name, *values) for name, values in differs.changed.items()))
    return Correction(article_id=before["id"], title=article.story.title, fields=fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Difference:
    """How an article that was read now differs from the stored one. `changed` are the facts that do, before and after;
    `takes_away`: one of them was known. `is_read_otherwise`: by another extractor, or in other places of the page.
    """

    is_other_text: bool
    changed: Mapping[str, tuple[Any, Any]]
    takes_away: bool
    is_compared_otherwise: bool
    is_read_otherwise: bool


def _difference(before: Row, article: Article, extracted: Extracted, time_zone: str | None) -> _Difference:
    facts = facts_of(article.story, time_zone)
    changed = {
        name: (before[name], facts[name])
        for name in FACTS
        if before[name] != facts[name] and not _both_unknown(before[name], facts[name])
    }
    is_told_otherwise = json.loads(before["origins_of"] or "{}") != dict(article.story.origins_of)
    return _Difference(
        is_other_text=before["text_hash"] != text_hash(article),
        changed=changed,
        # What was unknown and is known now takes nothing away that a revision would have to keep.
        takes_away=any(old not in _UNKNOWN for old, _ in changed.values()),
        is_compared_otherwise=before["normaliser"] != extracted.normaliser,
        is_read_otherwise=is_told_otherwise or before["extractor"] != extracted.extractor,
    )


def _text_fields(before: Row, article: Article) -> Iterator[tuple[str, str | None, str | None]]:
    """What of the text itself is another, before and after."""
    if before["text"] != article.story.text:
        old, new = (f"{len(text.split())} words" for text in (before["text"], article.story.text))
        yield "text", old, new
    if before["title"] != article.story.title:
        yield "title", before["title"], article.story.title


def _with_first_facts(article: Article, before: Row) -> Article:
    """The article with who wrote it and when as they are known, where they are: of the first text, not of this one."""
    story, origins = article.story, dict(article.story.origins_of)
    known = json.loads(before["origins_of"] or "{}")
    if authors := json.loads(before["authors"] or "[]"):
        story = replace(story, authors=tuple(authors))
        origins["authors"] = known.get("authors", "the text before its outlet changed it")
    if before["published_at"]:
        published = Published(
            when=before["published_at"],
            precision=before["date_precision"],
            source=before["date_source"],
            words=before["date_words"] or "",
            offset=before["published_offset"],
            day=before["published_day"],
        )
        story = replace(story, published=published)
        origins["published_at"] = known.get("published_at", "the text before its outlet changed it")
    return replace(article, story=replace(story, origins_of=tuple(origins.items())))


def _both_unknown(one: str | None, other: str | None) -> bool:
    return one in _UNKNOWN and other in _UNKNOWN
