"""trafilatura's reading without the readers that it need not ask: the same text, and the page left as it was."""

from __future__ import annotations

from importlib.metadata import version
from inspect import signature

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

SURE = {
    "a page of little else": f"<article><h1>Ploughs</h1>{TEXT}</article>",
    "with a comment below": f'<article>{TEXT}</article><div class="comments"><p>{PARAGRAPH.format(n="?")}</p></div>',
    "with the next article below": f'<article>{TEXT}</article><div class="infinite-scroll"><p>Another one.</p></div>',
    "with a video": f'<article>{TEXT}<iframe src="https://www.youtube.com/embed/1"></iframe></article>',
    "with a menu": f"<ul>{MENU}</ul><article>{TEXT}</article>",
    "all in a table": f"<article>{FORMULA}</article>",
    "with raw text": f"<article>{TEXT}<xmp>1 &lt; 2</xmp></article>",
    "with a time in it": f"<article>{TEXT}<time>Tuesday</time></article>",
    "with a form around it": f"<form>{TEXT * 2}</form>",
}
ASKED = {
    "a short text": "<article><h1>Ploughs</h1><p>The council voted to buy ploughs.</p></article>",
    "a script": f"<article>{TEXT}</article><script>1</script>",
    "a small part of the page": f"<article>{TEXT[:440]}</p></article><ul>{MENU * 3}</ul>",
    "nothing": "<p></p>",
}


def page_of(inside: str, title: str = "Ploughs") -> HtmlElement:
    tree = parse(f"<html><head><title>{title}</title></head><body>{inside}</body></html>")
    assert tree is not None
    return tree


def lines_of(document: object) -> tuple[str, bytes, list[object]]:
    """The text of a document, its body's markup, and whether each element stands in a line of the page's source."""
    body = document.body
    return document.text, tostring(body), [element.sourceline for element in body]


@pytest.mark.parametrize("name", SURE)
def test_its_own_reading_is_what_the_whole_of_trafilatura_gives(name: str) -> None:
    tree = page_of(SURE[name])
    before = tostring(tree)
    own = own_reading(tree, URL)
    assert own is not None
    assert lines_of(own) == lines_of(trafilatura.bare_extraction(tree, url=URL, include_comments=False))
    assert tostring(tree) == before


def test_an_empty_title_is_no_reason_to_believe_a_bound() -> None:
    tree = page_of(SURE["a page of little else"], title="")
    own = own_reading(tree, URL)
    assert own is not None
    assert lines_of(own) == lines_of(trafilatura.bare_extraction(tree, url=URL, include_comments=False))


@pytest.mark.parametrize("name", ASKED)
def test_trafilatura_is_asked_where_it_may_read_a_page_again(name: str) -> None:
    assert own_reading(page_of(ASKED[name]), URL) is None


def test_what_is_known_of_trafilatura_is_what_is_installed() -> None:
    """Where this fails, look through `own_reading` beside the new version, then change the version there."""
    assert version("trafilatura") == module._KNOWN_VERSION
    assert (core.ESCALATION_MAX_LENGTH, core.ESCALATION_PAGE_SHARE) == (module._NEVER_SHORT, module._LEAST_SHARE)
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
    read = 0
    for name in SETS:
        for page in list(saved_pages(name))[::12]:
            tree = parse(decode_html(page.body, None))
            assert tree is not None
            take_scripts(tree)
            if (own := own_reading(tree, page.url)) is not None:
                whole = trafilatura.bare_extraction(tree, url=page.url, include_comments=False)
                assert lines_of(own) == lines_of(whole), page.id
                read += 1
    assert read > 20
