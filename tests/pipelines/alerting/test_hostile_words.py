"""Whatever kind of alert and wherever a stranger's words stand in it: lines stay lines, nothing steers, nothing grows."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from alert_desks import FORMER, NOTICE, Newsroom
from recording import NOW, news, words

OTHER_RULES = """
[[alert]]
name = "copies"
channels = ["desk"]
[[alert]]
name = "words"
kind = "phrase"
words = ["{word}"]
channels = ["desk"]
[[alert]]
name = "fast"
kind = "spread"
channels = ["desk"]
"""
HOSTILE = (
    "\u202egnp.exe\u2066\u2067\u061c",
    "\x1b]8;;http://evil.example\x07x\x1b]8;;\x07\x9b31m\x7f",
    "a\u2028b\u2029c\u0085d\x0b\x0c\x1ce\r\nBcc: x@y\n# h\n\nhttp://evil.example/",
    "\ud83d half \udc00",
    "w" * 100_000,
    "ع" * 100_000,
    "\u200b\ufeff\u2060" * 3000,
    "👩‍👩‍👧‍👦" * 20_000,
    "e\u0301\u0489" * 40_000,
    "\U000e0041\U000e007f\ufff9\ufffe\uffff",
    "{{ 7*7 }}{% raw %}{# x #}{% for a in b %}",
)
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u2028-\u202e\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
MOST = {"long": 3500, "short": 1700}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("length", ["long", "short"])
@pytest.mark.parametrize("quoted", [HOSTILE, ("ع" * 100_000,)], ids=["mixed", "large"])
def test_no_alert_is_steered_by_what_it_quotes(
    tmp_path: Path, language: str, length: str, quoted: tuple[str, ...]
) -> None:
    rules = OTHER_RULES.format(word=news(1).split()[5])
    room = Newsroom(tmp_path, language=language, channel=f'length = "{length}"', rule=rules)
    desk = room.desk
    long_way = "p" * 1900
    at = NOW
    # What its texts usually do: nothing spreads.
    for n in range(24):
        desk.crawl(f"https://valley.example/earlier/{n}", {"text": words(100 + n, 60)}, at=at)
    at += timedelta(hours=1)
    for n, site in enumerate(("valley", *"abcdefghij")):
        at += timedelta(minutes=2)
        hostile = quoted[n % len(quoted)]
        story = {
            "text": f"{news(1)} {quoted[-1][:300]} {FORMER}",
            "title": f"{hostile} {n}",
            "authors": [hostile],
            "outlet": f"{hostile[:3000]} {site}" if n % 2 else None,
        }
        desk.crawl(f"https://{site}.example/{long_way}", story, at=at)
    text = f"{news(1)} {quoted[-1][:300]} {FORMER.replace('six weeks', 'nine weeks')}\n\n{NOTICE} {' '.join(quoted)[:2000]}"
    at += timedelta(hours=1)
    desk.crawl(f"https://valley.example/{long_way}", {"text": text, "title": hostile}, at=at)
    desk.fail("https://a.example/9", at=at, reason=f"HTTP 500 {hostile}")
    desk.database.note_days(now=at)
    room.now = at + timedelta(hours=1)
    told = room.told()
    assert {row["kind"] for row in desk.alerts()} >= {"copy", "phrase", "spread", "correction"}
    for message in told:
        assert not STEERING.search(message["title"] + message["text"])
        assert "\n" not in message["title"] and len(message["title"]) <= 300
        assert len(message["text"]) <= MOST[length], message["text"][:200]
        for line in message["text"].split("\n"):
            assert not re.match(r"Bcc:|# h|http://evil", line.lstrip("\u200e\u200f\u2068"))
