"""What waits to be judged: articles that an import stored, and all articles while everything is judged again.

Both are in the database, so that an interrupted run continues where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from db.store import Row, Store
from db.times import to_text
from model import Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A pair of articles whose relation is another one since it was judged again; None is no relation."""

    one_id: int
    other_id: int
    before: Relation | None
    now: Relation | None


# Articles whose sketch was pruned, and those that carry one text with such: what was judged of them stays.
FROZEN = """
  select article_id from index_sketches where article_id is not null and length(shingles) = 0 and words > 0
  union select members.id from index_sketches
    join articles pruned on pruned.id = index_sketches.article_id and pruned.cluster_id is not null
    join articles members on members.cluster_id = pruned.cluster_id
    where length(shingles) = 0 and index_sketches.words > 0
"""


class JudgingStore(Store):
    def frozen_among(self, article_ids: Iterable[int]) -> set[int]:
        """Which of these articles are not judged again, as what they were compared with is pruned."""
        rows = self.connection.execute(
            "with chosen as (select id, cluster_id from articles where id in (select value from json_each(?))) "
            "select chosen.id from chosen where exists (select 1 from articles members "
            "join index_sketches on index_sketches.article_id = members.id "
            "where (members.id = chosen.id or members.cluster_id = chosen.cluster_id) "
            "and length(shingles) = 0 and index_sketches.words > 0)",
            [json.dumps(list(article_ids))],
        )
        return {row[0] for row in rows}

    def add_unjudged(self, article_id: int) -> None:
        """Note an article that is stored and not compared yet."""
        self.connection.execute("insert into unjudged (article_id) values (?)", [article_id])

    def unjudged(self, limit: int, *, after: int = 0) -> list[int]:
        """Ids, above `after`, of the articles that are not compared yet, in the order in which they were stored."""
        rows = self.connection.execute(
            "select article_id from unjudged where article_id > ? order by article_id limit ?", [after, limit]
        )
        return [row[0] for row in rows]

    def count_unjudged(self) -> int:
        """How many articles are not compared yet."""
        return int(self._value("select count(*) from unjudged"))

    def note_judged(self, article_ids: Iterable[int]) -> None:
        """These articles are compared."""
        self.connection.executemany("delete from unjudged where article_id = ?", [(each,) for each in article_ids])

    def rejudging(self) -> Row | None:
        """The judging of everything that began and did not end; None where there is none."""
        return self._row("select * from rejudgings where finished_at is null order by id desc limit 1")

    def begin_rejudging(self, *, run_id: int, copies: int, now: datetime) -> None:
        """Queue all articles, earliest first; what decides between equals are their texts, not which came first."""
        self._insert(
            "rejudgings",
            {
                "run_id": run_id,
                "started_at": to_text(now),
                "judged": 0,
                "copies": copies,
                "last_match_id": self._value("select coalesce(max(id), 0) from matches"),
            },
        )
        self.connection.execute("delete from rejudge_queue")
        self.extend_rejudging()

    def extend_rejudging(self) -> int:
        """Queue what was stored since, at the end: how many places the queue has."""
        self.connection.execute(
            "insert into rejudge_queue (place, article_id) "
            "select (select coalesce(max(place), 0) from rejudge_queue) + "
            "row_number() over (order by order_at, text_hash, url, position, id), id "
            "from articles where id not in (select article_id from rejudge_queue) and id not in "
            f"({FROZEN})"
        )
        return int(self._value("select coalesce(max(place), 0) from rejudge_queue"))

    def rejudge_queue(self, *, after: int, limit: int) -> list[tuple[int, int]]:
        """Places after this one, with their articles; those that are not stored any more are left out."""
        rows = self.connection.execute(
            "select place, article_id from rejudge_queue join articles on articles.id = article_id "
            "where place > ? order by place limit ?",
            [after, limit],
        )
        return [(row[0], row[1]) for row in rows]

    def supersede_for_rejudging(self, article_id: int, *, now: datetime) -> None:
        """Set aside an article's matches of before with those that stand before it in the queue."""
        self.connection.execute(
            "update matches set superseded_at = :now, "
            "rejudging_id = (select max(id) from rejudgings) where id in ("
            "select id from matches where later_id = :id union all select id from matches where earlier_id = :id) "
            "and superseded_at is null "
            "and id <= (select last_match_id from rejudgings order by id desc limit 1) "
            "and (select place from rejudge_queue where article_id = "
            "case when later_id = :id then earlier_id else later_id end) "
            "< (select place from rejudge_queue where article_id = :id)",
            {"id": article_id, "now": to_text(now)},
        )

    def note_rejudged(self, place: int) -> None:
        """Everything up to this place of the queue is judged again."""
        self.connection.execute("update rejudgings set judged = ? where finished_at is null", [place])

    def finish_rejudging(self, *, now: datetime) -> list[Change]:
        """End it, empty the queue, and say what changed: pairs in the order of their ids."""
        rejudging = self.rejudging()
        assert rejudging is not None
        before = self._relations("rejudging_id = ?", rejudging["id"])
        after = self._relations("id > ? and superseded_at is null", rejudging["last_match_id"])
        self._update("rejudgings", rejudging["id"], {"finished_at": to_text(now)})
        self.connection.execute("delete from rejudge_queue")
        return [
            Change(one_id=one, other_id=other, before=before.get((one, other)), now=after.get((one, other)))
            for one, other in sorted(before.keys() | after.keys())
            if before.get((one, other)) != after.get((one, other))
        ]

    def _relations(self, where: str, value: int) -> dict[tuple[int, int], Relation]:
        rows = self.connection.execute(
            "select min(later_id, earlier_id), max(later_id, earlier_id), relation from matches "
            f"where {where} order by id",
            [value],
        )
        return {(row[0], row[1]): row[2] for row in rows}
