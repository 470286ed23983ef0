"""Matches: judged pairs of articles."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from db.forgotten import ForgottenStore
from db.soundness import verify_texts
from db.store import Row
from db.times import to_text
from model import COPIES, Match, Run, StoredCopy

_COPY_WORDS = json.dumps(COPIES)


class MatchStore(ForgottenStore):
    def add_match(self, match: Match, *, run_id: int | None, now: datetime) -> int:
        """Store a judged pair. Its id."""
        row = match_row(match, run_id=run_id, found_at=to_text(now))
        return self._insert("matches", {"id": self.newest_match() + 1, **row})

    def add_matches(self, rows: Sequence[Row]) -> None:
        """Store matches, each with its id."""
        if rows:
            self._insert_many("matches", rows)

    def supersede_matches_of(self, article_id: int, *, now: datetime) -> None:
        """Set aside the present matches of an article whose text changed; they stay readable."""
        self.connection.execute(
            "update matches set superseded_at = ? where superseded_at is null and (later_id = ? or earlier_id = ?)",
            [to_text(now), article_id, article_id],
        )

    def judged_early(self, *, after: int, limit: int) -> list[int]:
        """Ids, above `after`, of later articles whose matches were judged without a snapshot of what is common."""
        rows = self.connection.execute(
            "select distinct later_id from matches where superseded_at is null and instr(judge, '-') = 0 "
            "and later_id > ? order by later_id limit ?",
            [after, limit],
        )
        return [row[0] for row in rows]

    def match_before(self, match_id: int) -> int | None:
        """The id of the newest match, set aside since, of the same two articles; None where there is none."""
        found = self._value(
            "select before.id from matches now, matches before where now.id = ? and before.superseded_at is not null "
            "and before.later_id in (now.later_id, now.earlier_id) "
            "and before.earlier_id in (now.later_id, now.earlier_id) order by before.id desc limit 1",
            [match_id],
        )
        return None if found is None else int(found)

    def superseded_pairs(self, article_ids: Sequence[int]) -> list[tuple[int, int, int]]:
        """Pairs with one of these articles that were judged before: both articles, and the match, set aside since."""
        ids = json.dumps(list(article_ids))
        rows = self.connection.execute(
            "select later_id, earlier_id, id from matches where superseded_at is not null "
            "and later_id in (select value from json_each(?)) union all "
            "select later_id, earlier_id, id from matches where superseded_at is not null "
            "and earlier_id in (select value from json_each(?))",
            [ids, ids],
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def keep_found_at(self, old_match: int, new_match: int) -> None:
        """A pair that is judged again keeps the time when it was found first."""
        self.connection.execute(
            "update matches set found_at = (select found_at from matches where id = ?) where id = ?",
            [old_match, new_match],
        )

    def latest_of_pair(self, match_id: int) -> Row | None:
        """The match of the same two articles that counts now, else the newest that was set aside; None where the id
        is no match's.
        """
        latest = self._value(
            "select same.id from matches given, matches same where given.id = ? "
            "and same.later_id in (given.later_id, given.earlier_id) "
            "and same.earlier_id in (given.later_id, given.earlier_id) "
            "order by same.superseded_at is null desc, same.id desc limit 1",
            [match_id],
        )
        return None if latest is None else self.match_row(latest)

    def list_matches(
        self,
        *,
        relations: Sequence[str],
        since: datetime | None,
        limit: int | None,
        article_id: int | None = None,
        unsettled: bool = False,
        whose: Sequence[int] | None = None,
        by: Sequence[int] | None = None,
    ) -> list[Row]:
        """Present matches, newest first, each with both articles as `later_*` and `earlier_*` columns.

        `unsettled` leaves out those that a person gave a verdict on. `whose` keeps the pairs in which one of these
        outlets published first, or may have, and another carries it; `by` those in which one of these outlets carries
        what another published first, or may have.
        """
        moment = to_text(since)
        rows = self._rows(
            f"{MATCH} where matches.superseded_at is null "
            "and matches.relation in (select value from json_each(:relations)) "
            "and (:since is null or matches.found_at >= :since) "
            "and (:article is null or matches.later_id = :article or matches.earlier_id = :article) "
            "and (not :unsettled or matches.id not in (select match_id from verdicts)) "
            f"and {whose_pair(order_known='matches.order_known')} "
            "order by matches.id desc limit :limit",
            {
                "relations": json.dumps(list(relations)),
                "since": moment,
                "article": article_id,
                "unsettled": unsettled,
                "whose": None if whose is None else json.dumps(list(whose)),
                "by": None if by is None else json.dumps(list(by)),
                "limit": -1 if limit is None else limit,
            },
        )
        self.verify_sides(rows)
        return rows

    def verify_sides(self, rows: Sequence[Row]) -> None:
        """Raise Damaged where a text of a pair is damaged."""
        shown = {row[side] for row in rows for side in ("later_id", "earlier_id")}
        articles = "select id, title, text, text_hash from articles where id in (select value from json_each(?))"
        verify_texts(self.path, map(dict, self._execute(articles, [json.dumps([*shown])])))

    def match_row(self, match_id: int) -> Row | None:
        """One match with both articles as `later_*` and `earlier_*` columns."""
        return self._row(f"{MATCH} where matches.id = :id", {"id": match_id})

    def matches_of_cluster(self, cluster_id: int) -> list[Row]:
        """The present copies among the articles of a cluster, first found first."""
        return self._rows(
            f"{MATCH} where matches.superseded_at is null and later.cluster_id = :cluster "
            "and earlier.cluster_id = :cluster and matches.relation in (select value from json_each(:copies)) "
            "order by matches.id",
            {"cluster": cluster_id, "copies": _COPY_WORDS},
        )

    def match_of(self, one: int, other: int) -> Row | None:
        """The present match of two articles, if they have one."""
        return self._row(
            f"{MATCH} where matches.superseded_at is null and "
            "((matches.later_id = :one and matches.earlier_id = :other) or "
            "(matches.later_id = :other and matches.earlier_id = :one))",
            {"one": one, "other": other},
        )

    def matched_with(self, article_id: int, *, relations: Sequence[str]) -> set[int]:
        """Ids of the articles that have a present match of these relations with this one."""
        wanted = json.dumps(list(relations))
        rows = self.connection.execute(
            "select earlier_id from matches where later_id = ? and superseded_at is null "
            "and relation in (select value from json_each(?)) union "
            "select later_id from matches where earlier_id = ? and superseded_at is null "
            "and relation in (select value from json_each(?))",
            [article_id, wanted, article_id, wanted],
        )
        return {row[0] for row in rows}

    def copies_of(self, article_id: int) -> list[StoredCopy]:
        """The present copies of an article, as seen from it.

        While everything is judged again, former copies of articles that are not judged again yet are left out: a later
        article must not decide about an earlier one.
        """
        rows = self._rows(
            "select later_id, earlier_id, share_of_later, share_of_earlier, runs from matches "
            "where superseded_at is null and relation in (select value from json_each(:copies)) "
            "and id in (select id from matches where later_id = :id union "
            "select id from matches where earlier_id = :id) "
            "and not exists (select 1 from rejudgings where finished_at is null and last_match_id >= matches.id "
            "and matches.later_id in (select article_id from rejudge_queue) "
            "and matches.earlier_id in (select article_id from rejudge_queue)) order by id",
            {"copies": _COPY_WORDS, "id": article_id},
        )
        return [stored_copy(row, of=article_id) for row in rows]


def match_row(match: Match, *, run_id: int | None, found_at: str) -> Row:
    """A judged pair as it is stored."""
    judgement = match.judgement
    return {
        "later_id": match.later_id,
        "earlier_id": match.earlier_id,
        "relation": judgement.relation,
        "jaccard": judgement.jaccard,
        "overlap": judgement.overlap,
        "share_of_later": judgement.share_of_a,
        "share_of_earlier": judgement.share_of_b,
        "longest_run": judgement.longest_run,
        "runs": json.dumps(judgement.runs),
        "same_outlet": None if match.same_outlet is None else int(match.same_outlet),
        "order_known": int(match.order_known),
        "order_reason": match.order_reason,
        "minutes_later": match.minutes_later,
        "credited": match.credited,
        "reason": judgement.reason,
        "judge": match.judge,
        "run_id": run_id,
        "found_at": found_at,
    }


def stored_copy(row: Row, *, of: int) -> StoredCopy:
    """A match as one of its articles sees it."""
    own, other = ("later", "earlier") if row["later_id"] == of else ("earlier", "later")
    return StoredCopy(
        other_id=row[f"{other}_id"],
        share_of_own=row[f"share_of_{own}"],
        share_of_other=row[f"share_of_{other}"],
        read_runs=partial(_runs, row["runs"], is_own_first=own == "later"),
    )


def _runs(text: str, *, is_own_first: bool) -> tuple[Run, ...]:
    runs = (run if is_own_first else (run[1], run[0], run[2]) for run in json.loads(text))
    return tuple(map(Run._make, runs))


def side_columns(side: str) -> str:
    """The columns of one article of a pair, from `articles` and `outlets` as `later`, `later_outlet` and so on."""
    columns = (
        "id",
        "url",
        "position",
        "title",
        "published_at",
        "published_offset",
        "published_day",
        "date_precision",
        "first_seen_at",
        "order_at",
        "words",
        "language",
        "topic",
    )
    named = ", ".join(f"{side}.{column} as {side}_{column}" for column in columns)
    return (
        f"{named}, {side}.source_id as {side}_source_id, "
        f"json_extract({side}.origins_of, '$.text') as {side}_text_from, "
        f"{side}_outlet.name as {side}_outlet, {side}_outlet.groups as {side}_groups, "
        f"{side}_outlet.time_zone as {side}_time_zone, "
        f"(select name from outlets where id = coalesce({side}.carrier_id, {side}.outlet_id)) as {side}_carrier, "
        f"(select groups from outlets where id = coalesce({side}.carrier_id, {side}.outlet_id)) "
        f"as {side}_carrier_groups"
    )


def side_joins(table: str) -> str:
    """The joins that `side_columns` needs, from the ids of both articles in `table`."""
    return " ".join(
        f"join articles {side} on {side}.id = {table}.{side}_id "
        f"left join outlets {side}_outlet on {side}_outlet.id = {side}.outlet_id"
        for side in ("later", "earlier")
    )


def whose_pair(*, order_known: str) -> str:
    """The condition that keeps what others carry of the outlets `:whose`, and what the outlets `:by` carry of others
    (ids as JSON; null is any).

    Where the order is not known, either may have been first.
    """

    def among(outlet: str, chosen: str) -> str:
        return f"coalesce({outlet}, 0) in (select value from json_each({chosen}))"

    later, earlier = "coalesce(later.carrier_id, later.outlet_id)", "coalesce(earlier.carrier_id, earlier.outlet_id)"
    return (
        f"(:whose is null or (not {among(later, ':whose')} "
        f"and ({among('earlier.outlet_id', ':whose')} or {among('later.outlet_id', ':whose')})) "
        f"or (not {order_known} and {among('later.outlet_id', ':whose')} and not {among(earlier, ':whose')})) "
        f"and (:by is null or ({among(later, ':by')} and not {among('earlier.outlet_id', ':by')}) "
        f"or (not {order_known} and {among(earlier, ':by')} and not {among('later.outlet_id', ':by')}))"
    )


MATCH = (
    "select matches.*, null as through_id, later.cluster_id as cluster, "
    f"{side_columns('later')}, {side_columns('earlier')}, "
    "(select verdict from verdicts where verdicts.match_id = matches.id order by verdicts.id desc limit 1) as verdict, "
    "(select note from verdicts where verdicts.match_id = matches.id order by verdicts.id desc limit 1) "
    "as verdict_note, "
    # Of the earlier one's source, after the later one was seen: none of them found it.
    "(select count(*) from visits where visits.source_id = earlier.source_id and outcome in ('done', 'unchanged') "
    "and started_at > later.first_seen_at and finished_at < earlier.first_seen_at) as visits_between "
    f"from matches {side_joins('matches')}"
)
