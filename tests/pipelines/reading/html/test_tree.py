"""What no stored text can carry is taken out of a page before it is parsed, and headings end as in a browser."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.html.tree import parse

_BAD = "\x00\x08\x0b\x1f\xad\u061c\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\ufffe\uffff\ud800\udfff"
# Neighbours of the bad ones, and characters that begin with the same bytes.
_SOUND = (
    "a \t\xa0\xae\xbf\u0600\u061b\u061d؛دنم\u06ad\u200b\u200c\u200d\u2010\u2029\u202f\u2065\u206a“…€\ufefc\ufffd中😀"
)


@given(st.text(st.sampled_from(_BAD + _SOUND)))
def test_bad_characters_are_left_out_wherever_they_stand(text: str) -> None:
    tree = parse(f"<p>x{text}x</p>")
    assert tree is not None
    assert tree.text_content() == f"x{''.join(char for char in text if char not in _BAD)}x"


@given(st.sampled_from(_BAD))
def test_one_bad_character_in_a_page_is_found(char: str) -> None:
    tree = parse(f"<p>{'نص الخبر “كله” here. ' * 50}{char}end</p>")
    assert tree is not None
    assert tree.text_content().endswith("here. end")


def test_a_heading_ends_at_the_end_tag_of_any_heading() -> None:
    tree = parse("<h1>Title</H2><p>By <b>Ada</b><h3 class=x>Part <i>one</i></h4>text<h2>Two</h2><h2>open<h3>Three</h3>")
    assert tree is not None
    headings = [(each.tag, each.text_content()) for each in tree.iter("h1", "h2", "h3", "h4")]
    assert headings[:3] == [("h1", "Title"), ("h3", "Part one"), ("h2", "Two")]
    assert ("h3", "Three") in headings


def test_a_heading_that_ends_wrongly_is_found_behind_sound_ones() -> None:
    tree = parse(f"<html>{'<h2>Sound</h2><p>x</p><H3>Too</H3>' * 3}<h2>Wrong</h1><p>Text</p>")
    assert tree is not None
    assert [each.text_content() for each in tree.iter("h2")][-1] == "Wrong"


def test_a_root_that_is_closed_at_once_is_opened_wherever_it_stands() -> None:
    tree = parse("<!DOCTYPE html>\n<HTML lang='en' /><body><p>Text</p></body>")
    assert tree is not None
    assert (tree.get("lang"), tree.findtext(".//body/p")) == ("en", "Text")


def test_a_form_around_a_whole_page_is_none_and_one_to_fill_in_stays() -> None:
    tree = parse(f"<form id=server><p>{'The text of the page. ' * 100}</p></form><form id=search>Find</form>")
    assert tree is not None
    assert [form.get("id") for form in tree.iter("form")] == ["search"]
