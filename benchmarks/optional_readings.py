"""The optional readings of a page, as data: for each where it is used, and what its neutral answer is.

The one place to change when a name of `pipelines.reading` moves, or a reading comes or goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.switches import Instead, Switch
from pipelines.reading.boilerplate.walls import WallSigns
from pipelines.reading.facts.labels import Labels
from pipelines.reading.html.head_lines import HeadLines
from pipelines.reading.stories.split_page import Split


def _nothing(*given: Any, **named: Any) -> None:
    return None


def _no(*given: Any, **named: Any) -> bool:
    return False


def _none(*given: Any, **named: Any) -> tuple[()]:
    return ()


def _first(given: Any, *others: Any, **named: Any) -> Any:
    return given


def _answer(value: Any) -> Callable[..., Any]:
    return lambda *given, **named: value


def _without_lines(headline: Any) -> HeadLines:
    lines = HeadLines(headline)
    vars(lines).update(above=(), below=(), late=(), opening=None, closing=())
    return lines


def _without_fast_reading(read: Callable[..., Any]) -> Callable[..., Any]:
    """A page is read in trafilatura's default way alone, and so is the frame that is left without its stories."""
    read_last: list[Any] = []

    def read_once(tree: Any, url: str, *, fast: bool) -> Any:
        if fast and read_last and read_last[0] is tree:
            return None
        read_last[:] = [tree]
        return read(tree, url, fast=False)

    return read_once


_NEVER = re.compile(r"(?!)")
_EXTRACT = "pipelines.reading.extract."
_FACTS = "pipelines.reading.facts."
_TITLES = f"{_FACTS}page_titles."
_BOILERPLATE = "pipelines.reading.boilerplate."
_MAIN = "pipelines.reading.main.main_text."
_MENDED = "pipelines.reading.main.mended."
_TAKE_OFF = "pipelines.reading.main.take_off."
_PUT_BACK = "pipelines.reading.main.put_back."
_SPLIT = "pipelines.reading.stories.split_page."
_BLOCKS = "pipelines.reading.stories.blocks."
_SPLIT_TEXT = "pipelines.reading.text_pages.split_text."
_TEXT_LINES = "pipelines.reading.text_pages.lines."

_SWITCHES = (
    # The facts.
    Switch(name="authors in visible lines", off={f"{_FACTS}authors.visible_authors": _none}),
    Switch(name="authors in elements named so", off={f"{_FACTS}authors._of_elements": _none}),
    Switch(name="dates in visible words", off={f"{_FACTS}dates.visible": _none}),
    Switch(name="dates of <time> beside the headline", off={f"{_FACTS}dates.stamps": _none}),
    Switch(name="dates in microdata", off={f"{_FACTS}dates.microdata": _none}),
    Switch(name="dates in the address", off={f"{_FACTS}dates._DATE_IN_URL": _NEVER}),
    Switch(name="dates at the end of the text", off={f"{_FACTS}dates.signed": _none}),
    Switch(name="dates passed over", off={f"{_FACTS}dates.PageDates.passed_over": _none}),
    Switch(name="foreign dates", off={"pipelines.reading.dates.read.find_foreign_parts": _nothing}),
    Switch(
        name="the page's clock",
        off={
            f"{_FACTS}dates.may_be_page_clock": _no,
            f"{_FACTS}visible_dates.is_page_clock": _no,
            f"{_FACTS}visible_dates.says_page_clock": _no,
        },
    ),
    Switch(name="lines around the headline", off={f"{_FACTS}facts.HeadLines": _without_lines}, acts=True),
    Switch(name="section shown", off={f"{_FACTS}labels.visible_section": _nothing}),
    Switch(name="tags shown", off={f"{_FACTS}labels.visible_tags": _none}),
    Switch(name="picture shown", off={f"{_FACTS}labels.visible_picture": _nothing}),
    Switch(name="labels as a whole", off={f"{_FACTS}facts.read_labels": _answer(Labels())}),
    Switch(name="title shown elsewhere", off={f"{_TITLES}shown_elsewhere": _nothing}),
    Switch(name="title from the opening heading", off={f"{_TITLES}opening_heading": _nothing}),
    Switch(
        name="title without the site's name",
        off={f"{_TITLES}without_site": _first, f"{_TITLES}title_without_outlet": _first},
    ),
    Switch(name="title without a kicker", off={f"{_FACTS}shown_titles._without_kicker": _none}),
    Switch(name="logos no titles", off={f"{_TITLES}is_logo": _no}),
    Switch(name="parts of claims no titles", off={f"{_FACTS}shown_titles._names_a_part": _no}),
    Switch(name="site's names beside the title", off={f"{_FACTS}facts.names_beside": _answer(set())}),
    # The way of the text.
    Switch(name="data of scripts", off={f"{_EXTRACT}article_in_state": _nothing}),
    Switch(name="JSON-LD body", off={f"{_EXTRACT}_is_better": _no}),
    Switch(name="end known from JSON-LD", off={f"{_MAIN}_end_of": lambda told, blocks: len(blocks)}),
    Switch(name="any second reading", off={f"{_EXTRACT}is_main": _answer(True)}),
    Switch(name="fast reading as a guard", off={f"{_EXTRACT}_read": Instead(_without_fast_reading)}),
    Switch(name="reading the headline's holder", off={f"{_EXTRACT}holder_of": _nothing}),
    Switch(name="layout tables opened", off={f"{_EXTRACT}open_layout_tables": _nothing}, acts=True),
    Switch(name="notes dropped", off={f"{_EXTRACT}drop_notes": _nothing}, acts=True),
    Switch(name="machine summaries", off={f"{_EXTRACT}cut_machine_summaries": _nothing}, acts=True),
    Switch(name="joiners guarded", off={f"{_EXTRACT}_guard_joiners": _no}),
    Switch(name="long forms opened", off={"pipelines.reading.html.tree._LONGEST_FORM": 10**9}),
    Switch(name="deep markup flattened", off={"pipelines.reading.html.tree._flatten": _first}),
    Switch(
        name="walls",
        off={
            f"{_EXTRACT}wall_in": _nothing,
            f"{_EXTRACT}is_paywall": _no,
            f"{_EXTRACT}signs_on": _answer(WallSigns()),
        },
    ),
    # Cleaning.
    Switch(name="cleaning as a whole", off={f"{_EXTRACT}cleaned": _first}),
    Switch(
        name="boilerplate stripped",
        off={
            f"{_MAIN}strip_boilerplate": list,
            f"{_SPLIT_TEXT}strip_boilerplate": list,
        },
    ),
    Switch(
        name="boilerplate at the edges",
        off={
            f"{_BOILERPLATE}strip.is_edge_boilerplate": _no,
            f"{_PUT_BACK}is_edge_boilerplate": _no,
            f"{_TEXT_LINES}is_edge_boilerplate": _no,
        },
    ),
    Switch(name="tail cut", off={f"{_BOILERPLATE}strip._without_tail": _first}),
    Switch(name="links to others under a label", off={f"{_BOILERPLATE}strip._without_links_to_others": _first}),
    Switch(name="captions printed twice", off={f"{_SPLIT_TEXT}without_repeated_captions": _first}),
    Switch(
        name="tables of labels",
        off={
            f"{_BOILERPLATE}lines.labels": _answer(frozenset()),
            f"{_BOILERPLATE}edges.labels": _answer(frozenset()),
            f"{_BOILERPLATE}edges.edge_labels": _answer(frozenset()),
        },
    ),
    Switch(name="calls to the reader", off={f"{_BOILERPLATE}lines.is_call": _no, f"{_BOILERPLATE}edges.is_call": _no}),
    Switch(
        name="contact and print lines",
        off={f"{_BOILERPLATE}edges._CONTACT": _NEVER, f"{_BOILERPLATE}edges._PRINTED": _NEVER},
    ),
    Switch(name="weather and rates", off={f"{_BOILERPLATE}edges._is_ticker": _no}),
    # Mending.
    Switch(name="mending as a whole", off={f"{_EXTRACT}mended": _first}),
    Switch(name="taking off", off={f"{_MENDED}take_off": _nothing}, acts=True),
    Switch(name="putting back", off={f"{_MENDED}put_back": _nothing}, acts=True),
    Switch(name="boxes", off={"pipelines.reading.main.text_lines.TextLines.is_boxed": _no}),
    Switch(name="credits", off={f"{_TAKE_OFF}_is_credit": _no}),
    Switch(name="links to others", off={f"{_TAKE_OFF}_links_to_others": _none}),
    Switch(name="lost lines", off={f"{_PUT_BACK}_is_lost": _no}),
    Switch(name="leads", off={f"{_PUT_BACK}_leads": _none}),
    # Several stories.
    Switch(name="page split as a whole", off={f"{_EXTRACT}split_page": _answer(Split())}, acts=True),
    Switch(name="headings with evidence", off={f"{_SPLIT}told_headings": _answer([])}),
    Switch(name="lines with evidence", off={f"{_SPLIT}line_headings": _answer([])}),
    Switch(name="lines with a time each", off={f"{_SPLIT}all_lines": _answer([])}),
    Switch(name="lines that name a source", off={f"{_SPLIT}source_lines": _none}),
    Switch(name="plain headings", off={f"{_SPLIT}plain_headings": _none}),
    Switch(name="round-ups", off={f"{_SPLIT}is_round_up": _no}),
    Switch(name="round-ups by name", off={f"{_SPLIT}is_named_round_up": _no}),
    Switch(name="cohesion", off={f"{_SPLIT}cohesion": _answer(0.0)}),
    Switch(name="parts of a list", off={f"{_SPLIT}_without_parts": _first}),
    Switch(name="what all blocks show", off={f"{_SPLIT}_told_apart": _first}),
    Switch(name="the next article", off={f"{_BLOCKS}_is_twin": _no}),
    Switch(name="neighbours of stories", off={f"{_SPLIT}_with_neighbours": _first}),
    Switch(name="teasers", off={f"{_SPLIT}_is_teaser": _no}),
    Switch(name="teasers taken out", off={f"{_SPLIT}_teasers": _answer([])}),
    Switch(name="broken lines", off={f"{_SPLIT}open_broken_lines": _nothing}, acts=True),
    Switch(name="place: live blogs", off={f"{_SPLIT}is_live": _no}),
    Switch(name="place: cards put in", off={f"{_SPLIT}is_inserted": _no}),
    Switch(name="place: text above", off={f"{_SPLIT}text_above": _answer([])}),
    Switch(name="place: before the text", off={f"{_SPLIT}before_text": _nothing}),
    Switch(name="where the lead is from", off={f"{_SPLIT}lead_of": _nothing}),
    Switch(
        name="links of title, date and outlet",
        off={f"{_BLOCKS}{name}": _nothing for name in ("link_of_title", "link_of_date", "link_of_outlet")},
    ),
    Switch(name="date before a block", off={f"{_BLOCKS}date_before": _nothing}),
    Switch(name="first lines of a block", off={f"{_BLOCKS}read_first_lines": lambda text, card, **named: card}),
)
SWITCHES: Mapping[str, Switch] = {switch.name: switch for switch in _SWITCHES}
