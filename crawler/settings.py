"""Scrapy's settings for our crawls, made from the configuration. Scrapy's own defaults are unsafe for hostile
pages.

Every list of components is replaced whole, so that what a later Scrapy switches on by default stays off here.
"""

from __future__ import annotations

import logging
import re
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.settings import Settings
from scrapy.spiders import Spider
from scrapy.utils.misc import load_object
from twisted.python.failure import Failure

from config.tables import Crawl

ITEM_PIPELINES = {"pipelines.stages.ExtractStage": 100, "pipelines.stages.RecordStage": 200}
_MIDDLEWARES = {
    "crawler.robots.RobotsMiddleware": 100,
    "crawler.tdm.TdmMiddleware": 110,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    # Answers pass these from the last to the first: unpacked before they are searched for a refresh.
    "crawler.transfer.MetaRefresh": 580,
    "crawler.transfer.Unpacking": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "crawler.transfer.ChainCookies": 700,
}


def user_agent(crawl: Crawl) -> str:
    """How requests name us: the configured words, else our name, version and the operator's contact."""
    if crawl.user_agent:
        return crawl.user_agent
    try:
        name = f"Naskh/{version('naskh')}"
    except PackageNotFoundError:
        name = "Naskh"
    contact = "".join(c for c in crawl.contact if " " <= c <= "~")
    return f"{name} (+{contact})" if contact else name


def product_token(agent: str) -> str:
    """The name in a User-Agent by which robots.txt speaks to us (RFC 9309, 2.2.1): of "Mozilla/5.0 (compatible;
    Reader/1.0; +https://...)" it is "Reader". What stands beside it, such as an address, does not name us.
    """
    inner = re.search(r"\(compatible;\s*([A-Za-z_-]+)", agent)
    found = inner or re.match(r"\s*([A-Za-z_-]+)", agent)
    return found[1] if found else "Naskh"


def build_settings(crawl: Crawl, *, item_pipelines: dict[Any, int] | None = None) -> Settings:
    """The settings of one crawl. `item_pipelines` replaces the two stages."""
    handler = "crawler.download.GatedHandler"
    values: dict[str, Any] = {
        "USER_AGENT": user_agent(crawl),
        "DEFAULT_REQUEST_HEADERS": {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
        "DOWNLOAD_HANDLERS": {},
        "DOWNLOAD_HANDLERS_BASE": {"http": handler, "https": handler},
        "DOWNLOADER_MIDDLEWARES": {},
        "DOWNLOADER_MIDDLEWARES_BASE": _MIDDLEWARES,
        "SPIDER_MIDDLEWARES": {},
        "SPIDER_MIDDLEWARES_BASE": {"scrapy.spidermiddlewares.referer.RefererMiddleware": 700},
        "REFERRER_POLICY": "no-referrer",
        "EXTENSIONS": {},
        "EXTENSIONS_BASE": {},
        "ADDONS": {},
        "TELNETCONSOLE_ENABLED": False,
        "ITEM_PIPELINES": ITEM_PIPELINES if item_pipelines is None else item_pipelines,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        # First in, first out: the plan's order is the order of fetching.
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "CONCURRENT_REQUESTS": 8,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": crawl.timeout_seconds,
        "DOWNLOAD_MAXSIZE": crawl.max_body_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "REDIRECT_ENABLED": True,
        "REDIRECT_MAX_TIMES": crawl.max_redirects,
        "COMPRESSION_ENABLED": False,
        "COOKIES_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "LOG_ENABLED": False,
        "LOG_FORMATTER": "crawler.settings.ShortLog",
        "STATS_DUMP": False,
        "DEFAULT_DROPITEM_LOG_LEVEL": "DEBUG",
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    }
    return Settings(values, priority="cmdline")


def load_late_modules() -> None:
    """Import what Scrapy looks up by name at the first visit: 0.1 s, too long for the loop. Needs a reactor."""
    settings = build_settings(Crawl())
    single = ("SCHEDULER_PRIORITY_QUEUE", "SCHEDULER_MEMORY_QUEUE", "DUPEFILTER_CLASS", "STATS_CLASS", "SCHEDULER")
    named = [settings[name] for name in single]
    for several in ("DOWNLOADER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES_BASE", "DOWNLOAD_HANDLERS_BASE"):
        table = settings.getdict(several)
        named += table.values() if several.startswith("DOWNLOAD_") else table.keys()
    for name in named:
        load_object(name)
    "names.example".encode("idna")


class ShortLog(LogFormatter):
    """Scrapy's log lines, without the whole page in them when a stage breaks."""

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        url = getattr(item, "url", None) or getattr(getattr(item, "page", None), "url", "?")
        return {"level": logging.ERROR, "msg": "stage broke url=%(url)s", "args": {"url": url}}
