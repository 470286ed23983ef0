"""Write docs/cli.md from the help of the command: what `naskh --help` says, and that of each of its commands.

python docs/cli_reference.py            writes docs/cli.md
python docs/cli_reference.py --check    status 1 if that file is not what would be written
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from cli import main as naskh  # noqa: E402

PAGE = Path(__file__).with_name("cli.md")
INTRODUCTION = """\
# The command line

<!-- Written by docs/cli_reference.py from commands/: change it there. -->

Options follow the command. Data goes to stdout as UTF-8, progress and logs to stderr. Status: 0 done, 1 something
failed (the rest is stored), 2 wrong usage or configuration. Without a naskh.toml, all commands but `run` use the
defaults and `naskh.db` in the current folder. While that file does not exist, commands that read a database use
`naskh-sample.db`, the sample newswire's, and say so.
"""
_WIDTH = 100


def cli_page() -> str:
    """The text of docs/cli.md."""
    whole = _context(naskh, "naskh", None)
    contexts = [whole]
    for name in naskh.list_commands(whole):
        command = naskh.get_command(whole, name)
        assert command is not None
        contexts.append(own := _context(command, name, whole))
        if isinstance(command, click.Group):
            contexts += (_context(inner, inner_name, own) for inner_name, inner in command.commands.items())
    blocks = (f"## `{each.command_path}`\n\n```text\n{each.get_help().rstrip()}\n```\n" for each in contexts)
    return "\n".join([INTRODUCTION, *blocks])


def _context(command: click.Command, name: str, parent: click.Context | None) -> click.Context:
    return click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=_WIDTH,
        max_content_width=_WIDTH,
        help_option_names=["-h", "--help"],
    )


def main(arguments: list[str]) -> int:
    page = cli_page()
    if arguments == ["--check"]:
        return int(not PAGE.exists() or PAGE.read_text("utf-8") != page)
    PAGE.write_text(page, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
