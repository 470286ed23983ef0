"""Secrets of naskh.toml are looked for in all that a daemon and the commands write, and the rights of their files."""

from __future__ import annotations

import base64
import gzip
import json
import os
import signal
import stat
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import quote

from benchmarks.kills import Sites
from benchmarks.promises.place import Place, wait_until
from benchmarks.promises.trial import Result

_HOOK, _SIGNING, _WORD, _BOT, _MAIL = (
    "hookCanary4711x",
    base64.b64encode(b"signing canary 4712, of 32 bytes.").decode(),
    "wordCanary Zümrüt9$",
    "AAHbotCanary4714",
    "mailCanary%2F4715",
)
_SECRETS = (_HOOK, _SIGNING, _WORD, _BOT, _MAIL)
_COMMANDS = (
    ("status",),
    ("status", "--format", "json"),
    ("doctor",),
    ("alerts", "test"),
    ("alerts", "failed"),
    ("sources", "--format", "json"),
    ("visits", "--format", "json"),
    ("import", "--alerts", "more.jsonl"),
    ("alerts", "show", "1"),
    ("alerts", "waiting"),
    ("backup",),
    ("support",),
)


@dataclass(slots=True)
class Outcome:
    files: int = 0
    bytes: int = 0
    found: list[str] = field(default_factory=list)
    open_to_others: list[str] = field(default_factory=list)
    requests: int = 0


def measure(folder: Path) -> Result:
    outcome = look(folder)
    figure = (
        f"{len(_SECRETS)} secrets, used {outcome.requests} times, looked for in 5 forms in "
        f"{outcome.files} files, command lines and outputs ({outcome.bytes / 1e6:.1f} MB): found {len(outcome.found)} "
        f"times; {len(outcome.open_to_others)} files with private data can be read by others"
    )
    for name, places in (("found in", outcome.found), ("open", outcome.open_to_others)):
        figure += f"; {name}: {', '.join(places)}" if places else ""
    return Result.of(outcome.requests > 0 and not outcome.found and not outcome.open_to_others, figure)


def look(folder: Path) -> Outcome:
    """Run a daemon whose channels fail, and the commands that say most about it, with the widest umask there is."""
    outcome, place, sites = Outcome(), Place(folder), Sites(links=3)
    former = os.umask(0o022)
    try:
        with sites.served(), _failing_hook(outcome) as address:
            secret_files = {
                folder / "signing": _SIGNING,
                folder / "mail-address": f"mailto://me:{_MAIL}@b.example?smtp=127.0.0.1&to=a@b.example",
            }
            for path, secret in secret_files.items():
                path.write_text(f"{secret}\n", "utf-8")
            (folder / "naskh.toml").write_text(sites.config_text() + _CHANNELS, "utf-8")
            environment = {
                "NASKH_HOOK": f"{address}{_HOOK}",
                "NASKH_WORD": _WORD,
                "NASKH_BOT": address.replace("http", "json") + _BOT,
            }
            place.write_records("more.jsonl", 20)
            daemon = place.start("run", **environment)
            try:
                wait_until(
                    lambda: place.value("select count(*) from articles") >= 3, seconds=90, why="nothing is stored"
                )
                for command in _COMMANDS:
                    place.run(*command, **environment)
                wait_until(lambda: outcome.requests >= 3, seconds=60, why="no alert is sent")
                command_line = Path(f"/proc/{daemon.pid}/cmdline").read_bytes()
            finally:
                daemon.send_signal(signal.SIGTERM)
                daemon.wait(60)
            made = [path for path in folder.rglob("*") if path.is_file() and path not in secret_files]
            _search(outcome, made, command_line)
    finally:
        os.umask(former)
    private = [path for path in made if path.name.startswith("news.db") and not path.name.endswith(".lock")]
    private += [*folder.glob("backups/*"), *folder.glob("naskh-support*"), folder / "alerts.jsonl"]
    outcome.open_to_others = [path.name for path in private if stat.S_IMODE(path.stat().st_mode) & 0o077]
    return outcome


_CHANNELS = """
[serve]
password = "env:NASKH_WORD"
[[channel]]
name = "hook"
kind = "webhook"
url = "env:NASKH_HOOK"
secret = "file:signing"
[[channel]]
name = "mail"
url_file = "mail-address"
[[channel]]
name = "bot"
url_env = "NASKH_BOT"
[[channel]]
name = "lines"
kind = "jsonl"
path = "alerts.jsonl"
[[alert]]
name = "copies"
channels = ["hook", "mail", "bot", "lines"]
"""


def _search(outcome: Outcome, made: list[Path], command_line: bytes) -> None:
    for name, content in [("the command line", command_line), *_contents(made)]:
        outcome.files += 1
        outcome.bytes += len(content)
        for secret in _SECRETS:
            if any(form in content for form in _forms(secret)):
                outcome.found.append(name)


def _contents(made: list[Path]) -> Iterator[tuple[str, bytes]]:
    """What is in each file, and in what is packed in it."""
    for path in made:
        content = path.read_bytes()
        yield path.name, content
        if path.name.endswith(".tar.gz"):
            with tarfile.open(path) as packed:
                for member in packed:
                    inside = packed.extractfile(member)
                    yield f"{path.name}/{member.name}", inside.read() if inside else b""
        elif path.suffix == ".gz":
            yield f"{path.name}, unpacked", gzip.decompress(content)


def _forms(secret: str) -> set[bytes]:
    raw = secret.encode()
    return {
        raw,
        quote(secret, safe="").encode(),
        json.dumps(secret)[1:-1].encode(),
        base64.b64encode(raw).rstrip(b"="),
        raw.hex().encode(),
    }


class _failing_hook:
    """A webhook that refuses, with the address that it was asked at in its answer."""

    def __init__(self, outcome: Outcome) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outcome.requests += 1
                self.send_response(500)
                self.end_headers()
                self.wfile.write(f"no such hook: {self.path}".encode())

            def log_message(self, *words: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}/"

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
