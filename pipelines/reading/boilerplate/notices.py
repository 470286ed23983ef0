"""Cut an outlet's notices to its reader out of a page: subscription, log-in, newsletter, consent, rules of comments.

They stand inside the article as often as beside it, and are no text of the piece. A box is known by what it says: it
speaks of little else and calls the reader to something, from its first line to its last.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.reading.boilerplate.notice_speech import Speech, notice_openings, speech_of
from pipelines.reading.html.element_text import BLOCKS, HEADINGS, is_longer, one_line, read_lines
from pipelines.text.lines import count_words
from pipelines.text.normalize import normalize

# A longer box is a page of its own; a shorter one is a label, which is boilerplate's part.
_MOST_CHARACTERS = 1_500
_MOST_WORDS, _FEWEST_WORDS = 180, 4
# So much of a box speaks to its reader; of one paragraph more is needed.
_SPOKEN, _SPOKEN_IN_ONE = 0.6, 0.8
# A paragraph of one sentence may quote such a call: it takes two.
_FEWEST_CALLS_IN_ONE = 2
_MOST_WORDS_WITHOUT_CALL = 90
# In a longer paragraph whoever speaks of himself, to somebody, with a call among it, may as well answer a question.
_MOST_WORDS_OF_PARAGRAPH = 40
# A longer line that speaks of none of a notice's matters is the piece's: its first paragraphs, in one element with the
# wall below them. In a notice it is a sentence or two of what it promises.
_MOST_WORDS_WITHOUT = 26
# A paragraph below a box, of a few levels of markup, that is running text.
_PARAGRAPH_CHARACTERS, _LEVELS_ABOVE = 60, 3
_MOST_ELEMENTS = 20_000
_MOST_BOXES = 40
# Where boxes hold more of a page's words, they are what it is about: an overview of newsletters, for example. A small
# page may have a large box all the same. Of 850 pages none has more than .22 of its words in boxes.
_MOST_OF_PAGE, _MOST_OF_SMALL_PAGE = 1 / 2, 200
# A word that no page has.
_BETWEEN_PIECES = "qzqzqzq"
_SILENCE = speech_of(())

# What stands in navigation and at the foot of a page is no part of a text anyway.
_CONTAINERS = BLOCKS - {"br", "hr", "nav", "footer"}
_TABLES = frozenset(("table", "tbody", "thead", "tfoot", "tr", "td", "th"))
_LISTS = frozenset(("ul", "ol", "li", "dl", "dt", "dd"))
_PARAGRAPHS = frozenset(("p", "blockquote", "pre", *HEADINGS))
_LONGEST_DIALOG = 50_000
# From the attributes up: half the time of asking each element.
_DIALOGS = XPath(
    "//@role[. = 'dialog' or . = 'alertdialog']/parent::*[ancestor::body] | "
    "//@aria-modal[. = 'true']/parent::*[ancestor::body]"
)
_OF_COOKIES = ("cookie", "ملفات تعريف الارتباط", "کوکی")
_NEVER = frozenset(("html", "body", "main", "article", "h1"))


@dataclass(frozen=True, slots=True)
class Notices:
    """What was cut out of a page: the words of each box. `is_gated`: below one that asks to subscribe or log in no text
    follows.
    """

    texts: tuple[str, ...] = ()
    is_gated: bool = False


def cut_notices(tree: HtmlElement) -> Notices:
    """Take the boxes out of the tree; what they said."""
    dialogs = list(_consent_dialogs(tree))
    asked = tuple("\n".join(line.text for line in read_lines([dialog])) for dialog in dialogs)
    for dialog in dialogs:
        if dialog.getparent() is not None:
            dialog.drop_tree()
    boxes = list(islice(_recognised(tree), _MOST_BOXES))
    texts, is_gated = [], False
    for box in boxes:
        lines = [line.text for line in read_lines([box])]
        texts.append("\n".join(lines))
        is_gated = is_gated or (_is_gate(lines) and not _is_followed(box, boxes))
    if not is_gated and _are_the_page(texts, tree):
        return Notices(asked)
    for box in boxes:
        if box.getparent() is not None:
            box.drop_tree()
    return Notices((*asked, *texts), is_gated)


def _consent_dialogs(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The dialogs over a page that ask for consent to cookies: they are long, and name all partners."""
    for dialog in cast("list[HtmlElement]", _DIALOGS(tree))[:_MOST_BOXES]:
        if is_longer(dialog, _LONGEST_DIALOG) or next(dialog.iter("h1", "main", "article"), None) is not None:
            continue
        if any(word in one_line(dialog).casefold() for word in _OF_COOKIES):
            yield dialog


def _are_the_page(texts: list[str], tree: HtmlElement) -> bool:
    words = sum(map(count_words, texts))
    return words > _MOST_OF_SMALL_PAGE and words > _MOST_OF_PAGE * count_words("\n".join(tree.itertext()))


def _is_gate(lines: list[str]) -> bool:
    speech = speech_of(lines)
    return speech.is_gate or speech.is_of_access


def _is_followed(box: HtmlElement, boxes: list[HtmlElement]) -> bool:
    """Whether the piece goes on below a box."""
    for level, element in enumerate((box, *box.iterancestors())):
        if level > _LEVELS_ABOVE or element.tag in _NEVER:
            return False
        for below in element.itersiblings():
            if below in boxes or not isinstance(below.tag, str):
                continue
            paragraphs = [below] if below.tag == "p" else below.iter("p")
            if any(is_longer(paragraph, _PARAGRAPH_CHARACTERS) for paragraph in paragraphs):
                return True
    return False


def _recognised(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The largest elements that are boxes by their words."""
    left = _MOST_ELEMENTS
    stack = list(tree.iter("body"))
    worth_hearing = _with_opening_words(stack)
    while stack and left:
        element = stack.pop()
        left -= 1
        children = [child for child in element if child.tag in _CONTAINERS or "-" in str(child.tag)]
        heard = [_heard(child) if child in worth_hearing else _SILENCE for child in children]
        for child, speech in zip(children, heard, strict=True):
            if _is_box(child, speech):
                yield child
            elif len(child) and _may_hold_box(speech):
                stack.append(child)


def _with_opening_words(bodies: list[HtmlElement]) -> set[HtmlElement]:
    """The elements that hold a word with which a notice may begin. All words of a page are folded at once, which is
    much faster than to hear every element in turn.
    """
    pieces: list[str] = []
    holders: list[HtmlElement] = []
    for body in bodies:
        for element in body.iter():
            if (text := element.text) and not text.isspace():
                pieces.append(text)
                holders.append(element)
            if (tail := element.tail) and not tail.isspace():
                pieces.append(tail)
                holders.append(element.getparent())
    tokens: list[str] = []
    # Where the words of each piece begin among all words.
    begins: list[int] = []
    for folded in normalize(f" {_BETWEEN_PIECES} ".join(pieces)).split(_BETWEEN_PIECES):
        begins.append(len(tokens))
        tokens += folded.split()
    found: set[HtmlElement] = set()
    for place in notice_openings(tokens):
        holder: HtmlElement | None = holders[bisect_right(begins, place) - 1]
        while holder is not None and holder not in found:
            found.add(holder)
            holder = holder.getparent()
    return found


def _may_hold_box(said: Speech | None) -> bool:
    return said is None or said.may_hold_notice


def _heard(element: HtmlElement) -> Speech | None:
    """What an element says that may be a box; None of one that is none, but may hold one."""
    return speech_of(line.text for line in read_lines([element])) if _may_be_box(element) else None


def _is_box(element: HtmlElement, speech: Speech | None) -> bool:
    if speech is None or element.tag in _LISTS:
        return False
    if not _FEWEST_WORDS <= speech.words <= _MOST_WORDS or not speech.begins_and_ends:
        return False
    if speech.longest_without > _MOST_WORDS_WITHOUT:
        return False
    is_to_reader = speech.calls >= _FEWEST_CALLS_IN_ONE or (speech.calls > 0 and speech.kinds["address"] > 0)
    is_long_paragraph = element.tag in _PARAGRAPHS and speech.words > _MOST_WORDS_OF_PARAGRAPH
    if is_to_reader and speech.lines > 1 and speech.share >= _SPOKEN and not is_long_paragraph:
        return True
    if speech.calls >= _FEWEST_CALLS_IN_ONE and speech.share >= _SPOKEN_IN_ONE:
        return True
    # Without a call it takes a box of its own, with little else in it.
    is_own = element.tag not in _PARAGRAPHS and _stands_beside_text(element)
    return is_own and speech.words <= _MOST_WORDS_WITHOUT_CALL and speech.share >= _SPOKEN_IN_ONE and speech.is_of_page


def _stands_beside_text(element: HtmlElement) -> bool:
    """Whether paragraphs of running text are its neighbours, as they are of a box that is put into a piece."""
    return any(below.tag == "p" and is_longer(below, _PARAGRAPH_CHARACTERS) for below in _siblings(element))


def _siblings(element: HtmlElement) -> Iterator[HtmlElement]:
    yield from element.itersiblings(preceding=True)
    yield from element.itersiblings()


def _may_be_box(element: HtmlElement) -> bool:
    # Of a long element no more is looked at than makes it too long.
    if element.tag in _NEVER or element.tag in _TABLES or is_longer(element, _MOST_CHARACTERS):
        return False
    return next(element.iter("h1", "main", "article"), None) is None
