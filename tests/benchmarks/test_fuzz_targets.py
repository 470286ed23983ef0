"""No bytes of strangers make what reads them raise: made up from pieces of what it is for, and from noise.

NASKH_FUZZ_EXAMPLES says how many are tried of each; `make test-slow` tries more, `make fuzz` for ten minutes.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_shapes import SHAPES
from benchmarks.fuzz_targets import TARGETS

EXAMPLES = int(os.environ.get("NASKH_FUZZ_EXAMPLES", "25"))
NOISE = st.one_of(
    st.binary(max_size=12),
    st.text(max_size=8).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from([b"<", b">", b"&", b"&#0;", b"\0", b"\xff", b"\xed\xa0\x80", b"]]>", b"--", b"nan", b"inf", b"1e999", b"9" * 30, b"%", b'"']),
)  # fmt: skip


@st.composite
def near(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """A seed in which some places are cut out, doubled or replaced by noise."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 40)))
        piece = draw(st.one_of(NOISE, st.just(b""), st.just(data[start:end] * 2)))
        data = data[:start] + piece + data[end:]
    return data


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_that_is_read_raises(name: str) -> None:
    target = TARGETS[name]
    # A page costs a hundred times what others do.
    examples = max(5, EXAMPLES // 5) if name in ("page", "listing") else EXAMPLES

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(near(target.seeds) | st.binary(max_size=200))
    @example(b"")
    def read(data: bytes) -> None:
        target.call(data)

    read()


ODD = st.one_of(
    st.sampled_from(["", "https://[x", "\ud800", "\0", "#1", "#2", [], {}, [{}], [[]], {"@id": "#2"}, {"@type": [{}]}, 10**400]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["@id", "@type", "@graph", "name", "url", "items"]), inner, max_size=3),
        max_leaves=6,
    ),
)  # fmt: skip


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each object and list of a JSON value with each of its keys."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


@st.composite
def misshapen(draw: st.DrawFn, value: object) -> str:
    """JSON in which one to three values are of another kind."""
    whole = [copy.deepcopy(value)]
    for _ in range(draw(st.integers(1, 3))):
        holder, key = draw(st.sampled_from([*places(whole)]))
        holder[key] = copy.deepcopy(draw(ODD))
    return json.dumps(whole[0])


@pytest.mark.parametrize("name", SHAPES)
def test_no_shape_of_json_makes_what_reads_it_raise(name: str) -> None:
    reads, around, value = SHAPES[name]
    examples = max(10, EXAMPLES // 2) if reads in ("page", "site") else EXAMPLES

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(misshapen(value))
    def read(data: str) -> None:
        TARGETS[reads].call(around.replace("{}", data.replace("</", "<\\/")).encode())

    read()
