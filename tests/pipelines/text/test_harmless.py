"""Words of strangers as they may be shown."""

from __future__ import annotations

import pytest

from pipelines.text.harmless import readable_url


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://x.example/%D8%AE%D8%A8%D8%B1?q=%D8%A3", "https://x.example/خبر?q=أ"),
        ("https://x.example/a%20b%2Fc", "https://x.example/a%20b%2Fc"),
        ("https://x.example/%FF%D8", "https://x.example/%FF%D8"),
        # A right-to-left override, a no-break space and a zero-width space stay visible.
        ("https://x.example/%E2%80%AEgpj", "https://x.example/%E2%80%AEgpj"),
        ("https://x.example/%C2%A0%E2%80%8B", "https://x.example/%C2%A0%E2%80%8B"),
        # A filler is a letter that nobody sees; a mark would change the letter before it.
        ("https://x.example/%E3%85%A4", "https://x.example/%E3%85%A4"),
        ("https://x.example/a%CC%B8", "https://x.example/a%CC%B8"),
        ("https://x.example/%D9%85%D9%8E", "https://x.example/مَ"),
        ("https://x.example/\x1b[31m", "https://x.example/[31m"),
    ],
)
def test_an_address_is_shown_as_its_readers_would_write_it(address: str, shown: str) -> None:
    assert readable_url(address) == shown
