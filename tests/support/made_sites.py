"""News sites of different make, written for the tests of finding sources: what each answers, path by path."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from crawling import Answer, Site, response

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
Pages = dict[str, Answer]

TOPICAL = "A language model learns to read the harbour's letters, and artificial intelligence clerks answer them"
OTHER = "The bakery beside the library opens a second oven"
PARAGRAPH = "<p>" + "The clerk reads each answer before it leaves the building, as she has for years. " * 12 + "</p>"
NEWS_NS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
SITEMAP_NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def stories(site: Site, count: int = 8, *, prefix: str = "/2026/03", start: int = 0) -> list[str]:
    """The addresses of a site's articles, the newest first."""
    return [site.url(f"{prefix}/a-long-story-about-number-{n + 1000}/") for n in range(start, start + count)]


def titles(number: int) -> str:
    return f"{TOPICAL if number % 2 == 0 else OTHER}, part {number}"


def rss(
    links: Iterable[str],
    *,
    title: str = "Paper",
    home: str = "",
    hours: float = 2,
    text: str = "",
    language: str = "en",
) -> str:
    """A feed of these articles, the newest `hours` old and each an hour older than the one before."""
    items = "".join(
        f"<item><title>{escape(titles(n))}</title><link>{escape(link)}</link>"
        f"<pubDate>{format_datetime(NOW - timedelta(hours=hours + n))}</pubDate>"
        f"<description>{escape(text or 'Two lines on it.')}</description></item>"
        for n, link in enumerate(links)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{escape(title)}</title>'
        f"<link>{escape(home)}</link><language>{language}</language>{items}</channel></rss>"
    )


def atom(links: Iterable[str], *, title: str = "Paper", home: str = "", hours: float = 2) -> str:
    entries = "".join(
        f'<entry><title>{escape(titles(n))}</title><link href="{escape(link)}"/><id>{escape(link)}</id>'
        f"<updated>{(NOW - timedelta(hours=hours + n)).isoformat()}</updated></entry>"
        for n, link in enumerate(links)
    )
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{escape(title)}</title>'
        f'<link rel="alternate" href="{escape(home)}"/>{entries}</feed>'
    )


def json_feed(links: Iterable[str], *, title: str = "Paper", home: str = "", hours: float = 2) -> str:
    items = [
        {
            "id": link,
            "url": link,
            "title": titles(n),
            "content_html": PARAGRAPH,
            "date_published": (NOW - timedelta(hours=hours + n)).isoformat(),
        }
        for n, link in enumerate(links)
    ]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": title, "home_page_url": home, "items": items}
    )


def news_sitemap(links: Iterable[str], *, name: str = "Paper", hours: float = 2) -> str:
    urls = "".join(
        f"<url><loc>{escape(link)}</loc><news:news><news:publication><news:name>{name}</news:name>"
        f"<news:language>en</news:language></news:publication>"
        f"<news:publication_date>{(NOW - timedelta(hours=hours + n)).isoformat()}</news:publication_date>"
        f"<news:title>{escape(titles(n))}</news:title></news:news></url>"
        for n, link in enumerate(links)
    )
    return f'<?xml version="1.0"?><urlset {SITEMAP_NS} {NEWS_NS}>{urls}</urlset>'


def url_set(links: Iterable[str], *, hours: float = 2) -> str:
    urls = "".join(
        f"<url><loc>{escape(link)}</loc><lastmod>{(NOW - timedelta(hours=hours + n)).isoformat()}</lastmod></url>"
        for n, link in enumerate(links)
    )
    return f'<?xml version="1.0"?><urlset {SITEMAP_NS}>{urls}</urlset>'


def index(*sitemaps: str) -> str:
    listed = "".join(
        f"<sitemap><loc>{each}</loc><lastmod>{NOW.date().isoformat()}</lastmod></sitemap>" for each in sitemaps
    )
    return f'<?xml version="1.0"?><sitemapindex {SITEMAP_NS}>{listed}</sitemapindex>'


def front(links: Iterable[str], *, head: str = "", foot: str = "", language: str = "en", title: str = "Paper") -> str:
    listed = "".join(
        f'<article><h2><a href="{link}">{escape(titles(n))}</a></h2></article>' for n, link in enumerate(links)
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f'<body><nav><a href="/about">About</a></nav><main>{listed}</main><footer>{foot}</footer></body></html>'
    )


def declared(path: str, title: str = "", kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{path}">'


def xml(text: str, kind: str = "application/xml") -> Callable[..., object]:
    return response(text, kind=kind)


# The sites. Each function gives what a running site answers.


def wordpress(site: Site) -> Pages:
    """The main feed, a feed of comments, feeds of a category and of one article, all of them declared."""
    links, home = stories(site), site.url("/")
    comments = [f"{link}#comment-{n}" for n, link in enumerate(links * 3)]
    head = (
        '<meta property="og:site_name" content="The Quay Post"><meta name="generator" content="WordPress 6.5">'
        + declared("/comments/feed/", "The Quay Post » Comments Feed")
        + declared("/feed/", "The Quay Post » Feed")
        + declared("/category/ai/feed/", "The Quay Post » AI Category Feed")
    )
    article = front([], head=head + declared("/2026/03/a-long-story-about-number-1000/feed/", "Comments on it"))
    return {
        "/robots.txt": response(
            "User-agent: *\nDisallow: /wp-admin/\nSitemap: " + site.url("/wp-sitemap.xml"), kind="text/plain"
        ),
        "/": front(links, head=head, title="The Quay Post – news"),
        "/feed/": xml(rss(links, title="The Quay Post", home=home, text=PARAGRAPH), "application/rss+xml"),
        "/comments/feed/": xml(rss(comments, title="Comments for The Quay Post", home=home, hours=0.1)),
        "/category/ai/feed/": xml(
            rss(links[::2], title="AI Archives – The Quay Post", home=site.url("/category/ai/"), hours=0.5)
        ),
        "/2026/03/a-long-story-about-number-1000/": article,
        "/2026/03/a-long-story-about-number-1000/feed/": xml(
            rss([f"{links[0]}#comment-7"], title="Comments on: it", home=links[0], hours=0.1)
        ),
        "/wp-sitemap.xml": xml(index(site.url("/wp-sitemap-posts-post-1.xml"), site.url("/wp-sitemap-users-1.xml"))),
        "/wp-sitemap-posts-post-1.xml": xml(url_set(links)),
    }


def hidden_behind_a_page(site: Site) -> Pages:
    """Nothing is declared: a page that the foot links names the feeds, one a section and one for all."""
    links, home = stories(site, prefix="/news"), site.url("/")
    listing = "".join(
        f'<li>{name} <a href="{path}">RSS</a></li>'
        for name, path in (("Sport", "/xml/sport.xml"), ("Everything", "/xml/all.xml"), ("Weather", "/xml/weather.xml"))
    )
    return {
        "/": front(links, foot='<a href="/services/rss-feeds">RSS feeds</a>'),
        "/services/rss-feeds": front([], foot=f"<ul>{listing}</ul>"),
        "/xml/all.xml": xml(rss(links, title="Harbour Ledger", home=home)),
        "/xml/sport.xml": xml(rss(links[:3], title="Harbour Ledger: Sport", home=site.url("/sport"))),
        "/xml/weather.xml": xml(rss(links[:1], title="Harbour Ledger: Weather", home=site.url("/weather"))),
    }


def nothing_at_all(site: Site) -> Pages:
    """A site of one page without a link to anything."""
    return {"/": front([], title="Under construction")}


def broken_feed(site: Site) -> Pages:
    """The declared feed is an error page, another one is gone; the undeclared one at the usual place works."""
    links = stories(site)
    return {
        "/": front(links, head=declared("/rss/news", "News") + declared("/old.xml", "Old")),
        "/rss/news": response("<h1>Fatal error: uncaught exception</h1>", kind="application/rss+xml"),
        "/feed": xml(rss(links, home=site.url("/"))),
    }


def several_categories(site: Site) -> Pages:
    """A feed for each section, declared before the one for all; the sections' feeds are newer."""
    links, home = stories(site, 12), site.url("/")
    sections = ("world", "economy", "culture", "tech")
    pages: Pages = {
        f"/rss/{name}": xml(
            rss(links[n::4], title=f"Almanar {name}", home=site.url(f"/{name}"), hours=0.2, text=PARAGRAPH)
        )
        for n, name in enumerate(sections)
    }
    head = "".join(declared(f"/rss/{name}", name.title()) for name in sections) + declared("/rss/latest", "Latest")
    pages |= {"/": front(links, head=head), "/rss/latest": xml(rss(links, title="Almanar", home=home))}
    return pages


def static_generator(site: Site) -> Pages:
    """Hugo: index.xml at the root and below each section; nothing names the first."""
    links = stories(site, 6, prefix="/posts")
    return {
        "/": front(links, head='<meta name="generator" content="Hugo 0.140">'),
        "/index.xml": xml(rss(links, title="Notes of a lighthouse", home=site.url("/"), text=PARAGRAPH)),
        "/tags/index.xml": xml(rss([], title="Tags")),
    }


def news_sitemap_only(site: Site) -> Pages:
    """No feed anywhere: robots.txt names a sitemap of everything and one for news."""
    links = stories(site)
    return {
        "/robots.txt": response(
            f"User-agent: *\nAllow: /\n\nSitemap: {site.url('/sitemap-all.xml')}\nSitemap: {site.url('/google-news.xml')}\n",
            kind="text/plain",
        ),
        "/": front(links),
        "/sitemap-all.xml": xml(url_set([site.url("/about"), *links])),
        "/google-news.xml": xml(news_sitemap(links, name="Coast Courier")),
    }


def sitemap_index(site: Site) -> Pages:
    """An index at the usual place, unnamed; its sitemaps are packed, the news among them."""
    links = stories(site)
    return {
        "/": front(links),
        "/sitemap.xml": xml(
            index(site.url("/maps/tags.xml"), site.url("/maps/posts.xml.gz"), site.url("/maps/news.xml.gz"))
        ),
        "/maps/tags.xml": xml(url_set([site.url("/tag/one"), site.url("/tag/two")])),
        "/maps/posts.xml.gz": response(gzip.compress(url_set(links).encode()), kind="application/x-gzip"),
        "/maps/news.xml.gz": response(gzip.compress(news_sitemap(links).encode()), kind="application/x-gzip"),
    }


def atom_and_json(site: Site) -> Pages:
    """One list of articles as Atom with titles alone, and as JSON Feed with the whole texts."""
    links, home = stories(site), site.url("/")
    head = declared("/atom.xml", "Atom", "application/atom+xml") + declared(
        "/feed.json", "JSON", "application/feed+json"
    )
    return {
        "/": front(links, head=head),
        "/atom.xml": xml(atom(links, home=home), "application/atom+xml"),
        "/feed.json": response(json_feed(links, home=home), kind="application/json"),
    }


def feed_under_text_html(site: Site) -> Pages:
    """The feed is sent as a web page, from an address that does not look like one."""
    links = stories(site)
    return {
        "/": front(links, head=declared("/index.php?act=list&mode=7", "Paper", "text/xml")),
        "/index.php?act=list&mode=7": response(rss(links, home=site.url("/")), kind="text/html; charset=utf-8"),
    }


def front_page_only(site: Site) -> Pages:
    return {"/": front(stories(site, 20))}


def arabic_cp1256(site: Site) -> Pages:
    """An Arabic site in the old Windows encoding; page and feed say so only in their own first lines."""
    links = [site.url(f"/news/{n}.html") for n in range(3000, 3008)]
    words = "وكالة السارية: نموذج لغوي في الذكاء الاصطناعي يقرأ رسائل الميناء"
    listed = "".join(f'<h3><a href="{link}">{words} {n}</a></h3>' for n, link in enumerate(links))
    page = (
        '<html lang="ar" dir="rtl"><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1256">'
        '<meta property="og:site_name" content="صحيفة الشاطئ">'
        '<script type="application/ld+json">{"@type":"NewsMediaOrganization","name":"صحيفة الشاطئ",'
        '"address":{"@type":"PostalAddress","addressCountry":"LB"}}</script>'
        f"<title>صحيفة الشاطئ</title></head><body>{listed}<p><a href='/ar/rss.php'>خلاصات</a></p></body></html>"
    )
    items = "".join(
        f"<item><title>{words} {n}</title><link>{link}</link>"
        f"<pubDate>{format_datetime(NOW - timedelta(hours=1 + n))}</pubDate></item>"
        for n, link in enumerate(links)
    )
    feed = (
        '<?xml version="1.0" encoding="windows-1256"?><rss version="2.0"><channel><title>الشاطئ</title>'
        f"<link>{site.url('/')}</link>{items}</channel></rss>"
    )
    return {
        "/": response(page.encode("cp1256"), kind="text/html"),
        "/ar/rss.php": response(feed.encode("cp1256"), kind="text/xml"),
    }


def behind_403(site: Site) -> Pages:
    """Every address but robots.txt is refused."""
    refused = response("<h1>403 Forbidden</h1>", status=403)
    return {
        "/robots.txt": response("User-agent: *\nSitemap: " + site.url("/sitemap.xml"), kind="text/plain"),
        **{path: refused for path in ("/", "/feed/", "/feed", "/rss", "/rss.xml", "/sitemap.xml")},
    }


def moved_to(other: Site) -> Callable[[Site], Pages]:
    """Everything is sent on to another host, for good."""

    def pages(site: Site) -> Pages:
        return {
            path: response("", status=301, Location=other.url(path))
            for path in ("/", "/feed/", "/robots.txt", "/2026/03/a-long-story-about-number-1000/")
        }

    return pages


def two_languages(site: Site) -> Pages:
    """A front page for each language, each with its feed; both declare both, the other language first."""
    arabic = [site.url(f"/ar/node/{n}") for n in range(4000, 4008)]
    english = [site.url(f"/en/node/{n}") for n in range(5000, 5008)]
    head = declared("/en/rss.xml", "English") + declared("/ar/rss.xml", "عربي")
    return {
        "/": response("", status=302, Location=site.url("/en")),
        "/en": front(english, head=head),
        "/ar": front(arabic, head=head, language="ar"),
        "/ar/rss.xml": xml(rss(arabic, title="البوابة", home=site.url("/ar"), hours=6, language="ar")),
        "/en/rss.xml": xml(rss(english, title="The Gate", home=site.url("/en"), text=PARAGRAPH)),
    }


def abandoned_feed(site: Site) -> Pages:
    """The declared feed has not changed for six years; a page on feeds names the one that is alive."""
    links = stories(site)
    old = [site.url(f"/2020/01/an-old-story-about-number-{n}/") for n in range(5)]
    return {
        "/": front(links, head=declared("/rss.xml", "Paper"), foot='<a href="/help/subscribe">خلاصات RSS</a>'),
        "/rss.xml": xml(rss(old, home=site.url("/"), hours=24 * 365 * 6, text=PARAGRAPH)),
        "/help/subscribe": front(
            [], foot='<a href="/export/9c1">XML</a> <a href="https://feeds.invalid/paper">Reader</a>'
        ),
        "/export/9c1": xml(rss(links, home=site.url("/"))),
        "/sitemap.xml.gz": response(gzip.compress(url_set(links).encode()), kind="application/gzip"),
    }
