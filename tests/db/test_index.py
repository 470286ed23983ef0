import random
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from databases import new_database, new_tables
from hypothesis import given, settings
from hypothesis import strategies as st

from db import Database
from db.index import Index
from db.sketches import SketchRow, sketch_columns
from db.temporary_index import temporary_index
from likeness.candidates import CANDIDATES, SHORT_WORDS
from likeness.keys import index_keys, keys_of_each
from model import Sketch
from pipelines.copies.sketch import sketch


@pytest.fixture(params=["each written at once", "all in one transaction"])
def index(request: pytest.FixtureRequest) -> Iterator[Index]:
    connection = new_tables()
    if request.param == "all in one transaction":
        connection.execute("begin")
    yield Index(connection)
    connection.close()


def story(seed: int, words: int = 300) -> list[str]:
    chance = random.Random(seed)
    return [f"w{chance.randrange(4000)}" for _ in range(words)]


def made(words: list[str]) -> Sketch:
    return _sketch(" ".join(words))


@cache
def _sketch(text: str) -> Sketch:
    """Each fixture of an index is asked about the same texts."""
    return sketch(text)


def add(index: Index, words: list[str], article_id: int = 1) -> int:
    return index.add(made(words), page_id=1, position=0, article_id=article_id)


def found(index: Index, words: list[str]) -> list[int]:
    return [candidate.sketch_id for candidate in index.candidates(made(words))]


def test_a_stored_sketch_comes_back_as_it_was(index: Index) -> None:
    given = sketch(" ".join(story(1)), "a title of words")
    sketch_id = index.add(given, page_id=1, position=0, article_id=7)
    (back,) = index.load([sketch_id, 99]).values()
    assert (back.text_hash, back.title_hash, back.words) == (given.text_hash, given.title_hash, given.words)
    assert (back.shingles == given.shingles).all()
    assert given.keys is not None
    assert (index_keys(back.shingles) == given.keys).all()
    assert (back.signature == given.signature % 2**16).all()
    chinese = sketch("昨天市政府宣布人工智能系统将用于铲雪")
    second = index.add(chinese, page_id=2, position=0, article_id=8)
    assert index.load([second])[second].tokens_a_word == chinese.tokens_a_word == 1.67
    index.replace({second: given})
    assert index.load([second])[second].tokens_a_word == 1.0


def test_a_copied_passage_finds_its_source_among_others(index: Index) -> None:
    for seed in range(50):
        add(index, story(seed), article_id=seed)
    (first, *_) = index.candidates(made(story(900) + story(7)[100:200] + story(901)))
    assert first.article_id == 7
    assert first.shared_keys >= 2


def test_texts_that_share_nothing_are_no_candidates(index: Index) -> None:
    add(index, story(1))
    assert found(index, story(2)) == []


def test_the_same_text_is_found_even_when_it_is_tiny_or_empty_texts_abound(index: Index) -> None:
    add(index, [])
    tiny = add(index, ["breaking", "news", "now"])
    assert found(index, ["breaking", "news", "now"]) == [tiny]
    assert found(index, []) == []


def test_the_two_hundredth_copy_still_finds_its_cluster(index: Index) -> None:
    original = story(1)
    ids = []
    for copy in range(200):
        chance = random.Random(copy)
        edited = [f"x{copy}" if chance.random() < 0.03 else word for word in original]
        near = found(index, edited)
        assert len(near) <= CANDIDATES
        assert not ids or ids[0] in near
        ids.append(add(index, edited))


def test_a_copy_is_found_behind_a_thousand_texts_of_the_same_formula(index: Index) -> None:
    formula = story(5, 200)
    for seed in range(1000, 1400):
        add(index, formula + story(seed, 20))
    source = add(index, formula + story(77, 100))
    for seed in range(2000, 2400):
        add(index, formula + story(seed, 20))
    assert found(index, formula + story(77, 100)[:80])[0] == source


def test_a_short_text_and_a_long_one_find_each_other_by_two_keys_that_others_hold(index: Index) -> None:
    for seed in range(12):
        short = story(seed, 48)
        long = story(100 + seed, 220) + short[:30]
        for number in range(25):
            add(index, short[:30] + story(1000 + 100 * seed + number, 80))
        if np.isin(index_keys(made(short).shingles), index_keys(made(long).shingles)).sum() < 2:
            continue
        first = add(index, short)
        assert first in found(index, long)
        second = add(index, long)
        assert second in found(index, short)


@pytest.mark.parametrize(
    ("asked_words", "stored_words", "are_enough"),
    [(300, SHORT_WORDS, True), (300, SHORT_WORDS + 1, False), (SHORT_WORDS, 300, True), (SHORT_WORDS + 1, 300, False)],
)
def test_two_keys_that_others_hold_are_enough_where_one_of_the_two_texts_is_short(
    index: Index, asked_words: int, stored_words: int, are_enough: bool
) -> None:
    def holding(number: int, words: int) -> Sketch:
        """A text of two shingles that all have, and of fifty of its own."""
        shingles = np.array([1, 2, *range(number * 100, number * 100 + 50)], dtype=np.uint32)
        return replace(made(["a"]), text_hash=bytes([number] * 16), words=words, shingles=shingles, keys=None)

    for number in range(1, 16):
        index.add(holding(number, 300), page_id=1, position=0, article_id=1)
    stored = index.add(holding(20, stored_words), page_id=1, position=0, article_id=1)
    candidates = index.candidates(holding(21, asked_words))
    assert (stored in [candidate.sketch_id for candidate in candidates]) == are_enough


def test_a_removed_sketch_is_found_no_more(index: Index) -> None:
    sketch_id = add(index, story(1))
    index.remove(sketch_id)
    index.remove(sketch_id)
    assert found(index, story(1)) == []
    index.write()
    assert index.connection.execute("SELECT count(*) FROM index_keys").fetchone() == (0,)


def test_the_next_sketch_is_not_taken_for_a_removed_one_with_its_id(index: Index) -> None:
    sketch_id = add(index, story(1))
    index.load([sketch_id])
    index.remove(sketch_id)
    assert add(index, story(2)) == sketch_id
    assert index.load([sketch_id])[sketch_id].text_hash == made(story(2)).text_hash
    assert found(index, story(1)) == []


def test_what_a_transaction_adds_is_found_in_it_and_after_it_like_any_other(index: Index) -> None:
    """Oldest and newest holders of a key, written or not, are the same."""
    formula, looked_for = story(5, 60), story(77, 60)
    for number in range(60):
        add(index, formula + story(1000 + number, 30))
    wanted = add(index, formula + looked_for)
    before = index.candidates(made(formula + looked_for))
    index.write()
    assert index.candidates(made(formula + looked_for)) == before
    assert before[0].sketch_id == wanted


def test_nothing_of_a_transaction_that_was_rolled_back_is_found(index: Index) -> None:
    if not index.connection.in_transaction:
        index.connection.execute("begin")
    add(index, story(1))
    assert found(index, story(1))
    index.connection.execute("rollback")
    index.forget()
    assert found(index, story(1)) == []


def rows(numbers: Sequence[int]) -> list[SketchRow]:
    return [(number, 0, number, *sketch_columns(made(story(number)))) for number in numbers]


def keys_in(database: Database) -> list[tuple[int, ...]]:
    return [tuple(row) for row in database.connection.execute("SELECT * FROM index_keys ORDER BY key, sketch_id")]


@pytest.mark.parametrize("writes", [True, False])
def test_sketches_without_keys_yet_are_found_by_whoever_looks_and_get_them_once(tmp_path: Path, writes: bool) -> None:
    with new_database(tmp_path / "whole.db") as whole, whole.transaction():
        whole.index.add_rows(rows(range(1, 9)), with_keys=True)
    with new_database(tmp_path / "news.db") as database, Database(tmp_path / "news.db") as other:
        with database.transaction():
            database.index.add_rows(rows([1, 2]), with_keys=True)
        with database.transaction():
            database.index.add_rows(rows([3, 4, 5]), with_keys=False)
        with database.transaction():
            database.index.add_rows(rows([6]), with_keys=False)
        written = len(keys_in(database))
        with other.transaction() if writes else nullcontext():
            assert [found(other.index, story(n)) for n in (1, 4, 6)] == [[1], [4], [6]]
        assert (len(keys_in(database)) > written) == writes
        with database.transaction():
            database.index.add_rows(rows([7]), with_keys=False)
        # Outside of a transaction it looked already; inside it writes what it lent itself before.
        with other.transaction() if writes else nullcontext():
            assert [found(other.index, story(n)) for n in (6, 7)] == [[6], [7]]
        with database.transaction():
            add(database.index, story(8), article_id=8)
        with Database(tmp_path / "whole.db", read_only=True) as whole:
            assert keys_in(database) == keys_in(whole)
        assert database.connection.execute("SELECT count(*) FROM index_keyless").fetchone()[0] == 0
        assert found(other.index, story(8)) == found(database.index, story(8)) == [8]


def test_nothing_is_left_of_sketches_without_keys_that_were_rolled_back(tmp_path: Path) -> None:
    with new_database(tmp_path / "news.db") as database:
        with pytest.raises(ZeroDivisionError), database.transaction():
            database.index.add_rows(rows([1, 2]), with_keys=False)
            raise ZeroDivisionError
        with database.transaction():
            database.index.add_rows(rows([3]), with_keys=False)
        with database.transaction():
            assert found(database.index, story(1)) == []
            assert found(database.index, story(3)) == [1]
        assert len(keys_in(database)) == index_keys(made(story(3)).shingles).size


TEXTS = st.lists(
    st.lists(st.sampled_from([f"{letter} goes along the river" for letter in "abcdefgh"]), max_size=12), max_size=12
)


@pytest.mark.slow
@settings(max_examples=60)
@given(texts=TEXTS, often=st.integers(1, 12), cuts=st.lists(st.integers(0, 60)), write=st.booleans(), data=st.data())
def test_a_batch_finds_what_each_found_just_before_it_was_added(
    texts: list[list[str]], often: int, cuts: list[int], write: bool, data: st.DataObject
) -> None:
    """Whatever the batches, and whether what was stored is written, in main memory, both or neither."""
    connection = new_tables()
    index = Index(connection)
    connection.execute("begin")
    sketches, ids, before = [], [], []
    for number, text in enumerate(text for text in texts for _ in range(often)):
        sketches.append(made([*text, str(number % 7)] if text else []))
        before.append(index.candidates(sketches[-1]))
        ids.append(index.add(sketches[-1], page_id=1, position=0, article_id=number))
        if number in cuts and write:
            index.write()
            if number % 2:
                index.forget()
    index.write()
    if write:
        index.forget()
    wanted = sorted(data.draw(st.sets(st.sampled_from(range(len(ids))), min_size=1))) if ids else []
    found = []
    bounds = [0, *sorted({cut for cut in cuts if cut < len(wanted)} - {0}), len(wanted)]
    for start, end in pairwise(bounds):
        part = wanted[start:end]
        found += index.candidates_of([sketches[n] for n in part], ids=[ids[n] for n in part])
    assert found == [before[n] for n in wanted]
    assert index.candidates_of(sketches) == [index.candidates(sketch) for sketch in sketches]
    connection.close()


@pytest.mark.parametrize("size", [1, 7, 64])
def test_a_temporary_index_finds_what_an_index_filled_in_that_order_finds(index: Index, size: int) -> None:
    texts = [story(seed % 9, 60) + story(5, 30) + story(100 + seed, 10 * (seed % 4)) for seed in range(120)]
    ids = [add(index, text, article_id=1000 + number) for number, text in enumerate(texts)]
    order = random.Random(1).sample(ids, len(ids))
    connection = new_tables()
    other = Index(connection)
    with temporary_index(index) as temporary:
        for start in range(0, len(order), size):
            sketches = index.load(order[start : start + size])
            found = temporary.candidates_of(list(sketches.values()), ids=temporary.add_stored(sketches))
            for sketch, near in zip(sketches.values(), found, strict=True):
                expected = [order[each.sketch_id - 1] for each in other.candidates(sketch)]
                assert [each.sketch_id for each in near] == expected
                assert [each.article_id for each in near] == [999 + each for each in expected]
                other.add(sketch, page_id=1, position=0, article_id=None)
            if start % 3:
                temporary.write()
    connection.close()


@given(st.lists(st.lists(st.integers(0, 2**32 - 1) | st.integers(2**32 - 90, 2**32 - 1), max_size=200), max_size=6))
def test_the_keys_of_several_texts_are_those_of_each(texts: list[list[int]]) -> None:
    shingles = [np.array(text, dtype=np.uint32) for text in texts]
    numbers, keys = keys_of_each(shingles)
    assert [sorted(keys[numbers == n]) for n in range(len(texts))] == [index_keys(each).tolist() for each in shingles]


def test_a_sketch_that_is_replaced_before_it_has_keys_gets_those_of_the_other(tmp_path: Path) -> None:
    with new_database(tmp_path / "news.db") as database:
        with database.transaction():
            database.index.add_rows(rows([1]), with_keys=True)
        with database.transaction():
            database.index.add_rows(rows([2, 3]), with_keys=False)
        # Keys in main memory are those of the former texts.
        assert [found(database.index, story(n)) for n in (1, 2, 3)] == [[1], [2], [3]]
        with database.transaction():
            database.index.replace({1: made(story(11)), 2: made(story(12))})
            assert len(keys_in(database)) == index_keys(made(story(11)).shingles).size
        for _ in range(2):
            assert [found(database.index, story(n)) for n in (1, 2, 3, 11, 12)] == [[], [], [3], [1], [2]]
            with database.transaction():
                database.index.give_keys()


def test_keys_are_a_function_of_the_set_of_shingles() -> None:
    shingles = made(story(1)).shingles
    assert (index_keys(shingles) == index_keys(np.concatenate((shingles[::-1], shingles)))).all()
