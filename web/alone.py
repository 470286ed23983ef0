"""Pages that stand alone, in a file for others: no server, no network, no script. Evidence is made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup as Escaped

from config.alerts import Language
from db.relations import is_copy_in_part
from pipelines.text.direction import FIRST_STRONG_ISOLATE, POP_ISOLATE, Direction, directed, isolated
from pipelines.text.harmless import one_line
from web.markup import Markup
from web.pages.diff import compared
from web.stored import told
from web.words import Words

_HERE = Path(__file__).parent
# Readers are anywhere, and read it in years: times are in UTC for all of them.
_ZONE = ZoneInfo("UTC")
_DAY, _ZONELESS = len("2025-03-20"), len("2025-03-20T20:30:00")


class EvidencePages:
    """The pages of evidence. See `pipelines.evidence.packing`, which says what they are given."""

    def side_by_side(
        self, one: dict[str, Any], other: dict[str, Any], match: dict[str, Any] | None, languages: Sequence[Language]
    ) -> dict[Language, str]:
        shown = compared(one, other, match)
        template = _html().get_template("naskh/diff.html")
        return {language: template.render(shown | _frame(language)) for language in languages}

    def read_me(self, facts: Mapping[str, Any], language: Language) -> str:
        direction: Direction = "rtl" if language == "ar" else "ltr"
        by_id = {
            name: {row["id"]: row for row in facts[name]} for name in ("articles", "pages", "sources", "visits", "runs")
        }
        shown = {**facts, "of": by_id, **_chosen(facts, by_id), "lacks": _lacks(facts)}
        written = _text(language).get_template(f"read_me.{language}.txt").render(shown)
        lines = (line.rstrip() for line in written.strip().split("\n"))
        return f"{directed(chr(10).join(lines), direction)}\n"


def _chosen(facts: Mapping[str, Any], by_id: Mapping[str, Mapping[int, Any]]) -> dict[str, Any]:
    """What a reader is told of the facts: the articles, earliest first where one text is in all, and the judgements
    that count of what was asked for. Among the 500 carriers of a text are 10,000 others.
    """
    cluster, asked = facts["cluster"], facts["subject"]["asked"]
    ids = cluster["articles"] if cluster else facts["subject"]["articles"]
    present = [match for match in facts["matches"] if not match["superseded_at"]]
    told = [match for match in present if match["later"] in asked or match["earlier"] in asked]
    return {
        "present": told,
        "others": len(present) - len(told),
        "articles": [by_id["articles"][article_id] for article_id in ids],
    }


def _lacks(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is missing, each kind once: of which `articles`, or of which `pairs` of articles."""
    on_page: dict[int, list[int]] = {}
    for article in facts["articles"]:
        on_page.setdefault(article["page"], []).append(article["id"])
    kinds: dict[str, dict[str, Any]] = {}
    for each in facts["missing"]:
        kind = kinds.setdefault(each["what"], {"what": each["what"], "articles": [], "pairs": []})
        if each["other"]:
            kind["pairs"].append((each["article"], each["other"]))
        else:
            kind["articles"] += [each["article"]] if each["article"] else on_page[each["page"]]
    return [*kinds.values()]


def _frame(language: Language) -> dict[str, Any]:
    words = Words(language, _ZONE)
    style = Escaped((_HERE / "assets" / "naskh.css").read_text("utf-8"))
    # No page of it says how long ago something was.
    return {"t": words, "ui": Markup(words, datetime(1970, 1, 1, tzinfo=UTC)), "alone": True, "style": style}


@cache
def _html() -> Environment:
    return Environment(autoescape=True, loader=FileSystemLoader(_HERE / "templates"))


@cache
def _text(language: Language) -> Environment:
    """For plain text. Whatever stands in double braces is on one line, steers nothing, and is set apart where it runs
    the other way; what a template says itself, and a macro of it, stays as it is.
    """
    direction: Direction = "rtl" if language == "ar" else "ltr"

    def plain(value: object) -> Escaped:
        return value if isinstance(value, Escaped) else Escaped(isolated(one_line(str(value)), direction))

    made = Environment(
        # Not for HTML: so macros give what `plain` leaves alone.
        autoescape=True,
        finalize=plain,
        loader=FileSystemLoader(_HERE / "templates" / "evidence"),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters |= {
        "moment": lambda moment: _moment(moment, language),
        "percent": Words(language, _ZONE).percent,
        "relation": lambda match: _relation(match, language),
        # Sets the page's own words apart by itself.
        "said": lambda words: Escaped(isolated(told(one_line(words), language).words, direction)),
        # Of a template's own words, which are alike in every language.
        "code": lambda words: Escaped(f"{FIRST_STRONG_ISOLATE}{words}{POP_ISOLATE}"),
        "number": lambda number: f"{number:,}",
    }
    return made


def _moment(moment: str | None, language: Language) -> str:
    """A stored time to the second: `2025-03-20 20:30:00 UTC`. It is written alike in every language."""
    if not moment or len(moment) == _DAY:
        return moment or "–"
    shown = moment[:19].replace("T", " ")
    return Words(language, _ZONE)("time.no_zone", time=shown) if len(moment) == _ZONELESS else f"{shown} UTC"


def _relation(match: Mapping[str, Any], language: Language) -> str:
    in_part = is_copy_in_part(match["relation"], match["share_of_later"], match["share_of_earlier"])
    return Words(language, _ZONE)("relation.in_part" if in_part else f"relation.{match['relation']}")
