"""Does every message arrive when the process that sends it is killed? `python -m benchmarks.outbox --kills 100`.

A thousand alerts are due to a webhook and to a jsonl file. The webhook refuses one request in ten and hangs at one in
twenty. The sending process is killed with SIGKILL at random, each time while a request is on its way or just answered.
Prints how many messages were lost, how many came twice, and whether any came under another id or text.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

from config.loading import parse_config
from db import Database
from db.deliveries import Tells
from db.writer import Writer
from model import Alert, Message
from pipelines.alerts.deliver import deliver_due

_BEGAN = datetime(2025, 3, 21, 12, tzinfo=UTC)
# Minutes of waiting between two attempts pass in seconds.
_HASTE = 120
_FAILS, _HANGS = 10, 20
_HANG_SECONDS = 0.2
_CONFIG = """
[[channel]]
name = "hook"
kind = "webhook"
url = "env:NASKH_OUTBOX_HOOK"
[[channel]]
name = "file"
kind = "jsonl"
path = "alerts.jsonl"
[[alert]]
name = "copies"
channels = ["hook", "file"]
"""


@dataclass(slots=True)
class Outcome:
    """What came of it. `repeats` are messages that the webhook took more than once; `changed` those that came under
    one id with two texts, or that nobody sent.
    """

    messages: int
    kills: int = 0
    requests: int = 0
    lost: int = 0
    repeats: int = 0
    changed: int = 0
    lines: int = 0
    lines_lost: int = 0
    lines_twice: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class _Webhook:
    """Refuses and hangs now and then. `came` is set with every request, when it came and when it was answered."""

    chance: random.Random
    bodies: dict[str, Counter[bytes]] = field(default_factory=dict)
    requests: int = 0
    came: threading.Event = field(default_factory=threading.Event)

    def wait_for(self, requests: int, sender: subprocess.Popen[bytes]) -> None:
        """Until so many requests came, or the sender has ended."""
        while self.requests < requests and sender.poll() is None:
            self.came.wait(0.2)
            self.came.clear()

    @contextlib.contextmanager
    def served(self) -> Iterator[str]:
        webhook, lock = self, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with lock:
                    webhook.requests += 1
                    fails, hangs = (webhook.chance.random() < 1 / often for often in (_FAILS, _HANGS))
                    if not (fails or hangs):
                        webhook.bodies.setdefault(self.headers["webhook-id"], Counter())[body] += 1
                webhook.came.set()
                if hangs:
                    time.sleep(_HANG_SECONDS)
                    self.close_connection = True
                    return
                self.send_response(500 if fails else 200)
                self.end_headers()
                webhook.came.set()

            def log_message(self, *words: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *request: object) -> None:
                """Who sent it was killed."""

        server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            server.server_close()


def run(folder: Path, *, messages: int, kills: int, seed: int) -> Outcome:
    """Have the messages sent from a database in the folder, and the sender killed so many times."""
    outcome, chance, started = Outcome(messages=messages), random.Random(seed), time.monotonic()
    ids = _fill(folder / "naskh.db", messages)
    webhook = _Webhook(chance=random.Random(seed))
    with webhook.served() as address:
        while True:
            sender = _sender(folder, address)
            if outcome.kills >= kills:
                assert sender.wait() == 0, "the sender failed by itself"
                break
            webhook.wait_for(webhook.requests + 1 + chance.randrange(max(messages // kills, 1)), sender)
            time.sleep(chance.choice((0, 0, 0.001, 0.003, 0.01)))
            if sender.poll() is not None:
                assert sender.returncode == 0, "the sender failed by itself"
                break
            sender.send_signal(signal.SIGKILL)
            sender.wait()
            outcome.kills += 1
        outcome.requests = webhook.requests
    hook, file = ids["hook"], ids["file"]
    outcome.lost = len(hook - webhook.bodies.keys())
    outcome.repeats = sum(sum(bodies.values()) > 1 for bodies in webhook.bodies.values())
    outcome.changed = len(webhook.bodies.keys() - hook) + sum(len(bodies) > 1 for bodies in webhook.bodies.values())
    lines = Counter(json.loads(line)["id"] for line in (folder / "alerts.jsonl").read_bytes().splitlines())
    outcome.lines, outcome.lines_lost = sum(lines.values()), len(file - lines.keys())
    outcome.lines_twice = sum(count > 1 for count in lines.values())
    outcome.seconds = time.monotonic() - started
    return outcome


def _fill(path: Path, messages: int) -> dict[str, set[str]]:
    """Put messages into the outbox: their ids, by channel."""
    ids: dict[str, set[str]] = {"hook": set(), "file": set()}
    with Database(path) as database, database.transaction():
        for number in range(messages):
            title, text = f"{number}: محاريث الثلج", "ذكاء اصطناعي\n" * 20
            alert_id = database.add_alert(Alert(rule="copies", title=title, text=text), now=_BEGAN)
            for channel, known in ids.items():
                message = Message(id=str(uuid4()), channel=channel, kind="alert", title=title, text=text)
                database.add_delivery(message, tells={alert_id: Tells(copies=1)}, now=_BEGAN)
                known.add(message.id)
    return ids


def _sender(folder: Path, address: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.outbox", "--send"],
        cwd=folder,
        env={**os.environ, "NASKH_OUTBOX_HOOK": address, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _send_all() -> None:
    """What the process that is killed does: what the daemon does, without its pauses, until nothing waits."""
    config = parse_config(_CONFIG)

    async def send(database: Database, writer: Writer) -> None:
        while "waiting" in database.delivery_counts():
            if not await deliver_due(database, writer, config, clock=_clock, under_way={}):
                await asyncio.sleep(0.05)

    with Database(Path("naskh.db"), read_only=True) as database, Writer(database.path) as writer:
        asyncio.run(send(database, writer))


def _clock() -> datetime:
    return _BEGAN + timedelta(seconds=(time.time() % 1e6) * _HASTE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=100, help="how many times the sender is killed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--send", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.send:
        _send_all()
        return
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder), messages=options.messages, kills=options.kills, seed=options.seed)
    print(f"{outcome.messages} messages to each channel, {outcome.kills} kills, {outcome.seconds:.0f} s")
    print(f"webhook: {outcome.requests} requests, {outcome.lost} lost, {outcome.repeats} came more than once")
    print(f"         {outcome.changed} under another id or with another text")
    print(f"jsonl:   {outcome.lines} lines, {outcome.lines_lost} lost, {outcome.lines_twice} stand there twice")
    sys.exit(bool(outcome.lost or outcome.changed or outcome.lines_lost))


if __name__ == "__main__":
    main()
