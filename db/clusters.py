"""Clusters: the articles that carry one text, which matches connect."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.store import Row, Store
from db.times import to_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a cluster says: which member is the earliest, whether that is known (1 or 0) and why."""

    cluster_id: int
    earliest_id: int
    order_known: int
    reason: str
    size: int


class ClusterStore(Store):
    def newest_cluster(self) -> int:
        """The highest id of a cluster, 0 where there is none."""
        return int(self._value("select coalesce(max(id), 0) from clusters"))

    def new_cluster(self, article_ids: Sequence[int], *, now: datetime) -> int:
        """Make a cluster of these articles: its id. `describe_cluster` fills in the rest."""
        cluster_id = self._insert("clusters", {"created_at": to_text(now), "size": 0})
        self.join_cluster(cluster_id, article_ids)
        return cluster_id

    def join_cluster(self, cluster_id: int, article_ids: Sequence[int]) -> None:
        for article_id in article_ids:
            self._update("articles", article_id, {"cluster_id": cluster_id})

    def leave_cluster(self, article_id: int) -> None:
        self._update("articles", article_id, {"cluster_id": None})

    def cluster_members(self, cluster_id: int, *, limit: int) -> list[int]:
        """Ids of the members of a cluster, earliest first."""
        return [
            row["id"]
            for row in self._rows(
                "select id from articles where cluster_id = ? "
                "order by order_at, first_seen_at, position, url, id limit ?",
                [cluster_id, limit],
            )
        ]

    def earliest_texts(self, cluster_id: int, *, limit: int) -> list[int]:
        """Ids of the members by whom a cluster is known: of equally early ones not the first to be stored, so that any
        order of arrival shows the same.
        """
        rows = self.connection.execute(
            "select id from articles where cluster_id = ? order by order_at, text_hash, url, position, id limit ?",
            [cluster_id, limit],
        )
        return [row[0] for row in rows]

    def describe_cluster(self, cluster_id: int, *, earliest_id: int, order_known: bool, reason: str) -> None:
        """Write down which member is the earliest, and why; the size is counted here."""
        size = self._value("select count(*) from articles where cluster_id = ?", [cluster_id])
        self._update(
            "clusters",
            cluster_id,
            {"earliest_id": earliest_id, "order_known": int(order_known), "reason": reason, "size": size},
        )

    def drop_cluster(self, cluster_id: int) -> None:
        """Undo a cluster that has one member left."""
        self.connection.execute("update articles set cluster_id = null where cluster_id = ?", [cluster_id])
        self.connection.execute("delete from clusters where id = ?", [cluster_id])

    def members_of(self, cluster_ids: Collection[int]) -> list[Row]:
        """The members of clusters, with what decides their order there."""
        return self._rows(
            "select id, cluster_id, order_at, first_seen_at, position, url, text_hash from articles "
            "where cluster_id in (select value from json_each(?))",
            [json.dumps(sorted(cluster_ids))],
        )

    def write_clusters(
        self,
        *,
        created: Mapping[int, str],
        described: Sequence[Description],
        moved: Mapping[int, int | None],
        dropped: Collection[int],
    ) -> None:
        """Write which clusters changed: when new ones were created, new descriptions of some, which articles are in
        another one, or in none, and which clusters are undone.
        """
        run = self.connection.executemany
        if created:
            run("insert into clusters (id, created_at, size) values (?, ?, 0)", created.items())
        if moved:
            run("update articles set cluster_id = ? where id = ?", [(after, key) for key, after in moved.items()])
        if described:
            run(
                "update clusters set earliest_id = ?, order_known = ?, reason = ?, size = ? where id = ?",
                [(each.earliest_id, each.order_known, each.reason, each.size, each.cluster_id) for each in described],
            )
        if dropped:
            run("delete from clusters where id = ?", [(key,) for key in dropped])
