"""Forget texts for good: what is to go, an order to forget that survives a kill, and its steps.

An order is written down first; from then on nothing of its pages is stored again (`db.forgotten`). What is said of a
text in alerts and messages: `db.forgetting_words`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.articles import ArticleStore
from db.store import Row
from db.times import to_text
from model import COPIES

_COPY_WORDS = json.dumps(COPIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """Orders that did not come to their end: how many texts and pages are still there. `rest`: there are such orders
    at all; where nothing is left to remove, what the file holds in parts that it does not use.
    """

    left: int
    rest: bool


class ForgetStore(ArticleStore):
    # What is to go.

    def pages_at(self, urls: Collection[str]) -> list[int]:
        """The pages that have one of these addresses, of an alias its page; as they are given, known and reached, or
        as the own address of a story.
        """
        rows = self.connection.execute(
            "with given as materialized (select value from json_each(:urls)) "
            "select coalesce(alias_of, id) from pages where url in given or final_url in given "
            "or key in (select 'url:' || value from given) "
            "union select page_id from articles where url in given order by 1",
            {"urls": json.dumps([*urls])},
        )
        return [row[0] for row in rows]

    def articles_to_forget(
        self, *, article_ids: Collection[int] = (), page_ids: Collection[int] = (), outlet_ids: Collection[int] = ()
    ) -> list[Row]:
        """The articles with these ids, on these pages, or that these outlets published or carry: `id, page_id, title,
        outlet, carrier, first_seen_at`.
        """
        given: dict[str, Collection[int]] = {
            "id": article_ids,
            "page_id": page_ids,
            "outlet_id": outlet_ids,
            "carrier_id": outlet_ids,
        }
        # Each has its index but the outlets, for which all articles are read.
        chosen: dict[str, object] = {column: json.dumps([*values]) for column, values in given.items() if values}
        union = " union ".join(
            f"select id from articles where {column} in (select value from json_each(:{column}))" for column in chosen
        )
        if not union:
            return []
        return self._rows(
            "select articles.id, page_id, title, outlets.name as outlet, carriers.name as carrier, "
            f"articles.first_seen_at from ({union}) chosen join articles on articles.id = chosen.id "
            "left join outlets on outlets.id = outlet_id "
            "left join outlets carriers on carriers.id = coalesce(carrier_id, outlet_id) order by articles.id",
            chosen,
        )

    def pages_in_part(self, article_ids: Collection[int]) -> int:
        """How many pages carry one of these articles and another article."""
        return int(
            self._value(
                "with gone as materialized (select value as id from json_each(?)) "
                "select count(distinct own.page_id) from gone join articles own on own.id = gone.id "
                "join articles other on other.page_id = own.page_id where other.id not in (select id from gone)",
                [json.dumps([*article_ids])],
            )
        )

    def bare_pages(self, *, page_ids: Collection[int] = (), outlet_ids: Collection[int] = ()) -> list[Row]:
        """Pages without an article from which nothing was forgotten yet, with these ids, or that sources of these
        outlets named: `id, url, source_url`.
        """
        return self._rows(
            "select pages.id, pages.url, sources.url as source_url from pages "
            "left join sources on sources.id = pages.source_id where alias_of is null "
            "and (pages.id in (select value from json_each(:pages)) "
            "or sources.outlet_id in (select value from json_each(:outlets))) "
            "and not exists (select 1 from articles where articles.page_id = pages.id) "
            "and not exists (select 1 from forgotten where forgotten.page_id = pages.id) order by pages.id",
            {"pages": json.dumps([*page_ids]), "outlets": json.dumps([*outlet_ids])},
        )

    def goes_with(self, article_ids: Collection[int]) -> Row:
        """How many older texts, matches and verdicts go with these articles: `revisions, matches, verdicts`."""
        row = self._row(
            "with gone as materialized (select value as id from json_each(?)), pairs as materialized ("
            "select id from matches where later_id in (select id from gone) "
            "union select id from matches where earlier_id in (select id from gone)) "
            "select (select count(*) from revisions where article_id in (select id from gone)) as revisions, "
            "(select count(*) from pairs) as matches, "
            "(select count(*) from verdicts where match_id in (select id from pairs)) as verdicts",
            [json.dumps([*article_ids])],
        )
        assert row is not None
        return row

    def carriers_besides(self, article_ids: Collection[int]) -> list[Row]:
        """Articles that are not among these and carry the text of one of them: `id, title, outlet, carrier`."""
        return self._rows(
            "with gone as materialized (select value as id from json_each(:ids)), others (id) as ("
            "select earlier_id from matches where later_id in (select id from gone) and superseded_at is null "
            "and relation in (select value from json_each(:copies)) "
            "union select later_id from matches where earlier_id in (select id from gone) and superseded_at is null "
            "and relation in (select value from json_each(:copies)) "
            "union select id from articles where cluster_id in ("
            "select cluster_id from articles where id in (select id from gone))) "
            "select articles.id, title, outlets.name as outlet, carriers.name as carrier from others "
            "join articles on articles.id = others.id left join outlets on outlets.id = outlet_id "
            "left join outlets carriers on carriers.id = coalesce(carrier_id, outlet_id) "
            "where articles.id not in (select id from gone) order by articles.id",
            {"ids": json.dumps([*article_ids]), "copies": _COPY_WORDS},
        )

    # The order.

    def order_forgetting(
        self, article_ids: Collection[int], bare_page_ids: Collection[int], *, reason: str, now: datetime
    ) -> None:
        """Write down what is to be forgotten. From here on its pages are not read again, and say why: `reason`."""
        articles, pages = json.dumps([*article_ids]), json.dumps([*bare_page_ids])
        with self.transaction():
            order = self._insert(
                "forgettings",
                {
                    "requested_at": to_text(now),
                    "reason": reason,
                    "last_match_id": self.newest_match(),
                    "last_alert_id": self.newest_alert(),
                },
            )
            self.connection.execute(
                "insert into forgotten (forgetting_id, page_id, article_id, outlet_id, text_hash) "
                "select ?, articles.page_id, articles.id, outlet_id, index_sketches.text_hash from articles "
                "left join index_sketches on index_sketches.article_id = articles.id "
                "where articles.id in (select value from json_each(?)) order by articles.id",
                [order, articles],
            )
            self.connection.execute(
                "insert into forgotten (forgetting_id, page_id, outlet_id, text_hash) "
                "select ?, pages.id, sources.outlet_id, index_sketches.text_hash from pages "
                "left join sources on sources.id = pages.source_id "
                "left join index_sketches on index_sketches.page_id = pages.id "
                "where pages.id in (select value from json_each(?)) order by pages.id",
                [order, pages],
            )
            self._settle_pages(order, reason)

    def _settle_pages(self, order: int, reason: str) -> None:
        own = "(select page_id from forgotten where forgetting_id = ?)"
        left = (
            "(select count(*) from articles where page_id = pages.id and not exists ("
            "select 1 from forgotten where forgotten.article_id = articles.id))"
        )
        told = "(select count(distinct article_id) from forgotten where page_id = pages.id)"
        self.connection.execute(
            "update pages set next_check_at = null, grade = null, "
            f"status = iif({left} = 0, 'skipped', status), "
            f"reason = iif({left} = 0, ?, {told} || ' of ' || ({told} + {left}) || ' stories ' || ?) where id in {own}",
            [reason, reason, order],
        )
        self.connection.execute(f"update pages set next_check_at = null where alias_of in {own}", [order])

    def addresses_of_forgotten(self) -> list[Row]:
        """Of each page of unfinished orders the addresses that it has and that its articles name as canonical:
        `page_id, url`, without those that other pages have, too.
        """
        return self._rows(
            """
            with own as materialized (
              select page_id from forgotten where forgetting_id in (
                select id from forgettings where finished_at is null)),
            named as materialized (
              select id as page_id, url from pages where id in own
              union select id, final_url from pages where id in own and final_url is not null
              union select page_id, canonical_url from articles where page_id in own and canonical_url is not null),
            shared as materialized (
              select url from pages where id not in own and alias_of is null and url in (select url from named)
              union select final_url from pages where id not in own and alias_of is null
                and final_url in (select url from named)
              union select canonical_url from articles where page_id not in own
                and canonical_url in (select url from named))
            select page_id, url from named where url not in (select url from shared) order by page_id, url
            """
        )

    def unfinished_forgetting(self) -> Unfinished:
        """What orders that were interrupted have left."""
        left = self._value("select count(*) from forgotten where removed_at is null")
        rest = self._value("select 1 from forgettings where finished_at is null limit 1")
        return Unfinished(left=int(left), rest=rest is not None)

    # Its steps.

    def erase_what_is_deleted(self) -> None:
        """From now on this connection overwrites what it removes with zeros."""
        self.connection.execute("pragma secure_delete = on")

    def waiting_to_be_forgotten(self, *, limit: int) -> list[Row]:
        """What unfinished orders have yet to remove: `id, page_id, article_id` (null: the page has none), and the
        article's `title, text, cluster_id`.
        """
        return self._rows(
            "select forgotten.id, forgotten.page_id, article_id, title, text, cluster_id from forgotten "
            "left join articles on articles.id = article_id where removed_at is null order by forgotten.id limit ?",
            [limit],
        )

    def keep_ids(self) -> None:
        """The ids that matches and alerts have now are given to no other ones, also where these are removed."""
        self.connection.execute(
            "update forgettings set last_match_id = ?, last_alert_id = ? where finished_at is null",
            [self.newest_match(), self.newest_alert()],
        )

    def forget_article(self, article_id: int, *, normal_title: str, normal_text: str) -> None:
        """Remove an article with its older texts, matches, verdicts and credits. `normal_*` are as they were
        indexed.
        """
        run = self.connection.execute
        self._forget_index(article_id, normal_title, normal_text)
        pairs = "(select id from matches where later_id = :id union select id from matches where earlier_id = :id)"
        run(f"delete from verdicts where match_id in {pairs}", {"id": article_id})
        run(f"delete from alert_matches where match_id in {pairs}", {"id": article_id})
        run(f"update alerts set match_id = null where match_id in {pairs}", {"id": article_id})
        run("delete from matches where later_id = :id or earlier_id = :id", {"id": article_id})
        for table in ("revisions", "credits", "unjudged", "rejudge_queue"):
            run(f"delete from {table} where article_id = ?", [article_id])
        run("delete from mutes where kind = 'text' and name = ?", [str(article_id)])
        run("delete from articles where id = ?", [article_id])

    def matches_with(self, article_ids: Collection[int]) -> set[int]:
        """The ids of all matches, also of those set aside, with one of these articles."""
        ids = json.dumps([*article_ids])
        rows = self.connection.execute(
            "select id from matches where later_id in (select value from json_each(?)) union "
            "select id from matches where earlier_id in (select value from json_each(?))",
            [ids, ids],
        )
        return {row[0] for row in rows}

    def unmatched_members(self, cluster_id: int) -> list[int]:
        """Members of a cluster that are matched with no other member, as those of a forgotten article may be."""
        rows = self.connection.execute(
            "select id from articles own where cluster_id = :cluster and not exists ("
            "select 1 from matches join articles other on other.id = matches.later_id + matches.earlier_id - own.id "
            "where matches.id in (select id from matches where later_id = own.id "
            "union all select id from matches where earlier_id = own.id) and superseded_at is null "
            "and relation in (select value from json_each(:copies)) and other.cluster_id = :cluster) "
            "order by order_at, id",
            {"cluster": cluster_id, "copies": _COPY_WORDS},
        )
        return [row[0] for row in rows]

    def forget_pages(self, page_ids: Collection[int]) -> None:
        """Remove the bytes of pages and of their other addresses, what sources said of them, and the sketches of texts
        that were not stored.
        """
        pages = json.dumps(sorted({*page_ids}))
        self.connection.execute(
            "update pages set raw = null, raw_until = null, hints = '{}' "
            "where id in (select value from json_each(:ids)) or alias_of in (select value from json_each(:ids))",
            {"ids": pages},
        )
        for page_id in {*page_ids}:
            self.forget_sketches_of_page(page_id)

    def note_removed(self, forgotten_ids: Sequence[int], *, now: datetime) -> None:
        """These rows of the orders are done."""
        self.connection.execute(
            "update forgotten set removed_at = ? where id in (select value from json_each(?))",
            [to_text(now), json.dumps([*forgotten_ids])],
        )

    def articles_of_unfinished(self) -> set[int]:
        """The ids that the articles of unfinished orders had."""
        rows = self.connection.execute(
            "select article_id from forgotten where article_id is not null "
            "and forgetting_id in (select id from forgettings where finished_at is null)"
        )
        return {row[0] for row in rows}

    def forget_habits(self) -> None:
        """Remove the lines that outlets repeat of which no article is left, and what findings say of articles that are
        gone.
        """
        with self.transaction():
            self.connection.execute(
                "delete from boilerplates where not exists ("
                "select 1 from articles where carrier_id = boilerplates.outlet_id)"
            )
            gone = self.articles_of_unfinished()
            for row in self._rows("select id, examples from outlet_findings"):
                examples = json.loads(row["examples"])
                left = [each for each in examples if each.get("article") not in gone]
                if left != examples:
                    self._update("outlet_findings", row["id"], {"examples": json.dumps(left, ensure_ascii=False)})

    def merge_search_index(self, *, pages: int) -> bool:
        """Merge some of the search index, which drops what was removed from it: whether more is left. The first call
        of a merge has `pages` below zero: all of the index is to become one part.
        """
        before = self.rows_written
        with self.transaction():
            self._before_commit("insert into articles_fts (articles_fts, rank) values ('merge', ?)", [pages])
        # https://www.sqlite.org/fts5.html, "merge": below two there was nothing to do.
        return self.rows_written - before >= 2

    def finish_forgetting(self, *, now: datetime) -> None:
        """All orders are carried out, and nothing of them is left in the file."""
        with self.transaction():
            self.connection.execute("update forgettings set finished_at = ? where finished_at is null", [to_text(now)])
