"""The page of an article as it came: its source, to be read and never to be run."""

from __future__ import annotations

import zlib
from typing import Any

from pipelines.reading.html.charset import decode_html
from pipelines.text.decode import decode_text
from web.site import NotThere, View

# Of a longer page the beginning is shown: a browser takes long over more.
_MOST_BYTES = 2_000_000


def data(view: View) -> dict[str, Any]:
    database, number = view.database, view.number("id")
    row = database.article_row(number)
    if row is None:
        raise NotThere(view.words("article.missing", id=str(number)))
    page = database.kept_page(row["page_id"])
    body = _unpacked(page["raw"]) if page["raw"] is not None and not view.site.no_text else None
    return {
        "article": {key: row[key] for key in ("id", "title", "url", "language")},
        "state": _state(page, body, is_hidden=view.site.no_text),
        "fetched_at": page["fetched_at"],
        "kept_until": page["raw_until"],
        "content_type": page["content_type"],
        "is_cut": body is not None and len(body) > _MOST_BYTES,
        "source": None if body is None else _decoded(body[:_MOST_BYTES], page),
    }


def _state(page: dict[str, Any], body: bytes | None, *, is_hidden: bool) -> str:
    """`kept`, `hidden`, `damaged`, `record` (there never was a page) or `gone`."""
    if is_hidden:
        return "hidden"
    if body is not None:
        return "kept"
    if page["raw"] is not None:
        return "damaged"
    return "record" if page["kind"] == "record" else "gone"


def _unpacked(raw: bytes) -> bytes | None:
    """The source, up to one byte more than is shown, which says that there is more; None where it is damaged."""
    unpacking = zlib.decompressobj()
    try:
        body = unpacking.decompress(raw, _MOST_BYTES + 1)
    except zlib.error:
        return None
    return body if unpacking.eof or len(body) > _MOST_BYTES else None


def _decoded(body: bytes, page: dict[str, Any]) -> str:
    text = decode_text(body) if page["kind"] == "text" else decode_html(body, page["content_type"])
    # HTML has no way to write it.
    return text.replace("\0", "\ufffd")
