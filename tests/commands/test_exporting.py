"""`export` as a person calls it."""

from __future__ import annotations

import contextlib
import json
import subprocess
from pathlib import Path

import pytest
from command_line import naskh, one_sentence, write_records
from recording import Desk, news


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk = Desk(tmp_path, '[[outlet]]\nname = "Wire"\ndomains = ["wire.example"]\ngroups = ["mine"]\n')
    for n in range(3):
        desk.crawl(f"https://wire.example/{n}", {"text": news(n, 200), "title": f"Wirepiece {n}"})
    desk.crawl("https://other.example/copy", {"text": news(0, 200), "title": "Carrier"})
    desk.database.close()
    monkeypatch.chdir(tmp_path)
    return desk.path


def test_it_says_what_the_folder_holds(database: Path) -> None:
    done = naskh("export", "out")
    assert done.exit_code == 0 and done.stdout == "", done.output
    assert done.stderr.startswith("4 articles in out (") and "        1 carriers" in done.stderr
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd="out", capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    one_sentence(naskh("export", "out"), status=1, about="nothing is overwritten")


def test_the_options_of_lists_choose(database: Path) -> None:
    assert naskh("export", "mine", "--mine", "--without-texts").exit_code == 0
    package = json.loads(Path("mine/datapackage.json").read_text())
    assert package["naskh"]["choice"] == {
        "since": None,
        "until": None,
        "outlets": [],
        "groups": ["mine"],
        "texts": False,
    }
    assert (package["naskh"]["articles"], package["naskh"]["counterparts"]) == (3, 1)
    # The records of the desk are of 2025.
    assert "0 articles in late" in naskh("export", "late", "--since", "2026-01-01").stderr
    assert "4 articles in early" in naskh("export", "early", "--until", "2026-01-01").stderr
    one_sentence(naskh("export", "none", "--outlet", "nobody"), status=2, about="there is no outlet 'nobody'")


def test_what_cannot_be_meant_is_refused_in_a_sentence(database: Path) -> None:
    turned = naskh("export", "out", "--since", "2026-01-02", "--until", "2026-01-01")
    one_sentence(turned, status=2, about="--since is not before --until")
    one_sentence(naskh("export", ""), status=2, about="it is empty")
    one_sentence(naskh("evidence", "1", "--out", ""), status=2, about="it is empty")
    Path("place").mkdir()
    Path("link").symlink_to("place")
    one_sentence(naskh("export", "link"), status=1, about="name a new folder")
    with contextlib.chdir("place"):
        one_sentence(naskh("export", ".", "--db", str(database)), status=1, about="name a new folder")
    assert [*Path("place").iterdir()] == []


def test_without_pyarrow_parquet_says_what_to_install(database: Path) -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        one_sentence(naskh("export", "out", "--format", "parquet"), status=1, about="naskh[spark]")
        assert [path.name for path in Path().iterdir() if "out" in path.name] == []


def test_the_state_of_a_crawler_is_refused_and_an_empty_archive_is_not(tmp_path: Path, database: Path) -> None:
    write_records(tmp_path / "one.jsonl", [{"url": "https://a.example/1", "text": news(9)}])
    assert naskh("import", "one.jsonl", "--db", "one.db").exit_code == 0
    assert naskh("forget", "1", "--yes", "--no-backup", "--db", "one.db").exit_code == 0
    assert "0 articles in empty" in naskh("export", "empty", "--db", "one.db").stderr
