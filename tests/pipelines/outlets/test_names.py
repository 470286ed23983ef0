"""Whose page and whose story it is, where a record names its outlet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from recording import NOW, Desk

from model import Page, Story
from pipelines.outlets.names import OutletNames

TOML = """
[[outlet]]
name = "Hub"
domains = ["hub.example"]

[[outlet]]
name = "أخبار"
domains = ["أخبار.مصر"]
"""


@pytest.mark.parametrize(
    ("url", "named", "carrier", "outlet"),
    [
        ("https://waraq.example/1", "Waraq", "Waraq", "Waraq"),
        ("https://hub.example/1", "Waraq", "Hub", "Waraq"),
        ("https://waraq.example/1", None, "waraq.example", "waraq.example"),
        ("file:///waraq.jsonl", "Waraq", "Waraq", "Waraq"),
        # Who calls an outlet by its domain means the one that has it.
        ("file:///waraq.jsonl", "hub.example", "Hub", "Hub"),
        ("https://hub.example/1", "www.hub.example", "Hub", "Hub"),
        ("https://hub.example/1", "أخبار.مصر", "Hub", "أخبار"),
        ("https://waraq.example/1", "waraq.example", "waraq.example", "waraq.example"),
        ("https://waraq.example/1", "Dr. hub.example", "Dr. hub.example", "Dr. hub.example"),
        ("https://أخبار.مصر/1", None, "أخبار", "أخبار"),
        ("https://www.xn--igbicxr.xn--wgbh1c/1", None, "أخبار", "أخبار"),
    ],
)
def test_a_record_names_the_outlet_of_its_page_unless_the_domain_is_anothers(
    tmp_path: Path, url: str, named: str | None, carrier: str, outlet: str
) -> None:
    desk = Desk(tmp_path, TOML)
    names = OutletNames(desk.database)
    page = Page(url=url, kind="record", body=json.dumps({"url": url, "text": "x", "outlet": named}).encode())
    with desk.database.transaction():
        found = names.of(page, Story(position=0, text="x", outlet=named), now=NOW)
    assert [names.name(each) for each in found] == [carrier, outlet]
    # Before it is read, the same: what the page's outlet repeats is given to the worker with it.
    assert OutletNames(desk.database).known(page) == found[0]


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"outlet": 7, "source": null}', b'{"outlet": " "}'])
def test_a_record_that_cannot_be_read_has_the_outlet_of_its_address(tmp_path: Path, body: bytes) -> None:
    desk = Desk(tmp_path, TOML)
    hub = OutletNames(desk.database).known(Page(url="https://hub.example/1", kind="record", body=body))
    assert OutletNames(desk.database).name(hub) == "Hub"
