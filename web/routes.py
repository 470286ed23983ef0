"""The table of pages: where each is, what it shows, and which stand in the navigation. A new page is added here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from web.guard import SOURCE_POLICY
from web.pages import alert, alerts, article, brief, diff, now, outlet, raw, search, sources, text, us, whom
from web.site import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`data` is both what `<path>.json` gives and what the template gets; the template is `naskh/<name>.html`, its
    words are those of the catalogue under `name`. `refreshes`: it reloads itself while it is looked at.
    `policy`: what a browser may do with it, where that is less than with others.
    """

    name: str
    path: str
    data: Callable[[View], dict[str, Any]]
    in_navigation: bool = False
    refreshes: bool = False
    policy: str | None = None

    @property
    def address(self) -> str:
        """Where the navigation leads."""
        return self.path


PAGES = (
    Page(name="now", path="/", data=now.data, in_navigation=True, refreshes=True),
    Page(name="whom", path="/whom", data=whom.data, in_navigation=True),
    Page(name="us", path="/us", data=us.data, in_navigation=True),
    Page(name="search", path="/search", data=search.data, in_navigation=True),
    Page(name="alerts", path="/alerts", data=alerts.data, in_navigation=True),
    Page(name="sources", path="/sources", data=sources.data, in_navigation=True),
    Page(name="brief", path="/brief", data=brief.data, in_navigation=True),
    Page(name="text", path=r"/text/(?P<id>\d{1,15})", data=text.data),
    Page(name="diff", path=r"/diff/(?P<one>\d{1,15})/(?P<other>\d{1,15})", data=diff.data),
    Page(name="outlet", path=r"/outlet/(?P<id>\d{1,15})", data=outlet.data),
    Page(name="alert", path=r"/alert/(?P<id>\d{1,15})", data=alert.data),
    Page(name="article", path=r"/article/(?P<id>\d{1,15})", data=article.data),
    Page(name="raw", path=r"/article/(?P<id>\d{1,15})/raw", data=raw.data, policy=SOURCE_POLICY),
)
