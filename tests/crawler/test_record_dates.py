"""Keys that seem to hold a record's date, and are not read, are named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.record_dates import unread_dates


def keys_of(**others: Any) -> list[str]:
    return unread_dates(
        json.dumps({"url": "https://a.example/1", "title": "Snow", "text": "Snow fell.", **others}).encode()
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("published", "2025-03-20"),
        ("pubdate", "Thu, 20 Mar 2025 08:00:00 GMT"),
        ("pubDate", "20 March 2025"),
        ("publishedAt", "2025-03-20T08:00:00Z"),
        ("published_at", 1742457600),
        ("date_published", "20250320"),
        ("datePublished", "March 20, 2025"),
        ("Date", "2025/03/20"),
        ("timestamp", 1742457600000),
        ("publication-date", "٢٠ آذار ٢٠٢٥"),
        ("created_at", "1742457600"),
        ("when", "2025-03-20 08:00"),
    ],
)
def test_a_key_with_a_date_that_is_not_read_is_named(key: str, value: Any) -> None:
    assert keys_of(**{key: value}) == [key]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("date", "2025-03-20"),
        ("updated_at", "2025-03-20"),
        ("crawledAt", "2025-03-20"),
        ("publisher", "Channel 2000"),
        ("published", True),
        ("published", None),
        ("author", "Salma of 2025"),
        ("candidate", "Bob"),
        ("id", 1742457600),
        ("summary", "It began on 2025-03-20 and goes on."),
        ("reading_time", 5),
    ],
)
def test_other_keys_are_not(key: str, value: Any) -> None:
    assert keys_of(**{key: value}) == []


def test_a_record_with_a_date_lacks_none() -> None:
    assert keys_of(date="2025-03-20", publishedAt="2025-03-20") == []
    assert keys_of(date=None, publishedAt="2025-03-20") == ["publishedAt"]


@given(
    st.binary()
    | st.recursive(
        st.none() | st.booleans() | st.text() | st.integers() | st.floats(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ).map(lambda x: json.dumps(x).encode())
)
def test_any_bytes_are_looked_at_without_harm(body: bytes) -> None:
    assert isinstance(unread_dates(body), list)
