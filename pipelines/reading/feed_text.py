"""Decide between the text that a page gives and the one that its feed carried. Pure.

The page's own text is the article's wherever it is whole. The feed's stands in for it where a page cannot be fetched,
holds no text (a script builds it) or shows a part only (a paywall).
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import replace

from model import Story
from pipelines.reading.facts.origins import from_feed, with_origins
from pipelines.text.lines import count_words, words_in
from pipelines.text.normalize import normalize

# The page shows clearly less than the feed below this share of its words.
_LESS = 0.7
# So much of what the page shows stands in the feed's text, or it is another text; unless both have one title.
_SAME = 0.5
_MARKUP = re.compile(r"<[^<>]*>")


def may_be_more(content: str, stories: list[Story]) -> bool:
    """Whether the feed's content is worth reading beside what the page gave: cheap, and never wrong with no."""
    if len(stories) > 1:
        return False
    return not stories or count_words(stories[0].text) < _LESS * count_words(html.unescape(_MARKUP.sub(" ", content)))


def with_feed_text(stories: list[Story], fed: Story, *, why: str | None) -> tuple[list[Story], str | None]:
    """The page's stories, or the main one with the feed's text where that is clearly more of the same; with it why.

    `fed` is what was read from the feed's content; `why` says why the page gave none.
    """
    if not stories:
        why = why or "no article text"
        return [_of_feed(fed, fed, why)], why
    [own] = stories
    own_words, fed_words = count_words(own.text), count_words(fed.text)
    if own_words >= _LESS * fed_words or not _is_same(own, fed):
        return stories, None
    why = f"the page shows {own_words} of {fed_words} words"
    return [_of_feed(own, fed, why)], why


def _of_feed(story: Story, fed: Story, why: str) -> Story:
    """The story with the feed's text in place of its own."""
    origins = with_origins(story.origins_of, [("text", from_feed(why))])
    return replace(story, position=0, text=fed.text, language=fed.language or story.language, origins_of=origins)


def _is_same(own: Story, fed: Story) -> bool:
    words = Counter(words_in(own.text))
    standing = (words & Counter(words_in(fed.text))).total()
    is_titled_alike = bool(own.title and fed.title) and normalize(own.title or "") == normalize(fed.title or "")
    return standing >= _SAME * words.total() or is_titled_alike
