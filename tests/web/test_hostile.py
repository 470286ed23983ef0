"""Titles, authors, outlets and texts are words, whatever stands in them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from lxml.html import fromstring
from places import SHARED
from served import PATHS, make_news, pages_of

BLNS = SHARED / "hostile/blns/blns.json"
OWN = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{ 7*7 }}{% raw %}", "javascript:alert(1)",
    "</title><svg onload=alert(1)>", "<a href='javascript:alert(1)'>", "&lt;b&gt;", "'; drop table articles; --", "\u202eabc",
)  # fmt: skip


def tags(text: str) -> Counter[str]:
    return Counter(str(element.tag) for element in fromstring(text).iter())


@pytest.mark.parametrize("hostile", OWN)
def test_hostile_words_add_no_element(tmp_path: Path, hostile: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    harmless = make_news(tmp_path / "a", title="harmless title of some words", marked="harmless")
    with pages_of(harmless) as pages:
        known = {tag for path in PATHS for tag in tags(pages.get(path).text)}
    desk = make_news(tmp_path / "b", title=f"{hostile} title of some words", marked=f" {hostile}")
    with pages_of(desk) as pages:
        for path in PATHS:
            found = pages.get(path)
            assert found.status == 200
            assert not set(tags(found.text)) - known, path
        searched = pages.get(f"/search?q={'%22%3E%3Cscript%3E' + 'x'}")
        assert not [*fromstring(searched.text).iter("script")]


@pytest.mark.skipif(not BLNS.exists(), reason="the shared naughty strings are not here")
def test_naughty_strings_add_no_element(tmp_path: Path) -> None:
    naughty = [line for line in json.loads(BLNS.read_text("utf-8")) if line]
    with pages_of(make_news(tmp_path, title=" ".join(naughty[::9])[:280], marked=" ".join(naughty))) as pages:
        for path in PATHS:
            page = fromstring(pages.get(path).text)
            assert all(script.get("src", "").startswith("/assets/") for script in page.iter("script"))
            assert not [*page.iter("img", "iframe", "object", "embed", "style", "marquee", "video", "audio")], path
            assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]
