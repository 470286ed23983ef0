"""Write the last messages as an Atom feed (RFC 4287) and a JSON Feed 1.1 beside it. A reader never sees half a file."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from db.store import Row
from pipelines.alerts.message_html import html_of

MESSAGES = 100
# https://www.jsonfeed.org/version/1.1/
_VERSION = "https://jsonfeed.org/version/1.1"
_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_AUTHOR = "Naskh"
# XML 1.0, section 2.2: nothing else may stand in a document.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed_paths(path: str) -> tuple[Path, Path]:
    """The Atom file and the JSON file of a channel's path: `alerts.atom` and `alerts.json`."""
    atom = Path(path)
    return (atom.with_suffix(".atom") if atom.suffix == ".json" else atom), atom.with_suffix(".json")


def write_feed(path: str, name: str, language: str | None, first_id: str, messages: Sequence[Row]) -> None:
    """Write both files of a channel, the newest message first. `first_id` is the id of its first message ever, which
    gives the feed its own. Raises OSError.
    """
    atom, json_feed = feed_paths(path)
    _replace(atom, atom_feed(name, language, first_id, messages))
    _replace(json_feed, json_feed_of(name, language, messages))


def atom_feed(name: str, language: str | None, first_id: str, messages: Sequence[Row]) -> bytes:
    """The messages as an Atom feed."""
    from lxml import etree

    # lxml's own name for the namespace that needs no prefix is None, which its stubs do not know.
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]
    if language is not None:
        feed.set(_LANGUAGE, language)

    def add(parent: etree._Element, tag: str, text: str, **attributes: str) -> etree._Element:
        child = etree.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
        child.text = _NOT_IN_XML.sub("\ufffd", text)
        return child

    add(feed, "id", uuid5(NAMESPACE_URL, f"naskh:feed:{name}:{first_id}").urn)
    add(feed, "title", _title(name))
    add(feed, "updated", max(message["created_at"] for message in messages))
    add(etree.SubElement(feed, f"{{{_ATOM}}}author"), "name", _AUTHOR)
    add(feed, "generator", _AUTHOR)
    for message in messages:
        entry = etree.SubElement(feed, f"{{{_ATOM}}}entry")
        add(entry, "id", _urn(message["message_id"]))
        add(entry, "title", message["title"], type="text")
        add(entry, "updated", message["created_at"])
        add(entry, "published", message["created_at"])
        add(entry, "content", html_of(message["text"]), type="html")
    return bytes(etree.tostring(feed, encoding="utf-8", xml_declaration=True, pretty_print=True))


def json_feed_of(name: str, language: str | None, messages: Sequence[Row]) -> bytes:
    """The messages as a JSON Feed."""
    feed = {
        "version": _VERSION,
        "title": _title(name),
        "authors": [{"name": _AUTHOR}],
        **({"language": language} if language is not None else {}),
        "items": [
            {
                "id": _urn(message["message_id"]),
                "title": message["title"],
                "content_html": html_of(message["text"]),
                "content_text": message["text"],
                "date_published": message["created_at"],
            }
            for message in messages
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _title(name: str) -> str:
    return f"Naskh: {name}"


def _urn(message_id: str) -> str:
    try:
        return UUID(message_id).urn
    except ValueError:
        # Messages of older versions have ids of another kind.
        return uuid5(NAMESPACE_URL, f"naskh:message:{message_id}").urn


def _replace(path: Path, content: bytes) -> None:
    """Put a file in the place of another in one step, on disk when this returns."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            # A web server reads it, under another user as a rule.
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
