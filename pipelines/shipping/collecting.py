"""Record what crawlers ship, in whatever order it comes: the moments are the crawlers', what is found is found now."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from db.article_columns import FACTS, OF_FIRST
from db.store import Row
from db.times import to_text
from model import Article, Hints, Link, Recorded, Source, Visit
from pipelines.outlets.addresses import shape_of
from pipelines.recording.articles import Sighting, text_hash
from pipelines.recording.forgotten import find_forgotten
from pipelines.recording.pages import Recorder
from pipelines.recording.pairing import pair_stories
from pipelines.shipping.late import Seen, in_order
from pipelines.shipping.records import Became, Named, NamedPage, Record, ShippedSource, Visited


class CollectingRecorder(Recorder):
    """Records into the database of a collector, under its configuration and one run."""

    def apply(self, record: Record, *, crawler: str, now: datetime) -> tuple[Source, Visit] | None:
        """Record one thing that a crawler shipped; of the latest visit of a source, both. Joins a transaction that is
        open.
        """
        with self.database.transaction():
            match record:
                case Named():
                    for page in record.pages:
                        self._name(page, now=now)
                case Became():
                    self._become(record, crawler=crawler, now=now)
                case Visited():
                    return self._visited(record, crawler=crawler, now=now)
        return None

    def source_id(self, source: ShippedSource | None, *, now: datetime) -> int | None:
        """The source that a crawler means."""
        if source is None:
            return None
        known = self.database.source_at(source.url)
        if known is not None:
            return known
        outlet_id = self.database.outlet_named(source.outlet, now=now)
        return self.database.add_shipped_source(source.url, kind=source.kind, outlet_id=outlet_id, now=now)

    def _name(self, page: NamedPage, *, now: datetime) -> int:
        # It may never be read: nothing that would know it again then.
        gone = self.database.has_forgotten() and find_forgotten(self.database, page.url, guid=page.hints.guid)
        page_id = self.database.name_page(
            Link(url=page.url, hints=Hints() if gone else page.hints),
            canonical=page.canonical_url,
            shape=shape_of(page.url),
            source_id=self.source_id(page.source, now=now),
            seen_at=page.first_seen_at,
            left=page.reason if page.status == "skipped" else None,
        )
        if not gone:
            self.database.hint_page(page_id, page.hints, seen_at=page.first_seen_at)
        return page_id

    def _become(self, became: Became, *, crawler: str, now: datetime) -> None:
        database, extracted = self.database, became.extracted
        page_id = database.name_page(
            Link(url=became.page.url, hints=replace(extracted.page.hints, content=None)),
            canonical=became.page.canonical_url,
            shape=shape_of(became.page.url),
            source_id=self.source_id(became.page.source, now=now),
            seen_at=became.page.first_seen_at,
        )
        source_id = self.source_id(became.page.source, now=now)
        visit_id = None
        if became.visit is not None and source_id is not None:
            shipped_as = f"{crawler}:{became.visit}"
            visit_id = database.shipped_visit_id(shipped_as, source_id=source_id, started_at=became.at)
        page = replace(extracted.page, page_id=page_id, source_id=source_id, visit_id=visit_id)
        extracted = replace(extracted, page=page, raw=extracted.raw if self.config.keep.raw_days > 0 else None)
        # By one clock, whether it comes in order or late.
        sighting = Sighting(extracted=extracted, seen_at=page.fetched_at or became.at, now=now)
        last = None if database.is_forgotten(page_id) else database.fetched_last(page_id)
        if last is not None and to_text(sighting.seen_at) < last:
            recorded = self._record_late(page_id, sighting, last=last)
        else:
            recorded = self._record(sighting)
        if visit_id is not None:
            database.count_in_visit(visit_id, recorded)

    def _visited(self, visited: Visited, *, crawler: str, now: datetime) -> tuple[Source, Visit] | None:
        database = self.database
        source_id = self.source_id(visited.source, now=now)
        assert source_id is not None
        for canonical, url in visited.pages:
            database.name_page(
                Link(url=url),
                canonical=canonical,
                shape=shape_of(url),
                source_id=source_id,
                seen_at=visited.started_at,
            )
        visit_id = database.shipped_visit_id(
            f"{crawler}:{visited.visit}", source_id=source_id, started_at=visited.started_at
        )
        visit: Row = {
            "started_at": to_text(visited.started_at),
            "finished_at": to_text(visited.finished_at),
            "outcome": visited.outcome,
            "grade": visited.grade,
            "links": visited.links,
            "known": visited.known,
            "failed": visited.failed,
            "skipped": visited.skipped,
            "message": visited.message,
        }
        source: Row = {
            "next_visit_at": to_text(visited.next_visit_at),
            "next_visit_reason": visited.next_visit_reason,
            "found_kind": visited.found_kind,
            "moved_to": visited.moved_to,
            "listed": visited.listed,
        }
        if visited.every_seconds:
            source["every_seconds"] = visited.every_seconds
        if not database.end_shipped_visit(visit_id, visit, source):
            return None
        counts = database.visit_as_counted(visit_id)
        return database.source_of(source_id), Visit(
            id=visit_id,
            source_id=source_id,
            links=visited.links,
            known=visited.known,
            failed=visited.failed,
            skipped=visited.skipped,
            outcome=visited.outcome,
            grade=visited.grade,
            message=visited.message,
            **{name: counts[name] for name in ("new", "new_pages", "changed", "copies", "off_topic")},
        )

    # What comes late.

    def _record_late(self, page_id: int, sighting: Sighting, *, last: str) -> Recorded:
        """Record what was seen of a page before something that is recorded of it already."""
        articles = sighting.extracted.articles
        row = self.database.page_row(page_id)
        assert row is not None
        stored = self.database.articles_of_page(page_id)
        if not stored and articles:
            # Nothing that was recorded since gave a text.
            recorded = self._record(sighting)
            self.database.keep_fetched(page_id, last)
            return recorded
        new = copies = changed = 0
        free_position = max((before["position"] for before in stored), default=-1) + 1
        for article, before in pair_stories(articles, stored):
            if before is not None:
                changed += self._place(before, article, sighting, last=last)
                continue
            # It stood on the page then, and no longer.
            added = self.articles.add(page_id, free_position, article, sighting)
            free_position += 1
            new += added is not None
            copies += added or 0
        return Recorded(status=row["status"], known=True, new_articles=new, copies=copies, changed=changed > 0)

    def _place(self, before: Row, article: Article, sighting: Sighting, *, last: str) -> bool:
        """Put a text that is heard of late where it belongs among those of its article: whether it is another one."""
        database, article_id, seen_at = self.database, before["id"], to_text(sighting.seen_at)
        revisions, late = database.revisions_of(article_id), text_hash(article)
        since = revisions[-1]["seen_until"] if revisions else before["first_seen_at"]
        seen = [Seen(at=each["seen_from"], text_hash=each["text_hash"]) for each in revisions]
        seen += [Seen(at=at, text_hash=before["text_hash"]) for at in (since, max(since, last))]
        ordered = in_order([*seen, Seen(at=seen_at, text_hash=late)])
        zone = self.articles.time_zone_of(before["outlet_id"])
        texts = {each["text_hash"]: {n: v for n, v in each.items() if n not in _OWN} for each in revisions}
        present = database.article_row(article_id)
        texts.setdefault(before["text_hash"], _version_of_row(present))
        is_first = seen_at < before["first_seen_at"]
        if is_first or late not in texts:
            extractor = sighting.extracted.extractor
            texts[late] = database.version_of(article, text_hash=late, extractor=extractor, time_zone=zone)
        first = texts[late] if is_first else _version_of_row(present)
        versions = [
            {**_with_lasting(texts[one.text_hash], first), "seen_from": one.at, "seen_until": then.at}
            for one, then in pairwise(ordered)
        ]
        if len(versions) != len(revisions) or any(
            (one["seen_from"], one["seen_until"], one["text_hash"])
            != (old["seen_from"], old["seen_until"], old["text_hash"])
            for one, old in zip(versions, revisions, strict=True)
        ):
            database.rewrite_versions(article_id, versions)
        if is_first:
            self._begin_earlier(before, article, sighting, is_revised=bool(versions))
        return late not in {each.text_hash for each in seen}

    def _begin_earlier(self, before: Row, article: Article, sighting: Sighting, *, is_revised: bool) -> None:
        article_id, source_id = before["id"], sighting.extracted.page.source_id
        place = self.articles.place_in_time(article, before["outlet_id"], seen_at=sighting.seen_at)
        self.database.begin_earlier(
            article_id,
            article,
            order_at=place,
            seen_at=sighting.seen_at,
            source_id=source_id,
            time_zone=self.articles.time_zone_of(before["outlet_id"]),
            is_revised=is_revised,
        )
        if place != before["order_at"]:
            sketches = self.database.sketches_of_articles([article_id])
            self.articles.judge_again(article_id, replace(article, sketch=sketches[article_id]), now=sighting.now)


_OWN: Collection[str] = ("id", "article_id", "seen_from", "seen_until")


def _with_lasting(version: Row, first: Row) -> Row:
    """A version with what its article's first one says of what a changed text does not change."""
    own, lasting = json.loads(version["facts"] or "{}"), json.loads(first["facts"] or "{}")
    told = {name: (lasting if name in OF_FIRST else own).get(name) for name in FACTS}
    facts = {name: value for name, value in told.items() if value is not None}
    return {**version, "published_at": first["published_at"], "facts": json.dumps(facts, ensure_ascii=False)}


def _version_of_row(row: Row | None) -> Row:
    """An article's present text as a row of its revisions, without its times."""
    assert row is not None
    told = {name: row[name] for name in FACTS if row[name] is not None}
    same = ("title", "published_at", "extractor", "words", "text_hash", "text")
    return {**{name: row[name] for name in same}, "made_by": "outlet", "facts": json.dumps(told, ensure_ascii=False)}
