"""Snapshots of the lines that an outlet repeats under its articles. A snapshot never changes.

Behind the version of its normaliser, an article names the snapshot that it was compared with: `1+b7`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from db.store import Row, Store
from db.times import to_text
from likeness.samples import FEWEST_EARLY_PIECES, FEWEST_PIECES, MOST_PIECES

_MANY_NEW_ARTICLES = 50


class BoilerplateStore(Store):
    def boilerplates(self) -> dict[int, tuple[str, list[str]]]:
        """The newest snapshot of each outlet that has one: its version and its normalised lines, by outlet id."""
        rows = self._rows(
            "select id, outlet_id, lines from boilerplates "
            "where id in (select max(id) from boilerplates group by outlet_id)"
        )
        return {
            row["outlet_id"]: (f"b{row['id']}", [each["line"] for each in json.loads(row["lines"])]) for row in rows
        }

    def outlets_due_for_boilerplate(self, *, only_due: bool = True) -> list[int]:
        """Outlets with articles enough to learn from: 20 for the first time, then 50 more or twice as many.

        With `only_due` false: all that have 20.
        """
        rows = self._rows(
            "select counted.id from (select carrier_id as id, count(*) as n from articles "
            "where carrier_id is not null group by carrier_id having n >= ?) counted "
            "left join boilerplates last on last.id = "
            "(select max(id) from boilerplates where outlet_id = counted.id) "
            "where not ? or last.id is null or n >= min(2 * last.outlet_articles, last.outlet_articles + ?) "
            "order by counted.id",
            [FEWEST_PIECES, only_due, _MANY_NEW_ARTICLES],
        )
        return [row["id"] for row in rows]

    def texts_of_outlet(self, outlet_id: int) -> list[tuple[str, str]]:
        """Day and text of the 300 latest articles on pages of an outlet, in whatever order they arrived."""
        rows = self.connection.execute(
            "select substr(order_at, 1, 10), text from articles where carrier_id = ? and text != '' "
            "order by order_at desc, text_hash limit ?",
            [outlet_id, MOST_PIECES],
        )
        return [(row[0], row[1]) for row in rows]

    def first_pieces(self, outlet_id: int) -> list[tuple[str | None, str]] | None:
        """Title and text of the articles on pages of an outlet that has too few to learn from; None where it has
        more.
        """
        rows = self.connection.execute(
            "select title, text from articles where carrier_id = ? order by order_at, text_hash limit ?",
            [outlet_id, FEWEST_PIECES],
        ).fetchall()
        return None if len(rows) >= FEWEST_PIECES else [(row[0], row[1]) for row in rows]

    def young_outlets(self, *, only_unjudged: bool) -> list[int]:
        """Outlets with three articles and more that have too few to learn from otherwise; with `only_unjudged` those
        that have articles to be judged.
        """
        rows = self._rows(
            "select carrier_id as id from articles where carrier_id is not null "
            "and carrier_id not in (select outlet_id from boilerplates) group by carrier_id "
            "having count(*) between ? and ? and (not ? or max(id in (select article_id from unjudged)))",
            [FEWEST_EARLY_PIECES, FEWEST_PIECES - 1, only_unjudged],
        )
        return [row["id"] for row in rows]

    def compared_otherwise(
        self, normalisers: Mapping[int, str], *, only_unjudged: bool, after: int, limit: int
    ) -> list[Row]:
        """Articles above the id `after` whose normaliser differs from that of their carrier in `normalisers`, by id:
        `id, carrier_id, title, text`.
        """
        return self._rows(
            "select articles.id, carrier_id, title, text from articles "
            "join json_each(?) wanted on cast(wanted.key as integer) = carrier_id "
            "where articles.id > ? and normaliser <> wanted.value and text != '' "
            "and (not ? or articles.id in (select article_id from unjudged)) order by articles.id limit ?",
            [json.dumps(dict(normalisers)), after, only_unjudged, limit],
        )

    def save_boilerplate(
        self, outlet_id: int, lines: Sequence[tuple[str, int]], *, articles: int, now: datetime
    ) -> bool:
        """Keep what was learnt from so many articles: each line and in how many it stands. Whether the lines are others
        than those of the last snapshot; where they are not, it is noted there that they were looked for again.
        """
        moment = to_text(now)
        with self.transaction():
            last = self._row(
                "select id, lines from boilerplates where outlet_id = ? order by id desc limit 1", [outlet_id]
            )
            row = {
                "checked_at": moment,
                "articles": articles,
                "outlet_articles": self._value("select count(*) from articles where carrier_id = ?", [outlet_id]),
            }
            before = [each["line"] for each in json.loads(last["lines"])] if last else []
            if last is not None and set(before) == {line for line, _ in lines}:
                self._update("boilerplates", last["id"], row)
                return False
            told = [{"line": line, "articles": count} for line, count in lines]
            self._insert(
                "boilerplates",
                {
                    "outlet_id": outlet_id,
                    "made_at": moment,
                    "lines": json.dumps(told, ensure_ascii=False),
                    **row,
                },
            )
            return bool(lines or before)
