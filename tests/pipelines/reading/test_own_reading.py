"""trafilatura's reading without the readers that it need not ask: the same text, and the page left as it was."""

from __future__ import annotations

from importlib.metadata import version
from inspect import signature
from typing import Any

import pytest
import trafilatura
from lxml.html import HtmlElement, tostring
from trafilatura import core, external, settings

from benchmarks.saved_pages import DATA, SETS, saved_pages
from pipelines.reading import own_reading as module
from pipelines.reading.html.charset import decode_html
from pipelines.reading.html.tree import parse, take_scripts
from pipelines.reading.own_reading import own_reading

URL = "https://valley.example/n/17"
PARAGRAPH = (
    "The council of the upper valley voted on Tuesday to buy a program that plans the work of the snow ploughs, after "
    "a winter in which two villages were cut off for three days{n}, and the crews were sent twice to the same pass."
)
TEXT = "".join(f"<p>{PARAGRAPH.format(n=f' in week {n}')}</p>" for n in range(6))
MENU = "".join(f'<li><a href="/{n}">Column {n} of the paper of the valley</a></li>' for n in range(80))
FORMULA = "<table>" + "".join(f"<tr><td>{PARAGRAPH.format(n=n)}</td></tr>" for n in range(8)) + "</table>"

PAGES = {
    "a page of little else": f"<article><h1>Ploughs</h1>{TEXT}</article>",
    "with a comment below": f'<article>{TEXT}</article><div class="comments"><p>{PARAGRAPH.format(n="?")}</p></div>',
    "with the next article below": f'<article>{TEXT}</article><div class="infinite-scroll"><p>Another one.</p></div>',
    "with a video": f'<article>{TEXT}<iframe src="https://www.youtube.com/embed/1"></iframe></article>',
    "with a menu": f"<ul>{MENU}</ul><article>{TEXT}</article>",
    "all in a table": f"<article>{FORMULA}</article>",
    "with raw text": f"<article>{TEXT}<xmp>1 &lt; 2</xmp></article>",
    "with a time in it": f"<article>{TEXT}<time>Tuesday</time></article>",
    "with a form around it": f"<form>{TEXT * 2}</form>",
    "a short text": "<article><h1>Ploughs</h1><p>The council voted to buy ploughs.</p></article>",
    "a script": f"<article>{TEXT}</article><script>1</script>",
    "a small part of the page": f"<article>{TEXT[:440]}</p></article><ul>{MENU * 3}</ul>",
    "nothing": "<p></p>",
    "more beside a short text": f"<article><p>Ploughs.</p></article><table><tr><td>{TEXT * 3}</td></tr></table>{MENU}",
}


def page_of(inside: str, title: str = "Ploughs") -> HtmlElement:
    tree = parse(f"<html><head><title>{title}</title></head><body>{inside}</body></html>")
    assert tree is not None
    return tree


def told_by(document: Any) -> tuple[str, bytes, list[object]] | None:
    """The text of a document, its body's markup, and whether each element stands in a line of the page's source."""
    if document is None:
        return None
    return document.text, tostring(document.body), [element.sourceline for element in document.body]


@pytest.mark.parametrize("title", ["Ploughs", ""])
@pytest.mark.parametrize("name", PAGES)
def test_its_own_reading_is_what_the_whole_of_trafilatura_gives(name: str, title: str) -> None:
    tree = page_of(PAGES[name], title)
    before = tostring(tree)
    whole = trafilatura.bare_extraction(tree, url=URL, include_comments=False)
    assert told_by(own_reading(tree, URL)) == told_by(whole)
    assert tostring(tree) == before


def test_no_other_reader_is_asked_for_a_page_of_little_else(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    for name in ("compare_extraction", "html2txt", "prune_unwanted_nodes"):
        monkeypatch.setattr(core, name, lambda *_, name=name: asked.append(name))
    assert own_reading(page_of(PAGES["a page of little else"]), URL) is not None
    assert asked == []


def test_what_is_known_of_trafilatura_is_what_is_installed() -> None:
    """Where this fails, look through `own_reading` beside the new version, then change the version there."""
    assert version("trafilatura") == module._KNOWN_VERSION
    assert (core.ESCALATION_MAX_LENGTH, core.ESCALATION_PAGE_SHARE) == (module._NEVER_SHORT, module._LEAST_SHARE)
    again = (core.ESCALATION_ACCEPT_RATIO, core.ESCALATION_JUSTEXT_RATIO)
    assert again == (module._LONGER_AGAIN, module._MUCH_LONGER_BY_JUSTEXT)
    assert [f".//{name}" for name in module._LEFT_OVER] == external.SANITIZED_XPATH.split("|")
    options = settings.Extractor(output_format="python", comments=False, url=URL)
    defaults = signature(trafilatura.bare_extraction).parameters
    assert (options.formatting, options.links, options.images, options.tables) == (
        bool(defaults["include_formatting"].default),
        defaults["include_links"].default,
        defaults["include_images"].default,
        defaults["include_tables"].default,
    )


def test_saved_pages_are_read_as_the_whole_of_trafilatura_reads_them() -> None:
    if not DATA.is_dir():
        pytest.skip(f"{DATA} is not there")
    for name in SETS:
        for page in list(saved_pages(name))[::12]:
            tree = parse(decode_html(page.body, None))
            assert tree is not None
            take_scripts(tree)
            whole = trafilatura.bare_extraction(tree, url=page.url, include_comments=False)
            assert told_by(own_reading(tree, page.url)) == told_by(whole), page.id
