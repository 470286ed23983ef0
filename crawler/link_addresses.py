"""Judge one address and its words: is it an article's, or that of a section, tag or service? Pure. Knows no page.

An address counts for what it carries (a date, a number, a long slug), and its words for how much they read like a
headline. Neither alone is enough, unless it is strong. What a whole page teaches of its addresses is in `link_lessons`.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.guard import fold_host

ENOUGH = 3

_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|pdf|docx?|xlsx?|pptx?|zip|rar|gz|7z|mp[34]|m4[av]|avi|mov|webm|ogg|"
    r"wav|css|js|json|xml|rss|atom|apk|exe|dmg|ics|woff2?)$",
    re.IGNORECASE,
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
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:^|/)(?:19|20)\d\d[/_-](?:0?[1-9]|1[0-2]|[a-z]{3})(?:[/_-]\d{1,2})?(?:[/_-]|$)"
    r"|(?:^|[/_-])20\d\d[01]\d[0-3]\d(?:\D|$)",
    re.IGNORECASE,
)
_ID = re.compile(r"(?:^|[^0-9])(\d{4,})(?:[^0-9]|$)")
# A short code such as "x7Kp2a": letters of both cases, or with digits among them.
_CODE = re.compile(r"^(?=.*[a-zA-Z])(?=.*\d|.+[A-Z])[A-Za-z0-9]{5,12}$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_HEX = re.compile(r"(?:^|[-_.])[0-9a-f]{12,}(?:$|[-_.])|^[0-9a-f]{8}-[0-9a-f]{4}-", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(?:html?|aspx?|php|jsp|shtml|amp)$", re.IGNORECASE)
_ARABIC = re.compile("[\u0600-\u06ff]")
# Chinese, Japanese, Thai, Lao, Khmer, Burmese.
_NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SIGNS = 6
_WORD = re.compile(r"[^\W\d_]{2,}")
_SPLIT = re.compile(r"[-_–+ .،,]+")


def looks_like_article(url: str, text: str, *, enough: int = ENOUGH) -> bool:
    """Whether an address and its words on the page look like an article rather than a section, tag or service
    page: whether `link_score` is `enough`.
    """
    return why_never(url) is None and link_score(url, text) >= enough


def why_never(url: str) -> str | None:
    """Why no article stands at an address, whatever its words are; None where one may."""
    parts = urlsplit(url)
    segments = segments_of(url)
    if not segments and not parts.query:
        return "the site's front page"
    if _NO_PAGE.search(parts.path):
        return "a file, not a page"
    service = next((segment for segment in segments if segment.lower() in SERVICES), None)
    return None if service is None else f"a service of the site, by its name: {service}"


def link_score(url: str, text: str) -> int:
    """How much an address and its words look like an article's: from `ENOUGH` on they do."""
    segments = segments_of(url)
    score = address_score(segments, urlsplit(url).query) + text_score(text)
    return score - 2 * names_other_pages(segments)


def names_other_pages(segments: list[str]) -> bool:
    """Whether a segment is a usual name of sections and lists."""
    return not _OTHER_PAGES.isdisjoint(segment.lower() for segment in segments)


def segments_of(url: str) -> list[str]:
    """The parts of an address's path, decoded."""
    return [unquote(segment) for segment in urlsplit(url).path.split("/") if segment]


def address_score(segments: list[str], query: str) -> int:
    """How much an address looks like an article's: 0 not at all, 2 probably, 4 surely."""
    last = _SUFFIX.sub("", segments[-1]) if segments else ""
    path = "/" + "/".join(segments)
    # The parts of a UUID are no words.
    words = [] if _UUID.match(last) else [word for word in _SPLIT.split(last) if _WORD.search(word)]
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


def text_score(text: str) -> int:
    """How much words read like a headline: 2 surely, -1 like a name."""
    if (signs := len(_NO_SPACES.findall(text))) >= _SIGNS:
        # Such scripts set no spaces: two signs or three are a word.
        return 2 if signs >= 2 * _SIGNS else 1
    words = _WORD.findall(text)
    is_arabic = bool(_ARABIC.search(text))
    if len(words) >= (4 if is_arabic else 5) or len(text) >= 40:
        return 2
    if len(words) >= 3 and len(text) >= 15:
        return 1
    return -1 if words and len(words) <= 2 else 0
