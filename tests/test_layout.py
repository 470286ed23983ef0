"""The layout's rules, read off the source: who may import whom, and where a library may be used."""

import ast

import pytest
from places import ROOT

# Each may import itself and what stands to its right.
ORDER = ["cli", "terminal", "scheduler", "crawler", "pipelines", "db"]
BASE = {"config", "model"}
OWN = {*ORDER, *BASE, "sample", "web"}

ONLY_IN = {
    "scrapy": ("crawler/", "pipelines/stages.py"),
    "sqlite3": ("db/",),
    "sqlite_utils": ("db/",),
    "apscheduler": ("scheduler.py",),
    "trafilatura": ("pipelines/reading/extract.py",),
    "datasketch": ("pipelines/copies/sketch.py",),
    "datasette": ("web/",),
    "rich": ("terminal/", "cli.py"),
    "click": ("cli.py",),
}


def modules():
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.split("/")[0].removesuffix(".py") in OWN:
            yield name, path


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize(("name", "path"), list(modules()))
def test_imports_go_one_way(name, path):
    package = name.split("/")[0].removesuffix(".py")
    if package in BASE:
        allowed = BASE
    elif package == "sample":
        allowed = {"sample"}
    else:
        allowed = {*ORDER[ORDER.index(package) :], *BASE}
    if name == "terminal/running.py":
        # The one place that starts the sample newswire, which is a set of web sites and no part of the program.
        allowed = {*allowed, "sample"}
    assert {imported for imported in imports(path) if imported in OWN} <= allowed


@pytest.mark.parametrize(("name", "path"), list(modules()))
def test_libraries_stay_at_their_edge(name, path):
    if name.startswith("sample/"):
        return
    for imported in set(imports(path)) & ONLY_IN.keys():
        assert name.startswith(ONLY_IN[imported]), f"{name} imports {imported}"


def test_the_main_process_loads_no_heavy_parser():
    """datasketch, trafilatura and dateparser belong to the worker processes: they cost 100 MB."""
    import subprocess
    import sys

    code = (
        "import sys, cli, scheduler, terminal.running, terminal.importing; "
        "print([m for m in ('trafilatura', 'datasketch', 'dateparser', 'scipy') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout.strip() == "[]"
