"""News sites that are kept aside: written before the finding of sources was last changed, and not looked at for it."""

from __future__ import annotations

from collections.abc import Callable

from crawling import Site, response
from made_sites import PARAGRAPH, Pages, atom, declared, front, rss, stories, url_set, xml


def blogger_like(site: Site) -> Pages:
    """Feeds at a usual place of a hosting service, as Atom and RSS; comments, and one of a label, are declared first."""
    links, home = stories(site, 10, prefix="/2026/03"), site.url("/")
    comments = [f"{links[0]}?showComment=17{n}#c17{n}" for n in range(9)]
    head = (
        declared("/feeds/comments/default", "Paper - Comments", "application/atom+xml")
        + declared("/feeds/posts/default/-/machines", "Paper - machines", "application/atom+xml")
        + declared("/feeds/posts/default", "Paper - Atom", "application/atom+xml")
        + declared("/feeds/posts/default?alt=rss", "Paper - RSS")
    )
    return {
        "/": front(links, head=head),
        "/feeds/comments/default": xml(atom(comments, title="Comments on Paper", home=home, hours=0.1)),
        "/feeds/posts/default/-/machines": xml(atom(links[:4], home=site.url("/search/label/machines"))),
        "/feeds/posts/default": xml(atom(links, home=home)),
        "/feeds/posts/default?alt=rss": xml(rss(links, home=home, text=PARAGRAPH)),
    }


def arabic_aspx(site: Site) -> Pages:
    """The root sends on by a meta refresh; the feeds stand behind a page that is named in Arabic, one for each section."""
    links = [site.url(f"/News.aspx?NewsID={n}") for n in range(51200, 51212)]
    table = "".join(
        f'<tr><td>{name}</td><td><a href="/Rss.aspx?Cat={n}"><img alt="xml"></a></td></tr>'
        for n, name in enumerate(("كل الأخبار", "سياسة", "اقتصاد", "تقنية"))
    )
    sections = {
        f"/Rss.aspx?Cat={n}": xml(rss(links[n - 1 :: 3], home=site.url(f"/Section.aspx?ID={n}"))) for n in (1, 2, 3)
    }
    return {
        "/": '<html><head><meta http-equiv="refresh" content="0; url=/Home.aspx"></head><body></body></html>',
        "/Home.aspx": front(links, foot='<a href="/Services.aspx?p=4">خدمة تلقيمات</a>', language="ar"),
        "/Services.aspx?p=4": front([], foot=f"<table>{table}</table>", language="ar"),
        "/Rss.aspx?Cat=0": xml(rss(links, home=site.url("/"), language="ar")),
        **sections,
    }


def sitemap_in_pieces(site: Site) -> Pages:
    """No feed, no sitemap for news: robots.txt names three sitemaps, of which one has the articles, as bare text."""
    links = stories(site, 15, prefix="/read")
    named = "".join(f"Sitemap: {site.url(f'/maps/{name}')}\n" for name in ("shop.xml", "people.xml", "read.txt"))
    return {
        "/robots.txt": response(f"User-agent: *\nAllow: /\n{named}", kind="text/plain"),
        "/": front(links),
        "/maps/shop.xml": xml(url_set([site.url(f"/shop/{n}") for n in range(9)])),
        "/maps/people.xml": xml(url_set([site.url(f"/people/{n}") for n in ("a", "b", "c")])),
        "/maps/read.txt": response("\n".join(links), kind="text/plain"),
    }


# What of each is best: its kind and its path.
BEST: dict[Callable[[Site], Pages], tuple[str, str]] = {
    blogger_like: ("feed", "/feeds/posts/default?alt=rss"),
    arabic_aspx: ("feed", "/Rss.aspx?Cat=0"),
    sitemap_in_pieces: ("sitemap", "/maps/read.txt"),
}
