"""A shipment is whole or refused, with the reason."""

from __future__ import annotations

import gzip
import hashlib
import tracemalloc
from dataclasses import replace

import pytest
from recording import NOW

from db.shipping import Waiting
from pipelines.shipping.records import Named, NamedPage, packed
from pipelines.shipping.shipment import Broken, TooNew, Versions, first_that_fit, named_like_a_shipment, pack, unpack

OURS = Versions(extractor="3", normaliser="2", sketch="1")


def named(url: str) -> Named:
    return Named(pages=(NamedPage(url=url, canonical_url=url, first_seen_at=NOW),))


def shipment(*, versions: Versions = OURS) -> tuple[str, bytes]:
    waiting = [Waiting(number=n, packed=packed(named(f"https://a.example/{n}"))) for n in (4, 5, 7)]
    return pack(waiting, crawler="one-0badcafe", sequence=2, versions=versions, now=NOW)


def renamed(body: bytes) -> str:
    return f"one-0badcafe-00000002-{hashlib.blake2b(body, digest_size=8).hexdigest()}.jsonl.gz"


def test_what_was_packed_is_unpacked() -> None:
    name, body = shipment()
    assert named_like_a_shipment(name) == ("one-0badcafe", 2)
    found = unpack(name, body, versions=OURS)
    assert (found.head.crawler, found.head.sequence, found.head.first, found.head.last) == ("one-0badcafe", 2, 4, 7)
    assert list(found.records()) == [(n, named(f"https://a.example/{n}")) for n in (4, 5, 7)]


def test_the_same_records_give_the_same_file() -> None:
    assert shipment() == shipment()


@pytest.mark.parametrize("end", [0, 1, 20, -1])
def test_a_part_of_a_file_is_known_by_its_name(end: int) -> None:
    name, body = shipment()
    with pytest.raises(Broken, match="cut off or changed"):
        unpack(name, body[:end], versions=OURS)


@pytest.mark.parametrize(
    "whole",
    [
        b"",
        b"\n",
        b"{}\n",
        b"[1]\n",
        b'{"shipment":1}\n',
        b'{"shipment":"one"}\n',
        b"\xff\n",
        b"[" * 100_000,
        b'{"shipment":' * 50_000,
    ],
)
def test_a_file_that_says_nothing_of_itself_is_broken(whole: bytes) -> None:
    body = gzip.compress(whole)
    with pytest.raises(Broken, match="first line"):
        unpack(renamed(body), body, versions=OURS)


def test_a_file_that_cannot_be_unpacked_is_broken() -> None:
    for body in (b"", b"PK\3\4", gzip.compress(b"x")[:-4]):
        with pytest.raises(Broken):
            unpack(renamed(body), body, versions=OURS)


def test_a_line_that_is_missing_is_noticed() -> None:
    lines = gzip.decompress(shipment()[1]).splitlines(keepends=True)
    body = gzip.compress(b"".join(lines[:-1]))
    with pytest.raises(Broken, match="2 records where its first line says 3"):
        unpack(renamed(body), body, versions=OURS)


@pytest.mark.parametrize("newer", ["extractor", "normaliser", "sketch"])
def test_what_a_newer_program_made_is_refused_and_what_an_older_one_made_is_not(newer: str) -> None:
    theirs = replace(OURS, **{newer: "10"})
    with pytest.raises(TooNew, match=f"its crawler has {newer} 10, .*: upgrade the collector"):
        unpack(*shipment(versions=theirs), versions=OURS)
    unpack(*shipment(), versions=theirs)


def test_a_newer_format_is_refused_whatever_else_it_holds() -> None:
    body = gzip.compress(b'{"shipment":2,"all":"is otherwise"}\n')
    with pytest.raises(TooNew, match="format 2"):
        unpack(renamed(body), body, versions=OURS)


def test_a_file_made_of_line_ends_costs_no_memory() -> None:
    for end in (b"\n", b"\r"):
        body = gzip.compress(end * 50_000_000, 1)
        tracemalloc.start()
        with pytest.raises(Broken, match="lines"):
            unpack(renamed(body), body, versions=OURS)
        assert tracemalloc.get_traced_memory()[1] < 200_000_000
        tracemalloc.stop()


@pytest.mark.slow
def test_pages_that_repeat_themselves_make_no_file_that_a_collector_refuses() -> None:
    page = packed(named("https://a.example/" + "a" * 5_000_000))
    waiting = [Waiting(number=n, packed=page) for n in range(1, 400)]
    first = first_that_fit(waiting)
    assert 5 < len(first) < 20 and first == waiting[: len(first)]
    huge = Waiting(number=1, packed=packed(named("https://a.example/" + "a" * 80_000_000)))
    assert first_that_fit([huge, huge]) == [huge]
    assert list(first_that_fit(waiting[:3])) == waiting[:3]
    name, body = pack(first, crawler="one-0badcafe", sequence=2, versions=OURS, now=NOW)
    assert len(unpack(name, body, versions=OURS).lines) == len(first)
