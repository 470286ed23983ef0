"""The import of collections of hostile files: every file and line has its row or is reported, and nothing breaks."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import closing
from pathlib import Path

from benchmarks.promises.place import Place
from benchmarks.promises.trial import ROOT, Result
from db.connection import connect

DATA = ROOT.parent / "shared" / "data" / "hostile"
_KNOWN = (".txt", ".html", ".htm", ".jsonl", ".xml", ".warc", ".gz", ".xz")
_BROKEN = ("internal error", "Traceback", "took longer", "memory limit", "crashed", "ended")


def measure(folder: Path) -> Result:
    if not DATA.is_dir():
        return Result.not_run("the collections are not beside the clone")
    place = Place(folder)
    (folder / "naskh.toml").write_text('database = "news.db"\ntopic = "all"\n', "utf-8")
    files = _as_importable(folder / "files")
    status = place.run("import", "files")
    with closing(connect(place.database, mode="ro")) as connection:
        rows = connection.execute("select status, reason, count(*) from pages group by 1, 2").fetchall()
    broken = sum(number for _, reason, number in rows if any(word in (reason or "") for word in _BROKEN))
    counts: Counter[str] = Counter()
    for state, _, number in rows:
        counts[state] += number
    crashed = place.said("Traceback") + (status not in (0, 1))
    figure = (
        f"{files:,} files gave {counts.total():,} pages "
        f"({', '.join(f'{n:,} {what}' for what, n in counts.most_common())}): "
        f"{crashed} crashes, {broken} pages that broke or timed out; "
        f"database {'sound' if place.is_sound() else 'unsound'}"
    )
    return Result.of(not crashed and not broken and counts.total() > 0 and place.is_sound(), figure)


def _as_importable(folder: Path) -> int:
    """Links to all files, under names that are imported: feeds of any name as .xml, all else as .txt."""
    folder.mkdir()
    files = [path for path in sorted(DATA.rglob("*")) if path.is_file()]
    for number, path in enumerate(files):
        kind = ".xml" if "feeds" in path.parts else ".txt"
        suffix = path.suffix if path.suffix in _KNOWN else kind
        shutil.copyfile(path, folder / f"{number}{suffix}")
    return len(files)
