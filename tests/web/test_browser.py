"""The pages in a real browser: nothing is refused, nothing runs over, axe finds nothing serious."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from browsing import needs_chromium, new_context
from recording import Desk
from served import PATHS
from serving import served

pytestmark = [
    pytest.mark.slow,
    needs_chromium,
]
WIDTHS = (390, 1280)


@pytest.fixture(scope="module")
def address(news: Desk) -> Iterator[str]:
    with served(news.path) as where:
        yield where


class Tab:
    """One page of the browser, with what went wrong on it."""

    def __init__(self, browser: Any, *, width: int = 1280, scheme: str = "light") -> None:
        self.context = new_context(browser, viewport={"width": width, "height": 900}, color_scheme=scheme)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.wrong.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def __enter__(self) -> Tab:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


@pytest.mark.parametrize(("path", "language"), [*product(PATHS, ("en", "ar"))])
def test_a_page_fits_and_is_accessible(address: str, browser: Any, path: str, language: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for width in WIDTHS:
        with Tab(browser, width=width, scheme="dark" if width == WIDTHS[0] else "light") as tab:
            tab.page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
            assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, "it runs over"
            assert tab.page.evaluate("getComputedStyle(document.body).direction") == (
                "rtl" if language == "ar" else "ltr"
            )
            # Axe is run from outside, past the policy of the page.
            found = Axe().run(tab.page, options={"resultTypes": ["violations"]}).response["violations"]
            assert not [(each["id"], each["nodes"][0]["html"][:200]) for each in found
                        if each["impact"] in ("serious", "critical")]  # fmt: skip
            assert tab.wrong == []
            assert all(url.startswith(address) for url in tab.asked)


@pytest.mark.parametrize(
    "path", ["/naskh", "/naskh/articles", "/naskh/copies", "/naskh/who_is_first", "/naskh?sql=select+1"]
)
def test_the_policy_lets_the_database_s_own_pages_work(address: str, browser: Any, path: str) -> None:
    with Tab(browser) as tab:
        tab.page.goto(f"{address}{path}")
        assert tab.wrong == []
        if path == "/naskh":
            # The editor of questions is made by a script.
            assert tab.page.locator(".CodeMirror").count() == 1


def test_the_first_page_shows_what_came_in_without_being_asked(browser: Any, tmp_path: Any) -> None:
    from served import make_news

    desk = make_news(tmp_path, with_messages=False)
    with served(desk.path) as address, Tab(browser) as tab:
        tab.page.clock.install()
        tab.page.goto(f"{address}/")
        assert "6 articles" in tab.page.inner_text("main")
        desk.crawl(
            "https://city.example/77", "a new text of some words that nobody has had before " * 9, at=datetime.now(UTC)
        )
        tab.page.clock.run_for(21_000)
        tab.page.get_by_text("7 articles").wait_for()
        assert tab.wrong == []


def test_a_heading_on_a_phone_is_not_broken_within_a_word(address: str, browser: Any) -> None:
    with Tab(browser, width=390) as tab:
        for language in ("en", "ar"):
            tab.page.goto(f"{address}/whom?days=30&lang={language}")
            heights = tab.page.evaluate("[...document.querySelectorAll('thead a')].map(a => a.getClientRects().length)")
            counts = tab.page.evaluate(
                "[...document.querySelectorAll('thead a')].map(a => a.innerText.split(/\\s+/).length)"
            )
            assert all(lines <= words for lines, words in zip(heights, counts, strict=True)), (heights, counts)


def test_a_line_of_a_message_runs_as_its_own_words_do(address: str, browser: Any) -> None:
    with Tab(browser) as tab:
        tab.page.goto(f"{address}/alert/1?lang=ar")
        assert tab.page.evaluate("getComputedStyle(document.querySelector('.message')).unicodeBidi") == "plaintext"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_texts_and_commands_have_letters_of_their_own(address: str, browser: Any, language: str) -> None:
    def family(tab: Tab, selector: str) -> str:
        return str(tab.page.evaluate(f"getComputedStyle(document.querySelector('{selector}')).fontFamily"))

    with Tab(browser) as tab:
        tab.page.goto(f"{address}/text/1?lang={language}")
        assert family(tab, "article.reading p").startswith('"Noto Naskh Arabic"')
        assert "monospace" in family(tab, "pre code")
        interface = '"Noto Sans Arabic"' if language == "ar" else "system-ui"
        assert family(tab, "h2").startswith(interface) and family(tab, "nav a").startswith(interface)
        assert family(tab, "li .title").startswith('"Noto Sans Arabic"')


def test_what_is_printed_is_dark_on_white_and_shows_what_is_shared(address: str, browser: Any) -> None:
    with Tab(browser, scheme="dark") as tab:
        tab.page.goto(f"{address}/diff/1/2")
        tab.page.emulate_media(media="print")
        light = """selector => getComputedStyle(document.querySelector(selector))[PROPERTY].match(/\\d+/g).slice(0, 3)
          .reduce((sum, each) => sum + Number(each), 0) / 765"""
        for selector in ("h1", ".outlet", ".compared .shared", ".lead"):
            assert tab.page.evaluate(light.replace("PROPERTY", "'color'"), selector) < 0.5, selector
        assert tab.page.evaluate(light.replace("PROPERTY", "'backgroundColor'"), ".compared .shared") > 0.8
        # Browsers leave backgrounds out otherwise.
        adjusted = "getComputedStyle(document.querySelector('.compared .shared')).printColorAdjust"
        assert tab.page.evaluate(adjusted) == "exact"


def test_a_keyboard_is_enough(address: str, browser: Any) -> None:
    with Tab(browser) as tab:
        tab.page.goto(f"{address}/text/1")
        tab.page.keyboard.press("Tab")
        assert tab.page.evaluate("document.activeElement.className") == "skip"
        tab.page.keyboard.press("Enter")
        assert tab.page.evaluate("document.activeElement.id") == "content"


def test_where_the_keyboard_is_shows_in_the_database_s_own_forms_too(address: str, browser: Any) -> None:
    outline = "e => getComputedStyle(e.closest('.select-wrapper')).outlineStyle"
    with Tab(browser) as tab:
        tab.page.goto(f"{address}/naskh/copies")
        select = tab.page.locator(".select-wrapper select").first
        select.focus()
        assert select.evaluate(outline) == "solid"


def test_hostile_words_run_nothing(browser: Any, tmp_path: Any) -> None:
    from served import make_news

    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)> title of some words"
    marked = "<svg onload=alert(3)> \"' </p><iframe src=javascript:alert(4)>"
    with ThreadPoolExecutor(1) as threads:
        # Messages are sent in a loop of their own, and the browser's runs in this thread.
        path = threads.submit(lambda: make_news(tmp_path, title=hostile, marked=marked).path).result()
    with served(path) as address, Tab(browser) as tab:
        for place in (*PATHS, "/naskh/articles", "/naskh/articles/1", "/naskh/copies"):
            tab.page.goto(f"{address}{place}")
        assert tab.wrong == [] and all(url.startswith(address) for url in tab.asked)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    ["/naskh", "/naskh/copies", "/naskh/articles", "/naskh/articles/1", "/naskh/who_copied_us", "/naskh?sql=select+1"],
)
def test_the_database_s_own_pages_fit_a_phone_and_the_night(address: str, browser: Any, path: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with Tab(browser, width=390, scheme=scheme) as tab:
        tab.page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang=ar")
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390, "it runs over"
        # A list of all tables is as long as there are tables.
        listed = tab.page.evaluate("document.querySelectorAll('main li').length")
        assert tab.page.evaluate("document.documentElement.scrollHeight") <= max(6000, 200 * listed), listed
        paper = tab.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == {"light": "rgb(253, 252, 249)", "dark": "rgb(22, 24, 26)"}[scheme]
        found = Axe().run(tab.page, options={"resultTypes": ["violations"]}).response["violations"]
        wrong = [(each["id"], each["nodes"][0]["html"][:200]) for each in found if each["id"] == "color-contrast"]
        assert wrong == []
        assert tab.wrong == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_wider_than_a_phone_says_so_and_keeps_its_first_column(
    address: str, browser: Any, language: str
) -> None:
    with Tab(browser, width=390) as tab:
        tab.page.goto(f"{address}/whom?days=30&lang={language}")
        assert tab.page.locator(".sideways").first.is_visible()
        assert "gradient" in tab.page.evaluate("getComputedStyle(document.querySelector('.wide')).backgroundImage")
        before, after = tab.page.evaluate(
            """() => {
              const table = document.querySelector('section .wide:has(.facts-table)');
              const name = table.querySelector('tbody th');
              const before = name.getBoundingClientRect().x;
              table.scrollLeft = document.dir === 'rtl' ? -120 : 120;
              return [before, name.getBoundingClientRect().x, table.scrollLeft].slice(0, 2);
            }"""
        )
        assert abs(before - after) < 2
        # The menu is one line.
        tops = tab.page.evaluate("[...document.querySelectorAll('header nav a')].map(a => Math.round(a.offsetTop))")
        assert len(set(tops)) == 1
    with Tab(browser) as tab:
        tab.page.goto(f"{address}/whom?days=30&lang={language}")
        assert not tab.page.locator(".sideways").first.is_visible()


def test_an_english_name_in_an_arabic_list_stands_at_the_edge_of_the_list(address: str, browser: Any) -> None:
    with Tab(browser) as tab:
        for path in ("/brief", "/us", "/outlet/1", "/text/1", "/"):
            tab.page.goto(f"{address}{path}?lang=ar")
            edges = tab.page.evaluate(
                """() => [...document.querySelectorAll('main .bars li, main .copies > li > p:first-child')].map(line => {
                  const first = line.querySelector('a');
                  return first === null ? 0 : line.getBoundingClientRect().right - first.getBoundingClientRect().right;
                })"""
            )
            assert all(edge < 130 for edge in edges), (path, edges)
        tab.page.goto(f"{address}/?lang=ar")
        bars = tab.page.evaluate(
            "[...document.querySelectorAll('.chart rect.articles')].map(bar => bar.getBoundingClientRect().x)"
        )
        assert bars == sorted(bars, reverse=True), "the hours run as the page does"
