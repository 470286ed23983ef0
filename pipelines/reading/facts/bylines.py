"""Read the short lines around a headline: is this an author, an outlet, or neither? Pure."""

from __future__ import annotations

import re

from pipelines.reading.facts.person_names import each_name
from pipelines.text.lines import count_words
from pipelines.text.normalize import normalize

_BULLET = re.compile(r"^\s*[•·●▪■◦‣∙○◆◇►▶\-–—*]\s*(?=[^\s\d])")
_BY = re.compile(
    r"^\W*(?:by|written by|story by|reported by|author|authors|words by|from|oleh|penulis|par|von|por|di|yazan|door"
    r"|автор|نویسنده|بقلم|كتب|كتبت|كتبه|كتبها|كتابة|إعداد|اعداد|الكاتب|الكاتبة|تحرير|تقرير|ترجمة|حوار|المحرر|الكاتب/ة|شعر|قصيدة"
    r"|حاوره|حاورها|حاورته|حاورتها|أجرى الحوار|أجرت الحوار)"
    r"\s*(?:[:：/|\-–]\s*|\s+)(?P<name>\S.*)$",
    re.IGNORECASE,
)
# Words after which a name follows, but which open headlines too, so they need a colon or bar.
_NEEDS_MARK = re.compile(
    r"^\W*(?:from|di|por|par|von|author|authors|تقرير|ترجمة|حوار|تحرير|كتابة|إعداد|اعداد|كتب|كتبت|شعر|قصيدة"
    r"|حاوره|حاورها|حاورته|حاورتها|أجرى الحوار|أجرت الحوار)\s+(?![:：/|\-–])",
    re.IGNORECASE,
)
# "Par Hélène Moreau": two or three words, each with a capital.
_OF_A_PERSON = re.compile(r"(?:Par|Por|Von|Di|PAR|POR|VON)(?:\s+[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.\-]*){2,3}")
_ROLE = re.compile(
    r"^(?:[^\W\d_]+\W+){0,4}(?:correspondent|editor|reporter|writer|columnist|journalist|bureau chief|expert|analyst"
    r"|contributor|producer|redakteurin|redakteur|journaliste|rédacteur|rédactrice|muhabiri?|redactora?"
    r"|periodista)s?(?:\W+(?:[^\W\d_]+\W*){1,4})?$"
    r"|^(?:مراسل|مراسلة|محرر|محررة|صحفي|صحفية|صحافي|صحافية|كاتب صحفي|كاتبة صحفية|رئيس تحرير|مدير تحرير)"
    r"(?:\s+[^\W\d_]+){0,4}$",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"^@\w+$")
_HONORIFIC = re.compile(
    r"^\W*(?:(?:أ\s*\.\s*)?د\s*[./]|م\s*[./]|أ\s*[./]|الدكتور[ة]?|دكتور[ة]?|المهندس[ة]?|الأستاذ[ة]?"
    r"|dr|prof|mr|mrs|ms)\s*\.?\s+\S",
    re.IGNORECASE,
)
_OUTLET_WORDS = frozenset(
    normalize(
        "صحيفة جريدة وكالة قناة موقع مجلة نيوز إذاعة شبكة بوابة تلفزيون راديو برس بوست تايمز أونلاين اونلاين "
        "news times post daily press tv radio herald tribune gazette journal chronicle observer magazine online agency "
        "network media today wire ledger mirror globe echo voice inquirer telegraph advertiser examiner broadcasting "
        " bulletin weekly review standard express mail guardian reporter courier dispatch "
        "zeitung nachrichten presse journal blatt diario noticias periódico jornal giornale haber gazetesi kabar "
        "новости газета خبرگزاری روزنامه"
    ).split()
)
_DOMAIN = re.compile(r"^(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}$", re.IGNORECASE)
_DASH = re.compile(r"\s+-\s+")
_BEFORE_ROLE = re.compile(r"\s*[,،|]\s*|\s+[-–—]\s+")
_MOST_NAME_WORDS = 5
# Two words in a row without capitals, in alphabets that have them.
_LOWER_CASE = re.compile(r"(?:^|\s)[a-zß-ÿ][\w'’]*\s+(?:[a-zß-ÿ][\w'’]*\s+)*?[a-zß-ÿ]{4,}")


def without_bullet(line: str) -> str:
    """The line without the bullet or dash that opens it."""
    return _BULLET.sub("", line, count=1).strip()


def has_bullet(line: str) -> bool:
    """Whether a bullet or a dash opens the line."""
    return bool(_BULLET.match(line))


def read_byline(line: str) -> tuple[str, ...]:
    """The authors that a line names as such ("By A and B", "بقلم: أ"), else nothing."""
    bare = without_bullet(line)
    if (person := person_with_role(bare)) is not None:
        return (person,)
    found = _BY.match(bare)
    if _NEEDS_MARK.match(bare) and not (found and _OF_A_PERSON.fullmatch(bare)):
        return ()
    if not found or count_words(found["name"]) > 3 * _MOST_NAME_WORDS:
        return ()
    parts = (part for parts in _DASH.split(found["name"]) for part in each_name(parts))
    names = tuple(name for name in (part.strip(" .|-–—") for part in parts) if name)
    # "Name, Health Editor": what somebody is follows the name.
    names = (*names[:1], *(name for name in names[1:] if not is_role(name)))
    return names if all(is_name(name) for name in names) else ()


def person_with_role(bare: str) -> str | None:
    """ "Nora Vale, Science Correspondent": the name, when the rest only says what the person is."""
    parts = _BEFORE_ROLE.split(bare, maxsplit=1)
    if len(parts) != 2 or not 2 <= count_words(parts[0]) <= 4 or _BY.match(bare):
        return None
    return parts[0] if is_person(parts[0]) and is_role(parts[1]) else None


def is_role(line: str) -> bool:
    """Whether a line says what the person named above it is ("Science correspondent"), or is that person's handle."""
    bare = without_bullet(line)
    return count_words(bare) <= 6 and bool(_ROLE.match(bare) or _HANDLE.match(bare))


def is_name(line: str) -> bool:
    """Whether a line may be the name of a person or of an outlet: a few words, no digits, no sentence mark."""
    bare = without_bullet(line)
    return (
        1 <= count_words(bare) <= _MOST_NAME_WORDS
        and len(bare) <= 60
        and not re.search(r"[:؟?!]|\d{2}|\.{2}|…|\s[\-–—ـ/|]\s|[()\[\]]", bare)
        and not bare.endswith(("،", ","))
    )


def is_person(line: str) -> bool:
    """Whether a name is rather a person's: two to five words, none of them a word of outlets, or an honorific."""
    bare = without_bullet(line)
    if _HONORIFIC.match(bare):
        return True
    return is_name(bare) and count_words(bare) >= 2 and not is_surely_outlet(bare)


def is_surely_outlet(line: str) -> bool:
    """Whether a name says itself that it is an outlet ("... Times", "وكالة ...", a domain)."""
    bare = without_bullet(line)
    if _DOMAIN.match(bare):
        return True
    if _LOWER_CASE.search(bare):
        # "Voice software firms to merge": names are written with capitals.
        return False
    return any(word in _OUTLET_WORDS for word in normalize(bare).split())


def has_honorific(line: str) -> bool:
    """Whether a title ("Dr.", "د.") stands before the name."""
    return bool(_HONORIFIC.match(without_bullet(line)))
