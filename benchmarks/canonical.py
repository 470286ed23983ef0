"""Is the database that comes of the same input still the same? `python -m benchmarks.canonical`.

Imports each input at a fixed moment into a database of its own: the seed articles, the saved pages, the first 3,000
articles of copies-ar, and a recorded round of the sample newswire. Prints one SHA-256 an input, of all that the
database says, ids and versions apart: what has an id is named by what it is. Two versions of the program that print the
same hashes read, compared and stored the same. `--dump FOLDER` writes what was hashed, for `diff`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from config.tables import Config
from crawler.files import FileProblem, Skipped, read_paths
from db import Database
from model import Page
from pipelines.importing.pages import import_pages
from pipelines.processes.workers import Workers
from sample import desk
from sample.edition import Edition, number, read_archive

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
_ARTICLES = 3_000

# Said by every row of their table, and no part of what was found.
_VERSIONS = frozenset(("extractor", "normaliser", "judge", "version", "config_hash", "pid", "command"))
_REFERENCES = {
    "page_id": "pages",
    "article_id": "articles",
    "later_id": "articles",
    "earlier_id": "articles",
    "earliest_id": "articles",
    "outlet_id": "outlets",
    "carrier_id": "outlets",
    "cluster_id": "clusters",
    "sketch_id": "index_sketches",
    "match_id": "matches",
}
_TABLES = """outlets pages articles revisions credits clusters matches verdicts alerts rarities boilerplates
    outlet_findings index_sketches index_keys unjudged""".split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dump", type=Path, metavar="FOLDER", help="write the lines that are hashed there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for title, path in _inputs(Path(name)):
            database = Path(name) / f"{title}.db"
            store(path, database)
            lines = list(canonical_lines(database))
            digest = hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
            articles = sum(line.startswith("articles ") for line in lines)
            matches = sum(line.startswith("matches ") for line in lines)
            print(f"{title:<14} {articles:>6} articles {matches:>6} matches  {digest}", flush=True)
            if options.dump:
                options.dump.mkdir(parents=True, exist_ok=True)
                (options.dump / f"{title}.txt").write_text("\n".join(lines) + "\n", "utf-8", "backslashreplace")


def store(path: Path, database_path: Path) -> None:
    """Import a file or folder, at the fixed moment, under the default settings."""
    config = Config()
    with Workers.of(config.extraction) as workers, Database(database_path) as database:
        run_id = database.start_run("import", version="0", config_hash="", now=NOW)
        import_pages(
            _pages(path),
            database=database,
            workers=workers,
            config=config,
            run_id=run_id,
            with_alerts=False,
            now=NOW,
        )


def canonical_lines(path: Path) -> Iterator[str]:
    """All rows of a database as JSON, a line each and sorted, ids replaced by names."""
    with sqlite3.connect(path) as connection:
        connection.row_factory = sqlite3.Row
        names = _names(connection)
        for table in _TABLES:
            rows = connection.execute(f"select * from {table}")  # noqa: S608
            yield from sorted(f"{table} {_canonical(dict(row), names)}" for row in rows)
        connection.execute("create virtual table temp.terms using fts5vocab(main, articles_fts, instance)")
        searched: dict[int, hashlib._Hash] = {}
        for term, document, column, offset in connection.execute("select term, doc, col, offset from temp.terms"):
            searched.setdefault(document, hashlib.sha256()).update(f"{term} {column} {offset}\n".encode())
        yield from sorted(f"articles_fts {names['articles'][row]} {each.hexdigest()}" for row, each in searched.items())


def _names(connection: sqlite3.Connection) -> dict[str, dict[int, str]]:
    """What stands for the id of a row, by table."""

    def names(query: str) -> dict[int, str]:
        return {row[0]: " ".join(str(part) for part in tuple(row)[1:]) for row in connection.execute(query)}

    found = {"outlets": names("select id, name from outlets"), "pages": names("select id, key from pages")}
    place = "pages.key, {0}.position from {0} join pages on pages.id = {0}.page_id"
    found["articles"] = names(f"select articles.id, {place.format('articles')}")
    found["index_sketches"] = names(f"select index_sketches.id, {place.format('index_sketches')}")
    for table, columns in {"clusters": ("earliest_id",), "matches": ("later_id", "earlier_id")}.items():
        found[table] = {
            row["id"]: " ".join(found["articles"][row[column]] for column in columns)
            for row in connection.execute(f"select * from {table}")  # noqa: S608
        }
    return found


def _canonical(row: dict[str, Any], names: dict[str, dict[int, str]]) -> str:
    said = {}
    for name, value in row.items():
        if name in ("id", "run_id", "rejudging_id") or name in _VERSIONS:
            continue
        if name in _REFERENCES and value is not None:
            value = names[_REFERENCES[name]][value]
        elif isinstance(value, bytes):
            value = hashlib.sha256(value).hexdigest()
        said[name] = value
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _pages(path: Path) -> Iterator[Page]:
    for found in read_paths([str(path)], stdin=BytesIO()):
        if not isinstance(found, FileProblem | Skipped):
            yield found


def _inputs(folder: Path) -> Iterator[tuple[str, Path]]:
    """What is imported; what is not there is left out, and said."""
    yield "newswire", _recorded_round(folder / "newswire.warc")
    for title in ("seed-articles", "pages", "pages-wcxb", "pages-dates"):
        if (SHARED / title).is_dir():
            yield title, SHARED / title
        else:
            print(f"{title:<14} skipped: {SHARED / title} is not there")
    copies = SHARED / "copies-ar" / "articles.jsonl.xz"
    if copies.is_file():
        records = folder / "copies.jsonl"
        with lzma.open(copies, "rt", encoding="utf-8") as file, records.open("w", encoding="utf-8") as out:
            out.writelines(islice(file, _ARTICLES))
        yield "copies-ar", records
    else:
        print(f"copies-ar      skipped: {copies} is not there")


def _recorded_round(path: Path) -> Path:
    """Every article page and round-up of the sample newswire, as its sites answer when all has appeared."""
    archive = read_archive()
    bases = {name: f"http://{name}.example" for name in archive.presses}
    edition = Edition(archive=archive, bases=bases, started=NOW, elapsed_seconds=0, all_published=True)
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=False)
        for press in archive.presses.values():
            paths = [edition.address(piece) for piece in edition.pieces_of(press)]
            if press.watched_front and press.links:
                paths += [roundup.path for roundup in archive.roundups]
                paths += [f"/go/{number(piece.name)}" for piece in archive.pieces.values() if piece.only_on_aggregator]
            for place in paths:
                found = desk.answer(edition, press, place)
                heads = StatusAndHeaders(
                    f"{found.status} OK", [("Content-Type", found.content_type)], protocol="HTTP/1.1"
                )
                writer.write_record(
                    writer.create_warc_record(
                        bases[press.key] + place,
                        "response",
                        payload=BytesIO(found.body),
                        http_headers=heads,
                        warc_headers_dict={"WARC-Date": f"{NOW:%Y-%m-%dT%H:%M:%SZ}"},
                    )
                )
    return path


if __name__ == "__main__":
    main()
