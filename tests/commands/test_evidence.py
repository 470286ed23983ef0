"""`evidence` as a person calls it."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from command_line import Folder, naskh, one_sentence
from evidence_cases import make_case
from places import ROOT

from db import Database
from db.lock import DaemonLock


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk = make_case(tmp_path)
    desk.database.close()
    monkeypatch.chdir(tmp_path)
    return desk.path


def test_the_file_is_named_on_stdout_and_its_sum_on_stderr(database: Path) -> None:
    done = naskh("evidence", "2", "1")
    assert done.exit_code == 0, done.output
    name = Path(done.stdout.strip())
    assert name.name.startswith("naskh-evidence-1-2-20") and name.suffix == ".zip"
    assert f"SHA-256 {hashlib.sha256(name.read_bytes()).hexdigest()}" in done.stderr and "RFC 3161" in done.stderr
    assert name.stat().st_mode & 0o077 == 0
    before = name.read_bytes()
    one_sentence(naskh("evidence", "1", "2"), status=1, about="already exists and was not changed")
    assert name.read_bytes() == before
    assert naskh("evidence", "1", "2", "--out", "other.zip").exit_code == 0
    assert Path("other.zip").read_bytes() == before


def test_a_match_names_its_two_articles(database: Path) -> None:
    with Database(database, read_only=True) as stored:
        match = stored.match_of(1, 2)
    assert match is not None
    assert naskh("evidence", "--match", str(match["id"]), "--out", "m.zip").exit_code == 0
    assert naskh("evidence", "1", "2", "--out", "p.zip").exit_code == 0
    assert Path("m.zip").read_bytes() == Path("p.zip").read_bytes()


def test_what_is_lacking_is_said(database: Path) -> None:
    with Database(database) as stored, stored.transaction():
        stored.connection.execute("update pages set raw = null")
    assert "It names what is missing: bytes not kept." in naskh("evidence", "1", "2").stderr


def test_what_cannot_be_packed_is_one_sentence(database: Path, tmp_path: Path) -> None:
    one_sentence(naskh("evidence", "99"), status=1, about="there is no article 99; `naskh articles` lists them")
    one_sentence(naskh("evidence", "1", "99"), status=1, about="there is no article 99")
    one_sentence(naskh("evidence", "1", "1"), status=1, about="are one article")
    one_sentence(naskh("evidence", "--match", "99"), status=1, about="there is no match 99; `naskh copies` lists them")
    one_sentence(naskh("evidence", "1", "--out", "none/e.zip"), status=1, about="cannot be written")
    (tmp_path / "folder").mkdir()
    one_sentence(naskh("evidence", "1", "--out", "folder"), status=1, about="already exists")
    for wrong in ([], ["1", "--match", "1"], ["x"], ["0"]):
        assert naskh("evidence", *wrong).exit_code == 2


def test_what_was_forgotten_is_in_no_evidence(database: Path) -> None:
    assert naskh("forget", "2", "--yes", "--no-backup").exit_code == 0
    one_sentence(naskh("evidence", "1", "2"), status=1, about="there is no article 2")
    assert naskh("evidence", "1").exit_code == 0
    (made,) = Path().glob("*.zip")
    with zipfile.ZipFile(made) as archive:
        assert not any(b"The Wire" in archive.read(name) for name in archive.namelist())


def test_it_packs_beside_a_daemon_that_writes(database: Path) -> None:
    with DaemonLock(database), Database(database) as stored, stored.transaction():
        stored.connection.execute("update articles set title = 'Not committed'")
        assert naskh("evidence", "1").exit_code == 0
    (made,) = Path().glob("*.zip")
    with zipfile.ZipFile(made) as archive:
        assert b"Not committed" not in archive.read("naskh-evidence-1/evidence.json")


def test_it_packs_from_a_file_that_nobody_may_write(database: Path) -> None:
    with Database(database) as stored:
        stored.connection.execute("pragma journal_mode = delete")
    database.chmod(0o400)
    assert naskh("evidence", "1").exit_code == 0


def test_where_the_disk_is_full_no_half_file_remains(database: Path, tmp_path: Path) -> None:
    done = Folder(tmp_path).process(
        "evidence", "1", "2", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))
    )
    assert done.returncode == 1 and done.stdout == b""
    assert b"cannot be written" in done.stderr and b"Traceback" not in done.stderr
    assert left_in(tmp_path) == set()


def test_after_ctrl_c_no_half_file_remains(database: Path, tmp_path: Path) -> None:
    # Its first word comes from what it writes: it is stopped in the midst of that.
    code = (
        # What is begun in the background of a shell ignores Ctrl-C from the start.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import sys, pipelines.evidence.packing as p; add = p._add\n"
        "def slow(*given):\n"
        "    add(*given); print('at work', flush=True); import time; time.sleep(30)\n"
        "p._add = slow; import cli; cli.main(['evidence', '1', '2'])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None and running.stderr is not None
        assert running.stdout.readline() == b"at work\n"
        assert len(left_in(tmp_path)) == 1
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
    assert running.returncode == 1 and b"interrupted" in said and b"Traceback" not in said
    assert left_in(tmp_path) == set()


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith("naskh.db")}
