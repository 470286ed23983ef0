"""Articles, their revisions and credits, and the full-text index over their normalised text."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from db.article_columns import FACTS, PUBLISHED, credit_columns, facts_of, labels_of, topic_columns
from db.forgotten import ForgottenStore
from db.soundness import verify_texts
from db.store import Row
from db.times import to_text
from model import Article, Credit, RevisionMaker, Sketch


class ArticleStore(ForgottenStore):
    def add_article(self, article: Article, row: Row) -> int:
        """Store an article with its sketch, credits and search entry: its id. `row` is what `article_row` makes."""
        if (article_id := self.next_article_id()) is not None:
            row = {"id": article_id, **row}
        article_id = self._insert("articles", row)
        self._index_article(article_id, article, page_id=row["page_id"], position=row["position"])
        return article_id

    def revise_article(
        self,
        article_id: int,
        article: Article,
        *,
        old_title: str,
        old_text: str,
        topic_name: str | None,
        text_hash: bytes,
        extractor: str,
        normaliser: str,
        made_by: RevisionMaker = "outlet",
        now: datetime,
    ) -> None:
        """Keep the present text as a revision and store the new one. `old_*` are normalised, for the index."""
        old = self._keep_revision(article_id, made_by=made_by, now=now)
        self._forget_index(article_id, old_title, old_text)
        self._update(
            "articles",
            article_id,
            {
                "title": article.story.title,
                "language": article.story.language,
                "words": article.sketch.words,
                **topic_columns(article.topics, topic_name),
                "extractor": extractor,
                "normaliser": normaliser,
                "text_hash": text_hash,
                **labels_of(article.story, before=json.loads(old["origins_of"] or "{}")),
                "text": article.story.text,
            },
        )
        self.connection.execute("delete from credits where article_id = ?", [article_id])
        self._index_article(article_id, article, page_id=old["page_id"], position=old["position"])

    def correct_article(
        self,
        article_id: int,
        article: Article,
        *,
        order_at: str,
        time_zone: str | None,
        extractor: str,
        keeps_old: bool,
        now: datetime,
    ) -> None:
        """Store the facts of an article anew, without its text. `keeps_old`: keep the old ones as a revision that Naskh
        made. `time_zone` is its outlet's.
        """
        if keeps_old:
            self._keep_revision(article_id, made_by="naskh", now=now)
        story = article.story
        facts = facts_of(story, time_zone)
        self._update(
            "articles", article_id, {**facts, **labels_of(story), "order_at": order_at, "extractor": extractor}
        )

    def keep_facts(self, article_id: int, row: Row) -> None:
        """Give an article that was read and judged elsewhere the times and facts that it had there."""
        facts = {name: row[name] for name in (*PUBLISHED, "order_at", "first_seen_at", "position", "canonical_url")}
        authors = json.dumps(row["authors"], ensure_ascii=False)
        self._update("articles", article_id, {**facts, "authors": authors, "language": row["language"]})

    def compare_otherwise(
        self, article_id: int, article: Article, *, old_title: str, old_text: str, normaliser: str
    ) -> None:
        """Store anew the parts of an unchanged text that are compared and searched. `old_*` are normalised, for the
        index.
        """
        old = self.article_row(article_id)
        assert old is not None
        self._forget_index(article_id, old_title, old_text)
        self._update("articles", article_id, {"words": article.sketch.words, "normaliser": normaliser})
        self.connection.execute("delete from credits where article_id = ?", [article_id])
        self._index_article(article_id, article, page_id=old["page_id"], position=old["position"])

    def replace_sketches(self, sketches: Mapping[int, Sketch], *, normaliser: str) -> None:
        """Compare articles, given by their ids, by another part of their texts from now on; their sketches keep their
        ids. Search stays.
        """
        rows = self.connection.execute(
            "select id, article_id from index_sketches "
            "where article_id in (select value from json_each(?)) order by id",
            [json.dumps([*sketches])],
        )
        self.index.replace({row[0]: sketches[row[1]] for row in rows})
        self.connection.executemany(
            "update articles set words = ?, normaliser = ? where id = ?",
            [(sketch.words, normaliser, article_id) for article_id, sketch in sketches.items()],
        )

    def _keep_revision(self, article_id: int, *, made_by: RevisionMaker, now: datetime) -> Row:
        """Copy an article unchanged into its revisions; its row."""
        old = self.article_row(article_id)
        assert old is not None
        self._insert(
            "revisions",
            {
                "article_id": article_id,
                "title": old["title"],
                "published_at": old["published_at"],
                "seen_from": self._value(
                    "select coalesce(max(seen_until), ?) from revisions where article_id = ?",
                    [old["first_seen_at"], article_id],
                ),
                "seen_until": to_text(now),
                "extractor": old["extractor"],
                "words": old["words"],
                "text_hash": old["text_hash"],
                "text": old["text"],
                "made_by": made_by,
                "facts": json.dumps({name: old[name] for name in FACTS if old[name] is not None}, ensure_ascii=False),
            },
        )
        return old

    def add_sketch_only(self, sketch: Sketch, *, page_id: int, position: int) -> None:
        """Keep the sketch of a text that is not stored (off topic)."""
        self.index.add(sketch, page_id=page_id, position=position, article_id=None)

    def forget_sketches_of_page(self, page_id: int) -> None:
        """Drop the sketches that stand for texts of this page that were not stored."""
        for row in self._rows("select id from index_sketches where page_id = ? and article_id is null", [page_id]):
            self.index.remove(row["id"])

    def articles_of_page(self, page_id: int) -> list[Row]:
        """The articles that a page carries, in their order on it."""
        return self._rows(
            "select id, position, url, title, text, text_hash, first_seen_at, order_at, extractor, normaliser, "
            f"source_id, outlet_id, origins_of, {', '.join(FACTS)} from articles where page_id = ? order by position",
            [page_id],
        )

    def article_row(self, article_id: int) -> Row | None:
        """All columns of an article, with the names of its outlet, carrier and source."""
        row = self._row(f"{_ARTICLE} where articles.id = ?", [article_id])
        verify_texts(self.path, [row] if row else [])
        return row

    def timing_rows(self, article_ids: Sequence[int]) -> dict[int, Row]:
        """What decides the order of articles, and who carries them, by article id."""
        rows = self._rows(
            """
            select articles.id, articles.title, articles.url, articles.position, articles.published_at,
              articles.text_hash, articles.date_precision, articles.first_seen_at, articles.order_at,
              articles.cluster_id, articles.outlet_id, articles.carrier_id, articles.source_id,
              outlets.name as outlet, outlets.time_zone,
              outlets.groups, outlets.domains, outlets.aliases
            from articles left join outlets on outlets.id = articles.outlet_id
            where articles.id in (select value from json_each(?))
            """,
            [json.dumps(list(article_ids))],
        )
        return {row["id"]: row for row in rows}

    def places_in_time(self, article_ids: Iterable[int]) -> dict[int, str]:
        """`order_at` of each of these articles, by article id."""
        rows = self.connection.execute(
            "select id, order_at from articles where id in (select value from json_each(?))",
            [json.dumps(list(article_ids))],
        )
        return {row[0]: row[1] for row in rows}

    def article_ids(self, *, after: int, limit: int) -> list[int]:
        """Ids of articles above this one, lowest first."""
        rows = self.connection.execute("select id from articles where id > ? order by id limit ?", [after, limit])
        return [row[0] for row in rows]

    def move_in_time(self, places: Mapping[int, str]) -> None:
        """Have articles sort by these times."""
        self.connection.executemany(
            "update articles set order_at = ? where id = ?", [(place, each) for each, place in places.items()]
        )

    def credits_of(self, article_id: int) -> list[Row]:
        """What an article says of its origin."""
        return self._rows("select name, url, kind, words from credits where article_id = ?", [article_id])

    def credits_of_articles(self, article_ids: Sequence[int]) -> dict[int, list[Row]]:
        """What each of these articles says of its origin, by article id; an empty list where it says nothing."""
        credits: dict[int, list[Row]] = {article_id: [] for article_id in article_ids}
        found = self._rows(
            "select article_id, name, url, kind, words from credits "
            "where article_id in (select value from json_each(?)) order by id",
            [json.dumps(list(article_ids))],
        )
        for row in found:
            credits[row.pop("article_id")].append(row)
        return credits

    def revisions_of(self, article_id: int) -> list[Row]:
        """The older texts of an article, oldest first."""
        return self._rows("select * from revisions where article_id = ? order by id", [article_id])

    def each_article(
        self, *, since: datetime | None, limit: int | None, whose: Sequence[int] | None = None
    ) -> Iterator[Row]:
        """Articles, newest first, with their credits and topic; `whose` keeps those that one of these outlets
        published or carries. They are read some at a time: with their texts, a million take 7 GB.
        """
        left = math.inf if limit is None else limit
        before = _ABOVE_ALL_IDS
        while left > 0:
            most = min(_READ_AT_ONCE, left)
            rows = self._rows(
                f"{_ARTICLE} where (:since is null or articles.first_seen_at >= :since) "
                "and (:whose is null or articles.outlet_id in (select value from json_each(:whose)) "
                "or articles.carrier_id in (select value from json_each(:whose))) "
                "and articles.id < :before order by articles.id desc limit :most",
                {
                    "since": to_text(since),
                    "whose": None if whose is None else json.dumps(list(whose)),
                    "before": before,
                    "most": most,
                },
            )
            yield from self._with_credits(rows)
            if len(rows) < most:
                return
            left -= len(rows)
            before = rows[-1]["id"]

    def articles_after(self, article_id: int, *, limit: int) -> list[Row]:
        """Articles above an id, by id, with all their columns and credits."""
        return self._with_credits(
            self._rows(f"{_ARTICLE} where articles.id > ? order by articles.id limit ?", [article_id, limit])
        )

    def search_articles(self, expression: str, *, since: datetime | None, limit: int | None) -> list[Row]:
        """Articles that an FTS5 expression over the normalised text finds, best first."""
        moment = to_text(since)
        rows = self._rows(
            f"{_ARTICLE} join articles_fts on articles_fts.rowid = articles.id "
            "where articles_fts match ? and (? is null or articles.first_seen_at >= ?) "
            "order by bm25(articles_fts, 5.0, 1.0), articles.id desc limit ?",
            [expression, moment, moment, -1 if limit is None else limit],
        )
        return self._with_credits(rows)

    def count_articles(self, *, since: datetime | None = None) -> int:
        """How many articles are stored, or were first seen since."""
        if since is None:
            return int(self._value("select count(*) from articles"))
        return int(self._value("select count(*) from articles where first_seen_at >= ?", [to_text(since)]))

    def _with_credits(self, rows: list[Row]) -> list[Row]:
        verify_texts(self.path, rows)
        credits = self.credits_of_articles([row["id"] for row in rows])
        return [{**row, "credits": credits[row["id"]]} for row in rows]

    def _index_article(self, article_id: int, article: Article, *, page_id: int, position: int) -> None:
        self._add_credits(article_id, article.credits)
        self.index.add(article.sketch, page_id=page_id, position=position, article_id=article_id)
        self._before_commit(
            "insert into articles_fts (rowid, title, text) values (?, ?, ?)",
            [article_id, article.normal_title, article.normal_text],
        )

    def _forget_index(self, article_id: int, normal_title: str, normal_text: str) -> None:
        # A contentless FTS5 table has to be given its old content, because it does not keep it.
        self._before_commit(
            "insert into articles_fts (articles_fts, rowid, title, text) values ('delete', ?, ?, ?)",
            [article_id, normal_title, normal_text],
        )
        for row in self._rows("select id from index_sketches where article_id = ?", [article_id]):
            self.index.remove(row["id"])

    def _add_credits(self, article_id: int, credits: Iterable[Credit]) -> None:
        for credit in credits:
            self._insert("credits", {"article_id": article_id, **credit_columns(credit)})


# Articles of a long list in memory at a time.
_READ_AT_ONCE = 500
_ABOVE_ALL_IDS = 2**63 - 1
_ARTICLE = (
    "select articles.*, outlets.name as outlet, outlets.time_zone, carriers.name as carrier, sources.url as source "
    "from articles left join outlets on outlets.id = articles.outlet_id "
    "left join outlets carriers on carriers.id = coalesce(articles.carrier_id, articles.outlet_id) "
    "left join sources on sources.id = articles.source_id"
)
