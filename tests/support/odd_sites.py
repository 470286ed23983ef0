"""More news sites for the tests of finding sources: feeds behind redirects, named in odd places, in JSON alone."""

from __future__ import annotations

from collections.abc import Callable

from crawling import Site, response
from made_sites import (
    Pages,
    declared,
    front,
    index,
    json_feed,
    news_sitemap,
    rss,
    stories,
    url_set,
    xml,
)

TEXT = "text/plain"


def feed_behind_redirects(site: Site) -> Pages:
    """The declared feed leads to another address, and that to the feed."""
    links = stories(site)
    return {
        "/": front(links, head=declared("/feed", "Paper")),
        "/feed": response("", status=302, Location=site.url("/services/feed")),
        "/services/feed": response("", status=301, Location=site.url("/services/feed.php?all")),
        "/services/feed.php?all": xml(rss(links, home=site.url("/"))),
    }


def feed_in_robots(site: Site) -> Pages:
    """No page names the feed: robots.txt does, as a sitemap, which the protocol allows."""
    links = stories(site)
    return {
        "/robots.txt": response(f"User-agent: *\nDisallow:\nSitemap: {site.url('/out/latest.rss2')}\n", kind=TEXT),
        "/": front(links),
        "/out/latest.rss2": xml(rss(links, home=site.url("/")), "application/rss+xml"),
    }


def news_in_an_index(site: Site) -> Pages:
    """robots.txt names an index, and that a sitemap for news beside those of tags and authors."""
    links = stories(site)
    children = [site.url(f"/sm/{name}.xml") for name in ("tags", "authors", "latest-news", "videos")]
    return {
        "/robots.txt": response(f"Sitemap: {site.url('/sm/index')}\n", kind=TEXT),
        "/": front(links),
        "/sm/index": xml(index(*children)),
        "/sm/tags.xml": xml(url_set([site.url("/tag/one")])),
        "/sm/authors.xml": xml(url_set([site.url("/author/one")])),
        "/sm/videos.xml": xml(url_set([site.url("/video/one")])),
        "/sm/latest-news.xml": xml(news_sitemap(links)),
    }


def json_feed_only(site: Site) -> Pages:
    """A feed in JSON, declared without a title; the server calls it text."""
    links = stories(site, 6, prefix="/notes")
    return {
        "/": front(links, head=declared("/all.json", "", "application/feed+json")),
        "/all.json": response(json_feed(links, home=site.url("/")), kind=TEXT),
    }


def arabic_query_ids(site: Site) -> Pages:
    """An old content system: all is index.php with a query; a picture alone links the feed."""
    links = [site.url(f"/index.php?act=article&id={n}") for n in range(7100, 7112)]
    sections = "".join(f'<a href="/index.php?act=section&id={n}">{w}</a> ' for n, w in enumerate(("سياسة", "تقنية"), 3))
    icon = '<a href="/index.php?act=rss"><img src="/img/orange.gif"></a>'
    return {
        "/": front(links, foot=f"{sections}{icon}", language="ar", title="جريدة الرصيف"),
        "/index.php?act=rss": response(
            rss(links, title="جريدة الرصيف", home=site.url("/"), language="ar"), kind="text/xml"
        ),
    }


def broken_beyond_use(site: Site) -> Pages:
    """Every feed is there and broken: empty, an error, cut off before its first item; the front page is whole."""
    links = stories(site, 12)
    return {
        "/": front(links, head=declared("/feed/", "Paper") + declared("/atom", "Paper", "application/atom+xml")),
        "/feed/": response("", kind="application/rss+xml"),
        "/atom": response("<b>Warning</b>: mysql_connect()", kind="text/html", status=200),
        "/rss": xml("<?xml version='1.0'?><rss version='2.0'><channel><title>Paper</titl"),
    }


# What of each is best: its kind and its path.
BEST: dict[Callable[[Site], Pages], tuple[str, str]] = {
    feed_behind_redirects: ("feed", "/feed"),
    feed_in_robots: ("feed", "/out/latest.rss2"),
    news_in_an_index: ("sitemap", "/sm/latest-news.xml"),
    json_feed_only: ("feed", "/all.json"),
    arabic_query_ids: ("feed", "/index.php?act=rss"),
    broken_beyond_use: ("front_page", "/"),
}
