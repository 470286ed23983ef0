"""OPML, in which feed readers exchange their feeds."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.opml import NoOpml, Outline, opml_text, read_opml

CREATED = "Fri, 20 Mar 2026 12:00:00 +0000"


def test_feeds_are_read_from_all_folders_each_once() -> None:
    body = """<?xml version="1.0" encoding="UTF-8"?><opml version="1.0"><head><title>mine</title></head><body>
    <outline text="News" title="News"><outline type="rss" text="ورق" xmlUrl="https://waraq.example/feed"
      htmlUrl="https://waraq.example/"/><outline text="deep"><outline text="a &amp; b" xmlurl="feed://b.example/rss?a=1&amp;b=2"/></outline></outline>
    <outline type="rss" text="again" xmlUrl="https://waraq.example/feed"/><outline type="link" text="a link" url="https://x.example"/>
    </body></opml>"""
    assert read_opml(body.encode()) == [
        Outline(url="https://waraq.example/feed", name="ورق", home="https://waraq.example/"),
        Outline(url="http://b.example/rss?a=1&b=2", name="a & b"),
    ]


@pytest.mark.parametrize("body", [b"", b"<html><body>no</body></html>", b"\x00\x01", b"{}"])
def test_what_is_no_opml_is_refused(body: bytes) -> None:
    with pytest.raises(NoOpml, match="is no OPML file"):
        read_opml(body)


def test_entities_are_not_resolved() -> None:
    body = b'<!DOCTYPE opml [<!ENTITY e SYSTEM "file:///etc/passwd">]><opml><body><outline text="&e;" xmlUrl="https://a.example/"/></body></opml>'
    assert "root" not in repr(read_opml(body))


@given(st.text(), st.text(min_size=1))
def test_what_is_written_can_be_read_whatever_is_in_it(name: str, path: str) -> None:
    text = opml_text([{"outlet": name, "url": f"https://a.example/{path}", "kind": "feed"}], created=CREATED)
    (outline,) = ElementTree.fromstring(text.encode()).iter("outline")
    assert outline.get("xmlUrl", "").startswith("https://a.example/")


def test_what_is_no_feed_is_written_as_a_link() -> None:
    text = opml_text(
        [
            {"outlet": 'A "B" <c>', "url": "https://a.example/feed?a=1&b=2", "kind": "feed"},
            {"outlet": "D", "url": "https://d.example/", "kind": "front_page"},
        ],
        created=CREATED,
    )
    feed, page = ElementTree.fromstring(text.encode()).iter("outline")
    assert (feed.get("type"), feed.get("text"), feed.get("xmlUrl")) == (
        "rss",
        'A "B" <c>',
        "https://a.example/feed?a=1&b=2",
    )
    assert (page.get("type"), page.get("url"), page.get("xmlUrl")) == ("link", "https://d.example/", None)
    assert [outline.url for outline in read_opml(text.encode())] == ["https://a.example/feed?a=1&b=2"]


def test_a_root_whose_name_is_no_name_is_no_opml() -> None:
    with pytest.raises(NoOpml):
        read_opml(b'<op:A" xmlUrl="x"><outline/>')
