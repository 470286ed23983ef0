"""What a server's answer says about itself: empty, unchanged, moved for good, reserved. Knows no spider."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import partial
from typing import Any

from scrapy.http import Response

from crawler.download import Run
from crawler.grades import grade_of_answer
from crawler.reasons import TEST_FOR_BROWSERS
from crawler.rights import Answer, Rights, rights_of
from model import Grade

_FOR_GOOD = (301, 308)
_REDIRECTS = (*_FOR_GOOD, 302, 303, 307)

# For how long a server is believed at first that nothing changed, and at most.
_BELIEVED_SECONDS = 3600
_LONGEST_BELIEVED_SECONDS = 24 * 3600


def rights_of_response(response: Response, run: Run) -> Rights:
    """What an answer declares about mining and keeping its text, by itself or by its site's file."""
    answer = Answer(
        header=lambda name: [value.decode("latin-1") for value in response.headers.getlist(name)],
        body=response.body,
        content_type=header(response, "Content-Type"),
    )
    return rights_of(answer, run.tdm.of(response.url), program=run.robots.agent.lower())


def fault_of(response: Response) -> Grade | None:
    """Why an answer is not what was asked for, in one word; None where it may be."""
    return grade_of_answer(response.status, partial(header, response), response.body)


def http_words(response: Response, fault: Grade | None) -> str:
    """ "HTTP 404"; a redirect that is not followed and a test for browsers say so."""
    if fault == "challenge":
        return f"HTTP {response.status}: {TEST_FOR_BROWSERS}"
    if response.status >= 400:
        return f"HTTP {response.status}"
    if response.status == 300:
        why = "the site has several addresses to choose from, which Naskh does not do"
    elif not header(response, "Location"):
        why = "a redirect that names no address"
    elif response.status in _REDIRECTS:
        why = "a redirect that leads to no web address"
    else:
        why = "not an answer that can be followed"
    return f"HTTP {response.status}: {why}"


def conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers of a conditional request."""
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in headers.items() if value}


def digest(body: bytes) -> str:
    """What a body is compared by: servers lie about validators."""
    return hashlib.sha256(body).hexdigest()


def is_empty(response: Response) -> bool:
    return response.status == 200 and len(response.body) < 100 and not response.body.strip()


def was_conditional(response: Response) -> bool:
    assert response.request is not None
    return any(name in response.request.headers for name in ("If-None-Match", "If-Modified-Since"))


def same_validators(response: Response) -> bool:
    """Whether an answer to a conditional request carries a validator that was sent with it."""
    assert response.request is not None
    sent, got = response.request.headers, response.headers
    pairs = (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
    return any(sent.get(asked) and sent.get(asked) == got.get(name) for asked, name in pairs)


def believed_seconds(before: int, *, is_new: bool, is_same: bool) -> int:
    """For how long the server of a listing is believed that nothing changed, after an answer to a request without a
    condition. `before` is for how long it was believed so far, `is_new` whether the listing names something new,
    `is_same` whether the answer has the validators of the one before: whoever says the same of another listing is not
    believed, until it says something else of another one.
    """
    if (is_new and is_same) or not (before or is_new):
        return 0
    return min(max(2 * before, _BELIEVED_SECONDS), _LONGEST_BELIEVED_SECONDS)


def same_marks(response: Response, etag: str | None, last_modified: str | None) -> bool:
    """Whether an answer has the validators of an earlier one: the ETag where there was one, else the time of change."""
    if etag:
        return header(response, "ETag") == etag
    return bool(last_modified) and header(response, "Last-Modified") == last_modified


def header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1")[:1000] if value else None


def moved_for_good(meta: Mapping[str, Any], reached: str) -> str | None:
    """The address that permanent redirects led to, None where the first redirect was not permanent. `meta` is the
    request's. A permanent redirect after a temporary one does not count.
    """
    places, target = [*meta.get("redirect_urls", ()), reached], None
    for reason, place in zip(meta.get("redirect_reasons", ()), places[1:], strict=False):
        if reason not in _FOR_GOOD:
            break
        target = place
    return target
