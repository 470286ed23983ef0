"""Find the article links of a front page: by the user's rules, else by what it teaches. Pure. Runs in a worker."""

from __future__ import annotations

from lxml import etree
from lxml import html as lxml_html

from crawler.link_addresses import same_site
from crawler.link_learning import Seen, judge_links
from crawler.link_rules import Rules
from crawler.listing import MAX_LINKS, Listing, absolute, plain
from crawler.markup import with_whole_characters
from model import Hints, LeftOut, Link, LinkRules, ReadBefore
from pipelines.reading.html.charset import decode_html
from pipelines.text.addresses import canonical_form

# The beginning of the problem of a page that lists nothing.
NO_LINKS = "no link on this page looks like an article"
_MAX_ANCHORS = 20_000
_ANCESTORS = 12
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
# A card is at most this deep and this large.
_CARD_LEVELS, _CARD_SIZE = 4, 60
_BOXES = frozenset(
    ("address", "br", "dd", "div", "dt", "figcaption", "figure", "img", "li", "p", "section", "td", *_HEADINGS)
)
_NO_WEB = ("javascript:", "mailto:", "tel:")


def find_links(
    body: bytes,
    url: str,
    content_type: str | None = None,
    rules: LinkRules | None = None,
    read: ReadBefore | None = None,
) -> Listing:
    """The article links of a front page, in its order, each once; its headline is the title hint.

    `rules` win over what the page teaches. `read` are addresses of the site that were read before. Every link of
    the site that is left out has its reason.
    """
    tree = html_tree(body, content_type)
    if tree is None:
        return Listing(problem="this is not an HTML page")
    links, unusable = read_links(tree, url)
    rule = Rules(rules)
    taken: list[Link] = []
    left: list[LeftOut] = []
    for judged in judge_links(links, read):
        title = plain(judged.words, limit=500)
        why_not = rule.why_not(judged.url)
        if why_not is None and (judged.is_article or rule.takes(judged.url)):
            taken.append(Link(url=judged.url, hints=Hints(title=title)))
        else:
            left.append(LeftOut(url=judged.url, words=title, form=judged.form, reason=why_not or judged.reason))
    advice = (
        "look whether `links`, `include` and `exclude` fit its addresses"
        if rules
        else "give their addresses as `include` of this source"
    )
    return Listing(
        links=tuple(taken[:MAX_LINKS]),
        problem=None if taken else f"{NO_LINKS}: {advice}",
        unusable=unusable,
        left_out=max(0, len(taken) - MAX_LINKS),
        refused=tuple(left),
    )


def read_links(tree: etree._Element, url: str) -> tuple[list[Seen], int]:
    """The links of a page to its own site, each once, in its order, and how many have no usable address."""
    base, own = page_base(tree, url), canonical_form(url)
    found: dict[str, list[tuple[str, etree._Element]]] = {}
    unusable = 0
    for number, anchor in enumerate(tree.iter("a", "area")):
        if number >= _MAX_ANCHORS:
            break
        href = anchor.get("href")
        if not href or href.lstrip()[:1] in ("#", "?#") or href.strip()[:11].lower().startswith(_NO_WEB):
            continue
        address = absolute(base, href)
        if address is None:
            unusable += 1
            continue
        key = canonical_form(address)
        if key != own and same_site(url, address):
            found.setdefault(key, []).append((address, anchor))
    return list(map(_seen, found.values())), unusable


def _seen(named: list[tuple[str, etree._Element]]) -> Seen:
    anchors = [anchor for _, anchor in named]
    in_menu = list(map(_in_menu, anchors))
    return Seen(
        url=named[0][0],
        text=max(map(_words, anchors), key=len),
        beside=max(map(_beside, anchors[:3]), key=len),
        in_menu=any(in_menu),
        in_body=not all(in_menu),
        is_heading=any(map(_is_heading, anchors)),
    )


def html_tree(body: bytes, content_type: str | None) -> etree._Element | None:
    """The root of a web page, whatever its encoding; None where there is no page."""
    text = with_whole_characters(decode_html(body, content_type))
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True)
    try:
        return lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def page_base(tree: etree._Element, url: str) -> str:
    """The address that the relative addresses of a page start from."""
    for element in tree.iter("base"):
        if (href := element.get("href")) and (address := absolute(url, href)):
            return address
    return url


def _words(anchor: etree._Element) -> str:
    """A link's words: those of a heading inside it, else all, else its title or its picture's."""
    heading = next(anchor.iter(*_HEADINGS), None)
    text = _text(anchor if heading is None else heading)
    if not text:
        text = anchor.get("title") or next((img.get("alt") or "" for img in anchor.iter("img")), "")
    return text[:1000]


def _beside(anchor: etree._Element) -> str:
    """The heading of the card in which a link stands: of the smallest box around it that has just one."""
    element = anchor
    for _ in range(_CARD_LEVELS):
        parent = element.getparent()
        if parent is None or parent.tag in ("body", "main", "ul", "ol", "table"):
            return ""
        element = parent
        headings: list[etree._Element] = []
        for number, inner in enumerate(element.iter(etree.Element)):
            if number >= _CARD_SIZE or len(headings) > 1:
                return ""
            if inner.tag in _HEADINGS:
                headings.append(inner)
        if headings:
            return _text(headings[0])[:1000]
    return ""


def _text(element: etree._Element) -> str:
    """The text of an element, with a space between the texts of separate boxes."""
    parts: list[str] = []
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        is_box = inner is not element and inner.tag in _BOXES
        parts.append(" " if is_box else "")
        parts.append((inner.text if event == "start" else inner.tail if inner is not element else "") or "")
    return " ".join("".join(parts).split())


def _is_heading(anchor: etree._Element) -> bool:
    if next(anchor.iter(*_HEADINGS), None) is not None:
        return True
    return any(above.tag in _HEADINGS for _, above in zip(range(3), anchor.iterancestors(), strict=False))


def _in_menu(anchor: etree._Element) -> bool:
    """Whether a link stands in navigation or the foot of the page."""
    for depth, element in enumerate(anchor.iterancestors()):
        if depth >= _ANCESTORS or element.tag in ("main", "article"):
            return False
        if element.tag in ("nav", "footer") or element.get("role") == "navigation":
            return True
    return False
