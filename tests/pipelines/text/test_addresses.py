"""The form under which an address is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import canonicalize_url

from pipelines.text.addresses import canonical_form


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("http://a.example/index.php?68015", "http://a.example/index.php?68015"),
        ("http://a.example/index.php?68015=", "http://a.example/index.php?68015="),
        ("http://A.example/?b&a=1&c#top", "http://a.example/?a=1&b&c"),
        ("http://a.example/?b=&a", "http://a.example/?a&b="),
        ("http://a.example/?\u062e\u0628\u0631", "http://a.example/?%D8%AE%D8%A8%D8%B1"),
        ("http://a.example/?a b&%61", "http://a.example/?a&a+b"),
        ("http://a.example/?&&a=1", "http://a.example/?a=1"),
        ("http://a.example/x?", "http://a.example/x"),
        ("http://a.example/x", "http://a.example/x"),
        ("http://a.example/x?a=b=", "http://a.example/x?a=b%3D"),
    ],
)
def test_a_name_without_a_value_stays_one(address: str, known: str) -> None:
    assert canonical_form(address) == known


_NAMES = st.text("ab1\u062e %=+;\u00e9/?:-_", min_size=0, max_size=4)


@given(st.lists(_NAMES, max_size=4).map("&".join))
def test_the_form_differs_from_w3libs_by_nothing_else_and_is_its_own_form(query: str) -> None:
    address = f"https://a.example/x?{query}"
    known = canonical_form(address)
    assert canonicalize_url(known) == canonicalize_url(canonicalize_url(address))
    assert canonical_form(known) == known


def test_what_is_no_address_is_an_error() -> None:
    with pytest.raises(ValueError, match="IPv6"):
        canonical_form("http://[a")
