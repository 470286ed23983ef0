"""Tell the articles among all links of a front page, by each link and by what the page teaches. Pure.

Each link has points of its own (`link_addresses`). The page adds what no link shows alone (`link_lessons`). Sites make
the addresses of their articles in one way: a form of address under which headlines stand is that of articles, one under
which names stand is not. An address with which others begin is a section. Numbers far below those of the articles count
something else. Pages that were read before teach the same with more certainty.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crawler.link_addresses import (
    ENOUGH,
    address_score,
    link_score,
    query_names_an_article,
    segments_of,
    text_score,
    why_never,
)
from crawler.link_forms import Form, form_of, is_slug
from crawler.link_lessons import Lesson, Lessons, Spoken
from model import ReadBefore

# Words that this many addresses share are no headline. An article's address may end alike under one folder, or two.
_REPEATED = 3
# Few links of menus and services have names of this many words.
_LONG = 7
# Sections are not counted as far as this.
_LARGE = 1000
# What carries sound, pictures or a poll instead of a text, in English, French, German, Arabic.
_NO_TEXT = frozenset(
    str.split(
        "podcast podcasts audio video videos watch gallery galleries galerie album albums photo photos poll polls quiz "
        "diaporama bildergalerie fotostrecke صور فيديو بودكاست استطلاع "
    )
)
_PAGE_KEYS = re.compile(r"(?:^|&)(?:page|paged|pg|offset)=\d+(?:&|$)", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A link of a page. `text` are its longest words, `beside` the heading of the card in which it stands.

    `in_menu`: it stands in navigation or the foot of the page, `in_body`: elsewhere too, or only; `is_heading`: in or
    around a heading.
    """

    url: str
    text: str = ""
    beside: str = ""
    in_menu: bool = False
    in_body: bool = True
    is_heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a link is taken for. `words` are its headline as far as there is one, `reason` why, in words, `form` the
    form of its address.
    """

    url: str
    words: str
    is_article: bool
    score: int
    reason: str
    form: str


def judge_links(links: Sequence[Seen], read: ReadBefore | None = None) -> list[Judged]:
    """Whether each link of a page is an article's, in the order given."""
    words = _headlines(links)
    spoken = [
        Spoken(
            url=link.url,
            form=form_of(link.url),
            words=words[link.url],
            has_words=bool(link.text or words[link.url]),
            in_menu=link.in_menu,
        )
        for link in links
    ]
    page = Lessons(links=spoken, read=read or ReadBefore())
    lessons = page.learn()
    in_body = {each.form.name for each in spoken if not each.in_menu}
    repeats = _repeats(links)
    judged = []
    for link, each in zip(links, spoken, strict=True):
        lesson = lessons[each.key]
        if why := _why_none(link.url, each.form, gave_text=lesson.is_read):
            score, reason = -ENOUGH, why
        elif page.is_section(link.url):
            score, reason = -ENOUGH, f"a section: {page.sections[link.url]} other addresses of the page begin with it"
        else:
            score, reason = _score(
                link,
                each.words,
                lesson,
                has_mark=_has_mark(link.url, each.form),
                is_mixed=each.form.name in in_body,
                ends_alike=repeats[_ending(link.url)] >= _REPEATED,
                is_known=lesson.is_read and each.form.number is not None,
            )
        is_article = score >= ENOUGH
        judged.append(
            Judged(
                url=link.url,
                words=each.words,
                is_article=is_article,
                score=score,
                reason=reason or _why(each.words, is_article=is_article),
                form=each.form.name,
            )
        )
    return judged


def _score(
    link: Seen, words: str, lesson: Lesson, *, has_mark: bool, is_mixed: bool, ends_alike: bool, is_known: bool
) -> tuple[int, str]:
    """The points of a link, and what of the page made them. `has_mark`: its address has something that sections seldom
    have; `is_mixed`: others of its form stand outside menus; `is_known`: pages of its form were read, and the form has
    a number. Then a headline may be as short as a name: 3 % of 30,676 pieces of Arabic papers have a title of one word
    or two.
    """
    score, against = link_score(link.url, words), []
    speaks = text_score(words)
    if link.in_menu and not (link.in_body and speaks == 2):
        # Where menu and articles share a form, only their place distinguishes them, unless a headline is a long one.
        score -= 3 if is_mixed and len(words.split()) < _LONG else 2
        against.append("it stands in a menu or at the foot of the page")
    if ends_alike:
        score -= ENOUGH
        against.append("addresses under several sections end alike")
    if lesson.points < 0:
        # What has no words cannot be a name.
        score += lesson.points if words or lesson.holds_for_all else -1
        against.append(lesson.reason)
    elif not link.in_menu and (
        is_known or (speaks >= 0 and (link.is_heading or (has_mark and (not words or speaks > 0))))
    ):
        score += lesson.points
    return score, lesson.reason if score >= ENOUGH and lesson.points > 0 else "; ".join(against) * (score < ENOUGH)


def _has_mark(url: str, form: Form) -> bool:
    if form.is_coded or (form.number or 0) >= _LARGE:
        return True
    return address_score(segments_of(url), url.partition("?")[2].partition("#")[0]) > 0


def _why(words: str, *, is_article: bool) -> str:
    if is_article:
        return "its address and its words look like an article's"
    if not words:
        return "it has no words of its own, and its address says little"
    return "neither its address nor its words look like an article's"


def _why_none(url: str, form: Form, *, gave_text: bool) -> str | None:
    """Why an address is no article's, whatever stands beside it."""
    if why := why_never(url):
        return why
    if form.is_period:
        return "the archive of a day, month or year"
    query = url.partition("?")[2]
    if _PAGE_KEYS.search(query) and not query_names_an_article(query):
        return "a further page of a list"
    segments = segments_of(url)
    folders = segments if query else segments[:-1]
    name = next((segment for segment in folders if segment.lower() in _NO_TEXT), None)
    if name is not None and not gave_text:
        return f"pages without much text, by their name: {name}"
    return None


def _headlines(links: Sequence[Seen]) -> dict[str, str]:
    """The words of each link that may be a headline: those that many links share are none, then the heading beside."""
    count = Counter(link.text.casefold() for link in links if link.text)
    beside = Counter(link.beside.casefold() for link in links if link.beside)
    found = {}
    for link in links:
        is_own = bool(link.text) and count[link.text.casefold()] < _REPEATED
        has_heading = bool(link.beside) and beside[link.beside.casefold()] < _REPEATED
        found[link.url] = link.text if is_own else link.beside if has_heading else ""
    return found


def _repeats(links: Sequence[Seen]) -> Mapping[str, int]:
    """Under how many folders each last part of an address stands."""
    folders = {(tuple(segments_of(link.url)[:-1]), _ending(link.url)) for link in links}
    return Counter(ending for _, ending in folders)


def _ending(url: str) -> str:
    """The last part of a path, where it is several words: all addresses of a site may end in one word (`/ar`,
    `/story`).
    """
    segments = segments_of(url)
    is_text = len(segments) > 1 and "?" not in url and not _DIGITS.search(segments[-1]) and is_slug(segments[-1])
    return segments[-1] if is_text else url
