"""How many made-up edits of a text are told as copies of it, and found again among 30,676 others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.archive import article_ids
from benchmarks.edits import CONTROLS, EDITS, SPELLINGS, Edit
from config.tables import Duplicates
from db import Database
from model import COPIES, Rarity
from pipelines.copies.judge import judge
from pipelines.copies.sketch import sketch
from pipelines.text.normalize import normalize
from sample.pieces import read_pieces

FEWEST_WORDS, MOST_WORDS = 60, 600
# Of shorter ones the judge wants both texts nearly whole, so cuts to less are counted apart.
ENOUGH_LEFT = 22
MANNERS = SPELLINGS | EDITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A text, its address in the archive, and an unrelated one of the same outlet or language."""

    url: str
    text: str
    other: str


@dataclass(frozen=True, slots=True)
class Recall:
    """Shares of `texts` edited texts: told as copies without and with a snapshot of what is common, and brought up
    by the index of an archive that holds the original.
    """

    texts: int
    plain: float
    rare: float
    indexed: float


def drawn_originals(records: Sequence[dict[str, str]], *, number: int, alone: set[str] | None = None) -> list[Original]:
    """Articles of `FEWEST_WORDS` to `MOST_WORDS` words; only such whose addresses are in `alone`, if it is given."""
    random = Random(11)
    outlets: dict[str, list[dict[str, str]]] = {}
    for record in records:
        if FEWEST_WORDS <= len(record["text"].split()) <= MOST_WORDS:
            outlets.setdefault(record["source"], []).append(record)
    every = [record for of_outlet in outlets.values() for record in of_outlet]
    free = [record for record in every if alone is None or record["url"] in alone]
    drawn = random.sample(free, min(number, len(free)))
    return [_with_another(record, outlets[record["source"]], random) for record in drawn]


def own_originals() -> list[Original]:
    """The articles of the sample newswire that are made from no other, and share no phrases with one."""
    pieces = [piece for piece in read_pieces().values() if piece.source_name is None and piece.alike is None]
    random = Random(12)
    texts = [(piece.name, piece.language, "\n".join(piece.paragraphs)) for piece in pieces]
    return [
        Original(
            url=f"https://sample.invalid/{name}",
            text=text,
            other=random.choice([o for n, in_language, o in texts if n != name and in_language == language]),
        )
        for name, language, text in texts
    ]


def as_records(originals: Sequence[Original]) -> list[dict[str, str]]:
    """As an archive takes them."""
    return [{"url": original.url, "title": "", "text": original.text, "source": "sample"} for original in originals]


def edited(original: Original, edit: Edit, *, rounds: int = 1) -> Iterator[str]:
    """The text edited, `rounds` times by other dice; nothing where the edit changes nothing."""
    for number in range(rounds):
        text = edit(original.text, original.other, Random(f"{original.url} {number}"))
        if text != original.text:
            yield text


def recalls(
    archive: Path,
    originals: Sequence[Original],
    rarity: Rarity | None,
    *,
    rounds: int = 1,
    manners: Sequence[str] = tuple(MANNERS),
) -> dict[str, Recall]:
    """By the name of the edit, those that change no text left out. The archive must hold all originals."""
    parts = [originals[start::8] for start in range(8)]
    counts: dict[str, np.ndarray] = {}
    count = partial(_counted, archive, rarity=rarity, rounds=rounds, manners=manners)
    with ProcessPoolExecutor(2) as pool:
        for counted in pool.map(count, parts):
            for name, each in counted.items():
                counts[name] = counts.get(name, 0) + each
    found = {name: Recall(int(each[0]), *(each[1:] / each[0]).tolist()) for name, each in counts.items()}
    ordered: dict[str, Recall] = {}
    for manner in manners:
        every, enough = found.get(manner), found.get(_enough(manner))
        if every:
            ordered[manner] = every
        if every and enough and enough.texts < every.texts:
            ordered[_enough(manner)] = enough
    return ordered


def _counted(
    archive: Path, originals: Sequence[Original], *, rarity: Rarity | None, rounds: int, manners: Sequence[str]
) -> dict[str, np.ndarray]:
    """Texts, told without a snapshot, with one, brought up."""
    counts: dict[str, np.ndarray] = {}
    settings = Duplicates()
    with Database(archive, read_only=True) as database:
        ids = article_ids(database)
        for original in originals:
            before = sketch(normalize(original.text))
            for name in manners:
                for text in edited(original, (MANNERS | CONTROLS)[name], rounds=rounds):
                    after = sketch(normalize(text))
                    told = [judge(after, before, settings, snapshot).relation in COPIES for snapshot in (None, rarity)]
                    near = {candidate.article_id for candidate in database.candidates(after)}
                    count = np.array([1, *told, ids[original.url] in near])
                    counts[name] = counts.get(name, 0) + count
                    if name.startswith("cut") and after.words >= ENOUGH_LEFT:
                        counts[_enough(name)] = counts.get(_enough(name), 0) + count
    return counts


def _enough(name: str) -> str:
    return f"{name}, {ENOUGH_LEFT} words and more left"


def _with_another(record: dict[str, str], others: Sequence[dict[str, str]], random: Random) -> Original:
    other = random.choice([other for other in others if other["url"] != record["url"]])
    return Original(url=record["url"], text=record["text"], other=other["text"])
