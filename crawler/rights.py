"""Read what a page says of mining and keeping its text, and decide what that means for Naskh. Pure.

Read are X-Robots-Tag and `<meta name="robots">` (for all, or for our own name), and the TDM Reservation Protocol of the
W3C group (final report of 10 May 2024): the header supersedes the site's file, the meta tag supersedes the header.
docs/visiting.md says what follows from each word.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from config.tables import Outlet
from crawler.guard import fold_host
from crawler.meta_tags import attributes, tags
from crawler.tdm import Reservation
from model import RightsWord
from pipelines.reading.html.charset import decode_html

TDM: RightsWord = "tdm-reservation"
_ROBOTS_WORDS: dict[str, RightsWord] = {
    "noai": "noai", "noimageai": "noimageai", "noarchive": "noarchive", "nocache": "noarchive",
    "nosnippet": "nosnippet",
}  # fmt: skip
# With one of these a text is not stored; with one of those its page is not kept as it came.
_FORBID_TEXT: tuple[RightsWord, ...] = ("noai", TDM)
_FORBID_RAW: tuple[RightsWord, ...] = ("noarchive",)
_WHERE: dict[RightsWord, str] = {
    "noai": 'the page says "noai": its text is not for AI',
    "tdm-reservation": "the site reserves its texts against text and data mining (tdm-reservation)",
}
_HEAD_BYTES = 512 * 1024
_MOST_TAGS = 2000
_NAMED = (b"noai", b"noimageai", b"noarchive", b"nocache", b"nosnippet", b"tdm-")
# What is no markup of the page.
_OTHER = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
# Directives that carry a value, which stands where another program's name may stand.
_VALUED = frozenset(("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"))
_PROGRAM = re.compile(r"[\w.*-]{1,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What a page declares, itself or by its site. `policy` is where a licence can be had."""

    words: tuple[RightsWord, ...] = ()
    policy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer, as far as rights are read from it. `header` gives all values of a header."""

    header: Callable[[str], Sequence[str]]
    body: bytes
    content_type: str | None


def rights_of(answer: Answer, of_site: Reservation | None, *, program: str) -> Rights:
    """What is declared of an answer: by its headers, its meta tags, and the rule of its site's file. `program` is our
    name, in small letters.
    """
    said = [word for value in answer.header("X-Robots-Tag") for word in _directives(value, program)]
    reservation = of_site
    if headers := _reservation(answer.header("tdm-reservation"), answer.header("tdm-policy")):
        reservation = headers
    metas = _metas(answer)
    for name in ("robots", program):
        said += [word for value in metas.get(name, ()) for word in _words(value)]
    if tags := _reservation(metas.get("tdm-reservation", ()), metas.get("tdm-policy", ())):
        reservation = tags
    words = dict.fromkeys(_ROBOTS_WORDS[word] for word in said if word in _ROBOTS_WORDS)
    if reservation is not None and reservation.is_reserved:
        words[TDM] = None
        return Rights(words=tuple(words), policy=reservation.policy)
    return Rights(words=tuple(words))


def refusal(rights: Rights, ignored: Collection[RightsWord] = ()) -> str | None:
    """Why the text of a page with these rights is not stored, in words; None where it may be."""
    why = next((_WHERE[word] for word in _FORBID_TEXT if word in rights.words and word not in ignored), None)
    return f"{why}; a licence can be had at {rights.policy}" if why and rights.policy else why


def may_keep_raw(rights: Rights, ignored: Collection[RightsWord]) -> bool:
    """Whether a page with these rights may be kept as it came."""
    return not any(word in rights.words and word not in ignored for word in _FORBID_RAW)


def ignored_at(url: str, outlets: Iterable[Outlet], source_outlet: str, source_url: str) -> tuple[RightsWord, ...]:
    """The words that the operator does not obey at an address: those of the outlet with its domain, else those of the
    source's outlet where the source is on the same host.
    """
    host = _host(url)
    for outlet in outlets:
        if any(host == domain or host.endswith(f".{domain}") for domain in outlet.domains):
            return outlet.ignore_rights
    if host != _host(source_url):
        return ()
    return next((outlet.ignore_rights for outlet in outlets if outlet.name == source_outlet), ())


def _host(url: str) -> str:
    return fold_host(urlsplit(url).hostname or "").removeprefix("www.")


def _directives(value: str, program: str) -> list[str]:
    """The words of one X-Robots-Tag that are for all programs, or for ours."""
    found: list[str] = []
    whose = "*"
    for part in value.split(","):
        name, colon, rest = (each.strip().lower() for each in part.partition(":"))
        if colon and name not in _VALUED and _PROGRAM.fullmatch(name):
            whose, name = name, rest
        if whose in ("*", program):
            found += _words(name)
    return found


def _words(value: str) -> list[str]:
    return [word for word in re.split(r"[,;\s]+", value.strip().lower()) if word]


def _reservation(values: Sequence[str], policies: Sequence[str]) -> Reservation | None:
    """Other values than 0 and 1 are as good as none."""
    value = next((each.strip() for each in values if each.strip() in ("0", "1")), None)
    policy = next((each.strip() for each in policies if each.strip()), None)
    return None if value is None else Reservation(is_reserved=value == "1", policy=policy and policy[:1000])


def _metas(answer: Answer) -> dict[str, list[str]]:
    """The contents of the meta tags of a page, by their names."""
    head = answer.body[:_HEAD_BYTES]
    # Few pages have any; the zeros are those of UTF-16.
    plain = head.replace(b"\0", b"").lower()
    if not any(name in plain for name in _NAMED):
        return {}
    found: dict[str, list[str]] = {}
    markup = _OTHER.sub(" ", decode_html(head, answer.content_type))
    metas = (said for tag, said in tags(markup) if tag == "meta")
    for said in islice(metas, _MOST_TAGS):
        named = dict(attributes(said))
        name = html.unescape(named.get("name", "")).strip().lower()
        found.setdefault(name, []).append(html.unescape(named.get("content", "")))
    return found
