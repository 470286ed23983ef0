"""Each source has one crawler, and keeps it as far as it can."""

from __future__ import annotations

from collections import Counter

import pytest

from pipelines.shipping.shards import Shard, shard_in

URLS = [f"https://news{n}.example/feed" for n in range(600)]


def owner(url: str, of: int) -> int:
    [number] = [number for number in range(1, of + 1) if Shard(number=number, of=of).owns(url)]
    return number


@pytest.mark.parametrize("of", [1, 2, 3, 7])
def test_every_source_has_one_crawler_and_each_about_as_many(of: int) -> None:
    shares = Counter(owner(url, of) for url in URLS)
    assert set(shares) == set(range(1, of + 1))
    assert max(shares.values()) < 1.5 * len(URLS) / of


def test_all_of_a_site_has_one_crawler() -> None:
    urls = [
        "https://www.city.example/a",
        "http://city.example/b.xml",
        "https://sport.city.example/",
        "https://CITY.example:8443/",
    ]
    for of in range(2, 9):
        assert len({owner(url, of) for url in urls}) == 1


def test_one_more_crawler_moves_sources_to_itself_alone() -> None:
    moved = [(owner(url, 4), owner(url, 5)) for url in URLS]
    assert {after for before, after in moved if before != after} == {5}
    assert sum(before != after for before, after in moved) < len(URLS) / 3


@pytest.mark.parametrize("words", ["", "2", "0/2", "3/2", "a/b", "1/0", "-1/2", "1/2/3"])
def test_what_is_no_shard_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="expected a shard"):
        shard_in(words)


def test_a_shard_is_read() -> None:
    assert shard_in(" 2/4 ") == Shard(number=2, of=4)
