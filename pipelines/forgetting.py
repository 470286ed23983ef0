"""Forget texts that a person or a publisher wants removed: everything that the database holds of them, and the files.

An order is written down first, and carried out in short transactions, beside a daemon too. Killed in the midst, it is
finished by the next call. What is to go is chosen in `choose`; the SQL is in `db.forgetting`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from config.tables import Config
from db import Database
from db.store import Row
from db.turns import Turns
from pipelines.alerting.rewording import Rewording
from pipelines.copies.clusters import refresh_cluster
from pipelines.copies.judging import Judging
from pipelines.copies.look_up import find_relatives
from pipelines.outlets.addresses import is_front_page, key_of, shape_of
from pipelines.recording.aliases import become_forgotten, same_page_reason
from pipelines.recording.forgotten import find_forgotten
from pipelines.text.domains import domain_of, host_of
from pipelines.text.search_words import search_text

# Texts that are read at once, and in one transaction at least where a daemon waits.
_AT_ONCE, _FEW = 200, 2
# Pages of the search index that are merged in one transaction; beside a daemon some 20 ms.
_MERGED, _MERGED_BESIDE = 1000, 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What is to be forgotten: rows of articles (see `articles_to_forget`), pages without any, and what goes with them.

    `others` are articles that are not among them and carry one of the texts: they stay.
    """

    articles: Sequence[Row]
    bare_pages: Sequence[int]
    revisions: int
    matches: int
    verdicts: int
    alerts: int
    messages: int
    others: Sequence[Row]

    @property
    def article_ids(self) -> list[int]:
        return [row["id"] for row in self.articles]

    @property
    def since(self) -> str | None:
        """When the first of the articles was seen."""
        return min((row["first_seen_at"] for row in self.articles), default=None)


def choose(
    database: Database, *, article_ids: Collection[int], page_ids: Collection[int], outlet_ids: Collection[int]
) -> Chosen:
    """What would be forgotten of these articles, pages and outlets."""
    articles = database.articles_to_forget(article_ids=article_ids, page_ids=page_ids, outlet_ids=outlet_ids)
    ids = [row["id"] for row in articles]
    alerts = database.alerts_about(ids, _titles(articles))
    gone = database.goes_with(ids)
    return Chosen(
        articles=articles,
        bare_pages=_bare_pages(database, page_ids, outlet_ids),
        revisions=gone["revisions"],
        matches=gone["matches"],
        verdicts=gone["verdicts"],
        alerts=len(alerts),
        messages=len({*database.messages_about(alerts), *database.briefs_naming({*ids})}),
        others=database.carriers_besides(ids),
    )


def addresses_of(url: str) -> set[str]:
    """An address as it may be stored: as it was given, and as it is known."""
    return {url, key_of(url) or url}


def order(database: Database, chosen: Chosen, *, reason: str, now: datetime) -> None:
    """Write down that this is to be forgotten, with the addresses by which it is known again."""
    with database.transaction():
        database.order_forgetting(chosen.article_ids, chosen.bare_pages, reason=reason, now=now)
        for row in database.addresses_of_forgotten():
            key = key_of(row["url"]) if host_of(row["url"]) and not is_front_page(row["url"]) else None
            if key is not None:
                shape = shape_of(row["url"])
                database.add_alias(key, row["url"], of=row["page_id"], shape=shape, reason=reason, now=now)
        # Other addresses that never gave its text: feeds said the same of them.
        for row in database.textless_like_forgotten():
            if (gone := find_forgotten(database, row["url"], guid=row["guid"])) is not None:
                become_forgotten(database, row["id"], of=gone["id"], reason=same_page_reason(gone["url"], reason))


def carry_out(
    database: Database, config: Config, *, now: datetime, on_progress: Callable[[int], None] = lambda done: None
) -> int:
    """Remove what unfinished orders name from all rows: how many texts and pages that were."""
    database.erase_what_is_deleted()
    removing, turns, done = _Removing(database, config, now=now), Turns(database), 0
    while rows := database.waiting_to_be_forgotten(limit=_AT_ONCE):
        turns.write(rows, removing.remove, at_once=_FEW)
        done += len(rows)
        on_progress(done)
    with database.transaction():
        database.empty_messages(database.briefs_naming(database.articles_of_unfinished()), now=now)
    database.forget_habits()
    return done


def merge_search_index(database: Database) -> None:
    """Drop from the index of words what was removed from it, in short transactions where a daemon runs."""
    turns = Turns(database)
    pages = -(_MERGED_BESIDE if turns.are_needed() else _MERGED)
    while database.merge_search_index(pages=pages):
        pages = abs(pages)
        turns.pause()


class _Removing:
    """Removes texts, and works out anew what they leave behind: clusters, alerts."""

    def __init__(self, database: Database, config: Config, *, now: datetime) -> None:
        self.database = database
        self.config = config
        self.now = now
        self.judging = Judging(database, config, run_id=None)
        self.rewording = Rewording(database, config, config.reader.language)

    def remove(self, rows: Sequence[Row]) -> None:
        """Remove what these rows of orders name, in the transaction that is open."""
        database = self.database
        there = [row for row in rows if row["text"] is not None]
        ids = {row["article_id"] for row in there}
        alerts = database.alerts_about(ids, _titles(there))
        messages, matches = database.messages_about(alerts), database.matches_with(ids)
        told = {alert_id: database.articles_of_alert(alert_id) - ids for alert_id in alerts}
        clusters = sorted({row["cluster_id"] for row in there} - {None})
        database.keep_ids()
        for row in there:
            title, text = search_text(row["title"] or ""), search_text(row["text"])
            database.forget_article(row["article_id"], normal_title=title, normal_text=text)
        for cluster in clusters:
            refresh_cluster(database, cluster)
            self._match_again(database.unmatched_members(cluster))
        left = [match for cluster in clusters for match in database.matches_of_cluster(cluster)]
        for alert_id, articles in told.items():
            for match in left:
                if {match["later_id"], match["earlier_id"]} <= articles:
                    database.add_match_to_alert(alert_id, match["id"], now=self.now)
            self._tell_less(alert_id, ids)
        database.empty_messages(messages, match_ids=matches, now=self.now)
        database.forget_pages([row["page_id"] for row in rows])
        database.note_removed([row["id"] for row in rows], now=self.now)

    def _match_again(self, article_ids: Sequence[int]) -> None:
        """Compare members of a cluster again whose only matches in it were with what is gone: it may be theirs no
        more.
        """
        database = self.database
        frozen = database.frozen_among(article_ids)
        for article_id in article_ids:
            sketch = database.sketches_of_articles([article_id]).get(article_id)
            row = database.timing_rows([article_id])[article_id]
            if sketch is None or article_id in frozen or row["cluster_id"] is None:
                continue
            database.supersede_matches_of(article_id, now=self.now)
            database.leave_cluster(article_id)
            found = find_relatives(
                database,
                sketch,
                self.config.duplicates,
                self.judging.rarity,
                order_at=row["order_at"],
                leave_out=[article_id],
            )
            self.judging.match(article_id, sketch, found, now=self.now)
            refresh_cluster(database, row["cluster_id"])

    def _tell_less(self, alert_id: int, article_ids: Collection[int]) -> None:
        """Remove an alert of which nothing is left, word any other one anew."""
        database = self.database
        if not database.is_left(alert_id, article_ids):
            database.remove_alert(alert_id)
            return
        alert = database.alert_row(alert_id)
        assert alert is not None
        says = self.rewording.words(alert, now=self.now)
        if says is None:
            database.remove_alert(alert_id)
        else:
            database.word_again(alert_id, title=says.title, text=says.text)


def _titles(rows: Sequence[Row]) -> set[str]:
    return {row["title"] for row in rows if row["title"]}


def _bare_pages(database: Database, page_ids: Collection[int], outlet_ids: Collection[int]) -> list[int]:
    """Pages without an article that were named themselves, or that an outlet's source named on its own domain."""
    rows: Iterator[Row] = iter(database.bare_pages(page_ids=page_ids, outlet_ids=outlet_ids))
    return [
        row["id"]
        for row in rows
        if row["id"] in page_ids or domain_of(row["url"]) == domain_of(row["source_url"] or "")
    ]
