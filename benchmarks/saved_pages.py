"""The saved pages of shared/data/pages with what is right for each. Reads nothing else and judges nothing."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SETS = ("arabic", "scrapinghub", "fundus")
# The one page of the sets that carries several stories by its gold text.
SEVERAL_STORIES = ("yjc.ir",)
DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "pages"

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
    """A page and what is right for it; `gold` holds the manifest's line."""

    set: str
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

    @property
    def language(self) -> str | None:
        """The language by the manifest, else by the outlet's country where that leaves no doubt."""
        if self.set in _MANIFESTS_WITHOUT_LANGUAGE:
            return None
        return self.gold.get("lang") or _LANGUAGES.get(self.gold.get("country", ""))


def saved_pages(name: str, folder: Path = DATA) -> Iterator[SavedPage]:
    """The pages of one set, in the manifest's order."""
    for entry in (folder / name / "manifest.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(entry)
        crawled = datetime.fromisoformat(gold["crawl"]) if gold.get("crawl") else None
        yield SavedPage(
            set=name,
            id=gold["id"],
            url=gold["url"],
            body=gzip.decompress((folder / name / gold["file"]).read_bytes()),
            text=(folder / name / gold["gold_text"]).read_text("utf-8"),
            crawled_at=crawled.replace(tzinfo=UTC) if crawled and crawled.tzinfo is None else crawled,
            gold=gold,
        )
