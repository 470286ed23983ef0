"""The pages that are written from the program are what the program would write today."""

from __future__ import annotations

import subprocess
import sys

import pytest
from places import ROOT

DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", ["cli", "config"])
def test_a_written_page_is_current(name: str) -> None:
    script = DOCS / f"{name}_reference.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, f"python docs/{script.name} writes docs/{name}.md anew: {done.stderr.decode()}"
