"""Read and write OPML 2.0 (http://opml.org/spec2.opml), in which feed readers exchange their feeds. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

# What an XML file may not hold (XML 1.0, section 2.2).
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FEED_SCHEME = re.compile(r"^feed:(?://)?(?=https?:)|^feed(?=://)")
_MOST_FEEDS = 5000
_MOST_OF_A_TAG = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed that an OPML file names. `name` is what its owner calls it, `home` its site."""

    url: str
    name: str | None = None
    home: str | None = None


class NoOpml(ValueError):
    """The file cannot be read as OPML."""


def read_opml(body: bytes) -> list[Outline]:
    """The feeds of an OPML file, each address once. Raises NoOpml with a sentence's second half."""
    # Imported here: what only writes OPML needs no parser.
    from lxml import etree

    from crawler.markup import has_huge_tag

    if has_huge_tag(body, _MOST_OF_A_TAG):
        raise NoOpml("holds a tag that is too long")

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    # A root of a broken file may have a name that `QName` refuses.
    if root is None or str(root.tag).rpartition("}")[2].lower() != "opml":
        raise NoOpml("is no OPML file")
    found: dict[str, Outline] = {}
    for element in root.iter("{*}outline", "{*}Outline"):
        given = {str(name).lower(): str(value).strip() for name, value in element.attrib.items()}
        if url := web_address(given.get("xmlurl", "")):
            name = given.get("title") or given.get("text") or None
            found.setdefault(url, Outline(url=url, name=name, home=given.get("htmlurl") or None))
    return list(found.values())[:_MOST_FEEDS]


def web_address(url: str) -> str:
    """`feed:https://...` and `feed://...` as the web addresses that they mean; others as given."""
    return _FEED_SCHEME.sub(lambda found: "http" if found[0].endswith("feed") else "", url.strip())


def opml_text(rows: Iterable[Mapping[str, Any]], *, created: str) -> str:
    """The sources as an OPML file: feeds as `rss`, which every reader takes, others as `link`.

    `rows` have `outlet`, `url` and `kind`; `created` is a date in the form of RFC 822.
    """
    return "".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n<head>\n<title>Sources of Naskh</title>\n',
            f"<dateCreated>{escape(created)}</dateCreated>\n</head>\n<body>\n",
            *_outlines(rows),
            "</body>\n</opml>\n",
        )
    )


def _outlines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        name, url = _attribute(row["outlet"] or row["url"]), _attribute(row["url"])
        if row["kind"] == "feed":
            yield f'<outline type="rss" text={name} title={name} xmlUrl={url}/>\n'
        else:
            yield f'<outline type="link" text={name} url={url} category={_attribute(row["kind"])}/>\n'


def _attribute(value: object) -> str:
    return quoteattr(_NO_XML.sub("", str(value)), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
