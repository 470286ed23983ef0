"""The news sites: who they are, what their addresses look like, which feeds they have, how they behave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sample.calendar_words import DateStyle

FeedKind = Literal["rss20", "rss20-full", "rss091", "rdf", "atom", "json", "news-sitemap", "gzip-sitemap", "index"]
Behaviour = Literal["plain", "slow", "conditional", "limited", "broken"]
TrapKind = Literal["error", "loop", "dropped", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """An address where a site lists its pieces, of one language or all. `watched`: it stands in the config."""

    path: str
    kind: FeedKind
    language: str | None = None
    every: str = "10s"
    watched: bool = True
    truncated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """A link of the broken site that leads nowhere good."""

    path: str
    title: str
    kind: TrapKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A news site. `address` is the path of an article, `paragraph` the markup of one paragraph.

    `links` is the pattern of article links for a site that is watched by its front page only.
    """

    key: str
    outlet: str
    short_outlet: str
    language: str
    country: str
    zone: str
    groups: tuple[str, ...]
    address: str
    paragraph: str
    date_style: DateStyle
    feeds: tuple[Feed, ...] = ()
    watched_front: bool = False
    links: str | None = None
    charset: str = "utf-8"
    behaviour: Behaviour = "plain"
    disallow: tuple[str, ...] = ("/admin/", "/search")
    traps: tuple[Trap, ...] = ()
    aliases: tuple[str, ...] = ()


PRESSES = (
    Press(
        key="sariya",
        outlet="وكالة السارية للأنباء",
        short_outlet="وكالة السارية",
        aliases=("Sariya News Agency",),
        language="ar",
        country="JO",
        zone="UTC",
        groups=("agency",),
        address="/{language}/news/{id}",
        paragraph="<p>{}</p>",
        date_style="british",
        feeds=(
            Feed(path="/ar/rss.xml", kind="rss20-full", language="ar"),
            Feed(path="/en/atom.xml", kind="atom", language="en"),
        ),
    ),
    Press(
        key="mersa",
        outlet="مرسى اليوم",
        short_outlet="مرسى اليوم",
        language="ar",
        country="LB",
        zone="Asia/Beirut",
        groups=("papers",),
        address="/article/{id}/{slug}",
        paragraph='<p class="txt" dir="rtl">{}</p>',
        date_style="levantine",
        feeds=(Feed(path="/rss", kind="rss20"),),
    ),
    Press(
        key="difaf",
        outlet="جريدة الضفاف",
        short_outlet="الضفاف",
        language="ar",
        country="EG",
        zone="Africa/Cairo",
        groups=("papers",),
        address="/Article.aspx?ID={id}",
        paragraph='<p align="justify">{}</p>',
        date_style="egyptian",
        feeds=(Feed(path="/feed091.xml", kind="rss091", every="12s"),),
        charset="windows-1256",
    ),
    Press(
        key="manara",
        outlet="منارة الشرق",
        short_outlet="منارة الشرق",
        language="ar",
        country="JO",
        zone="Asia/Amman",
        groups=("papers", "mine"),
        address="/{year}/{month}/{day}/{slug}.html",
        paragraph="<p>{}</p>",
        date_style="levantine",
        feeds=(Feed(path="/atom.xml", kind="atom"),),
        behaviour="conditional",
    ),
    Press(
        key="madar",
        outlet="مدار الآلة",
        short_outlet="مدار الآلة",
        language="ar",
        country="SA",
        zone="Asia/Riyadh",
        groups=("tech",),
        address="/خبر/{words}-{id}/",
        paragraph="<p>{}</p>",
        date_style="gulf",
        feeds=(Feed(path="/index.rdf", kind="rdf"),),
    ),
    Press(
        key="baqa",
        outlet="باقة الأخبار",
        short_outlet="باقة الأخبار",
        language="ar",
        country="AE",
        zone="Asia/Dubai",
        groups=("aggregators",),
        address="/go/{id}",
        paragraph="<p>{}</p>",
        date_style="gulf",
        watched_front=True,
        links=r"/read/\d+$",
        disallow=("/go/",),
    ),
    Press(
        key="ledger",
        outlet="The Harbour Ledger",
        short_outlet="Harbour Ledger",
        language="en",
        country="GB",
        zone="Europe/London",
        groups=("papers",),
        address="/news/{section}/{slug}-{id}",
        paragraph='<p class="article__para">{}</p>',
        date_style="british",
        feeds=(
            Feed(path="/sitemap.xml", kind="index", every="15s"),
            Feed(path="/sitemaps/news.xml", kind="news-sitemap", watched=False),
            Feed(path="/sitemaps/older.xml.gz", kind="gzip-sitemap", watched=False),
        ),
        disallow=("/news/premium/", "/account/"),
    ),
    Press(
        key="loom",
        outlet="The Loom Report",
        short_outlet="Loom Report",
        language="en",
        country="US",
        zone="America/New_York",
        groups=("tech",),
        address="/p/{slug}",
        paragraph="<p>{}</p>",
        date_style="american",
        feeds=(Feed(path="/feed.json", kind="json"),),
    ),
    Press(
        key="bytefield",
        outlet="Bytefield Digest",
        short_outlet="Bytefield",
        language="en",
        country="US",
        zone="America/Chicago",
        groups=("tech",),
        address="/{year}/{month}/{words}/",
        paragraph='<div class="blk">{}</div>',
        date_style="american",
        watched_front=True,
    ),
    Press(
        key="sada",
        outlet="صدى السهول",
        short_outlet="صدى السهول",
        language="ar",
        country="TN",
        zone="Africa/Tunis",
        groups=("papers",),
        address="/ar/article/{id}",
        paragraph='<p style="text-align:justify">{}</p>',
        date_style="maghrebi",
        feeds=(Feed(path="/ar/flux.rss", kind="rss20", every="15s"),),
        behaviour="slow",
    ),
    Press(
        key="waha",
        outlet="أنباء الواحة",
        short_outlet="أنباء الواحة",
        language="ar",
        country="AE",
        zone="Asia/Dubai",
        groups=("papers",),
        address="/index.php?{id}",
        paragraph="<p>{}</p>",
        date_style="gulf",
        feeds=(
            Feed(path="/feed.xml", kind="rss20-full"),
            Feed(path="/truncated.xml", kind="rss20-full", every="15s", truncated=True),
        ),
        behaviour="broken",
        traps=(
            Trap(path="/index.php?err=1", title="الذكاء الاصطناعي في الموانئ: ملف خاص", kind="error"),
            Trap(path="/loop/1", title="كيف تفكر الآلة؟ حوار مطول مع باحثة", kind="loop"),
            Trap(path="/index.php?40404", title="روبوت يزرع النخيل في الواحة", kind="missing"),
            Trap(path="/index.php?55555", title="مختبر الواحة يعلن نموذجا للترجمة الآلية", kind="dropped"),
        ),
    ),
    Press(
        key="delta",
        outlet="Delta Courier",
        short_outlet="Delta Courier",
        language="en",
        country="US",
        zone="America/Chicago",
        groups=("papers",),
        address="/story.php?storyid={id}",
        paragraph="<p>{}</p>",
        date_style="american",
        feeds=(Feed(path="/rss.xml", kind="rss20"),),
        behaviour="limited",
    ),
)
