"""Say in one sentence why a fetch gave nothing, and what that makes of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError
from twisted.python.failure import Failure

from config.tables import Crawl
from crawler.gate import SitePaused
from crawler.unpack import UNREADABLE, TooLarge
from model import Grade

_MIB = 1024 * 1024
# Types that hold no page: pictures, sound, archives and the like, and what is meant for other programs.
_PAGE_TYPES = frozenset(
    str.split(
        "text/html application/xhtml+xml text/plain text/xml application/xml application/octet-stream "
        "application/x-httpd-php text/htm unknown/unknown"
    )
)
_MAGIC = {
    b"%PDF-": "application/pdf",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}

NO_HOST = "DNS: no such host"
NO_CONNECTION = "no connection to the host"
_TOO_LONG = re.compile(r"took longer than \d+ s")
ROBOTS = "robots.txt forbids it"
TEST_FOR_BROWSERS = "a test for browsers stands before the site"


class Refused(IgnoreRequest):
    """The guard or robots.txt forbids this fetch. The message is the page's reason."""

    def __init__(self, reason: str, grade: Grade = "private") -> None:
        super().__init__(reason)
        self.grade: Grade = grade


class Unavailable(IgnoreRequest):
    """The fetch cannot be tried now. The message is the page's reason."""

    def __init__(self, reason: str, grade: Grade = "unreachable") -> None:
        super().__init__(reason)
        self.grade: Grade = grade


class Stopped(IgnoreRequest):
    """The visit ends before this fetch; the page stays wanted."""


@dataclass(frozen=True, slots=True)
class Why:
    """`waits` means that the page is left as it is, for a later visit. `reached` is whether the site answered. `lasts`:
    another attempt soon would hardly go better. `grade` is the reason in one word.
    """

    outcome: Literal["failed", "refused", "waits"]
    reason: str
    grade: Grade
    reached: bool = False
    lasts: bool = False


def lasting(status: int) -> bool:
    """Whether this HTTP status says something lasting about a page, as 404 and 410 do. Blocks and outages pass."""
    return status < 500 and status not in (403, 408, 421, 423, 425, 429)


def explain(error: BaseException | None, crawl: Crawl, *, limit: int | None = None) -> Why:
    """What an exception of a download means. `limit` is how many bytes the answer might have, where it is not what
    pages may.
    """
    if isinstance(error, SitePaused | Stopped):
        return Why("waits", str(error), "rate_limited" if isinstance(error, SitePaused) else "interrupted")
    if isinstance(error, Refused):
        return Why("refused", str(error), error.grade)
    if isinstance(error, Unavailable):
        return Why("failed", str(error), error.grade)
    if isinstance(error, DownloadTimeoutError):
        return Why("failed", f"took longer than {crawl.timeout_seconds} s", "timeout")
    if isinstance(error, CannotResolveHostError):
        return Why("failed", NO_HOST, "unreachable")
    if isinstance(error, DownloadConnectionRefusedError):
        return Why("failed", "connection refused", "unreachable")
    if isinstance(error, ResponseDataLossError):
        return Why("failed", "the answer broke off", "broken_answer", reached=True)
    if isinstance(error, DownloadCancelledError | TooLarge) or "DOWNLOAD_MAXSIZE" in str(error):
        words = f"larger than {size_words(limit or crawl.max_body_bytes)}"
        return Why("failed", words, "too_large", reached=True, lasts=True)
    if isinstance(error, IgnoreRequest) and "redirections" in str(error):
        return Why("failed", f"more than {crawl.max_redirects} redirects", "elsewhere", reached=True, lasts=True)
    if isinstance(error, NotSupported | UnsupportedURLSchemeError):
        return Why("refused", "only http and https addresses are fetched", "private")
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, SSL.Error):
            return Why("failed", _tls_words(cause), "bad_certificate")
        if type(cause).__name__ in ("VerificationError", "CertificateError"):
            return Why("failed", "the certificate is not valid: it is for another host", "bad_certificate")
    if any(isinstance(cause, ConnectError) for cause in causes):
        return Why("failed", NO_CONNECTION, "unreachable")
    if isinstance(error, UNREADABLE):
        return Why("failed", "the compressed answer is broken", "broken_answer", reached=True)
    if isinstance(error, ValueError):
        return Why("failed", f"the address cannot be used: {_first_line(error)}", "elsewhere", lasts=True)
    if causes:
        return Why("failed", "the connection broke off or the answer is not HTTP", "broken_answer", reached=True)
    return Why("failed", f"{type(error).__name__}: {_first_line(error)}", "internal_error")


def is_unreached(reason: str | None) -> bool:
    """Whether a fetch failed for want of any answer: of a name server, or of the host."""
    return reason in (NO_HOST, NO_CONNECTION) or bool(reason and _TOO_LONG.fullmatch(reason))


def not_a_page(content_type: str | None, body: bytes = b"") -> str | None:
    """Why an answer of this type holds no page to read; None when it may."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    for magic, true_kind in _MAGIC.items():
        if body.startswith(magic):
            return f"not a page but {true_kind}"
    if kind and "/" in kind and kind not in _PAGE_TYPES:
        return f"not a page but {kind[:60]}"
    return None


def size_words(size: int) -> str:
    """5242880 -> "5 MiB"."""
    return f"{size // _MIB} MiB" if size % _MIB == 0 else f"{size} bytes"


def _causes(error: BaseException | None, depth: int = 0) -> Iterator[BaseException]:
    """What stands behind an error: its causes, and the failures that Twisted lists in `reasons`."""
    if depth > 5:
        return
    listed = [each.value for each in getattr(error, "reasons", None) or () if isinstance(each, Failure)]
    for each in (getattr(error, "__cause__", None), *listed):
        if each is not None:
            yield each
            yield from _causes(each, depth + 1)


def _tls_words(error: SSL.Error) -> str:
    details = error.args[0] if error.args and isinstance(error.args[0], list) else []
    words = "; ".join(str(each[-1]) for each in details if each) or "no details"
    if re.search("certificate|verify", words):
        return f"the certificate is not valid: {words}"
    return f"TLS failed: {words}"


def _first_line(error: BaseException | None) -> str:
    return (str(error).splitlines() or [""])[0][:200]
