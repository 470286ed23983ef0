"""What Datasette's own pages say about the tables, and their ready-made queries. Data, not code.
`catalogue/database_ar.toml` has the same in Arabic.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from config.alerts import Language

_CATALOGUE = Path(__file__).with_name("catalogue")

_DATABASE = "Articles, the texts they share, and who carried them when."
_TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "copies": (
        "A copy: an article that carries a text, with the earliest that does.",
        {
            "share_of_later": "How much of the later article stands in the earlier one, 0 to 1",
            "share_of_earlier": "How much of the earlier article stands in the later one, 0 to 1",
            "minutes_later": "Null where the times do not tell",
            "order_known": "0 where the times do not tell which came first",
            "credited": "credited, none_found or unclear: whether the later one names the other or what both are from",
            "of_mine": "Others carry a text of an outlet in the group mine",
            "by_mine": "An outlet in the group mine carries a text of others",
        },
    ),
    "pairs": ("A judged pair, also of two carriers, also one that only shares a passage (relation partial).", {}),
    "cluster_articles": ("An article of a cluster, which is a text and all who carry it, the earliest first.", {}),
    "outlet_firsts": (
        "An outlet with the texts that it shares with others: how many it had first, how many later.",
        {},
    ),
    "source_health": (
        "A source: how it fares in one word, its last visit, what it brings in a day and what it usually brings.",
        {"grade": "docs/visiting.md says what each word means", "grade_since": "Since when it does not work"},
    ),
    "coverage": (
        "What became of what a watched outlet named on one of its days, and whether Naskh looked.",
        {"minutes_unseen": "The longest time without a good visit", "minutes_down": "How long the daemon did not run"},
    ),
    "outlets": ("A publisher: its names, domains, country, time zone and groups.", {}),
    "sources": ("A feed, sitemap or front page that is visited.", {"failures": "In a row, since the last success"}),
    "visits": ("One poll of a source, with what it found.", {"links": "Addresses", "new": "Articles"}),
    "pages": (
        "An address that a source named, or a file that was imported, and what became of it.",
        {"reason": "Why it has its status, in a sentence", "alias_of": "The page that this is another address of"},
    ),
    "left_out_links": (
        "A link that a source named and that is not followed, with the reason.",
        {"form": "Of its address"},
    ),
    "articles": (
        "One published piece with its clean text.",
        {
            "outlet_id": "Who published it",
            "carrier_id": "Whose page it is on: its outlet's, or an aggregator's",
            "published_at": "UTC where it ends in Z; without a zone as it was written",
            "published_offset": "The offset from UTC that stood beside the time",
            "origins_of": "Where each fact was read (JSON)",
        },
    ),
    "revisions": ("An older text of an article at the same address.", {}),
    "matches": ("A judged pair of articles. Where superseded_at is set, a later judgement replaced it.", {}),
    "clusters": ("A text: the articles that carry it, the earliest and why.", {}),
    "credits": ("What an article says of its origin. Absence proves nothing.", {}),
    "verdicts": ("A person's word on a match.", {}),
    "alerts": ("What a rule found worth telling: one row for a text and rule.", {}),
    "deliveries": ("The messages, and how each channel took them.", {}),
    "mutes": ("What you muted, until when.", {}),
    "forgettings": ("An order to forget texts for good (`naskh forget`): when, why, and whether it is done.", {}),
    "forgotten": (
        "A text that was forgotten: its page, and by what it is known again. Of the text itself nothing is kept.",
        {"text_hash": "Of its normal form: it tells the same text at another address"},
    ),
    "runs": ("One start of the daemon, or of a command that writes.", {}),
    "outlet_findings": ("A change in an outlet's texts, in words.", {}),
    "backfills": ("A search for the past of an outlet that `naskh backfill` began, and how far it came.", {}),
    "backfill_listings": ("A list of past pages that a backfill read, or will read.", {}),
    "backfill_pages": ("A past page that a backfill found, and whether it was known before.", {}),
    "hub_subscriptions": ("A subscription at a WebSub hub, which says at once when a feed has something new.", {}),
    "page_sources": ("Which sources named a page.", {}),
    "run_gaps": ("A time in a run in which the daemon was not alive, as where the machine slept.", {}),
    "run_settings": ("The configuration that a run read.", {}),
    "site_pauses": ("How long a site is left alone between two requests, as it asks.", {}),
    "zone_days": ("When each day of a time zone begins and ends.", {}),
    "shipments": ("What another crawler shipped and this database collected, or has yet to ship.", {}),
    "shipping_records": ("A record that waits to be shipped to a collector, in the order of its number.", {}),
    "crawler": ("Who this database is to a collector.", {}),
}
_MACHINERY = (
    "_sqlite_migrations", "index_sketches", "index_keys", "index_keyless", "rarities", "boilerplates", "unjudged",
    "rejudgings", "rejudge_queue", "alert_queue", "alert_matches", "delivery_alerts", "carriers", "carriers_stale",
    "carried_texts", "later_texts", "articles_fts",
    "articles_fts_config", "articles_fts_data", "articles_fts_docsize", "articles_fts_idx", "articles_fts_content",
)  # fmt: skip
_FACETS = {
    "copies": ["later_carrier", "earlier_outlet", "credited", "relation"],
    "articles": ["language", "topic"],
    "pages": ["status"],
    "visits": ["outcome"],
    "alerts": ["rule", "kind"],
    "credits": ["kind"],
}
_SORTED = {"copies": "found_at", "articles": "first_seen_at", "visits": "id", "alerts": "id", "matches": "id"}
# These ask tables, not views: SQLite sorts all of a view before it joins names, half a second for 45,000 copies.
_RUN_BY_OTHERS = """select cluster_id as cluster, max(case when articles.id = earliest_id then title end) as title,
  count(distinct carriers.name) as outlets, group_concat(distinct carriers.name) as who, min(order_at) as since
from articles join clusters on clusters.id = cluster_id
left join outlets on outlets.id = outlet_id
left join outlets as carriers on carriers.id = coalesce(carrier_id, outlet_id)
where cluster_id in (select cluster_id from articles
  where first_seen_at >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-7 days'))
group by cluster_id
having max(coalesce(instr(outlets.groups, '"mine"'), 0)) = 0
  and max(coalesce(instr(carriers.groups, '"mine"'), 0)) = 0 and outlets >= {least}
order by outlets desc, cluster desc"""
_QUESTIONS = {
    "who_copied_us": (
        "Who copied us this week, how much, how much later, credited?",
        "Texts of the outlets in the group mine that others carry.",
        """select later_carrier, later_title, earlier_carrier as ours, earlier_title as our_title,
  later_at as at, minutes_later, order_known, credited,
  share_of_earlier as share_of_ours, share_of_later as share_of_theirs, later_url
from copies
where of_mine and found_at >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-7 days')
order by later_at desc""",
    ),
    "who_is_first": (
        "Who publishes first?",
        "Of the texts that several outlets carry. All outlets are listed, also those that never were first.",
        """select outlet, first, later, order_not_known, copies_by_others, median_minutes_to_first_copy
from outlet_firsts""",
    ),
    "everyone_but_us": (
        "What did everyone run but us this week? (two outlets or more)",
        "Texts that two outlets or more carry and none of the group mine. The brief counts from three outlets, and so "
        "does the question many_but_us.",
        _RUN_BY_OTHERS.format(least=2),
    ),
    "many_but_us": (
        "What did many run but us this week? (three outlets or more, as in the brief)",
        "Texts that three outlets or more carry and none of the group mine. The question everyone_but_us counts from "
        "two.",
        _RUN_BY_OTHERS.format(least=3),
    ),
}


def metadata(*, allow_sql: bool) -> dict[str, Any]:
    """The metadata by which an application decides what may be seen; `allow_sql`: readers may ask questions of their
    own. What its tables hold is in `tables_metadata`: Datasette copies all of this for each table that it lists.
    """
    questions = {
        name: {"title": title, "description": words, "sql": sql} for name, (title, words, sql) in _QUESTIONS.items()
    }
    database = {
        "description": _DATABASE,
        # It holds all words of all texts: where texts are not shown, it is not shown either.
        "tables": {} if allow_sql else {name: {"allow": False} for name in _MACHINERY},
        "queries": questions if allow_sql else {},
        "allow_sql": allow_sql,
    }
    return {"title": "Naskh", "databases": {"naskh": database}}


def tables_metadata(*, with_facets: bool) -> dict[str, Any]:
    """The metadata of the tables. `with_facets`: every page of a table counts what its columns hold, which is worth its
    time on a small database; on a large one the reader asks. The caller may change it.
    """
    tables: dict[str, dict[str, Any]] = {
        name: {"description": words, **({"columns": dict(columns)} if columns else {})}
        for name, (words, columns) in _TABLES.items()
    }
    if with_facets:
        for name, facets in _FACETS.items():
            tables[name]["facets"] = facets
    for name, column in _SORTED.items():
        tables[name]["sort_desc"] = column
    tables["articles"] |= {"label_column": "title", "fts_table": "articles_fts", "fts_pk": "id"}
    tables["outlets"] |= {"label_column": "name"}
    tables |= {name: {"hidden": True} for name in _MACHINERY}
    return {"databases": {"naskh": {"tables": tables}}}


def is_machinery(table: str) -> bool:
    return table in _MACHINERY


@cache
def in_language(language: Language) -> dict[str, Any]:
    """What is said about the database in a language: about itself, its `tables`, their `columns`, and its `queries`."""
    if language == "en":
        return {
            "database": _DATABASE,
            "tables": {name: words for name, (words, _) in _TABLES.items()},
            "columns": {name: columns for name, (_, columns) in _TABLES.items() if columns},
            "queries": {name: {"title": title, "description": words} for name, (title, words, _) in _QUESTIONS.items()},
        }
    return tomllib.loads((_CATALOGUE / f"database_{language}.toml").read_text("utf-8"))


def said(given: dict[str, Any], name: str | None, language: Language) -> dict[str, Any]:
    """The metadata of a table, a question, or (None) of the database, as a reader of this language reads it."""
    if language == "en":
        return given
    words = in_language(language)
    if name is None:
        return given | {"description": _in(language, words["database"])}
    if name in words["queries"]:
        return given | {key: _in(language, value) for key, value in words["queries"][name].items()}
    columns = {
        column: _in(language, words["columns"].get(name, {}).get(column, description))
        for column, description in (given.get("columns") or {}).items()
    }
    return given | {"description": _in(language, words["tables"].get(name, "")), "columns": columns}


def _in(language: Language, words: str) -> Markup:
    """Words that say their language and direction: what stands around them is English."""
    return Markup('<span lang="{}" dir="rtl">{}</span>').format(language, words)
