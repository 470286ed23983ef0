"""Reading the articles: one text file each, a header and paragraphs. Keeps out when they appear.

A file of `articles/` is `key: value` lines, an empty line, and paragraphs with empty lines between them.
With `from: other-piece` its text is that of the other piece, edited as the header says: `paragraphs: 2-5`
keeps those, `spelling: hamza digits` rewrites the orthography. Paragraphs before `[...]` are a lead of
its own, those after it a tail. Text after `=== revision` is what the piece says once it was revised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sample.spelling import respell

ARTICLES = Path(__file__).parent / "articles"

Manner = Literal["plain", "malformed", "disallowed"]

_KEPT = "[...]"
_REVISION = "=== revision"
_UNITS = {"h": 3600, "m": 60, "s": 1}
_REQUIRED = frozenset({"site", "language", "title", "author", "ago", "section"})
_OPTIONAL = frozenset(
    {"dateline", "after", "revised_after", "topic", "from", "paragraphs", "spelling", "relation"}
    | {"alike", "manner", "outlet", "only_on"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article as its site serves it.

    `after_seconds`: how long after the start it appears. `ago_seconds`: how much earlier than that it
    says it was published. `revised_after_seconds`: when, counted from its appearance, `revision` replaces
    `paragraphs`. `source_name` is the piece it was made from, `relation` how it stands to it; `alike`
    names a piece that uses the same phrases and is no copy. `outlet` is the outlet's name where the piece
    stands on an aggregator only.
    """

    name: str
    site: str
    language: str
    title: str
    author: str
    paragraphs: tuple[str, ...]
    section: str
    ago_seconds: int
    after_seconds: int = 0
    dateline: str | None = None
    revised_after_seconds: int | None = None
    revision: tuple[str, ...] = ()
    on_topic: bool = True
    source_name: str | None = None
    relation: Literal["copy", "partial"] | None = None
    alike: str | None = None
    manner: Manner = "plain"
    outlet: str | None = None
    only_on_aggregator: bool = False

    @property
    def slug(self) -> str:
        return self.name.split("-", 1)[1]

    @property
    def summary(self) -> str:
        """The first 24 words, as a feed or a teaser shows them."""
        words = self.paragraphs[0].split()
        return " ".join(words[:24]) + ("…" if len(words) > 24 else "")


def read_pieces(folder: Path = ARTICLES) -> dict[str, Piece]:
    """Every piece of a folder by its name. Raises ValueError, naming the file, for a bad header."""
    raw = {path.stem: _split(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt"))}
    return {name: _piece(name, header, body, raw) for name, (header, body) in raw.items()}


def _split(name: str, text: str) -> tuple[Mapping[str, str], str]:
    head, _, body = text.partition("\n\n")
    header = {}
    for line in head.splitlines():
        key, colon, value = line.partition(":")
        if not colon or key not in _REQUIRED | _OPTIONAL:
            raise ValueError(f"{name}.txt: no such line in a header: {line!r}")
        header[key] = value.strip()
    return header, body


def _piece(name: str, header: Mapping[str, str], body: str, raw: Mapping[str, tuple[Mapping[str, str], str]]) -> Piece:
    missing = _REQUIRED - set(header)
    if missing:
        raise ValueError(f"{name}.txt: the header lacks {', '.join(sorted(missing))}")
    source = header.get("from")
    if source is not None and source not in raw:
        raise ValueError(f"{name}.txt: from: there is no piece {source!r}")
    text, _, revision = body.partition(_REVISION)
    relation = header.get("relation", "copy") if source else None
    manner = header.get("manner", "plain")
    if relation not in (None, "copy", "partial") or manner not in ("plain", "malformed", "disallowed"):
        raise ValueError(f"{name}.txt: relation or manner is not one of those there are")
    return Piece(
        name=name,
        site=header["site"],
        language=header["language"],
        title=header["title"],
        author=header["author"],
        paragraphs=_derived(header, text, raw[source][1]) if source else _paragraphs(text),
        section=header["section"],
        ago_seconds=_seconds(header["ago"]),
        after_seconds=int(header.get("after", "0")),
        dateline=header.get("dateline"),
        revised_after_seconds=int(header["revised_after"]) if "revised_after" in header else None,
        revision=_paragraphs(revision),
        on_topic=header.get("topic") != "off",
        source_name=source,
        relation="partial" if relation == "partial" else "copy" if relation else None,
        alike=header.get("alike"),
        manner="malformed" if manner == "malformed" else "disallowed" if manner == "disallowed" else "plain",
        outlet=header.get("outlet"),
        only_on_aggregator="only_on" in header,
    )


def _derived(header: Mapping[str, str], text: str, source_body: str) -> tuple[str, ...]:
    lead, _, tail = text.partition(_KEPT)
    kept = _paragraphs(source_body.partition(_REVISION)[0])
    if "paragraphs" in header:
        first, _, last = header["paragraphs"].partition("-")
        kept = kept[int(first) - 1 : int(last or first)]
    return tuple(
        respell(paragraph, header.get("spelling", "").split())
        for paragraph in (*_paragraphs(lead), *kept, *_paragraphs(tail))
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"\n\s*\n", text) if part.strip())


def _seconds(value: str) -> int:
    """Read "5h20m", "12m" or "90s"."""
    return sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([hms])", value))
