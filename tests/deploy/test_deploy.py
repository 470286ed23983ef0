"""The unit and the image hold what they must: they cannot be run here, but what they say can be read."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib

import pytest
from places import ROOT

DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
UNIT = ROOT / "deploy" / "naskh.service"


def settings(section: str) -> dict[str, str]:
    """The settings of a section of the unit; of one that is given twice, the last."""
    found: dict[str, str] = {}
    current = ""
    for line in UNIT.read_text("utf-8").splitlines():
        if line.startswith("["):
            current = line.strip("[]")
        elif current == section and "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found[name] = value
    return found


def test_the_image_holds_all_that_is_installed() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["only-include"]
    named = [name for line in re.findall(r"^COPY (?!--)(.+)$", DOCKERFILE, re.MULTILINE) for name in line.split()[:-1]]
    copied = {path.name for name in named for path in ROOT.glob(name)}
    assert set(wanted) <= copied
    assert {"requirements.lock", "pyproject.toml", "README.md", "LICENSE"} <= copied
    assert all(any(ROOT.glob(name)) for name in named)


def test_the_image_runs_as_nobody_and_writes_only_its_data() -> None:
    last = DOCKERFILE.rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", last, re.MULTILINE), "a number that is not root"
    assert "RUN " not in last, "what builds stays in the first stage"
    assert re.search(r"^VOLUME /data$", last, re.MULTILINE) and re.search(r"^WORKDIR /data$", last, re.MULTILINE)
    assert "PYTHONDONTWRITEBYTECODE=1" in last and "--read-only" in DOCKERFILE
    assert "--require-hashes" in DOCKERFILE and "ADD " not in DOCKERFILE
    assert not re.search(r"(?i)password=\S|secret=\S|token=\S", last)


def test_the_image_says_whether_it_works() -> None:
    assert re.search(r"^HEALTHCHECK .*\n\s+CMD \[.*/-/health", DOCKERFILE, re.MULTILINE)
    assert 'CMD ["run", "--serve"]' in DOCKERFILE, "the pages answer the health check"
    assert "STOPSIGNAL SIGTERM" in DOCKERFILE


def test_the_image_passes_the_linter() -> None:
    linter = shutil.which("hadolint")
    if linter is None:
        pytest.skip("hadolint is not installed")
    done = subprocess.run([linter, str(ROOT / "deploy" / "Dockerfile")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_unit_waits_until_the_daemon_is_ready_and_watches_it() -> None:
    service = settings("Service")
    assert (service["Type"], service["NotifyAccess"]) == ("notify", "main")
    # With its start, a daemon that stands still works again within a minute.
    assert int(service["WatchdogSec"]) + int(service["RestartSec"]) <= 45 and service["Restart"] == "on-failure"
    # A stop takes 25 s at most; wrong settings are not tried again.
    assert int(service["TimeoutStopSec"]) > 25 and service["RestartPreventExitStatus"] == "2"
    assert service["ExecStart"].endswith("/naskh run --serve") and service["User"] not in ("", "root")


def test_the_unit_leaves_the_daemon_little() -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not installed")
    done = subprocess.run(
        [tool, "security", "--offline=true", "--no-pager", str(UNIT)], capture_output=True, text=True, check=False
    )
    score = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert score, done.stdout + done.stderr
    # docs/operations.md names it; 0 is best, 10 worst.
    assert float(score[1]) <= 1.5, done.stdout
