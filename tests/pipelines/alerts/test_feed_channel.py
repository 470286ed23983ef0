"""Feed readers read the last messages, whenever they look."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import feedparser
import pytest
from lxml import etree
from recording import NOW, Desk, news

from pipelines.alerts.feed_channel import atom_feed, feed_paths, json_feed_of

ATOM = "{http://www.w3.org/2005/Atom}"
CONFIG = """
[reader]
language = "ar"
[[channel]]
name = "feed"
kind = "feed"
path = "{path}"
[[alert]]
name = "copies"
channels = ["feed"]
"""
HOSTILE = (
    '<script>alert(1)</script> &amp; ]]> \x0b\x1b\ufffe \ud83d «ذكاء»\nhttps://evil.example/?a=1&b="x"\'>\n<b>bold'
)


def alerted(folder: Path, *, copies: int) -> Desk:
    desk = Desk(folder, CONFIG.replace("{path}", str(folder / "alerts.atom")))
    for n in range(copies):
        for outlet in ("first", "second"):
            story = {"text": news(n), "title": f"محاريث <b>الثلج</b> & {n}"}
            desk.crawl(f"https://{outlet}{n}.example/1", story, at=NOW + timedelta(minutes=n))
        desk.deliver(NOW + timedelta(minutes=n))
    return desk


def messages(desk: Desk) -> list[dict[str, Any]]:
    return desk.database.latest_messages("feed", limit=1000)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return alerted(tmp_path, copies=3)


def test_a_feed_reader_reads_the_messages_newest_first(desk: Desk, tmp_path: Path) -> None:
    feed = feedparser.parse((tmp_path / "alerts.atom").read_bytes())
    assert not feed.bozo and feed.version == "atom10"
    assert feed.feed.language == "ar" and feed.feed.author == "Naskh"
    said = messages(desk)
    assert [entry.id for entry in feed.entries] == [f"urn:uuid:{row['message_id']}" for row in said]
    assert [entry.title for entry in feed.entries] == [row["title"] for row in said]
    assert feed.entries[0].updated == said[0]["created_at"] == feed.feed.updated
    assert "محاريث &lt;b&gt;الثلج&lt;/b&gt; &amp; 2" in feed.entries[0].content[0].value


def test_the_json_feed_says_the_same(desk: Desk, tmp_path: Path) -> None:
    feed = json.loads((tmp_path / "alerts.json").read_text("utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["title"]
    assert feed["language"] == "ar" and feed["authors"] == [{"name": "Naskh"}]
    for item, row in zip(feed["items"], messages(desk), strict=True):
        assert item["id"] == f"urn:uuid:{row['message_id']}" and isinstance(item["id"], str)
        assert (item["title"], item["content_text"]) == (row["title"], row["text"])
        assert item["content_html"]
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None


def test_it_is_what_the_specification_of_json_feed_asks_for(desk: Desk, tmp_path: Path) -> None:
    # https://www.jsonfeed.org/version/1.1/: "version", "title" and "items" are required, of an item "id" and a content.
    raw = (tmp_path / "alerts.json").read_bytes()
    feed = json.loads(raw.decode("utf-8"))
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert set(feed) == {"version", "title", "authors", "language", "items"}
    assert all(isinstance(feed[name], str) and feed[name] for name in ("version", "title", "language"))
    assert isinstance(feed["items"], list) and len(feed["items"]) == 3
    assert all(set(author) <= {"name", "url", "avatar"} and author for author in feed["authors"])
    for item in feed["items"]:
        assert set(item) == {"id", "title", "content_html", "content_text", "date_published"}
        assert all(isinstance(value, str) and value for value in item.values())
        # RFC 3339, section 5.6.
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", item["date_published"])
    assert len({item["id"] for item in feed["items"]}) == 3


def test_it_is_what_the_specification_of_atom_asks_for(desk: Desk, tmp_path: Path) -> None:
    # RFC 4287, sections 4.1.1 and 4.1.2.
    root = etree.fromstring((tmp_path / "alerts.atom").read_bytes())
    assert root.tag == f"{ATOM}feed" and root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    seen = []
    for element in [root, *root.iter(f"{ATOM}entry")]:
        for tag in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{tag}")) == 1
        own = str(element.findtext(f"{ATOM}id"))
        assert UUID(own.removeprefix("urn:uuid:")).urn == own
        seen.append(own)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(element.findtext(f"{ATOM}updated")))
    for entry in root.iter(f"{ATOM}entry"):
        # Without a link of rel="alternate" an entry has a content; of type "html" it holds text alone (4.1.2, 4.1.3.3).
        [content] = entry.findall(f"{ATOM}content")
        assert content.get("type") == "html" and content.text and len(content) == 0
    known = {"id", "title", "updated", "author", "name", "generator", "entry", "published", "content", "feed"}
    assert {etree.QName(element).localname for element in root.iter()} == known
    assert all(etree.QName(element).namespace == ATOM[1:-1] for element in root.iter())
    assert len(set(seen)) == len(seen) == 4


@pytest.mark.slow
def test_it_keeps_its_id_and_its_last_hundred(tmp_path: Path) -> None:
    desk = alerted(tmp_path, copies=2)
    before = feedparser.parse((tmp_path / "alerts.atom").read_bytes())
    connection = desk.database.connection
    for n in range(120):
        connection.execute(
            "insert into deliveries (channel, kind, message_id, title, text, status, attempts, created_at, "
            "next_attempt_at) values ('feed', 'alert', ?, 'title', 'text', 'waiting', 0, ?, ?)",
            [f"delivery-{n}", *["2025-03-22T00:00:00Z"] * 2],
        )
    while desk.deliver(NOW + timedelta(days=1)):
        pass
    after = feedparser.parse((tmp_path / "alerts.atom").read_bytes())
    assert not after.bozo and len(after.entries) == 100
    assert after.feed.id == before.feed.id
    assert len({entry.id for entry in after.entries}) == 100
    assert len(json.loads((tmp_path / "alerts.json").read_text("utf-8"))["items"]) == 100


def test_a_file_that_was_lost_comes_back(desk: Desk, tmp_path: Path) -> None:
    for name in ("alerts.atom", "alerts.json"):
        before = (tmp_path / name).read_bytes()
        (tmp_path / name).unlink()
        assert desk.deliver(NOW + timedelta(hours=1)) == 0
        assert (tmp_path / name).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir() if "alerts" in path.name) == ["alerts.atom", "alerts.json"]


def test_what_a_page_says_is_text_in_a_feed() -> None:
    rows = [{"message_id": "delivery-1", "title": HOSTILE, "text": HOSTILE, "created_at": "2025-03-21T12:00:00Z"}]
    feed = feedparser.parse(atom_feed("feed", None, "1", rows), sanitize_html=False)
    assert not feed.bozo
    [entry] = feed.entries
    [item] = json.loads(json_feed_of("feed", None, rows))["items"]
    for content in (entry.content[0].value, item["content_html"]):
        assert "<script" not in content and "<b>" not in content
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;" in content
        assert 'href="https://evil.example/?a=1&amp;b=&quot;x&quot;&#x27;&gt;"' in content
    assert entry.title_detail.type == "text/plain"


def test_a_feed_that_cannot_be_written_waits(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CONFIG.replace("{path}", str(tmp_path / "nowhere" / "alerts.atom")))
    for outlet in ("first", "second"):
        desk.crawl(f"https://{outlet}.example/1", news(1))
    assert desk.deliver() == 0
    [row] = desk.database.deliveries_of_alert(1)
    assert row["status"] == "waiting" and row["error"].endswith("cannot be written (No such file or directory)")


@pytest.mark.parametrize("path", ["alerts.atom", "alerts.json", "alerts.xml", "alerts"])
def test_both_files_have_names_of_their_own(path: str) -> None:
    atom, json_feed = feed_paths(path)
    assert atom != json_feed and json_feed.name == "alerts.json"
