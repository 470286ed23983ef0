"""Put a text and what its page says of it together into a Story, with where each fact was read. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from model import OutwardLink, Story
from pipelines.reading.facts.facts import PageFacts
from pipelines.reading.facts.labels import Labels, labels_of_entry
from pipelines.reading.facts.origins import date_origin, quoted
from pipelines.reading.facts.outward_links import links_in
from pipelines.reading.main.main_text import without_boilerplate
from pipelines.reading.stories.blocks import Lead
from pipelines.reading.stories.split_page import FoundStory
from pipelines.text.language import detect_and_say


def main_story(
    text: str,
    facts: PageFacts,
    *,
    text_from: str,
    links: Sequence[OutwardLink] = (),
    suspected: bool = False,
    lead: Lead | None = None,
) -> Story:
    """The page's main story. `text_from` says by which way its text was read; `links` are those of the page that lead
    to other sites; `suspected`: there may be more; `lead`: where it is from, on a page that carries others' stories.
    """
    language, language_from = detect_and_say(text, facts.language)
    labels = facts.labels
    origins_of: dict[str, str | None] = {"text": text_from, "language": language_from, **dict(facts.origins_of)}
    if lead:
        origins_of["url"] = "the link of its headline"
        origins_of["outlet"] = f"beside its headline stands {quoted(lead.outlet)}" if lead.outlet else None
        origins_of.pop("canonical_url", None)
    return Story(
        position=0,
        text=text,
        title=facts.title,
        url=lead.url if lead else None,
        outlet=lead.outlet if lead else None,
        site_name=facts.outlet,
        canonical_url=None if lead else facts.canonical_url,
        authors=facts.authors,
        origins=facts.origins,
        links=links_in(text, links),
        language=language,
        published=facts.published,
        several_stories_suspected=suspected,
        section=labels.section,
        tags=labels.tags,
        image_url=labels.image_url,
        modified_at=labels.modified_at,
        origins_of=tuple((name, words) for name, words in origins_of.items() if words),
    )


def split_story(found: FoundStory, facts: PageFacts, *, position: int, url: str, fetched_at: datetime | None) -> Story:
    """A story beside the main one; the page's own section, tags and image are not its."""
    language, language_from = detect_and_say(found.text, facts.language)
    entry = found.linked
    labels = labels_of_entry(entry, url=url, fetched_at=fetched_at) if entry else Labels()
    origins_of = {
        "text": "split story: a block of the page with a heading of its own",
        "language": language_from,
        "title": "the heading of its block",
        "authors": ("JSON-LD" if entry and entry.authors else "its block's byline") if found.authors else None,
        "outlet": f"its block names {quoted(found.outlet)}" if found.outlet else None,
        "published_at": date_origin(found.published, ()),
        "url": "the link of its heading" if found.url else None,
    }
    return Story(
        position=position,
        text=without_boilerplate(found.text),
        title=found.title,
        url=found.url,
        outlet=found.outlet,
        site_name=facts.outlet,
        authors=found.authors,
        language=language,
        published=found.published,
        section=labels.section,
        tags=labels.tags,
        image_url=labels.image_url,
        modified_at=labels.modified_at,
        origins_of=(*((name, words) for name, words in origins_of.items() if words), *labels.origins),
    )
