"""Know again what a person had forgotten: its page under another address, its text on another page of its outlet.

Decides which signs are enough: the text itself is not there any more to bear one out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from db import Database
from db.store import Row
from model import Extracted, Page, Story
from pipelines.outlets.addresses import is_front_page, key_of, shape_of
from pipelines.outlets.names import OutletNames
from pipelines.outlets.watch import LYING_CANONICAL
from pipelines.text.domains import domain_of


def find_forgotten(database: Database, url: str, *, guid: str | None = None, further: Sequence[str] = ()) -> Row | None:
    """The forgotten page (`id, url, reason`) that an address names, in whatever form, or one of the `further` addresses
    that lead to it; or that has the id which a feed gives it, on the same domain.
    """
    addresses = [each for each in (url, *further) if not is_front_page(each)]
    keys = {key for each in addresses if (key := key_of(each))}
    if guid and guid.startswith(("http://", "https://")) and not is_front_page(guid) and (key := key_of(guid)):
        keys.add(key)
    shape = None if is_front_page(url) else shape_of(url)
    for sign, row in database.forgotten_pages_like(keys=keys, shape=shape, guid=guid):
        if sign != "guid" or domain_of(row["url"]) == domain_of(url):
            return row
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What of a page was forgotten: of each story the page that carried it, or None; `page` (its id) where all were, or
    where the page itself is a forgotten one.
    """

    page: int | None
    stories: tuple[int | None, ...]


class Forgotten:
    """Looks for what was forgotten in what was read. Reads through the database, in the caller's transaction."""

    def __init__(self, database: Database, outlets: OutletNames) -> None:
        self.database = database
        self.outlets = outlets

    def look(self, page: Page, stories: Sequence[tuple[Story, bytes]], *, is_new: bool, now: datetime) -> Hit | None:
        """What of a page and its stories, each with the hash of its normal form, was forgotten; None where nothing was.

        `is_new`: nothing is stored of the page. What is stored stays, whatever address leads there by now.
        """
        if not self.database.has_forgotten():
            return None
        if is_new and (gone := self._page(page, [story for story, _ in stories])) is not None:
            return Hit(page=gone, stories=tuple(gone for _ in stories))
        known = self.database.forgotten_texts({text_hash for _, text_hash in stories})
        if not known:
            return None
        pages = {(each.text_hash, each.outlet_id): each.page_id for each in known}
        found = tuple(pages.get((text_hash, self.outlets.of(page, story, now=now)[1])) for story, text_hash in stories)
        gone = next((of for of in found if of is not None), None)
        return None if gone is None else Hit(page=gone if is_new and None not in found else None, stories=found)

    def _page(self, page: Page, stories: Sequence[Story]) -> int | None:
        further = [page.final_url] if page.final_url else []
        further += self._claims(page, stories)
        gone = find_forgotten(self.database, page.url, guid=page.hints.guid, further=further)
        return None if gone is None else int(gone["id"])

    def _claims(self, page: Page, stories: Sequence[Story]) -> list[str]:
        """What a page names as its canonical address, unless its outlet, or another page, names wrong ones."""
        claim = stories[0].canonical_url if stories else None
        key = key_of(claim) if claim else None
        if claim is None or key is None:
            return []
        owner = self.outlets.known(page)
        is_believed = owner is None or not self.database.was_found(owner, LYING_CANONICAL)
        return [claim] if is_believed and not self.database.claimed_by_others(key) else []


def without(extracted: Extracted, hit: Hit) -> Extracted:
    """What was read without what was forgotten. The bytes have it, too."""
    left = [article for article, of in zip(extracted.articles, hit.stories, strict=True) if of is None]
    return replace(extracted, articles=tuple(left), raw=None)
