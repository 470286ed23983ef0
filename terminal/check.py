"""`naskh check`: who carries the text at an address, in a file or on stdin. Nothing is stored."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from config.tables import Config
from crawler.files import FileProblem, Skipped, read_paths
from db import Database
from db.store import Row
from db.times import published_in_words
from model import Article, Extracted, Page
from pipelines.copies.carriers import Carrier, Carriers, carriers_of
from pipelines.copies.judge import LEAST_CUT_WORDS
from pipelines.copies.outlet_boilerplate import OutletBoilerplate
from pipelines.preparing.settings import PrepareSettings
from pipelines.processes.workers import WorkerFailed, Workers
from terminal.readable import counted, one_line, outlet_words, readable_time, readable_url, titled
from terminal.shares import reason_words, relation_words

# What is reported about a stored article, and of the earliest of a cluster.
_ARTICLE = (
    "id", "url", "position", "outlet", "carrier", "title", "published_at", "published_offset", "published_day",
    "first_seen_at",
)  # fmt: skip
_EARLIEST = ("earliest", "earliest_outlet", "earliest_carrier", "earliest_at")


def run_check(target: str, config: Config, path: Path, *, as_json: bool) -> int:
    """Print to stdout who carries each text of the target: the exit status, 1 when there was nothing to read.

    `target` is an address (http, https), a path, or "-" for stdin.
    """
    now = datetime.now(UTC)
    told: list[dict[str, Any]] = []
    console = Console(file=sys.stdout, highlight=False)
    with Database(path, read_only=True) as database:
        rarity = database.rarity()
        with Workers.for_few_pages(config.extraction) as workers:
            pages = [_fetched(target, config, workers)] if _is_address(target) else _read(target)
            settings = replace(PrepareSettings.of(config), keep_raw=False)
            known = OutletBoilerplate(database)
            for page, article in _articles(map(known.given_to, pages), workers, settings):
                carriers = carriers_of(database, article, config.duplicates, rarity, now=now)
                told.append(_shape(page, article, carriers))
                if not as_json:
                    _print(console, told[-1], {one.article["id"]: one.article for one in carriers.carriers})
    if as_json:
        sys.stdout.buffer.write(f"{json.dumps(told, ensure_ascii=False, indent=2)}\n".encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    return 0 if told else 1


def _is_address(target: str) -> bool:
    return target.lower().startswith(("http://", "https://"))


def _read(target: str) -> Iterator[Page]:
    for found in read_paths([target], stdin=sys.stdin.buffer):
        if isinstance(found, FileProblem) and found.is_missing and " " in target.strip():
            _complain("a text comes in by `naskh check -`: paste it, then Ctrl-D; `naskh search` looks for some words")
        elif isinstance(found, FileProblem):
            _complain(str(found))
        elif isinstance(found, Skipped):
            _complain(f"{found.path}: {found.reason}")
        else:
            yield found


def _fetched(url: str, config: Config, workers: Workers) -> Page:
    """The page at an address, got as the crawler gets one: its guard, robots.txt, limits."""
    # Imported here: files need none of it.
    import asyncio

    from terminal.trying import crawling

    async def fetch() -> Page:
        async with crawling(config, workers) as crawler:
            return await crawler.fetch(url)

    return asyncio.run(fetch())


def _articles(
    pages: Iterator[Page] | list[Page], workers: Workers, settings: PrepareSettings
) -> Iterator[tuple[Page, Article]]:
    for page in pages:
        if page.outcome != "fetched":
            _complain(f"{readable_url(page.url)}: {page.reason or page.outcome}")
            continue
        [(_, read)] = workers.map(_prepared, [(page, settings)])
        if isinstance(read, WorkerFailed):
            _complain(f"{readable_url(page.url)}: {read}")
        elif not read.articles:
            _complain(f"{readable_url(page.url)}: {read.reason or 'no article text'}")
        else:
            yield from ((page, article) for article in read.articles)


def _prepared(task: tuple[Page, PrepareSettings]) -> Extracted:
    # Imported in the worker: the parsers cost half a second and 100 MB.
    from pipelines.preparing.prepare import prepare

    return prepare(*task)


def _complain(words: str) -> None:
    Console(stderr=True, highlight=False).print(Text(f"naskh: {one_line(words)}"), soft_wrap=True)


def _shape(page: Page, article: Article, carriers: Carriers) -> dict[str, Any]:
    """What `--format json` gives of one text. Shares are 0 to 1; unknown is None."""
    story, sketch = article.story, article.sketch
    addresses = {page.url, page.final_url, story.url} - {None}
    return {
        "url": story.url or page.final_url or page.url,
        "position": story.position,
        "title": story.title,
        "language": story.language,
        "words": sketch.words,
        "too_short": sketch.words / sketch.tokens_a_word < LEAST_CUT_WORDS,
        "published_at": story.published.when if story.published else None,
        "carried_by": [_carrier(carrier, addresses) for carrier in carriers.carriers],
        "clusters": [
            {key: cluster[key] for key in ("id", "size", "copies", *_EARLIEST, "outlets", "carriers")}
            | {"order_known": bool(cluster["order_known"]), "reason": cluster["reason"]}
            for cluster in carriers.clusters
        ],
    }


def _carrier(carrier: Carrier, addresses: set[str | None]) -> dict[str, Any]:
    row, judgement = carrier.article, carrier.found.judgement
    return {
        "relation": judgement.relation,
        "is_copy": carrier.found.is_copy,
        "jaccard": round(judgement.jaccard, 4),
        "overlap": round(judgement.overlap, 4),
        "share_of_text": round(judgement.share_of_a, 4),
        "share_of_article": round(judgement.share_of_b, 4),
        "reason": judgement.reason,
        "same_url": row["url"] in addresses,
        "cluster": row["cluster_id"],
        "article": {key: row[key] for key in _ARTICLE},
    }


def _reason(carrier: dict[str, Any]) -> str:
    return reason_words(
        carrier["reason"],
        this="this text",
        share_of_this=carrier["share_of_text"],
        that="that one",
        share_of_that=carrier["share_of_article"],
    )


def _earliest(cluster: dict[str, Any]) -> str:
    if not cluster["order_known"]:
        return "order not known"
    whose = cluster["earliest_outlet"], cluster["earliest_carrier"]
    return f"the earliest {cluster['earliest']}{f' {outlet_words(*whose)}' if any(whose) else ''}"


def _print(console: Console, text: dict[str, Any], articles: Mapping[int, Row]) -> None:
    def line(words: str, style: str = "") -> None:
        console.print(Text(words, style=style), soft_wrap=not console.is_terminal)

    line(one_line(text["title"] or readable_url(text["url"])), "bold")
    copies = [each for each in text["carried_by"] if each["is_copy"]]
    passages = len(text["carried_by"]) - len(copies)
    found = f"carried by {counted(len(copies), 'article')}" if copies else "no copy found"
    others = f"; {counted(passages, 'more text')} with a shared passage" if passages else ""
    if text["too_short"] and not text["carried_by"]:
        found = "too short to tell: of fewer than a dozen words only nearly the same text is found"
    line(f"{counted(text['words'], 'word')}: {found}{others}", "dim")
    for each in text["carried_by"]:
        row = each["article"]
        # A Latin word or a number before each Arabic one: two Arabic cells in a row change places on a terminal.
        title = one_line(row["title"] or readable_url(row["url"]))
        line(f"  {row['id']}  {titled(row['outlet'], row['carrier'], title)}")
        published = published_in_words(articles[row["id"]])
        when = f"published {published}" if published else f"seen {readable_time(row['first_seen_at'])}"
        said = [relation_words(each["relation"], each["share_of_text"], each["share_of_article"]), _reason(each), when]
        if each["same_url"]:
            said.append("at this address" if _is_address(row["url"]) else "imported from this file")
        line(f"      {'; '.join(said)}", "dim")
    for cluster in text["clusters"]:
        line(f"  cluster {cluster['id']}: {counted(cluster['size'], 'article')}, {_earliest(cluster)}")
    line("")
