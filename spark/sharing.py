"""Find the texts that are worth judging against each other: joined by their keys, by the rules of `likeness`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from likeness.candidates import CANDIDATES, RANKED, SHORT_WORDS, TINY_WORDS, chosen, enough, likeliest, ranked
from likeness.holders import ID_BITS, NEWEST_HOLDERS, NO_ID, OLDEST_HOLDERS, Places, Shared, counted, looked_at
from likeness.keys import first_of_each, index_keys
from spark.arrow import Batches, batches_of, column, rows_of, schema_of
from spark.columns import HELD, KEYS, PAIRS, SHARED
from spark.columns import RANKED as RANKED_COLUMNS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_NONE: Places = np.zeros(0, dtype=np.int64)
_NO_FLAGS = np.zeros(0, dtype=bool)


def held(sketches: DataFrame, *, parts: int) -> DataFrame:
    """Which text has a key in common with which, of those that are looked at."""
    keys = sketches.select("place", "words", "shingles").mapInArrow(_keys, KEYS)
    by_key = keys.repartition(parts, "key").sortWithinPartitions("key", "place")
    return by_key.mapInArrow(_holders, HELD)


def shared(held: DataFrame, *, parts: int) -> DataFrame:
    """What each text shares with each, where it is enough; the most first, twice as many as are judged."""
    by_text = held.repartition(parts, "place").sortWithinPartitions("place", "holder")
    return by_text.mapInArrow(_shared, SHARED)


def same_texts(sketches: DataFrame, *, parts: int) -> DataFrame:
    """The oldest texts that are the same, whole."""
    texts = sketches.where("words > 0").select("sketch_hash", "place")
    by_hash = texts.repartition(parts, "sketch_hash").sortWithinPartitions("sketch_hash", "place")
    return by_hash.mapInArrow(_same, RANKED_COLUMNS)


def pairs(shared: DataFrame, same: DataFrame, sketches: DataFrame, *, parts: int) -> DataFrame:
    """The pairs that are judged. Where there are many, the likeness of signatures helps to choose."""
    from pyspark.sql import functions as F

    few = shared.where("not many").select("place", "holder", F.lit(1).alias("kind"), "rank")
    signatures = sketches.select("place", "signature")
    many = (
        shared.where("many")
        .join(signatures, "place")
        .join(signatures.select(F.col("place").alias("holder"), F.col("signature").alias("holder_signature")), "holder")
    )
    of_many = (
        many.repartition(parts, "place").sortWithinPartitions("place", "rank").mapInArrow(_likeliest, RANKED_COLUMNS)
    )
    every = few.unionByName(of_many).unionByName(same)
    return every.repartition(parts, "place").sortWithinPartitions("place", "kind", "rank").mapInArrow(_chosen, PAIRS)


def _keys(batches: Batches) -> Batches:
    schema = schema_of(KEYS)
    for batch in batches:
        keys = [index_keys(np.frombuffer(each, dtype="<u4")) for each in batch.column("shingles").to_pylist()]
        sizes = [each.size for each in keys]
        places, words = column(batch, "place"), column(batch, "words")
        yield pa.RecordBatch.from_arrays(
            [np.concatenate([_NONE, *keys]), places.repeat(sizes), words.repeat(sizes)], schema=schema
        )


def _holders(batches: Batches) -> Batches:
    """The batches are sorted by key and place. Of the last key of a batch goes with the next what may be looked at."""
    schema = schema_of(HELD)
    before, before_short = _NONE, _NO_FLAGS
    for batch in batches:
        if not batch.num_rows:
            continue
        places, words = column(batch, "key") << ID_BITS | column(batch, "place"), column(batch, "words")
        owners, holders, weights = looked_at(places, [before, places])
        every, short = np.concatenate((before, places)), np.concatenate((before_short, words <= SHORT_WORDS))
        of_holders = short[every.searchsorted(places[owners] & ~NO_ID | holders)]
        columns = (
            places[owners] & NO_ID,
            holders,
            weights[owners],
            words[owners] < TINY_WORDS,
            of_holders | (words[owners] <= SHORT_WORDS),
        )
        yield pa.RecordBatch.from_arrays(list(columns), schema=schema)
        start = every.searchsorted(places[-1] & ~NO_ID)
        before, before_short = every[start:], short[start:]
        if before.size > OLDEST_HOLDERS + NEWEST_HOLDERS:
            before, before_short = (
                np.concatenate((each[:OLDEST_HOLDERS], each[-NEWEST_HOLDERS:])) for each in (before, before_short)
            )


def _shared(batches: Batches) -> Batches:
    """The batches are sorted by place. The last text of a batch is counted with the next one."""
    rest: tuple[NDArray[Any], ...] = (_NONE, _NONE, _NONE, _NO_FLAGS, _NO_FLAGS)
    for batch in batches:
        named = (column(batch, name) for name in ("place", "holder", "weight", "tiny", "short"))
        columns = tuple(np.concatenate(pair) for pair in zip(rest, named, strict=True))
        if not columns[0].size:
            continue
        cut = int(columns[0].searchsorted(columns[0][-1]))
        rest = tuple(each[cut:] for each in columns)
        if cut:
            yield _ranked_batch(*(each[:cut] for each in columns))
    if rest[0].size:
        yield _ranked_batch(*rest)


def _ranked_batch(
    places: NDArray[np.int64],
    holders: NDArray[np.int64],
    weights: NDArray[np.int64],
    tiny: NDArray[np.bool_],
    short: NDArray[np.bool_],
) -> pa.RecordBatch:
    found = counted(places, holders, weights)
    pairs = places << ID_BITS | holders
    order = pairs.argsort()
    rows = order[pairs.searchsorted(found.number << ID_BITS | found.sketch_id, sorter=order)]
    found = _first_ones(enough(found, tiny[rows], short[rows]))
    starts = first_of_each(found.number)
    firsts = np.flatnonzero(starts)
    sizes = np.diff(np.append(firsts, found.number.size))
    rank = np.arange(found.number.size) - firsts.repeat(sizes)
    many = (sizes > CANDIDATES).repeat(sizes)
    kept = rank < RANKED * CANDIDATES
    columns = (found.number, found.sketch_id, found.weight, rank.astype(np.int32), many)
    return pa.RecordBatch.from_arrays([each[kept] for each in columns], schema=schema_of(SHARED))


def _first_ones(found: Shared) -> Shared:
    order = ranked(found)
    return Shared(
        number=found.number[order],
        sketch_id=found.sketch_id[order],
        keys=found.keys[order],
        weight=found.weight[order],
    )


def _same(batches: Batches) -> Batches:
    yield from batches_of(_same_rows(batches), RANKED_COLUMNS)


def _same_rows(batches: Batches) -> Iterator[dict[str, Any]]:
    for _, rows in groupby(rows_of(batches), key=itemgetter("sketch_hash")):
        oldest: list[int] = []
        for row in rows:
            for rank, holder in enumerate(oldest):
                yield {"place": row["place"], "holder": holder, "kind": 0, "rank": rank}
            if len(oldest) < CANDIDATES:
                oldest.append(row["place"])


def _likeliest(batches: Batches) -> Batches:
    yield from batches_of(_likeliest_rows(batches), RANKED_COLUMNS)


def _likeliest_rows(batches: Batches) -> Iterator[dict[str, Any]]:
    for place, rows in groupby(rows_of(batches), key=itemgetter("place")):
        several = list(rows)
        own = np.frombuffer(several[0]["signature"], dtype="<u2").astype(np.uint32)
        found = likeliest(
            [row["holder"] for row in several],
            [row["weight"] for row in several],
            [row["holder_signature"] for row in several],
            own,
        )
        for rank, holder in enumerate(found):
            yield {"place": place, "holder": holder, "kind": 1, "rank": rank}


def _chosen(batches: Batches) -> Batches:
    yield from batches_of(_chosen_rows(batches), PAIRS)


def _chosen_rows(batches: Batches) -> Iterator[dict[str, Any]]:
    for place, rows in groupby(rows_of(batches), key=itemgetter("place")):
        by_kind: tuple[list[int], list[int]] = ([], [])
        for row in rows:
            by_kind[row["kind"]].append(row["holder"])
        for holder in chosen(*by_kind):
            yield {"place": place, "holder": holder}
