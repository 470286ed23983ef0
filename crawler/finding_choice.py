"""Choose the best source of a site among those that were tried, and say why. Pure: fetches and parses nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crawler.finding_candidates import Candidate, names_comments, names_part
from crawler.finding_measures import Item, Measured
from crawler.landing import is_front, place
from crawler.link_addresses import address_score, same_site
from model import SourceKind
from pipelines.outlets.addresses import is_front_page

# A listing that is this far behind another one of the site is an old copy, or no longer kept up.
_BEHIND = timedelta(days=3)
# A feed this old that has nothing of the front page is no longer kept up; a slow blog shows its old pieces there.
_STALE = timedelta(days=30)
_FEWEST_ON_FRONT = 3
# At least this share of a sitemap's addresses must look like articles.
_ARTICLES = 1 / 3
_COVERS = 0.8
_ARTICLE_SCORE = 2
_WHOLE_TEXT_WORDS = 80
KIND_NAMES = {"feed": "feed", "news_sitemap": "news sitemap", "sitemap": "sitemap", "page": "front page"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One address that was tried. `url` is the address to visit, `problem` why it gave nothing, as one sentence's
    second half; `note` what distinguishes it from others. `was_asked`: a request was sent.
    """

    candidate: Candidate
    url: str
    measured: Measured | None = None
    problem: str | None = None
    note: str = ""
    was_asked: bool = True

    @property
    def kind(self) -> SourceKind | None:
        """What it would be in a configuration; None where nothing can be watched there."""
        if self.measured is None or self.measured.content == "none":
            return None
        return {"feed": "feed", "news_sitemap": "sitemap", "sitemap": "sitemap", "page": "front_page"}[  # type: ignore[return-value]
            self.measured.content
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """`best` is None where nothing will do. `tried` are all, the best first, each with its note."""

    best: Tried | None
    why: str
    tried: tuple[Tried, ...]


def choose(
    tried: Sequence[Tried],
    *,
    front: str,
    on_front: Collection[str],
    now: datetime,
    asked: str = "",
    kind: SourceKind | None = None,
    language: str | None = None,
) -> Choice:
    """The best of what was tried: of this kind, where one is asked for.

    `front` is the address of the site's front page, `on_front` the places of the articles that it links, `asked` the
    address that the user gave, `language` what the site is written in.
    """
    fit = [each for each in tried if (kind is None or each.kind == kind) and _why_unfit(each) is None]
    lead = max((at for each in fit if _is_dated(each) and (at := _measured(each).newest)), default=None)
    feeds = [each for each in fit if each.kind == "feed"]
    most_on_front = max((_on_front(each, on_front) for each in feeds), default=0)

    def rank(each: Tried) -> tuple[float, ...]:
        measured = _measured(each)
        return (
            each.candidate.how == "given" and each.kind != "front_page",
            _why_dead(each, lead=lead, on_front=on_front, now=now) is None,
            _KIND_RANK[_standing(each, front=front)] if not _is_of(each, asked) else _KIND_RANK["feed"] - 0.5,
            each.candidate.how == "given",
            measured.home is not None and place(measured.home) == place(front),
            _standing_among(each, feeds),
            language is None or measured.language is None or measured.language.lower()[:2] == language[:2],
            _on_front(each, on_front) * 2 >= most_on_front,
            measured.words >= _WHOLE_TEXT_WORDS,
            len(measured.items),
            measured.newest.timestamp() if measured.newest else 0.0,
            -tried.index(each),
        )

    ranked = sorted(fit, key=rank, reverse=True)
    best = ranked[0] if ranked else None
    rest = [each for each in tried if each not in ranked]
    noted = []
    for each in (*ranked, *sorted(rest, key=lambda one: one.measured is None)):
        dead = _why_dead(each, lead=lead, on_front=on_front, now=now) if each in fit else None
        note = _why_unfit(each) or dead or _note(each, best, front=front, kind=kind)
        noted.append(replace(each, note="best" if each is best else note))
    why = _why(best, ranked, front=front, kind=kind) if best else ""
    return Choice(best=best and noted[0], why=why, tried=tuple(noted))


def is_good(each: Tried, *, front: str, on_front: Collection[str], now: datetime) -> bool:
    """Whether the search can end: this is a living feed of the whole site."""
    return (
        _why_unfit(each) is None
        and _standing(each, front=front) == "feed"
        and _why_dead(each, lead=None, on_front=on_front, now=now) is None
    )


def is_article(each: Tried) -> bool:
    """Whether a page is a piece, by what it says of itself or by its address."""
    page = each.measured.page if each.measured else None
    parts = urlsplit(each.url)
    segments = [segment for segment in parts.path.split("/") if segment]
    return page is not None and (page.is_article or address_score(segments, parts.query) >= _ARTICLE_SCORE)


_KIND_RANK = {"feed": 4, "news_sitemap": 3, "sitemap": 2, "part": 1, "page": 0}


def _measured(each: Tried) -> Measured:
    assert each.measured is not None
    return each.measured


def _why_unfit(each: Tried) -> str | None:
    """Why an address cannot be watched, whatever else there is; None when it can."""
    measured = each.measured
    if each.problem or measured is None:
        return each.problem or "was not tried"
    if measured.are_comments or (measured.content == "feed" and names_comments(each.candidate)):
        return "carries readers' comments, no articles"
    if measured.content == "none":
        return measured.problem
    if measured.content == "page" and each.candidate.how not in ("given", "front"):
        return "a web page, neither feed nor sitemap"
    if each.candidate.how == "given" and measured.content == "feed" and not measured.problem:
        return None
    if not measured.items:
        if measured.left_out:
            return "names nothing of the last 7 days"
        if measured.children:
            return f"an index; the likeliest of its {len(measured.children)} sitemaps were tried"
        return measured.problem or "names no articles"
    if measured.content == "sitemap" and measured.article_share < _ARTICLES:
        return "names sections and the like, hardly an article"
    if each.candidate.how == "given" and is_article(each):
        return "a single article"
    return None


def _is_dated(each: Tried) -> bool:
    """Whether it says when articles were published: the dates of other sitemaps are those of any change."""
    return _measured(each).content in ("feed", "news_sitemap")


def _on_front(each: Tried, on_front: Collection[str]) -> int:
    return len({item.place for item in _measured(each).items}.intersection(on_front))


def _is_of(each: Tried, asked: str) -> bool:
    """Whether it is the feed of the very page that was asked for, where that is a part of a site."""
    home = _measured(each).home
    return bool(asked) and home is not None and place(home) == place(asked) and not is_front_page(asked)


def _why_dead(each: Tried, *, lead: datetime | None, on_front: Collection[str], now: datetime) -> str | None:
    measured = each.measured
    if measured is None or measured.newest is None or not _is_dated(each):
        return None
    knows_front = len(on_front) >= _FEWEST_ON_FRONT
    # What is on the front page is alive, however slow the site.
    if knows_front and _on_front(each, on_front):
        return None
    if lead is not None and lead - measured.newest > _BEHIND:
        return f"is {_span(lead - measured.newest)} behind another list of the site"
    if knows_front and now - measured.newest > _STALE:
        return f"seems given up: its newest is {_span(now - measured.newest)} old, and not on the front page"
    return None


def _standing(each: Tried, *, front: str) -> str:
    """`part` for the feed of a section, else what it is."""
    measured = _measured(each)
    if measured.content != "feed":
        return measured.content
    return "part" if _is_part(each, front=front) else "feed"


def _is_part(each: Tried, *, front: str) -> bool:
    home = _measured(each).home
    if names_part(each.url):
        return True
    if home is None or place(home) == place(each.url) or not (same_site(front, home) or same_site(home, front)):
        return False
    # A feed belongs to the page that it names as its site: the front page, or a section.
    return place(home) != place(front) and not (is_front_page(home) or is_front(home))


def _standing_among(each: Tried, feeds: Sequence[Tried]) -> int:
    """How many other feeds this one covers, less those that cover it: the feed of the whole site covers those of its
    sections.
    """
    others = [other for other in feeds if other is not each]
    return sum(_covers(each, other) for other in others) - sum(_covers(other, each) for other in others)


def _covers(one: Tried, other: Tried) -> bool:
    """Whether `one` has nearly everything that `other` lists within the time that `one` goes back to."""
    own, listed = _measured(one).items, _measured(other).items
    oldest = min((item.at for item in own if item.at), default=None)
    places = {item.place for item in own}
    late = [item for item in listed if _is_since(item, oldest)]
    return bool(late) and sum(item.place in places for item in late) >= _COVERS * len(late)


def _is_since(item: Item, oldest: datetime | None) -> bool:
    return oldest is None or item.at is None or item.at >= oldest


def _note(each: Tried, best: Tried | None, *, front: str, kind: SourceKind | None) -> str:
    if kind is not None and each.kind != kind:
        return f"is no {kind.replace('_', ' ')}"
    standing, measured = _standing(each, front=front), _measured(each)
    if standing == "part":
        return "only a section of the site"
    if best is None or best.measured is None:
        return ""
    if standing != "feed":
        return f"a {KIND_NAMES[best.measured.content]} says more" if best.kind == "feed" else "is less precise"
    if not _covers(best, each) and best.kind == "feed":
        return "names other articles: add it as well, by its address, if you want them"
    if measured.words < best.measured.words:
        return "carries less of the texts"
    return "names fewer articles" if len(measured.items) < len(best.measured.items) else "names the same articles"


def _why(best: Tried, ranked: Sequence[Tried], *, front: str, kind: SourceKind | None) -> str:
    standing, measured = _standing(best, front=front), _measured(best)
    words = {
        "feed": "it is the feed of the whole site",
        "news_sitemap": "no feed of the whole site works, and this sitemap names each new article",
        "sitemap": "no feed of the whole site works, and this sitemap names its articles",
        "part": "it is the best of the feeds for sections; none for the whole site was found",
        "page": "no feed and no sitemap works, and its links look like articles",
    }[standing]
    if standing == "part" and not any(_standing(other, front=front) == "part" for other in ranked[1:]):
        words = "it is the feed of a section; none for the whole site was found"
    if kind is not None and kind != "feed":
        # Others may be better: they were not asked for.
        words = "it is the best of the kind that you asked for"
    if best.candidate.how == "given" and standing != "page":
        words = "it is the address that you gave"
    if measured.words >= _WHOLE_TEXT_WORDS:
        words += ", and it carries whole texts"
    elif standing == "feed" and any(other.kind == "feed" and _covers(best, other) for other in ranked[1:]):
        words += ", and it names most"
    return words


def _span(time: timedelta) -> str:
    if time.days >= 730:
        return f"{time.days // 365} years"
    return f"{time.days} days" if time.days >= 2 else f"{max(1, round(time.total_seconds() / 3600))} hours"
