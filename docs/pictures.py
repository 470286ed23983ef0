"""Take the pictures of the README: pages of the sample newswire, in Debian's Chromium. `make pictures`.

Watches the sample newswire for a minute and a half in a folder of its own, serves what it found, and writes
docs/now.png, docs/text.png and docs/diff.png.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

DOCS = Path(__file__).resolve().parent
SECONDS = 90
WIDTH, HEIGHT = 1100, 760
_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
          "--disable-component-update", "--disable-sync")  # fmt: skip


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("There is no Chromium here: install Debian's package chromium, and fonts-noto-core")
    with tempfile.TemporaryDirectory() as folder:
        port = "8767"
        command = [sys.executable, "-P", "-m", "cli", "run", "--serve", "--port", port]
        watching = subprocess.Popen(command, cwd=folder, env=_environment(), stderr=subprocess.DEVNULL)
        try:
            time.sleep(SECONDS)
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=chromium, args=list(_FLAGS))
                _take(browser, f"http://127.0.0.1:{port}")
                browser.close()
        finally:
            watching.send_signal(signal.SIGINT)
            watching.wait(30)


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(DOCS.parent)}


def _take(browser: Browser, address: str) -> None:
    texts = json.load(urllib.request.urlopen(f"{address}/now.json"))["texts"]
    widest = texts[0]["cluster"]
    carriers = json.load(urllib.request.urlopen(f"{address}/text/{widest}.json"))["carriers"]
    changed = min(carriers[1:], key=lambda row: row["share_of_first"] or 1)
    for name, path in (
        ("now", "/?lang=en"),
        ("text", f"/text/{widest}?lang=ar"),
        ("diff", f"/diff/{carriers[0]['id']}/{changed['id']}?lang=ar"),
    ):
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(address + path)
        if name == "diff":
            page.locator(".pair").evaluate("pair => pair.scrollIntoView({behavior: 'instant'})")
        page.screenshot(path=str(DOCS / f"{name}.png"))
        page.close()


if __name__ == "__main__":
    main()
