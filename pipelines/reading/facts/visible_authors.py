"""Find the authors whom a page names only in the short lines around its headline and at the end of its text. Pure.

A label says who wrote ("By", "بقلم"), or a name stands beside the date, beside the site's own name, or in an element
that is named after authors. Without any of these nobody is taken for an author.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import zip_longest

from pipelines.reading.boilerplate.lines import is_furniture
from pipelines.reading.dates.read import find_date
from pipelines.reading.facts.author_words import LABEL, NOT_OF_NAMES, PLACES, WEAK, is_role_account
from pipelines.reading.facts.bylines import is_name, is_surely_outlet
from pipelines.reading.facts.person_names import each_name
from pipelines.reading.html.head_lines import HeadLine, HeadLines
from pipelines.text.normalize import normalize

_MOST_NAMES = 6
_LONGEST_LINE = 160
_DATELINE = 110
# Lines farther from the headline than this are no byline of its own without a label.
_NEAR = 12
# Where one element ends and the next begins: white space for patterns, and no letter of a text.
_PIECE = "\u2028"
_JOINED = re.compile(rf"{_PIECE}(and|und|et|y|e|en|ve|og|och|и|و|&){_PIECE}", re.IGNORECASE)
_PART_MARK = re.compile(rf"{_PIECE}|" r"\s+[-–—ـ|/]\s+|\s*[|•·●∙◦]\s*|\s+-|-\s+|\s*[/،,؛;]\s*|\n|\s{2,}")
_EDGES = " .:،,؛;|/*•·–—-ـ_()[]【】（）«»\"'“”"
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ASIAN_NAME = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]{2,4}")
_CASED = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿ]")
_PARTICLES = frozenset(
    """de da do dos das del della di du des la le van von der den ter ten al el bin ibn ben bint abu af av zu zur y e
    i""".split()  # noqa: SIM905
)
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:by|byl|byline|auth|author|authors|aut|au|writer|writers|writeby|reporter|auteur|autor|autore|"
    r"yazar|muhabir|signature|columnist)(?:$|[\s_-])|(?:Author|Byline|Writer)",
)
_CREDIT_NAMED = re.compile(
    r"(?:^|[\s_-])(?:credits?|photo\w*|foto\w*|image|caption|copyright)(?:$|[\s_-])", re.IGNORECASE
)
_ON_DAY = re.compile(r"\s+(?:on|am|le|el|op|في|يوم)\s+\S.*$")
_LINK_OF_AUTHOR = re.compile(
    r"/(?:authors?|writers?|profiles?|staff|people|reporters?|journalists?|columnists?|auteurs?|autor(?:es)?|autore|autori|"
    r"redakteur|yazar(?:lar)?|contributors?|editors?|katib|u|user|users|by|kuttab|@[\w.]+)(?:/|$|\?|=|\s)|/@\w",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"[(（【\[][^()（）【】\[\]]*[)）】\]]")
_OF_OTHERS_IN_BRACKETS = re.compile(
    r"[^,،;·|]*[(（]\s*(?:foto\w*|photos?|photograph\w*|video|bild\w*|text und bild|تصوير|صور|фото|写真|撮影)\s*[)）]",
    re.IGNORECASE,
)
_ASIAN_DATELINE = re.compile(
    r"[(（]\s*(?P<said>(?:本报|特约|见习|实习)?(?:记者|記者|通讯员|通訊員)[^()（）]{2,40})[)）]"
)

_IsSite = Callable[[str], bool]


def visible_authors(lines: HeadLines, title: str | None, is_site: _IsSite) -> tuple[str, ...]:
    """The authors as the page shows them; `is_site` tells the names of the site."""
    titles = {normalize(title or "")}
    around = [*lines.below, *lines.above]
    for group in (around, lines.late):
        for line in group:
            if names := _labelled(line, is_site):
                return names
    # Above it stand kickers and logos: there only a name in the date's own line is one.
    for group, is_above in ((lines.below[:_NEAR], False), (lines.above, True), (lines.late[:_NEAR], False)):
        if names := _beside(group, titles, is_site, only_dated=is_above):
            return names
    if lines.opening and (names := _in_dateline(lines.opening, is_site)):
        return names
    return _at_the_end(lines, is_site)


def is_author(name: str) -> bool:
    """Whether words may be a person's name: two to five words, capitals where the script has them, no other's words."""
    name = name.strip(_EDGES)
    if _CJK.search(name):
        return bool(_ASIAN_NAME.fullmatch(name)) or (2 <= len(name) <= 14 and bool(re.search(r"[\s・]", name)))
    words = name.split()
    if not 2 <= len(words) <= 5 or not is_name(name) or any(map(str.isdigit, name)):
        return False
    folded = normalize(name)
    if folded in _folded_places() or not _folded_words().isdisjoint(folded.split()) or is_role_account(name):
        return False
    if any(len(word.strip(".")) < 2 for word in words[-1:]) or sum(len(word.strip(".")) < 2 for word in words) > 1:
        return False
    if _CASED.search(name) and not all(word[:1].isupper() for word in words if word.casefold() not in _PARTICLES):
        # "de la Cruz" may open with a particle; nothing else of a name is written small.
        return False
    return not is_surely_outlet(name)


def _labelled(line: HeadLine, is_site: _IsSite) -> tuple[str, ...]:
    """The names behind a writer's label, up to the next label."""
    if len(line.text) > _LONGEST_LINE:
        return ()
    return names_behind_labels(line.text, line.pieces, is_site)


def names_behind_labels(
    text: str, pieces: tuple[str, ...] = (), is_site: _IsSite = lambda name: False
) -> tuple[str, ...]:
    """The people whom a line says to have written, without those who took the pictures or checked it."""
    text = _OF_OTHERS_IN_BRACKETS.sub(" ", _JOINED.sub(r" \1 ", _PIECE.join(pieces)) if pieces else text)
    labels = list(LABEL.finditer(text))
    names: list[str] = []
    for label, after in zip_longest(labels, labels[1:]):
        if label["writer"] is None:
            continue
        said = text[label.end() : after.start() if after is not None else len(text)]
        is_marked = bool(label["mark"] or label["dash"])
        is_weak = bool(WEAK.fullmatch(label["label"])) and not is_marked
        starts = not text[: label.start()].strip(_EDGES)
        if (
            not starts
            and not is_marked
            and not label["label"][:1].isupper()
            and not _stands_alone(text, pieces, label["label"])
        ):
            # "a report by X": in the middle of a line only what is marked, or is a piece of its own.
            continue
        found = list(_names(said, is_site, single=is_marked and starts))
        is_short = found and len(found[0].split()) < 2 and not _CJK.search(found[0])
        if found and not (is_weak and not starts and is_short):
            names += found
    return tuple(dict.fromkeys(names))[:_MOST_NAMES]


def _stands_alone(text: str, pieces: tuple[str, ...], label: str) -> bool:
    return any(piece.casefold().startswith(label.casefold()) for piece in pieces) or "," in text


def _names(said: str, is_site: _IsSite, *, single: bool = False) -> Iterator[str]:
    """The people at the start of the words, until something else comes. `single`: one word is a name as well."""
    for part in _PART_MARK.split(_IN_BRACKETS.sub(" ", said)):
        names = [name.strip(_EDGES) for name in each_name(_ON_DAY.sub("", _without_date(part)))]
        if _CJK.search(part):
            names = [name for words in names for name in words.split()]
        names = [name for name in names if name]
        people = [name for name in names if _is_named(name, single=single) and not is_site(name)]
        yield from people
        if people and len(people) < len(names):
            return
        if not people and names and not all(is_site(name) or normalize(name) in _folded_places() for name in names):
            return


def has_other_words(name: str) -> bool:
    """Whether a word stands in it that no person's name has."""
    return not _folded_words().isdisjoint(normalize(name).split())


def _is_named(name: str, *, single: bool) -> bool:
    if is_author(name):
        return True
    is_word = single and len(name.split()) == 1 and len(name) > 2 and is_name(name) and not is_role_account(name)
    return (
        is_word
        and _folded_words().isdisjoint(normalize(name).split())
        and (not _CASED.search(name) or name[:1].isupper())
        and not is_surely_outlet(name)
    )


def _without_date(words: str) -> str:
    if not any(map(str.isdigit, words)):
        return words
    found = find_date(words[:_LONGEST_LINE])
    return found.rest if found and found.is_date else re.split(r"\d", words, maxsplit=1)[0]


def _beside(
    group: Sequence[HeadLine], titles: set[str], is_site: _IsSite, *, only_dated: bool = False
) -> tuple[str, ...]:
    """Names without a label, beside the date or the site's name, or in an element named after authors."""
    dated = {
        place
        for place, line in enumerate(group)
        if len(line.text) <= _LONGEST_LINE and any(map(_has_date, (line.text, *line.pieces)))
    }
    for place, line in enumerate(group):
        if (
            len(line.text) > _LONGEST_LINE
            or normalize(line.text) in titles
            or line.text.endswith((".", "!", "؟", "?", "؛", ":"))
            or _CREDIT_NAMED.search(line.named)
        ):
            continue
        is_named = bool(_NAMED.search(line.named) or _LINK_OF_AUTHOR.search(line.link))
        is_near = place in dated or place - 1 in dated or place + 1 in dated
        parts = list(_parts(line))
        has_site = any(is_site(part) for part in parts)
        is_apart = only_dated or line.is_heading
        if not (is_named or is_near or has_site) or (is_apart and not is_named and place not in dated):
            continue
        people = []
        for part in parts:
            label = LABEL.match(f"{part}: ")
            if label and label["other"]:
                break
            found = [name.strip(_EDGES) for name in each_name(part)]
            if found and all(is_author(name) and not is_site(name) for name in found) and not is_furniture(part):
                people += found
        if not people:
            continue
        if _CJK.search(people[0]) and not is_named:
            continue
        if place not in dated and not is_named and not _CASED.search(people[0]) and len(people[0].split()) > 3:
            # Without capitals a name beside the date line looks like a kicker there.
            continue
        rest = [part for part in parts if part not in people and not _has_date(part)]
        if place not in dated and not is_named and len(rest) > 2 * len(people):
            continue
        if line.is_linked and not is_named and not is_near:
            continue
        return tuple(dict.fromkeys(people))[:_MOST_NAMES]
    return ()


def _parts(line: HeadLine) -> Iterator[str]:
    """What stands between marks and elements, without dates."""
    for piece in line.pieces:
        for part in _PART_MARK.split(_OF_OTHERS_IN_BRACKETS.sub(" ", piece)):
            part = part.strip()
            if any(map(str.isdigit, part)):
                found = find_date(part)
                part = found.rest if found and found.is_date else ""
            if part := part.strip(_EDGES):
                yield part


def _has_date(text: str) -> bool:
    if not any(map(str.isdigit, text)) and not re.search(r"منذ|قبل|ago|gestern|hier|вчера", text):
        return False
    found = find_date(text)
    if found is None:
        return any((part := find_date(piece)) and part.is_date for piece in re.split(r"\s*[|•·]\s*|\s+-\s+", text)[:4])
    return found.is_date


def _in_dateline(paragraph: str, is_site: _IsSite) -> tuple[str, ...]:
    """ "Hebron - Valley Post - Nora Vale - ...": the person beside the site's name; "(记者 ...)"; "كتب - ...:"."""
    head = paragraph[:_DATELINE]
    if found := _ASIAN_DATELINE.search(head):
        line = HeadLine(text=found["said"], pieces=(found["said"],), named="")
        return _labelled(line, is_site)
    parts = [part.strip(_EDGES) for part in re.split(r"\s*[-–—ـ/|:：]\s+|\s+[-–—ـ/|:：]\s*", head)[:-1]][:4]
    if not parts:
        return ()
    if (label := LABEL.match(f"{parts[0]} - ")) and label["writer"] and label.end() >= len(parts[0]):
        names = [name for name in each_name(parts[1]) if is_author(name)] if len(parts) > 1 else []
        return tuple(names)
    if any(is_site(part) for part in parts):
        return tuple(name for part in parts for name in each_name(part) if is_author(name) and not is_site(name))[:2]
    return ()


def _at_the_end(lines: HeadLines, is_site: _IsSite) -> tuple[str, ...]:
    """A label below the text, or a line that is a name and nothing else, right below it."""
    for line in lines.closing:
        if line.is_linked or _has_date(line.text):
            continue
        if labelled := _labelled(line, is_site):
            return labelled
    for line in lines.closing[:1]:
        text = line.text.strip(_EDGES)
        if line.is_linked or line.text.endswith((":", "؟", "?", "!", "…")) or is_furniture(text) or _CJK.search(text):
            continue
        names = [name.strip(_EDGES) for name in each_name(text)]
        if names and all(is_author(name) and len(name.split()) <= 3 and not is_site(name) for name in names):
            return tuple(names)
    return ()


@cache
def _folded_words() -> frozenset[str]:
    return frozenset(word for each in NOT_OF_NAMES for word in normalize(each).split())


@cache
def _folded_places() -> frozenset[str]:
    return frozenset(map(normalize, PLACES))
