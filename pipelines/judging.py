"""Compare articles with what is stored: the one path that a crawled page, an import and judging again all take.

Candidates, judge, matches, cluster, alerts; inside the caller's transaction where there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from config import Config
from db import Database
from db.index import Candidate
from db.store import Row
from model import Rarity, Sketch
from pipelines.alert_rules import alerts_of
from pipelines.clusters import Found
from pipelines.compare import record_relatives, relatives_among
from pipelines.search_words import search_text
from pipelines.verdicts import verdict_of

# Articles in one transaction, and in one look into the index.
BATCH = 512


class Judging:
    """Compares articles of one database, under one configuration, run and snapshot of what is common."""

    def __init__(
        self,
        database: Database,
        config: Config,
        *,
        run_id: int | None,
        with_alerts: bool,
        rarity: Rarity | None = None,
        keep_found_at: bool = False,
    ) -> None:
        self.database = database
        self.config = config
        self.run_id = run_id
        self.with_alerts = with_alerts and bool(config.alert)
        self.rarity = rarity or database.rarity()
        self.keep_found_at = keep_found_at

    def refresh_rarity(self, *, now: datetime) -> None:
        """Take a new snapshot of what is common when the archive has outgrown the last one."""
        if self.database.rarity_is_due():
            self.rarity = self.database.make_rarity(now=now)

    def match(
        self, article_id: int, sketch: Sketch, found: Sequence[Found], words: Callable[[], str], *, now: datetime
    ) -> None:
        """Store the matches of an article, its place in a cluster, and the alerts that they are worth.

        `words` gives its title and text as they are searched, for alerts by keyword.
        """
        matches = record_relatives(
            self.database,
            article_id,
            sketch,
            found,
            self.config.duplicates,
            self.rarity,
            run_id=self.run_id,
            now=now,
            keep_found_at=self.keep_found_at,
        )
        if not (matches and self.with_alerts):
            return
        news = [(self._match_row(match_id), self._match_before(match_id)) for match_id in matches]
        # What a person or a licence has settled is no news.
        open_ones = [(row, old) for row, old in news if row and verdict_of(row, self.config.licence)[0] is None]
        for alert in alerts_of(open_ones, self.config.alert, words=words()):
            self.database.add_alert(alert, now=now)

    def match_stored(
        self,
        article_ids: Sequence[int],
        sketches: Mapping[int, Sketch],
        candidates: Mapping[int, Sequence[Candidate]],
        *,
        now: datetime,
    ) -> int:
        """Compare stored articles, one after the other; all by article id. How many of them are copies."""
        wanted = {candidate.sketch_id for several in candidates.values() for candidate in several}
        others = self.database.sketches(wanted)
        articles = {candidate.article_id for several in candidates.values() for candidate in several} - {None}
        places = self.database.places_in_time([*article_ids, *(number for number in articles if number is not None)])
        copies = 0
        for article_id in article_ids:
            found = relatives_among(
                self.database,
                sketches[article_id],
                candidates[article_id],
                others,
                places,
                self.config.duplicates,
                self.rarity,
                order_at=places[article_id],
                leave_out=[article_id],
            )
            copies += any(one.is_copy for one in found)
            self.match(article_id, sketches[article_id], found, lambda number=article_id: self._words(number), now=now)  # type: ignore[misc]
        return copies

    def _words(self, article_id: int) -> str:
        row = self.database.article_row(article_id)
        assert row is not None
        return f"{search_text(row['title'] or '')} {search_text(row['text'])}"

    def _match_row(self, match_id: int) -> Row | None:
        """A match with the credits of both articles, as alerts tell it."""
        row = self.database.match_row(match_id)
        if row is None:
            return None
        credits = self.database.credits_of_articles([row["later_id"], row["earlier_id"]])
        return {**row, "later_credits": credits[row["later_id"]], "earlier_credits": credits[row["earlier_id"]]}

    def _match_before(self, match_id: int) -> Row | None:
        before = self.database.match_before(match_id)
        return None if before is None else self.database.match_row(before)


def judge_unjudged(
    database: Database,
    config: Config,
    *,
    run_id: int,
    with_alerts: bool,
    now: datetime,
    on_progress: Callable[[int, int], None] = lambda judged, copies: None,
) -> int:
    """Compare what an import stored, each article with those before it: how many are copies.

    Ended early, it goes on where it stopped when it is called again. The snapshot is taken first: what is common in
    an archive is known only when it is there.
    """
    judging = Judging(database, config, run_id=run_id, with_alerts=with_alerts)
    judging.refresh_rarity(now=now)
    judged = copies = 0
    while article_ids := database.unjudged(BATCH):
        with database.transaction():
            ids = database.sketch_ids(article_ids)
            stored = database.sketches(ids.values())
            sketches = {article_id: stored[sketch_id] for article_id, sketch_id in ids.items()}
            candidates = database.candidates_of(list(sketches.values()), ids=list(ids.values()))
            copies += judging.match_stored(
                list(sketches), sketches, dict(zip(sketches, candidates, strict=True)), now=now
            )
            database.note_judged(article_ids)
        judged += len(article_ids)
        on_progress(judged, copies)
    return copies
