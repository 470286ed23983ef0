"""What the README shows is a command that exists, with options that it takes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import pytest
from click import Context
from places import ROOT

from cli import main
from config.loading import parse_config


def shown_commands() -> Iterator[str]:
    """Each command behind a prompt, without the remark that follows it; a pipe shows several."""
    for block in re.findall(r"```console\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                yield from (part.strip() for part in re.split(r"\s#\s", line[2:])[0].split("|"))


NASKH = [command for command in shown_commands() if command.startswith("naskh ")]
MAKE = [command for command in shown_commands() if command.startswith("make ")]


def test_the_readme_shows_commands() -> None:
    assert len(NASKH) > 10 and "make run" in MAKE


@pytest.mark.parametrize("shown", NASKH)
def test_a_shown_command_is_understood(shown: str) -> None:
    _, name, *arguments = shlex.split(shown)
    command = main.get_command(Context(main), name)
    assert command is not None
    command.make_context(name, arguments).close()


@pytest.mark.parametrize("shown", MAKE)
def test_a_shown_target_is_in_the_makefile(shown: str) -> None:
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(shown.split()[1:]) <= set(targets)


@pytest.mark.parametrize("shown", re.findall(r"```toml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL))
def test_a_shown_configuration_is_understood(shown: str) -> None:
    assert parse_config(shown).source
