"""Write down what a listing names, and choose what to fetch of it: one listing after the other, in the thread that
writes.

If these were two steps, two sources that name a page at the same time would both fetch it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from config.tables import Crawl
from crawler.discovery import Plan, plan
from crawler.first_visit import left_out
from crawler.textless import textless_links
from db import Database
from model import LeftOut, Link, Source
from pipelines.outlets.addresses import shape_of
from pipelines.recording.aliases import known_variants
from pipelines.text.addresses import canonical_form

# A calendar without end has other days at each visit: so many of a visit are written down as left out.
_MOST_TEXTLESS = 20

Left = tuple[tuple[str, Link, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What became of the links of a listing: those that a first visit leaves with the reason, what is fetched, and the
    rows that new addresses have by now, by canonical address. `textless` counts the links of forms that give no text;
    `newly_refused` the links that are no articles, or that rules of the user leave out, where they are the first ones.
    """

    left: Left
    plan: Plan
    ids: dict[str, int]
    textless: int
    newly_refused: int


def write_down(
    database: Database,
    source: Source,
    links: Sequence[Link],
    *,
    refused: Sequence[LeftOut],
    is_whole: bool,
    settings: Crawl,
    now: datetime,
) -> Named:
    """Every link has its row before any page is fetched. `is_whole`: the source lists these links and no more, beside
    those that its listing `refused`.
    """
    keyed = [(canonical_form(link.url), link) for link in links]
    known = database.known_pages([key for key, _ in keyed])
    known |= known_variants(database, [(key, link) for key, link in keyed if key not in known])
    left = left_out(keyed, known, now=now, settings=settings) if source.is_new else ()
    if left:
        gone = {canonical for canonical, _, _ in left}
        keyed = [each for each in keyed if each[0] not in gone]
    new = [each for each in keyed if each[0] not in known]
    textless = textless_links(new, database.tried_lately(source.id), now=now) if new else {}
    keyed = [each for each in keyed if each[0] not in textless]
    due = database.due_pages(source.id, now=now, limit=settings.max_links_a_visit)
    chosen = plan(keyed, known, due, now=now, settings=settings)
    shapes = {canonical: shape_of(link.url) for canonical, link in [*chosen.new, *(each[:2] for each in left)]}
    with database.transaction():
        if left:
            database.leave_pages(source.id, left, now=now, shapes=shapes)
        ids = database.want_pages(source.id, chosen.new, now=now, shapes=shapes)
        named_known = [known[key].id for key, _ in keyed if key in known]
        database.link_pages(source.id, [*ids.values(), *named_known], now=now)
        if is_whole:
            # A page that fails may be named under other campaigns.
            listed = [known[key].canonical_url if key in known else key for key, _ in keyed]
            database.note_listed(source.id, listed, now=now)
        noted = [*refused, *islice(textless.values(), _MOST_TEXTLESS)]
        noted_new, is_first = database.note_left_out(source.id, noted, [link.url for _, link in keyed], now=now)
    newly_refused = noted_new if is_first and refused else 0
    return Named(left=left, plan=chosen, ids=ids, textless=len(textless), newly_refused=newly_refused)
