"""The pages that the repository itself holds, made up, with the stories that were written into them. Reads nothing.

No page of a publisher is among them. The tests read the same pages, so that all of it is right until a reading goes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from model import Story

TESTS = Path(__file__).resolve().parents[1] / "tests"
_GOLDEN = TESTS / "pipelines" / "reading" / "pages"
_TEXTS = TESTS / "pipelines" / "reading" / "text_pages" / "layouts"
_BUILT_AT = datetime(2025, 3, 20, 18, tzinfo=UTC)
_BUILT_URL = "https://aggregator.example/page/7"
_COUNTS = (2, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStory:
    """A story that was written into a page. `text` is all of it, or `has` passages of it; `title` may be left open.

    `facts` are those that the page shows, with the value that each should have, None where it shows none.
    """

    title: str | None = None
    text: str | None = None
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    def is_in(self, story: Story) -> bool:
        """Whether a story that was read is this one, whole and with nothing of what stands around it."""
        if self.title is not None and story.title != self.title:
            return False
        text = " ".join(story.text.split())
        if self.text is not None and text != " ".join(self.text.split()):
            return False
        return all(" ".join(words.split()) in text for words in self.has) and not any(
            words in story.text for words in self.lacks
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """A page, HTML or a text, and its stories in order; none of a wall."""

    id: str
    body: str
    url: str
    fetched_at: datetime | None
    is_text: bool = False
    stories: tuple[OwnStory, ...] = ()

    @property
    def least_words(self) -> int:
        """How short an article may be: the made-up walls are short themselves."""
        return 40 if self.stories else 15


def own_pages() -> Iterator[OwnPage]:
    """All of them: golden pages, pages built of several stories or of one, and text pages."""
    yield from _golden_pages()
    yield from _text_pages()
    if str(TESTS / "support") not in sys.path:
        sys.path.append(str(TESTS / "support"))
    several, whole = import_module("several_stories"), import_module("whole_articles")
    for layout, (build, shown, first_is_main) in several.LAYOUTS.items():
        for language, known in several.STORIES.items():
            for count in _COUNTS:
                wanted = [
                    _built_story(story, shown, is_main=first_is_main and not place)
                    for place, story in enumerate(known[:count])
                ]
                yield _built(f"{layout} {language} {count}", build(language, known[:count]), wanted)
    for kind, build in whole.WHOLE.items():
        for language in several.STORIES:
            yield _built(f"{kind} {language}", build(language), [OwnStory()])


def judged(page: OwnPage, stories: Sequence[Story]) -> dict[str, int]:
    """How many of the page's stories were found, how many of those read are none of them, how many facts are right."""
    left = list(stories)
    found = facts = 0
    for wanted in page.stories:
        match = next((story for story in left if wanted.is_in(story)), None)
        named = match or next((story for story in left if wanted.title in (None, story.title)), None)
        if named is not None:
            left.remove(named)
            facts += sum(_fact(named, name) == value for name, value in wanted.facts.items())
        found += match is not None
    return {"found": found, "false": len(left), "facts": facts}


def _golden_pages() -> Iterator[OwnPage]:
    for path in sorted(_GOLDEN.glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        language = path.stem.rsplit("_", 1)[1]
        stories = []
        for told in gold["stories"]:
            facts = {"url": told["url"], "outlet": told["outlet"], "published": told["published"]}
            facts["language"] = told.get("language", language)
            facts |= {"authors": tuple(told["authors"])} if "authors" in told else {}
            text, has, lacks = told.get("text"), tuple(told.get("has", ())), tuple(told.get("lacks", ()))
            stories.append(OwnStory(title=told["title"], text=text, has=has, lacks=lacks, facts=facts))
        yield OwnPage(
            id=path.stem,
            body=path.with_suffix(".html").read_text("utf-8"),
            url=gold["url"],
            fetched_at=datetime.fromisoformat(gold["fetched_at"]),
            stories=tuple(stories),
        )


def _text_pages() -> Iterator[OwnPage]:
    for path in sorted(_TEXTS.glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        stories = (
            OwnStory(
                title=told["title"],
                has=(told["starts"], told["ends"], *told["has"]),
                lacks=tuple(gold["absent"]),
                facts={"outlet": told["outlet"], "authors": tuple(told["authors"]), "published": told["when"]},
            )
            for told in gold["stories"]
        )
        yield OwnPage(
            id=path.stem,
            body=path.with_suffix(".txt").read_text("utf-8"),
            url="",
            fetched_at=datetime.fromisoformat(gold["fetched_at"]) if gold["fetched_at"] else None,
            is_text=True,
            stories=tuple(stories),
        )


def _built(name: str, body: str, stories: Sequence[OwnStory]) -> OwnPage:
    return OwnPage(id=name, body=body, url=_BUILT_URL, fetched_at=_BUILT_AT, stories=tuple(stories))


def _built_story(told: Mapping[str, Any], shown: frozenset[str], *, is_main: bool) -> OwnStory:
    facts = {"published": told["day"] if "day" in shown else None}
    if not is_main:
        facts |= {name: told[name] if name in shown else None for name in ("url", "outlet")}
    return OwnStory(title=told["title"], has=(" ".join(told["paragraphs"]),), facts=facts)


def _fact(story: Story, name: str) -> Any:
    if name == "published":
        return story.published.when if story.published else None
    return getattr(story, name)
