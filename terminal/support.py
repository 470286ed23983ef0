"""`naskh support`: one file, without secrets, for those who look into a bug report."""

from __future__ import annotations

import io
import json
import os
import platform
import re
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from config.tables import Config
from db import Database, DatabaseError, SqliteError, error_of
from db.backup_schedule import BackupSchedule
from db.condition import warnings_of, why_not_ready
from db.soundness import SMALL_BYTES, problems_of
from pipelines.alerts.secrets import read_secret
from pipelines.text.scrubbing import Scrubber, secrets_in

_MOST_LOG_BYTES, _MOST_LOG_LINES = 512 * 1024, 1000
_MOST_ROWS, _MOST_DAMAGE = 200, 20
_REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+")
_SOURCE_FIELDS = (
    "id", "url", "kind", "outlet", "enabled", "paused_at", "every_seconds", "failures", "last_visit_at",
    "last_success_at", "next_visit_at", "last_message",
)  # fmt: skip
# In the text of a naskh.toml.
_VARIABLE = re.compile(r"env:(\w+)|url_env\s*=\s*[\"'](\w+)")
_FILE = re.compile(r"file:([^\"'\n]+)|url_file\s*=\s*[\"']([^\"'\n]+)")
_QUOTED = re.compile(r"(?m)^\s*(?:url|secret|password)\w*\s*=\s*[\"']?([^\"'\n]{6,})")
_README = """\
What is in here: versions, the settings as Naskh read them, the state of the database and its sources, the last visits,
the end of the log. What is not: texts, titles and pages, and secrets: the values of passwords, tokens and channel
addresses, names and passwords in addresses, the values of queries, and mail addresses are replaced by ***.
Addresses of sources are in here. Please look it through before you send it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the file is about. `mistakes` are the places in naskh.toml that cannot be read: then `config` is default
    and `unread` the text of the file.
    """

    config: Config
    has_config: bool
    mistakes: tuple[str, ...]
    unread: str
    database: Path
    log: Path | None


def pack(subject: Subject, target: Path, *, version: str, environment: dict[str, str], now: datetime) -> None:
    """Write the file, readable by its owner only. Raises OSError, FileExistsError too."""
    scrubber = Scrubber([*_secrets(subject), *secrets_in(environment)])
    home = environment.get("HOME", "").rstrip("/")
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out, tarfile.open(fileobj=out, mode="w:gz") as packed:
        for name, content in _files(subject, version=version, now=now):
            text = content if isinstance(content, str) else _as_json(scrubber.value(content))
            text = scrubber.text(text) if isinstance(content, str) else text
            body = (text.replace(home, "~") if len(home) > 1 else text).encode("utf-8", "replace")
            entry = tarfile.TarInfo(f"naskh-support/{name}")
            entry.size, entry.mtime, entry.mode = len(body), int(now.timestamp()), 0o600
            packed.addfile(entry, io.BytesIO(body))


def _files(subject: Subject, *, version: str, now: datetime) -> Iterator[tuple[str, Any]]:
    """Each file of the pack: its name, and its text or value. A file that cannot be made says why instead."""
    yield "README.txt", _README
    yield "versions.json", _versions(version)
    yield "config.json", _settings(subject)
    yield from _database(subject, now=now)
    yield "log.txt", _end_of_log(subject.log)


def _settings(subject: Subject) -> dict[str, Any]:
    if subject.mistakes:
        # A mistake may be a secret in the wrong place: only the place is reported.
        return {"mistakes_at": list(subject.mistakes)}
    told = subject.config.model_dump(mode="json", exclude_defaults=True)
    if "crawl" in told:
        told["crawl"] = {**told["crawl"], **({"contact": "(set)"} if subject.config.crawl.contact else {})}
    return {"has_naskh_toml": subject.has_config, "fingerprint": subject.config.fingerprint(), "settings": told}


def _database(subject: Subject, *, now: datetime) -> Iterator[tuple[str, Any]]:
    path = subject.database
    if not path.exists():
        yield "status.json", {"database": str(path), "problem": "there is no such database"}
        return
    try:
        with Database(path, read_only=True) as database:
            condition = database.condition(BackupSchedule.of(subject.config.backup, path), now=now)
            is_small = condition.database_bytes <= SMALL_BYTES
            damage = list(problems_of(path))[:_MOST_DAMAGE] if is_small else ["not checked, as it is large"]
            yield (
                "status.json",
                {
                    "ready": not why_not_ready(condition),
                    "reasons": why_not_ready(condition),
                    "warnings": warnings_of(condition),
                    "damage": damage,
                    "file": database.file_facts(),
                    **asdict(condition),
                },
            )
            sources = database.list_sources(since=None, limit=_MOST_ROWS)
            yield "sources.json", [{name: row.get(name) for name in _SOURCE_FIELDS} for row in sources]
            yield "visits.json", database.list_visits(since=None, limit=_MOST_ROWS)
            yield "failing_pages.json", database.failing_reasons(limit=_MOST_ROWS)
    except (DatabaseError, SqliteError) as error:
        yield "database.json", {"database": str(path), "problem": str(error_of(error, path) or error)}


def _versions(own: str) -> dict[str, Any]:
    return {
        "naskh": own,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processors": os.cpu_count(),
        "packages": dict(_packages()),
    }


def _packages() -> Iterator[tuple[str, str]]:
    try:
        needed = requires("naskh") or ()
    except PackageNotFoundError:
        needed = ()
    names = {match[0] for each in needed if "extra ==" not in each and (match := _REQUIREMENT.match(each))}
    # Reported for a clone that was never installed, too.
    for name in sorted(names | {"scrapy", "trafilatura", "datasette", "pydantic", "numpy"}):
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, "not installed"


def _secrets(subject: Subject) -> Iterator[str]:
    """The secrets that naskh.toml leads to; where it cannot be read, everything in it that may be a secret or lead to
    one.
    """
    config, unread = subject.config, subject.unread
    places: Sequence[str | None] = [
        config.serve.password,
        *(place for channel in config.channel for place in (channel.address, channel.secret)),
        *(f"env:{name}" for found in _VARIABLE.findall(unread) for name in found if name),
        *(f"file:{name}" for found in _FILE.findall(unread) for name in found if name),
    ]
    # Perhaps a secret in the wrong place.
    yield from _QUOTED.findall(unread)
    for place in places:
        if place and (secret := read_secret(place)):
            yield secret


def _end_of_log(path: Path | None) -> str:
    if path is None or not path.is_file():
        return (
            "There is no log file. Under systemd: journalctl -u naskh -n 500 > log.txt, then naskh support --log "
            "log.txt\n"
        )
    try:
        with path.open("rb") as file:
            file.seek(0, os.SEEK_END)
            start = max(0, file.tell() - _MOST_LOG_BYTES)
            file.seek(start)
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError as error:
        return f"The log cannot be read: {error.strerror}\n"
    # The first may be the end of a line, and of a secret in it.
    return "\n".join([*(lines[1:] if start else lines)[-_MOST_LOG_LINES:], ""])


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n"
