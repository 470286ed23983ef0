"""Find who carries a text that is not stored, with the same look-up and judge as for a stored one. Only reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from config.tables import Duplicates
from db import Database
from db.store import Row
from model import Article, Rarity
from pipelines.copies.clusters import Found
from pipelines.copies.look_up import find_relatives
from pipelines.copies.order import order_at
from pipelines.copies.settling import alike_first


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A stored article (a row of `Database.article_row`) and how the text stands to it."""

    article: Row
    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriers:
    """Who carries a text, copies first, most alike first, of equals the earliest; and the clusters (rows of
    `Database.list_clusters`) that these belong to, whose other members are not named one by one.
    """

    carriers: tuple[Carrier, ...]
    clusters: tuple[Row, ...]


def carriers_of(
    database: Database, article: Article, settings: Duplicates, rarity: Rarity | None, *, now: datetime
) -> Carriers:
    """Look a text up as if it came now. Stores nothing; the database may be open for reading only."""
    published = article.story.published
    place = order_at(published.when if published else None, first_seen_at=now, time_zone=None)
    found = find_relatives(database, article.sketch, settings, rarity, order_at=place)
    rows = {one.article_id: database.article_row(one.article_id) for one in found}
    carriers = [Carrier(article=row, found=one) for one in found if (row := rows[one.article_id])]
    carriers.sort(key=lambda one: (*alike_first(one.found), one.article["order_at"], one.article["id"]))
    met = {carrier.article["cluster_id"] for carrier in carriers if carrier.found.is_copy} - {None}
    clusters = database.list_clusters(since=None, limit=None, only=sorted(met))
    return Carriers(carriers=tuple(carriers), clusters=tuple(clusters))
