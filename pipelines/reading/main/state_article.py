"""Find the article that a page carries only in its scripts' data, to be drawn by a browser. Pure.

Taken is only what is plainly this page's article: an object with its title or address, or with what the page shows of
it, and a body of running text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.reading.facts.facts import PageFacts, names_in, same_headline
from pipelines.reading.html.script_data import script_values
from pipelines.reading.main.main_text import WHOLE, share
from pipelines.text.lines import SENTENCE_ENDS, count_words

# So many words make an article that a page would not repeat in its data by chance.
_LEAST_WORDS = 100
_PARAGRAPH_WORDS = 12
_SHOWN_WORDS = 20
# A page that shows so much of its article shows all of it; to look through megabytes of data takes long.
_MOST_SHOWN = 600
_SHOWN_CHARACTERS = 300
# What a page shows of its article, cut, is less than this share of it; of an article that it does not show, there may
# be other text than its own, less than this share.
_CUT_SHARE = 0.8
_OTHER_SHARE = 0.5
_DEEPEST = 40
_MOST_TELLING, _SHORTEST_SLUG = 3, 8
_MOST_NODES = 60_000

_TITLES = frozenset(("title", "headline", "name", "heading", "basic", "long", "rendered", "articletitle", "webtitle"))
_OWN_TITLES = frozenset(("title", "headline", "heading", "articletitle"))
_AUTHORS = frozenset(("author", "authors", "byline", "bylines", "writer", "writers"))
_AUTHOR_NAMES = ("name", "fullname", "full_name", "fullName", "displayname", "display_name", "displayName", "title")
_MOST_AUTHORS = 20
_ADDRESSES = frozenset(
    "url canonical canonicalurl canonical_url link permalink websiteurl website_url path href slug".split()
)
_BODIES = frozenset(
    """body articlebody article_body articlebodytext bodytext body_text bodyhtml body_html content contents
    content_elements contentelements contentblocks contenthtml content_html text fulltext full_text maintext
    html blocks paragraphs components sections elements story rendered document value children
    description_full detail details data
    props""".split()
)
_TEXTS = (
    "html",
    "text",
    "content",
    "value",
    "source",
    "paragraph",
    "body",
    "children",
    "blocks",
    "paragraphs",
    "components",
    "elements",
    "content_elements",
    "items",
    "model",
    "fields",
    "data",
    "props",
    "rendered",
)
_NOT_TEXT = re.compile(
    r"image|photo|picture|video|audio|media|embed|advert|^ads?$|promo|related|recommend|newsletter|caption|gallery|"
    r"^link_?list|teaser|script|iframe|social|tweet|instagram|youtube|byline|author|headline$|^title$|^style$|button|"
    r"^nav|menu|footer|subscri|paywall|comment",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"^(?:text|textinline|inline|span|link|a|b|i|em|strong|bold|italic|mark|fragment|urllink)$", re.IGNORECASE
)
_KINDS = ("type", "kind", "__typename")
_LINE_TAGS = frozenset(("p", "h1", "h2", "h3", "h4", "li", "td", "blockquote"))
_BLOCK_ENDS = re.compile(r"</(?:p|div|h[1-6]|li|blockquote|tr|ul|ol|section)\s*>|<br\s*/?>|\n", re.IGNORECASE)
_SILENT = re.compile(
    r"<(script|style|figure|figcaption|iframe|aside|noscript)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL
)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(f"[{SENTENCE_ENDS}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class StateArticle:
    """`text` has its paragraphs parted by blank lines; `title` and `authors` are what the same object names so."""

    text: str
    title: str | None
    authors: tuple[str, ...] = ()


def article_in_state(
    scripts: Iterable[HtmlElement], facts: PageFacts, *, url: str, shown: str, least_words: int
) -> StateArticle | None:
    """The page's article in its scripts' data; None where there is none that is plainly longer.

    `shown` is what the page itself yields. Paragraphs are parted by blank lines.
    """
    words_shown = count_words(shown)
    if words_shown > _MOST_SHOWN:
        return None
    best: StateArticle | None = None
    most = max(least_words, _LEAST_WORDS, int(words_shown / _CUT_SHARE))
    told = (facts.title or "", urlsplit(facts.canonical_url or url).path, shown[:_SHOWN_CHARACTERS])
    telling = [word for words in told for word in _telling(words)]
    paths = _paths(url, facts.canonical_url or url)
    for value in script_values(scripts, with_any_of=telling):
        for node in _nodes(value):
            is_of_page = _is_of_page(node, facts, paths)
            if not is_of_page and words_shown < _SHOWN_WORDS:
                continue
            for body in _bodies(node):
                text = _prose(body, most)
                if text is None:
                    continue
                words = count_words(text)
                holds_shown = words_shown >= _SHOWN_WORDS and share(shown, text) >= WHOLE
                if holds_shown or (is_of_page and words_shown < _OTHER_SHARE * words):
                    best, most = StateArticle(text=text, title=_title_in(node), authors=_authors_in(node)), words
    return best


def _telling(words: str) -> list[str]:
    """The longest words; the longest of all may be the site's name."""
    return sorted(_WORD.findall(words), key=len)[-_MOST_TELLING:]


def _title_in(node: dict[str, Any]) -> str | None:
    titles = (value for key, value in _named(node) if key in _OWN_TITLES and count_words(value) > 1)
    return next(titles, None)


def _authors_in(node: dict[str, Any]) -> tuple[str, ...]:
    """Whom an object names as its writers: in words, as objects with a name, or several of these."""
    told: list[Any] = []
    for key, value in node.items():
        if key.lower() in _AUTHORS:
            told += value if isinstance(value, list) else [value]
    names: dict[str, None] = {}
    for each in told[:_MOST_AUTHORS]:
        name = next((each[key] for key in _AUTHOR_NAMES if key in each), None) if isinstance(each, dict) else each
        if isinstance(name, str):
            names |= dict.fromkeys(names_in(name))
    return tuple(names)[:_MOST_AUTHORS]


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a value, outer before inner."""
    stack: list[tuple[Any, int]] = [(value, 0)]
    left = _MOST_NODES
    while stack and left:
        item, depth = stack.pop()
        left -= 1
        if depth > _DEEPEST:
            continue
        if isinstance(item, dict):
            yield item
            stack.extend((inner, depth + 1) for inner in reversed(item.values()) if isinstance(inner, dict | list))
        elif isinstance(item, list):
            stack.extend((inner, depth + 1) for inner in reversed(item) if isinstance(inner, dict | list))


def _bodies(node: dict[str, Any]) -> Iterator[Any]:
    """What may be the body of the object: its own, or that of one of its parts."""
    for key, value in node.items():
        if key.lower() in _BODIES:
            if isinstance(value, dict):
                yield from (item for name, item in value.items() if name.lower() in _BODIES)
            elif value:
                yield value


def _prose(body: Any, more_than: int) -> str | None:
    """The body as text where it is running text with more words than that."""
    if isinstance(body, str) and len(body) < 2 * more_than:
        return None
    paragraphs = [line for line in _lines(body, 0) if line]
    words = sum(map(count_words, paragraphs))
    if words <= more_than:
        return None
    running = sum(
        count_words(line) for line in paragraphs if count_words(line) >= _PARAGRAPH_WORDS and _SENTENCE_END.search(line)
    )
    return "\n\n".join(paragraphs) if running * 2 > words else None


def _lines(value: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        yield from _plain(value)
    elif isinstance(value, list):
        if _is_markup(value):
            # Markup as lists: a tag, perhaps its attributes, what stands in it.
            tag, inside = value[0], [item for item in value[1:] if not isinstance(item, dict)]
            if tag in _LINE_TAGS:
                yield from _plain("".join(_strings(inside, depth + 1)))
            elif not _NOT_TEXT.search(tag):
                yield from _lines(inside, depth + 1)
        elif any(map(_is_inline, value)):
            yield from _plain(_joined(value, depth))
        else:
            for item in value:
                yield from _lines(item, depth + 1)
    elif isinstance(value, dict):
        if any(
            isinstance(value.get(key), str) and _NOT_TEXT.search(value[key]) for key in ("type", "kind", "__typename")
        ):
            return
        for key in _TEXTS:
            if lines := [line for line in _lines(value.get(key), depth + 1) if line]:
                yield from lines
                return


def _strings(value: Any, depth: int) -> Iterator[str]:
    """All strings of markup as lists, without its tags."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth <= _DEEPEST:
        for item in value[1:] if _is_markup(value) else value:
            yield from _strings(item, depth + 1)


def _is_markup(value: list[Any]) -> bool:
    return (
        len(value) > 1
        and isinstance(value[0], str)
        and value[0].isalnum()
        and value[0].islower()
        and len(value[0]) < 11
    )


def _is_inline(item: Any) -> bool:
    """Whether an item is part of a line: a bare string beside elements, or a run of text without blocks."""
    if isinstance(item, dict):
        kind = next((item[key] for key in _KINDS if isinstance(item.get(key), str)), None)
        text = item.get("text")
        return isinstance(text, str) and "<p" not in text and (kind is None or bool(_INLINE.search(kind)))
    return False


def _joined(items: Iterable[Any], depth: int) -> str:
    pieces = []
    for item in items:
        if isinstance(item, dict) and isinstance(item.get("text"), str) and not item.get("children"):
            pieces.append(item["text"])
        else:
            pieces.append(" ".join(_lines(item, depth + 1)))
    return "".join(pieces)


def _plain(value: str) -> Iterator[str]:
    """The paragraphs of a string, its markup dropped."""
    if "&lt;" in value and "<" not in value:
        value = html.unescape(value)
    if "<" in value:
        value = _MARKUP.sub("", _BLOCK_ENDS.sub("\n", _SILENT.sub(" ", value)))
    for line in html.unescape(value).split("\n"):
        if text := " ".join(line.split()):
            yield text


def _paths(*addresses: str) -> set[str]:
    return {path for address in addresses if len(path := urlsplit(address).path.strip("/")) > 3}


def _is_of_page(node: dict[str, Any], facts: PageFacts, paths: set[str]) -> bool:
    """Whether the object names itself by the page's title, or by its address: one of the `paths`."""
    for key, value in _named(node):
        if key in _TITLES and facts.title and count_words(value) > 1 and same_headline(value, facts.title):
            return True
        if key in _ADDRESSES and _path(value) in paths:
            return True
        if key == "slug" and len(value) >= _SHORTEST_SLUG and any(path.endswith(f"/{value}") for path in paths):
            return True
    return False


def _path(value: str) -> str:
    try:
        return urlsplit(value).path.strip("/")
    except ValueError:
        return ""


def _named(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        if isinstance(value, str):
            if len(value) < 400:
                yield key.lower(), value
        elif isinstance(value, dict):
            yield from (
                (name.lower(), item) for name, item in value.items() if isinstance(item, str) and len(item) < 400
            )
