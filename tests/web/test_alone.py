"""The pages that stand alone: they need nothing else, and say in both languages the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import chromium, needs_chromium, new_context
from evidence_cases import HOSTILE, Opened, make_case, packed

from pipelines.evidence.fields import meanings
from web.alone import EvidencePages


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    return packed(make_case(tmp_path_factory.mktemp("alone"), title=HOSTILE), 1, 2)


@pytest.mark.parametrize("name", ["side-by-side.html", "side-by-side.ar.html"])
def test_a_page_needs_nothing_else(opened: Opened, name: str) -> None:
    page = opened.text(name)
    assert 'content="default-src &#39;none&#39;' in page or "default-src 'none'" in page
    assert set(re.findall(r'(?:href|src)="([^"]*)"', page)) <= {f"#{side}{run}" for side in "ab" for run in range(1, 9)}
    assert "<script" not in page and "url(" not in page and "@import" not in page
    assert "https://wire.example/1" in page and "https://paper.example/9?id=4" in page
    assert f'dir="{"rtl" if ".ar." in name else "ltr"}"' in page.splitlines()[1]


def test_both_languages_name_every_article_time_and_file(opened: Opened) -> None:
    english, arabic = opened.text("READ-ME.txt"), opened.text("READ-ME.ar.txt")
    for part in (
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC",
        r"[0-9a-f]{64}",
        r"https://[\w./?=*]+",
        r"(?:pages|articles)/[\w.-]+",
    ):
        assert sorted(re.findall(part, english)) == sorted(re.findall(part, arabic)), part
    assert "&" not in english.replace("&amp;", "")


def test_what_is_set_apart_is_so_to_its_end_on_its_line(opened: Opened) -> None:
    for line in (opened.text("READ-ME.txt") + opened.text("READ-ME.ar.txt")).splitlines():
        assert len(re.findall("[\u2066-\u2068]", line)) == line.count("\u2069"), line
    # The words of a page inside a sentence of Naskh, too: without it they and what is beside them change places.
    read_from = next(line for line in opened.text("READ-ME.ar.txt").splitlines() if "قُرئ من: " in line)
    assert "وسم \u2068meta\u2069" in read_from


def test_nobody_is_accused(opened: Opened) -> None:
    for name in ("READ-ME.txt", "side-by-side.html"):
        words = opened.text(name).lower()
        assert not re.search(r"\b(?:theft|thief|steal|stole|plagiar\w*|stolen)\b", words)
    assert "Who took the text from whom." in opened.text("READ-ME.txt")
    assert "this proves nothing" in opened.text("READ-ME.txt")
    assert "وهذا لا يثبت شيئًا" in opened.text("READ-ME.ar.txt")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_whatever_is_missing_has_its_words(opened: Opened, language: str) -> None:
    facts = opened.facts
    facts["missing"] = [{"what": what, "article": 1, "other": None, "page": None} for what in meanings()["missing"]]
    said = EvidencePages().read_me(facts, "ar" if language == "ar" else "en")
    assert len(re.findall(r"^\W?- .{10,}: (?:article|المقال) 1$", said, re.MULTILINE)) == len(meanings()["missing"])


@needs_chromium
@pytest.mark.slow
def test_a_browser_without_network_shows_the_page(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "side.ar.html").write_bytes(opened.files["side-by-side.ar.html"])
    with chromium() as browser:
        context = new_context(browser, offline=True)
        page = context.new_page()
        asked, wrong = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: wrong.append(message.text))
        page.goto((tmp_path / "side.ar.html").as_uri())
        assert page.locator(".side").count() == 2
        assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
        assert page.evaluate("getComputedStyle(document.querySelector('.pair')).display") == "grid"
        assert asked == [(tmp_path / "side.ar.html").as_uri()] and wrong == []
