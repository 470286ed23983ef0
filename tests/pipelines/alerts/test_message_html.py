"""A message as HTML."""

from __future__ import annotations

import pytest

from pipelines.alerts.message_html import html_of, mail_of


@pytest.mark.parametrize("written", [html_of, mail_of])
def test_an_arabic_address_is_read_in_letters_and_followed_as_it_is(written) -> None:
    address = "https://waraq.example/%d8%ae%D8%A8%D8%B1?a=1&b=%20"
    html = written(f"«خبر»\n{address}")
    assert 'href="https://waraq.example/%d8%ae%D8%A8%D8%B1?a=1&amp;b=%20"' in html
    assert ">https://waraq.example/خبر?a=1&amp;b=%20</a>" in html
