"""How well pages are read, beside plain trafilatura, on shared/data/pages: `python -m benchmarks.pages`.

F1, precision and recall are of word 4-grams, counted as often as they stand there, averaged over the pages of a set.
A third of each set, chosen by the hash of its id, is kept aside from tuning and has a line of its own.
`--write-floors` records F1 of the other two thirds, rounded down, as floors in tests/quality.json.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import logging
import math
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import Any

from model import Hints, Story
from pipelines.extract import extract_html
from pipelines.language import detect

SETS = ("arabic", "scrapinghub", "fundus")
# The one page of the sets that carries several stories by its gold text.
SEVERAL_STORIES = ("yjc.ir",)
PROJECT = Path(__file__).resolve().parents[1]
DATA = PROJECT.parent / "shared" / "data" / "pages"
FLOORS = PROJECT / "tests" / "quality.json"

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A page and what is right for it; `gold` holds the manifest's line."""

    id: str
    url: str
    body: bytes
    text: str
    crawled_at: datetime | None
    gold: dict[str, Any]

    @property
    def is_kept_aside(self) -> bool:
        """Whether the page belongs to the third that nothing is tuned on."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 3 == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How one text compares with its gold: shares of word 4-grams, 0 to 1."""

    f1: float
    precision: float
    recall: float


def saved_pages(name: str, folder: Path = DATA) -> Iterator[SavedPage]:
    """The pages of one set, in the manifest's order."""
    for entry in (folder / name / "manifest.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(entry)
        crawled = datetime.fromisoformat(gold["crawl"]) if gold.get("crawl") else None
        yield SavedPage(
            id=gold["id"],
            url=gold["url"],
            body=gzip.decompress((folder / name / gold["file"]).read_bytes()),
            text=(folder / name / gold["gold_text"]).read_text("utf-8"),
            crawled_at=crawled.replace(tzinfo=UTC) if crawled and crawled.tzinfo is None else crawled,
            gold=gold,
        )


def score(text: str, gold: str) -> Score:
    """Compare two texts by their word 4-grams, punctuation and case of letters aside."""
    found, wanted = _shingles(text), _shingles(gold)
    common = (found & wanted).total()
    precision = common / found.total() if found else 0.0
    recall = common / wanted.total() if wanted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if common else 0.0
    return Score(f1=f1, precision=precision, recall=recall)


def read_page(page: SavedPage, *, min_words: int = 1) -> list[Story]:
    """What Naskh makes of a page."""
    stories, _ = extract_html(
        page.body,
        url=page.url,
        content_type=None,
        fetched_at=page.crawled_at,
        hints=Hints(),
        min_words=min_words,
    )
    return stories


def joined(stories: Iterable[Story]) -> str:
    """All texts of a page as one, as the gold texts have them."""
    return "\n\n".join(story.text for story in stories)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    if not words:
        return Counter()
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3)))


def _title_is_right(page: SavedPage, story: Story | None) -> bool:
    return story is not None and _WORD.findall((story.title or "").casefold()) == _WORD.findall(
        page.gold["title"].casefold()
    )


def _date_is_right(page: SavedPage, story: Story | None) -> bool:
    if story is None or story.published is None or story.published.when is None:
        return False
    when = story.published.when
    told = page.gold.get("datetime")
    if told and "T" in when:
        moment = datetime.fromisoformat(str(told))
        if moment.tzinfo and when.endswith("Z"):
            return datetime.fromisoformat(when).astimezone(moment.tzinfo).date() == moment.date()
    return when[:10] == str(page.gold["date"])


def _authors_are_right(page: SavedPage, story: Story | None) -> bool:
    return story is not None and {name.casefold() for name in story.authors} == {
        name.casefold() for name in page.gold["author"]
    }


def _row(name: str, cells: Iterable[object]) -> str:
    return f"{name:<26}" + "".join(f"{cell:>9.4f}" if isinstance(cell, float) else f"{cell:>9}" for cell in cells)


def _means(scores: list[Score]) -> list[float]:
    return [fmean(getattr(item, part) for item in scores) for part in ("f1", "precision", "recall")]


def main() -> None:
    """Print the tables; exit 0 always, for the floors are a test's part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--write-floors", action="store_true")
    parser.add_argument("--worst", type=int, default=0, metavar="N")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"{options.data} is not here: nothing to measure")
        return
    import trafilatura

    for logger in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    _warm_up()
    floors: dict[str, float] = {}
    seconds: defaultdict[str, float] = defaultdict(float)
    pages_read = false_splits = suspected = 0
    worst: list[tuple[float, str]] = []
    print(_row("", ["pages", "F1", "prec.", "recall", "traf. F1", "prec.", "recall", "titles", "dates", "authors"]))
    for name in SETS:
        ours: dict[str, Score] = {}
        theirs: dict[str, Score] = {}
        right: dict[str, dict[str, bool]] = {}
        pages = list(saved_pages(name, options.data))
        for page in pages:
            start = time.process_time()
            stories = read_page(page)
            seconds["naskh"] += time.process_time() - start
            start = time.process_time()
            # `bare_extraction` is up to .004 better than `extract`, which escapes and joins lines for its text form.
            document = trafilatura.bare_extraction(page.body, url=page.url, include_comments=False)
            plain = getattr(document, "text", None) or ""
            seconds["trafilatura, text only"] += time.process_time() - start
            start = time.process_time()
            trafilatura.bare_extraction(page.body, url=page.url, include_comments=False, with_metadata=True)
            seconds["trafilatura with metadata"] += time.process_time() - start
            pages_read += 1
            false_splits += len(stories) > 1 and page.id not in SEVERAL_STORIES
            suspected += any(story.several_stories_suspected for story in stories)
            ours[page.id] = score(joined(stories), page.text)
            theirs[page.id] = score(plain, page.text)
            worst.append((ours[page.id].f1, f"{name} {page.id[:40]} (trafilatura {theirs[page.id].f1:.3f})"))
            main_story = stories[0] if stories else None
            right[page.id] = {
                **({"titles": _title_is_right(page, main_story)} if page.gold.get("title") else {}),
                **({"dates": _date_is_right(page, main_story)} if page.gold.get("date") else {}),
                **({"authors": _authors_are_right(page, main_story)} if page.gold.get("author") else {}),
            }
        floors[f"pages_{name}_f1"] = fmean(ours[page.id].f1 for page in pages if not page.is_kept_aside)
        for part, chosen in (
            ("all", pages),
            ("tuned on", [page for page in pages if not page.is_kept_aside]),
            ("kept aside", [page for page in pages if page.is_kept_aside]),
        ):
            ids = [page.id for page in chosen]
            counts = []
            for field in ("titles", "dates", "authors"):
                known = [right[page_id][field] for page_id in ids if field in right[page_id]]
                counts.append(f"{sum(known)}/{len(known)}" if known else "-")
            figures = [*_means([ours[i] for i in ids]), *_means([theirs[i] for i in ids]), *counts]
            print(_row(f"{name}, {part}", [len(ids), *figures]))
    print(f"\npages with one story that were split: {false_splits} of {pages_read - len(SEVERAL_STORIES)}")
    print(f"pages where several stories are suspected: {suspected}")
    for reader, spent in seconds.items():
        print(f"{reader}: {pages_read / spent:.1f} pages a core-second")
    ratio = seconds["naskh"] / seconds["trafilatura with metadata"]
    print(f"CPU beside trafilatura with metadata: {ratio:.2f}")
    for f1, page_name in sorted(worst)[: options.worst]:
        print(f"{f1:.3f} {page_name}")
    if options.write_floors:
        _write_floors(floors)


def _warm_up() -> None:
    """Load the models and lists that are read once a process, so that no page pays for them."""
    import trafilatura

    text = "<p>The first reading of a page loads the word lists of every language, once a process.</p>" * 8
    page = f"<html><body><article><h1>A page to begin with</h1>{text}</article></body></html>"
    trafilatura.extract(page, with_metadata=True)
    detect(text)


def _write_floors(measured: dict[str, float]) -> None:
    known = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    known.update({key: math.floor(value * 1000) / 1000 for key, value in measured.items()})
    FLOORS.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
