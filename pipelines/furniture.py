"""Tell the furniture of a page (menus, share lines, counters, advertisements) from its text. Pure.

Three grades of certainty: what is furniture wherever it stands (`is_furniture`); what is so only before the first or
after the last paragraph; and what is so because it is printed more than once, as captions are. Sentences inside a
text always stay, and so do subheadings and lines that name a source. The words themselves: `pipelines.furniture_words`.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from pipelines import furniture_words as words
from pipelines.lines import count_words, is_sentence, main_alphabet
from pipelines.normalize import normalize

_MOST_LABEL_WORDS = 14
_MOST_OPENING_WORDS = 30
_MOST_CALL_WORDS = 35
_LONGEST_FURNITURE = 400
_SHORTEST_GLUED = 4
_MOST_UNKNOWN = 2
_MOST_BEHIND = 6
_FEWEST_VERSES = 8
_BARE_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_RIGHTS = re.compile(r"^(?:©|\(c\)\s*\d|copyright\b)|all rights reserved|(?:جميع|كافة) الحقوق محفوظة", re.IGNORECASE)
_COOKIES = re.compile(
    r"(?:use|uses|utilis\w+|verwende\w*|usa\w*|menggunakan|kullan\w*)\W+(?:\w+\W+){0,3}cookies?\b"
    r"|\bpartners\W+(?:\w+\W+){0,3}(?:store|process|access)\b|\bnos\W+(?:\w+\W+){0,2}partenaires\W+(?:stock|utilis|trait)"
    r"|\bcookies?\W+(?:\w+\W+){0,6}(?:experience|consent|policy|accept)|ملفات تعريف الارتباط",
    re.IGNORECASE,
)
_SOURCE_MARK = re.compile(r"\s*[:：/]\s*|\s+[-–—]\s+")
_LONGEST_SOURCE_WORD = 30
_MARK_AFTER = re.compile(r"^\s*(?:[:：|>»›←→–—\-]|\.\.\.|…|$)")
_DIGITS = re.compile(r"(?<!\w)[+]?\d+(?:[.,]\d+)?\s*(?:k|m|الف|مليون)?(?!\w)")
_READING_TIME = re.compile(words.READING_TIME)
_MOST_TICKER_WORDS = 10
_MOST_CREDIT_WORDS = 30
_MOST_MORE_WORDS = 6
_MORE_FROM = re.compile(r"(?:more from|المزيد من|plus de|mehr von|mas de|lainnya dari)\s+\S")
_DISCLAIMER = re.compile(
    r"(?:جميع |كل )?(?:الاراء|المقالات|ما ينشر|التعليقات)\s+(?:الوارده|المنشوره|في|من)\b.*"
    r"\b(?:تعبر|يعبر|تمثل|يمثل)\b"
    r"|(?:the )?(?:views|opinions) expressed\b.*\b(?:author|authors|writer|their own|own)\b"
)
_BULLETS = "*•·-–—▪●"
_PICTURE_NAME = re.compile(
    r"\[[^\[\]]*\.(?:png|jpe?g|gif|svg|webp)\]|\[(?:image|img|logo|photo)\b[^\[\]]*\]", re.IGNORECASE
)
_WEATHER = re.compile(
    r"^\W*(?:weather|الطقس|حالة الطقس|météo|wetter|clima|hava(?: durumu)?|cuaca)\s*[:：|]", re.IGNORECASE
)
_TEMPERATURE = re.compile(r"(?:[^\W\d]+\W+){0,3}[-−+]?\d{1,2}(?:[.,]\d)?\s*°\s*[CF]?(?:\s+[^\W\d]+)?")
_INDEX = re.compile(r"(?:^|\s)[+\-−▲▼]\d+(?:[.,]\d+)?\s*%\W*$|\d\s*[▲▼]|[▲▼]\s*\d")
_CREDIT_OPENS = re.compile(
    r"^\W*(?:photos?|photograph|photo credit|photo by|image|image source|image credit|picture|pictures|foto|fotos"
    r"|fotoğraf|crédits? photos?|photo d'illustration|bild|الصورة|صورة|تصوير|عدسة|عكس)\s*[:：,،/]\s*\S",
    re.IGNORECASE,
)
_CREDIT_ENDS = re.compile(r"\S\s(?:صوره ارشيفيه|صوره من الارشيف|file photo|getty images|archive photo|arşiv)$")
_HASHTAGS = re.compile(r"(?:#[\w\-]+[\s,،]*)+")


def is_furniture(line: str) -> bool:
    """Whether a line is page furniture wherever it stands: a label, a counter, an ad mark, "read also" and its link."""
    if len(line) > _LONGEST_FURNITURE or is_source_line(line):
        return False
    folded = normalize(line)
    if not folded or folded in _labels():
        return True
    length = len(folded.split())
    if length <= _MOST_LABEL_WORDS and (_is_counted(folded) or _is_advertisement(folded) or _is_made_of_labels(folded)):
        return True
    if length <= _MOST_OPENING_WORDS and _opens_with_label(line, folded):
        return True
    if length <= _MOST_TICKER_WORDS and not is_sentence(line) and _is_call(line, folded) and _is_of_the_page(folded):
        return True
    return length <= _MOST_OPENING_WORDS and bool(_RIGHTS.search(line.strip()) or _COOKIES.search(line))


def is_related_label(line: str) -> bool:
    """Whether a line stands over other stories ("Related news", "أخبار ذات صلة")."""
    return len(line) <= 80 and normalize(line) in _related()


def is_reading_time(line: str) -> bool:
    """Whether a line says how long reading takes ("3 min read")."""
    return bool(_READING_TIME.fullmatch(_without_numbers(normalize(line))))


def is_source_line(line: str) -> bool:
    """Whether a line names where a text is from ("المصدر: ..."): it stays, for it may be a credit."""
    found = _SOURCE_MARK.search(line[:_LONGEST_SOURCE_WORD])
    if not found or normalize(line[: found.start()]) not in _sources():
        return False
    return bool(line[found.end() :].strip()) or found[0].strip() in (":", "：")


def is_edge_furniture(line: str) -> bool:
    """Whether a line is furniture when it stands before the first or after the last paragraph of a text."""
    if len(line) > _LONGEST_FURNITURE or is_source_line(line):
        return False
    folded = normalize(line)
    length = len(folded.split())
    return (
        is_furniture(line)
        or folded in _edge_labels()
        or (len(folded) <= 30 and _without_numbers(folded) in _edge_labels())
        or bool(_HASHTAGS.fullmatch(line.strip()))
        or bool(_BARE_ADDRESS.fullmatch(line.strip()))
        or bool(_PICTURE_NAME.match(line.strip()))
        or (length <= _MOST_MORE_WORDS and bool(_MORE_FROM.match(folded)) and not is_sentence(line))
        or bool(_DISCLAIMER.match(folded))
        or _is_row_of_sections(folded)
        or (length <= _MOST_TICKER_WORDS and _is_ticker(line, folded))
        or (length <= _MOST_CREDIT_WORDS and _is_picture_credit(line, folded))
        or (length <= 3 and line[0] in _BULLETS and folded in _labels() | _edge_labels())
        or _is_call(line, folded)
        or bool(_COOKIES.search(line))
    )


def _is_ticker(line: str, folded: str) -> bool:
    """The weather, a rate of exchange or an index in the head of a page."""
    names = set(folded.split())
    if any(pair <= names for pair in _fold_pairs()) and re.search(r"\d", folded):
        return True
    if _WEATHER.match(line) and re.search(r"\d", folded):
        return True
    return bool(_TEMPERATURE.fullmatch(line.strip()) or _INDEX.search(line))


def _is_row_of_sections(folded: str) -> bool:
    """A menu in one line: nearly every word of it is the name of a section."""
    names = folded.split()
    return 4 <= len(names) <= _MOST_CALL_WORDS and sum(name in _edge_labels() for name in names) >= 0.7 * len(names)


def _is_of_the_page(folded: str) -> bool:
    """Whether a call names what only the page itself has: "our newsletter"."""
    padded = f" {folded} "
    return any(f" {name} " in padded for name in _fold(words.OWN_OBJECTS))


def _is_picture_credit(line: str, folded: str) -> bool:
    """A picture's caption that names who took it, or says that it is from the archive."""
    return bool(_CREDIT_OPENS.match(line) or _CREDIT_ENDS.search(folded))


def _fold_pairs() -> tuple[frozenset[str], ...]:
    return tuple(_fold(pair) for pair in words.TICKER_PAIRS)


def strip_furniture(paragraphs: list[str]) -> list[str]:
    """The paragraphs of one text without its furniture, in their order.

    Takes plain paragraphs, of a text page or of an HTML extraction. Sentences and subheadings inside stay.
    """
    lines = [line.strip() for line in paragraphs if line.strip()]
    kept = _without_tail(_without_lead(lines))
    kept = _without_links_to_others(kept)
    kept = [line for line in kept if not is_furniture(line)]
    return kept if _is_mostly_short(kept) else _without_repeated_captions(kept)


def _without_lead(lines: list[str]) -> list[str]:
    first = next((n for n, line in enumerate(lines) if not is_edge_furniture(line)), len(lines))
    return lines[first:]


def _without_tail(lines: list[str]) -> list[str]:
    """Cut from the first furniture that follows the last sentence; what stands behind it is of the page as well."""
    end = max((n for n, line in enumerate(lines) if _is_text(line)), default=-1) + 1
    alphabet = main_alphabet(" ".join(lines[:end]))
    known = [n for n in range(end, len(lines)) if normalize(lines[n]) and is_edge_furniture(lines[n])]
    known = [n for n in known if not (n and _BARE_ADDRESS.fullmatch(lines[n]) and _names_a_link(lines[n - 1]))]
    cut = known[0] if known else len(lines)
    # Verses and lists are short lines as well: among them a label or two proves nothing of the others.
    behind = len(lines) - cut
    if known and (behind <= _MOST_BEHIND or behind <= len(known) * 3):
        # The alternative text of a picture and buttons of no known name stand before the label.
        while cut > end and _is_stray(lines[cut - 1], alphabet):
            cut -= 1
        is_all_buttons = cut - end <= _MOST_UNKNOWN and all(_is_button(line) for line in lines[end:cut])
        return lines[:end] if is_all_buttons else lines[:cut]
    end = len(lines)
    while end and _is_stray(lines[end - 1], alphabet) and not is_source_line(lines[end - 1]):
        end -= 1
    return lines[:end]


def _names_a_link(line: str) -> bool:
    """Whether the address on the next line is what the text speaks of: its source, a document."""
    return is_source_line(line) or line.rstrip().endswith((":", "：", ".pdf", ".doc", ".docx", ".xls", ".xlsx"))


def _is_text(line: str) -> bool:
    return is_source_line(line) or (is_sentence(line) and not is_edge_furniture(line))


def _is_stray(line: str, alphabet: str | None) -> bool:
    """A word or two in another alphabet than the text's: the name of a picture or of a button."""
    own = main_alphabet(line)
    foreign = own is not None and alphabet is not None and own != alphabet
    return foreign and count_words(line) <= 3 and not is_source_line(line)


def _is_button(line: str) -> bool:
    """A few words without any mark of a sentence, a list or a name in brackets."""
    return count_words(line) <= 4 and not re.search(r"[.:؛;!؟?()\[\]«»\"“”]|^\W", line) and not is_source_line(line)


def _without_links_to_others(lines: list[str]) -> list[str]:
    """Drop the headline that stands under "Read also" as a line of its own."""
    kept: list[str] = []
    is_link = False
    for line in lines:
        if is_link and not is_sentence(line) and count_words(line) >= 4 and not is_source_line(line):
            is_link = False
            continue
        is_link = is_related_label(line)
        kept.append(line)
    return kept


def _without_repeated_captions(lines: list[str]) -> list[str]:
    """Drop short lines that are printed several times: captions, names under pictures. Speakers ("X:") stay."""
    folded = ["" if len(line) > _LONGEST_FURNITURE else normalize(line) for line in lines]
    times = Counter(folded)
    verses = _verses(lines)
    return [
        line
        for n, (line, same) in enumerate(zip(lines, folded, strict=True))
        if n in verses or not (times[same] > 1 and 2 <= len(same.split()) <= 15 and not _may_repeat(line))
    ]


def _is_mostly_short(lines: list[str]) -> bool:
    """Verses and lists, where what stands several times is a refrain and no caption."""
    told = sum(count_words(line) for line in lines if is_sentence(line))
    return told * 2 < sum(count_words(line) for line in lines)


def _verses(lines: list[str]) -> set[int]:
    """The places of short lines that stand in long runs: what is said again there is a refrain."""
    found: set[int] = set()
    run: list[int] = []
    for n, line in enumerate([*lines, ""]):
        if line and not is_sentence(line):
            run.append(n)
            continue
        found |= set(run if len(run) >= _FEWEST_VERSES else ())
        run = []
    return found


def _may_repeat(line: str) -> bool:
    """Speakers of an interview, questions, items of lists."""
    is_item = bool(re.match(r"\W*\d|\s*[•·●▪■◦*\-–—]", line))
    return is_item or is_sentence(line) or line.rstrip().endswith((":", "؟", "?", "!")) or is_source_line(line)


def _is_counted(folded: str) -> bool:
    """A number and what is counted, in any order; or how long reading takes."""
    if not re.search(r"\d", folded):
        return bool(_READING_TIME.fullmatch(folded))
    bare = _without_numbers(folded)
    return bare in _counted() or bare in _labels() or bool(bare and _READING_TIME.fullmatch(bare))


def _without_numbers(folded: str) -> str:
    return " ".join(_DIGITS.sub(" ", folded).split())


def _is_advertisement(folded: str) -> bool:
    names = set(_without_numbers(folded).split()) - _number_marks()
    bare = " ".join(word for word in _without_numbers(folded).split() if word in names)
    return bare in _advertisements()


def _is_made_of_labels(folded: str) -> bool:
    """Labels in a row, with or without spaces: "Facebook Twitter", "app-storeplay-store"."""
    compact = folded.replace(" ", "")
    if not 6 <= len(compact) <= 80 or compact in _glued_words_that_are_words():
        return False
    index = _compact_labels()
    reached = {0}
    for start in range(len(compact)):
        if start in reached:
            for label in index.get(compact[start : start + _SHORTEST_GLUED], ()):
                if compact.startswith(label, start):
                    reached.add(start + len(label))
    return len(compact) in reached


def _opens_with_label(line: str, folded: str) -> bool:
    for opening in _by_first_word(words.OPENINGS).get(folded.split()[0], ()):
        if folded == opening or folded.startswith(f"{opening} "):
            if is_sentence(line) and folded.split()[0].isascii():
                # "Watch this space." is a sentence; "Watch: how it works" is a link.
                return bool(re.match(rf"^\W*(?:\w+\W+){{0,{len(opening.split()) - 1}}}\w+\s*[:：|>»]", line))
            if opening not in _openings_with_mark():
                return True
            spelled = re.match(rf"^\W*(?:\w+\W+){{{len(opening.split()) - 1}}}\w+", line)
            return bool(spelled and _MARK_AFTER.match(line[spelled.end() :]))
    return False


def _is_call(line: str, folded: str) -> bool:
    """A call to load, join, subscribe: an advertisement of the page for itself."""
    length = len(folded.split())
    if not 0 < length <= _MOST_CALL_WORDS:
        return False
    calls = _by_first_word(words.CALLS).get(folded.split()[0], ())
    if not any(folded.startswith(f"{call} ") for call in calls):
        return False
    padded = f" {folded} "
    if not any(f" {name} " in padded for name in _objects()):
        return False
    if length <= 12 and not line.rstrip().endswith("."):
        return True
    return any(f" {name} " in padded for name in _to_the_reader())


@cache
def _fold(table: tuple[str, ...]) -> frozenset[str]:
    return frozenset(normalize(word) for word in table)


@cache
def _labels() -> frozenset[str]:
    return _fold(words.LABELS) | _fold(words.RELATED)


def _edge_labels() -> frozenset[str]:
    return _fold(words.EDGE_LABELS)


def _related() -> frozenset[str]:
    return _fold(words.RELATED)


def _sources() -> frozenset[str]:
    return _fold(words.SOURCES)


def _counted() -> frozenset[str]:
    return _fold(words.COUNTED)


def _advertisements() -> frozenset[str]:
    return _fold(words.ADVERTISEMENTS)


def _number_marks() -> frozenset[str]:
    return _fold(words.NUMBER_MARKS)


def _openings_with_mark() -> frozenset[str]:
    return _fold(words.OPENINGS_WITH_MARK)


def _objects() -> frozenset[str]:
    return _fold(words.OBJECTS)


def _to_the_reader() -> frozenset[str]:
    return _fold(words.TO_THE_READER)


@cache
def _by_first_word(table: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for phrase in _fold(table):
        first = phrase.split()[0]
        index[first] = (*index.get(first, ()), phrase)
    return index


@cache
def _compact_labels() -> dict[str, tuple[str, ...]]:
    """Labels without their spaces, by their first letters."""
    index: dict[str, tuple[str, ...]] = {}
    for label in {label.replace(" ", "") for label in _labels() | _fold(words.NETWORKS)}:
        if len(label) >= _SHORTEST_GLUED:
            key = label[:_SHORTEST_GLUED]
            index[key] = (*index.get(key, ()), label)
    return index


@cache
def _glued_words_that_are_words() -> frozenset[str]:
    # An edge label alone is no furniture inside a text, so one word must not be "made of labels".
    return frozenset(label.replace(" ", "") for label in _edge_labels()) - frozenset(
        label.replace(" ", "") for label in _labels()
    )
