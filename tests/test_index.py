import random
import sqlite3
from collections.abc import Iterator

import numpy as np
import pytest
import sqlite_utils

from db.index import (
    CANDIDATES,
    add_sketch,
    candidates,
    common_shingles,
    index_keys,
    load_sketches,
    remove_sketch,
)
from db.migrations import SCHEMA
from model import Sketch
from pipelines.sketch import sketch


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    SCHEMA.apply(sqlite_utils.Database(connection))
    yield connection
    connection.close()


def story(seed: int, words: int = 300) -> list[str]:
    chance = random.Random(seed)
    return [f"w{chance.randrange(4000)}" for _ in range(words)]


def made(words: list[str]) -> Sketch:
    return sketch(" ".join(words))


def add(connection: sqlite3.Connection, words: list[str], article_id: int = 1) -> int:
    return add_sketch(connection, made(words), page_id=1, position=0, article_id=article_id)


def found(connection: sqlite3.Connection, words: list[str]) -> list[int]:
    return [candidate.sketch_id for candidate in candidates(connection, made(words))]


def test_a_stored_sketch_comes_back_as_it_was(connection: sqlite3.Connection) -> None:
    given = sketch(" ".join(story(1)), "a title of words")
    sketch_id = add_sketch(connection, given, page_id=1, position=0, article_id=7)
    (back,) = load_sketches(connection, [sketch_id, 99]).values()
    assert (back.text_hash, back.title_hash, back.words) == (given.text_hash, given.title_hash, given.words)
    assert (back.shingles == given.shingles).all()
    assert (back.keys == given.keys).all()
    assert (back.signature == given.signature % 2**16).all()


def test_a_copied_passage_finds_its_source_among_others(connection: sqlite3.Connection) -> None:
    for seed in range(50):
        add(connection, story(seed), article_id=seed)
    (first, *_) = candidates(connection, made(story(900) + story(7)[100:200] + story(901)))
    assert first.article_id == 7
    assert first.shared_keys >= 2


def test_texts_that_share_nothing_are_no_candidates(connection: sqlite3.Connection) -> None:
    add(connection, story(1))
    assert found(connection, story(2)) == []


def test_the_same_text_is_found_even_when_it_is_tiny_or_empty_texts_abound(connection: sqlite3.Connection) -> None:
    add(connection, [])
    tiny = add(connection, ["breaking", "news", "now"])
    assert found(connection, ["breaking", "news", "now"]) == [tiny]
    assert found(connection, []) == []


def test_the_two_hundredth_copy_still_finds_its_cluster(connection: sqlite3.Connection) -> None:
    original = story(1)
    ids = []
    for copy in range(200):
        chance = random.Random(copy)
        edited = [f"x{copy}" if chance.random() < 0.03 else word for word in original]
        near = found(connection, edited)
        assert len(near) <= CANDIDATES
        assert not ids or ids[0] in near
        ids.append(add(connection, edited))


def test_a_copy_is_found_behind_a_thousand_texts_of_the_same_formula(connection: sqlite3.Connection) -> None:
    formula = story(5, 200)
    for seed in range(1000, 1400):
        add(connection, formula + story(seed, 20))
    source = add(connection, formula + story(77, 100))
    for seed in range(2000, 2400):
        add(connection, formula + story(seed, 20))
    assert found(connection, formula + story(77, 100)[:80])[0] == source


def test_a_removed_sketch_is_found_no_more(connection: sqlite3.Connection) -> None:
    sketch_id = add(connection, story(1))
    remove_sketch(connection, sketch_id)
    remove_sketch(connection, sketch_id)
    assert found(connection, story(1)) == []
    assert connection.execute("SELECT count(*) FROM index_keys").fetchone() == (0,)


def test_keys_are_a_function_of_the_set_of_shingles() -> None:
    shingles = made(story(1)).shingles
    assert (index_keys(shingles) == index_keys(np.concatenate((shingles[::-1], shingles)))).all()


def test_common_shingles_are_those_of_many_texts(connection: sqlite3.Connection) -> None:
    formula = story(5, 50)
    ids = [add(connection, formula + story(seed)) for seed in range(100, 130)]
    common = common_shingles(connection, ids)
    assert common.tolist() == np.unique(made(formula).shingles).tolist()
    assert common_shingles(connection, []).size == 0
