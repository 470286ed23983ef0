"""What a site answers to a path at one moment. Pure: how it is delivered is `newswire`'s part."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import quote

from sample import feeds, pages
from sample.edition import Edition, number
from sample.pieces import Piece
from sample.sites import Feed, Press, Trap

_TYPES = {
    "atom": "application/atom+xml",
    "json": "application/feed+json",
    "gzip-sitemap": "application/x-gzip",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer. `dropped`: the connection is cut in the middle of the body."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    dropped: bool = False


def answer(edition: Edition, press: Press, path: str) -> Answer:
    """The answer to a path, its query included, percent-decoded."""
    if path == "/robots.txt":
        return _robots(edition, press)
    if path == "/":
        return _html(press, pages.front_page(edition, press))
    for feed in press.feeds:
        if feed.path == path:
            return _feed(edition, press, feed)
    for trap in press.traps:
        if trap.path == path:
            return _trapped(edition, press, trap)
    if press.traps and path.startswith("/loop/"):
        return Answer(status=302, headers={"Location": "/loop/2" if path == "/loop/1" else "/loop/1"})
    for piece in edition.pieces_of(press):
        if edition.address(piece) == path:
            page = pages.article_page(edition, press, piece)
            if piece.manner == "malformed":
                return Answer(body=pages.damaged(page), content_type="text/html")
            return _html(press, page)
    if press.watched_front and press.links:
        return _aggregated(edition, press, path)
    return Answer(status=404, body=b"<h1>404</h1>")


def conditional(found: Answer, changed: datetime, if_none_match: str | None, if_modified_since: str | None) -> Answer:
    """The answer with validators, or 304 when the visitor has it already (RFC 9110, section 13.2.2)."""
    tag = f'"{hashlib.sha256(found.body).hexdigest()[:20]}"'
    headers = {**found.headers, "ETag": tag, "Last-Modified": format_datetime(changed, usegmt=True)}
    if if_none_match is not None:
        fresh = tag in [value.strip().removeprefix("W/") for value in if_none_match.split(",")]
    else:
        fresh = if_modified_since is not None and _not_later(changed, if_modified_since)
    if fresh and found.status == 200:
        return Answer(status=304, headers=headers)
    return Answer(status=found.status, body=found.body, content_type=found.content_type, headers=headers)


def last_change(edition: Edition, press: Press) -> datetime:
    """When the site last changed, to the second, in UTC; its feeds' and pages' Last-Modified."""
    moments = [edition.started]
    for piece in edition.pieces_of(press):
        moments.append(edition.started + timedelta(seconds=piece.after_seconds / edition.speed))
        moments.append(edition.updated(piece))
    return min(max(moments), edition.now).astimezone(UTC).replace(microsecond=0)


def _not_later(changed: datetime, words: str) -> bool:
    try:
        return changed <= parsedate_to_datetime(words)
    except (ValueError, TypeError):
        return False


def _robots(edition: Edition, press: Press) -> Answer:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in press.disallow), ""]
    lines += [f"Sitemap: {edition.bases[press.key]}{feed.path}" for feed in press.feeds if feed.kind == "index"]
    return Answer(body="\n".join(lines).encode() + b"\n", content_type="text/plain; charset=utf-8")


def _html(press: Press, page: str) -> Answer:
    return Answer(
        body=page.encode(press.charset, errors="xmlcharrefreplace"),
        content_type=f"text/html; charset={press.charset}",
    )


def _feed(edition: Edition, press: Press, feed: Feed) -> Answer:
    base = edition.bases[press.key]
    entries = [_entry(edition, press, piece) for piece in edition.pieces_of(press, feed.language)]
    channel = feeds.Channel(
        title=press.outlet,
        url=base + "/",
        feed_url=base + feed.path,
        language=feed.language or press.language,
    )
    content_type = _TYPES.get(feed.kind, "application/xml")
    match feed.kind:
        case "rss20" | "rss20-full":
            traps = [] if feed.truncated else [_trap_entry(edition, press, trap) for trap in press.traps]
            body = feeds.rss20(channel, [*entries, *traps], full=feed.kind == "rss20-full")
        case "rss091":
            body = feeds.rss091(channel, entries, charset=press.charset)
        case "rdf":
            body = feeds.rdf(channel, entries)
        case "atom":
            body = feeds.atom(channel, entries)
        case "json":
            body = feeds.json_feed(channel, entries)
        case "news-sitemap":
            body = feeds.news_sitemap(channel, [entry for entry in entries if not _is_older(edition, entry)])
        case "gzip-sitemap":
            body = feeds.gzip_sitemap([entry for entry in entries if _is_older(edition, entry)])
        case "index":
            changed = max((entry.updated for entry in entries), default=edition.started)
            listed = [(base + other.path, changed) for other in press.feeds if other != feed]
            body = feeds.sitemap_index(listed)
    if feed.truncated:
        body = _cut(body)
    return Answer(body=body, content_type=content_type)


def _entry(edition: Edition, press: Press, piece: Piece) -> feeds.Entry:
    return feeds.Entry(
        url=edition.bases[press.key] + pages.path_of(edition, piece),
        title=piece.title,
        author=piece.author,
        summary=piece.summary,
        html=pages.markup(edition, press, piece),
        section=piece.section,
        language=piece.language,
        published=edition.published(piece),
        updated=edition.updated(piece),
    )


def _trap_entry(edition: Edition, press: Press, trap: Trap) -> feeds.Entry:
    when = edition.started.replace(microsecond=0)
    return feeds.Entry(
        url=edition.bases[press.key] + quote(trap.path, safe="/?=&."),
        title=trap.title,
        author=press.outlet,
        summary=trap.title,
        html="",
        section="",
        language=press.language,
        published=when,
        updated=when,
    )


def _is_older(edition: Edition, entry: feeds.Entry) -> bool:
    return (edition.started - entry.published).total_seconds() > 7 * 3600


def _cut(body: bytes) -> bytes:
    """Half of a feed, ending inside a tag as when a disk is full; the first item is whole."""
    first_whole = body.find(b"</item>") + len(b"</item>")
    return body[: first_whole + (len(body) - first_whole) // 2]


def _trapped(edition: Edition, press: Press, trap: Trap) -> Answer:
    match trap.kind:
        case "error":
            return Answer(status=500, body=b"Fatal error: Uncaught mysqli_sql_exception: Too many connections")
        case "missing":
            return Answer(status=404, body="<h1>الصفحة غير موجودة</h1>".encode())
        case "loop":
            return Answer(status=302, headers={"Location": "/loop/2"})
        case "dropped":
            pieces: Sequence[Piece] = edition.pieces_of(press)
            page = pages.article_page(edition, press, pieces[-1]) if pieces else ""
            return Answer(body=page.encode(), dropped=True)


def _aggregated(edition: Edition, press: Press, path: str) -> Answer:
    for roundup in edition.archive.roundups:
        if roundup.path == path and edition.has_appeared(roundup.after_seconds):
            return _html(press, pages.roundup_page(edition, press, roundup))
    for piece in edition.archive.pieces.values():
        if path == f"/go/{number(piece.name)}" and edition.has_appeared(piece.after_seconds):
            home = "/" if piece.only_on_aggregator else edition.bases[piece.site] + pages.path_of(edition, piece)
            return Answer(status=302, headers={"Location": home})
    return Answer(status=404, body=b"<h1>404</h1>")
