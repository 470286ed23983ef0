"""The bytes of a page as they are kept, and as a WARC file (ISO 28500), which tools for archived pages read.

They stand in a `resource` record: a `response` would have to hold all headers as the server sent them, of which the
database keeps a few. Those are in a `metadata` record about it. The same page gives the same file.
"""

from __future__ import annotations

import hashlib
import io
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from warcio.warcwriter import WARCWriter

from db.store import Row
from pipelines.evidence.missing import What
from pipelines.evidence.shown_addresses import shown_address
from pipelines.text.harmless import one_address, one_line

State = Literal["kept", "not_kept", "no_page", "damaged"]
_TYPES = {"html": "text/html", "text": "text/plain"}
_LACKS: Mapping[State, What] = {
    "not_kept": "bytes_not_kept",
    "no_page": "bytes_never_fetched",
    "damaged": "bytes_damaged",
}
_UNKNOWN_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBytes:
    """`is_last_fetch`: whether they are what the last fetch brought; None where that is not known."""

    state: State
    body: bytes = b""
    is_last_fetch: bool | None = None

    @property
    def lacks(self) -> tuple[What, ...]:
        """The words of `missing` for it."""
        if self.state == "kept":
            return ("bytes_of_another_fetch",) if self.is_last_fetch is False else ()
        return (_LACKS[self.state],)

    @property
    def sha256(self) -> str | None:
        return hashlib.sha256(self.body).hexdigest() if self.state == "kept" else None


def kept_bytes(raw: bytes | None, page: Row) -> KeptBytes:
    """The bytes of a page from its column `raw` (zlib); `page` has `kind` and `body_hash`."""
    if raw is None:
        return KeptBytes(state="no_page" if page["kind"] == "record" else "not_kept")
    try:
        body = zlib.decompress(raw)
    except zlib.error:
        return KeptBytes(state="damaged")
    known = page["body_hash"]
    same = None if known is None else hashlib.blake2b(body, digest_size=16).digest() == known
    return KeptBytes(state="kept", body=body, is_last_fetch=same)


def archived(page: Mapping[str, Any], body: bytes, *, software: str) -> bytes:
    """A WARC file of a page: `page` is as evidence.json has it."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    address, at = _address(page), _moment(page)
    info = writer.create_warcinfo_record(
        f"page-{page['id']}.warc", {"software": software, "format": "WARC File Format 1.0"}
    )
    info.rec_headers.replace_header("WARC-Date", at)
    info.rec_headers.replace_header("WARC-Record-ID", _record_id("warcinfo", address, at))
    writer.write_record(info)
    own = _record_id("resource", address, at, body)
    media_type = one_line(page["content_type"] or "") or _TYPES.get(page["kind"] or "", _UNKNOWN_TYPE)
    # Only a `resource` without headers of HTTP is written as it is: warcio would look for them in the body.
    headers = {"WARC-Record-ID": own, "WARC-Date": at, "WARC-Target-URI": address}
    record = writer.create_warc_record("", "resource", warc_content_type=media_type, warc_headers_dict=headers)
    record.raw_stream, record.length, record.payload_length = io.BytesIO(body), len(body), len(body)
    record.rec_headers.remove_header("WARC-Payload-Digest")
    writer.write_record(record)
    fields = "".join(f"{name}: {one_line(str(value))}\r\n" for name, value in _known_of(page)).encode()
    about = {
        "WARC-Record-ID": _record_id("metadata", address, at, fields),
        "WARC-Date": at,
        "WARC-Target-URI": address,
        "WARC-Refers-To": own,
    }
    writer.write_record(
        writer.create_warc_record(
            "", "metadata", payload=io.BytesIO(fields), length=len(fields), warc_headers_dict=about
        )
    )
    return out.getvalue()


def _known_of(page: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What the database keeps of the answer, in words of its own: these are not headers as they were sent."""
    names = ("http_status", "content_type", "etag", "last_modified", "final_url", "fetched_at", "text_read_at")
    known = [(name.replace("_", "-"), page[name]) for name in names if page[name] is not None]
    is_last: bool | None = page["bytes"]["is_last_fetch"]
    return [*known, ("bytes-are-of-the-last-fetch", "unknown" if is_last is None else str(is_last).lower())]


def _address(page: Mapping[str, Any]) -> str:
    return one_address(shown_address(page["final_url"] or page["url"]))


def _moment(page: Mapping[str, Any]) -> str:
    """When the page was fetched; where that is not known, when it was read."""
    at: str = (page["fetched_at"] if page["bytes"]["is_last_fetch"] else None) or page["text_read_at"]
    return at or page["first_seen_at"]


def _record_id(*parts: str | bytes) -> str:
    said = b"\0".join(part if isinstance(part, bytes) else part.encode("utf-8", "replace") for part in parts)
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, hashlib.sha256(said).hexdigest())}>"
