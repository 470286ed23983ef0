"""Write the evidence about some articles into one ZIP file: the same database gives the same bytes.

Knows which files are in it, and reads the database inside one moment. How the pages look is its caller's matter.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from config.alerts import Language
from config.tables import Licence
from db import Database
from db.backup import give_name, settle, sweep, sync, temporary_file
from db.store import Row
from pipelines.credits.matched import with_credits
from pipelines.evidence.facts import facts_of
from pipelines.evidence.fields import fields_text
from pipelines.evidence.kept_page import archived, kept_bytes
from pipelines.evidence.missing import missing
from pipelines.evidence.shown_addresses import shown_address
from pipelines.evidence.subject import Subject
from pipelines.text.harmless import harmless, one_line, with_json_escapes

# Two texts of 20,000 words: comparing them takes three seconds, and twice the words four times as long.
MOST_COMPARED = 20_000**2
_LEVEL = 9
# The first day that a ZIP file can name.
_TIME = (1980, 1, 1, 0, 0, 0)
_RIGHTS = 0o100644 << 16
_UNIX = 3
_IN_ENGLISH: tuple[Language, ...] = ("en",)
_IN_ARABIC_TOO: tuple[Language, ...] = ("en", "ar")


class Pages(Protocol):
    """What people read of the evidence."""

    def read_me(self, facts: Mapping[str, Any], language: Language) -> str:
        """Plain text: what this is, what is claimed and what is not. `facts` are those of evidence.json."""

    def side_by_side(
        self, one: Row, other: Row, match: Row | None, languages: Sequence[Language]
    ) -> Mapping[Language, str]:
        """A page of HTML that needs nothing else, in each language. The rows are of articles, and of their match."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """`sha256` is of the whole file; `missing` are the words for what it lacks."""

    path: Path
    sha256: str
    articles: int
    missing: tuple[str, ...]


def file_name(subject: Subject, *, day: str) -> str:
    """`naskh-evidence-15-45-2025-03-20.zip`."""
    return f"{_folder(subject)}-{day}.zip"


def pack(
    database: Database, subject: Subject, target: Path, *, licences: Sequence[Licence], pages: Pages, version: str
) -> Packed:
    """Write the file, readable by its owner only; nothing is overwritten, and until it is whole it has another name.

    Raises OSError, FileExistsError too, and Damaged.
    """
    if target.exists():
        raise FileExistsError
    sweep(target.parent)
    facts = facts_of(database, subject, licences, version=version)
    with temporary_file(target.parent, f".{target.name}.part") as part:
        with part.open("r+b") as out:
            _write(out, _folder(subject), _files(database, subject, facts, pages))
            sync(out)
        with part.open("rb") as written:
            sha256 = hashlib.file_digest(written, "sha256").hexdigest()
        give_name(part, target)
    settle(target.parent)
    lacks = dict.fromkeys(each["what"] for each in facts["missing"])
    return Packed(path=target, sha256=sha256, articles=len(subject.articles), missing=tuple(lacks))


def _folder(subject: Subject) -> str:
    return f"naskh-evidence-{'-'.join(map(str, subject.asked))}"


def _write(out: Any, folder: str, files: Iterator[tuple[str, bytes]]) -> None:
    """Write the files below a folder, and their sums, which `sha256sum -c` checks."""
    with zipfile.ZipFile(out, "w") as archive:
        sums = {}
        for name, body in files:
            sums[name] = hashlib.sha256(body).hexdigest()
            _add(archive, f"{folder}/{name}", body)
        listed = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
        _add(archive, f"{folder}/SHA256SUMS", listed.encode())


def _add(archive: zipfile.ZipFile, name: str, body: bytes) -> None:
    """Add a file whose entry says nothing of the machine or the moment."""
    entry = zipfile.ZipInfo(name, date_time=_TIME)
    entry.create_system, entry.external_attr = _UNIX, _RIGHTS
    archive.writestr(entry, body, compress_type=zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)


def _files(database: Database, subject: Subject, facts: dict[str, Any], pages: Pages) -> Iterator[tuple[str, bytes]]:
    """Each file by its name. What says which others there are comes last: reading these shows what is missing."""
    yield from _page_files(database, facts)
    yield from _text_files(facts)
    yield from _pair_files(database, subject, facts, pages)
    said = with_json_escapes(json.dumps(facts, ensure_ascii=False, indent=1))
    yield "evidence.json", f"{said}\n".encode()
    yield "FIELDS.txt", fields_text().encode()
    for language in _languages(facts["articles"]):
        yield f"READ-ME{_suffix(language)}.txt", pages.read_me(facts, language).encode("utf-8", "replace")


def _page_files(database: Database, facts: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    for page in facts["pages"]:
        row = database.kept_page(page["id"])
        kept = kept_bytes(row["raw"], row)
        name = f"pages/page-{page['id']}.warc" if kept.state == "kept" else None
        page["bytes"] = {
            "state": kept.state,
            "is_last_fetch": kept.is_last_fetch,
            "sha256": kept.sha256,
            "length": len(kept.body) if name else None,
            "file": name,
        }
        facts["missing"] += [missing(what, page=page["id"]) for what in kept.lacks]
        if name:
            yield name, archived(page, kept.body, software=f"Naskh {facts['naskh']}")


def _text_files(facts: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    for article in facts["articles"]:
        for each in (article, *article["revisions"]):
            if each["text_file"]:
                yield each["text_file"], _safe(f"{one_line(each['title'] or '')}\n\n{each['text']}\n")


def _pair_files(
    database: Database, subject: Subject, facts: dict[str, Any], pages: Pages
) -> Iterator[tuple[str, bytes]]:
    known = {article["id"]: article for article in facts["articles"]}
    for pair in subject.pairs:
        one, other = (known[article_id] for article_id in pair)
        if not _is_comparable(one["text"], other["text"]):
            facts["missing"].append(missing("comparison", article=pair[0], other=pair[1]))
            continue
        rows = [_harmless(database.article_row(article_id) or {}) for article_id in pair]
        found = database.match_of(*pair)
        match = with_credits(database, [found])[0] if found else None
        shown = pages.side_by_side(rows[0], rows[1], match, _languages((one, other)))
        for language, page in shown.items():
            yield f"{_page_name(subject, pair)}{_suffix(language)}.html", page.encode("utf-8", "replace")


def _harmless(row: Row) -> Row:
    """The columns of an article as a stranger's screen may show them."""
    row = {name: harmless(value) if isinstance(value, str) else value for name, value in row.items()}
    return {**row, "url": shown_address(row["url"])}


def _is_comparable(one: str, other: str) -> bool:
    return bool(one and other) and len(one.split()) * len(other.split()) <= MOST_COMPARED


def _page_name(subject: Subject, pair: Sequence[int]) -> str:
    return "side-by-side" if subject.kind == "pair" else f"side-by-side/{pair[0]}-{pair[1]}"


def _languages(articles: Sequence[Mapping[str, Any]]) -> tuple[Language, ...]:
    """English, and Arabic where a text is Arabic."""
    return _IN_ARABIC_TOO if any(article["language"] == "ar" for article in articles) else _IN_ENGLISH


def _suffix(language: Language) -> str:
    return "" if language == "en" else f".{language}"


def _safe(text: str) -> bytes:
    return harmless(text).encode("utf-8", "replace")
