"""Pages out of files that hold many: feeds with whole articles, and WARC archives. Fetches nothing."""

from __future__ import annotations

import hashlib
import html
import io
import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from crawler.entries import read_entries
from crawler.feeds import contents_of
from crawler.findings import FileProblem, Skipped
from crawler.markup import has_huge_tag, repaired
from crawler.unpack import MAX_DOCUMENT_BYTES, UNREADABLE, TooLarge, decoded, read_document
from model import Hints, Page
from pipelines.reading.feed_content import content_page, entry_content

_MOST_OF_A_TAG = 64 * 1024
_HEADER_BYTES = 1024 * 1024
_PUBLISHED = "publish"
_HTML_TYPES = ("text/html", "application/xhtml+xml")


def feed_pages(body: bytes, *, path: str, address: str) -> Iterator[Page | FileProblem | Skipped]:
    """The entries of a feed that carry their whole text, each a page at the entry's link.

    `address` stands for an entry that has no link.
    """
    if has_huge_tag(body, _MOST_OF_A_TAG):
        yield FileProblem(path=path, reason="has a tag of more than 64 kB; not read")
        return
    try:
        feed = read_entries(repaired(body))
    except Exception as error:
        # The parser may raise anything on a stranger's file: that file is reported, and the rest goes on.
        yield FileProblem(path=path, reason=f"cannot be read as a feed ({type(error).__name__})")
        return
    if not feed.entries:
        if feed.version:
            yield Skipped(path=path, reason="feed without entries")
        elif feed.trouble:
            yield FileProblem(path=path, reason=f"cannot be read as a feed ({feed.trouble})")
        else:
            yield Skipped(path=path, reason="XML, but not a feed")
    if feed.lost:
        yield FileProblem(path=path, reason=f"{feed.lost} entries of the feed cannot be read")
    language = feed.about.get("language") or None
    for entry in feed.entries:
        # An export of WordPress (WXR) has drafts too.
        if (status := entry.get("wp_status") or _PUBLISHED) != _PUBLISHED:
            yield Skipped(path=path, reason=f"feed entry that is not published ({_clean(status)[:40]})")
            continue
        page = _entry_page(entry, address, language)
        yield page if page else Skipped(path=path, reason="feed entry without its whole text")


def warc_pages(stream: io.BufferedReader, *, path: str) -> Iterator[Page | FileProblem | Skipped]:
    """The HTML answers of a WARC archive, plain bytes in, one record in memory at a time.

    Every other answer is skipped with its reason. Broken data ends the archive with a problem.
    """
    metered = _Metered(stream)
    number = 0
    try:
        # The HTTP headers of each record are read by themselves: broken ones cost that record only.
        for record in ArchiveIterator(metered, no_record_parse=True):
            number += 1
            metered.left = math.inf
            if record.rec_type in ("response", "resource", "revisit"):
                yield _record_page(record, path, number)
            while record.raw_stream.read(65536):
                pass
            metered.left = _HEADER_BYTES
    except Exception as error:
        # On headers that it does not expect, warcio lets any error of Python through.
        says = str(error).strip().splitlines() or [type(error).__name__]
        yield FileProblem(path=path, line=number + 1, reason=f"the archive cannot be read on from here: {says[0]}")
    if number == 0 and metered.empty:
        yield FileProblem(path=path, reason="is empty")


class _Metered:
    """Bounds what is read between two records: headers come in lines of any length otherwise."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self.left: float = _HEADER_BYTES
        self.empty = True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read1(size)
        self.empty = self.empty and not data
        self.left -= len(data)
        if self.left < 0:
            raise TooLarge("a record's header is larger than 1 MiB")
        return data


def _entry_page(entry: Any, address: str, language: str | None) -> Page | None:
    content = entry_content(contents_of(entry), entry.get("summary") or "")
    if content is None:
        return None
    url, title = entry.get("link") or address, entry.get("title", "")
    names = [author.get("name") for author in entry.get("authors", ())]
    return Page(
        url=_clean(url),
        kind="html",
        body=content_page(_text(title), content),
        content_type="text/html; charset=utf-8",
        import_key=_key("entry", url, title, content),
        hints=Hints(
            title=_clean(_text(title)) or None,
            published=dict.get(entry, "published") or None,
            updated=dict.get(entry, "updated") or None,
            authors=tuple(_clean(name) for name in names if name),
            outlet=_clean(entry.get("source", {}).get("title") or "") or None,
            language=language,
        ),
    )


def _record_page(record: Any, path: str, number: int) -> Page | FileProblem | Skipped:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type == "revisit":
        return Skipped(path=path, reason="archive record that repeats an earlier one")
    if not url:
        return FileProblem(path=path, line=number, reason="the record has no WARC-Target-URI")
    status = None
    try:
        http = ArcWarcRecordLoader().load_http_headers(record.rec_type, url, record.raw_stream, record.length)
    except (*UNREADABLE, StatusAndHeadersParserException, ValueError) as error:
        return FileProblem(path=path, line=number, reason=f"{url}: the headers cannot be read ({type(error).__name__})")
    if http is None:
        content_type = record.rec_headers.get_header("Content-Type") or ""
    else:
        content_type = http.get_header("Content-Type") or ""
        code = http.get_statuscode()
        status = int(code) if code.isdecimal() else 0
        if status != 200:
            return Skipped(path=path, reason="archive record that is not a whole answer (status other than 200)")
    if content_type.split(";")[0].strip().lower() not in _HTML_TYPES:
        return Skipped(path=path, reason="archive record that is not HTML")
    try:
        body = _body(record, http)
    except UNREADABLE as error:
        return FileProblem(path=path, line=number, reason=f"{url}: {error}")
    return Page(
        url=_clean(url.strip("<>")),
        kind="html",
        body=body,
        http_status=status,
        content_type=content_type,
        fetched_at=_warc_date(record.rec_headers.get_header("WARC-Date")),
        import_key="warc:" + hashlib.sha256(url.encode("utf-8", "replace") + b"\n" + body).hexdigest(),
    )


def _body(record: Any, http: Any) -> bytes:
    # warcio would undo the content encoding without a bound: 1.6 kB of brotli become 1 GiB in one step.
    if (record.length or 0) > MAX_DOCUMENT_BYTES:
        raise TooLarge("the record is larger than 64 MiB")
    stream, encoding = record.raw_stream, ""
    if http is not None:
        encoding = http.get_header("Content-Encoding") or ""
        if (http.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
            stream = ChunkedDataReader(stream)
    body = read_document(stream)
    while record.raw_stream.read(65536):
        pass
    if getattr(record.raw_stream, "limit", 0):
        raise EOFError("the archive ends inside this record")
    return decoded(body, encoding)


def _warc_date(value: str | None) -> datetime | None:
    try:
        when = datetime.fromisoformat(value or "")
        return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _text(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _key(kind: str, *parts: str) -> str:
    return f"{kind}:" + hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
