"""What the daemon's loop itself reads of a page costs little, whatever the page holds: workers read the rest."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from crawler.grades import is_not_free, is_test_for_browsers
from crawler.refresh import HEAD_BYTES, refresh_target
from crawler.rights import rights_of
from pipelines.reading.paging import may_go_on

# Tens of seconds where a pattern looks again and again at what it has seen.
_MOST_SECONDS = 0.25
_KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Page:
    body: bytes
    content_type: str | None = "text/html"

    def header(self, name: str) -> Sequence[str]:
        return ()


@pytest.mark.parametrize(
    "repeated",
    [
        b"href=",
        b"href   ",
        b'<a href="' + b"/a" * 500,
        b"/2",
        b"/2 ",
        b"?p=1 ",
        b"href=x" + b"a" * 1990 + b'"/2 ',
        b"href" + b" " * 1990 + b"/2 ",
        b"noai<meta ",
        b"noai<meta " + b"a" * 3900 + b">",
        b"noai<meta " + b'a="' * 1300 + b">",
        b"noai<!--",
        b"noai<script></scrip ",
        b"refresh<meta ",
        b"refresh<base " + b"a-" * 1900 + b">",
        b"isAccessibleForFree ",
        b'article:content_tier"',
        b"<title>    g-recaptcha",
    ],
)
def test_a_page_that_repeats_what_is_looked_for_costs_little(repeated: bytes) -> None:
    body = (repeated * (_KILOBYTE * _KILOBYTE // len(repeated)))[: _KILOBYTE * _KILOBYTE]
    began = time.thread_time()
    may_go_on(body, 2)
    rights_of(Page(body), None, program="naskh")
    is_not_free(body)
    is_test_for_browsers(body[: 59 * _KILOBYTE])
    refresh_target(body[:HEAD_BYTES].decode("latin-1"), "https://a.example/")
    assert time.thread_time() - began < _MOST_SECONDS


def test_no_page_that_names_the_next_is_passed_over() -> None:
    """Against the plain pattern, whose time grows with the square of some pages."""
    plain = re.compile(
        rb"""href\s*=\s*["']?[^"'\s>]*[/=_,-]2(?:\.\w{2,5})?/?["'\s>#&?]|[?&;]\w+=1["'\s>#&]""", re.IGNORECASE
    )
    pieces = [*b"= \"'/21a?&p>-#\n_"]
    words = [b"href", b"HREF", b".html", b'href="', b"page", *(bytes([each]) for each in pieces)]
    chance = random.Random(1)
    for _ in range(20_000):
        body = b"".join(chance.choices(words, k=chance.randrange(1, 18)))
        if plain.search(body):
            assert may_go_on(body, 2), body
