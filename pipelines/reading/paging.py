"""An article that its outlet spreads over several pages: the address of the next one, and their bytes in one body.

The next page has the article's own address with the next number in it, so neither the next article nor the next page
of a listing is taken for it. Comments are paged, too: what a further page adds shows once it is read (`prepare`). Pure.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.reading.html.charset import decode_html
from pipelines.reading.html.element_text import one_line
from pipelines.reading.html.tree import parse
from pipelines.text.normalize import normalize

MOST_PAGES = 10
_MOST_LINKS = 5_000
_MOST_LABEL_CHARACTERS = 60
_NUMBERS = re.compile(
    r"(?:page|p|pg|pag|pagina|página|seite|s|part|pageno|pagenumber|page_no|paged|pn|np|currentpage|sayfa|صفحة|الصفحة)",
    re.IGNORECASE,
)
# "/2", "/page/2", "-2.html", "_2", ",2", "/page-2": what may stand between an address and its number.
_TAIL = re.compile(
    r"^(?:/(?:page|seite|pagina|part|p|صفحة)?[/-]?|[-_,](?:page|seite|p|part)?[-_]?)(\d{1,2})/?$", re.IGNORECASE
)
_SUFFIX = re.compile(r"\.(?:html?|shtml|php|aspx?|jsp)$", re.IGNORECASE)
_NEXT = (
    "next", "next page", "continue", "continue on next page", "page suivante", "suivant", "suivante", "lire la suite",
    "nächste seite", "weiter", "página siguiente", "siguiente", "próxima página", "próxima", "avanti",
    "pagina successiva", "volgende", "volgende pagina", "sonraki", "sonraki sayfa", "следующая", "далее", "التالي",
    "التالية", "الصفحة التالية", "الصفحة القادمة", "صفحه بعد", "صفحه بعدی", "بعدی", "اگلا صفحہ",
)  # fmt: skip
# What no address holds as it is, and what stands before one that is a link's; its "=" may be taken for the address's.
_ADDRESS_ENDS = (b'"', b"'", b">", b" ", b"\t", b"\n", b"\r", b"\f", b"\v")
_LINK = re.compile(rb"href\s*(?:=\s*[\"']?)?\Z", re.IGNORECASE)
_NAME = (string.ascii_letters + string.digits + "_").encode()
_MOST_ADDRESS_BYTES, _MOST_NUMBERS = 2_000, 500
_PART = re.compile(rb"\n<!--naskh (next|missing) page: ([^\n]*?)-->\n")


@dataclass(frozen=True, slots=True)
class Part:
    """One further page of an article; without a body `note` says why it is missing."""

    url: str
    body: bytes = b""
    note: str = ""


def may_go_on(body: bytes, number: int) -> bool:
    """Whether a page may name the page of this number: never wrong with no, and cheap whatever the page holds."""
    # Both patterns begin with what is looked for, and none repeats what another repeats: the daemon's loop waits.
    numbered = re.compile(rb"%d(?<=[/=_,-]%d)(?:\.\w{2,5})?/?[\"'\s>#&?]" % (number, number))
    counted_from_0 = re.compile(rb"=%d[\"'\s>#&]" % (number - 1))
    return _any_is(_is_in_link, numbered, body) or _any_is(_is_in_query, counted_from_0, body)


def _any_is(kind: Callable[[bytes], bool], pattern: re.Pattern[bytes], body: bytes) -> bool:
    """Whether a place that has the pattern is of a kind by what stands before it; of too many, one may be."""
    for count, found in enumerate(pattern.finditer(body)):
        if count >= _MOST_NUMBERS or kind(body[max(0, found.start() - _MOST_ADDRESS_BYTES) : found.start()]):
            return True
    return False


def _is_in_link(before: bytes) -> bool:
    start = 1 + max(map(before.rfind, _ADDRESS_ENDS))
    if not start and len(before) == _MOST_ADDRESS_BYTES:
        return True
    return b"href=" in before[start:].lower() or _LINK.search(before, 0, start) is not None


def _is_in_query(before: bytes) -> bool:
    left = before.rstrip(_NAME)
    return left != before and (not left or left[-1:] in (b"?", b"&", b";"))


def next_page(body: bytes, url: str, content_type: str | None, first: str, number: int) -> str | None:
    """The address of the article's page of this `number`, as the page at `url` gives it; None where there is none.

    `first` is the address of its first page.
    """
    if not may_go_on(body, number):
        return None
    tree = parse(decode_html(body, content_type))
    if tree is None:
        return None
    counted_from_0 = None
    for element, label in _links(tree):
        if label.isdecimal() and int(label) != number:
            continue
        try:
            address: str = urljoin(url, (element.get("href") or "").strip()).partition("#")[0]
            numbers = page_numbers(first, address) if address not in (url, first) else ()
        except ValueError:
            continue
        if numbers and numbers[0] == number:
            return address
        if number in numbers:
            counted_from_0 = counted_from_0 or address
    return counted_from_0


def page_numbers(first: str, address: str) -> tuple[int, ...]:
    """Which page of the article at `first` an address is by its number, the likelier first: some count from 0. Any
    other address is none.
    """
    one, other = urlsplit(first), urlsplit(address)
    if other.scheme not in ("http", "https") or (one.hostname, one.port) != (other.hostname, other.port):
        return ()
    if unquote(one.path).rstrip("/") == unquote(other.path).rstrip("/"):
        return _number_asked_for(one.query, other.query)
    behind = None if one.query != other.query else _number_behind(unquote(one.path), unquote(other.path))
    return () if behind is None else (behind,)


def with_parts(body: bytes, parts: Sequence[Part]) -> bytes:
    """The first page's bytes with those of the others behind it, to be read and kept as one."""
    for part in parts:
        kind, told = (b"missing", f"{part.url} {part.note}") if part.note else (b"next", part.url)
        body += b"\n<!--naskh " + kind + b" page: " + " ".join(told.split()).replace("--", "%2D%2D").encode() + b"-->\n"
        body += part.body
    return body


def parts_of(body: bytes) -> tuple[bytes, list[Part]]:
    """The first page's bytes, and the further pages."""
    first, *rest = _PART.split(body)
    parts = []
    for kind, told, inside in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        url, _, note = told.decode("utf-8", "replace").partition(" ")
        parts.append(Part(url, b"", note) if kind == b"missing" else Part(url, inside))
    return first, parts[: MOST_PAGES - 1]


def _links(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The links that may lead to the next page, with their labels: those that say so for machines first."""
    numbered = []
    for count, element in enumerate(tree.iter("link", "a")):
        if count >= _MOST_LINKS:
            break
        if not element.get("href"):
            continue
        if "next" in (element.get("rel") or "").lower().split():
            yield element, ""
        elif element.tag == "a" and not _is_of_comments(element):
            label = normalize(one_line(element)[:_MOST_LABEL_CHARACTERS])
            if label.isdecimal() or label in {normalize(words) for words in _NEXT} or re.search(r"\b\d{1,2}$", label):
                numbered.append((element, label))
    yield from numbered


def _is_of_comments(element: HtmlElement) -> bool:
    return any(
        "comment" in f"{above.get('id') or ''} {above.get('class') or ''}".lower() for above in element.iterancestors()
    )


def _number_asked_for(one: str, other: str) -> tuple[int, ...]:
    before, after = (dict(parse_qsl(query, keep_blank_values=True)) for query in (one, other))
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    if len(changed) != 1:
        return ()
    [key] = changed
    value, was = after.get(key, ""), before.get(key)
    if not _NUMBERS.fullmatch(key) or not (value.isdecimal() and len(value) <= 2) or was not in (None, "", "0", "1"):
        return ()
    numbers = {None: (int(value), int(value) + 1), "0": (int(value) + 1,)}.get(was, (int(value),))
    return tuple(number for number in numbers if number > 1)


def _number_behind(one: str, other: str) -> int | None:
    ends = (_SUFFIX.search(one.rstrip("/")), _SUFFIX.search(other.rstrip("/")))
    if (ends[0] and ends[0][0]) != (ends[1] and ends[1][0]):
        return None
    stem, longer = (_SUFFIX.sub("", path.rstrip("/")) for path in (one, other))
    if not longer.startswith(stem) and (known := re.search(r"[/_,-](?:page-?)?1$", stem)):
        stem = stem[: known.start()]
    found = _TAIL.match(longer[len(stem) :]) if stem.strip("/") and longer.startswith(stem) else None
    return int(found[1]) if found and int(found[1]) > 1 else None
