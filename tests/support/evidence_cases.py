"""A database of which evidence has everything to say, and what is in the file that is packed of it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from recording import NOW, Desk, news

from config.tables import Licence
from model import Hints, Visit
from pipelines.evidence.packing import Packed, pack
from pipelines.evidence.subject import subject_of
from web.alone import EvidencePages

WIRE, PAPER = "https://wire.example/feed", "https://paper.example/rss?key=s3cret"
# Characters of a stranger that steer a terminal, a line or a text, and markup.
HOSTILE = 'Bots\x1b[31m \u202eelif\u2066 <script>alert(1)</script> "=HYPERLINK(1)'


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What is in a file, by name, without its folder."""

    packed: Packed
    files: dict[str, bytes]

    @property
    def facts(self) -> dict[str, Any]:
        return dict(json.loads(self.files["evidence.json"]))

    def text(self, name: str) -> str:
        return self.files[name].decode()


def visited(desk: Desk, source: str, url: str, at: datetime, hints: Hints) -> int:
    """A visit that named a page: the visit's id."""
    source_id = desk.source_id(source)
    visit_id = desk.database.start_visit(source_id, run_id=desk.run_id, now=at)
    page = desk.page(url, at=at, source=source, hints=hints)
    assert page.page_id is not None
    desk.database.link_pages(source_id, [page.page_id], now=at)
    end(desk, visit_id, source_id, at)
    return visit_id


def end(desk: Desk, visit_id: int, source_id: int, at: datetime) -> None:
    visit = Visit(id=visit_id, source_id=source_id, outcome="done", links=1, new=1)
    desk.database.finish_visit(visit, now=at + timedelta(seconds=5), next_visit_at=at + timedelta(hours=1))


def make_case(folder: Path, *, title: str = "Chatbots read the mail", text: str = "") -> Desk:
    """Article 1 of a wire and article 2, its copy, in Arabic by its language; visits, a revision, an alias, a verdict."""
    desk = Desk(folder)
    database, text = desk.database, text or f"{news(1, 200)}\n\nThe end."
    empty = database.start_visit(desk.source_id(PAPER), run_id=desk.run_id, now=NOW - timedelta(hours=1))
    end(desk, empty, desk.source_id(PAPER), NOW - timedelta(hours=1))
    for source, url, at, words in (
        (WIRE, "https://wire.example/1", NOW, text),
        (PAPER, "https://paper.example/9?id=4", NOW + timedelta(hours=1), f"{text} (The Wire)"),
    ):
        hints = Hints(title=title, published="Fri, 21 Mar 2025 12:00:00 GMT", guid=url)
        visit_id = visited(desk, source, url, at, hints)
        desk.crawl(
            url,
            {"text": words, "title": title, "published": f"{at:%Y-%m-%dT%H:%M:%SZ}"},
            at=at + timedelta(seconds=2),
            source=source,
            visit_id=visit_id,
            http_status=200,
            content_type="text/html; charset=utf-8",
        )
    revised = {"text": f"{text} Corrected.", "title": title}
    desk.crawl("https://wire.example/1", revised, at=NOW + timedelta(hours=6), source=WIRE, http_status=200)
    with database.transaction():
        first = database.articles_of_page(1)[0]["id"]
        run = database.connection.execute
        run("update articles set language = 'ar' where id = 2")
        run(
            "update articles set origins_of = json_set(origins_of, '$.published_at', ?)",
            ['a meta tag "12:00", to the minute'],
        )
        database.add_alias(
            "https://m.wire.example/1", "https://m.wire.example/1", of=1, shape=None, reason="r: AMP", now=NOW
        )
        run(
            "insert into credits (article_id, name, url, kind, words) values (2, 'Wire', null, 'text_origin', '(The Wire)')"
        )
        match = database.match_of(first, 2)
        assert match is not None
    database.add_verdict(match["id"], "settled", "they wrote back", now=NOW + timedelta(hours=7))
    database.note_settings(
        desk.run_id, path=Path("/home/nadia/naskh.toml"), file_hash="f", config_hash="c", changes=None,
        needs_restart=None, now=NOW,
    )  # fmt: skip
    database.beat(desk.run_id, now=NOW + timedelta(hours=8))
    return desk


def packed(
    desk: Desk,
    one: int,
    other: int | None = None,
    *,
    name: str = "e.zip",
    licences: Sequence[Licence] = (),
    pages: Any = None,
) -> Opened:
    """What `naskh evidence` writes."""
    target = desk.path.with_name(name)
    with desk.database.one_moment():
        subject = subject_of(desk.database, one, other, match_id=None)
        done = pack(desk.database, subject, target, licences=licences, pages=pages or EvidencePages(), version="1.2.3")
    with zipfile.ZipFile(target) as archive:
        files = {each.partition("/")[2]: archive.read(each) for each in archive.namelist()}
    return Opened(packed=done, files=files)


def sums_hold(files: dict[str, bytes]) -> bool:
    """What `sha256sum -c SHA256SUMS` says of all files but that one."""
    said = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    return said == {name: hashlib.sha256(body).hexdigest() for name, body in files.items() if name != "SHA256SUMS"}


def paths_of(value: Any, before: str = "") -> Iterator[str]:
    """The paths of the fields in evidence.json, as fields.toml writes them."""
    for name, each in value.items():
        path = f"{before}{name}"
        yield path
        if isinstance(each, dict):
            yield from paths_of(each, f"{path}.")
        elif isinstance(each, list):
            for inner in each:
                if isinstance(inner, dict):
                    yield from paths_of(inner, f"{path}[].")
