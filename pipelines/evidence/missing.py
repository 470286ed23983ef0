"""What evidence lacks that a reader would look for. Pure: each is a word, and what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from pipelines.reading.facts.origins import pages_joined

What = Literal[
    "bytes_not_kept", "bytes_never_fetched", "bytes_damaged", "bytes_of_another_fetch", "bytes_of_further_pages",
    "text_removed", "revision_text_removed", "imported", "visit_unknown", "run_unknown", "time_of_publication",
    "origins", "match", "comparison",
]  # fmt: skip


def missing(what: What, *, article: int | None = None, page: int | None = None, other: int | None = None) -> Any:
    """One thing that is missing, as evidence.json has it."""
    return {"what": what, "article": article, "other": other, "page": page}


def missing_of(facts: dict[str, Any], pairs: Iterable[Sequence[int]]) -> list[Any]:
    """What the facts lack; what the kept bytes lack becomes known when they are read."""
    runs = {run["id"] for run in facts["runs"]}
    found = [each for article in facts["articles"] for each in _of_article(article, runs)]
    found += [each for page in facts["pages"] for each in _of_page(page)]
    matched = {
        frozenset((match["later"], match["earlier"])) for match in facts["matches"] if not match["superseded_at"]
    }
    found += [missing("match", article=pair[0], other=pair[1]) for pair in pairs if frozenset(pair) not in matched]
    return found


def _of_article(article: dict[str, Any], runs: set[int]) -> Iterator[Any]:
    number = article["id"]
    if not article["text"]:
        yield missing("text_removed", article=number)
    if any(not revision["text"] for revision in article["revisions"]):
        yield missing("revision_text_removed", article=number)
    if article["published"]["at"] is None:
        yield missing("time_of_publication", article=number)
    if not article["read_from"]:
        yield missing("origins", article=number)
    if article["run"] not in runs:
        yield missing("run_unknown", article=number)
    if pages_joined(article["read_from"].get("text")) > 1:
        yield missing("bytes_of_further_pages", article=number, page=article["page"])


def _of_page(page: dict[str, Any]) -> Iterator[Any]:
    if page["is_imported"]:
        yield missing("imported", page=page["id"])
    elif all(named["visit"] is None for named in page["named_by"]):
        yield missing("visit_unknown", page=page["id"])
