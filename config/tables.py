"""naskh.toml as a frozen Config: its tables and their settings, but those about alerts. docs/config.md shows each."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from config.alerts import AlertRule, Brief, Channel, Reader, Secret
from config.types import (
    Address,
    Country,
    Domain,
    Listen,
    Pattern,
    Seconds,
    Share,
    Table,
    TimeZone,
    address_or_nothing,
)
from model import MAX_EVERY_SECONDS, MIN_EVERY_SECONDS, SourceKind

DEFAULT_DATABASE = Path("naskh.db")
BUILT_IN_TOPICS = ("ai",)


class Crawl(Table):
    """How sites are visited. Sizes are in bytes, times in seconds."""

    contact: str = ""
    """A web or mail address where outlets can reach you. It is sent with every request. Please fill it in."""
    user_agent: str = ""
    """The User-Agent to send instead of `Naskh/VERSION (+CONTACT)`."""
    delay_seconds: Annotated[float, Field(ge=0, le=3600)] = 1.0
    """The pause between two requests to one site. A longer pause in robots.txt is obeyed."""
    timeout_seconds: Annotated[int, Field(ge=1, le=300)] = 30
    """How long one response may take."""
    max_body_bytes: Annotated[int, Field(ge=1024, le=64 * 1024 * 1024)] = 5 * 1024 * 1024
    """The largest response that is read, after decompression."""
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    """How many redirects are followed for one address."""
    min_every: Seconds = MIN_EVERY_SECONDS
    """The shortest time between two visits of a source that has no `every`."""
    max_every: Seconds = MAX_EVERY_SECONDS
    """The longest time between two visits of a source that has no `every`, while it works."""
    max_visits_at_once: Annotated[int, Field(ge=1, le=64)] = 8
    """How many sources are visited at the same time. Each site still gets one request at a time."""
    max_links_a_visit: Annotated[int, Field(ge=1, le=5000)] = 200
    """How many links of one source are followed in one visit."""
    first_visit_days: Annotated[int, Field(ge=0, le=36500)] = 30
    """What a new source lists that is older is left out at its first visit; where all is older, all but the newest ten.
    0 means no limit. `naskh pages --status skipped` lists what was left out, `naskh backfill` fetches it."""
    first_visit_links: Annotated[int, Field(ge=0, le=5000)] = 100
    """How many links of a new source are followed at its first visit, the newest first. The others are left out. 0
    means no limit."""
    max_attempts: Annotated[int, Field(ge=1, le=20)] = 5
    """How often a page that its site calls gone or forbidden (404, 410, robots.txt) is tried: after 20 minutes, 1, 3
    and 9 hours, then once a day. What may pass (5xx, 403, 429, time-outs, DNS, connections) is tried for a week,
    whatever this says. Both are tried once a day for as long as their source lists them."""
    allow_private: tuple[str, ...] = ()
    """Hosts, addresses or networks inside your own network that may be visited. All others there are refused."""
    obey_robots: bool = True
    """Whether to obey robots.txt. Switch it off only for sites of your own."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.min_every > self.max_every:
            raise ValueError("min_every: is longer than max_every")
        return self


class Extraction(Table):
    """The worker processes that parse pages."""

    workers: Annotated[int, Field(ge=1, le=64)] = 2
    """How many processes parse pages at the same time."""
    timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 10.0
    """How much processor time parsing one page may take, in seconds. By the clock it may take six times as long, and 60
    seconds at least."""
    memory_mb: Annotated[int, Field(ge=256, le=8192)] = 512
    """How much memory one process may use, in megabytes."""
    min_words: Annotated[int, Field(ge=1, le=1000)] = 40
    """The least number of words in an article. A page with fewer gets the status `no_text`."""


class Keep(Table):
    """What is kept, and how long."""

    raw_days: Annotated[int, Field(ge=0, le=36500)] = 30
    """How many days the raw pages are kept, compressed. 0 keeps none."""
    keep_off_topic: bool = False
    """Whether to keep the text of articles that are off the topic."""


class Backups(Table):
    """Backups of the database that `naskh run` makes by itself. `naskh backup` makes one at any time, `naskh restore`
    puts one back.
    """

    every: Seconds | None = None
    """How often one is made, such as "1d". Without it none is."""
    keep: Annotated[int, Field(ge=1, le=1000)] = 7
    """How many of them are kept. The oldest is removed once a new one is complete."""
    folder: Annotated[str, Field(min_length=1)] | None = None
    """The folder they are put in, best on another disk. A relative path begins at the folder of naskh.toml. Default:
    `backups` beside the database."""


class Duplicates(Table):
    """When two texts count as copies. Shares are of word 3-grams (shingles), from 0 to 1."""

    min_overlap: Share = 0.4
    """How much of the shorter text must be in the other (containment). A higher value finds fewer and surer copies."""
    min_partial_words: Annotated[int, Field(ge=5, le=1000)] = 25
    """How many words in a row must be shared for the relation `partial`. From 2,000 texts on, three fifths of that are
    enough, but two fifths must be wording that is not common."""
    window_days: Annotated[int, Field(ge=0)] = 0
    """How many days apart two copies may be. 0 means no limit."""


class TopicDefinition(Table):
    """A topic of your own: words with their weights, and the score that a text must reach."""

    words: dict[str, Annotated[float, Field(gt=0, le=100)]]
    """Each word or phrase with its weight. Arabic spelling is folded and Arabic prefixes are recognised. A word that
    ends in `*` matches all words that begin with it. Up to three places in the text count, and one among its first 60
    words once more; one in the title counts double."""
    not_words: tuple[str, ...] = ()
    """Words that rule out the topic wherever they appear."""
    enough: Annotated[float, Field(gt=0)] = 2.0
    """The score that a text must reach to be on the topic. In a text of more than 500 words, places are counted per 500
    words."""

    @model_validator(mode="after")
    def _has_words(self) -> Self:
        if not self.words:
            raise ValueError("words: expected at least one word")
        return self


class Outlet(Table):
    """A publisher: a newspaper, an agency, a blog."""

    name: Annotated[str, Field(min_length=1)]
    """Its name in lists and alerts. Names that differ only in spelling, such as "أخبار" and "اخبار", are those of two
    outlets."""
    domains: tuple[Domain, ...] = ()
    """Its domains, without `www.`, in any script. A page belongs to the outlet that has its domain."""
    aliases: tuple[Annotated[str, Field(min_length=2)], ...] = ()
    """Other names that texts use for it, such as a short form or its name in another script: copies may credit it by
    them. Words such as "صحيفة", "agency" or "the" need no alias: names are compared without them."""
    country: Country | None = None
    """Its country, as two capital letters (ISO 3166)."""
    time_zone: TimeZone | None = None
    """The time zone of dates that name none, such as "Asia/Beirut"."""
    groups: tuple[str, ...] = ()
    """Names of your choice, to select outlets in alerts: usually "mine" for your own, "agency" for wire services."""
    topic: str | None = None
    """The topic for its articles, instead of the general one."""
    ignore_rights: tuple[Literal["noai", "noarchive", "tdm-reservation"], ...] = ()
    """What its pages declare against mining or keeping, and is not obeyed: "noai", "noarchive", "tdm-reservation". For
    outlets that allowed it, or that are your own. Each start is logged with the reason."""
    ignore_rights_reason: str = ""
    """Why that is allowed, such as "our own site" or "licence of 3 March 2026". Must be given with `ignore_rights`."""

    @model_validator(mode="after")
    def _ignores_with_a_reason(self) -> Self:
        if self.ignore_rights and not self.ignore_rights_reason.strip():
            raise ValueError("ignore_rights_reason: say why what its pages declare need not be obeyed")
        return self


class SourceEntry(Table):
    """A feed, sitemap or front page that is visited."""

    url: Address
    """The address of the feed, sitemap or front page."""
    outlet: Annotated[str, Field(min_length=1)] | None = None
    """The name of an `[[outlet]]`. Default: the outlet with the domain of the address. Leave it out for aggregators."""
    kind: SourceKind = "feed"
    """What the address is."""
    every: Seconds | None = None
    """How often it is visited, whatever it brings. Default: as often as it brings something new, between `min_every`
    and `max_every`. docs/visiting.md explains how."""
    min_every: Seconds | None = None
    """The shortest time between two visits. Default: `crawl.min_every`."""
    max_every: Seconds | None = None
    """The longest time between two visits while it works. Default: `crawl.max_every`."""
    links: Pattern | None = None
    """A regular expression that the addresses of articles match: others do not count. For front pages and sitemaps.
    Without it a front page's articles are distinguished from its other links by what these have in common."""
    include: tuple[Pattern, ...] = ()
    """Regular expressions. Links whose address one of them matches are followed too, whatever they look like."""
    exclude: tuple[Pattern, ...] = ()
    """Regular expressions. Links whose address one of them matches are never followed, also those of a feed."""
    enabled: bool = True
    """Set it to false to pause the source."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.every is not None and (self.min_every or self.max_every):
            raise ValueError("every: fixes how often it is visited; leave it out, or min_every and max_every")
        if self.min_every and self.max_every and self.min_every > self.max_every:
            raise ValueError("min_every: is longer than max_every")
        return self

    def every_seconds(self, crawl: Crawl) -> tuple[int, int]:
        """The shortest and the longest time between two visits; the same where it is fixed."""
        if self.every is not None:
            return self.every, self.every
        shortest, longest = self.min_every or crawl.min_every, self.max_every or crawl.max_every
        # Of the two, the one that is set for this source counts.
        if self.min_every is None:
            shortest = min(shortest, longest)
        return shortest, max(shortest, longest)


class Licence(Table):
    """Who may publish whose texts. A match that it covers raises no alert, and lists show it as licensed."""

    of: Annotated[str, Field(min_length=1)]
    """The `[[outlet]]` that owns the texts."""
    to: Annotated[str, Field(min_length=1)]
    """The `[[outlet]]` that may publish them. The other direction needs a licence of its own."""


class WebSub(Table):
    """Hubs that announce what is new in a feed (W3C WebSub), for a machine that the internet can reach. Where a feed
    names a hub, its source is visited within seconds of an announcement; without one, as often as other sources.
    """

    public_url: Annotated[str, AfterValidator(address_or_nothing)] = ""
    """The address under which hubs reach `listen`, such as "https://naskh.example.org/hub". Without it no hub is
    used."""
    listen: Listen = "127.0.0.1:8788"
    """Where announcements are received: host and port. Let your web server hand on what comes to `public_url`."""


class Serve(Table):
    """The web pages of `naskh serve`."""

    password: Secret | None = None
    """Where the password of the pages is: "env:NAME" or "file:PATH". Other machines are let in with one only. A
    relative path begins at the folder of naskh.toml."""


class Config(Table):
    """All of naskh.toml. The settings here come before the first table."""

    database: Annotated[str, Field(min_length=1)] = str(DEFAULT_DATABASE)
    """The SQLite file. The lock file is kept beside it."""
    topic: str = "ai"
    """Which articles are kept: "ai", "all", or a topic of your own."""
    crawl: Crawl = Crawl()
    extraction: Extraction = Extraction()
    keep: Keep = Keep()
    backup: Backups = Backups()
    duplicates: Duplicates = Duplicates()
    topics: dict[str, TopicDefinition] = Field(default={})
    """Topics of your own, each in a table `[topics.NAME]`."""
    outlet: tuple[Outlet, ...] = ()
    source: tuple[SourceEntry, ...] = ()
    reader: Reader = Reader()
    brief: Brief = Brief()
    channel: tuple[Channel, ...] = ()
    alert: tuple[AlertRule, ...] = ()
    licence: tuple[Licence, ...] = ()
    serve: Serve = Serve()
    websub: WebSub = WebSub()

    def topic_of(self, outlet_name: str | None) -> str:
        """The topic for an outlet: its own, else the general one. "all" means no filter."""
        for outlet in self.outlet:
            if outlet.name == outlet_name and outlet.topic:
                return outlet.topic
        return self.topic

    def fingerprint(self) -> str:
        """A short hash of all settings. It is kept with each run, so that results can be traced to settings."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]
