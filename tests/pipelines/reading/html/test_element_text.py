"""The running text of elements, line by line as a reader sees it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring

from pipelines.reading.html.element_text import is_longer, line_up_to, lines_before, one_line, pieces_of, read_lines

_TEXTS = st.text(alphabet="ab \n\u00a0\u0639", max_size=12)
_MARKUP = st.recursive(
    _TEXTS, lambda inner: st.lists(inner, max_size=4).map(lambda parts: f"<b>{'<br>'.join(parts)}</b>"), max_leaves=12
)


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


@given(markup=_MARKUP, most=st.integers(min_value=0, max_value=60), spaces=st.integers(min_value=0, max_value=300))
def test_an_element_is_as_long_as_its_pieces_without_the_spaces_around_them(
    markup: str, most: int, spaces: int
) -> None:
    element = fromstring(f"<div>{' ' * spaces}{markup}</div>")
    pieces = list(element.itertext())
    line = " ".join(" ".join(pieces).split())
    assert pieces_of(element) == pieces
    assert is_longer(element, most) == (sum(len(piece.strip()) for piece in pieces) > most)
    assert one_line(element) == line
    assert line_up_to(element, most) == (line if len(line) <= most else None)
