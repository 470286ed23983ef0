"""The layout's rules, read off the source: who may import whom, through which doors, and where a library may be used."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from places import ROOT, TESTS

# Each may import itself and what stands to its right.
ORDER = [
    "cli", "commands", "terminal",
    "scheduler", "daemon", "crawler", "pipelines", "db", "likeness",
]  # fmt: skip
BASE = {"config", "model", "service_manager"}
OWN = {*ORDER, *BASE, "sample", "web", "spark"}
# The other host of the judge: what it may use. Of the crawler what opens files, of the database what its articles are
# and how times are written; of the pipelines what its import of files has in common with a crawl, without a database.
SPARK_USES = {
    "spark/files.py": {"crawler.files", "crawler.findings"},
    "spark/databases.py": {"db"},
    "spark/articles.py": {"db.article_columns", "db.times"},
    "spark/settling.py": {"db.times"},
}  # fmt: skip
SPARK_PIPELINES = {
    "shapes", "preparing.prepare", "preparing.settings", "outlets.names", "reading.record", "copies.boilerplate", "copies.sketch",
    "copies.against", "copies.clusters", "copies.settling", "copies.judge", "copies.order", "text.normalize",
}  # fmt: skip

ONLY_IN = {
    "scrapy": ("crawler/",),
    "sqlite3": ("db/",),
    "sqlite_utils": ("db/",),
    "apscheduler": ("scheduler.py",),
    "trafilatura": ("pipelines/reading/own_reading.py",),
    "datasketch": ("pipelines/copies/sketch.py",),
    "datasette": ("web/",),
    "jinja2": ("pipelines/alerts/rendering.py", "web/alone.py"),
    "babel": ("pipelines/alerts/grammar.py", "web/words.py"),
    "rich": ("terminal/",),
    "click": ("cli.py", "commands/", "spark/command.py"),
    "pyspark": ("spark/",),
    "pyarrow": ("spark/", "crawler/parquet.py", "pipelines/exporting/files.py"),
}

# Inside pipelines: each line may import the lines below it, never its neighbours.
FLOORS = [
    [
        "stages",
        "importing",
        "reextract",
        "pruning",
        "forgetting",
        "exporting",
        "shipping",
        "evidence",
        "preloading.pages",
        "preloading.texts",
    ],
    ["preparing", "recording"],
    ["alerting"],
    ["alerts", "copies", "reading.extract", "reading.feed_text", "reading.pages_joined"],
    ["credits", "reading.stories", "reading.record", "shapes"],
    ["reading.text_pages", "reading.main", "reading.own_reading"],
    ["reading.facts"],
    ["reading.boilerplate", "reading.paging"],
    ["reading.html", "reading.dates", "reading.feed_content", "topics", "outlets"],
    ["text"],
    # Mechanism: it knows no other package.
    ["processes", "preloading.names", "preloading.made_pages"],
]
# Unless told otherwise, workers share what reads pages.
ALLOWED = {("processes", "preloading.names")}

# Which modules of a package others may import; None: all of them.
DOORS: dict[str, set[str] | None] = {
    "text": None,
    "reading": {"extract", "record", "feed_content", "feed_text", "pages_joined", "paging"},
    "reading.html": None,
    "reading.dates": {"read", "parts", "found", "months"},
    "reading.boilerplate": {"strip", "edges", "lines", "boxes", "walls", "notices", "machine_summaries"},
    "reading.facts": {"facts", "bylines", "naming_lines", "claimed_titles", "labels", "origins", "outward_links"},
    "reading.main": {"main_text", "mended", "state_article", "corrections", "twins"},
    "reading.stories": {"split_page", "facts"},
    "reading.text_pages": {"split_text"},
    "copies": {
        "sketch", "order", "clusters", "settling", "revisions", "judging", "rejudge", "verdicts", "carriers", "boilerplate",
        "outlet_boilerplate", "comparing_anew", "early", "corrected", "look_up", "against", "judge",
    },
    "credits": {"agencies", "read", "crediting", "matched"},
    "topics": {"score"},
    "outlets": {"names", "addresses", "same_page", "silence", "suggested", "watch"},
    "alerting": {"texts", "articles", "troubles", "trial", "trial_others", "briefs", "rewording"},
    "alerts": {"rules", "grouping", "telling", "pieces", "wording", "composing", "deliver", "secrets", "own_template",
        "troubles", "trouble_words", "spreading", "brief", "brief_json", "brief_times", "brief_wording", "timing", "correcting",
        "correction_wording", "grade_words", "reachable", "emptied_files",
    },
    "shipping": {"recorder", "shipper", "collecting", "collector", "folder", "shards", "shipment"},
    "processes": {"workers", "fork_servers", "memory"},
    "importing": {"pages", "results"},
    "evidence": {"subject", "packing"},
    "exporting": {"dataset", "files"},
    "preparing": {"prepare", "settings"},
    "recording": None,
    "preloading": {"names"},
}  # fmt: skip
DAEMON_DOORS = {"watching", "role", "collecting", "shipping", "settings", "rights", "clock"}
# Of what `reading` keeps inside, the rest of the program may use this.
READING_OUTSIDE = {
    "reading.extract", "reading.record", "reading.text_pages.split_text", "reading.html.charset", "reading.dates.read",
    "reading.facts.origins", "reading.facts.bylines", "reading.feed_content",
    "reading.feed_text", "reading.pages_joined", "reading.paging",
}  # fmt: skip


@cache
def modules() -> tuple[tuple[str, Path], ...]:
    """The program's own: a clone has thousands of others in its `.venv`."""
    paths = [path for own in OWN for path in (ROOT / f"{own}.py", *(ROOT / own).rglob("*.py")) if path.exists()]
    return tuple((path.relative_to(ROOT).as_posix(), path) for path in sorted(paths))


@cache
def imported_names(path: Path) -> tuple[str, ...]:
    """Whole names of the modules that a file imports, wherever in it."""
    return tuple(_imported_names(path))


def _imported_names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{path}: relative import"
            parts = [f"{node.module}.{alias.name}" for alias in node.names]
            are_modules = [(ROOT / part.replace(".", "/")).with_suffix(".py").exists() for part in parts]
            yield from (part if is_module else node.module for part, is_module in zip(parts, are_modules, strict=True))


def tops(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported_names(path)}


def pipelines_imports() -> Iterator[tuple[str, str, str]]:
    """File, its module and each module of pipelines that it imports, both without "pipelines."."""
    for name, path in modules():
        own = name.removesuffix(".py").replace("/", ".")
        for imported in imported_names(path):
            if imported.startswith("pipelines."):
                yield name, own.removeprefix("pipelines."), imported.removeprefix("pipelines.")


def floor_of(module: str) -> tuple[int, str]:
    """On which floor of pipelines a module stands, and as part of what."""
    for number, parts in enumerate(FLOORS):
        for part in parts:
            if module == part or module.startswith(f"{part}."):
                return number, part
    raise AssertionError(f"{module} stands on no floor: add it to FLOORS")


def package_of(module: str) -> str | None:
    return max((package for package in DOORS if module.startswith(f"{package}.")), key=len, default=None)


def test_imports_go_one_way() -> None:
    upwards = []
    for name, path in modules():
        package = name.split("/")[0].removesuffix(".py")
        if package in BASE:
            allowed = BASE
        elif package == "sample":
            allowed = {"sample"}
        elif package == "web":
            allowed = {"web", "db", "pipelines", *BASE}
        elif package == "spark":
            allowed = {"spark", "likeness", "pipelines", *BASE}
            allowed |= {used.split(".")[0] for used in SPARK_USES.get(name, ())}
        else:
            allowed = {*ORDER[ORDER.index(package) :], *BASE}
            # Only the commands that serve them, or write them into a file, know the pages.
            allowed |= {"web"} if name in ("commands/serving.py", "commands/evidence.py") else set()
        if name == "terminal/running.py":
            # The one place that starts the sample newswire, which is a set of web sites and no part of the program.
            allowed = {*allowed, "sample"}
        upwards += [f"{name} -> {imported}" for imported in sorted(tops(path) & OWN - allowed)]
    assert upwards == []


def test_the_pages_use_of_pipelines_only_what_reads() -> None:
    # The brief is one for messages, the command and the page: gathered and chosen in one place, read-only.
    # A kept page is shown in the letters in which it was read.
    # An alert is said in the language of the page.
    # By which words a copy is credited is asked of stored rows, and whether a paywall cut a text.
    allowed = {
        "alerting.briefs", "alerting.rewording", "alerts.brief", "alerts.brief_json", "credits.matched",
        "reading.facts.origins", "reading.html.charset",
    }  # fmt: skip
    used = {imported for _, own, imported in pipelines_imports() if own.startswith("web.")}
    assert {module for module in used if not module.startswith("text.")} <= allowed


def test_spark_uses_what_needs_no_database() -> None:
    astray = []
    for name, path in modules():
        if name.startswith("spark/"):
            used = {imported for imported in imported_names(path) if imported.split(".")[0] in ("db", "crawler")}
            astray += [f"{name} -> {imported}" for imported in used - SPARK_USES.get(name, set())]
    pipelines = {imported for _, own, imported in pipelines_imports() if own.startswith("spark.")}
    assert astray == []
    assert pipelines == SPARK_PIPELINES


def test_libraries_stay_at_their_edge() -> None:
    astray = [
        f"{name} -> {imported}"
        for name, path in modules()
        if not name.startswith("sample/")
        for imported in sorted(tops(path) & ONLY_IN.keys())
        if not name.startswith(ONLY_IN[imported])
    ]
    assert astray == []


def test_inside_pipelines_imports_go_down() -> None:
    upwards = []
    for name, own, imported in pipelines_imports():
        if not name.startswith("pipelines/"):
            continue
        (own_floor, own_part), (floor, part) = floor_of(own), floor_of(imported)
        is_mechanism = floor == len(FLOORS) - 1 and own_floor < floor
        if own_part != part and floor <= own_floor and not is_mechanism and (own_part, part) not in ALLOWED:
            upwards.append(f"{own} -> {imported}")
    assert upwards == []


def test_what_judges_needs_no_database() -> None:
    """SQLite and Spark are two hosts of one judge: from these on, nothing that is loaded knows either."""
    roots = [
        "likeness.candidates", "likeness.common", "likeness.samples", "pipelines.copies.settling",
        "pipelines.copies.boilerplate", "pipelines.copies.sketch", "pipelines.preparing.prepare",
    ]  # fmt: skip
    code = (
        f"import sys, {', '.join(roots)}; "
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('db', 'sqlite3', 'sqlite_utils')))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout.strip() == "[]"


def test_packages_are_entered_by_their_doors() -> None:
    past_the_door = []
    for name, own, imported in pipelines_imports():
        package = package_of(imported)
        if package is None or package_of(own) == package:
            continue
        doors = DOORS[package]
        is_inside_reading = name.startswith("pipelines/reading/")
        if package.startswith("reading") and not is_inside_reading:
            is_open = imported in READING_OUTSIDE
        else:
            is_open = doors is None or imported.removeprefix(f"{package}.") in doors
        if not is_open:
            past_the_door.append(f"{own} -> {imported}")
    assert past_the_door == []


def test_the_daemon_is_entered_by_its_doors() -> None:
    used = {
        imported.removeprefix("daemon.")
        for name, path in modules()
        if not name.startswith("daemon/")
        for imported in imported_names(path)
        if imported.startswith("daemon.")
    }
    assert used == DAEMON_DOORS
    plate = ast.get_docstring(ast.parse((ROOT / "daemon" / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert {door for door in DAEMON_DOORS if f"`{door}`" not in plate} == set()


@pytest.mark.parametrize("package", DOORS)
def test_a_door_plate_names_the_doors_and_opens_nothing(package: str) -> None:
    plate = ROOT / "pipelines" / package.replace(".", "/") / "__init__.py"
    tree = ast.parse(plate.read_text(encoding="utf-8"))
    assert len(tree.body) == 1, f"{plate}: a docstring only, so that no process loads what it does not use"
    said = ast.get_docstring(tree) or ""
    assert "Doors: " in said
    doors = DOORS[package]
    if package == "reading":
        doors = {name.removeprefix("reading.") for name in READING_OUTSIDE}
    if doors is None:
        assert "Doors: all modules." in said
    else:
        for door in doors:
            assert f"`{door}`" in said, f"{plate} does not name {door}"


def test_every_door_leads_somewhere() -> None:
    used = {imported for _, own, imported in pipelines_imports() if package_of(own) != package_of(imported)}
    closed = {f"{package}.{door}" for package, doors in DOORS.items() for door in doors or ()} - used
    assert closed == set(), "nobody enters by these: they are no doors"


def test_tests_mirror_the_folders_of_what_they_test() -> None:
    folders = {path.parent.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py")} - {"."}
    assert {folder for folder in folders if not (ROOT / folder).is_dir()} == set()


def test_the_main_process_loads_no_heavy_parser() -> None:
    """datasketch, trafilatura and dateparser belong to the worker processes: they cost 100 MB."""
    code = (
        "import sys, cli, scheduler, terminal.running, terminal.importing; "
        "print([m for m in ('trafilatura', 'datasketch', 'dateparser', 'scipy') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout.strip() == "[]"


def test_the_help_loads_what_click_needs_and_no_more() -> None:
    heavy = ["config", "db", "terminal", "crawler", "scheduler", "pydantic", "rich", "numpy"]
    assert loaded_by(["import", "--help"], ["--help"], of=heavy) == set()


def test_what_only_shows_the_database_loads_no_numbers_and_no_parser(imported: Path) -> None:
    heavy = [
        "numpy", "sqlite_utils", "asyncio", "lxml", "w3lib", "feedparser", "scrapy", "twisted", "apprise", "openpyxl",
    ]  # fmt: skip
    shown = [
        [command, "--db", str(imported / "naskh.db")]
        for command in ("status", "articles", "pages", "clusters", "sources")
    ]
    assert loaded_by(*shown, of=heavy) == set()


def test_the_import_of_a_page_loads_no_crawler_in_the_main_process(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("nothing to speak of", "utf-8")
    heavy = ["scrapy", "twisted", "aiohttp", "feedparser", "warcio", "lxml", "trafilatura", "dateparser", "py3langid"]
    read = [[command, str(tmp_path / "page.txt"), "--db", str(tmp_path / "x.db")] for command in ("import", "check")]
    assert loaded_by(*read, of=heavy) == set()


def loaded_by(*commands: list[str], of: list[str]) -> set[str]:
    """Which of some modules are loaded after each command, one after the other in one process: `status: numpy`.
    A command starts as fast as what it imports.
    """
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom cli import main\n"
        f"for command in {commands}:\n"
        "    print(CliRunner().invoke(main, command).output, file=sys.stderr)\n"
        f"    print(*(f'{{command[0]}}: {{name}}' for name in {of} if name in sys.modules), sep='\\n')\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "Traceback" not in result.stderr
    return set(filter(None, result.stdout.splitlines()))
