"""Decide which boilerplate goes with a page to a worker, and when an outlet's is learnt again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from db import Database
from db.writer import Writer
from model import Boilerplate, Extracted, Page
from pipelines.copies.boilerplate import RepeatedLine, boilerplate_of, compared_text, learn, learn_early
from pipelines.outlets.names import OutletNames
from pipelines.processes.workers import WorkerFailed, Workers, map_in

log = logging.getLogger("naskh")

# Above this many pieces, housekeeping learns an outlet's boilerplate from all of them.
_MOST_FIRST_PIECES = 40

# What was learnt from the articles of an outlet.
_Repeated = tuple[RepeatedLine, ...]


class _Young:
    """The first pieces of an outlet, and what they repeat."""

    def __init__(self, pieces: list[tuple[str | None, str]]) -> None:
        self.pieces = dict.fromkeys(pieces)
        self.boilerplate = learn_early(self.pieces)

    def add(self, pieces: list[tuple[str | None, str]]) -> None:
        if not self.pieces.keys() >= set(pieces):
            self.pieces.update(dict.fromkeys(pieces))
            self.boilerplate = learn_early(self.pieces)


class OutletBoilerplate:
    """The outlets' newest snapshots, as they were when they were loaded; `load` again after others have learnt."""

    def __init__(self, database: Database, *, with_first_pieces: bool = True) -> None:
        """Without first pieces an outlet that has too few articles to learn from gives no boilerplate: what an import
        brings is compared only once all of it is there.
        """
        self.database = database
        self.with_first_pieces = with_first_pieces
        self.outlets = OutletNames(database)
        self._by_outlet: dict[int, Boilerplate] = {}
        self._young: dict[int, _Young | None] = {}
        self.load()

    def load(self) -> None:
        """Take the newest snapshots from the database."""
        self.outlets.forget()
        self._young.clear()
        known = self.database.boilerplates()
        self._young.update(dict.fromkeys(known))
        self._by_outlet = {
            outlet_id: boilerplate_of(version, lines) for outlet_id, (version, lines) in known.items() if lines
        }

    def given_to(self, page: Page) -> Page:
        """The page with the boilerplate of its outlet. Reads only: an outlet that is not known yet has none."""
        if not self._by_outlet and not self.with_first_pieces:
            return page
        outlet_id = self.outlets.known(page)
        if outlet_id is None:
            return page
        young = self._first_pieces(outlet_id)
        found = young.boilerplate if young else self._by_outlet.get(outlet_id)
        return page if found is None else replace(page, boilerplate=found)

    def missed(self, given: Page, extracted: Extracted) -> Page | None:
        """The page again, with what its outlet is known to repeat now that this page was read; None where none of it
        stands in its texts.

        Pages of one visit are read side by side: the third of an outlet's pieces shows what the first two share.
        """
        outlet_id = self.outlets.known(given)
        young = None if outlet_id is None else self._first_pieces(outlet_id)
        if young is None or not extracted.articles:
            return None
        young.add([(article.story.title, article.story.text) for article in extracted.articles])
        found = young.boilerplate
        if found is None or found == given.boilerplate:
            return None
        texts = (article.story.text for article in extracted.articles)
        return replace(given, boilerplate=found) if any(compared_text(text, found) != text for text in texts) else None

    def _first_pieces(self, outlet_id: int) -> _Young | None:
        """The pieces of an outlet that has too few of them to learn from otherwise."""
        if not self.with_first_pieces:
            return None
        if outlet_id not in self._young:
            pieces = self.database.first_pieces(outlet_id)
            self._young[outlet_id] = None if pieces is None else _Young(pieces)
        young = self._young[outlet_id]
        if young is not None and len(young.pieces) > _MOST_FIRST_PIECES:
            self._young[outlet_id] = young = None
        return young


async def learn_boilerplate(
    database: Database, writer: Writer, workers: Workers, *, clock: Callable[[], datetime]
) -> int:
    """Learn, in a worker, what the outlets repeat that have articles enough: for how many it is not what it was.

    What is stored keeps what it was compared by until it is read again, or everything is judged again.
    """
    changed = 0
    for outlet_id in database.outlets_due_for_boilerplate():
        texts = database.texts_of_outlet(outlet_id)
        try:
            repeated = await workers.run(learn, texts)
        except WorkerFailed as failure:
            _tell(outlet_id, failure)
            continue
        changed += await writer.write(_save, outlet_id, repeated, articles=len(texts), now=clock())
    return changed


def learn_boilerplate_now(database: Database, workers: Workers | None, *, now: datetime, only_due: bool = True) -> int:
    """The same, waiting for it; here where there are no workers. With `only_due` false of every outlet that has
    articles enough, however few of them are new.
    """
    outlets = database.outlets_due_for_boilerplate(only_due=only_due)
    tasks = (database.texts_of_outlet(outlet_id) for outlet_id in outlets)
    changed = 0
    for outlet_id, (texts, repeated) in zip(outlets, map_in(workers, learn, tasks), strict=True):
        if isinstance(repeated, WorkerFailed):
            _tell(outlet_id, repeated)
        else:
            changed += _save(database, outlet_id, repeated, articles=len(texts), now=now)
    return changed


def _save(database: Database, outlet_id: int, repeated: _Repeated, *, articles: int, now: datetime) -> bool:
    lines = [(each.line, each.texts) for each in repeated]
    return database.save_boilerplate(outlet_id, lines, articles=articles, now=now)


def _tell(outlet_id: int, failure: WorkerFailed) -> None:
    log.warning("boilerplate not learnt", extra={"fields": {"outlet": outlet_id, "message": str(failure)}})
