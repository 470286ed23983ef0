"""Find the links of a front page that look like articles, by a rule or by their shape. Pure. Runs in a
worker.

By shape, an address counts for what it carries (a date, a number, a long slug), and its words on the page for
how much they read like a headline. Neither alone is enough, unless it is strong.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml import etree
from lxml import html as lxml_html

from crawler.guard import fold_host
from crawler.listing import MAX_LINKS, Listing, absolute, canonical, plain
from crawler.markup import with_whole_characters
from model import Hints, Link
from pipelines.reading.html.charset import decode_html

# How the problem of a page begins that lists nothing.
NO_LINKS = "no link on this page looks like an article"
_ENOUGH = 3
_MAX_ANCHORS = 20_000
_ANCESTORS = 12

_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|pdf|docx?|xlsx?|pptx?|zip|rar|gz|7z|mp[34]|m4[av]|avi|mov|webm|ogg|"
    r"wav|css|js|json|xml|rss|atom|apk|exe|dmg|ics|woff2?)$",
    re.I,
)
# Path segments that name sections and services of a site, in English, German, French and Arabic.
_OTHER_PAGES = frozenset(
    str.split(
        "tag tags topic topics category categories cat section sections author authors autor autoren "
        "auteur auteurs writer writers profile profiles user users member members login logout signin "
        "signup register account subscribe subscription newsletter newsletters search feed feeds rss "
        "about about-us contact contact-us privacy privacy-policy terms terms-of-use cookies "
        "cookie-policy advertise advertising ads jobs careers sitemap help faq share sharer print "
        "wp-login.php wp-admin wp-content comments live-tv schedule weather horoscope games apps app "
        "mobile shop store cart checkout donate dossier dossiers themen thema وسم وسوم تصنيف تصنيفات "
        "قسم اقسام أقسام كاتب كتاب الكتاب كتاب-الرأي بحث اتصل-بنا من-نحن تسجيل اشترك الارشيف الأرشيف "
        "سياسة-الخصوصية شروط-الاستخدام "
    )
)
SERVICES = frozenset(
    str.split(
        "tag tags author authors autor autoren auteur auteurs writer writers login logout signin "
        "signup register account subscribe search feed rss share sharer print privacy privacy-policy "
        "contact contact-us about-us wp-login.php wp-admin wp-content وسم وسوم كاتب بحث "
    )
)
_ARTICLE_NAMES = frozenset(
    str.split("article articles story stories details node newsdetails newdetails news-details مقال خبر")
)
_ID_KEYS = re.compile(
    r"^(?:id|nid|newsid|news_id|artid|articleid|article_id|article|aid|story|storyid|story_id|p|postid|"
    r"post|itemid|item|idx|no|contentid|cid|nn|news)$",
    re.I,
)
_DATE = re.compile(
    r"(?:^|/)(?:19|20)\d\d[/_-](?:0?[1-9]|1[0-2]|[a-z]{3})(?:[/_-]\d{1,2})?(?:[/_-]|$)"
    r"|(?:^|[/_-])20\d\d[01]\d[0-3]\d(?:\D|$)",
    re.I,
)
_ID = re.compile(r"(?:^|[^0-9])(\d{4,})(?:[^0-9]|$)")
# A short code such as "x7Kp2a": letters of both cases, or with digits among them.
_CODE = re.compile(r"^(?=.*[a-zA-Z])(?=.*\d|.+[A-Z])[A-Za-z0-9]{5,12}$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_HEX = re.compile(r"(?:^|[-_.])[0-9a-f]{12,}(?:$|[-_.])|^[0-9a-f]{8}-[0-9a-f]{4}-", re.I)
_SUFFIX = re.compile(r"\.(?:html?|aspx?|php|jsp|shtml|amp)$", re.I)
_ARABIC = re.compile("[\u0600-\u06ff]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SPLIT = re.compile(r"[-_–+ .،,]+")


def find_links(body: bytes, url: str, content_type: str | None = None, pattern: str | None = None) -> Listing:
    """The article links of a front page, in its order, each once; the longest link text is the title hint.

    With `pattern` (a regular expression searched in the address) only what it finds counts, whatever its
    shape.
    """
    tree = html_tree(body, content_type)
    if tree is None:
        return Listing(problem="this is not an HTML page")
    rule = re.compile(pattern) if pattern else None
    base = page_base(tree, url)
    own = canonical(url)
    found: dict[str, tuple[str, str, bool]] = {}
    unusable = 0
    for number, anchor in enumerate(tree.iter("a", "area")):
        if number >= _MAX_ANCHORS:
            break
        href = anchor.get("href")
        if (
            not href
            or href.lstrip()[:1] in ("#", "?#")
            or href.strip()[:11].lower().startswith(("javascript:", "mailto:", "tel:"))
        ):
            continue
        address = absolute(base, href)
        if address is None:
            unusable += 1
            continue
        key = canonical(address)
        if key == own or not same_site(url, address):
            continue
        text, is_boilerplate = _words(anchor), _is_boilerplate(anchor)
        if key in found:
            first, longest, boilerplate = found[key]
            found[key] = (first, max(longest, text, key=len), boilerplate and is_boilerplate)
        else:
            found[key] = (address, text, is_boilerplate)
    links = [
        Link(url=address, hints=Hints(title=plain(text, limit=500)))
        for address, text, boilerplate in found.values()
        if (rule.search(address) if rule else looks_like_article(address, text, is_boilerplate=boilerplate))
    ]
    advice = "look whether `links` fits its addresses" if rule else "give their addresses as `links` of this source"
    problem = None if links else f"{NO_LINKS}: {advice}"
    return Listing(
        links=tuple(links[:MAX_LINKS]),
        problem=problem,
        unusable=unusable,
        left_out=max(0, len(links) - MAX_LINKS),
    )


def looks_like_article(url: str, text: str = "", *, is_boilerplate: bool = False) -> bool:
    """Whether an address and its words on the page look like an article rather than a section, tag or service
    page.
    """
    parts = urlsplit(url)
    segments = [unquote(segment) for segment in parts.path.split("/") if segment]
    lowered = [segment.lower() for segment in segments]
    if (not segments and not parts.query) or _NO_PAGE.search(parts.path) or SERVICES.intersection(lowered):
        return False
    score = address_score(segments, parts.query) + _text_score(text)
    if _OTHER_PAGES.intersection(lowered):
        score -= 2
    return score - 2 * is_boilerplate >= _ENOUGH


def address_score(segments: list[str], query: str) -> int:
    """How much an address looks like an article's: 0 not at all, 2 probably, 4 surely."""
    last = _SUFFIX.sub("", segments[-1]) if segments else ""
    path = "/" + "/".join(segments)
    words = [word for word in _SPLIT.split(last) if _WORD.search(word)]
    is_arabic = bool(_ARABIC.search(last))
    score = 0
    if len(words) >= (3 if is_arabic else 4):
        score += 3
    elif len(words) == (2 if is_arabic else 3):
        score += 1
    if _DATE.search(path):
        score += 2 if len(segments) > 2 or len(last) > 8 else 1
    elif _HEX.search(last) or any(_has_id(segment) for segment in segments):
        score += 2
    if query_names_an_article(query):
        score += 2
    if _ARTICLE_NAMES.intersection(segment.lower() for segment in segments[:-1]) or (
        query and last.lower() in _ARTICLE_NAMES
    ):
        score += 1
    if score == 0 and len(segments) == 1 and _CODE.match(last):
        score += 1
    return score


def same_site(front: str, address: str) -> bool:
    """Whether an address belongs to the site of a front page: the same host, `www.` and `m.` aside, or one
    below it.
    """
    home, host = (_bare_host(each) for each in (front, address))
    return bool(host) and (host == home or host.endswith("." + home))


def _bare_host(url: str) -> str:
    host = fold_host(urlsplit(url).hostname or "")
    return host.removeprefix("www.").removeprefix("m.")


def _has_id(segment: str) -> bool:
    return any(not _YEAR.match(number) for number in _ID.findall(segment))


def query_names_an_article(query: str) -> bool:
    if not query:
        return False
    if query.isdigit() and len(query) >= 3:
        return True
    return any(
        _ID_KEYS.match(key) and value.isdigit() and len(value) >= 2
        for key, value in parse_qsl(query, max_num_fields=None, keep_blank_values=True)[:20]
    )


def _text_score(text: str) -> int:
    words = _WORD.findall(text)
    is_arabic = bool(_ARABIC.search(text))
    if len(words) >= (4 if is_arabic else 5) or len(text) >= 40:
        return 2
    if len(words) >= 3 and len(text) >= 15:
        return 1
    return -1 if words and len(words) <= 2 else 0


def html_tree(body: bytes, content_type: str | None) -> etree._Element | None:
    """The root of a web page, whatever its encoding; None for what is none."""
    text = with_whole_characters(decode_html(body, content_type))
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True)
    try:
        return lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def page_base(tree: etree._Element, url: str) -> str:
    """What the relative addresses of a page stand on."""
    for element in tree.iter("base"):
        if (href := element.get("href")) and (address := absolute(url, href)):
            return address
    return url


def _words(anchor: etree._Element) -> str:
    """A link's words: those of a heading inside it, else all, else its title or its picture's."""
    headings = [element for element in anchor.iter("h1", "h2", "h3", "h4", "h5")]
    text = " ".join("".join(map(str, (headings[0] if headings else anchor).itertext())).split())
    if not text:
        text = anchor.get("title") or next((img.get("alt") or "" for img in anchor.iter("img")), "")
    return text[:1000]


def _is_boilerplate(anchor: etree._Element) -> bool:
    """Whether a link stands in navigation or the foot of the page."""
    for depth, element in enumerate(anchor.iterancestors()):
        if depth >= _ANCESTORS or element.tag in ("main", "article"):
            return False
        if element.tag in ("nav", "footer") or element.get("role") == "navigation":
            return True
    return False
