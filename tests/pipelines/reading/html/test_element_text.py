"""The running text of elements, line by line as a reader sees it."""

from __future__ import annotations

import pytest
from lxml.html import fromstring

from pipelines.reading.html.element_text import lines_before, read_lines


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<div><span>Valley Post</span><span>2 hours ago</span></div>", ["Valley Post", "2 hours ago"]),
        ("<div><span>إعجاب</span><span>مشاركة</span></div>", ["إعجاب", "مشاركة"]),
        ("<li><span><b>Valley</b> Post</span><span>today</span></li>", ["Valley Post", "today"]),
        ("<div><span>S</span><span>now fell.</span></div>", ["Snow fell."]),
        ("<p><span>Snow</span><span>fall</span> closed the pass.</p>", ["Snowfall closed the pass."]),
        ("<div>It is <span>snow</span><span>ing</span>.</div>", ["It is snowing."]),
        ("<div><span>One</span> <span>line</span></div>", ["One line"]),
    ],
)
def test_labels_in_a_row_are_lines_and_parts_of_a_word_are_not(markup: str, lines: list[str]) -> None:
    assert [line.text for line in read_lines([fromstring(markup)])] == lines


def test_lines_before_a_mark_end_there_and_a_line_that_it_is_part_of_is_not_one() -> None:
    page = fromstring("<div><p>One</p><p>Two <b>mark</b> more</p><p>Three</p></div>")
    assert [line.text for line in lines_before(page.find(".//b"), page)] == ["One"]
    assert [line.text for line in lines_before(page[2], page)] == ["One", "Two mark more"]
    assert [line.text for line in lines_before(fromstring("<p>elsewhere</p>"), page)] == [
        "One",
        "Two mark more",
        "Three",
    ]
