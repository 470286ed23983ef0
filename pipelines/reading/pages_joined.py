"""Join the text of an article that its outlet spreads over several pages. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from model import Story
from pipelines.reading.facts.origins import from_pages, with_origins
from pipelines.text.normalize import normalize


def joined(story: Story, texts: Sequence[str | None], *, missing: str | None) -> Story:
    """The first page's story with what the further pages add. `missing` says why the one after them could not be had.

    What each page repeats, such as a standfirst, is taken once; pages that add nothing were pages of comments.
    """
    blocks = story.text.split("\n\n")
    seen = set(map(normalize, blocks))
    pages = 1
    for text in texts:
        fresh = [block for block in (text or "").split("\n\n") if block and normalize(block) not in seen]
        if not fresh:
            continue
        pages += 1
        seen.update(map(normalize, fresh))
        blocks += fresh
    if pages == 1 and missing is None:
        return story
    before = dict(story.origins_of).get("text") or ""
    origins = with_origins(story.origins_of, [("text", from_pages(before, pages, missing))])
    return replace(story, text="\n\n".join(blocks), origins_of=origins)
