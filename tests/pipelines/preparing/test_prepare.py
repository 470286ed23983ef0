"""What a worker makes of one page, beyond what the tests of its parts say."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.tables import Config
from model import Hints, Page
from pipelines.preparing.prepare import prepare
from pipelines.preparing.settings import PrepareSettings
from pipelines.text.addresses import canonical_form

_SETTINGS = PrepareSettings.of(Config())
_TEXT = "أعلنت الشركة أنها ستطلق نموذجا جديدا للذكاء الاصطناعي في الخريف."
_PATHS = st.lists(
    st.sampled_from(
        [
            *(
                "/",
                "a",
                "-",
                ".",
                "..",
                "_",
                "%2f",
                "%",
                "م",
                ";",
                ":",
                "~",
                "A",
                "9",
                "#c",
                "é",
                "٣",
                "²",
                "ـ",
                "«",
                "K",
            ),
            *(
                "\u0301",
                "\u064b",
                "\u200f",
                "\u00a0",
                "\ud800",
                "😀",
                "ı",
                "?b=1",
                "?b=",
                "?b",
                "?2&1",
                "?B=a-b",
                "?m=م",
                "&a=1",
            ),
        ]
    )
)


def _canonical(url: str) -> str | None:
    body = json.dumps({"url": url, "text": _TEXT}).encode()
    return prepare(Page(url=url, kind="record", body=body), _SETTINGS).articles[0].story.canonical_url


@given(
    st.sampled_from(["http", "https"]),
    st.sampled_from(
        [
            "a.example",
            "www.a.example",
            "A.example",
            "a.example:80",
            "a-b.example",
            "1.2.3.4",
            "xn--a.com",
            "-a.com",
            "م.com",
        ]
    ),
    _PATHS.map("".join),
)
def test_the_canonical_address_is_that_by_which_pages_are_known(scheme: str, host: str, path: str) -> None:
    url = f"{scheme}://{host}{path}"
    try:
        expected = canonical_form(url)
    except ValueError:
        expected = None
    assert _canonical(url) == expected


@pytest.mark.parametrize("hints", [Hints(), Hints(title="عنوان", authors=("ليلى",), published="2025-03-20")])
def test_what_a_source_says_fills_what_the_page_does_not_say(hints: Hints) -> None:
    page = Page(url="https://a.example/1", kind="text", body=_TEXT.encode(), hints=hints)
    story = prepare(page, _SETTINGS).articles[0].story
    assert (story.title, story.authors) == (hints.title, hints.authors)
    assert (story.published.when if story.published else None) == hints.published


def test_records_with_a_text_load_nothing_that_reads_pages_and_others_do() -> None:
    program = """
import sys
import pipelines.preloading.texts
from config.tables import Config
from model import Page
from pipelines.preparing.prepare import prepare
from pipelines.preparing.settings import PrepareSettings

readers = {"lxml", "trafilatura", "dateparser"}
assert readers.isdisjoint(sys.modules), readers & sys.modules.keys()
body = b'{"url": "https://a.example/1", "html": "<html><body><article><p>Snow ploughs learn.</p></article></body></html>"}'
page = Page(url="https://a.example/1", kind="record", body=body)
print(prepare(page, PrepareSettings.of(Config())).articles[0].story.text)
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout == "Snow ploughs learn.\n"
