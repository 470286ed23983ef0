"""One commit gives one wheel and one source archive, byte for byte, and what is in them works by itself."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest
from places import ROOT

pytestmark = pytest.mark.slow
EPOCH = "1700000000"


def copied(folder: Path) -> Path:
    """The files of the project as somebody else has them: elsewhere, with other times and rights."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("this is no clone: which files are the project's is not known")
    for number, name in enumerate(listed.stdout.decode().splitlines()):
        source, target = ROOT / name, folder / name
        if not source.is_file():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        target.chmod(0o600 if number % 2 else 0o664)
        os.utime(target, (1_600_000_000 + number, 1_600_000_000 + number))
    return folder


def built(source: Path, target: Path) -> dict[str, str]:
    """The names of what is built, with the hash of each."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(target)],
        cwd=source,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PYTHONPATH": ""},
        capture_output=True,
        check=True,
    )
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(target.iterdir())}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    built(copied(folder / "source"), folder / "built")
    return folder / "built"


def test_two_builds_are_the_same_bytes(dist: Path, tmp_path: Path) -> None:
    again = built(copied(tmp_path / "elsewhere" / "named-otherwise"), tmp_path / "built")
    assert len(again) == 2
    assert again == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(dist.iterdir())}


def test_the_source_archive_gives_the_same_wheel_and_holds_what_testing_needs(dist: Path, tmp_path: Path) -> None:
    [archive], [wheel] = dist.glob("*.tar.gz"), dist.glob("*.whl")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
        names = {name.partition("/")[2] for name in packed.getnames()}
    assert {"SECURITY.md", "deploy/naskh.service", "tests/conftest.py", "requirements.lock", "Makefile"} <= names
    [source] = tmp_path.iterdir()
    again = built(source, tmp_path / "built")
    assert again[wheel.name] == hashlib.sha256(wheel.read_bytes()).hexdigest()


def test_the_wheel_holds_the_program_alone(dist: Path) -> None:
    [wheel] = dist.glob("*.whl")
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert not tops & {"tests", "docs", "deploy", "benchmarks"}
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if "__pycache__" in name]


def test_the_wheel_works_in_an_environment_without_a_clone(dist: Path, tmp_path: Path) -> None:
    [wheel] = dist.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    # What it depends on is taken from here, so that no registry is asked; `make dist` installs it from the lock.
    [packages] = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = [str(python), "-m", "pip", "install", "--no-deps", "--no-index", "--ignore-installed", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    done = subprocess.run(
        [str(python), "-P", str(ROOT / "deploy" / "check_dist.py")],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "installed whole" in done.stdout
