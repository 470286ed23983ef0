"""What is done alike for every answer, be it a feed, sitemap, page or robots.txt: cookies along one chain of
redirects, unpacking whatever the headers say, and redirects by `meta refresh`.

Each request that comes out of here passes robots, guard and gate again, as any does.
"""

from __future__ import annotations

import asyncio
import io
from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import BaseRedirectMiddleware
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from crawler.refresh import HEAD_BYTES, refresh_target
from crawler.unpack import UNREADABLE, TooLarge, decoded, unpacked
from pipelines.reading.html.charset import decode_html
from pipelines.text.domains import domain_of

_ENCODINGS = ("gzip", "x-gzip", "deflate", "br")
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
# From this size on unpacking would hold up the loop.
_LARGE = 256 * 1024
_CHUNK = 256 * 1024


class ChainCookies:
    """Keeps the cookies that a site sets on its way to one answer, for this way only: some send a reader without
    a cookie back and forth for ever.
    """

    def process_request(self, request: Request) -> None:
        if (jars := request.meta.get("chain_cookies")) is not None:
            request.headers.pop("Cookie", None)
            if (jar := jars.get(domain_of(request.url))) is not None:
                jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        if b"Set-Cookie" in response.headers:
            # Redirects copy the meta. One jar for each site: a cookie of `co.uk` would go to all sites below.
            jars = request.meta.setdefault("chain_cookies", {})
            jars.setdefault(domain_of(request.url), CookieJar()).extract_cookies(response, request)
        return response


class Unpacking:
    """Undoes what an answer is packed in, judged by its first bytes. The limit on its size holds unpacked."""

    def __init__(self, max_body_bytes: int) -> None:
        self.max_body_bytes = max_body_bytes

    @classmethod
    def from_crawler(cls, crawler: Any) -> Unpacking:
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        request.headers.setdefault("Accept-Encoding", "gzip, deflate, br")

    async def process_response(self, request: Request, response: Response) -> Response:
        named = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower()
        encodings = [each for name in named.split(",") if (each := name.strip()) in _ENCODINGS]
        keeps_gzip = request.meta.get("keeps_gzip", False)
        if not encodings and not response.body.startswith((_GZIP, _ZSTD)):
            return response
        limit = request.meta.get("download_maxsize", self.max_body_bytes)
        work = (response.body, encodings, limit, keeps_gzip, request.meta.get("is_listing", False))
        body = await asyncio.to_thread(_plain, *work) if len(response.body) > _LARGE else _plain(*work)
        response.headers.pop("Content-Encoding", None)
        return response.replace(body=body)


def _plain(body: bytes, encodings: list[str], limit: int, keeps_gzip: bool, takes_parts: bool) -> bytes:
    """Raises one of crawler.unpack.UNREADABLE. `takes_parts`: where bytes break off, the readable part is enough."""
    for encoding in reversed(encodings):
        if not (keeps_gzip and body.startswith(_GZIP)):
            body = _readable(body, limit) if takes_parts and "gzip" in encoding else decoded(body, encoding, limit)
    if body.startswith(_GZIP) and not keeps_gzip:
        body = _readable(body, limit) if takes_parts else decoded(body, "gzip", limit)
    if body.startswith(_ZSTD):
        raise OSError("the answer is packed as zstd, which was not asked for")
    return body


def _readable(body: bytes, limit: int) -> bytes:
    plain = bytearray()
    try:
        stream = unpacked(io.BytesIO(body))
        while chunk := stream.read1(_CHUNK):
            plain += chunk
            if len(plain) > limit:
                raise TooLarge("is larger than the limit unpacked")
    except TooLarge:
        raise
    except UNREADABLE:
        if not plain:
            raise
    return bytes(plain)


class MetaRefresh(BaseRedirectMiddleware):
    """Follows a page that only sends on to another, as one of the redirects that an address may have."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        target = _sent_to(response)
        if target is None or request.meta.get("redirect_times", 0) >= self.max_redirect_times:
            return response
        try:
            redirected = self._redirect_request_using_get(request, response, target)
        except ValueError:
            return response
        return self._redirect(redirected, request, "meta refresh")


def _sent_to(response: Response) -> str | None:
    if response.status != 200:
        return None
    header = (response.headers.get("Refresh") or b"").decode("latin-1") or None
    head = response.body[:HEAD_BYTES]
    kind = (response.headers.get("Content-Type") or b"text/html").decode("latin-1")
    # The zeros are those of UTF-16.
    is_named = b"refresh" in head.replace(b"\0", b"").lower() and ("html" in kind.lower() or "octet" in kind.lower())
    if header is None and not is_named:
        return None
    return refresh_target(decode_html(head, kind), response.url, header)
