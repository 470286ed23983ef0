"""The host of an address is the one that `urllib` reads, however plain or odd the address is."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.text.domains import domain_of, host_of, registrable

_PARTS = st.sampled_from(
    ["http://", "https://", "HTTP://", "www.", "a.example", "com", "b-c.co.uk", ".", ":80", "@", "/", "?", "#", "\\",
     "[", "\n", "user:pw@", "اخبار", "xn--mgb", "/x", "//"]
)  # fmt: skip


@given(st.lists(_PARTS, max_size=6).map("".join))
@example("https://www.com/")
@example("https://www.www.a.example/x")
@example("https://a.example")
@example("https://a.example\n")
@example("https://a.example./x")
def test_a_plain_host_is_read_as_any_other(url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        host = None
    if host and not host.isascii():
        host = ascii_host(host)
    assert host_of(url) == (host.removeprefix("www.").rstrip(".") if host else None)


def ascii_host(host: str) -> str:
    """As addresses that are fetched have it; one that cannot be written so stays."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def test_a_host_in_arabic_letters_is_the_one_of_fetched_addresses() -> None:
    assert (
        host_of("https://www.أخبار.مصر/خبر") == host_of("https://xn--igbicxr.xn--wgbh1c/1") == "xn--igbicxr.xn--wgbh1c"
    )
    assert domain_of("https://m.أخبار.مصر/") == "xn--igbicxr.xn--wgbh1c"


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("news.example.co.uk", "example.co.uk"),
        ("example.co.uk", "example.co.uk"),
        ("a.desk.blogspot.com", "desk.blogspot.com"),
        ("sport.example.com.eg", "example.com.eg"),
        # A public suffix itself, alone.
        ("co.uk", "co.uk"),
        ("github.io", "github.io"),
        # Of a suffix that nobody knows, the last label is one.
        ("a.b.nowhere", "b.nowhere"),
        ("localhost", "localhost"),
        ("10.0.0.1", "10.0.0.1"),
        ("::1", "::1"),
        ("a..example", ".example"),
        ("", ""),
    ],
)
def test_the_domain_of_a_host_is_what_its_owner_registered(host: str, domain: str) -> None:
    assert registrable(host) == domain


@given(st.text())
def test_whatever_is_called_a_host_has_a_domain(words: str) -> None:
    assert isinstance(registrable(words), str)
