"""The saved pages of shared/data with what is right for each. Reads nothing else and judges nothing."""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# The sets, and the folder of each. Of `dates` only the day is known, no text.
SETS = {
    "arabic": "pages/arabic",
    "scrapinghub": "pages/scrapinghub",
    "fundus": "pages/fundus",
    "wcxb": "pages-wcxb",
    "dates": "pages-dates",
}
# Those that the test suite has the time to read: floors are kept of these.
FLOORED_SETS = ("arabic", "scrapinghub", "fundus")
# The one page of the sets that carries several stories by its gold text, and how many.
SEVERAL_STORIES = {"yjc.ir": 5}
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

# Where news is written in one language, the country of an outlet tells it; the others are left out.
_LANGUAGES = {
    **dict.fromkeys(("at", "de"), "de"),
    **dict.fromkeys(("au", "ie", "uk", "us"), "en"),
    **{"cz": "cs", "dk": "da", "fr": "fr", "id": "id", "isl": "is", "jp": "ja", "kr": "ko"},
    **{"no": "no", "pl": "pl", "se": "sv", "tr": "tr", "vn": "vi"},
}
# Its manifest says English of its Portuguese, Russian and Japanese pages too.
_MANIFESTS_WITHOUT_LANGUAGE = ("scrapinghub",)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A page and what is right for it; `gold` holds the manifest's line. `text` is None where it is not known."""

    set: str
    id: str
    url: str
    body: bytes
    text: str | None
    crawled_at: datetime | None
    gold: dict[str, Any]

    @property
    def is_kept_aside(self) -> bool:
        """Whether the page belongs to the third that nothing is tuned on."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 3 == 0

    @property
    def language(self) -> str | None:
        """The language by the manifest, else by the outlet's country where that leaves no doubt."""
        if self.set in _MANIFESTS_WITHOUT_LANGUAGE:
            return None
        return self.gold.get("lang") or _LANGUAGES.get(self.gold.get("country", ""))


def saved_pages(name: str, folder: Path = DATA) -> Iterator[SavedPage]:
    """The pages of one set, in the manifest's order; none, and a word to stderr, where the set is not there."""
    place = folder / SETS[name]
    if not (place / "manifest.jsonl").is_file():
        print(f"skipped: {place} is not there", file=sys.stderr)
        return
    for entry in (place / "manifest.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(entry)
        crawled = datetime.fromisoformat(gold["crawl"]) if gold.get("crawl") else None
        yield SavedPage(
            set=name,
            id=gold["id"],
            url=gold["url"],
            body=gzip.decompress((place / gold["file"]).read_bytes()),
            text=(place / gold["gold_text"]).read_text("utf-8") or None,
            crawled_at=crawled.replace(tzinfo=UTC) if crawled and crawled.tzinfo is None else crawled,
            gold=gold,
        )
