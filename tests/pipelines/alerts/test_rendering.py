"""Templates are those that the program started with."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipelines.alerts import rendering


def test_an_upgrade_beneath_a_running_daemon_leaves_its_messages_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(rendering._TEMPLATES, templates)
    monkeypatch.setattr(rendering, "_TEMPLATES", templates)
    renderer = rendering.Renderer("en")
    renderer.prepare(ZoneInfo("Asia/Beirut"))
    values = {"texts": 2, "ours": False, "places": 3, "notices": 0, "titles": []}
    before = renderer.line("digest_title", values)
    for file in templates.rglob("*.txt"):
        file.write_text("{{ what_the_next_version_gives }}", encoding="utf-8")
        os.utime(file, (0, 0))
    assert renderer.line("digest_title", values) == before != ""
