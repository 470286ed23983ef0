"""Find the stored page that a fetched page is, under another address; and the page that a named address belongs to.

Reads through the database's intents, inside the caller's transaction; what the signs are worth is decided in
`outlets.same_page`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from config.tables import Duplicates
from db import Database
from db.page_columns import hints_of
from db.store import Row
from model import Article, Extracted, KnownPage, Link, Page, Sketch
from pipelines.copies.revisions import likeness
from pipelines.outlets.addresses import (
    differs_in_campaigns,
    is_front_page,
    is_known_variant,
    key_of,
    look_of,
    same_place,
    shape_of,
)
from pipelines.outlets.names import OutletNames
from pipelines.outlets.same_page import Known, Lie, Likeness, Named, Same, decide
from pipelines.outlets.watch import LYING_CANONICAL
from pipelines.recording.forgotten import find_forgotten
from pipelines.text.domains import domain_of
from pipelines.text.search_words import search_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A page is the page `of`, for `reason`. `shows_revision`: a text that differs is a later state of that page's.

    Not `for_good`: it is to be looked at again, and may then have a text of its own.
    """

    of: int
    reason: str
    shows_revision: bool
    for_good: bool


def find_page(
    database: Database, outlets: OutletNames, extracted: Extracted, settings: Duplicates, *, now: datetime
) -> Alias | None:
    """The stored page that this one is. A canonical address that turns out to lie is noted at the outlet."""
    page, articles = extracted.page, extracted.articles
    assert page.page_id is not None
    main = articles[0].story
    claim = _claim(main.canonical_url, page.url, page.final_url)
    own = Named(
        url=page.url,
        reached=page.final_url,
        has_moved=page.has_moved,
        claim=claim,
        guid=page.hints.guid,
        source_id=page.source_id,
        visit_id=page.visit_id,
        title=articles[0].normal_title,
        listed_as=search_text(page.hints.title or ""),
        published=main.published.when if main.published else None,
    )
    owner = _owner(outlets, page)
    rows = [
        row for row in _pages_like(database, own, articles, page.page_id) if _owner(outlets, _page_of(row)) == owner
    ]
    others = [_known(database, row, articles, settings, own=own) for row in rows]
    if not others:
        return None
    outlet_id = owner if isinstance(owner, int) else None
    believes = outlet_id is None or not database.was_found(outlet_id, LYING_CANONICAL)
    decided = decide(own, others, believes_claims=believes)
    if isinstance(decided, Lie):
        if outlet_id is not None:
            _note_lie(database, outlet_id, decided, page, now=now)
        return None
    return None if decided is None else _alias(decided, own, others)


def note_address(database: Database, page_id: int, page: Page, *, of: int | None = None, now: datetime) -> None:
    """Keep by what a page is found again; the address that it has moved to is one of its own, or of the page `of`, from
    now on.
    """
    database.note_address(page_id, shape=shape_of(page.url), guid=page.hints.guid)
    reached = key_of(page.final_url) if page.final_url else None
    if (
        page.has_moved
        and page.final_url
        and reached
        and reached != key_of(page.url)
        and not is_front_page(page.final_url)
    ):
        reason = same_page_reason(page.url, "that one leads here")
        shape = shape_of(page.final_url)
        database.add_alias(reached, page.final_url, of=of or page_id, shape=shape, reason=reason, now=now)


def known_variants(database: Database, links: Sequence[tuple[str, Link]]) -> dict[str, KnownPage]:
    """Of named addresses that are not known, those that differ from known ones only in what does not matter: as a feed
    puts other campaigns into its addresses at each fetch. Those of forgotten pages are found by fewer signs.
    """
    found = {}
    has_forgotten = database.has_forgotten()
    for canonical, link in links:
        if has_forgotten and (gone := find_forgotten(database, link.url, guid=link.hints.guid)) is not None:
            page = database.known_page(gone["id"])
            assert page is not None
            found[canonical] = page
            continue
        shape = shape_of(link.url)
        if shape is None:
            continue
        page = _named_again(database, link, shape)
        if page is None and "?" in link.url:
            page = _known_variant(database, link, shape)
        if page is not None:
            found[canonical] = page
    return found


def _named_again(database: Database, link: Link, shape: str) -> KnownPage | None:
    """The page that a listing names under another address, with the same title: with other campaigns, or with whatever
    else at the same place of a site where the feed gives both one id.

    Without the title no parameter is believed not to matter before it was seen.
    """
    guid, title = link.hints.guid, link.hints.title
    for page_id in database.pages_named_like(shape=shape, guid=guid) if title else ():
        page = database.known_page(page_id)
        if page is None or page.hints.title != title:
            continue
        urls = [page.url, *(alias["url"] for alias in database.aliases_of_pages([page_id])[page_id])]
        if any(differs_in_campaigns(link.url, url) for url in urls):
            return page
        # What fails may need its new address: a token in the old one may be over.
        is_read = page.status not in ("failed", "refused")
        if is_read and guid and guid == page.hints.guid and any(same_place(link.url, url) for url in urls):
            return page
    return None


def _known_variant(database: Database, link: Link, shape: str) -> KnownPage | None:
    """The page of which two addresses or more show that this one is another."""
    for page_id, urls in database.addresses_like(shape).items():
        if is_known_variant(link.url, urls, database.canonicals_of_page(page_id)):
            return database.known_page(page_id)
    return None


def _pages_like(database: Database, own: Named, articles: Sequence[Article], page_id: int) -> list[Row]:
    addresses = [own.url, own.reached, own.claim]
    if own.guid and own.guid.startswith(("http://", "https://")):
        addresses.append(own.guid)
    keys = {key for url in addresses if url and not is_front_page(url) and (key := key_of(url))}
    return database.pages_like(
        page_id,
        keys=keys,
        shape=shape_of(own.url),
        guid=own.guid,
        text_hashes=[article.sketch.text_hash for article in articles[:1]],
    )


def _known(database: Database, row: Row, articles: Sequence[Article], settings: Duplicates, *, own: Named) -> Known:
    stored = list(database.sketches(database.sketch_ids_of_page(row["id"])).values())
    aliases = database.aliases_of_pages([row["id"]])
    return Known(
        page=Named(
            url=row["url"],
            reached=row["final_url"],
            claim=_claim(row["claim"], row["url"], row["final_url"]),
            guid=row["guid"],
            source_id=row["source_id"],
            visit_id=row["visit_id"],
            title=search_text(row["title"] or ""),
            listed_as=search_text(hints_of(row["hints"]).title or ""),
            published=row["published_at"],
        ),
        page_id=row["id"],
        likeness=_likeness([article.sketch for article in articles], stored, settings),
        # That it was taken for one of them is no sign that it is.
        aliases=tuple(url for alias in aliases[row["id"]] if (url := alias["url"]) != own.url),
    )


def _likeness(texts: Sequence[Sketch], stored: Sequence[Sketch], settings: Duplicates) -> Likeness:
    """How alike two pages are: as their stories that are least alike. A page of several stories is not the page of one
    of them.
    """
    order: tuple[Likeness, ...] = ("other", "related", "close", "same")
    if not stored:
        return "other"
    if (len(texts) > 1) != (len(stored) > 1):
        return "part"
    best = (max((likeness(text, other, settings) for other in stored), key=order.index) for text in texts)
    return min(best, key=order.index)


def _alias(same: Same, own: Named, others: Sequence[Known]) -> Alias:
    other = next(each for each in others if each.page_id == same.page_id)
    return Alias(
        of=same.page_id,
        reason=same_page_reason(other.page.url, same.reason),
        # AMP, mobile and print pages leave parts out: nothing has changed.
        for_good=same.for_good,
        shows_revision=look_of(own.reached or own.url) == look_of(other.page.reached or other.page.url),
    )


def same_page_reason(url: str, why: str) -> str:
    """Why a page has no text of its own: it is that of another address."""
    return f"the same page as {url}: {why}"


def become_forgotten(database: Database, page_id: int, *, of: int, reason: str) -> None:
    """Make a page another address of one that was forgotten; nothing that was said or read of it is kept."""
    database.become_forgotten(page_id, of=of, reason=reason)
    database.forget_sketches_of_page(page_id)


def _claim(claim: str | None, url: str, reached: str | None) -> str | None:
    """What a page names as its canonical address, where that is not its own."""
    own = {key_of(url), key_of(reached) if reached else None}
    return None if claim is None or key_of(claim) in own else claim


def _page_of(row: Row) -> Page:
    return Page(url=row["url"], final_url=row["final_url"], source_id=row["source_id"], hints=hints_of(row["hints"]))


def _owner(outlets: OutletNames, page: Page) -> int | str:
    """Whose a page is: an outlet that is known, else its domain."""
    return outlets.known(page) or domain_of(page.final_url or page.url)


def _note_lie(database: Database, outlet_id: int, lie: Lie, page: Page, *, now: datetime) -> None:
    database.add_finding(
        outlet_id,
        kind=LYING_CANONICAL,
        words=f"pages name {lie.claim} as their canonical address, which is another piece: such addresses are not "
        "believed any more",
        examples=[{"page": page.page_id, "article": None, "url": page.url}],
        habit={},
        now=now,
    )
