"""The links in a page's text that lead to other sites."""

from __future__ import annotations

from read_pages import story_of

TEXT = "".join(
    f"<p>{sentence}</p>"
    for sentence in (
        "The valley opened its new library on Monday after two years of repairs to the roof, the windows and the halls.",
        "The shelves hold ten thousand books and the great hall seats two hundred readers, the head of the library said.",
        "A corner for children is to open in autumn, and volunteers from the schools will read stories on Thursdays.",
    )
)


def links_of(end: str, *, around: str = "") -> list[tuple[str, str, bool]]:
    page = f"<html><body>{around}<article><h1>A library opens</h1>{TEXT}{end}</article></body></html>"
    return [(link.url, link.line, link.is_in_text) for link in story_of(page).links]


def test_a_link_to_another_site_comes_with_its_line() -> None:
    end = '<p>The story was <a href="https://city.example/1">told first</a> by <b>City Wire</b>.</p>'
    assert links_of(end) == [("https://city.example/1", "The story was told first by City Wire.", True)]


def test_a_line_ends_at_a_line_break() -> None:
    end = '<p>It is open daily, and all are welcome there.<br>Source: <a href="https://city.example/1">here</a></p>'
    assert links_of(end) == [("https://city.example/1", "Source: here", True)]


def test_links_of_the_site_itself_and_links_around_the_text_are_left_out() -> None:
    words = "The town on the hill has closed its oldest bridge until the river falls again"
    menu = f'<ul><li><a href="https://hill.example/">{words}</a></li></ul>'
    assert links_of('<p>More <a href="https://www.valley.example/2">on our pages</a>.</p>', around=menu) == []


def test_a_short_line_that_is_no_part_of_the_text_is_marked() -> None:
    around = '<div class="links"><a href="https://hill.example/7">Source</a></div>'
    assert links_of("", around=around) == [("https://hill.example/7", "Source", False)]
