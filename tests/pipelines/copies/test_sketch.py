import subprocess
import sys

import numpy as np
import pytest
from datasketch import MinHash, MinHashLSH
from hypothesis import given
from hypothesis import strategies as st

from pipelines.copies.sketch import signature, signatures, sketch
from pipelines.text.normalize import normalize

WORDS = [f"كلمة{number}" for number in range(120)]


@pytest.mark.parametrize("count", [0, 1, 3, 4, 50, 5000])
def test_the_signature_is_what_datasketch_gives(count: int) -> None:
    made = sketch(" ".join(f"w{number * 7919 % 4001}" for number in range(count)))
    theirs = MinHash(num_perm=128, scheme="affine32", hashfunc=int)
    theirs.update_batch(made.shingles.tolist())
    assert made.signature.dtype == np.uint32
    assert (made.signature == theirs.hashvalues).all()


@pytest.mark.parametrize("sizes", [[3, 0, 200, 1], [0, 0], [0, 5], [40_000, 7]])
def test_the_signatures_of_several_texts_are_those_of_each(sizes: list[int]) -> None:
    random = np.random.default_rng(1)
    texts = [random.integers(0, 2**32, size, dtype=np.uint32) for size in sizes]
    for made, text in zip(signatures(texts), texts, strict=True):
        assert (made == signature(text)).all()
        theirs = MinHash(num_perm=128, hashfunc=int, scheme="affine32")
        theirs.update_batch(text.tolist())
        assert (made == theirs.hashvalues).all()


def test_scipys_integration_is_loaded_only_where_datasketch_calls_it() -> None:
    code = (
        "import sys; from pipelines.copies.sketch import sketch; sketch('one two three four')\n"
        "assert 'datasketch' in sys.modules and 'scipy.integrate' not in sys.modules\n"
        "from datasketch import MinHashLSH; print(MinHashLSH(threshold=0.5, num_perm=128).b)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert found.stdout.strip() == str(MinHashLSH(threshold=0.5, num_perm=128).b), found.stderr


def test_shingles_are_the_same_on_every_platform_and_in_every_run() -> None:
    assert sketch("naskh watches the news").shingles.tolist() == [1409503322, 666693711]


def test_three_words_make_a_shingle_wherever_they_stand() -> None:
    inside = sketch("one two three four five six").shingles
    alone = sketch("three four five").shingles
    assert alone[0] == inside[2]


def test_the_order_of_words_matters() -> None:
    assert sketch("one two three").shingles[0] != sketch("three two one").shingles[0]


def test_empty_and_tiny_texts_have_sensible_sketches() -> None:
    empty, one, two = sketch(""), sketch("خبر"), sketch("خبر عاجل")
    assert (empty.words, empty.shingles.size, empty.keys.size) == (0, 0, 0)
    assert (one.words, one.shingles.size) == (1, 1)
    assert (two.words, two.shingles.size) == (2, 1)
    assert one.shingles[0] != two.shingles[0]


@pytest.mark.parametrize(
    "text", ["人工智能正在改变新闻业的面貌", "人工知能がニュースを変えている", "ปัญญาประดิษฐ์กำลังเปลี่ยนข่าว"]
)
def test_scripts_without_spaces_are_shingled_by_characters(text: str) -> None:
    whole, tail = sketch(normalize(text)), sketch(normalize(text[3:]))
    assert whole.words >= len(text) - 2
    assert np.isin(tail.shingles, whole.shingles).mean() > 0.5


def test_names_in_latin_letters_inside_chinese_stay_words() -> None:
    assert sketch("发布 gpt 模型").words == 5


@given(st.lists(st.sampled_from(WORDS), max_size=400))
def test_keys_are_sorted_distinct_and_at_least_32_where_there_are_so_many(words: list[str]) -> None:
    made = sketch(normalize(" ".join(words)))
    distinct = len(set(made.shingles.tolist()))
    assert made.words == len(words)
    assert made.keys.dtype == np.int64
    assert made.keys.tolist() == sorted(set(made.keys.tolist()))
    assert made.keys.size >= min(32, distinct)
    assert set(made.keys.tolist()) <= set(made.shingles.tolist())


def test_only_a_title_of_some_length_is_evidence() -> None:
    assert sketch("a b c", "اخبار").title_hash is None
    assert sketch("a b c").title_hash is None
    assert sketch("a b c", "عنوان طويل كاف").title_hash == sketch("d", "عنوان طويل كاف").title_hash


@pytest.mark.parametrize("title", ["人工智能拼合敦煌残卷", "ニュースの未来を考える", "ปัญญาประดิษฐ์กับข่าว"])
def test_a_title_in_a_script_without_spaces_is_evidence(title: str) -> None:
    assert sketch("a b c", normalize(title)).title_hash is not None
    assert sketch("a b c", "快讯").title_hash is None


def test_one_very_long_word_is_no_trouble() -> None:
    assert sketch("a" * 300_000).words == 1
