"""Read where a page sends its readers by `<meta http-equiv="refresh">` or by a Refresh header. Pure."""

from __future__ import annotations

import html
import re
from itertools import islice
from urllib.parse import urljoin

from crawler.listing import absolute
from crawler.meta_tags import attributes, tags
from pipelines.text.addresses import canonical_form

# A page that waits longer is meant to be read.
MAX_SECONDS = 10.0
HEAD_BYTES = 64 * 1024

# What a browser does not read as markup of the page, or reads only without JavaScript.
_OTHER = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|noscript|style|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_MOST_ATTRIBUTES = 20
# https://html.spec.whatwg.org/multipage/semantics.html#shared-declarative-refresh-steps
_CONTENT = re.compile(r"\s*(\d{1,9}(?:\.\d*)?|\.\d+)[;,\s]\s*(?:url\s*=\s*)?([\"']?)(.*)", re.IGNORECASE | re.DOTALL)


def refresh_target(head: str, url: str, header: str | None = None) -> str | None:
    """The other address that the page at `url` sends to within a few seconds; None when it is meant to be read.

    `head` is the beginning of the page, `header` the value of its Refresh header.
    """
    base, words = url, header
    for tag, said in tags(_OTHER.sub(" ", head)):
        named = {name: html.unescape(value) for name, value in islice(attributes(said), _MOST_ATTRIBUTES)}
        if tag == "base":
            base = absolute(url, named.get("href", "")) or base
        elif named.get("http-equiv", "").strip().lower() == "refresh":
            words = words or named.get("content")
    found = _CONTENT.match(words or "")
    if found is None or float(found[1]) > MAX_SECONDS:
        return None
    address = found[3].partition(found[2])[0] if found[2] else found[3]
    if not address.strip():
        return None
    # As it stands, not made usable: what is no web address is for the guard to refuse.
    try:
        target = urljoin(base, address.strip())
        return None if canonical_form(target) == canonical_form(url) else target
    except ValueError:
        return None
