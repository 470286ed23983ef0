"""Notices of corrections stay in a text, wherever its page sets them."""

from __future__ import annotations

import pytest
from read_pages import story_of

TEXT = """<p>The harbour board met in the old hall on Monday and agreed to deepen the western basin before winter.</p>
<p>Two dredgers will work at night, said its chairwoman, so that the ferries can leave on time each morning.</p>
<p>Fishermen asked for a new ice house; the board will hear them again when the accounts are closed in May.</p>"""
NOTICES = (
    "Correction: an earlier version of this article gave six weeks. It was nine weeks.",
    "Update: the board has since approved the whole plan.",
    "تصحيح: كان النص الأول يذكر أربعين شبكة، والصحيح ثلاثون شبكة.",
    "Anmerkung der Redaktion: Der Name der Vorsitzenden wurde berichtigt.",
)


def text_of(body: str, after: str = "") -> str:
    page = f"<html><head><title>Basin</title></head><body><main><article><h1>Basin deepened</h1>{body}</article>{after}</main></body></html>"
    return story_of(page, url="https://post.example/a", min_words=20).text


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize(
    "shape",
    [
        "{text}<p>{notice}</p>",
        "<p><em>{notice}</em></p>{text}",
        "{text}<div class='correction'>{notice}</div>",
        "{text}<aside class='note'><p>{notice}</p></aside>",
        "{text}<footer><p>{notice}</p></footer>",
        "{text}<hr><p><small>{notice}</small></p>",
    ],
)
def test_a_notice_is_part_of_the_text(notice: str, shape: str) -> None:
    assert notice in text_of(shape.format(text=TEXT, notice=notice))


def test_a_notice_behind_the_article_is_part_of_its_text_once() -> None:
    after = f"<div class='article-correction'><div class='correction-text'>{NOTICES[0]}</div></div>"
    assert text_of(TEXT, after).count(NOTICES[0]) == 1


def test_a_notice_under_a_heading_keeps_its_label() -> None:
    text = text_of(f"{TEXT}<aside><h4>Correction</h4><p>It was nine weeks, not six, as the board says.</p></aside>")
    assert "Correction: It was nine weeks, not six" in text


@pytest.mark.parametrize(
    "aside",
    [
        f"<aside class='related'><p>{NOTICES[0]}</p></aside>",
        f"<div class='comments'><div class='correction'>{NOTICES[0]}</div></div>",
        "<aside><p>Subscribe: our letter comes each Monday.</p></aside>",
    ],
)
def test_what_others_say_beside_an_article_is_not(aside: str) -> None:
    assert "weeks" not in text_of(TEXT, aside) and "Subscribe" not in text_of(TEXT, aside)
