"""Try an installed Naskh as its user would, far from any clone: call it with the Python that has it, and with -P.

Raises where a command fails, or where what it runs was not installed.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path

TEXT = "The harbour council hired two AI agents to answer letters about parking. " * 12


def main() -> None:
    """Each thing that a wheel may lack: commands, templates, tables of words, pages, the sample."""
    for name in (
        "cli",
        "config",
        "service_manager",
        "commands",
        "terminal",
        "daemon",
        "crawler",
        "pipelines",
        "db",
        "likeness",
        "spark",
        "web",
        "sample",
    ):
        spec = importlib.util.find_spec(name)
        assert spec and spec.origin and "site-packages" in spec.origin, f"{name} is not that of the wheel: {spec}"
    with tempfile.TemporaryDirectory() as folder:
        version = naskh(folder, "--version")
        assert version.startswith("naskh, version "), version
        naskh(folder, "init")
        assert "[[source]]" in (Path(folder) / "naskh.toml").read_text("utf-8")
        for name in ("one", "two"):
            (Path(folder) / f"{name}.txt").write_text(f"A title\n\n{TEXT}{name}\n", "utf-8")
        naskh(folder, "import", "one.txt", "two.txt")
        copies = json.loads(naskh(folder, "copies", "--format", "json"))
        assert len(copies) == 1, copies
        backup = naskh(folder, "backup").strip()
        naskh(folder, "restore", backup)
        assert json.loads(naskh(folder, "status", "--format", "json"))["articles"] == 2
        naskh(folder, "support", "pack.tar.gz")
    print(f"{version.strip()}: installed whole")


def naskh(folder: str, *arguments: str) -> str:
    """What a command writes to stdout. Raises where it fails."""
    command = [str(Path(sys.executable).with_name("naskh")), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"{arguments}: {done.stderr}"
    return done.stdout


if __name__ == "__main__":
    main()
