"""What a worker process does with a page: extract, normalise, sketch, score, credit. Pure; can be killed."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from model import Article, Extracted, Hints, Page, Published, Story
from pipelines.copies.boilerplate import compared_text, normaliser_of
from pipelines.copies.sketch import sketch_each
from pipelines.credits.agencies import Names, load_names
from pipelines.credits.read import read_credits
from pipelines.preparing.settings import PrepareSettings
from pipelines.reading.dates.read import read_date
from pipelines.reading.facts.origins import OF_RECORD, date_origin, with_origins
from pipelines.reading.record import parse_record
from pipelines.text.addresses import canonical_form
from pipelines.text.language import detect
from pipelines.text.normalize import normalize, normalized
from pipelines.text.spaceless import spaced
from pipelines.text.tokens import tokens_of
from pipelines.topics.score import TopicWords, load_topic, score_topic

_NO_HINTS = Hints()
# More of them save no time, and take memory.
_AT_ONCE = 32
# Addresses of a plain host, path and perhaps one number or name asked for, as most are. Letters that are no ASCII are
# encoded: w3lib takes 30 to 90 microseconds to do the same.
_CANONICAL = re.compile(
    r"https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,9}(?:/(?:[A-Za-z0-9_\u00a1-\ud7ff-][A-Za-z0-9_.\u00a1-\ud7ff-]*)?)+"
    r"(?:\?[A-Za-z0-9_]+(?:=[A-Za-z0-9_-]+)?)?"
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


def prepare(page: Page, settings: PrepareSettings) -> Extracted:
    """Turn a page into articles that can be compared. It comes back without its bytes.

    Of a page that could not be fetched there is what its feed carried.
    """
    extracted = read_page(page, settings)
    return replace(extracted, page=replace(page, body=b"", boilerplate=None))


def read_page(page: Page, settings: PrepareSettings) -> Extracted:
    """The same with the page as it came."""
    return read_each([page], settings)[0]


def read_each(pages: Sequence[Page], settings: PrepareSettings, *, with_keys: bool = True) -> list[Extracted]:
    """The same of several pages. `with_keys`: their sketches have the keys by which they are found.

    One step after the other is taken with 32 of them: a step that is taken again finds its code and its tables in the
    core's cache, which saves a quarter of the time.
    """
    parts = (pages[start : start + _AT_ONCE] for start in range(0, len(pages), _AT_ONCE))
    return [extracted for part in parts for extracted in _read_at_once(part, settings, with_keys=with_keys)]


def _read_at_once(pages: Sequence[Page], settings: PrepareSettings, *, with_keys: bool) -> list[Extracted]:
    read = [_stories_of(page, settings) for page in pages]
    every = list(zip(pages, read, strict=True))
    found = [(page, _with_hints(story, page)) for page, (stories, _) in every for story in stories]
    articles = iter(_articles(found, settings, with_keys=with_keys))
    return [
        Extracted(
            page=page,
            articles=tuple(islice(articles, len(stories))),
            reason=reason if stories else reason or "no article text",
            raw=_raw(page) if settings.keep_raw else None,
            body_hash=hashlib.blake2b(page.body, digest_size=16).digest() if page.outcome == "fetched" else None,
            extractor=_extractor(page),
            normaliser=normaliser_of(page.boilerplate),
        )
        for page, (stories, reason) in every
    ]


def _stories_of(page: Page, settings: PrepareSettings) -> tuple[list[Story], str | None]:
    """The stories of a page, and why there are none. Of records with a text nothing is loaded that reads pages."""
    if page.kind == "record" and page.outcome == "fetched":
        stories = _record_stories(page)
        return stories, None if stories else "the record has no text"
    from pipelines.preparing.stories import stories_of_page

    return stories_of_page(page, settings)


def _extractor(page: Page) -> str:
    if page.kind != "html":
        return f"{page.kind}-1"
    from pipelines.preparing.stories import extractor_version

    return extractor_version()


def _raw(page: Page) -> bytes | None:
    return zlib.compress(page.body, 6) if page.outcome == "fetched" and page.kind != "record" else None


@lru_cache(maxsize=4)
def _topics(settings: PrepareSettings) -> list[TopicWords]:
    """The topics in use, compiled: 60 ms once a worker, where every page would pay."""
    return [words for name in settings.topics if (words := load_topic(name, settings.own_topics))]


@lru_cache(maxsize=4)
def _known_names(settings: PrepareSettings) -> Names:
    """The names by which texts credit others, compiled."""
    return load_names(settings.watched_outlets())


def _record_stories(page: Page) -> list[Story]:
    record = parse_record(page.body)
    if record.text and record.text.strip():
        text = record.text.strip()
    elif record.html:
        from pipelines.preparing.stories import text_of_html

        text = text_of_html(record.html, url=page.url)
    else:
        text = ""
    if not text:
        return []
    published: Published | None = None
    if record.date:
        published = _record_date(record.date)
    return [
        Story(
            position=0,
            text=text,
            title=record.title,
            outlet=record.outlet,
            published=published,
            origins_of=OF_RECORD,
        )
    ]


@lru_cache(maxsize=64)
def _record_date(words: str) -> Published | None:
    """Records that come together are mostly of the same few days."""
    return read_date(words, fetched_at=None, source="record")


def _with_hints(story: Story, page: Page) -> Story:
    """What the source said fills what the page did not say; only of the main story does the source speak."""
    hints = page.hints
    if story.position != 0:
        return story
    published = story.published
    told: list[tuple[str, str | None]] = []
    if (published is None or published.when is None) and hints.published:
        published = read_date(hints.published, fetched_at=page.fetched_at, source="feed") or published
        told.append(("published_at", date_origin(published, [story.published] if story.published else [])))
    elif hints == _NO_HINTS:
        return story
    if hints.title and not story.title:
        told.append(("title", "the feed"))
    if hints.authors and not story.authors:
        told.append(("authors", "the feed"))
    return replace(
        story,
        title=story.title or hints.title,
        authors=story.authors or hints.authors,
        published=published,
        origins_of=with_origins(story.origins_of, told) if told else story.origins_of,
    )


def _articles(found: Sequence[tuple[Page, Story]], settings: PrepareSettings, *, with_keys: bool) -> Iterator[Article]:
    """Stories made ready for recording, each with its page, in their order."""
    topics = _topics(settings)
    titles = [normalize(story.title or "") for _, story in found]
    texts = [normalized(story.text) for _, story in found]
    own = [compared_text(story.text, page.boilerplate) for page, story in found]
    are_whole = [text is story.text for text, (_, story) in zip(own, found, strict=True)]
    compared = [
        text if is_whole else normalized(other) for text, other, is_whole in zip(texts, own, are_whole, strict=True)
    ]
    tokens = [tokens_of(text, codes) for text, codes in compared]
    scored = [
        tuple(topic for words in topics if (topic := score_topic(title, text, words, each)))
        for title, (text, _), each in zip(titles, compared, tokens, strict=True)
    ]
    languages = [story.language or detect(story.text) for _, story in found]
    addresses = [_canonical(story.canonical_url or story.url or page.final_url or page.url) for page, story in found]
    sketches = sketch_each([text for text, _ in compared], titles, tokens, with_keys=with_keys)
    credits = read_credits(
        [story for _, story in found],
        page_urls=[page.final_url or page.url for page, _ in found],
        outlets=[page.hints.outlet for page, _ in found],
        known=_known_names(settings),
    )
    for n, (_, story) in enumerate(found):
        yield Article(
            story=replace(story, language=languages[n], canonical_url=addresses[n]),
            sketch=sketches[n],
            normal_title=spaced(titles[n]),
            normal_text=texts[n][0] if are_whole[n] and tokens[n].are_words else spaced(texts[n][0]),
            topics=scored[n],
            credits=credits[n],
        )


def _canonical(address: str) -> str | None:
    """The canonical form by which addresses are compared; None where the address cannot be read."""
    if _CANONICAL.fullmatch(address):
        return address if address.isascii() else _BEYOND_ASCII.sub(_quoted, address)
    try:
        return canonical_form(address)
    except ValueError:
        return None


def _quoted(letters: re.Match[str]) -> str:
    """`%D8%A7`: as `urllib.parse.quote` does it, byte by byte, in five times the time."""
    return f"%{letters[0].encode().hex('%').upper()}"
