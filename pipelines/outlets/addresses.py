"""What an address says of the page that it names, and what of it names none: campaigns, mobile hosts, AMP. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import parse_qsl, urlencode, urlsplit

from pipelines.text.addresses import canonical_form

# Parameters by which a site learns where its readers come from. The lists of courlan, ClearURLs and Firefox agree on
# these.
_CAMPAIGN = re.compile(
    r"(?:utm|pk|piwik|mtm|matomo|hsa|at|vero|wt|itm|stm|ns)_.*|(?:fb|g|d|y|tw|tt)clid|gclsrc|[gw]braid|msclkid|"
    r"igshid|igsh|mc_[ce]id|_hsenc|_hsmi|mkt_tok|cmpid|cmp|ito|xtor|ocid|smid|s_cid|ncid|_ga|_gl|oly_(?:anon|enc)_id",
    re.IGNORECASE,
)
_AMP_KEYS = re.compile(r"amp|amp_js_v|amp_gsa|outputtype|usqp|m|mobile|view", re.IGNORECASE)
_AMP_VALUES = frozenset(("", "1", "true", "amp", "mobile"))
_AMP_PATH = re.compile(r"^/amp(?=/)|/amp(?=/?$)|[./](?:amp|amphtml)(?=\.html?$)|\.amp(?=$)", re.IGNORECASE)
_MOBILE_HOST = re.compile(r"^(?:m|mobile|touch|wap|amp)\.(?=.+\.)", re.IGNORECASE)
_PRINT = re.compile(r"(?:^|[/?&._-])print(?:able|er|view|version)?(?:$|[/?&=._-])", re.IGNORECASE)
_INDEX = re.compile(r"/(?:(?:index|default|home)\.\w{2,5})?$", re.IGNORECASE)
_LANGUAGE_ROOT = re.compile(r"/[a-z]{2}(?:-[a-z]{2})?/?", re.IGNORECASE)


def key_of(url: str) -> str | None:
    """The form under which an address is known; None where it cannot be read."""
    try:
        return canonical_form(url)
    except ValueError:
        return None


def shape_of(url: str) -> str | None:
    """`paper.example/news/1?id=2`: without what campaigns, mobile hosts and AMP add to an address, and its scheme."""
    try:
        parts = urlsplit(key_of(url) or "")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if not host:
        return None
    query = [(key, value) for key, value in _query(parts.query) if not (_is_campaign(key) or _is_amp(key, value))]
    host = _MOBILE_HOST.sub("", host.removeprefix("www.")).removeprefix("www.")
    path = _AMP_PATH.sub("", parts.path).rstrip("/") or "/"
    return f"{host}{f':{port}' if port else ''}{path}{f'?{urlencode(sorted(query))}' if query else ''}"


def look_of(url: str) -> frozenset[str]:
    """In what form an address shows its page, where that is not the usual one: as AMP, for telephones, for printing."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return frozenset()
    is_lean = bool(_MOBILE_HOST.match(host.removeprefix("www."))) or bool(_AMP_PATH.search(parts.path))
    is_lean = is_lean or any(_is_amp(key, value) for key, value in _query(parts.query))
    is_print = bool(_PRINT.search(f"{parts.path}?{parts.query}"))
    return frozenset(name for name, has in (("lean", is_lean), ("print", is_print)) if has)


def is_front_page(url: str) -> bool:
    """An address that names no piece: a site's front page, also that of one of its languages."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    path = _INDEX.sub("/", parts.path)
    return (path in ("", "/") or bool(_LANGUAGE_ROOT.fullmatch(path))) and not parts.query


def is_known_variant(url: str, known: Collection[str], named_canonical: Collection[str]) -> bool:
    """Whether an address differs from those `known` of one page only in what was seen not to matter there.

    Some feeds put another counter into each address at each fetch. Two addresses of a page that differ in a parameter
    show that it does not matter; the address without it must be the page's too, for `article?id=1` and `article?id=2`
    may once have carried one text.
    """
    place, own = _parted(url)
    same_place = [query for other_place, query in map(_parted, known) if other_place == place]
    varied = {
        key for query in same_place for key, value in query if any((key, value) not in other for other in same_place)
    }
    if not varied:
        return False
    if any(_is_campaign(key) for key in varied):
        varied |= {key for query in [*same_place, own] for key, _ in query if _is_campaign(key)}
    bare = _without(own, varied)
    if all(_is_campaign(key) for key in varied):
        return any(_without(query, varied) == bare for query in same_place)
    bases = [query for other_place, query in map(_parted, [*known, *named_canonical]) if other_place == place]
    return bare in bases


def same_place(url: str, other: str) -> bool:
    """Whether two addresses differ in what is asked for alone: behind the question mark."""
    return _parted(url)[0] == _parted(other)[0]


def differs_in_campaigns(url: str, other: str) -> bool:
    """Whether two addresses differ in no more than campaign parameters."""
    (place, query), (other_place, other_query) = _parted(url), _parted(other)
    keys = {key for key, _ in query | other_query if _is_campaign(key)}
    return place == other_place and _without(query, keys) == _without(other_query, keys)


def _is_campaign(key: str) -> bool:
    return bool(_CAMPAIGN.fullmatch(key))


def _is_amp(key: str, value: str) -> bool:
    return bool(_AMP_KEYS.fullmatch(key)) and value.lower() in _AMP_VALUES


def _query(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return [(query, "")]


def _parted(url: str) -> tuple[str, frozenset[tuple[str, str]]]:
    """An address without its query, and the query."""
    try:
        parts = urlsplit(key_of(url) or url)
    except ValueError:
        return url, frozenset()
    return f"{parts.scheme}://{parts.netloc}{parts.path}", frozenset(_query(parts.query))


def _without(query: frozenset[tuple[str, str]], keys: Collection[str]) -> frozenset[tuple[str, str]]:
    return frozenset((key, value) for key, value in query if key not in keys)
