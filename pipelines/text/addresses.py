"""The form under which an address is known: w3lib's canonical one, with names that have no value as they are. Pure.

w3lib writes `?68015` as `?68015=`: it reads a query as names and values, where a name without a value and one with an
empty value are the same. To many sites they are not, and the second answers 404.
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from w3lib.url import canonicalize_url


def canonical_form(address: str) -> str:
    """The key under which an address is known. Raises ValueError for what is no address.

    w3lib's canonical form without a list of tracking parameters, in which a name without a value stays one: `?123` and
    `?124` are two pages.
    """
    known = canonicalize_url(address, keep_blank_values=True)
    parts = urlsplit(known)
    if not parts.query:
        return known
    bare = {_empty(part) for part in urlsplit(address).query.split("&") if part and "=" not in part}
    if not bare:
        return known
    query = "&".join(part[:-1] if part in bare else part for part in parts.query.split("&"))
    return urlunsplit(parts._replace(query=query))


def _empty(name: str) -> str:
    """How w3lib writes a name without a value."""
    return str(urlsplit(canonicalize_url(f"http://a.example/?{name}", keep_blank_values=True)).query)
