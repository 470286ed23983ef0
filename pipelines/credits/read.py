"""Read what an article says of its origin: byline, dateline, tail, source line, and its page's metadata.

Pure. Only words count, never similarity. A text that names nobody has no credit, which says nothing about where it is
from. `cited` reads names for single statements; `crediting` decides what a credit means for a copy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from model import Credit, CreditKind, Story
from pipelines.credits.agencies import Names
from pipelines.credits.cited import cited_facts
from pipelines.credits.places import MORE_LABEL, NOBODY, SOURCE_LABEL, Patterns, compiled, patterns
from pipelines.credits.spellings import joined, name_keys, without_kind
from pipelines.text.domains import domain_of, host_of, registrable
from pipelines.text.folded import FoldedText, fold
from pipelines.text.normalize import normalize

# Characters: where a dateline, a source line and a name at the very end are looked for.
_HEAD, _TAIL, _END = 200, 700, 120
_MOST_CREDITS = 8
_MOST_PLACE_WORDS, _MOST_PLACE_NAME = 8, 4
_MOST_NAME_WORDS, _MOST_SURE_WORDS = 7, 4
# A line with a link and more words than these is a sentence, whatever it begins with.
_MOST_LINK_WORDS = 12
# A last paragraph below this that ends without a sentence mark may be the caption of a picture, whose credit it is.
_CAPTION_WORDS = 70
_LONGEST_WORDS = 160
_LONGEST_NAME, _SHORT_PARAGRAPH = 60, 160

_OWN = frozenset(map(normalize, ("خاص", "خاص بالموقع", "خاصة", "exclusive", "own", "staff", "الكاتب", "مواقع التواصل")))
_URL = re.compile(r"https?://[^\s<>\"'،]+", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}(?:/\S*)?")
_QUOTES = "\"'«»“”"
_PICTURE = re.compile(r"صور|عدسه|تصوير|(?i:photo|image|picture|getty|video)|فيديو")
# A date, in one calendar or in two.
_YEAR = re.compile(r"\d+ \w+ \d{4}\S*(?: ه| م)?(?: الموافق)?")
_THIS = re.compile(r"(?<!\w)(?:(?i:this)|هذا|هذه)(?!\w)")
_SENTENCE_END = re.compile(r"[.!؟?…:]\s*[\")]*\s*$")


def read_credits(
    stories: Sequence[Story], *, page_urls: Sequence[str | None], outlets: Sequence[str | None], known: Names
) -> list[tuple[Credit, ...]]:
    """The credits of each story, origins first; each name once.

    `page_urls` are the addresses that the stories were read at, `outlets` the names of who carries them, where they are
    known: an outlet's own name in a source line is no credit. `known` are the names to look for. `Credit.words` are the
    words of the text, without vowel signs.
    """
    texts = [FoldedText(story.text.strip()) for story in stories]
    by_page = [
        [*_from_machines(story, page_url, known), *_from_byline(story, known)]
        for story, page_url in zip(stories, page_urls, strict=True)
    ]
    heads = [[*_from_head(text, known)] for text in texts]
    tails = [[*_from_tail(text, known)] for text in texts]
    cited = [[*cited_facts(text, known)] for text in texts]
    credits = []
    for n, story in enumerate(stories):
        linked = [*_from_links(story, known)]
        of_links = {normalize(link.words) for link in story.links}
        # "Source: here" names nobody by its words.
        said = [credit for credit in (*heads[n], *tails[n]) if not _is_of_link(credit, of_links, known)]
        found = [*by_page[n], *linked, *said, *cited[n]]
        if found:
            own = _own_names(story, page_urls[n], outlets[n], known)
            found = [credit for credit in found if not credit.name or own.isdisjoint(name_keys(credit.name))]
        credits.append(_each_once(found))
    return credits


def _own_names(story: Story, page_url: str | None, outlet: str | None, known: Names) -> set[str]:
    """What who carries the story is called: by the page, by its address and its domain."""
    own = {name for name in (outlet, story.outlet) if name}
    own |= {name for name in map(known.known, own) if name}
    if host := host_of(page_url or ""):
        domain = registrable(host)
        own |= {domain, domain.split(".")[0], known.of_url(page_url or "") or domain}
    return {key for name in own for key in (*name_keys(name), joined(name))}


def _from_links(story: Story, known: Names) -> Iterator[Credit]:
    """Who a link leads to: the source where its line calls it so, else whoever is known, where the link stands in the
    text or calls the reader to the whole of it.
    """
    for link in story.links:
        folded = fold(link.line)[1]
        is_short = len(folded.split()) <= _MOST_LINK_WORDS
        is_source = is_short and compiled(SOURCE_LABEL).match(folded)
        leads_on = link.is_in_text or (is_short and compiled(MORE_LABEL).match(folded))
        if is_source or (leads_on and known.owner_of(link.url)):
            yield Credit(
                name=known.of_url(link.url),
                url=link.url,
                kind="text_origin" if is_source else "cited_fact",
                words=" ".join(fold(link.line if is_source else link.words)[0].split())[:_LONGEST_WORDS],
            )


def _is_of_link(credit: Credit, of_links: set[str], known: Names) -> bool:
    return bool(credit.name and normalize(credit.name) in of_links and not known.known(credit.name))


def _from_machines(story: Story, page_url: str | None, known: Names) -> Iterator[Credit]:
    """A canonical address on another site, and what JSON-LD and meta tags name as the original."""
    if not page_url or not (story.canonical_url or story.origins):
        return
    here = domain_of(page_url)
    for address in (story.canonical_url, *story.origins):
        if address and (there := host_of(address)):
            domain = registrable(there)
            # One publisher's sites under several suffixes are no others.
            if "." in there and domain.split(".")[0] != here.split(".")[0]:
                told = len(urlsplit(address).path) > 1
                kind: CreditKind = "text_origin" if told else "unclear"
                yield Credit(name=known.of_url(address), url=address, kind=kind, words=address[:_LONGEST_WORDS])
        elif address and (name := known.known(address)) and name != known.of_url(page_url):
            yield Credit(name=name, url=None, kind="text_origin", words=address[:_LONGEST_WORDS])


def _from_byline(story: Story, known: Names) -> Iterator[Credit]:
    for author in story.authors:
        plain, folded = fold(author)
        if name := known.known(author):
            yield Credit(name=name, url=None, kind="text_origin", words=plain.strip())
            continue
        for start, end in _spans(patterns(known).every, folded):
            # The name of a place or of a person may stand beside it, apart by a mark: "Lina Sabbagh, AFP".
            before, after = folded[:start].rstrip(), folded[end:].lstrip()
            if (not before or before[-1] in "-/|,،(" or before.endswith((" for", " with"))) and (
                not after or after[0] in "-/|,،)" or normalize(after) in ("staff", "news agency", "للانباء")
            ):
                yield _credit(plain[start:end], plain, "text_origin", known)


def _from_head(text: FoldedText, known: Names) -> Iterator[Credit]:
    places = patterns(known)
    plain, folded, words = text.part(0, _HEAD)
    said = words.split()
    for found in places.source_line.all(folded, said):
        if found.end() < len(folded) and len(text.text) > _HEAD:
            yield from _from_source_line(plain[found.start("rest") : found.end("rest")], _words(plain, found), known)
    if not places.may_name(said):
        return
    for kind, pattern in places.heads:
        at_start = compiled(pattern).match(folded)
        if at_start and len(at_start["before"].split()) <= _MOST_PLACE_WORDS + 4 * bool(
            _YEAR.search(at_start["before"])
        ):
            written_so = plain[: at_start.end()].strip(" -:\n")
            if _is_caption(at_start):
                kind = "unclear"
            for start, end in _spans(places.each, at_start["names"]):
                written = plain[at_start.start("names") + start : at_start.start("names") + end]
                if start == at_start.start("names") == 0 and known.is_place(written):
                    continue
                if known.known(written) not in known.outlets:
                    yield _credit(written, written_so, kind, known)
            return


def _is_caption(found: re.Match[str]) -> bool:
    """Whether what opens a text may be the words below a picture: a line of words, then whose picture it is."""
    before = _YEAR.sub("", found["before"])
    return found[0].endswith("\n") and len(before.split()) > _MOST_PLACE_NAME and not re.search(r"[-/|،,]", before)


def _from_tail(text: FoldedText, known: Names) -> Iterator[Credit]:
    places = patterns(known)
    begin = max(0, len(text.text) - _TAIL)
    plain, folded, words = text.part(begin)
    said = frozenset(words.split())
    for found in places.source_line.all(folded, said):
        yield from _from_source_line(plain[found.start("rest") : found.end("rest")], _words(plain, found), known)
    end = max(0, len(folded) - _END)
    said_last = words[end:].split()
    said_beside_mark = said if _has_copyright_mark(folded, words) else ()
    for place, said_there, start in (
        (places.licence, said_last, end),
        (places.copyright, said_beside_mark, 0),
    ):
        for found in place.all(folded, said_there, start):
            yield from _named(plain[found.start("name") : found.end("name")], _words(plain, found), known)
    yield from _from_first_published(places, plain, folded, said, known)
    yield from _from_whole_last_line(plain, text.text[:begin], known)
    if line := next(places.last_line.all(folded, said_last, end), None):
        named = _named(plain[line.start("name") : line.end("name")], _words(plain, line), known)
        yield from (credit for credit in named if credit.name is None or known.known(credit.name))
    tag = next(places.tag.all(folded, said_last, end), None) if places.may_name(said_last) else None
    if tag and not _PICTURE.search(folded, max(0, tag.start() - 15)):
        before = text.text[:begin] + folded[: tag.start()]
        if kind := _kind_of_tag(before, tag["lead"]):
            for start, stop in _spans(places.each, tag["names"]):
                written = plain[tag.start("names") + start : tag.start("names") + stop]
                yield _credit(written, plain[tag.start() :].strip(), kind, known)


def _from_first_published(
    places: Patterns, plain: str, folded: str, said: frozenset[str], known: Names
) -> Iterator[Credit]:
    """Where it is said that the text stood elsewhere first; a report that somebody published is another thing."""
    for found in places.first_published.all(folded, said):
        rest = plain[found.start("name") : found.end("name")]
        paragraph = folded[found.end("lead") :].partition("\n")[0]
        alone = "\n" in found["lead"] and len(paragraph) <= _SHORT_PARAGRAPH
        if alone or _THIS.search(found[0]) or known.known(rest):
            yield from _named(rest, _words(plain, found), known)


def _from_whole_last_line(plain: str, before: str, known: Names) -> Iterator[Credit]:
    """A last line that is the name of an outlet and nothing else."""
    _, mark, line = plain.rpartition("\n")
    if mark and len(line) <= _LONGEST_NAME and (name := known.known(line)) and name in known.outlets:
        kind = _kind_of_tag(before + plain[: -len(line) - 1], mark)
        yield Credit(name=name, url=None, kind=kind or "unclear", words=line.strip())


def _has_copyright_mark(folded: str, words: str) -> bool:
    return "©" in folded or "copyright" in words or "(c)" in folded or "(C)" in folded


def _words(plain: str, found: re.Match[str]) -> str:
    return plain[found.start() : found.end()].strip(" *\n.!؟?»،")


def _kind_of_tag(before: str, lead: str) -> CreditKind | None:
    """What a name at the very end is: the text's origin, perhaps only its last picture's, or a part of the sentence."""
    mark = lead.strip()
    apart = "\n" in lead or not before.strip()
    ended = bool(_SENTENCE_END.search(before)) or "." in mark
    if not (apart or ended or mark[:1] in ("(", "[", "-", "/", "*", "|")):
        return None
    if mark[:1] in ("(", "[") and not ended and re.search(r"(?:ل?وكاله|انباء|agency)[^.\n]{0,40}$", before):
        # "... told the Saudi Press Agency (SPA)": the same name again.
        return None
    paragraph = before.rstrip().rsplit("\n", 1)[-1]
    short = len(paragraph.split()) < _CAPTION_WORDS
    if len(before.split()) < _CAPTION_WORDS or (short and not _SENTENCE_END.search(before.rstrip())):
        return "unclear"
    return "text_origin"


def _from_source_line(rest: str, words: str, known: Names) -> Iterator[Credit]:
    """`rest` is what follows "Source:": addresses, or names parted by marks."""
    urls = [url.rstrip(").,;؛]") for url in _URL.findall(rest)]
    for url in urls:
        if name := known.of_url(url):
            yield Credit(name=name, url=url, kind="text_origin", words=words.strip()[:_LONGEST_WORDS])
    if not urls:
        yield from _named(rest, words, known)


def _named(rest: str, words: str, known: Names) -> Iterator[Credit]:
    """Whoever is named where nothing but names is expected."""
    plain, folded = fold(rest)
    if url := _URL.search(plain):
        yield from _from_source_line(url[0], words, known)
        return
    if name := known.known(rest):
        yield Credit(name=name, url=None, kind="text_origin", words=words.strip()[:_LONGEST_WORDS])
        return
    start = 0
    for mark in [*re.finditer(r"\s*[-/,،+&|]\s+|\s*[/,،+&|]\s*|\s+و\s*(?=وكال|ال)", folded), None]:
        part = plain[start : mark.start() if mark else len(plain)].strip(f" .()[]*:{_QUOTES}")
        start = mark.end() if mark else start
        if part:
            yield from _one_name(part, words, known)


def _one_name(part: str, words: str, known: Names) -> Iterator[Credit]:
    folded = fold(part)[1]
    if re.fullmatch(NOBODY, folded.strip()):
        yield Credit(name=None, url=None, kind="unclear", words=words.strip()[:_LONGEST_WORDS])
    elif name := known.known(part) or (known.of_url(f"https://{part}") if _DOMAIN.fullmatch(part) else None):
        yield Credit(name=name, url=None, kind="text_origin", words=words.strip()[:_LONGEST_WORDS])
    elif normalize(part) and normalize(part) not in _OWN and len(part.split()) <= _MOST_NAME_WORDS:
        # Whoever a source line names in few words is named as the source; more words may be a report or a remark.
        kind: CreditKind = "text_origin" if len(part.split()) <= _MOST_SURE_WORDS else "unclear"
        yield Credit(name=without_kind(part).strip(_QUOTES), url=None, kind=kind, words=words.strip()[:_LONGEST_WORDS])


def _credit(written: str, words: str, kind: CreditKind, known: Names) -> Credit:
    name = known.known(written)
    return Credit(
        name=name, url=None, kind=kind if name else "unclear", words=" ".join(words.split())[-_LONGEST_WORDS:]
    )


def _each_once(credits: list[Credit]) -> tuple[Credit, ...]:
    """One credit a name, the strongest, and each address that is linked; what is unclear without a name only where
    nothing else is said.
    """
    order: dict[CreditKind, int] = {"text_origin": 0, "unclear": 1, "cited_fact": 2}
    kept: dict[str, Credit] = {}
    for credit in sorted(credits, key=lambda credit: (order[credit.kind], credit.url is None)):
        link = credit.url if credit.kind == "cited_fact" else None
        kept.setdefault(link or normalize(credit.name or ""), credit)
    return tuple(kept.values())[:_MOST_CREDITS]


def _spans(pattern: str, folded: str) -> list[tuple[int, int]]:
    return [found.span() for found in compiled(pattern).finditer(folded)]
