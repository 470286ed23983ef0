"""JSON that strangers write, in which anything may be of another kind than it should be. Whoever tries our readers puts
odd values into any place of it.
"""

from __future__ import annotations

_ARTICLE = {
    "@context": "https://schema.org",
    "@graph": [
        {
            "@type": ["NewsArticle"],
            "@id": "#1",
            "headline": "Ploughs learn the valley's roads",
            "url": "https://paper.example/2025/x",
            "datePublished": "2025-03-20T10:00:00Z",
            "author": [{"@type": "Person", "@id": "#2", "name": "Salma Haddad"}, {"@id": "#2"}],
            "publisher": {
                "@type": "Organization",
                "name": "Valley Post",
                "address": {"addressCountry": {"name": "LB"}},
            },
            "image": {"@type": "ImageObject", "url": "/1.jpg"},
            "isBasedOn": "https://agency.example/1",
            "keywords": "ploughs,roads",
            "articleBody": "The ploughs learn from each road. " * 20,
        },
        {
            "@type": "BreadcrumbList",
            "itemListElement": [{"position": 1, "item": {"name": "News"}}],
        },
    ],
}
_STATE = {"props": {"article": {"title": "Ploughs", "body": "Words of the text. " * 20, "published_at": "2025-03-20"}}}
_JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "home_page_url": "/",
    "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
    "items": [{"id": "1", "url": "/1", "title": "A", "content_html": "<p>x", "authors": [{"name": "A"}]}],
}
_IN_A_PAGE = (
    '<html><head><title>Ploughs</title><script>x = 1</script><script type="application/ld+json">{}</script></head>'
    "<body><article><h1>Ploughs learn the valley's roads</h1><p>The council voted on Tuesday.</p></article></body>"
)
_IN_A_SCRIPT = (
    "<html><head><title>Ploughs</title></head><body>"
    '<script id="__NEXT_DATA__" type="application/json">{}</script></body>'
)
_RECORD = {"url": "https://a.example/1", "title": "A", "text": "words", "date": "2025-03-20", "outlet": "A"}
# What reads it (a name of TARGETS), what stands around it, and the JSON.
SHAPES: dict[str, tuple[str, str, object]] = {
    "JSON-LD of a page": ("page", _IN_A_PAGE, _ARTICLE),
    "JSON-LD of a site": ("site", _IN_A_PAGE, _ARTICLE),
    "a page's own state": ("page", _IN_A_SCRIPT, _STATE),
    "a feed": ("feed", "{}", _JSON_FEED),
    "a record": ("record", "{}", _RECORD),
    "a manifest": ("manifest", "{}", {"file": "a.html", "url": "https://a.example/1", "crawl": "2024-04-28 15:58:36"}),
    "a tdmrep.json": ("tdm", "{}", [{"location": "/x*", "tdm-reservation": 1, "tdm-policy": "https://a.example/p"}]),
}
