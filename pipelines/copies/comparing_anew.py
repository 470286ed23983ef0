"""Sketch stored articles again when their outlet's boilerplate was learnt after they arrived. Uses the stored text.

So imported archives and everything that is judged again are compared without boilerplate, in whatever order the
articles arrived. The stored texts do not change; `pipelines.reextract` reads pages again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from db import Database
from db.turns import Turns
from model import Boilerplate, Sketch
from pipelines.copies.boilerplate import boilerplate_of, compared_text, learn_early, normaliser_of
from pipelines.copies.outlet_boilerplate import learn_boilerplate_now
from pipelines.processes.workers import WorkerFailed, Workers, map_in
from pipelines.text.normalize import normalize

# Articles in one trip to a worker, and in one transaction where no daemon waits for it.
_BATCH = 256

# Titles and texts of articles of one outlet, and what is left out of them.
_Task = tuple[Sequence[tuple[str | None, str]], Boilerplate | None]


def compare_anew(
    database: Database, workers: Workers | None, *, only_unjudged: bool, only_due: bool, now: datetime
) -> int:
    """Learn what outlets repeat, and sketch again the articles that were compared with other lines left out. Returns
    how many.

    From an outlet with too few articles it learns what its first pieces repeat. With `only_unjudged` only articles that
    an import stored are sketched: the judgements of the others stay right. `only_due`: see
    `learn_boilerplate_now`. A batch that a worker cannot sketch stays as it is.
    """
    learn_boilerplate_now(database, workers, now=now, only_due=only_due)
    known = {
        outlet_id: boilerplate_of(version, lines) if lines else None
        for outlet_id, (version, lines) in database.boilerplates().items()
    }
    young = database.young_outlets(only_unjudged=only_unjudged)
    pieces = (database.first_pieces(outlet_id) or [] for outlet_id in young)
    for outlet_id, (_, early) in zip(young, map_in(workers, learn_early, pieces), strict=True):
        if early is not None and not isinstance(early, WorkerFailed):
            known[outlet_id] = early
    changed, turns = 0, Turns(database)
    stale = _stale(database, known, only_unjudged=only_unjudged)
    for (ids, (_, boilerplate)), sketches in map_in(workers, _sketch_batch, stale):
        if isinstance(sketches, WorkerFailed):
            continue
        normaliser = normaliser_of(boilerplate)

        def replace(some: Sequence[tuple[int, Sketch]], normaliser: str = normaliser) -> None:
            database.replace_sketches(dict(some), normaliser=normaliser)

        turns.write([*zip(ids, sketches, strict=True)], replace)
        changed += len(ids)
    return changed


def _stale(
    database: Database, known: dict[int, Boilerplate | None], *, only_unjudged: bool
) -> Iterator[tuple[list[int], _Task]]:
    """Articles that were compared by other lines than their outlet's newest, some of one outlet at a time."""
    for outlet_id, boilerplate in known.items():
        wanted = {outlet_id: normaliser_of(boilerplate)}
        after = 0
        while rows := database.compared_otherwise(wanted, only_unjudged=only_unjudged, after=after, limit=_BATCH):
            after = rows[-1]["id"]
            yield [row["id"] for row in rows], ([(row["title"], row["text"]) for row in rows], boilerplate)


def _sketch_batch(batch: tuple[list[int], _Task]) -> list[Sketch]:
    from pipelines.copies.sketch import sketch_each
    from pipelines.text.tokens import tokens_of

    _, (texts, boilerplate) = batch
    compared = [normalize(compared_text(text, boilerplate)) for _, text in texts]
    titles = [normalize(title or "") for title, _ in texts]
    return sketch_each(compared, titles, [tokens_of(text) for text in compared], with_keys=True)
