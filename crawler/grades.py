"""Grade in one word how a source fares, and why an answer gives nothing to read. Pure; knows nothing of Scrapy.

A source works when text came from the pages that it names, not when it answers with status 200. docs/visiting.md says
what each word means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from model import Grade, PageStatus, SourceKind, VisitOutcome

# How many of a source's latest pages decide its grade.
LATEST_PAGES = 10
_OF_STATUS: dict[int, Grade] = {
    401: "unauthorized", 402: "paywall", 403: "forbidden", 404: "gone", 406: "forbidden", 407: "unauthorized",
    408: "timeout", 410: "gone", 420: "rate_limited", 429: "rate_limited", 451: "forbidden",
}  # fmt: skip
NOT_THAT: dict[SourceKind, Grade] = {"feed": "not_a_feed", "sitemap": "not_a_sitemap", "front_page": "not_a_page"}
# Header -> the values by which Cloudflare, AWS and Vercel mark an answer as a test.
_MARKING_HEADERS = {
    "cf-mitigated": ("challenge",),
    "x-amzn-waf-action": ("challenge", "captcha"),
    "x-vercel-mitigated": ("challenge",),
}
# Cloudflare, Imperva, DataDome, HUMAN, DDoS-Guard, AWS, SiteGround, Anubis; and the tests that sites put up themselves.
_TEST = re.compile(
    r"cf[-_]chl|challenge-platform|_Incapsula_Resource|captcha-delivery\.com|px-captcha|ddos-guard|awswaf|sgcaptcha|"
    r"within\.website/x/cmd/anubis|g-recaptcha|h-captcha|cf-turnstile|"
    r"<title>\s*(?:Just a moment|Checking your browser|Are you (?:a |not a )?(?:robot|human)|Making sure you)",
    re.IGNORECASE,
)
# Marks that no ordinary page has.
_SURE = re.compile(
    r"within\.website/x/cmd/anubis|<title>\s*(?:Just a moment|Checking your browser|Making sure you)", re.IGNORECASE
)
_TEST_BYTES = 60_000
# Ordinary pages contain the scripts of such tests, too; a page that is a test contains little else.
_FEW_WORDS, _FEW_WORDS_WHERE_SURE = 40, 200
_UNSEEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"\w+")
# schema.org, and what publishers tell Facebook by.
_NOT_FREE = {
    b"ccessibleForFree": re.compile(rb"ccessibleForFree[\"']?\s*:\s*[\"']?false\b", re.IGNORECASE),
    b"content_tier": re.compile(rb"content_tier[\"'][^<>]{0,40}content=[\"']?(?:locked|metered)", re.IGNORECASE),
}
# A page says it once or twice; of one that repeats it endlessly only the beginning is read.
_MOST_PLACES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSeen:
    """What became of a page that a source named."""

    status: PageStatus
    grade: Grade | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a visit and the latest pages of its source show. `fault` is why the listing gave nothing. `was_listed`: a
    listing was read, with so many `links`. `pages` are the latest that were tried, newest first; `before` is the grade
    so far. `drops_old`: of this source only what is new is listed.
    """

    outcome: VisitOutcome
    fault: Grade | None = None
    was_listed: bool = False
    links: int = 0
    pages: Sequence[PageSeen] = ()
    before: Grade | None = None
    drops_old: bool = False


def grade_of_source(seen: Seen) -> Grade | None:
    """How a source fares; None where nothing is known yet."""
    if seen.outcome in ("failed", "refused"):
        return seen.fault
    if seen.outcome == "unchanged" and seen.before == "empty":
        return "empty"
    if seen.outcome == "done" and not seen.was_listed:
        return None
    if seen.outcome == "done" and not seen.links and not (seen.drops_old and seen.pages):
        return "empty"
    if any(page.status in ("stored", "off_topic") for page in seen.pages):
        return "working"
    why = Counter(page.grade or "no_text" for page in seen.pages)
    return why.most_common(1)[0][0] if why else None


def grade_of_answer(status: int, header: Callable[[str], str | None], body: bytes) -> Grade | None:
    """Why an answer is not what was asked for; None where it may be. `header` gives the value of a header."""
    if any((header(name) or "").strip().lower() in marks for name, marks in _MARKING_HEADERS.items()):
        return "challenge"
    if status < 300:
        return None
    if status in (401, 403, 405, 429, 503) and _TEST.search(_head(body)):
        return "challenge"
    if status < 400:
        return "elsewhere"
    return _OF_STATUS.get(status, "server_error" if status >= 500 else "http_error")


def is_test_for_browsers(body: bytes) -> bool:
    """Whether a page that is answered with status 200 is a test that stands before the site."""
    if len(body) > _TEST_BYTES:
        return False
    head = _head(body)
    if not _TEST.search(head):
        return False
    most = _FEW_WORDS_WHERE_SURE if _SURE.search(head) else _FEW_WORDS
    return len(_WORD.findall(_UNSEEN.sub(" ", head))) < most


def is_not_free(body: bytes) -> bool:
    """Whether a page says that it is not free to read."""
    # Few pages have either word, and looking for it costs nothing.
    return any(
        said.match(body, place)
        for word, said in _NOT_FREE.items()
        for place in islice(_places(body, word), _MOST_PLACES)
    )


def _places(body: bytes, word: bytes) -> Iterator[int]:
    place = body.find(word)
    while place >= 0:
        yield place
        place = body.find(word, place + len(word))


def _head(body: bytes) -> str:
    return body[:_TEST_BYTES].decode("latin-1")
