"""Which of the sources that are due are visited now."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.turns import VISITS_OF_A_SITE, chosen
from model import Source


def sources(*sites: str) -> list[Source]:
    return [
        Source(id=n, url=f"https://{site}.example/{n}", kind="feed", outlet=site, every_seconds=900)
        for n, site in enumerate(sites)
    ]


def test_the_sources_of_one_site_do_not_take_all_the_room() -> None:
    due = sources(*["slow"] * 20, "paper", "other")
    assert [source.outlet for source in chosen(due, [], room=8)] == ["slow", "slow", "paper", "other"]
    assert [source.outlet for source in chosen(due, due[:1], room=8)] == ["slow", "paper", "other"]


def test_a_source_that_moved_counts_for_the_site_it_moved_to() -> None:
    due = sources("a", "b", "c")
    moved = [
        Source(
            id=n, url=f"https://x{n}.example/", moved_to="https://a.example/", kind="feed", outlet="", every_seconds=9
        )
        for n in (7, 8)
    ]
    assert [source.outlet for source in chosen(due, moved, room=8)] == ["b", "c"]


@given(st.lists(st.sampled_from("abcdefgh"), max_size=40), st.integers(0, 10), st.integers(0, 10))
def test_there_is_never_more_than_room_and_never_a_source_twice(sites: list[str], running: int, room: int) -> None:
    due = sources(*sites)
    found = chosen(due, due[:running], room=room)
    assert len(found) <= room and not {source.id for source in found} & {source.id for source in due[:running]}
    for site in set(sites):
        begun = sum(source.outlet == site for source in found)
        assert begun <= VISITS_OF_A_SITE
    # Nobody is passed over for nothing.
    if len(found) < room:
        at_sites = [source.outlet for source in [*found, *due[:running]]]
        assert all(at_sites.count(s.outlet) >= VISITS_OF_A_SITE for s in due[running:] if s not in found)
