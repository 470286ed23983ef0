"""How well copies are told in Persian, Urdu, French and Chinese, on invented news: `python -m benchmarks.languages`.

Prints Markdown tables and writes them into docs/copies-measured.md. `--tuned` shows the two thirds of the stories that
may be looked at, with each pair that is judged wrongly, and writes nothing. Nothing is fitted on these texts. The
snapshot of what is common is of copies-ar, as in an archive of mostly Arabic news, and left out where that is missing.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Literal

import numpy as np

from benchmarks.archive import article_ids, clusters_of, naskh, stored_copies, write_records
from benchmarks.docs_table import DOCS, table, write
from benchmarks.labelled import DATA, load_records, sketch_record
from benchmarks.languages.texts import (
    LANGUAGES,
    Article,
    LanguagePair,
    Set,
    are_unrelated,
    articles_of,
    language_pairs,
)
from benchmarks.predictors import jaccard_and_overlap, minhash
from config.tables import Duplicates
from db import Database
from likeness.common import common_shingles
from model import COPIES, Judgement, Rarity
from pipelines.copies.judge import judge
from pipelines.copies.sketch import sketch
from pipelines.text.normalize import normalize
from pipelines.text.spaceless import spaced

COMMAND = "python -m benchmarks.languages"
NAMES = {"fa": "Persian", "ur": "Urdu", "fr": "French", "zh": "Chinese", "ar": "Arabic", "en": "English"}
OVERLAPS = (0.3, 0.4, 0.5)
JACCARD = 0.5
PLAIN, RARE, STORED = "Naskh, pair by pair", "Naskh, with a snapshot", "Naskh, after `import`"
_SNAPSHOT_TEXTS = 12_000

# What a way of telling copies says of each pair, by the name of the later article.
Said = Mapping[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an archive of all articles says: the pairs that are copies or in one cluster, by the names of both articles,
    and the language of each article.
    """

    copies: set[frozenset[str]]
    languages: dict[str, str | None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tuned", action="store_true", help="leave out the stories kept aside, and list what is wrong")
    parser.add_argument("--no-write", action="store_true", help="only print")
    options = parser.parse_args()
    sets: Sequence[Set] = ("tuned",) if options.tuned else ("tuned", "aside")
    pairs = [pair for language in LANGUAGES for pair in language_pairs(language) if pair.earlier.set in sets]
    snapshot = snapshot_of_news() if DATA.is_dir() else None
    with tempfile.TemporaryDirectory() as name:
        imported = import_all(articles_of(pairs), Path(name))
    said = said_of(pairs, snapshot, imported)
    parts = tables(pairs, said, imported, sets)
    print("\n\n".join(parts))
    if options.tuned:
        print_errors(pairs, said, snapshot)
    elif not options.no_write:
        write(DOCS / "copies-measured.md", "bench-languages", COMMAND, parts)


def snapshot_of_news() -> Rarity:
    """What is common among real news in Arabic."""
    records = Random(3).sample(load_records(), _SNAPSHOT_TEXTS)
    dated = ((np.datetime64(record["date"][:10]).astype(int), sketch_record(record).shingles) for record in records)
    return Rarity(version="copies-ar", common=common_shingles(dated))


def import_all(articles: Sequence[Article], folder: Path) -> Imported:
    """Import the articles of all languages together, through the command."""
    places = {article.name: f"https://outlet-{n}.example/{n}" for n, article in enumerate(articles)}
    records = [
        {
            "url": places[article.name],
            "outlet": f"Outlet {n}",
            "title": article.title,
            "text": article.text,
            "date": article.date.isoformat(),
        }
        for n, article in enumerate(articles)
    ]
    write_records(folder / "languages.jsonl", records)
    naskh("import", str(folder / "languages.jsonl"), "--db", str(folder / "languages.db"))
    with Database(folder / "languages.db", read_only=True) as database:
        ids = article_ids(database)
        names = {ids[place]: name for name, place in places.items() if place in ids}
        copies = {frozenset(names[number] for number in pair) for pair in stored_copies(database)}
        members: dict[int, list[str]] = {}
        for number, cluster in clusters_of(database).items():
            members.setdefault(cluster, []).append(names[number])
        for each in members.values():
            copies.update(map(frozenset, combinations(each, 2)))
        told = {row["id"]: row["language"] for row in database.connection.execute("select id, language from articles")}
    return Imported(copies=copies, languages={name: told[number] for number, name in names.items()})


def said_of(pairs: Sequence[LanguagePair], snapshot: Rarity | None, imported: Imported) -> dict[str, Said]:
    """What each way of telling copies says of the pairs. In Chinese each character counts as a word everywhere."""
    words = {article.name: spaced(normalize(article.text)) for article in articles_of(list(pairs))}
    overlap, jaccard = {}, {}
    for pair in pairs:
        one, other = words[pair.earlier.name], words[pair.later.name]
        overlap[pair.later.name] = jaccard_and_overlap(one, other)[1]
        jaccard[pair.later.name] = minhash(one).jaccard(minhash(other))
    said: dict[str, Said] = {
        f"overlap >= {least}": {name: value >= least for name, value in overlap.items()} for least in OVERLAPS
    }
    said[f"datasketch, Jaccard >= {JACCARD}"] = {name: value >= JACCARD for name, value in jaccard.items()}
    said[PLAIN] = {pair.later.name: judged(pair, None).relation in COPIES for pair in pairs}
    if snapshot:
        said[RARE] = {pair.later.name: judged(pair, snapshot).relation in COPIES for pair in pairs}
    said[STORED] = {
        pair.later.name: frozenset((pair.earlier.name, pair.later.name)) in imported.copies for pair in pairs
    }
    return said


def judged(pair: LanguagePair, snapshot: Rarity | None) -> Judgement:
    """As a daemon would, on the days of both articles."""
    earlier, later = (sketch(normalize(each.text), normalize(each.title)) for each in (pair.earlier, pair.later))
    days = (pair.later.date - pair.earlier.date).total_seconds() / 86400
    return judge(later, earlier, Duplicates(), snapshot, days_apart=days)


def tables(
    pairs: Sequence[LanguagePair], said: Mapping[str, Said], imported: Imported, sets: Sequence[Set]
) -> list[str]:
    parts = []
    for each in sets:
        stories = len({pair.earlier.story for pair in pairs if pair.earlier.set == each})
        title = {"tuned": "looked at while the judge was mended", "aside": "kept aside, seen once"}[each]
        of_set = [pair for pair in pairs if pair.earlier.set == each]
        parts += [
            f"### {stories} stories and formulas, {title}",
            "Copies found, of all copies; what is no copy and was left alone, of all that is none.",
            languages_table(of_set, said),
        ]
    parts += [
        "### By kind",
        "Judged right, of all pairs of the kind"
        + (f", without a snapshot / after `import`; {', '.join(sets)} together." if len(sets) > 1 else "."),
        kinds_table(pairs, said),
        "### All together through `naskh import`",
        imported_table(pairs, said, imported),
    ]
    return parts


def languages_table(pairs: Sequence[LanguagePair], said: Mapping[str, Said]) -> str:
    rows = []
    for name, of in said.items():
        cells = [name]
        for language in LANGUAGES:
            for is_copy in (True, False):
                right = [
                    of[pair.later.name] == is_copy
                    for pair in pairs
                    if pair.earlier.language == language and pair.is_copy == is_copy
                ]
                cells.append(f"{sum(right)}/{len(right)}" if right else "-")
        rows.append(cells)
    heads = [f"{NAMES[language]}: {what}" for language in LANGUAGES for what in ("copies", "others")]
    return table(["predictor", *heads], rows)


def kinds_table(pairs: Sequence[LanguagePair], said: Mapping[str, Said]) -> str:
    kinds = dict.fromkeys(_kind(pair) for pair in pairs)
    rows = []
    for kind in kinds:
        cells = [f"{kind} ({next('copy' if p.is_copy else 'no copy' for p in pairs if _kind(p) == kind)})"]
        for language in LANGUAGES:
            of = [pair for pair in pairs if _kind(pair) == kind and pair.earlier.language == language]
            right = [sum(said[name][pair.later.name] == pair.is_copy for pair in of) for name in (PLAIN, STORED)]
            cells.append(f"{right[0]} / {right[1]} of {len(of)}" if of else "-")
        rows.append(cells)
    return table(["kind", *NAMES.values()], rows)


def imported_table(pairs: Sequence[LanguagePair], said: Mapping[str, Said], imported: Imported) -> str:
    rows = []
    every = articles_of(list(pairs))
    for language in LANGUAGES:
        articles = [article for article in every if article.language == language]
        copies = [pair for pair in pairs if pair.is_copy and pair.earlier.language == language]
        unrelated = [
            frozenset((one.name, other.name))
            for one in articles
            for other in every
            if are_unrelated(one, other) and (other.language != language or one.name < other.name)
        ]
        rows.append(
            [
                NAMES[language],
                str(len(articles)),
                f"{sum(imported.languages.get(article.name) == language for article in articles)}",
                f"{sum(said[STORED][pair.later.name] for pair in copies)}/{len(copies)}",
                f"{len(unrelated):,}",
                f"{len(imported.copies.intersection(unrelated))}",
            ]
        )
    heads = ["language", "articles", "language right", "copies found", "unrelated pairs", "of these called copies"]
    return table(heads, rows)


def print_errors(pairs: Sequence[LanguagePair], said: Mapping[str, Said], snapshot: Rarity | None) -> None:
    for pair in pairs:
        wrong = [name for name in (PLAIN, RARE, STORED) if name in said and said[name][pair.later.name] != pair.is_copy]
        if wrong:
            found = judged(pair, None)
            figures: dict[str, object] = {
                "relation": found.relation,
                "overlap": round(found.overlap, 2),
                "longest": found.longest_run,
                "rare": (judged(pair, snapshot).relation if snapshot else None),
            }
            print(f"\n{pair.label} {pair.later.name}: wrong by {'; '.join(wrong)}\n  {json.dumps(figures)}")


def _kind(pair: LanguagePair) -> Literal["spelling"] | str:
    return "spelling" if pair.kind.startswith("spelling") else pair.kind


if __name__ == "__main__":
    main()
