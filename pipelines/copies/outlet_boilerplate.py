"""Decide which boilerplate goes with a page to a worker, and when an outlet's is learnt again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from db import Database
from model import Boilerplate, Page
from pipelines.copies.boilerplate import RepeatedLine, boilerplate_of, learn
from pipelines.outlets.names import OutletNames
from pipelines.workers import WorkerFailed, Workers, map_in

log = logging.getLogger("naskh")

# What was learnt from the articles of an outlet.
_Repeated = tuple[RepeatedLine, ...]


class OutletBoilerplate:
    """The outlets' newest snapshots, as they were when they were loaded; `load` again after others have learnt."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.outlets = OutletNames(database)
        self._by_outlet: dict[int, Boilerplate] = {}
        self.load()

    def load(self) -> None:
        """Take the newest snapshots from the database."""
        self.outlets.forget()
        self._by_outlet = {
            outlet_id: boilerplate_of(version, lines)
            for outlet_id, (version, lines) in self.database.boilerplates().items()
            if lines
        }

    def given_to(self, page: Page) -> Page:
        """The page with the boilerplate of its outlet. Reads only: an outlet that is not known yet has none."""
        if not self._by_outlet:
            return page
        outlet_id = self.outlets.known(page)
        found = None if outlet_id is None else self._by_outlet.get(outlet_id)
        return page if found is None else replace(page, boilerplate=found)


async def learn_boilerplate(database: Database, workers: Workers, *, clock: Callable[[], datetime]) -> int:
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
        changed += _save(database, outlet_id, repeated, articles=len(texts), now=clock())
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
