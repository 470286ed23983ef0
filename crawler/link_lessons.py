"""What the links of a page teach about the forms of its addresses: articles, names, sections, other numbers. Pure.

A lesson is about the links of one form (`link_forms`) that end with several words, or about those that do not: where
articles and sections stand at the root of a site, they differ in that.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from crawler.link_addresses import segments_of, text_score
from crawler.link_forms import Form, form_of
from model import ReadBefore

# How many links of a form show what it is, and how many show it well.
_FEW, _MANY = 3, 6
_HEADLINES, _MOST, _NAMES = 0.4, 0.6, 0.15
# How many other addresses begin with the address of a section, and what share of such links makes a form a section's.
_BELOW, _SECTIONS = 2, 0.5
# Numbers of articles grow the fastest: what counts more slowly by this factor counts something else, unless it has come
# far enough to count pieces.
_NUMBERS, _SLOWER, _MANY_PIECES = 5, 4, 50_000
# How many pages of a form must have been read. It is the form of articles where at least this share of them had a text,
# and of other pages where at most this share had one.
_FEWEST_READ, _WITH_TEXT, _WITHOUT = 4, 0.6, 0.1
_DIGITS = re.compile(r"\d+")

Key = tuple[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Points for a link of a form, and why, in words. `holds_for_all`: whatever its own words are; `is_read`: pages of
    the form were read.
    """

    points: int = 0
    reason: str = ""
    holds_for_all: bool = True
    is_read: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A link as lessons see it. `words` are its headline as far as there is one; `has_words`: it has words."""

    url: str
    form: Form
    words: str
    has_words: bool
    in_menu: bool

    @property
    def key(self) -> Key:
        """What it is counted with."""
        return self.form.name, self.form.has_slug


@dataclass(slots=True)
class Lessons:
    """All that a page teaches. `sections`: how many other addresses begin with each one."""

    links: Sequence[Spoken]
    read: ReadBefore
    sections: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.sections = _below([link.url for link in self.links])

    def is_section(self, url: str) -> bool:
        """Whether other addresses of the page begin with this one."""
        return self.sections.get(url, 0) >= _BELOW

    def learn(self) -> dict[Key, Lesson]:
        """The lesson for each form of the page's addresses."""
        groups: dict[Key, list[Spoken]] = defaultdict(list)
        forms: dict[str, list[Spoken]] = defaultdict(list)
        for link in self.links:
            groups[link.key].append(link)
            forms[link.form.name].append(link)
        shown = {name: _headlines(name, of_form) for name, of_form in forms.items()}
        has_headlines = any(lesson.points > 0 for lesson in shown.values())
        highest = _numbers_of_articles(forms)
        taught = _taught(self.read)
        return {
            key: taught.get(key[0])
            or self._of_sections(key[0], group)
            or _of_other_numbers(key[0], forms[key[0]], highest.get(group[0].form.host))
            or _names(key[0], group, has_headlines=has_headlines, highest=highest.get(group[0].form.host))
            or shown[key[0]]
            for key, group in groups.items()
        }

    def _of_sections(self, name: str, group: Sequence[Spoken]) -> Lesson | None:
        found = sum(self.is_section(link.url) for link in group)
        if len(group) < _FEW or found < _SECTIONS * len(group):
            return None
        return Lesson(points=-4, reason=f"most addresses of the form {name} are those of sections")


def _names(
    name: str, group: Sequence[Spoken], *, has_headlines: bool, highest: tuple[str, int] | None
) -> Lesson | None:
    """A list of tags, people, topics: names stand there, while headlines stand elsewhere on the page."""
    scores = [text_score(link.words) for link in group if link.has_words]
    if len(group) < _FEW or len(scores) * 3 < len(group):
        return None
    headlines = sum(score == 2 for score in scores)
    if headlines > _NAMES * len(scores):
        return None
    middle = median(scores)
    numbers = [link.form.number for link in group if link.form.number is not None]
    if group[0].form.is_dated or max(numbers, default=0) >= _MANY_PIECES:
        # A date or such a number speaks for articles, of which some are called by the names of things.
        return None
    is_counted = bool(numbers) and (highest is None or highest[0] == name)
    is_sure = not is_counted and (middle < 0 or (len(group) >= _MANY and has_headlines))
    return Lesson(
        points=-3 if is_sure else -1,
        reason=f"names stand at the addresses of the form {name}, not headlines: {len(scores) - headlines} of "
        f"{len(scores)}",
        holds_for_all=False,
    )


def _headlines(name: str, links: Sequence[Spoken]) -> Lesson:
    """The form of articles: headlines stand at many of its addresses."""
    spoken = [link for link in links if link.has_words]
    headlines = sum(text_score(link.words) == 2 for link in spoken)
    if len(links) < _FEW or len(spoken) * 3 < len(links) or headlines < _HEADLINES * len(spoken):
        return Lesson()
    is_sure = len(links) >= _MANY and headlines >= _MOST * len(spoken)
    return Lesson(
        points=2 if is_sure else 1,
        reason=f"headlines stand at the addresses of the form {name}: {headlines} of {len(spoken)}",
    )


def _numbers_of_articles(forms: Mapping[str, Sequence[Spoken]]) -> dict[str, tuple[str, int]]:
    """For each host the form with a number that has the most headlines, where one has many, and its largest number."""
    best: dict[str, tuple[int, str, int]] = {}
    for name, links in forms.items():
        numbers = [link.form.number for link in links if link.form.number is not None]
        headlines = sum(text_score(link.words) == 2 for link in links)
        if len(numbers) >= _NUMBERS and headlines > best.get(links[0].form.host, (0,))[0]:
            best[links[0].form.host] = (headlines, name, max(numbers))
    return {host: (name, number) for host, (_, name, number) in best.items()}


def _of_other_numbers(name: str, links: Sequence[Spoken], highest: tuple[str, int] | None) -> Lesson | None:
    """A form whose numbers are far below those of articles, which `highest` names: it counts albums, authors, polls."""
    numbers = [link.form.number for link in links if link.form.number is not None]
    if highest is None or highest[0] == name or not numbers:
        return None
    if max(numbers) >= _MANY_PIECES or max(numbers) * _SLOWER >= highest[1]:
        return None
    return Lesson(points=-2, reason=f"the numbers of the form {name} are far below those of the articles")


def _taught(read: ReadBefore) -> dict[str, Lesson]:
    """What pages taught that were read: of their forms, whether they gave a text.

    Where no form gave texts, something else is the matter, and nothing is learnt from it.
    """
    good = Counter(form_of(url).name for url in read.with_text)
    every = good + Counter(form_of(url).name for url in read.without)
    known = {name: count for name, count in every.items() if count >= _FEWEST_READ}
    with_text = {name: count for name, count in known.items() if good[name] >= _WITH_TEXT * count}
    if not with_text:
        return {}
    found = {
        name: Lesson(
            points=2, reason=f"pages of the form {name} gave a text before: {good[name]} of {count}", is_read=True
        )
        for name, count in with_text.items()
    }
    return found | {
        name: Lesson(points=-4, reason=f"pages of the form {name} gave no text before: {count - good[name]} of {count}")
        for name, count in known.items()
        if good[name] <= _WITHOUT * count
    }


def _below(urls: Sequence[str]) -> dict[str, int]:
    """How many other addresses begin with each one, where that has no number or date of its own."""
    paths = {url: tuple(segments_of(url)) for url in urls}
    begins: Counter[tuple[str, ...]] = Counter()
    for path in set(paths.values()):
        for length in range(1, len(path)):
            begins[path[:length]] += 1
    return {
        url: begins[path]
        for url, path in paths.items()
        if path in begins and "?" not in url and not any(len("".join(_DIGITS.findall(part))) >= 3 for part in path)
    }
