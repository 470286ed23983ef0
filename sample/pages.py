"""Pieces as HTML: each site's layout filled in. A layout is a file of `layouts/` with parts in comments.

`article` holds one piece, `meta` its tags in the head, `teaser` one link of the sidebar or front page,
`card` a related story of the aggregator. A page shows an article, or a front page made of teasers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from sample.calendar_words import ago_words, date_words
from sample.edition import Edition, Roundup, number
from sample.pieces import Piece
from sample.sites import Press

LAYOUTS = Path(__file__).parent / "layouts"

_PART = r"<!--{0}-->\n?(.*?)<!--/{0}-->\n?"
_RELATED = 3


def article_page(edition: Edition, press: Press, piece: Piece) -> str:
    """The page of one piece."""
    layout = _layout(press)
    values = _values(edition, press, piece)
    side = [other for other in edition.pieces_of(press, piece.language) if other != piece and not other.after_seconds]
    layout = _fill(layout, "meta", [values])
    layout = _fill(layout, "article", [{**values, "also": _links(edition, side[:_RELATED])}])
    return _finish(edition, layout, press, side, values["title"], piece.language)


def front_page(edition: Edition, press: Press) -> str:
    """A site's front page: a teaser for each of its pieces, or for each round-up of the aggregator."""
    layout = _fill(_fill(_fill(_layout(press), "meta", []), "article", []), "card", [])
    if press.watched_front and press.links:
        tiles = [
            {"href": roundup.path, **_texts(edition.archive.pieces[roundup.stories[0]])}
            for roundup in edition.archive.roundups
            if edition.has_appeared(roundup.after_seconds)
        ]
        return _substitute(_fill(layout, "teaser", tiles), {**_outlet(press), "title": "آخر الأخبار"})
    return _finish(edition, layout, press, edition.pieces_of(press), escape(press.outlet), press.language)


def roundup_page(edition: Edition, press: Press, roundup: Roundup) -> str:
    """A page of the aggregator: a whole main story, then whole related stories in cards."""
    stories = [_story(edition, edition.archive.pieces[name]) for name in roundup.stories]
    layout = _fill(_fill(_layout(press), "meta", []), "teaser", [])
    layout = _fill(_fill(layout, "article", stories[:1]), "card", stories[1:])
    layout = layout.replace('<div class="bq-card">', '<h2 class="bq-more">أخبار ذات صلة</h2>\n<div class="bq-card">', 1)
    return _substitute(layout, {**_outlet(press), "title": stories[0]["title"]})


def markup(edition: Edition, press: Press, piece: Piece) -> str:
    """The paragraphs of a piece in its site's markup, the dateline before the first."""
    paragraphs = [escape(paragraph, quote=False) for paragraph in edition.paragraphs(piece)]
    if piece.dateline:
        paragraphs[0] = f"{escape(piece.dateline)} - {paragraphs[0]}"
    return "\n".join(press.paragraph.format(paragraph) for paragraph in paragraphs)


def damaged(page: str) -> bytes:
    """The page as bad software would write it: unclosed and stray tags, two heads, bytes that are no
    UTF-8.
    """
    page = page.replace("</p>", "").replace('<div class="news-body">', "<table><tr><td><center><div class=news-body>")
    page = page.replace("<body>", "</head><body bgcolor=white><html><head></title><body>").replace("</h1>", "</h2>")
    page = re.sub(r"</(body|html|main|table)>", "", page)
    return page.encode().replace(b'<div class="ftr">', b"</span></td></div></div><div class='ftr\x00\xff>&nbsp &#xZZ;")


def path_of(edition: Edition, piece: Piece) -> str:
    """The percent-encoded path and query of a piece on its site."""
    return quote(edition.address(piece), safe="/?=&.-_~")


def _values(edition: Edition, press: Press, piece: Piece) -> dict[str, str]:
    published, updated = edition.published(piece), edition.updated(piece)
    url = edition.bases[press.key] + path_of(edition, piece)
    return {
        **_texts(piece),
        **_outlet(press),
        "author": escape(piece.author),
        "section": escape(piece.section),
        "description": escape(piece.summary),
        "text": markup(edition, press, piece),
        "date": date_words(published, press.date_style),
        "iso": published.isoformat(),
        "iso_updated": updated.isoformat(),
        "url": escape(url),
        "language": piece.language,
        "jsonld": json.dumps(
            {
                "@context": "https://schema.org",
                "@type": "NewsArticle",
                "headline": piece.title,
                "datePublished": published.isoformat(),
                "dateModified": updated.isoformat(),
                "author": {"@type": "Person", "name": piece.author},
                "publisher": {"@type": "NewsMediaOrganization", "name": press.outlet},
                "mainEntityOfPage": url,
                "inLanguage": piece.language,
            },
            ensure_ascii=False,
        ),
    }


def _story(edition: Edition, piece: Piece) -> dict[str, str]:
    press = edition.archive.presses[piece.site]
    return {
        **_texts(piece),
        "outlet": escape(piece.outlet or press.short_outlet),
        "ago": ago_words(edition.now - edition.published(piece)),
        "text": markup(edition, edition.archive.presses["baqa"], piece),
        "href": f"/go/{number(piece.name)}",
    }


def _texts(piece: Piece) -> dict[str, str]:
    return {"title": escape(piece.title), "summary": escape(piece.summary)}


def _outlet(press: Press) -> dict[str, str]:
    return {
        "outlet": escape(press.outlet),
        "language": press.language,
        "direction": _direction(press.language),
    }


def _direction(language: str) -> str:
    return "rtl" if language == "ar" else "ltr"


def _links(edition: Edition, pieces: Sequence[Piece]) -> str:
    return "\n".join(f'<li><a href="{path_of(edition, piece)}">{escape(piece.title)}</a></li>' for piece in pieces)


def _finish(edition: Edition, layout: str, press: Press, teasers: Sequence[Piece], title: str, language: str) -> str:
    tiles = [{"href": path_of(edition, piece), **_texts(piece)} for piece in teasers]
    layout = _fill(layout, "teaser", tiles)
    return _substitute(
        layout, {**_outlet(press), "title": title, "language": language, "direction": _direction(language)}
    )


def _layout(press: Press) -> str:
    return (LAYOUTS / f"{press.key}.html").read_text(encoding="utf-8")


def _fill(layout: str, part: str, rows: Sequence[dict[str, str]]) -> str:
    """The layout with a part written once for each row. A $ in a value survives the next filling."""

    def written(match: re.Match[str]) -> str:
        template = Template(match[1])
        return "\n".join(
            template.safe_substitute({key: value.replace("$", "$$") for key, value in row.items()}) for row in rows
        )

    return re.sub(_PART.format(part), written, layout, flags=re.DOTALL)


def _substitute(layout: str, values: dict[str, str]) -> str:
    return Template(layout).substitute(values)
