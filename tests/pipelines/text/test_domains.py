"""The host of an address is the one that `urllib` reads, however plain or odd the address is."""

from __future__ import annotations

from urllib.parse import urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.text.domains import host_of

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
    assert host_of(url) == (host.removeprefix("www.").rstrip(".") if host else None)
