"""The pages of docs/ agree with the program: what is generated is current, and what is named exists."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import ROOT

DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?")
# A name without a slash is a path when it ends like a file of the project.
_FILE = re.compile(r"[\w-]+\.(?:py|md|toml|json|lock|tsv)")
# What a user has and a clone does not, and names that stand for others.
_NOT_OURS = re.compile(r"naskh\.toml|NAME\.\w+")
_LINK = re.compile(r"\]\(\s*([^)#\s]+)")


@pytest.mark.parametrize("name", ["cli", "config"])
def test_a_written_page_is_current(name: str) -> None:
    script = DOCS / f"{name}_reference.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, check=False)
    assert done.returncode == 0, f"python docs/{script.name} writes docs/{name}.md anew: {done.stderr.decode()}"


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_every_path_that_a_page_for_developers_names_exists(page: str) -> None:
    named = _paths((ROOT / page).read_text(encoding="utf-8"))
    # What lies beside the clone is not part of it.
    missing = [path for path in named if not path.startswith("../") and not (ROOT / path).exists()]
    assert missing == []


def test_the_page_on_evidence_describes_the_fields_as_the_file_does() -> None:
    said = tomllib.loads((ROOT / "pipelines/evidence/fields.toml").read_text("utf-8"))
    rows = [f"| `{name}` | {meaning} |" for part in ("fields", "missing") for name, meaning in said[part].items()]
    page = (DOCS / "evidence.md").read_text("utf-8").splitlines()
    assert [line for line in page if line in rows] == rows


def test_the_architecture_names_every_package() -> None:
    named = set(_paths((DOCS / "architecture.md").read_text(encoding="utf-8")))
    installed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    packages = {plate.parent.relative_to(ROOT).as_posix() for plate in (ROOT / "pipelines").rglob("__init__.py")}
    packages |= {name for name in installed["only-include"] if (ROOT / name).is_dir()}
    assert {package for package in packages if f"{package}/" not in named} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_another_page_leads_somewhere(page: Path) -> None:
    links = _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_the_readme_links_every_page() -> None:
    links = _LINK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert {page.relative_to(ROOT).as_posix() for page in DOCS.glob("*.md")} <= set(links)


def _paths(text: str) -> Iterator[str]:
    """What stands in backticks, outside fenced blocks, and looks like a path of the project."""
    for named in _NAMED.findall(_FENCE.sub("", text)):
        is_path = "/" in named and _PATH.fullmatch(named)
        if (is_path or _FILE.fullmatch(named)) and not _NOT_OURS.fullmatch(named):
            yield named
