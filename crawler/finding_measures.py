"""Tell by its content what an address answers with (feed, sitemap, web page), and measure what it lists. Pure.

Runs in a worker. Neither the address nor the Content-Type is believed: feeds come as text/html, error pages as XML.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from crawler.content import content_of
from crawler.feeds import parse_feed
from crawler.finding_candidates import SitePage, is_challenge, read_site_page
from crawler.landing import place
from crawler.link_addresses import looks_like_article
from crawler.links import find_links
from crawler.listing import Child, Listing, moment
from crawler.sitemaps import parse_sitemap
from model import Hints, Link, OwnTopic
from pipelines.text.lines import count_words
from pipelines.text.normalize import normalize
from pipelines.topics.score import load_topic, score_topic

Content = Literal["feed", "news_sitemap", "sitemap", "page", "none"]

_NEWS = re.compile(rb"schemas/sitemap-news/|<(?:news|n):news[\s>]", re.IGNORECASE)
_COMMENT_FRAGMENT = re.compile(r"#(?:comment|c\d|respond)|[?&]showcomment=", re.IGNORECASE)
_COMMENTS_TITLE = re.compile(r"^comments (?:on|for)\b|^(?:kommentare|commentaires|التعليقات|تعليقات)\b", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>")
_MOST_ITEMS = 200
# Of `link_score`, where an address stands alone.
_PROBABLY = 2
# An index may be dated by its server's clock.
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry of a listing: its place (`landing.place`) and when it was published, as far as known."""

    place: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What an address lists. `on_topic` is a share from 0 to 1, None where no topic is asked for or nothing can be
    read; `words` the median words of text that an item carries. `article_share`: how many of its addresses look like
    articles. `home` is the page that a feed calls its site's. `page` is what a web page says of its site.
    """

    content: Content
    items: tuple[Item, ...] = ()
    newest: datetime | None = None
    on_topic: float | None = None
    words: int = 0
    article_share: float = 0.0
    are_comments: bool = False
    title: str | None = None
    name: str | None = None
    language: str | None = None
    home: str | None = None
    children: tuple[Child, ...] = ()
    left_out: int = 0
    problem: str | None = None
    page: SitePage | None = None


def measure(
    body: bytes,
    url: str,
    content_type: str | None,
    now: datetime,
    topic: str = "all",
    own_topics: Mapping[str, OwnTopic] | None = None,
) -> Measured:
    """Read an answer as what it is."""
    content = content_of(body, content_type)
    if content == "feed":
        return _measured("feed", parse_feed(body, url, content_type), now, topic, own_topics or {})
    if content == "sitemap":
        listing = parse_sitemap(body, url, content_type, now)
        is_news = bool(_NEWS.search(body)) and any(link.hints.title for link in listing.links)
        return _measured("news_sitemap" if is_news else "sitemap", listing, now, topic, own_topics or {})
    if content == "page":
        if is_challenge(body):
            return Measured(content="page", problem="a test for browsers stands before the site")
        listing = find_links(body, url, content_type)
        measured = _measured("page", listing, now, topic, own_topics or {})
        page = read_site_page(body, url, content_type)
        return replace(measured, page=page, language=page.language)
    return Measured(content="none", problem="this is neither a feed nor a sitemap nor a web page")


def _measured(
    content: Content, listing: Listing, now: datetime, topic: str, own_topics: Mapping[str, OwnTopic]
) -> Measured:
    links = listing.links[:_MOST_ITEMS]
    items = tuple(Item(place=place(link.url), at=_at(link.hints, now)) for link in links)
    articles = sum(_names_article(link) for link in links)
    return Measured(
        content=content,
        items=items,
        newest=max((item.at for item in items if item.at), default=None),
        on_topic=_share_on_topic([link.hints for link in links], topic, own_topics),
        words=round(statistics.median(map(_own_words, links))) if links and content == "feed" else 0,
        article_share=articles / len(links) if links else 0.0,
        are_comments=content == "feed" and _are_comments(links, items, listing.title),
        title=listing.title,
        name=next((link.hints.outlet for link in links if link.hints.outlet), None) if content != "feed" else None,
        language=next((link.hints.language for link in links if link.hints.language), None),
        home=listing.home,
        children=listing.children,
        left_out=listing.left_out,
        problem=listing.problem,
    )


def _names_article(link: Link) -> bool:
    """Whether an address is an article's. Most sitemaps give no words beside it, so the address alone decides."""
    title = link.hints.title
    return looks_like_article(link.url, title) if title else looks_like_article(link.url, "", enough=_PROBABLY)


def _at(hints: Hints, now: datetime) -> datetime | None:
    found = [at for words in (hints.published, hints.updated) if (at := moment(words)) and at <= now + _AHEAD]
    return found[0] if found else None


def _are_comments(links: Sequence[Link], items: Sequence[Item], title: str | None) -> bool:
    if _COMMENTS_TITLE.match(title or ""):
        return True
    on_one_page = len(items) > 2 and len({item.place for item in items}) == 1
    return on_one_page or (
        bool(links) and sum(bool(_COMMENT_FRAGMENT.search(link.url)) for link in links) * 2 > len(links)
    )


def _own_words(link: Link) -> int:
    return count_words(_MARKUP.sub(" ", link.hints.content or link.hints.summary or ""))


def _share_on_topic(hints: Sequence[Hints], topic: str, own_topics: Mapping[str, OwnTopic]) -> float | None:
    words = load_topic(topic, own_topics)
    titled = [each for each in hints if each.title]
    if words is None or not titled:
        return None
    found = sum(
        score_topic(normalize(each.title or ""), normalize(_MARKUP.sub(" ", each.content or each.summary or "")), words)
        is not None
        for each in titled
    )
    return found / len(titled)
