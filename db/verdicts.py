"""What people say about matches. It stays with the two articles when they are judged again."""

from __future__ import annotations

from datetime import datetime

from db.store import Store
from db.times import to_text
from model import VerdictWord


class VerdictStore(Store):
    def carry_verdicts(self, old_match: int, new_match: int) -> None:
        """Keep a person's words about a pair with the new match of the pair."""
        self.connection.execute(
            "insert into verdicts (match_id, verdict, note, given_at) "
            "select ?, verdict, note, given_at from verdicts where match_id = ? order by id",
            [new_match, old_match],
        )

    def add_verdict(self, match_id: int, word: VerdictWord, note: str | None, *, now: datetime) -> None:
        """Store a person's word on a match."""
        with self.transaction():
            self._insert("verdicts", {"match_id": match_id, "verdict": word, "note": note, "given_at": to_text(now)})

    def remove_verdicts(self, match_id: int) -> None:
        """Forget a person's words about the two articles of a match, and about judgements of them set aside since."""
        with self.transaction():
            self.connection.execute(
                "delete from verdicts where match_id in (select same.id from matches given, matches same "
                "where given.id = ? and same.later_id in (given.later_id, given.earlier_id) "
                "and same.earlier_id in (given.later_id, given.earlier_id))",
                [match_id],
            )

    def has_verdicts(self) -> bool:
        """Whether anybody has said anything of a match."""
        return self._value("select 1 from verdicts limit 1") is not None

    def refused_with(self, article_id: int) -> set[int]:
        """Ids of the articles of which a person's last word says that this one is no copy."""
        rows = self.connection.execute(
            "select case when later_id = :id then earlier_id else later_id end as other, verdict, max(verdicts.id) "
            "from verdicts join matches on matches.id = verdicts.match_id "
            "where matches.id in (select id from matches where later_id = :id "
            "union select id from matches where earlier_id = :id) group by other",
            {"id": article_id},
        )
        return {row["other"] for row in rows if row["verdict"] == "not-a-copy"}
